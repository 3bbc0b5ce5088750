//! Hands what is due to the services.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream;

use super::judge::{Verdict, judge};
use crate::sender::{Fate, Message};
use crate::service::{Failure, Service};
use crate::storage::{Notification, PushDevice, StorageError};

/// What is claimed in one transaction. Of so many at most it is not known, after a power cut, whether
/// they have arrived.
const BATCH: usize = 64;
/// Requests to services at the same time.
const AT_ONCE: usize = 16;
/// A claim is void after this (ms): whoever made it is gone. Longer than any request takes.
pub(super) const LEASE: i64 = 60_000;
/// How often the database is asked, when nobody says that something is due.
const POLL: Duration = Duration::from_secs(1);

/// A notification that this process is about to send.
pub(super) struct Claim {
    /// As it was before.
    pub(super) notification: Notification,
    pub(super) device: PushDevice,
    pub(super) message: Message,
}

impl Service {
    /// Hands what is due to the services, until the server stops. What is on its way then is waited for.
    pub async fn deliver(self: Arc<Self>) {
        if !self.courier.reaches() {
            return;
        }
        let mut stopping = self.events.stopping();
        loop {
            let more = match self.deliver_due().await {
                Ok(claimed) => claimed > 0,
                Err(failure) => {
                    tracing::warn!(%failure, "notifications can't be delivered");
                    false
                }
            };
            if *stopping.borrow() {
                return;
            }
            if more {
                continue;
            }
            tokio::select! {
                () = self.courier.queued.notified() => {}
                () = tokio::time::sleep(POLL) => {}
                _ = stopping.wait_for(|stopping| *stopping) => return,
            }
        }
    }

    /// Says that something may be due.
    pub(in crate::service) fn wake_delivery(&self) {
        self.courier.queued.notify_one();
    }

    /// Takes a batch of what is due; answers how many were looked at.
    pub(in crate::service) async fn deliver_due(self: &Arc<Self>) -> Result<usize, Failure> {
        let (looked_at, claims) = self.run(Service::claim_due).await?;
        if claims.is_empty() {
            return Ok(looked_at);
        }
        let sent: Vec<(Claim, Fate)> = stream::iter(claims)
            .map(|claim| async move {
                let fate = match self.courier.sender(claim.device.service) {
                    Some(sender) => sender.send(&claim.message).await,
                    None => Fate::NotLet("the service is not set up any more"),
                };
                (claim, fate)
            })
            .buffer_unordered(AT_ONCE)
            .collect()
            .await;
        self.run(move |service| service.settle_claims(&sent))
            .await?;
        Ok(looked_at)
    }

    /// Claims what is due. A claim looks like a try that failed without an answer: should this process
    /// end before it has settled it, that is what it was.
    pub(super) fn claim_due(&self) -> Result<(usize, Vec<Claim>), Failure> {
        let now = self.clock.now();
        let awake = self.courier.awake(now);
        // The cheap question first: mostly there is nothing, and then nothing is written.
        let first = self
            .storage
            .reading(|txn| txn.notifications_due(now, &awake, 1))?;
        if first.is_empty() {
            return Ok((0, Vec::new()));
        }
        let claimed = self.storage.writing(|txn| {
            let due = txn.notifications_due(now, &awake, BATCH)?;
            let looked_at = due.len();
            let mut claims = Vec::new();
            for (notification, device) in due {
                let mut next = notification.clone();
                match judge(txn, &notification, &device, now)? {
                    Verdict::Drop => {
                        next.due = None;
                        next.doubt = false;
                    }
                    Verdict::Hold(until) => next.due = Some(until),
                    Verdict::Tell(message) => {
                        next.due = Some(now + LEASE);
                        next.attempts += 1;
                        next.doubt = true;
                        claims.push(Claim {
                            notification,
                            device,
                            message: *message,
                        });
                    }
                }
                txn.put_notification(&next)?;
            }
            Ok::<_, StorageError>((looked_at, claims))
        })?;
        Ok(claimed)
    }
}
