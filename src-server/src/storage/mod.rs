//! Where the server keeps things. The rules above know only these traits; a backend has to pass
//! `conformance`.
//!
//! Calls block: run them off the async threads. A transaction that is dropped without
//! [`StorageWrite::commit`] leaves nothing behind.

mod answer;
mod approval;
#[cfg(test)]
pub mod conformance;
mod console;
mod file;
mod notification;
mod roster;
mod row;
pub mod sqlite;
mod vote;

use handbook_wire::entity::Kind;

pub use answer::{AnswerTxn, AnswerWrite, StoredAnswer, StoredAttendance};
pub use approval::{Approval, ApprovalRead, ApprovalState, ApprovalWrite};
pub use console::{
    AuditEnd, AuditEntry, AuditFilter, AuditMark, ConsoleRead, ConsoleSession, ConsoleWrite,
};
pub use file::{FileTxn, FileWrite, StoredFile, Upload};
pub use notification::{
    Notification, NotificationTxn, NotificationWrite, PushDevice, StoredReminder, What,
};
pub use roster::{FieldEdit, RosterRead, RosterUpload, RosterWrite, UploadPart, UploadState};
pub use row::{
    Account, Change, ChangeDecision, Device, Entity, Event, Head, Position, Post, PostReader,
    PostVersion, Refresh, Request, Retention, Scope, Session, SignUp, SignUpState, SocialLink,
    Stamp, Throttle, WaitingChange,
};
pub use vote::{StoredVote, VoteCount, VoteTxn, VoteWrite};

/// Why storage did not do what was asked. Carries no stored data.
#[derive(Debug, thiserror::Error)]
pub enum StorageError {
    /// The database was written by a newer server.
    #[error(
        "데이터베이스가 이 서버보다 새 버전이에요 (데이터 {found}, 서버 {known}). 서버를 업데이트해 주세요."
    )]
    Newer {
        /// Version of the database.
        found: u32,
        /// Newest version that this build knows.
        known: u32,
    },
    /// No room is left.
    #[error("저장 공간이 부족해요.")]
    Full,
    /// Somebody else holds the database for too long.
    #[error("데이터베이스가 사용 중이에요.")]
    Busy,
    /// What is stored is not what this server wrote.
    #[error("저장된 데이터를 읽을 수 없어요: {0}")]
    Corrupt(&'static str),
    /// Anything else of the backend.
    #[error("저장소 오류: {0}")]
    Backend(String),
}

/// A database.
pub trait Storage: Send + Sync {
    /// Starts a transaction that sees one state of the database throughout.
    ///
    /// # Errors
    /// [`StorageError`].
    fn read(&self) -> Result<Box<dyn StorageTxn + '_>, StorageError>;

    /// Starts a transaction that may write; there is one at a time.
    ///
    /// # Errors
    /// [`StorageError`]; [`StorageError::Busy`] when another process keeps writing.
    fn write(&self) -> Result<Box<dyn StorageWrite + '_>, StorageError>;

    /// The newest revisions that any process has committed. Cheap when nothing has changed.
    ///
    /// # Errors
    /// [`StorageError`].
    fn head(&self) -> Result<Head, StorageError>;
}

