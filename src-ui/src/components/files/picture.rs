//! A picture that is blurred until it is here.

use handbook_wire::entity::Attachment;
use leptos::prelude::*;

use super::viewer;
use crate::files::{address, use_files};
use crate::i18n::Text;
use crate::overlay::use_overlay;
use crate::part::{part, switch};
use crate::preference::language;

/// Draws a picture; of one that is `small`, the preview. Nothing of what is no picture.
pub fn picture(shown: &Attachment, small: bool, words: String) -> AnyView {
    let wanted = match small {
        true => shown.preview(),
        false => Some(shown.clone()),
    };
    let (Some(wanted), Some(about)) = (wanted, &shown.picture) else {
        return ().into_any();
    };
    let files = use_files();
    let here = files.is_here(&wanted.file);
    let source = address(&wanted.file);
    let drawn = RwSignal::new(false);
    files.bring([wanted]);
    let blur = format!("data:image/png;base64,{}", about.blur);
    view! {
        <span class="blur-up">
            <img
                class="before"
                src=blur
                width=about.width.to_string()
                height=about.height.to_string()
                alt=words
            />
            {part(move || {
                let source = source.clone();
                here.get()
                    .then(|| {
                        view! {
                            <img
                                class="there"
                                class:drawn=switch(move || drawn.get())
                                src=source
                                alt=""
                                data-test="picture-here"
                                on:load=move |_| {
                                    let _ = drawn.try_set(true);
                                }
                            />
                        }
                    })
            })}
        </span>
    }
    .into_any()
}

/// A picture that a touch shows over the whole screen, among `all` of its post.
pub fn button(all: &[Attachment], at: usize, small: bool, words: String) -> AnyView {
    let Some(one) = all.get(at) else {
        return ().into_any();
    };
    let overlay = use_overlay();
    let label = language().fill(Text::ViewerOpen, &[&words]);
    let drawn = picture(one, small, String::new());
    let all = all.to_vec();
    view! {
        <button
            type="button"
            class="picture-button"
            class:small=small
            aria-haspopup="dialog"
            aria-label=label
            data-test="picture"
            on:click=move |_| viewer::open(overlay, all.clone(), at)
        >
            {drawn}
        </button>
    }
    .into_any()
}
