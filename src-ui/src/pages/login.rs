use handbook_wire::ErrorReply;
use handbook_wire::ipc::{self as wire, LoginArgs};
use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::{attribute, effect, part, switch};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::use_live;

/// 로그인.
#[component]
pub fn Login() -> impl IntoView {
    let live = use_live();
    let router = use_router();
    let id = NodeRef::<html::Input>::new();
    let password = NodeRef::<html::Input>::new();
    let keep = RwSignal::new(true);
    let shown = RwSignal::new(false);
    let caps = RwSignal::new(false);
    let busy = RwSignal::new(false);
    let missing: RwSignal<Option<Text>> = RwSignal::new(None);
    let error: RwSignal<Option<ErrorReply>> = RwSignal::new(None);
    let language = language();

    // Somebody who is logged in has nothing to do here.
    effect(move || {
        if live.account.get().is_some() {
            router.replace(Route::Home);
        }
    });

    let submit = move || {
        let value = |field: NodeRef<html::Input>| {
            field
                .get_untracked()
                .map(|field| field.value())
                .unwrap_or_default()
        };
        let args = LoginArgs {
            login: value(id).trim().to_owned(),
            password: value(password),
            keep: keep.get_untracked(),
        };
        error.set(None);
        let lacking = if args.login.is_empty() {
            Some((Text::LoginIdMissing, id))
        } else if args.password.is_empty() {
            Some((Text::LoginPasswordMissing, password))
        } else {
            None
        };
        missing.set(lacking.map(|(text, _)| text));
        if let Some((_, field)) = lacking {
            if let Some(field) = field.get_untracked() {
                let _ = field.focus();
            }
            return;
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
    let notice_caps = move |event: KeyboardEvent| {
        caps.set(event.get_modifier_state("CapsLock"));
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
                <div class="field">
                    <label for="login-id">{say(Text::LoginId)}</label>
                    <div class="input">
                        <input
                            id="login-id"
                            name="username"
                            type="text"
                            autocomplete="username"
                            autocapitalize="none"
                            spellcheck="false"
                            enterkeyhint="next"
                            maxlength="100"
                            aria-describedby="login-id-hint"
                            aria-invalid=attribute(move || {
                                (missing.get() == Some(Text::LoginIdMissing)).then_some("true")
                            })
                            data-test="login-id"
                            node_ref=id
                        />
                    </div>
                    <p class="hint" id="login-id-hint">{say(Text::LoginIdHint)}</p>
                </div>
                <div class="field">
                    <label for="login-password">{say(Text::LoginPassword)}</label>
                    <div class="input">
                        <input
                            id="login-password"
                            name="password"
                            type=attribute(move || Some(if shown.get() { "text" } else { "password" }))
                            autocomplete="current-password"
                            autocapitalize="none"
                            spellcheck="false"
                            enterkeyhint="go"
                            maxlength="200"
                            aria-invalid=attribute(move || {
                                (missing.get() == Some(Text::LoginPasswordMissing)).then_some("true")
                            })
                            data-test="login-password"
                            node_ref=password
                            on:keydown=notice_caps
                            on:keyup=notice_caps
                            on:blur=move |_| caps.set(false)
                        />
                        <button
                            type="button"
                            class="icon-button"
                            data-test="password-show"
                            aria-pressed=attribute(move || Some(shown.get().to_string()))
                            aria-label=attribute(move || {
                                let text =
                                    if shown.get() { Text::HidePassword } else { Text::ShowPassword };
                                Some(language.say(text))
                            })
                            on:click=move |_| shown.update(|shown| *shown = !*shown)
                        >
                            {part(move || {
                                if shown.get() {
                                    Icon::EyeShut.draw().into_any()
                                } else {
                                    Icon::Eye.draw().into_any()
                                }
                            })}
                        </button>
                    </div>
                    <div aria-live="polite">
                        {part(move || {
                            caps.get()
                                .then(|| {
                                    view! {
                                        <p class="caps" data-test="caps-lock">
                                            {Icon::Caps.draw()}
                                            {language.say(Text::CapsLock)}
                                        </p>
                                    }
                                })
                        })}
                    </div>
                </div>
                <label class="check">
                    <input
                        type="checkbox"
                        data-test="keep"
                        prop:checked=keep
                        on:change=move |event| keep.set(event_target_checked(&event))
                    />
                    {say(Text::KeepLogin)}
                </label>
                <div role="alert" data-test="login-error">
                    {part(move || {
                        missing
                            .get()
                            .map(|text| {
                                view! {
                                    <div class="problem">
                                        {Icon::Alert.draw()} <strong>{language.say(text)}</strong>
                                    </div>
                                }
                            })
                    })} {part(move || error.get().map(|error| state::problem(&error)))}
                </div>
                <button
                    type="submit"
                    class="button wide"
                    data-test="login-submit"
                    disabled=switch(move || busy.get())
                >
                    {part(move || language.say(if busy.get() { Text::LoggingIn } else { Text::Login }))}
                </button>
            </form>
        </div>
    }
}
