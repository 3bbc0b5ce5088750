//! What the office keeps of the roster's work: who changed which field, and what was uploaded.

use handbook_wire::entity::Kind;
use serde_json::{Map, Value};

use super::{Entity, StorageError};

/// A field that was changed, or, with no field, a record that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldEdit {
    /// Name of the field.
    pub field: String,
    /// JSON of what it was.
    pub was: String,
    /// JSON of what it is since.
    pub now: String,
    /// When.
    pub at: i64,
    /// Account of who did it; empty for the command line.
    pub account: String,
    /// Name of who did it, as of then; empty where nobody was named.
    pub name: String,
}

/// What became of an uploaded roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadState {
    /// Nothing yet.
    Open,
    /// It was taken over.
    Applied,
    /// It was taken over and taken back.
    Undone,
}

/// An uploaded roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RosterUpload {
    /// Random.
    pub id: String,
    /// Who uploaded it.
    pub account: String,
    /// Name of the file.
    pub name: String,
    /// When it was uploaded.
    pub at: i64,
    /// What became of it.
    pub state: UploadState,
    /// When that was.
    pub done_at: Option<i64>,
}

/// A part of an uploaded roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadPart {
    /// The file.
    File,
    /// What it would change.
    Plan,
    /// What of it is wanted.
    Choice,
    /// How it is undone.
    Inverse,
}

/// What a transaction can read of it.
pub trait RosterRead {
    /// What was changed of a record, newest first, at most `limit`.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn field_history(
        &self,
        kind: Kind,
        record: &str,
        limit: usize,
    ) -> Result<Vec<FieldEdit>, StorageError>;
    /// An uploaded roster.
    fn roster_upload(&self, id: &str) -> Result<Option<RosterUpload>, StorageError>;
    /// The rosters that were uploaded last, newest first, at most `limit`.
    fn roster_uploads(&self, limit: usize) -> Result<Vec<RosterUpload>, StorageError>;
    /// A part of an uploaded roster.
    fn roster_part(&self, upload: &str, part: UploadPart) -> Result<Option<Vec<u8>>, StorageError>;
}

/// What a writing transaction can do besides.
pub trait RosterWrite {
    /// Who does what this transaction does from now on, for the history of fields.
    fn set_author(&mut self, account: &str, name: &str);
    /// Puts an uploaded roster in the place of the one with its id.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn put_roster_upload(&mut self, upload: &RosterUpload) -> Result<(), StorageError>;
    /// Puts a part in the place of the one that was there; with none it is forgotten.
    fn put_roster_part(
        &mut self,
        upload: &str,
        part: UploadPart,
        bytes: Option<&[u8]>,
    ) -> Result<(), StorageError>;
    /// Forgets what was uploaded before `uploads`, and edits from before `history`.
    fn forget_roster(&mut self, uploads: i64, history: i64) -> Result<(), StorageError>;
}

/// Whether the history of a kind's fields is kept.
pub(super) const fn has_history(kind: Kind) -> bool {
    matches!(kind, Kind::Member | Kind::Officer | Kind::Staff)
}

/// The fields in which a record differs from what it was, each with JSON of both; an empty name for a
/// record that came in. What follows from other fields is left out, and what
/// a company decides for itself.
pub(super) fn differences(was: Option<&Entity>, now: &Entity) -> Vec<(String, String, String)> {
    let Some(was) = was.filter(|was| !was.deleted) else {
        return vec![(String::new(), String::new(), String::new())];
    };
    if was.payload == now.payload {
        return Vec::new();
    }
    let read = |payload: &str| serde_json::from_str::<Map<String, Value>>(payload);
    let (Ok(was), Ok(now)) = (read(&was.payload), read(&now.payload)) else {
        return Vec::new();
    };
    let mut names: Vec<&String> = was.keys().chain(now.keys()).collect();
    names.sort();
    names.dedup();
    names
        .into_iter()
        .filter(|name| !["corrected", "position", "rank", "visibility"].contains(&name.as_str()))
        .filter_map(|name| {
            let (was, now) = (was.get(name), now.get(name));
            let text = |value: Option<&Value>| value.map(Value::to_string).unwrap_or_default();
            (was != now).then(|| (name.clone(), text(was), text(now)))
        })
        .collect()
}
