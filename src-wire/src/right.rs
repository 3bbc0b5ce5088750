//! 접근권한: what the app may ask the owner of a phone for, and what else it declares to the systems.
//!
//! This table is the source of Android's manifest, of iOS's `Info.plist` and `InfoPlist.strings`, of the
//! notice that the app shows at its first start, and of what the stores are told
//! (`store/privacy.json`). `tests/tests/mobile.rs` holds all of them equal to it.

/// The same in both languages of the app.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// Korean.
    pub ko: &'static str,
    /// English.
    pub en: &'static str,
}

/// A right that a system asks the owner for. Each of them can be refused without loss of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Right {
    /// 위치.
    Location,
    /// 카메라.
    Camera,
    /// 저장공간.
    Storage,
    /// 연락처.
    Contacts,
    /// 알림.
    Notifications,
    /// 생체인증.
    Biometrics,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct AccessRight {
    /// Which one.
    pub right: Right,
    /// Its name in the notice.
    pub name: Words,
    /// What it serves, in the notice.
    pub why: Words,
    /// Asked only after its owner has switched a function on: the notice says so.
    pub is_later: bool,
    /// What Android's manifest declares for it.
    pub android: &'static [Permission],
    /// What `Info.plist` declares for it, with what iOS says when it asks.
    pub ios: &'static [Purpose],
}

/// A permission of Android's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Permission {
    /// Its full name.
    pub name: &'static str,
    /// The last version (API level) that needs it; none when all do.
    pub until: Option<u8>,
}

/// A purpose string of iOS's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Purpose {
    /// The key in `Info.plist`.
    pub key: &'static str,
    /// What iOS shows. It may say more than the notice, never less.
    pub text: Words,
}

const fn permission(name: &'static str) -> Permission {
    Permission { name, until: None }
}

const fn until(name: &'static str, version: u8) -> Permission {
    Permission {
        name,
        until: Some(version),
    }
}

const WHERE: Words = Words {
    ko: "지도에서 내 위치 확인시 사용",
    en: "To show where you are on the map",
};
const TAKE: Words = Words {
    ko: "이미지 첨부 및 프로필 설정시 촬영",
    en: "To take pictures to attach or for your profile",
};
const KEEP: Words = Words {
    ko: "기기의 사진, 동영상, 파일을 전송하거나 저장하기 위해 사용",
    en: "To send and save pictures, videos and files",
};
const ACCOUNT: Words = Words {
    ko: "소셜로그인시 계정 확인을 위해 사용",
    en: "To check the account at social login",
};
const UNLOCK: Words = Words {
    ko: "앱 잠금을 열 때 본인 확인을 위해 사용",
    en: "To unlock the app when you have locked it",
};

/// Every right that an owner is asked for. The first four are the manual's, in its words.
pub const RIGHTS: [AccessRight; 6] = [
    AccessRight {
        right: Right::Location,
        name: Words {
            ko: "위치",
            en: "Location",
        },
        why: WHERE,
        is_later: false,
        // The plugin declares the fine one too: the app asks for the coarse one alone.
        android: &[
            permission("android.permission.ACCESS_COARSE_LOCATION"),
            permission("android.permission.ACCESS_FINE_LOCATION"),
        ],
        ios: &[Purpose {
            key: "NSLocationWhenInUseUsageDescription",
            text: WHERE,
        }],
    },
    AccessRight {
        right: Right::Camera,
        name: Words {
            ko: "카메라",
            en: "Camera",
        },
        why: TAKE,
        is_later: false,
        android: &[permission("android.permission.CAMERA")],
        ios: &[Purpose {
            key: "NSCameraUsageDescription",
            text: Words {
                ko: "이미지 첨부 및 프로필 설정시 촬영, 조합원증과 명함의 QR 읽기",
                en: "To take pictures to attach or for your profile, and to read the QR code of a card",
            },
        }],
    },
    AccessRight {
        right: Right::Storage,
        name: Words {
            ko: "저장공간",
            en: "Storage",
        },
        why: KEEP,
        is_later: false,
        // Newer versions let the owner pick single pictures and files, and need no right for it.
        android: &[until("android.permission.READ_EXTERNAL_STORAGE", 28)],
        ios: &[
            Purpose {
                key: "NSPhotoLibraryUsageDescription",
                text: KEEP,
            },
            Purpose {
                key: "NSPhotoLibraryAddUsageDescription",
                text: KEEP,
            },
        ],
    },
    AccessRight {
        right: Right::Contacts,
        name: Words {
            ko: "연락처",
            en: "Contacts",
        },
        why: ACCOUNT,
        is_later: false,
        // The account of the group 연락처 that the manual means; newer versions show the accounts
        // that their owner picks, without a right.
        android: &[until("android.permission.GET_ACCOUNTS", 25)],
        ios: &[Purpose {
            key: "NSContactsUsageDescription",
            text: ACCOUNT,
        }],
    },
    AccessRight {
        right: Right::Notifications,
        name: Words {
            ko: "알림",
            en: "Notifications",
        },
        why: Words {
            ko: "새 조합소식을 알려 드리기 위해 사용",
            en: "To tell you of news from the co-op",
        },
        is_later: true,
        android: &[permission("android.permission.POST_NOTIFICATIONS")],
        // iOS asks in its own words.
        ios: &[],
    },
    AccessRight {
        right: Right::Biometrics,
        name: Words {
            ko: "생체인증",
            en: "Biometrics",
        },
        why: UNLOCK,
        is_later: true,
        // Granted without a question; the question is the unlocking itself.
        android: &[
            permission("android.permission.USE_BIOMETRIC"),
            until("android.permission.USE_FINGERPRINT", 27),
        ],
        ios: &[Purpose {
            key: "NSFaceIDUsageDescription",
            text: UNLOCK,
        }],
    },
];

