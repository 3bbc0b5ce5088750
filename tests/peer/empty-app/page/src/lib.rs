//! An empty page.

use leptos::prelude::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Puts one word on the screen.
#[wasm_bindgen(start)]
pub fn start() {
    leptos::mount::mount_to_body(|| view! { <main data-test="empty">"empty"</main> });
}
