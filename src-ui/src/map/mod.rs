//! What is known of the map: where it is looked at, what is chosen, the base map. It outlives the
//! screen, so coming back from a card shows the same.

pub mod borders;
pub mod draw;
pub mod projection;

use std::sync::Arc;

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

/// How long the map takes to fly somewhere, in milliseconds.
const FLIGHT: f64 = 220.0;
/// How long a push goes on until it has lost two thirds of its speed, in milliseconds.
const GLIDE: f64 = 180.0;
/// Pixels a millisecond below which a push is over.
const STILL: f64 = 0.02;
/// Pixels around the country.
const EDGE: f64 = 14.0;
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
    /// The companies near this device.
    Near {
        /// Degrees north and east.
        at: (f64, f64),
    },
}

/// Where the base map is.
#[derive(Debug, Clone, PartialEq)]
pub enum Base {
    /// On its way.
    Waiting,
    /// It did not come.
    Failed,
    /// Here.
    Here(Arc<Borders>),
}

/// The map of the app.
#[derive(Clone, Copy)]
pub struct Map {
    /// What is looked at; none before the screen has been measured once.
    pub camera: RwSignal<Option<Camera>>,
    /// Size of the map on the screen, in pixels.
    pub size: RwSignal<Size>,
    /// Pixels at the foot of the map that the sheet covers.
    pub covered: RwSignal<f64>,
    /// What the sheet is about.
    pub chosen: RwSignal<Chosen>,
    /// Where this device is, degrees north and east, once its owner has asked.
    pub here: RwSignal<Option<(f64, f64)>>,
    /// The base map.
    pub base: RwSignal<Base>,
    /// Whether the map moves by itself.
    pub moving: RwSignal<bool>,
    /// The company that the address led to last.
    pub led: RwSignal<Option<String>>,
    flight: StoredValue<u32>,
}

impl Map {
    /// A map that nobody has looked at.
    pub fn new(live: Live) -> Self {
        let map = Self {
            camera: RwSignal::new(None),
            size: RwSignal::new((0.0, 0.0)),
            covered: RwSignal::new(0.0),
            chosen: RwSignal::new(Chosen::Nothing),
            here: RwSignal::new(None),
            base: RwSignal::new(Base::Waiting),
            moving: RwSignal::new(false),
            led: RwSignal::new(None),
            flight: StoredValue::new(0),
        };
        effect(move || {
            if live.access.get() != Access::Full {
                map.camera.set(None);
                map.chosen.set(Chosen::Nothing);
                map.here.set(None);
                map.led.set(None);
            }
        });
        map
    }

    /// Fetches the base map, unless it is here.
    pub fn fetch_base(self) {
        if let Base::Here(_) = self.base.get_untracked() {
            return;
        }
        self.base.set(Base::Waiting);
        spawn_local(async move {
            let borders = fetch_bytes(borders::ADDRESS).await;
            let borders = borders.and_then(|bytes| Borders::read(&bytes));
            self.base.set(match borders {
                Some(borders) => Base::Here(Arc::new(borders)),
                None => Base::Failed,
            });
        });
    }

    /// Takes the size that the map has on the screen.
    pub fn measured(self, size: Size) {
        if size.0 < 1.0 || size.1 < 1.0 {
            return;
        }
        if self.size.get_untracked() != size {
            self.size.set(size);
        }
        if self.camera.with_untracked(Option::is_none) {
            self.camera.set(Some(Camera::fit(&COUNTRY, size, EDGE)));
        }
    }

    /// What is looked at, wherever that is.
    pub fn camera_now(self) -> Camera {
        self.camera
            .get_untracked()
            .unwrap_or_else(|| Camera::fit(&COUNTRY, self.size.get_untracked(), EDGE))
    }

    /// Looks at `camera` at once.
    pub fn look(self, camera: Camera) {
        self.camera.set(Some(camera));
    }

    /// Stops where it is.
    pub fn stop(self) {
        self.flight.update_value(|flight| *flight += 1);
        self.moving.set(false);
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
        let flight = self.flight.get_value() + 1;
        self.flight.set_value(flight);
        self.moving.set(true);
        self.step(flight, clock::now(), Box::new(frame));
    }

    fn step(self, flight: u32, start: i64, frame: Box<dyn Fn(f64) -> (Camera, bool)>) {
        request_animation_frame(move || {
            if self.flight.try_get_value() != Some(flight) {
                return;
            }
            let past = i32::try_from(clock::now() - start).unwrap_or(i32::MAX);
            let (camera, more) = frame(f64::from(past.max(0)));
            self.look(camera);
            if more {
                self.step(flight, start, frame);
            } else {
                self.moving.set(false);
            }
        });
    }

    /// Nearer or farther by `by`, about the middle of what can be seen.
    pub fn zoom(self, by: f64) {
        let size = self.size.get_untracked();
        let middle = (size.0 / 2.0, (size.1 - self.covered.get_untracked()) / 2.0);
        self.fly(self.camera_now().zoomed(by, middle, size));
    }

    /// Flies to a point, at least as near as `zoom`, into the middle of what the sheet leaves free.
    pub fn show(self, at: (f64, f64), zoom: f64) {
        let zoom = self.camera_now().zoom.max(zoom);
        let point = plane(at.0, at.1);
        let below = self.covered.get_untracked() / 2.0;
        let camera = Camera {
            middle: Point {
                y: point.y + below / zoom.exp2(),
                ..point
            },
            zoom,
        };
        self.fly(camera);
    }

    /// Chooses a company; the map goes there once the sheet is drawn.
    pub fn choose(self, place: Place) {
        self.chosen.set(Chosen::Company(place));
    }

    /// Where the sheet's subject is, and how near one should look at it.
    pub fn subject(self) -> Option<((f64, f64), f64)> {
        self.chosen.with(|chosen| match chosen {
            Chosen::Nothing | Chosen::Nowhere(_) => None,
            Chosen::Company(place) => {
                let zoom = if self.led.with_untracked(Option::is_some) {
                    NEAR
                } else {
                    0.0
                };
                Some(((place.position.lat, place.position.lng), zoom))
            }
            Chosen::Mark { at, .. } => Some((*at, 0.0)),
            Chosen::Near { at } => Some((*at, 10.5)),
        })
    }
}

/// The map of the app.
pub fn use_map() -> Map {
    expect_context()
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
