//! 우리 회사 정보: what the roster says of the own company, who sees it, and how it is corrected.

mod change;
mod changes;
mod edit;

pub use change::change;
pub use changes::Changes;
pub use edit::EditCompany;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Audience, CompanyField};
use handbook_wire::ipc::{AudienceArgs, GetOwnCompany, OwnCompanyView, OwnField, SetAudience};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::{Go, Group, fact};
use crate::components::state::{self, stage};
use crate::i18n::Text;
use crate::ipc;
use crate::load::{Load, load};
use crate::pages::members_only;
use crate::part::{attribute, part};
use crate::preference::{language, say};
use crate::route::Route;
use crate::spelling;
use crate::status::use_live;
use crate::toast::use_toast;

/// 우리 회사 정보.
#[component]
pub fn OwnCompany() -> impl IntoView {
    members_only(|| {
        view! {
            <Bar title=say(Text::OwnCompany) back=Route::Me />
            <div class="scroll" data-test="own-company">
                <div class="page">{of_own_company(whole)}</div>
            </div>
        }
        .into_any()
    })
}

/// Shows the own company, or why there is none.
fn of_own_company(show: fn(RwSignal<OwnCompanyView>) -> AnyView) -> AnyView {
    let own = load::<GetOwnCompany>(|| ());
    let is_none = Memo::new(move |_| {
        own.value
            .with(|own| matches!(own, Load::Failed(error) if error.code == ErrorCode::NotFound))
    });
    let live = use_live();
    let belongs = Memo::new(move |_| {
        live.account
            .with(|account| account.as_ref().is_some_and(|who| who.member.is_some()))
    });
    part(move || match (is_none.get(), belongs.get()) {
        (true, true) => state::empty(
            Icon::Company,
            say(Text::OwnCompanyNotYet),
            say(Text::OwnCompanyNotYetHelp),
        ),
        (true, false) => state::empty(
            Icon::Company,
            say(Text::OwnCompanyNone),
            say(Text::OwnCompanyNoneHelp),
        ),
        _ => stage(own, 8, show),
    })
}

fn whole(own: RwSignal<OwnCompanyView>) -> AnyView {
    let has_draft = Memo::new(move |_| own.with(|own| own.draft.is_some()));
    let waiting = Memo::new(move |_| own.with(|own| own.waiting));
    let fixed = Memo::new(move |_| {
        own.with(|own| {
            (
                own.name.clone(),
                own.number.clone(),
                own.business_number.clone(),
            )
        })
    });
    let rows = CompanyField::ALL.map(|field| {
        let one = Memo::new(move |_| {
            own.with(|own| own.fields.iter().find(|one| one.field == field).cloned())
        });
        row(field, one)
    });
    view! {
        <p class="quiet-words">{say(Text::OwnCompanyHelp)}</p>
        <Go to=Route::EditCompany class="button wide" test="edit-company">
            {part(move || {
                say(if has_draft.get() { Text::CorrectGoOn } else { Text::CorrectCompany })
            })}
        </Go>
        <div class="group">
            <Go to=Route::Changes class="row" test="go-changes">
                <div class="body">
                    <span class="value">{say(Text::Changes)}</span>
                    {part(move || {
                        let count = waiting.get();
                        (count > 0)
                            .then(|| {
                                let words = language()
                                    .fill(Text::ChangesWaiting, &[&count.to_string()]);
                                view! { <span class="note" data-test="changes-waiting">{words}</span> }
                            })
                    })}
                </div>
                {Icon::Forward.draw()}
            </Go>
        </div>
        <Group title=say(Text::OwnCompanyFields)>{rows.collect_view()}</Group>
        <Group title=say(
            Text::OwnCompanyFixed,
        )>
            {part(move || {
                fixed
                    .with(|(_, number, business)| {
                        let number = language().fill(Text::NumberOf, &[number]);
                        let business = business.as_deref().map(spelling::business_number);
                        view! {
                            {fact(say(Text::FieldNumber), number, "own-number")}
                            {business
                                .map(|digits| {
                                    fact(say(Text::FieldBusinessNumber), digits, "own-business-number")
                                })}
                        }
                    })
            })}
        </Group>
        <p class="quiet-words">{say(Text::OwnCompanyFixedHelp)}</p>
        <Go to=Route::Account class="text-button quiet" test="go-own-mobile">
            {say(Text::OwnMobileElsewhere)}
        </Go>
    }
    .into_any()
}

