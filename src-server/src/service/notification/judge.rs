//! Whether a device is told of a post now. Asked anew before each try: hours may lie between.

use handbook_wire::post::PostDraft;

use super::{eve, setting, words};
use crate::sender::Message;
use crate::service::post::{draft, has_read, is_seen};
use crate::storage::{Notification, Post, PushDevice, StorageError, StorageTxn, What};

/// What is to be done with a notification.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Its device is told.
    Tell(Box<Message>),
    /// Not before then.
    Hold(i64),
    /// Nothing: it is not wanted, not needed or not allowed any more.
    Drop,
}

/// The verdict on `notification` for `device`.
pub(super) fn judge<T: StorageTxn + ?Sized>(
    txn: &T,
    notification: &Notification,
    device: &PushDevice,
    now: i64,
) -> Result<Verdict, StorageError> {
    let Some(post) = txn.post(&notification.post)? else {
        return Ok(Verdict::Drop);
    };
    if now >= notification.expires_at {
        return Ok(Verdict::Drop);
    }
    let draft = draft(&post.draft)?;
    if notification.what == What::Withdrawal {
        // It makes no sound and says nothing: no setting keeps it back. Who has come to see the post again
        // is not left with what it said before.
        let message = message(notification, device, &post, &draft, None);
        return Ok(Verdict::Tell(Box::new(message)));
    }
    if !is_seen(txn, &device.account, &post.id)? {
        return Ok(Verdict::Drop);
    }
    // Who has read of an event is told on its eve all the same.
    let needed = match notification.what {
        What::Eve => eve::is_worth(txn, &device.account, &post.id, draft.event.as_ref(), now)?,
        _ => !has_read(txn, &device.account, &post.id)?,
    };
    if !needed {
        return Ok(Verdict::Drop);
    }
    let setting = setting(txn, &device.account)?;
    if !setting.wants(draft.kind.as_str()) {
        return Ok(Verdict::Drop);
    }
    if let Some(end) = setting.quiet.and_then(|quiet| quiet.end(now)) {
        return Ok(match end < notification.expires_at {
            true => Verdict::Hold(end),
            false => Verdict::Drop,
        });
    }
    let shown = words::shown(
        notification.what,
        device.language,
        &draft,
        setting.titles,
        now,
    );
    Ok(Verdict::Tell(Box::new(message(
        notification,
        device,
        &post,
        &draft,
        Some(shown),
    ))))
}

fn message(
    notification: &Notification,
    device: &PushDevice,
    post: &Post,
    draft: &PostDraft,
    shown: Option<crate::sender::Shown>,
) -> Message {
    Message {
        token: device.token.clone(),
        post: post.id.clone(),
        version: post.version,
        kind: draft.kind.as_str(),
        // What may be there already is put in its place without a sound.
        quiet: notification.doubt || notification.what == What::Change,
        shown,
        expires_at: notification.expires_at,
    }
}
