use std::io::Write;

use handbook_wire::ErrorCode;
use handbook_wire::batch::{FORMAT, Header, Writer};
use handbook_wire::entity::Kind;
use handbook_wire::sync::{Cursor, EditOutcome, EditResult, LostField};
use serde_json::{Map, Value, json};

use super::apply::Extent;
use super::*;

const NOTE: &str = "note";

fn key(byte: u8) -> Key {
    Zeroizing::new([byte; KEY_BYTES])
}

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

fn batch(rows: &[(&str, &str, u64, Option<Value>)], more: bool) -> Vec<u8> {
    let header = Header {
        format: FORMAT,
        server: "s".into(),
        revision: 9,
        cursor: "next".into(),
        more,
    };
    let mut writer = Writer::new(Vec::new(), &header).unwrap();
    for (kind, id, revision, payload) in rows {
        match payload {
            Some(payload) => writer
                .put(kind, id, *revision, object(payload.clone()))
                .unwrap(),
            None => writer.gone(kind, id).unwrap(),
        }
    }
    zstd::encode_all(&*writer.finish().unwrap(), 3).unwrap()
}

fn apply(store: &Store, bytes: &[u8], extent: &Extent) -> Result<Header, StoreError> {
    store.write(|tx| apply::batch(tx, bytes, extent, |_| Ok(())))
}

fn company(name: &str) -> Value {
    json!({"name": name, "status": "active"})
}

fn names(store: &Store) -> Vec<String> {
    let mut names: Vec<String> = store
        .read(|c| record::all::<Map<String, Value>>(c, Kind::Member))
        .unwrap()
        .into_iter()
        .map(|(_, fields)| fields["name"].as_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

fn edit(store: &Store, memo: &str, key: &str) {
    store
        .write(|tx| outbox::add(tx, NOTE, "a.m1", object(json!({"memo": memo})), key, 5))
        .unwrap();
}

/// A cache with many companies and one waiting edit.
fn filled(dir: &Path) -> Store {
    let store = Store::open(dir, &key(1)).unwrap();
    let ids: Vec<String> = (0..300).map(|i| format!("m{i}")).collect();
    let payload = json!({"name": "한빛전기", "address": "경기도 ".repeat(60)});
    let rows: Vec<_> = ids
        .iter()
        .map(|id| (Kind::Member.as_str(), id.as_str(), 1, Some(payload.clone())))
        .collect();
    apply(&store, &batch(&rows, false), &Extent::Delta).unwrap();
    store.mark_pending(true);
    edit(&store, "전화할 것", "k1");
    store.checkpoint().unwrap();
    store
}

#[test]
fn a_batch_and_its_cursor_come_together_or_not_at_all() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    let rows = [
        ("member", "m1", 3, Some(company("가"))),
        ("later", "x", 3, Some(json!({"a": 1}))),
    ];
    let bytes = batch(&rows, false);
    for cut in [0, 1, bytes.len() / 2, bytes.len() - 1] {
        assert_eq!(
            apply(&store, &bytes[..cut], &Extent::Delta),
            Err(StoreError::BadBatch)
        );
    }
    assert_eq!(store.read(meta::cursor).unwrap(), None);
    apply(&store, &bytes, &Extent::Delta).unwrap();
    assert_eq!(
        store.read(meta::cursor).unwrap(),
        Some(Cursor("next".into()))
    );
    assert_eq!(names(&store), ["가"]);
    let rows = [
        ("member", "m1", 4, None),
        ("member", "m2", 4, Some(company("나"))),
    ];
    apply(&store, &batch(&rows, false), &Extent::Delta).unwrap();
    assert_eq!(names(&store), ["나"]);
}

#[test]
fn a_newer_format_is_told_from_garbage() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    let newer = zstd::encode_all(&b"{\"format\":2}\n"[..], 3).unwrap();
    assert_eq!(
        apply(&store, &newer, &Extent::Delta),
        Err(StoreError::NewerFormat)
    );
    let garbage = zstd::encode_all(&b"<html>\n"[..], 3).unwrap();
    assert_eq!(
        apply(&store, &garbage, &Extent::Delta),
        Err(StoreError::BadBatch)
    );
}

