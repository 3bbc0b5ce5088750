//! A post as staff write it. What is typed is kept in the device's encrypted cache whenever the writer
//! pauses or leaves, and goes only when the server has it or it is thrown away.

use handbook_wire::entity::{Attachment, Condolence, Post, PostKind, Targets};
use handbook_wire::ipc::{DropSheet, KeepSheet, OpenSheet, PostArgs, PostSheet};
use handbook_wire::post::{PostDraft, PostState};
use handbook_wire::rich;
use leptos::html;
use leptos::prelude::*;
use leptos::reactive::owner::Owner;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;

use super::desk::state_name;
use super::part::poll::preview;
use super::part::told;
use super::post::sheet;
use crate::components::frame::Bar;
use crate::components::state::stage;
use crate::i18n::Text;
use crate::load::fetch;
use crate::news::kind_name;
use crate::overlay::{choice, use_overlay};
use crate::pages::members_only;
use crate::part::{attribute, part};
use crate::preference::{language, say};
use crate::route::{Route, use_router};
use crate::status::use_live;
use crate::toast::use_toast;
use crate::{clock, ipc};

mod attach;
mod condolence;
mod event;
mod field;
mod poll;
mod send;
mod target;

use field::{Time, tick};

/// How long a pause in typing is before what was typed is kept, in milliseconds.
const PAUSE: i32 = 700;

/// Whatever is made under it stays as long as the page, though a touch on a part of the page makes it.
#[derive(Debug, Clone, Copy)]
struct Page(StoredValue<Owner>);

impl Page {
    fn here() -> Self {
        Self(StoredValue::new(Owner::current().unwrap_or_default()))
    }

    fn make<T>(self, make: impl FnOnce() -> T) -> T {
        self.0.get_value().with(make)
    }
}

/// Where what was typed stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kept {
    Untouched,
    Typed,
    Safe,
    Failed,
}

/// What is being written.
#[derive(Clone, Copy)]
struct Writing {
    id: StoredValue<String>,
    version: StoredValue<u32>,
    state: RwSignal<Option<PostState>>,
    /// What has no field here: names.
    rest: StoredValue<PostDraft>,
    kind: RwSignal<PostKind>,
    title: RwSignal<String>,
    text: RwSignal<String>,
    files: RwSignal<Vec<Attachment>>,
    /// Whether a file that was picked is not sent yet.
    waiting: RwSignal<bool>,
    must_read: RwSignal<bool>,
    pinned: RwSignal<bool>,
    targets: RwSignal<Targets>,
    at: Time,
    end: Time,
    event: event::Fields,
    condolence: condolence::Occasions,
    poll: poll::Polls,
    kept: RwSignal<Kept>,
    strokes: StoredValue<u32>,
    /// Sent or thrown away: nothing is left to keep.
    done: StoredValue<bool>,
    /// Why it can't be sent.
    lacking: RwSignal<Option<Text>>,
}

impl Writing {
    fn open(sheet: PostSheet) -> Self {
        let draft = sheet.draft.clone();
        // What the server made of what is told of an occasion is made anew with it.
        let told = draft.condolence.as_ref();
        let is_made = told.and_then(Condolence::heading).as_ref() == Some(&draft.title);
        let title = if is_made {
            String::new()
        } else {
            draft.title.clone()
        };
        let ends_at =
            (draft.ends_at).filter(|_| told.and_then(Condolence::ends_at) != draft.ends_at);
        Self {
            id: StoredValue::new(sheet.id),
            version: StoredValue::new(sheet.version),
            state: RwSignal::new(sheet.state),
            kind: RwSignal::new(draft.kind),
            title: RwSignal::new(title),
            text: RwSignal::new(shortened(
                rich::to_typed(&rich::read(&draft.body)),
                &draft.attachments,
            )),
            files: RwSignal::new(draft.attachments.clone()),
            waiting: RwSignal::new(false),
            must_read: RwSignal::new(draft.must_read),
            pinned: RwSignal::new(draft.pinned),
            targets: RwSignal::new(draft.targets.clone()),
            at: Time::open(draft.publish_at),
            end: Time::open(ends_at),
            event: event::Fields::open(draft.event.as_ref()),
            condolence: condolence::Occasions::open(draft.condolence.as_ref()),
            poll: poll::Polls::open(draft.poll.as_ref(), sheet.state),
            rest: StoredValue::new(draft),
            kept: RwSignal::new(Kept::Untouched),
            strokes: StoredValue::new(0),
            done: StoredValue::new(false),
            lacking: RwSignal::new(None),
        }
    }

