//! Prepares the shell: permissions of our own commands, capability files, and a page to embed.

use std::path::Path;
use std::{fs, io};

/// Stands in for the page until it is built, so that a fresh clone compiles.
const PLACEHOLDER: &str = "<!doctype html><html lang=\"ko\"><meta charset=\"utf-8\">\
    <title>e수첩</title><p>화면이 아직 만들어지지 않았습니다. <code>cargo xtask page</code>를 실행한 뒤 \
    다시 빌드하세요.</p></html>\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // The pattern below emits no trigger of its own.
    println!("cargo:rerun-if-changed=../capabilities");
    println!("cargo:rerun-if-env-changed=HANDBOOK_SERVER");
    println!("cargo:rerun-if-env-changed=HANDBOOK_PINS");
    write_placeholder(Path::new("../src-ui/dist"))?;
    let commands = tauri_build::AppManifest::new().commands(handbook_wire::ipc::NAMES);
    tauri_build::try_build(
        tauri_build::Attributes::new()
            .capabilities_path_pattern("../capabilities/**/*")
            .app_manifest(commands),
    )?;
    Ok(())
}

fn write_placeholder(dist: &Path) -> io::Result<()> {
    let page = dist.join("index.html");
    if page.exists() {
        return Ok(());
    }
    fs::create_dir_all(dist)?;
    fs::write(page, PLACEHOLDER)
}
