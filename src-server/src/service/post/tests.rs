//! Devices that pull at random, while posts, targets and the roster change: each has what is for its
//! account and has never been sent anything else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use handbook_wire::auth::Role;
use handbook_wire::batch::{BatchError, Change, Reader};
use handbook_wire::entity::{Member, Officer, Phone, Staff, Targets};
use handbook_wire::post::{PostDraft, PostState, PostWithdrawal, PostWrite};
use handbook_wire::sync::{Cursor, PullRequest};
use proptest::prelude::*;

use crate::clock::ManualClock;
use crate::config::Config;
use crate::policy::{Facts, is_for};
use crate::roster::{CellRef, Roster, Sound, StaffRow};
use crate::service::console::role::{self, ConsoleRole, Roles};
use crate::service::import::{Options, import};
use crate::service::{Caller, Pulled, Service};
use crate::storage::Storage;
use crate::storage::sqlite::Sqlite;

const COMPANIES: usize = 4;
const BRANCHES: [&str; 2] = ["경기", "서울"];
const POSTS: usize = 4;

#[derive(Debug, Clone)]
enum Step {
    /// Writes a post for these targets; published or as a draft, with an end or without.
    Write(usize, Targets, bool, bool),
    Withdraw(usize),
    /// The company moves to a branch.
    Move(usize, usize),
    /// These companies' heads are officers now.
    Elect(Vec<usize>),
    /// Time goes on.
    Wait,
    /// A device pulls until it is up to date.
    Pull(usize),
    /// A device is set up anew.
    Anew(usize),
}

struct World {
    _folder: tempfile::TempDir,
    storage: Arc<dyn Storage>,
    clock: ManualClock,
    service: Arc<Service>,
    branches: [usize; COMPANIES],
    officers: Vec<usize>,
    /// The callers: one of each company, and one of staff.
    callers: Vec<Caller>,
    devices: Vec<Device>,
    /// What has been for each account at some time.
    ever: Vec<BTreeSet<String>>,
}

#[derive(Default)]
struct Device {
    cursor: Option<Cursor>,
    posts: BTreeMap<String, String>,
}

