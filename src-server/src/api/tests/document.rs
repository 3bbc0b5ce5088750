use handbook_wire::{
    ErrorReply, account, auth, card, change, coop, entity, file, identity, notification, post,
    sign_up, social, sync, tile,
};
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
    agree::<account::Profile, schema::Profile>("Profile");
    agree::<account::AccountEvent, schema::AccountEvent>("AccountEvent");
    agree::<account::SessionList, schema::SessionList>("SessionList");
    agree::<account::DeviceSession, schema::DeviceSession>("DeviceSession");
    agree::<account::ChangePassword, schema::ChangePassword>("ChangePassword");
    agree::<account::SecondFactorSetup, schema::SecondFactorSetup>("SecondFactorSetup");
    agree::<account::SecondFactorCode, schema::SecondFactorCode>("SecondFactorCode");
    agree::<account::EmailChange, schema::EmailChange>("EmailChange");
    agree::<account::EmailCode, schema::EmailCode>("EmailCode");
    agree::<account::Withdrawal, schema::Withdrawal>("Withdrawal");
    agree::<entity::Picture, schema::Picture>("Picture");
    agree::<entity::Attachment, schema::Attachment>("Attachment");
    agree::<file::UploadRequest, schema::UploadRequest>("UploadRequest");
    agree::<file::UploadReply, schema::UploadReply>("UploadReply");
    agree::<file::LinkRequest, schema::LinkRequest>("LinkRequest");
    agree::<file::LinkReply, schema::LinkReply>("LinkReply");
    agree::<card::CardKey, schema::CardKey>("CardKey");
    agree::<card::CardRequest, schema::CardRequest>("CardRequest");
    agree::<card::CardReply, schema::CardReply>("CardReply");
    agree::<social::SocialProvider, schema::SocialProvider>("SocialProvider");
    agree::<social::SocialPurpose, schema::SocialPurpose>("SocialPurpose");
    agree::<social::SocialRequest, schema::SocialRequest>("SocialRequest");
    agree::<social::SocialStarted, schema::SocialStarted>("SocialStarted");
    agree::<social::SocialCheck, schema::SocialCheck>("SocialCheck");
    agree::<social::SocialReply, schema::SocialReply>("SocialReply");
    agree::<social::SocialFailure, schema::SocialFailure>("SocialFailure");
    agree::<identity::Agency, schema::Agency>("Agency");
    agree::<identity::Agreement, schema::Agreement>("Agreement");
    agree::<sign_up::CompanyName, schema::CompanyName>("CompanyName");
    agree::<sign_up::CompanyNames, schema::CompanyNames>("CompanyNames");
    agree::<coop::Coop, schema::Coop>("Coop");
    agree::<tile::TileLayer, schema::TileLayer>("TileLayer");
    agree::<coop::Document, schema::Document>("Document");
    agree::<coop::DocumentText, schema::DocumentText>("DocumentText");
    agree::<identity::IdentityCheck, schema::IdentityCheck>("IdentityCheck");
    agree::<identity::IdentityFailure, schema::IdentityFailure>("IdentityFailure");
    agree::<identity::IdentityReply, schema::IdentityReply>("IdentityReply");
    agree::<identity::IdentityRequest, schema::IdentityRequest>("IdentityRequest");
    agree::<identity::IdentityStarted, schema::IdentityStarted>("IdentityStarted");
    agree::<coop::Occasion, schema::Occasion>("Occasion");
    agree::<identity::Purpose, schema::Purpose>("Purpose");
    agree::<identity::ResetPassword, schema::ResetPassword>("ResetPassword");
    agree::<sign_up::SignUp, schema::SignUp>("SignUp");
    agree::<sign_up::SignUpCheck, schema::SignUpCheck>("SignUpCheck");
    agree::<sign_up::SignUpDecision, schema::SignUpDecision>("SignUpDecision");
    agree::<sign_up::SignUpList, schema::SignUpList>("SignUpList");
    agree::<sign_up::SignUpReceived, schema::SignUpReceived>("SignUpReceived");
    agree::<sign_up::SignUpRequest, schema::SignUpRequest>("SignUpRequest");
    agree::<sign_up::SignUpState, schema::SignUpState>("SignUpState");
    agree::<entity::FieldChange, schema::FieldChange>("FieldChange");
    agree::<entity::Decision, schema::Decision>("Decision");
    agree::<entity::RequestState, schema::RequestState>("RequestState");
    agree::<change::ChangeEntry, schema::ChangeEntry>("ChangeEntry");
    agree::<change::ChangeList, schema::ChangeList>("ChangeList");
    agree::<change::ChangeDecision, schema::ChangeDecision>("ChangeDecision");
    agree::<entity::PostKind, schema::PostKind>("PostKind");
    agree::<post::PostState, schema::PostState>("PostState");
    agree::<entity::Targets, schema::Targets>("Targets");
    agree::<post::PostDraft, schema::PostDraft>("PostDraft");
    agree::<post::PostWrite, schema::PostWrite>("PostWrite");
    agree::<post::PostEntry, schema::PostEntry>("PostEntry");
    agree::<post::PostList, schema::PostList>("PostList");
    agree::<post::PostWithdrawal, schema::PostWithdrawal>("PostWithdrawal");
    agree::<post::PostVersion, schema::PostVersion>("PostVersion");
    agree::<post::PostHistory, schema::PostHistory>("PostHistory");
    agree::<post::PostReach, schema::PostReach>("PostReach");
    agree::<post::CompanyReaders, schema::CompanyReaders>("CompanyReaders");
    agree::<post::PostReaders, schema::PostReaders>("PostReaders");
    agree::<entity::Coming, schema::Coming>("Coming");
    agree::<post::PostTally, schema::PostTally>("PostTally");
    agree::<post::EventTally, schema::EventTally>("EventTally");
    agree::<post::PollTally, schema::PollTally>("PollTally");
    agree::<post::PostAnswers, schema::PostAnswers>("PostAnswers");
    agree::<post::PersonAnswer, schema::PersonAnswer>("PersonAnswer");
    agree::<post::Reminder, schema::Reminder>("Reminder");
    agree::<notification::Notifications, schema::Notifications>("Notifications");
    agree::<notification::NotificationSetting, schema::NotificationSetting>("NotificationSetting");
    agree::<notification::QuietHours, schema::QuietHours>("QuietHours");
    agree::<notification::PushDevice, schema::PushDevice>("PushDevice");
    agree::<notification::PushService, schema::PushService>("PushService");
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
