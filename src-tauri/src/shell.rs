//! What the commands share: the handbook, opened when first asked for.

use std::sync::Arc;
use std::time::Duration;

use handbook_core::Handbook;
use handbook_core::clock::{Clock, ShiftedClock, SystemClock};
use handbook_wire::notification::PushService;
use handbook_wire::{ErrorCode, ErrorReply};
use tokio::sync::OnceCell;

use crate::follow;
use crate::key;
use crate::lock::{Lock, Owner};
use crate::phone::{self, Phone};
use crate::push::{NoToken, PushSource};
use crate::setting::{Setting, debug_variable};

/// How long the app may work out of sight: iOS gives half a minute.
pub const REFRESH: Duration = Duration::from_secs(25);

/// State of the app.
pub struct Shell {
    setting: Setting,
    lock: Arc<Lock>,
    push: Arc<dyn PushSource>,
    phone: Arc<dyn Phone>,
    handbook: OnceCell<Handbook>,
}

impl Shell {
    /// Opens nothing yet.
    pub fn new(
        setting: Setting,
        owner: Box<dyn Owner>,
        push: Box<dyn PushSource>,
        phone: Box<dyn Phone>,
    ) -> Self {
        let keys = key::store(&setting);
        Self {
            lock: Arc::new(Lock::new(owner, keys, Arc::new(SystemClock))),
            setting,
            push: push.into(),
            phone: phone.into(),
            handbook: OnceCell::new(),
        }
    }

    /// The handbook for the page. When it can't be opened (another app has it, the device is locked)
    /// each call tries anew, so the page can offer to try again.
    ///
    /// # Errors
    /// `app_locked`; why it can't be opened.
    pub async fn handbook(&self) -> Result<&Handbook, ErrorReply> {
        if self.lock.is_locked() {
            return Err(ErrorCode::AppLocked.into());
        }
        self.behind_lock().await
    }

    /// The lock.
    pub fn lock(&self) -> &Lock {
        &self.lock
    }

    /// This device's name at a service that reaches closed apps. Takes minutes when its owner is asked.
    ///
    /// # Errors
    /// [`NoToken`].
    pub async fn push_token(&self) -> Result<(PushService, String), NoToken> {
        let push = Arc::clone(&self.push);
        tauri::async_runtime::spawn_blocking(move || push.token())
            .await
            .unwrap_or(Err(NoToken::Later))
    }

    /// Runs `job`, which may ask the owner and so take minutes, off the async threads.
    pub async fn with_phone<T: Default + Send + 'static>(
        &self,
        job: impl FnOnce(&dyn Phone) -> T + Send + 'static,
    ) -> T {
        phone::ask(&self.phone, job).await
    }

    /// Tells the phone now whose numbers are whose.
    ///
    /// # Errors
    /// When it can't be told.
    pub async fn tell_callers(&self, handbook: &Handbook) -> Result<(), ErrorReply> {
        let book = handbook.callers().await?.unwrap_or_default();
        let kept = self.with_phone(move |phone| phone.keep_callers(&book).is_ok());
        match kept.await {
            true => Ok(()),
            false => Err(ErrorCode::Internal.into()),
        }
    }

    /// Catches up with the server while the app is out of sight; answers whether it has.
    pub async fn refresh(&self) -> bool {
        match self.behind_lock().await {
            Ok(handbook) => handbook.catch_up(REFRESH).await,
            Err(_) => false,
        }
    }

    /// Runs `job`, which may ask the owner and so take minutes, off the async threads.
    ///
    /// # Errors
    /// What `job` says.
    pub async fn with_lock<T: Send + 'static>(
        &self,
        job: impl FnOnce(&Lock) -> Result<T, ErrorReply> + Send + 'static,
    ) -> Result<T, ErrorReply> {
        let lock = Arc::clone(&self.lock);
        tauri::async_runtime::spawn_blocking(move || job(&lock))
            .await
            .unwrap_or_else(|_| Err(ErrorCode::Internal.into()))
    }

    /// The handbook for what the system asks of the app, which shows nothing.
    ///
    /// # Errors
    /// Why it can't be opened.
    pub async fn behind_lock(&self) -> Result<&Handbook, ErrorReply> {
        self.handbook
            .get_or_try_init(|| async {
                let handbook = self.open()?;
                follow::start(handbook.clone(), Arc::clone(&self.phone));
                Ok(handbook)
            })
            .await
    }

    /// Ends sync in good order: tokens that are on their way are waited for.
    pub fn close(&self) {
        if let Some(handbook) = self.handbook.get() {
            tauri::async_runtime::block_on(handbook.clone().close());
        }
    }

    fn open(&self) -> Result<Handbook, ErrorReply> {
        let keys = key::store(&self.setting);
        Handbook::open(self.setting.config(), keys, clock()).map_err(|error| {
            tracing::warn!(%error, "the handbook can't be opened");
            error.into()
        })
    }
}

/// The device's clock; as far from it as a test wants.
fn clock() -> Arc<dyn Clock> {
    let ahead = debug_variable("HANDBOOK_CLOCK").and_then(|seconds| seconds.parse::<i64>().ok());
    match ahead {
        Some(seconds) => Arc::new(ShiftedClock::new(seconds.saturating_mul(1000))),
        None => Arc::new(SystemClock),
    }
}
