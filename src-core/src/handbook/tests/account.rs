//! The account protocol, against a server that answers as a test says.

use handbook_wire::account::ChangePassword;
use handbook_wire::identity::{Agency, IdentityFailure, Purpose};
use handbook_wire::ipc::{IdentityArgs, IdentityState, NewPassword, SignUpArgs};
use handbook_wire::sign_up::SignUpState;

use super::*;

const ID: &str = "0123456789abcdef0123456789abcdef";
const START: &str = "Post v1/identity";
const CHECK: &str = "Post v1/identity/0123456789abcdef0123456789abcdef";

fn person(purpose: Purpose) -> IdentityArgs {
    IdentityArgs {
        purpose,
        agency: Agency::Naver,
        name: " 홍길동 ".into(),
        phone: "010-0000-1234".into(),
        birth: "1988.12.25".into(),
        agreed: Vec::new(),
    }
}

fn begun() -> Result<Value, ErrorCode> {
    let url = "https://handbook.example/identity/x";
    Ok(json!({"id": ID, "url": url, "seconds": 900}))
}

fn verified() -> Result<Value, ErrorCode> {
    Ok(json!({"outcome": "verified"}))
}

fn with_ticket() -> Result<Value, ErrorCode> {
    Ok(json!({"outcome": "verified", "ticket": "once"}))
}

