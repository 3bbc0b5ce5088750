//! The one way to the shell.

use handbook_wire::ipc::Command;
use handbook_wire::{ErrorCode, ErrorReply};
use js_sys::{Function, Object, Promise, Reflect};
use serde::Serialize;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

/// Asks the shell.
///
/// # Errors
/// What the shell answered; [`ErrorCode::Internal`] when there is no shell or it spoke nonsense.
pub async fn call<C: Command>(args: C::Args) -> Result<C::Reply, ErrorReply> {
    let promise = invoke(C::NAME, &args).map_err(|_| nonsense())?;
    match JsFuture::from(promise).await {
        Ok(reply) => serde_wasm_bindgen::from_value(reply).map_err(|_| nonsense()),
        Err(error) => Err(serde_wasm_bindgen::from_value(error).unwrap_or_else(|_| nonsense())),
    }
}

/// Asks a plugin of the shell's: for what no command of ours can do in its place.
///
/// # Errors
/// What the plugin answered, whatever that is.
pub async fn plugin(command: &str, options: &[(&str, JsValue)]) -> Result<JsValue, JsValue> {
    let payload = Object::new();
    for (name, value) in options {
        Reflect::set(&payload, &(*name).into(), value)?;
    }
    JsFuture::from(invoke_raw(command, &payload)?).await
}

fn nonsense() -> ErrorReply {
    ErrorCode::Internal.into()
}

fn invoke(name: &str, args: &impl Serialize) -> Result<Promise, JsValue> {
    let payload = Object::new();
    let args = args.serialize(&serde_wasm_bindgen::Serializer::json_compatible())?;
    Reflect::set(&payload, &"args".into(), &args)?;
    invoke_raw(name, &payload)
}

fn invoke_raw(name: &str, payload: &Object) -> Result<Promise, JsValue> {
    let window = web_sys::window().ok_or(JsValue::NULL)?;
    let shell = Reflect::get(&window, &"__TAURI_INTERNALS__".into())?;
    let invoke: Function = Reflect::get(&shell, &"invoke".into())?.dyn_into()?;
    invoke.call2(&shell, &name.into(), payload)?.dyn_into()
}
