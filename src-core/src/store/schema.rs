//! The cache's schema and its numbered upgrades. An upgrade is never edited once it has shipped;
//! a new one is added below.

use rusqlite::Connection;

use super::StoreError;

/// Upgrade `n` leads from schema `n` to `n + 1`; a new file starts at 0.
const UPGRADES: &[&str] = &[
    include_str!("sql/v1.sql"),
    include_str!("sql/v2.sql"),
    include_str!("sql/v3.sql"),
    include_str!("sql/v4.sql"),
    include_str!("sql/v5.sql"),
    include_str!("sql/v6.sql"),
];

/// Brings the schema up to this build's; answers whether the file was empty.
///
/// # Errors
/// [`StoreError::NewerSchema`] when a newer build wrote the file; otherwise what SQLite says.
pub(super) fn upgrade(connection: &mut Connection) -> Result<bool, StoreError> {
    let version: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    let version = usize::try_from(version).unwrap_or(usize::MAX);
    let Some(pending) = UPGRADES.get(version..) else {
        return Err(StoreError::NewerSchema);
    };
    if pending.is_empty() {
        return Ok(false);
    }
    let tx = connection.transaction()?;
    for sql in pending {
        tx.execute_batch(sql)?;
    }
    tx.execute_batch(&format!("PRAGMA user_version = {}", UPGRADES.len()))?;
    tx.commit()?;
    Ok(version == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The schema as SQLite tells it, one statement a line, spaces tidied.
    fn dump(connection: &Connection) -> String {
        let mut lines: Vec<String> = connection
            .prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
            .unwrap()
            .query_map([], |row| row.get::<_, String>(0))
            .unwrap()
            .map(|sql| {
                sql.unwrap()
                    .split_whitespace()
                    .collect::<Vec<_>>()
                    .join(" ")
            })
            .collect();
        lines.push(String::new());
        lines.join("\n")
    }

    #[test]
    fn every_schema_that_shipped_is_frozen() {
        let connection = Connection::open_in_memory().unwrap();
        let frozen = [
            include_str!("sql/v1.frozen"),
            include_str!("sql/v2.frozen"),
            include_str!("sql/v3.frozen"),
            include_str!("sql/v4.frozen"),
            include_str!("sql/v5.frozen"),
            include_str!("sql/v6.frozen"),
        ];
        assert_eq!(frozen.len(), UPGRADES.len());
        for (upgrade, frozen) in UPGRADES.iter().zip(frozen) {
            connection.execute_batch(upgrade).unwrap();
            assert_eq!(dump(&connection), frozen);
        }
    }

    #[test]
    fn upgrading_twice_changes_nothing_and_a_newer_file_is_refused() {
        let mut connection = Connection::open_in_memory().unwrap();
        upgrade(&mut connection).unwrap();
        let first = dump(&connection);
        upgrade(&mut connection).unwrap();
        assert_eq!(dump(&connection), first);
        connection
            .execute_batch("PRAGMA user_version = 99")
            .unwrap();
        assert!(matches!(
            upgrade(&mut connection),
            Err(StoreError::NewerSchema)
        ));
    }
}
