//! 참석 현황: who answered an event and who was there, for staff.

use handbook_wire::entity::Coming;
use handbook_wire::ipc::{ListAnswers, PostArgs};
use handbook_wire::post::{PersonAnswer, PostAnswers};
use leptos::prelude::*;

use super::part::coming_name;
use crate::actions::use_actions;
use crate::clock;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state::{self, stage};
use crate::i18n::{Language, Text, moment};
use crate::load::fetch;
use crate::pages::members_only;
use crate::part::{attribute, part};
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::use_live;

/// Who is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    All,
    Answered(Coming),
    Silent,
}

impl Shown {
    const EACH: [Shown; 5] = [
        Shown::All,
        Shown::Answered(Coming::Yes),
        Shown::Answered(Coming::No),
        Shown::Answered(Coming::Proxy),
        Shown::Silent,
    ];

    fn has(self, person: &PersonAnswer) -> bool {
        match self {
            Shown::All => true,
            Shown::Answered(coming) => person.coming == Some(coming),
            Shown::Silent => person.coming.is_none(),
        }
    }

    fn words(self, language: Language, count: usize) -> String {
        let count = count.to_string();
        let name = match self {
            Shown::All => return language.fill(Text::AnswersAll, &[&count]),
            Shown::Answered(coming) => coming_name(coming),
            Shown::Silent => Text::AnswerNone,
        };
        language.fill(Text::AnswersCount, &[language.say(name), &count])
    }

    const fn test(self) -> &'static str {
        match self {
            Shown::All => "answers-all",
            Shown::Answered(Coming::Yes) => "answers-yes",
            Shown::Answered(Coming::No) => "answers-no",
            Shown::Answered(Coming::Proxy) => "answers-proxy",
            Shown::Silent => "answers-silent",
        }
    }
}

/// Who comes to the event of a post, and who was there.
pub fn answers(id: &str) -> AnyView {
    let id = id.to_owned();
    let back = Route::Post(id.clone());
    view! {
        <Bar title=say(Text::Answers) back=back />
        {members_only(move || {
            let asked = id.clone();
            let shown = RwSignal::new(Shown::All);
            // Once: each look is written in the co-op's log.
            let all = fetch::<ListAnswers>(move || PostArgs { id: asked.clone() });
            view! {
                <div class="scroll" data-test="answers">
                    <div class="page">{stage(all, 6, move |all| whole(all, shown))}</div>
                </div>
            }
                .into_any()
        })}
    }
    .into_any()
}

fn whole(all: RwSignal<PostAnswers>, shown: RwSignal<Shown>) -> AnyView {
    let (actions, live, language) = (use_actions(), use_live(), language());
    let chips = Shown::EACH.map(|one| {
        let words = move || {
            let count = all.with(|all| all.people.iter().filter(|person| one.has(person)).count());
            one.words(language, count)
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=attribute(move || Some(if shown.get() == one { "true" } else { "false" }))
                data-test=one.test()
                on:click=move |_| shown.set(one)
            >
                {part(words)}
            </button>
        }
    });
    let copy = move |_| {
        let now = live.now.get_untracked();
        actions.copy(all.with_untracked(|all| text(language, all, shown.get_untracked(), now)));
    };
    view! {
        <div class="chips" role="group" aria-label=say(Text::AnswersShow)>
            {chips.into_iter().collect_view()}
        </div>
        {part(move || {
            let now = live.now.get_untracked();
            all.with(|all| rows(language, all, shown.get(), now))
        })}
        <button type="button" class="button soft wide" data-test="answers-copy" on:click=copy>
            {say(Text::AnswersCopy)}
        </button>
    }
    .into_any()
}

fn rows(language: Language, all: &PostAnswers, shown: Shown, now: i64) -> AnyView {
    if all.people.is_empty() {
        return state::empty(
            Icon::People,
            language.say(Text::AnswersNobody),
            language.say(Text::AnswersNobodyHelp),
        );
    }
    let mut companies: Vec<(&PersonAnswer, Vec<AnyView>)> = Vec::new();
    for one in all.people.iter().filter(|one| shown.has(one)) {
        let drawn = person(language, one, now);
        match companies.last_mut() {
            Some((of, people)) if of.member == one.member => people.push(drawn),
            _ => companies.push((one, vec![drawn])),
        }
    }
    if companies.is_empty() {
        return view! { <p class="quiet-words">{language.say(Text::AnswersNone)}</p> }.into_any();
    }
    let rows = companies.into_iter().map(|(of, people)| {
        view! {
            <li>
                <div class="row" data-test="answer-row">
                    <div class="body">
                        <span class="value strong">{of.company.clone()}</span>
                        {people}
                    </div>
                </div>
            </li>
        }
    });
    view! { <ul class="group">{rows.collect_view()}</ul> }.into_any()
}

fn person(language: Language, one: &PersonAnswer, now: i64) -> AnyView {
    let class = match one.coming {
        Some(Coming::Yes) => "badge good",
        Some(Coming::Proxy) => "badge warn",
        Some(Coming::No) => "badge bad",
        None => "badge",
    };
    let there = one.attended_at.map(|at| {
        let words = there(language, at, now);
        view! {
            <span class="badge good" data-test="answer-there">
                {words}
            </span>
        }
    });
    view! {
        <span class="answer-person" data-test="answer-person">
            <span>{one.name.clone()}</span>
            <span class=class>{answered(language, one)}</span>
            {there}
        </span>
    }
    .into_any()
}

fn answered(language: Language, one: &PersonAnswer) -> String {
    match one.coming {
        Some(Coming::Yes) => language.fill(Text::AnswerPeopleOf, &[&one.people.max(1).to_string()]),
        Some(Coming::Proxy) => language.fill(Text::AnswerProxyOf, &[&one.proxy]),
        Some(Coming::No) => language.say(Text::AnswerNo).to_owned(),
        None => language.say(Text::AnswerNone).to_owned(),
    }
}

fn there(language: Language, at: i64, now: i64) -> String {
    let when = moment::clock(language, at, now, clock::offset());
    language.fill(Text::AnswersThere, &[&when])
}

/// The people that are shown, a line each.
fn text(language: Language, all: &PostAnswers, shown: Shown, now: i64) -> String {
    let lines = all.people.iter().filter(|one| shown.has(one)).map(|one| {
        let attended = one.attended_at.map(|at| there(language, at, now));
        let parts = [
            Some(one.company.clone()),
            Some(one.name.clone()),
            Some(answered(language, one)),
            attended,
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
    });
    lines.collect::<Vec<_>>().join("\n")
}
