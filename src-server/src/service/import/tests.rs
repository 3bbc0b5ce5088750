use handbook_wire::entity::{Kind, MemberStatus, Note, Phone};

use super::*;
use crate::clock::ManualClock;
use crate::roster::{CellRef, MemberKey, Sound, StaffRow};
use crate::storage::sqlite::Sqlite;
use crate::storage::{Account, Entity};

struct Coop {
    _folder: tempfile::TempDir,
    storage: Sqlite,
}

impl Coop {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage = Sqlite::open(&folder.path().join("handbook.db")).unwrap();
        Self {
            _folder: folder,
            storage,
        }
    }

    fn storage(&self) -> &dyn Storage {
        &self.storage
    }

    fn try_import(&self, roster: Roster, allow_removals: bool) -> Result<Report, ImportError> {
        let options = Options {
            apply: true,
            allow_removals,
        };
        import(self.storage(), &ManualClock::new(1), roster, options)
    }

    fn import(&self, roster: Roster) -> Report {
        self.try_import(roster, true).unwrap()
    }

    fn member(&self, number: &str) -> Entity {
        let mut found: Vec<Entity> = self
            .storage()
            .reading(|txn| txn.entities(Kind::Member))
            .unwrap();
        found.retain(|record| record.payload.contains(&format!("\"number\":\"{number}\"")));
        assert_eq!(found.len(), 1, "number {number}");
        found.remove(0)
    }

    fn account(&self, login: &str) -> Option<Account> {
        self.storage()
            .reading(|txn| txn.account_by_login(login))
            .unwrap()
    }

    fn revision(&self) -> u64 {
        self.storage.head().unwrap().newest.revision
    }
}

fn member(n: u32) -> Member {
    Member {
        number: format!("{n:04}"),
        name: format!("(주)한빛{n}"),
        representatives: vec![format!("홍길동{n}")],
        business_number: Some(format!("{n:010}")),
        mobile: Some(Phone {
            number: format!("0100000{n:04}"),
            ..Phone::default()
        }),
        ..Member::default()
    }
}

/// 이사장, the head of that company.
fn chair(n: u32) -> Officer {
    Officer {
        term: 27,
        role: "이사장".into(),
        name: format!("홍길동{n}"),
        company: Some(format!("한빛{n}")),
        ..Officer::default()
    }
}

fn sound<T>(sheet: &str, values: impl IntoIterator<Item = T>) -> Vec<Sound<T>> {
    (2..)
        .zip(values)
        .map(|(row, value)| Sound {
            at: CellRef {
                sheet: sheet.to_owned(),
                row,
            },
            value,
        })
        .collect()
}

fn members(values: impl IntoIterator<Item = Member>) -> Roster {
    Roster {
        members: sound("조합원사", values),
        has_members: true,
        ..Roster::default()
    }
}

fn counts(new: usize, changed: usize, unchanged: usize, missing: usize) -> Counts {
    Counts {
        new,
        changed,
        unchanged,
        missing,
    }
}

#[test]
fn the_same_roster_again_changes_nothing() {
    let coop = Coop::new();
    let mut roster = members((1..=10).map(member));
    roster.has_officers = true;
    roster.officers = sound("임원", [chair(3)]);
    roster.has_staff = true;
    roster.staff = sound(
        "조합직원",
        [StaffRow {
            staff: Staff {
                name: "김직원".into(),
                ..Staff::default()
            },
            login: Some("Staff1".into()),
        }],
    );
    let report = coop.import(roster.clone());
    assert_eq!(report.rows, counts(10, 0, 0, 0));
    assert_eq!(
        (report.sheets.officers, report.sheets.staff),
        (counts(1, 0, 0, 0), counts(1, 0, 0, 0))
    );
    assert_eq!((report.revision, coop.revision()), (1, 1));
    let company = coop.member("0003").id;
    let officers: Vec<Entity> = coop
        .storage()
        .reading(|txn| txn.entities(Kind::Officer))
        .unwrap();
    assert!(
        officers[0]
            .payload
            .contains(&format!("\"member\":\"{company}\""))
    );
    assert!(coop.account("staff1").is_some());

    let again = coop.import(roster);
    assert_eq!(again.rows, counts(0, 0, 10, 0));
    assert_eq!(again.sheets.officers, counts(0, 0, 1, 0));
    assert_eq!((again.revision, coop.revision()), (1, 1));
}

