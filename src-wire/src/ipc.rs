//! What the screens ask of the shell. Screens and shell share the types, so no command's name or
//! shape is written twice.

use serde::{Deserialize, Serialize, de::DeserializeOwned};

use crate::ErrorReply;
use crate::auth::{Account, Step};
use crate::entity::{Member, Note, Officer, Staff};

/// A question that the screens ask and the shell answers with `Reply` or an [`ErrorReply`].
pub trait Command {
    /// Name of the handler in the shell.
    const NAME: &'static str;
    /// What goes there.
    type Args: Serialize + DeserializeOwned;
    /// What comes back.
    type Reply: Serialize + DeserializeOwned;
}

/// Declares commands: a unit type each, named as its handler is in CamelCase.
macro_rules! commands {
    ($($(#[$doc:meta])* $name:ident = $handler:literal: $args:ty => $reply:ty;)*) => {
        $($(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;
        impl Command for $name {
            const NAME: &'static str = $handler;
            type Args = $args;
            type Reply = $reply;
        })*
        /// The handler name of every command.
        pub const NAMES: &[&str] = &[$($handler),*];
    };
}

commands! {
    /// Waits until the status differs from the one numbered `seen`, at most half a minute, and
    /// answers with the newest. `seen` 0 answers at once.
    WatchStatus = "watch_status": WatchArgs => Status;
    /// Logs in and starts to sync.
    Login = "login": LoginArgs => Status;
    /// Logs out: key, cache and session of this device are destroyed.
    Logout = "logout": () => Status;
    /// Syncs now rather than when the next event or timer says so.
    SyncNow = "sync_now": () => ();
    /// A window of the directory in its own order.
    ListMembers = "list_members": ListArgs => MemberPage;
    /// Where each initial of the index bar begins.
    ListInitials = "list_initials": () => Vec<Initial>;
    /// One company with the member's own note.
    GetMember = "get_member": MemberArgs => MemberCard;
    /// Everything found by one search box.
    Search = "search": SearchArgs => SearchReply;
    /// Changes the member's own note on a company; it works without a signal.
    SetNote = "set_note": SetNoteArgs => Note;
    /// 조합직원 in the roster's order.
    ListStaff = "list_staff": () => Vec<Staff>;
    /// 임원 of every term, newest first, each term in the roster's order.
    ListOfficers = "list_officers": () => Vec<Officer>;
    /// Edits of this device that gave way to another's and that nobody has acknowledged yet.
    ListLostEdits = "list_lost_edits": () => Vec<LostEdit>;
    /// Says that the member has seen a lost edit.
    DismissLostEdit = "dismiss_lost_edit": LostEditArgs => ();
    /// Opens a telephone number, a message, a mail or a web page with the system's own app.
    OpenLink = "open_link": LinkArgs => ();
}

/// Arguments of [`WatchStatus`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct WatchArgs {
    /// [`Status::number`] of the newest status seen.
    pub seen: u64,
}

/// Where the app stands: one value that every screen can show.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Status {
    /// Grows with every change.
    pub number: u64,
    /// The co-op's name, once a server has told it.
    pub coop: Option<String>,
    /// Who is logged in.
    pub account: Option<Account>,
    /// What the account must still do before it sees members' data.
    pub steps: Vec<Step>,
    /// What sync is doing.
    pub sync: SyncState,
    /// When this device last equalled the server, in milliseconds since 1970 UTC.
    pub last_synced: Option<i64>,
    /// Member companies in the cache.
    pub members: u64,
    /// Edits that wait for a connection.
    pub pending_edits: u64,
    /// Edits that gave way and wait to be read.
    pub lost_edits: u64,
    /// Grows whenever cached records change, so that a screen knows when to ask again.
    pub data: u64,
}

/// What sync is doing.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SyncState {
    /// Nothing, nobody is logged in.
    Idle,
    /// Asking the server.
    Connecting,
    /// Taking a snapshot.
    Receiving {
        /// Bytes that have come.
        bytes: u64,
        /// Bytes in all.
        total_bytes: u64,
        /// Records in the snapshot.
        records: u64,
    },
    /// Writing received records into the cache.
    Storing {
        /// Records written.
        done: u64,
        /// Records in all.
        total: u64,
    },
    /// The cache equals the server, and changes will come by themselves.
    Live,
    /// There is no connection; the cache answers.
    Offline,
    /// Something is wrong that waiting alone may not mend.
    Failed {
        /// What.
        error: ErrorReply,
    },
}

