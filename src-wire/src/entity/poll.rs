use serde::{Deserialize, Serialize};

/// 설문 or 투표 of a post, of any 분류.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Poll {
    /// What is asked.
    pub questions: Vec<Question>,
    /// Who has a vote.
    pub voter: Voter,
    /// 무기명: nobody learns who chose what, neither staff nor from the database.
    pub secret: bool,
    /// The first moment at which no vote is taken any more, in milliseconds since 1970 UTC.
    pub closes_at: i64,
    /// When members see the result.
    pub result: ResultShown,
}

/// A question with its choices.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Question {
    /// The question.
    pub text: String,
    /// What can be chosen.
    pub choices: Vec<String>,
    /// The most choices of a vote; 0 is 1.
    pub most: u8,
}

/// Who has a vote.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Voter {
    /// 1인 1표.
    #[default]
    Person,
    /// 1사 1표: the first of a company's people to vote speaks for it.
    Company,
}

/// When members see the result. Staff see it when it is closed, of an open poll always.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ResultShown {
    /// Once it is closed.
    #[default]
    AfterClose,
    /// Whoever has voted sees how it stands; once it is closed everybody does. Not of a secret poll.
    AfterVote,
    /// Never: staff tell it.
    Never,
}

/// A vote, `vote`. Cast once, not changed after. Belongs to the account; its devices share it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Vote {
    /// Record id of the post.
    pub post: String,
    /// By question the numbers of what was chosen, from 0, rising. The server empties it of a secret poll.
    pub ballot: Vec<Vec<u8>>,
    /// When the server took it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cast_at: Option<i64>,
}

impl Vote {
    /// The record id of `account`'s vote on `post`.
    #[must_use]
    pub fn id(account: &str, post: &str) -> String {
        format!("{account}.{post}")
    }

    /// The post that the vote with that id is on.
    #[must_use]
    pub fn post_of(id: &str) -> &str {
        id.split_once('.').map_or("", |(_, post)| post)
    }
}

/// Why a ballot is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BallotFault {
    /// A question is not answered.
    Unanswered,
    /// More is chosen than may be.
    TooMany,
    /// It does not fit the questions.
    Unfitting,
}

impl Poll {
    /// The most questions.
    pub const MOST_QUESTIONS: usize = 20;
    /// The most choices of a question.
    pub const MOST_CHOICES: usize = 20;
    /// The most characters of a question and of a choice.
    pub const LONGEST_TEXT: usize = 200;

    /// Whether `ballot` answers every question as it may be answered.
    ///
    /// # Errors
    /// The first fault.
    pub fn check(&self, ballot: &[Vec<u8>]) -> Result<(), BallotFault> {
        if ballot.len() != self.questions.len() {
            return Err(BallotFault::Unfitting);
        }
        for (question, chosen) in self.questions.iter().zip(ballot) {
            let rises = chosen.windows(2).all(|pair| pair[0] < pair[1]);
            let known = chosen
                .iter()
                .all(|choice| usize::from(*choice) < question.choices.len());
            if !rises || !known {
                return Err(BallotFault::Unfitting);
            }
            if chosen.is_empty() {
                return Err(BallotFault::Unanswered);
            }
            if chosen.len() > usize::from(question.most.max(1)) {
                return Err(BallotFault::TooMany);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ballot_answers_each_question_with_what_it_offers() {
        let question = |most| Question {
            choices: vec!["가".into(), "나".into(), "다".into()],
            most,
            ..Question::default()
        };
        let poll = Poll {
            questions: vec![question(0), question(2)],
            ..Poll::default()
        };
        type Case<'a> = (&'a [Vec<u8>], Result<(), BallotFault>);
        let cases: [Case<'_>; 8] = [
            (&[vec![0], vec![2]], Ok(())),
            (&[vec![0], vec![0, 2]], Ok(())),
            (&[vec![0]], Err(BallotFault::Unfitting)),
            (&[vec![3], vec![0]], Err(BallotFault::Unfitting)),
            (&[vec![0], vec![2, 0]], Err(BallotFault::Unfitting)),
            (&[vec![0], vec![1, 1]], Err(BallotFault::Unfitting)),
            (&[vec![0], vec![]], Err(BallotFault::Unanswered)),
            (&[vec![0, 1], vec![0]], Err(BallotFault::TooMany)),
        ];
        for (ballot, said) in cases {
            assert_eq!(poll.check(ballot), said, "{ballot:?}");
        }
    }
}
