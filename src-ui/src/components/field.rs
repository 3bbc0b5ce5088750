//! A field of a form: label, input, hint, and what is wrong with it.

use leptos::ev::KeyboardEvent;
use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use crate::i18n::Text;
use crate::part::{attribute, part};
use crate::preference::{language, say};

/// What a field is for. It decides the keyboard, what a password manager offers, and the length.
#[derive(Clone, Copy)]
pub struct Kind {
    input: &'static str,
    mode: &'static str,
    autocomplete: &'static str,
    longest: &'static str,
}

impl Kind {
    /// Any text.
    pub const TEXT: Kind = Kind::of("text", "text", "off", "100");
    /// A person's name.
    pub const NAME: Kind = Kind::of("text", "text", "name", "25");
    /// A mobile number.
    pub const PHONE: Kind = Kind::of("tel", "tel", "tel-national", "13");
    /// A birth date, digits alone.
    pub const BIRTH: Kind = Kind::of("text", "numeric", "bday", "10");
    /// A code of an authenticator app.
    pub const CODE: Kind = Kind::of("text", "numeric", "one-time-code", "7");
    /// A code of letters and digits.
    pub const SHORT_CODE: Kind = Kind::of("text", "text", "one-time-code", "12");
    /// An e-mail address.
    pub const EMAIL: Kind = Kind::of("email", "email", "email", "254");
    /// A name to log in with.
    pub const LOGIN: Kind = Kind::of("text", "text", "username", "100");
    /// The password that is valid.
    pub const PASSWORD: Kind = Kind::of("password", "text", "current-password", "200");
    /// A password that shall be.
    pub const NEW_PASSWORD: Kind = Kind::of("password", "text", "new-password", "200");

    const fn of(
        input: &'static str,
        mode: &'static str,
        autocomplete: &'static str,
        longest: &'static str,
    ) -> Kind {
        Kind {
            input,
            mode,
            autocomplete,
            longest,
        }
    }
}

/// A field whose text others can read.
#[derive(Clone, Copy)]
pub struct Field {
    /// What is typed, as it is typed.
    pub text: RwSignal<String>,
    /// What is wrong with it; none while nothing is.
    pub wrong: RwSignal<Option<Text>>,
    node: NodeRef<html::Input>,
}

impl Field {
    /// An empty field.
    pub fn new() -> Self {
        Self {
            text: RwSignal::new(String::new()),
            wrong: RwSignal::new(None),
            node: NodeRef::new(),
        }
    }

    /// What is in it now, also when a password manager put it there without a word.
    pub fn read(self) -> String {
        let shown = self.node.get_untracked().map(|node| node.value());
        shown.unwrap_or_else(|| self.text.get_untracked())
    }

    /// Puts `text` into it, as if it had been typed.
    pub fn put(self, text: &str) {
        if let Some(node) = self.node.get_untracked() {
            node.set_value(text);
        }
        self.text.set(text.to_owned());
    }

    /// Says what is wrong, and leads there.
    pub fn blame(self, wrong: Text) {
        self.wrong.set(Some(wrong));
        if let Some(node) = self.node.get_untracked() {
            let _ = node.focus();
        }
    }

    /// Draws it.
    pub fn draw(self, kind: Kind, label: Text, hint: Option<Text>, test: &'static str) -> AnyView {
        let shown = RwSignal::new(false);
        let caps = RwSignal::new(false);
        let secret = kind.input == "password";
        let language = language();
        let notice = move |event: KeyboardEvent| {
            if secret {
                caps.set(event.get_modifier_state("CapsLock"));
            }
        };
        let input = attribute(move || Some(if shown.get() { "text" } else { kind.input }));
        let invalid = attribute(move || self.wrong.get().map(|_| "true"));
        let eye = secret.then(|| {
            view! {
                <button
                    type="button"
                    class="icon-button"
                    data-test=format!("{test}-show")
                    aria-pressed=attribute(move || Some(shown.get().to_string()))
                    aria-label=attribute(move || {
                        let text = if shown.get() { Text::HidePassword } else { Text::ShowPassword };
                        Some(language.say(text))
                    })
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {part(move || if shown.get() { Icon::EyeShut.draw() } else { Icon::Eye.draw() })}
                </button>
            }
            .into_any()
        });
        view! {
            <div class="field">
                <label for=test>{say(label)}</label>
                <div class="input">
                    <input
                        id=test
                        name=test
                        type=input
                        inputmode=kind.mode
                        autocomplete=kind.autocomplete
                        autocapitalize="none"
                        spellcheck="false"
                        maxlength=kind.longest
                        aria-describedby=format!("{test}-note")
                        aria-invalid=invalid
                        data-test=test
                        node_ref=self.node
                        prop:value=self.text.get_untracked()
                        on:input=move |event| {
                            self.text.set(event_target_value(&event));
                            self.wrong.set(None);
                        }
                        on:keydown=notice
                        on:keyup=notice
                        on:blur=move |_| caps.set(false)
                    />
                    {eye}
                </div>
                <div id=format!("{test}-note") aria-live="polite">
                    {hint.map(|hint| view! { <p class="hint">{say(hint)}</p> }.into_any())}
                    {part(move || {
                        let wrong = self.wrong.get();
                        wrong
                            .map(|wrong| {
                                view! {
                                    <p class="wrong" data-test=format!("{test}-wrong")>
                                        {language.say(wrong)}
                                    </p>
                                }
                            })
                    })}
                    {part(move || {
                        caps.get()
                            .then(|| {
                                view! {
                                    <p class="caps" data-test="caps-lock">
                                        {Icon::Caps.draw()}
                                        {language.say(Text::CapsLock)}
                                    </p>
                                }
                            })
                    })}
                </div>
            </div>
        }
        .into_any()
    }
}
