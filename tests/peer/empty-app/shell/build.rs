//! Prepares the window, and a page to embed until there is one.

use std::path::Path;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let dist = Path::new("../page/dist");
    std::fs::create_dir_all(dist)?;
    let page = dist.join("index.html");
    if !page.exists() {
        std::fs::write(page, "<!doctype html><title>empty</title>")?;
    }
    tauri_build::try_build(tauri_build::Attributes::new())?;
    Ok(())
}
