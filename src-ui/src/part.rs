//! Parts of a screen that change, as one type.
//!
//! Leptos builds its machinery anew for every closure type that stands in a view. Boxed, all of
//! them share one.

use leptos::prelude::*;

/// A part of a screen that is drawn again when what `draw` tracks changes.
pub fn part<V: IntoView + 'static>(draw: impl Fn() -> V + Send + 'static) -> AnyView {
    boxed(Box::new(move || draw().into_any()))
}

fn boxed(draw: Box<dyn Fn() -> AnyView + Send>) -> AnyView {
    (move || draw()).into_any()
}

/// Runs `run` now and whenever what it tracks changes.
pub fn effect(run: impl FnMut() + 'static) {
    let mut run: Box<dyn FnMut()> = Box::new(run);
    Effect::new(move |_| run());
}

/// Text of an attribute that changes; without a value the attribute is absent.
pub fn attribute<V: Into<String>>(
    value: impl Fn() -> Option<V> + Send + Sync + 'static,
) -> Signal<Option<String>> {
    Signal::derive(move || value().map(Into::into))
}

/// A switch that changes: a class that is there or not, a button that is disabled or not.
pub fn switch(value: impl Fn() -> bool + Send + Sync + 'static) -> Signal<bool> {
    Signal::derive(value)
}
