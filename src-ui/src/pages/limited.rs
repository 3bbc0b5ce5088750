use handbook_wire::auth::Step;
use handbook_wire::identity::Purpose;
use handbook_wire::ipc::{Logout, SyncNow};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::account::password::change_password;
use super::account::second_factor::second_factor;
use super::identity::identity;
use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::ipc;
use crate::part::part;
use crate::preference::{language, say};
use crate::public::use_public;
use crate::status::use_live;
use crate::toast::use_toast;

/// What somebody sees who is logged in but has something to do first: 본인인증, 비밀번호 변경, or the code
/// of an authenticator app.
pub fn limited(steps: &[Step]) -> impl IntoView + use<> {
    let live = use_live();
    let toast = use_toast();
    let language = language();
    let first = steps.first().copied();
    let (title, reason) = match first {
        Some(Step::ChangePassword) => (Text::PasswordStepTitle, Text::PasswordStepWhy),
        Some(Step::SecondFactor) => (Text::SecondFactorTitle, Text::SecondFactorWhy),
        Some(Step::VerifyIdentity) | None => (Text::VerifyTitle, Text::VerifyReason),
        Some(Step::Unknown) => (Text::UnknownStepTitle, Text::UnknownStepHow),
        Some(_) => (Text::UnknownStepTitle, Text::UnknownStepHow),
    };
    let content = match first {
        Some(Step::VerifyIdentity) => {
            let how = at_office();
            view! { {identity(Purpose::Account, |_| ().into_any())} {how} }.into_any()
        }
        Some(Step::ChangePassword) => change_password(None),
        Some(Step::SecondFactor) => second_factor(),
        _ => ().into_any(),
    };
    let log_out = move |_| {
        spawn_local(async move {
            match ipc::call::<Logout>(()).await {
                Ok(status) => live.take(status),
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    view! {
        <div class="scroll" data-test="limited">
            <div class="flow">
                {Icon::Shield.draw()} <h2>{say(title)}</h2> <p>{say(reason)}</p> {content}
                <button
                    type="button"
                    class="button plain wide"
                    data-test="limited-logout"
                    on:click=log_out
                >
                    {say(Text::Logout)}
                </button>
            </div>
        </div>
    }
}

/// What somebody can do whom no provider can verify: staff vouch, and the app asks again.
fn at_office() -> AnyView {
    let public = use_public();
    let toast = use_toast();
    let language = language();
    let recheck = move |_| {
        spawn_local(async move {
            match ipc::call::<SyncNow>(()).await {
                Ok(()) => toast.show(language.say(Text::Rechecking)),
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    part(move || {
        public
            .coop()
            .filter(|coop| coop.agencies.is_empty())
            .map(|_| {
                view! {
                    <button type="button" class="button wide" data-test="recheck" on:click=recheck>
                        {say(Text::Recheck)}
                    </button>
                }
            })
    })
}