#[test]
fn a_bomb_stops_at_the_cap() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    let mut encoder = zstd::stream::write::Encoder::new(Vec::new(), 3).unwrap();
    writeln!(
        encoder,
        r#"{{"format":1,"server":"s","revision":1,"cursor":"c"}}"#
    )
    .unwrap();
    for _ in 0..80 {
        writeln!(
            encoder,
            r#"{{"kind":"member","rows":1,"gone":0,"columns":[["name","text"]]}}"#
        )
        .unwrap();
        write!(encoder, "m\n1\n{}\n", " ".repeat(1 << 20)).unwrap();
    }
    let bytes = encoder.finish().unwrap();
    assert_eq!(
        apply(&store, &bytes, &Extent::Delta),
        Err(StoreError::BadBatch)
    );
    assert!(names(&store).is_empty());
}

#[test]
fn a_snapshot_replaces_what_is_shared_and_private_records_must_be_confirmed() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    let note = |memo| Some(json!({"member": "m1", "favourite": false, "memo": memo}));
    let rows = [
        ("member", "old", 1, Some(company("옛"))),
        (NOTE, "a.m1", 1, note("하나")),
        (NOTE, "a.m2", 1, note("둘")),
    ];
    apply(&store, &batch(&rows, false), &Extent::Delta).unwrap();
    edit(&store, "기다림", "k1");
    let snapshot = Extent::Snapshot(Cursor("after".into()));
    apply(
        &store,
        &batch(&[("member", "m1", 7, Some(company("새")))], false),
        &snapshot,
    )
    .unwrap();
    assert_eq!(names(&store), ["새"]);
    assert_eq!(
        store.read(meta::cursor).unwrap(),
        Some(Cursor("after".into()))
    );
    assert_eq!(store.read(|c| record::count(c, Kind::Note)).unwrap(), 2);
    apply(
        &store,
        &batch(&[(NOTE, "a.m1", 8, note("하나"))], false),
        &Extent::Delta,
    )
    .unwrap();
    assert!(store.write(|tx| apply::caught_up(tx, 77)).unwrap());
    assert_eq!(store.read(|c| record::count(c, Kind::Note)).unwrap(), 1);
    assert_eq!(store.read(meta::last_synced).unwrap(), Some(77));
    assert_eq!(store.read(outbox::count).unwrap(), 1);
}

#[test]
fn edits_that_were_not_sent_grow_together_and_sent_ones_never_change() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    edit(&store, "하나", "k1");
    edit(&store, "둘", "k2");
    let sent = store.write(|tx| outbox::take_for_push(tx, 100)).unwrap();
    assert_eq!(sent.len(), 1);
    assert_eq!(
        (&*sent[0].key, &sent[0].set["memo"], &sent[0].was["memo"]),
        ("k1", &json!("둘"), &Value::Null)
    );
    edit(&store, "셋", "k3");
    let again = store.write(|tx| outbox::take_for_push(tx, 100)).unwrap();
    assert_eq!(again[0], sent[0]);
    assert_eq!(
        (&*again[1].key, &again[1].was["memo"]),
        ("k3", &json!("둘"))
    );
    assert_eq!(
        store.read(|c| outbox::shown(c, NOTE, "a.m1")).unwrap()["memo"],
        json!("셋")
    );
}

#[test]
fn an_edit_that_is_taken_back_in_time_is_never_sent() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    let note = Some(json!({"member": "m1", "favourite": false, "memo": "있던 것"}));
    apply(
        &store,
        &batch(&[(NOTE, "a.m1", 1, note)], false),
        &Extent::Delta,
    )
    .unwrap();
    edit(&store, "있던 것", "k1");
    assert_eq!(store.read(outbox::count).unwrap(), 0);
    edit(&store, "새것", "k2");
    edit(&store, "있던 것", "k3");
    assert_eq!(store.read(outbox::count).unwrap(), 0);
}

