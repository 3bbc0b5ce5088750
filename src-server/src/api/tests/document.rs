use handbook_wire::{ErrorReply, auth, sync};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::{ROUTES, document, schema};

fn json() -> Value {
    serde_json::to_value(document()).unwrap()
}

#[test]
fn every_route_is_documented_and_no_other() {
    let document = json();
    let mut documented: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let mut routes: Vec<String> = ROUTES.iter().map(|route| route.path.to_owned()).collect();
    routes.sort();
    routes.dedup();
    documented.sort();
    assert_eq!(documented, routes);
    for route in &ROUTES {
        for (method, operation) in document["paths"][route.path].as_object().unwrap() {
            let secured = operation.get("security").is_some();
            // One path has two methods with different access.
            if route.path != "/v1/session" {
                assert_eq!(
                    secured,
                    route.access.session.is_some(),
                    "{method} {}",
                    route.path
                );
            }
        }
    }
}

/// The example reads as the real type, the real type writes what the mirror reads, and the mirror
/// writes the same again: neither has a field more than the other.
fn agree<Real: Serialize + DeserializeOwned, Mirror: Serialize + DeserializeOwned>(name: &str) {
    let example = json()["components"]["schemas"][name]["example"].clone();
    assert!(!example.is_null(), "{name} has no example");
    let real: Real = serde_json::from_value(example.clone()).unwrap();
    let written = serde_json::to_value(&real).unwrap();
    let mirror: Mirror = serde_json::from_value(written.clone()).unwrap();
    assert_eq!(serde_json::to_value(&mirror).unwrap(), written, "{name}");
    assert_eq!(written, example, "{name}");
}

#[test]
fn examples_and_mirrors_agree_with_the_wire() {
    agree::<crate::api::health::Health, schema::Health>("Health");
    agree::<sync::HelloReply, schema::HelloReply>("HelloReply");
    agree::<auth::LoginRequest, schema::LoginRequest>("LoginRequest");
    agree::<auth::Device, schema::Device>("Device");
    agree::<auth::Role, schema::Role>("Role");
    agree::<auth::Step, schema::Step>("Step");
    agree::<auth::Account, schema::Account>("Account");
    agree::<auth::SessionReply, schema::SessionReply>("SessionReply");
    agree::<auth::RefreshRequest, schema::RefreshRequest>("RefreshRequest");
    agree::<sync::PullRequest, schema::PullRequest>("PullRequest");
    agree::<sync::PullReply, schema::PullReply>("PullReply");
    agree::<sync::PushRequest, schema::PushRequest>("PushRequest");
    agree::<sync::Edit, schema::Edit>("Edit");
    agree::<sync::PushReply, schema::PushReply>("PushReply");
    agree::<sync::EditResult, schema::EditResult>("EditResult");
    agree::<sync::LostField, schema::LostField>("LostField");
    agree::<ErrorReply, schema::ErrorReply>("ErrorReply");
    agree::<handbook_wire::ErrorCode, schema::ErrorCode>("ErrorCode");
}
