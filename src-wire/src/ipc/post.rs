use serde::{Deserialize, Serialize};

use crate::ErrorCode;
use crate::entity::{Attachment, Occasion, Post, PostAnswer, PostKind, PostMark};
use crate::post::{PostDraft, PostEntry, PostState, PostTally};

/// Which posts are wanted, those newest first of which are pinned.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostQuery {
    /// Of one 분류 alone.
    pub kind: Option<PostKind>,
    /// 보관 alone.
    pub saved: bool,
    /// What is typed in the search box; every word must be in the title or the text.
    pub text: String,
    /// As 홈 shows them: what must be read and is not comes before all else.
    pub urgent: bool,
    /// Row to begin with.
    pub offset: u64,
    /// The most rows.
    pub limit: u64,
}

/// A window of the posts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostPage {
    /// Posts that fit.
    pub total: u64,
    /// Posts of any sort that were never opened.
    pub unread: u64,
    /// The window.
    pub rows: Vec<PostRow>,
}

/// A post in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostRow {
    /// Record id.
    pub id: String,
    /// 분류.
    pub kind: PostKind,
    /// 제목.
    pub title: String,
    /// Ranges of characters of the title that the search matched.
    pub title_marks: Vec<(u32, u32)>,
    /// The beginning of the text, or the place that the search matched.
    pub excerpt: String,
    /// Ranges of characters of it that the search matched.
    pub excerpt_marks: Vec<(u32, u32)>,
    /// When it was published.
    pub published_at: i64,
    /// 작성 부서.
    pub department: String,
    /// 상단 고정.
    pub pinned: bool,
    /// 필독.
    pub must_read: bool,
    /// Whether it was opened.
    pub read: bool,
    /// 보관.
    pub saved: bool,
    /// Number of its files.
    pub attachments: u32,
    /// Its first picture.
    pub picture: Option<Attachment>,
    /// What it tells of, of 경조사.
    #[serde(default)]
    pub occasion: Option<OccasionRow>,
}

/// An occasion in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OccasionRow {
    /// What sort it is.
    pub occasion: Occasion,
    /// 발인, or when it begins.
    pub at: Option<i64>,
    /// 빈소 or 식장.
    pub place: String,
}

/// Arguments of commands about one post.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostArgs {
    /// Record id.
    pub id: String,
}

/// A whole post.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PostView {
    /// Record id.
    pub id: String,
    /// The post.
    pub post: Post,
    /// What the account has done with it.
    pub mark: PostMark,
    /// What the account answers to its event.
    pub answer: PostAnswer,
    /// Whether that is not sent yet.
    pub answer_waits: bool,
    /// Where its vote on the poll stands.
    pub vote: VoteView,
}

/// Where the account's vote on a post stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum VoteView {
    /// None was cast.
    #[default]
    None,
    /// It waits for a connection.
    Waiting {
        /// By question the numbers of what was chosen.
        ballot: Vec<Vec<u8>>,
    },
    /// The server has counted it.
    Cast {
        /// When; none until it has come by sync.
        at: Option<i64>,
        /// What was chosen; empty of a secret poll.
        ballot: Vec<Vec<u8>>,
    },
    /// The server has not counted it.
    Refused {
        /// Why: `conflict` when it was closed or there was a vote, anything else when it could not be taken.
        code: ErrorCode,
    },
}

/// Arguments of [`CastVote`](super::CastVote).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoteArgs {
    /// Record id of the post.
    pub id: String,
    /// By question the numbers of what was chosen, rising.
    pub ballot: Vec<Vec<u8>>,
}

/// Arguments of [`MarkPost`](super::MarkPost); what is none stays as it is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostMarkArgs {
    /// Record id.
    pub id: String,
    /// It was opened.
    pub read: Option<bool>,
    /// 보관.
    pub saved: Option<bool>,
}

/// A post on the desk of a member of staff: what is typed and not sent, or what the server has.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct PostSheet {
    /// Its id.
    pub id: String,
    /// The version of the server's that it was begun with; 0 of a new one.
    pub version: u32,
    /// Where that stands; none of a new one.
    pub state: Option<PostState>,
    /// As typed.
    pub draft: PostDraft,
}

/// What staff have on the desk.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Typed on this device and not sent, newest first.
    pub kept: Vec<PostSheet>,
    /// What the server has; empty without a connection.
    pub posts: Vec<PostEntry>,
    /// Whether the server could not be asked.
    pub offline: bool,
}

/// Arguments of [`SendPost`](super::SendPost).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SendPostArgs {
    /// What is sent.
    pub sheet: PostSheet,
    /// Publishes it, or lets it wait for its time.
    pub publish: bool,
}

/// Arguments of [`WithdrawPost`](super::WithdrawPost).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PostWithdrawArgs {
    /// Record id.
    pub id: String,
    /// The version that was seen.
    pub version: u32,
}

/// How the event or the poll of a post stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TallyView {
    /// As the server told it last.
    pub tally: PostTally,
    /// When it did, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Whether it could not be asked now.
    pub offline: bool,
}
