//! 설문·투표: who may vote, what is kept of a vote, and who learns what of it. Of a secret poll the ballot is
//! counted and let go: from there on nothing tells whose it was.

mod answers;
mod check;
mod tally;

#[cfg(test)]
mod tests;

pub(super) use answers::add_votes;
pub(super) use check::{keeps, publishable, tidy};
pub(super) use tally::tally;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, Poll, Vote, Voter};
use handbook_wire::post::PostState;
use handbook_wire::sync::{Edit, EditOutcome};
use sha2::{Digest, Sha256};

use super::draft;
use super::read::is_seen;
use crate::service::push::{Moved, target};
use crate::service::{Caller, Failure, canonical, company, hex};
use crate::storage::{Account, Entity, StorageError, StorageTxn, StorageWrite, StoredVote};

/// Takes a vote, in one transaction with the counts.
pub(in crate::service) fn take_vote(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let Some(id) = target(caller, edit) else {
        return reject(ErrorCode::NotFound);
    };
    let Some(poll) = open_poll(txn, &caller.account, id)? else {
        return reject(ErrorCode::NotFound);
    };
    let ballot = edit.set.get("ballot").cloned().unwrap_or_default();
    let Ok(ballot) = serde_json::from_value::<Vec<Vec<u8>>>(ballot) else {
        return reject(ErrorCode::InvalidInput);
    };
    let seen = edit.was.get("poll").cloned().unwrap_or_default();
    let Ok(seen) = serde_json::from_value::<Poll>(seen) else {
        return reject(ErrorCode::InvalidInput);
    };
    // Numbers mean what the voter saw, and what was promised to the voter holds.
    if !check::asks_the_same(&seen, &poll) {
        return reject(ErrorCode::Conflict);
    }
    if poll.check(&ballot).is_err() {
        return reject(ErrorCode::InvalidInput);
    }
    if poll.closes_at <= moved.now {
        return reject(ErrorCode::Conflict);
    }
    let account = txn
        .account(&caller.account)?
        .ok_or(StorageError::Corrupt("account"))?;
    let member = company_of(txn, &account)?;
    let Some(voter) = voter(&poll, id, &account, member.as_deref()) else {
        return reject(ErrorCode::Conflict);
    };
    if vote_of(txn, &poll, id, &account, member.as_deref())?.is_some() {
        return reject(ErrorCode::Conflict);
    }
    let vote = StoredVote {
        post: id.to_owned(),
        voter,
        account: account.id.clone(),
        member: member.clone(),
        at: moved.now,
    };
    if !txn.add_vote(&vote)? {
        return reject(ErrorCode::Conflict);
    }
    txn.count_ballot(id, &ballot)?;
    let revision = moved.revision(txn)?;
    txn.put_entity(&Entity {
        kind: Kind::Vote,
        id: edit.id.clone(),
        owner: Some(account.id),
        revision,
        deleted: false,
        payload: canonical::text(&Vote {
            post: id.to_owned(),
            ballot: if poll.secret { Vec::new() } else { ballot },
            cast_at: Some(moved.now),
        })?,
    })?;
    Ok(EditOutcome::Applied { revision })
}

/// The poll of a published post that is sent to an account.
fn open_poll(
    txn: &dyn StorageWrite,
    account: &str,
    id: &str,
) -> Result<Option<Poll>, StorageError> {
    if !is_seen(txn, account, id)? {
        return Ok(None);
    }
    let post = txn.post(id)?;
    let Some(post) = post.filter(|post| post.state == PostState::Published) else {
        return Ok(None);
    };
    Ok(draft(&post.draft)?.poll)
}

/// The company of an account, if that belongs to the co-op.
fn company_of<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &Account,
) -> Result<Option<String>, StorageError> {
    let Some(member) = account.member() else {
        return Ok(None);
    };
    let company = company::current(txn, member)?;
    Ok(company.map(|(record, _)| record.id))
}

/// Whose vote it is when `account` of that company votes; none for somebody who has none. A person whose
/// identity is known is the same one with another account.
fn voter(poll: &Poll, post: &str, account: &Account, member: Option<&str>) -> Option<String> {
    match (poll.voter, &account.ci) {
        (Voter::Person, Some(ci)) => Some(person(post, ci)),
        (Voter::Person, None) => Some(account.id.clone()),
        (Voter::Company, _) => member.map(str::to_owned),
    }
}

/// The vote that counts as that of `account`. Who has voted before the identity was known has voted.
fn vote_of<T: StorageTxn + ?Sized>(
    txn: &T,
    poll: &Poll,
    post: &str,
    account: &Account,
    member: Option<&str>,
) -> Result<Option<StoredVote>, StorageError> {
    let found = match voter(poll, post, account, member) {
        Some(voter) => txn.vote(post, &voter)?,
        None => None,
    };
    match (found, poll.voter) {
        (None, Voter::Person) => txn.vote(post, &account.id),
        (found, _) => Ok(found),
    }
}

/// A person by what is kept of the CI, another name for each post: nothing links a person's votes once the
/// account is given up.
fn person(post: &str, ci: &[u8]) -> String {
    let hash = Sha256::new().chain_update(post).chain_update(ci).finalize();
    format!("person {}", hex(&hash))
}
