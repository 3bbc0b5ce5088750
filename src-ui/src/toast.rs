//! A passing notice at the foot of the screen.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::clock;
use crate::i18n::{Language, Text, failure};
use crate::ipc;
use crate::part::part;
use crate::preference::language;
use handbook_wire::ErrorCode;
use handbook_wire::ErrorReply;
use handbook_wire::ipc::{Link, LinkArgs, OpenLink};

/// The notice of the app.
#[derive(Clone, Copy)]
pub struct Toast {
    text: RwSignal<String>,
    number: StoredValue<u32>,
}

impl Toast {
    /// Shows nothing yet.
    pub fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            number: StoredValue::new(0),
        }
    }

    /// Shows `text` for some seconds.
    pub fn show(self, text: impl Into<String>) {
        self.text.set(text.into());
        let number = self.number.get_value() + 1;
        self.number.set_value(number);
        spawn_local(async move {
            clock::pause(5_000).await;
            if self.number.get_value() == number {
                self.text.set(String::new());
            }
        });
    }

    /// Shows what failed and what to do.
    pub fn fail(self, language: Language, error: &ErrorReply) {
        let words = failure::words(language, error);
        self.show(format!("{} {}", words.what, words.advice));
    }
}

/// The notice of the app.
pub fn use_toast() -> Toast {
    expect_context()
}

/// Opens `link` with the system's own app; a failure is shown as a notice.
pub fn open_link(toast: Toast, link: Link) {
    open_link_of(toast, link, None);
}

/// As [`open_link`] for a link that leads to the company with that record id.
pub fn open_link_of(toast: Toast, link: Link, member: Option<String>) {
    open_said(toast, language(), link, member);
}

/// As [`open_link_of`], from wherever the language is known.
pub fn open_said(toast: Toast, language: Language, link: Link, member: Option<String>) {
    spawn_local(async move {
        match ipc::call::<OpenLink>(LinkArgs { link, member }).await {
            Ok(()) => {}
            Err(error) if error.code == ErrorCode::Internal => {
                toast.show(language.say(Text::LinkFailed));
            }
            Err(error) => toast.fail(language, &error),
        }
    });
}

/// The place of the notice.
#[component]
pub fn ToastPlace() -> impl IntoView {
    let toast = use_toast();
    view! {
        <div class="toast-place" role="status" aria-live="polite" data-test="toast">
            {part(move || {
                let text = toast.text.get();
                (!text.is_empty()).then(|| view! { <p class="toast">{text}</p> })
            })}
        </div>
    }
}
