//! 알림: what a device is told while the app is closed. `docs/notifications.md` is the authority.

use serde::{Deserialize, Serialize};

/// Name of the ability in the hello.
pub const CAPABILITY: &str = "notifications";

/// A service that reaches closed apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PushService {
    /// Firebase Cloud Messaging.
    Fcm,
    /// Apple Push Notification service.
    Apns,
}

impl PushService {
    /// Both.
    pub const ALL: [PushService; 2] = [PushService::Fcm, PushService::Apns];

    /// The name that goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            PushService::Fcm => "fcm",
            PushService::Apns => "apns",
        }
    }

    /// The service of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|service| service.as_str() == name)
    }

    /// Whether `token` can be one of this service's: it becomes part of an address.
    #[must_use]
    pub fn is_token(self, token: &str) -> bool {
        match self {
            PushService::Fcm => {
                (1..=4096).contains(&token.len())
                    && token
                        .bytes()
                        .all(|byte| byte.is_ascii_alphanumeric() || b"-_:".contains(&byte))
            }
            PushService::Apns => {
                (1..=200).contains(&token.len())
                    && token.bytes().all(|byte| byte.is_ascii_hexdigit())
            }
        }
    }
}

/// `PUT /v1/account/notification/device`: how the device of this session is reached.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PushDevice {
    /// By whom.
    pub service: PushService,
    /// What names the app on the device there.
    pub token: String,
    /// Language of what the server writes: `ko` or `en`.
    #[serde(default)]
    pub language: NotificationLanguage,
}

/// A language that the server writes notifications in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum NotificationLanguage {
    /// English.
    #[serde(rename = "en")]
    English,
    /// Korean; also for one that this build does not know.
    #[default]
    #[serde(rename = "ko", other)]
    Korean,
}

impl NotificationLanguage {
    /// The name that goes over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            NotificationLanguage::English => "en",
            NotificationLanguage::Korean => "ko",
        }
    }

    /// The language of that name, Korean for any other.
    #[must_use]
    pub fn of(name: &str) -> Self {
        match name {
            "en" => NotificationLanguage::English,
            _ => NotificationLanguage::Korean,
        }
    }
}

/// `PUT /v1/account/notification`: what an account wants to be told. Holds for all its devices.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotificationSetting {
    /// Whether anything at all.
    pub on: bool,
    /// Names of the kinds of posts that are not wanted. A kind of a newer app is kept as it came.
    #[serde(default)]
    pub muted: Vec<String>,
    /// Whether titles may be shown of posts for all.
    pub titles: bool,
    /// When nothing is told; what comes then is told when it ends.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quiet: Option<QuietHours>,
}

impl NotificationSetting {
    /// The most names in [`Self::muted`].
    pub const MOST_MUTED: usize = 32;

    /// Whether it can be kept.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        let is_name = |name: &String| {
            (1..=40).contains(&name.len())
                && name
                    .bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        };
        self.muted.len() <= Self::MOST_MUTED
            && self.muted.iter().all(is_name)
            && self.quiet.is_none_or(QuietHours::is_sound)
    }

    /// Whether posts of this kind are told of.
    #[must_use]
    pub fn wants(&self, kind: &str) -> bool {
        self.on && !self.muted.iter().any(|name| name == kind)
    }
}

impl Default for NotificationSetting {
    fn default() -> Self {
        Self {
            on: true,
            muted: Vec::new(),
            titles: true,
            quiet: Some(QuietHours::NIGHT),
        }
    }
}

/// A time of every day, in minutes since midnight in Korea. It goes over midnight when it ends before
/// it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuietHours {
    /// Its first minute.
    pub from: u16,
    /// The first minute after it.
    pub until: u16,
}