fn id(post: usize) -> String {
    format!("{post:032x}")
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage: Arc<dyn Storage> =
            Arc::new(Sqlite::open(&folder.path().join("handbook.db")).unwrap());
        let clock = ManualClock::new(1_790_000_000_000);
        let config = Config {
            data_dir: folder.path().to_owned(),
            ..Config::default()
        };
        let service = Service::new(Arc::clone(&storage), Arc::new(clock.clone()), config).unwrap();
        let mut world = Self {
            _folder: folder,
            storage,
            clock,
            service: Arc::new(service),
            branches: [0; COMPANIES],
            officers: Vec::new(),
            callers: Vec::new(),
            devices: Vec::new(),
            ever: Vec::new(),
        };
        world.import();
        let accounts = world.storage.reading(|txn| txn.accounts()).unwrap();
        for account in accounts {
            world.callers.push(Caller {
                server: String::new(),
                account: account.id,
                session: String::new(),
                role: account.role,
                full: true,
                expires: i64::MAX,
                address: None,
            });
            world.devices.push(Device::default());
            world.ever.push(BTreeSet::new());
        }
        assert_eq!(world.callers.len(), COMPANIES + 1);
        world
    }

    fn import(&self) {
        let at = |row| CellRef {
            sheet: "가".to_owned(),
            row,
        };
        let members = (0..COMPANIES).map(|n| Member {
            number: format!("{n:04}"),
            name: format!("한빛{n}"),
            representatives: vec![format!("홍길동{n}")],
            branch: Some(BRANCHES[self.branches[n]].to_owned()),
            mobile: Some(Phone {
                number: format!("0100000{n:04}"),
                ..Phone::default()
            }),
            ..Member::default()
        });
        let officers = self.officers.iter().map(|n| Officer {
            term: 1,
            role: "이사".into(),
            name: format!("홍길동{n}"),
            company: Some(format!("한빛{n}")),
            ..Officer::default()
        });
        let roster = Roster {
            members: (2..)
                .zip(members)
                .map(|(row, value)| Sound { at: at(row), value })
                .collect(),
            has_members: true,
            officers: (2..)
                .zip(officers)
                .map(|(row, value)| Sound { at: at(row), value })
                .collect(),
            has_officers: true,
            staff: vec![Sound {
                at: at(2),
                value: StaffRow {
                    staff: Staff {
                        name: "김직원".into(),
                        ..Staff::default()
                    },
                    login: Some("staff".into()),
                },
            }],
            has_staff: true,
            ..Roster::default()
        };
        let options = Options {
            apply: true,
            allow_removals: true,
        };
        import(&*self.storage, &self.clock, roster, options).unwrap();
    }

    fn staff(&self) -> &Caller {
        self.callers
            .iter()
            .find(|caller| caller.role == Role::Staff)
            .unwrap()
    }

    /// What is for a caller now, by the rule alone.
    fn expected(&self, caller: &Caller) -> BTreeMap<String, String> {
        let account = self
            .storage
            .reading(|txn| txn.account(&caller.account))
            .unwrap()
            .unwrap();
        let company = (0..COMPANIES).find(|n| account.name == format!("홍길동{n}"));
        let facts = Facts {
            role: caller.role,
            member: account.member().map(str::to_owned),
            branch: company.map(|n| BRANCHES[self.branches[n]].to_owned()),
            officer: company.is_some_and(|n| self.elected().contains(&n)),
        };
        let mut expected = BTreeMap::new();
        for post in 0..POSTS {
            let Ok(entry) = self.service.find_post(self.staff(), &id(post)) else {
                continue;
            };
            if entry.state == PostState::Published && is_for(&facts, &entry.draft.targets) {
                expected.insert(entry.id, entry.draft.title);
            }
        }
        expected
    }

    /// An empty sheet of officers removes nobody.
    fn elected(&self) -> Vec<usize> {
        let stored = self
            .storage
            .reading(|txn| txn.entities(handbook_wire::entity::Kind::Officer))
            .unwrap();
        let names: Vec<String> = stored
            .into_iter()
            .filter(|one| !one.deleted)
            .map(|one| serde_json::from_str::<Officer>(&one.payload).unwrap().name)
            .collect();
        (0..COMPANIES)
            .filter(|n| names.contains(&format!("홍길동{n}")))
            .collect()
    }

    fn note_what_is_seen(&mut self) {
        for at in 0..self.callers.len() {
            let expected = self.expected(&self.callers[at]);
            self.ever[at].extend(expected.into_keys());
        }
    }

    async fn step(&mut self, step: Step) {
        match step {
            Step::Write(post, targets, publish, ends) => {
                let there = self.service.find_post(self.staff(), &id(post)).ok();
                let version = there.map_or(0, |entry| entry.version);
                let write = PostWrite {
                    version,
                    draft: PostDraft {
                        title: format!("소식 {post} {version}"),
                        targets,
                        ends_at: ends.then(|| crate::clock::Clock::now(&self.clock) + 1_000),
                        ..PostDraft::default()
                    },
                    publish,
                };
                // What can't be done is refused; that is not what is looked at here.
                drop(self.service.write_post(self.staff(), &id(post), write));
            }
            Step::Withdraw(post) => {
                if let Ok(entry) = self.service.find_post(self.staff(), &id(post)) {
                    let withdrawal = PostWithdrawal {
                        version: entry.version,
                    };
                    drop(
                        self.service
                            .withdraw_post(self.staff(), &id(post), &withdrawal),
                    );
                }
            }
            Step::Move(company, branch) => {
                self.branches[company] = branch;
                self.import();
            }
            Step::Elect(officers) => {
                self.officers = officers;
                self.import();
            }
            Step::Wait => {
                self.clock.advance(1_000);
                self.service.keep_posts().unwrap();
            }
            Step::Pull(device) => self.pull(device).await,
            Step::Anew(device) => {
                self.devices[device] = Device::default();
                self.pull(device).await;
            }
        }
        self.note_what_is_seen();
    }

    async fn pull(&mut self, at: usize) {
        let caller = self.callers[at].clone();
        loop {
            let request = PullRequest {
                cursor: self.devices[at].cursor.clone(),
                kinds: vec!["post".into(), "post_mark".into(), "member".into()],
            };
            match self.service.pull(caller.clone(), request).await.unwrap() {
                Pulled::UpToDate => break,
                Pulled::Snapshot(snapshot) => {
                    let made = self.service.find_snapshot(&caller, &snapshot.id).unwrap();
                    self.devices[at].posts.clear();
                    self.take(at, &made.bytes);
                    self.devices[at].cursor = Some(snapshot.cursor);
                }
                Pulled::Batch(bytes) => {
                    let cursor = self.take(at, &bytes);
                    self.devices[at].cursor = Some(Cursor(cursor));
                }
            }
        }
        assert_eq!(self.devices[at].posts, self.expected(&caller), "{at}");
    }

    fn take(&mut self, at: usize, bytes: &[u8]) -> String {
        let plain = zstd::decode_all(bytes).unwrap();
        let mut reader = Reader::new(plain.as_slice()).unwrap();
        let cursor = reader.header().cursor.clone();
        let role = self.callers[at].role;
        let now = self.expected(&self.callers[at].clone());
        let device = &mut self.devices[at];
        reader
            .for_each(|row| {
                if row.kind != "post" {
                    return Ok::<_, BatchError>(());
                }
                match row.change {
                    Change::Put { payload, .. } => {
                        let post: serde_json::Value = serde_json::from_str(&payload).unwrap();
                        assert!(now.contains_key(&row.id), "{at} is sent {}", row.id);
                        assert_eq!(role == Role::Staff, post.get("targets").is_some());
                        let title = post["title"].as_str().unwrap().to_owned();
                        device.posts.insert(row.id, title);
                    }
                    Change::Gone => {
                        assert!(
                            self.ever[at].contains(&row.id),
                            "{at} hears of {}, which it never saw",
                            row.id
                        );
                        device.posts.remove(&row.id);
                    }
                }
                Ok(())
            })
            .unwrap();
        cursor
    }
}

