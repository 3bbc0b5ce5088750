//! Devices that are told of posts at random, while posts, targets, roster, sessions and services change:
//! each is told of what is for its account, once a version, and of nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Kind, Member, PostMark, Targets};
use handbook_wire::notification::{
    NotificationLanguage, NotificationSetting, PushDevice, PushService, QuietHours,
};
use handbook_wire::post::{PostDraft, PostState, PostWithdrawal, PostWrite};
use handbook_wire::sync::{Edit, PushRequest};
use proptest::prelude::*;

use super::deliver::LEASE;
use super::{Courier, WORTH};
use crate::clock::{Clock, ManualClock};
use crate::config::Config;
use crate::policy::{Facts, is_for};
use crate::sender::{Fate, Message, Sender};
use crate::service::{Caller, Service};
use crate::storage::sqlite::Sqlite;
use crate::storage::{Account, Change, Entity, Session, Storage, StorageError};

mod eve;

const PEOPLE: usize = 4;
const BRANCHES: [&str; 2] = ["경기", "서울"];
const POSTS: usize = 3;
/// 2026-09-21T12:00 in Korea.
const NOON: i64 = 1_789_959_600_000;

/// What a test's service has been given, and how it answers.
#[derive(Default)]
struct Log {
    taken: Vec<Message>,
    fates: Vec<Fate>,
}

#[derive(Clone, Default)]
struct Recorder(Arc<Mutex<Log>>);

impl Sender for Recorder {
    fn service(&self) -> PushService {
        PushService::Fcm
    }

    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Fate> {
        let mut log = self.0.lock().unwrap();
        let fate = log.fates.pop().unwrap_or(Fate::Taken);
        if fate == Fate::Taken {
            log.taken.push(message.clone());
        }
        Box::pin(std::future::ready(fate))
    }
}

struct World {
    _folder: tempfile::TempDir,
    storage: Arc<dyn Storage>,
    clock: ManualClock,
    service: Arc<Service>,
    recorder: Recorder,
    branches: [usize; PEOPLE],
    staff: Caller,
}

fn id(post: usize) -> String {
    format!("{post:032x}")
}

