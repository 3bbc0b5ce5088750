//! What everybody may know of the co-op, logged in or not.

use serde::{Deserialize, Serialize};

use crate::entity::Phone;
use crate::identity::Agency;
use crate::social::SocialProvider;
use crate::tile::TileLayer;

/// `GET /v1/coop`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Coop {
    /// The co-op's name.
    pub name: String,
    /// Its office's number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub phone: Option<Phone>,
    /// Its office's address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// Its web page.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub homepage: Option<String>,
    /// How to join, as plain paragraphs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub joining: Option<String>,
    /// Who can verify people, in the order to show; empty when staff do it at the counter.
    pub agencies: Vec<Agency>,
    /// Where people can link accounts of theirs to log in by, in the order to show.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub socials: Vec<SocialProvider>,
    /// Whether an account can have an e-mail address.
    pub email: bool,
    /// Where the map's online layer comes from; none when the co-op has chosen none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tiles: Option<TileLayer>,
    /// Texts that are agreed to.
    pub documents: Vec<Document>,
}

/// A text that is agreed to; `GET /v1/documents/{id}` has its text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Such as `identity-collect`.
    pub id: String,
    /// Such as `2026-11-01`; moves with every change of the text.
    pub version: String,
    /// 제목.
    pub title: String,
    /// When it is asked for.
    pub occasion: Occasion,
}

/// When a text must be agreed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Occasion {
    /// Before each identity verification.
    Identity,
    /// At sign-up.
    SignUp,
    /// One that this build does not know.
    #[serde(other)]
    Unknown,
}

/// `GET /v1/documents/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DocumentText {
    /// Its id.
    pub id: String,
    /// The version of this text.
    pub version: String,
    /// 제목.
    pub title: String,
    /// Paragraphs, plain.
    pub text: String,
}
