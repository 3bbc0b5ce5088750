//! 다시 알림: staff remind those who have not read a post.

use std::collections::HashMap;

use handbook_wire::ErrorCode;
use handbook_wire::entity::Targets;
use handbook_wire::post::Reminder;

use super::judge::{Verdict, judge};
use super::{WORTH, due_now};
use crate::service::post::{People, draft, has_read};
use crate::service::{Caller, Failure, Service};
use crate::storage::{
    Notification, Post, PushDevice, StorageError, StorageTxn, StoredReminder, What,
};

/// How long (ms) a post's readers are left in peace after a reminder.
const PEACE: i64 = 6 * 60 * 60 * 1000;

impl Service {
    /// Reminds the members who have not read a post, on the devices that want to be told.
    ///
    /// # Errors
    /// `forbidden` for anybody but staff; `not_found`, also where the server reaches no closed app;
    /// `conflict` when it is not published; `throttled` within six hours of the last reminder.
    pub fn remind_readers(&self, caller: &Caller, id: &str) -> Result<Reminder, Failure> {
        self.require_author(caller)?;
        if !self.courier.reaches() {
            return Err(ErrorCode::NotFound.into());
        }
        let now = self.clock.now();
        let reminder = self.storage.writing(|txn| {
            let post = txn.post(id)?.ok_or(ErrorCode::NotFound)?;
            if post.sent.is_none() {
                return Err(ErrorCode::Conflict.into());
            }
            if let Some(last) = txn.reminder(id)?
                && now < last.at + PEACE
            {
                return Err(Failure::wait(ErrorCode::Throttled, last.at + PEACE - now));
            }
            let (people, devices) = unread(txn, &post, now)?;
            for (notification, _) in &devices {
                txn.put_notification(notification)?;
            }
            let by = txn.account(&caller.account)?;
            let stored = StoredReminder {
                post: post.id,
                at: now,
                by: by.map(|account| account.name).unwrap_or_default(),
                people,
                devices: count(devices.len()),
            };
            txn.put_reminder(&stored)?;
            Ok::<_, Failure>(told(txn, stored)?)
        })?;
        self.wake_delivery();
        Ok(reminder)
    }

    /// How many devices a reminder would reach now, and how the last one went; none where nobody can be
    /// reminded.
    pub(in crate::service) fn reminding(
        &self,
        txn: &dyn StorageTxn,
        post: &Post,
    ) -> Result<(Option<u32>, Option<Reminder>), StorageError> {
        if !self.courier.reaches() || post.sent.is_none() {
            return Ok((None, None));
        }
        let (_, devices) = unread(txn, post, self.clock.now())?;
        let last = match txn.reminder(&post.id)? {
            Some(stored) => Some(told(txn, stored)?),
            None => None,
        };
        Ok((Some(count(devices.len())), last))
    }
}

/// How many members have not read a post, and what their devices are to be told.
fn unread<T: StorageTxn + ?Sized>(
    txn: &T,
    post: &Post,
    now: i64,
) -> Result<(u32, Vec<(Notification, PushDevice)>), StorageError> {
    let draft = draft(&post.draft)?;
    let mut by_account: HashMap<String, Vec<PushDevice>> = HashMap::new();
    for device in txn.push_devices(now)? {
        let devices = by_account.entry(device.account.clone()).or_default();
        devices.push(device);
    }
    let mut people = 0;
    let mut devices = Vec::new();
    for account in unread_accounts(txn, &draft.targets, &post.id)? {
        people += 1;
        for device in by_account.remove(&account).unwrap_or_default() {
            let before = txn.notification(&device.session, &post.id)?;
            let expires_at = now + WORTH;
            let notification = Notification {
                expires_at: post.due.map_or(expires_at, |end| expires_at.min(end)),
                ..due_now(What::Reminder, post, &device.session, before.as_ref(), now)
            };
            if judge(txn, &notification, &device, now)? != Verdict::Drop {
                devices.push((notification, device));
            }
        }
    }
    Ok((people, devices))
}

fn unread_accounts<T: StorageTxn + ?Sized>(
    txn: &T,
    targets: &Targets,
    post: &str,
) -> Result<Vec<String>, StorageError> {
    let people = People::load(txn)?;
    let mut accounts = Vec::new();
    for (account, _) in people.reached(targets) {
        if !has_read(txn, &account.id, post)? {
            accounts.push(account.id.clone());
        }
    }
    Ok(accounts)
}

/// How a reminder has gone so far.
fn told<T: StorageTxn + ?Sized>(txn: &T, stored: StoredReminder) -> Result<Reminder, StorageError> {
    let mut all = txn.notifications_of(&stored.post)?;
    all.retain(|one| one.what == What::Reminder);
    let sent = |one: &&Notification| one.due.is_none() && one.told_at >= Some(stored.at);
    Ok(Reminder {
        sent: count(all.iter().filter(sent).count()),
        waiting: count(all.iter().filter(|one| one.due.is_some()).count()),
        at: stored.at,
        again_at: stored.at + PEACE,
        by: stored.by,
        people: stored.people,
        devices: stored.devices,
    })
}

fn count(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
