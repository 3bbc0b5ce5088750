//! What one member of staff asks another to approve.

use super::StorageError;

/// What became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ApprovalState {
    /// Nobody has decided.
    Waiting,
    /// It may be carried out, once.
    Approved,
    /// It may not.
    Refused,
    /// It was carried out.
    Used,
}

impl ApprovalState {
    /// Its stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Approved => "approved",
            Self::Refused => "refused",
            Self::Used => "used",
        }
    }

    /// The state of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Waiting, Self::Approved, Self::Refused, Self::Used]
            .into_iter()
            .find(|state| state.as_str() == name)
    }
}

/// Something that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Approval {
    /// Random.
    pub id: String,
    /// Account of who asks.
    pub account: String,
    /// Name of who asks, as of then.
    pub name: String,
    /// What is to be done, by its stable name.
    pub action: String,
    /// Exactly what is to be done, to be compared.
    pub subject: String,
    /// To what, for people.
    pub object: String,
    /// How many rows are taken along, or records removed.
    pub count: u64,
    /// Why.
    pub reason: String,
    /// Where the form goes that carries it out.
    pub path: String,
    /// What is in that form, as a form writes it.
    pub form: String,
    /// When it was asked for.
    pub at: i64,
    /// What became of it.
    pub state: ApprovalState,
    /// When somebody decided.
    pub decided_at: Option<i64>,
    /// Account of who decided; empty before.
    pub decided_by: String,
    /// Name of who decided, as of then.
    pub decided_name: String,
    /// What was said about the decision.
    pub note: String,
}

/// What a transaction can read of it.
pub trait ApprovalRead {
    /// One of them.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn approval(&self, id: &str) -> Result<Option<Approval>, StorageError>;
    /// Those that were asked for at or after `since`, oldest first.
    fn approvals(&self, since: i64) -> Result<Vec<Approval>, StorageError>;
}

/// What a writing transaction can do besides.
pub trait ApprovalWrite {
    /// Puts one in the place of the one with its id.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn put_approval(&mut self, approval: &Approval) -> Result<(), StorageError>;
    /// Forgets those that were asked for before `at`.
    fn forget_approvals(&mut self, at: i64) -> Result<(), StorageError>;
}
