use handbook_wire::account::ChangePassword as Args;
use handbook_wire::ipc::ChangePassword;
use handbook_wire::{ErrorCode, ErrorReply};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::field::{Field, Kind};
use crate::components::password_form::NewPassword;
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::use_live;
use crate::toast::use_toast;

/// Changing the password; afterwards one logs in again. `personal`: the person's number, if it is
/// known, which a password must not hold.
pub fn change_password(personal: Option<String>) -> AnyView {
    let live = use_live();
    let router = use_router();
    let toast = use_toast();
    let language = language();
    let current = Field::new();
    let new = NewPassword::new();
    let busy = RwSignal::new(false);
    let error: RwSignal<Option<ErrorReply>> = RwSignal::new(None);
    let submit = move || {
        error.set(None);
        if current.read().is_empty() {
            return current.blame(Text::PasswordCurrentMissing);
        }
        let known: Vec<&str> = personal.as_deref().into_iter().collect();
        let Some(chosen) = new.read(&known) else {
            return;
        };
        let args = Args {
            current: current.read(),
            new: chosen,
        };
        busy.set(true);
        spawn_local(async move {
            let reply = ipc::call::<ChangePassword>(args).await;
            let _ = busy.try_set(false);
            match reply {
                Ok(status) => {
                    live.take(status);
                    router.replace(Route::Login);
                    toast.show(language.say(Text::PasswordChanged));
                }
                Err(reply) if reply.code == ErrorCode::WrongCredentials => {
                    current.blame(Text::PasswordCurrentWrong);
                }
                Err(reply) if reply.code == ErrorCode::WeakPassword => new.refuse(),
                Err(reply) => {
                    let _ = error.try_set(Some(reply));
                }
            }
        });
    };
    view! {
        <form
            class="flow-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if !busy.get_untracked() {
                    submit();
                }
            }
        >
            {current.draw(Kind::PASSWORD, Text::PasswordCurrent, None, "password-current")}
            {new.draw(Text::PasswordNew)}
            <div role="alert" data-test="password-error">
                {part(move || error.get().map(|error| state::problem(&error)))}
            </div>
            <p class="quiet">{say(Text::PasswordEncrypted)}</p>
            <button
                type="submit"
                class="button wide"
                data-test="password-submit"
                disabled=switch(move || busy.get())
            >
                {say(Text::Confirm)}
            </button>
        </form>
    }
    .into_any()
}
