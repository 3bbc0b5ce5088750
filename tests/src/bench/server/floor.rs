//! The floor: bare writes to as many connections, nothing thought about.
#![expect(clippy::print_stdout, reason = "the parent reads standard output")]

use std::io::{BufRead, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Command;

use futures_util::StreamExt;
use serde_json::{Value, json};
use tokio::io::AsyncReadExt;

use super::crowd::{Marker, Stream};
use super::{BARE, Sizes};
use crate::Error;
use crate::bench::talker::Talker;

/// Bytes of a snapshot for each record, about what ours takes.
const SNAPSHOT: u64 = 65;

/// The program that writes.
pub(super) struct Side {
    talker: Talker,
    port: u16,
}

impl Side {
    pub(super) fn start() -> Result<Self, Error> {
        let mut command = Command::new(std::env::current_exe()?);
        let mut talker = Talker::start("floor", command.arg("writer"))?;
        let said = talker.hear()?;
        let port = said["port"].as_u64().and_then(|port| port.try_into().ok());
        Ok(Self {
            talker,
            port: port.ok_or("no port")?,
        })
    }

    pub(super) fn process(&self) -> u32 {
        self.talker.id()
    }

    pub(super) async fn open(&mut self) -> Result<Stream, Error> {
        let connection = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await?;
        self.talker.ask(&json!({"do": "accept"}))?;
        let bytes = futures_util::stream::unfold(connection, |mut connection| async move {
            let mut buffer = vec![0; 1 << 16];
            match connection.read(&mut buffer).await {
                Ok(0) => None,
                Ok(count) => {
                    buffer.truncate(count);
                    Some((Ok(bytes::Bytes::from(buffer)), connection))
                }
                Err(error) => Some((Err(error.into()), connection)),
            }
        });
        Ok(Stream {
            bytes: bytes.boxed(),
            marker: Marker::Bytes(BARE),
        })
    }

    /// Writes so many bytes to everybody.
    pub(super) fn write(&mut self, bytes: usize) -> Result<(), Error> {
        self.talker
            .ask(&json!({"do": "write", "bytes": bytes}))
            .map(drop)
    }

    /// Sends what a snapshot of that size takes to so many new connections.
    pub(super) async fn send_snapshots(&mut self, sizes: &Sizes) -> Result<(), Error> {
        let bytes = usize::try_from(sizes.records * SNAPSHOT)?;
        self.talker.ask(&json!({"do": "forget"}))?;
        let mut readers = Vec::new();
        for _ in 0..sizes.syncs {
            let mut connection = tokio::net::TcpStream::connect(("127.0.0.1", self.port)).await?;
            self.talker.ask(&json!({"do": "accept"}))?;
            readers.push(tokio::spawn(async move {
                let mut buffer = vec![0; bytes];
                connection.read_exact(&mut buffer).await
            }));
        }
        self.talker.tell(&json!({"do": "write", "bytes": bytes}))?;
        for reader in readers {
            reader.await??;
        }
        self.talker.hear().map(drop)
    }
}

/// The program: it accepts connections and writes to them as it is told.
///
/// # Errors
/// What the sockets say.
pub fn serve() -> Result<(), Error> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("{}", json!({"port": listener.local_addr()?.port()}));
    let mut connections: Vec<TcpStream> = Vec::new();
    let mut block = Vec::new();
    for line in std::io::stdin().lock().lines() {
        let command: Value = serde_json::from_str(&line?)?;
        match command["do"].as_str() {
            Some("accept") => {
                let (connection, _) = listener.accept()?;
                connection.set_nodelay(true)?;
                connections.push(connection);
            }
            Some("forget") => connections.clear(),
            Some("write") => {
                let bytes = command["bytes"].as_u64().unwrap_or(0);
                block.resize(usize::try_from(bytes)?, b'x');
                // Whoever has gone is written to no more; that everybody else hears, the crowd counts.
                connections.retain_mut(|connection| connection.write_all(&block).is_ok());
            }
            _ => return Err("unknown command".into()),
        }
        println!("{}", json!({}));
    }
    Ok(())
}
