//! What a post holds besides its text: drawn between its head and its text.

mod answer;
pub mod condolence;
mod event;
pub mod poll;
mod turnout;

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
    let occasion = post.condolence.as_ref().map(condolence::condolence);
    view! { {event} {occasion} }.into_any()
}

/// All of it.
pub fn held(view: RwSignal<PostView>) -> AnyView {
    let occasion = view.with_untracked(|view| view.post.condolence.clone());
    let occasion = occasion.as_ref().map(condolence::condolence);
    view! { {event_of(view)} {occasion} }.into_any()
}

fn event_of(view: RwSignal<PostView>) -> Option<AnyView> {
    let live = use_live();
    let (id, is_event) = view.with_untracked(|view| (view.id.clone(), view.post.event.is_some()));
    if !is_event {
        return None;
    }
    // The numbers are others once an answer was sent, and can be asked for once there is a connection.
    let sent = Memo::new(move |_| view.with(|view| (view.answer.clone(), view.answer_waits)));
    let on_line = Memo::new(move |_| live.sync.with(|sync| *sync == SyncState::Live));
    let tally = fetch::<GetTally>(move || {
        // A memo that nobody reads tells of no change.
        let _ = (sent.get(), on_line.get());
        PostArgs { id: id.clone() }
    });
    Some(event::event(view, tally))
}
