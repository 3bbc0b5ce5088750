//! Rows of a group: something to read, to touch, or to go to.

use leptos::prelude::*;

use super::icon::Icon;
use crate::actions::use_actions;
use crate::i18n::Text;
use crate::part::switch;
use crate::preference::say;
use crate::route::{Route, use_router};

/// A link to another screen of the app.
#[component]
pub fn Go(
    /// Where to.
    to: Route,
    /// Class of the link.
    #[prop(default = "")]
    class: &'static str,
    /// Name for tests.
    test: &'static str,
    /// What is said of it, when its content does not say enough.
    #[prop(optional, into)]
    label: Option<String>,
    /// What it shows.
    children: Children,
) -> impl IntoView {
    let router = use_router();
    let path = to.path();
    view! {
        <a
            class=class
            href=path
            aria-label=label
            data-test=test
            on:click=move |event| {
                event.prevent_default();
                router.go(to.clone());
            }
        >
            {children()}
        </a>
    }
}

/// A titled group of rows.
#[component]
pub fn Group(
    /// Heading above it.
    title: &'static str,
    /// The rows.
    children: Children,
) -> impl IntoView {
    view! {
        <section>
            <h2 class="group-title">{title}</h2>
            <div class="group">{children()}</div>
        </section>
    }
}

/// A row that only tells.
pub fn fact(key: &'static str, value: impl Into<String>, test: &'static str) -> AnyView {
    view! {
        <div class="row" data-test=test>
            <div class="body">
                <span class="key">{key}</span>
                <span class="value">{value.into()}</span>
            </div>
        </div>
    }
    .into_any()
}

/// A row with a value that a touch copies.
pub fn value(key: &'static str, value: impl Into<String>, test: &'static str) -> AnyView {
    value_of(None, key, value, test)
}

/// As [`value()`], with the face of whom it is.
pub fn value_of(
    face: Option<AnyView>,
    key: &'static str,
    value: impl Into<String>,
    test: &'static str,
) -> AnyView {
    let actions = use_actions();
    let value = value.into();
    let (held, copied) = (value.clone(), value.clone());
    view! {
        <button
            type="button"
            class="row"
            data-test=test
            data-copy=held
            on:click=move |_| actions.copy(copied.clone())
        >
            {face} <div class="body">
                <span class="key">{key}</span>
                <span class="value">{value}</span>
                <span class="spoken">{say(Text::CopyThis)}</span>
            </div>
            <svg class="icon quiet" viewBox="0 0 24 24" aria-hidden="true">
                <path d=Icon::Copy.lines() />
            </svg>
        </button>
    }
    .into_any()
}

/// A row that does something when touched, and copies its value when pressed long.
pub fn action(
    icon: Icon,
    key: &'static str,
    value: impl Into<String>,
    test: &'static str,
    act: impl Fn() + 'static,
) -> AnyView {
    let value = value.into();
    let held = value.clone();
    view! {
        <button
            type="button"
            class="row"
            data-test=test
            data-copy=held
            on:click=move |_| act()
        >
            <div class="body">
                <span class="key">{key}</span>
                <span class="value">{value}</span>
            </div>
            {icon.draw()}
        </button>
    }
    .into_any()
}

/// A row with a box that is ticked or not, and what it means. `set` is told of a touch; the box shows `on` again when
/// the row is drawn anew.
pub fn tick(
    on: bool,
    busy: RwSignal<bool>,
    words: (&'static str, Option<&'static str>),
    test: String,
    set: impl Fn(bool) + 'static,
) -> AnyView {
    let (value, note) = words;
    view! {
        <label class="row check">
            <input
                type="checkbox"
                data-test=test
                prop:checked=on
                disabled=switch(move || busy.get())
                on:change=move |event| set(event_target_checked(&event))
            />
            <span class="body">
                <span class="value">{value}</span>
                {note.map(|note| view! { <span class="note">{note}</span> })}
            </span>
        </label>
    }
    .into_any()
}