    /// As it stands now. A time that can't be read is none.
    fn sheet(self) -> PostSheet {
        PostSheet {
            id: self.id.get_value(),
            version: self.version.get_value(),
            state: self.state.get_untracked(),
            draft: PostDraft {
                kind: self.kind.get_untracked(),
                title: self.title.get_untracked(),
                body: rich::write(&rich::from_typed(&lengthened(
                    self.text.get_untracked(),
                    &self.files.get_untracked(),
                ))),
                attachments: self.files.get_untracked(),
                must_read: self.must_read.get_untracked(),
                pinned: self.pinned.get_untracked(),
                targets: self.targets.get_untracked(),
                publish_at: self.at.read(),
                ends_at: self.end.read(),
                event: self.event.read(),
                condolence: (self.kind.get_untracked() == PostKind::Condolence)
                    .then(|| self.condolence.read())
                    .flatten(),
                poll: self.poll.read(),
                ..self.rest.get_value()
            },
        }
    }

    /// Something was changed: it is kept once the writer pauses.
    fn touch(self) {
        self.lacking.set(None);
        self.kept.set(Kept::Typed);
        let number = self.strokes.get_value() + 1;
        self.strokes.set_value(number);
        spawn_local(async move {
            clock::pause(PAUSE).await;
            if self.strokes.try_get_value() == Some(number) {
                self.keep();
            }
        });
    }

    /// Keeps what was typed, at once.
    fn keep(self) {
        if self.done.try_get_value() != Some(false) || self.kept.get_untracked() != Kept::Typed {
            return;
        }
        let sheet = self.sheet();
        self.kept.set(Kept::Safe);
        spawn_local(async move {
            if ipc::call::<KeepSheet>(sheet).await.is_err() {
                let _ = self.kept.try_set(Kept::Failed);
            }
        });
    }
}

/// The text with the first digits of the hashes of its pictures: a writer has no use for the rest.
fn shortened(text: String, files: &[Attachment]) -> String {
    (files.iter()).fold(text, |text, one| {
        text.replace(&format!("]({})", one.file), &format!("]({})", digits(one)))
    })
}

/// The text with the hashes of its pictures whole.
fn lengthened(text: String, files: &[Attachment]) -> String {
    (files.iter()).fold(text, |text, one| {
        text.replace(&format!("]({})", digits(one)), &format!("]({})", one.file))
    })
}

/// Enough of a hash to tell the files of a post apart.
fn digits(attachment: &Attachment) -> &str {
    &attachment.file.as_str()[..8]
}

/// Writing a post.
pub fn write(id: &str) -> AnyView {
    let id = id.to_owned();
    view! {
        <Bar title=say(Text::Desk) back=Route::Desk />
        {members_only(move || {
            let id = id.clone();
            let opened = fetch::<OpenSheet>(move || PostArgs { id: id.clone() });
            view! {
                <div class="scroll" data-test="write">
                    <div class="page">{stage(opened, 5, |opened| form(opened.get_untracked()))}</div>
                </div>
            }
                .into_any()
        })}
    }
    .into_any()
}

