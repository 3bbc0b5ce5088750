use handbook_wire::identity::Agency;
use leptos::prelude::*;

use super::Stage;
use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::part::part;
use crate::preference::say;
use crate::public::use_public;

/// How a provider is shown.
pub struct Look {
    /// Its name, as the manual writes it.
    pub name: Text,
    /// What its certificate is called.
    pub certificate: Text,
    /// Class of its mark's colour.
    pub class: &'static str,
    /// The letters of its mark.
    pub mark: &'static str,
}

/// How `agency` is shown.
pub fn look(agency: Agency) -> Look {
    let (name, certificate, class, mark) = match agency {
        Agency::Naver => (Text::Naver, Text::NaverCertificate, "naver", "N"),
        Agency::Kftc => (Text::Kftc, Text::KftcCertificate, "kftc", "금"),
        Agency::Pass => (Text::Pass, Text::PassCertificate, "pass", "P"),
        Agency::Toss => (Text::Toss, Text::TossCertificate, "toss", "t"),
        Agency::Payco => (Text::Payco, Text::PaycoCertificate, "payco", "P"),
        Agency::Shinhan => (Text::Shinhan, Text::ShinhanCertificate, "shinhan", "S"),
        Agency::Kb => (Text::Kb, Text::KbCertificate, "kb", "KB"),
        Agency::Samsung => (Text::Samsung, Text::SamsungCertificate, "samsung", "S"),
        Agency::Unknown => (Text::VerifySimple, Text::VerifySimple, "other", ""),
    };
    Look {
        name,
        certificate,
        class,
        mark,
    }
}

/// Its mark.
pub fn mark(agency: Agency) -> AnyView {
    let look = look(agency);
    view! {
        <span class=format!("mark {}", look.class) aria-hidden="true">
            {look.mark}
        </span>
    }
    .into_any()
}

/// The providers to choose from.
pub fn agencies(stage: RwSignal<Stage>) -> AnyView {
    let public = use_public();
    let tiles = part(move || {
        let agencies = public.coop().map(|coop| coop.agencies).unwrap_or_default();
        agencies
            .into_iter()
            .filter(|agency| *agency != Agency::Unknown)
            .map(|agency| {
                view! {
                    <li>
                        <button
                            type="button"
                            class="agency"
                            data-test=format!("agency-{}", look(agency).class)
                            on:click=move |_| stage.set(Stage::Form(agency))
                        >
                            {mark(agency)}
                            <span>{say(look(agency).name)}</span>
                        </button>
                    </li>
                }
            })
            .collect_view()
    });
    view! {
        <h2 class="group-title">{say(Text::VerifyChoose)}</h2>
        <ul class="agencies" data-test="agencies">
            {tiles}
        </ul>
        <p class="quiet hinted">{Icon::Alert.draw()} {say(Text::VerifyCertificateFirst)}</p>
    }
    .into_any()
}
