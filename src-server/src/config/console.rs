use super::key::{Key, put, within};

/// What can be set of the co-op's office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleConfig {
    /// Minutes after which a session that nobody uses ends.
    pub idle_minutes: u32,
    /// How long lines of the audit log are kept, in days; at least a year, as the law has it.
    pub audit_days: u32,
}

impl Default for ConsoleConfig {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            audit_days: 730,
        }
    }
}

pub(super) const KEYS: [Key; 2] = [
    Key {
        name: "console.idle_minutes",
        allowed: "5 이상 240 이하의 정수 (분)",
        set: |draft, text| put(&mut draft.config.console.idle_minutes, within(text, 5, 240)),
    },
    Key {
        name: "console.audit_days",
        allowed: "365 이상 3650 이하의 정수 (일)",
        set: |draft, text| {
            put(
                &mut draft.config.console.audit_days,
                within(text, 365, 3650),
            )
        },
    },
];
