use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use super::recent_searches::recent_searches;
use crate::directory::use_directory;
use crate::i18n::Text;
use crate::part::part;
use crate::preference::say;

/// The one search box.
#[component]
pub fn SearchBox() -> impl IntoView {
    let directory = use_directory();
    let input = NodeRef::<html::Input>::new();
    let has_cursor = RwSignal::new(false);
    let clear = move || {
        directory.type_query(String::new());
        if let Some(input) = input.get() {
            let _ = input.focus();
        }
    };
    view! {
        <div class="search-place">
        <div class="search" role="search">
            {Icon::Search.draw()}
            <input
                node_ref=input
                type="search"
                inputmode="search"
                enterkeyhint="search"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                maxlength="60"
                aria-label=say(Text::SearchLabel)
                placeholder=say(Text::SearchHint)
                data-test="search-box"
                prop:value=directory.query
                on:focus=move |_| has_cursor.set(true)
                on:blur=move |_| has_cursor.set(false)
                on:input=move |event| directory.type_query(event_target_value(&event))
                on:keydown=move |event| match event.key().as_str() {
                    "Escape" => clear(),
                    // The keyboard's own button puts the keyboard away: the hits are there already.
                    "Enter" if !event.is_composing() => {
                        if let Some(input) = input.get() {
                            let _ = input.blur();
                        }
                    }
                    _ => {}
                }
            />
            {part(move || {
                (!directory.query.get().is_empty())
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="icon-button"
                                aria-label=say(Text::SearchClear)
                                data-test="search-clear"
                                on:click=move |_| clear()
                            >
                                {Icon::Close.draw()}
                            </button>
                        }
                    })
            })}
        </div>
        {recent_searches(directory, has_cursor)}
        </div>
    }
}
