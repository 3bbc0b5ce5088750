//! Who is to be told of a change, written down in its transaction.

use std::collections::{HashMap, HashSet};

use super::{WORTH, due_now, eve};
use crate::service::post::draft;
use crate::storage::{Notification, Post, StorageError, StorageTxn, StorageWrite, What};

/// The accounts that have a post by now.
pub(super) enum Readers {
    /// Every one that there is, or none at all.
    All(bool),
    /// These.
    These(HashSet<String>),
}

impl Readers {
    /// Those of `post`.
    pub(super) fn of<T: StorageTxn + ?Sized>(txn: &T, post: &Post) -> Result<Self, StorageError> {
        if post.sent.is_none() || !post.targeted {
            return Ok(Readers::All(post.sent.is_some()));
        }
        let readers = txn.post_readers(&post.id)?.into_iter();
        let readers = readers.filter(|reader| !reader.deleted);
        Ok(Readers::These(
            readers.map(|reader| reader.account).collect(),
        ))
    }

    /// Whether `account` is one of them.
    pub(super) fn has(&self, account: &str) -> bool {
        match self {
            Readers::All(all) => *all,
            Readers::These(these) => these.contains(account),
        }
    }
}

/// Writes down which devices are to be told of what has become of `post`, which is stored and spread by
/// now: exactly those whose account has it, and those that were told of it and have it no more.
pub(in crate::service) fn queue(
    txn: &mut dyn StorageWrite,
    post: &Post,
    now: i64,
) -> Result<(), StorageError> {
    let draft = draft(&post.draft)?;
    eve::note(txn, post, &draft, now)?;
    let devices = txn.push_devices(now)?;
    if devices.is_empty() {
        return Ok(());
    }
    let readers = Readers::of(txn, post)?;
    let mut there: HashMap<String, Notification> = (txn.notifications_of(&post.id)?.into_iter())
        .map(|one| (one.session.clone(), one))
        .collect();
    for device in devices {
        let has_it = readers.has(&device.account);
        let before = there.remove(&device.session);
        // What may have arrived counts as told; what was taken back does not.
        let is_gone =
            |one: &Notification| one.what == What::Withdrawal && one.due.is_none() && !one.doubt;
        let was_told = before
            .as_ref()
            .is_some_and(|one| (one.told > 0 || one.doubt) && !is_gone(one));
        let what = match (has_it, was_told) {
            (true, false) => What::News,
            (true, true) => What::Change,
            (false, true) => What::Withdrawal,
            (false, false) => {
                if before.is_some() {
                    txn.remove_notification(&device.session, &post.id)?;
                }
                continue;
            }
        };
        let before = before.as_ref().filter(|_| was_told);
        let expires_at = now + WORTH;
        txn.put_notification(&Notification {
            expires_at: match post.due.filter(|_| has_it) {
                Some(end) => expires_at.min(end),
                None => expires_at,
            },
            doubt: before.is_some_and(|one| one.doubt),
            ..due_now(what, post, &device.session, before, now)
        })?;
    }
    Ok(())
}
