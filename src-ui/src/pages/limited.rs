use handbook_wire::auth::Step;
use handbook_wire::ipc::{Logout, SyncNow};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::status::{Access, use_live};
use crate::toast::use_toast;
use crate::{clock, ipc};

/// How long an answer to 다시 보기 is waited for before it is said that nothing has changed.
const PATIENCE: i32 = 3_000;

/// What somebody sees who is logged in but must first be verified, or change the password.
pub fn limited(steps: &[Step]) -> impl IntoView + use<> {
    let live = use_live();
    let toast = use_toast();
    let checking = RwSignal::new(false);
    let language = language();
    let (title, reason, how) = match steps.first() {
        Some(Step::ChangePassword) => (Text::PasswordStepTitle, None, Text::PasswordStepHow),
        Some(Step::VerifyIdentity) | None => {
            (Text::VerifyTitle, Some(Text::VerifyReason), Text::VerifyHow)
        }
        Some(_) => (Text::UnknownStepTitle, None, Text::UnknownStepHow),
    };
    let recheck = move |_| {
        checking.set(true);
        spawn_local(async move {
            let asked = ipc::call::<SyncNow>(()).await;
            if let Err(error) = asked {
                toast.fail(language, &error);
            } else {
                clock::pause(PATIENCE).await;
                if matches!(live.access.get_untracked(), Access::Limited(_)) {
                    toast.show(language.say(Text::StillLimited));
                }
            }
            let _ = checking.try_set(false);
        });
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
            <div class="limited">
                {Icon::Shield.draw()} <h2>{say(title)}</h2>
                {reason.map(|reason| view! { <p>{say(reason)}</p> })}
                <p class="quiet">{say(how)}</p>
                <button
                    type="button"
                    class="button wide"
                    data-test="recheck"
                    disabled=switch(move || checking.get())
                    on:click=recheck
                >
                    {part(move || {
                        language.say(if checking.get() { Text::Rechecking } else { Text::Recheck })
                    })}
                </button>
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
