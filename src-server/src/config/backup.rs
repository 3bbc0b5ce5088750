//! Settings of backups.

use super::identity::Secret;
use super::key::{Key, put};
use crate::backup::BackupKey;

const DIGITS: &str = "backup-key 명령이 만든 64자리 열쇠";

fn key(text: Option<Secret>) -> Option<Option<BackupKey>> {
    Some(Some(BackupKey::parse(text?.expose())?))
}

/// The settings of the section.
pub(super) const KEYS: [Key; 2] = [
    Key {
        name: "backup.key",
        allowed: DIGITS,
        set: |draft, text| put(&mut draft.config.backup_key, key(Secret::line(text))),
    },
    Key {
        name: "backup.key_file",
        allowed: "backup-key 명령이 만든, 읽을 수 있는 열쇠 파일",
        set: |draft, text| put(&mut draft.config.backup_key, key(Secret::first_line(text))),
    },
];
