use handbook_wire::ipc::{Desk, ListDesk};
use handbook_wire::post::{PostEntry, PostState};
use leptos::prelude::*;

use crate::clock;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::row::{Go, Group};
use crate::components::state::{self, stage};
use crate::i18n::{Text, moment};
use crate::load::load;
use crate::pages::members_only;
use crate::part::part;
use crate::preference::{language, say};
use crate::route::Route;
use crate::status::{Live, use_live};

/// 소식 쓰기: what staff have written.
#[component]
pub fn DeskPage() -> impl IntoView {
    let live = use_live();
    view! {
        <Bar title=say(Text::Desk) back=Route::News />
        {members_only(move || {
            let desk = load::<ListDesk>(|| ());
            view! {
                <div class="scroll" data-test="desk">
                    <div class="page">
                        <Go to=Route::Write(String::new()) class="button wide" test="desk-new">
                            {say(Text::DeskNew)}
                        </Go>
                        {stage(desk, 4, move |desk| part(move || desk.with(|desk| groups(live, desk))))}
                    </div>
                </div>
            }
                .into_any()
        })}
    }
}

fn groups(live: Live, desk: &Desk) -> AnyView {
    if desk.kept.is_empty() && desk.posts.is_empty() && !desk.offline {
        return state::empty(Icon::Pen, say(Text::DeskEmpty), say(Text::DeskEmptyHelp));
    }
    let kept = desk.kept.iter().map(|sheet| {
        let state = sheet.state.map(|state| say(state_name(state)).to_owned());
        row(
            &sheet.id,
            &sheet.draft.title,
            state.unwrap_or_default(),
            false,
        )
    });
    let kept: Vec<AnyView> = kept.collect();
    let of = |states: &[PostState]| -> Vec<AnyView> {
        let these = desk.posts.iter().filter(|post| {
            states.contains(&post.state) && !desk.kept.iter().any(|sheet| sheet.id == post.id)
        });
        these.map(|post| entry(live, post)).collect()
    };
    let group = |title: Text, rows: Vec<AnyView>| {
        (!rows.is_empty()).then(|| view! { <Group title=say(title)>{rows}</Group> }.into_any())
    };
    view! {
        {desk.offline.then(|| view! { <p class="quiet-words" data-test="desk-offline">{say(Text::DeskOffline)}</p> })}
        {group(Text::DeskKept, kept)}
        {group(Text::DeskDrafts, of(&[PostState::Draft, PostState::Scheduled]))}
        {group(Text::DeskOut, of(&[PostState::Published]))}
        {group(Text::DeskOver, of(&[PostState::Ended, PostState::Withdrawn]))}
    }
    .into_any()
}

fn entry(live: Live, post: &PostEntry) -> AnyView {
    let then = match post.state {
        PostState::Scheduled => post.draft.publish_at.unwrap_or(post.changed_at),
        _ => post.changed_at,
    };
    let when = moment::clock(language(), then, live.now.get_untracked(), clock::offset());
    let words = format!("{} · {when}", say(state_name(post.state)));
    row(
        &post.id,
        &post.draft.title,
        words,
        post.state == PostState::Published,
    )
}

fn row(id: &str, title: &str, words: String, readers: bool) -> AnyView {
    let title = match title.trim() {
        "" => say(Text::DeskUntitled).to_owned(),
        title => title.to_owned(),
    };
    let readers = readers.then(|| {
        view! {
            <Go
                to=Route::Readers(id.to_owned())
                class="icon-button"
                test="desk-readers"
                label=format!("{title} {}", say(Text::Readers))
            >
                {Icon::Eye.draw()}
            </Go>
        }
    });
    view! {
        <div class="row desk-row">
            <Go to=Route::Write(id.to_owned()) class="body" test="desk-row">
                <span class="value strong">{title.clone()}</span>
                <span class="note">{words}</span>
            </Go>
            {readers}
        </div>
    }
    .into_any()
}

/// Where a post stands, in a word.
pub fn state_name(state: PostState) -> Text {
    match state {
        PostState::Draft => Text::StateDraft,
        PostState::Scheduled => Text::StateScheduled,
        PostState::Published => Text::StatePublished,
        PostState::Ended => Text::StateEnded,
        PostState::Withdrawn => Text::StateWithdrawn,
    }
}
