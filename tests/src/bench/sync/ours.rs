//! Our side of `bench sync`: the server, its clients and a second device that writes.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use handbook_core::clock::SystemClock;
use handbook_core::key::MemoryKeyStore;
use handbook_core::sync::pin::Pins;
use handbook_core::{Config, Handbook};
use handbook_server::storage::sqlite::Sqlite;
use handbook_server::storage::{Change, Entity, Storage, StorageError};
use handbook_wire::entity::Kind;
use handbook_wire::ipc::{LoginArgs, SetNoteArgs, SyncState};
use serde_json::{Value, json};

use super::{Job, PUSHES, Taken, changes};
use crate::bench::Options;
use crate::bench::content::{self, Stage};
use crate::bench::data::Shape;
use crate::bench::figure::cpu_ms;
use crate::bench::talker::{Talker, number};
use crate::device::told;
use crate::proxy::{Fault, Proxy};
use crate::{Error, TestServer, wait_for, walk};

/// The server that holds the companies, and how often something was written.
pub struct Side {
    server: TestServer,
    shape: Shape,
}

impl Side {
    /// Starts the server, and has it make its snapshot: later clients only get that.
    pub(super) async fn start(size: u64, options: &Options) -> Result<Self, Error> {
        let mut server = coop(size, options.shape)?;
        server.start().await?;
        let side = Self {
            server,
            shape: options.shape,
        };
        side.warm()?;
        Ok(side)
    }

    fn warm(&self) -> Result<(), Error> {
        let dir = tempfile::tempdir()?;
        client(&self.server.url(), &dir.path().join("cache"))?
            .hear()
            .map(drop)
    }

    pub(super) fn stop(mut self) -> Result<(), Error> {
        self.server.stop()
    }

    pub(super) async fn round(&mut self, job: &mut Job<'_>) -> Result<Taken, Error> {
        let proxy = Proxy::start(&self.server.url()).await?;
        let dir = tempfile::tempdir()?;
        let cpu = cpu_ms(self.server.id()?);
        let mut client = client(&proxy.url(), &dir.path().join("cache"))?;
        let first = client.hear()?;
        let mut taken = Taken {
            first: number(&first, "ms"),
            server_cpu: cpu_ms(self.server.id()?) - cpu,
            down: proxy.received(),
            up: proxy.sent(),
            deltas: Vec::new(),
            pushes: Vec::new(),
        };
        let content = json!({"do": "content"});
        let start = Stage::start(job.round);
        job.expected
            .check("the handbook", start, &client.ask(&content)?)?;
        if !job.whole {
            return Ok(taken);
        }
        for (count, stage) in changes(job.round) {
            // What changes while the line is cut comes when it is asked for.
            proxy.set(Fault::Down);
            self.change(count.min(job.size), stage).await?;
            let before = proxy.received();
            proxy.set(Fault::None);
            let delta = client.ask(&json!({"do": "sync"}))?;
            taken
                .deltas
                .push((number(&delta, "ms"), proxy.received() - before));
            job.expected
                .check("the handbook", stage, &client.ask(&content)?)?;
        }
        taken.pushes = self.push(&mut client).await?;
        drop(client);
        self.warm()?;
        Ok(taken)
    }

    /// Changes the first `count` companies while the server runs, and waits until it has noticed.
    async fn change(&self, count: u64, stage: Stage) -> Result<(), Error> {
        let revision = store(&self.server, count, self.shape, stage)?;
        wait_for("the server to notice", || async {
            (self.server.health().await?["revision"].as_u64()? >= revision).then_some(())
        })
        .await
    }

    /// Edits on one device that another device of the same member must see: milliseconds from the
    /// call to the sight.
    async fn push(&self, client: &mut Talker) -> Result<Vec<f64>, Error> {
        let dir = tempfile::tempdir()?;
        let config = Config {
            dir: dir.path().join("cache"),
            server: self.server.url().parse()?,
            pins: Pins::default(),
            device_name: "bench".to_owned(),
        };
        let keys = Arc::new(MemoryKeyStore::default());
        let handbook = Handbook::open(config, keys, Arc::new(SystemClock))
            .map_err(|error| told(error.into()))?;
        let args = LoginArgs {
            login: walk::LOGIN.into(),
            password: walk::PASSWORD.into(),
            keep: true,
        };
        let login = handbook.login(args).await;
        login.map_err(|error| told(error.into()))?;
        let mut status = handbook.status();
        while status.sync != SyncState::Live {
            status = handbook.watch_status(status.number).await;
        }
        let member = content::id(0);
        let mut times = Vec::new();
        for number in 0..PUSHES {
            // The server keeps the note from round to round: the text must be a new one.
            let text = format!("{number}-{}", dir.path().display());
            client.tell(&json!({"do": "wait", "id": member, "text": text}))?;
            let args = SetNoteArgs {
                member: member.clone(),
                favourite: None,
                memo: Some(text),
            };
            let started = Instant::now();
            let set = handbook.set_note(args).await;
            set.map_err(|error| told(error.into()))?;
            client.hear()?;
            times.push(started.elapsed().as_secs_f64() * 1e3);
        }
        handbook.close().await;
        Ok(times)
    }
}

/// A client in a process of its own: it answers once when its first sync is done, then to commands.
pub fn client(server: &str, dir: &Path) -> Result<Talker, Error> {
    let mut command = Command::new(std::env::current_exe()?);
    command
        .args(["client", "--server", server, "--dir"])
        .arg(dir);
    Talker::start("the handbook", &mut command)
}

/// A server with one company of the roster kind, so that there is an account, and `size` others.
pub fn coop(size: u64, shape: Shape) -> Result<TestServer, Error> {
    let server = TestServer::new()?;
    fill(&server, size, shape)?;
    Ok(server)
}

/// Puts them into a server that is not running.
pub fn fill(server: &TestServer, size: u64, shape: Shape) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let roster = folder.path().join("roster.csv");
    std::fs::write(
        &roster,
        "조합원번호,회사명,대표자,휴대폰\n제9999호,한빛전기,홍길동,010-0000-0000\n",
    )?;
    server.import(&roster)?;
    server.activate(walk::LOGIN, walk::PASSWORD)?;
    store(server, size, shape, Stage::start(0)).map(drop)
}

/// Writes the first `count` companies at that stage; the server may be running.
pub fn store(server: &TestServer, count: u64, shape: Shape, stage: Stage) -> Result<u64, Error> {
    let storage = Sqlite::open(&server.database())?;
    let storage: &dyn Storage = &storage;
    let revision = storage.writing::<_, StorageError>(|txn| {
        let stamp = txn.advance(Change::Shared, 0)?;
        for number in 0..count {
            txn.put_entity(&Entity {
                kind: Kind::Member,
                id: content::id(number),
                owner: None,
                revision: stamp.revision,
                deleted: false,
                payload: Value::Object(content::company(number, shape, stage)).to_string(),
            })?;
        }
        Ok(stamp.revision)
    })?;
    Ok(revision)
}
