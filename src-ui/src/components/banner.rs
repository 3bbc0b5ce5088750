//! The calm line at the top: offline, first sync, something wrong.

use handbook_wire::ipc::{SyncNow, SyncState};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::icon::Icon;
use super::row::Go;
use crate::i18n::{Text, amount, failure, moment};
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Live, use_live};
use crate::{clock, ipc};

/// The time of the last sync as a person says it; none before the first.
fn last_sync(status: Live) -> Option<String> {
    let then = status.last_synced.get()?;
    Some(moment::clock(
        language(),
        then,
        status.now.get(),
        clock::offset(),
    ))
}

/// How far a first sync is: words, done, total. None when nothing is on its way.
pub fn progress(sync: &SyncState) -> Option<(String, u64, u64)> {
    let language = language();
    match sync {
        SyncState::Receiving {
            bytes,
            total_bytes,
            records,
        } => {
            let words = language.fill(
                Text::SyncReceiving,
                &[
                    &amount::bytes(*bytes),
                    &amount::bytes(*total_bytes),
                    &amount::grouped(*records),
                ],
            );
            Some((words, *bytes, *total_bytes))
        }
        SyncState::Storing { done, total } => {
            let words = language.fill(
                Text::SyncStoring,
                &[&amount::grouped(*done), &amount::grouped(*total)],
            );
            Some((words, *done, *total))
        }
        _ => None,
    }
}

/// The line at the top of every screen; there is none while all is well.
#[component]
pub fn Banner() -> impl IntoView {
    let status = use_live();
    let line = move || {
        status.account.get()?;
        match status.sync.get() {
            SyncState::Offline => {
                let words = last_sync(status).map_or_else(
                    || say(Text::OfflineNever).to_owned(),
                    |when| language().fill(Text::OfflineSince, &[&when]),
                );
                Some(
                    view! {
                        <div class="line" data-test="offline-banner">
                            {Icon::Offline.draw()}
                            <span class="words">{words}</span>
                        </div>
                    }
                    .into_any(),
                )
            }
            SyncState::Failed { error } => {
                let words = failure::words(language(), &error);
                Some(
                    view! {
                        <div class="line bad" data-test="sync-failed">
                            {Icon::Alert.draw()}
                            <span class="words">{words.what} " " {words.advice}</span>
                            <button
                                type="button"
                                class="text-button"
                                data-test="sync-retry"
                                on:click=move |_| spawn_local(async { let _ = ipc::call::<SyncNow>(()).await; })
                            >
                                {say(Text::Retry)}
                            </button>
                        </div>
                    }
                    .into_any(),
                )
            }
            sync => progress(&sync).map(|(words, done, total)| {
                view! {
                    <div class="line" data-test="sync-progress">
                        <span class="words">
                            {words} <progress max=total.to_string() value=done.to_string()></progress>
                        </span>
                    </div>
                }
                .into_any()
            }),
        }
    };
    let lost = move || {
        (status.lost.get() > 0).then(|| {
            view! {
                <div class="line" data-test="lost-banner">
                    {Icon::Alert.draw()} <span class="words">{say(Text::LostBanner)}</span>
                    <Go to=Route::Me class="text-button" test="lost-see">
                        {say(Text::See)}
                    </Go>
                </div>
            }
        })
    };
    view! { <div role="status" aria-live="polite">{part(line)} {part(lost)}</div> }
}
