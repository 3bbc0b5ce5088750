//! Does what the plan says, one step after another, until it is stopped. It may be dropped at any
//! await: a change of the cache runs to its end on a blocking thread, and whatever had not begun
//! is begun again next time.

use std::pin::pin;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt;
use handbook_wire::entity::Kind;
use handbook_wire::ipc::SyncState;
use handbook_wire::sync::{MAX_EDITS, PullRequest, PushRequest, Snapshot};
use handbook_wire::{ErrorCode, ErrorReply};
use tokio::sync::{Mutex, Notify};

use super::plan::{Event, Plan, Show, Step, Wait};
use super::remote::{Ask, ByteStream, Method, Pulled, Remote, RemoteError};
use super::sse::Parser;
use crate::Error;
use crate::cache::{Cache, Packed};
use crate::card::kept;
use crate::clock::Clock;
use crate::session::{Sessions, Token};
use crate::status::Board;
use crate::store::meta::{self, Fact};
use crate::store::{StoreError, picture};

/// Bytes of a snapshot that are kept at a time.
const PART: usize = 256 << 10;
/// Pictures that are fetched between two looks at the screens.
const PICTURES: usize = 10;
/// Steps in which the progress of a download is shown.
const PROGRESS_STEPS: u64 = 50;

/// What is waited for, and how long.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Timing {
    /// Silence after which an event stream counts as broken.
    pub silence: Duration,
    /// What a wait of a minute takes: a minute, except in tests.
    pub minute: Duration,
    /// How long nothing has to happen until the index is packed.
    pub rest: Duration,
}

impl Default for Timing {
    fn default() -> Self {
        Self {
            silence: Duration::from_secs(50),
            minute: Duration::from_secs(60),
            rest: Duration::from_secs(2),
        }
    }
}

fn is_suspension(error: &Error) -> bool {
    matches!(error, Error::Remote(RemoteError::Refused(reply)) if reply.code == ErrorCode::AccountLocked)
}

/// Everything that sync works with.
pub(crate) struct Cycle {
    pub cache: Arc<Cache>,
    pub sessions: Arc<Sessions>,
    pub remote: Arc<dyn Remote>,
    pub clock: Arc<dyn Clock>,
    pub board: Arc<Board>,
    pub wake: Arc<Notify>,
    pub timing: Timing,
    /// Held by every change that is under way, even when the cycle itself is gone.
    pub gate: Arc<Mutex<()>>,
    /// The token of the newest request.
    pub used: std::sync::Mutex<Option<Token>>,
}

/// An open event stream.
struct Events {
    stream: ByteStream,
    parser: Parser,
    /// The newest revision that has been pulled for.
    heard: Option<u64>,
}

impl Cycle {
    /// Syncs for ever, and keeps the index packed, with or without a connection.
    pub async fn run(self) {
        let cycle = Arc::new(self);
        tokio::select! {
            () = cycle.clone().sync() => {}
            () = cycle.keep_packed() => {}
        }
    }

    /// Ends when nobody is logged in any more.
    async fn sync(self: Arc<Self>) {
        let cycle = self;
        let mut plan = Plan::default();
        let mut events = None;
        let partial = cycle
            .clone()
            .blocking(|cycle| cycle.cache.read(meta::snapshot).map_err(Error::from));
        let partial = partial.await.unwrap_or_default();
        let access = cycle.sessions.access().is_some();
        if cycle.board.get().sync == SyncState::Idle {
            cycle.board.set_sync(SyncState::Connecting);
        }
        let mut event = Event::Started { access, partial };
        loop {
            let step = plan.next(event);
            event = match cycle.clone().take(step, &mut events).await {
                Ok(event) => event,
                Err(error) if is_suspension(&error) => {
                    // Nobody is logged in any more: there is nothing left to sync for.
                    let error = error.into();
                    return cycle.board.set_sync(SyncState::Failed { error });
                }
                Err(error) => Event::Failed(error.into()),
            };
            if matches!(event, Event::Failed(_) | Event::StreamEnded) {
                events = None;
            }
        }
    }

