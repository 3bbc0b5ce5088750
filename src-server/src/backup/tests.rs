use std::path::Path;
use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::check::{State, check};
use super::restore::restore;
use super::*;
use crate::clock::ManualClock;
use crate::service::Service;
use crate::storage::{Change, StoredFile, Upload, conformance};

const BYTES: &[u8] = b"%PDF-1.7 a notice";

fn config(folder: &Path) -> Config {
    Config {
        data_dir: folder.join("data"),
        backup_key: BackupKey::parse(&"7f".repeat(32)),
        ..Config::default()
    }
}

fn clock() -> ManualClock {
    ManualClock::new(1_795_424_700_000)
}

/// A server's data with a file of a post, an upload that is not finished, and three revisions.
fn filled(config: &Config) -> FileHash {
    let storage = open_storage(config).unwrap();
    drop(Service::new(Arc::clone(&storage), Arc::new(clock()), config.clone()).unwrap());
    let hash = FileHash::of_bytes(Sha256::digest(BYTES).into());
    let path = file_path(config, &hash);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, BYTES).unwrap();
    storage
        .writing::<_, StorageError>(|txn| {
            txn.put_file(&StoredFile {
                hash: hash.as_str().to_owned(),
                media_type: "application/pdf".into(),
                bytes: BYTES.len() as u64,
                picture: None,
                unlisted_since: 1,
            })?;
            for at in 1..=3 {
                txn.advance(Change::Shared, at)?;
            }
            Ok(())
        })
        .unwrap();
    hash
}

fn revision(config: &Config) -> u64 {
    open_storage(config)
        .unwrap()
        .head()
        .unwrap()
        .newest
        .revision
}

#[test]
fn what_was_backed_up_comes_back_on_another_machine() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (from, to) = (config(one.path()), config(two.path()));
    let hash = filled(&from);
    let made = create(&from, &clock(), one.path()).unwrap();
    assert_eq!(
        made.path.file_name().unwrap().to_str().unwrap(),
        "handbook-20261123-180500.backup"
    );
    assert_eq!((made.revision, made.files, made.missing.len()), (3, 1, 0));
    let disk = std::fs::read(&made.path).unwrap();
    assert!(!disk.windows(BYTES.len()).any(|at| at == BYTES));
    assert!(!disk.windows(6).any(|at| at == b"SQLite"));

    let done = restore(&to, &clock(), &made.path, false).unwrap();
    assert_eq!((done.revision, done.files, done.set_aside), (3, 1, None));
    assert_eq!(std::fs::read(file_path(&to, &hash)).unwrap(), BYTES);
    assert_eq!(revision(&to), 3);
    assert_eq!(
        std::fs::read(to.secret_file()).unwrap(),
        std::fs::read(from.secret_file()).unwrap()
    );
    let found = check(&to, &clock()).unwrap();
    assert!(
        found.iter().all(|one| one.state == State::Good),
        "{found:?}"
    );
    let names: Vec<_> = std::fs::read_dir(&to.data_dir)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        names
            .iter()
            .all(|name| !name.starts_with('.') && name != "restoring"),
        "{names:?}"
    );
    // A second time there is data, which only goes when it is told to, and is kept aside.
    let again = restore(&to, &clock(), &made.path, false);
    assert!(matches!(again, Err(BackupError::Occupied(_))));
    let aside = restore(&to, &clock(), &made.path, true).unwrap().set_aside;
    assert!(aside.unwrap().join("handbook.db").is_file());
    assert_eq!(revision(&to), 3);
}

#[test]
fn a_backup_that_was_changed_or_cut_or_is_another_keys_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    filled(&config);
    let path = folder.path().join("a.backup");
    create(&config, &clock(), &path).unwrap();
    let whole = std::fs::read(&path).unwrap();
    let secret = std::fs::read(config.secret_file()).unwrap();
    let refused = |config: &Config| {
        let refused = restore(config, &clock(), &path, true);
        assert!(matches!(refused, Err(BackupError::Damaged)), "{refused:?}");
        assert_eq!(revision(config), 3);
        assert_eq!(std::fs::read(config.secret_file()).unwrap(), secret);
    };
    let step = (whole.len() / 40).max(1);
    for place in (0..whole.len()).step_by(step) {
        let mut flipped = whole.clone();
        flipped[place] ^= 0x40;
        std::fs::write(&path, flipped).unwrap();
        refused(&config);
    }
    for length in [0, 10, whole.len() / 2, whole.len() - 1] {
        std::fs::write(&path, &whole[..length]).unwrap();
        refused(&config);
    }
    std::fs::write(&path, &whole).unwrap();
    refused(&Config {
        backup_key: BackupKey::parse(&"80".repeat(32)),
        ..config.clone()
    });
    restore(&config, &clock(), &path, true).unwrap();
}

