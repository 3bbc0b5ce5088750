//! 조합원증: the member's own card, to be held out to somebody else's phone.

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::card::SHOWN_SECONDS;
use handbook_wire::ipc::{CardCode, CardView, ShowCard};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::qr::qr;
use crate::components::{portrait, state};
use crate::i18n::{Text, moment};
use crate::load::{Load, Loaded, fetch};
use crate::pages::members_only;
use crate::part::{effect, part};
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::use_live;

/// 조합원증.
pub fn membership() -> impl IntoView {
    view! {
        <Bar title=say(Text::Membership) back=Route::Me />
        {members_only(|| {
            let card = fetch::<ShowCard>(|| ());
            view! {
                <div class="scroll" data-test="membership">
                    <div class="page">
                        {state::stage(card, 3, move |shown| whole(card, shown))}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
}

fn whole(card: Loaded<CardView>, shown: RwSignal<CardView>) -> AnyView {
    let left = RwSignal::new(0_u32);
    count_down(card, shown, left);
    let person = Memo::new(move |_| {
        shown.with(|card| CardView {
            code: None,
            failure: None,
            ..card.clone()
        })
    });
    let code =
        Memo::new(move |_| shown.with(|card| card.code.as_ref().map(|code| code.qr.clone())));
    let until = Memo::new(move |_| shown.with(|card| card.code.as_ref().map(|code| code.until)));
    view! {
        <article class="membership" data-test="membership-card">
            {part(move || person.with(face))}
            {part(move || match code.get() {
                Some(code) => view! { <div class="code" data-test="membership-code">{qr(&code)}</div> }
                    .into_any(),
                None => part(move || none(card, shown)),
            })}
            {part(move || until.get().map(|_| remaining(left)))}
        </article>
        {part(move || until.get().map(hints))}
    }
    .into_any()
}

/// Asks for the next code when this one has been shown long enough.
fn count_down(card: Loaded<CardView>, shown: RwSignal<CardView>, left: RwSignal<u32>) {
    let round = StoredValue::new(0_u32);
    effect(move || {
        let code: Option<CardCode> = shown.with(|card| card.code.clone());
        let number = round.get_value() + 1;
        round.set_value(number);
        let Some(code) = code else {
            return;
        };
        let end = clock::now() + i64::from(code.seconds) * 1000;
        spawn_local(async move {
            loop {
                if round.try_get_value() != Some(number) {
                    return;
                }
                let milliseconds = end - clock::now();
                let seconds = u32::try_from((milliseconds + 999).div_euclid(1000)).unwrap_or(0);
                if left.try_set(seconds).is_some() {
                    return;
                }
                if seconds == 0 {
                    card.renew();
                    // The next answer begins another round; without one this asks again.
                }
                clock::pause(if seconds == 0 { 3_000 } else { 500 }).await;
            }
        });
    });
}

fn face(card: &CardView) -> AnyView {
    let role = match card.role {
        Role::Member => Text::RoleMember,
        Role::Staff => Text::RoleStaff,
    };
    let number = (!card.number.is_empty()).then(|| {
        view! { <span>{language().fill(Text::NumberOf, &[&card.number])}</span> }.into_any()
    });
    view! {
        <div class="card-holder">
            {portrait::face(&card.name, card.picture.as_deref(), false)} <div>
                <h2 data-test="membership-name">{card.name.clone()}</h2>
                <p>{card.company.clone()}</p>
                <p class="quiet">
                    <span>{say(role)}</span>
                    {number}
                </p>
            </div>
        </div>
    }
    .into_any()
}

fn remaining(left: RwSignal<u32>) -> AnyView {
    let language = language();
    let share = move || {
        let share = f64::from(left.get()) / f64::from(SHOWN_SECONDS);
        format!("scaleX({:.3})", share.min(1.0))
    };
    view! {
        <div class="turns">
            <span class="measure" aria-hidden="true">
                <span style:transform=share></span>
            </span>
            <p data-test="membership-left">
                {part(move || language.fill(Text::MembershipTurns, &[&left.get().to_string()]))}
            </p>
        </div>
    }
    .into_any()
}

fn hints(until: i64) -> AnyView {
    let now = use_live().now.get_untracked();
    let language = language();
    let until = moment::clock(language, until, now, clock::offset());
    view! {
        <ul class="hints">
            <li>{say(Text::MembershipShow)}</li>
            <li>{say(Text::MembershipBright)}</li>
            <li data-test="membership-until">
                {language.fill(Text::MembershipUntil, &[&until])}
            </li>
        </ul>
    }
    .into_any()
}

fn none(card: Loaded<CardView>, shown: RwSignal<CardView>) -> AnyView {
    let refused = shown.with(|card| {
        card.failure.as_ref().is_some_and(|failure| {
            matches!(failure.code, ErrorCode::NotFound | ErrorCode::Forbidden)
        })
    });
    let help = match refused {
        true => Text::MembershipNoneOther,
        false => Text::MembershipNoneOffline,
    };
    let busy = Memo::new(move |_| card.value.with(|value| matches!(value, Load::Waiting)));
    view! {
        <div class="none" role="status" data-test="membership-none">
            {Icon::Offline.draw()} <strong>{say(Text::MembershipNone)}</strong> <p>{say(help)}</p>
            <button
                type="button"
                class="button soft"
                data-test="retry"
                disabled=move || busy.get()
                on:click=move |_| card.renew()
            >
                {say(Text::Retry)}
            </button>
        </div>
    }
    .into_any()
}
