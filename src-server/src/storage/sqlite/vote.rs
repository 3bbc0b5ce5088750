use std::ops::DerefMut;

use rusqlite::{Connection, Row, params};

use super::read::{all, one};
use super::{Txn, Writer};
use crate::storage::{StorageError, StoredVote, VoteCount, VoteTxn, VoteWrite};

const VOTE: &str = "SELECT post, voter, account, member, at FROM vote";

impl<C: DerefMut<Target = Connection>> VoteTxn for Txn<C> {
    fn vote(&self, post: &str, voter: &str) -> Result<Option<StoredVote>, StorageError> {
        one(
            &self.connection,
            &format!("{VOTE} WHERE post = ?1 AND voter = ?2"),
            [post, voter],
            vote,
        )
    }

    fn votes(&self, post: &str) -> Result<Vec<StoredVote>, StorageError> {
        all(
            &self.connection,
            &format!("{VOTE} WHERE post = ?1 ORDER BY voter"),
            [post],
            vote,
        )
    }

    fn vote_total(&self, post: &str) -> Result<u32, StorageError> {
        let total = one(
            &self.connection,
            "SELECT count(*) FROM vote WHERE post = ?1",
            [post],
            |row| row.get(0),
        )?;
        Ok(total.unwrap_or(0))
    }

    fn vote_counts(&self, post: &str) -> Result<Vec<VoteCount>, StorageError> {
        all(
            &self.connection,
            "SELECT question, choice, votes FROM vote_count WHERE post = ?1 \
             ORDER BY question, choice",
            [post],
            |row| {
                Ok(VoteCount {
                    question: row.get(0)?,
                    choice: row.get(1)?,
                    votes: row.get(2)?,
                })
            },
        )
    }
}

impl VoteWrite for Txn<Writer<'_>> {
    fn add_vote(&mut self, vote: &StoredVote) -> Result<bool, StorageError> {
        let added = self.run(
            "INSERT INTO vote (post, voter, account, member, at) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (post, voter) DO NOTHING",
            params![vote.post, vote.voter, vote.account, vote.member, vote.at],
        )?;
        Ok(added > 0)
    }

    fn count_ballot(&mut self, post: &str, ballot: &[Vec<u8>]) -> Result<(), StorageError> {
        for (question, chosen) in (0_i64..).zip(ballot) {
            for choice in chosen {
                self.run(
                    "INSERT INTO vote_count (post, question, choice, votes) \
                     VALUES (?1, ?2, ?3, 1) \
                     ON CONFLICT (post, question, choice) DO UPDATE SET votes = votes + 1",
                    params![post, question, choice],
                )?;
            }
        }
        Ok(())
    }

    fn move_votes(&mut self, gone: &str, keep: &str) -> Result<(), StorageError> {
        self.run(
            "UPDATE OR IGNORE vote SET voter = ?2 WHERE voter = ?1",
            [gone, keep],
        )?;
        self.run(
            "UPDATE vote SET member = ?2 WHERE member = ?1",
            [gone, keep],
        )?;
        Ok(())
    }
}

fn vote(row: &Row<'_>) -> rusqlite::Result<StoredVote> {
    Ok(StoredVote {
        post: row.get(0)?,
        voter: row.get(1)?,
        account: row.get(2)?,
        member: row.get(3)?,
        at: row.get(4)?,
    })
}
