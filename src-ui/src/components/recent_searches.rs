//! Searches that led somewhere lately, under an empty search box that has the cursor.

use handbook_wire::ipc::{ClearRecent, ListRecentSearches, RecentArgs, RecentKind};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::Icon;
use crate::directory::Directory;
use crate::i18n::Text;
use crate::ipc;
use crate::load::{Load, fetch};
use crate::part::part;
use crate::preference::say;

/// The most that are shown.
const SHOWN: usize = 6;

/// The list; nothing when there is none, or when something is typed.
pub fn recent_searches(directory: Directory, has_cursor: RwSignal<bool>) -> AnyView {
    let open = Memo::new(move |_| {
        has_cursor.get() && directory.query.with(|query| query.trim().is_empty())
    });
    part(move || open.get().then(|| list(directory)))
}

fn list(directory: Directory) -> AnyView {
    let recent = fetch::<ListRecentSearches>(|| ());
    let clear = move |_| {
        recent.value.set(Load::Ready(Vec::new()));
        spawn_local(async {
            // What can't be forgotten now is there again next time.
            let args = RecentArgs {
                kind: RecentKind::Searches,
            };
            let _ = ipc::call::<ClearRecent>(args).await;
        });
    };
    part(move || {
        let Load::Ready(searches) = recent.value.get() else {
            return None;
        };
        let rows = searches.into_iter().take(SHOWN).map(|text| {
            let typed = text.clone();
            view! {
                <button
                    type="button"
                    class="row"
                    data-test="recent-search"
                    on:click=move |_| directory.type_query(typed.clone())
                >
                    {Icon::Search.draw()}
                    <span class="body">{text}</span>
                </button>
            }
            .into_any()
        });
        let rows: Vec<AnyView> = rows.collect();
        (!rows.is_empty()).then(|| {
            view! {
                // The cursor stays in the box while a row is touched.
                <div
                    class="group recent-searches"
                    data-test="recent-searches"
                    on:pointerdown=|event| event.prevent_default()
                    on:mousedown=|event| event.prevent_default()
                >
                    {rows}
                    <button
                        type="button"
                        class="text-button wide"
                        data-test="recent-clear"
                        on:click=clear
                    >
                        {say(Text::RecentSearchesClear)}
                    </button>
                </div>
            }
        })
    })
}
