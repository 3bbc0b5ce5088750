use serde::{Deserialize, Serialize};

use crate::notification::{NotificationLanguage, NotificationSetting};

/// 알림, as the account wants it and this device can have it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationView {
    /// What the account wants.
    pub setting: NotificationSetting,
    /// How this device stands.
    pub reach: Reach,
}

/// Whether this device is told while the app is closed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// It is.
    Reached,
    /// No: this kind of device is not reached. New posts come while the app is open.
    #[default]
    NotHere,
    /// No: the co-op's server does not have the service that this device has.
    NotOffered,
    /// No: its owner has not allowed it in the system's settings.
    NotAllowed,
    /// Not yet: the service that this device has does not answer now.
    NotNow,
}

/// Arguments of [`RegisterPush`](super::RegisterPush).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushArgs {
    /// Language of what this device is told.
    pub language: NotificationLanguage,
}

/// A post that somebody asked for from without the page: a notification was touched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AskedPost {
    /// Record id.
    pub id: String,
    /// Grows each time.
    pub number: u64,
}