fn targets() -> impl Strategy<Value = Targets> {
    (
        prop::bool::weighted(0.3),
        prop::bool::weighted(0.3),
        prop::collection::vec(prop::sample::select(&BRANCHES[..]), 0..2),
        prop::collection::vec(1..=COMPANIES, 0..2),
    )
        .prop_map(|(all, officers, branches, members)| Targets {
            all,
            officers,
            branches: branches.into_iter().map(str::to_owned).collect(),
            members: members.into_iter().map(|n| n.to_string()).collect(),
        })
}

fn step() -> impl Strategy<Value = Step> {
    let device = 0..=COMPANIES;
    prop_oneof![
        4 => (0..POSTS, targets(), prop::bool::weighted(0.85), prop::bool::weighted(0.3))
            .prop_map(|(post, targets, publish, ends)| Step::Write(post, targets, publish, ends)),
        1 => (0..POSTS).prop_map(Step::Withdraw),
        2 => (0..COMPANIES, 0..BRANCHES.len()).prop_map(|(n, branch)| Step::Move(n, branch)),
        1 => prop::collection::btree_set(0..COMPANIES, 1..3)
            .prop_map(|set| Step::Elect(set.into_iter().collect())),
        1 => Just(Step::Wait),
        6 => device.clone().prop_map(Step::Pull),
        1 => device.prop_map(Step::Anew),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn nobody_is_sent_what_is_not_for_him(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new();
            for step in steps {
                world.step(step).await;
            }
            for device in 0..=COMPANIES {
                world.pull(device).await;
            }
        });
    }
}

#[test]
fn who_has_other_work_in_the_console_does_not_write() {
    let world = World::new();
    let write = |version| PostWrite {
        version,
        draft: PostDraft::default(),
        publish: false,
    };
    let may = |given: &[ConsoleRole]| {
        let roles = Roles::new(given.iter().copied());
        role::set(&*world.storage, "staff", &roles).unwrap();
        world
            .service
            .write_post(world.staff(), &id(0), write(0))
            .is_ok()
    };
    // Where the console is not used, staff write.
    assert!(may(&[]));
    for other in [ConsoleRole::Roster, ConsoleRole::Reader] {
        assert!(!may(&[other]));
        assert!(may(&[other, ConsoleRole::News]));
    }
    // The last, since an admin is not to be taken away.
    assert!(may(&[ConsoleRole::Admin]));
}
