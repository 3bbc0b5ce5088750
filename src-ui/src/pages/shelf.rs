//! 저장 공간: the files on this device.

use handbook_wire::entity::FileKind;
use handbook_wire::ipc::{ClearFiles, GetShelf, SetShelf, Shelf, ShelfFile, ShelfSetting};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::files::row::row;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::{Go, Group};
use crate::components::state::{self, stage};
use crate::files::use_files;
use crate::i18n::{Text, amount};
use crate::ipc;
use crate::load::{Load, load};
use crate::overlay::{choice, use_overlay};
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::toast::use_toast;

/// The way to the page, for 나.
pub fn row_of_me() -> AnyView {
    let shelf = load::<GetShelf>(|| ());
    let language = language();
    let used = move || {
        shelf.value.with(|value| match value {
            Load::Ready(shelf) => used(language, shelf),
            _ => String::new(),
        })
    };
    view! {
        <Group title=say(Text::ShelfTitle)>
            <Go to=Route::Shelf class="row" test="go-shelf">
                <div class="body">
                    <span class="value">{say(Text::ShelfFiles)}</span>
                    <span class="note">{part(used)}</span>
                </div>
                {Icon::Forward.draw()}
            </Go>
        </Group>
    }
    .into_any()
}

/// How much is kept, how much may be, what it is, and the way to clear it.
pub fn shelf() -> AnyView {
    view! {
        <Bar title=say(Text::ShelfTitle) back=Route::Me />
        {members_only(|| {
            let shelf = load::<GetShelf>(|| ());
            view! {
                <div class="scroll" data-test="shelf">
                    <div class="page">
                        {stage(shelf, 4, |shelf| part(move || shelf.with(|now| body(now, shelf))))}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
    .into_any()
}

fn used(language: crate::i18n::Language, shelf: &Shelf) -> String {
    language.fill(
        Text::ShelfUsed,
        &[&amount::bytes(shelf.used), &budget_words(shelf.budget)],
    )
}

/// A budget as it is chosen: `500 MB`, `1 GB`.
fn budget_words(bytes: u64) -> String {
    match bytes >> 20 {
        mega @ ..1024 => format!("{mega} MB"),
        mega => format!("{} GB", mega / 1024),
    }
}

fn body(shelf: &Shelf, show: RwSignal<Shelf>) -> AnyView {
    let (toast, language, overlay, files) = (use_toast(), language(), use_overlay(), use_files());
    let change = move |setting: ShelfSetting| {
        spawn_local(async move {
            match ipc::call::<SetShelf>(setting).await {
                Ok(new) => {
                    // What had to go is here no more.
                    files.forget();
                    show.set(new);
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let clear = move || {
        overlay.close();
        spawn_local(async move {
            match ipc::call::<ClearFiles>(()).await {
                Ok(new) => {
                    files.forget();
                    show.set(new);
                    toast.show(language.say(Text::ShelfCleared));
                }
                Err(error) => toast.fail(language, &error),
            }
        });
    };
    let ask = move |_| {
        overlay.open(language.say(Text::ShelfClearAsk), move || {
            let note = Some(say(Text::ShelfClearNote).to_owned());
            choice(
                Icon::Alert,
                say(Text::ShelfClear),
                note,
                "shelf-clear-yes",
                clear,
            )
        });
    };
    let (budget, wifi_only) = (shelf.budget, shelf.wifi_only);
    let budgets = Shelf::BUDGETS.map(|one| {
        let set = move |_| {
            change(ShelfSetting {
                budget: Some(one),
                wifi_only: None,
            });
        };
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=if one == budget { "true" } else { "false" }
                data-test=format!("shelf-budget-{}", one >> 20)
                on:click=set
            >
                {budget_words(one)}
            </button>
        }
    });
    let wifi = move |_| {
        change(ShelfSetting {
            budget: None,
            wifi_only: Some(!wifi_only),
        });
    };
    let here = kept(shelf);
    let is_empty = shelf.used == 0;
    view! {
        <p class="shelf-used" data-test="shelf-used">
            {used(language, shelf)}
        </p>
        <progress
            class="shelf-bar"
            max="100"
            value=(shelf.used * 100 / shelf.budget.max(1)).min(100).to_string()
            aria-hidden="true"
        ></progress>
        <section>
            <h2 class="group-title">{say(Text::ShelfBudget)}</h2>
            <div class="kind-choice" role="group" aria-label=say(Text::ShelfBudget)>
                {budgets.collect_view()}
            </div>
            <p class="quiet-words">{say(Text::ShelfBudgetNote)}</p>
        </section>
        <div class="group">
            <button
                type="button"
                class="row"
                role="switch"
                aria-checked=if wifi_only { "true" } else { "false" }
                data-test="shelf-wifi"
                on:click=wifi
            >
                <div class="body">
                    <span class="value">{say(Text::ShelfWifi)}</span>
                    <span class="note">
                        {say(if wifi_only { Text::ShelfWifiOn } else { Text::ShelfWifiOff })}
                    </span>
                </div>
                {wifi_only.then(|| Icon::Check.draw())}
            </button>
        </div>
        {match here.is_empty() {
            true => state::empty(Icon::Folder, say(Text::ShelfEmpty), say(Text::ShelfEmptyHelp)),
            false => {
                let rows = here.iter().map(|one| row(&one.attachment));
                view! {
                    <section>
                        <h2 class="group-title">{say(Text::ShelfFiles)}</h2>
                        <ul class="group">{rows.collect_view()}</ul>
                    </section>
                }
                    .into_any()
            }
        }}
        {(!is_empty)
            .then(|| {
                view! {
                    <button type="button" class="button danger wide" data-test="shelf-clear" on:click=ask>
                        {say(Text::ShelfClear)}
                    </button>
                }
            })}
    }
    .into_any()
}

/// Those that are told one by one: small pictures of lists are not.
fn kept(shelf: &Shelf) -> Vec<ShelfFile> {
    let files = use_files();
    let is_preview = |one: &ShelfFile| {
        one.attachment.kind() == FileKind::Picture && one.attachment.picture.is_none()
    };
    let kept: Vec<ShelfFile> = (shelf.files.iter())
        .filter(|one| !is_preview(one))
        .cloned()
        .collect();
    files.look(kept.iter().map(|one| one.attachment.file.clone()));
    kept
}
