use leptos::html;
use leptos::prelude::*;

use super::icon::Icon;
use crate::i18n::Text;
use crate::part::part;
use crate::preference::say;

/// A box that is searched in, with the button that empties it.
#[derive(Clone, Copy)]
pub struct SearchField {
    /// What a screen reader calls it.
    pub label: Text,
    /// What stands in it while it is empty.
    pub hint: Text,
    pub test: &'static str,
    pub clear_test: &'static str,
    /// Whether the cursor is in it.
    pub has_cursor: RwSignal<bool>,
}

impl SearchField {
    /// `typed` gets each text as it is typed, and an empty one when the box is emptied.
    pub fn draw(
        self,
        text: impl Fn() -> String + Copy + Send + Sync + 'static,
        typed: impl Fn(String) + Copy + Send + 'static,
    ) -> AnyView {
        let input = NodeRef::<html::Input>::new();
        let clear = move || {
            typed(String::new());
            if let Some(input) = input.get() {
                let _ = input.focus();
            }
        };
        view! {
            <div class="search" role="search">
                {Icon::Search.draw()}
                <input
                    node_ref=input
                    type="search"
                    inputmode="search"
                    enterkeyhint="search"
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    maxlength="60"
                    aria-label=say(self.label)
                    placeholder=say(self.hint)
                    data-test=self.test
                    prop:value=text
                    on:focus=move |_| self.has_cursor.set(true)
                    on:blur=move |_| self.has_cursor.set(false)
                    on:input=move |event| typed(event_target_value(&event))
                    on:keydown=move |event| match event.key().as_str() {
                        "Escape" => clear(),
                        // The keyboard's own button puts the keyboard away: the hits are there
                        // already.
                        "Enter" if !event.is_composing() => {
                            if let Some(input) = input.get() {
                                let _ = input.blur();
                            }
                        }
                        _ => {}
                    }
                />
                {part(move || {
                    (!text().is_empty())
                        .then(|| {
                            view! {
                                <button
                                    type="button"
                                    class="icon-button"
                                    aria-label=say(Text::SearchClear)
                                    data-test=self.clear_test
                                    on:click=move |_| clear()
                                >
                                    {Icon::Close.draw()}
                                </button>
                            }
                        })
                })}
            </div>
        }
        .into_any()
    }
}
