use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{
    AnswerCall, Attendance, Coming, Event, Kind, Member, PostAnswer, PostKind, Targets,
};
use handbook_wire::post::{EventTally, PersonAnswer, PostDraft, PostWrite};
use handbook_wire::sync::{Edit, EditOutcome, PushRequest};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::clock::{Clock, ManualClock};
use crate::config::Config;
use crate::service::{Caller, Failure, Service};
use crate::storage::sqlite::Sqlite;
use crate::storage::{Account, Change, Entity, Storage};

/// 2026-09-21T12:00 in Korea.
const NOON: i64 = 1_789_959_600_000;
const HOUR: i64 = 3_600_000;
const POST: &str = "0123456789abcdef0123456789abcdef";
const PLAIN: &str = "11111111111111111111111111111111";
const MEMBERS: usize = 3;

struct World {
    _folder: tempfile::TempDir,
    storage: Arc<dyn Storage>,
    clock: ManualClock,
    service: Arc<Service>,
    keys: u64,
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

fn member(at: usize) -> Caller {
    caller(&at.to_string(), Role::Member)
}

fn staff(at: usize) -> Caller {
    caller(&format!("staff{at}"), Role::Staff)
}

fn event() -> Event {
    Event {
        starts_at: NOON + 4 * HOUR,
        ends_at: Some(NOON + 6 * HOUR),
        place: " 조합회관  3층 ".into(),
        address: "경기도 안양시 만안구 안양동 1".into(),
        agenda: vec!["예산 ".into(), " ".into(), "임원\n선출".into()],
        answers: Some(AnswerCall {
            until: Some(NOON + 2 * HOUR),
            most: 3,
            proxy: true,
        }),
        attendance: true,
        ..Event::default()
    }
}

impl World {
    /// Companies m0 to m2 with an account each, a person of m0 besides, and two of the staff. The event
    /// is for m0 and m1.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let storage: Arc<dyn Storage> =
            Arc::new(Sqlite::open(&folder.path().join("handbook.db")).unwrap());
        let clock = ManualClock::new(NOON);
        let config = Config {
            data_dir: folder.path().to_owned(),
            ..Config::default()
        };
        let service = Service::new(Arc::clone(&storage), Arc::new(clock.clone()), config).unwrap();
        storage
            .writing(|txn| {
                let revision = txn.advance(Change::Shared, NOON)?.revision;
                for at in 0..MEMBERS {
                    txn.put_entity(&Entity {
                        kind: Kind::Member,
                        id: format!("m{at}"),
                        owner: None,
                        revision,
                        deleted: false,
                        payload: serde_json::to_string(&Member {
                            name: format!("한빛{at}"),
                            ..Member::default()
                        })
                        .unwrap(),
                    })?;
                    txn.put_account(&Account::new(
                        at.to_string(),
                        format!("l{at}"),
                        Role::Member,
                        format!("홍길동{at}"),
                        format!("m{at}"),
                    ))?;
                }
                let mut person = Account::new(
                    "p".into(),
                    "lp".into(),
                    Role::Member,
                    "이나라".into(),
                    "sp".into(),
                );
                person.company = Some("m0".into());
                txn.put_account(&person)?;
                for at in 0..2 {
                    txn.put_account(&Account::new(
                        format!("staff{at}"),
                        format!("ls{at}"),
                        Role::Staff,
                        format!("김직원{at}"),
                        format!("t{at}"),
                    ))?;
                }
                Ok::<_, crate::storage::StorageError>(())
            })
            .unwrap();
        let mut world = Self {
            _folder: folder,
            storage,
            clock,
            service: Arc::new(service),
            keys: 0,
        };
        world.publish(POST, Some(event())).unwrap();
        world.publish(PLAIN, None).unwrap();
        world
    }

    fn publish(&mut self, id: &str, event: Option<Event>) -> Result<Event, Failure> {
        let there = self.service.find_post(&staff(0), id).ok();
        let write = PostWrite {
            version: there.map_or(0, |entry| entry.version),
            draft: PostDraft {
                kind: PostKind::Assembly,
                title: "정기총회".into(),
                targets: Targets {
                    members: vec!["m0".into(), "m1".into()],
                    ..Targets::default()
                },
                event,
                ..PostDraft::default()
            },
            publish: true,
        };
        let entry = self.service.write_post(&staff(0), id, write)?;
        Ok(entry.draft.event.unwrap_or_default())
    }

