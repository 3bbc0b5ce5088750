use handbook_wire::entity::Officer;
use handbook_wire::ipc::{Board, BoardPerson, BoardRank, ListBoard, ListOfficers};
use leptos::prelude::*;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::portrait;
use crate::components::row::Go;
use crate::components::state::{self, stage};
use crate::i18n::{Language, Text, moment};
use crate::load::{Load, load};
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::tint;

/// The office of who stands at the head.
const HEAD: &str = "이사장";

/// 임원: those of now as a chart, 역대 이사장, and the terms before.
#[component]
pub fn Officers() -> impl IntoView {
    view! {
        <Bar title=say(Text::Officers) back=Route::Home />
        {members_only(|| {
            let officers = load::<ListOfficers>(|| ());
            let board = load::<ListBoard>(|| ());
            let pictured = move || board.value.with(|board| match board {
                Load::Ready(board) => board.clone(),
                _ => Board::default(),
            });
            view! {
                <div class="scroll" data-test="officers">
                    <div class="page">
                        {stage(
                            officers,
                            6,
                            move |officers| part(move || whole(&officers.get(), &pictured())),
                        )}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
}

fn whole(officers: &[Officer], board: &Board) -> AnyView {
    if officers.is_empty() {
        return state::empty(
            Icon::Medal,
            say(Text::OfficersEmpty),
            say(Text::PeopleEmptyHelp),
        );
    }
    let mut terms = officers.chunk_by(|one, next| one.term == next.term);
    let now = terms.next().map(|term| chart(term, board));
    let past = terms.map(term).collect_view();
    view! { {now} {heads(officers)} {past} }.into_any()
}

/// 제27대 with its time.
fn heading(officers: &[Officer]) -> AnyView {
    let language = language();
    let first = officers.first();
    let number = first.map_or(0, |officer| officer.term).to_string();
    let span = first.and_then(|officer| time(language, officer));
    view! {
        <h2 class="group-title">
            {language.fill(Text::TermOf, &[&number])} <span>{span}</span>
        </h2>
    }
    .into_any()
}

/// The newest term, an office a level, the highest at the top.
fn chart(officers: &[Officer], board: &Board) -> AnyView {
    let levels = board.ranks.iter().map(level).collect_view();
    view! {
        <section data-test="officer-term">
            {heading(officers)} <div class="board" data-test="board">
                {levels}
            </div>
        </section>
    }
    .into_any()
}

fn level(rank: &BoardRank) -> AnyView {
    let class = if rank.people.len() == 1 {
        "board-level single"
    } else {
        "board-level"
    };
    let count = language().fill(Text::People, &[&rank.people.len().to_string()]);
    let count = (rank.people.len() > 1).then(|| view! { <span class="form">{count}</span> });
    let people = rank.people.iter().map(place).collect_view();
    view! {
        <section class=class aria-label=rank.role.clone() data-test="board-level">
            <h3>{rank.role.clone()} " " {count}</h3>
            <ul>{people}</ul>
        </section>
    }
    .into_any()
}

fn place(person: &BoardPerson) -> AnyView {
    let officer = &person.officer;
    let content = view! {
        {portrait::face(&officer.name, person.picture.as_deref(), false)}
        <span class="name">{officer.name.clone()}</span>
        {officer.company.clone().map(|company| view! { <span class="note">{company}</span> })}
    };
    match &officer.member {
        Some(member) => view! {
            <li>
                <Go to=Route::Member(member.clone()) class="board-person" test="officer-row">
                    {content}
                </Go>
            </li>
        }
        .into_any(),
        None => view! {
            <li>
                <div class="board-person" data-test="officer-row">
                    {content}
                </div>
            </li>
        }
        .into_any(),
    }
}

/// 역대 이사장: who stood at the head in each term, the newest first.
fn heads(officers: &[Officer]) -> Option<AnyView> {
    let language = language();
    let heads: Vec<&Officer> = officers.iter().filter(|one| one.role == HEAD).collect();
    if heads.len() < 2 {
        return None;
    }
    let rows = heads.into_iter().map(|officer| {
        let term = language.fill(Text::TermOf, &[&officer.term.to_string()]);
        let words = [officer.company.clone(), time(language, officer)];
        let words: Vec<String> = words.into_iter().flatten().collect();
        view! {
            <li>
                <div class="row" data-test="head">
                    <span class="amount">{term}</span>
                    <div class="body">
                        <span class="value strong">{officer.name.clone()}</span>
                        <span class="note">{words.join(" · ")}</span>
                    </div>
                </div>
            </li>
        }
    });
    Some(
        view! {
            <section data-test="heads">
                <h2 class="group-title">{say(Text::Heads)}</h2>
                <ul class="group">{rows.collect_view()}</ul>
            </section>
        }
        .into_any(),
    )
}

/// A term that is over.
fn term(officers: &[Officer]) -> AnyView {
    view! {
        <section data-test="officer-term">
            {heading(officers)} <ul class="group">{officers.iter().map(row).collect_view()}</ul>
        </section>
    }
    .into_any()
}

/// 2024. 3. ~ 2028. 2.; none when the roster does not say.
pub fn time(language: Language, officer: &Officer) -> Option<String> {
    let shown = |month: &Option<String>| {
        month
            .as_deref()
            .map(|month| moment::iso(language, month))
            .unwrap_or_default()
    };
    (officer.from.is_some() || officer.to.is_some())
        .then(|| language.fill(Text::Term, &[&shown(&officer.from), &shown(&officer.to)]))
}

fn row(officer: &Officer) -> impl IntoView + use<> {
    let letters: String = officer.name.chars().take(1).collect();
    let tint = tint::class(officer.member.as_deref().unwrap_or(&officer.name));
    let content = view! {
        <span class=format!("tile {tint}") aria-hidden="true">
            {letters}
        </span>
        <div class="body">
            <span class="value strong">
                {officer.name.clone()} " " <span class="form">{officer.role.clone()}</span>
            </span>
            {officer.company.clone().map(|company| view! { <span class="note">{company}</span> })}
        </div>
    };
    match &officer.member {
        Some(member) => view! {
            <li>
                <Go to=Route::Member(member.clone()) class="row" test="officer-row">
                    {content}
                    <svg class="icon quiet" viewBox="0 0 24 24" aria-hidden="true">
                        <path d=Icon::Forward.lines() />
                    </svg>
                </Go>
            </li>
        }
        .into_any(),
        None => view! {
            <li>
                <div class="row" data-test="officer-row">
                    {content}
                </div>
            </li>
        }
        .into_any(),
    }
}
