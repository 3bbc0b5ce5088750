//! What a post holds besides its text: drawn between its head and its text.

mod answer;
mod event;

use handbook_wire::entity::Post;
use handbook_wire::ipc::{GetTally, PostArgs, PostView, SyncState};
use leptos::prelude::*;

pub use answer::{answer_words, coming_name};

use crate::load::fetch;
use crate::status::{Live, use_live};

/// What is told of it, without what can be done: before a post is published, or as it was.
pub fn told(live: Live, post: &Post) -> AnyView {
    let event = post.event.as_ref();
    let event = event.map(|event| {
        view! { <section class="event">{event::facts(live, post.kind, event)}</section> }
    });
    view! { {event} }.into_any()
}

/// All of it.
pub fn held(view: RwSignal<PostView>) -> AnyView {
    let live = use_live();
    let (id, counts) = view.with_untracked(|view| {
        let counts = view.post.event.is_some() || view.post.poll.is_some();
        (view.id.clone(), counts)
    });
    if !counts {
        return ().into_any();
    }
    // The numbers are others once an answer was sent, and can be asked for once there is a connection.
    let sent = Memo::new(move |_| view.with(|view| (view.answer.clone(), view.answer_waits)));
    let on_line = Memo::new(move |_| live.sync.with(|sync| *sync == SyncState::Live));
    let tally = fetch::<GetTally>(move || {
        sent.track();
        on_line.track();
        PostArgs { id: id.clone() }
    });
    event::event(view, tally)
}