#[test]
fn a_dry_run_reports_the_same_and_changes_nothing() {
    let coop = Coop::new();
    let options = Options::default();
    let report = import(
        coop.storage(),
        &ManualClock::new(1),
        members((1..=3).map(member)),
        options,
    )
    .unwrap();
    assert_eq!((report.rows, report.applied), (counts(3, 0, 0, 0), false));
    assert_eq!(coop.revision(), 0);
    assert!(coop.account("01000000001").is_none());
}

#[test]
fn changes_and_removals_share_one_revision() {
    let coop = Coop::new();
    coop.import(members((1..=10).map(member)));
    let mut changed: Vec<Member> = (2..=11).map(member).collect();
    changed[0].branch = Some("서울".into());
    let report = coop.import(members(changed));
    assert_eq!(report.rows, counts(1, 1, 8, 1));
    assert_eq!(coop.revision(), 2);
    let gone = coop.member("0001");
    assert!(gone.deleted && gone.revision == 2);
    assert!(
        !gone.payload.contains("홍길동"),
        "what names a person is destroyed: {}",
        gone.payload
    );
    assert!(coop.account("01000000001").unwrap().locked_by_roster);
    assert_eq!(coop.member("0003").revision, 1);
}

#[test]
fn a_company_that_comes_back_gets_its_old_id() {
    let coop = Coop::new();
    coop.import(members((1..=3).map(member)));
    let before = coop.member("0001");
    coop.import(members((2..=3).map(member)));
    let report = coop.import(members((1..=3).map(member)));
    assert_eq!(report.rows, counts(1, 0, 2, 0));
    assert_eq!(coop.member("0001").id, before.id);
    assert!(!coop.account("01000000001").unwrap().locked_by_roster);
    // Its number may have gone to another company meanwhile.
    coop.import(members((2..=3).map(member)));
    let other = Member {
        business_number: Some("9999999999".into()),
        ..member(1)
    };
    coop.import(members([other, member(2), member(3)]));
    let records: Vec<Entity> = coop
        .storage()
        .reading(|txn| txn.entities(Kind::Member))
        .unwrap();
    let live = records
        .iter()
        .find(|record| !record.deleted && record.payload.contains("\"0001\""));
    assert_ne!(live.unwrap().id, before.id);
}

#[test]
fn a_company_is_known_by_number_then_business_number_then_name() {
    let coop = Coop::new();
    coop.import(members((1..=3).map(member)));
    let renamed = Member {
        name: "새이름".into(),
        business_number: None,
        ..member(1)
    };
    let renumbered = Member {
        number: "0077".into(),
        ..member(2)
    };
    let bare = Member {
        number: String::new(),
        business_number: None,
        name: "주식회사 한빛3".into(),
        ..member(3)
    };
    let report = coop.import(members([renamed, renumbered, bare]));
    assert_eq!(report.rows, counts(0, 3, 0, 0));
}

#[test]
fn a_roster_without_most_of_the_members_is_questioned() {
    let coop = Coop::new();
    coop.import(members((1..=30).map(member)));
    let few = || members((1..=24).map(member));
    assert!(coop.try_import(few(), false).is_ok(), "6 of 30 are 20 %");
    let fewer = || members((1..=18).map(member));
    let error = coop.try_import(fewer(), false).unwrap_err();
    assert!(
        matches!(
            error,
            ImportError::TooManyMissing {
                missing: 6,
                of: 24,
                ..
            }
        ),
        "{error}"
    );
    assert_eq!(coop.revision(), 2);
    assert_eq!(coop.import(fewer()).rows.missing, 6);
    // A dry run only tells.
    let dry = import(
        coop.storage(),
        &ManualClock::new(1),
        members([member(1)]),
        Options::default(),
    );
    assert_eq!(dry.unwrap().rows.missing, 17);
}

