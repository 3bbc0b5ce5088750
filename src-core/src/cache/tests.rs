//! What is in memory follows what is in the file, whichever way it came there.

use handbook_wire::batch::{FORMAT, Header, Writer};
use handbook_wire::entity::{Kind, Note};
use handbook_wire::sync::{Cursor, Snapshot};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::*;
use crate::search::Query;
use crate::store::packed;

const KEY: [u8; 32] = [7; 32];

fn open(dir: &Path) -> Cache {
    Cache::standalone(dir, Key::new(KEY)).unwrap()
}

fn company(name: &str) -> Map<String, Value> {
    let company = json!({
        "name": name, "branch": "경기",
        "position": {"lat": 37.5, "lng": 127.0, "precision": "town"},
    });
    company.as_object().unwrap().clone()
}

/// A batch of companies by id and name; none for one that is gone.
fn batch(companies: &[(&str, Option<&str>)]) -> Vec<u8> {
    let header = Header {
        format: FORMAT,
        server: "s".into(),
        revision: 1,
        cursor: "1".into(),
        more: false,
    };
    let mut writer = Writer::new(Vec::new(), &header).unwrap();
    for (id, name) in companies {
        match name {
            Some(name) => writer
                .put(Kind::Member.as_str(), id, 1, company(name))
                .unwrap(),
            None => writer.gone(Kind::Member.as_str(), id).unwrap(),
        }
    }
    zstd::encode_all(writer.finish().unwrap().as_slice(), 3).unwrap()
}

/// A snapshot of eight companies.
fn fill(cache: &Cache) {
    let names = [
        "가나", "나라", "다솜", "라온", "마루", "바다", "사랑", "한빛",
    ];
    let companies: Vec<_> = ["0", "1", "2", "3", "4", "5", "6", "7"]
        .into_iter()
        .zip(names.map(Some))
        .collect();
    let bytes = batch(&companies);
    let snapshot = Snapshot {
        id: hex(&Sha256::digest(&bytes)),
        bytes: bytes.len() as u64,
        records: 8,
        cursor: Cursor("1".into()),
    };
    cache.apply_snapshot_bytes(&snapshot, &bytes).unwrap();
}

fn ids(cache: &Cache) -> Vec<String> {
    let view = cache.view().unwrap();
    view.index.window(0, 99).map(str::to_owned).collect()
}

fn found(cache: &Cache, text: &str) -> Vec<String> {
    let found = cache.view().unwrap().index.search(&Query::new(text), 9);
    found.hits.into_iter().map(|hit| hit.id).collect()
}

fn favour(cache: &Cache, member: &str, memo: &str) {
    let set = json!({"memo": memo}).as_object().unwrap().clone();
    cache
        .set_note("me", member, set, &format!("{member}{memo}"), 0)
        .unwrap();
}

#[test]
fn a_start_from_the_packed_index_is_one_from_the_records() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    fill(&cache);
    favour(&cache, "3", "옛말");
    cache.pack_now().unwrap();
    assert!(cache.to_pack().is_none());
    // What changes from here on is not in what was packed.
    let changes = [("0", None), ("1", Some("한빛전기")), ("9", Some("아라"))];
    cache.apply_delta(&batch(&changes), 0).unwrap();
    favour(&cache, "3", "새말");
    favour(&cache, "4", "첫말");
    let order = ids(&cache);
    assert_eq!(order, ["2", "3", "4", "5", "6", "9", "7", "1"]);
    drop(cache);

    let packed = open(dir.path());
    let check = |cache: &Cache| {
        assert_eq!(ids(cache), order);
        assert_eq!(found(cache, "한빛"), ["7", "1"]);
        assert_eq!(found(cache, "나라"), [""; 0]);
        assert_eq!(found(cache, "옛말"), [""; 0]);
        assert_eq!(found(cache, "새말"), ["3"]);
        assert_eq!(found(cache, "첫말"), ["4"]);
        let view = cache.view().unwrap();
        assert_eq!(view.places().len(), 8);
        assert_eq!(
            view.notes.get("3").map(|note| note.memo.as_str()),
            Some("새말")
        );
    };
    check(&packed);
    let loaded = packed.read(load_view).unwrap();
    assert!(loaded.1.is_some(), "the packed index was not used");

    // A byte that was flipped is noticed, and another build's index is not used.
    let mut bytes = packed.read(packed::bytes).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    packed
        .write(|tx| packed::put(tx, &bytes, std::iter::empty()))
        .unwrap();
    drop(packed);
    let rebuilt = open(dir.path());
    check(&rebuilt);
    assert!(rebuilt.read(load_view).unwrap().1.is_none());
    rebuilt.pack_now().unwrap();
    check(&rebuilt);
    drop(rebuilt);
    check(&open(dir.path()));
}

#[test]
fn a_change_leaves_what_it_does_not_touch() {
    let dir = tempfile::tempdir().unwrap();
    let cache = open(dir.path());
    fill(&cache);
    let before = cache.view().unwrap();
    let map: *const _ = before.places();
    favour(&cache, "3", "메모");
    let after = cache.view().unwrap();
    assert!(std::ptr::eq(map, after.places()));
    assert_eq!(before.index.window(0, 9).count(), 8);
    assert_eq!(before.notes.get("3"), None::<&Note>);
    cache.apply_delta(&batch(&[("3", None)]), 0).unwrap();
    assert_eq!(cache.view().unwrap().places().len(), 7);
    assert_eq!(after.places().len(), 8);
}
