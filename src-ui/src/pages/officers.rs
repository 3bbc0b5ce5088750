use handbook_wire::entity::Officer;
use handbook_wire::ipc::ListOfficers;
use leptos::prelude::*;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::Go;
use crate::components::state::{self, stage};
use crate::i18n::{Language, Text, moment};
use crate::load::load;
use crate::pages::members_only;
use crate::preference::{language, say};
use crate::route::Route;
use crate::tint;

/// 임원, by term, newest first.
#[component]
pub fn Officers() -> impl IntoView {
    view! {
        <Bar title=say(Text::Officers) back=Route::Home />
        {members_only(|| {
            let officers = load::<ListOfficers>(|| ());
            view! {
                <div class="scroll">
                    <div class="page">
                        {stage(officers, 6, |officers| (move || list(&officers.get())).into_any())}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
}

fn list(officers: &[Officer]) -> AnyView {
    if officers.is_empty() {
        return state::empty(
            Icon::Medal,
            say(Text::OfficersEmpty),
            say(Text::PeopleEmptyHelp),
        );
    }
    let language = language();
    officers
        .chunk_by(|one, next| one.term == next.term)
        .map(|term| {
            let number = term.first().map_or(0, |officer| officer.term).to_string();
            let span = term.first().and_then(|officer| time(language, officer));
            view! {
                <section data-test="officer-term">
                    <h2 class="group-title">
                        {language.fill(Text::TermOf, &[&number])} <span>{span}</span>
                    </h2>
                    <ul class="group">{term.iter().map(row).collect_view()}</ul>
                </section>
            }
        })
        .collect_view()
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
