//! Votes as accounts push them: whose stands, what is counted, and what is left of a secret one.

use std::path::Path;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{
    Kind, Member, Phone, Poll, Question, ResultShown, Staff, Targets, Vote, Voter,
};
use handbook_wire::post::{PollTally, PostDraft, PostEntry, PostWrite};
use handbook_wire::sync::{Edit, EditOutcome, PushRequest};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::clock::{Clock, ManualClock};
use crate::config::Config;
use crate::roster::{CellRef, Roster, Sound, StaffRow};
use crate::service::import::{Options, import};
use crate::service::{Caller, Failure, Service};
use crate::storage::sqlite::{Sqlite, dump};
use crate::storage::{Account, Storage};

const POST: &str = "0123456789abcdef0123456789abcdef";
const START: i64 = 1_790_000_000_000;
const HOUR: i64 = 3_600_000;
const COMPANIES: usize = 3;
/// Accounts of a company.
const PEOPLE: usize = 2;

struct World {
    folder: tempfile::TempDir,
    storage: Arc<dyn Storage>,
    clock: ManualClock,
    service: Arc<Service>,
    staff: Caller,
    /// Those of the first company first.
    people: Vec<Caller>,
    keys: std::cell::Cell<u32>,
    /// The poll as it was published last.
    asked: std::cell::RefCell<Poll>,
}

fn caller(account: &Account) -> Caller {
    Caller {
        server: String::new(),
        account: account.id.clone(),
        session: String::new(),
        role: account.role,
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
        let clock = ManualClock::new(START);
        let config = Config {
            data_dir: folder.path().to_owned(),
            ..Config::default()
        };
        let service = Service::new(Arc::clone(&storage), Arc::new(clock.clone()), config).unwrap();
        import_roster(&*storage, &clock);
        let accounts = storage.reading(|txn| txn.accounts()).unwrap();
        let of = |role: Role| accounts.iter().filter(move |account| account.role == role);
        let mut people = Vec::new();
        for head in of(Role::Member) {
            people.push(caller(head));
            for n in 1..PEOPLE {
                let id = format!("c{}x{n}", head.id);
                let colleague = Account {
                    company: head.member().map(str::to_owned),
                    ..Account::new(
                        id.clone(),
                        format!("login {id}"),
                        Role::Member,
                        format!("{} 동료{n}", head.name),
                        format!("sign-up {id}"),
                    )
                };
                storage.writing(|txn| txn.put_account(&colleague)).unwrap();
                people.push(caller(&colleague));
            }
        }
        assert_eq!(people.len(), COMPANIES * PEOPLE);
        let staff = caller(of(Role::Staff).next().unwrap());
        Self {
            folder,
            storage,
            clock,
            service: Arc::new(service),
            staff,
            people,
            keys: std::cell::Cell::new(0),
            asked: std::cell::RefCell::default(),
        }
    }

    fn write(&self, version: u32, poll: Option<Poll>, body: &str) -> Result<PostEntry, Failure> {
        let draft = PostDraft {
            title: "투표".into(),
            body: format!("<p>{body}</p>"),
            targets: Targets::everybody(),
            poll,
            ..PostDraft::default()
        };
        let write = PostWrite {
            version,
            draft,
            publish: true,
        };
        let entry = self.service.write_post(&self.staff, POST, write)?;
        if let Some(poll) = &entry.draft.poll {
            self.asked.replace(poll.clone());
        }
        Ok(entry)
    }

    fn edit(&self, who: usize, ballot: Value) -> Edit {
        self.keys.set(self.keys.get() + 1);
        let only = |field: &str, value: Value| -> Map<String, Value> {
            [(field.to_owned(), value)].into_iter().collect()
        };
        Edit {
            key: format!("{:032x}", self.keys.get()),
            kind: Kind::Vote.as_str().to_owned(),
            id: Vote::id(&self.people[who].account, POST),
            set: only("ballot", ballot),
            was: only("poll", json!(*self.asked.borrow())),
        }
    }

    async fn push(&self, who: usize, edit: Edit) -> EditOutcome {
        push(&self.service, self.people[who].clone(), edit).await
    }

    async fn vote(&self, who: usize, ballot: Value) -> EditOutcome {
        let edit = self.edit(who, ballot);
        self.push(who, edit).await
    }

    fn tally(&self, caller: &Caller) -> PollTally {
        let tally = self.service.tally_post(caller, POST).unwrap();
        tally.poll.unwrap()
    }

    fn close(&self) {
        self.clock.advance(HOUR);
    }
}

