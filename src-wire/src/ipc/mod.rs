//! What the screens ask of the shell. Screens and shell share the types, so no command's name or
//! shape is written twice.

mod account;
mod browse;
mod caller;
mod card;
mod change;
mod directory;
mod event;
mod file;
mod handover;
mod link;
mod note;
mod notification;
mod people;
mod place;
mod post;
mod recent;
mod status;

pub use account::*;
pub use browse::*;
pub use caller::*;
pub use card::*;
pub use change::*;
pub use directory::*;
pub use event::*;
pub use file::*;
pub use handover::*;
pub use link::*;
pub use note::*;
pub use notification::*;
pub use people::*;
pub use place::*;
pub use post::*;
pub use recent::*;
pub use status::*;

use serde::{Serialize, de::DeserializeOwned};

use crate::account::{
    ChangePassword as ChangePasswordArgs, EmailChange as EmailArgs, EmailCode as EmailCodeArgs,
    Profile, SecondFactorCode, SessionList, Withdrawal as WithdrawArgs,
};
use crate::coop::{Coop, DocumentText};
use crate::entity::{Attachment, Note, Officer, Targets};
use crate::notification::NotificationSetting;
use crate::post::{PostAnswers, PostEntry, PostHistory, PostReach, PostReaders, Reminder};
use crate::sign_up::{CompanyNames, CompanyQuery};
use crate::tile::TileId;

