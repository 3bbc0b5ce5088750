mod gesture;
mod mark;
mod online;
mod sheet;

use handbook_wire::ipc::{GetPlace, ListPlaces, Locate, MemberArgs, Places, Whereabouts};
use handbook_wire::{ErrorCode, ErrorReply};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state;
use crate::i18n::{Text, amount};
use crate::ipc;
use crate::load::{Load, Loaded, load};
use crate::map::{Base, Chosen, Map, draw, use_map};
use crate::pages::directory::nothing_yet;
use crate::pages::members_only;
use crate::part::{attribute, effect, part, switch};
use crate::preference::{Preference, language, say};
use crate::route::Route;
use crate::status::use_live;
use crate::toast::use_toast;
use gesture::Gesture;
use mark::Marks;

/// 지도: every company where it is; with `led`, at that company.
pub fn map(led: Option<&str>) -> impl IntoView + use<> {
    let map = use_map();
    let led = led.map(str::to_owned);
    let language = language();
    let total = RwSignal::new(0_u64);
    let count = move || {
        let total = Some(total.get()).filter(|total| *total > 0)?;
        Some(view! {
            <span class="count" data-test="place-count">
                {language.fill(Text::Places, &[&amount::grouped(total)])}
            </span>
        })
    };
    let note = move || view! { <div class="bar-note">{part(count)}</div> };
    let bar = match &led {
        Some(id) => {
            let back = Route::Member(id.clone());
            view! { <Bar title=say(Text::NavMap) back=back>{note()}</Bar> }.into_any()
        }
        None => view! { <Bar title=say(Text::NavMap)>{note()}</Bar> }.into_any(),
    };
    view! {
        {bar}
        {members_only(move || {
            map.fetch_base();
            follow(map, led.clone());
            whole(map, total)
        })}
    }
}

/// Goes to the company that the address leads to, the first time.
fn follow(map: Map, led: Option<String>) {
    if !map.lead(led.as_deref()) {
        return;
    }
    let Some(id) = led else {
        return;
    };
    let toast = use_toast();
    let (language, unknown) = (language(), say(Text::MapNoPlace));
    spawn_local(async move {
        match ipc::call::<GetPlace>(MemberArgs { id }).await {
            Ok(place) => map.chosen.set(Chosen::Company(place)),
            Err(error) if error.code == ErrorCode::NotFound => toast.show(unknown),
            Err(error) => toast.fail(language, &error),
        }
    });
}

#[derive(Clone, PartialEq)]
enum Shown {
    Failed(ErrorReply),
    Empty,
    Map,
}

fn whole(map: Map, total: RwSignal<u64>) -> AnyView {
    let status = use_live();
    let language = language();
    let asked = Memo::new(move |_| {
        map.scene.track();
        map.camera_now().asked(map.size())
    });
    let places = load::<ListPlaces>(move || asked.get());
    let shown = Memo::new(move |_| {
        places.value.with(|places| match places {
            Load::Failed(error) => Shown::Failed(error.clone()),
            Load::Ready(Places { total: 0, .. }) => Shown::Empty,
            _ => Shown::Map,
        })
    });
    let missing = Memo::new(move |_| {
        places.value.with(|places| match places {
            Load::Ready(places) => (places.total, places.missing),
            _ => (0, 0),
        })
    });
    effect(move || total.set(missing.get().0));
    let missing = move || {
        let (total, missing) = missing.get();
        (total > 0 && missing > 0).then(|| {
            let words = language.fill(Text::MapMissing, &[&amount::grouped(missing)]);
            view! {
                <div class="line" data-test="map-missing">
                    <span class="words">{words}</span>
                </div>
            }
        })
    };
    view! {
        {part(missing)}
        {part(move || match shown.get() {
            Shown::Failed(error) => state::failed(&error, move || places.retry()),
            Shown::Empty if status.members.get() == 0 => part(move || nothing_yet(status)),
            Shown::Empty => {
                state::empty(Icon::Map, say(Text::MapEmpty), say(Text::MapEmptyHelp))
            }
            Shown::Map => stage(map, places),
        })}
    }
    .into_any()
}

