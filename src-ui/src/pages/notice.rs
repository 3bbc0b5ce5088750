use handbook_wire::right::{AccessRight, RIGHTS, Right, Words};
use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::i18n::{Language, Text};
use crate::preference::{Preference, language, say};

/// 접근권한 안내: once, before anything else. What it lists is the table that the phones' own
/// declarations follow.
pub fn notice(preference: Preference) -> AnyView {
    let rows = |is_later: bool| {
        let rights = RIGHTS
            .iter()
            .filter(move |right| right.is_later == is_later);
        rights.map(row).collect_view()
    };
    view! {
        <div class="scroll" data-test="notice">
            <div class="flow">
                <img class="hero-mark" src="/icon.svg" alt="" />
                <h1 tabindex="-1">{say(Text::NoticeTitle)}</h1>
                <p>{say(Text::NoticeIntro)}</p>
                <ul class="group rights">{rows(false)}</ul>
                <div class="rights-later">
                    <h2 class="group-title">{say(Text::RightsLater)}</h2>
                    <ul class="group rights">{rows(true)}</ul>
                </div>
                <p class="quiet">{say(Text::NoticeFoot)}</p>
            </div>
        </div>
        <div class="foot">
            <button
                type="button"
                class="button wide"
                data-test="notice-ok"
                on:click=move |_| preference.accept_notice()
            >
                {say(Text::Confirm)}
            </button>
        </div>
    }
    .into_any()
}

fn row(right: &AccessRight) -> impl IntoView + use<> {
    view! {
        <li class="row">
            {icon(right.right).draw()}
            <div class="body">
                <span class="value strong">
                    {spoken(right.name)} " " <span class="badge">{say(Text::RightOptional)}</span>
                </span>
                <span class="note">{spoken(right.why)}</span>
            </div>
        </li>
    }
}

fn spoken(words: Words) -> &'static str {
    match language() {
        Language::Korean => words.ko,
        Language::English => words.en,
    }
}

fn icon(right: Right) -> Icon {
    match right {
        Right::Location => Icon::Pin,
        Right::Camera => Icon::Camera,
        Right::Storage => Icon::Folder,
        Right::Contacts => Icon::People,
        Right::Notifications => Icon::Bell,
        Right::Biometrics => Icon::Shield,
    }
}
