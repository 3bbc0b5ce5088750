//! Who is told that there is something to pull. A listener hears the newest revision only: what it
//! missed while it was busy is part of it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use handbook_wire::ErrorCode;
use handbook_wire::sync::HEARTBEAT_SECONDS;
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Instant, Sleep};

use super::{Caller, Failure, Service};
use crate::storage::{Head, StorageError};

/// How often the database is asked whether another process has written.
const POLL: Duration = Duration::from_millis(250);
/// Between two signs of life, well within the protocol's bound.
const HEARTBEAT: Duration = Duration::from_secs(HEARTBEAT_SECONDS as u64 * 3 / 4);

pub(super) struct Events {
    shared: watch::Sender<u64>,
    own: Mutex<HashMap<String, watch::Sender<u64>>>,
    written: Notify,
    stopping: watch::Sender<bool>,
    streams: Arc<Semaphore>,
    /// The head that listeners have been told of.
    told: Mutex<Head>,
}

/// What a listener hears.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Signal {
    /// The newest revision that concerns the listener.
    Head(u64),
    /// Nothing new; the line is alive.
    Heartbeat,
}

/// A subscription of one caller.
pub struct Listener {
    service: Arc<Service>,
    caller: Caller,
    shared: watch::Receiver<u64>,
    own: watch::Receiver<u64>,
    stopping: watch::Receiver<bool>,
    heartbeat: std::pin::Pin<Box<Sleep>>,
    begun: bool,
    _slot: OwnedSemaphorePermit,
}

impl Events {
    pub(super) fn new(head: Head, streams: usize) -> Self {
        Self {
            shared: watch::Sender::new(head.shared.revision),
            own: Mutex::default(),
            written: Notify::new(),
            stopping: watch::Sender::new(false),
            streams: Arc::new(Semaphore::new(streams)),
            told: Mutex::new(head),
        }
    }

    /// Whether the server stops.
    pub(super) fn stopping(&self) -> watch::Receiver<bool> {
        self.stopping.subscribe()
    }
}

impl Service {
    /// Subscribes the caller.
    ///
    /// # Errors
    /// `server_unavailable` when there are too many listeners or the server stops.
    pub async fn listen(self: &Arc<Self>, caller: Caller) -> Result<Listener, Failure> {
        let slot = Arc::clone(&self.events.streams)
            .try_acquire_owned()
            .map_err(|_| Failure::wait(ErrorCode::ServerUnavailable, 30_000))?;
        let own = {
            let mut own = self
                .events
                .own
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            own.entry(caller.account.clone())
                .or_insert_with(|| watch::Sender::new(0))
                .subscribe()
        };
        // Subscribed first and read then: a change between the two is heard twice, not never.
        let shared = self.events.shared.subscribe();
        let account = caller.account.clone();
        let revision = self
            .run(move |service| {
                let own = service
                    .storage
                    .reading(|txn| Ok::<_, StorageError>(txn.own_head(&account)?.revision))?;
                service.look()?;
                Ok(own)
            })
            .await?;
        if let Some(sender) = self
            .events
            .own
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&caller.account)
        {
            sender.send_if_modified(|newest| {
                *newest = revision.max(*newest);
                false
            });
        }
        let stopping = self.events.stopping.subscribe();
        Ok(Listener {
            service: Arc::clone(self),
            caller,
            shared,
            own,
            stopping,
            heartbeat: Box::pin(tokio::time::sleep(HEARTBEAT)),
            begun: false,
            _slot: slot,
        })
    }

    /// Says that this process has committed something that somebody may want to pull.
    pub(super) fn announce(&self) {
        self.events.written.notify_one();
    }

    /// Publishes and ends posts that are due, tells of the events of tomorrow, and tells listeners of changes, by this process and by
    /// others, until the server stops.
    pub async fn watch(self: Arc<Self>) {
        let mut stopping = self.events.stopping.subscribe();
        loop {
            tokio::select! {
                () = self.events.written.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
            if let Err(failure) = self.run(Service::keep_posts).await {
                tracing::warn!(%failure, "posts that are due can't be published or ended");
            }
            if let Err(failure) = self.run(Service::keep_eves).await {
                tracing::warn!(%failure, "nobody can be told of the events of tomorrow");
            }
            if let Err(failure) = self.run(Service::look).await {
                tracing::warn!(%failure, "the database can't be watched");
            }
        }
    }

    /// Ends all event streams.
    pub fn stop(&self) {
        self.events.stopping.send_replace(true);
    }

    fn look(&self) -> Result<(), Failure> {
        self.learn_ended_sessions()?;
        let head = self.storage.head()?;
        let mut told = self
            .events
            .told
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if *told == head {
            return Ok(());
        }
        if head.newest != told.newest {
            let since = told.newest.revision;
            let owners = self.storage.reading(|txn| txn.owners_since(since))?;
            let mut own = self
                .events
                .own
                .lock()
                .unwrap_or_else(PoisonError::into_inner);
            own.retain(|_, sender| sender.receiver_count() > 0);
            for (owner, revision) in owners {
                if let Some(sender) = own.get(&owner) {
                    sender
                        .send_if_modified(|newest| std::mem::replace(newest, revision) != revision);
                }
            }
        }
        let shared = head.shared.revision;
        self.events
            .shared
            .send_if_modified(|newest| std::mem::replace(newest, shared) != shared);
        *told = head;
        Ok(())
    }
}

impl Listener {
    /// What comes next; none when the stream is over: the server stops, or the caller's session is
    /// no longer good.
    pub async fn next(&mut self) -> Option<Signal> {
        let changed = if self.begun {
            tokio::select! {
                biased;
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
                Ok(()) = self.shared.changed() => true,
                Ok(()) = self.own.changed() => true,
                () = self.heartbeat.as_mut() => false,
            }
        } else {
            self.begun = true;
            !*self.stopping.borrow()
        };
        let signal = if changed {
            self.head()
        } else {
            Signal::Heartbeat
        };
        if !self.service.is_live(&self.caller) {
            return None;
        }
        self.heartbeat.as_mut().reset(Instant::now() + HEARTBEAT);
        Some(signal)
    }

    fn head(&mut self) -> Signal {
        let shared = *self.shared.borrow_and_update();
        let own = *self.own.borrow_and_update();
        Signal::Head(shared.max(own))
    }
}
