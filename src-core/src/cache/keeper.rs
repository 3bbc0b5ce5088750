//! Moves what was written out of the log, soon but in nobody's way.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::store::Store;

/// How long nothing has to be written.
const QUIET: Duration = Duration::from_millis(100);
/// After so many times it is done all the same.
const MOST: u32 = 20;

/// A thread that works as long as this lives.
pub(super) struct Keeper {
    ask: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Keeper {
    pub fn new(store: &Arc<Store>) -> Self {
        let (ask, asked) = channel();
        let store = Arc::clone(store);
        let thread = std::thread::Builder::new()
            .name("keeper".to_owned())
            .spawn(move || work(&store, &asked));
        match thread {
            Ok(thread) => Self {
                ask: Some(ask),
                thread: Some(thread),
            },
            Err(error) => {
                tracing::warn!(%error, "the log is emptied less often");
                Self {
                    ask: None,
                    thread: None,
                }
            }
        }
    }

    /// Says that something was written.
    pub fn ask(&self) {
        if let Some(ask) = &self.ask {
            // It fails only when the thread is gone; the log grows then, and is emptied at the end.
            let _ = ask.send(());
        }
    }
}

impl Drop for Keeper {
    /// Waits for what is being moved.
    fn drop(&mut self) {
        self.ask = None;
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::warn!("the keeper of the log ended early");
        }
    }
}

fn work(store: &Store, asked: &Receiver<()>) {
    while asked.recv().is_ok() {
        for _ in 0..MOST {
            match asked.recv_timeout(QUIET) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if let Err(error) = store.checkpoint() {
            tracing::debug!(%error, "a checkpoint is left to the next change");
        }
    }
}
