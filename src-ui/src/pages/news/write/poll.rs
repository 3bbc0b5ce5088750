//! The fields of 설문·투표. Any kind of post may hold one.

use handbook_wire::entity::{Poll, Question, ResultShown, Voter};
use handbook_wire::post::PostState;
use leptos::prelude::*;

use super::field::{self, Keyboard, Time};
use super::{Page, Writing};
use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::part::{attribute, part};
use crate::preference::{language, say};

/// A choice, as typed.
#[derive(Clone, Copy, PartialEq)]
struct Choice {
    number: u32,
    text: RwSignal<String>,
}

/// A question, as typed.
#[derive(Clone, Copy, PartialEq)]
struct Asked {
    number: u32,
    text: RwSignal<String>,
    choices: RwSignal<Vec<Choice>>,
    most: RwSignal<u8>,
}

/// What is being asked.
#[derive(Clone, Copy)]
pub(super) struct Polls {
    /// Whether the post holds a poll.
    on: RwSignal<bool>,
    questions: RwSignal<Vec<Asked>>,
    voter: RwSignal<Voter>,
    secret: RwSignal<bool>,
    result: RwSignal<ResultShown>,
    closes: Time,
    /// When the poll that is published closes.
    published: StoredValue<Option<i64>>,
    made: StoredValue<u32>,
    page: Page,
}

impl Polls {
    /// As it was kept.
    pub(super) fn open(kept: Option<&Poll>, state: Option<PostState>) -> Self {
        let closes_at = kept.map(|poll| poll.closes_at).filter(|at| *at > 0);
        let is_out = state == Some(PostState::Published);
        let polls = Self {
            on: RwSignal::new(kept.is_some()),
            questions: RwSignal::new(Vec::new()),
            voter: RwSignal::new(kept.map(|poll| poll.voter).unwrap_or_default()),
            secret: RwSignal::new(kept.is_some_and(|poll| poll.secret)),
            result: RwSignal::new(kept.map(|poll| poll.result).unwrap_or_default()),
            closes: Time::open(closes_at),
            published: StoredValue::new(closes_at.filter(|_| is_out)),
            made: StoredValue::new(0),
            page: Page::here(),
        };
        for question in kept
            .map(|poll| poll.questions.as_slice())
            .unwrap_or_default()
        {
            polls.add_question(question);
        }
        polls
    }

    fn next(self) -> u32 {
        let number = self.made.get_value();
        self.made.set_value(number + 1);
        number
    }

    fn choice(self, text: &str) -> Choice {
        Choice {
            number: self.next(),
            text: self.page.make(|| RwSignal::new(text.to_owned())),
        }
    }

    fn add_question(self, question: &Question) {
        let choices = question.choices.iter();
        let choices = choices.map(|text| self.choice(text)).collect();
        let asked = self.page.make(|| Asked {
            number: self.next(),
            text: RwSignal::new(question.text.clone()),
            choices: RwSignal::new(choices),
            most: RwSignal::new(question.most.max(1)),
        });
        self.questions.update(|questions| questions.push(asked));
    }

    /// A question with room for two choices.
    fn add_blank(self) {
        self.add_question(&Question {
            choices: vec![String::new(); 2],
            ..Question::default()
        });
    }

    /// As it stands now; none when the post holds none.
    pub(super) fn read(self) -> Option<Poll> {
        let questions = self.questions.get_untracked().into_iter();
        let questions = questions.map(|asked| Question {
            text: asked.text.get_untracked(),
            choices: (asked.choices.get_untracked().into_iter())
                .map(|choice| choice.text.get_untracked())
                .collect(),
            most: asked.most.get_untracked(),
        });
        self.on.get_untracked().then(|| Poll {
            questions: questions.collect(),
            voter: self.voter.get_untracked(),
            secret: self.secret.get_untracked(),
            result: self.result.get_untracked(),
            closes_at: self.closes.read().unwrap_or(0),
        })
    }

    /// What must be mended first. The post is published at `begins`, and ends at `ends` if it does.
    pub(super) fn lacking(self, publish: bool, begins: i64, ends: Option<i64>) -> Option<Text> {
        let poll = self.read()?;
        if self.closes.is_wrong() {
            return Some(Text::WriteTimeWrong);
        }
        if !publish {
            return None;
        }
        let wrong = poll.questions.iter().find_map(lacking_of);
        if poll.questions.is_empty() {
            return Some(Text::PollNoQuestion);
        }
        if wrong.is_some() {
            return wrong;
        }
        if poll.closes_at == 0 {
            return Some(Text::PollNoEnd);
        }
        let stays = self.published.get_value() == Some(poll.closes_at);
        if poll.closes_at <= begins && !stays {
            return Some(Text::PollEndPast);
        }
        let hides = ends.is_some_and(|ends| ends < poll.closes_at);
        hides.then_some(Text::PollEndHidden)
    }
}

