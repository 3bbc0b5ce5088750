//! A line that can be cut: a TCP proxy between device and server whose faults tests choose.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::Error;

/// Bytes that it carries at a time, and with a fault, which strikes between two pieces.
const BUFFER: usize = 64 * 1024;
const PIECE: usize = 4096;

/// What the line does to what the server sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Nothing.
    None,
    /// Cuts each connection after this many bytes from the server.
    CutAfter(u64),
    /// Turns the bytes after this many into others.
    GarbleAfter(u64),
    /// Lets this many bytes through and then nothing more, as a line that hangs does.
    HoldAfter(u64),
    /// Refuses connections, and cuts the ones there are.
    Down,
}

/// A running proxy.
pub struct Proxy {
    port: u16,
    fault: watch::Sender<Fault>,
    received: Arc<AtomicU64>,
    sent: Arc<AtomicU64>,
    accepting: JoinHandle<()>,
}

impl Proxy {
    /// Starts one in front of the server at `server`, such as `http://127.0.0.1:8787`.
    ///
    /// # Errors
    /// When there is no port for it.
    pub async fn start(server: &str) -> Result<Self, Error> {
        let upstream = server.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let port = listener.local_addr()?.port();
        let (fault, watched) = watch::channel(Fault::None);
        let received = Arc::new(AtomicU64::new(0));
        let sent = Arc::new(AtomicU64::new(0));
        let counts = [received.clone(), sent.clone()];
        let accepting = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(carry(
                    client,
                    upstream.clone(),
                    watched.clone(),
                    counts.clone(),
                ));
            }
        });
        Ok(Self {
            port,
            fault,
            received,
            sent,
            accepting,
        })
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Sets what the line does from now on, also to connections that are open.
    pub fn set(&self, fault: Fault) {
        self.fault.send_replace(fault);
    }

    /// Bytes that have gone from server to devices.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received.load(Ordering::SeqCst)
    }

    /// Bytes that have gone from devices to server.
    #[must_use]
    pub fn sent(&self) -> u64 {
        self.sent.load(Ordering::SeqCst)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn carry(
    mut client: TcpStream,
    upstream: String,
    mut fault: watch::Receiver<Fault>,
    [received, sent_up]: [Arc<AtomicU64>; 2],
) {
    if *fault.borrow_and_update() == Fault::Down {
        return;
    }
    let Ok(mut server) = TcpStream::connect(upstream).await else {
        return;
    };
    // A line of its own adds nothing to the wait for the other side.
    if client
        .set_nodelay(true)
        .and(server.set_nodelay(true))
        .is_err()
    {
        return;
    }
    let mut watching = fault.clone();
    let (mut from_client, mut to_client) = client.split();
    let (mut from_server, mut to_server) = server.split();
    let up = async {
        let mut buffer = vec![0u8; BUFFER];
        while let Ok(read @ 1..) = from_client.read(&mut buffer).await {
            sent_up.fetch_add(read as u64, Ordering::SeqCst);
            if to_server.write_all(&buffer[..read]).await.is_err() {
                break;
            }
        }
        // An error here ends the connection, which is all that it means.
        let _ = to_server.shutdown().await;
    };
    let down = async {
        let mut sent = 0u64;
        let mut buffer = vec![0u8; BUFFER];
        loop {
            let sound = *fault.borrow() == Fault::None;
            let room = if sound { BUFFER } else { PIECE };
            let Ok(read @ 1..) = from_server.read(&mut buffer[..room]).await else {
                return;
            };
            let mut chunk = buffer[..read].to_vec();
            let now = *fault.borrow();
            match now {
                Fault::None => {}
                Fault::Down => return,
                Fault::CutAfter(limit) => {
                    chunk.truncate(usize::try_from(limit.saturating_sub(sent)).unwrap_or(read));
                }
                Fault::HoldAfter(limit) if sent + read as u64 > limit => {
                    let _ = fault
                        .wait_for(|now| !matches!(now, Fault::HoldAfter(_)))
                        .await;
                }
                Fault::HoldAfter(_) => {}
                Fault::GarbleAfter(limit) => {
                    for (place, byte) in chunk.iter_mut().enumerate() {
                        if sent + place as u64 >= limit {
                            *byte ^= 0x5a;
                        }
                    }
                }
            }
            sent += chunk.len() as u64;
            received.fetch_add(chunk.len() as u64, Ordering::SeqCst);
            if to_client.write_all(&chunk).await.is_err() || chunk.len() < read {
                return;
            }
        }
    };
    let cut = async {
        while watching.changed().await.is_ok() {
            if *watching.borrow() == Fault::Down {
                return;
            }
        }
    };
    // The server's side ends the connection; the device's end of sending alone does not.
    tokio::select! {
        () = down => {}
        () = async { up.await; std::future::pending().await } => {}
        () = cut => {}
    }
}
