use handbook_wire::ipc::{Filter, SyncState};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::index_bar::IndexBar;
use crate::components::member_row::{hit, member_row};
use crate::components::row::Go;
use crate::components::search_box::SearchBox;
use crate::components::{banner, people, state};
use crate::directory::{Directory, HITS, use_directory};
use crate::i18n::{Text, amount};
use crate::pages::{filter, members_only};
use crate::part::{attribute, effect, part};
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Live, use_live};
use crate::viewport;

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

/// The virtual list: only the rows that can be seen are there, each at its place.
#[component]
fn Roster() -> impl IntoView {
    let directory = use_directory();
    let scroller = NodeRef::<html::Div>::new();
    let probe = NodeRef::<html::Div>::new();
    let row_height = RwSignal::new(0.0_f64);
    let height = RwSignal::new(0.0_f64);
    let top = directory.scroll;

    let measure = move || {
        if let (Some(probe), Some(scroller)) = (probe.get_untracked(), scroller.get_untracked()) {
            row_height.set(probe.get_bounding_client_rect().height());
            height.set(f64::from(scroller.client_height()));
        }
    };
    let resized = window_event_listener(leptos::ev::resize, move |_| measure());
    on_cleanup(move || resized.remove());
    effect(move || {
        if probe.get().is_some() && scroller.get().is_some() {
            measure();
        }
    });
    // Back where the reader stopped, once the list has been given its height.
    let restored = StoredValue::new(false);
    effect(move || {
        if row_height.get() > 0.0 && !restored.get_value() {
            request_animation_frame(move || {
                if let Some(Some(scroller)) = scroller.try_get_untracked() {
                    set_scroll(&scroller, top.get_untracked());
                    restored.set_value(true);
                }
            });
        }
    });

    let range = Memo::new(move |_| {
        let total = directory.total.get().unwrap_or(0);
        viewport::rows(total, row_height.get(), top.get(), height.get())
    });
    effect(move || directory.want(&range.get()));
    let place = Memo::new(move |_| first_seen(top.get(), row_height.get()));
    let jump = move |offset: u64| {
        if let Some(scroller) = scroller.get_untracked() {
            set_scroll(&scroller, pixels(offset, row_height.get_untracked()));
            top.set(f64::from(scroller.scroll_top()));
        }
    };
    let total = move || directory.total.get().unwrap_or(0);
    let entries = move || {
        range
            .get()
            .map(|place| (place, directory.edition(place)))
            .collect::<Vec<_>>()
    };

    view! {
        <div class="roster" data-test="roster">
            <div
                class="scroll"
                node_ref=scroller
                tabindex="-1"
                on:scroll=move |_| {
                    if let Some(scroller) = scroller.get_untracked() && restored.get_value() {
                        top.set(f64::from(scroller.scroll_top()));
                    }
                }
            >
                <div class="member-row probe" node_ref=probe aria-hidden="true"></div>
                <div
                    class="rows"
                    role="list"
                    style:height=move || format!("{}px", pixels(total(), row_height.get()))
                >
                    <For each=entries key=|entry| *entry let((place, _edition))>
                        {placed_row(directory, place, row_height)}
                    </For>
                </div>
            </div>
            <IndexBar initials=directory.initials place=place jump=jump />
        </div>
    }
}

fn placed_row(directory: Directory, place: u64, row_height: RwSignal<f64>) -> impl IntoView {
    let (id, content) = match untrack(|| directory.row(place)) {
        Some((_, row)) => (row.id.clone(), member_row(&row, &[]).into_any()),
        None => (String::new(), waiting_row().into_any()),
    };
    view! {
        <div
            class="member-row"
            role="listitem"
            aria-posinset=(place + 1).to_string()
            aria-setsize=attribute(move || Some(directory.total.get().unwrap_or(0).to_string()))
            data-test="member-row"
            data-id=id.clone()
            data-menu=(!id.is_empty()).then_some(id)
            style:transform=move || format!("translateY({}px)", pixels(place, row_height.get()))
        >
            {content}
        </div>
    }
}

fn waiting_row() -> impl IntoView {
    view! {
        <span class="bone tile"></span>
        <span class="about">
            <span class="bone words"></span>
            <span class="bone words short"></span>
        </span>
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "rows of a list lie far below 2^52"
)]
fn pixels(rows: u64, row: f64) -> f64 {
    rows as f64 * row
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the first row seen; negatives are cut off"
)]
fn first_seen(top: f64, row: f64) -> u64 {
    if row < 1.0 {
        0
    } else {
        ((top + 1.0) / row) as u64
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "browsers scroll in whole pixels"
)]
fn set_scroll(scroller: &web_sys::Element, top: f64) {
    scroller.set_scroll_top(top.round() as i32);
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
