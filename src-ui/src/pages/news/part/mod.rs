//! What a post holds besides its text: drawn between its head and its text.

mod answer;
pub mod condolence;
mod event;
mod place;
pub mod poll;
mod turnout;

use handbook_wire::entity::Post;
use handbook_wire::ipc::{GetTally, PostArgs, PostView, SyncState, TallyView};
use leptos::prelude::*;

pub use answer::{answer_words, coming_name};

use crate::load::{Loaded, fetch};
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
    if !view.with_untracked(|view| view.post.event.is_some()) {
        return None;
    }
    // The numbers are others once an answer was sent.
    let sent = Memo::new(move |_| view.with(|view| (view.answer.clone(), view.answer_waits)));
    Some(event::event(view, tally(view, sent)))
}

/// How the event and the poll of a post stand, as the server counts: asked for again when `moves` changes,
/// and once there is a connection.
fn tally<T>(view: RwSignal<PostView>, moves: Memo<T>) -> Loaded<TallyView>
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let live = use_live();
    let id = view.with_untracked(|view| view.id.clone());
    let on_line = Memo::new(move |_| live.sync.with(|sync| *sync == SyncState::Live));
    fetch::<GetTally>(move || {
        // A memo that nobody reads tells of no change.
        let _ = (moves.get(), on_line.get());
        PostArgs { id: id.clone() }
    })
}
