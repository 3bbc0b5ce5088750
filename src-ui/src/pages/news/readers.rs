use handbook_wire::ErrorCode;
use handbook_wire::ipc::{ListReaders, PostArgs, RemindReaders};
use handbook_wire::post::{CompanyReaders, PostReaders, Reminder};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::state::{self, stage};
use crate::i18n::{Text, moment};
use crate::load::{Loaded, load};
use crate::pages::members_only;
use crate::part::{part, switch};
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::use_live;
use crate::toast::use_toast;
use crate::{clock, ipc};

/// Who has read a post, by company; those who have not come first.
pub fn readers(id: &str) -> AnyView {
    let id = id.to_owned();
    view! {
        <Bar title=say(Text::Readers) back=Route::Desk />
        {members_only(move || {
            let id = id.clone();
            let asked = id.clone();
            let readers = load::<ListReaders>(move || PostArgs { id: asked.clone() });
            view! {
                <div class="scroll" data-test="readers">
                    <div class="page">
                        {stage(
                            readers,
                            6,
                            move |all| {
                                let id = id.clone();
                                part(move || all.with(|all| list(readers, &id, all)))
                            },
                        )}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
    .into_any()
}

fn list(loaded: Loaded<PostReaders>, id: &str, readers: &PostReaders) -> AnyView {
    if readers.companies.is_empty() {
        return state::empty(
            Icon::People,
            say(Text::ReadersNobody),
            say(Text::ReadersNobodyHelp),
        );
    }
    let all = readers.companies.len().to_string();
    let read = readers.companies.iter().filter(|one| one.read > 0).count();
    let mut companies: Vec<&CompanyReaders> = readers.companies.iter().collect();
    companies.sort_by_key(|one| one.read > 0);
    let rows = companies.into_iter().map(|one| {
        let count = [one.read.to_string(), one.people.to_string()];
        let count = language().fill(Text::ReadersCount, &[&count[0], &count[1]]);
        let class = if one.read > 0 { "badge good" } else { "badge" };
        view! {
            <li>
                <div class="row" data-test="reader-row">
                    <div class="body">
                        <span class="value">{one.name.clone()}</span>
                        <span class="note">{one.branch.clone().unwrap_or_default()}</span>
                    </div>
                    <span class=class>{count}</span>
                </div>
            </li>
        }
    });
    view! {
        <p class="quiet-words" data-test="readers-sum">
            {language().fill(Text::ReadersOf, &[&all, &read.to_string()])}
        </p>
        {remind(loaded, id, readers)}
        <ul class="group">{rows.collect_view()}</ul>
    }
    .into_any()
}

/// 다시 알림, where the server reaches closed apps.
fn remind(loaded: Loaded<PostReaders>, id: &str, readers: &PostReaders) -> Option<AnyView> {
    let devices = readers.devices?;
    let (language, live) = (language(), use_live());
    let again_at = readers.reminder.as_ref().map_or(0, |last| last.again_at);
    let busy = RwSignal::new(false);
    let toast = use_toast();
    let id = id.to_owned();
    let send = move |_| {
        busy.set(true);
        let id = id.clone();
        spawn_local(async move {
            match ipc::call::<RemindReaders>(PostArgs { id }).await {
                Ok(done) => {
                    let devices = done.devices.to_string();
                    toast.show(language.fill(Text::RemindSent, &[&devices]));
                }
                // Somebody else was first: the page tells who.
                Err(error) if error.code == ErrorCode::Throttled => {}
                Err(error) => toast.fail(language, &error),
            }
            let _ = busy.try_set(false);
            loaded.renew();
        });
    };
    let waits = move || live.now.get() < again_at;
    let words = match devices {
        0 => say(Text::RemindNobody).to_owned(),
        devices => language.fill(Text::RemindReach, &[&devices.to_string()]),
    };
    let last = readers.reminder.as_ref().map(told);
    let shown = view! {
        <div class="group inset remind">
            <p class="quiet-words">{words}</p>
            <button
                type="button"
                class="button soft wide"
                data-test="remind"
                disabled=switch(move || busy.get() || devices == 0 || waits())
                on:click=send
            >
                {part(move || {
                    language.say(if busy.get() { Text::Reminding } else { Text::Remind })
                })}
            </button>
            {last}
        </div>
    };
    Some(shown.into_any())
}

fn told(last: &Reminder) -> AnyView {
    let (language, live, last) = (language(), use_live(), last.clone());
    part(move || {
        let now = live.now.get();
        let at = |then| moment::clock(language, then, now, clock::offset());
        let told = language.fill(
            Text::RemindLast,
            &[
                &at(last.at),
                &last.by,
                &last.people.to_string(),
                &last.devices.to_string(),
                &last.sent.to_string(),
            ],
        );
        let waits = (last.waiting > 0)
            .then(|| language.fill(Text::RemindWaits, &[&last.waiting.to_string()]));
        let again =
            (now < last.again_at).then(|| language.fill(Text::RemindAgain, &[&at(last.again_at)]));
        view! {
            <p class="quiet-words" data-test="remind-last">
                {told}
                " "
                {waits}
                " "
                {again}
            </p>
        }
    })
}
