//! What stands on the base map: marks, the chosen company, this device.

use handbook_wire::ipc::{GetPlace, Mark, MemberArgs, Places};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::gesture::Gesture;
use crate::components::member_row::tile;
use crate::i18n::{Text, amount};
use crate::ipc;
use crate::load::{Load, Loaded};
use crate::map::draw::Rect;
use crate::map::projection::{Camera, Point, ZOOMS, plane};
use crate::map::{Chosen, Map};
use crate::part::{part, switch};
use crate::preference::language;
use crate::spelling;
use crate::toast::use_toast;

/// So few companies are listed rather than spread out.
const FEW: u64 = 6;
/// Companies that lie nearer together than this at the nearest zoom can't be spread out. In pixels.
const HEAP: f64 = 60.0;
/// Pixels around companies that are spread out.
const EDGE: f64 = 64.0;
/// From this zoom on a single company has its name beside it.
const NAMED: f64 = 11.5;

/// The marks and what else stands on the map.
pub fn marks(map: Map, gesture: Gesture, places: Loaded<Places>) -> AnyView {
    let marks = Memo::new(move |_| {
        places.value.with(|places| match places {
            Load::Ready(places) => places.marks.clone(),
            _ => Vec::new(),
        })
    });
    let near = Memo::new(move |_| {
        map.camera
            .with(|camera| camera.is_some_and(|c| c.zoom > NAMED))
    });
    let key = |mark: &Mark| (mark.lat.to_bits(), mark.lng.to_bits(), mark.count);
    view! {
        <div class="marks" class:near=switch(move || near.get())>
            <For each=move || marks.get() key=key let(mark)>
                {one_mark(map, gesture, mark)}
            </For>
        </div>
        {part(move || {
            map.here.get().map(|at| {
                view! {
                    <span class="here-dot" data-test="here" style:transform=place(map, at)></span>
                }
            })
        })}
        {part(move || map.chosen.with(|chosen| chosen_pin(map, chosen)))}
    }
    .into_any()
}

/// The transform that puts something at a point of the earth.
fn place(map: Map, at: (f64, f64)) -> impl Fn() -> String + Copy + Send + 'static {
    let point = plane(at.0, at.1);
    move || {
        let camera = map.camera.get().unwrap_or_else(|| map.camera_now());
        let (x, y) = camera.on_screen(point, map.size.get());
        format!("translate({x:.1}px,{y:.1}px)")
    }
}

/// How large a mark of so many companies is.
const fn size_class(count: u64) -> &'static str {
    match count {
        ..10 => "cluster",
        10..100 => "cluster tens",
        100..1000 => "cluster hundreds",
        _ => "cluster thousands",
    }
}

fn one_mark(map: Map, gesture: Gesture, mark: Mark) -> AnyView {
    let toast = use_toast();
    let language = language();
    let (class, label, face) = match &mark.one {
        Some(one) => {
            let name = spelling::company(&one.name, &[]);
            let name: String = name
                .into_iter()
                .filter(|s| !s.quiet)
                .map(|s| s.text)
                .collect();
            let face = view! {
                {tile(&one.id, &one.name, false)}
                <span class="caption">{name.trim().to_owned()}</span>
            };
            ("mark single", one.name.clone(), face.into_any())
        }
        None => {
            let count = amount::grouped(mark.count);
            let label = language.fill(Text::MapCluster, &[&count]);
            let class = size_class(mark.count);
            let face = view! { <span class=class>{count}</span> };
            ("mark", label, face.into_any())
        }
    };
    let test = if mark.one.is_some() {
        "mark"
    } else {
        "cluster"
    };
    let at = (mark.lat, mark.lng);
    let count = mark.count.to_string();
    let touch = move |event: leptos::ev::MouseEvent| {
        event.stop_propagation();
        // A key's click has no finger that could have dragged.
        if event.detail() > 0 && gesture.has_dragged() {
            return;
        }
        if let Some(one) = &mark.one {
            let args = MemberArgs { id: one.id.clone() };
            spawn_local(async move {
                match ipc::call::<GetPlace>(args).await {
                    Ok(place) => {
                        map.led.set(None);
                        map.choose(place);
                    }
                    Err(error) => toast.fail(language, &error),
                }
            });
        } else {
            open(map, &mark);
        }
    };
    view! {
        <button
            type="button"
            class=class
            aria-label=label
            data-test=test
            data-count=count
            style:transform=place(map, at)
            on:click=touch
        >
            {face}
        </button>
    }
    .into_any()
}

/// Spreads the companies of a mark out, or lists them when they are few or can't be spread.
fn open(map: Map, mark: &Mark) {
    let camera = map.camera_now();
    let (a, b) = (
        plane(mark.bounds.north, mark.bounds.west),
        plane(mark.bounds.south, mark.bounds.east),
    );
    let spread = (b.x - a.x).max(b.y - a.y) * ZOOMS.1.exp2();
    if mark.count <= FEW || spread < HEAP || camera.zoom > ZOOMS.1 - 0.1 {
        map.chosen.set(Chosen::Mark {
            zoom: camera.level(),
            at: (mark.lat, mark.lng),
        });
        return;
    }
    map.chosen.set(Chosen::Nothing);
    let fit = Camera::fit(&mark.bounds, map.size.get_untracked(), EDGE);
    map.fly(Camera {
        zoom: fit.zoom.max(camera.zoom + 1.0).min(ZOOMS.1),
        ..fit
    });
}

fn chosen_pin(map: Map, chosen: &Chosen) -> Option<AnyView> {
    match chosen {
        Chosen::Company(company) => {
            let at = (company.position.lat, company.position.lng);
            let face = tile(&company.row.id, &company.row.name, false);
            let pin = view! {
                <span class="pin" data-test="pin" style:transform=place(map, at)>
                    {face}
                </span>
            };
            Some(pin.into_any())
        }
        Chosen::Mark { at, .. } => {
            let ring = view! { <span class="ring" style:transform=place(map, *at)></span> };
            Some(ring.into_any())
        }
        _ => None,
    }
}

/// The parts of the screen that marks cover, so that names keep clear of them.
pub fn taken(map: Map, places: Loaded<Places>) -> Vec<Rect> {
    let camera = map.camera_now();
    let size = map.size.get_untracked();
    let around = |point: Point, half: f64| {
        let (x, y) = camera.on_screen(point, size);
        (x - half, y - half, x + half, y + half)
    };
    places.value.with_untracked(|places| match places {
        Load::Ready(places) => {
            let marks = places.marks.iter();
            let marks = marks.map(|mark| around(plane(mark.lat, mark.lng), 24.0));
            marks.collect()
        }
        _ => Vec::new(),
    })
}