/// What a transaction can read.
pub trait StorageTxn:
    ApprovalRead + FileTxn + ConsoleRead + NotificationTxn + RosterRead + AnswerTxn + VoteTxn
{
    /// A value of this server by name.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError>;
    /// The newest revisions.
    fn head(&self) -> Result<Head, StorageError>;
    /// The tag of a revision, none when it is unknown or forgotten.
    fn tag(&self, revision: u64) -> Result<Option<u64>, StorageError>;
    /// Cursors before this revision can't be continued from: tombstones were forgotten.
    fn horizon(&self) -> Result<u64, StorageError>;
    /// The newest revision among the records of `owner`; the zero stamp when there is none.
    fn own_head(&self, owner: &str) -> Result<Stamp, StorageError>;
    /// Owners whose records changed after `revision`, each with the newest revision.
    fn owners_since(&self, revision: u64) -> Result<Vec<(String, u64)>, StorageError>;

    /// One record, a tombstone included.
    fn entity(&self, kind: Kind, id: &str) -> Result<Option<Entity>, StorageError>;
    /// All records of a shared kind, tombstones included, in no order.
    fn entities(&self, kind: Kind) -> Result<Vec<Entity>, StorageError>;
    /// The records of `scope` and `kinds` after `after`, tombstones included, ordered by revision,
    /// kind and id; at most `limit`. To an account's own belong the targeted posts that are sent to it.
    fn changes(
        &self,
        scope: Scope<'_>,
        kinds: &[Kind],
        after: &Position,
        limit: usize,
    ) -> Result<Vec<Entity>, StorageError>;
    /// Calls `each` for every shared record of `kinds` that is not a tombstone, kind by kind.
    fn each_shared(
        &self,
        kinds: &[Kind],
        each: &mut dyn FnMut(Entity) -> Result<(), StorageError>,
    ) -> Result<(), StorageError>;

    /// The account with that login.
    fn account_by_login(&self, login: &str) -> Result<Option<Account>, StorageError>;
    /// The account with that id.
    fn account(&self, id: &str) -> Result<Option<Account>, StorageError>;
    /// All accounts, ordered by login.
    fn accounts(&self) -> Result<Vec<Account>, StorageError>;
    /// The accounts with that mobile number, ordered by id.
    fn accounts_by_mobile(&self, mobile: &str) -> Result<Vec<Account>, StorageError>;
    /// The accounts that came by sign-up for that member company, ordered by id.
    fn accounts_of_company(&self, company: &str) -> Result<Vec<Account>, StorageError>;
    /// The id of an account's picture.
    fn picture_of(&self, account: &str) -> Result<Option<String>, StorageError>;
    /// A picture's bytes by its id.
    fn picture(&self, id: &str) -> Result<Option<Vec<u8>>, StorageError>;
    /// The link of a person at a provider.
    fn social_link(&self, issuer: &str, subject: &str) -> Result<Option<SocialLink>, StorageError>;
    /// The links of an account, ordered by provider.
    fn social_links(&self, account: &str) -> Result<Vec<SocialLink>, StorageError>;
    /// A device of an account.
    fn device(&self, account: &str, id: &str) -> Result<Option<Device>, StorageError>;
    /// Sessions of an account that have not ended, newest first.
    fn open_sessions(&self, account: &str) -> Result<Vec<Session>, StorageError>;
    /// A request by its id.
    fn request(&self, id: &str) -> Result<Option<Request>, StorageError>;
    /// A request by the hash of its secret.
    fn request_by_secret(&self, secret: &[u8]) -> Result<Option<Request>, StorageError>;
    /// An application.
    fn sign_up(&self, id: &str) -> Result<Option<SignUp>, StorageError>;
    /// The applications that wait, oldest first.
    fn waiting_sign_ups(&self) -> Result<Vec<SignUp>, StorageError>;
    /// The requests that wait for staff, oldest first: all, or those about one company.
    fn waiting_changes(&self, member: Option<&str>) -> Result<Vec<WaitingChange>, StorageError>;
    /// Who decided on a request, oldest first.
    fn change_decisions(&self, request: &str) -> Result<Vec<ChangeDecision>, StorageError>;
    /// A post.
    fn post(&self, id: &str) -> Result<Option<Post>, StorageError>;
    /// The posts that were changed last, at most `limit`.
    fn posts(&self, limit: usize) -> Result<Vec<Post>, StorageError>;
    /// The posts that are due at `at`, those due first first.
    fn posts_due(&self, at: i64) -> Result<Vec<Post>, StorageError>;
    /// The posts that are published for some only.
    fn targeted_posts(&self) -> Result<Vec<Post>, StorageError>;
    /// What a post was, newest first.
    fn post_versions(&self, post: &str) -> Result<Vec<PostVersion>, StorageError>;
    /// Whom a targeted post is sent to, or was.
    fn post_readers(&self, post: &str) -> Result<Vec<PostReader>, StorageError>;
    /// Whether and since when a targeted post is sent to an account, or was.
    fn post_reader(&self, account: &str, post: &str) -> Result<Option<PostReader>, StorageError>;
    /// The published posts that show a file.
    fn posts_with_file(&self, file: &str) -> Result<Vec<String>, StorageError>;
    /// What happened to an account, newest first, at most `limit`.
    fn events(&self, account: &str, limit: usize) -> Result<Vec<Event>, StorageError>;
    /// A session.
    fn session(&self, id: &str) -> Result<Option<Session>, StorageError>;
    /// Ids of the sessions that ended at or after `at`.
    fn sessions_ended_since(&self, at: i64) -> Result<Vec<String>, StorageError>;
    /// A refresh token by its hash.
    fn refresh(&self, hash: &[u8]) -> Result<Option<Refresh>, StorageError>;
    /// Whether a token that was given for the one with this hash has been used.
    fn refresh_child_used(&self, hash: &[u8]) -> Result<bool, StorageError>;
    /// When the newest refresh token of a session, or of any, was given.
    fn last_refresh(&self, session: Option<&str>) -> Result<Option<i64>, StorageError>;
    /// The failed logins of a hashed login.
    fn throttle(&self, login: &[u8]) -> Result<Option<Throttle>, StorageError>;
    /// What became of an edit, as it was stored.
    fn edit_outcome(&self, account: &str, key: &str) -> Result<Option<String>, StorageError>;
}

