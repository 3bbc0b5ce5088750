//! What storage knows of notifications: an outbox that is written by whoever changes a post.

use handbook_wire::notification::{NotificationLanguage, PushService};

use super::StorageError;

/// How the device of a session is reached.
#[derive(Clone, PartialEq, Eq)]
pub struct PushDevice {
    /// The session; when it ends, so does this.
    pub session: String,
    /// Whose.
    pub account: String,
    /// By whom.
    pub service: PushService,
    /// What names it there.
    pub token: String,
    /// Language of what it is told.
    pub language: NotificationLanguage,
    /// When it was last registered.
    pub at: i64,
}

/// What a device is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// There is a post.
    News,
    /// A post that it was told of has changed.
    Change,
    /// A post that it was told of is gone.
    Withdrawal,
    /// There is a post that its owner has not read.
    Reminder,
    /// An event is tomorrow.
    Eve,
}

impl What {
    /// The name that is stored.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            What::News => "news",
            What::Change => "change",
            What::Withdrawal => "withdrawal",
            What::Reminder => "reminder",
            What::Eve => "eve",
        }
    }

    /// What has that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let all = [
            What::News,
            What::Change,
            What::Withdrawal,
            What::Reminder,
            What::Eve,
        ];
        all.into_iter().find(|what| what.as_str() == name)
    }
}

/// What a device is to be told of a post, or was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notification {
    /// [`PushDevice::session`].
    pub session: String,
    /// The post.
    pub post: String,
    /// What.
    pub what: What,
    /// The post's version that it is about.
    pub version: u32,
    /// The newest version that the service has taken; 0 for none.
    pub told: u32,
    /// When it took that.
    pub told_at: Option<i64>,
    /// When to try; none when nothing is to be done.
    pub due: Option<i64>,
    /// Worth nothing from then on.
    pub expires_at: i64,
    /// Tries so far.
    pub attempts: u32,
    /// Whether an earlier try may have arrived.
    pub doubt: bool,
}

/// How those who had not read a post were reminded last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredReminder {
    /// The post.
    pub post: String,
    /// When.
    pub at: i64,
    /// Name of the member of staff.
    pub by: String,
    /// People who had not read it.
    pub people: u32,
    /// Devices of theirs that were to be told.
    pub devices: u32,
}

/// What a transaction can read of notifications. A device whose session is over, or whose account is
/// locked, is in none of it.
pub trait NotificationTxn {
    /// What an account wants, as JSON.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn notification_setting(&self, account: &str) -> Result<Option<String>, StorageError>;
    /// How the device of a session is reached.
    fn push_device(&self, session: &str) -> Result<Option<PushDevice>, StorageError>;
    /// Every device that can be reached at `now`.
    fn push_devices(&self, now: i64) -> Result<Vec<PushDevice>, StorageError>;
    /// What devices are to be told of a post, or were.
    fn notifications_of(&self, post: &str) -> Result<Vec<Notification>, StorageError>;
    /// One of them.
    fn notification(&self, session: &str, post: &str)
    -> Result<Option<Notification>, StorageError>;
    /// What is due at `now` by one of `services`, at most `limit`, those due first first.
    fn notifications_due(
        &self,
        now: i64,
        services: &[PushService],
        limit: usize,
    ) -> Result<Vec<(Notification, PushDevice)>, StorageError>;
    /// How readers of a post were reminded last.
    fn reminder(&self, post: &str) -> Result<Option<StoredReminder>, StorageError>;
    /// The posts whose events are to be told of once more at `now`.
    fn eves_due(&self, now: i64) -> Result<Vec<String>, StorageError>;
}

/// What a writing transaction can do with notifications.
pub trait NotificationWrite {
    /// Sets what an account wants.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn set_notification_setting(
        &mut self,
        account: &str,
        setting: &str,
    ) -> Result<(), StorageError>;
    /// Forgets what an account wants.
    fn remove_notification_setting(&mut self, account: &str) -> Result<(), StorageError>;
    /// Puts a device in the place of the session's one, and of any with the same token. Of one account
    /// the `most` newest stay.
    fn put_push_device(&mut self, device: &PushDevice, most: usize) -> Result<(), StorageError>;
    /// Forgets how a device is reached, and what it was to be told.
    fn remove_push_device(&mut self, session: &str) -> Result<(), StorageError>;
    /// Puts a notification in the place of the one with its device and post.
    fn put_notification(&mut self, notification: &Notification) -> Result<(), StorageError>;
    /// Forgets what a device is to be told of a post.
    fn remove_notification(&mut self, session: &str, post: &str) -> Result<(), StorageError>;
    /// Lets nothing wait that is to be told: it is as if it had been.
    fn settle_notifications(&mut self) -> Result<(), StorageError>;
    /// Puts a reminder in the place of the post's last one.
    fn put_reminder(&mut self, reminder: &StoredReminder) -> Result<(), StorageError>;
    /// Sets when a post's event is to be told of once more.
    fn set_eve(&mut self, post: &str, at: Option<i64>) -> Result<(), StorageError>;
    /// Forgets that a post's event is to be told of once more, if that is due at `now`, and says whether it
    /// was.
    fn take_eve(&mut self, post: &str, now: i64) -> Result<bool, StorageError>;
}
