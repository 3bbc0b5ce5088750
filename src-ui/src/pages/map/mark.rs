//! What stands on the base map: marks, the chosen company, this device.
//!
//! There may be hundreds, they change with every answer and move with every frame: they are plain
//! elements that one effect makes and another puts in their places.

use handbook_wire::ipc::{GetPlace, Mark, MemberArgs, Places};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

use crate::i18n::{Language, Text, amount};
use crate::ipc;
use crate::load::{Load, Loaded};
use crate::map::draw::Rect;
use crate::map::projection::{Camera, Point, ZOOMS, plane};
use crate::map::{Chosen, Map, Scene};
use crate::part::effect;
use crate::preference::language;
use crate::toast::{Toast, use_toast};
use crate::{spelling, tint};

/// So few companies are listed rather than spread out.
const FEW: u64 = 6;
/// Companies that lie nearer together than this at the nearest zoom can't be spread out. In pixels.
const HEAP: f64 = 60.0;
/// Pixels around companies that are spread out.
const EDGE: f64 = 64.0;
/// From this zoom on a single company has its name beside it.
const NAMED: f64 = 11.5;

/// An element and the point of the plane where it stands.
type Placed = (HtmlElement, Point);

/// The layer of the marks.
#[derive(Clone, Copy)]
pub struct Marks {
    map: Map,
    places: Loaded<Places>,
    layer: NodeRef<html::Div>,
    placed: StoredValue<Vec<Placed>, LocalStorage>,
    toast: Toast,
    language: Language,
}

impl Marks {
    /// The marks of `places`, the chosen company and this device.
    pub fn new(map: Map, places: Loaded<Places>) -> Self {
        let marks = Self {
            map,
            places,
            layer: NodeRef::new(),
            placed: StoredValue::new_local(Vec::new()),
            toast: use_toast(),
            language: language(),
        };
        let here = Memo::new(move |_| map.scene.with(|scene| scene.here));
        effect(move || {
            places.value.track();
            here.track();
            if let Some(layer) = marks.layer.get() {
                map.chosen
                    .with(|chosen| marks.make(&layer, here.get(), chosen));
                map.scene.with_untracked(|scene| marks.put(scene));
            }
        });
        effect(move || map.scene.with(|scene| marks.put(scene)));
        marks
    }

    /// The layer.
    pub fn draw(self) -> AnyView {
        view! { <div class="marks" node_ref=self.layer></div> }.into_any()
    }

    fn make(self, layer: &Element, here: Option<(f64, f64)>, chosen: &Chosen) {
        layer.replace_children_with_node_0();
        let mut placed = Vec::new();
        let mut add = |made: Option<HtmlElement>, (lat, lng): (f64, f64)| {
            if let Some(element) = made {
                // A layer that is gone shows nothing.
                let _ = layer.append_child(&element);
                placed.push((element, plane(lat, lng)));
            }
        };
        if let Some(at) = here {
            add(element("span", "here-dot", "here"), at);
        }
        self.places.value.with_untracked(|places| {
            if let Load::Ready(places) = places {
                for (number, mark) in places.marks.iter().enumerate() {
                    // The chosen company has its pin.
                    let is_chosen = matches!((&mark.one, chosen),
                        (Some(one), Chosen::Company(company)) if one.id == company.row.id);
                    if is_chosen {
                        continue;
                    }
                    add(self.make_mark(number, mark), (mark.lat, mark.lng));
                }
            }
        });
        match chosen {
            Chosen::Company(company) => {
                let pin = element("span", "pin", "pin");
                if let Some(pin) = &pin {
                    // A pin without letters is a pin still.
                    let _ = add_tile(pin, &company.row.id, &company.row.name);
                }
                add(pin, (company.position.lat, company.position.lng));
            }
            Chosen::Spot(spot) => add(
                element("span", "pin spot", "spot"),
                (spot.position.lat, spot.position.lng),
            ),
            Chosen::Mark { at, .. } => add(element("span", "ring", "ring"), *at),
            _ => {}
        }
        self.placed.set_value(placed);
    }

    fn make_mark(self, number: usize, mark: &Mark) -> Option<HtmlElement> {
        let (class, test) = match &mark.one {
            Some(_) => ("place single", "mark"),
            None => ("place", "cluster"),
        };
        let button = element("button", class, test)?;
        let label = if let Some(one) = &mark.one {
            add_tile(&button, &one.id, &one.name)?;
            let name = spelling::company(&one.name, &[]);
            let proper = name.iter().filter(|stretch| !stretch.quiet);
            let proper: String = proper.map(|stretch| stretch.text.as_str()).collect();
            add_part(&button, "caption", proper.trim())?;
            one.name.clone()
        } else {
            let count = amount::grouped(mark.count);
            add_drawn(&button, size_class(mark.count), &count)?;
            self.language.fill(Text::MapCluster, &[&count])
        };
        for (name, value) in [
            ("type", "button"),
            ("aria-label", &label),
            ("data-number", &number.to_string()),
        ] {
            button.set_attribute(name, value).ok()?;
        }
        Some(button)
    }

