//! Keeps the phone's own knowledge of the directory as the handbook's is: the book of callers, and whether
//! the app shall be woken to catch up.

use std::sync::Arc;
use std::time::Duration;

use handbook_core::{Error, Handbook};
use handbook_wire::ipc::{Status, SyncState};

use crate::phone::{self, Phone};

/// How long nothing has to change until the phone is told: a book is made of every company.
const REST: Duration = Duration::from_secs(3);

/// Follows `handbook` for as long as the app runs.
pub fn start(handbook: Handbook, phone: Arc<dyn Phone>) {
    tauri::async_runtime::spawn(async move {
        let mut known = None;
        let mut told = Told::default();
        loop {
            let seen = known.as_ref().map_or(0, |status: &Status| status.number);
            let status = handbook.watch_status(seen).await;
            let is_settled = match &status.account {
                // Nobody's data stays where nobody is logged in.
                None => true,
                Some(_) => rests(&handbook, &status).await,
            };
            if is_settled {
                told.follow(&handbook, &phone, &status).await;
            }
            known = Some(status);
        }
    });
}

/// Whether `status` is still the newest after a while, but for what sync is doing.
async fn rests(handbook: &Handbook, status: &Status) -> bool {
    if matches!(
        status.sync,
        SyncState::Receiving { .. } | SyncState::Storing { .. }
    ) {
        return false;
    }
    tokio::time::sleep(REST).await;
    handbook.status().data == status.data
}

/// What the phone was told last; nothing of it is known at a start, for it keeps what it was told before.
#[derive(Default)]
struct Told {
    account: Option<Option<String>>,
    data: Option<u64>,
    book: Option<Option<String>>,
}

impl Told {
    async fn follow(&mut self, handbook: &Handbook, phone: &Arc<dyn Phone>, status: &Status) {
        let account = status.account.as_ref().map(|account| account.id.clone());
        if self.account.as_ref() != Some(&account) {
            let on = account.is_some();
            phone::ask(phone, move |phone| phone.wake_to_refresh(on)).await;
            self.account = Some(account);
            self.data = None;
        }
        if self.data == Some(status.data) {
            return;
        }
        self.data = Some(status.data);
        let book = match handbook.callers().await {
            Ok(book) => book,
            // Who may see no members' data has none to show either.
            Err(Error::NotLoggedIn | Error::Limited) => None,
            Err(error) => return tracing::warn!(%error, "the phone is told of the callers later"),
        };
        if self.book.as_ref() == Some(&book) {
            return;
        }
        let new = book.clone();
        let is_told = phone::ask(phone, move |phone| match new {
            Some(book) => phone.keep_callers(&book).is_ok(),
            None => {
                phone.forget_callers();
                true
            }
        });
        if is_told.await {
            self.book = Some(book);
        } else {
            tracing::warn!("the phone was not told of the callers");
        }
    }
}
