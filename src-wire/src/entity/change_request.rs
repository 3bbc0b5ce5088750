use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::{Audience, CompanyField};

/// 변경 신청: what somebody of a company asks the co-op to write into its roster. Belongs to the account
/// that sent it; the decisions are the co-op's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChangeRequest {
    /// Record id of the company.
    pub member: String,
    /// What shall change, by [`CompanyField`]. A field that this build does not know is kept.
    pub fields: BTreeMap<String, FieldChange>,
    /// A word to the co-op's staff, at most [`ChangeRequest::LONGEST_NOTE`] characters.
    pub note: String,
    /// When the server took it, in milliseconds since 1970 UTC; 0 before.
    pub sent_at: i64,
    /// When the last field was decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decided_at: Option<i64>,
    /// Whether its author took back what was not decided.
    pub cancelled: bool,
}

/// What shall become of one field.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldChange {
    /// The value that the author saw; null when there was none.
    pub was: Value,
    /// The value that the author wants; null for none.
    pub wanted: Value,
    /// What became of it; none while it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub decision: Option<Decision>,
    /// Why, in staff's words, when it was rejected.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// With [`Decision::Superseded`]: the value that stands instead.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub now: Option<Value>,
}

/// What became of a field of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Decision {
    /// 승인: the roster has it now.
    Approved,
    /// 반려.
    Rejected,
    /// Somebody else changed the field first.
    Superseded,
    /// Its author took it back, or asked for something else since.
    Cancelled,
    /// A decision of a newer server.
    #[serde(other)]
    Unknown,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RequestState {
    /// 보냄: some field waits for staff.
    Waiting,
    /// 승인.
    Approved,
    /// 일부 승인.
    Partly,
    /// 반려.
    Rejected,
    /// All that is left was changed by somebody else first.
    Superseded,
    /// 취소.
    Cancelled,
}

impl ChangeRequest {
    /// The most characters of a note.
    pub const LONGEST_NOTE: usize = 500;
    /// The most characters of a reason.
    pub const LONGEST_REASON: usize = 500;
    /// The most requests of an account that may wait at a time.
    pub const MOST_WAITING: usize = 20;

    /// Where it stands: fields that were taken back count only when nothing else is left.
    #[must_use]
    pub fn state(&self) -> RequestState {
        let decisions = || self.fields.values().map(|field| field.decision);
        if decisions().any(|decision| decision.is_none()) {
            return RequestState::Waiting;
        }
        let count = |wanted| decisions().filter(|one| *one == Some(wanted)).count();
        let (approved, cancelled) = (count(Decision::Approved), count(Decision::Cancelled));
        let left = self.fields.len() - cancelled;
        match (approved, left) {
            (_, 0) => RequestState::Cancelled,
            (approved, left) if approved == left => RequestState::Approved,
            (1.., _) => RequestState::Partly,
            (_, left) if count(Decision::Superseded) == left => RequestState::Superseded,
            _ => RequestState::Rejected,
        }
    }
}

/// A company as its own people see it, whatever the others may see. One for each account; its id is
/// [`OwnCompany::id`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnCompany {
    /// Record id of the company.
    pub member: String,
    /// Its record with every field.
    pub company: Map<String, Value>,
    /// Who sees 전화.
    pub show_phone: Audience,
    /// Who sees 팩스.
    pub show_fax: Audience,
    /// Who sees 휴대폰.
    pub show_mobile: Audience,
    /// Who sees 이메일.
    pub show_email: Audience,
    /// Who sees 주소, 우편번호 and the place on the map.
    pub show_address: Audience,
}

impl OwnCompany {
    /// The record id for `account` of the company `member`.
    #[must_use]
    pub fn id(account: &str, member: &str) -> String {
        format!("{account}.{member}")
    }

    /// Who sees `field`; none for a field that everybody sees.
    #[must_use]
    pub fn audience(&self, field: CompanyField) -> Option<Audience> {
        Some(match field {
            CompanyField::Phone => self.show_phone,
            CompanyField::Fax => self.show_fax,
            CompanyField::Mobile => self.show_mobile,
            CompanyField::Email => self.show_email,
            CompanyField::Address => self.show_address,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_state_follows_from_the_fields() {
        use Decision as D;
        use RequestState as S;
        for (decisions, state) in [
            (&[None, Some(D::Approved)][..], S::Waiting),
            (&[Some(D::Approved), Some(D::Approved)], S::Approved),
            (&[Some(D::Approved), Some(D::Cancelled)], S::Approved),
            (&[Some(D::Approved), Some(D::Rejected)], S::Partly),
            (&[Some(D::Approved), Some(D::Superseded)], S::Partly),
            (&[Some(D::Rejected), Some(D::Superseded)], S::Rejected),
            (&[Some(D::Superseded), Some(D::Cancelled)], S::Superseded),
            (&[Some(D::Cancelled), Some(D::Cancelled)], S::Cancelled),
        ] {
            let fields = decisions.iter().enumerate().map(|(at, decision)| {
                let change = FieldChange {
                    decision: *decision,
                    ..FieldChange::default()
                };
                (at.to_string(), change)
            });
            let request = ChangeRequest {
                fields: fields.collect(),
                ..ChangeRequest::default()
            };
            assert_eq!(request.state(), state, "{decisions:?}");
        }
    }
}
