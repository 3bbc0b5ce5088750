use handbook_wire::entity::{Certificate, Member, MemberStatus, Officer, Phone};
use handbook_wire::ipc::{GetMember, Link, MemberArgs, MemberCard, Person, SetNote, SetNoteArgs};
use handbook_wire::{ErrorCode, ErrorReply};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::actions::{reachable, use_actions};
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::member_row::{tile, written};
use crate::components::portrait;
use crate::components::row::{Go, Group, action, value, value_of};
use crate::components::state::{self, stage};
use crate::directory::use_directory;
use crate::i18n::{Language, Text, moment};
use crate::load::{Load, Loaded, load};
use crate::pages::{members_only, memo, officers, own_company};
use crate::part::{attribute, effect, part, switch};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::spelling;
use crate::toast::{Toast, open_link, use_toast};
use crate::{clock, ipc};

/// The card of a company.
pub fn member(id: &str) -> impl IntoView + use<> {
    let id = StoredValue::new(id.to_owned());
    members_only(move || {
        let card = load::<GetMember>(move || MemberArgs { id: id.get_value() });
        let is_gone = Memo::new(move |_| card.value.with(gone));
        view! {
            <Bar title=say(Text::CardTitle) back=Route::Directory>
                <Go
                    to=Route::Contact(id.get_value())
                    class="icon-button"
                    test="go-contact"
                    label=say(Text::BusinessCard)
                >
                    {Icon::Qr.draw()}
                </Go>
                {share(id)}
                {favourite(card)}
            </Bar>
            <div class="scroll">
                <div class="page">
                    {part(move || {
                        if is_gone.get() {
                            state::empty(
                                Icon::Company,
                                say(Text::MemberGone),
                                say(Text::MemberGoneHelp),
                            )
                        } else {
                            stage(card, 6, whole)
                        }
                    })}
                </div>
            </div>
        }
        .into_any()
    })
}

/// 공유, in the bar.
pub fn share(id: StoredValue<String>) -> AnyView {
    let actions = use_actions();
    view! {
        <button
            type="button"
            class="icon-button"
            aria-label=say(Text::Share)
            aria-haspopup="dialog"
            data-test="card-share"
            on:click=move |_| actions.share(id.get_value())
        >
            {Icon::Share.draw()}
        </button>
    }
    .into_any()
}

fn gone(card: &Load<MemberCard>) -> bool {
    matches!(
        card,
        Load::Failed(ErrorReply {
            code: ErrorCode::NotFound,
            ..
        })
    )
}

fn favourite(card: Loaded<MemberCard>) -> AnyView {
    let toast = use_toast();
    let language = language();
    // What was touched shows at once; the answer of the cache then stands.
    let touched: RwSignal<Option<bool>> = RwSignal::new(None);
    let stored = Memo::new(move |_| {
        card.value.with(|card| match card {
            Load::Ready(card) => Some((card.id.clone(), card.note.favourite)),
            _ => None,
        })
    });
    effect(move || {
        stored.track();
        touched.set(None);
    });
    let on = move || {
        touched
            .get()
            .or(stored.get().map(|(_, on)| on))
            .unwrap_or(false)
    };
    let toggle = move |_| {
        let Some((member, _)) = stored.get_untracked() else {
            return;
        };
        let wanted = !untrack(on);
        touched.set(Some(wanted));
        spawn_local(async move {
            let args = SetNoteArgs {
                member,
                favourite: Some(wanted),
                memo: None,
            };
            if let Err(error) = ipc::call::<SetNote>(args).await {
                let _ = touched.try_set(None);
                toast.fail(language, &error);
            }
        });
    };
    part(move || {
        stored.with(Option::is_some).then(|| {
            view! {
                <button
                    type="button"
                    class="icon-button favourite"
                    data-test="favourite"
                    aria-pressed=attribute(move || Some(on().to_string()))
                    aria-label=attribute(move || {
                        let text = if on() { Text::RemoveFavourite } else { Text::AddFavourite };
                        Some(language.say(text))
                    })
                    on:click=toggle
                >
                    <svg
                        class="icon"
                        class:filled=switch(on)
                        viewBox="0 0 24 24"
                        aria-hidden="true"
                    >
                        <path d=Icon::Star.lines() />
                    </svg>
                </button>
            }
        })
    })
}

fn whole(card: RwSignal<MemberCard>) -> AnyView {
    let company = Memo::new(move |_| {
        card.with(|card| {
            let (people, offices) = (card.people.clone(), card.offices.clone());
            (card.id.clone(), card.member.clone(), people, offices)
        })
    });
    view! {
        <div class="card-top">
            {part(move || company.with(|(id, member, ..)| head(id, member)))}
            {part(move || company.with(|(id, member, ..)| big_actions(id, member)))}
        </div>
        {own_company::on_card(&card.with_untracked(|card| card.id.clone()))}
        {part(move || company.with(|(id, member, people, offices)| groups(id, member, people, offices)))}
        <memo::PrivateMemo card=card />
    }
    .into_any()
}

