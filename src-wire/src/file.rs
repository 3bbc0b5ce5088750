//! How files come to the server and from it. The authority is `docs/files.md`.

use serde::{Deserialize, Serialize};

use crate::entity::{Attachment, FileHash, FileKind};

/// Name of the ability in the hello's `capabilities`.
pub const CAPABILITY: &str = "files";

/// What is too much.
pub struct Limits;

impl Limits {
    /// The most bytes of a document or an archive.
    pub const DOCUMENT: u64 = 100 << 20;
    /// The most bytes of a picture, before it is written anew.
    pub const PICTURE: u64 = 30 << 20;
    /// The most bytes of a video.
    pub const VIDEO: u64 = Attachment::MAX_BYTES;
    /// The most bytes of one request of an upload.
    pub const PIECE: usize = 1 << 20;
    /// The most uploads of an account at a time.
    pub const UPLOADS: usize = 20;

    /// The most bytes of a file of that kind.
    #[must_use]
    pub const fn of(kind: FileKind) -> u64 {
        match kind {
            FileKind::Picture => Self::PICTURE,
            FileKind::Video => Self::VIDEO,
            _ => Self::DOCUMENT,
        }
    }
}

/// Begins an upload, or goes on with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadRequest {
    /// SHA-256 of what is going to be sent.
    pub hash: FileHash,
    /// The file's name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
}

/// Where an upload stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadReply {
    /// Names the upload.
    pub id: String,
    /// How many bytes have arrived.
    pub offset: u64,
    /// What became of it, once it is finished.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<Attachment>,
}

/// Asks for an address of a file that needs no session.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LinkRequest {
    /// What the file shall be called.
    pub name: String,
}

/// An address of a file that needs no session.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkReply {
    /// Below the server's address, with a slash in front.
    pub path: String,
    /// Good before this time, in milliseconds since 1970 UTC.
    pub expires: i64,
}
