//! The fields of what is being written: what is typed, and boxes that every part of it has.

use leptos::prelude::*;

use super::Writing;
use crate::clock;
use crate::i18n::{Text, moment};
use crate::preference::{language, say};

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyboard {
    Text,
    Phone,
    Number,
}

/// A time as it is typed, by the clocks of Korea, where the co-op is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Time(RwSignal<String>);

impl Time {
    /// As it was kept; empty without one.
    pub(super) fn open(at: Option<i64>) -> Self {
        let text = at.map(|at| moment::write_local(at, moment::KOREA));
        Self(RwSignal::new(text.unwrap_or_default()))
    }

    /// As it stands now; none when nothing is typed or it can't be read.
    pub(super) fn read(self) -> Option<i64> {
        self.0
            .with_untracked(|text| moment::read_local(text, moment::KOREA))
    }

    /// The same, followed.
    pub(super) fn get(self) -> Option<i64> {
        self.0.track();
        self.read()
    }

    /// Whether anything is typed.
    pub(super) fn is_typed(self) -> bool {
        self.0.with_untracked(|text| !text.trim().is_empty())
    }

    /// Whether what is typed can't be read.
    pub(super) fn is_wrong(self) -> bool {
        self.is_typed() && self.read().is_none()
    }

    /// Its box.
    pub(super) fn draw(self, writing: Writing, label: Text, test: &'static str) -> AnyView {
        let label = moment::in_korea(language(), say(label).to_owned(), clock::offset());
        view! {
            <div class="field">
                <label for=test>{label}</label>
                <div class="input">
                    <input
                        id=test
                        type="datetime-local"
                        data-test=test
                        prop:value=self.0.get_untracked()
                        on:input=move |event| {
                            self.0.set(event_target_value(&event));
                            writing.touch();
                        }
                    />
                </div>
            </div>
        }
        .into_any()
    }
}

/// A line of at most `longest` characters.
pub(super) fn line(
    writing: Writing,
    value: RwSignal<String>,
    label: Text,
    longest: usize,
    keyboard: Keyboard,
    test: impl Into<String>,
) -> AnyView {
    let test = test.into();
    let (kind, mode) = match keyboard {
        Keyboard::Text => ("text", "text"),
        Keyboard::Phone => ("tel", "tel"),
        Keyboard::Number => ("text", "numeric"),
    };
    view! {
        <div class="field">
            <label for=test.clone()>{say(label)}</label>
            <div class="input">
                <input
                    id=test.clone()
                    type=kind
                    inputmode=mode
                    autocomplete="off"
                    maxlength=longest.to_string()
                    data-test=test
                    prop:value=value.get_untracked()
                    on:input=move |event| {
                        value.set(event_target_value(&event));
                        writing.touch();
                    }
                />
            </div>
        </div>
    }
    .into_any()
}

/// Something that is so or not.
pub(super) fn tick(
    writing: Writing,
    on: RwSignal<bool>,
    label: Text,
    test: &'static str,
) -> AnyView {
    view! {
        <label class="check">
            <input
                type="checkbox"
                data-test=test
                prop:checked=on
                on:change=move |event| {
                    on.set(event_target_checked(&event));
                    writing.touch();
                }
            />
            {say(label)}
        </label>
    }
    .into_any()
}