#[test]
fn a_row_with_a_fault_is_neither_taken_nor_missing() {
    let coop = Coop::new();
    coop.import(members((1..=3).map(member)));
    let mut roster = members([member(1)]);
    roster.faulty_members = vec![
        MemberKey {
            number: Some("0002".into()),
            ..MemberKey::default()
        },
        MemberKey {
            name: Some("한빛3 주식회사".into()),
            ..MemberKey::default()
        },
    ];
    assert_eq!(coop.import(roster).rows, counts(0, 0, 1, 0));
    let report = coop.import(Roster {
        has_staff: true,
        ..Roster::default()
    });
    assert_eq!(
        report.rows,
        counts(0, 0, 0, 0),
        "a file without members speaks of none"
    );
}

#[test]
fn a_login_that_somebody_keeps_is_a_fault() {
    let coop = Coop::new();
    coop.import(members((1..=3).map(member)));
    let taker = Member {
        mobile: member(1).mobile,
        ..member(4)
    };
    let report = coop.import(members([member(2), member(3), taker.clone()]));
    assert_eq!(report.faults.len(), 1);
    assert_eq!(
        (report.faults[0].row, report.faults[0].value.as_str()),
        (4, "010-0000-0001")
    );
    assert_eq!(report.rows, counts(0, 0, 2, 1));
    // Now that the first company is gone its number is free.
    let report = coop.import(members([member(2), member(3), taker]));
    assert_eq!((report.faults.len(), report.rows), (0, counts(1, 0, 2, 0)));
    assert_eq!(
        coop.account("01000000001").unwrap().subject,
        coop.member("0004").id
    );
    // Staff and members share one list of logins.
    let mut roster = members([]);
    roster.has_members = false;
    roster.has_staff = true;
    roster.staff = sound(
        "조합직원",
        [StaffRow {
            staff: Staff {
                name: "김".into(),
                mobile: member(2).mobile,
                ..Staff::default()
            },
            login: None,
        }],
    );
    assert_eq!(coop.import(roster).faults.len(), 1);
}

#[test]
fn two_companies_can_swap_their_numbers() {
    let coop = Coop::new();
    coop.import(members((1..=2).map(member)));
    let one = coop.account("01000000001").unwrap().subject;
    let swapped = [
        Member {
            mobile: member(2).mobile,
            ..member(1)
        },
        Member {
            mobile: member(1).mobile,
            ..member(2)
        },
    ];
    assert!(coop.import(members(swapped)).faults.is_empty());
    assert_eq!(coop.account("01000000002").unwrap().subject, one);
}

#[test]
fn another_person_starts_anew_and_another_number_does_not() {
    let coop = Coop::new();
    coop.import(members((1..=2).map(member)));
    let clock = ManualClock::new(5);
    for login in ["01000000001", "01000000002"] {
        let desk = crate::service::account::Desk {
            storage: coop.storage(),
            clock: &clock,
        };
        desk.activate(login, "Hanbit-77").unwrap();
    }
    let moved = Member {
        mobile: Some(Phone {
            number: "01000009999".into(),
            ..Phone::default()
        }),
        ..member(1)
    };
    let successor = Member {
        representatives: vec!["임꺽정".into()],
        ..member(2)
    };
    coop.import(members([moved, successor]));
    assert!(coop.account("01000000001").is_none());
    let kept = coop.account("01000009999").unwrap();
    assert!(kept.password.is_some() && kept.verified_at.is_some());
    let anew = coop.account("01000000002").unwrap();
    assert!(anew.password.is_none() && anew.verified_at.is_none() && anew.name == "임꺽정");
}

#[test]
fn who_has_left_is_locked_and_their_number_is_free() {
    let coop = Coop::new();
    coop.import(members((1..=2).map(member)));
    let left = Member {
        status: MemberStatus::Withdrawn,
        ..member(1)
    };
    let heir = Member {
        mobile: member(1).mobile,
        ..member(2)
    };
    assert!(coop.import(members([left, heir])).faults.is_empty());
    let holder = coop.account("01000000001").unwrap();
    assert_eq!(holder.subject, coop.member("0002").id);
    let accounts: Vec<Account> = coop.storage().reading(|txn| txn.accounts()).unwrap();
    assert!(
        accounts
            .iter()
            .any(|account| account.locked_by_roster && account.login.starts_with('#'))
    );
}

