//! The whole directory as a list of which only the rows that can be seen are there.
//!
//! As many rows as fit the window, and a few more, stand in the page and are filled anew as the list
//! moves: a row that goes out at one end comes in at the other. Rows stand in the page in the order in
//! which they are seen, for keys and screen readers.

use std::collections::VecDeque;

use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::HtmlElement;

use super::index_bar::IndexBar;
use super::member_row::member_row;
use crate::directory::{Directory, use_directory};
use crate::part::{attribute, effect, part};
use crate::viewport;

/// A row of the page and the place in the list that it shows.
#[derive(Clone, Copy)]
struct Slot {
    element: NodeRef<html::Div>,
    place: RwSignal<u64>,
}

/// The virtual list with its index bar.
#[component]
pub fn Roster() -> impl IntoView {
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

    let total = Memo::new(move |_| directory.total.get().unwrap_or(0));
    let range =
        Memo::new(move |_| viewport::rows(total.get(), row_height.get(), top.get(), height.get()));
    effect(move || directory.want(&range.get()));
    let place = Memo::new(move |_| first_seen(top.get(), row_height.get()));
    let jump = move |offset: u64| {
        if let Some(scroller) = scroller.get_untracked() {
            set_scroll(&scroller, pixels(offset, row_height.get_untracked()));
            top.set(f64::from(scroller.scroll_top()));
        }
    };

    let count = Memo::new(move |_| range.with(|range| range.end - range.start));
    let slots = StoredValue::new(VecDeque::<Slot>::new());
    let rows = move |count: u64| {
        let start = range.with_untracked(|range| range.start);
        let made: Vec<Slot> = (start..start + count)
            .map(|place| Slot {
                element: NodeRef::new(),
                place: RwSignal::new(place),
            })
            .collect();
        slots.set_value(made.iter().copied().collect());
        made.into_iter()
            .map(|slot| row(directory, slot, total, row_height))
            .collect_view()
    };
    effect(move || {
        let start = range.with(|range| range.start);
        slots.update_value(|slots| turn(slots, start));
    });

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
                    style:height=move || format!("{}px", pixels(total.get(), row_height.get()))
                >
                    // Rows whose order in the page has been changed are not filled again, but made anew.
                    <For each=move || [count.get()] key=|count| *count let(count)>
                        {rows(count)}
                    </For>
                </div>
            </div>
            <IndexBar initials=directory.initials place=place jump=jump />
        </div>
    }
}

/// Lets `slots` show the places from `start` on, with as few of them filled anew as can be.
fn turn(slots: &mut VecDeque<Slot>, start: u64) {
    let count = slots.len() as u64;
    let Some(first) = slots.front().map(|slot| slot.place.get_untracked()) else {
        return;
    };
    if start.abs_diff(first) >= count {
        for (place, slot) in (start..).zip(slots.iter()) {
            show(*slot, place);
        }
        return;
    }
    for place in first..start {
        if let Some(slot) = slots.pop_front() {
            put(slot, slots.back(), |last, row| last.after_with_node_1(row));
            slots.push_back(slot);
            show(slot, place + count);
        }
    }
    for place in (start..first).rev() {
        if let Some(slot) = slots.pop_back() {
            put(slot, slots.front(), |first, row| {
                first.before_with_node_1(row)
            });
            slots.push_front(slot);
            show(slot, place);
        }
    }
}

/// Another company in a row takes nobody's focus over from the one that was there.
fn show(slot: Slot, place: u64) {
    if slot.place.get_untracked() == place {
        return;
    }
    if let Some(element) = slot.element.get_untracked()
        && let Some(focused) = document().active_element()
        && element.contains(Some(&focused))
        && let Some(focused) = focused.dyn_ref::<HtmlElement>()
    {
        let _ = focused.blur();
    }
    slot.place.set(place);
}

type Beside = fn(&HtmlElement, &HtmlElement) -> Result<(), JsValue>;

/// Moves a row in the page beside the row at an end.
fn put(slot: Slot, end: Option<&Slot>, beside: Beside) {
    let end = end.and_then(|end| end.element.get_untracked());
    if let (Some(row), Some(end)) = (slot.element.get_untracked(), end) {
        let _ = beside(&end, &row);
    }
}

fn row(
    directory: Directory,
    slot: Slot,
    total: Memo<u64>,
    row_height: RwSignal<f64>,
) -> impl IntoView {
    let place = slot.place;
    let row = Memo::new(move |_| directory.row(place.get()));
    let id = move || row.with(|row| row.as_ref().map(|row| row.id.clone()));
    view! {
        <div
            class="member-row"
            node_ref=slot.element
            role="listitem"
            aria-posinset=attribute(move || Some((place.get() + 1).to_string()))
            aria-setsize=attribute(move || Some(total.get().to_string()))
            data-test="member-row"
            data-id=attribute(move || Some(id().unwrap_or_default()))
            data-menu=attribute(id)
            style:transform=move || {
                format!("translateY({}px)", pixels(place.get(), row_height.get()))
            }
        >
            {part(move || match row.get() {
                Some(row) => member_row(&row, &[]).into_any(),
                None => waiting().into_any(),
            })}
        </div>
    }
}

fn waiting() -> impl IntoView {
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

/// Scrolls to `top` pixels.
#[expect(
    clippy::cast_possible_truncation,
    reason = "browsers scroll in whole pixels"
)]
pub fn set_scroll(scroller: &web_sys::Element, top: f64) {
    scroller.set_scroll_top(top.round() as i32);
}
