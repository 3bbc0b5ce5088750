//! What storage knows of answers to events and of who was there, beside the records: what is counted and
//! listed by post.

use handbook_wire::entity::Coming;
use handbook_wire::post::EventTally;

use super::{Account, StorageError};

/// What an account answers to an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAnswer {
    /// The post.
    pub post: String,
    /// Whose.
    pub account: String,
    /// Whether it comes.
    pub coming: Coming,
    /// How many come.
    pub people: u8,
    /// Who speaks instead.
    pub proxy: String,
}

/// That somebody was at an event, as a member of staff has noted it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredAttendance {
    /// The post.
    pub post: String,
    /// Record id of the company on the card.
    pub member: String,
    /// Record id of the person on the card; empty when it is the company's.
    pub person: String,
    /// Account of who noted it.
    pub noted_by: String,
    /// 성명 on the card.
    pub name: String,
    /// When.
    pub at: i64,
}

/// What a transaction can read of it.
pub trait AnswerTxn {
    /// The answers to an event of accounts that can log in, by account.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn answers(&self, post: &str) -> Result<Vec<StoredAnswer>, StorageError>;
    /// Who was at an event, by company, person and time.
    fn attendances(&self, post: &str) -> Result<Vec<StoredAttendance>, StorageError>;
    /// When somebody was at an event: the earliest that was noted.
    fn attended_at(
        &self,
        post: &str,
        member: &str,
        person: &str,
    ) -> Result<Option<i64>, StorageError>;
    /// [`AnswerTxn::answers`] and [`AnswerTxn::attendances`] in numbers; who was noted twice counts once.
    fn event_tally(&self, post: &str) -> Result<EventTally, StorageError>;
    /// The account of which a card says this company and this person.
    fn account_of_card(&self, member: &str, person: &str) -> Result<Option<Account>, StorageError>;
}

/// What a writing transaction can do with it.
pub trait AnswerWrite {
    /// Puts an answer in the place of the account's one.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn put_answer(&mut self, answer: &StoredAnswer) -> Result<(), StorageError>;
    /// Takes an account's answer away.
    fn remove_answer(&mut self, post: &str, account: &str) -> Result<(), StorageError>;
    /// Takes every answer of an account away.
    fn forget_answers(&mut self, account: &str) -> Result<(), StorageError>;
    /// Puts who was there in the place of what the same member of staff noted of the same person.
    fn put_attendance(&mut self, attendance: &StoredAttendance) -> Result<(), StorageError>;
    /// Takes back what a member of staff noted.
    fn remove_attendance(&mut self, attendance: &StoredAttendance) -> Result<(), StorageError>;
}
