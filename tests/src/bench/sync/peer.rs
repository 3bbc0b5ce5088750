//! A peer's side of `bench sync`: its server, client and writer, each a process (tests/peer/bench).

use std::time::Instant;

use serde_json::json;

use super::{Job, PUSHES, Taken, changes};
use crate::bench::Options;
use crate::bench::content::{Stage, write_rows};
use crate::bench::data::Shape;
use crate::bench::figure::cpu_ms;
use crate::bench::kit::Kit;
use crate::bench::talker::{Talker, number};
use crate::proxy::Proxy;
use crate::{Error, program};

/// A peer with a server that holds the companies.
pub struct Side {
    pub(super) name: String,
    server: Talker,
    /// Of the process whose time counts.
    pid: u32,
    port: u16,
    shape: Shape,
    client: std::process::Command,
    writer: std::process::Command,
    dir: tempfile::TempDir,
}

impl Side {
    /// Starts its server and fills it.
    pub(super) fn start(
        kit: &Kit,
        name: &str,
        size: u64,
        options: &Options,
    ) -> Result<Self, Error> {
        let dir = tempfile::tempdir()?;
        let rows = dir.path().join("rows");
        write_rows(&rows, size, options.shape, Stage::start(0))?;
        let store = dir.path().join("server");
        std::fs::create_dir(&store)?;
        let program = |role| {
            let mut command = kit.node(&format!("sync-{name}.mjs"));
            command.arg(role);
            command
        };
        let port = program::free_port()?;
        let mut server = Talker::start(name, &mut program("server"))?;
        let said = server.ask(&json!({"do": "start", "port": port, "dir": store, "rows": rows}))?;
        Ok(Self {
            name: name.to_owned(),
            pid: said["pid"]
                .as_u64()
                .and_then(|pid| pid.try_into().ok())
                .ok_or("no pid")?,
            server,
            port,
            shape: options.shape,
            client: program("client"),
            writer: program("writer"),
            dir,
        })
    }

    pub(super) async fn round(&mut self, job: &mut Job<'_>) -> Result<Taken, Error> {
        let proxy = Proxy::start(&format!("http://127.0.0.1:{}", self.port)).await?;
        let dir = tempfile::tempdir()?;
        let mut client = Talker::start(&self.name, &mut self.client)?;
        let place =
            json!({"do": "first", "url": proxy.url(), "dir": dir.path(), "records": job.size});
        // Its modules are loaded when it answers: that is not counted.
        client.ask(&json!({"do": "ready"}))?;
        let cpu = cpu_ms(self.pid);
        let first = client.ask(&place)?;
        let mut taken = Taken {
            first: number(&first, "ms"),
            server_cpu: cpu_ms(self.pid) - cpu,
            down: proxy.received(),
            up: proxy.sent(),
            deltas: Vec::new(),
            pushes: Vec::new(),
        };
        let content = json!({"do": "content"});
        let start = Stage::start(job.round);
        job.expected
            .check(&self.name, start, &client.ask(&content)?)?;
        if !job.whole {
            return Ok(taken);
        }
        let rows = self.dir.path().join("changed");
        for (count, stage) in changes(job.round) {
            write_rows(&rows, count.min(job.size), self.shape, stage)?;
            self.server.ask(&json!({"do": "change", "rows": rows}))?;
            let before = proxy.received();
            let delta = client.ask(&json!({"do": "sync"}))?;
            taken
                .deltas
                .push((number(&delta, "ms"), proxy.received() - before));
            job.expected
                .check(&self.name, stage, &client.ask(&content)?)?;
        }
        client.ask(&json!({"do": "live", "dir": dir.path()}))?;
        let mut writer = Talker::start(&self.name, &mut self.writer)?;
        writer.ask(&json!({"do": "open", "url": format!("http://127.0.0.1:{}", self.port)}))?;
        for at in 0..PUSHES {
            // The server keeps the note from round to round: the text must be a new one.
            let text = format!("{at}-{}", dir.path().display());
            client.tell(&json!({"do": "wait", "text": text}))?;
            let started = Instant::now();
            writer.tell(&json!({"do": "write", "text": text}))?;
            client.hear()?;
            taken.pushes.push(started.elapsed().as_secs_f64() * 1e3);
            writer.hear()?;
        }
        Ok(taken)
    }
}
