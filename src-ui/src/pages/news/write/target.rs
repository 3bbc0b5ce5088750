use handbook_wire::entity::Targets;
use handbook_wire::ipc::{CountReach, Filter, FilterArgs, ListFacets};
use leptos::prelude::*;

use super::Writing;
use crate::components::company_search::CompanySearch;
use crate::i18n::{Text, amount};
use crate::load::{Load, fetch, load};
use crate::part::{attribute, part};
use crate::preference::{language, say};

/// 받을 사람, with how many it reaches.
pub(super) fn targets(writing: Writing) -> AnyView {
    let facets = load::<ListFacets>(|| FilterArgs {
        filter: Filter::default(),
    });
    view! {
        <div class="field" role="group" aria-label=say(Text::WriteFor)>
            <span class="label">{say(Text::WriteFor)}</span>
            <div class="kind-choice">
                {toggle(writing, say(Text::WriteForAll).to_owned(), "target-all", |t| t.all, |t| t.all = !t.all)}
                {toggle(
                    writing,
                    say(Text::WriteForOfficers).to_owned(),
                    "target-officers",
                    |t| t.officers,
                    |t| t.officers = !t.officers,
                )}
                {part(move || {
                    facets
                        .value
                        .with(|facets| match facets {
                            Load::Ready(facets) => {
                                let names = facets.branches.iter();
                                names.map(|branch| of_branch(writing, branch.value.clone())).collect_view().into_any()
                            }
                            _ => ().into_any(),
                        })
                })}
            </div>
            {companies(writing)} {reach(writing)}
        </div>
    }
    .into_any()
}

fn of_branch(writing: Writing, name: String) -> AnyView {
    let (held, changed) = (name.clone(), name.clone());
    toggle(
        writing,
        name,
        "target-branch",
        move |targets| targets.branches.contains(&held),
        move |targets| switch_in(&mut targets.branches, &changed),
    )
}

fn switch_in(list: &mut Vec<String>, value: &str) {
    match list.iter().position(|one| one == value) {
        Some(at) => {
            list.remove(at);
        }
        None => list.push(value.to_owned()),
    }
}

fn toggle(
    writing: Writing,
    words: String,
    test: &'static str,
    on: impl Fn(&Targets) -> bool + Send + Sync + 'static,
    change: impl Fn(&mut Targets) + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="chip"
            aria-pressed=attribute(move || {
                Some(if writing.targets.with(&on) { "true" } else { "false" })
            })
            data-test=test
            on:click=move |_| {
                writing.targets.update(&change);
                writing.touch();
            }
        >
            {words}
        </button>
    }
    .into_any()
}

/// Chosen companies: found by name, taken and left by a touch.
fn companies(writing: Writing) -> AnyView {
    let language = language();
    let found = CompanySearch::new();
    view! {
        <div class="input">
            <input
                type="search"
                autocomplete="off"
                maxlength="60"
                aria-label=say(Text::SearchLabel)
                placeholder=say(Text::SearchHint)
                data-test="target-search"
                on:input=move |event| found.look(event_target_value(&event))
            />
        </div>
        <div class="kind-choice">
            {part(move || {
                let rows = found.rows();
                rows.into_iter()
                    .map(|row| {
                        let (held, changed) = (row.id.clone(), row.id.clone());
                        toggle(
                            writing,
                            row.name,
                            "target-company",
                            move |targets| targets.members.contains(&held),
                            move |targets| switch_in(&mut targets.members, &changed),
                        )
                    })
                    .collect_view()
            })}
        </div>
        {part(move || {
            let count = writing.targets.with(|targets| targets.members.len());
            (count > 0)
                .then(|| {
                    let words = language.fill(Text::WriteForSome, &[&count.to_string()]);
                    view! { <p class="hint" data-test="target-some">{words}</p> }
                })
        })}
    }
    .into_any()
}

/// How many it reaches, as the server counts.
fn reach(writing: Writing) -> AnyView {
    let language = language();
    let reached = fetch::<CountReach>(move || writing.targets.get());
    view! {
        <p class="hint" aria-live="polite" data-test="write-reach">
            {part(move || {
                if writing.targets.with(Targets::is_nobody) {
                    return language.say(Text::WriteReachNobody).to_owned();
                }
                reached
                    .value
                    .with(|value| match value {
                        Load::Ready(reach) => {
                            let counts = [
                                amount::grouped(reach.companies.into()),
                                amount::grouped(reach.people.into()),
                            ];
                            language.fill(Text::WriteReach, &[&counts[0], &counts[1]])
                        }
                        _ => String::new(),
                    })
            })}
        </p>
    }
    .into_any()
}
