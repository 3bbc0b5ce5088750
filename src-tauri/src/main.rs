//! The desktop's way in.
#![cfg_attr(not(debug_assertions), windows_subsystem = "windows")]

fn main() {
    handbook_app::run();
}