fn head(id: &str, member: &Member) -> AnyView {
    let place = member.branch.clone();
    let person = (!member.representatives.is_empty())
        .then(|| language().fill(Text::Representative, &[&member.representatives.join("·")]));
    let sub = person
        .into_iter()
        .chain(place)
        .collect::<Vec<_>>()
        .join(" · ");
    let standing = (member.status != MemberStatus::Active).then(|| {
        view! { <span class="badge warn">{say(standing(member.status))}</span> }
    });
    view! {
        <div class="card-head">
            {tile(id, &member.name, true)}
            <div class="who">
                <h2 class="name" data-test="card-name">
                    {written(spelling::company(&member.name, &[]))}
                </h2>
                <p class="sub">{sub} " " {standing}</p>
            </div>
        </div>
    }
    .into_any()
}

fn big_actions(id: &str, member: &Member) -> AnyView {
    let id = StoredValue::new(id.to_owned());
    let (toast, actions) = (use_toast(), use_actions());
    let (can_call, can_write) = reachable(member);
    let address = member.address.clone();
    let member = StoredValue::new(member.clone());
    let button = |icon: Icon, text: Text, test: &'static str, able: bool, act: Box<dyn Fn()>| {
        view! {
            <button type="button" data-test=test disabled=!able on:click=move |_| act()>
                {icon.draw()}
                <span>{say(text)}</span>
            </button>
        }
    };
    let call = move || member.with_value(|member| actions.call(id.get_value(), member));
    let write = move || member.with_value(|member| actions.write(id.get_value(), member));
    let able = address.is_some();
    let go = move || {
        if let Some(address) = address.clone() {
            open_link(toast, Link::Map(address));
        }
    };
    view! {
        <div class="big-actions">
            {button(Icon::Phone, Text::Call, "card-call", can_call, Box::new(call))}
            {button(Icon::Message, Text::Message, "card-message", can_write, Box::new(write))}
            {button(Icon::Pin, Text::Directions, "card-directions", able, Box::new(go))}
        </div>
    }
    .into_any()
}

fn groups(id: &str, member: &Member, shown: &[Person], offices: &[Officer]) -> AnyView {
    let toast = use_toast();
    let language = language();
    let titled = |title: Text, rows: Vec<AnyView>| {
        (!rows.is_empty()).then(|| view! { <Group title=say(title)>{rows}</Group> })
    };
    view! {
        {titled(Text::GroupContact, contact(toast, language, id, member))}
        {titled(Text::GroupPeople, people(language, member, shown, offices))}
        {titled(Text::GroupAddress, address(toast, id, member))}
        {products(member)}
        {titled(Text::FieldCertificate, certificates(language, member))}
        {titled(Text::GroupCoop, membership(language, member))}
    }
    .into_any()
}

fn contact(toast: Toast, language: Language, id: &str, member: &Member) -> Vec<AnyView> {
    let actions = use_actions();
    let number = |phone: &Phone| {
        let extension = phone
            .extension
            .as_deref()
            .map(|number| language.fill(Text::ExtensionOf, &[number]));
        [Some(phone.display()), extension]
            .into_iter()
            .flatten()
            .collect::<Vec<_>>()
            .join(" · ")
    };
    let call = |phone: &Phone, key: Text, test: &'static str| {
        let (shown, phone, id) = (number(phone), phone.clone(), id.to_owned());
        let open = move || actions.call_line(id.clone(), &phone, key);
        action(Icon::Phone, say(key), shown, test, open)
    };
    let mut rows = Vec::new();
    rows.extend(
        member
            .phone
            .as_ref()
            .map(|phone| call(phone, Text::FieldPhone, "row-phone")),
    );
    rows.extend(
        member
            .mobile
            .as_ref()
            .map(|phone| call(phone, Text::FieldMobile, "row-mobile")),
    );
    rows.extend(
        member
            .fax
            .as_ref()
            .map(|phone| value(say(Text::FieldFax), number(phone), "row-fax")),
    );
    rows.extend(member.email.clone().map(|email| {
        let to = email.clone();
        let open = move || open_link(toast, Link::Mail(to.clone()));
        action(Icon::Mail, say(Text::FieldEmail), email, "row-email", open)
    }));
    rows.extend(member.homepage.clone().map(|page| {
        let shown = page
            .trim_start_matches("https://")
            .trim_start_matches("http://");
        let shown = shown.trim_end_matches('/').to_owned();
        let open = move || open_link(toast, Link::Web(page.clone()));
        action(
            Icon::Globe,
            say(Text::FieldHomepage),
            shown,
            "row-homepage",
            open,
        )
    }));
    rows
}