    async fn push(
        &mut self,
        caller: Caller,
        kind: Kind,
        id: String,
        set: Value,
        was: Value,
    ) -> EditOutcome {
        self.keys += 1;
        let object = |value: Value| value.as_object().cloned().unwrap_or_default();
        let edit = Edit {
            key: format!("{:032x}", self.keys),
            kind: kind.as_str().into(),
            id,
            set: object(set),
            was: object(was),
        };
        let request = PushRequest { edits: vec![edit] };
        let reply = self.service.push(caller, request).await.unwrap();
        reply.results.into_iter().next().unwrap().outcome
    }

    /// Answers as somebody who sees the newest of what was answered.
    async fn answer(&mut self, caller: Caller, set: Value) -> EditOutcome {
        let id = PostAnswer::id(&caller.account, POST);
        let was = self.stored(Kind::PostAnswer, &id);
        self.push(caller, Kind::PostAnswer, id, set, was).await
    }

    async fn note(&mut self, by: usize, (member, person): (&str, &str), set: Value) -> EditOutcome {
        let id = Attendance::id(&format!("staff{by}"), POST, member, person);
        let was = self.stored(Kind::Attendance, &id);
        let mut fields = json!({"member": member, "person": person, "name": "홍길동"});
        let fields = {
            let map = fields.as_object_mut().unwrap();
            map.extend(set.as_object().unwrap().clone());
            fields
        };
        self.push(staff(by), Kind::Attendance, id, fields, was)
            .await
    }

    fn stored(&self, kind: Kind, id: &str) -> Value {
        let entity = self.storage.reading(|txn| txn.entity(kind, id)).unwrap();
        let payload = entity.map(|entity| serde_json::from_str(&entity.payload).unwrap());
        payload.unwrap_or_else(|| json!({}))
    }

    fn attended_at(&self, account: &str) -> Option<i64> {
        let answer = self.stored(Kind::PostAnswer, &PostAnswer::id(account, POST));
        answer.get("attended_at").and_then(Value::as_i64)
    }

    fn tally(&self, caller: &Caller) -> Result<EventTally, Failure> {
        let tally = self.service.tally_post(caller, POST)?;
        assert_eq!(tally.poll, None);
        Ok(tally.event.unwrap())
    }

    fn people(&self) -> Vec<PersonAnswer> {
        self.service.list_answers(&staff(0), POST).unwrap().people
    }
}

fn is(outcome: &EditOutcome, code: Option<ErrorCode>) -> bool {
    match (outcome, code) {
        (EditOutcome::Applied { .. }, None) => true,
        (EditOutcome::Rejected { code }, Some(wanted)) => *code == wanted,
        _ => false,
    }
}

#[test]
fn an_event_is_kept_tidy_and_found_on_the_map() {
    let mut world = World::new();
    let kept = world.publish(POST, Some(event())).unwrap();
    assert_eq!(kept.place, "조합회관 3층");
    assert_eq!(kept.agenda, ["예산", "임원 선출"]);
    assert!(kept.position.is_some());
    let long = |length: usize| "가".repeat(length);
    for broken in [
        Event {
            starts_at: 0,
            ..event()
        },
        Event {
            starts_at: -1,
            ..event()
        },
        Event {
            starts_at: i64::MAX,
            ends_at: None,
            ..event()
        },
        Event {
            ends_at: Some(NOON + 4 * HOUR),
            ..event()
        },
        Event {
            place: long(Event::LONGEST_PLACE + 1),
            ..event()
        },
        Event {
            address: long(Event::LONGEST_PLACE + 1),
            ..event()
        },
        Event {
            agenda: vec!["안건".into(); Event::MOST_AGENDA + 1],
            ..event()
        },
        Event {
            agenda: vec![long(Event::LONGEST_AGENDA + 1)],
            ..event()
        },
        Event {
            answers: Some(AnswerCall {
                most: Event::MOST_PEOPLE + 1,
                ..AnswerCall::default()
            }),
            ..event()
        },
    ] {
        let refused = world.publish(POST, Some(broken.clone()));
        assert!(refused.is_err(), "{broken:?}");
    }
    let past = Event {
        starts_at: NOON - 40 * HOUR,
        ends_at: Some(NOON - 38 * HOUR),
        ..event()
    };
    assert!(
        world.publish(POST, Some(past)).is_ok(),
        "minutes come after"
    );
}

