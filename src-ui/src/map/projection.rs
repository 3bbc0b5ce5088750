//! The plane that the map is drawn on, and what of it a screen shows.
//!
//! Web Mercator. A unit of the plane is a pixel at zoom 0, where the earth is 256 pixels wide; the
//! origin lies in the middle of Korea, so that numbers stay small. North is up: `y` grows southward.

use std::f64::consts::PI;

use handbook_wire::ipc::{Bounds, PlacesArgs};
use handbook_wire::tile::TileId;

use super::borders::Frame;

/// Width of the plane.
const EARTH: f64 = 256.0;
/// Origin of the plane, degrees north and east.
const ORIGIN: (f64, f64) = (36.0, 127.8);
/// The mainland with Jeju: what a map that was just opened shows.
pub const COUNTRY: Bounds = Bounds {
    south: 33.1,
    west: 125.9,
    north: 38.62,
    east: 129.65,
};
/// The farthest and the nearest zoom.
pub const ZOOMS: (f64, f64) = (5.5, 15.0);

/// Marks of a level are shown from this much farther away on: they lie 58 pixels apart at their zoom,
/// and may come as near as a finger.
const LEVEL: f64 = 0.25;
/// Pixels of the pattern on which questions for marks lie.
const ASKED: f64 = 256.0;
/// Pixels beyond the screen within which marks are asked for: half a mark.
const ASIDE: f64 = 40.0;

/// A point of the plane.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Point {
    /// Eastward.
    pub x: f64,
    /// Southward.
    pub y: f64,
}

/// A size on the screen, in pixels.
pub type Size = (f64, f64);

fn mercator(lat: f64) -> f64 {
    let turned = (PI / 4.0 + lat.clamp(-85.0, 85.0).to_radians() / 2.0).tan();
    EARTH / (2.0 * PI) * (PI - turned.ln())
}

/// The place of a point of the earth on the plane.
pub fn plane(lat: f64, lng: f64) -> Point {
    Point {
        x: (lng - ORIGIN.1) * EARTH / 360.0,
        y: mercator(lat) - mercator(ORIGIN.0),
    }
}

/// Degrees north and east of a point of the plane.
pub fn earth(point: Point) -> (f64, f64) {
    let y = point.y + mercator(ORIGIN.0);
    let lat = 2.0 * (PI - y * 2.0 * PI / EARTH).exp().atan() - PI / 2.0;
    (lat.to_degrees(), point.x * 360.0 / EARTH + ORIGIN.1)
}

/// A point of the plane as parts of the whole earth's width, from its north-western corner.
pub fn world(point: Point) -> Point {
    let corner = corner();
    Point {
        x: (point.x - corner.x) / EARTH,
        y: (point.y - corner.y) / EARTH,
    }
}

/// The north-western corner of the earth.
fn corner() -> Point {
    Point {
        x: -(ORIGIN.1 + 180.0) * EARTH / 360.0,
        y: -mercator(ORIGIN.0),
    }
}

/// What a tile shows.
pub fn tile_frame(tile: TileId) -> Frame {
    let (corner, wide) = (corner(), EARTH / f64::from(tile.z).exp2());
    let at = |x: u32, y: u32| Point {
        x: corner.x + f64::from(x) * wide,
        y: corner.y + f64::from(y) * wide,
    };
    Frame {
        from: at(tile.x, tile.y),
        to: at(tile.x + 1, tile.y + 1),
    }
}

/// What of the plane is looked at.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Camera {
    /// What stands in the middle of the screen.
    pub middle: Point,
    /// How near it is.
    pub zoom: f64,
}

impl Camera {
    /// Shows `bounds` with `edge` pixels around them.
    pub fn fit(bounds: &Bounds, size: Size, edge: f64) -> Self {
        let (a, b) = (
            plane(bounds.north, bounds.west),
            plane(bounds.south, bounds.east),
        );
        let across = |pixels: f64, units: f64| {
            ((pixels - 2.0 * edge).max(1.0) / units.max(f64::MIN_POSITIVE)).log2()
        };
        let zoom = across(size.0, b.x - a.x).min(across(size.1, b.y - a.y));
        Self {
            middle: Point {
                x: (a.x + b.x) / 2.0,
                y: (a.y + b.y) / 2.0,
            },
            zoom,
        }
        .kept()
    }

