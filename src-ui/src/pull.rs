//! Pulling a tab's own list down from its top: it is brought up to date now.

use handbook_wire::ipc::SyncNow;
use js_sys::Reflect;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::{JsCast, JsValue};

use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::part::part;
use crate::preference::say;
use crate::route::Router;
use crate::status::{Access, Live};
use crate::{clock, ipc};

/// How far the mark comes down until letting go means it, in pixels.
const FAR: f64 = 64.0;
/// What a finger has to move for a pixel of the mark.
const DRAG: f64 = 2.0;
/// Shortest time (ms) that the mark turns: what is over at once looks like nothing.
const LEAST: i32 = 600;

/// How far it is pulled, and whether it is being done.
#[derive(Clone, Copy)]
pub struct Pull {
    by: RwSignal<f64>,
    busy: RwSignal<bool>,
}

/// Listens from now on, for as long as the app runs.
pub fn start(live: Live, router: Router) -> Pull {
    let pull = Pull {
        by: RwSignal::new(0.0),
        busy: RwSignal::new(false),
    };
    let from: StoredValue<Option<(f64, f64)>> = StoredValue::new(None);
    let down = move |event: web_sys::TouchEvent| {
        let route = router.route_untracked();
        let may = live.access.get_untracked() == Access::Full
            && route == route.tab()
            && !pull.busy.get_untracked()
            && is_at_top(event.target());
        from.set_value(may.then(|| finger(&event)).flatten());
    };
    let moved = move |event: web_sys::TouchEvent| {
        let (Some((x, y)), Some((to_x, to_y))) = (from.get_value(), finger(&event)) else {
            return stop(pull, from);
        };
        // A list that was scrolled, or a finger that goes sideways, means something else.
        if (to_x - x).abs() > (to_y - y).abs().max(DRAG * DRAG) || !is_at_top(event.target()) {
            return stop(pull, from);
        }
        pull.by.set(((to_y - y) / DRAG).clamp(0.0, FAR * 1.5));
    };
    let up = move |_| {
        let meant = from.get_value().is_some() && pull.by.get_untracked() >= FAR;
        stop(pull, from);
        if meant {
            spawn_local(refresh(pull));
        }
    };
    window_event_listener(ev::touchstart, down);
    window_event_listener(ev::touchmove, moved);
    window_event_listener(ev::touchend, up);
    window_event_listener(ev::touchcancel, move |_| stop(pull, from));
    pull
}

fn stop(pull: Pull, from: StoredValue<Option<(f64, f64)>>) {
    from.set_value(None);
    if pull.by.get_untracked() > 0.0 {
        pull.by.set(0.0);
    }
}

async fn refresh(pull: Pull) {
    pull.busy.set(true);
    // What comes of it is said where it always is: the line at the top, the rows themselves.
    let _ = ipc::call::<SyncNow>(()).await;
    clock::pause(LEAST).await;
    pull.busy.set(false);
}

/// Where the one finger is; none when there are more.
fn finger(event: &web_sys::TouchEvent) -> Option<(f64, f64)> {
    let get = |of: &JsValue, name: &str| Reflect::get(of, &name.into()).ok();
    let touches = get(event, "touches")?;
    if get(&touches, "length")?.as_f64()? != 1.0 {
        return None;
    }
    let touch = get(&touches, "0")?;
    let at = |name: &str| get(&touch, name)?.as_f64();
    Some((at("clientX")?, at("clientY")?))
}

/// Whether a finger lies on a list that shows its beginning.
fn is_at_top(target: Option<web_sys::EventTarget>) -> bool {
    let list = target
        .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        .and_then(|element| element.closest("main .scroll").ok().flatten());
    list.is_some_and(|list| list.scroll_top() <= 0)
}

/// Where the mark comes down.
pub fn pull_place(pull: Pull) -> AnyView {
    part(move || {
        let busy = pull.busy.get();
        (busy || pull.by.get() > 0.0).then(|| mark(pull, busy))
    })
}

fn mark(pull: Pull, busy: bool) -> AnyView {
    let class = match busy {
        true => "pull busy",
        false => "pull",
    };
    let by = pull.by.get_untracked();
    let down = if busy { FAR } else { by };
    let shift = format!("translateY({down}px) rotate({}deg)", down * 3.0);
    view! {
        <div class=class data-test="pull" role="status">
            <span class="pull-mark" style:transform=shift>
                {Icon::Sync.draw()}
            </span>
            <span class="spoken">{busy.then(|| say(Text::SyncStarted))}</span>
        </div>
    }
    .into_any()
}