fn caller(account: &str, role: Role) -> Caller {
    Caller {
        server: String::new(),
        account: account.to_owned(),
        session: format!("s{account}"),
        role,
        full: true,
        expires: i64::MAX,
        address: None,
    }
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage: Arc<dyn Storage> =
            Arc::new(Sqlite::open(&folder.path().join("handbook.db")).unwrap());
        let clock = ManualClock::new(NOON);
        let config = Config {
            data_dir: folder.path().to_owned(),
            ..Config::default()
        };
        let mut service =
            Service::new(Arc::clone(&storage), Arc::new(clock.clone()), config).unwrap();
        let recorder = Recorder::default();
        service.courier = Courier::new(vec![Box::new(recorder.clone())]);
        let world = Self {
            _folder: folder,
            storage,
            clock,
            service: Arc::new(service),
            recorder,
            branches: [0; PEOPLE],
            staff: caller("staff", Role::Staff),
        };
        let accounts = (0..PEOPLE).map(|n| (format!("{n}"), Role::Member));
        let accounts: Vec<_> = accounts
            .chain([("staff".to_owned(), Role::Staff)])
            .collect();
        world.write(|txn| {
            for (id, role) in &accounts {
                let (login, name) = (format!("l{id}"), format!("홍길동{id}"));
                let account = Account::new(id.clone(), login, *role, name, format!("m{id}"));
                txn.put_account(&account)?;
                txn.put_session(&session(id))?;
            }
            Ok(())
        });
        for at in 0..PEOPLE {
            world.settle(at);
        }
        for (id, role) in &accounts {
            world.register(&caller(id, *role), id);
        }
        world
    }

    fn write<T>(
        &self,
        job: impl FnOnce(&mut dyn crate::storage::StorageWrite) -> Result<T, StorageError>,
    ) -> T {
        self.storage.writing(job).unwrap()
    }

    fn register(&self, caller: &Caller, token: &str) {
        let device = PushDevice {
            service: PushService::Fcm,
            token: token.to_owned(),
            language: NotificationLanguage::Korean,
        };
        self.service.register_device(caller, &device).unwrap();
    }

    /// Stores the company of a person as it is now, and what follows for posts.
    fn settle(&self, at: usize) {
        let branch = BRANCHES[self.branches[at]];
        let now = self.clock.now();
        self.write(|txn| {
            let revision = txn.advance(Change::Shared, now)?.revision;
            txn.put_entity(&Entity {
                kind: Kind::Member,
                id: format!("m{at}"),
                owner: None,
                revision,
                deleted: false,
                payload: serde_json::to_string(&Member {
                    name: format!("한빛{at}"),
                    branch: Some(branch.to_owned()),
                    ..Member::default()
                })
                .unwrap(),
            })?;
            crate::service::post::follow(txn, crate::service::post::Whose::All, Some(revision), now)
        });
    }

    fn publish(&self, post: usize, targets: Targets, title: &str) -> bool {
        let there = self.service.find_post(&self.staff, &id(post)).ok();
        let write = PostWrite {
            version: there.map_or(0, |entry| entry.version),
            draft: PostDraft {
                title: title.to_owned(),
                targets,
                ..PostDraft::default()
            },
            publish: true,
        };
        self.service
            .write_post(&self.staff, &id(post), write)
            .is_ok()
    }

    fn withdraw(&self, post: usize) {
        if let Ok(entry) = self.service.find_post(&self.staff, &id(post)) {
            let version = entry.version;
            drop(
                self.service
                    .withdraw_post(&self.staff, &id(post), &PostWithdrawal { version }),
            );
        }
    }

    /// Whom a post is for now, by the rule alone.
    fn expected(&self, post: usize) -> BTreeSet<String> {
        let Ok(entry) = self.service.find_post(&self.staff, &id(post)) else {
            return BTreeSet::new();
        };
        if entry.state != PostState::Published {
            return BTreeSet::new();
        }
        let people = (0..PEOPLE).filter(|n| {
            let facts = Facts {
                role: Role::Member,
                member: Some(format!("m{n}")),
                branch: Some(BRANCHES[self.branches[*n]].to_owned()),
                officer: false,
            };
            is_for(&facts, &entry.draft.targets)
        });
        (people.map(|n| n.to_string()))
            .chain(["staff".to_owned()])
            .collect()
    }

    async fn deliver(&self) -> Vec<Message> {
        while self.service.deliver_due().await.unwrap() > 0 {}
        std::mem::take(&mut self.recorder.0.lock().unwrap().taken)
    }

    fn answer(&self, fates: &[Fate]) {
        self.recorder.0.lock().unwrap().fates = fates.iter().rev().copied().collect();
    }

    fn want(&self, account: &str, setting: &NotificationSetting) {
        let caller = caller(account, Role::Member);
        self.service.set_notifications(&caller, setting).unwrap();
    }

    async fn read(&self, account: &str, post: usize) {
        let edit = Edit {
            key: format!("{:032x}", self.clock.now() + account.len() as i64),
            kind: "post_mark".into(),
            id: PostMark::id(account, &id(post)),
            set: serde_json::json!({"read": true})
                .as_object()
                .unwrap()
                .clone(),
            was: serde_json::Map::new(),
        };
        let caller = caller(account, Role::Member);
        let request = PushRequest { edits: vec![edit] };
        self.service.push(caller, request).await.unwrap();
    }
}

fn session(account: &str) -> Session {
    Session {
        id: format!("s{account}"),
        account: account.to_owned(),
        device: format!("d{account}"),
        device_name: String::new(),
        started_at: 0,
        expires_at: i64::MAX,
        ended_at: None,
        suspended: false,
        second_factor_at: None,
        seen_at: 0,
        app: String::new(),
    }
}

fn tokens(messages: &[Message]) -> Vec<&str> {
    let mut tokens: Vec<_> = messages.iter().map(|one| one.token.as_str()).collect();
    tokens.sort_unstable();
    tokens
}

fn everybody() -> Targets {
    Targets::everybody()
}