/// What came at `place`.
fn asked(fake: &Fake, place: &str) -> Vec<(Option<String>, Option<Value>)> {
    let state = fake.state();
    let ours = state.asked.iter().filter(|(at, ..)| at == place);
    ours.map(|(_, access, body)| (access.clone(), body.clone()))
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limited_session_gets_nothing_until_its_steps_are_done() {
    let fake = Fake::new(3);
    fake.state().steps = vec![Step::VerifyIdentity, Step::ChangePassword];
    let device = Device::new(&fake);
    let handbook = device.open();
    let status = handbook.login(right(true)).await.unwrap();
    assert_eq!(status.steps.len(), 2);
    wait(&handbook, |_, status| status.sync == SyncState::Idle).await;
    assert!(records(&handbook).is_empty());
    assert_eq!(code(handbook.list_staff().await), ErrorCode::SessionLimited);

    fake.answer(START, begun());
    let (progress, page) = handbook
        .start_identity(person(Purpose::Account))
        .await
        .unwrap();
    assert_eq!(progress.state, IdentityState::Waiting);
    assert_eq!(page.as_str(), "https://handbook.example/identity/x");
    let (access, body) = asked(&fake, START).remove(0);
    let body = body.unwrap();
    assert!(access.is_some());
    assert_eq!(body["name"], "홍길동");
    assert_eq!(body["phone"], "01000001234");
    assert_eq!(body["birth"], "19881225");
    assert_eq!(handbook.status().identity, Some(progress));

    fake.answer(CHECK, Ok(json!({"outcome": "waiting"})));
    let waiting = handbook.check_identity().await.unwrap();
    assert_eq!(waiting.state, IdentityState::Waiting);

    fake.state().steps.clear();
    fake.answer(CHECK, verified());
    let done = handbook.check_identity().await.unwrap();
    assert_eq!(done.state, IdentityState::Verified { login: None });
    device.equal(&handbook).await;
    assert!(handbook.status().steps.is_empty());
    handbook.cancel_identity().await.unwrap();
    assert_eq!(handbook.status().identity, None);
    assert_eq!(
        code(handbook.check_identity().await),
        ErrorCode::NotFound,
        "nothing is pending any more"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_outlives_the_app_and_shows_its_own_secret() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    fake.answer(START, begun());
    handbook
        .start_identity(person(Purpose::ResetPassword))
        .await
        .unwrap();
    kill(handbook).await;

    let handbook = device.open();
    let progress = handbook.status().identity.unwrap();
    assert_eq!(
        (progress.purpose, progress.state),
        (Purpose::ResetPassword, IdentityState::Waiting)
    );
    assert!(handbook.awaits_identity().await);
    fake.answer(CHECK, Err(ErrorCode::ServerUnavailable));
    assert_eq!(
        code(handbook.check_identity().await),
        ErrorCode::ServerUnavailable
    );
    fake.answer(CHECK, with_ticket());
    handbook.check_identity().await.unwrap();
    assert!(!handbook.awaits_identity().await);

    let challenge = asked(&fake, START)[0].1.clone().unwrap()["challenge"].clone();
    let (access, body) = asked(&fake, CHECK).remove(1);
    let verifier = body.unwrap()["verifier"].as_str().unwrap().to_owned();
    assert_eq!(access, None);
    assert_eq!(challenge, super::super::identity::challenge(&verifier));

    let new = || NewPassword {
        new: "Neues-Haus-8".into(),
    };
    fake.answer("Post v1/password", Err(ErrorCode::WeakPassword));
    assert_eq!(
        code(handbook.reset_password(new()).await),
        ErrorCode::WeakPassword
    );
    fake.answer("Post v1/password", Ok(Value::Null));
    handbook.reset_password(new()).await.unwrap();
    let sent = asked(&fake, "Post v1/password");
    assert_eq!(sent[1].1.as_ref().unwrap()["ticket"], "once");
    assert_eq!(handbook.status().identity, None);
    assert_eq!(
        code(handbook.reset_password(new()).await),
        ErrorCode::NotFound
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_link_of_the_pending_verification_is_taken() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    fake.answer(START, begun());
    handbook
        .start_identity(person(Purpose::FindLogin))
        .await
        .unwrap();
    let code = "c".repeat(43);
    let other = ID.replace('0', "1");
    for link in [
        format!("esujeop://identity/{other}/{code}"),
        format!("https://identity/{ID}/{code}"),
        "esujeop://identity".to_owned(),
        String::new(),
    ] {
        handbook.open_app_link(&link).await;
    }
    assert!(asked(&fake, CHECK).is_empty());
    let link = format!("esujeop://identity/{ID}/{code}");
    fake.answer(
        CHECK,
        Ok(json!({"outcome": "verified", "login": "010-****-1234"})),
    );
    handbook.open_app_link(&link).await;
    handbook.open_app_link(&link).await;
    let asked = asked(&fake, CHECK);
    assert_eq!(asked.len(), 1, "a link that comes again asks nothing");
    assert_eq!(asked[0].1.as_ref().unwrap()["code"], code);
    let login = Some("010-****-1234".to_owned());
    assert_eq!(
        handbook.status().identity.unwrap().state,
        IdentityState::Verified { login }
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_answer_to_a_code_is_asked_for_again_without_it() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    fake.answer(START, begun());
    handbook
        .start_identity(person(Purpose::FindLogin))
        .await
        .unwrap();
    fake.answer(CHECK, Err(ErrorCode::WrongCode));
    fake.answer(CHECK, verified());
    handbook
        .open_app_link(&format!("esujeop://identity/{ID}/{}", "c".repeat(43)))
        .await;
    assert_eq!(
        handbook.status().identity.unwrap().state,
        IdentityState::Verified { login: None }
    );
    assert!(
        asked(&fake, CHECK)[1]
            .1
            .as_ref()
            .unwrap()
            .get("code")
            .is_none()
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verification_that_came_to_nothing_says_why() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    for (answer, reason) in [
        (
            Ok(json!({"outcome": "failed", "reason": "other_person"})),
            IdentityFailure::OtherPerson,
        ),
        (
            Ok(json!({"outcome": "failed", "reason": "of_a_newer_server"})),
            IdentityFailure::Unknown,
        ),
        (Err(ErrorCode::NotFound), IdentityFailure::Expired),
    ] {
        fake.answer(START, begun());
        fake.answer(CHECK, answer);
        handbook
            .start_identity(person(Purpose::FindLogin))
            .await
            .unwrap();
        let progress = handbook.check_identity().await.unwrap();
        let message = None;
        assert_eq!(progress.state, IdentityState::Failed { reason, message });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_a_person_and_a_page_from_elsewhere_are_refused() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    for wrong in [
        IdentityArgs {
            name: " ".into(),
            ..person(Purpose::FindLogin)
        },
        IdentityArgs {
            phone: "02-123-4567".into(),
            ..person(Purpose::FindLogin)
        },
        IdentityArgs {
            birth: "19881325".into(),
            ..person(Purpose::FindLogin)
        },
    ] {
        assert_eq!(
            code(handbook.start_identity(wrong).await),
            ErrorCode::InvalidInput
        );
    }
    assert!(asked(&fake, START).is_empty());
    for url in [
        "https://elsewhere.example/identity/x",
        "http://handbook.example/identity/x",
        "https://handbook.example:444/identity/x",
        "javascript:alert(1)",
        "",
    ] {
        fake.answer(START, Ok(json!({"id": ID, "url": url, "seconds": 900})));
        let refused = handbook.start_identity(person(Purpose::FindLogin)).await;
        assert_eq!(code(refused), ErrorCode::BadReply, "{url}");
        assert_eq!(handbook.status().identity, None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_the_session_and_keeps_the_cache_for_the_same_account() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let change = || ChangePassword {
        current: "right".into(),
        new: "Neues-Haus-8".into(),
    };
    let place = "Post v1/account/password";
    fake.answer(place, Err(ErrorCode::WrongCredentials));
    assert_eq!(
        code(handbook.change_password(change()).await),
        ErrorCode::WrongCredentials
    );
    assert!(handbook.status().account.is_some());
    fake.answer(place, Ok(Value::Null));
    let status = handbook.change_password(change()).await.unwrap();
    assert_eq!((status.account, status.sync), (None, SyncState::Idle));
    assert_eq!(code(handbook.list_staff().await), ErrorCode::NotLoggedIn);
    assert_eq!(device.keys.names(), ["cache-key", "device"]);
    let before = fake.state().ranges.len();
    handbook.login(right(true)).await.unwrap();
    device.equal(&handbook).await;
    assert_eq!(fake.state().ranges.len(), before, "no snapshot anew");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ran_out_is_renewed_once() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.answer("Get v1/account/sessions", Ok(json!({"sessions": []})));
    // Somebody else has newer tokens: the one that is held is refused, and the refresh is good.
    fake.state().tokens += 1;
    assert!(handbook.list_sessions().await.unwrap().sessions.is_empty());
    fake.state().tokens += 10;
    assert_eq!(
        code(handbook.list_sessions().await),
        ErrorCode::SessionExpired
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_suspended_account_leaves_nothing_on_the_device() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.state().suspended = true;
    fake.state().tokens += 1;
    handbook.sync_now();
    let status = wait(&handbook, |_, status| status.account.is_none()).await;
    assert_eq!(status.members, 0);
    let told = wait(
        &handbook,
        |_, status| matches!(&status.sync, SyncState::Failed { error } if error.code == ErrorCode::AccountLocked),
    );
    told.await;
    assert_eq!(device.keys.names(), ["device"]);
    assert!(!store::exists(&device.dir().join("cache")));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_that_is_not_kept_ends_with_the_app() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.open();
    handbook.login(right(false)).await.unwrap();
    device.equal(&handbook).await;
    assert_eq!(device.keys.names(), ["cache-key", "device"]);
    kill(handbook).await;
    let handbook = device.open();
    assert_eq!(handbook.status().account, None);
    assert_eq!(code(handbook.list_staff().await), ErrorCode::NotLoggedIn);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_application_is_sent_once_and_asked_after() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    assert_eq!(handbook.check_sign_up().await.unwrap(), None);
    let args = || SignUpArgs {
        company: "7".into(),
        company_name: "(주)한빛전기".into(),
        position: "이사".into(),
        password: "Neues-Haus-8".into(),
        agreed: Vec::new(),
    };
    assert_eq!(code(handbook.sign_up(args()).await), ErrorCode::NotFound);
    fake.answer(START, begun());
    fake.answer(CHECK, with_ticket());
    handbook
        .start_identity(person(Purpose::SignUp))
        .await
        .unwrap();
    handbook.check_identity().await.unwrap();
    fake.answer("Post v1/sign-up", Ok(json!({"id": ID})));
    let sent = handbook.sign_up(args()).await.unwrap();
    assert_eq!(sent.company, "(주)한빛전기");
    assert!(matches!(sent.state, SignUpState::Waiting { .. }));
    let state = format!("Post v1/sign-up/{ID}");
    kill(handbook).await;

    let handbook = device.open();
    fake.state().offline = true;
    assert_eq!(handbook.check_sign_up().await.unwrap(), Some(sent));
    fake.state().offline = false;
    fake.answer(
        &state,
        Ok(json!({"state": "rejected", "reason": "명부에 없어요."})),
    );
    let view = handbook.check_sign_up().await.unwrap().unwrap();
    let reason = "명부에 없어요.".to_owned();
    assert_eq!(view.state, SignUpState::Rejected { reason });
    handbook.forget_sign_up().await.unwrap();
    assert_eq!(handbook.check_sign_up().await.unwrap(), None);
}

#[tokio::test(flavor = "multi_thread")]
async fn public_facts_are_there_offline() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    fake.state().offline = true;
    assert_eq!(code(handbook.get_coop().await), ErrorCode::Offline);
    fake.state().offline = false;
    fake.answer(
        "Get v1/coop",
        Ok(json!({"name": "전기조합", "agencies": ["naver", "new_one"]})),
    );
    let coop = handbook.get_coop().await.unwrap();
    assert_eq!(coop.agencies, [Agency::Naver, Agency::Unknown]);
    fake.state().offline = true;
    assert_eq!(handbook.get_coop().await.unwrap(), coop);
}
