use handbook_wire::ErrorCode;
use handbook_wire::account::SecondFactorCode;
use handbook_wire::ipc::{ConfirmSecondFactor, Qr, SecondFactorView, SetUpSecondFactor};
use leptos::prelude::*;

use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit};
use crate::i18n::Text;
use crate::part::part;
use crate::preference::{language, say};
use crate::status::use_live;

/// The code of an authenticator app, which is set up first if there is none.
pub fn second_factor() -> AnyView {
    let live = use_live();
    let code = Field::new();
    let form = Form::new();
    let setup: RwSignal<Option<SecondFactorView>> = RwSignal::new(None);
    let language = language();
    form.send::<SetUpSecondFactor>(
        (),
        move |view| {
            let _ = setup.try_set(Some(view));
        },
        // There is one already: its code is all that is needed.
        |error| (error.code != ErrorCode::Conflict).then_some(error),
    );
    let submit = move || {
        let typed: String = code.read().split_whitespace().collect();
        if typed.len() != 6 || !typed.bytes().all(|byte| byte.is_ascii_digit()) {
            return code.blame(Text::CodeSixDigits);
        }
        form.send::<ConfirmSecondFactor>(
            SecondFactorCode { code: typed },
            move |status| live.take(status),
            move |error| {
                if error.code == ErrorCode::WrongCode {
                    code.blame(Text::CodeWrong);
                    return None;
                }
                Some(error)
            },
        );
    };
    let secret = part(move || {
        setup.get().map(|setup| {
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
    });
    let fields = view! {
        {secret} {code.draw(Kind::CODE, Text::Code, Some(Text::CodeHint), "second-factor-code")}
    }
    .into_any();
    let button = Submit {
        words: Text::Confirm,
        busy: Text::Confirm,
        test: "second-factor",
    };
    form.draw(fields, button, "flow-form", submit)
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
