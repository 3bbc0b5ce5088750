//! Fingers, mouse and keys on the map.

use leptos::ev::{KeyboardEvent, PointerEvent, WheelEvent};
use leptos::html;
use leptos::prelude::*;

use crate::clock;
use crate::map::{Chosen, Map};

/// A finger that moves less than this has touched, not dragged. In pixels.
const TOUCH: f64 = 9.0;
/// Pixels by which an arrow key moves the map.
const STRIDE: f64 = 90.0;
/// Zoom of a pixel of the wheel, and of one while it stands for a pinch.
const WHEEL: (f64, f64) = (0.0022, 0.01);
/// Milliseconds of a movement that tell how fast it was.
const RECENT: i64 = 90;

#[derive(Default)]
struct Fingers {
    /// Number and place of each.
    down: Vec<(i32, (f64, f64))>,
    /// Where the first one came down.
    start: (f64, f64),
    /// Whether they have moved the map.
    dragging: bool,
    /// Time and place of the latest movements of a single finger.
    trail: Vec<(i64, (f64, f64))>,
}

/// What fingers do to the map.
#[derive(Clone, Copy)]
pub struct Gesture {
    map: Map,
    stage: NodeRef<html::Div>,
    fingers: StoredValue<Fingers>,
}

impl Gesture {
    /// Nobody touches it.
    pub fn new(map: Map, stage: NodeRef<html::Div>) -> Self {
        Self {
            map,
            stage,
            fingers: StoredValue::new(Fingers::default()),
        }
    }

    /// Whether the touch that has just ended has moved the map: then it was not meant for a mark.
    pub fn has_dragged(self) -> bool {
        self.fingers.with_value(|fingers| fingers.dragging)
    }

    /// A place of the window as a place of the map.
    fn place(self, x: i32, y: i32) -> (f64, f64) {
        let corner = self.stage.get_untracked().map(|stage| {
            let frame = stage.get_bounding_client_rect();
            (frame.left(), frame.top())
        });
        let (left, top) = corner.unwrap_or_default();
        (f64::from(x) - left, f64::from(y) - top)
    }

    /// A finger comes down.
    pub fn down(self, event: &PointerEvent) {
        if event.button() > 0 {
            return;
        }
        self.map.stop();
        let place = self.place(event.client_x(), event.client_y());
        self.fingers.update_value(|fingers| {
            if event.is_primary() {
                *fingers = Fingers {
                    start: place,
                    ..Fingers::default()
                };
            }
            fingers.trail.clear();
            if fingers.down.len() < 2 {
                fingers.down.push((event.pointer_id(), place));
            }
        });
    }

    /// A finger moves.
    pub fn moved(self, event: &PointerEvent) {
        let place = self.place(event.client_x(), event.client_y());
        let now = clock::now();
        let size = self.map.size();
        let camera = self.fingers.try_update_value(|fingers| {
            let at = fingers
                .down
                .iter()
                .position(|down| down.0 == event.pointer_id())?;
            let before = fingers.down[at].1;
            if !fingers.dragging && fingers.down.len() == 1 {
                let way = (place.0 - fingers.start.0).hypot(place.1 - fingers.start.1);
                if way < TOUCH {
                    return None;
                }
            }
            if !fingers.dragging {
                fingers.dragging = true;
                // From here on the movement is the map's, also beyond its edge. A pointer that has
                // gone by now has nothing to hold.
                if let Some(stage) = self.stage.get_untracked() {
                    for (id, _) in &fingers.down {
                        let _ = stage.set_pointer_capture(*id);
                    }
                }
            }
            fingers.down[at].1 = place;
            let camera = self.map.camera_now();
            let other = fingers
                .down
                .iter()
                .find(|down| down.0 != event.pointer_id());
            Some(match other {
                None => {
                    fingers.trail.push((now, place));
                    fingers.trail.retain(|(then, _)| now - then <= RECENT);
                    camera.dragged(place.0 - before.0, place.1 - before.1)
                }
                Some((_, other)) => {
                    let apart = |a: (f64, f64)| (a.0 - other.0).hypot(a.1 - other.1).max(1.0);
                    let middle = |a: (f64, f64)| ((a.0 + other.0) / 2.0, (a.1 + other.1) / 2.0);
                    let (from, to) = (middle(before), middle(place));
                    camera.dragged(to.0 - from.0, to.1 - from.1).zoomed(
                        (apart(place) / apart(before)).log2(),
                        to,
                        size,
                    )
                }
            })
        });
        if let Some(Some(camera)) = camera {
            self.map.look(camera);
        }
    }

    /// A finger is lifted.
    pub fn up(self, event: &PointerEvent) {
        let now = clock::now();
        let speed = self.fingers.try_update_value(|fingers| {
            let before = fingers.down.len();
            fingers.down.retain(|down| down.0 != event.pointer_id());
            if before != 1 || !fingers.down.is_empty() || !fingers.dragging {
                return None;
            }
            fingers.trail.retain(|(then, _)| now - then <= RECENT);
            let (first, last) = (fingers.trail.first()?, fingers.trail.last()?);
            let time = f64::from(i32::try_from(last.0 - first.0).ok()?);
            (time > 0.0).then(|| ((last.1.0 - first.1.0) / time, (last.1.1 - first.1.1) / time))
        });
        if let Some(Some(speed)) = speed {
            self.map.glide(speed);
        }
    }

    /// The wheel turns.
    pub fn wheel(self, event: &WheelEvent) {
        event.prevent_default();
        self.map.stop();
        let line = if event.delta_mode() == WheelEvent::DOM_DELTA_PIXEL {
            1.0
        } else {
            24.0
        };
        let rate = if event.ctrl_key() { WHEEL.1 } else { WHEEL.0 };
        let by = (-event.delta_y() * line * rate).clamp(-0.8, 0.8);
        let place = self.place(event.client_x(), event.client_y());
        let size = self.map.size();
        self.map.look(self.map.camera_now().zoomed(by, place, size));
    }

    /// Touched twice: nearer, there.
    pub fn twice(self, x: i32, y: i32) {
        let size = self.map.size();
        let place = self.place(x, y);
        self.map.fly(self.map.camera_now().zoomed(1.0, place, size));
    }

    /// A key is pressed.
    pub fn key(self, event: &KeyboardEvent) {
        let camera = self.map.camera_now();
        match event.key().as_str() {
            "ArrowLeft" => self.map.fly(camera.dragged(STRIDE, 0.0)),
            "ArrowRight" => self.map.fly(camera.dragged(-STRIDE, 0.0)),
            "ArrowUp" => self.map.fly(camera.dragged(0.0, STRIDE)),
            "ArrowDown" => self.map.fly(camera.dragged(0.0, -STRIDE)),
            "+" | "=" => self.map.zoom(1.0),
            "-" | "_" => self.map.zoom(-1.0),
            "Escape" => self.map.chosen.set(Chosen::Nothing),
            _ => return,
        }
        event.prevent_default();
    }
}