/// A field: its value, what was asked for, and who sees it.
fn row(field: CompanyField, one: Memo<Option<OwnField>>) -> AnyView {
    let open = RwSignal::new(false);
    let language = language();
    let audience = Memo::new(move |_| {
        one.with(|one| {
            one.as_ref()
                .and_then(|one| Some((one.audience?, one.audience_pending)))
        })
    });
    let can_hide = Memo::new(move |_| audience.with(Option::is_some));
    let name = field.as_str();
    view! {
        <div class="own-field" data-test=format!("own-{name}")>
            <div class="row">
                <div class="body">
                    <span class="key">{say(title(field))}</span>
                    {part(move || {
                        one.with(|one| {
                            let one = one.as_ref()?;
                            let value = or_nothing(&one.text);
                            let wanted = one
                                .wanted
                                .as_deref()
                                .map(|wanted| {
                                    let words = language
                                        .fill(Text::ChangeAsked, &[&or_nothing(wanted)]);
                                    view! { <span class="note">{words}</span> }
                                });
                            Some(view! { <span class="value">{value}</span> {wanted} })
                        })
                    })}
                    {part(move || {
                        audience
                            .get()
                            .map(|(who, pending)| {
                                let pending = pending.then(|| language.say(Text::AudiencePending));
                                view! {
                                    <span class="note" data-test=format!("audience-{name}")>
                                        {language.fill(Text::SeenBy, &[language.say(words(who))])}
                                        " "
                                        {pending}
                                    </span>
                                }
                            })
                    })}
                </div>
                {part(move || {
                    can_hide
                        .get()
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="text-button"
                                    data-test=format!("audience-{name}-open")
                                    aria-expanded=attribute(move || Some(open.get().to_string()))
                                    aria-label=language
                                        .fill(Text::AudienceOf, &[language.say(title(field))])
                                    on:click=move |_| open.update(|open| *open = !*open)
                                >
                                    {say(Text::Audience)}
                                </button>
                            }
                        })
                })}
            </div>
            {part(move || open.get().then(|| choices(field, audience)))}
        </div>
    }
    .into_any()
}

fn choices(field: CompanyField, present: Memo<Option<(Audience, bool)>>) -> AnyView {
    let toast = use_toast();
    let language = language();
    let choose = move |audience| {
        spawn_local(async move {
            if let Err(error) = ipc::call::<SetAudience>(AudienceArgs { field, audience }).await {
                toast.fail(language, &error);
            }
        });
    };
    let buttons = Audience::ALL.map(|who| {
        let chosen = move || present.get().is_some_and(|(present, _)| present == who);
        view! {
            <button
                type="button"
                role="radio"
                aria-checked=attribute(move || Some(chosen().to_string()))
                data-test=format!("audience-{}-{}", field.as_str(), test(who))
                on:click=move |_| choose(who)
            >
                {say(words(who))}
            </button>
        }
    });
    let label = language.fill(Text::AudienceOf, &[language.say(title(field))]);
    view! {
        <div class="inset audience">
            <div class="choice" role="radiogroup" aria-label=label>
                {buttons.collect_view()}
            </div>
            <p class="quiet-words">{say(Text::AudienceHelp)}</p>
        </div>
    }
    .into_any()
}

/// The way to the own company's information, on its card.
pub fn on_card(id: &str) -> AnyView {
    let live = use_live();
    let id = id.to_owned();
    let is_own = Memo::new(move |_| {
        live.account.with(|account| {
            let member = account.as_ref().and_then(|account| account.member.as_ref());
            member == Some(&id)
        })
    });
    part(move || {
        is_own.get().then(|| {
            view! {
                <div class="group">
                    <Go to=Route::OwnCompany class="row" test="card-own">
                        <div class="body">
                            <span class="value strong">{say(Text::OwnCard)}</span>
                            <span class="note">{say(Text::OwnCardHelp)}</span>
                        </div>
                        {Icon::Forward.draw()}
                    </Go>
                </div>
            }
        })
    })
}

fn or_nothing(text: &str) -> String {
    match text {
        "" => say(Text::LostNothing).to_owned(),
        text => text.to_owned(),
    }
}

/// What a field is called.
pub const fn title(field: CompanyField) -> Text {
    match field {
        CompanyField::Name => Text::FieldName,
        CompanyField::Representatives => Text::FieldRepresentative,
        CompanyField::Phone => Text::FieldPhone,
        CompanyField::Mobile => Text::FieldMobile,
        CompanyField::Fax => Text::FieldFax,
        CompanyField::Email => Text::FieldEmail,
        CompanyField::Homepage => Text::FieldHomepage,
        CompanyField::PostalCode => Text::FieldPostalCode,
        CompanyField::Address => Text::FieldAddress,
        CompanyField::Products => Text::FieldProduct,
    }
}

/// Who sees it, in words.
const fn words(who: Audience) -> Text {
    match who {
        Audience::Everyone => Text::AudienceEveryone,
        Audience::Staff => Text::AudienceStaff,
        Audience::Nobody => Text::AudienceNobody,
    }
}

const fn test(who: Audience) -> &'static str {
    match who {
        Audience::Everyone => "everyone",
        Audience::Staff => "staff",
        Audience::Nobody => "nobody",
    }
}

/// A field of an edit that gave way, in words; empty for one of no company.
pub fn lost_field(name: &str) -> String {
    let language = language();
    if name == "cancelled" {
        return language.say(Text::ChangeCancel).to_owned();
    }
    match name.strip_prefix("show_") {
        Some(name) => CompanyField::parse(name).map_or_else(String::new, |field| {
            language.fill(Text::AudienceOf, &[language.say(title(field))])
        }),
        None => CompanyField::parse(name)
            .map_or_else(String::new, |field| language.say(title(field)).to_owned()),
    }
}

/// A value of such an edit, in words; none for one that is shown as it is.
pub fn lost_value(name: &str, value: &str) -> Option<&'static str> {
    let text = match (name, value) {
        ("cancelled", "true") => Text::ChangeCancel,
        ("cancelled", _) => Text::ChangeDecidedFirst,
        (name, value) if name.starts_with("show_") => {
            let who = Audience::ALL.into_iter().find(|who| test(*who) == value);
            words(who.unwrap_or_default())
        }
        _ => return None,
    };
    Some(say(text))
}
