//! The map's online layer: which tiles a screen wants, those that are here, and those on their way.
//! The shell fetches them; the page never speaks with the service.

use handbook_wire::ErrorCode;
use handbook_wire::ipc::{GetTile, TilePicture, WantTiles};
use handbook_wire::tile::{TileId, TileLayer};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlImageElement;

use super::borders::Frame;
use super::projection::{Camera, Point, Size, tile_frame, world};
use crate::{clock, ipc};

/// The most tiles of a screen: from farther away the layer is not shown.
const MOST: usize = 200;
/// Tiles that are asked for at the same time.
const AT_ONCE: usize = 4;
/// Tiles that are kept beside those of the screen.
const SPARE: usize = 80;
/// Milliseconds for which the map must want the same before anything is asked for.
const PAUSE: i32 = 80;
/// Milliseconds for which a service is left alone that can't be reached.
const REST: i32 = 10_000;
/// How much nearer tiles are taken than they are drawn: on a screen with fine pixels, and on others.
const NEARER: (f64, f64) = (0.8, 0.5);
/// Tiles that stand in for others are so many zooms farther away, or nearer, at most.
const STAND_IN: (u8, u8) = (3, 1);

/// What there is of a tile.
enum Found {
    Picture(HtmlImageElement),
    /// There is none, or what came was none.
    Nothing,
}

#[derive(Default)]
struct State {
    layer: Option<TileLayer>,
    /// Whether the map moves by itself; nothing is asked for meanwhile.
    moving: bool,
    /// The nearest to the middle first.
    wanted: Vec<TileId>,
    on_way: Vec<TileId>,
    /// In the order in which they came.
    found: Vec<(TileId, Found)>,
    /// Grows with every change of what is wanted.
    turn: u32,
    /// Whether the service could not be reached the last time, and until when it is left alone.
    down: bool,
    rests: i64,
}

impl State {
    fn has(&self, id: TileId) -> bool {
        self.found.iter().any(|(found, _)| *found == id)
    }

    fn shows_any(&self) -> bool {
        self.found
            .iter()
            .any(|(id, found)| matches!(found, Found::Picture(_)) && self.wanted.contains(id))
    }

    fn is_whole(&self) -> bool {
        self.down || self.wanted.iter().all(|id| self.has(*id))
    }

    fn fails(&self) -> bool {
        self.down && !self.wanted.is_empty() && !self.shows_any()
    }

    fn next(&mut self) -> Option<TileId> {
        let free = self.on_way.len() < AT_ONCE && !self.moving && clock::now() >= self.rests;
        let next = free.then(|| {
            let mut wanted = self.wanted.iter().copied();
            wanted.find(|id| !self.has(*id) && !self.on_way.contains(id))
        });
        self.on_way.extend(next.flatten());
        next.flatten()
    }

    fn take(&mut self, id: TileId, found: Found) {
        self.found.push((id, found));
        let mut over = self.found.len().saturating_sub(self.wanted.len() + SPARE);
        let wanted = &self.wanted;
        self.found.retain(|(id, _)| {
            let stays = over == 0 || wanted.contains(id);
            over -= usize::from(!stays);
            stays
        });
    }
}

/// The online layer.
#[derive(Clone, Copy)]
pub struct Tiles {
    state: StoredValue<State, LocalStorage>,
    /// Grows whenever there is something else to draw.
    pub drawn: RwSignal<u32>,
    /// Whether the service could not be reached and nothing of it is to be seen.
    pub fails: RwSignal<bool>,
}

impl Tiles {
    /// There is none.
    pub fn new() -> Self {
        Self {
            state: StoredValue::new_local(State::default()),
            drawn: RwSignal::new(0),
            fails: RwSignal::new(false),
        }
    }

    /// Shows `layer` where `camera` looks, or nothing.
    pub fn follow(self, layer: Option<TileLayer>, camera: Camera, size: Size, moving: bool) {
        let seen = layer
            .as_ref()
            .map(|layer| seen(layer, camera, size, sharp()));
        let wanted = seen.unwrap_or_default();
        let turn = self.state.try_update_value(|state| {
            let other = state.layer != layer;
            if other {
                *state = State {
                    on_way: std::mem::take(&mut state.on_way),
                    turn: state.turn,
                    ..State::default()
                };
                state.layer = layer;
                self.drawn.update(|drawn| *drawn += 1);
            }
            if !other && state.wanted == wanted && state.moving == moving {
                return None;
            }
            let given_up = state.on_way.iter().any(|id| !wanted.contains(id));
            (state.wanted, state.moving) = (wanted, moving);
            state.turn += 1;
            self.say_whether_it_fails(state);
            self.drawn.update(|drawn| *drawn += 1);
            if given_up {
                drop_all_but(state.wanted.clone());
            }
            (!moving && !state.wanted.is_empty()).then_some(state.turn)
        });
        let Some(Some(turn)) = turn else {
            return;
        };
        spawn_local(async move {
            clock::pause(PAUSE).await;
            if self.state.try_with_value(|state| state.turn) == Some(turn) {
                self.fill();
            }
        });
    }

