use handbook_wire::post::PostState;

use super::{read, write};
use crate::storage::{Post, Storage, StoredVote, VoteCount};

fn post(id: &str) -> Post {
    Post {
        id: id.to_owned(),
        state: PostState::Published,
        version: 1,
        changed_at: 0,
        changed_by: String::new(),
        published_at: Some(0),
        edited_at: None,
        due: None,
        targeted: false,
        draft: "{}".to_owned(),
        sent: None,
    }
}

fn vote(post: &str, voter: &str, account: &str) -> StoredVote {
    StoredVote {
        post: post.to_owned(),
        voter: voter.to_owned(),
        account: account.to_owned(),
        member: Some("7".to_owned()),
        at: 10,
    }
}

pub(super) fn a_voter_votes_once_and_choices_are_counted(storage: &dyn Storage) {
    write(storage, |txn| {
        txn.put_post(&post("a"))?;
        txn.put_post(&post("b"))?;
        assert!(txn.add_vote(&vote("a", "7", "1"))?);
        assert!(!txn.add_vote(&vote("a", "7", "2"))?, "the first stands");
        assert!(txn.add_vote(&vote("a", "3", "3"))?);
        assert!(txn.add_vote(&vote("b", "7", "2"))?);
        txn.count_ballot("a", &[vec![0, 2], vec![1]])?;
        txn.count_ballot("a", &[vec![2], vec![0]])
    });
    let count = |question, choice, votes| VoteCount {
        question,
        choice,
        votes,
    };
    read(storage, |txn| {
        assert_eq!(txn.vote("a", "7")?, Some(vote("a", "7", "1")));
        assert_eq!(txn.vote("a", "9")?, None);
        assert_eq!(
            txn.votes("a")?,
            [vote("a", "3", "3"), vote("a", "7", "1")],
            "by voter, whoever came first"
        );
        assert_eq!((txn.vote_total("a")?, txn.vote_total("c")?), (2, 0));
        assert_eq!(
            txn.vote_counts("a")?,
            [
                count(0, 0, 1),
                count(0, 2, 2),
                count(1, 0, 1),
                count(1, 1, 1)
            ]
        );
        assert_eq!(txn.vote_counts("b")?, []);
        Ok(())
    });
    write(storage, |txn| txn.remove_post("a"));
    read(storage, |txn| {
        assert_eq!(txn.votes("a")?, []);
        assert_eq!(txn.vote_counts("a")?, []);
        Ok(())
    });
}

pub(super) fn votes_of_a_company_that_was_joined_to_another(storage: &dyn Storage) {
    write(storage, |txn| {
        txn.put_post(&post("a"))?;
        txn.put_post(&post("b"))?;
        txn.add_vote(&vote("a", "7", "1"))?;
        txn.add_vote(&vote("b", "7", "1"))?;
        txn.add_vote(&vote("b", "8", "2"))?;
        txn.move_votes("7", "8")
    });
    read(storage, |txn| {
        let moved = txn.vote("a", "8")?.expect("the vote has moved");
        assert_eq!(
            (moved.account.as_str(), moved.member.as_deref()),
            ("1", Some("8"))
        );
        assert_eq!(txn.vote("a", "7")?, None);
        // Both had voted: both votes were counted, and both stay.
        assert_eq!(
            txn.vote("b", "8")?.map(|vote| vote.account),
            Some("2".into())
        );
        assert_eq!(txn.vote_total("b")?, 2);
        Ok(())
    });
}
