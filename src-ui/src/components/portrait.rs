//! Somebody's picture, or the first letter of the name where there is none.

use leptos::prelude::*;

use crate::i18n::Text;
use crate::preference::language;
use crate::tint;

/// The picture of `name`, a JPEG in Base64; `big` on a screen of its own.
pub fn face(name: &str, jpeg: Option<&str>, big: bool) -> AnyView {
    let size = if big { " big" } else { "" };
    match jpeg {
        Some(jpeg) => {
            let label = language().fill(Text::PictureOf, &[name]);
            view! {
                <img
                    class=format!("face{size}")
                    src=format!("data:image/jpeg;base64,{jpeg}")
                    alt=label
                    data-test="face"
                />
            }
            .into_any()
        }
        None => {
            let letter: String = name.chars().take(1).collect();
            view! {
                <span class=format!("tile face {}{size}", tint::class(name)) aria-hidden="true">
                    {letter}
                </span>
            }
            .into_any()
        }
    }
}
