//! What stands where there is nothing to show yet.

use handbook_wire::ErrorReply;
use leptos::prelude::*;

use super::icon::Icon;
use crate::i18n::{Text, failure};
use crate::load::{Load, Loaded};
use crate::part::{effect, part};
use crate::preference::{language, say};

/// An empty place: why, and what to do.
pub fn empty(icon: Icon, title: impl Into<String>, help: &'static str) -> AnyView {
    let title = title.into();
    view! {
        <div class="state" data-test="empty">
            {icon.draw()}
            <h2>{title}</h2>
            <p>{help}</p>
        </div>
    }
    .into_any()
}

/// A failure: what happened, what to do, and the button that does it.
pub fn failed(error: &ErrorReply, retry: impl Fn() + 'static) -> AnyView {
    let words = failure::words(language(), error);
    view! {
        <div class="state" role="alert" data-test="failed">
            {Icon::Alert.draw()}
            <h2>{words.what}</h2>
            <p>{words.advice}</p>
            <button class="button soft" data-test="retry" on:click=move |_| retry()>
                {say(Text::Retry)}
            </button>
        </div>
    }
    .into_any()
}

/// A failure inside a form.
pub fn problem(error: &ErrorReply) -> AnyView {
    let words = failure::words(language(), error);
    view! {
        <div class="problem" data-test="problem">
            {Icon::Alert.draw()}
            <div>
                <strong>{words.what}</strong>
                {words.advice}
            </div>
        </div>
    }
    .into_any()
}

/// What went wrong, and what to do.
pub fn told(what: Text, advice: Text) -> AnyView {
    view! {
        <div class="problem" role="alert">
            {Icon::Alert.draw()} <div>
                <strong>{say(what)}</strong>
                {say(advice)}
            </div>
        </div>
    }
    .into_any()
}

/// Rows that will be there soon.
pub fn skeleton(rows: usize) -> AnyView {
    let row = || {
        view! {
            <div class="row">
                <span class="bone tile"></span>
                <div class="body">
                    <span class="bone words"></span>
                    <span class="bone words short"></span>
                </div>
            </div>
        }
    };
    view! {
        <div class="group" role="status" data-test="loading">
            <span class="spoken">{say(Text::Loading)}</span>
            {(0..rows).map(|_| row()).collect_view()}
        </div>
    }
    .into_any()
}

#[derive(Clone, PartialEq)]
enum Phase {
    Waiting,
    Failed(ErrorReply),
    Ready,
}

/// Shows `loaded` in its three phases. `ready` is built once, with a signal of the newest answer,
/// so that what is being typed or scrolled there survives a new answer.
pub fn stage<T>(
    loaded: Loaded<T>,
    rows: usize,
    ready: impl Fn(RwSignal<T>) -> AnyView + Send + 'static,
) -> AnyView
where
    T: Clone + PartialEq + Send + Sync + 'static,
{
    let phase = Memo::new(move |_| {
        loaded.value.with(|value| match value {
            Load::Waiting => Phase::Waiting,
            Load::Failed(error) => Phase::Failed(error.clone()),
            Load::Ready(_) => Phase::Ready,
        })
    });
    part(move || match phase.get() {
        Phase::Waiting => skeleton(rows),
        Phase::Failed(error) => failed(&error, move || loaded.retry()),
        Phase::Ready => {
            let first = loaded.value.with_untracked(|value| match value {
                Load::Ready(value) => Some(value.clone()),
                _ => None,
            });
            first.map_or_else(
                || skeleton(rows),
                |first| {
                    let latest = RwSignal::new(first);
                    effect(move || {
                        loaded.value.with(|value| {
                            if let Load::Ready(value) = value
                                && latest.with_untracked(|old| old != value)
                            {
                                latest.set(value.clone());
                            }
                        });
                    });
                    ready(latest)
                },
            )
        }
    })
}