/// Arguments of [`Login`].
#[derive(Clone, Serialize, Deserialize)]
pub struct LoginArgs {
    /// As typed: a mobile number or an id.
    pub login: String,
    /// As typed.
    pub password: String,
    /// 로그인상태유지: whether the session outlives the app.
    pub keep: bool,
}

/// Arguments of [`ListMembers`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ListArgs {
    /// Rows to pass over.
    pub offset: u64,
    /// The most rows to answer with, up to 500.
    pub limit: u64,
}

/// A window of the directory.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberPage {
    /// Companies in all.
    pub total: u64,
    /// The rows of the window.
    pub rows: Vec<MemberRow>,
}

/// A company as a list shows it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct MemberRow {
    /// Record id.
    pub id: String,
    /// 회사명.
    pub name: String,
    /// 대표자, joined by `·`.
    pub representatives: String,
    /// 지회.
    pub branch: String,
    /// At most two 취급품목.
    pub products: Vec<String>,
    /// Digits of the number that a call should go to: the office, else the mobile.
    pub call: Option<String>,
    /// 휴업.
    pub suspended: bool,
    /// 즐겨찾기.
    pub favourite: bool,
}

/// An entry of the index bar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Initial {
    /// `ㄱ` … `ㅎ` (doubled consonants with their single one), `A`, `0`, or `#` for anything else.
    pub label: String,
    /// Place of its first row in the directory.
    pub offset: u64,
    /// Rows under it.
    pub count: u64,
}

/// Arguments of [`GetMember`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MemberArgs {
    /// Record id.
    pub id: String,
}

/// One company with what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MemberCard {
    /// Record id.
    pub id: String,
    /// The company.
    pub member: Member,
    /// The member's own note.
    pub note: Note,
    /// Whether the note has changes that wait for a connection.
    pub note_pending: bool,
    /// Offices that people of the company hold now or held.
    pub offices: Vec<Officer>,
}

/// Arguments of [`Search`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SearchArgs {
    /// As typed.
    pub text: String,
    /// The most hits to answer with, up to 200.
    pub limit: u64,
}

/// What was found.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchReply {
    /// Companies found in all.
    pub total: u64,
    /// The best of them, best first.
    pub hits: Vec<SearchHit>,
}

/// A company that was found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SearchHit {
    /// The company.
    pub row: MemberRow,
    /// Where the name matched: ranges of characters (Unicode scalar values) in `row.name`.
    pub name_marks: Vec<(u32, u32)>,
    /// Why it matched, when that is not the name.
    pub why: Option<MatchedField>,
}

/// A field in which a search matched.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MatchedField {
    /// Which.
    pub field: SearchField,
    /// Its text as shown.
    pub text: String,
    /// Where it matched: ranges of characters in `text`.
    pub marks: Vec<(u32, u32)>,
}

/// The fields that a search looks into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SearchField {
    /// 회사명.
    Name,
    /// 대표자.
    Representative,
    /// 전화.
    Phone,
    /// 팩스.
    Fax,
    /// 휴대폰.
    Mobile,
    /// 취급품목.
    Product,
    /// 인증.
    Certificate,
    /// 지회.
    Branch,
    /// 주소.
    Address,
    /// 조합원번호.
    Number,
    /// 이메일.
    Email,
    /// 홈페이지.
    Homepage,
    /// The member's own 메모.
    Memo,
}

/// Arguments of [`SetNote`]; a field that is none stays as it is.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SetNoteArgs {
    /// Record id of the company.
    pub member: String,
    /// 즐겨찾기.
    pub favourite: Option<bool>,
    /// 메모.
    pub memo: Option<String>,
}

/// An edit that gave way to another device's.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LostEdit {
    /// Number on this device.
    pub id: u64,
    /// Record id of the company that it was about, when the company is still there.
    pub member: Option<String>,
    /// Its name.
    pub member_name: Option<String>,
    /// Name of the field.
    pub field: String,
    /// What the edit wanted, as shown.
    pub yours: String,
    /// What stays, as shown.
    pub theirs: String,
}

/// Arguments of [`DismissLostEdit`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LostEditArgs {
    /// [`LostEdit::id`].
    pub id: u64,
}

/// Arguments of [`OpenLink`].
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LinkArgs {
    /// What to open.
    pub link: Link,
}

/// What the system's own apps can be asked to open; nothing else is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "to", rename_all = "snake_case")]
pub enum Link {
    /// A call to these digits.
    Call(String),
    /// A text message to these digits.
    Message(String),
    /// A mail to this address.
    Mail(String),
    /// A web page, http or https.
    Web(String),
    /// A map search for this address.
    Map(String),
}
