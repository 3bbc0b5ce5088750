mod account;
mod browse;
mod caller;
mod card;
mod event;
mod file;
mod notification;
mod profile;
mod recent;

use std::collections::BTreeMap;
use std::path::Path;

use handbook_wire::auth::Step;
use handbook_wire::ipc::{ListArgs, LoginArgs, LostEditArgs, SearchArgs, SetNoteArgs, SyncState};
use handbook_wire::{ErrorCode, ErrorReply};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use super::*;
use crate::clock::ManualClock;
use crate::key::{KeyStoreError, MemoryKeyStore};
use crate::store::{meta, packed, record};
use crate::sync::fake::{Fake, Fault};
use crate::sync::pin::Pins;

/// A device: what outlives the app on it.
struct Device {
    dir: TempDir,
    keys: Arc<MemoryKeyStore>,
    clock: Arc<ManualClock>,
    fake: Fake,
}

impl Device {
    fn new(fake: &Fake) -> Self {
        Self {
            dir: tempfile::tempdir().unwrap(),
            keys: Arc::default(),
            clock: Arc::new(ManualClock::new(1_000)),
            fake: fake.clone(),
        }
    }

    fn dir(&self) -> &Path {
        self.dir.path()
    }

    fn try_open(&self) -> Result<Handbook, Error> {
        self.open_packing_after(Duration::from_secs(60))
    }

    fn open_packing_after(&self, rest: Duration) -> Result<Handbook, Error> {
        let config = Config {
            dir: self.dir.path().join("cache"),
            server: Url::parse("https://handbook.example").unwrap(),
            pins: Pins::default(),
            device_name: "시험".into(),
        };
        // A second of waiting takes a millisecond.
        let timing = Timing {
            silence: Duration::from_secs(20),
            minute: Duration::from_millis(60),
            rest,
        };
        let remote = Arc::new(self.fake.clone());
        Handbook::open_with(
            config,
            self.keys.clone(),
            self.clock.clone(),
            remote,
            timing,
        )
    }

    fn open(&self) -> Handbook {
        self.try_open().unwrap()
    }

    /// Opens, logs in and waits until all is here.
    async fn live(&self) -> Handbook {
        let handbook = self.open();
        handbook.login(right(true)).await.unwrap();
        self.equal(&handbook).await;
        handbook
    }

    /// Waits until the device holds what the server holds.
    async fn equal(&self, handbook: &Handbook) {
        wait(handbook, |handbook, status| {
            status.sync == SyncState::Live
                && status.pending_edits == 0
                && records(handbook) == self.fake.view()
        })
        .await;
    }
}

fn right(keep: bool) -> LoginArgs {
    LoginArgs {
        login: "01000001234".into(),
        password: "right".into(),
        keep,
    }
}

async fn wait(handbook: &Handbook, until: impl Fn(&Handbook, &Status) -> bool) -> Status {
    let waiting = async {
        let mut seen = 0;
        loop {
            let status = handbook.watch_status(seen).await;
            if until(handbook, &status) {
                return status;
            }
            seen = status.number;
        }
    };
    match tokio::time::timeout(Duration::from_secs(25), waiting).await {
        Ok(status) => status,
        Err(_) => panic!("still {:?}", handbook.status()),
    }
}

