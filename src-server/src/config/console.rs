use super::key::{Key, put, within};

/// What can be set of the co-op's office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsoleConfig {
    /// Minutes after which a session that nobody uses ends.
    pub idle_minutes: u32,
    /// How long lines of the audit log are kept, in days; at least a year, as the law has it.
    pub audit_days: u32,
    /// Whether taking much along, or removing much, needs a second member of staff.
    pub four_eyes: bool,
    /// More rows than this in one export need a second.
    pub export_rows: u32,
    /// More companies and members of staff than this removed at once need a second.
    pub removals: u32,
}

impl Default for ConsoleConfig {
    fn default() -> Self {
        Self {
            idle_minutes: 30,
            audit_days: 730,
            four_eyes: true,
            export_rows: 100,
            removals: 10,
        }
    }
}

pub(super) const KEYS: [Key; 5] = [
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
    Key {
        name: "console.four_eyes",
        allowed: "true, false",
        set: |draft, text| put(&mut draft.config.console.four_eyes, text.parse().ok()),
    },
    Key {
        name: "console.export_rows",
        allowed: "1 이상 100000 이하의 정수 (줄)",
        set: |draft, text| {
            put(
                &mut draft.config.console.export_rows,
                within(text, 1, 100_000),
            )
        },
    },
    Key {
        name: "console.removals",
        allowed: "1 이상 100000 이하의 정수 (곳)",
        set: |draft, text| put(&mut draft.config.console.removals, within(text, 1, 100_000)),
    },
];
