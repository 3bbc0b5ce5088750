//! What reaches closed apps, against services that speak their protocols over TCP.

use std::sync::Arc;
use std::time::Duration;

use handbook_server::clock::{Clock, ManualClock};
use handbook_server::sender::{Apns, Fate, Fcm, Message, Sender, Shown};
use handbook_tests::push::{Answer, ApnsPeer, FcmPeer, failure};
use handbook_tests::{Error, push};
use serde_json::json;

/// 2026-09-21T12:00 in Korea.
const NOON: i64 = 1_789_959_600_000;
const POST: &str = "0123456789abcdef0123456789abcdef";
const MINUTE: i64 = 60_000;

fn message(token: &str) -> Message {
    Message {
        token: token.to_owned(),
        post: POST.to_owned(),
        version: 3,
        kind: "assembly",
        shown: Some(Shown {
            title: "총회".to_owned(),
            text: "정기총회 안내".to_owned(),
        }),
        quiet: false,
        expires_at: NOON + 60 * MINUTE,
    }
}

fn fault(status: u16, code: &str) -> Answer {
    Answer::Fault(status, None, failure(status, code, None))
}

fn later(seconds: Option<u64>, all: bool) -> Fate {
    Fate::NotNow {
        after: seconds.map(Duration::from_secs),
        all,
    }
}

async fn fcm(clock: &ManualClock) -> Result<(FcmPeer, Fcm), Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    let peer = FcmPeer::start(clock.clone()).await?;
    let sender = Fcm::new(&peer.config()?, clock)?;
    Ok((peer, sender))
}

async fn apns(clock: &ManualClock) -> Result<(ApnsPeer, Apns), Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let clock: Arc<dyn Clock> = Arc::new(clock.clone());
    let peer = ApnsPeer::start(clock.clone()).await?;
    let sender = Apns::new(&peer.config()?, clock)?;
    Ok((peer, sender))
}

