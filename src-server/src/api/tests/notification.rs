use handbook_wire::ErrorCode;
use handbook_wire::notification::{Notifications, PushService, QuietHours};
use handbook_wire::sync::HelloReply;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{Coop, PASSWORD, SECOND_DEVICE, code};
use crate::config::{ApnsConfig, Secret};

const PATH: &str = "/v1/account/notification";
const DEVICE_PATH: &str = "/v1/account/notification/device";

/// APNs at a port where nobody is.
fn nowhere() -> ApnsConfig {
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_ECDSA_P256_SHA256).unwrap();
    ApnsConfig {
        team: "T".into(),
        key_id: "K".into(),
        key: Secret::new(key.serialize_pem()),
        topic: "kr.example".into(),
        url: "http://127.0.0.1:9".parse().unwrap(),
    }
}

impl Coop {
    async fn with_apns() -> Self {
        Self::with(|config| config.push.apns = Some(nowhere())).await
    }

    async fn put(&self, token: &str, path: &str, body: Value) -> Response {
        self.request(Method::PUT, path)
            .bearer_auth(token)
            .json(&body)
            .send()
            .await
            .unwrap()
    }

    async fn register(&self, token: &str, name: &str) {
        let body = json!({"service": "apns", "token": name, "language": "en"});
        let response = self.put(token, DEVICE_PATH, body).await;
        assert_eq!(response.status(), 204);
    }

    async fn told(&self, token: &str) -> Notifications {
        let request = self.request(Method::GET, PATH).bearer_auth(token);
        request.send().await.unwrap().json().await.unwrap()
    }

    /// How many devices can be reached.
    fn reached(&self) -> usize {
        let devices = self.storage().reading(|txn| txn.push_devices(0));
        devices.unwrap().len()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_says_what_it_wants() {
    let coop = Coop::with_apns().await;
    let hello = coop.request(Method::GET, "/v1/hello").send().await.unwrap();
    let hello: HelloReply = hello.json().await.unwrap();
    assert!(hello.capabilities.contains(&"notifications".to_owned()));
    let first = coop.log_in("01000000001", PASSWORD).await.access;
    let second = coop
        .log_in_on(SECOND_DEVICE, "01000000001", PASSWORD)
        .await
        .access;
    let other = coop.log_in("01000000002", PASSWORD).await.access;
    let told = coop.told(&first).await;
    assert_eq!(told.services, [PushService::Apns]);
    assert!(told.setting.on && told.setting.titles && !told.registered);
    assert_eq!(told.setting.quiet, Some(QuietHours::NIGHT));

    let wanted = json!({"on": true, "muted": ["tender", "of_tomorrow"], "titles": false});
    let answer = coop.put(&first, PATH, wanted).await;
    assert_eq!(answer.status(), 200);
    // It holds for the account's other devices, and for nobody else's.
    let there = coop.told(&second).await.setting;
    assert_eq!(there.muted, ["tender", "of_tomorrow"]);
    assert!(there.quiet.is_none() && !there.titles);
    assert!(coop.told(&other).await.setting.titles);
    for wrong in [
        json!({"on": true}),
        json!({"on": true, "titles": true, "muted": ["공지"]}),
        json!({"on": true, "titles": true, "muted": vec!["a"; 33]}),
        json!({"on": true, "titles": true, "quiet": {"from": 60, "until": 60}}),
        json!({"on": true, "titles": true, "quiet": {"from": 0, "until": 1440}}),
    ] {
        let response = coop.put(&first, PATH, wrong.clone()).await;
        assert_eq!(code(response).await, ErrorCode::InvalidInput, "{wrong}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_device_is_reached_as_long_as_its_session_stands() {
    let coop = Coop::with_apns().await;
    let first = coop.log_in("01000000001", PASSWORD).await;
    for (body, expected) in [
        (json!({"service": "fcm", "token": "a"}), ErrorCode::NotFound),
        (
            json!({"service": "apns", "token": "../x"}),
            ErrorCode::InvalidInput,
        ),
        (
            json!({"service": "apns", "token": ""}),
            ErrorCode::InvalidInput,
        ),
        (
            json!({"service": "pigeon", "token": "aa"}),
            ErrorCode::InvalidInput,
        ),
    ] {
        let response = coop.put(&first.access, DEVICE_PATH, body.clone()).await;
        assert_eq!(code(response).await, expected, "{body}");
    }
    coop.register(&first.access, "aa01").await;
    coop.register(&first.access, "aa02").await;
    assert!(coop.told(&first.access).await.registered);
    assert_eq!(coop.reached(), 1, "a device has one name");
    // Somebody else logs in on the same phone.
    let other = coop.log_in("01000000002", PASSWORD).await;
    coop.register(&other.access, "aa02").await;
    assert!(!coop.told(&first.access).await.registered);
    coop.register(&first.access, "aa01").await;
    assert_eq!(coop.reached(), 2);
    let gone = coop
        .request(Method::DELETE, DEVICE_PATH)
        .bearer_auth(&other.access);
    assert_eq!(gone.send().await.unwrap().status(), 204);
    assert_eq!(coop.reached(), 1);
    // Logout, a lock, leaving: whatever ends the session.
    let out = coop
        .request(Method::DELETE, "/v1/session")
        .bearer_auth(&first.access);
    assert_eq!(out.send().await.unwrap().status(), 204);
    assert_eq!(coop.reached(), 0);
    coop.register(&other.access, "aa03").await;
    coop.desk(|desk| desk.set_suspended("01000000002", true))
        .unwrap();
    assert_eq!(coop.reached(), 0);
    let again = coop.log_in("01000000001", PASSWORD).await.access;
    coop.register(&again, "aa04").await;
    coop.put(&again, PATH, json!({"on": false, "titles": true}))
        .await;
    let leave = json!({"password": PASSWORD});
    let left = coop.post("/v1/account/withdrawal", &again, leave).await;
    assert_eq!(left.status(), 204);
    assert_eq!(coop.reached(), 0);
    coop.activate("01000000001");
    let anew = coop.log_in("01000000001", PASSWORD).await.access;
    assert!(coop.told(&anew).await.setting.on, "nothing is remembered");
}
