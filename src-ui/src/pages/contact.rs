//! 명함: a company to be read across a table, and to be taken over by another phone's camera.

use handbook_wire::entity::Member;
use handbook_wire::ipc::{Contact, GetContact, GetMember, MemberArgs};
use leptos::prelude::*;

use crate::components::frame::Bar;
use crate::components::member_row::{tile, written};
use crate::components::qr::qr;
use crate::components::state::stage;
use crate::i18n::Text;
use crate::load::{Load, load};
use crate::pages::member::share;
use crate::pages::members_only;
use crate::part::part;
use crate::preference::say;
use crate::route::Route;
use crate::spelling;

/// The business card of a company.
pub fn contact(id: &str) -> impl IntoView + use<> {
    let id = StoredValue::new(id.to_owned());
    members_only(move || {
        let card = load::<GetMember>(move || MemberArgs { id: id.get_value() });
        let contact = load::<GetContact>(move || MemberArgs { id: id.get_value() });
        view! {
            <Bar title=say(Text::BusinessCard) back=Route::Member(id.get_value())>
                {share(id)}
            </Bar>
            <div class="scroll" tabindex="0" data-test="contact">
                <div class="page">
                    {stage(
                        card,
                        4,
                        move |card| {
                            part(move || card.with(|card| face(&card.id, &card.member)))
                        },
                    )}
                    {part(move || contact.value.with(|value| match value {
                        Load::Ready(contact) => Some(code(contact)),
                        _ => None,
                    }))}
                </div>
            </div>
        }
        .into_any()
    })
}

fn face(id: &str, member: &Member) -> AnyView {
    let numbers = [
        (Text::FieldMobile, &member.mobile),
        (Text::FieldPhone, &member.phone),
        (Text::FieldFax, &member.fax),
    ];
    let numbers = numbers.into_iter().filter_map(|(key, phone)| {
        let shown = phone.as_ref()?.display();
        Some(
            view! {
                <p>
                    <span class="key">{say(key)}</span>
                    {shown}
                </p>
            }
            .into_any(),
        )
    });
    let numbers: Vec<AnyView> = numbers.collect();
    let representatives = member.representatives.join("·");
    view! {
        <article class="business-card" data-test="business-card">
            {tile(id, &member.name, true)}
            <h2>{written(spelling::company(&member.name, &[]))}</h2>
            <p class="person">{representatives}</p>
            <div class="numbers">{numbers}</div>
            {member.email.clone().map(|email| view! { <p>{email}</p> })}
            {member.address.clone().map(|address| view! { <p class="quiet">{address}</p> })}
        </article>
    }
    .into_any()
}

fn code(contact: &Contact) -> Option<AnyView> {
    contact.qr.as_ref().map(|code| {
        view! {
            <section class="contact-code">
                {qr(code)} <p>{say(Text::BusinessCardHow)}</p>
            </section>
        }
        .into_any()
    })
}
