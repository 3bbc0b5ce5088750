//! What storage takes and gives.

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;

/// A revision and its tag.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Stamp {
    /// The revision; 0 before the first change.
    pub revision: u64,
    /// A random number stored with the revision; 0 with revision 0.
    pub tag: u64,
}

/// The newest revisions.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Head {
    /// Of anything.
    pub newest: Stamp,
    /// Of shared records.
    pub shared: Stamp,
}

/// Whose records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope<'a> {
    /// Those that belong to nobody.
    Shared,
    /// Those of one account.
    Own(&'a str),
}

/// What a revision changes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Shared records (and maybe private ones).
    Shared,
    /// Private records alone.
    Private,
}

/// A place in the feed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Position {
    /// Everything before this revision has been taken.
    pub revision: u64,
    /// Last record taken of this revision; none when all of it has been taken.
    pub place: Option<(String, String)>,
}

impl Position {
    /// After all of `revision`.
    #[must_use]
    pub fn after(revision: u64) -> Self {
        Self {
            revision,
            place: None,
        }
    }
}

/// A record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Its kind.
    pub kind: Kind,
    /// Unique in its kind.
    pub id: String,
    /// Account that it belongs to; none for a shared record.
    pub owner: Option<String>,
    /// Revision of its last change.
    pub revision: u64,
    /// Whether it is a tombstone.
    pub deleted: bool,
    /// Canonical JSON object; of a tombstone, only what names it in a roster.
    pub payload: String,
}

/// Somebody who can log in.
#[derive(Clone, PartialEq, Eq)]
pub struct Account {
    /// Its id.
    pub id: String,
    /// What is typed to log in, normalised; unique.
    pub login: String,
    /// What it may do.
    pub role: Role,
    /// The person's name.
    pub name: String,
    /// Record id of the member company or the staff member; unique in its role.
    pub subject: String,
    /// Digits of the mobile number that the first password is made of.
    pub mobile: Option<String>,
    /// PHC string; none while the first password stands.
    pub password: Option<String>,
    /// When the identity was verified.
    pub verified_at: Option<i64>,
    /// Locked by hand.
    pub locked_by_staff: bool,
    /// Locked because the roster has the person no more.
    pub locked_by_roster: bool,
}

/// A login on one device.
#[derive(Clone, PartialEq, Eq)]
pub struct Session {
    /// Random.
    pub id: String,
    /// Whose.
    pub account: String,
    /// The device's own id.
    pub device: String,
    /// The device's name for people.
    pub device_name: String,
    /// When it began.
    pub started_at: i64,
    /// When it is over unless it is refreshed.
    pub expires_at: i64,
    /// When it was ended.
    pub ended_at: Option<i64>,
}

/// A refresh token.
#[derive(Clone, PartialEq, Eq)]
pub struct Refresh {
    /// SHA-256 of the token.
    pub hash: Vec<u8>,
    /// Session that it belongs to.
    pub session: String,
    /// Hash of the token that was given up for it.
    pub parent: Option<Vec<u8>>,
    /// When it was given.
    pub issued_at: i64,
    /// When it was used.
    pub used_at: Option<i64>,
    /// Whether a sibling was used instead.
    pub superseded: bool,
}

/// Failed logins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Throttle {
    /// How many in a row.
    pub failures: u32,
    /// No attempt before this time.
    pub until: i64,
    /// Time of the last one.
    pub at: i64,
}

/// Times (ms) before which things are forgotten.
#[derive(Debug, Clone, Copy)]
pub struct Retention {
    /// Tombstones and revisions.
    pub tombstones: i64,
    /// Edit outcomes.
    pub outcomes: i64,
    /// Ended or expired sessions, used refresh tokens.
    pub sessions: i64,
    /// Failed logins.
    pub throttles: i64,
}
