//! An online layer of the map: pictures of the earth in squares, from a service of the co-op's choice.

use serde::{Deserialize, Serialize};

/// Where tiles come from. What an app can't make sense of is no layer to it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct TileLayer {
    /// Address of a tile, with `{z}`, `{x}` and `{y}` once each behind the host.
    pub url: String,
    /// Whom the pictures are of: shown for as long as they are.
    pub attribution: String,
    /// Where that leads to, by https.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attribution_url: Option<String>,
    /// The farthest zoom that there are tiles of.
    pub min_zoom: u8,
    /// The nearest one, at most [`TileLayer::MAX_ZOOM`].
    pub max_zoom: u8,
    /// Pixels of the screen that a side of a tile takes, 256 or 512, however many its picture has.
    pub tile_size: u16,
}

/// A tile: `2^z` by `2^z` of them are the earth in Web Mercator, from the north-west.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct TileId {
    /// Zoom.
    pub z: u8,
    /// Column.
    pub x: u32,
    /// Row.
    pub y: u32,
}

impl TileId {
    /// Whether there is such a place on the earth.
    #[must_use]
    pub fn exists(self) -> bool {
        self.z <= TileLayer::MAX_ZOOM && self.x < 1 << self.z && self.y < 1 << self.z
    }
}

impl TileLayer {
    /// The nearest zoom that any layer has.
    pub const MAX_ZOOM: u8 = 22;
    /// The longest address and the longest attribution, in characters.
    pub const MAX_TEXT: usize = 500;
    /// What stands for zoom, column and row in the address.
    const PLACES: [&str; 3] = ["{z}", "{x}", "{y}"];

    /// Whether everything fits together. The scheme and the host are for others to judge.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        Self::is_template(&self.url)
            && Self::is_attribution(&self.attribution)
            && self.min_zoom <= self.max_zoom
            && self.max_zoom <= Self::MAX_ZOOM
            && Self::is_size(self.tile_size)
    }

    /// Whether `text` is an address with a place each for zoom, column and row, none of them where it
    /// would choose the host.
    #[must_use]
    pub fn is_template(text: &str) -> bool {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\\\"'<>`^|#".contains(&byte);
        if text.len() > Self::MAX_TEXT || !text.bytes().all(plain) {
            return false;
        }
        let Some((host, behind)) = text
            .split_once("://")
            .and_then(|(_, rest)| rest.split_once('/'))
        else {
            return false;
        };
        if host.is_empty() || host.contains(['@', '?', '{']) {
            return false;
        }
        let once = |place: &&str| behind.matches(place).count() == 1;
        let bare = Self::PLACES
            .iter()
            .fold(text.to_owned(), |text, place| text.replace(place, ""));
        Self::PLACES.iter().all(once) && !bare.contains(['{', '}'])
    }

    /// Whether `text` can be shown as an attribution: one line that is not empty.
    #[must_use]
    pub fn is_attribution(text: &str) -> bool {
        !text.trim().is_empty()
            && text.chars().count() <= Self::MAX_TEXT
            && !text.chars().any(char::is_control)
    }

    /// Whether tiles can be so large.
    #[must_use]
    pub fn is_size(size: u16) -> bool {
        matches!(size, 256 | 512)
    }

    /// The address of a tile.
    #[must_use]
    pub fn address(&self, tile: TileId) -> String {
        let numbers = [u32::from(tile.z), tile.x, tile.y];
        let places = Self::PLACES.iter().zip(numbers);
        places.fold(self.url.clone(), |text, (place, number)| {
            text.replace(place, &number.to_string())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_each_place_once_and_behind_the_host() {
        for right in [
            "https://tile.example/{z}/{x}/{y}.png",
            "https://tile.example:8443/a/{z}/{y}/{x}@2x.webp?key=abc",
            "http://127.0.0.1:9/{z}-{x}-{y}",
            "https://tile.example/tile?z={z}&x={x}&y={y}",
        ] {
            assert!(TileLayer::is_template(right), "{right}");
        }
        for wrong in [
            "",
            "tile.example/{z}/{x}/{y}",
            "https://tile.example/{z}/{x}",
            "https://tile.example/{z}/{x}/{y}/{y}",
            "https://tile.example/{z}/{x}/{y}/{s}",
            "https://{z}.tile.example/{x}/{y}",
            "https://{z}.tile.example/{z}/{x}/{y}",
            "https://tile.example?{z}{x}{y}",
            "https:///{z}/{x}/{y}",
            "https://user@tile.example/{z}/{x}/{y}",
            "https://tile.example/{z}/{x}/{y}#a",
            "https://tile.example\\@evil.example/{z}/{x}/{y}",
            "https://tile.example/{z}/{x}/{y} ",
            "https://tile.example/타일/{z}/{x}/{y}",
        ] {
            assert!(!TileLayer::is_template(wrong), "{wrong}");
        }
        let long = format!("https://tile.example/{{z}}/{{x}}/{{y}}/{}", "a".repeat(500));
        assert!(!TileLayer::is_template(&long));
    }

    #[test]
    fn a_tile_has_its_address() {
        let layer = TileLayer {
            url: "https://tile.example/{z}/{y}/{x}.png".to_owned(),
            ..TileLayer::default()
        };
        let tile = TileId {
            z: 9,
            x: 436,
            y: 198,
        };
        assert_eq!(layer.address(tile), "https://tile.example/9/198/436.png");
    }

    #[test]
    fn what_is_no_tile_is_told_apart() {
        let exists = |z, x, y| TileId { z, x, y }.exists();
        assert!(exists(0, 0, 0) && exists(22, (1 << 22) - 1, 0));
        assert!(!exists(0, 1, 0) && !exists(9, 0, 512) && !exists(23, 0, 0) && !exists(255, 0, 0));
    }

    #[test]
    fn an_app_is_not_put_off_by_a_layer_of_another_kind() {
        let layer: TileLayer = serde_json::from_str(r#"{"vector":"https://x.example"}"#).unwrap();
        assert!(!layer.is_sound());
        let whole: TileLayer = serde_json::from_str(
            r#"{"url":"https://x.example/{z}/{x}/{y}","attribution":"ⓒ","max_zoom":19,
                "tile_size":256,"later":1}"#,
        )
        .unwrap();
        assert!(whole.is_sound());
    }
}
