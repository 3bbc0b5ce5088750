use std::time::Duration;

use futures_util::StreamExt;
use handbook_wire::ErrorCode;
use handbook_wire::entity::{Member, MemberStatus, Note};
use handbook_wire::sync::{EditOutcome, PushReply};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{Batch, Coop, PASSWORD, Pull, code, config, member};
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_device_follows_the_roster() {
    let coop = Coop::new().await;
    let token = coop.log_in("01000000001", PASSWORD).await.access;
    let snapshot = coop.pull(&token, None).await.snapshot();
    assert_eq!(snapshot.records, 6);
    let bytes = coop
        .snapshot(&token, None, &snapshot.id)
        .await
        .bytes()
        .await
        .unwrap();
    assert_eq!(bytes.len() as u64, snapshot.bytes);
    let batch = Batch::read(&bytes);
    assert_eq!(
        (batch.put.len(), batch.gone.len(), &batch.cursor),
        (6, 0, &snapshot.cursor.0)
    );
    assert!(
        batch
            .put
            .iter()
            .all(|(.., payload)| payload.get("business_number").is_none())
    );
    assert!(matches!(
        coop.pull(&token, Some(&batch.cursor)).await,
        Pull::UpToDate
    ));

    // 1 changes, 2 withdraws, 3 is removed, 6 is new; another process imports.
    let changed = Member {
        branch: Some("서울".into()),
        ..member(1)
    };
    let withdrawn = Member {
        status: MemberStatus::Withdrawn,
        ..member(2)
    };
    let report = coop.import([changed, withdrawn, member(4), member(5), member(6)]);
    assert_eq!(
        (report.rows.changed, report.rows.missing, report.rows.new),
        (2, 1, 1)
    );
    let delta = coop.pull(&token, Some(&batch.cursor)).await.batch();
    assert_eq!(
        (delta.put.len(), delta.gone.len(), delta.more),
        (2, 2, false)
    );
    assert_eq!(delta.revision, report.revision);
    assert!(matches!(
        coop.pull(&token, Some(&delta.cursor)).await,
        Pull::UpToDate
    ));

    let staff = coop.log_in("staff", PASSWORD).await.access;
    let snapshot = coop.pull(&staff, None).await.snapshot();
    let bytes = coop
        .snapshot(&staff, None, &snapshot.id)
        .await
        .bytes()
        .await
        .unwrap();
    let all = Batch::read(&bytes);
    assert_eq!(all.put.len(), 6, "staff sees who has withdrawn");
    assert!(
        all.put
            .iter()
            .any(|(.., payload)| payload.get("business_number").is_some())
    );
    // Nobody sees another view's snapshot, or goes on with its cursor.
    assert_eq!(
        coop.snapshot(&token, None, &snapshot.id).await.status(),
        404
    );
    coop.pull(&token, Some(&all.cursor)).await.snapshot();
    for garbage in ["", "x", "eyJzIjoiIn0"] {
        coop.pull(&token, Some(garbage)).await.snapshot();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn many_changes_come_in_pages() {
    let coop = Coop::new().await;
    let token = coop.log_in("01000000001", PASSWORD).await.access;
    let mut cursor = coop.pull(&token, None).await.snapshot().cursor.0;
    coop.import((1..=2400).map(member));
    let (mut records, mut pages) = (Vec::new(), 0);
    loop {
        let page = coop.pull(&token, Some(&cursor)).await.batch();
        records.extend(page.put.into_iter().map(|(_, id, _)| id));
        cursor = page.cursor;
        pages += 1;
        if !page.more {
            break;
        }
        // What changes between two pages comes with a later one.
        if pages == 1 {
            let changed = Member {
                branch: Some("부산".into()),
                ..member(7)
            };
            coop.import(
                (1..=6)
                    .map(member)
                    .chain([changed])
                    .chain((8..=2400).map(member)),
            );
        }
    }
    assert_eq!(pages, 3);
    records.sort();
    records.dedup();
    assert_eq!(records.len(), 2395);
    assert!(matches!(
        coop.pull(&token, Some(&cursor)).await,
        Pull::UpToDate
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_can_be_resumed() {
    let coop = Coop::new().await;
    let token = coop.log_in("01000000001", PASSWORD).await.access;
    let snapshot = coop.pull(&token, None).await.snapshot();
    let again = coop.pull(&token, None).await.snapshot();
    assert_eq!(snapshot, again);
    let get = async |range: Option<&str>| coop.snapshot(&token, range, &snapshot.id).await;
    let whole = get(None).await;
    assert_eq!(whole.headers()["etag"], format!("\"{}\"", snapshot.id));
    let whole = whole.bytes().await.unwrap();
    let part = get(Some("bytes=10-")).await;
    assert_eq!(part.status(), 206);
    assert_eq!(
        part.headers()["content-range"],
        format!("bytes 10-{}/{}", whole.len() - 1, whole.len())
    );
    let resumed = [&whole[..10], &part.bytes().await.unwrap()].concat();
    let hash: String = Sha256::digest(&resumed)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(hash, snapshot.id);
    let beyond = get(Some("bytes=999999-")).await;
    assert_eq!(beyond.status(), 416);
    assert_eq!(
        beyond.headers()["content-range"],
        format!("bytes */{}", whole.len())
    );
    assert_eq!(code(beyond).await, ErrorCode::InvalidInput);
    let gone = coop.snapshot(&token, None, &"0".repeat(64)).await;
    assert_eq!(gone.status(), 404);

    // It stays while a slow device still takes it, and goes two revisions later.
    for (n, kept) in [(1, true), (2, true), (3, false)] {
        coop.import([
            Member {
                branch: Some(format!("{n}")),
                ..member(1)
            },
            member(2),
        ]);
        coop.pull(&token, None).await.snapshot();
        assert_eq!(
            get(None).await.status().is_success(),
            kept,
            "{n} revisions later"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_is_noticed() {
    let mut coop = Coop::new().await;
    let mut token = coop.log_in("01000000001", PASSWORD).await.access;
    let old = coop.pull(&token, None).await.snapshot().cursor.0;
    let backup = tempfile::tempdir().unwrap();
    back_up(coop.folder.path(), backup.path());
    coop.import([
        Member {
            branch: Some("하나".into()),
            ..member(1)
        },
        member(2),
    ]);
    let lost = coop.pull(&token, Some(&old)).await.batch().cursor;
    // The backup takes over, and has a history of its own from there.
    let clock = std::sync::Arc::new(coop.clock.clone());
    let server = Server::start_at(config(backup.path()), clock)
        .await
        .unwrap();
    std::mem::replace(&mut coop.server, server).stop().await;
    coop.folder = backup;
    coop.import([
        Member {
            branch: Some("둘".into()),
            ..member(1)
        },
        member(2),
    ]);
    token = coop.log_in("01000000001", PASSWORD).await.access;
    coop.pull(&token, Some(&lost)).await.snapshot();
    assert_eq!(
        coop.pull(&token, Some(&old)).await.batch().put.len(),
        1,
        "what both share goes on"
    );
}

/// Copies the database of a running server, whole, and its secret.
fn back_up(from: &std::path::Path, to: &std::path::Path) {
    let (from, to) = (config(from), config(to));
    std::fs::create_dir_all(&to.data_dir).unwrap();
    std::fs::copy(from.secret_file(), to.secret_file()).unwrap();
    crate::storage::sqlite::whole::copy(&from.database(), &to.database()).unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_edit_is_taken_once_and_seen_by_its_owner_alone() {
    let coop = Coop::new().await;
    let mine = coop.log_in("01000000001", PASSWORD).await;
    let theirs = coop.log_in("01000000002", PASSWORD).await;
    let cursor = coop.pull(&mine.access, None).await.snapshot().cursor.0;
    let id = Note::id(&mine.account.id, theirs.account.member.as_deref().unwrap());
    let push = async |token: &str, key: u32, kind: &str, id: &str, set: Value, was: Value| {
        let edit =
            json!({"key": format!("{key:032x}"), "kind": kind, "id": id, "set": set, "was": was});
        let response = coop
            .request(Method::POST, "/v1/sync/push")
            .bearer_auth(token)
            .json(&json!({"edits": [edit]}))
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        let reply: PushReply = response.json().await.unwrap();
        reply.results.into_iter().next().unwrap().outcome
    };
    let rejected = |code| EditOutcome::Rejected { code };
    let applied = push(
        &mine.access,
        1,
        "note",
        &id,
        json!({"memo": "a"}),
        json!({"memo": null}),
    )
    .await;
    assert_eq!(applied, EditOutcome::Applied { revision: 2 });
    let again = push(
        &mine.access,
        1,
        "note",
        &id,
        json!({"memo": "a"}),
        json!({"memo": null}),
    )
    .await;
    assert_eq!(again, applied);
    let merged = push(
        &mine.access,
        2,
        "note",
        &id,
        json!({"memo": "b", "favourite": true}),
        json!({"memo": "", "favourite": false}),
    )
    .await;
    assert!(matches!(&merged, EditOutcome::Merged { revision: 3, lost } if lost[0].theirs == "a"));

    let own = coop.pull(&mine.access, Some(&cursor)).await.batch();
    assert_eq!((own.put.len(), own.revision), (1, 3));
    assert_eq!(
        own.put[0].2,
        json!({"member": id.split('.').nth(1), "memo": "a", "favourite": true})
    );
    assert!(matches!(
        coop.pull(&mine.access, Some(&own.cursor)).await,
        Pull::UpToDate
    ));
    let other = coop.pull(&theirs.access, None).await.snapshot().cursor.0;
    assert!(matches!(
        coop.pull(&theirs.access, Some(&other)).await,
        Pull::UpToDate
    ));

    let memo = |text: &str| json!({"memo": text});
    let none = json!({});
    for (key, token, kind, id, set, expected) in [
        (
            10,
            &theirs.access,
            "note",
            id.as_str(),
            memo("x"),
            ErrorCode::NotFound,
        ),
        (
            11,
            &mine.access,
            "note",
            "1.999",
            memo("x"),
            ErrorCode::NotFound,
        ),
        (
            12,
            &mine.access,
            "member",
            "1",
            json!({"name": "x"}),
            ErrorCode::Forbidden,
        ),
        (
            13,
            &mine.access,
            "note",
            id.as_str(),
            json!({"member": "9"}),
            ErrorCode::Forbidden,
        ),
        (
            14,
            &mine.access,
            "poll",
            "1",
            memo("x"),
            ErrorCode::InvalidInput,
        ),
        (
            15,
            &mine.access,
            "note",
            id.as_str(),
            json!({"favourite": "yes"}),
            ErrorCode::Forbidden,
        ),
    ] {
        let outcome = push(token, key, kind, id, set.clone(), none.clone()).await;
        if key == 15 {
            // Its `was` is missing, so the present value stays.
            assert!(matches!(outcome, EditOutcome::Merged { .. }), "{outcome:?}");
        } else {
            assert_eq!(outcome, rejected(expected), "edit {key}");
        }
    }
    let wrong = json!({"favourite": "yes"});
    let outcome = push(
        &mine.access,
        16,
        "note",
        &id,
        wrong,
        json!({"favourite": true}),
    )
    .await;
    assert_eq!(outcome, rejected(ErrorCode::InvalidInput));
    let long = memo(&"가".repeat(2001));
    let outcome = push(&mine.access, 17, "note", &id, long, memo("a")).await;
    assert_eq!(outcome, rejected(ErrorCode::InvalidInput));
    assert!(matches!(
        coop.pull(&mine.access, Some(&own.cursor)).await,
        Pull::UpToDate
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn live_events_tell_of_every_process_and_end_with_the_session() {
    let coop = Coop::new().await;
    let session = coop.log_in("01000000001", PASSWORD).await;
    let response = coop
        .request(Method::GET, "/v1/sync/events")
        .bearer_auth(&session.access)
        .send()
        .await
        .unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut lines = response.bytes_stream();
    let mut next = async || {
        let line = tokio::time::timeout(Duration::from_secs(10), lines.next())
            .await
            .unwrap();
        line.map(|line| String::from_utf8(line.unwrap().to_vec()).unwrap())
    };
    assert_eq!(
        next().await.unwrap(),
        "event: head\ndata: {\"revision\":1}\n\n"
    );
    coop.import([
        Member {
            branch: Some("서울".into()),
            ..member(1)
        },
        member(2),
    ]);
    assert_eq!(
        next().await.unwrap(),
        "event: head\ndata: {\"revision\":2}\n\n"
    );

    // A private change is told to its owner, and to nobody else.
    let other = coop.log_in("01000000002", PASSWORD).await;
    for (number, session) in [(1, &other), (2, &session)] {
        let note = Note::id(
            &session.account.id,
            session.account.member.as_deref().unwrap(),
        );
        let edit = json!({"key": format!("{number:032x}"), "kind": "note", "id": note,
            "set": {"memo": "x"}, "was": {}});
        let push = coop
            .request(Method::POST, "/v1/sync/push")
            .bearer_auth(&session.access);
        let reply = push.json(&json!({"edits": [edit]})).send().await.unwrap();
        assert_eq!(reply.status(), 200);
    }
    assert_eq!(
        next().await.unwrap(),
        "event: head\ndata: {\"revision\":4}\n\n"
    );

    let begun = tokio::time::Instant::now();
    coop.server.stop().await;
    assert_eq!(next().await, None);
    assert!(
        begun.elapsed() < Duration::from_secs(4),
        "a stream does not hold the server up"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn old_tombstones_are_forgotten_and_old_cursors_with_them() {
    let coop = Coop::new().await;
    let token = coop.log_in("01000000001", PASSWORD).await.access;
    let old = coop.pull(&token, None).await.snapshot().cursor.0;
    coop.import((1..=4).map(member));
    let removed = coop.pull(&token, Some(&old)).await.batch();
    assert_eq!(removed.gone.len(), 1);
    coop.clock.advance(181 * 24 * 60 * 60 * 1000);
    coop.import((1..=3).map(member));
    coop.server.service().forget_old().unwrap();
    let token = coop.log_in("01000000001", PASSWORD).await.access;
    coop.pull(&token, Some(&old)).await.snapshot();
    assert_eq!(
        coop.pull(&token, Some(&removed.cursor))
            .await
            .batch()
            .gone
            .len(),
        1
    );
}