/// What there is to see: living records and accounts.
fn state(coop: &Coop) -> (Vec<(Kind, String, String)>, Vec<Account>) {
    let read = |txn: &dyn crate::storage::StorageTxn| {
        let mut records = Vec::new();
        for kind in [Kind::Member, Kind::Officer, Kind::Staff] {
            for record in txn.entities(kind)?.into_iter().filter(|it| !it.deleted) {
                records.push((kind, record.id, record.payload));
            }
        }
        records.sort();
        Ok::<_, StorageError>((records, txn.accounts()?))
    };
    coop.storage().reading(read).unwrap()
}

fn take_over(coop: &Coop, roster: Roster, choice: &Choice) -> Inverse {
    let options = Options {
        apply: true,
        allow_removals: true,
    };
    let taken = coop
        .storage()
        .writing(|txn| take(txn, 1, roster, options, choice));
    taken.unwrap().1.inverse
}

mod there_and_back {
    use proptest::prelude::*;

    use super::*;

    /// A company of few, so that rosters speak of the same ones and their numbers clash.
    fn company() -> impl Strategy<Value = Member> {
        (1..9u32, 1..9u32, 0..3u32, 0..4u8, any::<bool>()).prop_map(
            |(n, mobile, person, status, branch)| Member {
                mobile: Some(Phone {
                    number: format!("0100000{mobile:04}"),
                    ..Phone::default()
                }),
                representatives: vec![format!("홍길동{n}{person}")],
                status: match status {
                    0 => MemberStatus::Withdrawn,
                    1 => MemberStatus::Suspended,
                    _ => MemberStatus::Active,
                },
                branch: branch.then(|| "경기".to_owned()),
                ..member(n)
            },
        )
    }

    fn rosters() -> impl Strategy<Value = Roster> {
        let rows = proptest::collection::vec(company(), 0..7);
        (rows, any::<bool>()).prop_map(|(mut rows, officers)| {
            // A file's own clashes are found while it is read.
            let mut seen = std::collections::HashSet::new();
            rows.retain(|row| seen.insert(row.number.clone()));
            rows.retain(|row| seen.insert(row.mobile.clone().unwrap().number));
            let mut roster = members(rows.clone());
            roster.has_officers = officers;
            roster.officers = sound(
                "임원",
                rows.iter().take(2).map(|row| Officer {
                    term: 1,
                    role: "이사".into(),
                    name: row.representatives[0].clone(),
                    company: Some(row.name.clone()),
                    ..Officer::default()
                }),
            );
            roster
        })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn apply_then_undo_gives_the_state_before(
            first in rosters(), second in rosters(), third in rosters(),
            out in proptest::collection::vec(any::<bool>(), 9)
        ) {
            let coop = Coop::new();
            take_over(&coop, first, &Choice::default());
            take_over(&coop, second, &Choice::default());
            let before = state(&coop);
            let mut choice = Choice::default();
            let kinds = [Kind::Member, Kind::Officer, Kind::Staff];
            let groups = kinds.into_iter().flat_map(|kind| What::ALL.map(|what| (kind, what)));
            for ((kind, what), out) in groups.zip(out) {
                choice.set_all(kind, what, !out);
            }
            let inverse = take_over(&coop, third, &choice);
            let kept = coop.storage().writing(|txn| undo(txn, 2, inverse));
            prop_assert_eq!(kept.unwrap(), vec![]);
            let after = state(&coop);
            prop_assert_eq!(&after.0, &before.0);
            prop_assert!(after.1 == before.1, "accounts are as they were");
        }
    }
}

