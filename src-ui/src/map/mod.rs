//! What is known of the map: where it is looked at, what is chosen, the base map. It outlives the
//! screen, so coming back from a card shows the same.

pub mod borders;
pub mod draw;
pub mod projection;
pub mod tiles;

use std::sync::Arc;

use handbook_wire::entity::Position;
use handbook_wire::ipc::Place;
use js_sys::Uint8Array;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use wasm_bindgen_futures::JsFuture;

use crate::clock;
use crate::i18n::Text;
use crate::part::effect;
use crate::status::{Access, Live};
use borders::Borders;
use projection::{COUNTRY, Camera, Point, Size, plane};
use tiles::Tiles;

/// How long the map takes to fly somewhere, in milliseconds.
const FLIGHT: f64 = 220.0;
/// How long a push goes on until it has lost two thirds of its speed, in milliseconds.
const GLIDE: f64 = 180.0;
/// Pixels a millisecond below which a push is over.
const STILL: f64 = 0.02;
/// Pixels around the country.
const EDGE: f64 = 14.0;
/// How near one looks at what is around oneself.
const AROUND: f64 = 11.4;
/// Pixels at the foot of the map where the buttons are.
const FOOT: f64 = 76.0;
/// From here on a single company is told apart from its neighbours in town.
const NEAR: f64 = 13.0;

/// What the sheet is about.
#[derive(Debug, Clone, PartialEq)]
pub enum Chosen {
    /// Nothing: there is no sheet.
    Nothing,
    /// One company.
    Company(Place),
    /// The companies of a mark.
    Mark {
        /// The zoom at which the mark was shown.
        zoom: u8,
        /// Degrees north and east.
        at: (f64, f64),
    },
    /// Nobody knows where this device is; why.
    Nowhere(Text),
    /// A place that is no company's.
    Spot(Spot),
    /// The companies near this device.
    Near {
        /// Degrees north and east.
        at: (f64, f64),
    },
}

/// A place that is no company's, as where an event is.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Its name.
    pub name: String,
    /// Its address.
    pub address: String,
    /// Where it is.
    pub position: Position,
}

/// Where the base map is.
#[derive(Debug, Clone)]
pub enum Base {
    /// On its way.
    Waiting,
    /// It did not come.
    Failed,
    /// Here.
    Here(Arc<Borders>),
}

/// What the map draws: one value, as all of it is drawn together.
#[derive(Debug, Clone)]
pub struct Scene {
    /// What is looked at; none before the screen has been measured once.
    pub camera: Option<Camera>,
    /// Size of the map on the screen, in pixels.
    pub size: Size,
    /// Pixels at the foot of the map that the sheet covers.
    pub covered: f64,
    /// Whether the map moves by itself.
    pub moving: bool,
    /// Where this device is, degrees north and east, once its owner has asked.
    pub here: Option<(f64, f64)>,
    /// The base map.
    pub base: Base,
}

#[derive(Default)]
struct Course {
    /// Number of the latest movement of its own.
    flight: u32,
    /// The company that the address led to last.
    led: Option<String>,
}

/// The map of the app.
#[derive(Clone, Copy)]
pub struct Map {
    /// What is drawn.
    pub scene: RwSignal<Scene>,
    /// What the sheet is about.
    pub chosen: RwSignal<Chosen>,
    /// The online layer.
    pub tiles: Tiles,
    course: StoredValue<Course>,
}

impl Map {
    /// A map that nobody has looked at.
    pub fn new(live: Live) -> Self {
        let map = Self {
            scene: RwSignal::new(Scene {
                camera: None,
                size: (0.0, 0.0),
                covered: 0.0,
                moving: false,
                here: None,
                base: Base::Waiting,
            }),
            chosen: RwSignal::new(Chosen::Nothing),
            tiles: Tiles::new(),
            course: StoredValue::new(Course::default()),
        };
        effect(move || {
            if live.access.get() != Access::Full {
                map.change(|scene| (scene.camera, scene.here) = (None, None));
                map.chosen.set(Chosen::Nothing);
                map.tiles.follow(None, map.camera_now(), (0.0, 0.0), false);
                map.lead(None);
            }
        });
        map
    }

    fn change(self, change: impl FnOnce(&mut Scene)) {
        self.scene.update(change);
    }

    /// Notes the company that the address leads to; says whether it led elsewhere before.
    pub fn lead(self, to: Option<&str>) -> bool {
        let led = self.course.with_value(|course| course.led.clone());
        let changed = led.as_deref() != to;
        self.course
            .update_value(|course| course.led = to.map(str::to_owned));
        changed
    }

    fn is_led(self) -> bool {
        self.course.with_value(|course| course.led.is_some())
    }

    /// Looks at a place that is no company's.
    pub fn point_out(self, spot: Spot) {
        let at = spot.position;
        self.stop();
        self.look(Camera {
            middle: plane(at.lat, at.lng),
            zoom: NEAR,
        });
        self.chosen.set(Chosen::Spot(spot));
    }

    /// Shows where this device is.
    pub fn set_here(self, at: (f64, f64)) {
        self.change(|scene| scene.here = Some(at));
    }

    /// Takes the height of the sheet.
    pub fn cover(self, height: f64) {
        self.change(|scene| scene.covered = height);
    }

    /// Fetches the base map, unless it is here.
    pub fn fetch_base(self) {
        if self
            .scene
            .with_untracked(|scene| matches!(scene.base, Base::Here(_)))
        {
            return;
        }
        self.change(|scene| scene.base = Base::Waiting);
        spawn_local(async move {
            let borders = fetch_bytes(borders::ADDRESS).await;
            let borders = borders.and_then(|bytes| Borders::read(&bytes));
            let base = borders.map_or(Base::Failed, |borders| Base::Here(Arc::new(borders)));
            self.change(|scene| scene.base = base);
        });
    }

