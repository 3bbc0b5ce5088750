//! What somebody has set on this device: language and text size. Nothing personal, so it may lie in
//! the web view's own store.

use leptos::prelude::*;

use crate::i18n::{Language, Text};

const LANGUAGE: &str = "language";
const TEXT_SIZE: &str = "text-size";
const NOTICED: &str = "noticed";

/// The text sizes, in per cent of the system's own.
pub const TEXT_SIZES: [u16; 4] = [100, 115, 130, 160];

/// The choices of this device.
#[derive(Clone, Copy)]
pub struct Preference {
    /// Language of the screens.
    pub language: RwSignal<Language>,
    /// One of [`TEXT_SIZES`].
    pub text_size: RwSignal<u16>,
    /// Whether the notice of access rights has been read.
    pub noticed: RwSignal<bool>,
}

impl Preference {
    /// Reads the choices and puts them into force.
    pub fn restore() -> Self {
        let language = Language::of_tag(&read(LANGUAGE).unwrap_or_default());
        let text_size = read(TEXT_SIZE)
            .and_then(|text| text.parse().ok())
            .filter(|size| TEXT_SIZES.contains(size))
            .unwrap_or(TEXT_SIZES[0]);
        set_root("lang", language.tag());
        set_root("data-text", &text_size.to_string());
        Self {
            language: RwSignal::new(language),
            text_size: RwSignal::new(text_size),
            noticed: RwSignal::new(read(NOTICED).is_some()),
        }
    }

    /// Keeps that the notice of access rights has been read.
    pub fn accept_notice(self) {
        write(NOTICED, "1");
        self.noticed.set(true);
    }

    /// Changes the language and keeps the choice.
    pub fn set_language(self, language: Language) {
        write(LANGUAGE, language.tag());
        set_root("lang", language.tag());
        self.language.set(language);
    }

    /// Changes the text size and keeps the choice.
    pub fn set_text_size(self, size: u16) {
        write(TEXT_SIZE, &size.to_string());
        set_root("data-text", &size.to_string());
        self.text_size.set(size);
    }
}

/// The language of the screen that is being built.
pub fn language() -> Language {
    use_context::<Preference>()
        .map(|preference| preference.language.get_untracked())
        .unwrap_or_default()
}

/// `text` in the language of the screen that is being built.
pub fn say(text: Text) -> &'static str {
    language().say(text)
}

fn set_root(name: &str, value: &str) {
    if let Some(root) = document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

fn store() -> Option<web_sys::Storage> {
    window().local_storage().ok().flatten()
}

fn read(key: &str) -> Option<String> {
    store()?.get_item(key).ok().flatten()
}

fn write(key: &str, value: &str) {
    if let Some(store) = store() {
        // A store that is full or shut loses the choice at the next start, no more.
        let _ = store.set_item(key, value);
    }
}
