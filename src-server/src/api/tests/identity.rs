use std::path::Path;

use handbook_wire::ErrorCode;
use handbook_wire::auth::Step;
use handbook_wire::identity::{
    Agency, IdentityFailure, IdentityReply, IdentityRequest, IdentityStarted, Purpose,
};
use reqwest::Method;
use serde_json::{Value, json};

use super::provider::{
    BIRTH, Host, NAME, PHONE, SEALED_BIRTH, SEALED_PHONE, VERIFIER, begun, callback, check,
    come_back, configure, coop, hong, link_code, page, request, start, steps, ticket, try_check,
    try_start, verify, why,
};
use super::{Coop, DEVICE, PASSWORD, SECOND_DEVICE, code, member};

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_begins_only_with_all_that_it_needs() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    let good = request(&coop, Purpose::FindLogin).await;
    type Change = fn(&mut IdentityRequest);
    let wrong: [Change; 10] = [
        |request| request.name = " ".into(),
        |request| request.name = "가나다라마바사아자".into(),
        |request| request.phone = "0212345678".into(),
        |request| request.birth = "19900230".into(),
        |request| request.birth = "20990101".into(),
        |request| request.agency = Agency::Unknown,
        |request| request.challenge = "x".into(),
        |request| request.agreed.clear(),
        |request| request.agreed[0].version = "2020-01-01".into(),
        |request| drop(request.agreed.pop()),
    ];
    for (index, change) in wrong.iter().enumerate() {
        let mut request = good.clone();
        change(&mut request);
        let response = try_start(&coop, "", &request).await;
        assert_eq!(response.status(), 400, "{index}");
    }
    let mut without = good.clone();
    without.purpose = Purpose::Account;
    assert_eq!(try_start(&coop, "", &without).await.status(), 401);
    // At the fifth message to one phone its owner has rest.
    for _ in 0..5 {
        assert_eq!(try_start(&coop, "", &good).await.status(), 200);
    }
    let refused = try_start(&coop, "", &good).await;
    assert_eq!(refused.status(), 429);
    assert_eq!(refused.headers()["retry-after"], "5");
    let counter = Coop::new().await;
    let response = try_start(&counter, "", &good).await;
    assert_eq!(response.status(), 403);
    assert_eq!(code(response).await, ErrorCode::AskStaff);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_posts_to_the_provider_and_nothing_else() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    let mut request = request(&coop, Purpose::FindLogin).await;
    request.name = "\"><script>a&'".into();
    let started: IdentityStarted = try_start(&coop, "", &request).await.json().await.unwrap();
    let path = started.url.strip_prefix("http://127.0.0.1:8787").unwrap();
    let response = coop.request(Method::GET, path).send().await.unwrap();
    assert_eq!(response.headers()["cache-control"], "no-store");
    assert_eq!(response.headers()["referrer-policy"], "no-referrer");
    let policy = response.headers()["content-security-policy"]
        .to_str()
        .unwrap();
    for part in [
        "default-src 'none'".to_owned(),
        "frame-ancestors 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        format!("form-action http://127.0.0.1:{};", host.port),
    ] {
        assert!(policy.contains(&part), "{policy}");
    }
    assert!(!policy.contains("unsafe"), "{policy}");
    let (_, nonce) = policy.split_once("script-src 'nonce-").unwrap();
    let nonce = nonce.split('\'').next().unwrap().to_owned();
    let html = response.text().await.unwrap();
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    // Base64 may have a character that the template writes as an entity.
    let shown = html.replace("&#43;", "+").replace("&#x2b;", "+");
    assert!(
        shown.contains(&format!("<script nonce=\"{nonce}\">")),
        "{html}"
    );
    assert!(html.contains("name=\"reqSvcCd\" value=\"01\""));
    let other = coop.request(Method::GET, path).send().await.unwrap();
    let again = other.headers()["content-security-policy"].to_str().unwrap();
    assert!(!again.contains(&nonce), "a nonce is for one page");
    for wrong in ["x", &"A".repeat(43), &format!("{}%00", "A".repeat(42))] {
        assert_eq!(page(&coop, &format!("/identity/{wrong}")).await.0, 410);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_verified_is_admitted_and_a_code_is_good_once() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    host.set("userCi", SEALED_PHONE);
    let session = coop.log_in(PHONE, "Kemc5678!").await;
    assert_eq!(session.steps, [Step::VerifyIdentity, Step::ChangePassword]);
    let begun = start(&coop, &session.access, Purpose::Account).await;
    assert!(matches!(check(&coop, &begun).await, IdentityReply::Waiting));
    let early = try_check(&coop, &begun.id, VERIFIER, Some(&"A".repeat(43))).await;
    assert_eq!(code(early).await, ErrorCode::WrongCode);
    let (status, html) = come_back(&coop, &host, &begun, "T1").await;
    assert_eq!(status, 200);
    assert!(html.contains("인증에 성공하였습니다."), "{html}");
    let link = link_code(&html);
    // Duplicate and late callbacks change nothing and tell nothing.
    for transaction in ["T1", "T2"] {
        let (status, html) = callback(&coop, &host, &begun, transaction).await;
        assert_eq!(status, 410);
        assert!(!html.contains("esujeop:"), "{html}");
    }
    assert_eq!(page(&coop, &begun.path).await.0, 410);
    for (id, verifier) in [(&*begun.id, "another"), (DEVICE, VERIFIER)] {
        let stranger = try_check(&coop, id, verifier, Some(&link)).await;
        assert_eq!(code(stranger).await, ErrorCode::NotFound);
    }
    let first = try_check(&coop, &begun.id, VERIFIER, Some(&link)).await;
    assert_eq!(first.status(), 200);
    let replay = try_check(&coop, &begun.id, VERIFIER, Some(&link)).await;
    assert_eq!(replay.status(), 403);
    assert_eq!(code(replay).await, ErrorCode::WrongCode);
    let IdentityReply::Verified { ticket, login } = check(&coop, &begun).await else {
        panic!("not verified");
    };
    assert_eq!((ticket, login), (None, None));
    assert_eq!(steps(&coop, &session).await, [Step::ChangePassword]);
    // Another device is verified again.
    let other = coop.log_in_on(SECOND_DEVICE, PHONE, "Kemc5678!").await;
    assert_eq!(other.steps, [Step::VerifyIdentity, Step::ChangePassword]);
    // What is told is told for ten minutes, and birth date and CI are nowhere in the clear.
    coop.clock.advance(10 * 60 * 1000);
    assert_eq!(why(&coop, &begun).await, IdentityFailure::Expired);
    for needle in [BIRTH, "CI-"] {
        assert!(!stored(&coop.folder.path().join("data"), needle.as_bytes()));
    }
}

