//! What an owner adds to the account, and takes away.

use std::io::Cursor;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, Portrait};
use image::{ImageFormat, RgbImage};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{Coop, PASSWORD, Pull, SECOND_DEVICE, code, member};

fn picture(shade: u8) -> Vec<u8> {
    let mut bytes = Vec::new();
    RgbImage::from_pixel(64, 64, [shade; 3].into())
        .write_to(&mut Cursor::new(&mut bytes), ImageFormat::Png)
        .unwrap();
    bytes
}

async fn put(coop: &Coop, token: &str, bytes: Vec<u8>) -> Response {
    let request = coop
        .request(Method::PUT, "/v1/account/picture")
        .bearer_auth(token)
        .header("content-type", "image/png")
        .body(bytes);
    request.send().await.unwrap()
}

async fn send(coop: &Coop, method: Method, path: &str, token: &str) -> Response {
    let request = coop.request(method, path).bearer_auth(token);
    request.send().await.unwrap()
}

/// The portraits that are shown, by their record.
fn portraits(coop: &Coop) -> Vec<(String, Portrait)> {
    let storage = coop.storage();
    let all = storage.reading(|txn| txn.entities(Kind::Portrait)).unwrap();
    let shown = all.into_iter().filter(|entity| !entity.deleted);
    shown
        .map(|entity| {
            let portrait = serde_json::from_str(&entity.payload).unwrap();
            (entity.id, portrait)
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_seen_by_others_until_it_is_taken_away() {
    let coop = Coop::new().await;
    let owner = coop.log_in("01000000001", PASSWORD).await;
    let other = coop.log_in_on(SECOND_DEVICE, "01000000002", PASSWORD).await;
    assert_eq!(put(&coop, &owner.access, picture(200)).await.status(), 204);
    let shown = portraits(&coop);
    let [(record, portrait)] = &shown[..] else {
        panic!("{shown:?}");
    };
    assert_eq!(Some(record), owner.account.member.as_ref());
    assert_eq!(portrait.member.as_ref(), Some(record));
    assert_eq!(portrait.name, owner.account.name);
    let path = format!("/v1/pictures/{}", portrait.picture);
    let seen = send(&coop, Method::GET, &path, &other.access).await;
    assert_eq!(seen.headers()["content-type"], "image/jpeg");
    assert_eq!(seen.headers()["cache-control"], "no-store");
    let jpeg = seen.bytes().await.unwrap();
    assert!(jpeg.starts_with(&[0xff, 0xd8]));
    let profile = send(&coop, Method::GET, "/v1/account", &owner.access).await;
    let profile: Value = profile.json().await.unwrap();
    assert_eq!(profile["picture"], portrait.picture.as_str());

    // Another picture is another address, so that no cache shows the old one.
    assert_eq!(put(&coop, &owner.access, picture(90)).await.status(), 204);
    assert_eq!(
        send(&coop, Method::GET, &path, &other.access)
            .await
            .status(),
        404
    );
    // What is no picture changes nothing.
    let refused = put(&coop, &owner.access, b"<svg/>".to_vec()).await;
    assert_eq!(code(refused).await, ErrorCode::InvalidInput);
    let refused = put(&coop, &owner.access, vec![0; 600 << 10]).await;
    assert_eq!(code(refused).await, ErrorCode::TooLarge);
    let (_, portrait) = portraits(&coop).remove(0);
    let path = format!("/v1/pictures/{}", portrait.picture);
    assert_eq!(
        send(&coop, Method::GET, &path, &other.access)
            .await
            .status(),
        200
    );

    let gone = send(&coop, Method::DELETE, "/v1/account/picture", &owner.access).await;
    assert_eq!(gone.status(), 204);
    assert!(portraits(&coop).is_empty());
    assert_eq!(
        send(&coop, Method::GET, &path, &other.access)
            .await
            .status(),
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_goes_with_its_person() {
    let coop = Coop::new().await;
    for login in ["01000000001", "01000000002"] {
        let owner = coop.log_in(login, PASSWORD).await;
        assert_eq!(put(&coop, &owner.access, picture(200)).await.status(), 204);
    }
    // The roster as it is takes nothing away.
    coop.import((1..=5).map(member));
    assert_eq!(portraits(&coop).len(), 2);
    // The first company has another representative now, the second has left.
    let mut successor = member(1);
    successor.representatives = vec!["임꺽정".into()];
    coop.import([successor].into_iter().chain((3..=5).map(member)));
    assert!(portraits(&coop).is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn who_gives_the_account_up_leaves_nothing_but_the_rosters_row() {
    let coop = Coop::new().await;
    let owner = coop.log_in("01000000001", PASSWORD).await;
    let other = coop.log_in_on(SECOND_DEVICE, "01000000001", PASSWORD).await;
    put(&coop, &owner.access, picture(200)).await;
    let id = format!("{}.3", owner.account.id);
    let edit = json!({"edits": [{
        "key": "0123456789abcdef0123456789abcdef", "kind": "note", "id": id,
        "set": {"memo": "비밀 메모"}, "was": {},
    }]});
    let members = coop
        .storage()
        .reading(|txn| txn.entities(Kind::Member))
        .unwrap();
    let third = &members[2].id;
    let edit: Value = serde_json::from_str(
        &edit
            .to_string()
            .replace(&id, &format!("{}.{third}", owner.account.id)),
    )
    .unwrap();
    let pushed = coop.post("/v1/sync/push", &owner.access, edit).await;
    let pushed: Value = pushed.json().await.unwrap();
    assert_eq!(pushed["results"][0]["outcome"], "applied");

    let wrong = json!({"password": "Hanbit-78"});
    let refused = coop
        .post("/v1/account/withdrawal", &owner.access, wrong)
        .await;
    assert_eq!(code(refused).await, ErrorCode::WrongCredentials);
    let right = json!({"password": PASSWORD});
    let done = coop
        .post("/v1/account/withdrawal", &owner.access, right)
        .await;
    assert_eq!(done.status(), 204);
    for token in [&owner.access, &other.access] {
        assert_eq!(
            send(&coop, Method::GET, "/v1/account", token)
                .await
                .status(),
            401
        );
    }
    assert_eq!(coop.try_log_in("01000000001", PASSWORD).await.status(), 401);
    assert!(portraits(&coop).is_empty());
    let notes = coop
        .storage()
        .reading(|txn| txn.entity(Kind::Note, &format!("{}.{third}", owner.account.id)))
        .unwrap()
        .unwrap();
    assert!(notes.deleted && notes.payload == "{}");
    // The company is where it was, and its representative can come back, as on the first day.
    let neighbour = coop.log_in_on(SECOND_DEVICE, "01000000002", PASSWORD).await;
    let Pull::Snapshot(snapshot) = coop.pull(&neighbour.access, None).await else {
        panic!();
    };
    assert_eq!(snapshot.records, 6);
    let again = coop.log_in("01000000001", "Kemc0001!").await;
    assert_eq!(
        again.steps,
        [
            handbook_wire::auth::Step::VerifyIdentity,
            handbook_wire::auth::Step::ChangePassword
        ]
    );
}
