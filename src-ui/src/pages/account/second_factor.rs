use handbook_wire::account::SecondFactorCode;
use handbook_wire::ipc::{ConfirmSecondFactor, Qr, SecondFactorView, SetUpSecondFactor};
use handbook_wire::{ErrorCode, ErrorReply};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::field::{Field, Kind};
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::status::use_live;

/// The code of an authenticator app, which is set up first if there is none.
pub fn second_factor() -> AnyView {
    let live = use_live();
    let code = Field::new();
    let busy = RwSignal::new(false);
    let setup: RwSignal<Option<SecondFactorView>> = RwSignal::new(None);
    let error: RwSignal<Option<ErrorReply>> = RwSignal::new(None);
    let language = language();
    spawn_local(async move {
        match ipc::call::<SetUpSecondFactor>(()).await {
            Ok(view) => {
                let _ = setup.try_set(Some(view));
            }
            // There is one already: its code is all that is needed.
            Err(reply) if reply.code == ErrorCode::Conflict => {}
            Err(reply) => {
                let _ = error.try_set(Some(reply));
            }
        }
    });
    let submit = move || {
        let typed: String = code.read().split_whitespace().collect();
        if typed.len() != 6 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return code.blame(Text::CodeSixDigits);
        }
        error.set(None);
        busy.set(true);
        spawn_local(async move {
            let reply = ipc::call::<ConfirmSecondFactor>(SecondFactorCode { code: typed }).await;
            let _ = busy.try_set(false);
            match reply {
                Ok(status) => live.take(status),
                Err(reply) if reply.code == ErrorCode::WrongCode => code.blame(Text::CodeWrong),
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
            data-test="second-factor-form"
            on:submit=move |event| {
                event.prevent_default();
                if !busy.get_untracked() {
                    submit();
                }
            }
        >
            {part(move || {
                setup
                    .get()
                    .map(|setup| {
                        view! {
                            <div class="second-factor" data-test="second-factor-setup">
                                <p>{language.say(Text::SecondFactorSetUp)}</p>
                                {qr(&setup.qr)}
                                <p class="quiet">{language.say(Text::SecondFactorType)}</p>
                                <p class="secret" data-test="second-factor-secret">
                                    {setup.secret}
                                </p>
                            </div>
                        }
                    })
            })} {code.draw(Kind::CODE, Text::Code, Some(Text::CodeHint), "second-factor-code")}
            <div role="alert">{part(move || error.get().map(|error| state::problem(&error)))}</div>
            <button
                type="submit"
                class="button wide"
                data-test="second-factor-submit"
                disabled=switch(move || busy.get())
            >
                {say(Text::Confirm)}
            </button>
        </form>
    }
    .into_any()
}

/// A QR code, with the quiet zone that readers need, dark on light in either colour scheme.
fn qr(qr: &Qr) -> AnyView {
    use std::fmt::Write;
    let mut path = String::new();
    for (place, module) in (0_u32..).zip(qr.modules.bytes()) {
        if module == b'1' && qr.size > 0 {
            let (x, y) = (place % qr.size + 4, place / qr.size + 4);
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    let side = qr.size + 8;
    view! {
        <svg class="qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=say(Text::QrLabel)>
            <path d=path />
        </svg>
    }
    .into_any()
}
