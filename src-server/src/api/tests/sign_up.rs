use handbook_wire::ErrorCode;
use handbook_wire::entity::MemberStatus;
use handbook_wire::identity::Purpose;
use handbook_wire::sign_up::{SignUpList, SignUpReceived, SignUpState};
use reqwest::Method;
use serde_json::{Value, json};

use super::provider::{Host, NAME, PHONE, VERIFIER, agreed, challenge, configure, ticket};
use super::{Coop, DEVICE, PASSWORD, code, member};
use crate::service::sign_up::{DecisionError, decide, list};

const DAY: i64 = 24 * 60 * 60 * 1000;

async fn new_coop(host: &Host) -> Coop {
    Coop::with(|config| configure(config, host.port)).await
}

async fn names(coop: &Coop, text: &str) -> Vec<(String, String)> {
    let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    let request = coop.request(Method::GET, &format!("/v1/sign-up/companies?name={query}"));
    let found: Value = request.send().await.unwrap().json().await.unwrap();
    let companies = found["companies"].as_array().unwrap().iter();
    companies
        .map(|one| {
            assert_eq!(one.as_object().unwrap().len(), 2, "nothing but id and name");
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            (text("id"), text("name"))
        })
        .collect()
}

async fn application(coop: &Coop, ticket: &str) -> Value {
    let (company, _) = names(coop, "한빛1").await.remove(0);
    json!({
        "ticket": ticket, "company": company, "position": "이사", "password": PASSWORD,
        "agreed": agreed(coop, "sign_up").await, "challenge": challenge(),
        "device": {"id": DEVICE, "name": "시험"},
    })
}

async fn apply(coop: &Coop, host: &Host) -> String {
    let ticket = ticket(coop, host, Purpose::SignUp).await;
    let body = application(coop, &ticket).await;
    let response = coop.post("/v1/sign-up", "", body).await;
    assert_eq!(response.status(), 200);
    response.json::<SignUpReceived>().await.unwrap().id
}

