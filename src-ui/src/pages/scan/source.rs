//! Where a code is read from: a phone's camera, a picture that is chosen, one that is pasted.

use handbook_wire::ipc::HasScanner;
use leptos::ev::Event;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

use crate::components::icon::Icon;
use crate::i18n::Text;
use crate::load::{Load, fetch};
use crate::part::{part, switch};
use crate::preference::say;

/// Whether this device has a camera that reads codes.
pub fn has_scanner() -> Memo<bool> {
    let scanner = fetch::<HasScanner>(|| ());
    Memo::new(move |_| scanner.value.with(|value| *value == Load::Ready(true)))
}

/// Takes pictures that are pasted, as long as the screen is there.
pub fn on_paste(take: impl Fn(File) + 'static) {
    let pasted = window_event_listener_untyped("paste", move |event| {
        let event = event.dyn_into::<web_sys::ClipboardEvent>().ok();
        let files = event.and_then(|event| event.clipboard_data()?.files());
        if let Some(file) = files.and_then(|files| files.get(0)) {
            take(file);
        }
    });
    on_cleanup(move || pasted.remove());
}

/// The button that starts the camera.
pub fn camera_button(
    busy: Memo<bool>,
    test: &'static str,
    start: impl Fn() + Send + 'static,
) -> AnyView {
    view! {
        <button
            type="button"
            class="button wide"
            data-test=test
            disabled=switch(move || busy.get())
            on:click=move |_| start()
        >
            {Icon::Camera.draw()}
            <span>{say(Text::ScanCamera)}</span>
        </button>
    }
    .into_any()
}

/// The button that chooses a picture; beside a camera (`second`) it steps back.
pub fn picture_button(
    second: Memo<bool>,
    busy: Memo<bool>,
    test: &'static str,
    take: impl Fn(File) + Send + 'static,
) -> AnyView {
    let changed = move |event: Event| {
        let input = event
            .target()
            .and_then(|it| it.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else {
            return;
        };
        if let Some(file) = input.files().and_then(|files| files.get(0)) {
            // The same file may be chosen again.
            input.set_value("");
            take(file);
        }
    };
    let class = move || match second.get() {
        true => "button plain wide file-button",
        false => "button wide file-button",
    };
    view! {
        <label class=class class:busy=switch(move || busy.get())>
            {Icon::Picture.draw()}
            <span>
                {part(move || say(if busy.get() { Text::ScanReading } else { Text::ScanPicture }))}
            </span>
            <input
                type="file"
                accept="image/jpeg,image/png,image/webp"
                data-test=test
                disabled=switch(move || busy.get())
                on:change=changed
            />
        </label>
    }
    .into_any()
}
