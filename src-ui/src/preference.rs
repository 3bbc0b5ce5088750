//! What somebody has set on this device: language, text size, theme and contrast. Nothing personal, so
//! it may lie in the web view's own store.

use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use crate::i18n::{Language, Text};

const LANGUAGE: &str = "language";
const TEXT_SIZE: &str = "text-size";
const THEME: &str = "theme";
const CONTRAST: &str = "contrast";
const NOTICED: &str = "noticed";
const ONLINE_MAP: &str = "online-map";

const DARK: &str = "(prefers-color-scheme: dark)";
const MORE_CONTRAST: &str = "(prefers-contrast: more)";

/// The text sizes, in per cent of the system's own.
pub const TEXT_SIZES: [u16; 4] = [100, 115, 130, 160];

/// Light or dark.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// As the system has it.
    #[default]
    System,
    /// Light, always.
    Light,
    /// Dark, always.
    Dark,
}

impl Theme {
    /// All of them, in the order in which they are offered.
    pub const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];

    /// Name in the store and for tests; the page's first script reads it too.
    pub fn name(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// The choices of this device.
#[derive(Clone, Copy)]
pub struct Preference {
    /// Language of the screens.
    pub language: RwSignal<Language>,
    /// One of [`TEXT_SIZES`].
    pub text_size: RwSignal<u16>,
    /// Light or dark.
    pub theme: RwSignal<Theme>,
    /// Whether more contrast is wished than the system asks for.
    pub contrast: RwSignal<bool>,
    /// Grows whenever colours change: a canvas has no style of its own.
    pub look: RwSignal<u32>,
    /// Whether the notice of access rights has been read.
    pub noticed: RwSignal<bool>,
    /// Whether the map's online layer is wished for.
    pub online_map: RwSignal<bool>,
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
        let theme = read(THEME).unwrap_or_default();
        let theme = Theme::ALL.into_iter().find(|one| one.name() == theme);
        let preference = Self {
            language: RwSignal::new(language),
            text_size: RwSignal::new(text_size),
            theme: RwSignal::new(theme.unwrap_or_default()),
            contrast: RwSignal::new(read(CONTRAST).is_some()),
            look: RwSignal::new(0),
            noticed: RwSignal::new(read(NOTICED).is_some()),
            online_map: RwSignal::new(read(ONLINE_MAP).is_some()),
        };
        preference.colour();
        for query in [DARK, MORE_CONTRAST] {
            preference.follow(query);
        }
        preference
    }

    /// Puts theme and contrast into force.
    fn colour(self) {
        let dark = match self.theme.get_untracked() {
            Theme::System => is_asked(DARK),
            theme => theme == Theme::Dark,
        };
        let more = self.contrast.get_untracked() || is_asked(MORE_CONTRAST);
        set_root("data-theme", if dark { "dark" } else { "light" });
        set_root("data-contrast", if more { "more" } else { "normal" });
        self.look.update(|look| *look += 1);
    }

    /// Follows what the system asks for, as long as the app runs.
    fn follow(self, query: &str) {
        let Some(query) = window().match_media(query).ok().flatten() else {
            return;
        };
        let changed = Closure::<dyn Fn()>::new(move || self.colour());
        // Every such query takes a listener.
        let _ = query.add_event_listener_with_callback("change", changed.as_ref().unchecked_ref());
        changed.forget();
        // The browser lets go of a query that nobody holds, listener and all.
        std::mem::forget(query);
    }

    /// Changes the theme and keeps the choice.
    pub fn set_theme(self, theme: Theme) {
        write(THEME, theme.name());
        self.theme.set(theme);
        self.colour();
    }

    /// Asks for more contrast or no longer, and keeps the choice.
    pub fn set_contrast(self, more: bool) {
        if more {
            write(CONTRAST, "more");
        } else {
            forget(CONTRAST);
        }
        self.contrast.set(more);
        self.colour();
    }

    /// Wishes for the map's online layer or no longer, and keeps the choice.
    pub fn set_online_map(self, on: bool) {
        if on {
            write(ONLINE_MAP, "1");
        } else {
            forget(ONLINE_MAP);
        }
        self.online_map.set(on);
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

fn is_asked(query: &str) -> bool {
    let query = window().match_media(query).ok().flatten();
    query.is_some_and(|query| query.matches())
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

fn forget(key: &str) {
    if let Some(store) = store() {
        let _ = store.remove_item(key);
    }
}

fn write(key: &str, value: &str) {
    if let Some(store) = store() {
        // A store that is full or shut loses the choice at the next start, no more.
        let _ = store.set_item(key, value);
    }
}
