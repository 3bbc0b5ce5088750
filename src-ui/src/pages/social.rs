//! 소셜로그인: the buttons that begin it, and the screen that waits for the browser.

use handbook_wire::ErrorCode;
use handbook_wire::account::Profile;
use handbook_wire::ipc::{
    CancelSocial, CheckSocial, SocialArgs, SocialCodeArgs, SocialProgress, SocialState,
    StartSocial, UnlinkArgs, UnlinkSocial,
};
use handbook_wire::social::{SocialFailure, SocialProvider, SocialPurpose};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::field::{Field, Kind};
use crate::components::form::{Form, Submit};
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::Group;
use crate::components::state;
use crate::i18n::Text;
use crate::ipc;
use crate::load::Loaded;
use crate::part::{effect, part, switch};
use crate::preference::{language, say};
use crate::public::use_public;
use crate::route::{Route, Router, use_router};
use crate::status::use_live;
use crate::toast::{Toast, use_toast};

fn name(provider: SocialProvider) -> Option<Text> {
    Some(match provider {
        SocialProvider::Kakao => Text::SocialKakao,
        SocialProvider::Naver => Text::SocialNaver,
        SocialProvider::Google => Text::SocialGoogle,
        SocialProvider::Apple => Text::SocialApple,
        _ => return None,
    })
}

/// A provider's letter in its colour.
fn mark(provider: SocialProvider) -> AnyView {
    let letter = match provider {
        SocialProvider::Kakao => "K",
        SocialProvider::Naver => "N",
        SocialProvider::Google => "G",
        _ => "A",
    };
    view! {
        <span class=format!("mark small {}", provider.as_str()) aria-hidden="true">
            {letter}
        </span>
    }
    .into_any()
}

/// Goes to the provider and to the screen that waits.
fn begin(router: Router, toast: Toast, busy: RwSignal<bool>, args: SocialArgs) {
    let live = use_live();
    let language = language();
    busy.set(true);
    spawn_local(async move {
        let started = ipc::call::<StartSocial>(args).await;
        let _ = busy.try_set(false);
        match started {
            Ok(progress) => {
                live.begin_social(progress);
                router.go(Route::Social);
            }
            Err(error) => toast.fail(language, &error),
        }
    });
}

/// The providers on the login screen; nothing where the co-op has none. `keep` is read when one is
/// touched.
pub fn logins(keep: RwSignal<bool>) -> AnyView {
    let public = use_public();
    let router = use_router();
    let toast = use_toast();
    let busy = RwSignal::new(false);
    let language = language();
    part(move || {
        let coop = public.coop()?;
        let buttons: Vec<AnyView> = (coop.socials.into_iter())
            .filter_map(|provider| {
                let text = language.fill(Text::SocialLogin, &[language.say(name(provider)?)]);
                let go = move |_| {
                    let args = SocialArgs {
                        provider,
                        purpose: SocialPurpose::Login,
                        keep: keep.get_untracked(),
                    };
                    begin(router, toast, busy, args);
                };
                Some(
                    view! {
                        <button
                            type="button"
                            class="button plain wide"
                            data-test=format!("social-{}", provider.as_str())
                            disabled=switch(move || busy.get())
                            on:click=go
                        >
                            {mark(provider)} {text}
                        </button>
                    }
                    .into_any(),
                )
            })
            .collect();
        (!buttons.is_empty()).then(|| {
            view! {
                <section class="social-logins">
                    <h3 class="divider">{language.say(Text::Social)}</h3>
                    {buttons}
                </section>
            }
        })
    })
}

/// The providers in 내 계정, each linked or not; nothing where the co-op has none.
pub fn links(profile: Loaded<Profile>, shown: &Profile) -> AnyView {
    let public = use_public();
    let linked = StoredValue::new(shown.socials.clone());
    part(move || {
        let mut providers = public.coop()?.socials;
        // What the co-op has given up can still be unlinked.
        linked.with_value(|linked| {
            let more = linked.iter().filter(|one| !providers.contains(one));
            let more: Vec<SocialProvider> = more.copied().collect();
            providers.extend(more);
        });
        let rows: Vec<AnyView> = (providers.into_iter())
            .filter_map(|provider| {
                let on = linked.with_value(|linked| linked.contains(&provider));
                Some(link(profile, provider, name(provider)?, on))
            })
            .collect();
        (!rows.is_empty()).then(|| {
            view! {
                <Group title=say(
                    Text::Social,
                )>
                    {rows} <div class="row">
                        <span class="note">{say(Text::SocialWhat)}</span>
                    </div>
                </Group>
            }
        })
    })
}

