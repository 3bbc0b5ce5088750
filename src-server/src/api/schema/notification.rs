use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("fcm"))]
pub(in crate::api) enum PushService {
    /// Firebase Cloud Messaging.
    Fcm,
    /// Apple Push Notification service.
    Apns,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"service": "fcm", "token": "dK3:APA91bHun4MxP5eg", "language": "ko"}))]
pub(in crate::api) struct PushDevice {
    service: PushService,
    /// What names the app on the device there.
    token: String,
    /// Language of what the server writes: `ko` or `en`.
    #[serde(default)]
    language: String,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"from": 1260, "until": 480}))]
pub(in crate::api) struct QuietHours {
    /// First minute since midnight in Korea.
    #[schema(maximum = 1439)]
    from: u16,
    /// First minute after it.
    #[schema(maximum = 1439)]
    until: u16,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "on": true, "muted": ["tender"], "titles": true, "quiet": {"from": 1260, "until": 480}
}))]
pub(in crate::api) struct NotificationSetting {
    /// Whether anything at all.
    on: bool,
    /// Kinds of posts that are not wanted.
    #[serde(default)]
    muted: Vec<String>,
    /// Whether titles may be shown of posts for all.
    titles: bool,
    /// When nothing is told; what comes then is told when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quiet: Option<QuietHours>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "setting": {"on": true, "muted": [], "titles": true, "quiet": {"from": 1260, "until": 480}},
    "services": ["fcm", "apns"], "registered": true
}))]
pub(in crate::api) struct Notifications {
    setting: NotificationSetting,
    /// What the server can reach devices by.
    services: Vec<PushService>,
    /// Whether this session's device is reached.
    registered: bool,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "at": 1_795_392_000_000_i64, "by": "김직원", "again_at": 1_795_413_600_000_i64, "people": 12,
    "devices": 9, "sent": 8, "waiting": 1
}))]
pub(in crate::api) struct Reminder {
    at: i64,
    /// Name of the member of staff.
    by: String,
    /// Not again before then.
    again_at: i64,
    /// People who had not read it.
    people: u32,
    /// Devices of theirs that were to be told.
    devices: u32,
    /// Those that a service has taken the message for by now.
    sent: u32,
    /// Those that wait.
    waiting: u32,
}
