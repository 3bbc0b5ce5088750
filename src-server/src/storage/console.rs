//! What the co-op's office keeps: sessions of its console, who may do what there, and the audit log.

use super::StorageError;

/// A session of the console.
#[derive(Clone, PartialEq, Eq)]
pub struct ConsoleSession {
    /// SHA-256 of the cookie.
    pub hash: Vec<u8>,
    /// Session that it belongs to.
    pub session: String,
    /// When the second factor was shown to the console.
    pub passed_at: Option<i64>,
}

/// One line of the audit log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEntry {
    /// 1, 2, 3 …
    pub id: u64,
    /// When.
    pub at: i64,
    /// Where it came from: `console`, `app` or `cli`, with a network address where there is one.
    pub origin: String,
    /// Account of who did it, empty for the command line.
    pub account: String,
    /// Name of who did it, as of then.
    pub name: String,
    /// What was done, by its stable name.
    pub action: String,
    /// To what, for people.
    pub object: String,
    /// What else there is to say.
    pub detail: String,
    /// Seals this line and, through the seal of the line before, all earlier ones.
    pub seal: Vec<u8>,
}

/// Which lines of the audit log.
#[derive(Debug, Clone, Default)]
pub struct AuditFilter {
    /// Stands in the name, object, detail or origin; empty for any.
    pub text: String,
    /// Stable names of actions; empty for any.
    pub actions: Vec<String>,
    /// At or after this time.
    pub from: Option<i64>,
    /// Before this time.
    pub to: Option<i64>,
    /// Before this line.
    pub before: Option<u64>,
}

/// Where the audit log begins when its oldest lines were forgotten, or where it ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditMark {
    /// The last line forgotten, or the newest.
    pub id: u64,
    /// Its seal.
    pub seal: Vec<u8>,
    /// Proves the two.
    pub proof: Vec<u8>,
}

/// Which end of the audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuditEnd {
    /// After what was forgotten.
    Oldest,
    /// The newest line.
    Newest,
}

/// What a transaction can read of the console.
pub trait ConsoleRead {
    /// A session by the hash of its cookie.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn console_session(&self, hash: &[u8]) -> Result<Option<ConsoleSession>, StorageError>;
    /// What an account may do, by stable names.
    fn console_roles(&self, account: &str) -> Result<Vec<String>, StorageError>;
    /// Lines of the audit log, newest first, at most `limit`.
    fn audit(&self, filter: &AuditFilter, limit: usize) -> Result<Vec<AuditEntry>, StorageError>;
    /// Calls `each` for every line after `id`, oldest first.
    fn each_audit(
        &self,
        id: u64,
        each: &mut dyn FnMut(AuditEntry) -> Result<(), StorageError>,
    ) -> Result<(), StorageError>;
    /// The last line, of those before `at` when it is given, that has none before it at or after `at`.
    fn last_audit(&self, before: Option<i64>) -> Result<Option<(u64, Vec<u8>)>, StorageError>;
    /// An end of the audit log; none before its first line, or before any was forgotten.
    fn audit_mark(&self, end: AuditEnd) -> Result<Option<AuditMark>, StorageError>;
}

/// What a writing transaction can do besides.
pub trait ConsoleWrite {
    /// Puts a session in the place of the one that belongs to the same session.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn put_console_session(&mut self, session: &ConsoleSession) -> Result<(), StorageError>;
    /// Sets what an account may do.
    fn set_console_roles(&mut self, account: &str, roles: &[&str]) -> Result<(), StorageError>;
    /// Adds a line to the audit log.
    fn add_audit(&mut self, entry: &AuditEntry) -> Result<(), StorageError>;
    /// Moves an end of the audit log. Lines up to the oldest end are forgotten.
    fn set_audit_mark(&mut self, end: AuditEnd, mark: &AuditMark) -> Result<(), StorageError>;
}