async fn push(service: &Arc<Service>, caller: Caller, edit: Edit) -> EditOutcome {
    let request = PushRequest { edits: vec![edit] };
    let mut reply = service.push(caller, request).await.unwrap();
    reply.results.remove(0).outcome
}

fn import_roster(storage: &dyn Storage, clock: &dyn Clock) {
    let at = |row| CellRef {
        sheet: "가".to_owned(),
        row,
    };
    let members = (0..COMPANIES).map(|n| Member {
        number: format!("{n:04}"),
        name: format!("한빛{n}"),
        representatives: vec![format!("홍길동{n}")],
        mobile: Some(Phone {
            number: format!("0100000{n:04}"),
            ..Phone::default()
        }),
        ..Member::default()
    });
    let members = (2..).zip(members);
    let roster = Roster {
        members: members
            .map(|(row, value)| Sound { at: at(row), value })
            .collect(),
        has_members: true,
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
    import(storage, clock, roster, options).unwrap();
}

/// A question with one choice and one with up to three, of twenty each.
fn poll(voter: Voter, secret: bool) -> Poll {
    let question = |most| Question {
        text: format!("질문 {most}"),
        choices: (0..20).map(|n| format!("보기 {n}")).collect(),
        most,
    };
    Poll {
        questions: vec![question(1), question(3)],
        voter,
        secret,
        closes_at: START + HOUR,
        result: ResultShown::AfterClose,
    }
}

const fn refused(code: ErrorCode) -> EditOutcome {
    EditOutcome::Rejected { code }
}

fn is_taken(outcome: &EditOutcome) -> bool {
    matches!(outcome, EditOutcome::Applied { .. })
}

#[tokio::test]
async fn a_person_has_one_vote_with_whatever_account() {
    let world = World::new();
    world.write(0, Some(poll(Voter::Person, true)), "").unwrap();
    let know = |who: usize, ci: u8| {
        let id = &world.people[who].account;
        let change = |txn: &mut dyn crate::storage::StorageWrite| {
            let mut account = txn.account(id)?.unwrap();
            account.ci = Some(vec![ci; 32]);
            txn.put_account(&account)
        };
        world.storage.writing(change).unwrap();
    };
    let ballot = || json!([[1], [2, 3]]);
    // Who votes with an account of before, gives it up and signs up anew.
    know(1, 7);
    assert!(matches!(
        world.vote(1, ballot()).await,
        EditOutcome::Applied { .. }
    ));
    world
        .storage
        .writing(|txn| txn.remove_account(&world.people[1].account))
        .unwrap();
    know(3, 7);
    assert_eq!(world.tally(&world.people[3]).cast_by.as_deref(), Some(""));
    assert_eq!(world.vote(3, ballot()).await, refused(ErrorCode::Conflict));
    // Who voted before the identity was known has voted; somebody else has not.
    assert!(matches!(
        world.vote(0, ballot()).await,
        EditOutcome::Applied { .. }
    ));
    know(0, 8);
    assert_eq!(world.vote(0, ballot()).await, refused(ErrorCode::Conflict));
    know(2, 9);
    assert!(matches!(
        world.vote(2, ballot()).await,
        EditOutcome::Applied { .. }
    ));
    assert_eq!(world.tally(&world.staff).cast, 3);
    // What is kept of who voted does not hold what is kept of the CI.
    let votes = world.storage.reading(|txn| txn.votes(POST)).unwrap();
    let voters: Vec<&str> = votes.iter().map(|vote| vote.voter.as_str()).collect();
    assert!(voters.iter().all(|voter| !voter.contains(&"07".repeat(32))));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_colleagues_one_speaks_for_the_company_and_the_other_learns_who() {
    for _ in 0..8 {
        let world = World::new();
        world
            .write(0, Some(poll(Voter::Company, true)), "")
            .unwrap();
        let (one, other) = (
            world.edit(0, json!([[1], [2]])),
            world.edit(1, json!([[3], [4]])),
        );
        let (service, people) = (&world.service, &world.people);
        let tasks = [(0, one), (1, other)].map(|(who, edit)| {
            let (service, caller) = (Arc::clone(service), people[who].clone());
            tokio::spawn(async move { push(&service, caller, edit).await })
        });
        let mut outcomes = Vec::new();
        for task in tasks {
            outcomes.push(task.await.unwrap());
        }
        let taken: Vec<usize> = (0..2).filter(|who| is_taken(&outcomes[*who])).collect();
        let [first] = taken[..] else {
            panic!("{outcomes:?}");
        };
        let second = 1 - first;
        assert_eq!(outcomes[second], refused(ErrorCode::Conflict));
        let names = world.storage.reading(|txn| txn.accounts()).unwrap();
        let name = names
            .into_iter()
            .find(|account| account.id == people[first].account)
            .map(|account| account.name);
        assert_eq!(world.tally(&people[second]).cast_by, name);
        assert_eq!(world.tally(&people[first]).cast_by, None);
        assert_eq!(world.tally(&people[2]).cast_by, None);
        let tally = world.tally(&world.staff);
        assert_eq!((tally.cast, tally.entitled), (1, 3));
        world.close();
        let votes = world.tally(&world.staff).votes.unwrap();
        let sums: Vec<u32> = votes.iter().map(|choices| choices.iter().sum()).collect();
        assert_eq!(sums, [1, 1]);
    }
}

#[tokio::test]
async fn a_vote_counts_once_in_time_and_for_whom_it_is() {
    let world = World::new();
    let unknown = world.vote(0, json!([[0], [0]])).await;
    assert_eq!(unknown, refused(ErrorCode::NotFound), "no such post");
    world
        .write(0, Some(poll(Voter::Person, false)), "")
        .unwrap();
    for ballot in [
        json!(null),
        json!([[0]]),
        json!([[20], [0]]),
        json!([[0], []]),
        json!([[0, 1], [0]]),
        json!([[0], [0, 1, 2, 3]]),
        json!([[0], [1, 0]]),
        json!([[300], [0]]),
    ] {
        let outcome = world.vote(0, ballot.clone()).await;
        assert_eq!(outcome, refused(ErrorCode::InvalidInput), "{ballot}");
    }
    let edit = world.edit(0, json!([[5], [1, 2]]));
    let first = world.push(0, edit.clone()).await;
    assert!(is_taken(&first));
    assert_eq!(world.push(0, edit).await, first, "the answer had been lost");
    let again = world.vote(0, json!([[6], [1]])).await;
    assert_eq!(again, refused(ErrorCode::Conflict));
    let foreign = Edit {
        id: Vote::id(&world.people[0].account, POST),
        ..world.edit(1, json!([[0], [0]]))
    };
    assert_eq!(world.push(1, foreign).await, refused(ErrorCode::NotFound));
    let of_staff = Edit {
        id: Vote::id(&world.staff.account, POST),
        ..world.edit(0, json!([[0], [0]]))
    };
    let outcome = push(&world.service, world.staff.clone(), of_staff).await;
    assert_eq!(outcome, refused(ErrorCode::Forbidden));
    let dated = Edit {
        set: [("cast_at".to_owned(), json!(1))].into_iter().collect(),
        ..world.edit(1, json!([]))
    };
    assert_eq!(world.push(1, dated).await, refused(ErrorCode::Forbidden));

    let tally = world.tally(&world.staff);
    assert_eq!((tally.cast, tally.entitled), (1, 6));
    let votes = tally.votes.expect("an open one is told to staff always");
    assert_eq!((votes[0][5], votes[1][1], votes[1][2]), (1, 1, 1));
    assert_eq!(world.tally(&world.people[0]).votes, None, "not yet");
    let answers = world.service.list_answers(&world.staff, POST).unwrap();
    let voted: Vec<_> = (answers.people.iter())
        .filter(|person| person.voted_at.is_some())
        .collect();
    assert_eq!(voted.len(), 1);
    assert_eq!(voted[0].ballot, [vec![5], vec![1, 2]]);
    assert_eq!(answers.people.len(), 6);

    world.close();
    let late = world.vote(1, json!([[0], [0]])).await;
    assert_eq!(late, refused(ErrorCode::Conflict));
    assert!(world.tally(&world.people[1]).votes.is_some());
}

#[tokio::test]
async fn what_was_voted_on_stays_as_it_was() {
    let world = World::new();
    let asked = poll(Voter::Person, false);
    let version = world.write(0, Some(asked.clone()), "").unwrap().version;
    // Nobody has voted yet; who answers what was asked before has answered something else.
    let stale = world.edit(0, json!([[0], [0]]));
    let turned = Poll {
        secret: true,
        ..asked.clone()
    };
    let version = world.write(version, Some(turned), "").unwrap().version;
    assert_eq!(world.push(0, stale).await, refused(ErrorCode::Conflict));
    let version = world
        .write(version, Some(asked.clone()), "")
        .unwrap()
        .version;
    assert!(is_taken(&world.vote(0, json!([[0], [0]])).await));
    let mut fewer = asked.clone();
    fewer.questions[0].choices.pop();
    for changed in [
        None,
        Some(fewer),
        Some(Poll {
            voter: Voter::Company,
            ..asked.clone()
        }),
        Some(Poll {
            secret: true,
            ..asked.clone()
        }),
        Some(Poll {
            result: ResultShown::Never,
            ..asked.clone()
        }),
        Some(Poll {
            closes_at: asked.closes_at - 1,
            ..asked.clone()
        }),
    ] {
        let told = world.write(version, changed.clone(), "").unwrap_err();
        assert!(
            told.reply().code == ErrorCode::Conflict,
            "{changed:?}: {told}"
        );
    }
    let version = world
        .write(version, Some(asked.clone()), "고친 글")
        .unwrap()
        .version;
    let later = Poll {
        closes_at: asked.closes_at + HOUR,
        ..asked
    };
    let version = world
        .write(version, Some(later.clone()), "고친 글")
        .unwrap()
        .version;
    world.clock.advance(3 * HOUR);
    // Over: the text can be mended, the end can't be put off any more.
    let version = world
        .write(version, Some(later.clone()), "또 고친 글")
        .unwrap()
        .version;
    let reopened = Poll {
        closes_at: later.closes_at + 9 * HOUR,
        ..later
    };
    assert!(world.write(version, Some(reopened), "또").is_err());
    assert_eq!(world.tally(&world.staff).cast, 1);
}

#[test]
fn a_poll_is_published_once_it_asks_something() {
    let world = World::new();
    let asked = poll(Voter::Person, false);
    let with = |change: &dyn Fn(&mut Poll)| {
        let mut poll = asked.clone();
        change(&mut poll);
        world.write(0, Some(poll), "")
    };
    type Change<'a> = (&'a str, &'a dyn Fn(&mut Poll));
    let cases: [Change<'_>; 7] = [
        ("no question", &|poll| poll.questions.clear()),
        ("no text", &|poll| poll.questions[0].text = " ".into()),
        ("one choice", &|poll| poll.questions[0].choices.truncate(1)),
        ("the same twice", &|poll| {
            poll.questions[0].choices = vec!["가".into(), " 가".into()];
        }),
        ("too long", &|poll| {
            poll.questions[0].text = "가".repeat(201)
        }),
        ("over", &|poll| poll.closes_at = START),
        ("no time", &|poll| poll.closes_at = i64::MAX),
    ];
    for (what, change) in cases {
        assert!(with(change).is_err(), "{what}");
    }
    let tidy = with(&|poll: &mut Poll| {
        poll.secret = true;
        poll.result = ResultShown::AfterVote;
        poll.questions[0].most = 0;
        poll.questions[1].most = 99;
        poll.questions[0].choices.push("  ".into());
        poll.questions.push(Question::default());
    });
    let kept = tidy.unwrap().draft.poll.unwrap();
    assert_eq!(
        kept.result,
        ResultShown::AfterClose,
        "a count that moves tells"
    );
    let most: Vec<u8> = kept.questions.iter().map(|one| one.most).collect();
    assert_eq!(most, [1, 20]);
    assert_eq!(kept.questions[0].choices.len(), 20);
}

/// Every file of the server, byte for byte.
fn files(folder: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            bytes.extend(std::fs::read(path).unwrap());
        }
    }
    bytes
}

