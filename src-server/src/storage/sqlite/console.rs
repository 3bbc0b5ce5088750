use std::ops::DerefMut;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::read::{signed, unsigned};
use super::{Txn, Writer, failed};
use crate::storage::{
    AuditEnd, AuditEntry, AuditFilter, AuditMark, ConsoleRead, ConsoleSession, ConsoleWrite,
    StorageError,
};

const AUDIT: &str = "SELECT id, at, origin, account, name, action, object, detail, seal FROM audit";

impl<C: DerefMut<Target = Connection>> ConsoleRead for Txn<C> {
    fn console_session(&self, hash: &[u8]) -> Result<Option<ConsoleSession>, StorageError> {
        self.connection
            .prepare_cached("SELECT hash, session, passed_at FROM console_session WHERE hash = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([hash], |row| {
                        Ok(ConsoleSession {
                            hash: row.get(0)?,
                            session: row.get(1)?,
                            passed_at: row.get(2)?,
                        })
                    })
                    .optional()
            })
            .map_err(failed)
    }

    fn console_roles(&self, account: &str) -> Result<Vec<String>, StorageError> {
        self.connection
            .prepare_cached("SELECT role FROM console_role WHERE account = ?1 ORDER BY role")
            .and_then(|mut statement| {
                statement
                    .query_map([account], |row| row.get(0))?
                    .collect::<rusqlite::Result<_>>()
            })
            .map_err(failed)
    }

    fn audit(&self, filter: &AuditFilter, limit: usize) -> Result<Vec<AuditEntry>, StorageError> {
        // One JSON array instead of a statement for each number of actions.
        let actions = serde_json::to_string(&filter.actions).unwrap_or_default();
        self.connection
            .prepare_cached(&format!(
                "{AUDIT} WHERE (?1 = '' OR instr(lower(name || ' ' || object || ' ' || detail || ' ' \
                 || origin), lower(?1)) > 0) \
                 AND (?2 = '[]' OR action IN (SELECT value FROM json_each(?2))) \
                 AND (?3 IS NULL OR at >= ?3) AND (?4 IS NULL OR at < ?4) \
                 AND (?5 IS NULL OR id < ?5) ORDER BY id DESC LIMIT ?6"
            ))
            .and_then(|mut statement| {
                statement
                    .query_map(
                        params![
                            filter.text,
                            actions,
                            filter.from,
                            filter.to,
                            filter.before.map(signed),
                            i64::try_from(limit).unwrap_or(i64::MAX)
                        ],
                        entry,
                    )?
                    .collect::<rusqlite::Result<_>>()
            })
            .map_err(failed)
    }

    fn each_audit(
        &self,
        id: u64,
        each: &mut dyn FnMut(AuditEntry) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!("{AUDIT} WHERE id > ?1 ORDER BY id"))
            .map_err(failed)?;
        let mut rows = statement.query([signed(id)]).map_err(failed)?;
        while let Some(row) = rows.next().map_err(failed)? {
            each(entry(row).map_err(failed)?)?;
        }
        Ok(())
    }

    fn last_audit(&self, before: Option<i64>) -> Result<Option<(u64, Vec<u8>)>, StorageError> {
        self.connection
            .prepare_cached(
                "SELECT id, seal FROM audit WHERE ?1 IS NULL OR id < \
                 coalesce((SELECT min(id) FROM audit WHERE at >= ?1), 9223372036854775807) \
                 ORDER BY id DESC LIMIT 1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([before], |row| Ok((unsigned(row.get(0)?), row.get(1)?)))
                    .optional()
            })
            .map_err(failed)
    }

    fn audit_mark(&self, end: AuditEnd) -> Result<Option<AuditMark>, StorageError> {
        self.connection
            .prepare_cached("SELECT id, seal, proof FROM audit_mark WHERE place = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([place(end)], |row| {
                        Ok(AuditMark {
                            id: unsigned(row.get(0)?),
                            seal: row.get(1)?,
                            proof: row.get(2)?,
                        })
                    })
                    .optional()
            })
            .map_err(failed)
    }
}

impl ConsoleWrite for Txn<Writer<'_>> {
    fn put_console_session(&mut self, session: &ConsoleSession) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO console_session (hash, session, passed_at) VALUES (?1, ?2, ?3) \
             ON CONFLICT (session) DO UPDATE SET hash = excluded.hash, \
             passed_at = excluded.passed_at",
            params![session.hash, session.session, session.passed_at],
        )?;
        Ok(())
    }

    fn set_console_roles(&mut self, account: &str, roles: &[&str]) -> Result<(), StorageError> {
        self.run("DELETE FROM console_role WHERE account = ?1", [account])?;
        for role in roles {
            self.run(
                "INSERT INTO console_role (account, role) VALUES (?1, ?2)",
                params![account, role],
            )?;
        }
        Ok(())
    }

    fn add_audit(&mut self, entry: &AuditEntry) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO audit (id, at, origin, account, name, action, object, detail, seal) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                signed(entry.id),
                entry.at,
                entry.origin,
                entry.account,
                entry.name,
                entry.action,
                entry.object,
                entry.detail,
                entry.seal
            ],
        )?;
        Ok(())
    }

    fn set_audit_mark(&mut self, end: AuditEnd, mark: &AuditMark) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO audit_mark (place, id, seal, proof) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (place) DO UPDATE SET id = excluded.id, seal = excluded.seal, \
             proof = excluded.proof",
            params![place(end), signed(mark.id), mark.seal, mark.proof],
        )?;
        if end == AuditEnd::Oldest {
            self.run("DELETE FROM audit WHERE id <= ?1", [signed(mark.id)])?;
        }
        Ok(())
    }
}

const fn place(end: AuditEnd) -> &'static str {
    match end {
        AuditEnd::Oldest => "oldest",
        AuditEnd::Newest => "newest",
    }
}

fn entry(row: &Row<'_>) -> rusqlite::Result<AuditEntry> {
    Ok(AuditEntry {
        id: unsigned(row.get(0)?),
        at: row.get(1)?,
        origin: row.get(2)?,
        account: row.get(3)?,
        name: row.get(4)?,
        action: row.get(5)?,
        object: row.get(6)?,
        detail: row.get(7)?,
        seal: row.get(8)?,
    })
}
