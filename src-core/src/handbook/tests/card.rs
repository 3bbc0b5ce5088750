use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::ipc::{CardVerdict, CodePictureArgs, CodeTextArgs, ScannedCode};

use super::*;
use crate::card::DeviceKey;
use crate::card::tests::Coop;

const NOW: i64 = 1_795_392_000_000;
const ISSUE: &str = "Post v1/account/card";

/// Two devices of one co-op that signs cards.
fn coop() -> (Coop, Fake) {
    let coop = Coop::new(1, "server");
    let fake = Fake::new(3);
    fake.state().card_keys = vec![coop.told()];
    fake.put(
        "member",
        "12",
        json!({"name": "(주)한빛전기", "number": "0421"}),
    );
    (coop, fake)
}

/// Lets the server sign for `device`.
async fn issue(coop: &Coop, device: &Device, handbook: &Handbook, at: i64) {
    let seed = handbook.0.sessions.card_seed().unwrap();
    let key = DeviceKey::new(&seed).unwrap();
    let bytes = coop.sign(key.public(), at, "홍\u{202e}길동");
    device.fake.state().answers.insert(
        ISSUE.into(),
        // Sync asks too.
        std::iter::repeat_n(Ok(json!({"certificate": STANDARD.encode(bytes)})), 5).collect(),
    );
}

/// The text of the code that `handbook` shows.
async fn shown(handbook: &Handbook) -> Option<String> {
    let code = handbook.show_card().await.unwrap().code?;
    let size = usize::try_from(code.qr.size).unwrap();
    let dark: Vec<bool> = code
        .qr
        .modules
        .bytes()
        .map(|module| module == b'1')
        .collect();
    let grid = rqrr::SimpleGrid::from_func(size, |x, y| dark[y * size + x]);
    Some(rqrr::Grid::new(grid).decode().unwrap().1)
}

async fn read(handbook: &Handbook, text: &str) -> (CardVerdict, Option<String>) {
    let args = CodeTextArgs { text: text.into() };
    match handbook.read_code(args).await.unwrap() {
        ScannedCode::Card(check) => (check.verdict, check.card.map(|card| card.name)),
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_card_is_shown_and_checked_without_a_connection() {
    let (coop, fake) = coop();
    let (one, two) = (Device::new(&fake), Device::new(&fake));
    one.clock.set(NOW);
    two.clock.set(NOW);
    // The newest login of the two is the one that may still ask.
    let checker = two.live().await;
    let holder = one.live().await;
    issue(&coop, &one, &holder, NOW).await;
    assert!(shown(&holder).await.is_some());
    fake.state().offline = true;
    one.clock.set(NOW + 40_000);
    let text = shown(&holder).await.unwrap();
    assert_eq!(
        shown(&holder).await.as_ref(),
        Some(&text),
        "the same for its time"
    );
    two.clock.set(NOW + 45_000);
    let valid = (CardVerdict::Valid, Some("홍길동".to_owned()));
    assert_eq!(read(&checker, &text).await, valid);
    two.clock.set(NOW + 45_000 + 90_000);
    assert_eq!(read(&checker, &text).await.0, CardVerdict::Old);
    // After a week without a connection there is nothing to show.
    one.clock.set(NOW + 8 * 86_400_000);
    let view = holder.show_card().await.unwrap();
    assert_eq!(
        (view.code, view.failure.unwrap().code),
        (None, ErrorCode::Offline)
    );
    assert_eq!(view.name, "김");
    // The next day it is renewed.
    fake.state().offline = false;
    issue(&coop, &one, &holder, NOW + 8 * 86_400_000).await;
    assert!(shown(&holder).await.is_some());
    holder.close().await;
    checker.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_left_is_told_and_a_new_key_is_asked_for() {
    let (coop, fake) = coop();
    let (one, two) = (Device::new(&fake), Device::new(&fake));
    one.clock.set(NOW);
    two.clock.set(NOW);
    let holder = one.live().await;
    issue(&coop, &one, &holder, NOW).await;
    let text = shown(&holder).await.unwrap();
    let checker = two.live().await;
    assert_eq!(read(&checker, &text).await.0, CardVerdict::Valid);
    fake.put(
        "member",
        "12",
        json!({"name": "(주)한빛전기", "status": "withdrawn"}),
    );
    two.equal(&checker).await;
    assert_eq!(read(&checker, &text).await.0, CardVerdict::Left);
    fake.remove("member", "12");
    two.equal(&checker).await;
    assert_eq!(read(&checker, &text).await.0, CardVerdict::Left);
    fake.put("member", "12", json!({"name": "(주)한빛전기"}));
    two.equal(&checker).await;

    // The co-op signs with another key: told by the server when it can be asked.
    let later = Coop::new(2, "server");
    let seed = holder.0.sessions.card_seed().unwrap();
    let key = DeviceKey::new(&seed).unwrap();
    let bytes = later.sign(key.public(), NOW, "홍길동");
    let text = key.show(&bytes, u32::try_from(NOW / 1000).unwrap());
    fake.state().offline = true;
    assert_eq!(read(&checker, &text).await, (CardVerdict::UnknownKey, None));
    fake.state().offline = false;
    assert_eq!(read(&checker, &text).await, (CardVerdict::Forged, None));
    fake.state().card_keys.insert(0, later.told());
    assert_eq!(read(&checker, &text).await.0, CardVerdict::Valid);
    holder.close().await;
    checker.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_of_another_device_is_not_kept_and_a_logout_forgets_the_key() {
    let (coop, fake) = coop();
    let device = Device::new(&fake);
    device.clock.set(NOW);
    let handbook = device.live().await;
    let foreign = coop.sign(&[5; 32], NOW, "홍길동");
    fake.state().answers.insert(
        ISSUE.into(),
        // Sync asks too.
        std::iter::repeat_n(Ok(json!({"certificate": STANDARD.encode(foreign)})), 5).collect(),
    );
    let view = handbook.show_card().await.unwrap();
    assert_eq!(
        (view.code, view.failure.unwrap().code),
        (None, ErrorCode::BadReply)
    );
    assert!(device.keys.names().contains(&"card-key".to_owned()));
    let seed = handbook.0.sessions.card_seed().unwrap();
    handbook.logout().await.unwrap();
    assert!(!device.keys.names().contains(&"card-key".to_owned()));
    let args = CodeTextArgs {
        text: "ESUJEOP1/".into(),
    };
    assert!(matches!(
        handbook.read_code(args).await,
        Err(Error::NotLoggedIn)
    ));
    assert!(matches!(
        handbook.show_card().await,
        Err(Error::NotLoggedIn)
    ));
    handbook.login(right(true)).await.unwrap();
    assert_ne!(handbook.0.sessions.card_seed().unwrap(), seed);
    handbook.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_picture_is_told_before_it_is_looked_at() {
    let (_, fake) = coop();
    let device = Device::new(&fake);
    let handbook = device.live().await;
    for (picture, expected) in [
        ("not Base64!".to_owned(), ScannedCode::Unreadable),
        (STANDARD.encode("no picture"), ScannedCode::Unreadable),
        ("A".repeat(17 << 20), ScannedCode::TooLarge),
    ] {
        let found = handbook.read_picture(CodePictureArgs { picture }).await;
        assert_eq!(found.unwrap(), expected);
    }
    let args = CodeTextArgs {
        text: "x".repeat(1 << 20),
    };
    assert_eq!(
        handbook.read_code(args).await.unwrap(),
        ScannedCode::TooLarge
    );
    handbook.close().await;
}