/// Lets the app die without a goodbye.
async fn kill(handbook: Handbook) {
    let mut running = handbook.0.running.lock().await;
    if let Some(task) = running.take() {
        task.abort();
        drop(task.await);
    }
    drop(running);
    // Whatever was on a blocking thread ends; the file is closed by the last who has it.
    drop(handbook.0.gate.lock().await);
    handbook.0.sessions.settled().await;
    let lock = handbook.0.cache.dir().join(LOCK);
    drop(handbook);
    // Who drops the cache last closes its database before the lock is free.
    let closed = async {
        let lock = File::open(lock).unwrap();
        while lock.try_lock().is_err() {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(30), closed)
        .await
        .unwrap();
}

/// Every record on the device.
fn records(handbook: &Handbook) -> BTreeMap<(String, String), Map<String, Value>> {
    let all = handbook.0.cache.read(|connection| {
        let mut all = BTreeMap::new();
        for kind in handbook_wire::entity::Kind::ALL {
            for (id, fields) in record::all(connection, kind)? {
                all.insert((kind.as_str().to_owned(), id), fields);
            }
        }
        Ok(all)
    });
    all.unwrap_or_default()
}

fn code<T>(result: Result<T, Error>) -> ErrorCode {
    match result {
        Ok(_) => panic!("it worked"),
        Err(error) => ErrorReply::from(error).code,
    }
}

async fn search(handbook: &Handbook, text: &str) -> Vec<String> {
    let reply = handbook
        .search(SearchArgs {
            text: text.into(),
            limit: 50,
            ..SearchArgs::default()
        })
        .await
        .unwrap();
    reply.hits.into_iter().map(|hit| hit.row.id).collect()
}

fn memo(member: &str, memo: &str) -> SetNoteArgs {
    SetNoteArgs {
        member: member.into(),
        favourite: None,
        memo: Some(memo.into()),
    }
}

#[tokio::test]
async fn a_first_sync_then_changes_come_by_themselves_and_the_cache_answers_alone() {
    let fake = Fake::new(20);
    fake.put(
        "note",
        "acc.m1",
        json!({"member": "m1", "favourite": true, "memo": "거래처"}),
    );
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let page = handbook
        .list_members(ListArgs {
            offset: 18,
            limit: 99,
            ..ListArgs::default()
        })
        .await
        .unwrap();
    assert_eq!((page.total, page.rows.len()), (20, 2));
    assert_eq!(search(&handbook, "거래").await, ["m1"]);
    assert!(
        handbook
            .get_member("m1".into())
            .await
            .unwrap()
            .note
            .favourite
    );
    let favourites = handbook.list_favourites().await.unwrap();
    let ids: Vec<_> = favourites.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["m1"]);

    fake.put(
        "member",
        "m3",
        json!({"name": "(주)우진전력", "phone": {"number": "0315550177"}}),
    );
    fake.remove("member", "m4");
    device.equal(&handbook).await;
    assert_eq!(search(&handbook, "ㅇㅈ").await, ["m3"]);
    assert_eq!(search(&handbook, "0177").await, ["m3"]);
    assert_eq!(
        code(handbook.get_member("m4".into()).await),
        ErrorCode::NotFound
    );
    assert_eq!(handbook.status().coop.as_deref(), Some("전기조합"));
    assert_eq!(handbook.status().last_synced, Some(1_000));
    handbook.close().await;

    fake.state().offline = true;
    let handbook = device.open();
    assert_eq!(search(&handbook, "ㅇㅈ").await, ["m3"]);
    assert_eq!(handbook.status().account.unwrap().id, "acc");
    wait(&handbook, |_, status| {
        status.sync == SyncState::Offline && status.members == 19
    })
    .await;
    fake.state().offline = false;
    fake.put("member", "m5", json!({"name": "돌아온회사"}));
    device.equal(&handbook).await;
    assert_eq!(search(&handbook, "돌아").await, ["m5"]);
}

#[tokio::test]
async fn an_interruption_at_any_call_ends_where_none_would_have() {
    for fault in [Fault::Before, Fault::After, Fault::Hang] {
        for at in 1.. {
            let fake = Fake::new(12);
            fake.put(
                "note",
                "acc.m1",
                json!({"member": "m1", "favourite": false, "memo": ""}),
            );
            let device = Device::new(&fake);
            fake.state().fault = Some((at, fault));
            let mut way = Box::pin(async {
                let handbook = device.open();
                while handbook.login(right(true)).await.is_err() {}
                wait(&handbook, |_, status| status.members == 12).await;
                handbook.set_note(memo("m1", "전화")).await.unwrap();
                fake.put("member", "m2", json!({"name": "바뀐회사"}));
                fake.remove("member", "m3");
                device.equal(&handbook).await;
                handbook
            });
            let done = tokio::select! {
                handbook = &mut way => Some(handbook),
                () = fake.hung() => None,
            };
            let handbook = match done {
                Some(handbook) => handbook,
                None => {
                    // The app dies where it hangs, and is started again.
                    drop(way);
                    restart(&device).await
                }
            };
            let once = fake.state().applied.values().all(|times| *times == 1);
            assert!(once, "{fault:?} {at}");
            let reached = fake.state().calls >= at;
            assert_eq!(records(&handbook), fake.view());
            assert_eq!(handbook.status().lost_edits, 0, "{fault:?} {at}");
            handbook.close().await;
            if !reached {
                assert!(at > 8, "{at} calls are too few for the whole way");
                break;
            }
        }
    }
}

