//! The floor: the least that a durable, encrypted first sync can cost.
#![expect(clippy::print_stdout, reason = "the parent reads standard output")]

use std::path::Path;
use std::process::Command;
use std::time::Instant;

use rusqlite::Connection;
use serde_json::{Value, json};

use crate::Error;
use crate::bench::content::id;
use crate::bench::data::{self, Shape};

/// Changes of its delta.
const DELTA: usize = 100;

/// Runs [`measure`] in a process of its own.
pub(super) fn start(size: u64, shape: Shape) -> Result<Value, Error> {
    let dir = tempfile::tempdir()?;
    let output = Command::new(std::env::current_exe()?)
        .args([
            "floor",
            "--records",
            &size.to_string(),
            "--shape",
            shape.name(),
            "--dir",
        ])
        .arg(dir.path())
        .output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Decompresses the columns and inserts the rows into SQLCipher in one transaction; then changes some
/// of them in another. Rows are made ready before the clock starts.
///
/// # Errors
/// What SQLite says.
pub fn measure(dir: &Path, records: u64, shape: Shape) -> Result<(), Error> {
    let rows: Vec<(String, String)> = (0..records)
        .map(|number| {
            let payload = Value::Object(data::company(number, shape)).to_string();
            (id(number), payload)
        })
        .collect();
    let compressed = zstd::encode_all(columns(records, shape).as_slice(), 3)?;
    let started = Instant::now();
    let mut connection = Connection::open(dir.join("floor.sqlite"))?;
    connection.execute_batch(
        "PRAGMA key = \"x'000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f'\";
         PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
         CREATE TABLE record (kind TEXT, id TEXT, revision INTEGER, payload TEXT,
             PRIMARY KEY (kind, id)) WITHOUT ROWID;",
    )?;
    let plain = zstd::decode_all(compressed.as_slice())?;
    std::hint::black_box(&plain);
    insert(&mut connection, &rows)?;
    let first = started.elapsed();
    let started = Instant::now();
    insert(&mut connection, &rows[..DELTA.min(rows.len())])?;
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

fn insert(connection: &mut Connection, rows: &[(String, String)]) -> Result<(), Error> {
    let tx = connection.transaction()?;
    {
        let mut statement =
            tx.prepare("INSERT OR REPLACE INTO record VALUES ('member', ?1, 1, ?2)")?;
        for row in rows {
            statement.execute([&row.0, &row.1])?;
        }
    }
    Ok(tx.commit()?)
}

/// The fields of the companies, one column after another.
fn columns(records: u64, shape: Shape) -> Vec<u8> {
    let rows: Vec<_> = (0..records)
        .map(|number| data::company(number, shape))
        .collect();
    let names: Vec<String> = rows
        .first()
        .map(|row| row.keys().cloned().collect())
        .unwrap_or_default();
    let mut out = Vec::new();
    for name in names {
        for row in &rows {
            match row.get(&name) {
                Some(Value::String(text)) => out.extend(text.as_bytes()),
                Some(other) => out.extend(other.to_string().as_bytes()),
                None => {}
            }
            out.push(b'\n');
        }
    }
    out
}
