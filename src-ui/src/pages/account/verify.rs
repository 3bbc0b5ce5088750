use handbook_wire::auth::Role;
use handbook_wire::identity::Purpose;
use handbook_wire::ipc::CancelIdentity;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::frame::{Bar, LoginNeeded};
use crate::components::row::fact;
use crate::i18n::Text;
use crate::ipc;
use crate::pages::identity::{identity, succeeded};
use crate::part::part;
use crate::preference::say;
use crate::route::{Route, use_router};
use crate::status::{Access, use_live};

/// 재인증.
#[component]
pub fn Verify() -> impl IntoView {
    let live = use_live();
    view! {
        <Bar title=say(Text::VerifiedAgain) back=Route::Account />
        {part(move || match live.access.get() {
            Access::Full => {
                view! {
                    <div class="scroll" data-test="verify">
                        <div class="flow">{identity(Purpose::Account, |_| done())}</div>
                    </div>
                }
                    .into_any()
            }
            _ => LoginNeeded().into_any(),
        })}
    }
}

/// 휴대폰 번호 변경: the new number is verified, and the account has it from then on.
#[component]
pub fn ChangeMobile() -> impl IntoView {
    let live = use_live();
    let router = use_router();
    let finish = move |_| {
        spawn_local(async move {
            // Without a key store there is nothing to forget either.
            let _ = ipc::call::<CancelIdentity>(()).await;
            router.back(Route::Account);
        });
    };
    let changed = move |_| {
        succeeded(
            view! {
                <p data-test="mobile-changed">{say(Text::MobileChanged)}</p>
                <button type="button" class="button wide" data-test="identity-finish" on:click=finish>
                    {say(Text::Confirm)}
                </button>
            }
            .into_any(),
        )
    };
    view! {
        <Bar title=say(Text::MobileChange) back=Route::Account />
        {part(move || match live.access.get() {
            Access::Full => {
                view! {
                    <div class="scroll" data-test="change-mobile">
                        <div class="flow">
                            <p>{say(Text::MobileChangeHow)}</p>
                            {identity(Purpose::ChangeMobile, changed)}
                        </div>
                    </div>
                }
                    .into_any()
            }
            _ => LoginNeeded().into_any(),
        })}
    }
}

/// What follows on a verification of the account, wherever it was begun.
pub fn verified() -> AnyView {
    view! {
        <Bar title=say(Text::AccountTitle) />
        <div class="scroll">
            <div class="flow">{done()}</div>
        </div>
    }
    .into_any()
}

/// Who was verified, and the way on.
fn done() -> AnyView {
    let live = use_live();
    let router = use_router();
    let finish = move |_| {
        spawn_local(async move {
            // Without a key store there is nothing to forget either.
            let _ = ipc::call::<CancelIdentity>(()).await;
            if router.route_untracked() == Route::Verify {
                router.back(Route::Account);
            }
        });
    };
    let who = part(move || {
        live.account.get().map(|account| {
            let role = match account.role {
                Role::Member => Text::RoleMember,
                Role::Staff => Text::RoleStaff,
            };
            fact(say(role), account.name, "verified-name")
        })
    });
    succeeded(
        view! {
            <div class="group">
                {who} {fact(say(Text::VerifiedLabel), say(Text::VerifiedDone), "verified-state")}
            </div>
            <button type="button" class="button wide" data-test="identity-finish" on:click=finish>
                {say(Text::Confirm)}
            </button>
        }
        .into_any(),
    )
}
