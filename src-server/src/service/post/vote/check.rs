use handbook_wire::entity::{Poll, Question, ResultShown};

use crate::service::post::PostError;
use crate::service::post::check::{LAST, line};

/// A poll as it is kept: empty lines taken out, what does not go together brought in order.
pub(in crate::service::post) fn tidy(written: Poll) -> Result<Poll, PostError> {
    let mut questions = Vec::new();
    for question in written.questions {
        let text = short(&question.text)?;
        let mut choices = Vec::new();
        for choice in &question.choices {
            let choice = short(choice)?;
            if !choice.is_empty() {
                choices.push(choice);
            }
        }
        if text.is_empty() && choices.is_empty() {
            continue;
        }
        if choices.len() > Poll::MOST_CHOICES {
            return Err(PostError::Poll);
        }
        let all = u8::try_from(choices.len()).unwrap_or(u8::MAX).max(1);
        questions.push(Question {
            text,
            choices,
            most: question.most.clamp(1, all),
        });
    }
    if questions.len() > Poll::MOST_QUESTIONS || !(0..LAST).contains(&written.closes_at) {
        return Err(PostError::Poll);
    }
    // Who sees a count move sees what the next vote was.
    let result = match (written.secret, written.result) {
        (true, ResultShown::AfterVote) => ResultShown::AfterClose,
        (_, result) => result,
    };
    Ok(Poll {
        questions,
        result,
        ..written
    })
}

/// Whether it can be voted on from `begins` on. `before` is the poll of the post as it is published, or was
/// voted on: one that is over may stand in a post of which something else is changed.
pub(in crate::service::post) fn publishable(
    poll: &Poll,
    before: Option<&Poll>,
    begins: i64,
) -> Result<(), PostError> {
    let asks = |question: &Question| {
        let mut choices: Vec<&String> = question.choices.iter().collect();
        choices.sort_unstable();
        choices.dedup();
        !question.text.is_empty() && choices.len() > 1 && choices.len() == question.choices.len()
    };
    let is_open = poll.closes_at > begins || before == Some(poll);
    match !poll.questions.is_empty() && poll.questions.iter().all(asks) && is_open {
        true => Ok(()),
        false => Err(PostError::Poll),
    }
}

/// Whether a vote on one is a vote on the other: the same questions, voters and secrecy.
pub(super) fn asks_the_same(one: &Poll, other: &Poll) -> bool {
    one.questions == other.questions && one.voter == other.voter && one.secret == other.secret
}

/// Whether the votes that were cast on `before` are votes on `after`. One that is over stays so: its result is
/// known.
pub(in crate::service::post) fn keeps(
    before: Option<&Poll>,
    after: Option<&Poll>,
    now: i64,
) -> bool {
    match (before, after) {
        (Some(before), Some(after)) => {
            asks_the_same(before, after)
                && after.result == before.result
                && after.closes_at >= before.closes_at
                && (before.closes_at > now || after.closes_at == before.closes_at)
        }
        _ => false,
    }
}

fn short(text: &str) -> Result<String, PostError> {
    let text = line(text);
    match text.chars().count() > Poll::LONGEST_TEXT {
        true => Err(PostError::Poll),
        false => Ok(text),
    }
}
