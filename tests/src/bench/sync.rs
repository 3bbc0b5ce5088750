//! `bench sync`: first sync, delta, live push, wire, server processor time; ours and the floor.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::Arc;
use std::time::Instant;

use handbook_core::clock::SystemClock;
use handbook_core::key::MemoryKeyStore;
use handbook_core::{Config, Handbook};
use handbook_server::storage::sqlite::Sqlite;
use handbook_server::storage::{Change, Entity, Storage, StorageError};
use handbook_wire::entity::Kind;
use handbook_wire::ipc::{LoginArgs, SetNoteArgs, SyncState};
use serde_json::Value;

use super::data::{self, Shape};
use super::figure::{Calibration, Report, Rounds, cpu_ms, median, percentile};
use crate::device::told;
use crate::proxy::{Fault, Proxy};
use crate::{Error, TestServer, wait_for, walk};

/// Changes in a delta, as the metric's name says.
const DELTA: u64 = 100;
/// Live edits in a round.
const PUSHES: usize = 40;

/// What to measure.
pub struct Options {
    /// Numbers of companies.
    pub sizes: Vec<u64>,
    /// Rounds that shall count.
    pub rounds: usize,
    /// Kind of records.
    pub shape: Shape,
}

/// Measures.
///
/// # Errors
/// When a program fails or its result is not equal.
pub async fn run(options: &Options) -> Result<Report, Error> {
    let mut rounds = Rounds::default();
    for size in &options.sizes {
        measure(options, *size, &mut rounds).await?;
    }
    Ok(rounds.report())
}

async fn measure(options: &Options, size: u64, rounds: &mut Rounds) -> Result<(), Error> {
    let mut server = coop(size, options.shape)?;
    server.start().await?;
    let name = if size.is_multiple_of(1000) {
        format!("{}k", size / 1000)
    } else {
        size.to_string()
    };
    let mut calibration = Calibration::new();
    calibration.is_quiet();
    // The first client makes the server make its snapshot; the next ones only get it.
    let expected = one(&server.url()).await?;
    let mut counted = 0;
    let mut tries = 0;
    while counted < options.rounds && tries < options.rounds * 4 {
        tries += 1;
        if !calibration.is_quiet() {
            rounds.void += 1;
            continue;
        }
        let proxy = Proxy::start(&server.url()).await?;
        let dir = tempfile::tempdir()?;
        let cpu = cpu_ms(server.id()?);
        // Bytes are counted through the proxy, time is taken without it.
        let direct = one(&server.url()).await?;
        let server_cpu = cpu_ms(server.id()?) - cpu;
        let mut client = Client::start(&proxy.url(), &dir.path().join("cache"))?;
        let first = client.hear()?;
        equal(&expected, &direct)?;
        equal(&expected, &first)?;
        let bytes = proxy.received();
        let floor_dir = tempfile::tempdir()?;
        let floor = floor(floor_dir.path(), size, options.shape)?;

        rounds.add(&format!("first_{name}"), "ms", "", number(&direct, "ms"));
        rounds.add(
            &format!("first_{name}"),
            "ms",
            "floor",
            number(&floor, "ms"),
        );
        rounds.add(
            &format!("wire_{name}"),
            "bytes a record",
            "",
            bytes as f64 / size as f64,
        );
        rounds.add(
            &format!("wire_{name}"),
            "bytes a record",
            "floor",
            number(&floor, "wire") / size as f64,
        );
        rounds.add(
            &format!("server_cpu_{name}"),
            "ms a first sync",
            "",
            server_cpu,
        );

        proxy.set(Fault::Down);
        change(&server, size, DELTA, options.shape, tries as u64).await?;
        let before = proxy.received();
        proxy.set(Fault::None);
        client.tell("sync")?;
        let delta = client.hear()?;
        rounds.add(
            &format!("delta_{DELTA}_of_{name}"),
            "ms",
            "",
            number(&delta, "ms"),
        );
        rounds.add(
            &format!("delta_{DELTA}_of_{name}"),
            "ms",
            "floor",
            number(&floor, "delta_ms"),
        );
        rounds.add(
            &format!("delta_{DELTA}_wire_of_{name}"),
            "bytes",
            "",
            (proxy.received() - before) as f64,
        );
        let times = push(&server, &mut client).await?;
        rounds.add(&format!("push_p50_of_{name}"), "ms", "", median(&times));
        rounds.add(
            &format!("push_p99_of_{name}"),
            "ms",
            "",
            percentile(&times, 99.0),
        );
        // The next round starts from the same records again.
        change(&server, size, DELTA, options.shape, 0).await?;
        one(&server.url()).await?;
        counted += 1;
    }
    rounds.counted = counted;
    server.stop()
}

/// A server with one company of the roster kind, so that there is an account, and `size - 1` others.
pub(super) fn coop(size: u64, shape: Shape) -> Result<TestServer, Error> {
    let server = TestServer::new()?;
    let folder = tempfile::tempdir()?;
    let roster = folder.path().join("roster.csv");
    std::fs::write(
        &roster,
        "조합원번호,회사명,대표자,휴대폰\n제9999호,한빛전기,홍길동,010-0000-0000\n",
    )?;
    server.import(&roster)?;
    server.activate(walk::LOGIN, walk::PASSWORD)?;
    store(&server, size - 1, shape, 0)?;
    Ok(server)
}

