//! Clients that listen, and what they have heard.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use futures_util::stream::BoxStream;
use tokio::sync::Notify;
use tokio::task::JoinHandle;

use crate::Error;

/// The longest that everybody's hearing of one change may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// What one client is sent, and how it knows a change.
pub(super) struct Stream {
    pub(super) bytes: BoxStream<'static, Result<Bytes, Error>>,
    pub(super) marker: Marker,
}

/// What a change looks like.
#[derive(Clone, Copy)]
pub(super) enum Marker {
    /// This text.
    Text(&'static [u8]),
    /// So many bytes.
    Bytes(usize),
}

#[derive(Default)]
struct Heard {
    count: AtomicUsize,
    wanted: AtomicUsize,
    all: Notify,
}

impl Heard {
    fn one(&self) {
        let count = self.count.fetch_add(1, Ordering::SeqCst) + 1;
        if count >= self.wanted.load(Ordering::SeqCst) {
            self.all.notify_one();
        }
    }
}

/// The clients.
#[derive(Default)]
pub(super) struct Crowd {
    heard: Arc<Heard>,
    clients: Vec<JoinHandle<()>>,
}

impl Crowd {
    pub(super) fn len(&self) -> usize {
        self.clients.len()
    }

    /// One more.
    pub(super) fn join(&mut self, stream: Stream) {
        let heard = Arc::clone(&self.heard);
        self.clients.push(tokio::spawn(listen(stream, heard)));
    }

    /// Only the first `count` stay.
    pub(super) fn keep(&mut self, count: usize) {
        for client in self.clients.drain(count.min(self.clients.len())..) {
            client.abort();
        }
    }

    /// From now on everybody has to hear of one change more.
    pub(super) fn expect_one_more(&self) {
        self.heard
            .wanted
            .fetch_add(self.clients.len(), Ordering::SeqCst);
    }

    /// Waits until everybody has heard of every change so far: no delivery is missing, and none too
    /// many.
    pub(super) async fn have_heard(&self) -> Result<(), Error> {
        let wanted = self.heard.wanted.load(Ordering::SeqCst);
        let all = async {
            while self.heard.count.load(Ordering::SeqCst) < wanted {
                self.heard.all.notified().await;
            }
        };
        let waited = tokio::time::timeout(PATIENCE, all).await;
        let count = self.heard.count.load(Ordering::SeqCst);
        match (waited, count == wanted) {
            (Ok(()), true) => Ok(()),
            _ => Err(format!("{count} deliveries instead of {wanted}").into()),
        }
    }
}

impl Drop for Crowd {
    fn drop(&mut self) {
        for client in &self.clients {
            client.abort();
        }
    }
}

async fn listen(mut stream: Stream, heard: Arc<Heard>) {
    let mut rest: Vec<u8> = Vec::new();
    while let Some(Ok(chunk)) = stream.bytes.next().await {
        rest.extend_from_slice(&chunk);
        for _ in 0..take(&mut rest, stream.marker) {
            heard.one();
        }
    }
}

/// Counts the changes in what has come, and keeps what may be the beginning of another.
fn take(rest: &mut Vec<u8>, marker: Marker) -> usize {
    match marker {
        Marker::Bytes(size) => {
            let count = rest.len() / size;
            rest.drain(..count * size);
            count
        }
        Marker::Text(text) => {
            let found: Vec<usize> = memchr::memmem::find_iter(rest, text).collect();
            let end = found.last().map_or(0, |at| at + text.len());
            let keep = (rest.len() - end).min(text.len() - 1);
            rest.drain(..rest.len() - keep);
            found.len()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Marker, take};

    #[test]
    fn a_change_is_counted_once_however_it_comes() {
        let mut rest = Vec::new();
        let mut count = 0;
        for piece in [
            "id: 1\neve",
            "nt: head\n",
            "data\nevent: head\nevent",
            ": hea",
            "d\n",
        ] {
            rest.extend_from_slice(piece.as_bytes());
            count += take(&mut rest, Marker::Text(b"event: head\n"));
        }
        assert_eq!(count, 3);
        let mut rest = vec![0; 650];
        assert_eq!(take(&mut rest, Marker::Bytes(300)), 2);
        assert_eq!(rest.len(), 50);
    }
}
