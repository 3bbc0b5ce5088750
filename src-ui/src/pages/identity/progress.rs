use handbook_wire::ErrorReply;
use handbook_wire::identity::{Agency, IdentityFailure};
use handbook_wire::ipc::{CheckIdentity, IdentityState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::agency::{look, mark};
use super::cancel;
use crate::components::icon::Icon;
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::status::use_live;

/// A verification that has been begun.
pub fn progress(
    agency: Agency,
    state: IdentityState,
    done: &impl Fn(Option<String>) -> AnyView,
) -> AnyView {
    match state {
        IdentityState::Waiting => waiting(agency),
        IdentityState::Verified { login } => done(login),
        IdentityState::Failed { reason, message } => failed(reason, message),
    }
}

/// STEP 1 to 3, while the person confirms in the provider's app.
fn waiting(agency: Agency) -> AnyView {
    let live = use_live();
    let language = language();
    let busy = RwSignal::new(false);
    let not_yet = RwSignal::new(false);
    let error: RwSignal<Option<ErrorReply>> = RwSignal::new(None);
    let check = move |_| {
        busy.set(true);
        not_yet.set(false);
        error.set(None);
        spawn_local(async move {
            let reply = ipc::call::<CheckIdentity>(()).await;
            let _ = busy.try_set(false);
            match reply {
                Ok(progress) if progress.state == IdentityState::Waiting => {
                    let _ = not_yet.try_set(true);
                }
                Ok(progress) => live.begin_identity(progress),
                Err(reply) => {
                    let _ = error.try_set(Some(reply));
                }
            }
        });
    };
    let step = |number: &'static str, title: Text, what: Text, here: bool| {
        view! {
            <li class:here=here>
                <span class="number">{number}</span>
                <span class="body">
                    <strong>{say(title)}</strong>
                    <span class="note">{say(what)}</span>
                </span>
            </li>
        }
    };
    view! {
        <div class="flow-form" data-test="identity-waiting">
            <div class="chosen">{mark(agency)} <strong>{say(look(agency).name)}</strong></div>
            <p class="lead">{say(Text::StepsLead)}</p>
            <ol class="steps-three">
                {step("STEP 1", Text::StepRequest, Text::StepRequestWhat, false)}
                {step("STEP 2", Text::StepApp, Text::StepAppWhat, true)}
                {step("STEP 3", Text::StepCheck, Text::StepCheckWhat, false)}
            </ol>
            <section class="care">
                <h2 class="label">{say(Text::NoPushTitle)}</h2>
                <ol>
                    <li>{say(Text::NoPushInstalled)}</li>
                    <li>{say(Text::NoPushNotices)}</li>
                </ol>
            </section>
            <div role="alert" data-test="identity-not-yet">
                {part(move || {
                    not_yet
                        .get()
                        .then(|| {
                            view! {
                                <div class="problem calm">
                                    {Icon::Alert.draw()}
                                    <div>
                                        <strong>{language.say(Text::NotYet)}</strong>
                                        {language.say(Text::NotYetAdvice)}
                                    </div>
                                </div>
                            }
                        })
                })} {part(move || error.get().map(|error| state::problem(&error)))}
            </div>
            <button
                type="button"
                class="button wide"
                data-test="identity-check"
                disabled=switch(move || busy.get())
                on:click=check
            >
                {say(Text::VerifyCheck)}
            </button>
            <button
                type="button"
                class="button plain wide"
                data-test="identity-again"
                on:click=move |_| cancel()
            >
                {say(Text::VerifyAnew)}
            </button>
        </div>
    }
    .into_any()
}

fn failed(reason: IdentityFailure, message: Option<String>) -> AnyView {
    let (what, advice) = match reason {
        IdentityFailure::Refused => (Text::VerifyRefused, Text::VerifyRefusedAdvice),
        IdentityFailure::OtherPerson => (Text::VerifyOtherPerson, Text::VerifyOtherPersonAdvice),
        IdentityFailure::NumberTaken => (Text::VerifyNumberTaken, Text::VerifyNumberTakenAdvice),
        IdentityFailure::Expired => (Text::VerifyExpired, Text::VerifyExpiredAdvice),
        _ => (Text::VerifyUnavailable, Text::VerifyUnavailableAdvice),
    };
    view! {
        <div class="flow-form" data-test="identity-failed">
            <div class="problem" role="alert">
                {Icon::Alert.draw()}
                <div>
                    <strong>{say(what)}</strong>
                    {say(advice)}
                    {message.map(|message| view! { <p class="said">{message}</p> })}
                </div>
            </div>
            <button
                type="button"
                class="button wide"
                data-test="identity-again"
                on:click=move |_| cancel()
            >
                {say(Text::VerifyAgain)}
            </button>
        </div>
    }
    .into_any()
}

/// 인증에 성공하였습니다., and what comes next.
pub fn succeeded(next: AnyView) -> AnyView {
    view! {
        <div class="flow-form" data-test="identity-done">
            <div class="success" role="status">
                {Icon::Check.draw()} <strong>{say(Text::VerifyDone)}</strong>
            </div>
            {next}
        </div>
    }
    .into_any()
}
