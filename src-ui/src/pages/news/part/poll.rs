//! 설문·투표: what is asked, the vote, and how it stands.

use handbook_wire::auth::Role;
use handbook_wire::entity::{Poll, Question, ResultShown, Voter};
use handbook_wire::ipc::{CastVote, PostView, TallyView, VoteArgs, VoteView};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::tally;
use super::turnout::turnout;
use crate::clock;
use crate::components::icon::Icon;
use crate::i18n::{Language, Text, amount, moment};
use crate::ipc;
use crate::load::{Load, Loaded};
use crate::overlay::{choice, use_overlay};
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::status::{Live, use_live};
use crate::toast::use_toast;

/// The poll of a post that holds one.
pub fn poll(view: RwSignal<PostView>) -> AnyView {
    let asked = Memo::new(move |_| view.with(|view| view.post.poll.clone()));
    part(move || asked.get().map(|asked| whole(view, asked)))
}

/// The poll of a post that is being written.
pub fn preview(poll: &Poll) -> AnyView {
    let shown = poll.questions.iter().enumerate();
    view! {
        <section class="post poll" data-test="poll">
            <h2>{say(Text::Poll)}</h2>
            {rules(poll)}
            {shown.map(|(number, question)| told(number, question)).collect_view()}
        </section>
    }
    .into_any()
}

/// What whoever looks can do.
#[derive(Debug, Clone, PartialEq)]
enum Stage {
    /// Vote; after a vote that was refused with the reason.
    Vote(Option<Text>),
    /// Look on: staff have no vote.
    LookOn,
    /// Nothing any more, for this reason.
    Over(String),
    /// The vote waits for a connection.
    Waiting(Vec<Vec<u8>>),
    /// It was taken.
    Cast(Option<i64>, Vec<Vec<u8>>),
}

fn whole(view: RwSignal<PostView>, poll: Poll) -> AnyView {
    let live = use_live();
    let language = language();
    let id = view.with_untracked(|view| view.id.clone());
    let vote = Memo::new(move |_| view.with(|view| view.vote.clone()));
    let (closes_at, voter) = (poll.closes_at, poll.voter);
    let is_closed = Memo::new(move |_| closes_at <= live.now.get());
    let is_staff = Memo::new(move |_| {
        let role = live.account.get().map(|account| account.role);
        role == Some(Role::Staff)
    });
    // How it stands moves with one's own vote and with the end.
    let moves = Memo::new(move |_| (vote.get(), is_closed.get()));
    let tally = tally(view, moves);
    let cast_by = Memo::new(move |_| {
        tally.value.with(|tally| match tally {
            Load::Ready(told) => told.tally.poll.as_ref()?.cast_by.clone(),
            _ => None,
        })
    });
    let stage = Memo::new(move |_| {
        let over = || Stage::Over(language.say(Text::PollClosed).to_owned());
        match (vote.get(), cast_by.get(), is_closed.get()) {
            (VoteView::Waiting { ballot }, ..) => Stage::Waiting(ballot),
            (VoteView::Cast { at, ballot }, ..) => Stage::Cast(at, ballot),
            _ if is_staff.get() => Stage::LookOn,
            (_, Some(name), _) => Stage::Over(cast_by_other(language, voter, &name)),
            (VoteView::Refused { .. }, None, true) => {
                Stage::Over(language.say(Text::VoteLate).to_owned())
            }
            (VoteView::None, None, true) => over(),
            (VoteView::Refused { .. }, None, false) => Stage::Vote(Some(Text::VoteRefused)),
            (VoteView::None, None, false) => Stage::Vote(None),
        }
    });
    let mine = Memo::new(move |_| match vote.get() {
        VoteView::Waiting { ballot } | VoteView::Cast { ballot, .. } => ballot,
        _ => Vec::new(),
    });
    let poll = StoredValue::new(poll);
    let id = StoredValue::new(id);
    view! {
        <section class="post poll" aria-labelledby="poll-title" data-test="poll">
            <h2 id="poll-title">{say(Text::Poll)}</h2>
            {poll.with_value(rules)}
            {part(move || poll.with_value(|poll| at_stage(live, &id.get_value(), poll, stage.get())))}
            {part(move || poll.with_value(|poll| standing(live, tally, poll, &mine.get())))}
            {part(move || {
                is_staff.get().then(|| poll.with_value(|poll| turnout(&id.get_value(), poll)))
            })}
        </section>
    }
    .into_any()
}

