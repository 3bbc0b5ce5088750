use handbook_wire::ErrorCode;
use handbook_wire::account::{AccountChange, Profile, SecondFactorSetup, SessionList};
use handbook_wire::auth::{SessionReply, Step};
use reqwest::Method;
use serde_json::{Value, json};
use totp_rs::TOTP;

use super::{Coop, DEVICE, PASSWORD, SECOND_DEVICE, code};
use crate::clock::Clock;

const DAY: i64 = 24 * 60 * 60 * 1000;

/// The code that an authenticator app shows now.
fn authenticator(coop: &Coop, setup: &SecondFactorSetup) -> String {
    let totp = TOTP::from_url(&setup.url).unwrap();
    totp.generate(coop.clock.now().cast_unsigned() / 1000)
}

/// Logs in as staff and sets up a second factor; answers a full access token.
pub(super) async fn pass_second_factor(coop: &Coop, login: &str) -> String {
    let session = coop.log_in(login, PASSWORD).await;
    assert_eq!(session.steps, [Step::SecondFactor]);
    let setup = coop
        .post("/v1/account/second-factor", &session.access, Value::Null)
        .await;
    let setup: SecondFactorSetup = setup.json().await.unwrap();
    let code = json!({"code": authenticator(coop, &setup)});
    let confirmed = coop
        .post("/v1/account/second-factor/code", &session.access, code)
        .await;
    assert_eq!(confirmed.status(), 204);
    renewed(coop, &session).await.access
}

async fn renewed(coop: &Coop, session: &SessionReply) -> SessionReply {
    let reply = coop.refresh(&session.refresh).await;
    assert_eq!(reply.status(), 200);
    reply.json().await.unwrap()
}

async fn profile(coop: &Coop, access: &str) -> Profile {
    let request = coop.request(Method::GET, "/v1/account").bearer_auth(access);
    request.send().await.unwrap().json().await.unwrap()
}