#[test]
fn nothing_is_replaced_under_somebody_who_has_it_open() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    filled(&config);
    let path = folder.path().join("a.backup");
    let open = open_storage(&config).unwrap();
    create(&config, &clock(), &path).unwrap();
    let refused = restore(&config, &clock(), &path, true);
    assert!(matches!(refused, Err(BackupError::Running)), "{refused:?}");
    drop(open);
    restore(&config, &clock(), &path, true).unwrap();
    let taken = create(&config, &clock(), &path);
    assert!(matches!(taken, Err(BackupError::InTheWay(_))));
}

#[test]
fn a_restore_that_was_cut_off_keeps_the_server_from_starting_and_is_done_once_more() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    filled(&config);
    let path = folder.path().join("a.backup");
    create(&config, &clock(), &path).unwrap();
    // The old data is aside already, the new is not there yet.
    std::fs::write(config.data_dir.join("restoring"), "").unwrap();
    std::fs::remove_file(config.database()).unwrap();
    assert!(matches!(
        open_storage(&config),
        Err(StartError::HalfRestored(_))
    ));
    assert_eq!(
        check(&config, &clock()).unwrap().last().unwrap().state,
        State::Bad
    );
    restore(&config, &clock(), &path, false).unwrap();
    assert_eq!(revision(&config), 3);
}

#[test]
fn a_restored_database_forgets_what_can_not_be_gone_on_with() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    filled(&config);
    let storage = open_storage(&config).unwrap();
    let (key, id) = storage
        .writing::<_, StorageError>(|txn| {
            txn.put_account(&crate::storage::Account::new(
                "7".into(),
                "a".into(),
                handbook_wire::auth::Role::Staff,
                "a".into(),
                "s".into(),
            ))?;
            txn.put_upload(&Upload {
                id: "u".into(),
                account: "7".into(),
                hash: "0".repeat(64),
                name: "a.pdf".into(),
                bytes: 9,
                at: 1,
                done: None,
            })?;
            Ok((txn.meta("token_key")?, txn.next_id()?))
        })
        .unwrap();
    conformance::notification::let_one_wait(&*storage);
    drop(storage);
    let path = folder.path().join("a.backup");
    create(&config, &clock(), &path).unwrap();
    restore(&config, &clock(), &path, true).unwrap();
    let storage = open_storage(&config).unwrap();
    let after = storage
        .writing::<_, StorageError>(|txn| {
            Ok((txn.meta("token_key")?, txn.next_id()?, txn.upload("u")?))
        })
        .unwrap();
    assert!(after.0.is_some() && after.0 != key);
    assert!(after.1 > id + 1000);
    assert_eq!(after.2, None);
    // Devices may have been told since the backup.
    let told = storage.reading::<_, StorageError>(|txn| txn.notifications_of("p"));
    let told: Vec<_> = told.unwrap().into_iter().map(|one| one.due).collect();
    assert_eq!(told, [None]);
}

#[test]
fn what_is_wrong_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let config = config(folder.path());
    let bad = || -> Vec<&'static str> {
        let found = check(&config, &clock()).unwrap();
        let bad = found.iter().filter(|one| one.state == State::Bad);
        bad.map(|one| one.what).collect()
    };
    assert_eq!(bad(), ["데이터"]);
    let hash = filled(&config);
    assert_eq!(bad(), Vec::<&str>::new());
    std::fs::write(file_path(&config, &hash), b"%PDF-1.7 a notic3").unwrap();
    assert_eq!(bad(), ["첨부 파일"]);
    let storage = open_storage(&config).unwrap();
    note(&config, &*storage, 5, Path::new("a")).unwrap();
    drop(storage);
    crate::storage::sqlite::tamper(
        &config.database(),
        "DROP TRIGGER audit_stays; UPDATE audit SET at = 6; PRAGMA foreign_keys = OFF; \
         INSERT INTO console_role (account, role) VALUES ('nobody', 'admin')",
    )
    .unwrap();
    assert_eq!(bad(), ["데이터베이스", "첨부 파일", "접속기록"]);
    std::fs::remove_file(config.secret_file()).unwrap();
    assert_eq!(bad(), ["데이터베이스", "비밀 파일", "첨부 파일"]);
}
