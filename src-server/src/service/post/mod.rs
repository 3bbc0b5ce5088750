//! 조합소식: written by staff, seen by those whom its targets name. `docs/posts.md` is the authority.
//!
//! A post for all is a shared record. Any other is sent to the accounts that its targets reach, each by a
//! row of the account's own feed (`post_reader`); the rows are brought up to date in the transaction that
//! changes the post, the roster or the account, so that what is sent never has to ask who somebody is.

mod answer;
mod check;
mod condolence;
mod due;
mod html;
mod mark;
mod reach;
mod read;
mod spread;
mod tally;
mod urgent;
mod vote;
mod write;

#[cfg(test)]
mod tests;

pub(super) use answer::{take_answer, take_attendance};
pub(super) use mark::take_mark;
pub(super) use reach::People;
pub(super) use read::{has_read, is_seen};
pub(super) use spread::{Whose, follow, stands};
pub use urgent::MustRead;
pub(super) use urgent::must_read;
pub(super) use vote::take_vote;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attachment, Post};
use handbook_wire::post::{PostDraft, PostEntry};

use super::{Failure, canonical};
use crate::storage::{self, StorageError};

/// Why a post was not taken as it was written.
#[derive(Debug, thiserror::Error)]
pub enum PostError {
    /// There is none with that id.
    #[error("이 번호의 소식이 없어요.")]
    Unknown,
    /// Somebody else has changed it since, or it stands where this can't be done.
    #[error("그사이 다른 사람이 이 소식을 바꿨어요. 다시 열어 주세요.")]
    Changed,
    /// The id is none, or a name is too long.
    #[error("보낸 내용을 읽을 수 없어요.")]
    Unreadable,
    /// A title is needed to publish.
    #[error("제목을 1~{}자로 적어 주세요.", Post::LONGEST_TITLE)]
    Title,
    /// The body is too long.
    #[error("본문이 너무 길어요. {}KB까지 쓸 수 있어요.", Post::LONGEST_BODY >> 10)]
    Body,
    /// Nobody, or too many, would get it.
    #[error("받을 사람을 정해 주세요.")]
    Targets,
    /// It would end before it begins.
    #[error("종료 시각은 게시 시각과 지금보다 뒤여야 해요.")]
    End,
    /// The event can't be taken, or can't be published so.
    #[error("행사 시각과 장소를 확인해 주세요. 끝나는 시각은 시작보다 뒤여야 해요.")]
    Event,
    /// A file can't be taken, or there are too many.
    #[error(
        "첨부 파일을 확인해 주세요. 한 소식에 {}개까지 붙일 수 있어요.",
        Attachment::MOST
    )]
    Attachments,
    /// What is told of an occasion can't be read, is too long, or does not say what it is and whose.
    #[error("경조사의 제목과 회사나 이름, 전화번호를 확인해 주세요.")]
    Condolence,
    /// The poll can't be taken, or can't be published so.
    #[error("투표의 질문과 서로 다른 보기 두 개, 마감 시각을 확인해 주세요.")]
    Poll,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<PostError> for Failure {
    fn from(error: PostError) -> Self {
        match error {
            PostError::Unknown => ErrorCode::NotFound.into(),
            PostError::Changed => ErrorCode::Conflict.into(),
            PostError::Body => ErrorCode::TooLarge.into(),
            PostError::Storage(error) => error.into(),
            PostError::Unreadable
            | PostError::Title
            | PostError::Targets
            | PostError::End
            | PostError::Event
            | PostError::Attachments
            | PostError::Condolence
            | PostError::Poll => ErrorCode::InvalidInput.into(),
        }
    }
}

/// The safe part of a body that somebody types, to be shown on a page.
pub(super) fn safe(body: &str, attachments: &[Attachment]) -> String {
    html::clean(body, attachments)
}

/// What staff wrote of a stored post.
pub(in crate::service) fn draft(json: &str) -> Result<PostDraft, StorageError> {
    serde_json::from_str(json).map_err(|_| StorageError::Corrupt("post"))
}

/// A stored post as staff see it.
fn entry(post: storage::Post) -> Result<PostEntry, StorageError> {
    Ok(PostEntry {
        draft: draft(&post.draft)?,
        id: post.id,
        state: post.state,
        version: post.version,
        changed_at: post.changed_at,
        changed_by: post.changed_by,
        published_at: post.published_at,
        edited_at: post.edited_at,
    })
}

/// The record that readers get, as it is stored.
fn record(
    draft: PostDraft,
    published_at: i64,
    edited_at: Option<i64>,
) -> Result<String, StorageError> {
    canonical::text(&draft.into_post(published_at, edited_at))
}
