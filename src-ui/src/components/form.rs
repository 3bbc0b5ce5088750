//! A form that is sent to the shell, one answer at a time.

use handbook_wire::ErrorReply;
use handbook_wire::ipc::Command;
use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::state;
use crate::i18n::Text;
use crate::ipc;
use crate::part::{effect, part, switch};
use crate::preference::{language, say};

/// Where a form stands.
#[derive(Clone, Copy)]
pub struct Form {
    busy: RwSignal<bool>,
    lacking: RwSignal<Option<Text>>,
    error: RwSignal<Option<ErrorReply>>,
}

/// What a form's button says.
pub struct Submit {
    /// Its words.
    pub words: Text,
    /// Its words while an answer is waited for.
    pub busy: Text,
    /// Name for tests: the button is `NAME-submit`, what went wrong is `NAME-error`.
    pub test: &'static str,
}

impl Form {
    /// Nothing has been sent yet.
    pub fn new() -> Self {
        Self {
            busy: RwSignal::new(false),
            lacking: RwSignal::new(None),
            error: RwSignal::new(None),
        }
    }

    /// Says what is lacking of the form as a whole.
    pub fn lack(self, what: Text) {
        self.lacking.set(Some(what));
    }

    /// Sends `args`. A failure is shown, unless `refused` takes it.
    pub fn send<C>(
        self,
        args: C::Args,
        done: impl FnOnce(C::Reply) + 'static,
        refused: impl FnOnce(ErrorReply) -> Option<ErrorReply> + 'static,
    ) where
        C: Command,
        C::Args: 'static,
        C::Reply: 'static,
    {
        self.busy.set(true);
        spawn_local(async move {
            let reply = ipc::call::<C>(args).await;
            let _ = self.busy.try_set(false);
            match reply {
                Ok(reply) => done(reply),
                Err(error) => {
                    if let Some(error) = refused(error) {
                        let _ = self.error.try_set(Some(error));
                    }
                }
            }
        });
    }

    /// Draws it: `fields`, what went wrong, the button. `submit` checks the fields and sends them.
    pub fn draw(
        self,
        fields: AnyView,
        button: Submit,
        class: &'static str,
        submit: impl Fn() + 'static,
    ) -> AnyView {
        self.draw_boxed(fields, button, class, Box::new(submit))
    }

    fn draw_boxed(
        self,
        fields: AnyView,
        button: Submit,
        class: &'static str,
        submit: Box<dyn Fn()>,
    ) -> AnyView {
        let language = language();
        let alert = NodeRef::<html::Div>::new();
        // Large letters push it below the fold.
        effect(move || {
            let told = self.error.with(Option::is_some) || self.lacking.with(Option::is_some);
            if told && let Some(alert) = alert.get() {
                alert.scroll_into_view_with_bool(false);
            }
        });
        view! {
            <form
                class=class
                novalidate
                on:submit=move |event| {
                    event.prevent_default();
                    if !self.busy.get_untracked() {
                        self.error.set(None);
                        self.lacking.set(None);
                        submit();
                    }
                }
            >
                {fields}
                <div role="alert" data-test=format!("{}-error", button.test) node_ref=alert>
                    {part(move || {
                        let lacking = self.lacking.get();
                        lacking.map(|what| view! { <p class="wrong">{language.say(what)}</p> })
                    })} {part(move || self.error.get().map(|error| state::problem(&error)))}
                </div>
                <button
                    type="submit"
                    class="button wide"
                    data-test=format!("{}-submit", button.test)
                    disabled=switch(move || self.busy.get())
                >
                    {part(move || say(if self.busy.get() { button.busy } else { button.words }))}
                </button>
            </form>
        }
        .into_any()
    }
}

/// A failure that is shown as any other.
pub fn as_it_is(error: ErrorReply) -> Option<ErrorReply> {
    Some(error)
}
