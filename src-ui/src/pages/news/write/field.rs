//! A line that is typed into what is being written.

use leptos::prelude::*;

use super::Writing;
use crate::i18n::Text;
use crate::preference::say;

/// What is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keyboard {
    Text,
    Phone,
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
    let kind = match keyboard {
        Keyboard::Text => "text",
        Keyboard::Phone => "tel",
    };
    view! {
        <div class="field">
            <label for=test.clone()>{say(label)}</label>
            <div class="input">
                <input
                    id=test.clone()
                    type=kind
                    inputmode=kind
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