async fn change(coop: &Coop, access: &str, current: &str, new: &str) -> reqwest::Response {
    let body = json!({"current": current, "new": new});
    coop.post("/v1/account/password", access, body).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_device_is_verified_again_unless_staff_vouched() {
    let coop = Coop::new().await;
    assert!(coop.log_in("01000000001", PASSWORD).await.steps.is_empty());
    coop.clock.advance(8 * DAY);
    assert!(
        coop.log_in_on(DEVICE, "01000000001", PASSWORD)
            .await
            .steps
            .is_empty(),
        "a device that was verified stays so"
    );
    let new = coop.log_in_on(SECOND_DEVICE, "01000000001", PASSWORD).await;
    assert_eq!(new.steps, [Step::VerifyIdentity]);
    assert_eq!(coop.pull_raw(&new.access, None).await.status(), 403);
    coop.desk(|desk| desk.vouch("01000000001")).unwrap();
    let vouched = coop.log_in_on(SECOND_DEVICE, "01000000001", PASSWORD).await;
    assert!(vouched.steps.is_empty());
    let events: Vec<AccountChange> = profile(&coop, &vouched.access)
        .await
        .events
        .into_iter()
        .map(|event| event.what)
        .collect();
    assert_eq!(
        events,
        [
            AccountChange::Vouched,
            AccountChange::NewDevice,
            AccountChange::NewDevice,
            AccountChange::Vouched
        ]
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_password_ends_every_session() {
    let coop = Coop::new().await;
    let one = coop.log_in("01000000001", PASSWORD).await;
    let two = coop.log_in_on(SECOND_DEVICE, "01000000001", PASSWORD).await;
    for (current, new, status, expected) in [
        ("wrong", "Neues-Haus-8", 401, ErrorCode::WrongCredentials),
        (PASSWORD, "short", 400, ErrorCode::WeakPassword),
        (PASSWORD, "Kemc0001!", 400, ErrorCode::WeakPassword),
        (PASSWORD, "Hanbit-0001", 400, ErrorCode::WeakPassword),
        (PASSWORD, PASSWORD, 400, ErrorCode::WeakPassword),
    ] {
        let refused = change(&coop, &one.access, current, new).await;
        assert_eq!(refused.status(), status, "{new}");
        assert_eq!(code(refused).await, expected);
    }
    assert_eq!(
        change(&coop, &one.access, PASSWORD, "Neues-Haus-8")
            .await
            .status(),
        204
    );
    for session in [&one, &two] {
        assert_eq!(coop.pull_raw(&session.access, None).await.status(), 401);
        assert_eq!(coop.refresh(&session.refresh).await.status(), 401);
    }
    assert_eq!(coop.try_log_in("01000000001", PASSWORD).await.status(), 401);
    let again = coop.log_in("01000000001", "Neues-Haus-8").await;
    assert!(again.steps.is_empty(), "the device stays verified");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_at_the_present_password_waits() {
    let coop = Coop::new().await;
    let session = coop.log_in("01000000001", PASSWORD).await;
    for _ in 0..5 {
        let refused = change(&coop, &session.access, "wrong", "Neues-Haus-8").await;
        assert_eq!(refused.status(), 401);
    }
    let refused = change(&coop, &session.access, PASSWORD, "Neues-Haus-8").await;
    assert_eq!(refused.status(), 429);
    assert!(refused.headers().contains_key("retry-after"));
    coop.clock.advance(5_000);
    let done = change(&coop, &session.access, PASSWORD, "Neues-Haus-8").await;
    assert_eq!(done.status(), 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_computed_a_first_password_can_not_lock_the_owner_out() {
    let coop = Coop::new().await;
    let thief = coop.log_in("01000000003", "Kemc0003!").await;
    let refused = change(&coop, &thief.access, "Kemc0003!", "Neues-Haus-8").await;
    assert_eq!(refused.status(), 403);
    assert_eq!(code(refused).await, ErrorCode::SessionLimited);
    coop.desk(|desk| desk.vouch("01000000003")).unwrap();
    let owner = coop
        .log_in_on(SECOND_DEVICE, "01000000003", "Kemc0003!")
        .await;
    assert_eq!(owner.steps, [Step::ChangePassword]);
    let done = change(&coop, &owner.access, "Kemc0003!", "Neues-Haus-8").await;
    assert_eq!(done.status(), 204);
    assert_eq!(coop.refresh(&thief.refresh).await.status(), 401);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invitation_takes_the_place_of_every_password() {
    let coop = Coop::new().await;
    let session = coop.log_in("01000000001", PASSWORD).await;
    let invitation = coop.desk(|desk| desk.invite("01000000001")).unwrap();
    assert_eq!(coop.refresh(&session.refresh).await.status(), 401);
    for old in [PASSWORD, "Kemc0001!"] {
        assert_eq!(coop.try_log_in("01000000001", old).await.status(), 401);
    }
    let typed = invitation.to_lowercase().replace('-', " ");
    let invited = coop.log_in("01000000001", &typed).await;
    assert_eq!(invited.steps, [Step::ChangePassword]);
    let done = change(&coop, &invited.access, &invitation, "Neues-Haus-8").await;
    assert_eq!(done.status(), 204);
    assert_eq!(
        coop.try_log_in("01000000001", &invitation).await.status(),
        401,
        "good once"
    );
    coop.log_in("01000000001", "Neues-Haus-8").await;

    let late = coop.desk(|desk| desk.invite("01000000001")).unwrap();
    coop.clock.advance(15 * DAY);
    for old in [late.as_str(), "Kemc0001!", "Neues-Haus-8"] {
        assert_eq!(coop.try_log_in("01000000001", old).await.status(), 401);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_seen_and_logged_out_from_another() {
    let coop = Coop::new().await;
    let one = coop.log_in("01000000001", PASSWORD).await;
    let two = coop.log_in_on(SECOND_DEVICE, "01000000001", PASSWORD).await;
    let list = coop
        .request(Method::GET, "/v1/account/sessions")
        .bearer_auth(&one.access)
        .send()
        .await;
    let list: SessionList = list.unwrap().json().await.unwrap();
    assert_eq!(list.sessions.len(), 2);
    assert!(list.sessions[0].current && !list.sessions[1].current);
    let path = format!("/v1/account/sessions/{}", list.sessions[1].id);
    for status in [204, 404] {
        let ended = coop
            .request(Method::DELETE, &path)
            .bearer_auth(&one.access)
            .send()
            .await;
        assert_eq!(ended.unwrap().status(), status);
    }
    assert_eq!(coop.pull_raw(&two.access, None).await.status(), 401);
    assert_eq!(coop.pull_raw(&one.access, None).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_good_once_and_staff_need_one_each_time() {
    let coop = Coop::with(|config| config.staff_second_factor = true).await;
    let session = coop.log_in("staff", PASSWORD).await;
    let setup = coop
        .post("/v1/account/second-factor", &session.access, Value::Null)
        .await;
    let setup: SecondFactorSetup = setup.json().await.unwrap();
    let send = async |session: &SessionReply, typed: &str| {
        let body = json!({"code": typed});
        let path = "/v1/account/second-factor/code";
        coop.post(path, &session.access, body).await
    };
    let right = authenticator(&coop, &setup);
    let wrong = if right == "000000" {
        "000001"
    } else {
        "000000"
    };
    assert_eq!(
        code(send(&session, wrong).await).await,
        ErrorCode::WrongCode
    );
    assert_eq!(coop.pull_raw(&session.access, None).await.status(), 403);
    assert_eq!(send(&session, &right).await.status(), 204);
    let full = renewed(&coop, &session).await;
    assert_eq!(coop.pull_raw(&full.access, None).await.status(), 200);

    let second = coop.log_in_on(SECOND_DEVICE, "staff", PASSWORD).await;
    assert_eq!(second.steps, [Step::SecondFactor]);
    let replayed = send(&second, &right).await;
    assert_eq!(code(replayed).await, ErrorCode::WrongCode, "used already");
    let again = coop
        .post("/v1/account/second-factor", &second.access, Value::Null)
        .await;
    assert_eq!(again.status(), 409, "who has one can't make another");
    coop.clock.advance(60_000);
    let later = authenticator(&coop, &setup);
    assert_eq!(send(&second, &later).await.status(), 204);
    for _ in 0..5 {
        send(&second, wrong).await;
    }
    assert_eq!(send(&second, wrong).await.status(), 429);

    coop.desk(|desk| desk.reset_second_factor("staff")).unwrap();
    assert_eq!(coop.refresh(&second.refresh).await.status(), 401);
    coop.clock.advance(DAY);
    pass_second_factor(&coop, "staff").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_can_be_typed_with_a_gap_and_a_clock_may_drift() {
    let coop = Coop::with(|config| config.staff_second_factor = true).await;
    let session = coop.log_in("staff", PASSWORD).await;
    let setup = coop
        .post("/v1/account/second-factor", &session.access, Value::Null)
        .await;
    let setup: SecondFactorSetup = setup.json().await.unwrap();
    let early = authenticator(&coop, &setup);
    coop.clock.advance(30_000);
    let typed = json!({"code": format!("{} {}", &early[..3], &early[3..])});
    let confirmed = coop
        .post("/v1/account/second-factor/code", &session.access, typed)
        .await;
    assert_eq!(confirmed.status(), 204);
}
