use serde::{Deserialize, Serialize};

use crate::ErrorReply;
use crate::entity::{Attachment, FileHash};

/// Arguments of [`FileStates`](super::FileStates).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesArgs {
    /// Of which files; at most a hundred.
    pub files: Vec<FileHash>,
}

/// Arguments of commands about one file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileArgs {
    /// Which.
    pub file: FileHash,
}

/// Where a file stands on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileState {
    /// Which.
    pub file: FileHash,
    /// Bytes that are here.
    pub have: u64,
    /// What is done with it.
    pub stage: FileStage,
    /// Whether the member keeps it.
    pub kept: bool,
}

/// What is done with a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileStage {
    /// Nothing: it is not here, or a part of it.
    Absent,
    /// It comes.
    Loading,
    /// It is here, and is what its hash says.
    Here,
    /// It did not come.
    Failed(ErrorReply),
}

/// The files on this device.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Shelf {
    /// The most bytes of those that the member does not keep.
    pub budget: u64,
    /// Bytes of all.
    pub used: u64,
    /// Whether large ones are fetched by Wi-Fi alone, unless the member says so.
    pub wifi_only: bool,
    /// Those that are here, used last first.
    pub files: Vec<ShelfFile>,
}

impl Shelf {
    /// What can be chosen as the budget, in bytes.
    pub const BUDGETS: [u64; 4] = [100 << 20, 500 << 20, 1 << 30, 3 << 30];
    /// The budget unless the member sets one.
    pub const BUDGET: u64 = Self::BUDGETS[1];
    /// From how many bytes on a file is large.
    pub const LARGE: u64 = 10 << 20;
}

/// A file on this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShelfFile {
    /// What it is.
    pub attachment: Attachment,
    /// Bytes that are here.
    pub have: u64,
    /// Whether the member keeps it.
    pub kept: bool,
}

/// Arguments of [`SetShelf`](super::SetShelf); what is none stays as it is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ShelfSetting {
    /// One of [`Shelf::BUDGETS`].
    pub budget: Option<u64>,
    /// Whether large files are fetched by Wi-Fi alone.
    pub wifi_only: Option<bool>,
}

/// Arguments of [`KeepFile`](super::KeepFile).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeepArgs {
    /// Which.
    pub file: FileHash,
    /// Whether it stays whatever the budget says.
    pub kept: bool,
}

/// Arguments of [`BeginPick`](super::BeginPick).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickArgs {
    /// The file's name.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// Id of the post that it is for.
    pub post: String,
}

/// Arguments of commands about one picked file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickIdArgs {
    /// Which.
    pub id: String,
}

/// Arguments of [`AddPick`](super::AddPick).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickPiece {
    /// Of which file.
    pub id: String,
    /// Where it begins.
    pub at: u64,
    /// Its bytes in Base64: [`PickPiece::BYTES`], or what is left of the file.
    pub base64: String,
}

impl PickPiece {
    /// Bytes of a piece.
    pub const BYTES: u64 = 512 << 10;
}

/// A file that somebody has picked and that is on its way to the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pick {
    /// Its id.
    pub id: String,
    /// The file's name.
    pub name: String,
    /// Id of the post that it is for.
    pub post: String,
    /// Its size.
    pub bytes: u64,
    /// Bytes of it that are kept here: less than all when the app ended while it was taken up.
    pub taken: u64,
    /// Bytes that the server has.
    pub sent: u64,
    /// Whether it is being sent.
    pub sending: bool,
}
