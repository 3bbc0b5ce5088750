//! Pictures over the whole screen: nearer by two fingers, two touches or the wheel, on to the next by a
//! wipe, and back as from anything that lies over a screen.

use handbook_wire::entity::Attachment;
use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;

use super::picture::picture;
use super::sheet;
use super::zoom::Zoom;
use crate::clock;
use crate::components::icon::Icon;
use crate::files::use_files;
use crate::i18n::Text;
use crate::overlay::Overlay;
use crate::part::{attribute, part, switch};
use crate::preference::{language, say};

/// A finger that moves less than this has touched, not wiped. In pixels.
const TOUCH: f64 = 9.0;
/// From here on a wipe is one.
const WIPE: f64 = 60.0;
/// Milliseconds between two touches in a row.
const TWICE: i64 = 320;
/// By how much a button brings it nearer.
const STEP: f64 = 1.6;
/// How much nearer a pixel of the wheel brings it.
const WHEEL: f64 = 0.0022;

/// Shows `pictures`, beginning with the one at `at`.
pub fn open(overlay: Overlay, pictures: Vec<Attachment>, at: usize) {
    overlay.open_whole(say(Text::Viewer), move || viewer(overlay, &pictures, at));
}

#[derive(Default)]
struct Fingers {
    /// Number and place of each.
    down: Vec<(i32, (f64, f64))>,
    start: (f64, f64),
    moved: bool,
    /// When the last touch was.
    touched: i64,
}

#[derive(Clone, Copy)]
struct Viewer {
    overlay: Overlay,
    count: usize,
    at: RwSignal<usize>,
    zoom: RwSignal<Zoom>,
    /// How far a wipe has moved the picture.
    wipe: RwSignal<(f64, f64)>,
    stage: NodeRef<html::Div>,
    fingers: StoredValue<Fingers>,
}

fn viewer(overlay: Overlay, pictures: &[Attachment], at: usize) -> AnyView {
    let viewer = Viewer {
        overlay,
        count: pictures.len(),
        at: RwSignal::new(at),
        zoom: RwSignal::new(Zoom::WHOLE),
        wipe: RwSignal::new((0.0, 0.0)),
        stage: NodeRef::new(),
        fingers: StoredValue::new(Fingers::default()),
    };
    let keys = window_event_listener(leptos::ev::keydown, move |event| viewer.key(&event));
    on_cleanup(move || keys.remove());
    let (shown, named) = (pictures.to_vec(), pictures.to_vec());
    let language = language();
    let words = move || {
        let at = viewer.at.get();
        let name = named.get(at).map(|one| one.name.clone());
        let number = (at + 1).to_string();
        let count = viewer.count.to_string();
        let name = name.unwrap_or_default();
        language.fill(Text::ViewerPlace, &[&number, &count, &name])
    };
    let moved = move || {
        let (zoom, wipe) = (viewer.zoom.get(), viewer.wipe.get());
        let (x, y) = (zoom.corner.0 + wipe.0, zoom.corner.1 + wipe.1);
        format!("translate({x:.1}px, {y:.1}px) scale({:.3})", zoom.scale)
    };
    view! {
        <div
            class="viewer-stage"
            data-test="viewer"
            data-at=attribute(move || Some(viewer.at.get().to_string()))
            data-near=attribute(move || (!viewer.zoom.get().is_whole()).then_some("yes"))
            node_ref=viewer.stage
            on:pointerdown=move |event| viewer.down(&event)
            on:pointermove=move |event| viewer.moved(&event)
            on:pointerup=move |event| viewer.up(&event)
            on:pointercancel=move |event| viewer.up(&event)
            on:wheel=move |event| viewer.wheel(&event)
        >
            <div class="viewer-picture" style:transform=moved>
                {part(move || shown.get(viewer.at.get()).map(|one| picture(one, false, one.name.clone())))}
            </div>
        </div>
        <p class="viewer-words" role="status" data-test="viewer-words">
            {part(words)}
        </p>
        {viewer.tools(pictures.to_vec())}
    }
    .into_any()
}

fn tool(
    icon: Icon,
    text: Text,
    test: &'static str,
    off: impl Fn() -> bool + Send + Sync + 'static,
    act: impl Fn() + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=say(text)
            data-test=test
            disabled=switch(off)
            on:click=move |_| act()
        >
            {icon.draw()}
        </button>
    }
    .into_any()
}

impl Viewer {
    fn tools(self, pictures: Vec<Attachment>) -> AnyView {
        let show = sheet::opener();
        let files = use_files();
        let more = move || {
            if let Some(one) = pictures.get(self.at.get_untracked())
                && files.is_here_now(&one.file)
            {
                show(one.clone());
            }
        };
        let whole = move || self.zoom.get().is_whole();
        let first = move || self.at.get() == 0;
        let last = move || self.at.get() + 1 >= self.count;
        view! {
            <div class="viewer-tools">
                {tool(Icon::Back, Text::ViewerBefore, "viewer-before", first, move || self.step(false))}
                {tool(Icon::Minus, Text::ViewerFarther, "viewer-farther", whole, move || self.zoom_by(1.0 / STEP))}
                {tool(Icon::Plus, Text::ViewerNearer, "viewer-nearer", || false, move || self.zoom_by(STEP))}
                {tool(Icon::More, Text::ViewerMore, "viewer-more", || false, more)}
                {tool(Icon::Forward, Text::ViewerNext, "viewer-next", last, move || self.step(true))}
            </div>
        }
        .into_any()
    }

