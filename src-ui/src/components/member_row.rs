//! A company as a list shows it.

use handbook_wire::ipc::{MatchedField, MemberRow, SearchField, SearchHit};
use leptos::prelude::*;

use super::icon::Icon;
use super::row::Go;
use crate::actions::use_actions;
use crate::i18n::{Text, amount};
use crate::preference::{language, say};
use crate::route::Route;
use crate::spelling::{self, Stretch};
use crate::tint;

/// Text with its quiet and marked stretches.
pub fn written(stretches: Vec<Stretch>) -> impl IntoView {
    stretches
        .into_iter()
        .map(|stretch| match (stretch.quiet, stretch.marked) {
            (false, false) => stretch.text.into_any(),
            (false, true) => view! { <mark>{stretch.text}</mark> }.into_any(),
            (true, false) => view! { <span class="form">{stretch.text}</span> }.into_any(),
            (true, true) => {
                view! { <span class="form"><mark>{stretch.text}</mark></span> }.into_any()
            }
        })
        .collect_view()
}

/// The company's tile.
pub fn tile(id: &str, name: &str, large: bool) -> impl IntoView + use<> {
    let size = if large { "tile large" } else { "tile" };
    view! {
        <span class=format!("{size} {}", tint::class(id)) aria-hidden="true">
            {spelling::initials(name)}
        </span>
    }
}

/// 대표 김하나 · 서울.
pub fn people_and_place(row: &MemberRow) -> String {
    let person = (!row.representatives.is_empty())
        .then(|| language().fill(Text::Representative, &[&row.representatives]));
    let place = (!row.branch.is_empty()).then(|| row.branch.clone());
    person
        .into_iter()
        .chain(place)
        .collect::<Vec<_>>()
        .join(" · ")
}

/// The round 전화 button, for a company that has a number.
pub fn call_button(row: &MemberRow) -> Option<impl IntoView + use<>> {
    let actions = use_actions();
    let digits = row.call.clone()?;
    let id = row.id.clone();
    let label = language().fill(Text::CallNamed, &[&row.name]);
    Some(view! {
        <button
            type="button"
            class="round-call"
            aria-label=label
            data-test="row-call"
            on:click=move |_| actions.call_row(id.clone(), digits.clone())
        >
            {Icon::Phone.draw()}
        </button>
    })
}

/// The row of a company, the matched characters of its name marked.
pub fn member_row(row: &MemberRow, marks: &[(u32, u32)]) -> impl IntoView + use<> {
    let tile = tile(&row.id, &row.name, false);
    let name = written(spelling::company(&row.name, marks));
    let favourite = row.favourite.then(favourite_star);
    let suspended = row.suspended.then(|| {
        view! {
            <span class="badge warn">{say(Text::Suspended)}</span>
            " "
        }
    });
    let people = people_and_place(row);
    let away = row.away.map(|away| {
        let shown = amount::distance(away.metres);
        let shown = match away.rough {
            true => language().fill(Text::About, &[&shown]),
            false => shown,
        };
        view! {
            <span class="away" data-test="away">
                {shown}
            </span>
            " "
        }
    });
    let products = row.products.iter().take(2).cloned();
    let products = products
        .map(|product| view! { <span>{product}</span> })
        .collect_view();
    let products =
        (!row.products.is_empty()).then(|| view! { <span class="products">{products}</span> });
    view! {
        <Go to=Route::Member(row.id.clone()) class="open" test="member-open">
            {tile}
            <span class="about">
                <span class="name" data-test="member-name">
                    {name}
                    {favourite}
                </span>
                <span class="sub">{suspended} {away} {people}</span>
                {products}
            </span>
        </Go>
        {more_button(&row.id, &row.name)}
        {call_button(row)}
    }
}

/// What a long press on the row offers, for those who can't press long: shown when it is reached by
/// keyboard or pointed at.
pub fn more_button(id: &str, name: &str) -> impl IntoView + use<> {
    let actions = use_actions();
    let id = id.to_owned();
    let label = language().fill(Text::MoreOf, &[name]);
    view! {
        <button
            type="button"
            class="icon-button row-more"
            aria-label=label
            aria-haspopup="dialog"
            data-test="row-more"
            on:click=move |_| actions.menu(id.clone())
        >
            {Icon::More.draw()}
        </button>
    }
}

fn favourite_star() -> impl IntoView {
    view! {
        <svg class="icon filled star" viewBox="0 0 24 24" role="img">
            <title>{say(Text::Favourites)}</title>
            <path d=Icon::Star.lines() />
        </svg>
    }
}

/// A hit of a search: the row, and under it why it was found when that isn't the name.
pub fn hit(hit: &SearchHit) -> impl IntoView + use<> {
    let why = hit.why.as_ref().map(|MatchedField { field, text, marks }| {
        view! {
            <p class="why" data-test="hit-why">
                <span class="field-name">{say(field_name(*field))}</span>
                <span class="found">{written(spelling::plain(text, marks))}</span>
            </p>
        }
    });
    let class = if why.is_some() {
        "member-row reasoned"
    } else {
        "member-row"
    };
    view! {
        <li>
            <div
                class=class
                data-test="member-row"
                data-id=hit.row.id.clone()
                data-menu=hit.row.id.clone()
            >
                {member_row(&hit.row, &hit.name_marks)}
            </div>
            {why}
        </li>
    }
}

const fn field_name(field: SearchField) -> Text {
    match field {
        SearchField::Name => Text::FieldName,
        SearchField::Representative => Text::FieldRepresentative,
        SearchField::Phone => Text::FieldPhone,
        SearchField::Fax => Text::FieldFax,
        SearchField::Mobile => Text::FieldMobile,
        SearchField::Product => Text::FieldProduct,
        SearchField::Certificate => Text::FieldCertificate,
        SearchField::Branch => Text::FieldBranch,
        SearchField::Address => Text::FieldAddress,
        SearchField::Number => Text::FieldNumber,
        SearchField::Email => Text::FieldEmail,
        SearchField::Homepage => Text::FieldHomepage,
        SearchField::Memo => Text::FieldMemo,
    }
}
