use handbook_wire::ErrorCode;
use handbook_wire::identity::Purpose;
use handbook_wire::ipc::{CancelIdentity, NewPassword as Args, ResetPassword};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::identity::{identity, succeeded};
use crate::components::form::{Form, Submit};
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::password_form::NewPassword;
use crate::i18n::Text;
use crate::ipc;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::use_live;
use crate::toast::use_toast;

/// 아이디 · 비밀번호 찾기.
#[component]
pub fn Find() -> impl IntoView {
    let live = use_live();
    // What was begun before the app was away goes on.
    let begun = live
        .identity
        .get_untracked()
        .map(|progress| progress.purpose);
    let chosen = RwSignal::new(
        begun.filter(|purpose| matches!(purpose, Purpose::FindLogin | Purpose::ResetPassword)),
    );
    view! {
        <Bar title=say(Text::FindTitle) back=Route::Login />
        <div class="scroll" data-test="find">
            <div class="flow">
                {part(move || match chosen.get() {
                    None => choose(chosen),
                    Some(Purpose::FindLogin) => identity(Purpose::FindLogin, found),
                    Some(_) => identity(Purpose::ResetPassword, |_| succeeded(reset())),
                })}
            </div>
        </div>
    }
}

fn choose(chosen: RwSignal<Option<Purpose>>) -> AnyView {
    let method = move |purpose: Purpose, title: Text, what: Text, test: &'static str| {
        view! {
            <button
                type="button"
                class="method"
                data-test=test
                on:click=move |_| chosen.set(Some(purpose))
            >
                <span class="body">
                    <span class="value strong">{say(title)}</span>
                    <span class="note">{say(what)}</span>
                </span>
                {Icon::Forward.draw()}
            </button>
        }
        .into_any()
    };
    view! {
        <p>{say(Text::FindIntro)}</p>
        {method(Purpose::FindLogin, Text::FindLogin, Text::FindLoginWhat, "find-login")}
        {method(Purpose::ResetPassword, Text::FindPassword, Text::FindPasswordWhat, "find-password")}
    }
    .into_any()
}

fn found(login: Option<String>) -> AnyView {
    let router = use_router();
    let words = match login {
        Some(login) => view! {
            <p>{say(Text::FoundLogin)}</p>
            <p class="found-id" data-test="found-login">
                {login}
            </p>
        }
        .into_any(),
        None => view! { <p data-test="found-none">{say(Text::FoundNone)}</p> }.into_any(),
    };
    let finish = move |_| {
        spawn_local(async move {
            let _ = ipc::call::<CancelIdentity>(()).await;
            router.back(Route::Login);
        });
    };
    succeeded(
        view! {
            {words}
            <button type="button" class="button wide" data-test="found-ok" on:click=finish>
                {say(Text::Login)}
            </button>
        }
        .into_any(),
    )
}

fn reset() -> AnyView {
    let router = use_router();
    let toast = use_toast();
    let language = language();
    let form = Form::new();
    let new = NewPassword::new();
    let submit = move || {
        let Some(chosen) = new.read(&[]) else {
            return;
        };
        form.send::<ResetPassword>(
            Args { new: chosen },
            move |()| {
                toast.show(language.say(Text::PasswordReset));
                router.back(Route::Login);
            },
            move |error| {
                if error.code == ErrorCode::WeakPassword {
                    new.refuse();
                    return None;
                }
                Some(error)
            },
        );
    };
    let button = Submit {
        words: Text::Confirm,
        busy: Text::Confirm,
        test: "reset",
    };
    form.draw(new.draw(Text::PasswordNew), button, "flow-form", submit)
}
