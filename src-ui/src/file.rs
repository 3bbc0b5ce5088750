//! A file that was chosen, as it goes to the shell.

use js_sys::Promise;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::JsFuture;
use web_sys::{Blob, FileReader};

/// The file in Base64; none when it can't be read.
pub async fn base64(file: &Blob) -> Option<String> {
    let reader = FileReader::new().ok()?;
    let ended = Promise::new(&mut |done, _| {
        // Kept until it has been called; an error ends the reading too.
        let done = Closure::once_into_js(move || {
            let _ = done.call0(&wasm_bindgen::JsValue::NULL);
        });
        reader.set_onloadend(Some(done.unchecked_ref()));
    });
    reader.read_as_data_url(file).ok()?;
    JsFuture::from(ended).await.ok()?;
    let url = reader.result().ok()?.as_string()?;
    let (_, base64) = url.split_once(";base64,")?;
    Some(base64.to_owned())
}
