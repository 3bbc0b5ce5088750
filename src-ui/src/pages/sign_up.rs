use handbook_wire::ErrorCode;
use handbook_wire::coop::Occasion;
use handbook_wire::identity::Purpose;
use handbook_wire::ipc::{
    CheckSignUp, FindCompanies, ForgetSignUp, SignUp, SignUpArgs, SignUpView,
};
use handbook_wire::sign_up::{CompanyName, CompanyQuery, SignUpState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::identity::{identity, succeeded};
use crate::components::agreement::Agreements;
use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit};
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::password_form::NewPassword;
use crate::components::row::Go;
use crate::components::state;
use crate::i18n::{Text, moment};
use crate::load::{Loaded, fetch};
use crate::part::{effect, part};
use crate::preference::{language, say};
use crate::route::Route;
use crate::{clock, ipc};

/// 회원가입.
#[component]
pub fn SignUpPage() -> impl IntoView {
    let sent = fetch::<CheckSignUp>(|| ());
    view! {
        <Bar title=say(Text::SignUp) back=Route::Login />
        <div class="scroll" data-test="sign-up">
            <div class="flow">
                {state::stage(
                    sent,
                    4,
                    move |view| {
                        part(move || match view.get() {
                            Some(view) => state_of(sent, &view),
                            None => apply(sent),
                        })
                    },
                )}
            </div>
        </div>
    }
}

fn apply(sent: Loaded<Option<SignUpView>>) -> AnyView {
    view! {
        <p>{say(Text::SignUpIntro)}</p>
        {identity(Purpose::SignUp, move |_| succeeded(form(sent)))}
    }
    .into_any()
}

/// What became of the application that was sent.
fn state_of(sent: Loaded<Option<SignUpView>>, view: &SignUpView) -> AnyView {
    let language = language();
    let (title, words) = match &view.state {
        SignUpState::Waiting { at } => {
            let when = moment::ago(language, *at, clock::now(), clock::offset());
            let words = language.fill(Text::SignUpWaitingWhat, &[&when]);
            (Text::SignUpWaiting, words)
        }
        SignUpState::Approved => {
            let words = language.say(Text::SignUpApprovedWhat).to_owned();
            (Text::SignUpApproved, words)
        }
        SignUpState::Rejected { reason } => (Text::SignUpRejected, reason.clone()),
        _ => (
            Text::UnknownStepTitle,
            language.say(Text::UnknownStepHow).to_owned(),
        ),
    };
    let approved = matches!(view.state, SignUpState::Approved);
    let forget = move |_| {
        spawn_local(async move {
            if ipc::call::<ForgetSignUp>(()).await.is_ok() {
                sent.retry();
            }
        });
    };
    let next = if approved {
        view! {
            <Go to=Route::Login class="button wide" test="sign-up-login">
                {say(Text::Login)}
            </Go>
        }
        .into_any()
    } else {
        view! {
            <button
                type="button"
                class="button wide"
                data-test="sign-up-refresh"
                on:click=move |_| sent.retry()
            >
                {say(Text::Recheck)}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="flow-form" data-test="sign-up-state">
            <h2>{say(title)}</h2>
            <p class="lead">{view.company.clone()}</p>
            <p>{words}</p>
            {next}
            <button
                type="button"
                class="button plain wide"
                data-test="sign-up-forget"
                on:click=forget
            >
                {say(Text::SignUpForget)}
            </button>
        </div>
    }
    .into_any()
}

fn form(sent: Loaded<Option<SignUpView>>) -> AnyView {
    let form = Form::new();
    let (company, position) = (Field::new(), Field::new());
    let password = NewPassword::new();
    let agreements = Agreements::new(Occasion::SignUp);
    let chosen: RwSignal<Option<CompanyName>> = RwSignal::new(None);
    let submit = move || {
        let Some(found) = chosen.get_untracked() else {
            return company.blame(Text::CompanyMissing);
        };
        if position.read().trim().is_empty() {
            return position.blame(Text::PositionMissing);
        }
        let Some(new) = password.read(&[]) else {
            return;
        };
        let Some(agreed) = agreements.all() else {
            return form.lack(Text::AgreementsLacking);
        };
        let args = SignUpArgs {
            company: found.id,
            company_name: found.name,
            position: position.read().trim().to_owned(),
            password: new,
            agreed,
        };
        form.send::<SignUp>(
            args,
            move |_| sent.retry(),
            move |error| {
                if error.code == ErrorCode::WeakPassword {
                    password.refuse();
                    return None;
                }
                Some(error)
            },
        );
    };
    let fields = view! {
        {company.draw(Kind::TEXT, Text::FieldName, Some(Text::CompanyHint), "company")}
        {companies(company, chosen)}
        {position.draw(Kind::TEXT, Text::Position, Some(Text::PositionHint), "position")}
        {password.draw(Text::PasswordNew)} {agreements.draw()}
    }
    .into_any();
    let button = Submit {
        words: Text::SignUpSend,
        busy: Text::SignUpSend,
        test: "sign-up",
    };
    form.draw(fields, button, "flow-form", submit)
}

/// Companies that match what is typed, to choose from.
fn companies(typed: Field, chosen: RwSignal<Option<CompanyName>>) -> AnyView {
    let found: RwSignal<Vec<CompanyName>> = RwSignal::new(Vec::new());
    let newest = StoredValue::new(0_u32);
    effect(move || {
        let name = typed.text.get();
        // What was chosen stays chosen until something else is typed.
        if chosen.with_untracked(|chosen| chosen.as_ref().is_some_and(|c| c.name == name)) {
            return;
        }
        chosen.set(None);
        let number = newest.get_value() + 1;
        newest.set_value(number);
        if name.trim().chars().count() < 2 {
            found.set(Vec::new());
            return;
        }
        spawn_local(async move {
            let reply = ipc::call::<FindCompanies>(CompanyQuery { name }).await;
            if newest.try_get_value() == Some(number)
                && let Ok(reply) = reply
            {
                let _ = found.try_set(reply.companies);
            }
        });
    });
    part(move || {
        if chosen.with(Option::is_some) {
            return view! {
                <p class="picked" data-test="company-picked">
                    {Icon::Check.draw()} {say(Text::CompanyPicked)}
                </p>
            }
            .into_any();
        }
        let rows = found.get().into_iter().map(|company| {
            let name = company.name.clone();
            let pick = move |_| {
                chosen.set(Some(company.clone()));
                typed.put(&company.name);
            };
            view! {
                <button type="button" class="row" data-test="company-found" on:click=pick>
                    <span class="body">{name}</span>
                </button>
            }
        });
        view! { <div class="group">{rows.collect_view()}</div> }.into_any()
    })
}