async fn state(coop: &Coop, id: &str) -> SignUpState {
    let body = json!({"verifier": VERIFIER});
    let response = coop.post(&format!("/v1/sign-up/{id}"), "", body).await;
    assert_eq!(response.status(), 200);
    response.json().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_found_by_its_name_alone() {
    let coop = Coop::new().await;
    let mut gone = member(2);
    gone.status = MemberStatus::Withdrawn;
    let many = (10..40).map(member);
    coop.import([member(1), gone].into_iter().chain(many));
    let only = |found: &[(String, String)]| -> Vec<String> {
        found.iter().map(|(_, name)| name.clone()).collect()
    };
    assert_eq!(only(&names(&coop, "한빛1").await)[0], "(주)한빛1");
    assert!(
        names(&coop, "한빛2")
            .await
            .iter()
            .all(|(_, name)| name != "(주)한빛2")
    );
    assert_eq!(names(&coop, "한빛").await.len(), 20);
    assert_eq!(only(&names(&coop, " 한 빛 39 ").await), ["(주)한빛39"]);
    assert!(names(&coop, "홍길동").await.is_empty());
    for short in [
        "",
        "?name=",
        "?name=%ED%95%9C",
        "?name=%20%ED%95%9C%20",
        "?other=1",
    ] {
        let path = format!("/v1/sign-up/companies{short}");
        let response = coop.request(Method::GET, &path).send().await.unwrap();
        assert_eq!(response.status(), 400, "{short}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_becomes_an_account_when_staff_approve() {
    let host = Host::start().await;
    let coop = new_coop(&host).await;
    let id = apply(&coop, &host).await;
    assert!(matches!(
        state(&coop, &id).await,
        SignUpState::Waiting { .. }
    ));
    assert_eq!(coop.try_log_in(PHONE, PASSWORD).await.status(), 401);
    let stranger = coop
        .post(
            &format!("/v1/sign-up/{id}"),
            "",
            json!({"verifier": "other"}),
        )
        .await;
    assert_eq!(code(stranger).await, ErrorCode::NotFound);

    let staff = coop.log_in("staff", PASSWORD).await;
    let waiting: SignUpList = coop
        .request(Method::GET, "/v1/staff/sign-ups")
        .bearer_auth(&staff.access)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    let [one] = waiting.sign_ups.as_slice() else {
        panic!("{waiting:?}");
    };
    assert_eq!(
        (
            &*one.id,
            &*one.name,
            &*one.phone,
            &*one.company,
            &*one.position
        ),
        (&*id, NAME, PHONE, "(주)한빛1", "이사")
    );
    let member = coop.log_in("01000000001", PASSWORD).await;
    let path = format!("/v1/staff/sign-ups/{id}");
    let approve = json!({"decision": "approve"});
    let refused = coop.post(&path, &member.access, approve.clone()).await;
    assert_eq!(code(refused).await, ErrorCode::Forbidden);
    let approved = coop.post(&path, &staff.access, approve.clone()).await;
    assert_eq!(approved.status(), 204);
    let twice = coop.post(&path, &staff.access, approve).await;
    assert_eq!(code(twice).await, ErrorCode::Conflict);
    assert_eq!(state(&coop, &id).await, SignUpState::Approved);
    // The device that applied was verified with its applicant.
    let session = coop.log_in(PHONE, PASSWORD).await;
    assert!(session.steps.is_empty(), "{:?}", session.steps);
    let (company, _) = names(&coop, "한빛1").await.remove(0);
    assert_eq!(session.account.member, Some(company));
    assert!(list(&*coop.storage()).unwrap().is_empty());
    // The company leaves the co-op, and its people with it.
    coop.import((2..=5).map(super::member));
    assert_eq!(coop.try_log_in(PHONE, PASSWORD).await.status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_checked_before_its_ticket_is_spent() {
    let host = Host::start().await;
    let coop = new_coop(&host).await;
    let ticket = ticket(&coop, &host, Purpose::SignUp).await;
    let good = application(&coop, &ticket).await;
    for (field, value, expected) in [
        ("ticket", json!("x"), ErrorCode::WrongCode),
        ("company", json!("999"), ErrorCode::InvalidInput),
        ("position", json!(" "), ErrorCode::InvalidInput),
        ("position", json!("x".repeat(200)), ErrorCode::InvalidInput),
        ("password", json!("weak"), ErrorCode::WeakPassword),
        ("password", json!("Hanbit-1990"), ErrorCode::WeakPassword),
        ("agreed", json!([]), ErrorCode::InvalidInput),
        ("challenge", json!("x"), ErrorCode::InvalidInput),
        (
            "device",
            json!({"id": "x", "name": ""}),
            ErrorCode::InvalidInput,
        ),
    ] {
        let mut body = good.clone();
        body[field] = value.clone();
        let response = coop.post("/v1/sign-up", "", body).await;
        assert_eq!(code(response).await, expected, "{field} {value}");
    }
    assert_eq!(
        coop.post("/v1/sign-up", "", good.clone()).await.status(),
        200
    );
    let replay = coop.post("/v1/sign-up", "", good).await;
    assert_eq!(code(replay).await, ErrorCode::WrongCode);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_application_replaces_the_first_and_old_ones_are_forgotten() {
    let host = Host::start().await;
    let coop = new_coop(&host).await;
    let storage = coop.storage();
    apply(&coop, &host).await;
    coop.clock.advance(60_000);
    let second = apply(&coop, &host).await;
    let waiting = list(&*storage).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_eq!(waiting[0].id, second);
    let reject = |reason: &str| {
        let decision = handbook_wire::sign_up::SignUpDecision::Reject {
            reason: reason.into(),
        };
        decide(&*storage, &coop.clock, &second, &decision)
    };
    assert!(matches!(reject(" "), Err(DecisionError::NoReason)));
    reject("재직을 확인할 수 없어요.").unwrap();
    assert!(matches!(reject("x"), Err(DecisionError::Decided)));
    let SignUpState::Rejected { reason } = state(&coop, &second).await else {
        panic!("not rejected");
    };
    assert_eq!(reason, "재직을 확인할 수 없어요.");
    coop.clock.advance(60_000);
    let third = apply(&coop, &host).await;
    let gone = async |id: &str| {
        let body = json!({"verifier": VERIFIER});
        coop.post(&format!("/v1/sign-up/{id}"), "", body)
            .await
            .status()
            == 404
    };
    coop.clock.advance(31 * DAY);
    coop.server.service().forget_old().unwrap();
    assert!(gone(&second).await && !gone(&third).await);
    coop.clock.advance(60 * DAY);
    coop.server.service().forget_old().unwrap();
    assert!(gone(&third).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_that_has_an_account_and_a_company_that_left_are_refused() {
    use handbook_wire::sign_up::SignUpDecision::Approve;
    let host = Host::start().await;
    let coop = new_coop(&host).await;
    let storage = coop.storage();
    let id = apply(&coop, &host).await;
    coop.import((2..=5).map(member));
    let gone = decide(&*storage, &coop.clock, &id, &Approve);
    assert!(matches!(gone, Err(DecisionError::NoCompany)));
    let mut taken = member(1);
    taken.mobile.as_mut().unwrap().number = PHONE.into();
    coop.import([taken].into_iter().chain((2..=5).map(member)));
    coop.clock.advance(60_000);
    let ticket = ticket(&coop, &host, Purpose::SignUp).await;
    let response = coop
        .post("/v1/sign-up", "", application(&coop, &ticket).await)
        .await;
    assert_eq!(code(response).await, ErrorCode::Conflict);
    let unknown = decide(&*storage, &coop.clock, "x", &Approve);
    assert!(matches!(unknown, Err(DecisionError::Unknown)));
}
