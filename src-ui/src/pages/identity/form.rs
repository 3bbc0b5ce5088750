use handbook_wire::coop::Occasion;
use handbook_wire::identity::{Agency, Purpose, normalise_birth, normalise_name, normalise_phone};
use handbook_wire::ipc::{IdentityArgs, Link, StartIdentity};
use leptos::prelude::*;

use super::Stage;
use super::agency::{look, mark};
use crate::components::agreement::Agreements;
use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit, as_it_is};
use crate::i18n::Text;
use crate::preference::{language, say};
use crate::status::use_live;
use crate::toast::{open_link, use_toast};

/// How a NAVER certificate is issued, as the manual links to it.
const NAVER_HELP: &str = "https://help.naver.com/service/22027/bookmark/10263";

/// The person's data and the texts to agree to.
pub fn form(stage: RwSignal<Stage>, purpose: Purpose, agency: Agency) -> AnyView {
    let live = use_live();
    let form = Form::new();
    let (name, phone, birth) = (Field::new(), Field::new(), Field::new());
    let agreements = Agreements::new(Occasion::Identity);
    let submit = move || {
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
            return form.lack(Text::AgreementsLacking);
        };
        let args = IdentityArgs {
            purpose,
            agency,
            name: name.read(),
            phone: phone.read(),
            birth: birth.read(),
            agreed,
        };
        let done = move |progress| live.begin_identity(progress);
        form.send::<StartIdentity>(args, done, as_it_is);
    };
    let fields = view! {
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
        {care(agency)}
    }
    .into_any();
    let button = Submit {
        words: Text::VerifyStart,
        busy: Text::VerifyStart,
        test: "identity",
    };
    form.draw(fields, button, "flow-form", submit)
}

/// 유의사항 of the provider.
fn care(agency: Agency) -> AnyView {
    let toast = use_toast();
    let certificate = say(look(agency).certificate);
    let words = language().fill(Text::VerifyCare, &[certificate]);
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
        <section class="care">
            <h2 class="label">{say(Text::VerifyCareTitle)}</h2>
            <p>{words}</p>
            {help}
        </section>
    }
    .into_any()
}
