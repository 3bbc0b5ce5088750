//! What can be done with a file that is here.

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attachment, FileKind};
use handbook_wire::ipc::{
    Abilities, Command, GetAbilities, KeepArgs, KeepFile, OpenFile, SaveFile,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::icon::Icon;
use crate::files::{Files, address, use_files};
use crate::i18n::{Language, Text};
use crate::ipc;
use crate::overlay::{Overlay, choice, use_overlay};
use crate::part::part;
use crate::preference::{language, say};
use crate::toast::{Toast, use_toast};

/// What the sheet works with.
#[derive(Clone, Copy)]
struct Desk {
    files: Files,
    overlay: Overlay,
    toast: Toast,
    language: Language,
}

/// Opens the sheet of a file.
pub fn opener() -> impl Fn(Attachment) + Copy + Send + Sync + 'static {
    let desk = Desk {
        files: use_files(),
        overlay: use_overlay(),
        toast: use_toast(),
        language: language(),
    };
    move |attachment| {
        spawn_local(async move {
            let can = ipc::call::<GetAbilities>(()).await.unwrap_or_default();
            let title = attachment.name.clone();
            desk.overlay
                .open(title, move || desk.sheet(&attachment, can));
        });
    }
}

impl Desk {
    fn sheet(self, attachment: &Attachment, can: Abilities) -> AnyView {
        let state = self.files.state_now(&attachment.file);
        let kept = state.is_some_and(|state| state.kept);
        let (opened, saved, held) = (
            attachment.clone(),
            attachment.clone(),
            attachment.file.clone(),
        );
        let open = move || {
            self.run::<OpenFile>(opened.clone(), move |()| {});
        };
        let save = move || {
            self.run::<SaveFile>(saved.clone(), move |name| {
                let words = self.language.fill(Text::FileSaved, &[&name]);
                self.toast.show(words);
            });
        };
        let keep = move || {
            let file = held.clone();
            let args = KeepArgs {
                file: file.clone(),
                kept: !kept,
            };
            self.run::<KeepFile>(args, move |()| self.files.look([file]));
        };
        let keeping = if kept {
            Text::FileLetGo
        } else {
            Text::FileKeep
        };
        let note = Some(say(Text::FileKeepNote).to_owned());
        view! {
            {(attachment.kind() == FileKind::Video).then(|| video(attachment))}
            {choice(Icon::Forward, say(Text::FileOpen), None, "file-open", open)}
            {can
                .save_file
                .then(|| choice(Icon::Folder, say(Text::FileSave), None, "file-save", save))}
            {choice(Icon::Bookmark, say(keeping), note, "file-keep", keep)}
        }
        .into_any()
    }

    /// Asks the shell and closes the sheet.
    fn run<C: Command>(self, args: C::Args, done: impl FnOnce(C::Reply) + 'static)
    where
        C::Args: 'static,
    {
        self.overlay.close();
        spawn_local(async move {
            match ipc::call::<C>(args).await {
                Ok(reply) => done(reply),
                // No app of the system's takes it.
                Err(error) if error.code == ErrorCode::Internal => {
                    self.toast.show(self.language.say(Text::FileNoApp));
                }
                Err(error) => self.toast.fail(self.language, &error),
            }
        });
    }
}

/// A video that plays from wherever it is wound to.
fn video(attachment: &Attachment) -> AnyView {
    let source = address(&attachment.file);
    let broken = RwSignal::new(false);
    view! {
        <li class="file-video">
            <video
                src=source
                controls=true
                playsinline=true
                preload="metadata"
                aria-label=attachment.name.clone()
                data-test="file-video"
                on:error=move |_| broken.set(true)
            ></video>
            {part(move || {
                broken.get().then(|| view! { <p class="overlay-words" role="status">{say(Text::VideoNotHere)}</p> })
            })}
        </li>
    }
    .into_any()
}