/// Whether a file of the folder has `needle` in it.
fn stored(folder: &Path, needle: &[u8]) -> bool {
    std::fs::read_dir(folder).unwrap().any(|entry| {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap_or_default();
        bytes.windows(needle.len()).any(|window| window == needle)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn anothers_verification_admits_nobody() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    coop.clock.advance(8 * 24 * 60 * 60 * 1000);
    // The owner of another account verifies as himself.
    let session = coop.log_in_on(SECOND_DEVICE, "01000000001", PASSWORD).await;
    let begun = start(&coop, &session.access, Purpose::Account).await;
    let (_, html) = come_back(&coop, &host, &begun, "T1").await;
    assert!(html.contains("인증하신 분이 달라요"), "{html}");
    assert_eq!(why(&coop, &begun).await, IdentityFailure::OtherPerson);
    assert_eq!(steps(&coop, &session).await, [Step::VerifyIdentity]);

    let own = coop.log_in(PHONE, "Kemc5678!").await;
    // A result that was used once.
    let begun = start(&coop, &own.access, Purpose::Account).await;
    come_back(&coop, &host, &begun, "T1").await;
    assert_eq!(why(&coop, &begun).await, IdentityFailure::Expired);
    // A result of another verification.
    let begun = start(&coop, &own.access, Purpose::Account).await;
    host.set("mTxId", "00000000000000000000");
    callback(&coop, &host, &begun, "T2").await;
    assert_eq!(why(&coop, &begun).await, IdentityFailure::OtherPerson);
    // A session that has ended meanwhile.
    let begun = start(&coop, &own.access, Purpose::Account).await;
    let out = coop
        .request(Method::DELETE, "/v1/session")
        .bearer_auth(&own.access);
    assert_eq!(out.send().await.unwrap().status(), 204);
    come_back(&coop, &host, &begun, "T3").await;
    assert_eq!(why(&coop, &begun).await, IdentityFailure::Expired);
    // One that took too long.
    let own = coop.log_in(PHONE, "Kemc5678!").await;
    let begun = start(&coop, &own.access, Purpose::Account).await;
    coop.clock.advance(15 * 60 * 1000);
    assert_eq!(come_back(&coop, &host, &begun, "T4").await.0, 410);
    assert_eq!(why(&coop, &begun).await, IdentityFailure::Expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_verified_must_be_who_was_typed() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    type Change = fn(&mut IdentityRequest);
    let others: [Change; 3] = [
        |request| request.name = "홍길순".into(),
        |request| request.phone = "01000000001".into(),
        |request| request.birth = "19900316".into(),
    ];
    for (index, change) in others.iter().enumerate() {
        let mut request = request(&coop, Purpose::ResetPassword).await;
        change(&mut request);
        let response = try_start(&coop, "", &request).await;
        let begun = begun(response).await;
        come_back(&coop, &host, &begun, &begun.id).await;
        let found = why(&coop, &begun).await;
        assert_eq!(found, IdentityFailure::OtherPerson, "{index}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_ci_once_known_must_be_the_same() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    let session = coop.log_in(PHONE, "Kemc5678!").await;
    let outcome = async |ci: &str| {
        host.set("userCi", ci);
        coop.clock.advance(60_000);
        match verify(&coop, &host, &session.access, Purpose::Account).await {
            IdentityReply::Verified { .. } => None,
            IdentityReply::Failed { reason, .. } => Some(reason),
            _ => panic!("it goes on"),
        }
    };
    assert_eq!(outcome("").await, None);
    assert_eq!(outcome(SEALED_PHONE).await, None);
    assert_eq!(
        outcome(SEALED_BIRTH).await,
        Some(IdentityFailure::OtherPerson)
    );
    assert_eq!(outcome("").await, None);
    assert_eq!(outcome(SEALED_PHONE).await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_is_found_by_its_owner_alone() {
    let host = Host::start().await;
    let with = coop(&host).await;
    let IdentityReply::Verified { ticket, login } =
        verify(&with, &host, "", Purpose::FindLogin).await
    else {
        panic!("not verified");
    };
    assert_eq!((ticket, login.as_deref()), (None, Some("010-****-5678")));
    // The number belongs to somebody of another name.
    let mut other = hong(PHONE);
    other.representatives = vec!["임꺽정".into()];
    with.import((1..=5).map(member).chain([other]));
    let reply = verify(&with, &host, "", Purpose::FindLogin).await;
    assert!(matches!(reply, IdentityReply::Verified { login: None, .. }));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_password_is_reset_once_and_nobody_learns_whether_there_is_an_account() {
    let host = Host::start().await;
    let with = coop(&host).await;
    let without = Coop::with(|config| configure(config, host.port)).await;
    let session = with.log_in(PHONE, "Kemc5678!").await;
    let mut answers = Vec::new();
    for coop in [&with, &without] {
        let ticket = ticket(coop, &host, Purpose::ResetPassword).await;
        let reset = async |ticket: &str, new: &str| {
            let body = json!({"ticket": ticket, "new": new});
            let response = coop.post("/v1/password", "", body).await;
            (response.status().as_u16(), response.text().await.unwrap())
        };
        answers.push([
            reset(&ticket, "Hanbit-0315").await,
            reset(&ticket, "Hanbit-5678").await,
            reset("x", "Hanbit-99").await,
            reset(&ticket, "Hanbit-99").await,
            reset(&ticket, "Hanbit-98").await,
        ]);
    }
    assert_eq!(answers[0], answers[1]);
    let statuses = answers[0].clone().map(|(status, _)| status);
    assert_eq!(statuses, [400, 400, 403, 204, 403]);
    assert!(answers[0][0].1.contains("weak_password"));
    assert!(answers[0][4].1.contains("wrong_code"));
    assert_eq!(with.refresh(&session.refresh).await.status(), 401);
    assert_eq!(with.try_log_in(PHONE, "Kemc5678!").await.status(), 401);
    let again = with.log_in(PHONE, "Hanbit-99").await;
    assert_eq!(again.steps, [Step::VerifyIdentity]);
    assert_eq!(without.try_log_in(PHONE, "Hanbit-99").await.status(), 401);
    // A ticket is for one thing and for ten minutes.
    let other = ticket(&with, &host, Purpose::SignUp).await;
    let late = ticket(&with, &host, Purpose::ResetPassword).await;
    let body = |ticket: &str| json!({"ticket": ticket, "new": "Hanbit-97"});
    assert_eq!(
        with.post("/v1/password", "", body(&other)).await.status(),
        403
    );
    with.clock.advance(10 * 60 * 1000);
    assert_eq!(
        with.post("/v1/password", "", body(&late)).await.status(),
        403
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_gives_another_ticket_but_a_used_one_does_not() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    let begun = start(&coop, "", Purpose::ResetPassword).await;
    come_back(&coop, &host, &begun, "T1").await;
    let mut tickets = Vec::new();
    for _ in 0..2 {
        match check(&coop, &begun).await {
            IdentityReply::Verified { ticket, .. } => tickets.push(ticket.unwrap()),
            _ => panic!("not verified"),
        }
    }
    let reset = async |ticket: &str| {
        let body = json!({"ticket": ticket, "new": "Hanbit-99"});
        coop.post("/v1/password", "", body).await.status()
    };
    assert_eq!(reset(&tickets[0]).await, 403);
    assert_eq!(reset(&tickets[1]).await, 204);
    assert_eq!(why(&coop, &begun).await, IdentityFailure::Expired);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_number_is_changed_by_its_new_owner_unless_somebody_has_it() {
    let host = Host::start().await;
    let coop = Coop::with(|config| configure(config, host.port)).await;
    coop.import((1..=5).map(member).chain([hong("01000000006")]));
    coop.activate("01000000006");
    let session = coop.log_in("01000000006", PASSWORD).await;
    assert!(session.steps.is_empty());
    let changed = verify(&coop, &host, &session.access, Purpose::ChangeMobile).await;
    assert!(matches!(changed, IdentityReply::Verified { .. }));
    assert_eq!(coop.try_log_in("01000000006", PASSWORD).await.status(), 401);
    let session = coop.log_in(PHONE, PASSWORD).await;
    let profile: Value = coop
        .request(Method::GET, "/v1/account")
        .bearer_auth(&session.access)
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    assert_eq!(profile["mobile"]["number"], PHONE);
    // Somebody of the same name wants the same number.
    let mut namesake = member(1);
    namesake.representatives = vec![NAME.into()];
    let others = (2..=5).map(member);
    coop.import(
        [namesake]
            .into_iter()
            .chain(others)
            .chain([hong("01000000006")]),
    );
    coop.activate("01000000001");
    let other = coop.log_in("01000000001", PASSWORD).await;
    let begun = start(&coop, &other.access, Purpose::ChangeMobile).await;
    come_back(&coop, &host, &begun, "T9").await;
    assert_eq!(why(&coop, &begun).await, IdentityFailure::NumberTaken);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_provider_says_is_shown_and_never_run() {
    let host = Host::start().await;
    let coop = coop(&host).await;
    let begun = start(&coop, "", Purpose::FindLogin).await;
    let message = "resultCode=9&resultMsg=%3Cscript%3Ealert(1)%3C%2Fscript%3E";
    let response = coop
        .request(Method::POST, &format!("{}/failure", begun.path))
        .body(message)
        .send()
        .await
        .unwrap();
    let html = response.text().await.unwrap();
    assert_eq!(html.matches("<script").count(), 1, "{html}");
    link_code(&html);
    let IdentityReply::Failed { reason, message } = check(&coop, &begun).await else {
        panic!("it did not fail");
    };
    assert_eq!(reason, IdentityFailure::Refused);
    assert_eq!(message.as_deref(), Some("<script>alert(1)</script>"));
}