fn stage(map: Map, places: Loaded<Places>) -> AnyView {
    let ground = NodeRef::<html::Div>::new();
    let canvas = NodeRef::<html::Canvas>::new();
    let gesture = Gesture::new(map, ground);
    watch_size(map, ground);
    let marks = Marks::new(map, places);
    paint(map, canvas, places, marks);
    online::follow(map);
    // Whether the base map is here; none when it did not come.
    let base = Memo::new(move |_| {
        map.scene.with(|scene| match scene.base {
            Base::Waiting => Some(false),
            Base::Here(_) => Some(true),
            Base::Failed => None,
        })
    });
    let still = Memo::new(move |_| {
        let whole = map.tiles.is_whole();
        map.scene.with(|scene| !scene.moving) && whole
    });
    let waiting = move || {
        let waits =
            places.value.with(|places| *places == Load::Waiting) || base.get() == Some(false);
        waits.then(|| {
            view! {
                <p class="map-note late" role="status" data-test="loading">
                    {say(Text::Loading)}
                </p>
            }
        })
    };
    let no_base = move || {
        (base.get().is_none()).then(|| {
            view! {
                <p class="map-note" role="status">
                    {say(Text::MapNoBase)}
                    <button type="button" class="text-button" on:click=move |_| map.fetch_base()>
                        {say(Text::Retry)}
                    </button>
                </p>
            }
        })
    };
    view! {
        <div
            class="map"
            data-test="map"
            data-still=attribute(move || still.get().then_some("true"))
            on:keydown=move |event| {
                if event.key() == "Escape" {
                    map.chosen.set(Chosen::Nothing);
                }
            }
        >
            <div
                class="ground"
                node_ref=ground
                tabindex="0"
                role="group"
                aria-label=say(Text::MapLabel)
                data-test="map-ground"
                on:pointerdown=move |event| gesture.down(&event)
                on:pointermove=move |event| gesture.moved(&event)
                on:pointerup=move |event| gesture.up(&event)
                on:pointercancel=move |event| gesture.up(&event)
                on:wheel=move |event| gesture.wheel(&event)
                on:dblclick=move |event| gesture.twice(event.client_x(), event.client_y())
                on:keydown=move |event| gesture.key(&event)
                on:click=move |event| {
                    // A key's click has no finger that could have dragged.
                    let dragged = event.detail() > 0 && gesture.has_dragged();
                    if !dragged && !marks.touch(event.target()) {
                        map.chosen.set(Chosen::Nothing);
                    }
                }
            >
                <canvas node_ref=canvas aria-hidden="true"></canvas>
                {marks.draw()}
            </div>
            <div class="credits">
                <p class="credit">{say(Text::MapCredit)}</p>
                {online::credit()}
            </div>
            {part(waiting)}
            {part(no_base)}
            {online::failure(map)}
            <div class="map-foot">
                {tools(map)}
                {sheet::sheet(map)}
            </div>
        </div>
    }
    .into_any()
}

/// Tells the map its size, now and whenever it changes.
fn watch_size(map: Map, ground: NodeRef<html::Div>) {
    let measure = move || {
        if let Some(Some(ground)) = ground.try_get_untracked() {
            map.measured((
                f64::from(ground.client_width()),
                f64::from(ground.client_height()),
            ));
        }
    };
    let changed = StoredValue::new_local(Closure::<dyn Fn()>::new(measure));
    let observer = changed
        .with_value(|changed| web_sys::ResizeObserver::new(changed.as_ref().unchecked_ref()).ok());
    let observer = StoredValue::new_local(observer);
    effect(move || {
        if let Some(ground) = ground.get() {
            measure();
            observer.with_value(|observer| {
                if let Some(observer) = observer {
                    observer.observe(&ground);
                }
            });
        }
    });
    on_cleanup(move || {
        observer.try_with_value(|observer| {
            if let Some(observer) = observer {
                observer.disconnect();
            }
        });
    });
}

/// Draws the base map whenever something of it has changed, once a frame.
fn paint(map: Map, canvas: NodeRef<html::Canvas>, places: Loaded<Places>, marks: Marks) {
    let due = StoredValue::new(false);
    let look = expect_context::<Preference>().look;
    effect(move || {
        map.scene.track();
        look.track();
        places.value.track();
        canvas.track();
        map.tiles.drawn.track();
        if map.scene.with_untracked(|scene| scene.camera.is_none()) || due.get_value() {
            return;
        }
        due.set_value(true);
        request_animation_frame(move || {
            if due.try_update_value(|due| *due = false).is_none() {
                return;
            }
            let taken = marks.taken();
            map.scene.with_untracked(|scene| {
                if let (Base::Here(borders), Some(Some(canvas))) =
                    (&scene.base, canvas.try_get_untracked())
                {
                    let tiles = map.tiles.shown();
                    draw::draw(
                        &canvas,
                        borders,
                        map.camera_now(),
                        scene.size,
                        &tiles,
                        &taken,
                    );
                }
            });
        });
    });
}

/// 내 위치, + and −.
fn tools(map: Map) -> AnyView {
    let asking = RwSignal::new(false);
    let toast = use_toast();
    let language = language();
    let locate = move |_| {
        if asking.get_untracked() {
            return;
        }
        asking.set(true);
        spawn_local(async move {
            let reply = ipc::call::<Locate>(()).await;
            let _ = asking.try_set(false);
            match reply {
                Ok(Whereabouts::Found {
                    latitude,
                    longitude,
                }) => {
                    let at = (latitude, longitude);
                    map.set_here(at);
                    map.chosen.set(Chosen::Near { at });
                }
                Ok(Whereabouts::Refused) => map.chosen.set(Chosen::Nowhere(Text::HereRefused)),
                Ok(Whereabouts::Unsupported) => map.chosen.set(Chosen::Nowhere(Text::HereNever)),
                Ok(Whereabouts::Unknown) => map.chosen.set(Chosen::Nowhere(Text::HereUnknown)),
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    view! {
        <div class="map-tools">
            <div class="map-choices">
                {online::choice()}
                <button
                    type="button"
                    class="map-button here"
                    data-test="map-here"
                    disabled=switch(move || asking.get())
                    on:click=locate
                >
                    {Icon::Here.draw()}
                    {part(move || {
                        language.say(if asking.get() { Text::HereAsking } else { Text::Here })
                    })}
                </button>
            </div>
            <div class="map-zoom">
                <button
                    type="button"
                    class="map-button"
                    aria-label=say(Text::Nearer)
                    data-test="map-nearer"
                    on:click=move |_| map.zoom(1.0)
                >
                    {Icon::Plus.draw()}
                </button>
                <button
                    type="button"
                    class="map-button"
                    aria-label=say(Text::Farther)
                    data-test="map-farther"
                    on:click=move |_| map.zoom(-1.0)
                >
                    {Icon::Minus.draw()}
                </button>
            </div>
        </div>
    }
    .into_any()
}
