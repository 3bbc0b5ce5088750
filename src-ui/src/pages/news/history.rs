use handbook_wire::ipc::{ListVersions, PostArgs};
use handbook_wire::post::{PostDraft, PostHistory, PostVersion};
use leptos::prelude::*;

use super::desk::state_name;
use super::part::poll::preview;
use super::part::told;
use super::post::sheet;
use crate::clock;
use crate::components::frame::Bar;
use crate::components::state::stage;
use crate::i18n::{Text, moment};
use crate::load::load;
use crate::overlay::use_overlay;
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Live, use_live};

/// What was done with a post, newest first; a touch shows it as it was then.
pub fn history(id: &str) -> AnyView {
    let id = id.to_owned();
    let back = Route::Write(id.clone());
    view! {
        <Bar title=say(Text::PostHistory) back=back />
        {members_only(move || {
            let id = id.clone();
            let versions = load::<ListVersions>(move || PostArgs { id: id.clone() });
            let live = use_live();
            view! {
                <div class="scroll" data-test="history">
                    <div class="page">
                        {stage(
                            versions,
                            5,
                            move |all| part(move || all.with(|all| list(live, all))),
                        )}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
    .into_any()
}

fn list(live: Live, history: &PostHistory) -> AnyView {
    let older = history.versions.iter().skip(1).map(Some);
    let rows = history.versions.iter().zip(older.chain([None]));
    let rows = rows.map(|(version, before)| row(live, version, before));
    view! { <ul class="group">{rows.collect_view()}</ul> }.into_any()
}

fn row(live: Live, version: &PostVersion, before: Option<&PostVersion>) -> AnyView {
    let (language, overlay) = (language(), use_overlay());
    let by = match version.by.as_str() {
        "" => say(Text::PostHistoryServer),
        name => name,
    };
    let when = moment::clock(
        language,
        version.at,
        live.now.get_untracked(),
        clock::offset(),
    );
    let what = match before {
        Some(before) => {
            let names = changed(&before.draft, &version.draft);
            let names: Vec<&str> = names.into_iter().map(say).collect();
            names.join(", ")
        }
        None => String::new(),
    };
    let shown = version.clone();
    let open = move |_| {
        let post = shown.draft.clone().into_post(shown.at, None);
        overlay.open(language.say(Text::PostHistoryThen), move || {
            view! { <div class="then" data-test="history-then">{sheet(live, &post, told(live, &post))} {post.poll.as_ref().map(preview)}</div> }
                .into_any()
        });
    };
    view! {
        <li>
            <button type="button" class="row" data-test="history-row" on:click=open>
                <div class="body">
                    <span class="value strong">{say(state_name(version.state))}</span>
                    <span class="note">{format!("{when} · {by}")}</span>
                    {(!what.is_empty())
                        .then(|| {
                            let words = language.fill(Text::PostHistoryChanged, &[&what]);
                            view! { <span class="note">{words}</span> }
                        })}
                </div>
            </button>
        </li>
    }
    .into_any()
}

/// Names of what is another now.
fn changed(before: &PostDraft, now: &PostDraft) -> Vec<Text> {
    let parts = [
        (before.kind != now.kind, Text::WriteKind),
        (before.title != now.title, Text::WriteTitle),
        (before.body != now.body, Text::WriteBody),
        (
            before.attachments != now.attachments,
            Text::PostHistoryFiles,
        ),
        (before.targets != now.targets, Text::WriteFor),
        (before.must_read != now.must_read, Text::PostMustRead),
        (before.pinned != now.pinned, Text::PostPinned),
        (
            (before.publish_at, before.ends_at) != (now.publish_at, now.ends_at),
            Text::PostHistoryTimes,
        ),
        (
            before.event != now.event
                || before.condolence != now.condolence
                || before.poll != now.poll,
            Text::PostHistoryParts,
        ),
    ];
    let parts = parts.into_iter().filter(|(is_other, _)| *is_other);
    parts.map(|(_, name)| name).collect()
}