fn form(opened: PostSheet) -> AnyView {
    let writing = Writing::open(opened);
    let live = use_live();
    let previews = RwSignal::new(false);
    let leaving = window_event_listener(leptos::ev::blur, move |_| writing.keep());
    on_cleanup(move || {
        leaving.remove();
        writing.keep();
    });
    part(move || match previews.get() {
        true => {
            let mut draft = writing.sheet().draft;
            if draft.title.trim().is_empty() {
                let made = draft.condolence.as_ref().and_then(Condolence::heading);
                draft.title = made.unwrap_or_default();
            }
            draft.event = draft.event.filter(|_| event::fits(draft.kind));
            let at = draft.publish_at.unwrap_or(live.now.get_untracked());
            let post = draft.into_post(at, None);
            view! {
                {sheet(live, &post, told(live, &post))} {post.poll.as_ref().map(preview)}
                <button
                    type="button"
                    class="button soft wide"
                    data-test="write-on"
                    on:click=move |_| previews.set(false)
                >
                    {say(Text::WriteOn)}
                </button>
                {send::buttons(writing)}
            }
            .into_any()
        }
        false => view! {
            {fields(writing)} {state_line(writing)}
            <button
                type="button"
                class="button soft wide"
                data-test="write-preview"
                on:click=move |_| {
                    writing.keep();
                    previews.set(true);
                }
            >
                {say(Text::WritePreview)}
            </button>
            {send::buttons(writing)} {drop_button(writing)}
        }
        .into_any(),
    })
}

/// Where it stands, and whether what was typed is kept.
fn state_line(writing: Writing) -> AnyView {
    let language = language();
    view! {
        <p class="write-state" role="status" data-test="write-state">
            {part(move || {
                let state = writing.state.get().map(|state| language.say(state_name(state)));
                let kept = match writing.kept.get() {
                    Kept::Untouched => None,
                    Kept::Typed => Some(language.say(Text::WriteTyped)),
                    Kept::Safe => Some(language.say(Text::WriteKeeping)),
                    Kept::Failed => Some(language.say(Text::WriteNotKept)),
                };
                state.into_iter().chain(kept).collect::<Vec<_>>().join(" · ")
            })}
        </p>
    }
    .into_any()
}

fn fields(writing: Writing) -> AnyView {
    let area = NodeRef::<html::Textarea>::new();
    let kinds = PostKind::ALL.map(|kind| {
        let chosen = move || writing.kind.get() == kind;
        view! {
            <button
                type="button"
                class="chip"
                aria-pressed=attribute(move || Some(if chosen() { "true" } else { "false" }))
                data-test=format!("write-{kind:?}").to_lowercase()
                on:click=move |_| {
                    writing.kind.set(kind);
                    writing.touch();
                }
            >
                {say(kind_name(kind))}
            </button>
        }
    });
    view! {
        <div class="field">
            <label for="write-title">{say(Text::WriteTitle)}</label>
            <div class="input">
                <input
                    id="write-title"
                    type="text"
                    autocomplete="off"
                    maxlength=Post::LONGEST_TITLE.to_string()
                    placeholder=attribute(move || {
                        let tells = writing.kind.get() == PostKind::Condolence;
                        tells.then(|| writing.condolence.heading()).flatten()
                    })
                    data-test="write-title"
                    prop:value=writing.title
                    on:input=move |event| {
                        writing.title.set(event_target_value(&event));
                        writing.touch();
                    }
                />
            </div>
        </div>
        <div class="field" role="group" aria-label=say(Text::WriteKind)>
            <span class="label">{say(Text::WriteKind)}</span>
            <div class="kind-choice">{kinds.collect_view()}</div>
        </div>
        {event::fields(writing)}
        {part(move || {
            let tells = writing.kind.get() == PostKind::Condolence;
            tells.then(|| condolence::fields(writing, writing.condolence))
        })} {body(writing, area)} {attach::files(writing, area)} {poll::fields(writing, writing.poll)}
        {target::targets(writing)}
        {tick(writing, writing.must_read, Text::WriteMustRead, "write-must-read")}
        {tick(writing, writing.pinned, Text::WritePinned, "write-pinned")}
        {writing.at.draw(writing, Text::WriteAt, "write-at")}
        {writing.end.draw(writing, Text::WriteEnd, "write-end")}
    }
    .into_any()
}