/// Starts the app again and brings it to where the whole way ends.
async fn restart(device: &Device) -> Handbook {
    // The killed app's tasks give the directory free as they end.
    let mut handbook = device.try_open();
    while let Err(Error::AlreadyOpen) = handbook {
        tokio::task::yield_now().await;
        handbook = device.try_open();
    }
    let handbook = handbook.unwrap();
    if handbook.status().account.is_none() {
        handbook.login(right(true)).await.unwrap();
    }
    wait(&handbook, |_, status| {
        status.members >= 11 && status.sync == SyncState::Live
    })
    .await;
    handbook.set_note(memo("m1", "전화")).await.unwrap();
    device.fake.put("member", "m2", json!({"name": "바뀐회사"}));
    device.fake.remove("member", "m3");
    device.equal(&handbook).await;
    handbook
}

#[tokio::test]
async fn a_broken_download_goes_on_where_it_broke_after_a_restart() {
    let fake = Fake::new(60);
    let device = Device::new(&fake);
    // hello, login, hello, pull, snapshot, first chunk, second chunk
    fake.state().fault = Some((7, Fault::Before));
    let handbook = device.open();
    handbook.login(right(true)).await.unwrap();
    wait(&handbook, |_, status| status.sync == SyncState::Offline).await;
    fake.state().offline = true;
    kill(handbook).await;
    fake.state().offline = false;
    let handbook = device.open();
    device.equal(&handbook).await;
    let ranges = fake.state().ranges.clone();
    assert_eq!(ranges[0], 0);
    assert!(
        ranges.len() > 1 && ranges[1..].iter().all(|from| *from > 0),
        "{ranges:?}"
    );
}

#[tokio::test]
async fn a_start_without_a_signal_packs_the_index_for_the_next_one() {
    let fake = Fake::new(60);
    let device = Device::new(&fake);
    let packed = |handbook: &Handbook| !handbook.0.cache.read(packed::bytes).unwrap().is_empty();
    let handbook = device.live().await;
    assert!(!packed(&handbook), "it has not come to rest yet");
    handbook.close().await;
    fake.state().offline = true;
    let handbook = device.open_packing_after(Duration::ZERO).unwrap();
    let done = async {
        while !packed(&handbook) || handbook.0.cache.to_pack().is_some() {
            tokio::task::yield_now().await;
        }
    };
    let done = tokio::time::timeout(Duration::from_secs(25), done).await;
    assert!(done.is_ok(), "it is not packed");
}

#[tokio::test]
async fn garbage_and_newer_formats_change_nothing() {
    let fake = Fake::new(5);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let before = records(&handbook);
    let newer = zstd::encode_all(&b"{\"format\":2}\n"[..], 3).unwrap();
    for (garbage, code) in [
        (b"<html>".to_vec(), ErrorCode::BadReply),
        (newer, ErrorCode::NewerProtocol),
    ] {
        fake.state().garbage = Some(garbage);
        handbook.sync_now();
        let failed = SyncState::Failed { error: code.into() };
        wait(&handbook, |_, status| status.sync == failed).await;
        assert_eq!(records(&handbook), before);
        handbook.sync_now();
        device.equal(&handbook).await;
    }
}

#[tokio::test]
async fn an_edit_waits_for_the_line_and_the_first_to_arrive_stands() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.state().offline = true;
    let note = handbook.set_note(memo("m1", "내 것")).await.unwrap();
    assert_eq!((note.memo.as_str(), note.member.as_str()), ("내 것", "m1"));
    assert!(handbook.get_member("m1".into()).await.unwrap().note_pending);
    assert_eq!(search(&handbook, "내것").await, ["m1"]);
    assert_eq!(handbook.status().pending_edits, 1);
    handbook.close().await;
    fake.put(
        "note",
        "acc.m1",
        json!({"member": "m1", "memo": "다른 기기"}),
    );
    fake.state().offline = false;
    let handbook = device.open();
    device.equal(&handbook).await;
    wait(&handbook, |_, status| status.lost_edits == 1).await;
    let lost = handbook.list_lost_edits().await.unwrap();
    assert_eq!((&*lost[0].yours, &*lost[0].theirs), ("내 것", "다른 기기"));
    assert_eq!(lost[0].member_name.as_deref(), Some("한빛1"));
    assert_eq!(
        handbook.get_member("m1".into()).await.unwrap().note.memo,
        "다른 기기"
    );
    handbook
        .dismiss_lost_edit(LostEditArgs { id: lost[0].id })
        .await
        .unwrap();
    assert_eq!(handbook.status().lost_edits, 0);
    assert_eq!(
        code(handbook.set_note(memo("none", "")).await),
        ErrorCode::NotFound
    );
    assert_eq!(
        code(handbook.set_note(memo("m1", &"가".repeat(2001))).await),
        ErrorCode::InvalidInput
    );
}