    fn put(self, scene: &Scene) {
        let Some(camera) = scene.camera else {
            return;
        };
        self.placed.with_value(|placed| {
            for (element, point) in placed {
                let (x, y) = camera.on_screen(*point, scene.size);
                let place = format!("translate({}px,{}px)", whole(x), whole(y));
                let _ = element.style().set_property("transform", &place);
            }
        });
        if let Some(layer) = self.layer.get_untracked() {
            let _ = layer
                .class_list()
                .toggle_with_force("near", camera.zoom > NAMED);
        }
    }

    /// Does what a touch on `target` means; says whether there is a mark.
    pub fn touch(self, target: Option<web_sys::EventTarget>) -> bool {
        let target = target.and_then(|target| target.dyn_into::<Element>().ok());
        let mark = target.and_then(|target| target.closest(".place").ok().flatten());
        let number = mark.and_then(|mark| mark.get_attribute("data-number")?.parse::<usize>().ok());
        let mark = self.places.value.with_untracked(|places| match places {
            Load::Ready(places) => number.and_then(|number| places.marks.get(number).cloned()),
            _ => None,
        });
        let Some(mark) = mark else {
            return false;
        };
        match &mark.one {
            Some(one) => self.choose(one.id.clone()),
            None => self.open(&mark),
        }
        true
    }

    fn choose(self, id: String) {
        self.map.lead(None);
        spawn_local(async move {
            match ipc::call::<GetPlace>(MemberArgs { id }).await {
                Ok(place) => self.map.chosen.set(Chosen::Company(place)),
                Err(error) => self.toast.fail(self.language, &error),
            }
        });
    }

    /// Spreads the companies of a mark out, or lists them when they are few or can't be spread.
    fn open(self, mark: &Mark) {
        let camera = self.map.camera_now();
        let (a, b) = (
            plane(mark.bounds.north, mark.bounds.west),
            plane(mark.bounds.south, mark.bounds.east),
        );
        let spread = (b.x - a.x).max(b.y - a.y) * ZOOMS.1.exp2();
        if mark.count <= FEW || spread < HEAP || camera.zoom > ZOOMS.1 - 0.1 {
            self.map.chosen.set(Chosen::Mark {
                zoom: camera.level(),
                at: (mark.lat, mark.lng),
            });
            return;
        }
        self.map.chosen.set(Chosen::Nothing);
        let fit = Camera::fit(&mark.bounds, self.map.size(), EDGE);
        self.map.fly(Camera {
            zoom: fit.zoom.max(camera.zoom + 1.0).min(ZOOMS.1),
            ..fit
        });
    }

    /// The parts of the screen that marks cover, so that names keep clear of them.
    pub fn taken(self) -> Vec<Rect> {
        let camera = self.map.camera_now();
        let size = self.map.size();
        self.placed.with_value(|placed| {
            let rect = |(_, point): &Placed| {
                let (x, y) = camera.on_screen(*point, size);
                (x - 24.0, y - 24.0, x + 24.0, y + 24.0)
            };
            placed.iter().map(rect).collect()
        })
    }
}

fn element(tag: &str, class: &str, test: &str) -> Option<HtmlElement> {
    let element = document().create_element(tag).ok()?;
    element.set_class_name(class);
    element.set_attribute("data-test", test).ok()?;
    element.dyn_into().ok()
}

fn add_part(parent: &Element, class: &str, text: &str) -> Option<Element> {
    let part = document().create_element("span").ok()?;
    part.set_class_name(class);
    part.set_text_content(Some(text));
    // The mark's own name says it.
    let _ = part.set_attribute("aria-hidden", "true");
    let _ = parent.append_child(&part);
    Some(part)
}

fn add_tile(parent: &Element, id: &str, name: &str) -> Option<()> {
    let class = format!("tile {}", tint::class(id));
    add_drawn(parent, &class, &spelling::initials(name))
}

/// A part whose letters the style draws: as text they would be words of the mark that its name lacks.
fn add_drawn(parent: &Element, class: &str, letters: &str) -> Option<()> {
    let part = add_part(parent, class, "")?;
    part.set_attribute("data-letters", letters).ok()
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "pixels about a screen; what lies far beyond it stays beyond it"
)]
fn whole(pixels: f64) -> i32 {
    pixels.round() as i32
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
