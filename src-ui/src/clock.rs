//! The page's only source of time.

/// Milliseconds since 1970 UTC.
#[expect(
    clippy::cast_possible_truncation,
    reason = "the clock counts whole milliseconds, far below 2^53"
)]
pub fn now() -> i64 {
    js_sys::Date::now() as i64
}

/// Milliseconds that local time is ahead of UTC.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a time zone is a few hundred minutes"
)]
pub fn offset() -> i64 {
    -(js_sys::Date::new_0().get_timezone_offset() as i64) * 60_000
}

/// Waits.
pub async fn pause(milliseconds: i32) {
    let promise = js_sys::Promise::new(&mut |done, _| {
        if let Some(window) = web_sys::window() {
            let _ =
                window.set_timeout_with_callback_and_timeout_and_arguments_0(&done, milliseconds);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(promise).await;
}
