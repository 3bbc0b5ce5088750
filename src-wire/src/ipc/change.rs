use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::entity::{Audience, CompanyField, Decision, RequestState};
use crate::read::FieldFault;

/// The company that the account belongs to, as its own people see it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnCompanyView {
    /// Record id.
    pub member: String,
    /// 회사명.
    pub name: String,
    /// 조합원번호.
    pub number: String,
    /// 사업자등록번호.
    pub business_number: Option<String>,
    /// What can be asked to be changed, in the order in which it is shown.
    pub fields: Vec<OwnField>,
    /// What was typed and not sent.
    pub draft: Option<ChangeDraft>,
    /// Requests of this account that wait, here or at the co-op.
    pub waiting: u64,
}

/// One field of the own company.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnField {
    /// Which.
    pub field: CompanyField,
    /// Its value as people write it; empty for none.
    pub text: String,
    /// Who sees it; none when it can't be hidden.
    pub audience: Option<Audience>,
    /// Whether another audience waits for a connection.
    pub audience_pending: bool,
    /// The value that was asked for and is not decided yet.
    pub wanted: Option<String>,
}

/// Arguments of [`SetAudience`](super::SetAudience).
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct AudienceArgs {
    /// Which field.
    pub field: CompanyField,
    /// Who shall see it.
    pub audience: Audience,
}

/// What is typed into the form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDraft {
    /// Fields as typed. One that is as it was asks for nothing.
    pub fields: BTreeMap<CompanyField, String>,
    /// A word to staff.
    pub note: String,
}

/// What a form asks for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeReview {
    /// Fields that would change.
    pub changes: Vec<Change>,
    /// Fields that can't be so, and why.
    pub faults: Vec<(CompanyField, FieldFault)>,
}

/// One field, before and after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which; none for one of a newer app.
    pub field: Option<CompanyField>,
    /// As it was; empty for nothing.
    pub was: String,
    /// As it shall be.
    pub wanted: String,
    /// What became of it.
    pub decision: Option<Decision>,
    /// Why, in staff's words.
    pub reason: Option<String>,
    /// What stands instead, with [`Decision::Superseded`].
    pub now: Option<String>,
}

/// A request of this account.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeView {
    /// Record id.
    pub id: String,
    /// Where it stands at the co-op; none while it has not been sent.
    pub state: Option<RequestState>,
    /// When the co-op took it, in milliseconds since 1970 UTC.
    pub sent_at: Option<i64>,
    /// When the last field was decided.
    pub decided_at: Option<i64>,
    /// Whether a cancellation waits for a connection.
    pub cancelling: bool,
    /// The fields.
    pub changes: Vec<Change>,
    /// The word to staff.
    pub note: String,
}

/// Arguments of [`CancelChange`](super::CancelChange).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ChangeArgs {
    /// [`ChangeView::id`].
    pub id: String,
}
