//! What waits for the office, and the first page's numbers.

use handbook_wire::entity::{ChangeRequest, FieldChange, Kind};
use serde_json::{Value, json};

use super::Office;
use crate::storage::{Change, Entity, StorageError, WaitingChange};

/// Lets a request of the first company wait, and answers the company's record id.
fn ask(office: &Office, fields: &[(&str, Value, Value)]) -> String {
    let storage = office.storage();
    let account = storage
        .reading(|txn| txn.account_by_login("01000000001"))
        .unwrap()
        .unwrap();
    let request = ChangeRequest {
        member: account.subject.clone(),
        note: "<b>이사</b>했어요".into(),
        sent_at: 1_795_424_000_000,
        fields: fields
            .iter()
            .map(|(name, was, wanted)| {
                let change = FieldChange {
                    was: was.clone(),
                    wanted: wanted.clone(),
                    ..FieldChange::default()
                };
                ((*name).to_owned(), change)
            })
            .collect(),
        ..ChangeRequest::default()
    };
    storage
        .writing::<_, StorageError>(|txn| {
            let revision = txn.advance(Change::Private, 1)?.revision;
            txn.put_entity(&Entity {
                kind: Kind::ChangeRequest,
                id: "request".into(),
                owner: Some(account.id.clone()),
                revision,
                deleted: false,
                payload: serde_json::to_string(&request).unwrap(),
            })?;
            txn.add_waiting_change(&WaitingChange {
                id: "request".into(),
                account: account.id.clone(),
                member: account.subject.clone(),
                at: request.sent_at,
            })
        })
        .unwrap();
    account.subject
}

fn company(office: &Office, id: &str) -> Value {
    let found = office.storage().reading(|txn| txn.entity(Kind::Member, id));
    let record: Entity = found.map_err(|error: StorageError| error).unwrap().unwrap();
    serde_json::from_str(&record.payload).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_is_decided_field_by_field() {
    let office = Office::new().await;
    let member = ask(
        &office,
        &[
            ("email", Value::Null, json!("new@hanbit.example")),
            ("address", Value::Null, json!("서울 강남구")),
            ("homepage", Value::Null, json!("http://hanbit.example")),
        ],
    );
    let browser = office.enter("roster").await;
    assert!(browser.get("/console").await.html.contains("<b>1</b>건"));
    let page = browser.get("/console/changes").await;
    assert!(page.html.contains("&#60;b&#62;이사"), "{}", page.html);
    assert!(page.html.contains("new@hanbit.example") && page.html.contains("(주)한빛1"));
    let chosen = [
        ("id", "request"),
        ("field.email", "approve"),
        ("field.address", "reject"),
        ("field.homepage", "later"),
    ];
    // Without a reason nothing is rejected, and what was chosen is still chosen.
    let refused = browser.post("/console/changes", &chosen).await;
    assert_eq!(refused.status, 409);
    assert!(refused.html.contains("까닭을 1~500자로"));
    assert!(
        refused
            .html
            .contains("name=\"field.address\" value=\"reject\" checked")
    );
    assert_eq!(company(&office, &member).get("email"), None);
    let with_reason = [&chosen[..], &[("reason", "공장 주소예요")]].concat();
    let done = browser.post("/console/changes", &with_reason).await;
    assert_eq!(done.to, "/console/changes?done=decided");
    assert_eq!(company(&office, &member)["email"], "new@hanbit.example");
    assert_eq!(company(&office, &member).get("address"), None);
    let page = browser.get(&done.to).await;
    assert!(page.html.contains("field.homepage") && !page.html.contains("field.email"));
    // The same form once more, by a double click or by somebody else, does nothing.
    let again = browser.post("/console/changes", &with_reason).await;
    assert_eq!(again.status, 409);
    assert!(again.html.contains("이미 결정했거나"));

    let admin = office.enter("admin").await;
    let log = admin.get("/console/audit?action=decide_change").await;
    assert_eq!(log.html.matches("data-name=\"번호\"").count(), 1);
    assert!(log.html.contains("(주)한빛1 · 홍길동1") && log.html.contains("승인 email"));
    let looks = admin.get("/console/audit?action=read_changes").await;
    assert!(looks.html.contains("명부담당"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_page_counts() {
    let office = Office::new().await;
    let reader = office.enter("reader").await;
    let page = reader.get("/console").await;
    assert!(
        page.html.contains("<span>조합원사</span><b>3</b>곳"),
        "{}",
        page.html
    );
    assert!(page.html.contains("<span>로그인된 기기</span><b>1</b>대"));
    assert!(page.html.contains("지회 없음"));
    assert!(page.html.contains("3곳 · 앱을 쓴 곳 0"), "{}", page.html);
    assert!(page.html.contains("1대가 지난 7일 안에") && page.html.contains("아직 없어요"));
    assert!(
        !page.html.contains("/console/changes"),
        "not a reader's work"
    );
    let nothing = office.enter("nothing").await;
    assert!(
        nothing
            .get("/console")
            .await
            .html
            .contains("아직 맡은 일이 없어요")
    );
}