#[tokio::test]
async fn a_restored_server_is_followed() {
    let fake = Fake::new(5);
    fake.put("note", "acc.m1", json!({"member": "m1", "memo": "옛"}));
    let records = fake.state().records.clone();
    let revision = fake.state().revision;
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.put("member", "late", json!({"name": "나중"}));
    fake.put("note", "acc.m2", json!({"member": "m2", "memo": "나중"}));
    device.equal(&handbook).await;
    fake.restore(records, revision);
    device.equal(&handbook).await;
    assert!(search(&handbook, "나중").await.is_empty());
}

#[tokio::test]
async fn logout_destroys_everything_even_without_a_connection() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.state().offline = true;
    let status = handbook.logout().await.unwrap();
    assert_eq!(
        (status.account, status.members, status.sync),
        (None, 0, SyncState::Idle)
    );
    assert_eq!(device.keys.names(), ["device"]);
    let left: Vec<_> = std::fs::read_dir(device.dir().join("cache"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name())
        .collect();
    assert_eq!(left, [LOCK]);
    assert_eq!(
        code(
            handbook
                .list_members(ListArgs {
                    offset: 0,
                    limit: 1,
                    ..ListArgs::default()
                })
                .await
        ),
        ErrorCode::NotLoggedIn
    );
    fake.state().offline = false;
    handbook.login(right(true)).await.unwrap();
    device.equal(&handbook).await;
}

#[tokio::test]
async fn a_session_that_is_not_kept_leaves_a_closed_cache_to_the_same_account_alone() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.open();
    handbook.login(right(false)).await.unwrap();
    device.equal(&handbook).await;
    handbook.close().await;
    assert!(!device.keys.names().contains(&"session".to_owned()));

    let handbook = device.open();
    assert_eq!(
        code(
            handbook
                .search(SearchArgs {
                    text: "한".into(),
                    limit: 1,
                    ..SearchArgs::default()
                })
                .await
        ),
        ErrorCode::NotLoggedIn
    );
    fake.state().ranges.clear();
    handbook.login(right(false)).await.unwrap();
    device.equal(&handbook).await;
    assert!(
        fake.state().ranges.is_empty(),
        "the same account takes no snapshot again"
    );
    handbook.close().await;

    let key = device.keys.load("cache-key").unwrap();
    fake.state().account = "other".into();
    let handbook = device.open();
    handbook.login(right(false)).await.unwrap();
    device.equal(&handbook).await;
    assert_eq!(fake.state().ranges.len(), 1);
    assert_ne!(device.keys.load("cache-key").unwrap(), key);
}

#[tokio::test]
async fn an_ended_session_is_told_and_the_cache_still_answers() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.state().tokens += 10;
    handbook.sync_now();
    let failed = SyncState::Failed {
        error: ErrorCode::SessionExpired.into(),
    };
    wait(&handbook, |_, status| status.sync == failed).await;
    assert_eq!(search(&handbook, "한빛1").await, ["m1"]);
    assert_eq!(
        code(
            handbook
                .login(LoginArgs {
                    password: "wrong".into(),
                    ..right(true)
                })
                .await
        ),
        ErrorCode::WrongCredentials
    );
    handbook.login(right(true)).await.unwrap();
    device.equal(&handbook).await;
}

