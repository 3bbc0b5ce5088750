use std::collections::BTreeMap;

use handbook_wire::ErrorCode;
use handbook_wire::change::{ChangeEntry, ChangeList};
use handbook_wire::entity::{
    Audience, ChangeRequest, CompanyField, Decision, Kind, Member, Phone, RequestState,
};
use handbook_wire::sync::{EditOutcome, PullReply, PushReply};
use proptest::prelude::*;
use reqwest::Method;
use serde_json::{Value, json};

use super::{Batch, Coop, PASSWORD, code, member};
use crate::policy;

const KINDS: [&str; 6] = [
    "member",
    "officer",
    "staff",
    "note",
    "own_company",
    "change_request",
];

/// What a device knows: records by kind and id, and where it stands.
#[derive(Default)]
struct Known {
    cursor: Option<String>,
    records: BTreeMap<(String, String), Value>,
    /// Everything that came, as text.
    heard: String,
}

impl Known {
    async fn pull(&mut self, coop: &Coop, token: &str) {
        loop {
            let body = json!({"cursor": self.cursor, "kinds": KINDS});
            let response = coop.post("/v1/sync/pull", token, body).await;
            assert_eq!(response.status(), 200);
            let is_json = response.headers()["content-type"] == "application/json";
            let bytes = response.bytes().await.unwrap();
            let batch = if is_json {
                match serde_json::from_slice(&bytes).unwrap() {
                    PullReply::Snapshot(snapshot) => {
                        self.records.clear();
                        let bytes = coop.snapshot(token, None, &snapshot.id).await;
                        let mut batch = self.read(&bytes.bytes().await.unwrap());
                        batch.more = true;
                        batch
                    }
                    _ => return,
                }
            } else {
                self.read(&bytes)
            };
            for (kind, id, payload) in batch.put {
                self.heard.push_str(&payload.to_string());
                self.records.insert((kind, id), payload);
            }
            for gone in batch.gone {
                self.records.remove(&gone);
            }
            self.cursor = Some(batch.cursor);
            if !batch.more {
                return;
            }
        }
    }

    fn read(&mut self, bytes: &[u8]) -> Batch {
        let plain = zstd::decode_all(bytes).unwrap();
        self.heard.push_str(&String::from_utf8_lossy(&plain));
        Batch::read(bytes)
    }

    /// The only record of that kind.
    fn only(&self, kind: &str) -> &Value {
        let mut found = self.records.iter().filter(|((k, _), _)| k == kind);
        let only = found.next().unwrap().1;
        assert!(found.next().is_none());
        only
    }

    fn member(&self, number: &str) -> &Value {
        let mut all = self
            .records
            .iter()
            .filter(|((kind, _), _)| kind == "member");
        let found = all.find(|(_, payload)| payload["number"] == number);
        found.unwrap().1
    }

    fn request(&self, id: &str) -> ChangeRequest {
        let key = ("change_request".to_owned(), id.to_owned());
        serde_json::from_value(self.records[&key].clone()).unwrap()
    }
}

struct Author {
    token: String,
    account: String,
    company: String,
    edits: u32,
}

impl Author {
    async fn log_in(coop: &Coop, login: &str) -> Self {
        let session = coop.log_in(login, PASSWORD).await;
        Self {
            token: session.access,
            account: session.account.id,
            company: session.account.member.unwrap(),
            edits: 0,
        }
    }

    async fn push(
        &mut self,
        coop: &Coop,
        kind: &str,
        id: &str,
        set: Value,
        was: Value,
    ) -> EditOutcome {
        self.edits += 1;
        let key = format!("{:032x}", self.edits);
        let edit = json!({"key": key, "kind": kind, "id": id, "set": set, "was": was});
        let body = json!({ "edits": [edit] });
        let first: PushReply = answer(coop, &self.token, body.clone()).await;
        // A lost reply: the same again is answered the same, and does nothing.
        let again: PushReply = answer(coop, &self.token, body).await;
        assert_eq!(first, again);
        first.results[0].outcome.clone()
    }

