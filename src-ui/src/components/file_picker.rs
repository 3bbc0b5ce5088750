//! Files that a member of staff picks for a post: taken up by the core piece by piece, then sent. What broke
//! goes on. Pictures are painted anew before they leave the device.

use handbook_wire::entity::{Attachment, FileKind};
use handbook_wire::file::Limits;
use handbook_wire::ipc::{
    AddPick, BeginPick, DropPick, ListPicks, Pick, PickArgs, PickIdArgs, PickPiece, SendPick,
};
use handbook_wire::{ErrorCode, ErrorReply};
use leptos::ev::Event;
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::JsCast;
use web_sys::{Blob, File, HtmlInputElement};

use crate::components::icon::Icon;
use crate::i18n::{Language, Text, amount};
use crate::part::part;
use crate::preference::{language, say};
use crate::toast::{Toast, use_toast};
use crate::{clock, file, ipc, photo};

/// Milliseconds between two looks at what goes.
const LOOK: i32 = 400;

/// The picked files of a post.
#[derive(Clone, Copy)]
struct Picker<D> {
    post: StoredValue<String>,
    picks: RwSignal<Vec<Pick>>,
    /// Whether the page gives files to the core right now.
    busy: RwSignal<bool>,
    /// Whether anything is not sent yet.
    waiting: RwSignal<bool>,
    toast: Toast,
    language: Language,
    done: D,
}

/// The button that picks files for a post, and what has been picked and is not sent yet; `waiting` says
/// whether there is such. `begin` is called before anything is taken up; `done` gets each file that the
/// server has.
pub fn picker(
    post: String,
    waiting: RwSignal<bool>,
    begin: impl Fn() + Copy + Send + Sync + 'static,
    done: impl Fn(Attachment) + Copy + Send + Sync + 'static,
) -> AnyView {
    let picker = Picker {
        post: StoredValue::new(post),
        picks: RwSignal::new(Vec::new()),
        busy: RwSignal::new(false),
        waiting,
        toast: use_toast(),
        language: language(),
        done,
    };
    picker.look();
    let pick = move |event: Event| {
        begin();
        picker.pick(&event);
    };
    view! {
        <div class="picker">
            <label class="button plain">
                {Icon::Clip.draw()} <span>{say(Text::PickFiles)}</span>
                <input
                    type="file"
                    multiple=true
                    data-test="pick-files"
                    on:change=pick
                />
            </label>
            <p class="hint">{say(Text::PickLimits)}</p>
            {part(move || {
                let picks = picker.picks.get();
                (!picks.is_empty())
                    .then(|| {
                        let rows = picks.into_iter().map(|pick| picker.row(pick));
                        view! { <ul class="group">{rows.collect_view()}</ul> }
                    })
            })}
        </div>
    }
    .into_any()
}

impl<D: Fn(Attachment) + Copy + Send + Sync + 'static> Picker<D> {
    /// Looks at what has been picked, again as long as something goes.
    fn look(self) {
        spawn_local(async move {
            loop {
                let mut found = ipc::call::<ListPicks>(()).await.unwrap_or_default();
                let Some(post) = self.post.try_get_value() else {
                    return;
                };
                found.retain(|pick| pick.post == post);
                let goes = found.iter().any(|pick| pick.sending);
                let busy = self.busy.try_get_untracked() == Some(true);
                let _ = self.waiting.try_set(busy || !found.is_empty());
                if self.picks.try_get_untracked().as_ref() != Some(&found) {
                    let _ = self.picks.try_set(found);
                }
                if !goes && !busy {
                    return;
                }
                clock::pause(LOOK).await;
            }
        });
    }

    fn send(self, id: String) {
        spawn_local(async move {
            match ipc::call::<SendPick>(PickIdArgs { id }).await {
                Ok(attachment) => (self.done)(attachment),
                // It was stopped, or goes already.
                Err(error) if error.code == ErrorCode::Internal => {}
                Err(error) => self.toast.fail(self.language, &error),
            }
            self.look();
        });
        self.look();
    }

    fn pick(self, event: &Event) {
        let input = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        let chosen = input.files().map(|files| {
            let all = (0..files.length()).filter_map(|at| files.get(at));
            all.collect::<Vec<File>>()
        });
        let chosen = chosen.unwrap_or_default();
        input.set_value("");
        self.busy.set(true);
        self.look();
        spawn_local(async move {
            for file in chosen {
                let Some(post) = self.post.try_get_value() else {
                    return;
                };
                match take(&file, post).await {
                    Ok(id) => self.send(id),
                    Err(Refused::TooLarge(kind)) => {
                        let (text, most) = too_large(kind);
                        let most = (most >> 20).to_string();
                        let words = self.language.fill(text, &[&file.name(), &most]);
                        self.toast.show(words);
                    }
                    Err(Refused::Failed(error)) if error.code == ErrorCode::TooLarge => {
                        self.toast.show(self.language.say(Text::PickTooMany));
                    }
                    Err(Refused::Failed(error)) => self.toast.fail(self.language, &error),
                }
            }
            let _ = self.busy.try_set(false);
            self.look();
        });
    }

    fn row(self, pick: Pick) -> AnyView {
        let size = amount::bytes(pick.bytes);
        let whole = pick.taken == pick.bytes;
        let percent = |bytes: u64| (bytes * 100 / pick.bytes.max(1)).to_string();
        let busy = self.busy.get();
        let words = match (pick.sending, whole) {
            (true, _) => {
                let sent = percent(pick.sent);
                self.language.fill(Text::PickSending, &[&sent, &size])
            }
            (_, true) => self.language.fill(Text::PickWaiting, &[&size]),
            (_, false) if busy => {
                let taken = percent(pick.taken);
                self.language.fill(Text::PickTaking, &[&taken, &size])
            }
            (_, false) => say(Text::PickBroken).to_owned(),
        };
        let goes = pick.sending || (!whole && busy);
        let shown = match pick.sending {
            true => pick.sent,
            false => pick.taken,
        };
        let (again, gone) = (pick.id.clone(), pick.id.clone());
        let drop_it = move |_| {
            let id = gone.clone();
            spawn_local(async move {
                let _ = ipc::call::<DropPick>(PickIdArgs { id }).await;
                self.look();
            });
        };
        view! {
            <li class="row attached-row" data-test="pick">
                <span class="body">
                    <span class="value">{pick.name.clone()}</span>
                    <span class="note" role="status">
                        {words}
                    </span>
                    {goes
                        .then(|| {
                            view! {
                                <progress max="100" value=percent(shown) aria-hidden="true"></progress>
                            }
                        })}
                    {(whole && !pick.sending)
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="text-button"
                                    data-test="pick-again"
                                    on:click=move |_| self.send(again.clone())
                                >
                                    {say(Text::PickAgain)}
                                </button>
                            }
                        })}
                </span>
                <button
                    type="button"
                    class="icon-button"
                    aria-label=say(Text::PickDrop)
                    data-test="pick-drop"
                    on:click=drop_it
                >
                    {Icon::Close.draw()}
                </button>
            </li>
        }
        .into_any()
    }
}

