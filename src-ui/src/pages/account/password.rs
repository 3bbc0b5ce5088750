use handbook_wire::ErrorCode;
use handbook_wire::account::ChangePassword as Args;
use handbook_wire::ipc::ChangePassword;
use leptos::prelude::*;

use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit};
use crate::components::password_form::NewPassword;
use crate::i18n::Text;
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
    let form = Form::new();
    let current = Field::new();
    let new = NewPassword::new();
    let submit = move || {
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
        form.send::<ChangePassword>(
            args,
            move |status| {
                live.take(status);
                router.replace(Route::Login);
                toast.show(language.say(Text::PasswordChanged));
            },
            move |error| {
                match error.code {
                    ErrorCode::WrongCredentials => current.blame(Text::PasswordCurrentWrong),
                    ErrorCode::WeakPassword => new.refuse(),
                    _ => return Some(error),
                }
                None
            },
        );
    };
    let fields = view! {
        {current.draw(Kind::PASSWORD, Text::PasswordCurrent, None, "password-current")}
        {new.draw(Text::PasswordNew)}
        <p class="quiet">{say(Text::PasswordEncrypted)}</p>
    }
    .into_any();
    let button = Submit {
        words: Text::Confirm,
        busy: Text::Confirm,
        test: "password",
    };
    form.draw(fields, button, "flow-form", submit)
}
