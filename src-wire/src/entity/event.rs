use serde::{Deserialize, Serialize};

use super::Position;

/// What a post of 총회, 행사 or 교육 calls to. Its materials are the post's attachments.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Event {
    /// When it begins, in milliseconds since 1970 UTC.
    pub starts_at: i64,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// Name of the place, as written.
    pub place: String,
    /// Its address; empty when none is told.
    pub address: String,
    /// Where that is. The server finds it from the address.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<Position>,
    /// 안건 or 식순, a line each.
    pub agenda: Vec<String>,
    /// Whether it is asked who comes; none when anybody may just come.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answers: Option<AnswerCall>,
    /// Whether staff note who came, by the 조합원증.
    pub attendance: bool,
}

/// How it is asked who comes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AnswerCall {
    /// Until when an answer is taken; none: until the event begins.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
    /// The most people that one answer may stand for, whoever answers among them; 0 is 1.
    pub most: u8,
    /// Whether 위임장 is taken: somebody else of the co-op speaks for who does not come.
    pub proxy: bool,
}

impl Event {
    /// The most characters of a place and of an address.
    pub const LONGEST_PLACE: usize = 120;
    /// The most lines of an agenda.
    pub const MOST_AGENDA: usize = 30;
    /// The most characters of a line of it.
    pub const LONGEST_AGENDA: usize = 200;
    /// The most people that one answer may ever stand for.
    pub const MOST_PEOPLE: u8 = 20;
    /// How long one goes on of which no end is told, in milliseconds: three hours.
    pub const UNTOLD: i64 = 3 * 60 * 60 * 1000;

    /// The first moment at which no answer is taken any more; none when none is asked for.
    #[must_use]
    pub fn answers_end(&self) -> Option<i64> {
        self.answers
            .map(|call| call.until.unwrap_or(self.starts_at).min(self.starts_at))
    }

    /// The first moment at which it is over.
    #[must_use]
    pub fn over_at(&self) -> i64 {
        self.ends_at
            .unwrap_or_else(|| self.starts_at.saturating_add(Self::UNTOLD))
    }

    /// The most people that an answer may stand for.
    #[must_use]
    pub fn most_people(&self) -> u8 {
        self.answers
            .map_or(1, |call| call.most.clamp(1, Self::MOST_PEOPLE))
    }
}

/// Whether somebody comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Coming {
    /// 참석.
    Yes,
    /// 불참.
    No,
    /// 위임: somebody else speaks for the company.
    Proxy,
}

/// What an account answers to an event: `post_answer`. Belongs to the account; its devices share it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostAnswer {
    /// Record id of the post.
    pub post: String,
    /// Whether who answers comes; none: not answered, or taken back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coming: Option<Coming>,
    /// How many come, whoever answers among them; 0 is 1. Of [`Coming::Yes`] alone.
    pub people: u8,
    /// Who speaks instead, company and name as written. Of [`Coming::Proxy`] alone.
    pub proxy: String,
    /// When staff noted that who answers was there. The server's word, not the account's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attended_at: Option<i64>,
}

impl PostAnswer {
    /// The most characters of [`PostAnswer::proxy`].
    pub const LONGEST_PROXY: usize = 80;

    /// The record id of `account`'s answer to `post`.
    #[must_use]
    pub fn id(account: &str, post: &str) -> String {
        format!("{account}.{post}")
    }

    /// The post that the answer with that id is to.
    #[must_use]
    pub fn post_of(id: &str) -> &str {
        id.split_once('.').map_or("", |(_, post)| post)
    }
}

/// That somebody was at an event, as a member of staff noted it from a 조합원증: `attendance`. Belongs to
/// the account of who noted it, so that it is kept and sent when there was no signal at the door. Its id is
/// the account's, the post's and that of who was there: noting somebody twice is noting once.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Attendance {
    /// Record id of the post.
    pub post: String,
    /// Record id of the company on the card.
    pub member: String,
    /// Record id of the person on the card; empty when the card is the company's.
    pub person: String,
    /// 성명 on the card.
    pub name: String,
    /// When the card was read, in milliseconds since 1970 UTC, by the clock of the device that read it.
    pub at: i64,
    /// It was noted by mistake.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub withdrawn: bool,
}

impl Attendance {
    /// The record id of what `account` noted at `post` about a card.
    #[must_use]
    pub fn id(account: &str, post: &str, member: &str, person: &str) -> String {
        format!("{account}.{post}.{member}.{person}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_end_with_the_beginning_at_the_latest() {
        let mut event = Event {
            starts_at: 100,
            ..Event::default()
        };
        assert_eq!(event.answers_end(), None);
        for (until, end) in [(None, 100), (Some(60), 60), (Some(160), 100)] {
            event.answers = Some(AnswerCall {
                until,
                ..AnswerCall::default()
            });
            assert_eq!(event.answers_end(), Some(end));
        }
    }

    #[test]
    fn an_answer_stands_for_one_at_least() {
        let mut event = Event::default();
        for (most, people) in [(0, 1), (3, 3), (200, Event::MOST_PEOPLE)] {
            event.answers = Some(AnswerCall {
                most,
                ..AnswerCall::default()
            });
            assert_eq!(event.most_people(), people);
        }
    }
}
