//! The sheet at the foot of the map: what is chosen.

use handbook_wire::entity::Precision;
use handbook_wire::ipc::{
    ListMark, ListNear, MarkArgs, MemberPage, MemberRow, Near, NearArgs, Place,
};
use leptos::html;
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::components::member_row::member_row;
use crate::components::state::stage;
use crate::i18n::{Text, amount};
use crate::load::{Load, load};
use crate::map::{Chosen, Map};
use crate::part::{attribute, effect, part};
use crate::preference::{language, say};
use crate::route::use_router;

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
            map.covered.set(height);
            if before.is_none() && router.has_moved() && map.led.with_untracked(Option::is_none) {
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
            <li>{row(&place.row)}</li>
        </ul>
        {about.map(|about| view! { <p class="sheet-words" data-test="precision">{say(about)}</p> })}
    }
    .into_any()
}

fn row(row: &MemberRow) -> AnyView {
    view! {
        <div class="member-row" data-test="sheet-row" data-id=row.id.clone()>
            {member_row(row, &[])}
        </div>
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
    let page = load::<ListMark>(move || MarkArgs {
        zoom,
        lat,
        lng,
        limit: limit.get(),
    });
    let title = part(move || {
        page.value.with(|page| match page {
            Load::Ready(page) => language.fill(Text::SheetMark, &[&amount::grouped(page.total)]),
            _ => language.say(Text::SheetMarkWaiting).to_owned(),
        })
    });
    let body = stage(page, 2, move |page: RwSignal<MemberPage>| {
        let more = move || {
            let left = page.with(|page| page.total.min(MOST) > page.rows.len() as u64);
            left.then(|| {
                view! {
                    <button
                        type="button"
                        class="text-button"
                        data-test="sheet-more"
                        on:click=move |_| limit.update(|limit| *limit += ROWS)
                    >
                        {say(Text::More)}
                    </button>
                }
            })
        };
        view! {
            <div class="scroll">
                <ul class="hits">
                    <For each=move || page.get().rows key=|row| row.clone().id let(company)>
                        <li>{row(&company)}</li>
                    </For>
                </ul>
                {part(more)}
            </div>
        }
        .into_any()
    });
    (title, body)
}

fn nearest((latitude, longitude): (f64, f64)) -> AnyView {
    let near = load::<ListNear>(move || NearArgs {
        latitude,
        longitude,
        limit: NEAREST,
    });
    stage(near, 2, |near: RwSignal<Vec<Near>>| {
        let rows = move || {
            let near = near.get();
            near.iter()
                .map(|Near { place, metres }| view! { <li>{far_row(place, *metres)}</li> })
                .collect_view()
        };
        view! {
            <div class="scroll" data-test="near" tabindex="0" aria-label=attribute(|| Some(say(Text::SheetNear)))>
                <ul class="hits">{part(rows)}</ul>
            </div>
        }
        .into_any()
    })
}

/// A row with how far the company is.
fn far_row(place: &Place, metres: f64) -> AnyView {
    let distance = amount::distance(metres);
    let distance = match place.position.precision {
        Precision::Exact => distance,
        _ => language().fill(Text::About, &[&distance]),
    };
    let mut near = place.row.clone();
    // The distance takes the room of the products.
    near.products.clear();
    view! {
        <div class="member-row far" data-test="near-row" data-id=near.id.clone()>
            <span class="distance" data-test="distance">
                {distance}
            </span>
            {member_row(&near, &[])}
        </div>
    }
    .into_any()
}