fn holds(bytes: &[u8], needle: &str) -> bool {
    bytes
        .windows(needle.len())
        .any(|window| window == needle.as_bytes())
}

#[tokio::test]
async fn a_secret_ballot_is_nowhere() {
    for (secret, kept) in [(true, false), (false, true)] {
        let world = World::new();
        world
            .write(0, Some(poll(Voter::Person, secret)), "")
            .unwrap();
        assert!(is_taken(&world.vote(0, json!([[17], [13, 19]])).await));
        // The same once more, and another one: neither leaves a trace.
        assert!(!is_taken(&world.vote(0, json!([[18], [13, 19]])).await));
        let bytes = files(world.folder.path());
        assert!(holds(&bytes, "cast_at"), "the vote is there");
        assert_eq!(holds(&bytes, "[17],[13,19]"), kept);
        assert!(!holds(&bytes, "[18],[13,19]"));
        let rows = dump(&world.folder.path().join("handbook.db")).unwrap();
        let with_ballot = rows.iter().any(|row| row.contains("[[17]"));
        assert_eq!(with_ballot, kept);
        world.close();
        let answers = world.service.list_answers(&world.staff, POST).unwrap();
        let ballots = answers.people.iter().any(|one| !one.ballot.is_empty());
        assert_eq!(ballots, kept);
    }
}