#[test]
fn a_column_that_the_file_does_not_have_says_nothing() {
    let coop = Coop::new();
    let rich = Member {
        branch: Some("경기".into()),
        ..member(1)
    };
    coop.import(members([rich]));
    let mut roster = members([Member {
        mobile: None,
        ..member(1)
    }]);
    roster.absent = vec!["branch", "mobile"];
    assert_eq!(coop.import(roster).rows, counts(0, 0, 1, 0));
    assert!(coop.member("0001").payload.contains("경기"));
}

#[test]
fn a_roster_from_before_does_not_undo_what_staff_did() {
    let coop = Coop::new();
    coop.import(members((1..=2).map(member)));
    let id = coop.member("0001").id;
    let typed = |name: &str, was: &str, typed: &str| TypedField {
        name: name.into(),
        was: was.into(),
        typed: typed.into(),
    };
    let edit = |typed: &[TypedField]| {
        let saved = coop
            .storage()
            .writing(|txn| save_member(txn, 1, Some(&id), typed));
        saved.map(|_| ()).unwrap();
    };
    edit(&[typed("mobile", "010-0000-0001", "010-0000-0077")]);
    assert_eq!(
        coop.import(members((1..=2).map(member))).rows,
        counts(0, 0, 2, 0)
    );
    assert_eq!(coop.account("01000000077").unwrap().subject, id);
    edit(&[typed("status", "정상", "제명")]);
    assert_eq!(
        coop.import(members((1..=2).map(member))).rows,
        counts(0, 0, 2, 0)
    );
    assert!(coop.account("01000000077").unwrap().locked_by_roster);
    // A roster that knows more stands.
    let news = Member {
        status: MemberStatus::Suspended,
        ..member(1)
    };
    assert_eq!(
        coop.import(members([news, member(2)])).rows,
        counts(0, 1, 1, 0)
    );
    assert!(!coop.account("01000000077").unwrap().locked_by_roster);
}

#[test]
fn a_company_that_is_merged_leaves_its_officers_notes_and_accounts_to_the_other() {
    let coop = Coop::new();
    let mut roster = members((1..=4).map(member));
    roster.has_officers = true;
    roster.officers = sound("임원", [chair(2)]);
    coop.import(roster);
    let (keep, gone) = (coop.member("0001").id, coop.member("0002").id);
    let owners = ["01000000003", "01000000004"].map(|login| coop.account(login).unwrap().id);
    let put = |owner: &str, member: &str, memo: &str| {
        let note = Note {
            member: member.to_owned(),
            favourite: true,
            memo: memo.to_owned(),
        };
        let note = serde_json::to_string(&note).unwrap();
        coop.storage()
            .writing(|txn| {
                let mut writer = Writer::new(txn, 2);
                writer.put_own(Kind::Note, owner, &Note::id(owner, member), Some(note))?;
                writer.finish().map(drop)
            })
            .unwrap();
    };
    put(&owners[0], &keep, "먼저");
    put(&owners[0], &gone, "나중");
    put(&owners[1], &gone, "홀로");

    let before = coop.revision();
    coop.storage()
        .writing(|txn| merge_members(txn, 3, (&keep, &gone), &[]))
        .unwrap();
    assert!(coop.revision() > before);
    coop.storage()
        .reading(|txn| {
            assert!(txn.entity(Kind::Member, &gone)?.unwrap().deleted);
            let officers = txn.entities(Kind::Officer)?;
            let officer: Officer = serde_json::from_str(&officers[0].payload).unwrap();
            assert_eq!(officer.member.as_deref(), Some(keep.as_str()));
            for (owner, memo) in owners.iter().zip(["먼저\n나중", "홀로"]) {
                let note = txn.entity(Kind::Note, &Note::id(owner, &keep))?.unwrap();
                let note: Note = serde_json::from_str(&note.payload).unwrap();
                assert!(note.favourite && note.memo == memo && note.member == keep);
                assert!(
                    txn.entity(Kind::Note, &Note::id(owner, &gone))?
                        .unwrap()
                        .deleted
                );
            }
            Ok::<_, StorageError>(())
        })
        .unwrap();
    // Whoever logged in for the one that is gone is locked, as if the roster had dropped it.
    assert!(coop.account("01000000002").unwrap().locked_by_roster);
}