    fn id(&self, n: u32) -> String {
        format!("{}.{n:032x}", self.account)
    }

    async fn ask(&mut self, coop: &Coop, n: u32, fields: Value) -> EditOutcome {
        let id = self.id(n);
        let set = json!({"fields": fields, "note": "확인 부탁드려요"});
        self.push(coop, "change_request", &id, set, json!({})).await
    }

    async fn show(&mut self, coop: &Coop, set: Value, was: Value) -> EditOutcome {
        let id = format!("{}.{}", self.account, self.company);
        self.push(coop, "own_company", &id, set, was).await
    }
}

async fn answer(coop: &Coop, token: &str, body: Value) -> PushReply {
    let response = coop.post("/v1/sync/push", token, body).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

fn applied(outcome: &EditOutcome) -> bool {
    matches!(outcome, EditOutcome::Applied { .. })
}

fn phone(number: &str) -> Value {
    json!({ "number": number })
}

async fn waiting(coop: &Coop, staff: &str) -> Vec<ChangeEntry> {
    let request = coop.request(Method::GET, "/v1/staff/change-requests");
    let response = request.bearer_auth(staff).send().await.unwrap();
    response.json::<ChangeList>().await.unwrap().change_requests
}

async fn decide(
    coop: &Coop,
    staff: &str,
    id: &str,
    decision: Value,
) -> Result<ChangeEntry, ErrorCode> {
    let path = format!("/v1/staff/change-requests/{id}");
    let response = coop.post(&path, staff, decision).await;
    match response.status().as_u16() {
        200 => Ok(response.json().await.unwrap()),
        _ => Err(code(response).await),
    }
}

fn with_phone(n: u32, number: &str) -> Member {
    Member {
        phone: Some(Phone {
            number: number.into(),
            ..Phone::default()
        }),
        ..member(n)
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_decided_field_by_field() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut author = Author::log_in(&coop, "01000000001").await;
    let other = Author::log_in(&coop, "01000000002").await;
    let (mut own, mut others) = (Known::default(), Known::default());
    own.pull(&coop, &author.token).await;
    others.pull(&coop, &other.token).await;
    assert_eq!(
        own.only("own_company")["company"]["business_number"],
        "0000000001"
    );
    assert_eq!(own.only("own_company")["show_mobile"], "everyone");

    let id = author.id(1);
    let fields = json!({
        "phone": {"was": null, "wanted": {"number": "031-555-0100"}},
        "email": {"was": null, "wanted": "kim@Hanbit.Example"},
        "address": {"was": null, "wanted": "서울 강남구 역삼동 1"},
    });
    assert!(applied(&author.ask(&coop, 1, fields).await));
    own.pull(&coop, &author.token).await;
    let sent = own.request(&id);
    assert_eq!(
        (sent.state(), &sent.member),
        (RequestState::Waiting, &author.company)
    );
    assert_eq!(sent.fields["phone"].wanted, phone("0315550100"), "mended");
    assert_eq!(sent.fields["email"].wanted, "kim@hanbit.example");

    let list = waiting(&coop, &staff).await;
    assert_eq!(
        (list.len(), &list[0].id, list[0].name.as_str()),
        (1, &id, "홍길동1")
    );
    for (decision, refused) in [
        (json!({}), ErrorCode::InvalidInput),
        (json!({"reject": ["phone"]}), ErrorCode::InvalidInput),
        (
            json!({"approve": ["phone"], "reject": ["phone"], "reason": "x"}),
            ErrorCode::InvalidInput,
        ),
        (json!({"approve": ["fax"]}), ErrorCode::Conflict),
    ] {
        assert_eq!(decide(&coop, &staff, &id, decision).await, Err(refused));
    }
    let partly = json!({
        "approve": ["phone", "address"], "reject": ["email"], "reason": "주소를 확인할 수 없어요.",
    });
    let entry = decide(&coop, &staff, &id, partly.clone()).await.unwrap();
    assert_eq!(entry.state, RequestState::Partly);
    assert_eq!(
        decide(&coop, &staff, &id, partly).await,
        Err(ErrorCode::Conflict)
    );
    assert!(waiting(&coop, &staff).await.is_empty());

    own.pull(&coop, &author.token).await;
    others.pull(&coop, &other.token).await;
    let told = own.request(&id);
    assert_eq!(
        told.fields["email"].reason.as_deref(),
        Some("주소를 확인할 수 없어요.")
    );
    assert!(told.decided_at.is_some());
    let seen = others.member("0001");
    assert_eq!(seen["phone"], phone("0315550100"));
    assert_eq!(seen["position"]["precision"], "town");
    assert!(seen.get("email").is_none() && seen.get("corrected").is_none());
    assert!(!others.heard.contains("change_request") && !others.heard.contains("확인 부탁"));
    let noted = coop
        .storage()
        .reading(|txn| txn.change_decisions(&id))
        .unwrap();
    assert_eq!(noted.len(), 3);
    assert!(
        noted
            .iter()
            .all(|one| one.by != "console" && !one.by.is_empty())
    );
    let filter = crate::storage::AuditFilter::default();
    let lines = coop
        .storage()
        .reading(|txn| txn.audit(&filter, 100))
        .unwrap();
    let done = lines.iter().filter(|line| line.action == "decide_change");
    let done: Vec<_> = done.collect();
    assert_eq!(
        done.len(),
        1,
        "what was refused is not written down as done"
    );
    assert_eq!(done[0].origin, "app 127.0.0.1");
    assert!(done[0].object.contains("홍길동1") && !done[0].name.is_empty());
    assert!(lines.iter().any(|line| line.action == "read_changes"));
}

#[tokio::test(flavor = "multi_thread")]
async fn only_ones_own_company_can_be_corrected() {
    let coop = Coop::new().await;
    let mut author = Author::log_in(&coop, "01000000001").await;
    let mut other = Author::log_in(&coop, "01000000002").await;
    let ask = json!({"fields": {"phone": {"was": null, "wanted": {"number": "0315550100"}}}});
    let none = json!({});
    let rejected = |code| EditOutcome::Rejected { code };
    for (kind, id, set, refused) in [
        (
            "change_request",
            other.id(1),
            ask.clone(),
            ErrorCode::NotFound,
        ),
        (
            "change_request",
            format!("{}.1", author.account),
            ask.clone(),
            ErrorCode::NotFound,
        ),
        (
            "change_request",
            author.id(1),
            json!({"member": "2"}),
            ErrorCode::Forbidden,
        ),
        (
            "change_request",
            author.id(1),
            json!({"decided_at": 1}),
            ErrorCode::Forbidden,
        ),
        (
            "change_request",
            author.id(1),
            json!({"cancelled": true}),
            ErrorCode::InvalidInput,
        ),
        (
            "change_request",
            author.id(1),
            json!({"fields": {}}),
            ErrorCode::InvalidInput,
        ),
        (
            "own_company",
            format!("{}.{}", author.account, other.company),
            json!({"show_phone": "nobody"}),
            ErrorCode::NotFound,
        ),
        (
            "own_company",
            format!("{}.{}", other.account, other.company),
            json!({"show_phone": "nobody"}),
            ErrorCode::NotFound,
        ),
        (
            "own_company",
            format!("{}.{}", author.account, author.company),
            json!({"show_phone": "friends"}),
            ErrorCode::InvalidInput,
        ),
        (
            "own_company",
            format!("{}.{}", author.account, author.company),
            json!({"company": {}}),
            ErrorCode::Forbidden,
        ),
    ] {
        let was = json!({"show_phone": "everyone"});
        let outcome = author.push(&coop, kind, &id, set.clone(), was).await;
        assert_eq!(outcome, rejected(refused), "{kind} {id} {set}");
    }
    for wrong in [
        json!({"phone": {"was": null, "wanted": {"number": "123"}}}),
        json!({"phone": {"was": null, "wanted": 7}}),
        json!({"business_number": {"was": null, "wanted": "1234567891"}}),
        json!({"name": {"was": "(주)한빛1", "wanted": null}}),
        json!({"email": {"was": "x".repeat(9000), "wanted": "a@b.kr"}}),
        json!({"address": {"was": null, "wanted": "가".repeat(201)}}),
        json!({"products": {"was": null, "wanted": ["=1+1"]}}),
    ] {
        let outcome = author.ask(&coop, 2, wrong.clone()).await;
        assert_eq!(outcome, rejected(ErrorCode::InvalidInput), "{wrong}");
    }
    let mut staff = Author {
        token: coop.log_in("staff", PASSWORD).await.access,
        account: "99".into(),
        company: "1".into(),
        edits: 0,
    };
    let outcome = staff
        .push(
            &coop,
            "change_request",
            &staff.id(1),
            ask.clone(),
            none.clone(),
        )
        .await;
    assert_eq!(
        outcome,
        rejected(ErrorCode::Forbidden),
        "staff have no company"
    );
    // As many as may wait.
    for n in 0..20 {
        coop.storage()
            .writing(|txn| {
                txn.add_waiting_change(&crate::storage::WaitingChange {
                    id: format!("{}.{n}", other.account),
                    account: other.account.clone(),
                    member: other.company.clone(),
                    at: n,
                })
            })
            .unwrap();
    }
    let full = other.ask(
        &coop,
        50,
        json!({"phone": {"was": null, "wanted": {"number": "0315550100"}}}),
    );
    assert_eq!(full.await, rejected(ErrorCode::TooLarge));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changes_meanwhile_is_told() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut author = Author::log_in(&coop, "01000000001").await;
    let mut own = Known::default();
    let fields = json!({
        "phone": {"was": null, "wanted": {"number": "0315550100"}},
        "fax": {"was": null, "wanted": {"number": "0315550101"}},
        "email": {"was": "old@hanbit.example", "wanted": "kim@hanbit.example"},
    });
    assert!(applied(&author.ask(&coop, 1, fields).await));
    own.pull(&coop, &author.token).await;
    let request = own.request(&author.id(1));
    assert_eq!(
        request.fields["email"].decision,
        Some(Decision::Superseded),
        "it was old when it came"
    );

    // The roster brings the wanted fax and another phone.
    let changed = Member {
        fax: Some(Phone {
            number: "0315550101".into(),
            ..Phone::default()
        }),
        ..with_phone(1, "0315550177")
    };
    coop.import([changed.clone()].into_iter().chain((2..=5).map(member)));
    own.pull(&coop, &author.token).await;
    let request = own.request(&author.id(1));
    assert_eq!(request.fields["fax"].decision, Some(Decision::Approved));
    assert_eq!(request.fields["phone"].decision, Some(Decision::Superseded));
    assert_eq!(request.fields["phone"].now, Some(phone("0315550177")));
    assert_eq!(request.state(), RequestState::Partly);
    assert!(waiting(&coop, &staff).await.is_empty());
    let late = json!({"approve": ["phone"]});
    assert_eq!(
        decide(&coop, &staff, &author.id(1), late).await,
        Err(ErrorCode::Conflict)
    );

    // Asked again with the value that stands now; a newer wish for the same field replaces it.
    let again =
        |wanted: &str| json!({"phone": {"was": phone("0315550177"), "wanted": phone(wanted)}});
    assert!(applied(&author.ask(&coop, 2, again("0315550100")).await));
    assert!(applied(&author.ask(&coop, 3, again("0315550102")).await));
    own.pull(&coop, &author.token).await;
    assert_eq!(own.request(&author.id(2)).state(), RequestState::Cancelled);
    let list = waiting(&coop, &staff).await;
    assert_eq!((list.len(), &list[0].id), (1, &author.id(3)));

    // Taken back before it is decided, and too late after.
    let back = json!({"cancelled": true});
    let was = json!({"cancelled": false});
    let id = author.id(3);
    let outcome = author
        .push(&coop, "change_request", &id, back.clone(), was.clone())
        .await;
    assert!(applied(&outcome));
    assert!(waiting(&coop, &staff).await.is_empty());
    assert!(applied(&author.ask(&coop, 4, again("0315550103")).await));
    let id = author.id(4);
    decide(&coop, &staff, &id, json!({"approve": ["phone"]}))
        .await
        .unwrap();
    let outcome = author.push(&coop, "change_request", &id, back, was).await;
    assert!(matches!(outcome, EditOutcome::Merged { .. }), "{outcome:?}");

    // The next upload still has the old number: the correction stands, until the roster says another.
    let untouched = coop.import([changed.clone()].into_iter().chain((2..=5).map(member)));
    assert_eq!(untouched.rows.changed, 0);
    own.pull(&coop, &author.token).await;
    assert_eq!(own.member("0001")["phone"], phone("0315550103"));
    coop.import(
        [with_phone(1, "0315550199")]
            .into_iter()
            .chain((2..=5).map(member)),
    );
    own.pull(&coop, &author.token).await;
    assert_eq!(own.member("0001")["phone"], phone("0315550199"));
    // Now it knows the correction no more: what the roster says is what stands.
    coop.import([changed].into_iter().chain((2..=5).map(member)));
    own.pull(&coop, &author.token).await;
    assert_eq!(own.member("0001")["phone"], phone("0315550177"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_name_is_still_found_by_the_roster() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut author = Author::log_in(&coop, "01000000001").await;
    let nameless = |n: u32| Member {
        number: String::new(),
        business_number: None,
        ..member(n)
    };
    let fields = json!({"name": {"was": "(주)한빛1", "wanted": "㈜새이름"}});
    assert!(applied(&author.ask(&coop, 1, fields).await));
    let id = author.id(1);
    decide(&coop, &staff, &id, json!({"approve": ["name"]}))
        .await
        .unwrap();
    let report = coop.import((1..=5).map(nameless));
    assert_eq!((report.rows.new, report.rows.missing), (0, 0));
    let mut own = Known::default();
    own.pull(&coop, &author.token).await;
    assert_eq!(own.only("own_company")["company"]["name"], "(주)새이름");
    // The roster has caught up.
    let renamed = Member {
        name: "(주)새이름".into(),
        ..nameless(1)
    };
    let report = coop.import([renamed].into_iter().chain((2..=5).map(nameless)));
    assert_eq!((report.rows.new, report.rows.missing), (0, 0));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hidden_number_stays_at_home() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut author = Author::log_in(&coop, "01000000001").await;
    let other = Author::log_in(&coop, "01000000002").await;
    let (mut own, mut theirs, mut staffs) = (Known::default(), Known::default(), Known::default());
    theirs.pull(&coop, &other.token).await;
    staffs.pull(&coop, &staff).await;
    let held = coop.pull(&other.token, None).await.snapshot();
    let everyone = json!({"show_mobile": "everyone"});
    let outcome = author
        .show(&coop, json!({"show_mobile": "nobody"}), everyone.clone())
        .await;
    assert!(applied(&outcome));
    assert_eq!(
        coop.snapshot(&other.token, None, &held.id).await.status(),
        404
    );
    for known in [
        (&mut theirs, &other.token),
        (&mut staffs, &staff),
        (&mut own, &author.token),
    ] {
        known.0.pull(&coop, known.1).await;
    }
    assert!(theirs.member("0001").get("mobile").is_none());
    assert!(staffs.member("0001").get("mobile").is_none());
    assert!(
        own.member("0001").get("mobile").is_none(),
        "the card is what others see"
    );
    assert_eq!(
        own.only("own_company")["company"]["mobile"],
        phone("01000000001")
    );
    assert_eq!(own.only("own_company")["show_mobile"], "nobody");
    // The other device of the member decided first.
    let outcome = author
        .show(&coop, json!({"show_mobile": "staff"}), everyone)
        .await;
    assert!(matches!(outcome, EditOutcome::Merged { .. }), "{outcome:?}");
    // Staff are not shown by way of a request what they may not see.
    let asked = json!({"mobile": {"was": phone("01000000001"), "wanted": phone("01000000077")}});
    assert!(applied(&author.ask(&coop, 1, asked).await));
    let list = waiting(&coop, &staff).await;
    assert_eq!(list[0].fields["mobile"].was, Value::Null);
    // A new number of the roster's is as hidden, also after the company was gone for a while.
    coop.import((2..=5).map(member));
    let moved = Member {
        mobile: Some(Phone {
            number: "01000000055".into(),
            ..Phone::default()
        }),
        ..member(1)
    };
    coop.import([moved].into_iter().chain((2..=5).map(member)));
    theirs.pull(&coop, &other.token).await;
    assert!(theirs.member("0001").get("mobile").is_none());
    assert!(!theirs.heard.contains("01000000055"));
}

#[test]
fn nothing_hidden_is_ever_heard() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let coop = runtime.block_on(Coop::new());
    let member_token = runtime
        .block_on(coop.log_in("01000000002", PASSWORD))
        .access;
    let staff_token = runtime.block_on(coop.log_in("staff", PASSWORD)).access;
    let audience = prop_oneof![
        Just(Audience::Everyone),
        Just(Audience::Staff),
        Just(Audience::Nobody)
    ];
    let visibility = proptest::collection::vec(audience, 25);
    let config = ProptestConfig {
        cases: 12,
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let round = std::cell::Cell::new(0);
    proptest!(config, |(first in visibility.clone(), second in visibility)| {
        round.set(round.get() + 1);
        let mut known = [Known::default(), Known::default()];
        for (part, seen) in [first, second].into_iter().enumerate() {
            let secrets = set_all(&coop, &seen, round.get() * 2 + part);
            for (known, token) in known.iter_mut().zip([&member_token, &staff_token]) {
                known.heard.clear();
                runtime.block_on(known.pull(&coop, token));
            }
            for (own, text, who) in secrets {
                prop_assert_eq!(known[0].heard.contains(&text), own || who == Audience::Everyone, "{} {:?}", &text, who);
                prop_assert_eq!(known[1].heard.contains(&text), who != Audience::Nobody, "{} {:?}", &text, who);
            }
        }
    });
}

/// Gives every company values that nothing else has, and every field an audience. Answers them, and
/// whether they are of the company that the member who listens belongs to.
fn set_all(coop: &Coop, seen: &[Audience], round: usize) -> Vec<(bool, String, Audience)> {
    let mut secrets = Vec::new();
    coop.storage()
        .writing(|txn| {
            let revision = txn.advance(crate::storage::Change::Shared, 1)?.revision;
            for (company, record) in txn.entities(Kind::Member)?.into_iter().enumerate() {
                let mut fields: serde_json::Map<String, Value> =
                    serde_json::from_str(&record.payload).unwrap();
                let mut visibility = serde_json::Map::new();
                for (at, field) in CompanyField::HIDEABLE.into_iter().enumerate() {
                    let who = seen[company * 5 + at];
                    let text = format!("9{round:03}7{company}6{at}5");
                    let value = match field {
                        CompanyField::Email | CompanyField::Address => Value::from(text.clone()),
                        _ => phone(&text),
                    };
                    fields.insert(field.as_str().to_owned(), value);
                    if who != Audience::Everyone {
                        let who = serde_json::to_value(who).unwrap();
                        visibility.insert(field.as_str().to_owned(), who);
                    }
                    secrets.push((fields["number"] == "0002", text, who));
                }
                fields.insert(policy::VISIBILITY.to_owned(), Value::Object(visibility));
                txn.put_entity(&crate::storage::Entity {
                    revision,
                    payload: serde_json::to_string(&fields).unwrap(),
                    ..record
                })?;
            }
            Ok::<_, crate::storage::StorageError>(())
        })
        .unwrap();
    secrets
}
