use serde::{Deserialize, Serialize};

use super::MemberRow;

/// Arguments of [`AddRecentSearch`](super::AddRecentSearch).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecentSearchArgs {
    /// As typed.
    pub text: String,
}

/// A call or message that was begun in the app.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactArgs {
    /// Record id of the company.
    pub member: String,
    /// How.
    pub way: ContactWay,
}

/// How a company was spoken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ContactWay {
    /// 전화.
    Call,
    /// 문자.
    Message,
}

/// A company that was spoken with lately.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RecentContact {
    /// The company.
    pub row: MemberRow,
    /// How.
    pub way: ContactWay,
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
}

/// Arguments of [`ClearRecent`](super::ClearRecent).
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct RecentArgs {
    /// What is forgotten.
    pub kind: RecentKind,
}

/// What is remembered on this device.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RecentKind {
    /// Searches.
    Searches,
    /// Calls and messages.
    Contacts,
}