/// What a question lacks.
fn lacking_of(question: &Question) -> Option<Text> {
    if question.text.trim().is_empty() {
        return Some(Text::PollUnnamed);
    }
    let choices = question.choices.iter().map(|choice| choice.trim());
    let mut choices: Vec<&str> = choices.filter(|choice| !choice.is_empty()).collect();
    let all = choices.len();
    choices.sort_unstable();
    choices.dedup();
    match choices.len() {
        different if different < all => Some(Text::PollSameChoices),
        0 | 1 => Some(Text::PollNoChoices),
        _ => None,
    }
}

/// The fields of a poll, or the way to them.
pub(super) fn fields(writing: Writing, polls: Polls) -> AnyView {
    part(move || match polls.on.get() {
        true => whole(writing, polls),
        false => {
            let add = move |_| {
                polls.on.set(true);
                if polls.questions.with_untracked(Vec::is_empty) {
                    polls.add_blank();
                }
                writing.touch();
            };
            view! {
                <button type="button" class="button plain wide" data-test="poll-add" on:click=add>
                    {Icon::Plus.draw()}
                    {say(Text::PollAdd)}
                </button>
            }
            .into_any()
        }
    })
}

fn whole(writing: Writing, polls: Polls) -> AnyView {
    let language = language();
    let remove = move |_| {
        polls.on.set(false);
        writing.touch();
    };
    let add = move |_| {
        polls.add_blank();
        writing.touch();
    };
    view! {
        <section class="write-part" aria-label=say(Text::Poll) data-test="write-poll">
            <h3>{say(Text::Poll)}</h3>
            <p class="hint">{say(Text::PollFixed)}</p>
            <ol class="write-hosts">
                <For
                    each=move || polls.questions.get()
                    key=|asked| asked.number
                    children=move |asked| question(writing, polls, asked)
                />
            </ol>
            {part(move || {
                let room = polls.questions.with(Vec::len) < Poll::MOST_QUESTIONS;
                room.then(|| {
                    view! {
                        <button
                            type="button"
                            class="button plain"
                            data-test="poll-question-add"
                            on:click=add
                        >
                            {Icon::Plus.draw()}
                            {language.say(Text::PollQuestionAdd)}
                        </button>
                    }
                })
            })}
            {choose(
                writing,
                Text::PollVoter,
                polls.voter,
                &[
                    (Voter::Person, Text::PollPerson, "poll-person"),
                    (Voter::Company, Text::PollCompany, "poll-company"),
                ],
            )}
            {choose(
                writing,
                Text::PollSecrecy,
                polls.secret,
                &[
                    (false, Text::PollIsOpen, "poll-open"),
                    (true, Text::PollIsSecret, "poll-secret"),
                ],
            )}
            {part(move || {
                let after_close = (ResultShown::AfterClose, Text::ResultAfterClose, "result-after-close");
                let after_vote = (ResultShown::AfterVote, Text::ResultAfterVote, "result-after-vote");
                let never = (ResultShown::Never, Text::ResultNever, "result-never");
                // Who sees a count move sees what the next vote was.
                match polls.secret.get() {
                    true => choose(writing, Text::PollResult, polls.result, &[after_close, never]),
                    false => {
                        choose(writing, Text::PollResult, polls.result, &[after_close, after_vote, never])
                    }
                }
            })}
            {polls.closes.draw(writing, Text::PollEnd, "poll-closes")}
            <button type="button" class="text-button wide" data-test="poll-remove" on:click=remove>
                {say(Text::PollRemove)}
            </button>
        </section>
    }
    .into_any()
}

/// One of some.
fn choose<T: Copy + PartialEq + Send + Sync + 'static>(
    writing: Writing,
    label: Text,
    value: RwSignal<T>,
    all: &[(T, Text, &'static str)],
) -> AnyView {
    let chips = all.iter().copied().map(|(one, text, test)| {
        let chosen = move || value.get() == one;
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=attribute(move || Some(if chosen() { "true" } else { "false" }))
                data-test=test
                on:click=move |_| {
                    value.set(one);
                    writing.touch();
                }
            >
                {say(text)}
            </button>
        }
    });
    view! {
        <div class="field" role="group" aria-label=say(label)>
            <span class="label">{say(label)}</span>
            <div class="kind-choice">{chips.collect_view()}</div>
        </div>
    }
    .into_any()
}

