//! Where the app stands: one long poll keeps one status that every screen reads.

use handbook_wire::ErrorReply;
use handbook_wire::auth::{Account, Step};
use handbook_wire::ipc::{
    AskedPost, IdentityProgress, SocialProgress, Status, SyncState, WatchArgs, WatchStatus,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::{clock, ipc};

/// What the account may see.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// The shell has not answered yet.
    Unknown,
    /// Nobody is logged in.
    LoggedOut,
    /// Logged in, but these steps come first.
    Limited(Vec<Step>),
    /// Everything that the role may see.
    Full,
}

/// The newest status, in the parts that screens follow.
#[derive(Clone, Copy)]
pub struct Live {
    status: RwSignal<Option<Status>>,
    /// Why the shell can't say where it stands; none while it can.
    pub failure: RwSignal<Option<ErrorReply>>,
    /// Grows whenever cached records change.
    pub data: Memo<u64>,
    /// What the account may see.
    pub access: Memo<Access>,
    /// Who is logged in.
    pub account: Memo<Option<Account>>,
    /// The 본인인증 that was begun last and not yet forgotten.
    pub identity: Memo<Option<IdentityProgress>>,
    /// The way to a provider of accounts that was begun last and not yet forgotten.
    pub social: Memo<Option<SocialProgress>>,
    /// What sync is doing.
    pub sync: Memo<SyncState>,
    /// When this device last equalled the server, in milliseconds since 1970 UTC.
    pub last_synced: Memo<Option<i64>>,
    /// Member companies in the cache.
    pub members: Memo<u64>,
    /// Edits that wait for a connection.
    pub pending: Memo<u64>,
    /// Edits that gave way and wait to be read.
    pub lost: Memo<u64>,
    /// Posts that were never opened.
    pub unread: Memo<u64>,
    /// The post that somebody asked for from without the page.
    pub asked_post: Memo<Option<AskedPost>>,
    /// The time, told anew twice a minute, so that 방금 does not stay 방금.
    pub now: RwSignal<i64>,
}

impl Live {
    /// Starts to watch.
    pub fn start() -> Self {
        let status: RwSignal<Option<Status>> = RwSignal::new(None);
        let part = move |read: fn(&Status) -> u64| {
            Memo::new(move |_| status.with(|status| status.as_ref().map_or(0, read)))
        };
        let live = Self {
            status,
            failure: RwSignal::new(None),
            data: part(|status| status.data),
            members: part(|status| status.members),
            pending: part(|status| status.pending_edits),
            lost: part(|status| status.lost_edits),
            unread: part(|status| status.unread_posts),
            access: Memo::new(move |_| status.with(|status| access(status.as_ref()))),
            account: Memo::new(move |_| {
                status.with(|status| status.as_ref().and_then(|status| status.account.clone()))
            }),
            identity: Memo::new(move |_| {
                status.with(|status| status.as_ref().and_then(|status| status.identity.clone()))
            }),
            social: Memo::new(move |_| {
                status.with(|status| status.as_ref().and_then(|status| status.social))
            }),
            asked_post: Memo::new(move |_| {
                status.with(|status| status.as_ref().and_then(|status| status.asked_post.clone()))
            }),
            sync: Memo::new(move |_| {
                status.with(|status| {
                    status
                        .as_ref()
                        .map_or(SyncState::Idle, |status| status.sync.clone())
                })
            }),
            last_synced: Memo::new(move |_| {
                status.with(|status| status.as_ref().and_then(|status| status.last_synced))
            }),
            now: RwSignal::new(clock::now()),
        };
        spawn_local(live.watch());
        // Whoever comes back is shown at once that the app is locked by now.
        let handle = window_event_listener(leptos::ev::focus, move |_| spawn_local(live.retry()));
        on_cleanup(move || handle.remove());
        spawn_local(async move {
            loop {
                clock::pause(30_000).await;
                live.now.set(clock::now());
            }
        });
        live
    }

    /// Whether the cache has been filled by this account at least once.
    pub fn has_synced(self) -> bool {
        self.last_synced.get().is_some()
    }

    /// Takes a status that a command has answered with, without waiting for the watch.
    pub fn take(self, status: Status) {
        self.failure.set(None);
        self.now.set(clock::now());
        let newer = self
            .status
            .with_untracked(|old| old.as_ref().is_none_or(|old| old.number <= status.number));
        if newer {
            self.status.set(Some(status));
        }
    }

    /// Takes what a command has answered about a verification, without waiting for the watch.
    pub fn begin_identity(self, progress: IdentityProgress) {
        self.status.update(|status| {
            if let Some(status) = status {
                status.identity = Some(progress);
            }
        });
    }

    /// Takes what a command has answered about a way to a provider.
    pub fn begin_social(self, progress: SocialProgress) {
        self.status.update(|status| {
            if let Some(status) = status {
                status.social = Some(progress);
            }
        });
    }

    /// Asks once more after a failure, at once.
    pub async fn retry(self) {
        match ipc::call::<WatchStatus>(WatchArgs { seen: 0 }).await {
            Ok(status) => self.take(status),
            Err(error) => self.failure.set(Some(error)),
        }
    }

    async fn watch(self) {
        let mut wait = 500;
        loop {
            let seen = self
                .status
                .with_untracked(|status| status.as_ref().map_or(0, |status| status.number));
            match ipc::call::<WatchStatus>(WatchArgs { seen }).await {
                Ok(status) => {
                    // A core that was opened anew counts from the start.
                    if status.number < seen {
                        self.status.set(None);
                    }
                    self.take(status);
                    wait = 500;
                }
                Err(error) => {
                    self.failure.set(Some(error));
                    clock::pause(wait).await;
                    wait = (wait * 2).min(8_000);
                }
            }
        }
    }
}

fn access(status: Option<&Status>) -> Access {
    match status {
        None => Access::Unknown,
        Some(Status { account: None, .. }) => Access::LoggedOut,
        Some(Status { steps, .. }) if !steps.is_empty() => Access::Limited(steps.clone()),
        Some(_) => Access::Full,
    }
}

/// The status of the app.
pub fn use_live() -> Live {
    expect_context()
}
