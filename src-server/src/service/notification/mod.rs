//! 알림: what devices are told while the app is closed. `docs/notifications.md` is the authority.
//!
//! Whoever changes a post writes down, in the same transaction, which devices are to be told (`queue`). A
//! task of the server's takes what is due and hands it to a service (`deliver`); before each try it asks
//! once more whether the post is still for the account (`judge`).

mod deliver;
mod eve;
mod judge;
mod queue;
mod remind;
mod settle;
mod words;

#[cfg(test)]
mod tests;

pub(super) use queue::queue;

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use handbook_wire::ErrorCode;
use handbook_wire::notification::{self as wire, NotificationSetting, Notifications, PushService};
use tokio::sync::Notify;

use super::{Caller, Failure, Service, canonical};
use crate::sender::Sender;
use crate::storage::{Notification, Post, PushDevice, StorageError, StorageTxn, What};

/// The most devices of one account that are reached.
const MOST_DEVICES: usize = 10;
/// For how long (ms) a post is worth telling of: two days, so that a night and a day without a
/// connection lose nothing.
const WORTH: i64 = 48 * 60 * 60 * 1000;

/// The services, and which of them rest.
pub(super) struct Courier {
    senders: Vec<Box<dyn Sender>>,
    /// Until when nothing is sent by a service, because it said so.
    resting: Mutex<HashMap<PushService, i64>>,
    /// Something may be due.
    queued: Notify,
}

impl Courier {
    pub(super) fn new(senders: Vec<Box<dyn Sender>>) -> Self {
        Self {
            senders,
            resting: Mutex::default(),
            queued: Notify::new(),
        }
    }

    /// Whether any closed app can be reached.
    pub(super) fn reaches(&self) -> bool {
        !self.senders.is_empty()
    }

    fn services(&self) -> Vec<PushService> {
        self.senders.iter().map(|one| one.service()).collect()
    }

    fn sender(&self, service: PushService) -> Option<&dyn Sender> {
        let mut senders = self.senders.iter();
        senders
            .find(|one| one.service() == service)
            .map(|one| &**one)
    }

    /// The services that do not rest at `now`.
    fn awake(&self, now: i64) -> Vec<PushService> {
        let resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let mut services = self.services();
        services.retain(|service| resting.get(service).is_none_or(|until| *until <= now));
        services
    }

    fn rest(&self, service: PushService, until: i64) {
        let mut resting = self.resting.lock().unwrap_or_else(PoisonError::into_inner);
        let end = resting.entry(service).or_insert(until);
        *end = until.max(*end);
    }
}

impl Service {
    /// What the caller's account wants to be told, and whether this device is reached.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn notifications(&self, caller: &Caller) -> Result<Notifications, Failure> {
        let (setting, registered) = self.storage.reading(|txn| {
            let device = txn.push_device(&caller.session)?;
            Ok::<_, StorageError>((setting(txn, &caller.account)?, device.is_some()))
        })?;
        Ok(Notifications {
            setting,
            services: self.courier.services(),
            registered,
        })
    }

    /// Sets what the caller's account wants to be told.
    ///
    /// # Errors
    /// `invalid_input`.
    pub fn set_notifications(
        &self,
        caller: &Caller,
        setting: &NotificationSetting,
    ) -> Result<Notifications, Failure> {
        if !setting.is_sound() {
            return Err(ErrorCode::InvalidInput.into());
        }
        let json = canonical::text(setting)?;
        self.storage.writing(|txn| {
            self.own(txn, caller)?;
            Ok::<_, Failure>(txn.set_notification_setting(&caller.account, &json)?)
        })?;
        self.notifications(caller)
    }

    /// Says how the device of the caller's session is reached.
    ///
    /// # Errors
    /// `not_found` where the server does not have that service; `invalid_input`.
    pub fn register_device(
        &self,
        caller: &Caller,
        device: &wire::PushDevice,
    ) -> Result<(), Failure> {
        if !device.service.is_token(&device.token) {
            return Err(ErrorCode::InvalidInput.into());
        }
        if self.courier.sender(device.service).is_none() {
            return Err(ErrorCode::NotFound.into());
        }
        let at = self.clock.now();
        self.storage.writing(|txn| {
            // The session may have ended while its token is still good.
            let (account, session) = self.own(txn, caller)?;
            let device = PushDevice {
                session: session.id,
                account: account.id,
                service: device.service,
                token: device.token.clone(),
                language: device.language,
                at,
            };
            Ok::<_, Failure>(txn.put_push_device(&device, MOST_DEVICES)?)
        })
    }

    /// Reaches the device of the caller's session no more.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn forget_device(&self, caller: &Caller) -> Result<(), Failure> {
        Ok(self
            .storage
            .writing(|txn| txn.remove_push_device(&caller.session))?)
    }
}

/// What the device of `session` is told of `post` from `now` on, for as long as a post is worth telling of;
/// `before` is what it was told.
fn due_now(
    what: What,
    post: &Post,
    session: &str,
    before: Option<&Notification>,
    now: i64,
) -> Notification {
    Notification {
        session: session.to_owned(),
        post: post.id.clone(),
        what,
        version: post.version,
        told: before.map_or(0, |one| one.told),
        told_at: before.and_then(|one| one.told_at),
        due: Some(now),
        expires_at: now + WORTH,
        attempts: 0,
        doubt: false,
    }
}

/// What an account wants; what it has never said is the default, and so is what can't be read.
fn setting<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &str,
) -> Result<NotificationSetting, StorageError> {
    let stored = txn.notification_setting(account)?;
    Ok(stored
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default())
}
