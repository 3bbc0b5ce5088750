use handbook_wire::ErrorCode;
use handbook_wire::account::SecondFactorCode;
use handbook_wire::ipc::{ConfirmSecondFactor, SecondFactorView, SetUpSecondFactor};
use leptos::prelude::*;

use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit};
use crate::components::qr::qr;
use crate::i18n::Text;
use crate::part::part;
use crate::preference::language;
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
