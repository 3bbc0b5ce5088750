use serde::{Deserialize, Serialize};

use super::CardCheck;
use crate::entity::{Coming, Event, PostAnswer, PostKind};

/// Arguments of [`AnswerEvent`](super::AnswerEvent): the whole answer.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerArgs {
    /// Record id of the post.
    pub id: String,
    /// Whether somebody comes; none takes the answer back.
    pub coming: Option<Coming>,
    /// How many, whoever answers among them. Of [`Coming::Yes`] alone.
    pub people: u8,
    /// Who speaks instead. Of [`Coming::Proxy`] alone.
    pub proxy: String,
}

/// The event that comes next.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NextEvent {
    /// Record id of the post.
    pub id: String,
    /// 분류.
    pub kind: PostKind,
    /// 제목.
    pub title: String,
    /// What it calls to.
    pub event: Event,
    /// What the account answers.
    pub answer: PostAnswer,
}

/// Arguments of [`CheckIn`](super::CheckIn).
#[derive(Clone, Serialize, Deserialize)]
pub struct CheckInArgs {
    /// Record id of the post.
    pub id: String,
    /// By what.
    pub by: CheckInBy,
}

/// By what it is known who is there.
#[derive(Clone, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum CheckInBy {
    /// The text of a 조합원증, as a camera read it.
    Text(String),
    /// A JPEG, PNG or WebP file in Base64 with one.
    Picture(String),
    /// The company with this record id, chosen from the directory.
    Member(String),
}

/// What came of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "found", rename_all = "snake_case")]
pub enum CheckedIn {
    /// It is noted.
    Noted(Attended),
    /// It was noted before.
    Already(Attended),
    /// A card that does not hold now.
    Refused(CardCheck),
    /// A card of the co-op's own staff.
    Staff,
    /// No 조합원증, or nothing that can be read.
    NoCard,
}

/// Somebody who was at an event, as this account has noted it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attended {
    /// Record id of the company.
    pub member: String,
    /// Record id of the person; empty when the card is the company's.
    pub person: String,
    /// 성명.
    pub name: String,
    /// 회사명.
    pub company: String,
    /// When it was noted first, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Not sent yet.
    pub waits: bool,
}

/// Arguments of [`DropAttended`](super::DropAttended).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AttendedArgs {
    /// Record id of the post.
    pub id: String,
    /// [`Attended::member`].
    pub member: String,
    /// [`Attended::person`].
    pub person: String,
}
