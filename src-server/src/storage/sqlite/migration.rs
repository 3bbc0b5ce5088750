//! Numbered upgrades of the schema. A file that has shipped is never changed again.

use rusqlite::{Connection, TransactionBehavior};

use super::{StorageError, failed};

const MIGRATIONS: [&str; 14] = [
    include_str!("../../../migrations/sqlite/0001_start.sql"),
    include_str!("../../../migrations/sqlite/0002_identity.sql"),
    include_str!("../../../migrations/sqlite/0003_profile.sql"),
    include_str!("../../../migrations/sqlite/0004_change_request.sql"),
    include_str!("../../../migrations/sqlite/0005_post.sql"),
    include_str!("../../../migrations/sqlite/0006_file.sql"),
    include_str!("../../../migrations/sqlite/0007_console.sql"),
    include_str!("../../../migrations/sqlite/0008_notification.sql"),
    include_str!("../../../migrations/sqlite/0009_roster.sql"),
    include_str!("../../../migrations/sqlite/0010_app_version.sql"),
    include_str!("../../../migrations/sqlite/0011_answer.sql"),
    include_str!("../../../migrations/sqlite/0012_vote.sql"),
    include_str!("../../../migrations/sqlite/0013_approval.sql"),
    include_str!("../../../migrations/sqlite/0014_event_eve.sql"),
];

/// The newest version of the schema.
pub(super) fn newest() -> u32 {
    u32::try_from(MIGRATIONS.len()).unwrap_or(u32::MAX)
}

/// Applies what is missing, each step in a transaction of its own with its record.
pub(super) fn migrate(connection: &mut Connection) -> Result<(), StorageError> {
    apply(connection, &MIGRATIONS)
}

fn apply(connection: &mut Connection, migrations: &[&str]) -> Result<(), StorageError> {
    let known = u32::try_from(migrations.len()).unwrap_or(u32::MAX);
    loop {
        let txn = connection
            .transaction_with_behavior(TransactionBehavior::Immediate)
            .map_err(failed)?;
        let found: u32 = txn
            .query_row("PRAGMA user_version", [], |row| row.get(0))
            .map_err(failed)?;
        if found > known {
            return Err(StorageError::Newer { found, known });
        }
        let Some(migration) = migrations.get(found as usize) else {
            return Ok(());
        };
        txn.execute_batch(migration).map_err(failed)?;
        txn.pragma_update(None, "user_version", found + 1)
            .map_err(failed)?;
        txn.commit().map_err(failed)?;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_step_is_applied_once() {
        let mut connection = Connection::open_in_memory().unwrap();
        let first = "CREATE TABLE a (x INTEGER)";
        apply(&mut connection, &[first]).unwrap();
        apply(
            &mut connection,
            &[first, "ALTER TABLE a ADD COLUMN y INTEGER"],
        )
        .unwrap();
        connection
            .execute_batch("INSERT INTO a (x, y) VALUES (1, 2)")
            .unwrap();
        apply(
            &mut connection,
            &[first, "ALTER TABLE a ADD COLUMN y INTEGER"],
        )
        .unwrap();
    }

    #[test]
    fn a_step_that_fails_leaves_nothing() {
        let mut connection = Connection::open_in_memory().unwrap();
        assert!(
            apply(
                &mut connection,
                &["CREATE TABLE a (x INTEGER); CREATE TABL"]
            )
            .is_err()
        );
        apply(&mut connection, &["CREATE TABLE a (x INTEGER)"]).unwrap();
    }

    #[test]
    fn a_newer_database_is_refused_untouched() {
        let mut connection = Connection::open_in_memory().unwrap();
        connection.pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(
            migrate(&mut connection),
            Err(StorageError::Newer { found: 99, known }) if known as usize == MIGRATIONS.len()
        ));
    }
}
