use std::ops::DerefMut;

use handbook_wire::entity::Kind;
use rusqlite::{Connection, Row, params};

use super::read::{all, one, signed, unsigned};
use super::{Txn, Writer};
use crate::storage::{FileTxn, FileWrite, StorageError, StoredFile, Upload};

const UPLOAD: &str = "SELECT id, account, hash, name, bytes, at, done FROM upload";

impl<C: DerefMut<Target = Connection>> FileTxn for Txn<C> {
    fn file(&self, hash: &str) -> Result<Option<StoredFile>, StorageError> {
        one(
            &self.connection,
            "SELECT hash, media_type, bytes, picture, unlisted_since FROM file WHERE hash = ?1",
            [hash],
            |row| {
                Ok(StoredFile {
                    hash: row.get(0)?,
                    media_type: row.get(1)?,
                    bytes: unsigned(row.get(2)?),
                    picture: row.get(3)?,
                    unlisted_since: row.get(4)?,
                })
            },
        )
    }

    fn file_references(&self, hash: &str) -> Result<Vec<(Kind, String)>, StorageError> {
        let found = all(
            &self.connection,
            "SELECT kind, record FROM file_reference WHERE hash = ?1",
            [hash],
            |row| Ok((Kind::parse(row.get_ref(0)?.as_str()?), row.get(1)?)),
        )?;
        let known = |(kind, record): (Option<Kind>, String)| Some((kind?, record));
        Ok(found.into_iter().filter_map(known).collect())
    }

    fn unlisted_files(&self, before: i64) -> Result<Vec<String>, StorageError> {
        all(
            &self.connection,
            "SELECT hash FROM file WHERE unlisted_since < ?1 AND NOT EXISTS \
             (SELECT 1 FROM file_reference WHERE file_reference.hash = file.hash)",
            [before],
            |row| row.get(0),
        )
    }

    fn file_totals(&self) -> Result<(u64, u64), StorageError> {
        let found = one(
            &self.connection,
            "SELECT count(*), coalesce(sum(bytes), 0) FROM file",
            [],
            |row| Ok((unsigned(row.get(0)?), unsigned(row.get(1)?))),
        )?;
        Ok(found.unwrap_or_default())
    }

    fn upload(&self, id: &str) -> Result<Option<Upload>, StorageError> {
        let sql = format!("{UPLOAD} WHERE id = ?1");
        one(&self.connection, &sql, [id], upload)
    }

    fn uploads_of(&self, account: &str) -> Result<Vec<Upload>, StorageError> {
        let sql = format!("{UPLOAD} WHERE account = ?1 ORDER BY id");
        all(&self.connection, &sql, [account], upload)
    }

    fn uploads_before(&self, before: i64) -> Result<Vec<Upload>, StorageError> {
        let sql = format!("{UPLOAD} WHERE at < ?1 ORDER BY id");
        all(&self.connection, &sql, [before], upload)
    }
}

impl FileWrite for Txn<Writer<'_>> {
    fn put_file(&mut self, file: &StoredFile) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO file (hash, media_type, bytes, picture, unlisted_since) \
             VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (hash) DO UPDATE SET media_type = excluded.media_type, \
             picture = excluded.picture, unlisted_since = excluded.unlisted_since",
            params![
                file.hash,
                file.media_type,
                signed(file.bytes),
                file.picture,
                file.unlisted_since
            ],
        )?;
        Ok(())
    }

    fn remove_file(&mut self, hash: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM file WHERE hash = ?1", [hash])?;
        Ok(())
    }

    fn set_file_references(
        &mut self,
        kind: Kind,
        record: &str,
        hashes: &[&str],
        at: i64,
    ) -> Result<(), StorageError> {
        self.run(
            "UPDATE file SET unlisted_since = ?3 WHERE hash IN \
             (SELECT hash FROM file_reference WHERE kind = ?1 AND record = ?2)",
            params![kind.as_str(), record, at],
        )?;
        self.run(
            "DELETE FROM file_reference WHERE kind = ?1 AND record = ?2",
            [kind.as_str(), record],
        )?;
        for hash in hashes {
            self.run(
                "INSERT OR IGNORE INTO file_reference (hash, kind, record) VALUES (?1, ?2, ?3)",
                [hash, kind.as_str(), record],
            )?;
        }
        Ok(())
    }

    fn put_upload(&mut self, upload: &Upload) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO upload (id, account, hash, name, bytes, at, done) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (id) DO UPDATE SET name = excluded.name, bytes = excluded.bytes, \
             at = excluded.at, done = excluded.done",
            params![
                upload.id,
                upload.account,
                upload.hash,
                upload.name,
                signed(upload.bytes),
                upload.at,
                upload.done
            ],
        )?;
        Ok(())
    }

    fn remove_upload(&mut self, id: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM upload WHERE id = ?1", [id])?;
        Ok(())
    }
}

fn upload(row: &Row<'_>) -> rusqlite::Result<Upload> {
    Ok(Upload {
        id: row.get(0)?,
        account: row.get(1)?,
        hash: row.get(2)?,
        name: row.get(3)?,
        bytes: unsigned(row.get(4)?),
        at: row.get(5)?,
        done: row.get(6)?,
    })
}
