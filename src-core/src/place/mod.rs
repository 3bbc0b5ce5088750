//! Where the companies are: marks for a map, and who is near. All of it in memory, computed here on
//! the device.

mod level;

use std::cmp::Ordering;
use std::ops::RangeInclusive;
use std::sync::{Arc, OnceLock};

use handbook_wire::ipc::Bounds;

pub use level::Group;
use level::Level;

/// The zooms that have marks of their own.
const ZOOMS: RangeInclusive<u8> = 5..=15;
/// What the map shows: a place beyond it counts as unknown.
const KOREA: Bounds = Bounds {
    south: 32.0,
    west: 123.5,
    north: 39.5,
    east: 132.5,
};
/// Mean radius of the earth, in metres.
const EARTH: f64 = 6_371_000.0;

/// Where a company is.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Record id.
    pub id: Arc<str>,
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
}

/// The companies that the map can show. Never changed once made: when one of them moves, another is made.
#[derive(Debug, Default)]
pub struct PlaceIndex {
    /// By id.
    spots: Vec<Spot>,
    /// The marks of each zoom, made when it is first looked at.
    levels: [OnceLock<Level>; 11],
}

impl PlaceIndex {
    /// An index of these places, north and east; one that lies beyond the map is left out.
    #[must_use]
    pub fn new(places: Vec<(String, (f64, f64))>) -> Self {
        let on_map = places.into_iter().filter_map(|(id, at)| spot(&id, at));
        let mut spots: Vec<Spot> = on_map.collect();
        spots.sort_unstable_by(|a, b| a.id.cmp(&b.id));
        Self {
            spots,
            levels: Default::default(),
        }
    }

    /// Companies on the map.
    #[must_use]
    pub fn len(&self) -> usize {
        self.spots.len()
    }

    /// Whether the map is empty.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.spots.is_empty()
    }

    /// Whether the company is on the map.
    #[must_use]
    pub fn has(&self, id: &str) -> bool {
        self.find(id).is_some()
    }

    fn find(&self, id: &str) -> Option<&Spot> {
        let at = self.spots.binary_search_by(|spot| (*spot.id).cmp(id));
        at.ok().and_then(|at| self.spots.get(at))
    }

    fn level(&self, zoom: u8) -> &Level {
        let zoom = zoom.clamp(*ZOOMS.start(), *ZOOMS.end());
        let made = &self.levels[usize::from(zoom - ZOOMS.start())];
        made.get_or_init(|| Level::new(&self.spots, zoom))
    }

    /// The marks of `zoom` within `bounds`, the largest first.
    pub fn groups(&self, zoom: u8, bounds: Bounds) -> impl Iterator<Item = &Group> {
        let groups = self.level(zoom).groups.iter();
        groups.filter(move |group| contains(&bounds, group.lat, group.lng))
    }

    /// The mark of `zoom` nearest to a point, if there is one about there.
    #[must_use]
    pub fn group_at(&self, zoom: u8, lat: f64, lng: f64) -> Option<&Group> {
        let level = self.level(zoom);
        let reach = level.reach;
        let near = level.groups.iter().filter_map(|group| {
            let away = level::apart((group.lat, group.lng), (lat, lng));
            (away < reach).then_some((away, group))
        });
        near.min_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, group)| group)
    }

    /// The companies that a mark stands for.
    pub fn spots_of(&self, group: &Group) -> impl Iterator<Item = &Spot> {
        let members = group.members.iter();
        members.filter_map(|at| self.spots.get(*at as usize))
    }

    /// The companies nearest to a point with their distance in metres, nearest first; of two that
    /// are as near as each other the one with the lesser id.
    #[must_use]
    pub fn near(&self, lat: f64, lng: f64, limit: usize) -> Vec<(f64, &Spot)> {
        let measured = self.spots.iter();
        let mut all: Vec<(f64, &Spot)> = measured
            .map(|spot| (metres((lat, lng), (spot.lat, spot.lng)), spot))
            .collect();
        let nearer = |a: &(f64, &Spot), b: &(f64, &Spot)| -> Ordering {
            a.0.total_cmp(&b.0).then_with(|| a.1.id.cmp(&b.1.id))
        };
        if limit == 0 {
            return Vec::new();
        }
        if all.len() > limit {
            all.select_nth_unstable_by(limit - 1, nearer);
            all.truncate(limit);
        }
        all.sort_unstable_by(nearer);
        all
    }
}

/// Metres between two points (north, east), by the haversine.
#[must_use]
pub fn metres(a: (f64, f64), b: (f64, f64)) -> f64 {
    let half = |from: f64, to: f64| ((to - from).to_radians() / 2.0).sin().powi(2);
    let along = a.0.to_radians().cos() * b.0.to_radians().cos();
    let h = half(a.0, b.0) + along * half(a.1, b.1);
    2.0 * EARTH * h.clamp(0.0, 1.0).sqrt().asin()
}

fn contains(bounds: &Bounds, lat: f64, lng: f64) -> bool {
    (bounds.south..=bounds.north).contains(&lat) && (bounds.west..=bounds.east).contains(&lng)
}

fn spot(id: &str, (lat, lng): (f64, f64)) -> Option<Spot> {
    contains(&KOREA, lat, lng).then(|| Spot {
        id: id.into(),
        lat,
        lng,
    })
}

#[cfg(test)]
mod tests;