/// What a writing transaction can do besides.
pub trait StorageWrite:
    StorageTxn
    + ApprovalWrite
    + FileWrite
    + ConsoleWrite
    + NotificationWrite
    + RosterWrite
    + AnswerWrite
    + VoteWrite
{
    /// Sets a value of this server.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn set_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StorageError>;
    /// A number that no record or account has had.
    fn next_id(&mut self) -> Result<u64, StorageError>;
    /// Moves the revision by one, with a random tag. Call it once a transaction.
    fn advance(&mut self, change: Change, at: i64) -> Result<Stamp, StorageError>;
    /// Puts a record in the place of what was there. What it changes of a company, an officer or a member
    /// of staff goes into the history of fields; a tombstone takes the record's history with it.
    fn put_entity(&mut self, entity: &Entity) -> Result<(), StorageError>;

    /// Puts an account in the place of the one with its id.
    fn put_account(&mut self, account: &Account) -> Result<(), StorageError>;
    /// Forgets an account and what belongs to it, except its notes and agreements.
    fn remove_account(&mut self, account: &str) -> Result<(), StorageError>;
    /// Forgets what happened to an account.
    fn forget_events(&mut self, account: &str) -> Result<(), StorageError>;
    /// Gives an account a login that nobody types, so that its old one is free.
    fn release_login(&mut self, account: &str) -> Result<(), StorageError>;
    /// Sets an account's picture, its id and bytes, or with none forgets it.
    fn set_picture(
        &mut self,
        account: &str,
        picture: Option<(&str, &[u8])>,
    ) -> Result<(), StorageError>;
    /// Puts a link in the place of the account's one at that provider.
    fn put_social_link(&mut self, link: &SocialLink) -> Result<(), StorageError>;
    /// Forgets an account's link at a provider; false when there was none.
    fn remove_social_link(&mut self, account: &str, provider: &str) -> Result<bool, StorageError>;
    /// Puts a device in the place of the one with its account and id.
    fn put_device(&mut self, device: &Device) -> Result<(), StorageError>;
    /// Forgets the devices of an account.
    fn forget_devices(&mut self, account: &str) -> Result<(), StorageError>;
    /// Puts a request in the place of the one with its id.
    fn put_request(&mut self, request: &Request) -> Result<(), StorageError>;
    /// Takes a request away; false when it was gone already.
    fn take_request(&mut self, id: &str) -> Result<bool, StorageError>;
    /// Marks a provider's transaction, by its hash, as used; false when it was.
    fn use_transaction(&mut self, id: &[u8], at: i64) -> Result<bool, StorageError>;
    /// Puts an application in the place of the one with its id, or of the one that waits for the same
    /// company and person.
    fn put_sign_up(&mut self, sign_up: &SignUp) -> Result<(), StorageError>;
    /// Lets a request wait for staff.
    fn add_waiting_change(&mut self, change: &WaitingChange) -> Result<(), StorageError>;
    /// Lets a request wait no more.
    fn remove_waiting_change(&mut self, id: &str) -> Result<(), StorageError>;
    /// Adds who decided on a request.
    fn add_change_decision(&mut self, decision: &ChangeDecision) -> Result<(), StorageError>;
    /// Puts a post in the place of the one with its id.
    fn put_post(&mut self, post: &Post) -> Result<(), StorageError>;
    /// Forgets a post and what it was.
    fn remove_post(&mut self, id: &str) -> Result<(), StorageError>;
    /// Adds what a post is from now on.
    fn add_post_version(&mut self, post: &str, version: &PostVersion) -> Result<(), StorageError>;
    /// Says that a targeted post is sent to an account, or must be dropped by it.
    fn put_post_reader(&mut self, reader: &PostReader) -> Result<(), StorageError>;
    /// Sets the files that a published post shows.
    fn set_post_files(&mut self, post: &str, files: &[String]) -> Result<(), StorageError>;
    /// Adds what happened to an account.
    fn add_event(&mut self, account: &str, event: &Event) -> Result<(), StorageError>;
    /// Notes that a text was agreed to.
    fn add_agreement(
        &mut self,
        subject: &str,
        document: &str,
        version: &str,
        at: i64,
    ) -> Result<(), StorageError>;
    /// Puts a session in the place of the one with its id.
    fn put_session(&mut self, session: &Session) -> Result<(), StorageError>;
    /// Ends a session, unless it has ended.
    fn end_session(&mut self, id: &str, at: i64) -> Result<(), StorageError>;
    /// Ends all sessions of an account, by suspension or not.
    fn end_sessions(&mut self, account: &str, at: i64, suspended: bool)
    -> Result<(), StorageError>;
    /// Adds a refresh token.
    fn add_refresh(&mut self, token: &Refresh) -> Result<(), StorageError>;
    /// Marks a refresh token as used, and its siblings as superseded.
    fn use_refresh(&mut self, hash: &[u8], at: i64) -> Result<(), StorageError>;
    /// Marks the refresh tokens of a session that nobody has used as used and superseded.
    fn give_up_refreshes(&mut self, session: &str, at: i64) -> Result<(), StorageError>;
    /// Sets, or with none forgets, the failed logins of a hashed login.
    fn set_throttle(&mut self, login: &[u8], to: Option<Throttle>) -> Result<(), StorageError>;
    /// Stores what became of an edit.
    fn add_edit_outcome(
        &mut self,
        account: &str,
        key: &str,
        outcome: &str,
        at: i64,
    ) -> Result<(), StorageError>;
    /// Forgets what is old: tombstones and revisions (moving the horizon), edit outcomes, sessions,
    /// refresh tokens and failed logins. The newest revision and the newest shared one stay.
    fn forget(&mut self, retention: &Retention) -> Result<(), StorageError>;

    /// Makes everything durable.
    fn commit(self: Box<Self>) -> Result<(), StorageError>;
}

impl<'s> dyn Storage + 's {
    /// Runs `job` in a reading transaction.
    ///
    /// # Errors
    /// What `job` or the storage returned.
    pub fn reading<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&dyn StorageTxn) -> Result<T, E>,
    ) -> Result<T, E> {
        let txn = self.read()?;
        job(&*txn)
    }

    /// Runs `job` in a writing transaction, and commits it when `job` went well.
    ///
    /// # Errors
    /// What `job` or the storage returned; nothing was written then.
    pub fn writing<T, E: From<StorageError>>(
        &self,
        job: impl FnOnce(&mut dyn StorageWrite) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut txn = self.write()?;
        let result = job(&mut *txn)?;
        txn.commit()?;
        Ok(result)
    }
}