#[test]
fn edits_of_one_push_share_a_revision_and_the_last_one_stands() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    let take = || store.write(|tx| outbox::take_for_push(tx, 100)).unwrap();
    let settle = |keys: &[&str]| {
        let results: Vec<EditResult> = keys
            .iter()
            .map(|key| EditResult {
                key: (*key).into(),
                outcome: EditOutcome::Applied { revision: 5 },
            })
            .collect();
        store.write(|tx| outbox::settle(tx, &results)).unwrap();
        store.read(|c| outbox::shown(c, NOTE, "a.m1")).unwrap()["memo"].clone()
    };
    edit(&store, "하나", "k1");
    take();
    edit(&store, "둘", "k2");
    assert_eq!(take().len(), 2);
    assert_eq!(settle(&["k1", "k2"]), json!("둘"));
    // What came at that revision by a pull is the outcome of all of them.
    edit(&store, "셋", "k3");
    take();
    let pulled = Some(json!({"member": "m1", "memo": "셋과 나중 것"}));
    let rows = [(NOTE, "a.m1", 5, pulled)];
    apply(&store, &batch(&rows, false), &Extent::Delta).unwrap();
    assert_eq!(settle(&["k3"]), json!("셋과 나중 것"));
}

#[test]
fn an_outcome_is_taken_once_and_never_over_something_newer() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    apply(
        &store,
        &batch(&[("member", "m1", 1, Some(company("가")))], false),
        &Extent::Delta,
    )
    .unwrap();
    let settle = |results: &[EditResult]| store.write(|tx| outbox::settle(tx, results)).unwrap();
    let memo = || store.read(|c| outbox::shown(c, NOTE, "a.m1")).unwrap()["memo"].clone();
    let applied = |key: &str, revision| EditResult {
        key: key.into(),
        outcome: EditOutcome::Applied { revision },
    };
    edit(&store, "하나", "k1");
    assert_eq!(settle(&[applied("k1", 5)]).len(), 1);
    assert!(settle(&[applied("k1", 5)]).is_empty());
    assert_eq!(memo(), json!("하나"));
    edit(&store, "둘", "k2");
    let newer = Some(json!({"member": "m1", "memo": "남의 것"}));
    apply(
        &store,
        &batch(&[(NOTE, "a.m1", 9, newer)], false),
        &Extent::Delta,
    )
    .unwrap();
    assert_eq!(memo(), json!("둘"));
    settle(&[applied("k2", 6)]);
    assert_eq!(memo(), json!("남의 것"));

    edit(&store, "셋", "k3");
    let lost = LostField {
        field: "memo".into(),
        yours: json!("셋"),
        theirs: json!("먼저"),
    };
    let outcome = EditOutcome::Merged {
        revision: 12,
        lost: vec![lost],
    };
    settle(&[EditResult {
        key: "k3".into(),
        outcome,
    }]);
    assert_eq!(memo(), json!("먼저"));
    edit(&store, "넷", "k4");
    let outcome = EditOutcome::Rejected {
        code: ErrorCode::Forbidden,
    };
    settle(&[EditResult {
        key: "k4".into(),
        outcome,
    }]);
    assert_eq!(memo(), json!("먼저"));
    let lost = store.read(lost_edit::all).unwrap();
    let told: Vec<_> = lost
        .iter()
        .map(|l| (&*l.yours, &*l.theirs, l.member_name.as_deref()))
        .collect();
    assert_eq!(
        told,
        [("셋", "먼저", Some("가")), ("넷", "먼저", Some("가"))]
    );
    assert!(
        store
            .write(|tx| lost_edit::dismiss(tx, lost[0].id))
            .unwrap()
    );
    assert!(
        !store
            .write(|tx| lost_edit::dismiss(tx, lost[0].id))
            .unwrap()
    );
}

