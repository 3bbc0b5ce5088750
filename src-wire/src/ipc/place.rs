use serde::{Deserialize, Serialize};

use super::MemberRow;
use crate::entity::Position;

/// A stretch of the earth, in degrees.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Bounds {
    /// Southern edge.
    pub south: f64,
    /// Western edge.
    pub west: f64,
    /// Northern edge.
    pub north: f64,
    /// Eastern edge.
    pub east: f64,
}

/// Arguments of [`ListPlaces`](super::ListPlaces).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct PlacesArgs {
    /// What the map shows.
    pub bounds: Bounds,
    /// How near it is: the whole earth is `256 * 2^zoom` pixels wide. From 5 to 15; what lies beyond
    /// counts as the nearest of these.
    pub zoom: u8,
}

/// What stands on a part of the map.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Places {
    /// Companies on the whole map.
    pub total: u64,
    /// Companies whose place nobody knows.
    pub missing: u64,
    /// The marks within the bounds. Two of them lie at least a finger's width apart.
    pub marks: Vec<Mark>,
}

/// A mark on the map: one company, or several that are too near to each other to be told apart.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mark {
    /// Degrees north.
    pub lat: f64,
    /// Degrees east.
    pub lng: f64,
    /// Companies that it stands for.
    pub count: u64,
    /// The stretch that they lie in.
    pub bounds: Bounds,
    /// The company, when it is one.
    pub one: Option<Named>,
}

/// A company by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    /// Record id.
    pub id: String,
    /// 회사명.
    pub name: String,
}

/// Arguments of [`ListMark`](super::ListMark).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct MarkArgs {
    /// The zoom at which the mark was shown.
    pub zoom: u8,
    /// [`Mark::lat`].
    pub lat: f64,
    /// [`Mark::lng`].
    pub lng: f64,
    /// The most rows to answer with, up to 500.
    pub limit: u64,
}

/// A company with its place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// The company.
    pub row: MemberRow,
    /// Where it is.
    pub position: Position,
    /// Metres as the crow flies to the point that was asked about, if one was.
    pub metres: Option<f64>,
}

/// Companies with their places.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PlaceList {
    /// Companies in all.
    pub total: u64,
    /// The first of them.
    pub places: Vec<Place>,
}

/// Arguments of [`ListNear`](super::ListNear).
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NearArgs {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    /// The most rows to answer with, up to 200.
    pub limit: u64,
}

/// Where this device is. It stays on the device: neither kept nor sent.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum Whereabouts {
    /// Here.
    Found {
        /// Degrees north.
        latitude: f64,
        /// Degrees east.
        longitude: f64,
    },
    /// The owner does not want to tell.
    Refused,
    /// This kind of device can't tell.
    Unsupported,
    /// It can't tell now.
    Unknown,
}

/// A tile's picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TilePicture {
    /// Its media type: PNG, JPEG or WebP.
    pub kind: String,
    /// Its bytes in Base64.
    pub base64: String,
}

/// The most tiles of one [`WantTiles`](super::WantTiles).
pub const MAX_WANTED_TILES: usize = 256;
