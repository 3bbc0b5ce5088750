//! What storage knows of votes, beside the records: who has voted and, apart from it, how often each choice
//! was chosen.

use super::StorageError;

/// That somebody has voted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredVote {
    /// The post.
    pub post: String,
    /// Whose vote it is: an account, a person under a name of this post's, or of 1사 1표 the record of a company.
    pub voter: String,
    /// The account that cast it.
    pub account: String,
    /// Record id of the company of that account then.
    pub member: Option<String>,
    /// When.
    pub at: i64,
}

/// How often a choice was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoteCount {
    /// Number of the question, from 0.
    pub question: u8,
    /// Number of the choice, from 0.
    pub choice: u8,
    /// Votes.
    pub votes: u32,
}

/// What a transaction can read of it.
pub trait VoteTxn {
    /// The vote of a voter.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn vote(&self, post: &str, voter: &str) -> Result<Option<StoredVote>, StorageError>;
    /// Who has voted, by voter.
    fn votes(&self, post: &str) -> Result<Vec<StoredVote>, StorageError>;
    /// How many have.
    fn vote_total(&self, post: &str) -> Result<u32, StorageError>;
    /// The choices that somebody chose, by question and choice.
    fn vote_counts(&self, post: &str) -> Result<Vec<VoteCount>, StorageError>;
}

/// What a writing transaction can do with it.
pub trait VoteWrite {
    /// Notes that somebody has voted; false, and nothing is noted, when the voter has.
    ///
    /// # Errors
    /// [`StorageError`], as for every method here.
    fn add_vote(&mut self, vote: &StoredVote) -> Result<bool, StorageError>;
    /// Adds a ballot to the counts. Nothing else of it is kept.
    fn count_ballot(&mut self, post: &str, ballot: &[Vec<u8>]) -> Result<(), StorageError>;
    /// Lets the votes of a company be those of another, where that has none.
    fn move_votes(&mut self, gone: &str, keep: &str) -> Result<(), StorageError>;
}
