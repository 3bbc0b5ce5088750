//! What can be saved out of a cache that can't be trusted any more: edits that the server has not
//! acknowledged and notices that nobody has read. Everything else comes from the server again.

use std::path::Path;

use handbook_wire::sync::Edit;
use rusqlite::{Connection, Transaction};

use super::{FILE, Key, Store, StoreError, connect, lost_edit, outbox};

/// Stands beside the cache while edits wait in it.
const MARK: &str = "edits-waiting";

/// Folder beside the cache in which its successor is made.
const SUCCESSOR: &str = "successor";
/// Says, within that folder, that the successor is whole.
const WHOLE: &str = "whole";

/// What was saved.
#[derive(Debug, Default, PartialEq)]
pub struct Rescued {
    /// Waiting edits, oldest first, each with whether it may have been sent and when it was made.
    pub edits: Vec<(Edit, bool, i64)>,
    /// Kind, id, field, yours and theirs of unread notices.
    pub lost: Vec<[String; 5]>,
    /// Whether edits were waiting that could not be read; then there is a notice of it.
    pub incomplete: bool,
}

/// Reads what can be read of the cache in `dir`. Never fails: what can't be read isn't there.
pub(super) fn collect(dir: &Path, key: &Key) -> Rescued {
    let mut rescued = Rescued::default();
    let marked = is_marked(dir);
    let Ok(connection) = connect(&dir.join(FILE), key) else {
        rescued.incomplete = marked;
        return rescued;
    };
    let whole = read_edits(&connection, "ASC", &mut rescued.edits).is_ok() || {
        // The damage is in the middle: what lies behind it is read from the other end.
        let mut tail = Vec::new();
        let _partly = read_edits(&connection, "DESC", &mut tail);
        for edit in tail.into_iter().rev() {
            if rescued.edits.iter().all(|known| known.0.key != edit.0.key) {
                rescued.edits.push(edit);
            }
        }
        false
    };
    rescued.incomplete = marked && !whole;
    let _partly = read_lost(&connection, &mut rescued.lost);
    rescued
}

fn read_edits(
    connection: &Connection,
    order: &str,
    into: &mut Vec<(Edit, bool, i64)>,
) -> Result<(), StoreError> {
    let mut statement = connection.prepare(&format!(
        "SELECT key, kind, id, fields, was, sent, created FROM outbox ORDER BY seq {order}"
    ))?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (set, was): (String, String) = (row.get(3)?, row.get(4)?);
        let edit = Edit {
            key: row.get(0)?,
            kind: row.get(1)?,
            id: row.get(2)?,
            set: serde_json::from_str(&set)?,
            was: serde_json::from_str(&was)?,
        };
        into.push((edit, row.get(5)?, row.get(6)?));
    }
    Ok(())
}

fn read_lost(connection: &Connection, into: &mut Vec<[String; 5]>) -> Result<(), StoreError> {
    let mut statement = connection
        .prepare("SELECT kind, id, field, yours, theirs FROM lost_edit ORDER BY number")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        into.push([
            row.get(0)?,
            row.get(1)?,
            row.get(2)?,
            row.get(3)?,
            row.get(4)?,
        ]);
    }
    Ok(())
}

/// Puts what was saved into an empty cache.
pub(super) fn restore(tx: &Transaction<'_>, rescued: &Rescued) -> Result<(), StoreError> {
    for (edit, sent, created) in &rescued.edits {
        outbox::insert(tx, edit, *created, *sent)?;
    }
    for row in &rescued.lost {
        lost_edit::insert(tx, row.each_ref().map(String::as_str))?;
    }
    if rescued.incomplete {
        lost_edit::insert(tx, ["", "", lost_edit::UNREADABLE, "", ""])?;
    }
    Ok(())
}

