//! The camera of a phone, by the scanner's plugin: it lies under the page, which lets it shine
//! through while it is on.

use js_sys::{Array, Reflect};
use wasm_bindgen::JsValue;

use crate::ipc;

/// Class of the document while the camera shines through.
const ON: &str = "scanning";

/// What came of it.
pub enum Outcome {
    /// The text of a code.
    Read(String),
    /// The owner does not allow it.
    Refused,
    /// It did not start.
    Failed,
    /// It was stopped.
    Stopped,
}

/// Asks the owner for leave if need be, and reads one code.
pub async fn read() -> Outcome {
    match ipc::plugin("plugin:barcode-scanner|request_permissions", &[]).await {
        Ok(answer) if field(&answer, "camera").as_deref() == Some("granted") => {}
        Ok(_) => return Outcome::Refused,
        Err(_) => return Outcome::Failed,
    }
    let formats = Array::of1(&"QR_CODE".into());
    let options = [("windowed", JsValue::TRUE), ("formats", formats.into())];
    shine(true);
    let read = ipc::plugin("plugin:barcode-scanner|scan", &options).await;
    shine(false);
    match read {
        Ok(code) => field(&code, "content").map_or(Outcome::Failed, Outcome::Read),
        Err(error) if error.as_string().is_some_and(|why| why.contains("cancel")) => {
            Outcome::Stopped
        }
        Err(_) => Outcome::Failed,
    }
}

/// Stops it; harmless when it is not on.
pub async fn stop() {
    shine(false);
    let _ = ipc::plugin("plugin:barcode-scanner|cancel", &[]).await;
}

/// Opens the system's settings of this app.
pub async fn open_settings() {
    let _ = ipc::plugin("plugin:barcode-scanner|open_app_settings", &[]).await;
}

fn field(answer: &JsValue, name: &str) -> Option<String> {
    Reflect::get(answer, &name.into()).ok()?.as_string()
}

fn shine(on: bool) {
    let root = leptos::prelude::document().document_element();
    if let Some(root) = root {
        let _ = root.class_list().toggle_with_force(ON, on);
    }
}
