use std::ops::DerefMut;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::read::{signed, unsigned};
use super::{Txn, Writer, failed};
use crate::storage::{Approval, ApprovalRead, ApprovalState, ApprovalWrite, StorageError};

const APPROVAL: &str = "SELECT id, account, name, action, subject, object, count, reason, path, form, \
     at, state, decided_at, decided_by, decided_name, note FROM approval";

impl<C: DerefMut<Target = Connection>> ApprovalRead for Txn<C> {
    fn approval(&self, id: &str) -> Result<Option<Approval>, StorageError> {
        self.connection
            .prepare_cached(&format!("{APPROVAL} WHERE id = ?1"))
            .and_then(|mut statement| statement.query_row([id], approval).optional())
            .map_err(failed)
    }

    fn approvals(&self, since: i64) -> Result<Vec<Approval>, StorageError> {
        self.connection
            .prepare_cached(&format!("{APPROVAL} WHERE at >= ?1 ORDER BY at, id"))
            .and_then(|mut statement| {
                statement
                    .query_map([since], approval)?
                    .collect::<rusqlite::Result<_>>()
            })
            .map_err(failed)
    }
}

impl ApprovalWrite for Txn<Writer<'_>> {
    fn put_approval(&mut self, approval: &Approval) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO approval (id, account, name, action, subject, object, count, reason, path, \
             form, at, state, decided_at, decided_by, decided_name, note) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, \
             decided_at = excluded.decided_at, decided_by = excluded.decided_by, \
             decided_name = excluded.decided_name, note = excluded.note",
            params![
                approval.id,
                approval.account,
                approval.name,
                approval.action,
                approval.subject,
                approval.object,
                signed(approval.count),
                approval.reason,
                approval.path,
                approval.form,
                approval.at,
                approval.state.as_str(),
                approval.decided_at,
                approval.decided_by,
                approval.decided_name,
                approval.note,
            ],
        )?;
        Ok(())
    }

    fn forget_approvals(&mut self, at: i64) -> Result<(), StorageError> {
        self.run("DELETE FROM approval WHERE at < ?1", [at])?;
        Ok(())
    }
}

fn approval(row: &Row<'_>) -> rusqlite::Result<Approval> {
    let state: String = row.get(11)?;
    Ok(Approval {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        action: row.get(3)?,
        subject: row.get(4)?,
        object: row.get(5)?,
        count: unsigned(row.get(6)?),
        reason: row.get(7)?,
        path: row.get(8)?,
        form: row.get(9)?,
        at: row.get(10)?,
        // What this server does not know may not be carried out.
        state: ApprovalState::parse(&state).unwrap_or(ApprovalState::Refused),
        decided_at: row.get(12)?,
        decided_by: row.get(13)?,
        decided_name: row.get(14)?,
        note: row.get(15)?,
    })
}
