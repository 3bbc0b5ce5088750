use handbook_wire::ipc::{Filter, SyncState};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::member_row::hit;
use crate::components::roster::{Roster, set_scroll};
use crate::components::row::Go;
use crate::components::search_box::SearchBox;
use crate::components::{banner, people, state};
use crate::directory::{Directory, HITS, use_directory};
use crate::i18n::{Text, amount};
use crate::pages::{filter, members_only};
use crate::part::{effect, part};
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Live, use_live};

/// 조합원사: every company, and one box to find any.
#[component]
pub fn DirectoryPage() -> impl IntoView {
    let directory = use_directory();
    let status = use_live();
    let language = language();
    let count = move || {
        directory
            .total
            .get()
            .filter(|total| *total > 0)
            .map(|total| {
                view! {
                    <span class="count" data-test="member-count">
                        {language.fill(Text::Places, &[&amount::grouped(total)])}
                    </span>
                }
            })
    };
    let searching = Memo::new(move |_| !directory.query.with(|query| query.trim().is_empty()));
    view! {
        <Bar title=say(Text::NavDirectory)>
            <div class="bar-note">{part(count)}</div>
            <Go to=Route::Scan class="icon-button" label=say(Text::Scan) test="directory-scan">
                {Icon::Scan.draw()}
            </Go>
        </Bar>
        {members_only(move || {
            view! {
                <div class="directory-head">
                    <SearchBox /> {filter::chosen(directory)}
                </div>
                {part(move || {
                    if searching.get() {
                        hits(directory).into_any()
                    } else {
                        every_company(directory, status)
                    }
                })}
            }
                .into_any()
        })}
    }
}

/// Hits after which what stands below them is out of sight.
const FEW: usize = 4;

#[derive(Clone, PartialEq)]
enum Shown {
    Failed(handbook_wire::ErrorReply),
    Loading,
    Empty,
    NoneFits,
    Rows,
}

fn every_company(directory: Directory, status: Live) -> AnyView {
    let shown = Memo::new(
        move |_| match (directory.total.get(), directory.failure.get()) {
            (None, Some(error)) => Shown::Failed(error),
            (None, None) => Shown::Loading,
            (Some(0), _) if directory.filter.with(Filter::is_empty) => Shown::Empty,
            (Some(0), _) => Shown::NoneFits,
            (Some(_), _) => Shown::Rows,
        },
    );
    part(move || match shown.get() {
        Shown::Failed(error) => state::failed(&error, move || directory.retry()),
        Shown::Loading => view! { <div class="page">{state::skeleton(7)}</div> }.into_any(),
        Shown::Empty => part(move || nothing_yet(status)),
        Shown::NoneFits => filter::nothing_fits(directory),
        Shown::Rows => view! { <Roster /> }.into_any(),
    })
}

/// Why there is no company: on its way, no connection, or none in the roster.
pub fn nothing_yet(status: Live) -> AnyView {
    let synced = status.has_synced();
    match status.sync.get() {
        sync if banner::progress(&sync).is_some() => state::empty(
            Icon::Sync,
            say(Text::DirectoryWaiting),
            say(Text::DirectoryWaitingHelp),
        ),
        SyncState::Connecting if !synced => state::empty(
            Icon::Sync,
            say(Text::DirectoryWaiting),
            say(Text::DirectoryWaitingHelp),
        ),
        SyncState::Offline if !synced => state::empty(
            Icon::Offline,
            say(Text::DirectoryOffline),
            say(Text::DirectoryOfflineHelp),
        ),
        _ => state::empty(
            Icon::Company,
            say(Text::DirectoryEmpty),
            say(Text::DirectoryEmptyHelp),
        ),
    }
}

fn hits(directory: Directory) -> impl IntoView {
    let language = language();
    let list = NodeRef::<html::Div>::new();
    effect(move || {
        if let Some(list) = list.get() {
            set_scroll(&list, directory.hits_scroll.get_value());
        }
    });
    let content = move || match directory.found.get() {
        None => view! { <div class="page">{state::skeleton(5)}</div> }.into_any(),
        Some((_, Err(error))) => state::failed(&error, move || directory.search()),
        Some((text, Ok(reply))) if reply.hits.is_empty() => {
            match directory.people.with(|found| people::people(found)) {
                Some(people) => people,
                None => nothing_found(&text),
            }
        }
        Some((text, Ok(reply))) => {
            let found = if reply.alike {
                language.fill(Text::FoundAlike, &[&text])
            } else if reply.total > HITS {
                let (total, shown) = (amount::grouped(reply.total), HITS.to_string());
                language.fill(Text::FoundFirst, &[&total, &shown])
            } else {
                language.fill(Text::Found, &[&amount::grouped(reply.total)])
            };
            let (people, count) = directory
                .people
                .with(|found| (people::people(found), found.len()));
            let jump = (count > 0 && reply.hits.len() > FEW).then(|| to_people(count));
            view! {
                <div class="found-line">
                    <p role="status" data-test="found-count">
                        {found}
                    </p>
                    {jump}
                </div>
                <ul class="hits" data-test="hits" on:click:capture=move |_| directory.remember()>
                    {reply.hits.iter().map(hit).collect_view()}
                </ul>
                {people}
            }
            .into_any()
        }
    };
    view! {
        <div
            class="scroll"
            node_ref=list
            on:scroll=move |_| {
                if let Some(list) = list.get_untracked() {
                    directory.hits_scroll.set_value(f64::from(list.scroll_top()));
                }
            }
        >
            {part(content)}
        </div>
    }
}

/// The way past the companies to the co-op's own people.
fn to_people(count: usize) -> AnyView {
    let words = language().fill(Text::FoundPeopleToo, &[&count.to_string()]);
    let jump = move |_| {
        if let Some(place) = document().get_element_by_id(people::PLACE) {
            place.scroll_into_view();
            if let Ok(place) = place.dyn_into::<web_sys::HtmlElement>() {
                let _ = place.focus();
            }
        }
    };
    view! {
        <button type="button" class="text-button" data-test="to-people" on:click=jump>
            {words}
        </button>
    }
    .into_any()
}

fn nothing_found(text: &str) -> AnyView {
    let title = language().fill(Text::NothingFound, &[text]);
    view! {
        <div class="state" role="status" data-test="nothing-found">
            {Icon::Search.draw()}
            <h2>{title}</h2>
            <ul class="advice">
                <li>{say(Text::AdviceShorter)}</li>
                <li>{say(Text::AdviceInitials)}</li>
                <li>{say(Text::AdviceDigits)}</li>
            </ul>
        </div>
    }
    .into_any()
}