fn question(writing: Writing, polls: Polls, asked: Asked) -> AnyView {
    let language = language();
    let test = |name: &str| format!("{name}-{}", asked.number);
    let ready = [Text::ReadyForAgainst, Text::ReadyYesNo].map(|ready| {
        let put = move |_| {
            let words = language.say(ready).split(" / ");
            asked
                .choices
                .set(words.map(|text| polls.choice(text)).collect());
            asked.most.set(1);
            writing.touch();
        };
        view! {
            <button type="button" class="chip" data-test="poll-ready" on:click=put>
                {say(ready)}
            </button>
        }
    });
    let more = move |_| {
        let choice = polls.choice("");
        asked.choices.update(|choices| choices.push(choice));
        writing.touch();
    };
    let remove = move |_| {
        polls
            .questions
            .update(|questions| questions.retain(|one| *one != asked));
        writing.touch();
    };
    view! {
        <li class="write-host" data-test="write-question">
            {field::line(
                writing,
                asked.text,
                Text::PollQuestion,
                Poll::LONGEST_TEXT,
                Keyboard::Text,
                test("question"),
            )}
            <div class="kind-choice" role="group" aria-label=say(Text::PollReady)>
                {ready.into_iter().collect_view()}
            </div>
            <ul class="write-choices">
                <For
                    each=move || asked.choices.get()
                    key=|choice| choice.number
                    children=move |choice| line(writing, asked, choice)
                />
            </ul>
            {part(move || {
                let room = asked.choices.with(Vec::len) < Poll::MOST_CHOICES;
                room.then(|| {
                    view! {
                        <button
                            type="button"
                            class="text-button"
                            data-test="poll-choice-add"
                            on:click=more
                        >
                            {language.say(Text::PollChoiceAdd)}
                        </button>
                    }
                })
            })}
            {most(writing, asked)}
            <button type="button" class="text-button" data-test="poll-question-remove" on:click=remove>
                {say(Text::PollQuestionRemove)}
            </button>
        </li>
    }
    .into_any()
}

fn line(writing: Writing, asked: Asked, choice: Choice) -> AnyView {
    let remove = move |_| {
        asked
            .choices
            .update(|choices| choices.retain(|one| *one != choice));
        let left = asked.choices.with_untracked(Vec::len);
        let left = u8::try_from(left).unwrap_or(u8::MAX).max(1);
        asked.most.update(|most| *most = (*most).min(left));
        writing.touch();
    };
    view! {
        <li>
            <div class="input">
                <input
                    type="text"
                    autocomplete="off"
                    maxlength=Poll::LONGEST_TEXT.to_string()
                    aria-label=say(Text::PollChoice)
                    placeholder=say(Text::PollChoice)
                    data-test="write-choice"
                    prop:value=choice.text.get_untracked()
                    on:input=move |event| {
                        choice.text.set(event_target_value(&event));
                        writing.touch();
                    }
                />
            </div>
            <button
                type="button"
                class="icon-button"
                aria-label=say(Text::PollChoiceRemove)
                data-test="poll-choice-remove"
                on:click=remove
            >
                {Icon::Close.draw()}
            </button>
        </li>
    }
    .into_any()
}

/// How many choices a vote may name.
fn most(writing: Writing, asked: Asked) -> AnyView {
    let language = language();
    part(move || {
        let all = asked.choices.with(Vec::len);
        let all = u8::try_from(all).unwrap_or(u8::MAX).max(1);
        let step = move |by: i8| {
            move |_| {
                asked
                    .most
                    .update(|most| *most = most.saturating_add_signed(by).clamp(1, all));
                writing.touch();
            }
        };
        let now = asked.most.get();
        let (least, greatest) = (now == 1, now >= all);
        let words = match now {
            1 => language.say(Text::PollMostOne).to_owned(),
            most => language.fill(Text::PollMost, &[&most.to_string()]),
        };
        view! {
            <div class="write-most" role="group" aria-label=say(Text::PollMostLabel)>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=say(Text::PollFewer)
                    disabled=least
                    data-test="poll-fewer"
                    on:click=step(-1)
                >
                    {Icon::Minus.draw()}
                </button>
                <span data-test="poll-most">{words}</span>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=say(Text::PollMore)
                    disabled=greatest
                    data-test="poll-more"
                    on:click=step(1)
                >
                    {Icon::Plus.draw()}
                </button>
            </div>
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_question_lacks_is_named() {
        let asked = |text: &str, choices: &[&str]| {
            lacking_of(&Question {
                text: text.to_owned(),
                choices: choices.iter().map(|text| (*text).to_owned()).collect(),
                most: 1,
            })
        };
        assert_eq!(asked(" ", &["가", "나"]), Some(Text::PollUnnamed));
        assert_eq!(asked("질문", &["가", " "]), Some(Text::PollNoChoices));
        assert_eq!(asked("질문", &["가", "가 "]), Some(Text::PollSameChoices));
        assert_eq!(asked("질문", &["가", "나", ""]), None);
    }
}