/// Who has used the vote that is one's own too: a colleague, or oneself with another account.
fn cast_by_other(language: Language, voter: Voter, name: &str) -> String {
    match name {
        _ if voter == Voter::Person => language.say(Text::VoteByOneself).to_owned(),
        // Whoever it was has given the account up since.
        "" => language.say(Text::VoteBySomebody).to_owned(),
        name => language.fill(Text::VoteBy, &[name]),
    }
}

/// What is told before one votes: whose vote it is, who learns of it, until when, and when there is a result.
fn rules(poll: &Poll) -> AnyView {
    let live = use_live();
    let voter = match poll.voter {
        Voter::Person => Text::PollByPerson,
        Voter::Company => Text::PollByCompany,
    };
    let secret = match poll.secret {
        true => Text::PollSecret,
        false => Text::PollOpen,
    };
    let result = match (poll.secret, poll.result) {
        (_, ResultShown::AfterClose) | (true, ResultShown::AfterVote) => Text::PollAfterClose,
        (false, ResultShown::AfterVote) => Text::PollAfterVote,
        (_, ResultShown::Never) => Text::PollNever,
    };
    let closes = moment::clock(
        language(),
        poll.closes_at,
        live.now.get_untracked(),
        clock::offset(),
    );
    view! {
        <ul class="poll-rules" data-test="poll-rules">
            <li>
                <strong>{language().fill(Text::PollCloses, &[&closes])}</strong>
            </li>
            <li>{say(voter)}</li>
            <li>{say(secret)}</li>
            <li>{say(result)}</li>
        </ul>
    }
    .into_any()
}

fn at_stage(live: Live, id: &str, poll: &Poll, stage: Stage) -> AnyView {
    let language = language();
    match stage {
        Stage::Vote(why) => view! {
            {why
                .map(|why| {
                    view! {
                        <p class="wrong" role="alert" data-test="vote-refused">
                            {say(why)}
                        </p>
                    }
                })}
            {form(id, poll)}
        }
        .into_any(),
        Stage::LookOn => {
            let shown = poll.questions.iter().enumerate();
            shown
                .map(|(number, question)| told(number, question))
                .collect_view()
                .into_any()
        }
        Stage::Over(why) => view! {
            <p class="poll-state" role="status" data-test="poll-over">
                {why}
            </p>
        }
        .into_any(),
        Stage::Waiting(ballot) => view! {
            <p class="poll-state" role="status" data-test="vote-waiting">
                {say(Text::VoteWaiting)}
            </p>
            {chosen(poll, &ballot)}
        }
        .into_any(),
        Stage::Cast(at, ballot) => {
            let when =
                at.map(|at| moment::clock(language, at, live.now.get_untracked(), clock::offset()));
            let words = match when {
                Some(when) => language.fill(Text::VoteCastAt, &[&when]),
                None => language.say(Text::VoteCast).to_owned(),
            };
            view! {
                <p class="poll-state good" role="status" data-test="vote-cast">
                    {Icon::Check.draw()}
                    {words}
                </p>
                {chosen(poll, &ballot)}
            }
            .into_any()
        }
    }
}

fn title(number: usize, question: &Question) -> String {
    format!("{}. {}", number + 1, question.text)
}

/// A question as it is asked, for those who do not answer it.
fn told(number: usize, question: &Question) -> AnyView {
    view! {
        <div class="poll-question">
            <h3>{title(number, question)}</h3>
            {most(question)}
            <ul class="poll-told">
                {question.choices.iter().map(|text| view! { <li>{text.clone()}</li> }).collect_view()}
            </ul>
        </div>
    }
    .into_any()
}

fn most(question: &Question) -> Option<AnyView> {
    (question.most > 1).then(|| {
        let words = language().fill(Text::PollMost, &[&question.most.to_string()]);
        view! { <p class="hint">{words}</p> }.into_any()
    })
}

/// What was chosen, as far as it is known here.
fn chosen(poll: &Poll, ballot: &[Vec<u8>]) -> Option<AnyView> {
    if ballot.is_empty() {
        return None;
    }
    let lines = poll.questions.iter().zip(ballot).enumerate();
    let lines = lines.map(|(number, (question, chosen))| {
        view! {
            <div>
                <dt>{title(number, question)}</dt>
                <dd>{names(question, chosen)}</dd>
            </div>
        }
    });
    Some(
        view! { <dl class="poll-chosen" data-test="vote-chosen">{lines.collect_view()}</dl> }
            .into_any(),
    )
}