#[tokio::test]
async fn nothing_that_is_kept_tells_who_chose_what_in_secret() {
    let mut kept = Vec::new();
    for swapped in [false, true] {
        let world = World::new();
        world.write(0, Some(poll(Voter::Person, true)), "").unwrap();
        let ballots = [json!([[17], [13, 19]]), json!([[2], [3]])];
        for who in 0..2 {
            let which = if swapped { 1 - who } else { who };
            assert!(is_taken(&world.vote(who, ballots[which].clone()).await));
        }
        let rows = dump(&world.folder.path().join("handbook.db")).unwrap();
        // Keys and tags are random; nothing else differs.
        let random = ["meta|", "revision|", "audit"];
        let rows = rows.into_iter();
        let rows: Vec<String> = rows
            .filter(|row| !random.iter().any(|table| row.starts_with(table)))
            .collect();
        assert!(rows.iter().any(|row| row.starts_with("vote_count|")));
        kept.push(rows);
    }
    assert_eq!(
        kept[0], kept[1],
        "whoever chose what, the database is the same"
    );
}

#[derive(Debug, Clone)]
struct Ballot {
    who: usize,
    chosen: Vec<Vec<u8>>,
}

fn ballot() -> impl Strategy<Value = Ballot> {
    let set = prop::collection::btree_set(0_u8..20, 1..=3);
    (0..COMPANIES * PEOPLE, 0_u8..20, set).prop_map(|(who, one, many)| Ballot {
        who,
        chosen: vec![vec![one], many.into_iter().collect()],
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn counts_are_what_was_voted(
        ballots in prop::collection::vec(ballot(), 0..20),
        company in any::<bool>(),
        secret in any::<bool>(),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let voter = if company { Voter::Company } else { Voter::Person };
            let world = World::new();
            world.write(0, Some(poll(voter, secret)), "").unwrap();
            let mut votes = vec![vec![0_u32; 20]; 2];
            let mut voted = std::collections::BTreeSet::new();
            for one in ballots {
                let key = if company { one.who / PEOPLE } else { one.who };
                let outcome = world.vote(one.who, json!(one.chosen)).await;
                if voted.insert(key) {
                    assert!(is_taken(&outcome));
                    for (question, chosen) in one.chosen.iter().enumerate() {
                        for choice in chosen {
                            votes[question][usize::from(*choice)] += 1;
                        }
                    }
                } else {
                    assert_eq!(outcome, refused(ErrorCode::Conflict));
                }
            }
            world.close();
            for caller in [&world.staff, &world.people[0]] {
                let tally = world.tally(caller);
                assert_eq!(tally.cast as usize, voted.len());
                assert_eq!(tally.votes.as_ref(), Some(&votes));
            }
        });
    }
}
