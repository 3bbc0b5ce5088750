//! Pictures and logins elsewhere, against a server that answers as a test says.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::ipc::{PictureArgs, SocialArgs, SocialCodeArgs, SocialState};
use handbook_wire::social::{SocialFailure, SocialProvider, SocialPurpose};

use super::*;

const FIRST: &str = "00000000000000000000000000000001";
const SECOND: &str = "00000000000000000000000000000002";
const ID: &str = "0123456789abcdef0123456789abcdef";
const START: &str = "Post v1/social";
const CHECK: &str = "Post v1/social/0123456789abcdef0123456789abcdef";

fn portrait(picture: &str) -> Value {
    json!({"name": "홍길동", "member": "m1", "picture": picture})
}

/// Waits until the first company's representative shows that picture, or none.
async fn shows(handbook: &Handbook, picture: Option<&str>) {
    let wanted = picture.map(|text| STANDARD.encode(format!("\"{text}\"")));
    let waiting = async {
        let mut seen = 0;
        loop {
            seen = handbook.watch_status(seen).await.number;
            let card = handbook.get_member("m1".into()).await.unwrap();
            let shown = card.people.first().and_then(|who| who.picture.clone());
            if shown == wanted && card.people.is_empty() == wanted.is_none() {
                return;
            }
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(25), waiting).await;
    assert!(waited.is_ok(), "not {picture:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn pictures_come_with_their_portraits_and_go_with_them() {
    let fake = Fake::new(3);
    fake.put("member", "m1", json!({"name": "한빛전기"}));
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.answer(&format!("Get v1/pictures/{FIRST}"), Ok(json!("first")));
    fake.put("portrait", "m1", portrait(FIRST));
    shows(&handbook, Some("first")).await;
    // Without a connection it is there too, and after a restart.
    handbook.clone().close().await;
    drop(handbook);
    let handbook = device.open();
    shows(&handbook, Some("first")).await;
    // What can't be had yet is had later, without being asked for twice.
    fake.answer(
        &format!("Get v1/pictures/{SECOND}"),
        Err(ErrorCode::ServerUnavailable),
    );
    fake.answer(&format!("Get v1/pictures/{SECOND}"), Ok(json!("second")));
    fake.put("portrait", "m1", portrait(SECOND));
    shows(&handbook, Some("second")).await;
    fake.remove("portrait", "m1");
    shows(&handbook, None).await;
    let left: i64 = (handbook.0.cache)
        .read(|c| Ok(c.query_row("SELECT count(*) FROM picture", [], |row| row.get(0))?))
        .unwrap();
    assert_eq!(left, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_sent_as_what_it_is() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.answer("Put v1/account/picture", Ok(Value::Null));
    let jpeg = STANDARD.encode([0xff, 0xd8, 0xff]);
    handbook.set_picture(PictureArgs { jpeg }).await.unwrap();
    let (_, access, body) = fake.state().asked.pop().unwrap();
    assert!(access.is_some());
    assert_eq!(body, Some(json!({"image/jpeg": 3})));
    for jpeg in ["no Base64!".to_owned(), STANDARD.encode(vec![0; 600 << 10])] {
        let refused = handbook.set_picture(PictureArgs { jpeg }).await;
        assert!(matches!(refused, Err(Error::Invalid)));
    }
}

fn to_kakao(purpose: SocialPurpose) -> SocialArgs {
    SocialArgs {
        provider: SocialProvider::Kakao,
        purpose,
        keep: true,
    }
}

fn begun() -> Result<Value, ErrorCode> {
    Ok(json!({"id": ID, "url": "https://handbook.example/social/x"}))
}

fn typed(code: &str) -> SocialCodeArgs {
    SocialCodeArgs {
        code: Some(code.into()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_elsewhere_outlives_the_app_and_opens_the_cache() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.open();
    fake.answer(START, begun());
    let (progress, page) = handbook
        .start_social(to_kakao(SocialPurpose::Login))
        .await
        .unwrap();
    assert_eq!(page.as_str(), "https://handbook.example/social/x");
    kill(handbook).await;

    let handbook = device.open();
    assert_eq!(handbook.status().social, Some(progress));
    assert!(handbook.awaits_social().await);
    // A link of something else is passed over; a wrong code leaves everything as it was.
    let other = "esujeop://social/ffffffffffffffffffffffffffffffff/ABCD2345";
    handbook.open_app_link(other).await;
    fake.answer(CHECK, Err(ErrorCode::WrongCode));
    let wrong = handbook.check_social(typed("AAAA2222")).await;
    assert_eq!(code(wrong), ErrorCode::WrongCode);
    assert!(handbook.awaits_social().await);

    let session = fake.session();
    fake.answer(
        CHECK,
        Ok(json!({"outcome": "logged_in", "session": session})),
    );
    handbook
        .open_app_link(&format!("esujeop://social/{ID}/ABCD2345"))
        .await;
    device.equal(&handbook).await;
    assert_eq!(handbook.status().social, None);
    let asked = fake.state().asked.clone();
    let sent: Vec<_> = asked.iter().filter(|(at, ..)| at == CHECK).collect();
    assert_eq!(sent.len(), 2);
    let body = sent[1].2.clone().unwrap();
    assert_eq!(body["code"], "ABCD2345");
    let started = asked.iter().find(|(at, ..)| at == START).unwrap();
    let verifier = body["verifier"].as_str().unwrap();
    assert_eq!(
        started.2.clone().unwrap()["challenge"],
        super::super::identity::challenge(verifier)
    );
    // It was kept.
    kill(handbook).await;
    let handbook = device.open();
    assert!(handbook.status().account.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_way_that_came_to_nothing_says_why() {
    let fake = Fake::new(0);
    let device = Device::new(&fake);
    let handbook = device.open();
    fake.answer(START, begun());
    fake.answer(CHECK, Ok(json!({"outcome": "waiting"})));
    fake.answer(
        CHECK,
        Ok(json!({"outcome": "failed", "reason": "not_linked"})),
    );
    handbook
        .start_social(to_kakao(SocialPurpose::Login))
        .await
        .unwrap();
    let none = SocialCodeArgs { code: None };
    let waiting = handbook.check_social(none.clone()).await.unwrap();
    assert_eq!(waiting.state, SocialState::Waiting);
    let failed = handbook.check_social(none.clone()).await.unwrap();
    let reason = SocialFailure::NotLinked;
    assert_eq!(failed.state, SocialState::Failed { reason });
    assert!(handbook.status().account.is_none());
    handbook.cancel_social().await.unwrap();
    assert_eq!(handbook.status().social, None);
    assert_eq!(code(handbook.check_social(none).await), ErrorCode::NotFound);
    // Another's page is not opened.
    fake.answer(
        START,
        Ok(json!({"id": ID, "url": "https://evil.example/social/x"})),
    );
    let refused = handbook.start_social(to_kakao(SocialPurpose::Login)).await;
    assert_eq!(code(refused), ErrorCode::BadReply);
}
