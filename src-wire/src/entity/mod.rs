//! The records that are synced. This file holds the only list of kinds.

mod attachment;
mod change_request;
mod company_field;
mod company_name;
mod condolence;
mod event;
mod member;
mod note;
mod officer;
mod phone;
mod poll;
mod portrait;
mod post;
mod staff;

pub use attachment::{Attachment, AttachmentFault, FileHash, FileKind, Picture, clean_name};
pub use change_request::{ChangeRequest, Decision, FieldChange, OwnCompany, RequestState};
pub use company_field::{Audience, CompanyField};
pub use company_name::CompanyName;
pub use condolence::{Condolence, Host, Occasion};
pub use event::{AnswerCall, Attendance, Coming, Event, PostAnswer};
pub use member::{Certificate, Member, MemberStatus, Position, Precision};
pub use note::Note;
pub use officer::Officer;
pub use phone::Phone;
pub use poll::{BallotFault, Poll, Question, ResultShown, Vote, Voter};
pub use portrait::Portrait;
pub use post::{Post, PostKind, PostMark, Targets};
pub use staff::Staff;

use serde::{Deserialize, Serialize};

/// A kind of synced record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// 조합원사, a member company: [`Member`].
    Member,
    /// 임원, an officer of the co-op: [`Officer`].
    Officer,
    /// 조합직원: [`Staff`].
    Staff,
    /// 프로필 사진 of a person: [`Portrait`].
    Portrait,
    /// A member's private note on a company: [`Note`]. Belongs to one account.
    Note,
    /// The company that the account belongs to, with what it hides: [`OwnCompany`].
    OwnCompany,
    /// 변경 신청: [`ChangeRequest`]. Belongs to one account.
    ChangeRequest,
    /// 조합소식: [`Post`]. Those for all are shared; others come to the accounts whom they are for.
    Post,
    /// What an account has done with a post: [`PostMark`]. Belongs to one account.
    PostMark,
    /// What an account answers to an event: [`PostAnswer`]. Belongs to one account.
    PostAnswer,
    /// Who was at an event, as staff noted it: [`Attendance`]. Belongs to the account of who noted it.
    Attendance,
    /// A vote: [`Vote`]. Belongs to one account.
    Vote,
}

impl Kind {
    /// Every kind that this build knows.
    pub const ALL: [Kind; 12] = [
        Kind::Member,
        Kind::Officer,
        Kind::Staff,
        Kind::Portrait,
        Kind::Note,
        Kind::OwnCompany,
        Kind::ChangeRequest,
        Kind::Post,
        Kind::PostMark,
        Kind::PostAnswer,
        Kind::Attendance,
        Kind::Vote,
    ];

    /// The name that goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Kind::Member => "member",
            Kind::Officer => "officer",
            Kind::Staff => "staff",
            Kind::Portrait => "portrait",
            Kind::Note => "note",
            Kind::OwnCompany => "own_company",
            Kind::ChangeRequest => "change_request",
            Kind::Post => "post",
            Kind::PostMark => "post_mark",
            Kind::PostAnswer => "post_answer",
            Kind::Attendance => "attendance",
            Kind::Vote => "vote",
        }
    }

    /// The kind of that name; none for a kind of a newer build.
    #[must_use]
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }

    /// Whether each record belongs to one account and is seen by nobody else.
    #[must_use]
    pub const fn is_private(self) -> bool {
        matches!(
            self,
            Kind::Note
                | Kind::OwnCompany
                | Kind::ChangeRequest
                | Kind::PostMark
                | Kind::PostAnswer
                | Kind::Attendance
                | Kind::Vote
        )
    }
}

impl std::fmt::Display for Kind {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.as_str())
    }
}