/// Puts signs before and after what is chosen in the text, at the start of a line if `line`.
fn put(writing: Writing, area: NodeRef<html::Textarea>, before: &str, after: &str, line: bool) {
    let Some(area) = area.get_untracked() else {
        return;
    };
    let area: &web_sys::HtmlTextAreaElement = area.unchecked_ref();
    let text: Vec<u16> = area.value().encode_utf16().collect();
    let end = |at: Option<u32>| (at.unwrap_or(0) as usize).min(text.len());
    let from = end(area.selection_start().ok().flatten());
    let to = end(area.selection_end().ok().flatten()).max(from);
    let piece = |part: &[u16]| String::from_utf16_lossy(part);
    let newline = line && from > 0 && text[from - 1] != u16::from(b'\n');
    let head = format!(
        "{}{}{before}",
        piece(&text[..from]),
        if newline { "\n" } else { "" }
    );
    let place = head.encode_utf16().count() + (to - from);
    let whole = format!(
        "{head}{}{after}{}",
        piece(&text[from..to]),
        piece(&text[to..])
    );
    area.set_value(&whole);
    writing.text.set(whole);
    writing.touch();
    let place = u32::try_from(place).unwrap_or(0);
    let _ = area.focus();
    let _ = area.set_selection_range(place, place);
}

/// The text, with buttons that put the signs there.
fn body(writing: Writing, area: NodeRef<html::Textarea>) -> AnyView {
    let put = move |before, after, line| put(writing, area, before, after, line);
    let tool = move |text: Text, before, after, line, test: &'static str| {
        view! {
            <button
                type="button"
                class="chip"
                data-test=test
                on:pointerdown=move |event| event.prevent_default()
                on:click=move |_| put(before, after, line)
            >
                {say(text)}
            </button>
        }
    };
    view! {
        <div class="field">
            <label for="write-text">{say(Text::WriteBody)}</label>
            <div class="write-tools">
                {tool(Text::WriteHeading, "# ", "", true, "tool-heading")}
                {tool(Text::WriteBold, "**", "**", false, "tool-bold")}
                {tool(Text::WriteList, "- ", "", true, "tool-list")}
                {tool(Text::WriteLink, "[", "](https://)", false, "tool-link")}
            </div>
            <div class="input">
                <textarea
                    id="write-text"
                    class="post-text"
                    rows="10"
                    aria-describedby="write-hint"
                    data-test="write-text"
                    node_ref=area
                    prop:value=writing.text.get_untracked()
                    on:input=move |event| {
                        writing.text.set(event_target_value(&event));
                        writing.touch();
                    }
                    on:blur=move |_| writing.keep()
                ></textarea>
            </div>
            <p id="write-hint" class="hint">{say(Text::WriteBodyHint)}</p>
        </div>
    }
    .into_any()
}

/// Throws away what was typed, after a question.
fn drop_button(writing: Writing) -> AnyView {
    let (overlay, router, toast) = (use_overlay(), use_router(), use_toast());
    let language = language();
    let drop_it = move || {
        overlay.close();
        writing.done.set_value(true);
        let id = writing.id.get_value();
        spawn_local(async move {
            match ipc::call::<DropSheet>(PostArgs { id }).await {
                Ok(()) => {
                    toast.show(language.say(Text::WriteDropped));
                    router.back(Route::Desk);
                }
                Err(error) => {
                    let _ = writing.done.try_update_value(|done| *done = false);
                    toast.fail(language, &error);
                }
            }
        });
    };
    part(move || {
        let has_own = writing.kept.get() != Kept::Untouched;
        let can = has_own || matches!(writing.state.get(), None | Some(PostState::Draft));
        can.then(|| {
            view! {
                <button
                    type="button"
                    class="text-button wide"
                    data-test="write-drop"
                    on:click=move |_| {
                        overlay
                            .open(
                                say(Text::WriteDropAsk),
                                move || {
                                    let no = move || overlay.close();
                                    view! {
                                        <ul>
                                            {choice(crate::components::icon::Icon::Close, language.say(Text::WriteDrop), None, "write-drop-yes", drop_it)}
                                            {choice(crate::components::icon::Icon::Back, language.say(Text::WriteOn), None, "write-drop-no", no)}
                                        </ul>
                                    }
                                        .into_any()
                                },
                            );
                    }
                >
                    {language.say(Text::WriteDrop)}
                </button>
            }
        })
    })
}