/// Changes the first `count` companies while the server runs, and waits until it has noticed.
async fn change(
    server: &TestServer,
    size: u64,
    count: u64,
    shape: Shape,
    round: u64,
) -> Result<(), Error> {
    let revision = store(server, count.min(size - 1), shape, round)?;
    wait_for("the server to notice", || async {
        (server.health().await?["revision"].as_u64()? >= revision).then_some(())
    })
    .await
}

fn store(server: &TestServer, count: u64, shape: Shape, round: u64) -> Result<u64, Error> {
    let storage = Sqlite::open(&server.database())?;
    let storage: &dyn Storage = &storage;
    let revision = storage.writing::<_, StorageError>(|txn| {
        let stamp = txn.advance(Change::Shared, 0)?;
        for number in 0..count {
            let mut payload = data::company(number, shape);
            if round > 0 {
                payload.insert("branch".into(), format!("지회{round}").into());
            }
            txn.put_entity(&Entity {
                kind: Kind::Member,
                id: (1_000_000 + number).to_string(),
                owner: None,
                revision: stamp.revision,
                deleted: false,
                payload: Value::Object(payload).to_string(),
            })?;
        }
        Ok(stamp.revision)
    })?;
    Ok(revision)
}

/// Edits on one device that another device of the same member must see: times from the call to the
/// sight.
async fn push(server: &TestServer, client: &mut Client) -> Result<Vec<f64>, Error> {
    let dir = tempfile::tempdir()?;
    let config = Config {
        dir: dir.path().join("cache"),
        server: server.url().parse()?,
        device_name: "bench".to_owned(),
    };
    let handbook = Handbook::open(
        config,
        Arc::new(MemoryKeyStore::default()),
        Arc::new(SystemClock),
    )
    .map_err(|error| told(error.into()))?;
    let args = LoginArgs {
        login: walk::LOGIN.into(),
        password: walk::PASSWORD.into(),
        keep: true,
    };
    handbook
        .login(args)
        .await
        .map_err(|error| told(error.into()))?;
    while handbook.status().sync != SyncState::Live {
        handbook.watch_status(handbook.status().number).await;
    }
    let mut times = Vec::new();
    for number in 0..PUSHES {
        let text = format!("memo{number}-{}", server.url().len() + times.len());
        let member = "1000000".to_owned();
        client.tell(&format!("note {member} {text}"))?;
        let started = Instant::now();
        handbook
            .set_note(SetNoteArgs {
                member,
                favourite: None,
                memo: Some(text),
            })
            .await
            .map_err(|error| told(error.into()))?;
        client.hear()?;
        times.push(started.elapsed().as_secs_f64() * 1e3);
    }
    handbook.close().await;
    Ok(times)
}

/// A client in a process of its own.
pub(super) struct Client {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Client {
    pub(super) fn start(server: &str, dir: &Path) -> Result<Self, Error> {
        let mut child = Command::new(std::env::current_exe()?)
            .args(["client", "--server", server, "--dir"])
            .arg(dir)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let input = child.stdin.take().ok_or("no input")?;
        let output = BufReader::new(child.stdout.take().ok_or("no output")?);
        Ok(Self {
            child,
            input,
            output,
        })
    }

    fn tell(&mut self, command: &str) -> Result<(), Error> {
        Ok(writeln!(self.input, "{command}")?)
    }

    pub(super) fn hear(&mut self) -> Result<Value, Error> {
        let mut line = String::new();
        self.output.read_line(&mut line)?;
        Ok(serde_json::from_str(&line)?)
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Both fail only when it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// One first sync with a fresh cache.
async fn one(server: &str) -> Result<Value, Error> {
    let server = server.to_owned();
    tokio::task::spawn_blocking(move || {
        let dir = tempfile::tempdir()?;
        Client::start(&server, &dir.path().join("cache"))?.hear()
    })
    .await?
}

fn floor(dir: &Path, size: u64, shape: Shape) -> Result<Value, Error> {
    let shape = if shape == Shape::Varied {
        "varied"
    } else {
        "roster"
    };
    let output = Command::new(std::env::current_exe()?)
        .args([
            "floor",
            "--records",
            &size.to_string(),
            "--changed",
            &DELTA.to_string(),
        ])
        .args(["--shape", shape, "--dir"])
        .arg(dir)
        .output()?;
    Ok(serde_json::from_slice(&output.stdout)?)
}

/// Results that are not equal do not count.
fn equal(expected: &Value, got: &Value) -> Result<(), Error> {
    if expected["rows"] == got["rows"] && expected["hash"] == got["hash"] {
        return Ok(());
    }
    Err(format!("results differ: {expected} and {got}").into())
}

fn number(value: &Value, name: &str) -> f64 {
    value[name].as_f64().unwrap_or(f64::NAN)
}
