//! How the app is reached from without: it tells the server how, and opens what a notification leads to.

use handbook_wire::ipc::{PushArgs, RegisterPush, SyncState};
use handbook_wire::notification::NotificationLanguage;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::i18n::Language;
use crate::ipc;
use crate::part::effect;
use crate::preference::Preference;
use crate::route::{Route, Router};
use crate::status::{Access, Live};

/// Starts both.
pub fn start(live: Live, router: Router, preference: Preference) {
    // Names of devices change: told anew whenever there is a connection again, and in another language.
    let connected =
        Memo::new(move |_| live.access.get() == Access::Full && live.sync.get() == SyncState::Live);
    effect(move || {
        let language = match preference.language.get() {
            Language::Korean => NotificationLanguage::Korean,
            Language::English => NotificationLanguage::English,
        };
        if connected.get() {
            spawn_local(async move {
                // It is told again with the next connection.
                let _ = ipc::call::<RegisterPush>(PushArgs { language }).await;
            });
        }
    });
    let opened = StoredValue::new(0);
    effect(move || {
        let asked = live.asked_post.get();
        if live.access.get() != Access::Full {
            return;
        }
        if let Some(asked) = asked
            && asked.number > opened.get_value()
        {
            opened.set_value(asked.number);
            router.go(Route::Post(asked.id));
        }
    });
}
