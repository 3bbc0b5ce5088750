//! 발신자 표시: the switch in 나. A device that can't do it shows nothing of it.

use handbook_wire::ipc::{CallerIdArgs, CallerIdStanding, CallerIdView, GetCallerId, SetCallerId};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::row::{Group, tick};
use crate::i18n::Text;
use crate::ipc;
use crate::load::{Load, fetch};
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::toast::use_toast;

/// The switch, and the way to allow it where its owner has not.
pub fn setting() -> AnyView {
    let toast = use_toast();
    let language = language();
    let caller_id = fetch::<GetCallerId>(|| ());
    // It is allowed in the system's settings, from where its owner comes back.
    let back = window_event_listener_untyped("visibilitychange", move |_| {
        if !document().hidden() {
            caller_id.renew();
        }
    });
    on_cleanup(move || back.remove());
    let busy = RwSignal::new(false);
    let change = move |on: bool| {
        busy.set(true);
        spawn_local(async move {
            let changed = ipc::call::<SetCallerId>(CallerIdArgs { on }).await;
            let _ = busy.try_set(false);
            match changed {
                Ok(view) => {
                    let _ = caller_id.value.try_set(Load::Ready(view));
                }
                Err(error) => {
                    toast.fail(language, &error);
                    // The box was touched: it shows again what holds.
                    let _ = caller_id.value.try_update(|_| ());
                }
            }
        });
    };
    part(move || {
        let Load::Ready(CallerIdView { on, standing }) = caller_id.value.get() else {
            return None;
        };
        (standing != CallerIdStanding::NotHere || on).then(|| {
            let allow = (on && standing != CallerIdStanding::Allowed).then(|| {
                view! {
                    <div class="row" data-test="caller-id-not-allowed">
                        <div class="body">
                            <span class="note">{say(Text::CallerIdNotAllowed)}</span>
                        </div>
                        <button
                            type="button"
                            class="text-button"
                            data-test="caller-id-allow"
                            disabled=switch(move || busy.get())
                            on:click=move |_| change(true)
                        >
                            {say(Text::CallerIdAllow)}
                        </button>
                    </div>
                }
            });
            view! {
                <Group title=say(
                    Text::CallerId,
                )>
                    {tick(
                        on,
                        busy,
                        (say(Text::CallerIdUse), Some(say(Text::CallerIdHow))),
                        "caller-id-switch".to_owned(),
                        change,
                    )}
                    {allow}
                </Group>
            }
        })
    })
}
