use handbook_wire::ErrorReply;
use handbook_wire::ipc::{self as wire, LoginArgs};
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::field::{Field, Kind};
use crate::components::frame::Bar;
use crate::components::row::Go;
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::{effect, part, switch};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::use_live;

/// 로그인.
#[component]
pub fn Login() -> impl IntoView {
    let live = use_live();
    let router = use_router();
    let (id, password) = (Field::new(), Field::new());
    let keep = RwSignal::new(true);
    let busy = RwSignal::new(false);
    let error: RwSignal<Option<ErrorReply>> = RwSignal::new(None);
    let alert = NodeRef::<html::Div>::new();
    let language = language();

    // Somebody who is logged in has nothing to do here.
    effect(move || {
        if live.account.get().is_some() {
            router.replace(Route::Home);
        }
    });
    // Large letters push it below the fold.
    effect(move || {
        if error.with(Option::is_some)
            && let Some(alert) = alert.get()
        {
            alert.scroll_into_view_with_bool(false);
        }
    });

    let submit = move || {
        let args = LoginArgs {
            login: id.read().trim().to_owned(),
            password: password.read(),
            keep: keep.get_untracked(),
        };
        error.set(None);
        if args.login.is_empty() {
            return id.blame(Text::LoginIdMissing);
        }
        if args.password.is_empty() {
            return password.blame(Text::LoginPasswordMissing);
        }
        busy.set(true);
        spawn_local(async move {
            let reply = ipc::call::<wire::Login>(args).await;
            let _ = busy.try_set(false);
            match reply {
                Ok(status) => live.take(status),
                Err(reply) => {
                    let _ = error.try_set(Some(reply));
                }
            }
        });
    };

    view! {
        <Bar title=say(Text::Login) back=Route::Home />
        <div class="scroll">
            <form
                class="login"
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if !busy.get_untracked() {
                        submit();
                    }
                }
            >
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
                <div role="alert" data-test="login-error" node_ref=alert>
                    {part(move || error.get().map(|error| state::problem(&error)))}
                </div>
                <button
                    type="submit"
                    class="button wide"
                    data-test="login-submit"
                    disabled=switch(move || busy.get())
                >
                    {part(move || language.say(if busy.get() { Text::LoggingIn } else { Text::Login }))}
                </button>
                <nav class="login-more">
                    <Go to=Route::SignUp class="text-button" test="go-sign-up">
                        {say(Text::SignUp)}
                    </Go>
                    <Go to=Route::Find class="text-button" test="go-find">
                        {say(Text::FindTitle)}
                    </Go>
                </nav>
            </form>
        </div>
    }
}