    /// Pixels of a unit of the plane.
    pub fn scale(self) -> f64 {
        self.zoom.exp2()
    }

    /// Where `point` stands on a screen of `size`.
    pub fn on_screen(self, point: Point, size: Size) -> (f64, f64) {
        let scale = self.scale();
        (
            (point.x - self.middle.x) * scale + size.0 / 2.0,
            (point.y - self.middle.y) * scale + size.1 / 2.0,
        )
    }

    /// What stands at a place of a screen of `size`.
    pub fn at(self, place: (f64, f64), size: Size) -> Point {
        let scale = self.scale();
        Point {
            x: (place.0 - size.0 / 2.0) / scale + self.middle.x,
            y: (place.1 - size.1 / 2.0) / scale + self.middle.y,
        }
    }

    /// With the picture moved by so many pixels.
    pub fn dragged(self, dx: f64, dy: f64) -> Self {
        let scale = self.scale();
        Self {
            middle: Point {
                x: self.middle.x - dx / scale,
                y: self.middle.y - dy / scale,
            },
            ..self
        }
        .kept()
    }

    /// Nearer by `by`, with what stands at `place` staying there.
    pub fn zoomed(self, by: f64, place: (f64, f64), size: Size) -> Self {
        let held = self.at(place, size);
        let zoom = (self.zoom + by).clamp(ZOOMS.0, ZOOMS.1);
        let scale = zoom.exp2();
        Self {
            middle: Point {
                x: held.x - (place.0 - size.0 / 2.0) / scale,
                y: held.y - (place.1 - size.1 / 2.0) / scale,
            },
            zoom,
        }
        .kept()
    }

    /// Part of the way (0 to 1) to `other`: as one zooms about the point that stays where it is.
    pub fn toward(self, other: Camera, part: f64) -> Self {
        let zoom = self.zoom + (other.zoom - self.zoom) * part;
        let (from, to, now) = (self.scale(), other.scale(), zoom.exp2());
        let way = |a: f64, b: f64| {
            if (to / from - 1.0).abs() < 1e-3 {
                a + (b - a) * part
            } else {
                let held = (b * to - a * from) / (to - from);
                held + (a - held) * from / now
            }
        };
        Self {
            middle: Point {
                x: way(self.middle.x, other.middle.x),
                y: way(self.middle.y, other.middle.y),
            },
            zoom,
        }
    }