#[tokio::test(flavor = "multi_thread")]
async fn fcm_gets_what_it_asks_for_and_every_answer_is_understood() -> Result<(), Error> {
    let clock = ManualClock::new(NOON);
    let (peer, sender) = fcm(&clock).await?;
    assert_eq!(sender.send(&message("a:1")).await, Fate::Taken);
    let got = peer.take().remove(0).body;
    let sent = &got["message"];
    assert_eq!(sent["token"], "a:1");
    assert_eq!(sent["notification"]["title"], "총회");
    assert_eq!(sent["data"]["post"], POST);
    assert_eq!(sent["data"]["link"], format!("esujeop://news/{POST}"));
    assert_eq!(sent["android"]["ttl"], "3600s");
    assert_eq!(sent["android"]["priority"], "HIGH");
    assert!(sent["android"].get("collapse_key").is_none());
    let quiet = Message {
        quiet: true,
        ..message("a:1")
    };
    assert_eq!(sender.send(&quiet).await, Fate::Taken);
    let screen = &peer.screens()[&("a:1".to_owned(), POST.to_owned())];
    assert_eq!((screen.version, screen.sounds), (3, 1), "one, in its place");
    let gone = Message {
        shown: None,
        ..message("a:1")
    };
    assert_eq!(sender.send(&gone).await, Fate::Taken);
    assert!(peer.screens().is_empty());
    let _ = peer.take();

    let dead = Fate::Dead { since: None };
    let token_is_none = failure(400, "INVALID_ARGUMENT", Some("message.token"));
    let after = |status, after: &str| {
        Answer::Fault(
            status,
            Some(after.to_owned()),
            failure(status, "UNAVAILABLE", None),
        )
    };
    // 90 seconds after the test's noon, as a date.
    let date = "Mon, 21 Sep 2026 03:01:30 GMT";
    for (answer, expected) in [
        (fault(404, "UNREGISTERED"), dead),
        (fault(403, "SENDER_ID_MISMATCH"), dead),
        (Answer::Fault(400, None, token_is_none), dead),
        (
            fault(400, "INVALID_ARGUMENT"),
            Fate::Refused("FCM says that the message is not right"),
        ),
        (fault(429, "QUOTA_EXCEEDED"), later(Some(60), true)),
        (
            Answer::Fault(429, Some("7".into()), failure(429, "QUOTA_EXCEEDED", None)),
            later(Some(7), true),
        ),
        (fault(503, "UNAVAILABLE"), later(None, true)),
        (after(503, "30"), later(Some(30), true)),
        (after(503, date), later(Some(90), true)),
        (after(503, "soon"), later(None, true)),
        (fault(500, "INTERNAL"), later(None, false)),
        (
            Answer::Fault(502, None, json!("<html>")),
            later(None, false),
        ),
        (
            fault(401, "THIRD_PARTY_AUTH_ERROR"),
            Fate::NotLet("FCM does not take the service account's token"),
        ),
        (
            fault(403, "PERMISSION_DENIED"),
            Fate::NotLet("the service account may not send messages"),
        ),
        (
            fault(404, "NOT_FOUND"),
            Fate::NotLet("FCM does not know the project"),
        ),
        (Answer::Silence, Fate::Unknown),
    ] {
        let told = format!("{answer:?}");
        peer.answer([answer]);
        assert_eq!(sender.send(&message("b")).await, expected, "{told}");
    }
    assert_eq!(peer.grants(), 1, "one access token for all of it");
    // Nobody is there: nothing can have been taken.
    let mut config = peer.config()?;
    config.url = "http://127.0.0.1:9".parse()?;
    let nobody = Fcm::new(&config, Arc::new(clock.clone()))?;
    assert_eq!(nobody.send(&message("c")).await, later(None, true));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn googles_token_is_renewed_before_it_runs_out_and_when_it_is_taken_back() -> Result<(), Error>
{
    let clock = ManualClock::new(NOON);
    let (peer, sender) = fcm(&clock).await?;
    peer.refuse_token(503, Some("9"));
    assert_eq!(sender.send(&message("a")).await, later(Some(9), true));
    peer.refuse_token(400, None);
    assert_eq!(
        sender.send(&message("a")).await,
        Fate::NotLet("Google refuses the service account's key")
    );
    let at_once = futures_util::future::join_all((0..20).map(|n| {
        let sender = &sender;
        async move { sender.send(&message(&format!("t{n}"))).await }
    }));
    assert!(at_once.await.iter().all(|fate| *fate == Fate::Taken));
    assert_eq!(peer.grants(), 1, "whoever comes meanwhile waits for it");
    clock.advance(54 * MINUTE);
    assert_eq!(sender.send(&message("a")).await, Fate::Taken);
    assert_eq!(peer.grants(), 1);
    clock.advance(MINUTE);
    assert_eq!(sender.send(&message("a")).await, Fate::Taken);
    assert_eq!(peer.grants(), 2);
    peer.revoke();
    assert_eq!(sender.send(&message("a")).await, Fate::Taken);
    assert_eq!(peer.grants(), 3);
    // Refused twice: it is not asked for ever.
    peer.answer([fault(401, "UNAUTHENTICATED"), fault(401, "UNAUTHENTICATED")]);
    assert_eq!(
        sender.send(&message("a")).await,
        Fate::NotLet("FCM does not take the service account's token")
    );
    assert_eq!(peer.grants(), 4);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn apns_gets_what_it_asks_for_and_every_answer_is_understood() -> Result<(), Error> {
    let clock = ManualClock::new(NOON);
    let (peer, sender) = apns(&clock).await?;
    let token = "0a".repeat(32);
    assert_eq!(sender.send(&message(&token)).await, Fate::Taken);
    let got = peer.take().remove(0);
    assert_eq!(got.token, token);
    assert_eq!(got.heads["apns-topic"], push::TOPIC);
    assert_eq!(got.heads["apns-priority"], "10");
    let expires = ((NOON + 60 * MINUTE) / 1000).to_string();
    assert_eq!(got.heads["apns-expiration"], expires);
    assert_eq!(got.body["link"], format!("esujeop://news/{POST}"));
    let quiet = Message {
        quiet: true,
        ..message(&token)
    };
    assert_eq!(sender.send(&quiet).await, Fate::Taken);
    assert_eq!(peer.take()[0].heads["apns-priority"], "5");
    let screen = &peer.screens()[&(token.clone(), POST.to_owned())];
    assert_eq!(screen.sounds, 1);
    let gone = Message {
        shown: None,
        ..message(&token)
    };
    assert_eq!(sender.send(&gone).await, Fate::Taken);
    assert_eq!(peer.take()[0].heads["apns-push-type"], "background");
    assert!(peer.screens().is_empty());

    let told = |status, reason: &str| Answer::Fault(status, None, json!({"reason": reason}));
    let dead = Fate::Dead { since: None };
    let refused = Fate::Refused("Apple says that the message is not right");
    let not_let = Fate::NotLet("Apple does not take the provider's key");
    let unknown_topic = Fate::NotLet("Apple does not know the topic");
    for (answer, expected) in [
        (
            Answer::Fault(
                410,
                None,
                json!({"reason": "Unregistered", "timestamp": NOON - 1}),
            ),
            Fate::Dead {
                since: Some(NOON - 1),
            },
        ),
        (told(410, "ExpiredToken"), dead),
        (told(400, "BadDeviceToken"), dead),
        (told(400, "DeviceTokenNotForTopic"), dead),
        (told(400, "BadTopic"), unknown_topic),
        (told(400, "TopicDisallowed"), unknown_topic),
        (told(400, "BadCollapseId"), refused),
        (told(404, "BadPath"), refused),
        (told(405, "MethodNotAllowed"), refused),
        (told(413, "PayloadTooLarge"), refused),
        (told(403, "InvalidProviderToken"), not_let),
        (told(403, "MissingProviderToken"), not_let),
        (told(403, "BadCertificate"), not_let),
        (told(429, "TooManyRequests"), later(None, false)),
        (told(429, "TooManyProviderTokenUpdates"), later(None, true)),
        (told(500, "InternalServerError"), later(None, false)),
        (
            Answer::Fault(
                503,
                Some("5".into()),
                json!({"reason": "ServiceUnavailable"}),
            ),
            later(Some(5), true),
        ),
        (told(503, "Shutdown"), later(None, true)),
        (Answer::Silence, Fate::Unknown),
    ] {
        let what = format!("{answer:?}");
        peer.answer([answer]);
        assert_eq!(sender.send(&message(&token)).await, expected, "{what}");
    }
    assert_eq!(peer.tokens(), 1, "one provider token for all of it");
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn apples_token_is_renewed_in_time_and_not_too_often() -> Result<(), Error> {
    let clock = ManualClock::new(NOON);
    let (peer, sender) = apns(&clock).await?;
    let token = "0a".repeat(32);
    for (minutes, tokens) in [(0, 1), (39, 1), (1, 2), (39, 2), (1, 3), (600, 4)] {
        clock.advance(minutes * MINUTE);
        assert_eq!(sender.send(&message(&token)).await, Fate::Taken);
        assert_eq!(peer.tokens(), tokens);
    }
    // Apple finds it too old, too early for another one: nothing is sent, and nothing is asked for again.
    clock.advance(10 * MINUTE);
    peer.expire_after(300);
    assert_eq!(
        sender.send(&message(&token)).await,
        Fate::NotLet("Apple does not take the provider token")
    );
    // After twenty minutes another one is made at once, and the message goes.
    clock.advance(10 * MINUTE);
    assert_eq!(sender.send(&message(&token)).await, Fate::Taken);
    assert_eq!(peer.tokens(), 5);
    Ok(())
}