/// The choices with these numbers.
pub(super) fn names(question: &Question, chosen: &[u8]) -> String {
    let names = chosen
        .iter()
        .filter_map(|choice| question.choices.get(usize::from(*choice)));
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A ballot that is being filled in.
#[derive(Clone, Copy)]
struct Ballot {
    chosen: RwSignal<Vec<Vec<u8>>>,
    /// The question that is told to be without an answer.
    lacking: RwSignal<Option<usize>>,
}

impl Ballot {
    fn has(self, number: usize, choice: u8) -> bool {
        self.chosen
            .with(|chosen| chosen.get(number).is_some_and(|one| one.contains(&choice)))
    }

    fn is_full(self, number: usize, most: u8) -> bool {
        self.chosen.with(|chosen| {
            chosen
                .get(number)
                .is_some_and(|one| one.len() >= usize::from(most))
        })
    }

    fn put(self, number: usize, choice: u8, on: bool, only: bool) {
        self.chosen.update(|chosen| {
            let Some(one) = chosen.get_mut(number) else {
                return;
            };
            one.retain(|other| !only && *other != choice);
            if on {
                one.push(choice);
                one.sort_unstable();
            }
        });
        let answered =
            |chosen: &Vec<Vec<u8>>| chosen.get(number).is_some_and(|one| !one.is_empty());
        if self.lacking.get_untracked() == Some(number) && self.chosen.with_untracked(answered) {
            self.lacking.set(None);
        }
    }
}

fn form(id: &str, poll: &Poll) -> AnyView {
    let (language, overlay, toast) = (language(), use_overlay(), use_toast());
    let ballot = Ballot {
        chosen: RwSignal::new(vec![Vec::new(); poll.questions.len()]),
        lacking: RwSignal::new(None),
    };
    let questions = poll.questions.iter().enumerate();
    let questions = questions.map(|(number, one)| question(number, one, ballot));
    let questions = questions.collect_view();
    let asked = StoredValue::new(poll.clone());
    let id = StoredValue::new(id.to_owned());
    let cast = move || {
        overlay.close();
        let args = VoteArgs {
            id: id.get_value(),
            ballot: ballot.chosen.get_untracked(),
        };
        spawn_local(async move {
            if let Err(error) = ipc::call::<CastVote>(args).await {
                toast.fail(language, &error);
            }
        });
    };
    let ask = move |_| {
        let unanswered = ballot
            .chosen
            .with_untracked(|chosen| chosen.iter().position(Vec::is_empty));
        if let Some(number) = unanswered {
            ballot.lacking.set(Some(number));
            return lead_to(number);
        }
        overlay.open(language.say(Text::VoteAsk), move || {
            let no = move || overlay.close();
            let lines = ballot.chosen.get_untracked();
            view! {
                <li class="poll-confirm">
                    {asked.with_value(|poll| chosen(poll, &lines))}
                    <p>{language.say(Text::VoteForGood)}</p>
                </li>
                {choice(Icon::Check, language.say(Text::Vote), None, "vote-yes", cast)}
                {choice(Icon::Back, language.say(Text::Cancel), None, "vote-no", no)}
            }
            .into_any()
        });
    };
    view! {
        <div class="poll-form">
            {questions}
            <button type="button" class="button wide" data-test="vote" on:click=ask>
                {say(Text::Vote)}
            </button>
        </div>
    }
    .into_any()
}

fn place(number: usize) -> String {
    format!("poll-question-{number}")
}

/// Shows a question that is not answered, once what is said of it stands there.
fn lead_to(number: usize) {
    request_animation_frame(move || {
        let Some(question) = document().get_element_by_id(&place(number)) else {
            return;
        };
        question.scroll_into_view();
        let first = question.query_selector("input").ok().flatten();
        if let Some(first) = first.and_then(|first| first.dyn_into::<web_sys::HtmlElement>().ok()) {
            let _ = first.focus();
        }
    });
}

fn question(number: usize, question: &Question, ballot: Ballot) -> AnyView {
    let language = language();
    let only = question.most <= 1;
    let most_chosen = question.most.max(1);
    let kind = if only { "radio" } else { "checkbox" };
    let name = place(number);
    let choices = (0_u8..).zip(&question.choices).map(|(choice, text)| {
        let full =
            move || !only && !ballot.has(number, choice) && ballot.is_full(number, most_chosen);
        view! {
            <label class="poll-choice">
                <input
                    type=kind
                    name=name.clone()
                    data-test="poll-choice"
                    disabled=switch(full)
                    prop:checked=move || ballot.has(number, choice)
                    on:change=move |event| {
                        ballot.put(number, choice, event_target_checked(&event), only);
                    }
                />
                <span>{text.clone()}</span>
            </label>
        }
    });
    view! {
        <fieldset class="poll-question" id=place(number) data-test="poll-question">
            <legend>{title(number, question)}</legend>
            {most(question)}
            {part(move || {
                (ballot.lacking.get() == Some(number))
                    .then(|| {
                        view! {
                            <p class="wrong" role="alert" data-test="poll-lacking">
                                {language.say(Text::PollLacking)}
                            </p>
                        }
                    })
            })}
            {choices.collect_view()}
        </fieldset>
    }
    .into_any()
}

/// How it stands, as far as whoever looks may know.
fn standing(live: Live, tally: Loaded<TallyView>, poll: &Poll, mine: &[Vec<u8>]) -> AnyView {
    let language = language();
    let (told, counts) = tally.value.with(|tally| match tally {
        Load::Ready(told) => (Some((told.at, told.offline)), told.tally.poll.clone()),
        _ => (None, None),
    });
    let (Some((at, offline)), Some(counts)) = (told, counts) else {
        return ().into_any();
    };
    let words = match poll.voter {
        Voter::Person => Text::PollTurnoutPeople,
        Voter::Company => Text::PollTurnoutCompanies,
    };
    let turnout = [counts.cast, counts.entitled].map(|count| amount::grouped(count.into()));
    let turnout = language.fill(words, &[&turnout[0], &turnout[1]]);
    let old = offline.then(|| {
        let when = moment::clock(language, at, live.now.get_untracked(), clock::offset());
        let words = language.fill(Text::PollAsOf, &[&when]);
        view! { <p class="hint">{words}</p> }
    });
    let results = counts.votes.map(|votes| {
        let questions = poll.questions.iter().zip(votes).enumerate();
        questions
            .map(|(number, (question, votes))| {
                let mine = mine.get(number).map_or(&[][..], Vec::as_slice);
                result(number, question, &votes, counts.cast, mine)
            })
            .collect_view()
    });
    view! {
        <p class="poll-turnout" data-test="poll-turnout">
            {turnout}
        </p>
        {old}
        {results}
    }
    .into_any()
}

/// Whole percent of `cast`.
fn percent(votes: u32, cast: u32) -> u64 {
    match cast {
        0 => 0,
        cast => (u64::from(votes) * 200 + u64::from(cast)) / (u64::from(cast) * 2),
    }
}

fn result(number: usize, question: &Question, votes: &[u32], cast: u32, mine: &[u8]) -> AnyView {
    let language = language();
    let most = votes.iter().max().copied().unwrap_or(0);
    let rows = (0_u8..).zip(question.choices.iter().zip(votes));
    let rows = rows.map(|(choice, (text, votes))| {
        let share = percent(*votes, cast);
        let count = [amount::grouped((*votes).into()), share.to_string()];
        let count = language.fill(Text::PollVotes, &[&count[0], &count[1]]);
        let own = mine.contains(&choice).then(|| {
            view! { <span class="badge">{say(Text::PollMine)}</span> }
        });
        let class = match *votes == most && most > 0 {
            true => "poll-result first",
            false => "poll-result",
        };
        view! {
            <li class=class data-test="poll-result">
                <span class="poll-result-words">
                    <span>{text.clone()} " " {own}</span>
                    <span class="count">{count}</span>
                </span>
                <span class="poll-bar" aria-hidden="true">
                    <span style:width=format!("{}%", share.min(100))></span>
                </span>
            </li>
        }
    });
    view! {
        <div class="poll-question">
            <h3>{title(number, question)}</h3>
            <ul class="poll-results">{rows.collect_view()}</ul>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_are_rounded_and_of_no_votes_none() {
        for (votes, cast, shown) in [
            (0, 0, 0),
            (1, 3, 33),
            (2, 3, 67),
            (1, 2, 50),
            (1, 200, 1),
            (u32::MAX, u32::MAX, 100),
        ] {
            assert_eq!(percent(votes, cast), shown);
        }
    }
}