#[tokio::test]
async fn a_change_takes_the_place_and_a_withdrawal_takes_away() {
    let world = World::new();
    assert!(world.publish(0, everybody(), "총회"));
    let first = world.deliver().await;
    assert_eq!(tokens(&first), ["0", "1", "2", "3", "staff"]);
    assert!(first.iter().all(|one| !one.quiet && one.post == id(0)));
    assert_eq!(first[0].shown.as_ref().unwrap().text, "총회");
    assert_eq!(world.deliver().await, [], "once");
    world.read("1", 0).await;
    assert!(world.publish(0, everybody(), "정기총회"));
    let second = world.deliver().await;
    assert_eq!(
        tokens(&second),
        ["0", "2", "3", "staff"],
        "who has read it knows"
    );
    assert!(second.iter().all(|one| one.quiet && one.version == 2));
    // Narrowed: from the others it is taken away.
    let targets = Targets {
        members: vec!["m2".into()],
        ..Targets::default()
    };
    assert!(world.publish(0, targets, "비밀 모임"));
    let third = world.deliver().await;
    for message in &third {
        let stays = ["2", "staff"].contains(&message.token.as_str());
        assert_eq!(message.shown.is_some(), stays, "{}", message.token);
        assert!(!format!("{:?}", message.shown).contains("비밀"));
    }
    assert_eq!(tokens(&third), ["0", "1", "2", "3", "staff"]);
    world.withdraw(0);
    let last = world.deliver().await;
    assert_eq!(tokens(&last), ["2", "staff"]);
    assert!(last.iter().all(|one| one.shown.is_none()));
}

#[tokio::test]
async fn what_is_not_wanted_is_not_told_and_quiet_hours_hold() {
    let world = World::new();
    let all = NotificationSetting {
        quiet: None,
        ..NotificationSetting::default()
    };
    world.want(
        "0",
        &NotificationSetting {
            on: false,
            ..all.clone()
        },
    );
    world.want(
        "1",
        &NotificationSetting {
            muted: vec!["notice".into()],
            ..all.clone()
        },
    );
    world.want(
        "2",
        &NotificationSetting {
            quiet: Some(QuietHours {
                from: 0,
                until: 13 * 60,
            }),
            ..all
        },
    );
    assert!(world.publish(0, everybody(), "공지"));
    assert_eq!(tokens(&world.deliver().await), ["3", "staff"]);
    let hour = 60 * 60 * 1000;
    world.clock.advance(hour - 1);
    assert_eq!(world.deliver().await, []);
    world.clock.advance(1);
    assert_eq!(tokens(&world.deliver().await), ["2"]);
    // At night those with the usual hours are not told; whoever reads it meanwhile needs not be.
    world.clock.advance(10 * hour);
    assert!(world.publish(1, everybody(), "밤"));
    world.withdraw(0);
    let night = world.deliver().await;
    assert_eq!(tokens(&night), ["2", "2", "3", "staff"]);
    for message in &night {
        assert_eq!(
            message.shown.is_some(),
            message.post == id(1),
            "gone at once"
        );
    }
    world.read("3", 1).await;
    world.clock.advance(9 * hour);
    assert_eq!(tokens(&world.deliver().await), ["staff"]);
    // What nobody could be told for two days is not told any more.
    assert!(world.publish(2, everybody(), "오래된"));
    world.clock.advance(WORTH);
    assert_eq!(world.deliver().await, []);
}

#[tokio::test]
async fn what_failed_is_tried_again_and_dead_tokens_go() {
    let world = World::new();
    for account in ["1", "2", "3", "staff"] {
        let member = caller(account, Role::Member);
        world.service.forget_device(&member).unwrap();
    }
    let later = Fate::NotNow {
        after: None,
        all: false,
    };
    world.answer(&[later]);
    assert!(world.publish(0, everybody(), "하나"));
    assert_eq!(world.deliver().await, []);
    world.clock.advance(15_000);
    let told = world.deliver().await;
    assert_eq!((told.len(), told[0].quiet), (1, false), "it was not taken");
    // Without an answer it may have arrived: the next try makes no sound.
    world.answer(&[Fate::Unknown]);
    assert!(world.publish(1, everybody(), "둘"));
    assert_eq!(world.deliver().await, []);
    world.clock.advance(15_000);
    assert!(world.deliver().await[0].quiet);
    // A service that asks for a rest gets it, for all that is to go by it.
    world.answer(&[Fate::NotNow {
        after: Some(std::time::Duration::from_secs(600)),
        all: true,
    }]);
    assert!(world.publish(2, everybody(), "셋"));
    assert_eq!(world.deliver().await, []);
    assert!(world.publish(1, everybody(), "둘둘"));
    world.clock.advance(599_999);
    assert_eq!(world.deliver().await, []);
    world.clock.advance(80_000);
    assert_eq!(world.deliver().await.len(), 2);
    // A claim that nobody has settled is taken up again.
    assert!(world.publish(2, everybody(), "셋셋"));
    let service = &world.service;
    assert_eq!(service.claim_due().unwrap().1.len(), 1);
    assert_eq!(world.deliver().await, []);
    world.clock.advance(LEASE);
    assert_eq!(world.deliver().await.len(), 1);
    world.answer(&[Fate::Refused("x")]);
    assert!(world.publish(2, everybody(), "넷"));
    assert_eq!(world.deliver().await, []);
    world.clock.advance(10 * LEASE);
    assert_eq!(world.deliver().await, [], "it is given up");
    // A token that died before it was registered again lives.
    let registered = world.clock.now();
    world.register(&caller("0", Role::Member), "0");
    for (since, lives) in [(Some(registered - 1), true), (None, false)] {
        world.answer(&[Fate::Dead { since }]);
        assert!(world.publish(0, everybody(), &format!("다섯 {since:?}")));
        assert_eq!(world.deliver().await.len(), usize::from(lives));
        let member = caller("0", Role::Member);
        let there = world.service.notifications(&member).unwrap();
        assert_eq!(there.registered, lives);
    }
}

