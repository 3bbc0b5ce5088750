//! The one status that every screen can show, and those who wait for it to change.

use std::time::Duration;

use handbook_wire::ipc::{Status, SyncState};
use tokio::sync::watch;

/// The longest that a watcher waits for a change.
const LONGEST_WATCH: Duration = Duration::from_secs(30);

/// Holds the status; each change gets the next number.
pub(crate) struct Board(watch::Sender<Status>);

impl Board {
    pub(crate) fn new() -> Self {
        Self(watch::Sender::new(Status {
            number: 1,
            coop: None,
            account: None,
            steps: Vec::new(),
            identity: None,
            social: None,
            sync: SyncState::Idle,
            last_synced: None,
            members: 0,
            pending_edits: 0,
            lost_edits: 0,
            unread_posts: 0,
            asked_post: None,
            data: 1,
        }))
    }

    pub(crate) fn get(&self) -> Status {
        self.0.borrow().clone()
    }

    /// Lets `change` alter the status; watchers wake only when it did.
    pub(crate) fn change(&self, change: impl FnOnce(&mut Status)) {
        self.0.send_if_modified(|status| {
            let before = status.clone();
            change(status);
            let modified = *status != before;
            if modified {
                status.number = before.number + 1;
            }
            modified
        });
    }

    pub(crate) fn set_sync(&self, state: SyncState) {
        self.change(|status| status.sync = state);
    }

    /// The newest status, once it is not the one numbered `seen` or half a minute has gone.
    pub(crate) async fn watch(&self, seen: u64) -> Status {
        self.watch_for(seen, LONGEST_WATCH).await
    }

    async fn watch_for(&self, seen: u64, longest: Duration) -> Status {
        let mut receiver = self.0.subscribe();
        let changed = receiver.wait_for(|status| status.number != seen);
        // A timeout answers with the unchanged status; the sender lives as long as `self`.
        drop(tokio::time::timeout(longest, changed).await);
        self.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_watcher_is_answered_at_once_on_a_change_or_when_its_time_is_up() {
        let board = Board::new();
        assert_eq!(board.watch(0).await.number, 1);
        board.change(|_| {});
        assert_eq!(board.watch_for(1, Duration::from_millis(1)).await.number, 1);
        let (seen, ()) = tokio::join!(board.watch(1), async {
            board.set_sync(SyncState::Offline);
        });
        assert_eq!((seen.number, seen.sync), (2, SyncState::Offline));
    }
}
