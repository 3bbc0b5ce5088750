//! Keeps the phone's own knowledge of the directory as the handbook's is: the book of callers, and whether
//! the app shall be woken to catch up.

use std::sync::Arc;
use std::time::Duration;

use handbook_core::Handbook;
use handbook_wire::ipc::{Status, SyncState};

use crate::phone::Phone;

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

/// What the phone was told last; nothing of it is known at a start.
#[derive(Default)]
struct Told {
    account: Option<Option<String>>,
    data: Option<u64>,
    book: Option<String>,
}

impl Told {
    async fn follow(&mut self, handbook: &Handbook, phone: &Arc<dyn Phone>, status: &Status) {
        let account = status.account.as_ref().map(|account| account.id.clone());
        if self.account.as_ref() != Some(&account) {
            let on = account.is_some();
            on_phone(phone, move |phone| phone.wake_to_refresh(on)).await;
            self.account = Some(account.clone());
            self.data = None;
        }
        if self.data == Some(status.data) {
            return;
        }
        self.data = Some(status.data);
        if account.is_none() {
            self.book = None;
            return on_phone(phone, |phone| phone.forget_callers()).await;
        }
        // One that may not see members' data any more has none to show either.
        let book = handbook.callers().await.unwrap_or_default();
        if self.book == book {
            return;
        }
        match book.clone() {
            Some(book) => {
                let keep = move |phone: &dyn Phone| {
                    if let Err(error) = phone.keep_callers(&book) {
                        tracing::warn!(kind = ?error.kind(), "the phone was not told of the callers");
                    }
                };
                on_phone(phone, keep).await;
            }
            None => on_phone(phone, |phone| phone.forget_callers()).await,
        }
        self.book = book;
    }
}

async fn on_phone(phone: &Arc<dyn Phone>, job: impl FnOnce(&dyn Phone) + Send + 'static) {
    let phone = Arc::clone(phone);
    if tauri::async_runtime::spawn_blocking(move || job(phone.as_ref()))
        .await
        .is_err()
    {
        tracing::warn!("the phone was not told");
    }
}