enum Refused {
    TooLarge(FileKind),
    Failed(ErrorReply),
}

fn too_large(kind: FileKind) -> (Text, u64) {
    let text = match kind {
        FileKind::Picture => Text::PickPictureLarge,
        FileKind::Video => Text::PickVideoLarge,
        _ => Text::PickDocumentLarge,
    };
    (text, Limits::of(kind))
}

/// Gives a file to the core; answers with its id there.
async fn take(chosen: &File, post: String) -> Result<String, Refused> {
    let kind = kind_of(&chosen.type_(), &chosen.name());
    // What the system can't show goes as it is: the server says whether it takes it.
    let painted = match kind {
        FileKind::Picture => photo::anew(chosen).await,
        _ => None,
    };
    let (name, chosen): (String, &Blob) = match &painted {
        Some((blob, ending)) => (renamed(&chosen.name(), ending), blob),
        None => (chosen.name(), chosen),
    };
    let bytes = length(chosen.size());
    if bytes > Limits::of(kind) {
        return Err(Refused::TooLarge(kind));
    }
    let failed = Refused::Failed;
    let unreadable = || failed(ErrorReply::new(ErrorCode::InvalidInput));
    let args = PickArgs { name, bytes, post };
    let id = ipc::call::<BeginPick>(args).await.map_err(failed)?;
    let mut at = 0;
    while at < bytes {
        let end = (at + PickPiece::BYTES).min(bytes);
        let piece = chosen.slice_with_f64_and_f64(number(at), number(end));
        let base64 = match piece {
            Ok(piece) => file::base64(&piece).await.ok_or_else(unreadable),
            Err(_) => Err(unreadable()),
        };
        let added = match base64 {
            Ok(base64) => {
                let id = id.clone();
                let added = ipc::call::<AddPick>(PickPiece { id, at, base64 }).await;
                added.map_err(failed)
            }
            Err(error) => Err(error),
        };
        if let Err(error) = added {
            let _ = ipc::call::<DropPick>(PickIdArgs { id }).await;
            return Err(error);
        }
        at = end;
    }
    Ok(id)
}

/// What a file seems to be, by what the system says, or else by its name. The server looks at its content.
fn kind_of(media_type: &str, name: &str) -> FileKind {
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_lowercase());
    match (media_type.split_once('/'), ending.as_deref()) {
        (Some(("image", _)), _)
        | (None, Some("jpg" | "jpeg" | "png" | "heic" | "heif" | "webp" | "gif" | "bmp")) => {
            FileKind::Picture
        }
        (Some(("video", _)), _) | (None, Some("mp4" | "m4v" | "mov" | "webm")) => FileKind::Video,
        _ => FileKind::Other,
    }
}

/// The name with the ending of what the picture has become.
fn renamed(name: &str, ending: &str) -> String {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    format!("{stem}.{ending}")
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a size is a whole number far below 2^53"
)]
fn length(size: f64) -> u64 {
    size as u64
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a place in a file is far below 2^53"
)]
fn number(place: u64) -> f64 {
    place as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_seems_to_be_is_known_without_the_systems_word_too() {
        for (media_type, name, kind) in [
            ("image/heic", "a", FileKind::Picture),
            ("", "현장.JPG", FileKind::Picture),
            ("video/mp4", "a.mov", FileKind::Video),
            ("", "a.mov", FileKind::Video),
            ("application/pdf", "a.jpg", FileKind::Other),
            ("", "자료.hwp", FileKind::Other),
            ("", "자료", FileKind::Other),
        ] {
            assert_eq!(kind_of(media_type, name), kind, "{media_type} {name}");
        }
    }

    #[test]
    fn a_picture_is_called_what_it_has_become() {
        assert_eq!(renamed("현장.2026.heic", "jpg"), "현장.2026.jpg");
        assert_eq!(renamed("사진", "png"), "사진.png");
    }
}
