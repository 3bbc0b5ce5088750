use serde::{Deserialize, Serialize};

/// A member's own note on a company: 즐겨찾기 and 메모. Seen on the owner's devices alone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Note {
    /// Record id of the company.
    pub member: String,
    /// 즐겨찾기.
    pub favourite: bool,
    /// 메모, at most [`Note::MAX_MEMO`] characters.
    pub memo: String,
}

impl Note {
    /// The most characters that a memo may have.
    pub const MAX_MEMO: usize = 2000;

    /// The record id of `account`'s note on `member`.
    #[must_use]
    pub fn id(account: &str, member: &str) -> String {
        format!("{account}.{member}")
    }
}
