use handbook_wire::ErrorReply;
use handbook_wire::coop::Occasion;
use handbook_wire::identity::{Agency, Purpose, normalise_birth, normalise_name, normalise_phone};
use handbook_wire::ipc::{IdentityArgs, Link, StartIdentity};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::Stage;
use super::agency::{look, mark};
use crate::components::agreement::Agreements;
use crate::components::field::{Field, Kind};
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::status::use_live;
use crate::toast::{open_link, use_toast};

/// How a NAVER certificate is issued, as the manual links to it.
const NAVER_HELP: &str = "https://help.naver.com/service/22027/bookmark/10263";

/// The person's data and the texts to agree to.
pub fn form(stage: RwSignal<Stage>, purpose: Purpose, agency: Agency) -> AnyView {
    let live = use_live();
    let toast = use_toast();
    let language = language();
    let (name, phone, birth) = (Field::new(), Field::new(), Field::new());
    let agreements = Agreements::new(Occasion::Identity);
    let busy = RwSignal::new(false);
    let lacking = RwSignal::new(false);
    let error: RwSignal<Option<ErrorReply>> = RwSignal::new(None);
    let submit = move || {
        error.set(None);
        lacking.set(false);
        if normalise_name(&name.read()).is_none() {
            return name.blame(Text::NameWrong);
        }
        if normalise_phone(&phone.read()).is_none() {
            return phone.blame(Text::PhoneWrong);
        }
        if normalise_birth(&birth.read()).is_none() {
            return birth.blame(Text::BirthWrong);
        }
        let Some(agreed) = agreements.all() else {
            return lacking.set(true);
        };
        let args = IdentityArgs {
            purpose,
            agency,
            name: name.read(),
            phone: phone.read(),
            birth: birth.read(),
            agreed,
        };
        busy.set(true);
        spawn_local(async move {
            let reply = ipc::call::<StartIdentity>(args).await;
            let _ = busy.try_set(false);
            match reply {
                Ok(progress) => live.begin_identity(progress),
                Err(reply) => {
                    let _ = error.try_set(Some(reply));
                }
            }
        });
    };
    let certificate = say(look(agency).certificate);
    let care = language.fill(Text::VerifyCare, &[certificate]);
    let help = (agency == Agency::Naver).then(|| {
        view! {
            <button
                type="button"
                class="text-button"
                data-test="certificate-help"
                on:click=move |_| open_link(toast, Link::Web(NAVER_HELP.into()))
            >
                {say(Text::VerifyHowIssued)}
            </button>
        }
        .into_any()
    });
    view! {
        <form
            class="flow-form"
            novalidate
            on:submit=move |event| {
                event.prevent_default();
                if !busy.get_untracked() {
                    submit();
                }
            }
        >
            <div class="chosen">
                {mark(agency)} <strong>{say(look(agency).name)}</strong>
                <button
                    type="button"
                    class="text-button"
                    data-test="agency-other"
                    on:click=move |_| stage.set(Stage::Agencies)
                >
                    {say(Text::VerifyOther)}
                </button>
            </div>
            {name.draw(Kind::NAME, Text::PersonName, None, "person-name")}
            {phone.draw(Kind::PHONE, Text::PersonPhone, None, "person-phone")}
            {birth.draw(Kind::BIRTH, Text::PersonBirth, None, "person-birth")} {agreements.draw()}
            <section class="care">
                <h3 class="label">{say(Text::VerifyCareTitle)}</h3>
                <p>{care}</p>
                {help}
            </section>
            <div role="alert" data-test="identity-error">
                {part(move || {
                    lacking
                        .get()
                        .then(|| view! { <p class="wrong">{language.say(Text::AgreementsLacking)}</p> })
                })} {part(move || error.get().map(|error| state::problem(&error)))}
            </div>
            <button
                type="submit"
                class="button wide"
                data-test="identity-start"
                disabled=switch(move || busy.get())
            >
                {say(Text::VerifyStart)}
            </button>
        </form>
    }
    .into_any()
}