    /// Nothing is wanted any more; what is here stays for the next time.
    pub fn rest(self) {
        self.state.try_update_value(|state| {
            state.turn += 1;
            state.wanted.clear();
            if !state.on_way.is_empty() {
                drop_all_but(Vec::new());
            }
        });
    }

    /// Asks again for what did not come.
    pub fn retry(self) {
        self.state.update_value(|state| {
            (state.down, state.rests) = (false, 0);
            state
                .found
                .retain(|(_, found)| matches!(found, Found::Picture(_)));
        });
        self.fails.set(false);
        self.fill();
    }

    /// Whether nothing is on its way that would change the picture; tracked.
    pub fn is_whole(self) -> bool {
        self.drawn.track();
        self.state.with_value(State::is_whole)
    }

    /// What is to be drawn where, in this order: stand-ins under what is wanted.
    pub fn shown(self) -> Vec<(Frame, HtmlImageElement)> {
        self.state.with_value(|state| {
            let Some(level) = state.wanted.first().map(|id| id.z) else {
                return Vec::new();
            };
            let near = level.saturating_sub(STAND_IN.0)..=level + STAND_IN.1;
            let pictures = state.found.iter().filter_map(|(id, found)| match found {
                Found::Picture(picture) if near.contains(&id.z) => Some((*id, picture)),
                _ => None,
            });
            let mut pictures: Vec<_> = pictures.collect();
            pictures.sort_by_key(|(id, _)| (id.z == level, id.z));
            let placed = pictures.into_iter();
            placed
                .map(|(id, picture)| (tile_frame(id), picture.clone()))
                .collect()
        })
    }

    fn say_whether_it_fails(self, state: &State) {
        if self.fails.get_untracked() != state.fails() {
            self.fails.set(state.fails());
        }
    }

    fn fill(self) {
        while let Some(Some(id)) = self.state.try_update_value(State::next) {
            spawn_local(self.fetch(id));
        }
    }

    async fn fetch(self, id: TileId) {
        let layer = self.state.with_value(|state| state.layer.clone());
        let came = match ipc::call::<GetTile>(id).await {
            Ok(picture) => Ok(decode(picture).await.map_or(Found::Nothing, Found::Picture)),
            Err(error) => match error.code {
                ErrorCode::NotFound | ErrorCode::BadReply => Ok(Found::Nothing),
                code => Err(code),
            },
        };
        let down = self.state.try_update_value(|state| {
            state.on_way.retain(|on_way| *on_way != id);
            if state.layer != layer {
                return false;
            }
            match came {
                Ok(found) => {
                    state.take(id, found);
                    state.down = false;
                }
                // Given up: it was wanted no longer, or is again by now.
                Err(ErrorCode::Internal) => return false,
                Err(_) => {
                    state.down = true;
                    state.rests = clock::now() + i64::from(REST);
                }
            }
            self.say_whether_it_fails(state);
            self.drawn.update(|drawn| *drawn += 1);
            state.down
        });
        let Some(down) = down else {
            return;
        };
        if down {
            clock::pause(REST + 100).await;
        }
        self.fill();
    }
}

fn drop_all_but(wanted: Vec<TileId>) {
    spawn_local(async move {
        // What is not given up comes, no more.
        let _ = ipc::call::<WantTiles>(wanted).await;
    });
}

/// The picture, once it can be drawn.
async fn decode(picture: TilePicture) -> Option<HtmlImageElement> {
    let image = HtmlImageElement::new().ok()?;
    image.set_src(&format!("data:{};base64,{}", picture.kind, picture.base64));
    JsFuture::from(image.decode()).await.ok()?;
    Some(image)
}

fn sharp() -> f64 {
    window().device_pixel_ratio()
}

/// The tiles that a screen of `size` wants, the nearest to its middle first. None when they would be
/// too many.
fn seen(layer: &TileLayer, camera: Camera, size: Size, sharp: f64) -> Vec<TileId> {
    let nearer = if sharp > 1.4 { NEARER.0 } else { NEARER.1 };
    let wide = f64::from(layer.tile_size.max(1)) / 256.0;
    let level = level(camera.zoom - wide.log2() + nearer).clamp(layer.min_zoom, layer.max_zoom);
    let count = f64::from(level).exp2();
    let at = |place| {
        let Point { x, y } = world(camera.at(place, size));
        (column(x * count, count), column(y * count, count))
    };
    let (from, to) = (at((0.0, 0.0)), at(size));
    let across = |from: u32, to: u32| (to - from + 1) as usize;
    if across(from.0, to.0) * across(from.1, to.1) > MOST {
        return Vec::new();
    }
    let all = (from.1..=to.1).flat_map(|y| (from.0..=to.0).map(move |x| (x, y)));
    let mut all: Vec<TileId> = all.map(|(x, y)| TileId { z: level, x, y }).collect();
    let away = |id: &TileId| {
        let Frame { from, to } = tile_frame(*id);
        let (x, y) = (from.x + to.x, from.y + to.y);
        (x / 2.0 - camera.middle.x).hypot(y / 2.0 - camera.middle.y)
    };
    all.sort_by(|a, b| away(a).total_cmp(&away(b)));
    all
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a zoom lies between 4 and 16"
)]
fn level(zoom: f64) -> u8 {
    zoom.floor() as u8
}