#[tokio::test]
async fn an_answer_counts_once_in_time_for_whom_the_post_is() {
    let mut world = World::new();
    let taken = None;
    let invalid = Some(ErrorCode::InvalidInput);
    for (set, code) in [
        (json!({"coming": "yes", "people": 2}), taken),
        (json!({"coming": "yes", "people": 3}), taken),
        (json!({"coming": "yes", "people": 4}), invalid),
        (json!({"coming": "no", "people": 0}), taken),
        (json!({"coming": "no", "people": 1}), invalid),
        (json!({"coming": "no", "proxy": "김대표"}), invalid),
        (json!({"coming": "proxy"}), invalid),
        (json!({"coming": "proxy", "proxy": " "}), invalid),
        (
            json!({"coming": "proxy", "proxy": "가".repeat(81)}),
            invalid,
        ),
        (json!({"coming": "proxy", "proxy": "한빛1 김대표"}), taken),
        (json!({"coming": "perhaps"}), invalid),
        (json!({"attended_at": 1}), Some(ErrorCode::Forbidden)),
    ] {
        let outcome = world.answer(member(0), set.clone()).await;
        assert!(is(&outcome, code), "{set}: {outcome:?}");
    }
    let expected = EventTally {
        proxies: 1,
        ..EventTally::default()
    };
    assert_eq!(world.tally(&member(1)).unwrap(), expected);

    // Whom the post is not for, staff, a post that asks nothing, and another's answer.
    let yes = || json!({"coming": "yes", "people": 1});
    let outcome = world.answer(member(2), yes()).await;
    assert!(is(&outcome, Some(ErrorCode::NotFound)), "{outcome:?}");
    let outcome = world.answer(staff(0), yes()).await;
    assert!(is(&outcome, Some(ErrorCode::Forbidden)), "{outcome:?}");
    for id in [PostAnswer::id("0", PLAIN), PostAnswer::id("1", POST)] {
        let outcome = world
            .push(member(0), Kind::PostAnswer, id, yes(), json!({}))
            .await;
        assert!(is(&outcome, Some(ErrorCode::NotFound)), "{outcome:?}");
    }
    assert!(world.tally(&member(2)).is_err(), "nor is it told who comes");
    assert!(world.service.list_answers(&member(0), POST).is_err());

    let outcome = world.answer(member(1), yes()).await;
    assert!(is(&outcome, None), "{outcome:?}");
    let people = world.people();
    let who: Vec<_> = people
        .iter()
        .map(|one| (one.company.as_str(), one.name.as_str(), one.coming))
        .collect();
    assert_eq!(
        who,
        [
            ("한빛0", "이나라", None),
            ("한빛0", "홍길동0", Some(Coming::Proxy)),
            ("한빛1", "홍길동1", Some(Coming::Yes)),
        ]
    );
    assert_eq!(people[1].proxy, "한빛1 김대표");

    // Taken back, and then too late by the server's clock.
    let none = json!({"coming": null, "people": 0, "proxy": ""});
    let outcome = world.answer(member(0), none).await;
    assert!(is(&outcome, None), "{outcome:?}");
    assert_eq!(world.tally(&staff(0)).unwrap().proxies, 0);
    world.clock.advance(2 * HOUR);
    let outcome = world.answer(member(0), yes()).await;
    assert!(is(&outcome, Some(ErrorCode::Conflict)), "{outcome:?}");
    assert_eq!(world.tally(&staff(0)).unwrap().coming, 1);
}

#[tokio::test]
async fn an_answer_gives_way_as_a_whole() {
    let mut world = World::new();
    world
        .answer(member(0), json!({"coming": "yes", "people": 2}))
        .await;
    // Another device has not heard of it.
    let outcome = world
        .push(
            member(0),
            Kind::PostAnswer,
            PostAnswer::id("0", POST),
            json!({"coming": "proxy", "people": 0, "proxy": "김대표"}),
            json!({"coming": null}),
        )
        .await;
    let EditOutcome::Merged { lost, .. } = outcome else {
        panic!("{outcome:?}");
    };
    let fields: Vec<&str> = lost.iter().map(|one| one.field.as_str()).collect();
    assert_eq!(fields, ["coming", "people", "proxy"]);
    let tally = world.tally(&member(0)).unwrap();
    assert_eq!((tally.people, tally.proxies), (2, 0));
}

