//! A long press, the menu key, Shift+F10 or the other mouse button: what a place offers beside a touch.
//!
//! A place says by an attribute what it offers: `data-copy` a value to copy, `data-menu` the record id
//! of a company. One listener at the window serves all of them, whatever screen they are on.

use leptos::ev;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;

use crate::actions::Actions;

/// How long a press has to last, as the systems have it.
const LONG: std::time::Duration = std::time::Duration::from_millis(500);
/// How far a finger may slip, in pixels.
const SLIP: f64 = 10.0;
/// How long the buzz of a long press is, in milliseconds.
const BUZZ: u32 = 15;

#[derive(Clone, Copy, Default)]
struct Press {
    at: (f64, f64),
    timer: Option<TimeoutHandle>,
    /// The press has become a long one: the touch that ends it opens nothing.
    is_long: bool,
}

/// Listens from now on, for as long as the app runs.
pub fn start(actions: Actions) {
    let press = StoredValue::new(Press::default());
    let end = move || {
        press.update_value(|press| {
            if let Some(timer) = press.timer.take() {
                timer.clear();
            }
        });
    };
    let down = move |event: web_sys::PointerEvent| {
        end();
        press.update_value(|press| press.is_long = false);
        let Some(place) = place(event.target()) else {
            return;
        };
        if event.button() != 0 {
            return;
        }
        let place = StoredValue::new_local(place);
        let timer = set_timeout_with_handle(
            move || {
                press.update_value(|press| {
                    press.timer = None;
                    press.is_long = true;
                });
                place.with_value(|place| offer(actions, place));
            },
            LONG,
        );
        press.update_value(|press| {
            press.at = (f64::from(event.client_x()), f64::from(event.client_y()));
            press.timer = timer.ok();
        });
    };
    let moved = move |event: web_sys::PointerEvent| {
        let (x, y) = press.with_value(|press| press.at);
        let slip = (f64::from(event.client_x()) - x).hypot(f64::from(event.client_y()) - y);
        if slip > SLIP {
            end();
        }
    };
    let menu = move |event: web_sys::MouseEvent| {
        let Some(place) = place(event.target()) else {
            return;
        };
        event.prevent_default();
        // On some systems a long press comes here too: it is answered once.
        let waits = press.with_value(|press| press.timer.is_some());
        let answered = press.with_value(|press| press.is_long);
        end();
        if waits || !answered {
            press.update_value(|press| press.is_long = waits);
            offer(actions, &place);
        }
    };
    let key = move |event: web_sys::KeyboardEvent| {
        let key = event.key();
        if (key == "ContextMenu" || (key == "F10" && event.shift_key()))
            && let Some(place) = place(event.target())
        {
            event.prevent_default();
            press.update_value(|press| press.is_long = false);
            offer(actions, &place);
        }
    };
    let click = move |event: web_sys::MouseEvent| {
        if press.with_value(|press| press.is_long) {
            press.update_value(|press| press.is_long = false);
            event.prevent_default();
            event.stop_propagation();
        }
    };
    window_event_listener(ev::pointerdown, down);
    window_event_listener(ev::pointermove, moved);
    window_event_listener(ev::pointerup, move |_| end());
    window_event_listener(ev::pointercancel, move |_| end());
    window_event_listener(ev::contextmenu, menu);
    window_event_listener(ev::keydown, key);
    capture_clicks(click);
}

/// Clicks have to be caught before they reach what they would open.
fn capture_clicks(click: impl Fn(web_sys::MouseEvent) + 'static) {
    let click = wasm_bindgen::closure::Closure::<dyn Fn(web_sys::MouseEvent)>::new(click);
    let listener = click.as_ref().unchecked_ref();
    let added = window().add_event_listener_with_callback_and_bool("click", listener, true);
    if added.is_ok() {
        // It lives as long as the app.
        click.forget();
    }
}

/// The place that offers something, around what was pressed.
fn place(target: Option<web_sys::EventTarget>) -> Option<web_sys::Element> {
    let element: web_sys::Element = target?.dyn_into().ok()?;
    element.closest("[data-copy], [data-menu]").ok()?
}

fn offer(actions: Actions, place: &web_sys::Element) {
    buzz(BUZZ);
    if let Some(text) = place.get_attribute("data-copy") {
        actions.copy(text);
    } else if let Some(member) = place.get_attribute("data-menu") {
        actions.menu(member);
    }
}

/// Buzzes for so many milliseconds where the device can: iPhones and desktops have no such function.
pub fn buzz(milliseconds: u32) {
    let of = |owner: &JsValue, name: &str| js_sys::Reflect::get(owner, &JsValue::from_str(name));
    if let Ok(navigator) = of(&window(), "navigator")
        && let Ok(vibrate) = of(&navigator, "vibrate")
        && let Some(vibrate) = vibrate.dyn_ref::<js_sys::Function>()
    {
        let _ = vibrate.call1(&navigator, &JsValue::from(milliseconds));
    }
}
