//! The sheet at the foot of the map: what is chosen.

use handbook_wire::entity::Precision;
use handbook_wire::ipc::{Link, ListMark, ListNear, MarkArgs, NearArgs, Place, PlaceList};
use leptos::html;
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::components::member_row::member_row;
use crate::components::row::action;
use crate::components::state::stage;
use crate::i18n::{Text, amount};
use crate::load::{Load, Loaded, load};
use crate::map::{Chosen, Map, Spot};
use crate::part::{effect, part};
use crate::preference::{language, say};
use crate::route::use_router;
use crate::toast::{open_link, use_toast};

/// Rows that a list begins with, and how many more come at a touch.
const ROWS: u64 = 60;
/// The most rows of one mark.
const MOST: u64 = 500;
/// Companies of the list by distance.
const NEAREST: u64 = 40;

/// The sheet; there is none while nothing is chosen.
pub fn sheet(map: Map) -> AnyView {
    let node = NodeRef::<html::Section>::new();
    let heading = NodeRef::<html::H2>::new();
    let router = use_router();
    let seen = StoredValue::new(None::<Chosen>);
    effect(move || {
        let chosen = map.chosen.get();
        let before = seen.get_value();
        seen.set_value(Some(chosen));
        // Once it is drawn, the map makes room for it.
        request_animation_frame(move || {
            let Some(sheet) = node.try_get_untracked() else {
                return;
            };
            let height = sheet.map_or(0.0, |sheet| f64::from(sheet.offset_height()));
            map.cover(height);
            if before.is_none() && router.has_moved() {
                return;
            }
            if let Some((at, zoom)) = map.subject() {
                map.show(at, zoom);
                if let Some(Some(heading)) = heading.try_get_untracked() {
                    let _ = heading.focus();
                }
            }
        });
    });
    part(move || {
        let (title, body, tall) = map.chosen.with(|chosen| match chosen {
            Chosen::Nothing => None,
            Chosen::Company(place) => Some((fixed(say(Text::SheetCompany)), company(place), false)),
            Chosen::Spot(spot) => Some((spot.name.clone().into_any(), place_of(spot), false)),
            Chosen::Mark { zoom, at } => {
                let (title, body) = of_mark(*zoom, *at);
                Some((title, body, true))
            }
            Chosen::Near { at } => Some((fixed(say(Text::SheetNear)), nearest(*at), true)),
            Chosen::Nowhere(why) => Some((
                fixed(say(Text::SheetNowhere)),
                view! { <p class="sheet-words">{say(*why)}</p> }.into_any(),
                false,
            )),
        })?;
        let class = if tall { "sheet tall" } else { "sheet" };
        Some(view! {
            <section
                class=class
                node_ref=node
                aria-labelledby="sheet-title"
                data-test="sheet"
            >
                <header>
                    <h2 id="sheet-title" tabindex="-1" node_ref=heading data-test="sheet-title">
                        {title}
                    </h2>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=say(Text::Close)
                        data-test="sheet-close"
                        on:click=move |_| map.chosen.set(Chosen::Nothing)
                    >
                        {Icon::Close.draw()}
                    </button>
                </header>
                {body}
            </section>
        })
    })
}

fn fixed(title: &'static str) -> AnyView {
    title.into_any()
}

fn company(place: &Place) -> AnyView {
    let about = roughly(place.position.precision);
    view! {
        <ul class="hits">
            {row(place)}
        </ul>
        {about.map(|about| view! { <p class="sheet-words" data-test="precision">{say(about)}</p> })}
    }
    .into_any()
}

/// A place that is no company's, and the way there.
fn place_of(spot: &Spot) -> AnyView {
    let toast = use_toast();
    let about = roughly(spot.position.precision);
    let to = spot.address.clone();
    let directions = move || open_link(toast, Link::Map(to.clone()));
    view! {
        <div class="group">
            {action(
                Icon::Pin,
                say(Text::Directions),
                spot.address.clone(),
                "spot-directions",
                directions,
            )}
        </div>
        {about.map(|about| view! { <p class="sheet-words" data-test="precision">{say(about)}</p> })}
    }
    .into_any()
}

/// How near the place is to the address, when it is not the address itself.
const fn roughly(precision: Precision) -> Option<Text> {
    match precision {
        Precision::Exact => None,
        Precision::Town => Some(Text::RoughTown),
        Precision::District => Some(Text::RoughDistrict),
        Precision::Province => Some(Text::RoughProvince),
    }
}

fn of_mark(zoom: u8, (lat, lng): (f64, f64)) -> (AnyView, AnyView) {
    let language = language();
    let limit = RwSignal::new(ROWS);
    let list = load::<ListMark>(move || MarkArgs {
        zoom,
        lat,
        lng,
        limit: limit.get(),
    });
    let title = part(move || {
        list.value.with(|list| match list {
            Load::Ready(list) => language.fill(Text::SheetMark, &[&amount::grouped(list.total)]),
            _ => language.say(Text::SheetMarkWaiting).to_owned(),
        })
    });
    (title, rows(list, Some(limit)))
}

fn nearest((latitude, longitude): (f64, f64)) -> AnyView {
    let list = load::<ListNear>(move || NearArgs {
        latitude,
        longitude,
        limit: NEAREST,
    });
    rows(list, None)
}

/// The rows of a list; with `limit`, more of them at a touch.
fn rows(list: Loaded<PlaceList>, limit: Option<RwSignal<u64>>) -> AnyView {
    let language = language();
    stage(list, 2, move |list: RwSignal<PlaceList>| {
        let all = move || list.with(|list| list.places.iter().map(row).collect_view());
        let more = move || {
            let left = list.with(|list| list.total.min(MOST) > list.places.len() as u64);
            let limit = limit.filter(|_| left)?;
            Some(view! {
                <button
                    type="button"
                    class="text-button"
                    data-test="sheet-more"
                    on:click=move |_| limit.update(|limit| *limit += ROWS)
                >
                    {language.say(Text::More)}
                </button>
            })
        };
        view! {
            <div class="scroll">
                <ul class="hits">{part(all)}</ul>
                {part(more)}
            </div>
        }
        .into_any()
    })
}

fn row(place: &Place) -> AnyView {
    let mut company = place.row.clone();
    let distance = place.metres.map(|metres| {
        // The distance takes the room of the products.
        company.products.clear();
        let distance = match place.position.precision {
            Precision::Exact => amount::distance(metres),
            _ => language().fill(Text::About, &[&amount::distance(metres)]),
        };
        view! {
            <span class="distance" data-test="distance">
                {distance}
            </span>
        }
    });
    view! {
        <li>
            <div
                class="member-row"
                data-test="sheet-row"
                data-id=company.id.clone()
                data-menu=company.id.clone()
            >
                {member_row(&company, &[])}
                {distance}
            </div>
        </li>
    }
    .into_any()
}
