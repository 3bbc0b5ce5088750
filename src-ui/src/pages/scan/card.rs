//! What became of a card that was read: one word and a sign first, then whose it is.

use handbook_wire::auth::Role;
use handbook_wire::ipc::{CardCheck, CardVerdict, SeenCard};
use leptos::prelude::*;

use crate::clock;
use crate::components::icon::Icon;
use crate::components::portrait;
use crate::components::row::Go;
use crate::i18n::{Text, moment};
use crate::preference::{language, say};
use crate::route::Route;

/// The verdict, and of a card that the co-op has signed the person.
pub fn card(check: &CardCheck) -> AnyView {
    let (class, icon, what, help) = words(check.verdict);
    let language = language();
    let now = clock::now();
    let when = check
        .card
        .as_ref()
        .map(|card| moment::clock(language, card.shown_at, now, clock::offset()));
    let help = match (check.verdict, when) {
        (CardVerdict::Old, Some(when)) => language.fill(help, &[&when]),
        _ => language.say(help).to_owned(),
    };
    view! {
        <section class=format!("verdict {class}") role="status" data-test="verdict">
            <span class="sign">{icon.draw()}</span>
            <h2 data-test="verdict-word">{say(what)}</h2>
            <p>{help}</p>
        </section>
        {check.card.as_ref().map(whose)}
    }
    .into_any()
}

const fn words(verdict: CardVerdict) -> (&'static str, Icon, Text, Text) {
    let warn = "warn";
    let bad = "bad";
    match verdict {
        CardVerdict::Valid => (
            "good",
            Icon::Check,
            Text::VerdictValid,
            Text::VerdictValidHelp,
        ),
        CardVerdict::Old => (warn, Icon::Alert, Text::VerdictOld, Text::VerdictOldHelp),
        CardVerdict::Ahead => (
            warn,
            Icon::Alert,
            Text::VerdictAhead,
            Text::VerdictAheadHelp,
        ),
        CardVerdict::Over => (bad, Icon::Close, Text::VerdictOver, Text::VerdictOverHelp),
        CardVerdict::Left => (bad, Icon::Close, Text::VerdictLeft, Text::VerdictLeftHelp),
        CardVerdict::Forged => (
            bad,
            Icon::Close,
            Text::VerdictForged,
            Text::VerdictForgedHelp,
        ),
        CardVerdict::Foreign => (
            warn,
            Icon::Alert,
            Text::VerdictForeign,
            Text::VerdictForeignHelp,
        ),
        CardVerdict::UnknownKey => (
            warn,
            Icon::Offline,
            Text::VerdictUnknownKey,
            Text::VerdictUnknownKeyHelp,
        ),
        CardVerdict::Newer => (warn, Icon::Sync, Text::VerdictNewer, Text::VerdictNewerHelp),
        CardVerdict::Damaged => (
            warn,
            Icon::Alert,
            Text::VerdictDamaged,
            Text::VerdictDamagedHelp,
        ),
    }
}

fn whose(card: &SeenCard) -> AnyView {
    let role = match card.role {
        Role::Member => Text::RoleMember,
        Role::Staff => Text::RoleStaff,
    };
    let number = (!card.number.is_empty()).then(|| {
        view! { <span>{language().fill(Text::NumberOf, &[&card.number])}</span> }.into_any()
    });
    let open = card.member.clone().map(|id| {
        view! {
            <Go to=Route::Member(id) class="button wide" test="verdict-open">
                {say(Text::VerdictOpen)}
            </Go>
        }
        .into_any()
    });
    view! {
        <div class="group inset card-holder" data-test="verdict-who">
            {portrait::face(&card.name, card.picture.as_deref(), false)} <div>
                <h3 data-test="verdict-name">{card.name.clone()}</h3>
                <p data-test="verdict-company">{card.company.clone()}</p>
                <p class="quiet">
                    <span>{say(role)}</span>
                    {number}
                </p>
            </div>
        </div>
        {open}
    }
    .into_any()
}
