use handbook_wire::ErrorCode;
use handbook_wire::entity::{Post, PostKind};
use handbook_wire::ipc::{GetPost, MarkPost, PostArgs, PostMarkArgs, PostView};
use handbook_wire::rich::{self, Node, Tag};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::actions::use_actions;
use crate::components::frame::Bar;
use crate::components::icon::Icon;
use crate::components::rich_text::rich_text;
use crate::components::row::Go;
use crate::components::state::{self, stage};
use crate::files::use_files;
use crate::i18n::{Language, Text, moment};
use crate::load::{Load, load};
use crate::news::kind_name;
use crate::pages::members_only;
use crate::pages::news::part::held;
use crate::pages::news::part::poll::poll;
use crate::part::{attribute, part};
use crate::preference::{Preference, TEXT_SIZES, language, say};
use crate::route::Route;
use crate::status::{Live, use_live};
use crate::toast::use_toast;
use crate::{clock, ipc};

/// The most characters that are copied.
const COPIED: usize = 20_000;

/// A post. Opening it marks it read.
pub fn post(id: &str) -> AnyView {
    let id = id.to_owned();
    view! {
        <Bar title=say(Text::News) back=Route::News />
        {members_only(move || whole(id.clone()))}
    }
    .into_any()
}

fn whole(id: String) -> AnyView {
    let live = use_live();
    let post = load::<GetPost>(move || PostArgs { id: id.clone() });
    let gone = Memo::new(move |_| {
        post.value
            .with(|value| matches!(value, Load::Failed(error) if error.code == ErrorCode::NotFound))
    });
    view! {
        <div class="scroll" data-test="post">
            <div class="page">
                {part(move || {
                    if gone.get() {
                        return taken_away();
                    }
                    stage(
                        post,
                        4,
                        move |view| {
                            let shown = Memo::new(move |_| view.with(|view| view.post.clone()));
                            view! { {buttons(view)} {part(move || shown.with(|post| sheet(live, post, held(view))))} {poll(view)} }
                                .into_any()
                        },
                    )
                })}
            </div>
        </div>
    }
    .into_any()
}

fn taken_away() -> AnyView {
    view! {
        {state::empty(Icon::News, say(Text::NewsGone), say(Text::NewsGoneHelp))}
        <Go to=Route::News class="button soft wide" test="post-gone">
            {say(Text::NewsToList)}
        </Go>
    }
    .into_any()
}

/// A post as its readers see it, with what it holds besides its text.
pub fn sheet(live: Live, post: &Post, held: AnyView) -> AnyView {
    let language = language();
    let at = |then| moment::clock(language, then, live.now.get_untracked(), clock::offset());
    let by = [&post.department, &post.author];
    let by: Vec<&str> = by
        .into_iter()
        .map(String::as_str)
        .filter(|text| !text.is_empty())
        .collect();
    let edited = post
        .edited_at
        .map(|then| language.fill(Text::PostEdited, &[&at(then)]));
    let badge = |shown: bool, class: &'static str, text: Text| {
        shown.then(|| view! { <span class=class>{say(text)}</span> })
    };
    // Nothing shouts where somebody mourns.
    let urgent = match post.kind {
        PostKind::Condolence => "badge",
        _ => "badge bad",
    };
    view! {
        <article class="post">
            <div class="labels">
                <span class="badge">{say(kind_name(post.kind))}</span>
                {badge(post.must_read, urgent, Text::PostMustRead)}
                {badge(post.pinned, "badge", Text::PostPinned)}
            </div>
            <h2 data-test="post-title">{post.title.clone()}</h2>
            <p class="when">
                <span class="whole">{at(post.published_at)}</span>
                {edited.map(|words| view! { <span class="whole" data-test="post-edited">{words}</span> })}
                {(!by.is_empty()).then(|| view! { <span class="whole">{by.join(" ")}</span> })}
            </p>
            {held} {rich_text(&post.body, &post.attachments)}
        </article>
    }
    .into_any()
}

fn buttons(view: RwSignal<PostView>) -> AnyView {
    let (toast, actions, files) = (use_toast(), use_actions(), use_files());
    let preference: Preference = expect_context();
    let language = language();
    // Once: a post that is unread again on another device stays so.
    if view.with_untracked(|view| !view.mark.read) {
        mark(&view.get_untracked().id, Some(true), None, |_| {});
    }
    let saved = move || view.with(|view| view.mark.saved);
    let keep = move |_| {
        let (id, wanted) = view.with_untracked(|view| (view.id.clone(), !view.mark.saved));
        mark(&id, None, Some(wanted), move |error| match error {
            Some(error) => toast.fail(language, &error),
            None if wanted => {
                toast.show(language.say(Text::PostSavedNow));
                files.bring(view.with_untracked(|view| view.post.attachments.clone()));
            }
            None => {}
        });
    };
    let largest = move || preference.text_size.get() >= TEXT_SIZES[TEXT_SIZES.len() - 1];
    let larger = move |_| {
        let now = preference.text_size.get_untracked();
        let next = TEXT_SIZES.into_iter().find(|size| *size > now);
        preference.set_text_size(next.unwrap_or(TEXT_SIZES[0]));
    };
    view! {
        <div class="post-tools">
            <button
                type="button"
                class="chip"
                aria-pressed=attribute(move || Some(if saved() { "true" } else { "false" }))
                data-test="post-save"
                on:click=keep
            >
                {Icon::Bookmark.draw()}
                {part(move || language.say(if saved() { Text::PostSaved } else { Text::PostSave }))}
            </button>
            <button type="button" class="chip" data-test="post-larger" on:click=larger>
                {Icon::Letters.draw()}
                {part(move || language.say(if largest() { Text::PostSmaller } else { Text::PostLarger }))}
            </button>
            <button
                type="button"
                class="chip"
                data-test="post-copy"
                on:click=move |_| actions.copy(view.with_untracked(|view| words(language, &view.post)))
            >
                {Icon::Copy.draw()}
                {say(Text::PostCopy)}
            </button>
        </div>
    }
    .into_any()
}

/// A post in words, to be sent on.
fn words(language: Language, post: &Post) -> String {
    let mut body = rich::read(&post.body);
    body.retain(|node| !matches!(node, Node::Element(Tag::Picture { .. }, _)));
    let text = rich::to_typed(&body);
    let text: String = text.chars().take(COPIED).collect();
    format!(
        "[{}] {}\n\n{text}",
        language.say(kind_name(post.kind)),
        post.title
    )
}

fn mark(
    id: &str,
    read: Option<bool>,
    saved: Option<bool>,
    done: impl FnOnce(Option<handbook_wire::ErrorReply>) + 'static,
) {
    let args = PostMarkArgs {
        id: id.to_owned(),
        read,
        saved,
    };
    spawn_local(async move {
        done(ipc::call::<MarkPost>(args).await.err());
    });
}