fn people(
    language: Language,
    member: &Member,
    shown: &[Person],
    offices: &[Officer],
) -> Vec<AnyView> {
    let names = (!member.representatives.is_empty()).then(|| {
        let picture = shown
            .iter()
            .find(|person| person.representative)
            .and_then(|person| person.picture.as_deref().map(|it| (person, it)));
        let face = picture.map(|(person, jpeg)| portrait::face(&person.name, Some(jpeg), false));
        let names = member.representatives.join(", ");
        value_of(
            face,
            say(Text::FieldRepresentative),
            names,
            "row-representative",
        )
    });
    let others = shown
        .iter()
        .filter(|person| !person.representative)
        .map(|person| {
            view! {
                <div class="row" data-test="row-person">
                    {portrait::face(&person.name, person.picture.as_deref(), false)}
                    <div class="body">
                        <span class="value">{person.name.clone()}</span>
                    </div>
                </div>
            }
            .into_any()
        });
    let held = offices.iter().map(|officer| {
        let office = language.fill(Text::OfficeOf, &[&officer.term.to_string(), &officer.role]);
        let time = officers::time(language, officer);
        view! {
            <div class="row" data-test="row-office">
                <div class="body">
                    <span class="key">{office}</span>
                    <span class="value">{officer.name.clone()}</span>
                    {time.map(|time| view! { <span class="note">{time}</span> })}
                </div>
            </div>
        }
        .into_any()
    });
    names.into_iter().chain(others).chain(held).collect()
}

fn address(toast: Toast, id: &str, member: &Member) -> Vec<AnyView> {
    let rows = member.address.clone().map(|address| {
        let to = address.clone();
        let shown = match &member.postal_code {
            Some(code) => format!("({code}) {address}"),
            None => address,
        };
        let open = move || open_link(toast, Link::Map(to.clone()));
        action(Icon::Pin, say(Text::Directions), shown, "row-address", open)
    });
    let on_map = member.position.map(|_| {
        view! {
            <Go to=Route::MapAt(id.to_owned()) class="row" test="row-map">
                <span class="body">
                    <span class="value strong">{say(Text::ShowOnMap)}</span>
                </span>
                {Icon::Map.draw()}
            </Go>
        }
        .into_any()
    });
    rows.into_iter().chain(on_map).collect()
}

fn products(member: &Member) -> Option<impl IntoView + use<>> {
    let directory = use_directory();
    let router = use_router();
    if member.products.is_empty() {
        return None;
    }
    let chips = member.products.iter().cloned().map(|product| {
        let wanted = product.clone();
        view! {
            <li>
                <button
                    type="button"
                    class="chip"
                    data-test="product"
                    on:click=move |_| {
                        directory.type_query(wanted.clone());
                        router.go(Route::Directory);
                    }
                >
                    {product}
                </button>
            </li>
        }
    });
    Some(view! {
        <section>
            <h2 class="group-title">{say(Text::FieldProduct)}</h2>
            <ul class="chips">{chips.collect_view()}</ul>
        </section>
    })
}

fn certificates(language: Language, member: &Member) -> Vec<AnyView> {
    let today = moment::today(clock::now(), clock::offset());
    let row = |Certificate { name, expires }: &Certificate| {
        let over = expires.as_ref().is_some_and(|day| *day < today);
        let until = expires
            .as_deref()
            .map(|day| language.fill(Text::ValidUntil, &[&moment::iso(language, day)]));
        view! {
            <div class="row" data-test="certificate">
                <div class="body">
                    <span class="value">{name.clone()}</span>
                    {until.map(|until| view! { <span class="note">{until}</span> })}
                </div>
                {over.then(|| view! { <span class="badge bad">{say(Text::Expired)}</span> })}
            </div>
        }
        .into_any()
    };
    member.certificates.iter().map(row).collect()
}

fn membership(language: Language, member: &Member) -> Vec<AnyView> {
    let mut rows = Vec::new();
    if !member.number.is_empty() {
        let number = language.fill(Text::NumberOf, &[&member.number]);
        rows.push(value(say(Text::FieldNumber), number, "row-number"));
    }
    rows.extend(
        member
            .branch
            .clone()
            .map(|branch| value(say(Text::FieldBranch), branch, "row-branch")),
    );
    rows.extend(member.joined.as_deref().map(|day| {
        value(
            say(Text::FieldJoined),
            moment::iso(language, day),
            "row-joined",
        )
    }));
    rows.extend(member.business_number.as_deref().map(|digits| {
        value(
            say(Text::FieldBusinessNumber),
            spelling::business_number(digits),
            "row-business-number",
        )
    }));
    rows.push(value(
        say(Text::FieldStatus),
        say(standing(member.status)),
        "row-status",
    ));
    rows
}

const fn standing(status: MemberStatus) -> Text {
    match status {
        MemberStatus::Active => Text::StatusActive,
        MemberStatus::Suspended => Text::Suspended,
        MemberStatus::Withdrawn => Text::StatusWithdrawn,
        MemberStatus::Expelled => Text::StatusExpelled,
    }
}
