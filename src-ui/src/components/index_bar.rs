use handbook_wire::ipc::Initial;
use leptos::ev::PointerEvent;
use leptos::html;
use leptos::prelude::*;

use crate::hold::buzz;
use crate::i18n::Text;
use crate::part::{attribute, part, switch};
use crate::preference::say;
use crate::viewport;

/// How long the buzz of a finger on another letter is, in milliseconds.
const BUZZ: u32 = 6;

/// The bar of initials at the right: touch, drag, or arrow keys jump to where one begins.
#[component]
pub fn IndexBar(
    /// The entries.
    initials: RwSignal<Vec<Initial>>,
    /// Place of the first row that is seen.
    #[prop(into)]
    place: Signal<u64>,
    /// Told the place to jump to.
    jump: impl Fn(u64) + Copy + 'static,
) -> impl IntoView {
    let bar = NodeRef::<html::Div>::new();
    let dragging = RwSignal::new(false);
    let felt = StoredValue::new(None::<usize>);
    let here = Memo::new(move |_| {
        let place = place.get();
        initials.with(|initials| {
            initials
                .iter()
                .rposition(|initial| initial.offset <= place)
                .unwrap_or(0)
        })
    });
    let label = move |at: usize| {
        initials.with(|initials| initials.get(at).map(|initial| initial.label.clone()))
    };
    let jump_to = move |at: usize| {
        if let Some(offset) =
            initials.with_untracked(|initials| initials.get(at).map(|initial| initial.offset))
        {
            jump(offset);
        }
    };
    let follow = move |event: &PointerEvent| {
        let Some(bar) = bar.get_untracked() else {
            return;
        };
        // The letters stand in the middle of the bar and may not fill it.
        let (Some(first), Some(last)) = (bar.first_element_child(), bar.last_element_child())
        else {
            return;
        };
        let top = first.get_bounding_client_rect().top();
        let height = last.get_bounding_client_rect().bottom() - top;
        if height > 0.0 {
            let along = (f64::from(event.client_y()) - top) / height;
            let count = initials.with_untracked(Vec::len);
            if let Some(at) = viewport::entry(along, count) {
                if felt.get_value() != Some(at) {
                    felt.set_value(Some(at));
                    buzz(BUZZ);
                }
                jump_to(at);
            }
        }
    };
    view! {
        <div
            class="index"
            node_ref=bar
            role="slider"
            tabindex="0"
            aria-orientation="vertical"
            aria-label=say(Text::IndexLabel)
            aria-valuemin="0"
            aria-valuemax=attribute(move || {
                Some(initials.with(|initials| initials.len().saturating_sub(1)).to_string())
            })
            aria-valuenow=attribute(move || Some(here.get().to_string()))
            aria-valuetext=attribute(move || label(here.get()))
            data-test="index"
            on:pointerdown=move |event| {
                event.prevent_default();
                if let Some(bar) = bar.get_untracked() {
                    let _ = bar.set_pointer_capture(event.pointer_id());
                }
                dragging.set(true);
                felt.set_value(None);
                follow(&event);
            }
            on:pointermove=move |event| {
                if dragging.get_untracked() {
                    follow(&event);
                }
            }
            on:pointerup=move |_| dragging.set(false)
            on:pointercancel=move |_| dragging.set(false)
            on:keydown=move |event| {
                let count = initials.with_untracked(Vec::len);
                let at = here.get_untracked();
                let to = match event.key().as_str() {
                    "ArrowDown" | "ArrowRight" => (at + 1).min(count.saturating_sub(1)),
                    "ArrowUp" | "ArrowLeft" => at.saturating_sub(1),
                    "Home" => 0,
                    "End" => count.saturating_sub(1),
                    _ => return,
                };
                event.prevent_default();
                jump_to(to);
            }
        >
            {part(move || {
                initials
                    .get()
                    .into_iter()
                    .enumerate()
                    .map(|(at, initial)| {
                        view! {
                            <span class:here=switch(move || here.get() == at) data-test="index-item">
                                {initial.label}
                            </span>
                        }
                    })
                    .collect_view()
            })}
        </div>
        {part(move || {
            dragging
                .get()
                .then(|| {
                    view! {
                        <div class="bubble" aria-hidden="true">
                            {part(move || label(here.get()))}
                        </div>
                    }
                })
        })}
    }
}
