//! 앱 잠금: the switch in 나, and what stands before everything else while the app is locked.

use handbook_wire::ipc::{GetLock, LockArgs, LockView, SetLock, Unlock};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::icon::Icon;
use crate::components::row::{Group, tick};
use crate::i18n::Text;
use crate::ipc;
use crate::load::{Load, fetch};
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::status::use_live;
use crate::toast::use_toast;

/// The switch; nothing on a device that can't tell its owner.
pub fn setting() -> AnyView {
    let toast = use_toast();
    let language = language();
    let lock = fetch::<GetLock>(|| ());
    let busy = RwSignal::new(false);
    let change = move |on: bool| {
        busy.set(true);
        spawn_local(async move {
            let changed = ipc::call::<SetLock>(LockArgs { on }).await;
            let _ = busy.try_set(false);
            match changed {
                Ok(view) => {
                    if view.on != on {
                        toast.show(language.say(Text::LockNotShown));
                    }
                    // Also when nothing changed: the box was touched.
                    lock.value.set(Load::Ready(view));
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    part(move || {
        let Load::Ready(LockView { available, on }) = lock.value.get() else {
            return None;
        };
        (available || on).then(|| {
            view! {
                <Group title=say(
                    Text::Lock,
                )>
                    {tick(
                        on,
                        busy,
                        (say(Text::LockUse), Some(say(Text::LockHow))),
                        "lock-switch".to_owned(),
                        change,
                    )}
                </Group>
            }
        })
    })
}

/// Stands before everything else.
pub fn locked() -> AnyView {
    let live = use_live();
    let busy = RwSignal::new(false);
    let refused = RwSignal::new(false);
    let open = move || {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        refused.set(false);
        spawn_local(async move {
            let open = ipc::call::<Unlock>(()).await;
            let _ = busy.try_set(false);
            if open == Ok(true) {
                live.retry().await;
            } else {
                let _ = refused.try_set(true);
            }
        });
    };
    open();
    view! {
        <div class="scroll" data-test="locked">
            <div class="flow locked">
                {Icon::Shield.draw()} <h1>{say(Text::Locked)}</h1> <p>{say(Text::LockedHow)}</p>
                <div role="alert" data-test="lock-refused">
                    {part(move || {
                        refused.get().then(|| view! { <p class="wrong">{say(Text::LockNotShown)}</p> })
                    })}
                </div>
                <button
                    type="button"
                    class="button wide"
                    data-test="unlock"
                    disabled=switch(move || busy.get())
                    on:click=move |_| open()
                >
                    {say(Text::Unlock)}
                </button>
            </div>
        </div>
    }
    .into_any()
}