/// A question that the screens ask and the shell answers with `Reply` or an
/// [`ErrorReply`](crate::ErrorReply).
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
    /// A window of the directory, whole or filtered.
    ListMembers = "list_members": ListArgs => MemberPage;
    /// The member's favourites in the directory's order, at most 200.
    ListFavourites = "list_favourites": () => Vec<MemberRow>;
    /// Where each initial of the index bar begins.
    ListInitials = "list_initials": FilterArgs => Vec<Initial>;
    /// What can be chosen beside a filter, with counts.
    ListFacets = "list_facets": FilterArgs => Facets;
    /// One company with the member's own note.
    GetMember = "get_member": MemberArgs => MemberCard;
    /// One company as a contact that other phones can save.
    GetContact = "get_contact": MemberArgs => Contact;
    /// Everything found by one search box.
    Search = "search": SearchArgs => SearchReply;
    /// Searches that led somewhere, newest first; kept on this device.
    ListRecentSearches = "list_recent_searches": () => Vec<String>;
    /// Remembers a search.
    AddRecentSearch = "add_recent_search": RecentSearchArgs => ();
    /// Companies that were called or written to from here, newest first; kept on this device.
    ListRecentContacts = "list_recent_contacts": () => Vec<RecentContact>;
    /// Forgets what was done lately.
    ClearRecent = "clear_recent": RecentArgs => ();
    /// What stands on a part of the map.
    ListPlaces = "list_places": PlacesArgs => Places;
    /// The companies of one mark, in the directory's order. Empty when there is no such mark any more.
    ListMark = "list_mark": MarkArgs => PlaceList;
    /// One company with its place; not found when its place is unknown.
    GetPlace = "get_place": MemberArgs => Place;
    /// The companies nearest to a point, nearest first.
    ListNear = "list_near": NearArgs => PlaceList;
    /// Where this device is; asks its owner for leave the first time.
    Locate = "locate": () => Whereabouts;
    /// A tile of the map's online layer, kept or fetched; not found when there is none.
    GetTile = "get_tile": TileId => TilePicture;
    /// The tiles that are still wanted: those on their way that are not among them are given up.
    WantTiles = "want_tiles": Vec<TileId> => ();
    /// A window of 조합소식, by kind or by what is typed.
    ListPosts = "list_posts": PostQuery => PostPage;
    /// One post.
    GetPost = "get_post": PostArgs => PostView;
    /// Says that a post was opened, or keeps it (보관); it works without a signal.
    MarkPost = "mark_post": PostMarkArgs => ();
    /// How the event or the poll of a post stands; without a signal, as the server told it last.
    GetTally = "get_tally": PostArgs => TallyView;
    /// Answers an event; it works without a signal.
    AnswerEvent = "answer_event": AnswerArgs => ();
    /// The soonest event that is not over.
    GetNextEvent = "get_next_event": () => Option<NextEvent>;
    /// Notes who is at an event, by the 조합원증; it works without a signal.
    CheckIn = "check_in": CheckInArgs => CheckedIn;
    /// Whom this account has noted at an event, the last first.
    ListAttended = "list_attended": PostArgs => Vec<Attended>;
    /// Takes back that somebody was there; it works without a signal.
    DropAttended = "drop_attended": AttendedArgs => ();
    /// Hands an event to the system's own calendar, as iCalendar; there its owner decides.
    SaveEvent = "save_event": PostArgs => ();
    /// Puts an event as an .ics into the owner's folder for downloads; answers with the file's name. Only
    /// where [`Abilities::save_file`].
    SaveEventFile = "save_event_file": PostArgs => String;
    /// Who answered the event of a post or voted, and who was there; for staff.
    ListAnswers = "list_answers": PostArgs => PostAnswers;
    /// Votes on a post; it works without a signal, and can't be changed.
    CastVote = "cast_vote": VoteArgs => ();
    /// What a member of staff has written: here, and at the server.
    ListDesk = "list_desk": () => Desk;
    /// One of it: what is typed here comes before what the server has; without an id, a new one.
    OpenSheet = "open_sheet": PostArgs => PostSheet;
    /// Keeps what is typed in this device's encrypted cache.
    KeepSheet = "keep_sheet": PostSheet => ();
    /// Sends it: as a draft, or to be published. What was kept here goes with that.
    SendPost = "send_post": SendPostArgs => PostEntry;
    /// 회수: nobody but staff sees it any more.
    WithdrawPost = "withdraw_post": PostWithdrawArgs => PostEntry;
    /// Throws away what is typed here, and a draft of the server's that was never published.
    DropSheet = "drop_sheet": PostArgs => ();
    /// How many companies and people targets reach now.
    CountReach = "count_reach": Targets => PostReach;
    /// Who has read a post, by company.
    ListReaders = "list_readers": PostArgs => PostReaders;
    /// What was done with a post.
    ListVersions = "list_versions": PostArgs => PostHistory;
    /// 다시 알림: reminds those who have not read a post.
    RemindReaders = "remind_readers": PostArgs => Reminder;
    /// 알림, as the account wants it and this device can have it.
    GetNotifications = "get_notifications": () => NotificationView;
    /// Sets what the account wants to be told; the answer is how it is then.
    SetNotifications = "set_notifications": NotificationSetting => NotificationView;
    /// Tells the server how this device is reached, where it can be.
    RegisterPush = "register_push": PushArgs => Reach;
    /// Whether this device shows whose call it is.
    GetCallerId = "get_caller_id": () => CallerIdView;
    /// Lets it, or no more; the device's owner is asked where the system wants it. The answer is how it is
    /// then.
    SetCallerId = "set_caller_id": CallerIdArgs => CallerIdView;
    /// Changes the member's own note on a company; it works without a signal.
    SetNote = "set_note": SetNoteArgs => Note;
    /// The company that the account belongs to; not found when there is none.
    GetOwnCompany = "get_own_company": () => OwnCompanyView;
    /// Changes who sees a field of the own company; it works without a signal.
    SetAudience = "set_audience": AudienceArgs => ();
    /// Keeps what is typed on this device, and says what it asks for and what is wrong with it.
    ReviewChange = "review_change": ChangeDraft => ChangeReview;
    /// Sends what is typed as 변경 신청, unless something is wrong or nothing would change; it works
    /// without a signal.
    SendChange = "send_change": ChangeDraft => ChangeReview;
    /// Takes back what the co-op has not decided of a request.
    CancelChange = "cancel_change": ChangeArgs => ();
    /// The account's requests, newest first.
    ListChanges = "list_changes": () => Vec<ChangeView>;
    /// Where files that records list stand on this device.
    FileStates = "file_states": FilesArgs => Vec<FileState>;
    /// Fetches a file, from where an earlier download stopped; answers once it is here.
    FetchFile = "fetch_file": Attachment => ();
    /// Stops a download; what has come stays.
    StopFile = "stop_file": FileArgs => ();
    /// Opens a file that is here with the system's own app.
    OpenFile = "open_file": Attachment => ();
    /// Puts a file that is here into the owner's folder for downloads; answers with its name there. Only
    /// where [`Abilities::save_file`].
    SaveFile = "save_file": Attachment => String;
    /// The files on this device.
    GetShelf = "get_shelf": () => Shelf;
    /// Sets how many bytes of files are kept, and by which way large ones come.
    SetShelf = "set_shelf": ShelfSetting => Shelf;
    /// Keeps a file whatever the budget says, or no more.
    KeepFile = "keep_file": KeepArgs => ();
    /// Deletes the files on this device.
    ClearFiles = "clear_files": () => Shelf;
    /// Takes up a file that a member of staff has picked; answers with its id.
    BeginPick = "begin_pick": PickArgs => String;
    /// Takes the next piece of a picked file.
    AddPick = "add_pick": PickPiece => ();
    /// Sends a picked file, from where an earlier try stopped; answers with what a post lists.
    SendPick = "send_pick": PickIdArgs => Attachment;
    /// The picked files that are not the server's yet.
    ListPicks = "list_picks": () => Vec<Pick>;
    /// Forgets a picked file.
    DropPick = "drop_pick": PickIdArgs => ();
    /// 조합직원 in the roster's order.
    ListStaff = "list_staff": () => Vec<StaffRow>;
    /// 임원 of every term, newest first, each term in the roster's order.
    ListOfficers = "list_officers": () => Vec<Officer>;
    /// 임원 of the newest term with their pictures, by office.
    ListBoard = "list_board": () => Board;
    /// 조합직원 and 임원 of the newest term, found by the one search box beside the companies.
    FindPeople = "find_people": PeopleArgs => Vec<FoundPerson>;
    /// Edits of this device that gave way to another's and that nobody has acknowledged yet.
    ListLostEdits = "list_lost_edits": () => Vec<LostEdit>;
    /// Says that the member has seen a lost edit.
    DismissLostEdit = "dismiss_lost_edit": LostEditArgs => ();
    /// What everybody may know of the co-op; the last answer when there is no connection.
    GetCoop = "get_coop": () => Coop;
    /// A text that is agreed to.
    GetDocument = "get_document": DocumentArgs => DocumentText;
    /// Begins 본인인증 and opens the provider's page in the system's browser.
    StartIdentity = "start_identity": IdentityArgs => IdentityProgress;
    /// Asks how far the verification is that was begun last.
    CheckIdentity = "check_identity": () => IdentityProgress;
    /// Forgets the verification that was begun last.
    CancelIdentity = "cancel_identity": () => ();
    /// Changes the password; then nobody is logged in, here and on every other device.
    ChangePassword = "change_password": ChangePasswordArgs => Status;
    /// Sets a new password after 본인인증 for [`ResetPassword`](crate::identity::Purpose).
    ResetPassword = "reset_password": NewPassword => ();
    /// The member's own account.
    GetProfile = "get_profile": () => Profile;
    /// A picture by its id: a JPEG in Base64.
    GetPicture = "get_picture": PictureIdArgs => String;
    /// Puts a picture in the place of the member's.
    SetPicture = "set_picture": PictureArgs => ();
    /// Takes the member's picture away.
    RemovePicture = "remove_picture": () => ();
    /// Sends a code to an e-mail address.
    StartEmail = "start_email": EmailArgs => ();
    /// Takes the code that came there, and with it the address.
    ConfirmEmail = "confirm_email": EmailCodeArgs => ();
    /// Takes the e-mail address away.
    RemoveEmail = "remove_email": () => ();
    /// 서비스 탈퇴: gives the account up; then nobody is logged in, and this device's cache is gone.
    Withdraw = "withdraw": WithdrawArgs => Status;
    /// 조합원증: the member's own card, as it is shown now.
    ShowCard = "show_card": () => CardView;
    /// Whether this device reads codes with its camera by itself.
    HasScanner = "has_scanner": () => bool;
    /// What the QR in a picture holds.
    ReadPicture = "read_picture": CodePictureArgs => ScannedCode;
    /// What a QR holds that the camera has read.
    ReadCode = "read_code": CodeTextArgs => ScannedCode;
    /// Begins 소셜로그인 or links a provider, and opens its page in the system's browser.
    StartSocial = "start_social": SocialArgs => SocialProgress;
    /// Asks what came of it.
    CheckSocial = "check_social": SocialCodeArgs => SocialProgress;
    /// Forgets the way to a provider that was begun last.
    CancelSocial = "cancel_social": () => ();
    /// Unlinks a provider.
    UnlinkSocial = "unlink_social": UnlinkArgs => ();
    /// The devices that are logged in.
    ListSessions = "list_sessions": () => SessionList;
    /// Logs another device out.
    EndSession = "end_session": SessionArgs => ();
    /// Begins to set up an authenticator app.
    SetUpSecondFactor = "set_up_second_factor": () => SecondFactorView;
    /// Confirms an authenticator app, or passes the step of this login.
    ConfirmSecondFactor = "confirm_second_factor": SecondFactorCode => Status;
    /// Companies by name, for 회원가입.
    FindCompanies = "find_companies": CompanyQuery => CompanyNames;
    /// Sends an application (회원가입) after 본인인증 for it.
    SignUp = "sign_up": SignUpArgs => SignUpView;
    /// What became of the application that was sent from this device; none when there is none.
    CheckSignUp = "check_sign_up": () => Option<SignUpView>;
    /// Forgets that application.
    ForgetSignUp = "forget_sign_up": () => ();
    /// Whether the app asks for the device's owner.
    GetLock = "get_lock": () => LockView;
    /// Lets it ask, or no more; the owner is asked first. The answer is how it is then.
    SetLock = "set_lock": LockArgs => LockView;
    /// Asks for the owner; answers whether the app is open.
    Unlock = "unlock": () => bool;
    /// Opens a telephone number, a message, a mail or a web page with the system's own app.
    OpenLink = "open_link": LinkArgs => ();
    /// What this kind of device can do.
    GetAbilities = "get_abilities": () => Abilities;
    /// Hands a contact to the system's own app for contacts, as a vCard; there its owner decides.
    /// Only where [`Abilities::save_contact`].
    SaveContact = "save_contact": ContactSource => ();
    /// Opens the system's sheet for sending a contact. Only where [`Abilities::share`].
    ShareContact = "share_contact": ShareArgs => ();
    /// Puts a contact as a .vcf into the owner's folder for downloads; answers with the file's name.
    /// Only where [`Abilities::save_file`].
    SaveContactFile = "save_contact_file": ContactSource => String;
    /// Puts a text on the clipboard.
    CopyText = "copy_text": CopyArgs => ();
}