#[tokio::test]
async fn a_limited_session_sees_and_syncs_nothing() {
    let fake = Fake::new(3);
    fake.state().steps = vec![Step::ChangePassword];
    let device = Device::new(&fake);
    let handbook = device.open();
    let status = handbook.login(right(true)).await.unwrap();
    assert_eq!(status.steps, [Step::ChangePassword]);
    wait(&handbook, |_, status| status.sync == SyncState::Idle).await;
    assert!(records(&handbook).is_empty());
    assert_eq!(code(handbook.list_staff().await), ErrorCode::SessionLimited);
    fake.state().steps.clear();
    handbook.sync_now();
    device.equal(&handbook).await;
    assert!(handbook.status().steps.is_empty());
}

#[tokio::test]
async fn one_instance_at_a_time() {
    let fake = Fake::new(1);
    let device = Device::new(&fake);
    let handbook = device.open();
    assert!(matches!(device.try_open(), Err(Error::AlreadyOpen)));
    handbook.close().await;
    device.open();
}

#[tokio::test]
async fn a_locked_key_store_wipes_nothing_and_a_lost_key_does() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    device.live().await.close().await;
    let file = device.dir().join("cache/handbook.db");
    let before = std::fs::read(&file).unwrap();
    for fault in [
        KeyStoreError::Locked,
        KeyStoreError::Refused,
        KeyStoreError::Failed,
    ] {
        device.keys.set_fault(Some(fault));
        assert_eq!(code(device.try_open()), ErrorCode::KeyUnavailable);
        assert_eq!(std::fs::read(&file).unwrap(), before);
    }
    device.keys.set_fault(None);
    device.keys.remove("cache-key").unwrap();
    fake.state().ranges.clear();
    let handbook = device.open();
    device.equal(&handbook).await;
    assert_eq!(fake.state().ranges, [0]);
}

#[tokio::test]
async fn a_damaged_cache_is_repaired_in_silence_and_unsent_edits_arrive() {
    let fake = Fake::new(200);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    fake.state().offline = true;
    handbook.set_note(memo("m1", "남길 것")).await.unwrap();
    handbook.close().await;
    let file = device.dir().join("cache/handbook.db");
    let mut bytes = std::fs::read(&file).unwrap();
    // Behind the first pages, which hold the schema, lie records for the most part.
    for page in bytes.chunks_mut(4096).skip(11) {
        page[100] ^= 1;
    }
    std::fs::write(&file, bytes).unwrap();
    fake.state().offline = false;
    let handbook = device.open();
    device.equal(&handbook).await;
    assert_eq!(handbook.status().members, 200);
    let told = handbook.status().lost_edits == 1;
    let arrived = fake.view().contains_key(&("note".into(), "acc.m1".into()));
    assert!(told || arrived);
}

#[tokio::test]
async fn a_full_disk_is_told_and_what_was_there_stays() {
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    handbook.0.cache.limit_pages(1).unwrap();
    let before = records(&handbook);
    for i in 0..50 {
        fake.put(
            "member",
            &format!("n{i}"),
            json!({"name": "큰", "address": "나".repeat(3000)}),
        );
    }
    let failed = SyncState::Failed {
        error: ErrorCode::StorageFull.into(),
    };
    wait(&handbook, |_, status| status.sync == failed).await;
    assert!(
        before
            .iter()
            .all(|(key, fields)| records(&handbook).get(key) == Some(fields))
    );
    handbook.0.cache.limit_pages(1 << 20).unwrap();
    device.equal(&handbook).await;
}

#[tokio::test]
async fn a_clock_ten_years_off_changes_nothing_but_the_time_shown() {
    const TEN_YEARS: i64 = 10 * 365 * 86_400_000;
    let fake = Fake::new(3);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    for now in [TEN_YEARS, -TEN_YEARS] {
        device.clock.set(now);
        handbook
            .set_note(memo("m1", &now.to_string()))
            .await
            .unwrap();
        fake.put("member", "m2", json!({"name": now.to_string()}));
        device.equal(&handbook).await;
        // An edit's outcome makes the records equal before the pull that follows it.
        let status = wait(&handbook, |handbook, status| {
            status.last_synced == Some(now)
                && meta_of(handbook) == fake.state().revision.to_string()
        });
        assert_eq!(status.await.lost_edits, 0);
    }
}

fn meta_of(handbook: &Handbook) -> String {
    handbook
        .0
        .cache
        .read(|c| meta::get(c, meta::Fact::Revision))
        .unwrap()
        .unwrap()
}
