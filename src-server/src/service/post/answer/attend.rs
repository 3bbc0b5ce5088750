use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attendance, Kind, PostAnswer};
use handbook_wire::sync::{Edit, EditOutcome};

use super::super::draft;
use crate::service::push::{Moved, take_own, target};
use crate::service::session::is_key;
use crate::service::{Caller, Failure, canonical};
use crate::storage::{Entity, StorageError, StorageWrite, StoredAttendance};

/// The most bytes of a record's id on a card.
const LONGEST_ID: usize = 32;
/// The most characters of a name on a card.
const LONGEST_NAME: usize = 60;

/// Takes what a member of staff noted at the door. It may come long after, when the event is over.
pub(in crate::service) fn take_attendance(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let mut parts = target(caller, edit).unwrap_or_default().splitn(3, '.');
    let (Some(post), Some(member), Some(person)) = (parts.next(), parts.next(), parts.next())
    else {
        return reject(ErrorCode::NotFound);
    };
    let is_id = |id: &str| id.len() <= LONGEST_ID && id.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_key(post) || member.is_empty() || !is_id(member) || !is_id(person) {
        return reject(ErrorCode::NotFound);
    }
    let Some(published_at) = attended(txn, post)? else {
        return reject(ErrorCode::NotFound);
    };
    // A company that has left since was there all the same.
    if txn.entity(Kind::Member, member)?.is_none() {
        return reject(ErrorCode::NotFound);
    }
    let stored = txn
        .entity(Kind::Attendance, &edit.id)?
        .filter(|entity| !entity.deleted);
    let blank = Attendance {
        post: post.to_owned(),
        ..Attendance::default()
    };
    let mut taken = None;
    let outcome = take_own(txn, caller, edit, moved, stored, &blank, |note| {
        taken = Some(note.clone());
        note.member == member
            && note.person == person
            && !note.name.trim().is_empty()
            && note.name.chars().count() <= LONGEST_NAME
    })?;
    let Some(note) = taken.filter(|_| !matches!(outcome, EditOutcome::Rejected { .. })) else {
        return Ok(outcome);
    };
    // The clock of the device at the door may be anything.
    let at = match (published_at..=moved.now).contains(&note.at) {
        true => note.at,
        false => moved.now,
    };
    let there = StoredAttendance {
        post: post.to_owned(),
        member: member.to_owned(),
        person: person.to_owned(),
        noted_by: caller.account.clone(),
        name: note.name,
        at,
    };
    match note.withdrawn {
        false => txn.put_attendance(&there)?,
        true => txn.remove_attendance(&there)?,
    }
    tell(txn, &there, moved)?;
    Ok(outcome)
}

/// Since when the post was published of which it is noted who was there.
fn attended(txn: &dyn StorageWrite, post: &str) -> Result<Option<i64>, StorageError> {
    let Some(stored) = txn.post(post)? else {
        return Ok(None);
    };
    let event = draft(&stored.draft)?.event;
    let notes = event.is_some_and(|event| event.attendance);
    Ok(stored.published_at.filter(|_| notes))
}

/// Writes into the answer of who was there since when that is so, if it is somebody with an account.
fn tell(
    txn: &mut dyn StorageWrite,
    there: &StoredAttendance,
    moved: &mut Moved,
) -> Result<(), Failure> {
    let Some(account) = txn.account_of_card(&there.member, &there.person)? else {
        return Ok(());
    };
    let id = PostAnswer::id(&account.id, &there.post);
    let stored = txn.entity(Kind::PostAnswer, &id)?;
    let mut answer: PostAnswer = match stored.filter(|entity| !entity.deleted) {
        Some(entity) => {
            serde_json::from_str(&entity.payload).map_err(|_| StorageError::Corrupt("answer"))?
        }
        None => PostAnswer {
            post: there.post.clone(),
            ..PostAnswer::default()
        },
    };
    let attended_at = txn.attended_at(&there.post, &there.member, &there.person)?;
    if answer.attended_at == attended_at {
        return Ok(());
    }
    answer.attended_at = attended_at;
    let revision = moved.revision(txn)?;
    txn.put_entity(&Entity {
        kind: Kind::PostAnswer,
        id,
        owner: Some(account.id),
        revision,
        deleted: false,
        payload: canonical::text(&answer)?,
    })?;
    Ok(())
}
