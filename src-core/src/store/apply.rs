//! Takes a batch into the cache, in the transaction that its caller commits.

use std::io::{BufReader, Read};

use handbook_wire::batch::{Change, Header, Reader, Row};
use handbook_wire::entity::Kind;
use handbook_wire::sync::Cursor;
use rusqlite::Transaction;

use super::meta::{self, Fact};
use super::{StoreError, file, picture, record};

/// Room for what any batch may expand to, whatever its size.
const FREE_EXPANSION: u64 = 16 << 20;
/// How many times its own size a batch may expand to beyond that; rosters reach about 10.
const MAX_RATIO: u64 = 200;
/// The most that a batch may expand to.
const MAX_EXPANDED: u64 = 1 << 30;
/// The largest window, as a power of two, that a batch may ask memory for.
const WINDOW_LOG: u32 = 27;

/// What a batch holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Extent {
    /// What changed since the cursor.
    Delta,
    /// All shared records, leading to this cursor; what else there is goes. Private records stay,
    /// but the pulls that follow must confirm each before the device counts as caught up.
    Snapshot(Cursor),
}

/// Takes the compressed batch in and gives each row to `seen` after it was written.
///
/// # Errors
/// [`StoreError::BadBatch`], [`StoreError::NewerFormat`], or what SQLite or `seen` says; the
/// transaction must then be dropped.
pub fn batch(
    tx: &Transaction<'_>,
    compressed: &[u8],
    extent: &Extent,
    mut seen: impl FnMut(Row) -> Result<(), StoreError>,
) -> Result<Header, StoreError> {
    let size = u64::try_from(compressed.len()).unwrap_or(u64::MAX);
    let cap = size
        .saturating_mul(MAX_RATIO)
        .saturating_add(FREE_EXPANSION)
        .min(MAX_EXPANDED);
    let mut decoder =
        zstd::stream::read::Decoder::with_buffer(compressed).map_err(|_| StoreError::BadBatch)?;
    decoder
        .window_log_max(WINDOW_LOG)
        .map_err(|_| StoreError::BadBatch)?;
    let mut reader = Reader::new(BufReader::with_capacity(1 << 16, decoder.take(cap)))?;
    if let Extent::Snapshot(_) = extent {
        let private = Kind::ALL.into_iter().filter(|kind| kind.is_private());
        let names: Vec<_> = private.map(Kind::as_str).collect();
        let list = format!("'{}'", names.join("','"));
        tx.execute(
            &format!("DELETE FROM record WHERE kind NOT IN ({list})"),
            [],
        )?;
        tx.execute("UPDATE record SET stale = 1", [])?;
    }
    {
        let mut put = tx.prepare_cached(record::PUT)?;
        let mut delete = tx.prepare_cached("DELETE FROM record WHERE kind = ?1 AND id = ?2")?;
        reader.for_each::<StoreError>(|row| {
            match &row.change {
                Change::Put { revision, payload } => {
                    record::put_with(&mut put, &row.kind, &row.id, *revision, payload)?;
                }
                Change::Gone => {
                    delete.execute([&row.kind, &row.id])?;
                }
            }
            if row.kind == Kind::Portrait.as_str() {
                picture::follow(tx, &row)?;
            }
            seen(row)
        })?;
    }
    if let Extent::Snapshot(_) = extent {
        picture::drop_orphans(tx)?;
    }
    let header = reader.header().clone();
    let cursor = match extent {
        Extent::Delta => &header.cursor,
        Extent::Snapshot(cursor) => &cursor.0,
    };
    meta::set(tx, Fact::Cursor, cursor)?;
    meta::set(tx, Fact::Server, &header.server)?;
    meta::set(tx, Fact::Revision, &header.revision.to_string())?;
    Ok(header)
}

/// Notes that the cache equals the server as of now; private records that no pull has confirmed
/// since the last snapshot are gone from the server and go here too. Answers whether any went.
///
/// # Errors
/// What SQLite says.
pub fn caught_up(tx: &Transaction<'_>, now_ms: i64) -> Result<bool, StoreError> {
    let gone = tx
        .prepare_cached("DELETE FROM record WHERE stale = 1")?
        .execute([])?;
    file::drop_unlisted(tx)?;
    meta::set(tx, Fact::LastSynced, &now_ms.to_string())?;
    Ok(gone > 0)
}
