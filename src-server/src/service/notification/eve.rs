//! The evening before an event: those who may come are told of it once more.

use handbook_wire::entity::{Coming, Event, Kind, PostAnswer};
use handbook_wire::post::PostDraft;

use super::due_now;
use super::queue::Readers;
use crate::service::post::draft;
use crate::service::{Failure, Service};
use crate::storage::{Notification, Post, StorageError, StorageTxn, StorageWrite, What};

const HOUR: i64 = 60 * 60 * 1000;
const DAY: i64 = 24 * HOUR;
/// How far the co-op's clock is before UTC.
const KOREA: i64 = 9 * HOUR;
/// When it is told on the day before: six in the evening in Korea.
const EVENING: i64 = 18 * HOUR;

impl Service {
    /// Writes down whom to tell of the events that begin tomorrow, once it is evening.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub(in crate::service) fn keep_eves(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let due = self.storage.reading(|txn| txn.eves_due(now))?;
        for post in &due {
            self.storage.writing(|txn| {
                // Another process may have been first, or staff have moved it.
                match txn.take_eve(post, now)? {
                    true => tell(txn, post, now),
                    false => Ok(()),
                }
            })?;
        }
        if !due.is_empty() {
            self.wake_delivery();
        }
        Ok(())
    }
}

/// Writes down when `post`, as it is now, is to be told of once more.
pub(super) fn note(
    txn: &mut dyn StorageWrite,
    post: &Post,
    draft: &PostDraft,
    now: i64,
) -> Result<(), StorageError> {
    let event = draft.event.as_ref().filter(|_| post.sent.is_some());
    let at = event.map(|event| eve(event.starts_at));
    txn.set_eve(&post.id, at.filter(|at| *at > now))
}

fn eve(starts_at: i64) -> i64 {
    (day(starts_at) - 1) * DAY + EVENING - KOREA
}

/// The number of a day in Korea.
fn day(at: i64) -> i64 {
    (at + KOREA).div_euclid(DAY)
}

fn tell(txn: &mut dyn StorageWrite, post: &str, now: i64) -> Result<(), StorageError> {
    let Some(post) = txn.post(post)?.filter(|post| post.sent.is_some()) else {
        return Ok(());
    };
    let draft = draft(&post.draft)?;
    let Some(event) = draft.event else {
        return Ok(());
    };
    let readers = Readers::of(txn, &post)?;
    for device in txn.push_devices(now)? {
        if !readers.has(&device.account) {
            continue;
        }
        let before = txn.notification(&device.session, &post.id)?;
        txn.put_notification(&Notification {
            expires_at: event.starts_at,
            ..due_now(What::Eve, &post, &device.session, before.as_ref(), now)
        })?;
    }
    Ok(())
}

/// Whether `account` still needs to be told at `now`: the event is today or tomorrow, and nobody has said
/// that the account stays away.
pub(super) fn is_worth<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &str,
    post: &str,
    event: Option<&Event>,
    now: i64,
) -> Result<bool, StorageError> {
    let near =
        event.is_some_and(|event| event.starts_at > now && day(event.starts_at) - day(now) <= 1);
    if !near {
        return Ok(false);
    }
    let answer = txn.entity(Kind::PostAnswer, &PostAnswer::id(account, post))?;
    let answer = answer.filter(|answer| !answer.deleted);
    let Some(answer) = answer else {
        return Ok(true);
    };
    let answer: PostAnswer =
        serde_json::from_str(&answer.payload).map_err(|_| StorageError::Corrupt("post_answer"))?;
    Ok(matches!(answer.coming, None | Some(Coming::Yes)))
}

/// The day and the hour of an event as one says them at `now`: 내일 14:00.
pub(super) fn when(event: &Event, now: i64, korean: bool) -> String {
    let minutes = (event.starts_at + KOREA).rem_euclid(DAY) / (60 * 1000);
    let day = match (day(event.starts_at) > day(now), korean) {
        (true, true) => "내일",
        (false, true) => "오늘",
        (true, false) => "tomorrow",
        (false, false) => "today",
    };
    format!("{day} {:02}:{:02}", minutes / 60, minutes % 60)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-28T00:00 in Korea.
    const MIDNIGHT: i64 = 1_795_791_600_000;

    #[test]
    fn the_evening_before_is_korea_s() {
        for hour in [0, 9, 23] {
            let starts_at = MIDNIGHT + hour * HOUR;
            assert_eq!(eve(starts_at), MIDNIGHT - 6 * HOUR);
            let event = Event {
                starts_at,
                ..Event::default()
            };
            let clock = format!("{hour:02}:00");
            assert_eq!(when(&event, MIDNIGHT - 1, true), format!("내일 {clock}"));
            assert_eq!(when(&event, MIDNIGHT, true), format!("오늘 {clock}"));
            assert_eq!(
                when(&event, MIDNIGHT - 1, false),
                format!("tomorrow {clock}")
            );
        }
    }
}
