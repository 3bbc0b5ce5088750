use handbook_wire::ErrorCode;
use handbook_wire::auth::{SessionReply, Step};
use reqwest::Method;

use super::{Coop, PASSWORD, code, member};

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_does_not_exist_looks_like_a_wrong_password() {
    let coop = Coop::new().await;
    let mut answers = Vec::new();
    for (login, password) in [
        ("01000000001", "wrong"),
        ("01000009999", "wrong"),
        ("nobody", "wrong"),
        ("01000000003", "Kemc0004!"),
        // Once a password is set, the first one is none any more.
        ("01000000001", "Kemc0001!"),
        // Staff without a mobile has no first password.
        ("", ""),
    ] {
        let response = coop.try_log_in(login, password).await;
        let status = response.status();
        answers.push((status, response.text().await.unwrap()));
    }
    assert!(
        answers.iter().all(|answer| *answer == answers[0]),
        "{answers:?}"
    );
    assert_eq!(
        answers[0],
        (
            reqwest::StatusCode::UNAUTHORIZED,
            r#"{"code":"wrong_credentials"}"#.into()
        )
    );
    for typed in ["010-0000-0001", "010 0000 0001", "01000000001"] {
        assert!(coop.log_in(typed, PASSWORD).await.steps.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_password_opens_a_limited_session_until_the_counter() {
    let coop = Coop::new().await;
    let limited = coop.log_in("01000000003", "Kemc0003!").await;
    assert_eq!(limited.steps, [Step::VerifyIdentity, Step::ChangePassword]);
    assert_eq!(coop.pull_raw(&limited.access, None).await.status(), 403);
    coop.activate("01000000003");
    assert_eq!(
        coop.refresh(&limited.refresh).await.status(),
        401,
        "activation ends sessions"
    );
    assert_eq!(
        coop.try_log_in("01000000003", "Kemc0003!").await.status(),
        401
    );
    let full = coop.log_in("01000000003", PASSWORD).await;
    assert_eq!(coop.pull_raw(&full.access, None).await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_guesses_waits_longer_and_longer() {
    let coop = Coop::new().await;
    for login in ["01000000001", "01000009999"] {
        for _ in 0..5 {
            assert_eq!(coop.try_log_in(login, "wrong").await.status(), 401);
        }
        let response = coop.try_log_in(login, PASSWORD).await;
        assert_eq!(
            (
                response.status().as_u16(),
                &response.headers()["retry-after"]
            ),
            (429, &"5".parse().unwrap())
        );
        assert_eq!(code(response).await, ErrorCode::Throttled);
    }
    coop.clock.advance(5_000);
    coop.log_in("01000000001", PASSWORD).await;
    assert_eq!(
        coop.try_log_in("01000000001", "wrong").await.status(),
        401,
        "forgiven"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_locked_account_is_told_only_to_who_knows_the_password() {
    let coop = Coop::new().await;
    let session = coop.log_in("01000000001", PASSWORD).await;
    coop.desk(|desk| desk.set_suspended("010-0000-0001", true))
        .unwrap();
    assert_eq!(coop.try_log_in("01000000001", "wrong").await.status(), 401);
    let response = coop.try_log_in("01000000001", PASSWORD).await;
    assert_eq!(response.status(), 403);
    assert_eq!(code(response).await, ErrorCode::AccountLocked);
    let refused = coop.refresh(&session.refresh).await;
    assert_eq!(refused.status(), 403, "so that the app wipes its cache");
    assert_eq!(code(refused).await, ErrorCode::AccountLocked);
    // Its access token ends with it: the refusal above made the server look.
    assert_eq!(coop.pull_raw(&session.access, None).await.status(), 401);
    coop.desk(|desk| desk.set_suspended("01000000001", false))
        .unwrap();
    coop.log_in("01000000001", PASSWORD).await;
    // The roster locks as well.
    coop.import((2..=5).map(member));
    assert_eq!(coop.try_log_in("01000000001", PASSWORD).await.status(), 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn refresh_tokens_rotate_and_a_thief_ends_the_session() {
    let coop = Coop::new().await;
    let pair = async |token: &str| -> SessionReply {
        let response = coop.refresh(token).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    };
    let first = coop.log_in("01000000001", PASSWORD).await;
    let lost = pair(&first.refresh).await;
    coop.clock.advance(59_000);
    // The answer was lost: the same token again, within the minute.
    let second = pair(&first.refresh).await;
    let third = pair(&second.refresh).await;
    assert_eq!(coop.pull_raw(&third.access, None).await.status(), 200);
    // Now that the successor was used, both the old token and the lost pair are a thief's.
    assert_eq!(coop.refresh(&lost.refresh).await.status(), 401);
    assert_eq!(
        coop.refresh(&third.refresh).await.status(),
        401,
        "the whole session has ended"
    );
    assert_eq!(coop.pull_raw(&third.access, None).await.status(), 401);

    let first = coop.log_in("01000000001", PASSWORD).await;
    let second = pair(&first.refresh).await;
    coop.clock.advance(61_000);
    assert_eq!(
        coop.refresh(&first.refresh).await.status(),
        401,
        "after the minute"
    );
    assert_eq!(coop.refresh(&second.refresh).await.status(), 401);

    let first = coop.log_in("01000000001", PASSWORD).await;
    let out = coop
        .request(Method::DELETE, "/v1/session")
        .bearer_auth(&first.access)
        .send()
        .await;
    assert_eq!(out.unwrap().status(), 204);
    assert_eq!(coop.refresh(&first.refresh).await.status(), 401);
    assert_eq!(coop.refresh("garbage").await.status(), 401);

    let first = coop.log_in("01000000001", PASSWORD).await;
    coop.clock.advance(91 * 24 * 60 * 60 * 1000);
    assert_eq!(
        coop.refresh(&first.refresh).await.status(),
        401,
        "not used for too long"
    );
}
