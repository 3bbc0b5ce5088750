use handbook_wire::auth::Role;
use handbook_wire::entity::{Poll, ResultShown, Targets, Voter};
use handbook_wire::post::PollTally;

use super::{company_of, vote_of};
use crate::service::Caller;
use crate::service::post::reach::People;
use crate::storage::{StorageError, StorageTxn};

/// How a poll stands, as the caller may know it.
pub(in crate::service::post) fn tally<T: StorageTxn + ?Sized>(
    txn: &T,
    caller: &Caller,
    post: &str,
    (poll, targets): (&Poll, &Targets),
    now: i64,
) -> Result<PollTally, StorageError> {
    let account = txn
        .account(&caller.account)?
        .ok_or(StorageError::Corrupt("account"))?;
    let member = company_of(txn, &account)?;
    let cast = vote_of(txn, poll, post, &account, member.as_deref())?;
    let shows = shows_votes(poll, caller.role, cast.is_some(), now);
    let cast_by = match &cast {
        Some(vote) if vote.account != account.id => {
            // Somebody who has given the account up since has no name any more.
            let colleague = txn.account(&vote.account)?;
            Some(colleague.map_or_else(String::new, |colleague| colleague.name))
        }
        _ => None,
    };
    Ok(PollTally {
        cast: txn.vote_total(post)?,
        entitled: entitled(&People::load(txn)?, poll, targets),
        cast_by,
        votes: match shows {
            true => Some(counts(txn, post, poll)?),
            false => None,
        },
    })
}

/// Whether whoever asks may know how often each choice was chosen. `voted`: the vote of whoever asks is cast.
fn shows_votes(poll: &Poll, role: Role, voted: bool, now: i64) -> bool {
    let is_closed = poll.closes_at <= now;
    match (role, poll.result) {
        (Role::Staff, _) => is_closed || !poll.secret,
        (Role::Member, ResultShown::AfterClose) => is_closed,
        (Role::Member, ResultShown::AfterVote) => is_closed || voted && !poll.secret,
        (Role::Member, ResultShown::Never) => false,
    }
}

fn counts<T: StorageTxn + ?Sized>(
    txn: &T,
    post: &str,
    poll: &Poll,
) -> Result<Vec<Vec<u32>>, StorageError> {
    let questions = poll.questions.iter();
    let mut all: Vec<Vec<u32>> = questions
        .map(|question| vec![0; question.choices.len()])
        .collect();
    for count in txn.vote_counts(post)? {
        let place = all
            .get_mut(usize::from(count.question))
            .and_then(|choices| choices.get_mut(usize::from(count.choice)));
        if let Some(place) = place {
            *place = count.votes;
        }
    }
    Ok(all)
}

/// How many votes can be cast: of people whom the post reaches, or of their companies.
fn entitled(people: &People, poll: &Poll, targets: &Targets) -> u32 {
    let mut companies: Vec<&str> = people.reached(targets).map(|(_, member)| member).collect();
    if poll.voter == Voter::Company {
        companies.sort_unstable();
        companies.dedup();
    }
    u32::try_from(companies.len()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_result_is_for_those_whom_the_poll_names() {
        use ResultShown::{AfterClose, AfterVote, Never};
        use Role::{Member, Staff};
        let cases = [
            // secret, result, role, voted, closed, shown
            (false, AfterClose, Member, true, false, false),
            (false, AfterClose, Member, false, true, true),
            (false, AfterVote, Member, false, false, false),
            (false, AfterVote, Member, true, false, true),
            (false, AfterVote, Member, false, true, true),
            (true, AfterVote, Member, true, false, false),
            (true, AfterClose, Member, true, true, true),
            (false, Never, Member, true, true, false),
            (false, Never, Staff, false, false, true),
            (true, Never, Staff, false, false, false),
            (true, Never, Staff, false, true, true),
        ];
        for case in cases {
            let (secret, result, role, voted, closed, shown) = case;
            let poll = Poll {
                secret,
                result,
                closes_at: 10,
                ..Poll::default()
            };
            let now = if closed { 10 } else { 9 };
            assert_eq!(shows_votes(&poll, role, voted, now), shown, "{case:?}");
        }
    }
}
