//! The files of a post that is written.

use handbook_wire::entity::Attachment;
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use super::{Writing, digits, put};
use crate::components::file_picker::picker;
use crate::components::files::picture::picture;
use crate::components::files::row::{icon, kind_name};
use crate::components::icon::Icon;
use crate::i18n::{Text, amount};
use crate::part::part;
use crate::preference::{language, say};
use crate::toast::use_toast;

/// What is attached, and the button that attaches more.
pub(super) fn files(writing: Writing, area: NodeRef<html::Textarea>) -> AnyView {
    let (toast, language) = (use_toast(), language());
    let done = move |attachment: Attachment| {
        // The screen may be gone by then: what is kept of the post lists it already.
        let full = writing.files.try_update(|files| {
            let is_new = files.iter().all(|one| one.file != attachment.file);
            let full = is_new && files.len() >= Attachment::MOST;
            if is_new && !full {
                files.push(attachment);
            }
            full
        });
        if full == Some(true) {
            toast.show(language.say(Text::AttachedFull));
        }
        if full.is_some() {
            writing.touch();
            writing.keep();
        }
    };
    // So that what is picked has something to belong to, whatever happens to the screen.
    let begin = move || {
        writing.touch();
        writing.keep();
    };
    let post = writing.id.get_value();
    view! {
        <div class="field" role="group" aria-label=say(Text::Files) data-test="write-files">
            <span class="label">{say(Text::Files)}</span>
            {part(move || {
                let files = writing.files.get();
                (!files.is_empty())
                    .then(|| {
                        let rows = files.iter().map(|one| row(writing, area, one));
                        view! { <ul class="group attached">{rows.collect_view()}</ul> }
                    })
            })}
            {picker(post, writing.waiting, begin, done)}
        </div>
    }
    .into_any()
}

fn row(writing: Writing, area: NodeRef<html::Textarea>, attachment: &Attachment) -> AnyView {
    let is_picture = attachment.picture.is_some();
    let sign = match is_picture {
        true => picture(attachment, true, String::new()),
        false => icon(attachment.kind()).draw().into_any(),
    };
    let note = format!(
        "{} · {}",
        say(kind_name(attachment.kind())),
        amount::bytes(attachment.bytes)
    );
    let gone = attachment.file.clone();
    let place = format!("]({})", digits(attachment));
    let alt = attachment.name.replace(['[', ']', '(', ')'], " ");
    let line = format!("![{alt}{place}\n");
    let taken_off = language().fill(Text::AttachedRemove, &[&attachment.name]);
    // The text shows it by its hash, alone on a line.
    let show = move |_| put(writing, area, &line, "", true);
    let remove = move |_| {
        writing
            .files
            .update(|files| files.retain(|one| one.file != gone));
        let without = writing.text.with_untracked(|text| {
            let kept = text
                .lines()
                .filter(|line| !(line.starts_with("![") && line.trim_end().ends_with(&place)));
            kept.collect::<Vec<_>>().join("\n")
        });
        if let Some(area) = area.get_untracked() {
            let area: &web_sys::HtmlTextAreaElement = area.unchecked_ref();
            area.set_value(&without);
        }
        writing.text.set(without);
        writing.touch();
    };
    view! {
        <li class="row attached-row" data-test="attached">
            {sign}
            <span class="body">
                <span class="value">{attachment.name.clone()}</span>
                <span class="note">{note}</span>
                {is_picture
                    .then(|| {
                        view! {
                            <button
                                type="button"
                                class="text-button"
                                data-test="attached-show"
                                on:click=show
                            >
                                {say(Text::AttachedShow)}
                            </button>
                        }
                    })}
            </span>
            <button
                type="button"
                class="icon-button"
                aria-label=taken_off
                data-test="attached-remove"
                on:click=remove
            >
                {Icon::Close.draw()}
            </button>
        </li>
    }
    .into_any()
}