/// The column, or row, of `count` in which a place lies.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "it is cut to what there is, at most 2^22"
)]
fn column(place: f64, count: f64) -> u32 {
    place.floor().clamp(0.0, count - 1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::super::projection::plane;
    use super::*;

    const PHONE: Size = (390.0, 600.0);

    fn layer() -> TileLayer {
        TileLayer {
            min_zoom: 6,
            max_zoom: 18,
            tile_size: 256,
            ..TileLayer::default()
        }
    }

    fn over_seoul(zoom: f64) -> Camera {
        Camera {
            middle: plane(37.5663, 126.9779),
            zoom,
        }
    }

    /// Column and row as the services' own documents compute them.
    fn slippy(lat: f64, lng: f64, z: u8) -> (u32, u32) {
        let count = f64::from(z).exp2();
        let x = (lng + 180.0) / 360.0 * count;
        let y = (1.0 - lat.to_radians().tan().asinh() / std::f64::consts::PI) / 2.0 * count;
        (column(x, count), column(y, count))
    }

    #[test]
    fn a_place_lies_in_the_tile_that_services_say() {
        for (lat, lng) in [
            (37.5663, 126.9779),
            (33.3617, 126.5292),
            (38.6, 128.36),
            (37.24, 131.87),
        ] {
            for z in 5..=18 {
                let (x, y) = slippy(lat, lng, z);
                let Frame { from, to } = tile_frame(TileId { z, x, y });
                let point = plane(lat, lng);
                assert!(from.x <= point.x && point.x < to.x, "{lat}, {lng}, {z}");
                assert!(from.y <= point.y && point.y < to.y, "{lat}, {lng}, {z}");
            }
        }
        // And the corner of a tile is where they say that it is.
        let corner = tile_frame(TileId {
            z: 9,
            x: 436,
            y: 198,
        })
        .from;
        let there = plane(37.718_590_325_588_14, 126.562_5);
        assert!((corner.x - there.x).abs() < 1e-9 && (corner.y - there.y).abs() < 1e-9);
    }

    #[test]
    fn the_tiles_of_a_screen_cover_it() {
        for zoom in [6.0, 7.4, 9.49, 9.51, 12.0, 15.0] {
            for sharp in [1.0, 2.0, 3.0] {
                let camera = over_seoul(zoom);
                let tiles = seen(&layer(), camera, PHONE, sharp);
                let covers = |place| {
                    let point = camera.at(place, PHONE);
                    tiles.iter().any(|id| {
                        let Frame { from, to } = tile_frame(*id);
                        from.x <= point.x && point.x <= to.x && from.y <= point.y && point.y <= to.y
                    })
                };
                for place in [
                    (0.0, 0.0),
                    PHONE,
                    (390.0, 0.0),
                    (0.0, 600.0),
                    (195.0, 300.0),
                ] {
                    assert!(covers(place), "{zoom} {sharp} {place:?}");
                }
                assert!(tiles.len() <= 35, "{zoom} {sharp}: {}", tiles.len());
                let wide = 256.0 * (zoom - f64::from(tiles[0].z)).exp2();
                assert!((140.0..=364.0).contains(&wide), "{zoom} {sharp}: {wide}");
            }
        }
    }

    #[test]
    fn the_middle_comes_first_and_what_is_too_much_not_at_all() {
        let tiles = seen(&layer(), over_seoul(11.0), PHONE, 1.0);
        let (x, y) = slippy(37.5663, 126.9779, 11);
        assert_eq!(tiles[0], TileId { z: 11, x, y });
        let near_only = TileLayer {
            min_zoom: 12,
            ..layer()
        };
        assert_eq!(seen(&near_only, over_seoul(7.0), PHONE, 1.0), []);
        assert!(!seen(&near_only, over_seoul(10.0), PHONE, 1.0).is_empty());
    }

    #[test]
    fn beyond_the_nearest_zoom_its_tiles_are_drawn_larger() {
        let far_only = TileLayer {
            max_zoom: 10,
            ..layer()
        };
        let tiles = seen(&far_only, over_seoul(13.0), PHONE, 1.0);
        assert!(!tiles.is_empty() && tiles.iter().all(|id| id.z == 10));
        let large = TileLayer {
            tile_size: 512,
            ..layer()
        };
        let tiles = seen(&large, over_seoul(11.0), PHONE, 1.0);
        assert!(tiles.iter().all(|id| id.z == 10) && tiles.len() <= 6);
    }
}