    /// To the next picture, or the one before.
    fn step(self, on: bool) {
        let at = self.at.get_untracked();
        let to = match on {
            true => (at + 1).min(self.count.saturating_sub(1)),
            false => at.saturating_sub(1),
        };
        self.wipe.set((0.0, 0.0));
        self.zoom.set(Zoom::WHOLE);
        if to != at {
            self.at.set(to);
        }
    }

    fn size(self) -> (f64, f64) {
        let frame = self.stage.get_untracked();
        frame.map_or((1.0, 1.0), |stage| {
            let frame = stage.get_bounding_client_rect();
            (frame.width().max(1.0), frame.height().max(1.0))
        })
    }

    fn place(self, x: i32, y: i32) -> (f64, f64) {
        let corner = self.stage.get_untracked().map(|stage| {
            let frame = stage.get_bounding_client_rect();
            (frame.left(), frame.top())
        });
        let (left, top) = corner.unwrap_or_default();
        (f64::from(x) - left, f64::from(y) - top)
    }

    fn zoom_by(self, factor: f64) {
        let size = self.size();
        let middle = (size.0 / 2.0, size.1 / 2.0);
        self.zoom
            .update(|zoom| *zoom = zoom.by(factor, middle, size));
    }

    fn key(self, event: &KeyboardEvent) {
        match event.key().as_str() {
            "ArrowLeft" => self.step(false),
            "ArrowRight" => self.step(true),
            "+" | "=" => self.zoom_by(STEP),
            "-" => self.zoom_by(1.0 / STEP),
            _ => return,
        }
        event.prevent_default();
    }

    fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        let place = self.place(event.client_x(), event.client_y());
        let (factor, size) = ((-event.delta_y() * WHEEL).exp2(), self.size());
        self.zoom
            .update(|zoom| *zoom = zoom.by(factor, place, size));
    }

    fn down(self, event: &PointerEvent) {
        if event.button() > 0 {
            return;
        }
        let place = self.place(event.client_x(), event.client_y());
        if let Some(stage) = self.stage.get_untracked() {
            // A pointer that has gone by now has nothing to hold.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
        self.fingers.update_value(|fingers| {
            if event.is_primary() {
                fingers.down.clear();
                fingers.moved = false;
                fingers.start = place;
            }
            if fingers.down.len() < 2 {
                fingers.down.push((event.pointer_id(), place));
            }
        });
    }

    fn moved(self, event: &PointerEvent) {
        let place = self.place(event.client_x(), event.client_y());
        let size = self.size();
        let zoom = self.zoom.get_untracked();
        let done = self.fingers.try_update_value(|fingers| {
            let at = (fingers.down.iter()).position(|down| down.0 == event.pointer_id())?;
            let way = (place.0 - fingers.start.0, place.1 - fingers.start.1);
            if fingers.down.len() == 1 && !fingers.moved && way.0.hypot(way.1) < TOUCH {
                return None;
            }
            fingers.moved = true;
            let before = std::mem::replace(&mut fingers.down[at].1, place);
            let other = (fingers.down.iter()).find(|down| down.0 != event.pointer_id());
            let step = (place.0 - before.0, place.1 - before.1);
            Some(match other {
                Some((_, other)) => {
                    let apart = |a: (f64, f64)| (a.0 - other.0).hypot(a.1 - other.1).max(1.0);
                    let middle = ((place.0 + other.0) / 2.0, (place.1 + other.1) / 2.0);
                    let near = zoom.by(apart(place) / apart(before), middle, size);
                    (near.dragged((step.0 / 2.0, step.1 / 2.0), size), (0.0, 0.0))
                }
                None if zoom.is_whole() => (zoom, way),
                None => (zoom.dragged(step, size), (0.0, 0.0)),
            })
        });
        if let Some(Some((zoom, wipe))) = done {
            self.zoom.set(zoom);
            self.wipe.set(wipe);
        }
    }

    fn up(self, event: &PointerEvent) {
        let place = self.place(event.client_x(), event.client_y());
        let now = clock::now();
        let twice = self.fingers.try_update_value(|fingers| {
            let before = fingers.down.len();
            fingers.down.retain(|down| down.0 != event.pointer_id());
            if before != 1 || fingers.moved {
                return false;
            }
            let twice = now - fingers.touched < TWICE;
            fingers.touched = if twice { 0 } else { now };
            twice
        });
        if twice == Some(true) {
            let size = self.size();
            self.zoom.update(|zoom| *zoom = zoom.turned(place, size));
        }
        let (x, y) = self.wipe.get_untracked();
        self.wipe.set((0.0, 0.0));
        if y.abs() > x.abs() {
            // Down, and away.
            if y > 2.0 * WIPE {
                self.overlay.close();
            }
        } else if x.abs() > WIPE {
            self.step(x < 0.0);
        }
    }
}
