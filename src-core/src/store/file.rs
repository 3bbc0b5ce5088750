//! Which files are on this device, under which keys, and what of them.

use std::collections::HashSet;

use handbook_wire::entity::{Attachment, FileHash, Kind, Post};
use handbook_wire::ipc::PostSheet;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, params};
use zeroize::Zeroizing;

use super::meta::{self, Fact};
use super::{StoreError, record};
use crate::file::sealed::{FileKey, KEY};

/// A file that records list.
pub(crate) struct Kept {
    pub attachment: Attachment,
    /// Its name on the disk.
    pub disk: String,
    pub key: FileKey,
    /// Bytes that are there: whole pieces, or all.
    pub have: u64,
    /// Whether all is there and has the hash.
    pub checked: bool,
    /// Whether the member keeps it.
    pub kept: bool,
}

/// A file that staff have picked.
pub(crate) struct Picked {
    pub id: String,
    pub disk: String,
    pub key: FileKey,
    pub name: String,
    pub bytes: u64,
    /// Bytes that have come from the page.
    pub have: u64,
}

const FILE: &str = "SELECT attachment, disk, key, have, checked, kept FROM file";
const PICK: &str = "SELECT id, disk, key, name, bytes, have FROM pick";

fn key(row: &Row<'_>, column: usize) -> rusqlite::Result<FileKey> {
    let bytes = Zeroizing::new(row.get::<_, Vec<u8>>(column)?);
    let mut key = FileKey::new([0; KEY]);
    if bytes.len() != KEY {
        return Err(rusqlite::Error::IntegralValueOutOfRange(column, 0));
    }
    key.copy_from_slice(&bytes);
    Ok(key)
}

fn number(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    Ok(u64::try_from(row.get::<_, i64>(column)?).unwrap_or(0))
}

fn kept(row: &Row<'_>) -> rusqlite::Result<(String, Kept)> {
    let kept = Kept {
        attachment: Attachment {
            file: FileHash::of_bytes([0; 32]),
            name: String::new(),
            media_type: String::new(),
            bytes: 0,
            picture: None,
        },
        disk: row.get(1)?,
        key: key(row, 2)?,
        have: number(row, 3)?,
        checked: row.get(4)?,
        kept: row.get(5)?,
    };
    Ok((row.get(0)?, kept))
}

fn whole((attachment, kept): (String, Kept)) -> Result<Kept, StoreError> {
    Ok(Kept {
        attachment: serde_json::from_str(&attachment)?,
        ..kept
    })
}

fn picked(row: &Row<'_>) -> rusqlite::Result<Picked> {
    Ok(Picked {
        id: row.get(0)?,
        disk: row.get(1)?,
        key: key(row, 2)?,
        name: row.get(3)?,
        bytes: number(row, 4)?,
        have: number(row, 5)?,
    })
}

fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// A file.
///
/// # Errors
/// What SQLite says; so for everything here.
pub(crate) fn find(connection: &Connection, file: &FileHash) -> Result<Option<Kept>, StoreError> {
    connection
        .prepare_cached(&format!("{FILE} WHERE hash = ?1"))?
        .query_row([file.as_str()], kept)
        .optional()?
        .map(whole)
        .transpose()
}

/// All files, used last first.
pub(crate) fn all(connection: &Connection) -> Result<Vec<Kept>, StoreError> {
    let mut statement =
        connection.prepare_cached(&format!("{FILE} ORDER BY used_at DESC, hash"))?;
    let rows = statement.query_map([], kept)?;
    rows.map(|row| whole(row?)).collect()
}

/// Adds a file of which nothing is there yet.
pub(crate) fn add(tx: &Transaction<'_>, file: &Kept, now: i64) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO file (hash, disk, key, have, checked, kept, used_at, attachment)
         VALUES (?1, ?2, ?3, 0, 0, 0, ?4, ?5)",
    )?
    .execute(params![
        file.attachment.file.as_str(),
        file.disk,
        &file.key[..],
        now,
        serde_json::to_string(&file.attachment)?
    ])?;
    Ok(())
}

/// Says how much of a file is there, and whether it was checked.
pub(crate) fn set_have(
    tx: &Transaction<'_>,
    file: &FileHash,
    have: u64,
    checked: bool,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE file SET have = ?2, checked = ?3 WHERE hash = ?1")?
        .execute(params![file.as_str(), signed(have), checked])?;
    Ok(())
}

/// Says that a file was used.
pub(crate) fn touch(tx: &Transaction<'_>, file: &FileHash, now: i64) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE file SET used_at = ?2 WHERE hash = ?1")?
        .execute(params![file.as_str(), now])?;
    Ok(())
}

/// Says whether the member keeps a file.
pub(crate) fn set_kept(
    tx: &Transaction<'_>,
    file: &FileHash,
    kept: bool,
) -> Result<(), StoreError> {
    tx.prepare_cached("UPDATE file SET kept = ?2 WHERE hash = ?1")?
        .execute(params![file.as_str(), kept])?;
    Ok(())
}

/// Forgets a file.
pub(crate) fn remove(tx: &Transaction<'_>, file: &FileHash) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM file WHERE hash = ?1")?
        .execute([file.as_str()])?;
    Ok(())
}

/// A picked file.
pub(crate) fn pick(connection: &Connection, id: &str) -> Result<Option<Picked>, StoreError> {
    Ok(connection
        .prepare_cached(&format!("{PICK} WHERE id = ?1"))?
        .query_row([id], picked)
        .optional()?)
}

/// All picked files.
pub(crate) fn picks(connection: &Connection) -> Result<Vec<Picked>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("{PICK} ORDER BY id"))?;
    let rows = statement.query_map([], picked)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Puts a picked file in the place of the one with its id.
pub(crate) fn put_pick(tx: &Transaction<'_>, pick: &Picked) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT OR REPLACE INTO pick (id, disk, key, name, bytes, have)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?
    .execute(params![
        pick.id,
        pick.disk,
        &pick.key[..],
        pick.name,
        signed(pick.bytes),
        signed(pick.have)
    ])?;
    Ok(())
}

/// Forgets a picked file.
pub(crate) fn remove_pick(tx: &Transaction<'_>, id: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM pick WHERE id = ?1")?
        .execute([id])?;
    Ok(())
}

/// Forgets the files that no record and nothing that is being written lists any more; what lies on the disk can be read by nobody then.
pub(super) fn drop_unlisted(tx: &Transaction<'_>) -> Result<(), StoreError> {
    let files = all(tx)?;
    if files.is_empty() {
        return Ok(());
    }
    let posts = record::all::<Post>(tx, Kind::Post)?;
    let sheets = meta::get(tx, Fact::PostSheets)?;
    let sheets: Vec<PostSheet> = sheets
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default();
    let listed: HashSet<&FileHash> = (posts.iter().map(|(_, post)| &post.attachments))
        .chain(sheets.iter().map(|sheet| &sheet.draft.attachments))
        .flatten()
        .flat_map(Attachment::files)
        .collect();
    for kept in &files {
        if !listed.contains(&kept.attachment.file) {
            remove(tx, &kept.attachment.file)?;
        }
    }
    Ok(())
}

/// Names of everything that has to be on the disk.
pub(crate) fn on_disk(connection: &Connection) -> Result<Vec<String>, StoreError> {
    let files = all(connection)?.into_iter().map(|kept| kept.disk);
    let picks = picks(connection)?.into_iter().map(|pick| pick.disk);
    Ok(files.chain(picks).collect())
}
