//! The measured programs: each runs in a process of its own, started by the benchmark.
//!
//! `client` speaks on standard output, a line of JSON an event, and takes commands from standard
//! input, a line each.
#![expect(clippy::print_stdout, reason = "the parent reads standard output")]

use std::io::BufRead;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

use handbook_core::clock::SystemClock;
use handbook_core::key::MemoryKeyStore;
use handbook_core::{Config, Handbook};
use handbook_wire::ipc::{ListArgs, LoginArgs, SearchArgs, SyncState};
use rusqlite::Connection;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::data::{self, Shape};
use crate::device::told;
use crate::{Error, walk};

/// A client from its start until every row is in the encrypted cache and a choseong query has been
/// answered; then `sync` and `note ID TEXT` on demand.
///
/// # Errors
/// Whatever goes wrong: the round is lost then.
pub async fn client(server: &str, dir: &Path) -> Result<(), Error> {
    let started = Instant::now();
    let config = Config {
        dir: dir.to_owned(),
        server: server.parse()?,
        device_name: "bench".to_owned(),
    };
    let keys = Arc::new(MemoryKeyStore::default());
    let handbook =
        Handbook::open(config, keys, Arc::new(SystemClock)).map_err(|error| told(error.into()))?;
    let args = LoginArgs {
        login: walk::LOGIN.into(),
        password: walk::PASSWORD.into(),
        keep: true,
    };
    handbook
        .login(args)
        .await
        .map_err(|error| told(error.into()))?;
    live(&handbook, 0).await?;
    let query = SearchArgs {
        text: "ㅎㅂㅈㄱ".into(),
        limit: 50,
        ..SearchArgs::default()
    };
    let found = handbook
        .search(query)
        .await
        .map_err(|error| told(error.into()))?;
    let took = started.elapsed();
    let (rows, hash) = content(&handbook).await?;
    println!(
        "{}",
        json!({"ms": took.as_secs_f64() * 1e3, "rows": rows, "hash": hash, "found": found.total})
    );
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let words: Vec<&str> = line.split(' ').collect();
        let started = Instant::now();
        match words.as_slice() {
            ["sync"] => {
                let before = handbook.status().data;
                handbook.sync_now();
                live(&handbook, before + 1).await?;
                let took = started.elapsed();
                let (rows, hash) = content(&handbook).await?;
                println!(
                    "{}",
                    json!({"ms": took.as_secs_f64() * 1e3, "rows": rows, "hash": hash})
                );
            }
            ["note", id, text] => {
                let mut seen = 0;
                loop {
                    let args = (*id).to_owned();
                    let card = handbook
                        .get_member(args)
                        .await
                        .map_err(|error| told(error.into()))?;
                    if card.note.memo == *text {
                        break;
                    }
                    seen = handbook.watch_status(seen).await.number;
                }
                println!("{}", json!({"seen": text}));
            }
            _ => return Err("unknown command".into()),
        }
    }
    Ok(())
}

async fn live(handbook: &Handbook, data: u64) -> Result<(), Error> {
    let mut status = handbook.status();
    while status.sync != SyncState::Live || status.data < data {
        status = handbook.watch_status(status.number).await;
    }
    Ok(())
}

/// Number of companies and a hash over their ids and names in the directory's order.
async fn content(handbook: &Handbook) -> Result<(usize, String), Error> {
    let mut hash = Sha256::new();
    let mut rows = 0;
    loop {
        let args = ListArgs {
            offset: rows as u64,
            limit: 500,
            ..ListArgs::default()
        };
        let page = handbook
            .list_members(args)
            .await
            .map_err(|error| told(error.into()))?;
        if page.rows.is_empty() {
            return Ok((rows, hex(&hash.finalize())));
        }
        rows += page.rows.len();
        for row in page.rows {
            hash.update(row.id);
            hash.update([0]);
            hash.update(row.name);
            hash.update([0]);
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The least that a durable, encrypted first sync can cost: decompressing the columns and inserting
/// the rows into SQLCipher in one transaction; then changing `changed` of them in another. Rows are
/// made ready before the clock starts.
///
/// # Errors
/// What SQLite says.
pub fn floor(dir: &Path, records: u64, changed: u64, shape: Shape) -> Result<(), Error> {
    let rows: Vec<(String, String)> = (0..records)
        .map(|number| {
            let payload = serde_json::Value::Object(data::company(number, shape)).to_string();
            (number.to_string(), payload)
        })
        .collect();
    let columns = columns(records, shape);
    let compressed = zstd::encode_all(columns.as_slice(), 3)?;
    let started = Instant::now();
    let path: PathBuf = dir.join("floor.sqlite");
    let mut connection = Connection::open(&path)?;
    connection.execute_batch(
        "PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'\";
         PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE record (kind TEXT, id TEXT, revision INTEGER, payload TEXT,
             PRIMARY KEY (kind, id)) WITHOUT ROWID;",
    )?;
    let plain = zstd::decode_all(compressed.as_slice())?;
    std::hint::black_box(&plain);
    let insert = |tx: &rusqlite::Transaction<'_>, rows: &[(String, String)]| {
        let mut statement =
            tx.prepare("INSERT OR REPLACE INTO record VALUES ('member', ?1, 1, ?2)")?;
        rows.iter()
            .try_for_each(|row| statement.execute([&row.0, &row.1]).map(drop))
    };
    let tx = connection.transaction()?;
    insert(&tx, &rows)?;
    tx.commit()?;
    let first = started.elapsed();
    let started = Instant::now();
    let tx = connection.transaction()?;
    insert(&tx, &rows[..usize::try_from(changed)?.min(rows.len())])?;
    tx.commit()?;
    let delta = started.elapsed();
    println!(
        "{}",
        json!({
            "ms": first.as_secs_f64() * 1e3,
            "delta_ms": delta.as_secs_f64() * 1e3,
            "wire": compressed.len(),
        })
    );
    Ok(())
}

/// The fields of the companies, one column after another.
fn columns(records: u64, shape: Shape) -> Vec<u8> {
    let rows: Vec<_> = (0..records)
        .map(|number| data::company(number, shape))
        .collect();
    let mut out = Vec::new();
    let names: Vec<String> = rows
        .first()
        .map(|row| row.keys().cloned().collect())
        .unwrap_or_default();
    for name in names {
        for row in &rows {
            match row.get(&name) {
                Some(serde_json::Value::String(text)) => out.extend(text.as_bytes()),
                Some(other) => out.extend(other.to_string().as_bytes()),
                None => {}
            }
            out.push(b'\n');
        }
    }
    out
}
