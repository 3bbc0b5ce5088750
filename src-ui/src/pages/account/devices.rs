use handbook_wire::account::{DeviceSession, SessionList};
use handbook_wire::ipc::{EndSession, ListSessions, SessionArgs};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::frame::{Bar, LoginNeeded};
use crate::components::state;
use crate::i18n::{Text, moment};
use crate::load::{Loaded, fetch};
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Access, use_live};
use crate::toast::use_toast;
use crate::{clock, ipc};

/// 로그인한 기기.
#[component]
pub fn Devices() -> impl IntoView {
    let live = use_live();
    view! {
        <Bar title=say(Text::Devices) back=Route::Account />
        {part(move || match live.access.get() {
            Access::Full => {
                let sessions = fetch::<ListSessions>(|| ());
                view! {
                    <div class="scroll" data-test="devices">
                        <div class="page">
                            <p class="quiet">{say(Text::DevicesHelp)}</p>
                            {state::stage(
                                sessions,
                                3,
                                move |list| part(move || rows(sessions, &list.get())),
                            )}
                        </div>
                    </div>
                }
                    .into_any()
            }
            _ => LoginNeeded().into_any(),
        })}
    }
}

fn rows(sessions: Loaded<SessionList>, list: &SessionList) -> AnyView {
    let rows = list.sessions.iter().map(|device| row(sessions, device));
    view! { <div class="group">{rows.collect_view()}</div> }.into_any()
}

fn row(sessions: Loaded<SessionList>, device: &DeviceSession) -> AnyView {
    let toast = use_toast();
    let language = language();
    let now = clock::now();
    let seen = moment::ago(language, device.seen_at, now, clock::offset());
    let begun = moment::ago(language, device.started_at, now, clock::offset());
    let id = device.id.clone();
    let end = move |_| {
        let args = SessionArgs { id: id.clone() };
        spawn_local(async move {
            match ipc::call::<EndSession>(args).await {
                Ok(()) => {
                    toast.show(language.say(Text::DeviceEnded));
                    sessions.retry();
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let right = if device.current {
        view! { <span class="badge good">{say(Text::DeviceThis)}</span> }.into_any()
    } else {
        view! {
            <button type="button" class="text-button" data-test="device-end" on:click=end>
                {say(Text::Logout)}
            </button>
        }
        .into_any()
    };
    view! {
        <div class="row" data-test="device">
            <div class="body">
                <span class="value strong">{device.device.clone()}</span>
                <span class="note">
                    {language.fill(Text::DeviceTimes, &[&seen, &begun])}
                </span>
            </div>
            {right}
        </div>
    }
    .into_any()
}