#[tokio::test]
async fn those_who_have_not_read_are_reminded_once_in_a_while() {
    let world = World::new();
    let targets = Targets {
        members: vec!["m0".into(), "m1".into(), "m2".into()],
        ..Targets::default()
    };
    assert!(world.service.remind_readers(&world.staff, &id(0)).is_err());
    assert!(world.publish(0, targets, "총회"));
    world.deliver().await;
    world.read("1", 0).await;
    world
        .service
        .forget_device(&caller("2", Role::Member))
        .unwrap();
    let readers = world.service.post_readers(&world.staff, &id(0)).unwrap();
    assert_eq!((readers.devices, readers.reminder), (Some(1), None));
    let member = caller("0", Role::Member);
    assert!(world.service.remind_readers(&member, &id(0)).is_err());
    let reminder = world.service.remind_readers(&world.staff, &id(0)).unwrap();
    assert_eq!((reminder.people, reminder.devices), (2, 1));
    assert_eq!((reminder.sent, reminder.waiting), (0, 1));
    let told = world.deliver().await;
    assert_eq!(tokens(&told), ["0"]);
    assert!(!told[0].quiet && told[0].shown.as_ref().unwrap().title.contains("읽지"));
    let readers = world.service.post_readers(&world.staff, &id(0)).unwrap();
    let last = readers.reminder.unwrap();
    assert_eq!((last.sent, last.waiting), (1, 0));
    let refused = world
        .service
        .remind_readers(&world.staff, &id(0))
        .unwrap_err();
    assert!(refused.reply().retry_after.is_some());
    world.clock.advance(last.again_at - last.at);
    let again = world.service.remind_readers(&world.staff, &id(0)).unwrap();
    assert_eq!(again.people, 2);
    world.withdraw(0);
    assert!(world.service.remind_readers(&world.staff, &id(0)).is_err());
    assert!(world.deliver().await.iter().all(|one| one.shown.is_none()));
}

#[derive(Debug, Clone)]
enum Step {
    Publish(usize, Targets),
    Withdraw(usize),
    Move(usize, usize),
    /// The service answers so, once.
    Answer(u8),
    /// So much time (s) goes by.
    Wait(i64),
    Deliver,
    /// The process dies between claim and answer.
    Die,
    LogOut(usize),
    LogIn(usize),
}

fn targets() -> impl Strategy<Value = Targets> {
    (
        prop::bool::weighted(0.3),
        prop::collection::vec(prop::sample::select(&BRANCHES[..]), 0..2),
        prop::collection::vec(0..PEOPLE, 0..2),
    )
        .prop_map(|(all, branches, members)| Targets {
            all,
            officers: false,
            branches: branches.into_iter().map(str::to_owned).collect(),
            members: members.into_iter().map(|n| format!("m{n}")).collect(),
        })
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        5 => (0..POSTS, targets()).prop_map(|(post, targets)| Step::Publish(post, targets)),
        1 => (0..POSTS).prop_map(Step::Withdraw),
        2 => (0..PEOPLE, 0..BRANCHES.len()).prop_map(|(n, branch)| Step::Move(n, branch)),
        2 => (0..3_u8).prop_map(Step::Answer),
        2 => (1..2_000_i64).prop_map(Step::Wait),
        5 => Just(Step::Deliver),
        1 => Just(Step::Die),
        1 => (0..PEOPLE).prop_map(Step::LogOut),
        1 => (0..PEOPLE).prop_map(Step::LogIn),
    ]
}