#[test]
fn an_answer_that_is_not_taken_is_told_as_one_thing() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path(), &key(1)).unwrap();
    let post = Some(json!({"title": "정기총회"}));
    apply(
        &store,
        &batch(&[("post", "p1", 1, post)], false),
        &Extent::Delta,
    )
    .unwrap();
    let add = |kind: &str, id: &str, set: Value, key: &str| {
        let set = set.as_object().unwrap().clone();
        store
            .write(|tx| outbox::add(tx, kind, id, set, key, 0))
            .unwrap();
    };
    let settle = |key: &str, outcome| {
        let results = [EditResult {
            key: key.into(),
            outcome,
        }];
        store.write(|tx| outbox::settle(tx, &results)).unwrap();
    };
    let rejected = |code| EditOutcome::Rejected { code };
    let (answer, note) = ("post_answer", "attendance");
    let set = json!({"coming": "proxy", "people": 0, "proxy": "김대표"});
    add(answer, "a.p1", set, "k1");
    settle("k1", rejected(ErrorCode::Conflict));
    add(answer, "a.p1", json!({"coming": "yes", "people": 2}), "k2");
    settle("k2", rejected(ErrorCode::NotFound));
    add(answer, "a.p1", json!({"coming": "yes", "people": 2}), "k3");
    let lost = |field: &str, yours: Value, theirs: Value| LostField {
        field: field.into(),
        yours,
        theirs,
    };
    let whole = vec![
        lost("coming", json!("yes"), json!("no")),
        lost("people", json!(2), json!(0)),
    ];
    settle(
        "k3",
        EditOutcome::Merged {
            revision: 5,
            lost: whole,
        },
    );
    // Who was noted on another device first is noted.
    add(note, "a.p1.m1.", json!({"name": "홍길동", "at": 5}), "k4");
    settle(
        "k4",
        EditOutcome::Merged {
            revision: 6,
            lost: vec![lost("at", json!(5), json!(4))],
        },
    );
    add(note, "a.p1.m2.", json!({"name": "이나라", "at": 5}), "k5");
    settle("k5", rejected(ErrorCode::NotFound));
    let told = store.read(lost_edit::all).unwrap();
    let told: Vec<_> = told
        .iter()
        .map(|one| {
            (
                &*one.field,
                &*one.yours,
                &*one.theirs,
                one.post_title.as_deref(),
            )
        })
        .collect();
    let title = Some("정기총회");
    assert_eq!(
        told,
        [
            (lost_edit::LATE, "proxy", "", title),
            (lost_edit::REFUSED, "yes", "", title),
            ("coming", "yes", "no", title),
            (lost_edit::ATTENDANCE, "이나라", "", title),
        ]
    );
}

#[test]
fn nothing_on_the_disk_is_plain() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    edit(&store, "기억할 것", "k2");
    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let bytes = std::fs::read(entry.unwrap().path()).unwrap();
        for plain in [
            "한빛전기",
            "경기도",
            "기억할 것",
            "SQLite format 3",
            "CREATE TABLE",
            "k1",
        ] {
            // Two letters may stand anywhere by chance; the others not.
            if plain.len() > 2 {
                assert!(
                    memchr::memmem::find(&bytes, plain.as_bytes()).is_none(),
                    "{plain}"
                );
            }
        }
    }
}

#[test]
fn a_full_disk_leaves_what_was_there() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    store.limit_pages(1).unwrap();
    let big = json!({"name": "가", "address": "나".repeat(4000)});
    let ids: Vec<String> = (0..200).map(|i| format!("n{i}")).collect();
    let rows: Vec<_> = ids
        .iter()
        .map(|id| ("member", id.as_str(), 2, Some(big.clone())))
        .collect();
    assert_eq!(
        apply(&store, &batch(&rows, false), &Extent::Delta),
        Err(StoreError::Full)
    );
    assert_eq!(names(&store).len(), 300);
    assert_eq!(store.read(outbox::count).unwrap(), 1);
    store.limit_pages(1 << 20).unwrap();
    apply(&store, &batch(&rows, false), &Extent::Delta).unwrap();
    assert_eq!(names(&store).len(), 500);
}

