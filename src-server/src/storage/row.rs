//! What storage takes and gives.

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;
use handbook_wire::post::PostState;
use serde::{Deserialize, Serialize};

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
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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

/// Somebody who can log in. Written out nowhere but in the database itself, in what an import can be
/// undone with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
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
    /// Record id of the member company of an account that came by sign-up; its `subject` is the
    /// sign-up then.
    pub company: Option<String>,
    /// Digits of the mobile number that the person is verified with.
    pub mobile: Option<String>,
    /// Digits of the mobile number that the roster named last.
    pub roster_mobile: Option<String>,
    /// PHC string; none while the first password or an invitation stands.
    pub password: Option<String>,
    /// PHC string of the invitation that staff handed out; the first password is void from then on.
    pub invitation: Option<String>,
    /// The invitation is good before this time.
    pub invitation_until: Option<i64>,
    /// When the identity was verified last.
    pub verified_at: Option<i64>,
    /// Devices that log in before this time count as verified: staff has seen the person.
    pub vouched_until: Option<i64>,
    /// HMAC of the person's CI, once it is known.
    pub ci: Option<Vec<u8>>,
    /// HMAC of the person's birth date, once it is known.
    pub birth: Option<Vec<u8>>,
    /// Sealed secret of the authenticator app.
    pub second_factor: Option<Vec<u8>>,
    /// When that was confirmed.
    pub second_factor_at: Option<i64>,
    /// Time step of the last code that was taken.
    pub second_factor_step: Option<i64>,
    /// When somebody last logged in.
    pub last_login_at: Option<i64>,
    /// E-mail address that its owner has verified.
    pub email: Option<String>,
    /// Locked by hand.
    pub locked_by_staff: bool,
    /// Locked because the roster has the person no more.
    pub locked_by_roster: bool,
}

impl Account {
    /// An account that nobody has used yet.
    #[must_use]
    pub fn new(id: String, login: String, role: Role, name: String, subject: String) -> Self {
        Self {
            id,
            login,
            role,
            name,
            subject,
            company: None,
            mobile: None,
            roster_mobile: None,
            password: None,
            invitation: None,
            invitation_until: None,
            verified_at: None,
            vouched_until: None,
            ci: None,
            birth: None,
            second_factor: None,
            second_factor_at: None,
            second_factor_step: None,
            last_login_at: None,
            email: None,
            locked_by_staff: false,
            locked_by_roster: false,
        }
    }

    /// Record id of the member company that it belongs to; none for staff.
    #[must_use]
    pub fn member(&self) -> Option<&str> {
        match (&self.company, self.role) {
            (Some(company), _) => Some(company),
            (None, Role::Member) => Some(&self.subject),
            (None, Role::Staff) => None,
        }
    }

    /// Whether it is locked, for whatever reason.
    #[must_use]
    pub fn is_locked(&self) -> bool {
        self.locked_by_staff || self.locked_by_roster
    }
}

/// An account's login at a provider elsewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SocialLink {
    /// Who the provider is, for ever.
    pub issuer: String,
    /// Who the person is there, for ever.
    pub subject: String,
    /// Whose.
    pub account: String,
    /// The provider's name on the wire.
    pub provider: String,
    /// When it was linked.
    pub at: i64,
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
    /// Whether suspension ended it.
    pub suspended: bool,
    /// When its second factor was shown.
    pub second_factor_at: Option<i64>,
    /// When it was last heard of.
    pub seen_at: i64,
    /// Which app it was last heard from with, such as `0.1.0 android`; empty when it does not say.
    pub app: String,
}

/// A device that an account has logged in from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    /// Whose.
    pub account: String,
    /// The device's own id.
    pub id: String,
    /// Its name for people.
    pub name: String,
    /// When it first logged in.
    pub first_seen_at: i64,
    /// When the account's person was verified on it.
    pub verified_at: Option<i64>,
}

/// Something that is good for a short time and once.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// Random.
    pub id: String,
    /// What it is, such as `identity`.
    pub kind: String,
    /// Hash of the secret by which it is found, where that is how.
    pub secret: Option<Vec<u8>>,
    /// JSON.
    pub payload: String,
    /// Good before this time.
    pub expires_at: i64,
}

/// An application for an account.
#[derive(Clone, PartialEq, Eq)]
pub struct SignUp {
    /// Random.
    pub id: String,
    /// What became of it.
    pub state: SignUpState,
    /// When it was received.
    pub at: i64,
    /// When staff decided.
    pub decided_at: Option<i64>,
    /// Record id of the company.
    pub company: String,
    /// Names the applicant without telling who it is.
    pub person: Vec<u8>,
    /// JSON.
    pub payload: String,
}

/// What became of an application.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SignUpState {
    /// Nothing yet.
    Waiting,
    /// The account was made.
    Approved,
    /// It was turned down.
    Rejected,
}

/// A request (변경 신청) that waits for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitingChange {
    /// Id of its record.
    pub id: String,
    /// Whose.
    pub account: String,
    /// Record id of the company.
    pub member: String,
    /// When it was received.
    pub at: i64,
}

/// Who decided on a field of a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChangeDecision {
    /// Id of the request's record.
    pub request: String,
    /// Name of the field.
    pub field: String,
    /// The decision's name on the wire.
    pub decision: String,
    /// Account of a member of staff; `cli` for the command line (`console` before that had its own name).
    pub by: String,
    /// When.
    pub at: i64,
}

/// A post (조합소식) as staff see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Its id, and that of the record.
    pub id: String,
    /// Where it stands.
    pub state: PostState,
    /// Moves by one with every change.
    pub version: u32,
    /// When it was last changed.
    pub changed_at: i64,
    /// Name of who did; empty for the server.
    pub changed_by: String,
    /// When it was published.
    pub published_at: Option<i64>,
    /// When it was changed since.
    pub edited_at: Option<i64>,
    /// When the server has to publish or end it.
    pub due: Option<i64>,
    /// Whether it is published for some only.
    pub targeted: bool,
    /// JSON of what staff wrote, made safe.
    pub draft: String,
    /// Canonical JSON of the record, while it is published.
    pub sent: Option<String>,
}

/// A post as it was from a time on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostVersion {
    /// [`Post::version`].
    pub version: u32,
    /// Since when.
    pub at: i64,
    /// Name of who made it so.
    pub by: String,
    /// Where it stood.
    pub state: PostState,
    /// JSON of what staff wrote.
    pub draft: String,
}

/// An account that a targeted post is sent to, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PostReader {
    /// The account.
    pub account: String,
    /// The post.
    pub post: String,
    /// Since which revision.
    pub revision: u64,
    /// Whether it must drop the post.
    pub deleted: bool,
}

/// Something that happened to an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// When.
    pub at: i64,
    /// What, by its name on the wire.
    pub what: String,
    /// Name of the device that did it.
    pub device: Option<String>,
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
    /// Requests that have run out.
    pub requests: i64,
    /// Applications that were turned down.
    pub rejections: i64,
    /// Applications that nobody decided on.
    pub applications: i64,
    /// What happened to accounts, and who decided on requests.
    pub events: i64,
}
