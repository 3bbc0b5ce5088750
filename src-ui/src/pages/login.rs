use handbook_wire::ipc::{self as wire, LoginArgs};
use leptos::prelude::*;

use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit, as_it_is};
use crate::components::frame::Bar;
use crate::components::row::Go;
use crate::i18n::Text;
use crate::pages::social;
use crate::part::effect;
use crate::preference::say;
use crate::route::{Route, use_router};
use crate::status::use_live;

/// 로그인.
#[component]
pub fn Login() -> impl IntoView {
    let live = use_live();
    let router = use_router();
    let form = Form::new();
    let (id, password) = (Field::new(), Field::new());
    let keep = RwSignal::new(true);

    // Somebody who is logged in has nothing to do here.
    effect(move || {
        if live.account.get().is_some() {
            router.replace(Route::Home);
        }
    });
    let submit = move || {
        let args = LoginArgs {
            login: id.read().trim().to_owned(),
            password: password.read(),
            keep: keep.get_untracked(),
        };
        if args.login.is_empty() {
            return id.blame(Text::LoginIdMissing);
        }
        if args.password.is_empty() {
            return password.blame(Text::LoginPasswordMissing);
        }
        form.send::<wire::Login>(args, move |status| live.take(status), as_it_is);
    };
    let fields = view! {
        <div class="login-head">
            <img class="hero-mark" src="/icon.svg" alt="" />
            <h2>{say(Text::LoginTitle)}</h2>
        </div>
        {id.draw(Kind::LOGIN, Text::LoginId, Some(Text::LoginIdHint), "login-id")}
        {password.draw(Kind::PASSWORD, Text::LoginPassword, None, "login-password")}
        <label class="check">
            <input
                type="checkbox"
                data-test="keep"
                prop:checked=keep
                on:change=move |event| keep.set(event_target_checked(&event))
            />
            {say(Text::KeepLogin)}
        </label>
    }
    .into_any();
    let button = Submit {
        words: Text::Login,
        busy: Text::LoggingIn,
        test: "login",
    };
    view! {
        <Bar title=say(Text::Login) back=Route::Home />
        <div class="scroll">
            {form.draw(fields, button, "login", submit)} {social::logins(keep)} <nav class="login-more">
                <Go to=Route::SignUp class="text-button" test="go-sign-up">
                    {say(Text::SignUp)}
                </Go>
                <Go to=Route::Find class="text-button" test="go-find">
                    {say(Text::FindTitle)}
                </Go>
            </nav>
        </div>
    }
}
