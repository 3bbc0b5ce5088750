//! A stand-in for the co-op's SMTP server on this very machine: it takes mail and shows it.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

use crate::{Error, wait_for};

/// The server, until it is dropped.
pub struct Postbox {
    address: SocketAddr,
    mails: Arc<Mutex<Vec<Mail>>>,
    task: JoinHandle<()>,
}

/// A mail that was taken.
#[derive(Debug, Clone)]
pub struct Mail {
    /// The addresses that it is for.
    pub to: String,
    /// Head and body as they came.
    pub source: String,
}

impl Mail {
    /// The body as a person reads it.
    #[must_use]
    pub fn text(&self) -> String {
        use base64::Engine;
        let (head, body) = self.source.split_once("\r\n\r\n").unwrap_or_default();
        let body: String = body.lines().collect();
        let decoded = head
            .contains("Content-Transfer-Encoding: base64")
            .then(|| base64::engine::general_purpose::STANDARD.decode(&body).ok());
        match decoded.flatten() {
            Some(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            None => body,
        }
    }
}

impl Postbox {
    /// An empty one.
    ///
    /// # Errors
    /// When there is no port for it.
    pub async fn start() -> Result<Self, Error> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let mails: Arc<Mutex<Vec<Mail>>> = Arc::default();
        let taken = Arc::clone(&mails);
        let task = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let mails = Arc::clone(&taken);
                tokio::spawn(async move {
                    // A client that goes away leaves what it had sent.
                    let _ = take(stream, &mails).await;
                });
            }
        });
        Ok(Self {
            address,
            mails,
            task,
        })
    }

    /// Environment of a server that sends its mail here.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 4] {
        [
            ("HANDBOOK_SERVER_MAIL_HOST", self.address.ip().to_string()),
            ("HANDBOOK_SERVER_MAIL_PORT", self.address.port().to_string()),
            ("HANDBOOK_SERVER_MAIL_SECURITY", "none".to_owned()),
            (
                "HANDBOOK_SERVER_MAIL_FROM",
                "handbook@coop.example".to_owned(),
            ),
        ]
    }

    /// Waits for the newest mail to `to` beyond the first `seen`, and gives it.
    ///
    /// # Errors
    /// When none comes.
    pub async fn newest(&self, to: &str, seen: usize) -> Result<Mail, Error> {
        wait_for(&format!("a mail to {to}"), || async {
            let mails = self.mails.lock().unwrap_or_else(PoisonError::into_inner);
            let ours = mails.iter().filter(|mail| mail.to.contains(to));
            ours.skip(seen).last().cloned()
        })
        .await
    }
}

impl Drop for Postbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn take(stream: TcpStream, mails: &Mutex<Vec<Mail>>) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    // A mail of this size is none of ours.
    let mut read = BufReader::new(read.take(1 << 20));
    write.write_all(b"220 stand-in\r\n").await?;
    let mut to = String::new();
    let mut line = String::new();
    loop {
        line.clear();
        if read.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        let word = line.get(..4).unwrap_or_default().to_ascii_uppercase();
        let answer: &[u8] = match word.as_str() {
            "EHLO" => b"250-stand-in\r\n250 8BITMIME\r\n",
            "RCPT" => {
                to.push_str(line.trim());
                b"250 ok\r\n"
            }
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut source = String::new();
                loop {
                    line.clear();
                    if read.read_line(&mut line).await? == 0 || line == ".\r\n" {
                        break;
                    }
                    source.push_str(line.strip_prefix('.').unwrap_or(&line));
                }
                let mail = Mail {
                    to: std::mem::take(&mut to),
                    source,
                };
                let mut all = mails.lock().unwrap_or_else(PoisonError::into_inner);
                all.push(mail);
                b"250 taken\r\n"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => b"250 ok\r\n",
        };
        write.write_all(answer).await?;
    }
}
