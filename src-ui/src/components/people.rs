//! The co-op's own people among what a search finds.

use handbook_wire::ipc::{FoundPerson, FoundTitle, FoundWhy, Link, PersonField};
use leptos::prelude::*;

use super::icon::Icon;
use super::member_row::written;
use super::portrait;
use super::row::Go;
use crate::i18n::Text;
use crate::preference::{language, say};
use crate::route::Route;
use crate::spelling;
use crate::toast::{open_link, use_toast};

/// Where a list of companies leads to them.
pub const PLACE: &str = "found-people";

/// 조합 직원·임원 who were found.
pub fn people(found: &[FoundPerson]) -> Option<AnyView> {
    if found.is_empty() {
        return None;
    }
    let rows = found.iter().map(person).collect_view();
    Some(
        view! {
            <section class="found-people" id=PLACE tabindex="-1" data-test="found-people">
                <h2 class="group-title">{say(Text::FoundPeople)}</h2>
                <ul class="group">{rows}</ul>
            </section>
        }
        .into_any(),
    )
}

fn person(person: &FoundPerson) -> AnyView {
    let toast = use_toast();
    let language = language();
    let title = match &person.title {
        FoundTitle::Staff {
            department,
            position,
        } => [department.clone(), position.clone()],
        FoundTitle::Officer {
            term,
            role,
            company,
        } => [
            Some(language.fill(Text::OfficeOf, &[&term.to_string(), role])),
            company.clone(),
        ],
    };
    let title: Vec<String> = title.into_iter().flatten().collect();
    let why = person.why.as_ref().map(|FoundWhy { field, text, marks }| {
        let key = match field {
            PersonField::Duties => Text::FieldDuties,
            PersonField::Mobile => Text::FieldMobile,
            PersonField::Extension => Text::FieldExtension,
        };
        view! {
            <span class="note">
                {say(key)} " " {written(spelling::plain(text, marks))}
            </span>
        }
    });
    let extension = person.extension.as_deref();
    let extension = extension.map(|number| {
        view! { <span class="note whole">{language.fill(Text::ExtensionOf, &[number])}</span> }
    });
    let content = view! {
        {portrait::face(&person.name, None, false)}
        <span class="body">
            <span class="value strong">
                {written(spelling::plain(&person.name, &person.name_marks))}
            </span>
            <span class="note">{title.join(" · ")}</span>
            {extension}
            {why}
        </span>
    };
    let call = person.mobile.as_ref().map(|mobile| {
        let digits = mobile.number.clone();
        view! {
            <button
                type="button"
                class="round-call"
                aria-label=language.fill(Text::CallNamed, &[&person.name])
                data-test="person-call"
                on:click=move |_| open_link(toast, Link::Call(digits.clone()))
            >
                {Icon::Phone.draw()}
            </button>
        }
    });
    let to = match (&person.title, &person.member) {
        (FoundTitle::Staff { .. }, _) => Route::Staff,
        (_, Some(member)) => Route::Member(member.clone()),
        (_, None) => Route::Officers,
    };
    view! {
        <li class="person-row" data-test="found-person">
            <Go to=to class="row" test="person-open">
                {content}
            </Go>
            {call}
        </li>
    }
    .into_any()
}
