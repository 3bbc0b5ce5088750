#pragma once

namespace ffi {
extern "C" {
/// Runs the app; written by Tauri in Rust.
void start_app();
}
}