#[test]
fn another_key_makes_a_new_cache_and_tells_of_lost_edits() {
    let dir = tempfile::tempdir().unwrap();
    drop(filled(dir.path()));
    assert!(matches!(
        Store::open(dir.path(), &key(2)),
        Err(StoreError::Corrupt)
    ));
    let (store, found) = Store::open_or_rebuild(dir.path(), &key(2)).unwrap();
    assert!(matches!(found, Found::Rebuilt(rescued) if rescued.incomplete));
    assert!(names(&store).is_empty());
    let lost = store.read(lost_edit::all).unwrap();
    assert_eq!((lost.len(), &*lost[0].field), (1, lost_edit::UNREADABLE));
}

#[test]
fn a_newer_apps_cache_gives_way_but_its_edits_stay() {
    let dir = tempfile::tempdir().unwrap();
    let store = filled(dir.path());
    store
        .write(|tx| Ok(tx.execute_batch("PRAGMA user_version = 99")?))
        .unwrap();
    drop(store);
    let (store, found) = Store::open_or_rebuild(dir.path(), &key(1)).unwrap();
    assert!(matches!(found, Found::Rebuilt(rescued) if !rescued.incomplete));
    assert_eq!(
        store.read(outbox::all).unwrap()[0].set["memo"],
        json!("전화할 것")
    );
    assert!(store.read(lost_edit::all).unwrap().is_empty());
}

/// Does `work`, on a new cache if this one proves damaged, as the handbook does.
fn healing<T>(
    dir: &Path,
    store: &mut Option<Store>,
    work: impl Fn(&Store) -> Result<T, StoreError>,
) -> T {
    match work(store.as_ref().unwrap()) {
        Err(StoreError::Corrupt) => {
            drop(store.take());
            work(store.insert(Store::rebuild(dir, &key(1)).unwrap().0)).unwrap()
        }
        other => other.unwrap(),
    }
}

/// Opens a cache that was tampered with and uses all of it. Answers whether the edit is still
/// there or its loss is told.
fn survives(dir: &Path) -> bool {
    let mut store = Some(Store::open_or_rebuild(dir, &key(1)).unwrap().0);
    let count = healing(dir, &mut store, |store| {
        store.read(|c| {
            record::notes(c)?;
            record::all::<Map<String, Value>>(c, Kind::Member).map(|all| all.len())
        })
    });
    assert!(count == 300 || count == 0, "{count}");
    let rows = [("member", "z", 1, Some(company("하")))];
    healing(dir, &mut store, |store| {
        apply(store, &batch(&rows, false), &Extent::Delta)
    });
    let edits = healing(dir, &mut store, |store| store.read(outbox::all));
    let lost = healing(dir, &mut store, |store| store.read(lost_edit::all));
    let kept = edits.len() == 1 && edits[0].set["memo"] == json!("전화할 것");
    kept || lost.iter().any(|l| l.field == lost_edit::UNREADABLE)
}

#[test]
fn flipped_bytes_anywhere_are_noticed_and_no_edit_is_lost_in_silence() {
    let source = tempfile::tempdir().unwrap();
    drop(filled(source.path()));
    let sound = std::fs::read(source.path().join(FILE)).unwrap();
    let pages = sound.len() / 4096;
    for page in (0..pages).step_by((pages / 24).max(1)) {
        for at in [page * 4096 + 20, page * 4096 + 2000, page * 4096 + 4090] {
            let dir = tempfile::tempdir().unwrap();
            let mut bytes = sound.clone();
            bytes[at] ^= 0x55;
            std::fs::write(dir.path().join(FILE), bytes).unwrap();
            rescue::set_mark(dir.path(), true);
            assert!(survives(dir.path()), "byte {at}");
        }
    }
}

#[test]
fn a_file_cut_anywhere_is_noticed() {
    let source = tempfile::tempdir().unwrap();
    drop(filled(source.path()));
    let sound = std::fs::read(source.path().join(FILE)).unwrap();
    for len in [
        0,
        1,
        15,
        16,
        100,
        4095,
        4096,
        5000,
        sound.len() / 2,
        sound.len() - 1,
    ] {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join(FILE), &sound[..len]).unwrap();
        rescue::set_mark(dir.path(), true);
        assert!(survives(dir.path()), "{len} bytes");
    }
}
