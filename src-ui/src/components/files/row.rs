//! A file as a row: where it stands, and what a touch does with it.

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attachment, FileKind};
use handbook_wire::ipc::{FileStage, FileState, GetShelf, Shelf};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{sheet, viewer};
use crate::components::icon::Icon;
use crate::files::{is_free, stage_of, use_files};
use crate::i18n::{Language, Text, amount, failure};
use crate::ipc;
use crate::overlay::{choice, use_overlay};
use crate::part::{attribute, part};
use crate::preference::{language, say};

/// The row of a file.
pub fn row(attachment: &Attachment) -> AnyView {
    let (files, language) = (use_files(), language());
    let state = files.state(&attachment.file);
    let stage = Memo::new(move |_| state.with(|state| stage_of(state.as_ref())));
    let touch = touch(attachment.clone());
    let bytes = attachment.bytes;
    let percent = Memo::new(move |_| {
        let state = state.get()?;
        (state.stage == FileStage::Loading).then(|| state.have * 100 / bytes.max(1))
    });
    view! {
        <li>
            <button
                type="button"
                class="row file"
                data-test="file"
                data-stage=attribute(move || Some(stage_name(&stage.get())))
                on:click=move |_| touch()
            >
                {icon(attachment.kind()).draw()}
                <span class="body">
                    <span class="value">{attachment.name.clone()}</span>
                    <span class="note" role="status">
                        {say(kind_name(attachment.kind()))}
                        " · "
                        {part(move || state.with(|state| words(language, bytes, state.as_ref())))}
                    </span>
                    {part(move || {
                        percent
                            .get()
                            .map(|percent| {
                                view! {
                                    <progress max="100" value=percent.to_string() aria-hidden="true"></progress>
                                }
                            })
                    })}
                </span>
            </button>
        </li>
    }
    .into_any()
}

/// How a file stands, in words.
fn words(language: Language, bytes: u64, state: Option<&FileState>) -> String {
    let size = amount::bytes(bytes);
    let (have, kept) = state.map_or((0, false), |state| (state.have, state.kept));
    match stage_of(state) {
        FileStage::Absent if have > 0 => language.fill(Text::FilePart, &[&size]),
        FileStage::Absent => language.fill(Text::FileAbsent, &[&size]),
        FileStage::Loading => {
            let percent = (have * 100 / bytes.max(1)).to_string();
            language.fill(Text::FileLoading, &[&percent, &size])
        }
        FileStage::Here if kept => language.fill(Text::FileKept, &[&size]),
        FileStage::Here => language.fill(Text::FileHere, &[&size]),
        FileStage::Failed(error) => match error.code {
            ErrorCode::NotFound => language.say(Text::FileGone).to_owned(),
            ErrorCode::BadReply => language.say(Text::FileWrong).to_owned(),
            _ => {
                let words = failure::words(language, &error);
                language.fill(Text::FileFailed, &[words.what])
            }
        },
    }
}

/// What a touch does: fetch, stop, or show what can be done.
fn touch(attachment: Attachment) -> impl Fn() {
    let (files, overlay, language) = (use_files(), use_overlay(), language());
    let show = sheet::opener();
    let show = move |one: Attachment| match one.picture {
        Some(_) => viewer::open(overlay, vec![one], 0),
        None => show(one),
    };
    // A large file by a way that may cost something: the member decides.
    let ask = move |attachment: Attachment| {
        spawn_local(async move {
            let shelf = ipc::call::<GetShelf>(()).await.unwrap_or_default();
            if !shelf.wifi_only {
                return files.fetch(attachment);
            }
            overlay.open(language.say(Text::FileLarge), move || {
                let size = amount::bytes(attachment.bytes);
                let note = language.fill(Text::FileLargeNote, &[&size]);
                let wanted = attachment.clone();
                let yes = move || {
                    overlay.close();
                    files.fetch(wanted.clone());
                };
                choice(
                    Icon::Check,
                    say(Text::FileLargeYes),
                    Some(note),
                    "file-large",
                    yes,
                )
            });
        });
    };
    move || {
        let state = files.state_now(&attachment.file);
        match stage_of(state.as_ref()) {
            FileStage::Here => show(attachment.clone()),
            FileStage::Loading => files.stop(attachment.file.clone()),
            _ if attachment.bytes < Shelf::LARGE || is_free() => files.fetch(attachment.clone()),
            _ => ask(attachment.clone()),
        }
    }
}

fn stage_name(stage: &FileStage) -> &'static str {
    match stage {
        FileStage::Absent => "absent",
        FileStage::Loading => "loading",
        FileStage::Here => "here",
        FileStage::Failed(_) => "failed",
    }
}

/// The sign of a file.
pub fn icon(kind: FileKind) -> Icon {
    match kind {
        FileKind::Picture => Icon::Picture,
        FileKind::Video => Icon::Play,
        FileKind::Archive => Icon::Folder,
        _ => Icon::Paper,
    }
}

/// What a file is called by its kind.
pub fn kind_name(kind: FileKind) -> Text {
    match kind {
        FileKind::Picture => Text::FilePicture,
        FileKind::Video => Text::FileVideo,
        FileKind::Pdf => Text::FilePdf,
        FileKind::Text => Text::FileDocument,
        FileKind::Sheet => Text::FileSheet,
        FileKind::Slides => Text::FileSlides,
        FileKind::Archive => Text::FileArchive,
        FileKind::Other => Text::FileOther,
    }
}
