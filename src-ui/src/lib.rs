//! The screens of the handbook: Leptos in the shell's web view. They know the wire types and
//! nothing of the core; all they want to know they ask through [`ipc`].

mod actions;
mod app;
mod clock;
mod components;
mod directory;
mod file;
mod files;
mod hold;
mod i18n;
mod ipc;
mod keys;
mod load;
mod map;
mod news;
mod note_draft;
mod overlay;
mod pages;
mod part;
mod photo;
mod preference;
mod public;
mod pull;
mod route;
mod spelling;
mod status;
mod tint;
mod toast;
mod viewport;

use wasm_bindgen::prelude::wasm_bindgen;

/// Draws the app into the page; called once, by the page's script.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
    leptos::mount::mount_to_body(app::App);
}
