use leptos::prelude::*;

use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::preference::{Preference, say};

/// The optional rights, as the manual's notice lists them.
const RIGHTS: [(Icon, Text, Text); 4] = [
    (Icon::Pin, Text::RightLocation, Text::RightLocationWhy),
    (Icon::Camera, Text::RightCamera, Text::RightCameraWhy),
    (Icon::Folder, Text::RightStorage, Text::RightStorageWhy),
    (Icon::People, Text::RightContacts, Text::RightContactsWhy),
];

/// 접근권한 안내: once, before anything else.
pub fn notice(preference: Preference) -> AnyView {
    let rows = RIGHTS.map(|(icon, name, why)| {
        view! {
            <li class="row">
                {icon.draw()}
                <div class="body">
                    <span class="value strong">
                        {say(name)} " " <span class="badge">{say(Text::RightOptional)}</span>
                    </span>
                    <span class="note">{say(why)}</span>
                </div>
            </li>
        }
    });
    view! {
        <div class="scroll" data-test="notice">
            <div class="flow">
                <img class="hero-mark" src="/icon.svg" alt="" />
                <h1 tabindex="-1">{say(Text::NoticeTitle)}</h1>
                <p>{say(Text::NoticeIntro)}</p>
                <ul class="group rights">{rows.collect_view()}</ul>
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
