use std::collections::BTreeMap;

use handbook_wire::entity::{Kind, Poll, Vote};
use handbook_wire::post::PersonAnswer;

use crate::storage::{StorageError, StorageTxn, StoredVote};

/// Adds who has voted, and of an open poll what, to what is known of people by account. `blank` is somebody
/// of that company and name of whom nothing is known yet; who has given the account up since has no name.
pub(in crate::service::post) fn add_votes<T: StorageTxn + ?Sized>(
    txn: &T,
    (post, poll): (&str, &Poll),
    people: &mut BTreeMap<String, PersonAnswer>,
    blank: impl Fn(&str, &str) -> PersonAnswer,
) -> Result<(), StorageError> {
    for vote in txn.votes(post)? {
        let ballot = ballot(txn, poll, &vote)?;
        if !people.contains_key(&vote.account) {
            let account = txn.account(&vote.account)?;
            let name = account.map(|account| account.name).unwrap_or_default();
            let member = vote.member.as_deref().unwrap_or_default();
            people.insert(vote.account.clone(), blank(member, &name));
        }
        if let Some(person) = people.get_mut(&vote.account) {
            person.voted_at = Some(vote.at);
            person.ballot = ballot;
        }
    }
    Ok(())
}

fn ballot<T: StorageTxn + ?Sized>(
    txn: &T,
    poll: &Poll,
    vote: &StoredVote,
) -> Result<Vec<Vec<u8>>, StorageError> {
    if poll.secret {
        return Ok(Vec::new());
    }
    let record = txn.entity(Kind::Vote, &Vote::id(&vote.account, &vote.post))?;
    let Some(record) = record.filter(|record| !record.deleted) else {
        return Ok(Vec::new());
    };
    let vote: Vote =
        serde_json::from_str(&record.payload).map_err(|_| StorageError::Corrupt("vote"))?;
    Ok(vote.ballot)
}
