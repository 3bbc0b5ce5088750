//! 내 계정 (정보 수정), and what belongs to it.

pub mod devices;
pub mod email;
pub mod notification;
pub mod password;
mod picture;
pub mod reach;
pub mod second_factor;
pub mod verify;
pub mod withdraw;

use handbook_wire::account::{AccountChange, AccountEvent, Profile};
use handbook_wire::auth::Role;
use handbook_wire::ipc::GetProfile;
use leptos::prelude::*;

use crate::clock;
use crate::components::frame::{Bar, LoginNeeded};
use crate::components::icon::Icon;
use crate::components::row::{Go, Group, fact};
use crate::components::state;
use crate::i18n::{Text, moment};
use crate::load::{Loaded, fetch};
use crate::pages::social;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Access, use_live};

/// 내 계정.
#[component]
pub fn AccountPage() -> impl IntoView {
    let live = use_live();
    view! {
        <Bar title=say(Text::AccountTitle) back=Route::Me />
        {part(move || match live.access.get() {
            Access::Full => {
                let profile = fetch::<GetProfile>(|| ());
                view! {
                    <div class="scroll" data-test="account-page">
                        <div class="page">{state::stage(profile, 5, move |view| part(move || shown(profile, &view.get())))}</div>
                    </div>
                }
                    .into_any()
            }
            _ => LoginNeeded().into_any(),
        })}
    }
}

fn shown(loaded: Loaded<Profile>, profile: &Profile) -> AnyView {
    let language = language();
    let role = match profile.role {
        Role::Member => Text::RoleMember,
        Role::Staff => Text::RoleStaff,
    };
    let phone = profile.mobile.as_ref().map(|phone| phone.display());
    let verified = profile
        .verified_at
        .map(|at| moment::iso(language, &moment::today(at, clock::offset())));
    let events = profile.events.iter().map(event).collect_view();
    let second = (profile.role == Role::Staff && profile.second_factor).then(|| {
        fact(
            say(Text::SecondFactorTitle),
            say(Text::SecondFactorOn),
            "second-factor",
        )
    });
    let personal = profile
        .mobile
        .as_ref()
        .map(|phone| phone.number.clone())
        .unwrap_or_default();
    let company = profile.company.clone();
    let name = profile.name.clone();
    let picture = picture::picture(loaded, profile);
    let email = email::row(profile);
    let socials = social::links(loaded, profile);
    view! {
        {picture}
        <Group title=say(
            Text::AccountWho,
        )>
            {fact(say(role), name, "profile-name")}
            {company.map(|name| fact(say(Text::FieldName), name, "profile-company"))}
            <div class="row" data-test="profile-mobile">
                <div class="body">
                    <span class="key">{say(Text::FieldMobile)}</span>
                    <span class="value">{phone}</span>
                </div>
                <Go to=Route::ChangeMobile class="text-button" test="change-mobile">
                    {say(Text::Change)}
                </Go>
            </div>
            <div class="row" data-test="profile-verified">
                <div class="body">
                    <span class="key">{say(Text::VerifiedLabel)}</span>
                    <span class="value">
                        <span class="badge good">{say(Text::VerifiedDone)}</span> " " {verified}
                    </span>
                </div>
                <Go to=Route::Verify class="text-button" test="verify-again">
                    {say(Text::VerifiedAgain)}
                </Go>
            </div> {email} {second}
            <Go to=Route::Devices class="row" test="go-devices">
                <div class="body">
                    <span class="value">{say(Text::Devices)}</span>
                    <span class="note">{say(Text::DevicesWhat)}</span>
                </div>
                {Icon::Forward.draw()}
            </Go>
        </Group>
        {socials}
        <section>
            <h2 class="group-title">{say(Text::PasswordTitle)}</h2>
            <div class="group inset">{password::change_password(Some(personal))}</div>
        </section>
        <Group title=language.say(Text::Events)>{events}</Group>
        <Go to=Route::Withdraw class="text-button quiet" test="go-withdraw">
            {say(Text::Withdraw)}
        </Go>
    }
    .into_any()
}

fn event(event: &AccountEvent) -> AnyView {
    let what = match event.what {
        AccountChange::NewDevice => Text::EventNewDevice,
        AccountChange::IdentityVerified => Text::EventVerified,
        AccountChange::PasswordChanged => Text::EventPasswordChanged,
        AccountChange::PasswordReset => Text::EventPasswordReset,
        AccountChange::Invited => Text::EventInvited,
        AccountChange::Vouched => Text::EventVouched,
        AccountChange::MobileChanged => Text::EventMobileChanged,
        AccountChange::EmailChanged => Text::EventEmailChanged,
        AccountChange::SocialLinked => Text::EventSocialLinked,
        AccountChange::SocialUnlinked => Text::EventSocialUnlinked,
        AccountChange::SecondFactorSet => Text::EventSecondFactorSet,
        AccountChange::SecondFactorRemoved => Text::EventSecondFactorRemoved,
        AccountChange::TokenTheft => Text::EventTokenTheft,
        AccountChange::Suspended => Text::EventSuspended,
        AccountChange::Restored => Text::EventRestored,
        _ => Text::EventOther,
    };
    let when = moment::ago(language(), event.at, clock::now(), clock::offset());
    let device = event.device.clone().unwrap_or_default();
    let note = if device.is_empty() {
        when
    } else {
        format!("{when} · {device}")
    };
    view! {
        <div class="row" data-test="account-event">
            <div class="body">
                <span class="value">{say(what)}</span>
                <span class="note">{note}</span>
            </div>
        </div>
    }
    .into_any()
}
