use handbook_wire::ErrorCode;
use handbook_wire::account::{EmailChange, EmailCode, Profile, normalise_email};
use handbook_wire::ipc::{ConfirmEmail, GetProfile, RemoveEmail, StartEmail};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit, as_it_is};
use crate::components::frame::{Bar, LoginNeeded};
use crate::components::row::Go;
use crate::i18n::Text;
use crate::ipc;
use crate::load::{Load, fetch};
use crate::part::part;
use crate::preference::{language, say};
use crate::public::use_public;
use crate::route::{Route, use_router};
use crate::status::{Access, use_live};
use crate::toast::use_toast;

/// The address in 내 계정, where the co-op's server sends mail.
pub fn row(profile: &Profile) -> AnyView {
    let public = use_public();
    let email = profile.email.clone();
    part(move || {
        let sends = public.coop().is_some_and(|coop| coop.email);
        let shown = email
            .clone()
            .unwrap_or_else(|| say(Text::EmailNone).to_owned());
        sends.then(|| {
            view! {
                <div class="row" data-test="profile-email">
                    <div class="body">
                        <span class="key">{say(Text::FieldEmail)}</span>
                        <span class="value">{shown}</span>
                    </div>
                    <Go to=Route::Email class="text-button" test="change-email">
                        {say(Text::Change)}
                    </Go>
                </div>
            }
        })
    })
}

/// 이메일 변경: an address, then the code that came there.
#[component]
pub fn Email() -> impl IntoView {
    let live = use_live();
    let sent: RwSignal<Option<String>> = RwSignal::new(None);
    view! {
        <Bar title=say(Text::EmailTitle) back=Route::Account />
        {part(move || match live.access.get() {
            Access::Full => {
                view! {
                    <div class="scroll" data-test="email-page">
                        <div class="flow">
                            {part(move || match sent.get() {
                                None => address(sent),
                                Some(email) => code(sent, &email),
                            })}
                        </div>
                    </div>
                }
                    .into_any()
            }
            _ => LoginNeeded().into_any(),
        })}
    }
}

fn address(sent: RwSignal<Option<String>>) -> AnyView {
    let form = Form::new();
    let email = Field::new();
    let submit = move || {
        let Some(address) = normalise_email(&email.read()) else {
            return email.blame(Text::EmailWrong);
        };
        let told = address.clone();
        form.send::<StartEmail>(
            EmailChange { email: address },
            move |()| sent.set(Some(told)),
            as_it_is,
        );
    };
    let fields = view! {
        <p>{say(Text::EmailHow)}</p>
        {email.draw(Kind::EMAIL, Text::FieldEmail, None, "email")}
    }
    .into_any();
    let button = Submit {
        words: Text::EmailSend,
        busy: Text::EmailSending,
        test: "email",
    };
    view! { {form.draw(fields, button, "flow-form", submit)} {remove()} }.into_any()
}

/// The way to have no address, where there is one.
fn remove() -> AnyView {
    let toast = use_toast();
    let router = use_router();
    let language = language();
    let profile = fetch::<GetProfile>(|| ());
    let remove = move |_| {
        spawn_local(async move {
            match ipc::call::<RemoveEmail>(()).await {
                Ok(()) => {
                    toast.show(language.say(Text::EmailRemoved));
                    router.back(Route::Account);
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    part(move || {
        let has = profile
            .value
            .with(|value| matches!(value, Load::Ready(profile) if profile.email.is_some()));
        has.then(|| {
            view! {
                <button
                    type="button"
                    class="button plain wide"
                    data-test="email-remove"
                    on:click=remove
                >
                    {language.say(Text::EmailRemove)}
                </button>
            }
        })
    })
}

fn code(sent: RwSignal<Option<String>>, email: &str) -> AnyView {
    let toast = use_toast();
    let router = use_router();
    let language = language();
    let form = Form::new();
    let code = Field::new();
    let submit = move || {
        let typed: String = code.read().split_whitespace().collect();
        if typed.len() != 6 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return code.blame(Text::CodeSixDigits);
        }
        form.send::<ConfirmEmail>(
            EmailCode { code: typed },
            move |()| {
                toast.show(language.say(Text::EmailDone));
                router.back(Route::Account);
            },
            move |error| {
                if error.code == ErrorCode::WrongCode {
                    code.blame(Text::CodeWrong);
                    return None;
                }
                Some(error)
            },
        );
    };
    let fields = view! {
        <p data-test="email-sent">{language.fill(Text::EmailSent, &[email])}</p>
        {code.draw(Kind::CODE, Text::EmailCode, Some(Text::EmailCodeHint), "email-code")}
    }
    .into_any();
    let button = Submit {
        words: Text::Confirm,
        busy: Text::Confirm,
        test: "email-code",
    };
    view! {
        {form.draw(fields, button, "flow-form", submit)}
        <button
            type="button"
            class="button plain wide"
            data-test="email-again"
            on:click=move |_| sent.set(None)
        >
            {say(Text::EmailAgain)}
        </button>
    }
    .into_any()
}