impl QuietHours {
    /// 오후 9시 to 오전 8시: what the law calls night for messages that nobody asked for.
    pub const NIGHT: QuietHours = QuietHours {
        from: 21 * 60,
        until: 8 * 60,
    };
    /// Minutes of a day.
    pub const DAY: u16 = 24 * 60;
    /// How far Korea's clocks are ahead of UTC, in milliseconds, all the year.
    const AHEAD: i64 = 9 * 60 * 60 * 1000;
    const MINUTE: i64 = 60 * 1000;

    /// Whether both are times of a day, and not the same.
    #[must_use]
    pub const fn is_sound(self) -> bool {
        self.from < Self::DAY && self.until < Self::DAY && self.from != self.until
    }

    /// When the quiet time ends that `now` lies in, both in milliseconds since 1970 UTC; none when it
    /// lies in none.
    #[must_use]
    pub fn end(self, now: i64) -> Option<i64> {
        let day = i64::from(Self::DAY) * Self::MINUTE;
        let (from, until) = (
            i64::from(self.from) * Self::MINUTE,
            i64::from(self.until) * Self::MINUTE,
        );
        let time = (now + Self::AHEAD).rem_euclid(day);
        let is_quiet = match from < until {
            true => (from..until).contains(&time),
            false => time >= from || time < until,
        };
        is_quiet.then(|| now + (until - time).rem_euclid(day))
    }
}

/// `GET /v1/account/notification`, and the answer to a change of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notifications {
    /// What the account wants.
    pub setting: NotificationSetting,
    /// What the server can reach devices by.
    pub services: Vec<PushService>,
    /// Whether this session's device is reached.
    pub registered: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * 60 * 1000;
    /// 2026-09-21T00:00 in Korea.
    const MIDNIGHT: i64 = 1_789_916_400_000;

    #[test]
    fn quiet_hours_are_koreas_and_go_over_midnight() {
        let night = QuietHours::NIGHT;
        for (hour, end) in [
            (0, Some(8)),
            (7, Some(8)),
            (8, None),
            (20, None),
            (21, Some(32)),
            (23, Some(32)),
        ] {
            let end = end.map(|hour| MIDNIGHT + hour * HOUR);
            assert_eq!(night.end(MIDNIGHT + hour * HOUR), end, "{hour}");
        }
        let last = MIDNIGHT + 8 * HOUR - 1;
        assert_eq!(night.end(last), Some(last + 1));
        let noon = QuietHours {
            from: 12 * 60,
            until: 13 * 60,
        };
        assert_eq!(noon.end(MIDNIGHT + 11 * HOUR), None);
        assert_eq!(
            noon.end(MIDNIGHT + 12 * HOUR + 1),
            Some(MIDNIGHT + 13 * HOUR)
        );
        assert_eq!(noon.end(MIDNIGHT + 13 * HOUR), None);
    }

    #[test]
    fn what_can_not_be_kept_is_told() {
        let setting = NotificationSetting::default();
        assert!(setting.is_sound() && setting.wants("notice"));
        for (from, until) in [(0, 0), (1440, 1), (1, 1440), (60, 60)] {
            let quiet = Some(QuietHours { from, until });
            assert!(
                !NotificationSetting {
                    quiet,
                    ..setting.clone()
                }
                .is_sound()
            );
        }
        for name in ["", "Notice", "a b", "공지", &"a".repeat(41)] {
            let muted = vec![name.to_owned()];
            assert!(
                !NotificationSetting {
                    muted,
                    ..setting.clone()
                }
                .is_sound()
            );
        }
        let muted = NotificationSetting {
            muted: vec!["tender".into(), "of_tomorrow".into()],
            ..setting
        };
        assert!(muted.is_sound() && muted.wants("notice") && !muted.wants("tender"));
    }

    #[test]
    fn a_token_can_stand_in_an_address() {
        assert!(PushService::Fcm.is_token("dK3:APA91b-_x"));
        assert!(PushService::Apns.is_token(&"0a".repeat(32)));
        for service in PushService::ALL {
            for token in ["", "a/b", "a b", "../x", "a?b", "토큰", &"a".repeat(5000)] {
                assert!(!service.is_token(token), "{token}");
            }
        }
    }
}