#[tokio::test]
async fn who_was_there_is_told_so_by_the_earliest_note_that_stands() {
    let mut world = World::new();
    world.clock.advance(HOUR);
    let now = world.clock.now();
    let head = |world: &World, account: &str| {
        let read = world.storage.reading(|txn| txn.own_head(account));
        read.unwrap().revision
    };
    let before = (head(&world, "0"), head(&world, "1"));
    let whole = ("m0", "");
    for (by, at, stands) in [(0, now - 10, now - 10), (1, now - 30, now - 30)] {
        let outcome = world.note(by, whole, json!({"at": at})).await;
        assert!(is(&outcome, None), "{outcome:?}");
        assert_eq!(world.attended_at("0"), Some(stands));
    }
    assert!(
        head(&world, "0") > before.0,
        "the member's devices hear of it"
    );
    assert_eq!(head(&world, "1"), before.1, "nobody else's do");
    // The person of the same company is somebody else; somebody without an account counts.
    world.note(0, ("m0", "sp"), json!({"at": now - 5})).await;
    world.note(0, ("m0", "gone"), json!({"at": now - 5})).await;
    assert_eq!(world.attended_at("p"), Some(now - 5));
    assert_eq!(world.tally(&member(1)).unwrap().attended, 3);
    assert_eq!(world.people().len(), 4);

    // An answer besides leaves it as it is.
    world.answer(member(0), json!({"coming": "no"})).await;
    assert_eq!(world.attended_at("0"), Some(now - 30));
    world.note(1, whole, json!({"withdrawn": true})).await;
    assert_eq!(world.attended_at("0"), Some(now - 10));
    world.note(0, whole, json!({"withdrawn": true})).await;
    assert_eq!(world.attended_at("0"), None);
    assert_eq!(world.tally(&member(1)).unwrap().attended, 2);

    // A clock that is plainly wrong counts as now.
    world.note(0, ("m1", ""), json!({"at": 5})).await;
    assert_eq!(world.attended_at("1"), Some(now));

    for (whom, code) in [
        (("m9", ""), ErrorCode::NotFound),
        (("", ""), ErrorCode::NotFound),
        (("m0", "a b"), ErrorCode::NotFound),
    ] {
        let outcome = world.note(0, whom, json!({"at": now})).await;
        assert!(is(&outcome, Some(code)), "{whom:?}: {outcome:?}");
    }
    let outcome = world
        .push(
            member(0),
            Kind::Attendance,
            Attendance::id("0", POST, "m0", ""),
            json!({"at": now}),
            json!({}),
        )
        .await;
    assert!(is(&outcome, Some(ErrorCode::Forbidden)), "{outcome:?}");
}

#[derive(Debug, Clone)]
enum Step {
    /// Somebody answers: whether, how many, by whom.
    Answer(usize, Option<Coming>, u8),
    /// One of the staff notes a company, at a time, or takes it back.
    Note(usize, usize, i64, bool),
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    let coming = prop_oneof![
        Just(None),
        Just(Some(Coming::Yes)),
        Just(Some(Coming::No)),
        Just(Some(Coming::Proxy)),
    ];
    prop_oneof![
        4 => (0..MEMBERS, coming, 0..5_u8).prop_map(|(who, coming, people)| Step::Answer(who, coming, people)),
        4 => (0..2_usize, 0..MEMBERS, 0..1000_i64, any::<bool>())
            .prop_map(|(by, whom, at, withdrawn)| Step::Note(by, whom, at, withdrawn)),
        1 => Just(Step::Wait),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    /// Whatever is answered and noted in whatever order: the counts are those of what stands.
    #[test]
    fn counts_are_those_of_what_stands(steps in prop::collection::vec(step(), 1..40)) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut world = World::new();
            world.clock.advance(HOUR / 2);
            for step in steps {
                match step {
                    Step::Answer(who, coming, people) => {
                        let proxy = if coming == Some(Coming::Proxy) { "김대표" } else { "" };
                        let set = json!({"coming": coming, "people": people, "proxy": proxy});
                        world.answer(member(who), set).await;
                    }
                    Step::Note(by, whom, at, withdrawn) => {
                        let whom = format!("m{whom}");
                        let set = json!({"at": NOON + at, "withdrawn": withdrawn});
                        world.note(by, (&whom, ""), set).await;
                    }
                    Step::Wait => world.clock.advance(HOUR / 8),
                }
            }
            let mut expected = EventTally::default();
            for who in 0..MEMBERS {
                let answer = world.stored(Kind::PostAnswer, &PostAnswer::id(&who.to_string(), POST));
                let answer: PostAnswer = serde_json::from_value(answer).unwrap();
                match answer.coming {
                    Some(Coming::Yes) => {
                        expected.coming += 1;
                        expected.people += u32::from(answer.people.max(1));
                    }
                    Some(Coming::No) => expected.not_coming += 1,
                    Some(Coming::Proxy) => expected.proxies += 1,
                    None => {}
                }
                let notes = (0..2).filter_map(|by| {
                    let id = Attendance::id(&format!("staff{by}"), POST, &format!("m{who}"), "");
                    let note: Attendance = serde_json::from_value(world.stored(Kind::Attendance, &id)).unwrap();
                    (note.at != 0 && !note.withdrawn).then_some(note.at)
                });
                let earliest = notes.min();
                assert_eq!(world.attended_at(&who.to_string()), earliest);
                expected.attended += u32::from(earliest.is_some());
            }
            assert_eq!(world.tally(&staff(0)).unwrap(), expected);
            let listed = world.people();
            let there = listed.iter().filter(|one| one.attended_at.is_some()).count();
            assert_eq!(there, expected.attended as usize);
        });
    }
}
