//! Our client as a measured program, started by the benchmark. It speaks in lines of JSON as the peers
//! do (tests/peer/bench/line.mjs), but begins by itself.
#![expect(clippy::print_stdout, reason = "the parent reads standard output")]

use std::io::BufRead;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

use handbook_core::clock::SystemClock;
use handbook_core::key::{KeyStore, MemoryKeyStore};
use handbook_core::store::record;
use handbook_core::sync::pin::Pins;
use handbook_core::{Config, Handbook};
use handbook_wire::entity::Kind;
use handbook_wire::ipc::{LoginArgs, SearchArgs, SyncState};
use rusqlite::Connection;
use serde_json::{Value, json};

use super::content::{Content, id};
use crate::device::told;
use crate::{Error, walk};

/// A choseong query that finds something in both shapes: the company whose account this is.
const QUERY: &str = "ㅎㅂㅈㄱ";

/// A client from its start until every row is in the encrypted cache and a choseong query has been
/// answered; then `sync`, `content` and `wait` on demand.
///
/// # Errors
/// Whatever goes wrong: the round is lost then.
pub async fn client(server: &str, dir: &Path) -> Result<(), Error> {
    let started = Instant::now();
    let config = Config {
        dir: dir.to_owned(),
        server: server.parse()?,
        pins: Pins::default(),
        device_name: "bench".to_owned(),
    };
    let keys = Arc::new(MemoryKeyStore::default());
    let handbook = Handbook::open(config, keys.clone(), Arc::new(SystemClock))
        .map_err(|error| told(error.into()))?;
    let args = LoginArgs {
        login: walk::LOGIN.into(),
        password: walk::PASSWORD.into(),
        keep: true,
    };
    let login = handbook.login(args).await;
    login.map_err(|error| told(error.into()))?;
    live(&handbook, 0).await?;
    let query = SearchArgs {
        text: QUERY.into(),
        limit: 50,
        ..SearchArgs::default()
    };
    let found = handbook.search(query).await;
    let took = started.elapsed();
    if found.map_err(|error| told(error.into()))?.total == 0 {
        return Err("the query finds nothing".into());
    }
    println!("{}", json!({"ms": took.as_secs_f64() * 1e3}));
    for line in std::io::stdin().lock().lines() {
        let command: Value = serde_json::from_str(&line?)?;
        let said = match command["do"].as_str() {
            Some("sync") => {
                let started = Instant::now();
                let before = handbook.status().data;
                handbook.sync_now();
                live(&handbook, before + 1).await?;
                json!({"ms": started.elapsed().as_secs_f64() * 1e3})
            }
            Some("content") => content(dir, keys.as_ref())?,
            Some("wait") => {
                let member = command["id"].as_str().unwrap_or_default();
                wait(&handbook, member, &command["text"]).await?;
                json!({})
            }
            _ => return Err("unknown command".into()),
        };
        println!("{said}");
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

/// Waits until the memo on a company's card is `text`.
async fn wait(handbook: &Handbook, member: &str, text: &Value) -> Result<(), Error> {
    let mut seen = 0;
    loop {
        let card = handbook.get_member(member.to_owned()).await;
        if card.map_err(|error| told(error.into()))?.note.memo == *text {
            return Ok(());
        }
        seen = handbook.watch_status(seen).await.number;
    }
}

/// Rows of the generated companies in the encrypted file, and a hash over all that is in them. The one
/// company beside them is the account's own.
fn content(dir: &Path, keys: &dyn KeyStore) -> Result<Value, Error> {
    let key = keys.load("cache-key")?.ok_or("the cache has no key")?;
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let connection = Connection::open(dir.join("handbook.db"))?;
    connection.execute_batch(&format!(
        "PRAGMA key = \"x'{hex}'\"; PRAGMA query_only = ON"
    ))?;
    let mut rows = Vec::new();
    record::for_each(&connection, Kind::Member, |id, payload| {
        rows.push((id.to_owned(), serde_json::from_str::<Value>(payload)?));
        Ok(())
    })?;
    rows.sort_by(|a, b| a.0.cmp(&b.0));
    let first = id(0);
    let mut content = Content::default();
    for (id, fields) in rows.iter().filter(|row| row.0.len() == first.len()) {
        content.add(id, fields);
    }
    Ok(content.finish())
}
