//! How staff write 조합소식. What members see of it comes by sync: [`crate::entity::Post`].

use serde::{Deserialize, Serialize};

use crate::entity::{Attachment, Coming, Condolence, Event, Poll, Post, PostKind, Targets};

/// What staff write.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostDraft {
    /// 분류.
    pub kind: PostKind,
    /// 제목.
    pub title: String,
    /// Rich text. The server keeps what is safe of it.
    pub body: String,
    /// 작성 부서; empty for that of the author's own record.
    pub department: String,
    /// 작성자 as shown; empty for the author's name.
    pub author: String,
    /// 상단 고정.
    pub pinned: bool,
    /// 필독.
    pub must_read: bool,
    /// Whom it is for.
    pub targets: Targets,
    /// 예약: not before then, in milliseconds since 1970 UTC.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publish_at: Option<i64>,
    /// 종료.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ends_at: Option<i64>,
    /// 첨부.
    pub attachments: Vec<Attachment>,
    /// What it calls to; of 총회, 행사 and 교육.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// What happened; of 경조사.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub condolence: Option<Condolence>,
    /// What it asks, of any kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<Poll>,
}

impl PostDraft {
    /// What readers get of it.
    #[must_use]
    pub fn into_post(self, published_at: i64, edited_at: Option<i64>) -> Post {
        Post {
            kind: self.kind,
            title: self.title,
            body: self.body,
            published_at,
            edited_at,
            department: self.department,
            author: self.author,
            pinned: self.pinned,
            must_read: self.must_read,
            ends_at: self.ends_at,
            targets: self.targets,
            attachments: self.attachments,
            event: self.event,
            condolence: self.condolence,
            poll: self.poll,
        }
    }
}

/// Where a post stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostState {
    /// 작성 중: nobody but staff sees it.
    Draft,
    /// 예약.
    Scheduled,
    /// 게시 중.
    Published,
    /// 종료: its end has come.
    Ended,
    /// 회수.
    Withdrawn,
}

impl PostState {
    /// The name that goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Scheduled => "scheduled",
            Self::Published => "published",
            Self::Ended => "ended",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [
            Self::Draft,
            Self::Scheduled,
            Self::Published,
            Self::Ended,
            Self::Withdrawn,
        ]
        .into_iter()
        .find(|state| state.as_str() == name)
    }
}

/// `PUT /v1/staff/posts/{id}`: writes a post; its id is 32 random hexadecimal digits of the app.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostWrite {
    /// [`PostEntry::version`] that the author saw; 0 of a new one.
    pub version: u32,
    /// All of it.
    pub draft: PostDraft,
    /// Publishes it, or lets it wait for [`PostDraft::publish_at`]. Of a post that is published already
    /// only so: the change is seen at once.
    #[serde(default)]
    pub publish: bool,
}

/// A post as staff see it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostEntry {
    /// Its id, and that of the record.
    pub id: String,
    /// Where it stands.
    pub state: PostState,
    /// Moves by one with everything that is done with it.
    pub version: u32,
    /// When something was last done with it.
    pub changed_at: i64,
    /// Who did.
    pub changed_by: String,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published_at: Option<i64>,
    /// When it was changed since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<i64>,
    /// All of it, as it was made safe. In a list without its body.
    pub draft: PostDraft,
}

/// `GET /v1/staff/posts`.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PostList {
    /// Those changed last first, at most 500.
    pub posts: Vec<PostEntry>,
}

/// `POST /v1/staff/posts/{id}/withdraw`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostWithdrawal {
    /// [`PostEntry::version`] that staff saw.
    pub version: u32,
}

/// `GET /v1/staff/posts/{id}/versions`: what was done with a post.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct PostHistory {
    /// Newest first.
    pub versions: Vec<PostVersion>,
}

/// A post as it was from a time on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostVersion {
    /// [`PostEntry::version`].
    pub version: u32,
    /// Since when.
    pub at: i64,
    /// Who made it so; the server itself when its time had come.
    pub by: String,
    /// Where it stood.
    pub state: PostState,
    /// All of it.
    pub draft: PostDraft,
}

/// `POST /v1/staff/post-reach`: whom targets reach now. Its request is [`Targets`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostReach {
    /// Companies.
    pub companies: u32,
    /// People with an account, staff of the co-op not among them.
    pub people: u32,
}

/// `GET /v1/staff/posts/{id}/readers`: who has read it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostReaders {
    /// Companies in the order of their names.
    pub companies: Vec<CompanyReaders>,
    /// Devices of people who have not read it, as far as they want to be told; none where nobody can be
    /// reminded: the post is not published, or the server reaches no closed app.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices: Option<u32>,
    /// How they were reminded last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reminder: Option<Reminder>,
}

/// `POST /v1/staff/posts/{id}/reminder`: those who have not read a post are told of it once more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reminder {
    /// When.
    pub at: i64,
    /// By whom.
    pub by: String,
    /// Not again before then.
    pub again_at: i64,
    /// People who had not read it.
    pub people: u32,
    /// Devices of theirs that were to be told.
    pub devices: u32,
    /// Those that a service has taken the message for by now.
    pub sent: u32,
    /// Those that wait: for the end of quiet hours, or for a service that could not take it.
    pub waiting: u32,
}

/// Who of a company has read a post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyReaders {
    /// Record id of the company.
    pub member: String,
    /// Its name.
    pub name: String,
    /// 지회.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Its people whom the post reaches.
    pub people: u32,
    /// Those of them who have opened it.
    pub read: u32,
}

/// The most posts of a [`PostList`].
pub const MOST_LISTED: usize = 500;

/// `GET /v1/posts/{id}/tally`: how the event or the poll of a post stands, as whoever asks may know it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostTally {
    /// Of its event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<EventTally>,
    /// Of its poll.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub poll: Option<PollTally>,
}

/// Who comes, in numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct EventTally {
    /// Answers 참석.
    pub coming: u32,
    /// People whom those stand for.
    pub people: u32,
    /// Answers 불참.
    pub not_coming: u32,
    /// 위임.
    pub proxies: u32,
    /// People who were there.
    pub attended: u32,
}

/// Votes, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PollTally {
    /// Votes that were cast.
    pub cast: u32,
    /// Votes that can be cast, as far as is known now: people with an account, or their companies.
    pub entitled: u32,
    /// The name of who has used the vote of whoever asks: of 1사 1표 a colleague, of 1인 1표 the same person with
    /// another account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cast_by: Option<String>,
    /// By question and choice the votes; none when whoever asks may not know, or not yet.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub votes: Option<Vec<Vec<u32>>>,
}

/// `GET /v1/staff/posts/{id}/answers`: who answered an event or voted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostAnswers {
    /// By company and name.
    pub people: Vec<PersonAnswer>,
}

/// What one person answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PersonAnswer {
    /// Record id of the company.
    pub member: String,
    /// Its name.
    pub company: String,
    /// 성명.
    pub name: String,
    /// Whether the person comes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coming: Option<Coming>,
    /// How many come.
    pub people: u8,
    /// Who speaks instead.
    pub proxy: String,
    /// When the person was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attended_at: Option<i64>,
    /// When the person voted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voted_at: Option<i64>,
    /// What was chosen, by question; empty of a secret poll.
    pub ballot: Vec<Vec<u8>>,
}