fn link(profile: Loaded<Profile>, provider: SocialProvider, name: Text, on: bool) -> AnyView {
    let router = use_router();
    let toast = use_toast();
    let language = language();
    let busy = RwSignal::new(false);
    let act = move |_| {
        if !on {
            let args = SocialArgs {
                provider,
                purpose: SocialPurpose::Link,
                keep: true,
            };
            return begin(router, toast, busy, args);
        }
        busy.set(true);
        spawn_local(async move {
            let unlinked = ipc::call::<UnlinkSocial>(UnlinkArgs { provider }).await;
            let _ = busy.try_set(false);
            match unlinked {
                Ok(()) => {
                    toast.show(language.say(Text::SocialUnlinked));
                    profile.renew();
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let (state, button) = match on {
        true => (Text::SocialOn, Text::SocialUnlink),
        false => (Text::SocialOff, Text::SocialLink),
    };
    view! {
        <div class="row" data-test=format!("link-{}", provider.as_str())>
            {mark(provider)} <div class="body">
                <span class="key">{say(name)}</span>
                <span class="value">{say(state)}</span>
            </div>
            <button
                type="button"
                class="text-button"
                data-test=format!("link-{}-act", provider.as_str())
                disabled=switch(move || busy.get())
                on:click=act
            >
                {say(button)}
            </button>
        </div>
    }
    .into_any()
}

/// Where somebody who has gone to a provider comes back to.
#[component]
pub fn SocialPage() -> impl IntoView {
    let live = use_live();
    let router = use_router();
    let links = live.social.with_untracked(|way| {
        way.as_ref()
            .is_some_and(|way| way.purpose == SocialPurpose::Link)
    });
    let home = if links { Route::Account } else { Route::Login };
    let back = home.clone();
    effect(move || {
        // Logged in by now, or nothing is under way.
        if live.social.with(Option::is_none) {
            let to = match live.account.with(Option::is_some) {
                true if !links => Route::Home,
                _ => home.clone(),
            };
            router.replace(to);
        }
    });
    view! {
        <Bar title=say(Text::Social) back=back />
        <div class="scroll" data-test="social-page">
            <div class="flow">{part(move || live.social.get().map(shown))}</div>
        </div>
    }
}

/// Forgets what is under way; the screen then closes by itself.
fn cancel() {
    spawn_local(async {
        // Without a key store there is nothing to forget either.
        let _ = ipc::call::<CancelSocial>(()).await;
    });
}

fn shown(progress: SocialProgress) -> AnyView {
    let who = name(progress.provider).map_or("", say);
    match progress.state {
        SocialState::Waiting => waiting(who),
        SocialState::Done => view! {
            <div class="flow-form" data-test="social-done">
                <div class="success" role="status">
                    {Icon::Check.draw()}
                    <strong>{language().fill(Text::SocialDone, &[who])}</strong>
                </div>
                {button(Text::Confirm, "social-finish")}
            </div>
        }
        .into_any(),
        SocialState::Failed { reason } => failed(reason),
    }
}

fn button(text: Text, test: &'static str) -> AnyView {
    view! {
        <button type="button" class="button wide" data-test=test on:click=move |_| cancel()>
            {say(text)}
        </button>
    }
    .into_any()
}

fn waiting(who: &'static str) -> AnyView {
    let live = use_live();
    let form = Form::new();
    let code = Field::new();
    let submit = move || {
        let typed: String = (code.read().chars())
            .filter(char::is_ascii_alphanumeric)
            .collect();
        if typed.len() != 8 {
            return code.blame(Text::SocialCodeMissing);
        }
        form.send::<CheckSocial>(
            SocialCodeArgs { code: Some(typed) },
            move |progress| {
                // A login is told by the status; anything else stands here.
                let login = progress.purpose == SocialPurpose::Login;
                if !(login && progress.state == SocialState::Done) {
                    live.begin_social(progress);
                }
            },
            move |error| {
                if error.code == ErrorCode::WrongCode {
                    code.blame(Text::SocialCodeWrong);
                    return None;
                }
                Some(error)
            },
        );
    };
    let fields = view! {
        <h2>{language().fill(Text::SocialWaiting, &[who])}</h2>
        <p>{say(Text::SocialWaitingHow)}</p>
        {code.draw(Kind::SHORT_CODE, Text::SocialCode, Some(Text::SocialCodeHint), "social-code")}
    }
    .into_any();
    let confirm = Submit {
        words: Text::Confirm,
        busy: Text::Confirm,
        test: "social-code",
    };
    view! {
        {form.draw(fields, confirm, "flow-form", submit)}
        <button
            type="button"
            class="button plain wide"
            data-test="social-stop"
            on:click=move |_| cancel()
        >
            {say(Text::SocialStop)}
        </button>
    }
    .into_any()
}

fn failed(reason: SocialFailure) -> AnyView {
    let (what, advice) = match reason {
        SocialFailure::Refused => (Text::SocialRefused, Text::SocialRefusedAdvice),
        SocialFailure::NotLinked => (Text::SocialNotLinked, Text::SocialNotLinkedAdvice),
        SocialFailure::Taken => (Text::SocialTaken, Text::SocialTakenAdvice),
        SocialFailure::Locked => (Text::SocialLocked, Text::SocialLockedAdvice),
        SocialFailure::Expired => (Text::SocialExpired, Text::SocialExpiredAdvice),
        _ => (Text::SocialUnavailable, Text::SocialUnavailableAdvice),
    };
    view! {
        <div class="flow-form" data-test="social-failed">
            {state::told(what, advice)} {button(Text::Confirm, "social-finish")}
        </div>
    }
    .into_any()
}