    /// The zoom that marks are asked for.
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a zoom lies between 5 and 15"
    )]
    pub fn level(self) -> u8 {
        (self.zoom + LEVEL).floor() as u8
    }

    /// The question for the marks of a screen of `size`. It is the same for what lies about there, so
    /// that a map which is moved a little need not ask again.
    pub fn asked(self, size: Size) -> PlacesArgs {
        let zoom = self.level();
        let cell = ASKED / f64::from(zoom).exp2();
        let (from, to) = (
            self.at((-ASIDE, -ASIDE), size),
            self.at((size.0 + ASIDE, size.1 + ASIDE), size),
        );
        let (north, west) = earth(Point {
            x: (from.x / cell).floor() * cell,
            y: (from.y / cell).floor() * cell,
        });
        let (south, east) = earth(Point {
            x: (to.x / cell).ceil() * cell,
            y: (to.y / cell).ceil() * cell,
        });
        PlacesArgs {
            bounds: Bounds {
                south,
                west,
                north,
                east,
            },
            zoom,
        }
    }

    /// Never so far away that the country is lost.
    fn kept(self) -> Self {
        let (a, b) = (plane(39.2, 124.0), plane(32.6, 132.0));
        Self {
            middle: Point {
                x: self.middle.x.clamp(a.x, b.x),
                y: self.middle.y.clamp(a.y, b.y),
            },
            zoom: self.zoom.clamp(ZOOMS.0, ZOOMS.1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PHONE: Size = (390.0, 600.0);

    fn near(a: (f64, f64), b: (f64, f64)) -> bool {
        (a.0 - b.0).abs() < 1e-6 && (a.1 - b.1).abs() < 1e-6
    }

    fn seoul() -> Camera {
        Camera {
            middle: plane(37.5663, 126.9779),
            zoom: 10.0,
        }
    }

    #[test]
    fn earth_and_plane_are_each_other_s_way_back() {
        for place in [
            (36.0, 127.8),
            (33.45, 126.57),
            (38.6, 128.36),
            (37.24, 131.87),
        ] {
            assert!(near(earth(plane(place.0, place.1)), place));
        }
        let origin = plane(36.0, 127.8);
        assert!(origin.x.abs() < 1e-12 && origin.y.abs() < 1e-12);
        assert!(plane(37.0, 127.8).y < 0.0, "north is up");
        // A degree of longitude at zoom 8 is 182 pixels wide.
        assert!((plane(36.0, 128.8).x * 256.0 - 182.04).abs() < 0.01);
    }

    #[test]
    fn a_zoom_keeps_what_is_under_the_finger() {
        let finger = (100.0, 450.0);
        let before = seoul().at(finger, PHONE);
        let after = seoul().zoomed(1.7, finger, PHONE);
        assert!(near(after.on_screen(before, PHONE), finger));
        assert!((after.zoom - 11.7).abs() < 1e-9);
    }

    #[test]
    fn a_drag_moves_the_picture_with_the_finger() {
        let held = seoul().at((200.0, 300.0), PHONE);
        let after = seoul().dragged(-60.0, 25.0);
        assert!(near(after.on_screen(held, PHONE), (140.0, 325.0)));
    }

    #[test]
    fn neither_zoom_nor_country_can_be_lost() {
        let far = seoul().zoomed(-99.0, (0.0, 0.0), PHONE);
        assert!((far.zoom - ZOOMS.0).abs() < 1e-9);
        let near = seoul().zoomed(99.0, (0.0, 0.0), PHONE);
        assert!((near.zoom - ZOOMS.1).abs() < 1e-9);
        let (lat, lng) = earth(seoul().dragged(1e9, -1e9).middle);
        assert!((32.0..40.0).contains(&lat) && (123.0..133.0).contains(&lng));
    }

    #[test]
    fn the_country_fits_every_screen() {
        for size in [PHONE, (360.0, 420.0), (700.0, 320.0), (1.0, 1.0)] {
            let camera = Camera::fit(&COUNTRY, size, 12.0);
            let corner = camera.on_screen(plane(COUNTRY.north, COUNTRY.west), size);
            assert!(
                size.0 < 300.0 || (corner.0 >= 11.9 && corner.1 >= 11.9),
                "{size:?}: {corner:?}"
            );
        }
        let point = Bounds {
            south: 36.0,
            west: 127.0,
            north: 36.0,
            east: 127.0,
        };
        assert!((Camera::fit(&point, PHONE, 40.0).zoom - ZOOMS.1).abs() < 1e-9);
    }

    #[test]
    fn a_flight_begins_and_ends_where_it_should_and_holds_its_point() {
        let finger = (300.0, 80.0);
        let to = seoul().zoomed(2.0, finger, PHONE);
        let held = seoul().at(finger, PHONE);
        for part in [0.0, 0.25, 0.5, 1.0] {
            let now = seoul().toward(to, part);
            assert!(near(now.on_screen(held, PHONE), finger), "{part}");
        }
        let aside = seoul().dragged(40.0, 0.0);
        assert_eq!(seoul().toward(aside, 1.0), aside);
    }

    #[test]
    fn a_small_movement_asks_nothing_new() {
        let asked = seoul().asked(PHONE);
        assert_eq!(asked.zoom, 10);
        let (north, west) = earth(seoul().at((0.0, 0.0), PHONE));
        let (south, east) = earth(seoul().at(PHONE, PHONE));
        assert!(asked.bounds.south < south && asked.bounds.north > north);
        assert!(asked.bounds.west < west && asked.bounds.east > east);
        let moved = (1..=8)
            .filter(|step| seoul().dragged(f64::from(*step) * 10.0, 0.0).asked(PHONE) != asked);
        assert!(moved.count() < 8);
        assert_ne!(seoul().dragged(400.0, 0.0).asked(PHONE), asked);
        assert_ne!(seoul().zoomed(1.0, (0.0, 0.0), PHONE).asked(PHONE), asked);
    }
}