/// What Android grants without asking its owner, and why it is declared.
pub const GRANTED: [(Permission, &str); 5] = [
    (
        permission("android.permission.INTERNET"),
        "the co-op's server",
    ),
    (
        permission("android.permission.ACCESS_NETWORK_STATE"),
        "notifications and the scanner wait for a network",
    ),
    (
        permission("android.permission.VIBRATE"),
        "a code was read; a long press was one",
    ),
    (
        permission("android.permission.WAKE_LOCK"),
        "a notification arrives while the screen is off",
    ),
    (
        permission("com.google.android.c2dm.permission.RECEIVE"),
        "notifications",
    ),
];

/// What a device may lack and still run the app: `uses-feature` that are not required.
pub const OPTIONAL_FEATURES: [&str; 9] = [
    "android.hardware.camera",
    "android.hardware.camera.any",
    "android.hardware.camera.autofocus",
    "android.hardware.location",
    "android.hardware.location.gps",
    "android.hardware.location.network",
    "android.hardware.telephony",
    "android.hardware.touchscreen",
    "android.hardware.fingerprint",
];

/// Every permission that Android's manifest declares, in the order of the table.
pub fn permissions() -> impl Iterator<Item = Permission> {
    let asked = RIGHTS
        .iter()
        .flat_map(|right| right.android.iter().copied());
    asked.chain(GRANTED.iter().map(|(permission, _)| *permission))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_notice_says_what_the_manual_says() {
        let shown: Vec<(&str, &str)> = RIGHTS
            .iter()
            .filter(|right| !right.is_later)
            .map(|right| (right.name.ko, right.why.ko))
            .collect();
        assert_eq!(
            shown,
            [
                ("위치", "지도에서 내 위치 확인시 사용"),
                ("카메라", "이미지 첨부 및 프로필 설정시 촬영"),
                (
                    "저장공간",
                    "기기의 사진, 동영상, 파일을 전송하거나 저장하기 위해 사용"
                ),
                ("연락처", "소셜로그인시 계정 확인을 위해 사용"),
            ]
        );
    }

    #[test]
    fn each_thing_stands_once_and_ios_says_no_less_than_the_notice() {
        let names: BTreeSet<&str> = permissions().map(|permission| permission.name).collect();
        assert_eq!(names.len(), permissions().count());
        let rights: BTreeSet<Right> = RIGHTS.iter().map(|right| right.right).collect();
        assert_eq!(rights.len(), RIGHTS.len());
        for right in RIGHTS {
            for purpose in right.ios {
                assert!(purpose.text.ko.contains(right.why.ko), "{}", purpose.key);
                assert!(purpose.text.en.contains(right.why.en), "{}", purpose.key);
            }
        }
    }
}