    pub(super) async fn blocking<T: Send + 'static>(
        self: Arc<Self>,
        work: impl FnOnce(&Self) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let held = self.gate.clone().lock_owned().await;
        let work = move || {
            let _held = held;
            work(&self)
        };
        tokio::task::spawn_blocking(work)
            .await
            .map_err(|_| Error::Interrupted)?
    }

    pub(super) fn access(&self) -> Result<Token, Error> {
        let expired = || RemoteError::Refused(ErrorReply::new(ErrorCode::SessionExpired));
        let access = self.sessions.access().ok_or_else(expired)?;
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        *used = Some(access.clone());
        Ok(access)
    }

    /// The token of the newest request.
    fn used(&self) -> Option<Token> {
        let used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.clone()
    }

    async fn take(
        self: Arc<Self>,
        step: Step,
        events: &mut Option<Events>,
    ) -> Result<Event, Error> {
        match step {
            Step::Hello => {
                let hello = self.remote.hello().await?;
                let name = hello.name.clone();
                self.board.change(|status| status.coop = Some(name.clone()));
                let told = hello.clone();
                self.blocking(move |cycle| {
                    kept::keep_keys(&cycle.cache, &told)?;
                    Ok(cycle.cache.set_fact(Fact::Coop, &name)?)
                })
                .await?;
                Ok(Event::Hello(hello))
            }
            Step::Refresh => {
                let used = self.used();
                let limited = match self.sessions.refresh(&self.remote, used.as_ref()).await {
                    Err(error) if is_suspension(&error) => {
                        self.wipe().await;
                        return Err(error);
                    }
                    other => other?,
                };
                if let Some(session) = self.sessions.current() {
                    self.board.change(|status| {
                        status.account = Some(session.account);
                        status.steps = session.steps;
                    });
                }
                Ok(Event::Refreshed { limited })
            }
            Step::Push => self.push().await,
            Step::Pull => self.pull().await,
            Step::Receive(snapshot) => self.receive(snapshot).await,
            Step::Listen => self.listen(events).await,
            Step::Wait(wait) => Ok(self.wait(wait).await),
        }
    }

    /// Destroys the session, the key and the cache of an account that staff has suspended.
    async fn wipe(self: &Arc<Self>) {
        let wipe = |cycle: &Self| {
            drop(cycle.sessions.take());
            let key = cycle.sessions.destroy().map_err(Error::from);
            let file = cycle.cache.destroy();
            key.and(file.map_err(|_| StoreError::Failed(0).into()))
        };
        if let Err(error) = self.clone().blocking(wipe).await {
            tracing::warn!(%error, "the cache of a suspended account may still be there");
        }
        self.board.change(|status| {
            status.account = None;
            status.steps = Vec::new();
            status.data += 1;
        });
    }

    async fn push(self: Arc<Self>) -> Result<Event, Error> {
        let edits = self
            .clone()
            .blocking(|cycle| Ok(cycle.cache.take_for_push(MAX_EDITS)?))
            .await?;
        if edits.is_empty() {
            return Ok(Event::Pushed { more: false });
        }
        let keys: Vec<String> = edits.iter().map(|edit| edit.key.clone()).collect();
        let reply = self
            .remote
            .push(&self.access()?, PushRequest { edits })
            .await?;
        let told: Vec<&String> = reply.results.iter().map(|result| &result.key).collect();
        if !keys.iter().eq(told) {
            return Err(RemoteError::BadReply.into());
        }
        let left = self
            .blocking(move |cycle| Ok(cycle.cache.settle(&reply.results)?))
            .await?;
        // An outcome that this build doesn't know leaves its edit: no sense in sending it again now.
        Ok(Event::Pushed {
            more: left && keys.len() == MAX_EDITS,
        })
    }

    async fn pull(self: Arc<Self>) -> Result<Event, Error> {
        let cursor = self
            .clone()
            .blocking(|cycle| Ok(cycle.cache.read(meta::cursor)?))
            .await?;
        let kinds = Kind::ALL
            .into_iter()
            .map(|kind| kind.as_str().to_owned())
            .collect();
        let request = PullRequest { cursor, kinds };
        match self.remote.pull(&self.access()?, request).await? {
            Pulled::UpToDate => {
                self.clone()
                    .blocking(|cycle| Ok(cycle.cache.caught_up(cycle.clock.now_ms())?))
                    .await?;
                self.board.set_sync(SyncState::Live);
                Ok(Event::UpToDate)
            }
            Pulled::Snapshot(snapshot) => Ok(Event::Snapshot(snapshot)),
            Pulled::Batch(batch) => {
                let apply = move |cycle: &Self| {
                    Ok(cycle.cache.apply_delta(&batch, cycle.clock.now_ms())?)
                };
                let header = self.clone().blocking(apply).await?;
                if !header.more {
                    self.board.set_sync(SyncState::Live);
                }
                Ok(Event::Applied { more: header.more })
            }
        }
    }

    async fn receive(self: Arc<Self>, snapshot: Snapshot) -> Result<Event, Error> {
        let begun = snapshot.clone();
        let begin = move |cycle: &Self| Ok(cycle.cache.begin_snapshot(&begun)?);
        let mut have = self.clone().blocking(begin).await?;
        self.show_received(&snapshot, have);
        if have < snapshot.bytes {
            let opened = self
                .remote
                .snapshot(&self.access()?, &snapshot.id, have)
                .await;
            let mut stream = match opened {
                Err(RemoteError::Refused(ErrorReply {
                    code: ErrorCode::NotFound,
                    ..
                })) => {
                    self.blocking(|cycle| Ok(cycle.cache.discard_snapshot()?))
                        .await?;
                    return Ok(Event::SnapshotGone);
                }
                other => other?,
            };
            let mut part = Vec::new();
            let mut shown = have;
            let mut end = None;
            while end.is_none() {
                match stream.next().await {
                    Some(Ok(bytes)) => part.extend_from_slice(&bytes),
                    Some(Err(error)) => end = Some(Err(error)),
                    None => end = Some(Ok(())),
                }
                let coming = have + part.len() as u64;
                if coming > snapshot.bytes {
                    self.blocking(|cycle| Ok(cycle.cache.discard_snapshot()?))
                        .await?;
                    return Err(RemoteError::BadReply.into());
                }
                if part.len() >= PART || end.is_some() && !part.is_empty() {
                    let bytes = std::mem::take(&mut part);
                    let append = move |cycle: &Self| Ok(cycle.cache.append_part(&bytes)?);
                    self.clone().blocking(append).await?;
                    have = coming;
                }
                if coming - shown > snapshot.bytes / PROGRESS_STEPS {
                    shown = coming;
                    self.show_received(&snapshot, coming);
                }
            }
            if let Some(Err(error)) = end {
                return Err(error.into());
            }
            if have < snapshot.bytes {
                return Err(RemoteError::Offline.into());
            }
        }
        self.board.set_sync(SyncState::Storing {
            done: 0,
            total: snapshot.records,
        });
        let apply = move |cycle: &Self| match cycle.cache.apply_snapshot(&snapshot) {
            // A damaged cache was replaced: sync starts over in the new one.
            Err(StoreError::Corrupt) => Ok(Event::SnapshotGone),
            other => Ok(other.map(|_| Event::Received)?),
        };
        self.blocking(apply).await
    }

    fn show_received(&self, snapshot: &Snapshot, bytes: u64) {
        let (total_bytes, records) = (snapshot.bytes, snapshot.records);
        self.board.set_sync(SyncState::Receiving {
            bytes,
            total_bytes,
            records,
        });
    }

    async fn listen(self: Arc<Self>, events: &mut Option<Events>) -> Result<Event, Error> {
        let open = match events {
            Some(open) => open,
            None => {
                let stream = self.remote.events(&self.access()?).await?;
                events.insert(Events {
                    stream,
                    parser: Parser::default(),
                    heard: None,
                })
            }
        };
        let mut others = pin!(self.clone().fetch_others());
        loop {
            let next = tokio::time::timeout(self.timing.silence, open.stream.next());
            let next = tokio::select! {
                () = self.wake.notified() => return Ok(Event::Asked),
                () = &mut others => continue,
                next = next => next,
            };
            let Ok(Some(Ok(bytes))) = next else {
                return Ok(Event::StreamEnded);
            };
            let heads = open
                .parser
                .push(&bytes)
                .map_err(|_| RemoteError::BadReply)?;
            if let Some(head) = heads.last()
                && open.heard != Some(head.revision)
            {
                open.heard = Some(head.revision);
                let revision = head.revision.to_string();
                if self.clone().revision().await? != Some(revision) {
                    return Ok(Event::Head);
                }
            }
        }
    }

    /// The revision that the cache stands at. Not under the gate: while this is waited for, nobody polls
    /// what else may stand in line for it.
    async fn revision(self: Arc<Self>) -> Result<Option<String>, Error> {
        let read = move || self.cache.read(|c| meta::get(c, Fact::Revision));
        let read = tokio::task::spawn_blocking(read).await;
        Ok(read.map_err(|_| Error::Interrupted)??)
    }

    /// Packs the index into the cache each time it has come to rest. Never ends.
    async fn keep_packed(self: Arc<Self>) {
        let mut views = self.cache.views();
        // The sender is the cache's own, so it outlives this.
        loop {
            while let Ok(Ok(())) = tokio::time::timeout(self.timing.rest, views.changed()).await {}
            self.clone().pack().await;
            let _ = views.changed().await;
        }
    }

    async fn pack(self: Arc<Self>) {
        let Some(segment) = self.cache.to_pack() else {
            return;
        };
        let packed = tokio::task::spawn_blocking(move || Packed::new(segment)).await;
        if let Ok(Some(packed)) = packed {
            let put = self.blocking(move |cycle| Ok(cycle.cache.put_packed(packed)?));
            if let Err(error) = put.await {
                tracing::warn!(%error, "the packed index is not kept");
            }
        }
    }

    /// Fetches what is not records, one after another: two that wait for the gate at a time, neither of
    /// them polled, would keep it from everybody. Never ends.
    async fn fetch_others(self: Arc<Self>) {
        if let Err(error) = self.clone().renew_card().await {
            tracing::debug!(%error, "the card is renewed later");
        }
        self.clone().fetch_pictures().await;
        self.keep_card().await;
    }

    /// Fetches the pictures that portraits name and that are not here yet, one by one. What can't
    /// be had now is asked for again a minute later.
    async fn fetch_pictures(self: Arc<Self>) {
        loop {
            let look = |cycle: &Self| Ok(cycle.cache.read(|c| picture::missing(c, PICTURES))?);
            let missing = self.clone().blocking(look).await.unwrap_or_default();
            if missing.is_empty() {
                return;
            }
            for id in missing {
                match self.clone().fetch_picture(id).await {
                    Ok(()) => self.board.change(|status| status.data += 1),
                    Err(error) => {
                        tracing::debug!(%error, "pictures are fetched later");
                        tokio::time::sleep(self.timing.minute).await;
                        break;
                    }
                }
            }
        }
    }

    async fn fetch_picture(self: Arc<Self>, id: String) -> Result<(), Error> {
        let ask = Ask {
            method: Method::Get,
            path: format!("v1/pictures/{id}"),
            access: Some(self.access()?.as_str().to_owned()),
            body: None,
        };
        let bytes = match self.remote.ask(ask).await {
            // Its owner has taken it back by now; the portrait that says so is on its way.
            Err(RemoteError::Refused(reply)) if reply.code == ErrorCode::NotFound => Bytes::new(),
            other => other?,
        };
        self.blocking(move |cycle| Ok(cycle.cache.put_picture(&id, &bytes)?))
            .await
    }

    async fn wait(&self, wait: Wait) -> Event {
        match wait.show {
            Show::Same => {}
            Show::Live => self.board.set_sync(SyncState::Live),
            Show::Offline => self.board.set_sync(SyncState::Offline),
            Show::Idle => self.board.set_sync(SyncState::Idle),
            Show::Failed(error) => self.board.set_sync(SyncState::Failed { error }),
        }
        let Some(lasts) = wait.lasts else {
            self.wake.notified().await;
            return Event::Asked;
        };
        let random = getrandom::u64().map_or(0.5, |random| random as f64 / u64::MAX as f64);
        let scale = self.timing.minute.as_secs_f64() / 60.0;
        let wait = lasts.duration(random).mul_f64(scale);
        tokio::select! {
            () = self.wake.notified() => Event::Asked,
            () = tokio::time::sleep(wait) => Event::Waited,
        }
    }
}
