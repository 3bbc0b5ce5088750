//! The keyboard's short ways: `/` or Ctrl+K to the search box, the arrow keys through a list of
//! companies. Everything they reach is reached by the Tab key too.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::route::{Route, Router};
use crate::status::{Access, Live};

/// What a row of a list opens.
const OPENERS: &str = ".member-row .open";
/// The one search box.
const SEARCH: &str = "[role=search] input";

/// Listens from now on, for as long as the app runs.
pub fn start(live: Live, router: Router) {
    window_event_listener(ev::keydown, move |event| {
        let can_search =
            live.access.get_untracked() == Access::Full && !untrack(|| router.is_covered());
        if can_search && asks_for_search(&event) {
            event.prevent_default();
            search(router);
        } else if let Some(next) = step(&event) {
            event.prevent_default();
            let _ = next.focus();
        }
    });
}

fn asks_for_search(event: &KeyboardEvent) -> bool {
    let held = event.ctrl_key() || event.meta_key();
    match event.key().as_str() {
        "/" => !held && !event.alt_key() && !is_written_in(event),
        "k" | "K" => held && !event.alt_key(),
        _ => false,
    }
}

/// Whether the key goes into a text.
fn is_written_in(event: &KeyboardEvent) -> bool {
    target(event).is_some_and(|element| matches!(element.tag_name().as_str(), "INPUT" | "TEXTAREA"))
}

fn search(router: Router) {
    if router.route_untracked() != Route::Directory {
        router.go(Route::Directory);
    }
    // The screen is there from the next frame on.
    request_animation_frame(|| {
        if let Some(input) = all(&document(), SEARCH).into_iter().next() {
            let _ = input.focus();
        }
    });
}

/// Where an arrow key leads: from the search box to the first row, from a row to its neighbour, from the
/// first row back to the box.
fn step(event: &KeyboardEvent) -> Option<HtmlElement> {
    let down = match event.key().as_str() {
        "ArrowDown" => true,
        "ArrowUp" => false,
        _ => return None,
    };
    if event.is_composing() || event.ctrl_key() || event.alt_key() || event.shift_key() {
        return None;
    }
    let here = target(event)?;
    if here.matches(SEARCH).ok()? {
        return down.then(|| all(&document(), OPENERS).into_iter().next())?;
    }
    let row = here.closest(".member-row").ok()??;
    let openers = all(&document(), OPENERS);
    let at = openers
        .iter()
        .position(|opener| row.contains(Some(opener)))?;
    match down {
        true => openers.into_iter().nth(at + 1),
        false if at == 0 => all(&document(), SEARCH).into_iter().next(),
        false => openers.into_iter().nth(at - 1),
    }
}

fn target(event: &KeyboardEvent) -> Option<Element> {
    event.target()?.dyn_into().ok()
}

/// All elements below `root` that fit `selector`, in their order.
pub fn all(root: &web_sys::Node, selector: &str) -> Vec<HtmlElement> {
    let find = |root: &web_sys::Node| {
        let find = js_sys::Reflect::get(root, &"querySelectorAll".into()).ok()?;
        let find: js_sys::Function = find.dyn_into().ok()?;
        find.call1(root, &selector.into()).ok()
    };
    let found = find(root).map(|found| js_sys::Array::from(&found));
    let elements = found.into_iter().flatten();
    elements.filter_map(|one| one.dyn_into().ok()).collect()
}
