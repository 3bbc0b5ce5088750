//! 본인인증: method, provider, the person's data, the provider's app, result. What is under way is in
//! the status, so that it goes on where it stood after the app was away.

mod agency;
mod form;
mod progress;

pub use progress::succeeded;

use handbook_wire::identity::{Agency, Purpose};
use handbook_wire::ipc::{CancelIdentity, IdentityProgress};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::icon::Icon;
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::part;
use crate::preference::say;
use crate::public::use_public;
use crate::status::use_live;

/// What is chosen before the provider is asked.
#[derive(Clone, Copy, PartialEq)]
enum Stage {
    Method,
    Agencies,
    Form(Agency),
}

/// The whole of a verification for `purpose`. `done` draws what comes after it, given the login that
/// was found, if one was looked for.
pub fn identity(
    purpose: Purpose,
    done: impl Fn(Option<String>) -> AnyView + Send + Sync + 'static,
) -> AnyView {
    let live = use_live();
    let stage = RwSignal::new(Stage::Method);
    let under_way = Memo::new(move |_| {
        let progress = live.identity.get();
        progress.filter(|progress| progress.purpose == purpose)
    });
    part(move || match under_way.get() {
        Some(IdentityProgress { agency, state, .. }) => {
            stage.set(Stage::Form(agency));
            progress::progress(agency, state, &done)
        }
        None => match stage.get() {
            Stage::Method => method(stage),
            Stage::Agencies => agency::agencies(stage),
            Stage::Form(agency) => form::form(stage, purpose, agency),
        },
    })
}

/// Forgets what is under way.
fn cancel() {
    spawn_local(async {
        // Without a key store there is nothing to forget either.
        let _ = ipc::call::<CancelIdentity>(()).await;
    });
}

fn method(stage: RwSignal<Stage>) -> AnyView {
    let public = use_public();
    part(move || {
        if let Some(error) = public.failure() {
            return state::failed(&error, move || public.retry());
        }
        let Some(coop) = public.coop() else {
            return state::skeleton(3);
        };
        if coop
            .agencies
            .iter()
            .all(|agency| *agency == Agency::Unknown)
        {
            return view! { <p data-test="ask-staff">{say(Text::VerifyAtOffice)}</p> }.into_any();
        }
        view! {
            <h2 class="group-title">{say(Text::VerifyMethod)}</h2>
            <button
                type="button"
                class="method"
                data-test="verify-simple"
                on:click=move |_| stage.set(Stage::Agencies)
            >
                {Icon::Shield.draw()}
                <span class="body">
                    <span class="value strong">{say(Text::VerifySimple)}</span>
                    <span class="note">{say(Text::VerifyBy)}</span>
                </span>
                {Icon::Forward.draw()}
            </button>
        }
        .into_any()
    })
}
