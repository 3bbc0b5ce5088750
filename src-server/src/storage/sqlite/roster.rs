use std::ops::DerefMut;

use handbook_wire::entity::Kind;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Txn, Writer, failed};
use crate::storage::roster::{differences, has_history};
use crate::storage::{
    Entity, FieldEdit, RosterRead, RosterUpload, RosterWrite, StorageError, StorageTxn, UploadPart,
    UploadState,
};

const UPLOAD: &str = "SELECT id, account, name, at, state, done_at FROM roster_upload";

/// Who a transaction acts for, and when.
#[derive(Default)]
pub(super) struct Author {
    account: String,
    name: String,
    pub(super) at: i64,
}

impl<C: DerefMut<Target = Connection>> RosterRead for Txn<C> {
    fn field_history(
        &self,
        kind: Kind,
        record: &str,
        limit: usize,
    ) -> Result<Vec<FieldEdit>, StorageError> {
        self.connection
            .prepare_cached(
                "SELECT field, was, now, at, account, name FROM field_history \
                 WHERE kind = ?1 AND record = ?2 ORDER BY id DESC LIMIT ?3",
            )
            .and_then(|mut statement| {
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                statement
                    .query_map(params![kind.as_str(), record, limit], |row| {
                        Ok(FieldEdit {
                            field: row.get(0)?,
                            was: row.get(1)?,
                            now: row.get(2)?,
                            at: row.get(3)?,
                            account: row.get(4)?,
                            name: row.get(5)?,
                        })
                    })?
                    .collect::<rusqlite::Result<_>>()
            })
            .map_err(failed)
    }

    fn roster_upload(&self, id: &str) -> Result<Option<RosterUpload>, StorageError> {
        self.connection
            .prepare_cached(&format!("{UPLOAD} WHERE id = ?1"))
            .and_then(|mut statement| statement.query_row([id], upload).optional())
            .map_err(failed)
    }

    fn roster_uploads(&self, limit: usize) -> Result<Vec<RosterUpload>, StorageError> {
        self.connection
            .prepare_cached(&format!("{UPLOAD} ORDER BY at DESC, id LIMIT ?1"))
            .and_then(|mut statement| {
                let limit = i64::try_from(limit).unwrap_or(i64::MAX);
                statement
                    .query_map([limit], upload)?
                    .collect::<rusqlite::Result<_>>()
            })
            .map_err(failed)
    }

    fn roster_part(&self, upload: &str, part: UploadPart) -> Result<Option<Vec<u8>>, StorageError> {
        self.connection
            .prepare_cached("SELECT bytes FROM roster_upload_part WHERE upload = ?1 AND part = ?2")
            .and_then(|mut statement| {
                statement
                    .query_row([upload, name(part)], |row| row.get(0))
                    .optional()
            })
            .map_err(failed)
    }
}

impl RosterWrite for Txn<Writer<'_>> {
    fn set_author(&mut self, account: &str, name: &str) {
        account.clone_into(&mut self.author.account);
        name.clone_into(&mut self.author.name);
    }

    fn put_roster_upload(&mut self, upload: &RosterUpload) -> Result<(), StorageError> {
        let state = match upload.state {
            UploadState::Open => "open",
            UploadState::Applied => "applied",
            UploadState::Undone => "undone",
        };
        self.run(
            "INSERT INTO roster_upload (id, account, name, at, state, done_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, done_at = excluded.done_at",
            params![
                upload.id,
                upload.account,
                upload.name,
                upload.at,
                state,
                upload.done_at
            ],
        )?;
        Ok(())
    }

    fn put_roster_part(
        &mut self,
        upload: &str,
        part: UploadPart,
        bytes: Option<&[u8]>,
    ) -> Result<(), StorageError> {
        match bytes {
            Some(bytes) => self.run(
                "INSERT INTO roster_upload_part (upload, part, bytes) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (upload, part) DO UPDATE SET bytes = excluded.bytes",
                params![upload, name(part), bytes],
            )?,
            None => self.run(
                "DELETE FROM roster_upload_part WHERE upload = ?1 AND part = ?2",
                [upload, name(part)],
            )?,
        };
        Ok(())
    }

    fn forget_roster(&mut self, uploads: i64, history: i64) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM roster_upload WHERE coalesce(done_at, at) < ?1",
            [uploads],
        )?;
        self.run("DELETE FROM field_history WHERE at < ?1", [history])?;
        Ok(())
    }
}

impl Txn<Writer<'_>> {
    /// Notes what `entity` changes of the record that it is about to replace.
    pub(super) fn note_edits(&mut self, entity: &Entity) -> Result<(), StorageError> {
        if !has_history(entity.kind) {
            return Ok(());
        }
        let kind = entity.kind.as_str();
        if entity.deleted {
            self.run(
                "DELETE FROM field_history WHERE kind = ?1 AND record = ?2",
                [kind, &entity.id],
            )?;
            return Ok(());
        }
        let was = self.entity(entity.kind, &entity.id)?;
        for (field, was, now) in differences(was.as_ref(), entity) {
            let Author { account, name, at } = &self.author;
            self.run(
                "INSERT INTO field_history (kind, record, field, was, now, at, account, name) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                params![kind, entity.id, field, was, now, at, account, name],
            )?;
        }
        Ok(())
    }
}

const fn name(part: UploadPart) -> &'static str {
    match part {
        UploadPart::File => "file",
        UploadPart::Plan => "plan",
        UploadPart::Choice => "choice",
        UploadPart::Inverse => "inverse",
    }
}

fn upload(row: &Row<'_>) -> rusqlite::Result<RosterUpload> {
    let state: String = row.get(4)?;
    Ok(RosterUpload {
        id: row.get(0)?,
        account: row.get(1)?,
        name: row.get(2)?,
        at: row.get(3)?,
        state: match state.as_str() {
            "applied" => UploadState::Applied,
            "undone" => UploadState::Undone,
            _ => UploadState::Open,
        },
        done_at: row.get(5)?,
    })
}
