//! The marks of one zoom: companies that a finger could not tell apart stand under one.
//!
//! They are made for the whole country at once and do not depend on what is looked at, so a map that
//! is moved keeps its marks. A grid brings the companies together first; what then lies too near to
//! each other is joined, the larger taking in the smaller, until all are a finger apart.

use std::collections::HashMap;

use handbook_wire::ipc::Bounds;

use super::Spot;

/// Least distance of two marks, in pixels.
const FINGER: f64 = 58.0;
/// A degree of latitude is longer on the map than one of longitude: by this in the middle of Korea,
/// elsewhere in it within four per cent of it.
const STRETCH: f64 = 1.236;
/// Rounds of joining; what is left after them may overlap a little.
const ROUNDS: usize = 8;

/// The marks of one zoom.
#[derive(Debug)]
pub struct Level {
    /// The largest first.
    pub groups: Vec<Group>,
    /// A finger's width, in degrees of longitude.
    pub reach: f64,
}

/// The companies under one mark.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Mean of them, degrees north.
    pub lat: f64,
    /// Mean of them, degrees east.
    pub lng: f64,
    /// The stretch that they lie in.
    pub bounds: Bounds,
    /// Their places in the index.
    pub members: Vec<u32>,
}

impl Level {
    /// The marks of `spots` at `zoom`.
    pub fn new(spots: &[Spot], zoom: u8) -> Self {
        let reach = FINGER * 360.0 / (256.0 * 2_f64.powi(i32::from(zoom)));
        let mut cells: HashMap<(i32, i32), Group> = HashMap::new();
        for (at, spot) in (0_u32..).zip(spots) {
            let alone = Group::alone(at, spot);
            cells
                .entry(cell(spot.lat, spot.lng, reach))
                .and_modify(|group| group.take(&alone))
                .or_insert(alone);
        }
        let mut groups: Vec<Group> = cells.into_values().collect();
        for _ in 0..ROUNDS {
            let before = groups.len();
            groups = join(groups, reach);
            if groups.len() == before {
                break;
            }
        }
        for group in &mut groups {
            group.members.sort_unstable();
        }
        sort(&mut groups);
        Self { groups, reach }
    }
}

impl Group {
    fn alone(at: u32, spot: &Spot) -> Self {
        Self {
            lat: spot.lat,
            lng: spot.lng,
            bounds: Bounds {
                south: spot.lat,
                west: spot.lng,
                north: spot.lat,
                east: spot.lng,
            },
            members: vec![at],
        }
    }

    fn take(&mut self, other: &Group) {
        let (ours, theirs) = (weight(self), weight(other));
        let mean = |a: f64, b: f64| (a * ours + b * theirs) / (ours + theirs);
        self.lat = mean(self.lat, other.lat);
        self.lng = mean(self.lng, other.lng);
        self.bounds = Bounds {
            south: self.bounds.south.min(other.bounds.south),
            west: self.bounds.west.min(other.bounds.west),
            north: self.bounds.north.max(other.bounds.north),
            east: self.bounds.east.max(other.bounds.east),
        };
        self.members.extend_from_slice(&other.members);
    }
}

/// How far two points (north, east) are from each other on the map, in degrees of longitude.
pub fn apart(a: (f64, f64), b: (f64, f64)) -> f64 {
    ((a.0 - b.0) * STRETCH).hypot(a.1 - b.1)
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a count of companies lies far below 2^52"
)]
fn weight(group: &Group) -> f64 {
    group.members.len() as f64
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "cells of the map are counted in thousands"
)]
fn cell(lat: f64, lng: f64, reach: f64) -> (i32, i32) {
    let number = |degrees: f64| (degrees / reach).floor() as i32;
    (number(lat * STRETCH), number(lng))
}

/// Large before small, so that the small ones are taken in; equal ones in a steady order.
fn sort(groups: &mut [Group]) {
    groups.sort_unstable_by(|a, b| {
        let size = b.members.len().cmp(&a.members.len());
        size.then_with(|| a.members.cmp(&b.members))
    });
}

/// Each group takes in the smaller ones within `reach` of it.
fn join(mut groups: Vec<Group>, reach: f64) -> Vec<Group> {
    sort(&mut groups);
    let mut by_cell: HashMap<(i32, i32), Vec<usize>> = HashMap::new();
    for (at, group) in groups.iter().enumerate() {
        let key = cell(group.lat, group.lng, reach);
        by_cell.entry(key).or_default().push(at);
    }
    let mut gone = vec![false; groups.len()];
    let mut joined = Vec::with_capacity(groups.len());
    for at in 0..groups.len() {
        if gone[at] {
            continue;
        }
        gone[at] = true;
        let mut group = groups[at].clone();
        let middle = (group.lat, group.lng);
        let (row, column) = cell(middle.0, middle.1, reach);
        for key in (row - 1..=row + 1).flat_map(|r| (column - 1..=column + 1).map(move |c| (r, c)))
        {
            for other in by_cell.get(&key).into_iter().flatten() {
                let near = apart(middle, (groups[*other].lat, groups[*other].lng)) < reach;
                if near && !gone[*other] {
                    gone[*other] = true;
                    group.take(&groups[*other]);
                }
            }
        }
        joined.push(group);
    }
    joined
}
