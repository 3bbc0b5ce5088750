use std::sync::Arc;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::card::{CERTIFICATE_CONTEXT, CardKey, CardReply, Certificate, read_signed};
use handbook_wire::entity::MemberStatus;
use handbook_wire::sync::HelloReply;
use reqwest::Method;
use ring::signature::{ED25519, UnparsedPublicKey};
use serde_json::{Value, json};

use super::{Coop, PASSWORD, code, config, member};
use crate::clock::Clock;
use crate::config::Config;
use crate::server::Server;
use crate::service::card::{list_keys, rotate_key};

const DAY: i64 = 24 * 60 * 60 * 1000;
const DEVICE_KEY: [u8; 32] = [7; 32];

async fn keys(coop: &Coop) -> Vec<CardKey> {
    let hello: HelloReply = coop
        .request(Method::GET, "/v1/hello")
        .send()
        .await
        .unwrap()
        .json()
        .await
        .unwrap();
    hello.card_keys
}

async fn issue(coop: &Coop, access: &str) -> Vec<u8> {
    let body = json!({"key": STANDARD.encode(DEVICE_KEY)});
    let reply = coop.post("/v1/account/card", access, body).await;
    assert_eq!(reply.status(), 200);
    let reply: CardReply = reply.json().await.unwrap();
    STANDARD.decode(reply.certificate).unwrap()
}

/// The same co-op after `meanwhile`, when its server was off.
async fn restarted(coop: Coop, meanwhile: impl FnOnce(&Config)) -> Coop {
    coop.server.stop().await;
    let config = config(coop.folder.path());
    meanwhile(&config);
    let server = Server::start_at(config, Arc::new(coop.clock.clone()))
        .await
        .unwrap();
    Coop { server, ..coop }
}

/// The certificate, if `key` signed it.
fn checked(bytes: &[u8], key: &CardKey) -> Option<Certificate> {
    let (certificate, signature) = read_signed(bytes).unwrap();
    let public = UnparsedPublicKey::new(&ED25519, STANDARD.decode(&key.key).unwrap());
    let body = &bytes[..bytes.len() - signature.len()];
    assert_eq!(body, certificate.write());
    let signed = [CERTIFICATE_CONTEXT, body].concat();
    public
        .verify(&signed, &signature)
        .ok()
        .map(|()| certificate)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_certificate_says_who_the_member_is() {
    let coop = Coop::new().await;
    let session = coop.log_in("01000000001", PASSWORD).await;
    let bytes = issue(&coop, &session.access).await;
    let certificate = checked(&bytes, &keys(&coop).await[0]).unwrap();
    let now = u32::try_from(coop.clock.now() / 1000).unwrap();
    assert_eq!(certificate.device, DEVICE_KEY);
    assert_eq!(
        (certificate.issued, certificate.until),
        (now, now + 604_800)
    );
    assert_eq!(certificate.role, Role::Member);
    assert_eq!(Some(&certificate.member), session.account.member.as_ref());
    assert_eq!(certificate.person, "", "the company's own record");
    assert_eq!(certificate.name, session.account.name);
    assert_eq!(certificate.company, member(1).name);
    assert_eq!(certificate.number, member(1).number);

    let staff = coop.log_in("staff", PASSWORD).await;
    let bytes = issue(&coop, &staff.access).await;
    let certificate = checked(&bytes, &keys(&coop).await[0]).unwrap();
    assert_eq!(certificate.role, Role::Staff);
    assert_eq!(
        (certificate.member.as_str(), certificate.number.as_str()),
        ("", "")
    );

    for wrong in ["", "x", "AAAA", &STANDARD.encode([0; 33])] {
        let body = json!({"key": wrong});
        let refused = coop.post("/v1/account/card", &session.access, body).await;
        assert_eq!(refused.status(), 400, "{wrong}");
    }
    let refused = coop
        .post("/v1/account/card", &session.access, Value::Null)
        .await;
    assert_eq!(refused.status(), 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_left_gets_no_certificate() {
    let coop = Coop::new().await;
    let session = coop.log_in("01000000001", PASSWORD).await;
    let mut left = member(1);
    left.status = MemberStatus::Withdrawn;
    coop.import(std::iter::once(left).chain((2..=5).map(member)));
    let body = json!({"key": STANDARD.encode(DEVICE_KEY)});
    let refused = coop.post("/v1/account/card", &session.access, body).await;
    assert!(matches!(
        code(refused).await,
        ErrorCode::NotFound | ErrorCode::AccountLocked | ErrorCode::SessionExpired
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn keys_outlive_a_restart_and_an_old_one_checks_what_it_signed() {
    let coop = Coop::new().await;
    let session = coop.log_in("01000000001", PASSWORD).await;
    let first = keys(&coop).await;
    assert_eq!(first.len(), 1);
    let before = issue(&coop, &session.access).await;

    let coop = restarted(coop, |_| {}).await;
    assert_eq!(keys(&coop).await, first);
    let config = config(coop.folder.path());

    // Another process rotates while the server runs.
    rotate_key(&*coop.storage(), &coop.clock, &config, false).unwrap();
    let told = keys(&coop).await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[1].key, first[0].key);
    assert_eq!(told[1].until, Some(coop.clock.now() + 7 * DAY));
    let after = issue(&coop, &session.access).await;
    assert!(checked(&after, &told[0]).is_some() && checked(&after, &told[1]).is_none());
    assert!(checked(&before, &told[1]).is_some());

    // What the old key signed has run out: it is told of no more.
    coop.clock.advance(7 * DAY);
    assert_eq!(keys(&coop).await.len(), 1);
    rotate_key(&*coop.storage(), &coop.clock, &config, true).unwrap();
    let now = list_keys(&*coop.storage(), &coop.clock).unwrap();
    assert_eq!(now.len(), 1);
    assert_ne!(now[0].key, told[0].key);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_secret_costs_the_key_and_nothing_else() {
    let coop = Coop::new().await;
    let first = keys(&coop).await;
    let lose = |config: &Config| std::fs::remove_file(config.secret_file()).unwrap();
    let coop = restarted(coop, lose).await;
    let told = keys(&coop).await;
    assert_eq!(told.len(), 2);
    assert_eq!(told[1].key, first[0].key, "what it signed is still good");
    let session = coop.log_in("01000000001", PASSWORD).await;
    let bytes = issue(&coop, &session.access).await;
    assert!(checked(&bytes, &told[0]).is_some());
}
