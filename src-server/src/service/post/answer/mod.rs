//! Who comes to an event, and who was there. `docs/posts.md`, Events.

mod attend;
#[cfg(test)]
mod tests;

pub(in crate::service) use attend::take_attendance;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Coming, Event, Kind, PostAnswer};
use handbook_wire::sync::{Edit, EditOutcome};

use super::draft;
use super::read::is_seen;
use crate::service::push::{Moved, take_own, target, whole_loss};
use crate::service::{Caller, Failure};
use crate::storage::{StorageError, StorageWrite, StoredAnswer};

/// Takes an answer to an event: in time, from whom the post is sent to.
pub(in crate::service) fn take_answer(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let Some(post) = target(caller, edit) else {
        return reject(ErrorCode::NotFound);
    };
    let Some(event) = asked(txn, &caller.account, post)? else {
        return reject(ErrorCode::NotFound);
    };
    if event.answers_end().is_none_or(|end| end <= moved.now) {
        return reject(ErrorCode::Conflict);
    }
    let stored = txn
        .entity(Kind::PostAnswer, &edit.id)?
        .filter(|entity| !entity.deleted);
    let blank = PostAnswer {
        post: post.to_owned(),
        ..PostAnswer::default()
    };
    // 참석 of one device and who speaks instead of another's make no answer.
    let lost = whole_loss(stored.as_ref(), &blank, edit)?;
    if !lost.is_empty() {
        let revision = stored.map_or(0, |entity| entity.revision);
        return Ok(EditOutcome::Merged { revision, lost });
    }
    let mut taken = None;
    let outcome = take_own(txn, caller, edit, moved, stored, &blank, |answer| {
        taken = Some(answer.clone());
        is_answer(answer, &event)
    })?;
    if let Some(answer) = taken
        && matches!(outcome, EditOutcome::Applied { .. })
    {
        match answer.coming {
            Some(coming) => txn.put_answer(&StoredAnswer {
                post: post.to_owned(),
                account: caller.account.clone(),
                coming,
                people: match coming {
                    Coming::Yes => answer.people.max(1),
                    _ => 0,
                },
                proxy: answer.proxy,
            })?,
            None => txn.remove_answer(post, &caller.account)?,
        }
    }
    Ok(outcome)
}

/// The event of a post that is sent to an account and asks who comes.
fn asked(txn: &dyn StorageWrite, account: &str, post: &str) -> Result<Option<Event>, StorageError> {
    if !is_seen(txn, account, post)? {
        return Ok(None);
    }
    let Some(stored) = txn.post(post)? else {
        return Ok(None);
    };
    let event = draft(&stored.draft)?.event;
    Ok(event.filter(|event| event.answers.is_some()))
}

/// Whether an answer is one to this event.
fn is_answer(answer: &PostAnswer, event: &Event) -> bool {
    let named = !answer.proxy.trim().is_empty()
        && answer.proxy.chars().count() <= PostAnswer::LONGEST_PROXY;
    match answer.coming {
        Some(Coming::Yes) => answer.people <= event.most_people() && answer.proxy.is_empty(),
        Some(Coming::Proxy) => {
            answer.people == 0 && named && event.answers.is_some_and(|call| call.proxy)
        }
        Some(Coming::No) | None => answer.people == 0 && answer.proxy.is_empty(),
    }
}