/// Makes an empty cache with what was saved, beside the one that it shall succeed.
pub(super) fn prepare(dir: &Path, key: &Key, rescued: &Rescued) -> Result<(), StoreError> {
    let failed = |_| StoreError::Failed(rusqlite::ffi::SQLITE_CANTOPEN);
    let successor = dir.join(SUCCESSOR);
    forget_prepared(dir).map_err(failed)?;
    crate::key::create_private_dir(&successor).map_err(failed)?;
    let store = Store::open_file(&successor, key)?;
    store.write(|tx| restore(tx, rescued))?;
    // Nothing may stay in its log, which is not moved with it.
    store.checkpoint()?;
    drop(store);
    crate::key::write_private(&successor.join(WHOLE), &[]).map_err(failed)
}

/// Puts a successor that is whole in the place of the cache; what was begun and not finished is
/// finished. Without effect when there is none.
pub(super) fn take_over(dir: &Path) -> std::io::Result<()> {
    let successor = dir.join(SUCCESSOR);
    if successor.join(WHOLE).exists() && successor.join(FILE).exists() {
        // The old log first: it must not be taken for the new file's.
        for suffix in ["-wal", "-shm", "-journal"] {
            remove(&dir.join(format!("{FILE}{suffix}")))?;
        }
        std::fs::rename(successor.join(FILE), dir.join(FILE))?;
    }
    forget_prepared(dir)
}

/// Deletes a successor, whole or not.
pub(super) fn forget_prepared(dir: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(dir.join(SUCCESSOR)) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

fn remove(path: &Path) -> std::io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether edits wait in the cache, as the mark beside it says.
pub(super) fn is_marked(dir: &Path) -> bool {
    dir.join(MARK).exists()
}

/// Sets or clears the mark. A mark that can't be written costs a notice at worst.
pub(super) fn set_mark(dir: &Path, pending: bool) {
    let result = if pending {
        crate::key::private_file(&dir.join(MARK)).map(drop)
    } else {
        clear_mark(dir)
    };
    if result.is_err() {
        tracing::warn!("the mark of waiting edits can't be changed");
    }
}

pub(super) fn clear_mark(dir: &Path) -> std::io::Result<()> {
    remove(&dir.join(MARK))
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use zeroize::Zeroizing;

    use super::*;

    fn saved() -> Rescued {
        let edit = Edit {
            key: "0".repeat(32),
            kind: "note".into(),
            id: "7.3".into(),
            set: json!({"favourite": true}).as_object().unwrap().clone(),
            was: serde_json::Map::new(),
        };
        Rescued {
            edits: vec![(edit, false, 5)],
            ..Rescued::default()
        }
    }

    /// The app may be ended between any two steps of a rescue; the edits are there at the next start.
    #[test]
    fn a_rescue_that_is_broken_off_anywhere_loses_nothing() {
        let key: Key = Zeroizing::new([7; 32]);
        let waiting = |dir: &Path| {
            let store = Store::open_or_rebuild(dir, &key).unwrap().0;
            store.read(outbox::count).unwrap()
        };
        let damaged = || {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join(FILE), "damaged ".repeat(2000)).unwrap();
            std::fs::write(dir.path().join(format!("{FILE}-wal")), "old").unwrap();
            dir
        };
        // Made, and not yet put in its place.
        let dir = damaged();
        prepare(dir.path(), &key, &saved()).unwrap();
        assert_eq!(waiting(dir.path()), 1);
        assert!(!dir.path().join(SUCCESSOR).exists());
        // The old log is gone, the old file is not.
        let dir = damaged();
        prepare(dir.path(), &key, &saved()).unwrap();
        remove(&dir.path().join(format!("{FILE}-wal"))).unwrap();
        assert_eq!(waiting(dir.path()), 1);
        // In its place, and its folder still there.
        let dir = damaged();
        prepare(dir.path(), &key, &saved()).unwrap();
        take_over(dir.path()).unwrap();
        crate::key::create_private_dir(&dir.path().join(SUCCESSOR)).unwrap();
        std::fs::write(dir.path().join(SUCCESSOR).join(WHOLE), []).unwrap();
        assert_eq!(waiting(dir.path()), 1);
        // Half made: the old file is asked once more.
        let dir = damaged();
        prepare(dir.path(), &key, &saved()).unwrap();
        remove(&dir.path().join(SUCCESSOR).join(WHOLE)).unwrap();
        assert_eq!(waiting(dir.path()), 0);
    }
}
