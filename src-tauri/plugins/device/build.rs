//! Names the native halves to Tauri. The page may call nothing of them: there is no command here.

fn main() {
    tauri_plugin::Builder::new(&[])
        .android_path("android")
        .ios_path("ios")
        .build();
}