    /// Takes the size that the map has on the screen.
    pub fn measured(self, size: Size) {
        let known = self
            .scene
            .with_untracked(|scene| scene.camera.is_some() && scene.size == size);
        if known || size.0 < 1.0 || size.1 < 1.0 {
            return;
        }
        self.change(|scene| {
            scene.size = size;
            scene.camera = scene.camera.or_else(|| Some(whole_country(size)));
        });
    }

    /// What is looked at, wherever that is.
    pub fn camera_now(self) -> Camera {
        self.scene
            .with_untracked(|scene| scene.camera.unwrap_or_else(|| whole_country(scene.size)))
    }

    /// Size of the map on the screen, in pixels.
    pub fn size(self) -> Size {
        self.scene.with_untracked(|scene| scene.size)
    }

    /// Looks at `camera` at once.
    pub fn look(self, camera: Camera) {
        self.change(|scene| scene.camera = Some(camera));
    }

    /// Stops where it is.
    pub fn stop(self) {
        self.course.update_value(|course| course.flight += 1);
        self.change(|scene| scene.moving = false);
    }

    /// Flies to `camera`.
    pub fn fly(self, camera: Camera) {
        let from = self.camera_now();
        if wants_no_motion() {
            self.stop();
            self.look(camera);
            return;
        }
        self.animate(move |past| {
            let part = (past / FLIGHT).min(1.0);
            let eased = 1.0 - (1.0 - part).powi(3);
            let now = if part < 1.0 {
                from.toward(camera, eased)
            } else {
                camera
            };
            (now, part < 1.0)
        });
    }

    /// Goes on as it was pushed, ever slower. Pixels a millisecond.
    pub fn glide(self, speed: (f64, f64)) {
        let pace = speed.0.hypot(speed.1);
        if pace < 10.0 * STILL || wants_no_motion() {
            return;
        }
        let from = self.camera_now();
        self.animate(move |past| {
            let left = (-past / GLIDE).exp();
            let way = GLIDE * (1.0 - left);
            let now = from.dragged(speed.0 * way, speed.1 * way);
            (now, pace * left > STILL)
        });
    }

    /// Shows what `frame` returns for the milliseconds that have passed, until it says no more.
    fn animate(self, frame: impl Fn(f64) -> (Camera, bool) + 'static) {
        self.stop();
        let flight = self.course.with_value(|course| course.flight);
        self.change(|scene| scene.moving = true);
        self.step(flight, clock::now(), Box::new(frame));
    }

    fn step(self, flight: u32, start: i64, frame: Box<dyn Fn(f64) -> (Camera, bool)>) {
        request_animation_frame(move || {
            if self.course.with_value(|course| course.flight) != flight {
                return;
            }
            let past = i32::try_from(clock::now() - start).unwrap_or(i32::MAX);
            let (camera, more) = frame(f64::from(past.max(0)));
            self.change(|scene| (scene.camera, scene.moving) = (Some(camera), more));
            if more {
                self.step(flight, start, frame);
            }
        });
    }

    /// Nearer or farther by `by`, about the middle of what can be seen.
    pub fn zoom(self, by: f64) {
        let (size, covered) = self
            .scene
            .with_untracked(|scene| (scene.size, scene.covered));
        let middle = (size.0 / 2.0, (size.1 - covered) / 2.0);
        self.fly(self.camera_now().zoomed(by, middle, size));
    }

    /// Flies to a point, at least as near as `zoom`, into the middle of what the sheet leaves free.
    pub fn show(self, at: (f64, f64), zoom: f64) {
        let zoom = self.camera_now().zoom.max(zoom);
        let point = plane(at.0, at.1);
        let below = self.scene.with_untracked(|scene| scene.covered) / 2.0;
        let camera = Camera {
            middle: Point {
                y: point.y + below / zoom.exp2(),
                ..point
            },
            zoom,
        };
        self.fly(camera);
    }

    /// Where the sheet's subject is, and how near one should look at it.
    pub fn subject(self) -> Option<((f64, f64), f64)> {
        self.chosen.with(|chosen| match chosen {
            Chosen::Nothing | Chosen::Nowhere(_) => None,
            Chosen::Company(place) => {
                let zoom = if self.is_led() { NEAR } else { 0.0 };
                Some(((place.position.lat, place.position.lng), zoom))
            }
            Chosen::Spot(spot) => Some(((spot.position.lat, spot.position.lng), NEAR)),
            Chosen::Mark { at, .. } => Some((*at, 0.0)),
            Chosen::Near { at } => Some((*at, AROUND)),
        })
    }
}

/// The map of the app.
pub fn use_map() -> Map {
    expect_context()
}

/// The country above the buttons at the foot.
fn whole_country(size: Size) -> Camera {
    let free = (size.0, (size.1 - FOOT).max(size.1 / 2.0));
    let camera = Camera::fit(&COUNTRY, free, EDGE);
    camera.dragged(0.0, (free.1 - size.1) / 2.0)
}

fn wants_no_motion() -> bool {
    let query = window().match_media("(prefers-reduced-motion: reduce)");
    query.ok().flatten().is_some_and(|query| query.matches())
}

async fn fetch_bytes(address: &str) -> Option<Vec<u8>> {
    let response = JsFuture::from(window().fetch_with_str(address))
        .await
        .ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    let buffer = JsFuture::from(response.array_buffer().ok()?).await.ok()?;
    Some(Uint8Array::new(&buffer).to_vec())
}
