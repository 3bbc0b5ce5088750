//! Settings of the map's online layer.

use handbook_wire::tile::{TileId, TileLayer};
use url::Url;

use super::identity::is_loopback;
use super::key::{Key, put, within};

/// What was set of the section `[map]`.
#[derive(Default)]
pub(super) struct Draft {
    url: Option<String>,
    attribution: Option<String>,
    attribution_url: Option<String>,
    min_zoom: Option<u8>,
    max_zoom: Option<u8>,
    tile_size: Option<u16>,
}

impl Draft {
    /// The section as a whole; none without an address. `Err` names what is missing or does not fit.
    pub(super) fn finish(self) -> Result<Option<TileLayer>, &'static str> {
        let Some(url) = self.url else {
            return Ok(None);
        };
        let layer = TileLayer {
            url,
            attribution: self.attribution.ok_or("map.attribution")?,
            attribution_url: self.attribution_url,
            min_zoom: self.min_zoom.unwrap_or(0),
            max_zoom: self.max_zoom.unwrap_or(19),
            tile_size: self.tile_size.unwrap_or(256),
        };
        if layer.min_zoom > layer.max_zoom {
            return Err("map.max_zoom");
        }
        layer
            .is_sound()
            .then_some(Some(layer))
            .ok_or("map.tile_url")
    }
}

/// Whether the tiles come from this very machine.
pub(super) fn is_loopback_layer(layer: &TileLayer) -> bool {
    address(&layer.url).as_ref().is_some_and(is_loopback)
}

/// The address of a tile, if `template` is one: https, or http on this very machine.
fn address(template: &str) -> Option<Url> {
    if !TileLayer::is_template(template) {
        return None;
    }
    let layer = TileLayer {
        url: template.to_owned(),
        ..TileLayer::default()
    };
    let url = Url::parse(&layer.address(TileId { z: 0, x: 0, y: 0 })).ok()?;
    let safe = url.scheme() == "https" || url.scheme() == "http" && is_loopback(&url);
    (safe && url.host().is_some()).then_some(url)
}

/// An https address that people can be led to.
fn page(text: &str) -> Option<String> {
    let url = Url::parse(text).ok()?;
    let plain = url.scheme() == "https"
        && url.host().is_some()
        && url.username().is_empty()
        && url.password().is_none()
        && text.len() <= TileLayer::MAX_TEXT
        && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain.then(|| text.to_owned())
}

const ZOOM: &str = "0 이상 22 이하의 정수, min_zoom은 max_zoom을 넘지 않게";

fn zoom(text: &str) -> Option<u8> {
    within(text, 0, TileLayer::MAX_ZOOM)
}

/// The settings of the section.
pub(super) static KEYS: [Key; 6] = [
    Key {
        name: "map.tile_url",
        allowed: "{z}, {x}, {y}가 한 번씩 들어 있는 https 주소, 예: https://tile.example.kr/{z}/{x}/{y}.png",
        set: |draft, text| {
            let url = address(text).map(|_| Some(text.to_owned()));
            put(&mut draft.map.url, url)
        },
    },
    Key {
        name: "map.attribution",
        allowed: "지도에 보일 출처, 1~500 글자",
        set: |draft, text| {
            let right = TileLayer::is_attribution(text);
            let text = right.then(|| Some(text.trim().to_owned()));
            put(&mut draft.map.attribution, text)
        },
    },
    Key {
        name: "map.attribution_url",
        allowed: "https 주소",
        set: |draft, text| put(&mut draft.map.attribution_url, page(text).map(Some)),
    },
    Key {
        name: "map.min_zoom",
        allowed: ZOOM,
        set: |draft, text| put(&mut draft.map.min_zoom, zoom(text).map(Some)),
    },
    Key {
        name: "map.max_zoom",
        allowed: ZOOM,
        set: |draft, text| put(&mut draft.map.max_zoom, zoom(text).map(Some)),
    },
    Key {
        name: "map.tile_size",
        allowed: "256, 512",
        set: |draft, text| {
            let size = text.parse().ok().filter(|size| TileLayer::is_size(*size));
            put(&mut draft.map.tile_size, size.map(Some))
        },
    },
];