/// What was shown on each device, and what it was told in all.
#[derive(Default)]
struct Seen {
    on_screen: BTreeMap<(String, String), u32>,
    told: BTreeSet<(String, String, u32)>,
}

impl Seen {
    fn take(&mut self, world: &World, messages: Vec<Message>) {
        for message in messages {
            let place = (message.token.clone(), message.post.clone());
            let post = (0..POSTS).find(|n| id(*n) == message.post).unwrap();
            match message.shown {
                Some(_) => {
                    let expected = world.expected(post);
                    assert!(
                        expected.contains(&message.token),
                        "{} is told of {post}, which is for {expected:?}",
                        message.token
                    );
                    let version = (place.0.clone(), place.1.clone(), message.version);
                    assert!(
                        self.told.insert(version),
                        "{place:?} {} twice",
                        message.version
                    );
                    self.on_screen.insert(place, message.version);
                }
                None => {
                    self.on_screen.remove(&place);
                }
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn a_device_is_told_of_what_is_for_its_account_and_of_nothing_else(
        steps in prop::collection::vec(step(), 1..50),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new();
            let mut seen = Seen::default();
            let open = NotificationSetting { quiet: None, ..NotificationSetting::default() };
            for n in 0..PEOPLE {
                world.want(&n.to_string(), &open);
            }
            world.want("staff", &open);
            let mut logged_in: BTreeSet<usize> = (0..PEOPLE).collect();
            for (number, step) in steps.into_iter().enumerate() {
                match step {
                    Step::Publish(post, targets) => {
                        // Never the same as before: that would be no change.
                        let title = format!("소식 {number}");
                        if world.publish(post, targets, &title) {
                            // The outbox names exactly those devices, before anything is sent.
                            let expected = world.expected(post);
                            let rows = world.storage.reading(|txn| txn.notifications_of(&id(post)));
                            let named: BTreeSet<String> = rows.unwrap().into_iter()
                                .filter(|row| row.what != crate::storage::What::Withdrawal)
                                .map(|row| row.session[1..].to_owned())
                                .collect();
                            let reachable = expected.into_iter().filter(|who| {
                                who.parse().map_or(true, |n: usize| logged_in.contains(&n))
                            });
                            assert_eq!(named, reachable.collect());
                        }
                    }
                    Step::Withdraw(post) => world.withdraw(post),
                    Step::Move(person, branch) => {
                        world.branches[person] = branch;
                        world.settle(person);
                    }
                    Step::Answer(fate) => world.answer(&[[
                        Fate::NotNow { after: None, all: false },
                        Fate::NotNow { after: None, all: true },
                        Fate::NotLet("x"),
                    ][usize::from(fate)]]),
                    Step::Wait(seconds) => world.clock.advance(seconds * 1000),
                    Step::Deliver => {
                        let messages = world.deliver().await;
                        seen.take(&world, messages);
                    }
                    // Nothing had been sent yet: the lease runs out, and it is sent then.
                    Step::Die => drop(world.service.claim_due().unwrap()),
                    Step::LogOut(person) => {
                        if logged_in.remove(&person) {
                            let now = world.clock.now();
                            world.write(|txn| txn.end_session(&format!("s{person}"), now));
                            // The app takes away what it shows.
                            let name = person.to_string();
                            seen.on_screen.retain(|(token, _), _| *token != name);
                        }
                    }
                    Step::LogIn(person) => {
                        if logged_in.insert(person) {
                            let name = person.to_string();
                            world.write(|txn| txn.put_session(&session(&name)));
                            world.register(&caller(&name, Role::Member), &name);
                            seen.told.retain(|(token, _, _)| *token != name);
                            seen.on_screen.retain(|(token, _), _| *token != name);
                        }
                    }
                }
            }
            // In the end everything that waited arrives, and every screen shows what is for it.
            world.answer(&[]);
            for _ in 0..4 {
                world.clock.advance(2 * 60 * 60 * 1000);
                let messages = world.deliver().await;
                seen.take(&world, messages);
            }
            for post in 0..POSTS {
                let Ok(entry) = world.service.find_post(&world.staff, &id(post)) else {
                    continue;
                };
                for ((token, _), version) in seen.on_screen.iter().filter(|(place, _)| place.1 == id(post)) {
                    let moved = !world.expected(post).contains(token);
                    assert!(moved || *version == entry.version, "{token} shows {version} of {post}");
                }
            }
        });
    }
}
