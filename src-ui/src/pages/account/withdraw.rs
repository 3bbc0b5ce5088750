use handbook_wire::ErrorCode;
use handbook_wire::account::Withdrawal;
use handbook_wire::ipc;
use leptos::prelude::*;

use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit};
use crate::components::frame::{Bar, LoginNeeded};
use crate::i18n::Text;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::{Access, use_live};
use crate::toast::use_toast;

/// 서비스 탈퇴.
#[component]
pub fn Withdraw() -> impl IntoView {
    let live = use_live();
    view! {
        <Bar title=say(Text::Withdraw) back=Route::Account />
        {part(move || match live.access.get() {
            Access::Full => {
                view! {
                    <div class="scroll" data-test="withdraw-page">
                        <div class="flow">{form()}</div>
                    </div>
                }
                    .into_any()
            }
            _ => LoginNeeded().into_any(),
        })}
    }
}

fn form() -> AnyView {
    let live = use_live();
    let router = use_router();
    let toast = use_toast();
    let language = language();
    let form = Form::new();
    let password = Field::new();
    let understood = RwSignal::new(false);
    let submit = move || {
        if !understood.get_untracked() {
            return form.lack(Text::WithdrawTick);
        }
        let password_typed = password.read();
        if password_typed.is_empty() {
            return password.blame(Text::PasswordCurrentMissing);
        }
        form.send::<ipc::Withdraw>(
            Withdrawal {
                password: password_typed,
            },
            move |status| {
                live.take(status);
                router.replace(Route::Home);
                toast.show(language.say(Text::WithdrawDone));
            },
            move |error| {
                if error.code == ErrorCode::WrongCredentials {
                    password.blame(Text::PasswordCurrentWrong);
                    return None;
                }
                Some(error)
            },
        );
    };
    let part = |title: Text, what: Text| {
        view! {
            <section class="care">
                <h2 class="label">{say(title)}</h2>
                <p>{say(what)}</p>
            </section>
        }
        .into_any()
    };
    let fields = view! {
        <p>{say(Text::WithdrawCoop)}</p>
        {part(Text::WithdrawGone, Text::WithdrawGoneWhat)}
        {part(Text::WithdrawKept, Text::WithdrawKeptWhat)}
        {password.draw(Kind::PASSWORD, Text::LoginPassword, None, "withdraw-password")}
        <label class="check">
            <input
                type="checkbox"
                data-test="withdraw-understood"
                on:change=move |event| understood.set(event_target_checked(&event))
            />
            {say(Text::WithdrawUnderstood)}
        </label>
    }
    .into_any();
    let button = Submit {
        words: Text::WithdrawNow,
        busy: Text::WithdrawBusy,
        test: "withdraw",
    };
    form.draw(fields, button, "flow-form", submit)
}
