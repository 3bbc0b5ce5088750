use serde::{Deserialize, Serialize};

/// Arguments of [`SetNote`](super::SetNote); a field that is none stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetNoteArgs {
    /// Record id of the company.
    pub member: String,
    /// 즐겨찾기.
    pub favourite: Option<bool>,
    /// 메모.
    pub memo: Option<String>,
}

/// An edit that gave way to another device's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LostEdit {
    /// Number on this device.
    pub id: u64,
    /// Record id of the company that it was about, when the company is still there.
    pub member: Option<String>,
    /// Its name.
    pub member_name: Option<String>,
    /// Title of the post that it was about, when that is still there.
    pub post_title: Option<String>,
    /// Name of the field.
    pub field: String,
    /// What the edit wanted, as shown.
    pub yours: String,
    /// What stays, as shown.
    pub theirs: String,
}

/// Arguments of [`DismissLostEdit`](super::DismissLostEdit).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LostEditArgs {
    /// [`LostEdit::id`].
    pub id: u64,
}
