use handbook_wire::ipc::{Link, ListStaff, StaffRow};
use leptos::prelude::*;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::portrait;
use crate::components::state::{self, stage};
use crate::i18n::{Text, amount};
use crate::load::load;
use crate::pages::members_only;
use crate::preference::{language, say};
use crate::route::Route;
use crate::toast::{open_link, use_toast};

/// 조합직원, by department.
#[component]
pub fn StaffPage() -> impl IntoView {
    view! {
        <Bar title=say(Text::Staff) back=Route::Home />
        {members_only(|| {
            let staff = load::<ListStaff>(|| ());
            view! {
                <div class="scroll">
                    <div class="page">{stage(staff, 5, |staff| (move || list(&staff.get())).into_any())}</div>
                </div>
            }
                .into_any()
        })}
    }
}

fn list(staff: &[StaffRow]) -> AnyView {
    if staff.is_empty() {
        return state::empty(
            Icon::People,
            say(Text::StaffEmpty),
            say(Text::PeopleEmptyHelp),
        );
    }
    let mut departments: Vec<(Option<&str>, Vec<&StaffRow>)> = Vec::new();
    for person in staff {
        let department = person.staff.department.as_deref();
        match departments.iter_mut().find(|(name, _)| *name == department) {
            Some((_, people)) => people.push(person),
            None => departments.push((department, vec![person])),
        }
    }
    departments
        .into_iter()
        .map(|(department, people)| {
            let title = department.unwrap_or(say(Text::OtherDepartment)).to_owned();
            let count = amount::grouped(people.len() as u64);
            view! {
                <section data-test="staff-department">
                    <h2 class="group-title">
                        {title} <span>{language().fill(Text::People, &[&count])}</span>
                    </h2>
                    <ul class="group">{people.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
        .collect_view()
        .into_any()
}

fn row(row: &StaffRow) -> impl IntoView + use<> {
    let StaffRow {
        staff: person,
        picture,
    } = row;
    let toast = use_toast();
    let language = language();
    let extension = person.extension.as_deref();
    let contact = [
        person
            .mobile
            .as_ref()
            .map(handbook_wire::entity::Phone::display),
        extension.map(|number| language.fill(Text::ExtensionOf, &[number])),
    ];
    // Each whole: a number that breaks in two can't be read out.
    let contact = contact.into_iter().flatten().map(|text| {
        view! { <span class="whole">{text}</span> }
    });
    let call = person.mobile.as_ref().map(|mobile| {
        let digits = mobile.number.clone();
        let label = language.fill(Text::CallNamed, &[&person.name]);
        view! {
            <button
                type="button"
                class="round-call"
                aria-label=label
                data-test="staff-call"
                on:click=move |_| open_link(toast, Link::Call(digits.clone()))
            >
                {Icon::Phone.draw()}
            </button>
        }
    });
    view! {
        <li>
            <div class="row" data-test="staff-row">
                {portrait::face(&person.name, picture.as_deref(), false)}
                <div class="body">
                    <span class="value strong">
                        {person.name.clone()} " "
                        <span class="form">{person.position.clone().unwrap_or_default()}</span>
                    </span>
                    {person.duties.clone().map(|duties| view! { <span class="note">{duties}</span> })}
                    <span class="note">{contact.collect_view()}</span>
                </div>
                {call}
            </div>
        </li>
    }
}
