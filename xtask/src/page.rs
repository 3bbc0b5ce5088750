//! Builds the page: WASM, its JavaScript glue, stylesheet and static files, into src-ui/dist.
//!
//! `cargo xtask page` is repeatable and cheap when nothing has changed: an unchanged WASM binary is
//! not bound and optimised again.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::process::{self, Failure};

const TARGET: &str = "wasm32-unknown-unknown";

/// What the optimiser may use: what WebView of Android 10 and WKWebView of iOS 15 understand.
const OPTIMISE: [&str; 10] = [
    "-Oz",
    "--strip-debug",
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-sign-ext",
    "--enable-nontrapping-float-to-int",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
    "--enable-call-indirect-overlong",
];

/// Builds the page into src-ui/dist.
pub fn build() -> Result<(), Failure> {
    build_with("page", &OPTIMISE)
}

/// The same page sooner and larger, to try a change out.
pub fn build_quick() -> Result<(), Failure> {
    build_with("page-quick", &[])
}

/// Builds with a cargo profile, then with the optimiser's `options`, if there are any.
fn build_with(profile: &str, options: &[&str]) -> Result<(), Failure> {
    process::run(process::cargo().args([
        "build",
        "--package",
        "handbook-ui",
        "--profile",
        profile,
        "--target",
        TARGET,
    ]))?;
    let wasm = process::target()
        .join(TARGET)
        .join(profile)
        .join("handbook_ui.wasm");
    let ui = process::root().join("src-ui");
    let dist = ui.join("dist");
    fs::create_dir_all(&dist)?;

    let bound = process::target().join(format!("{profile}-bindings"));
    if is_newer(&wasm, &bound.join("done")) {
        bind(&wasm, &bound, options)?;
    }
    for name in ["handbook-ui.js", "handbook-ui_bg.wasm"] {
        write_changed(&dist.join(name), &fs::read(bound.join(name))?)?;
    }
    write_changed(&dist.join("index.html"), &fs::read(ui.join("index.html"))?)?;
    write_changed(&dist.join("style.css"), &stylesheet(&ui.join("style"))?)?;
    copy_tree(&ui.join("public"), &dist)?;
    report(&dist)
}

fn bind(wasm: &Path, out: &Path, options: &[&str]) -> Result<(), Failure> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name("handbook-ui")
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(out))
        .map_err(|error| Failure::Message(format!("wasm-bindgen: {error:#}")))?;
    if !options.is_empty() {
        let plain = out.join("handbook-ui_bg.wasm");
        let small = out.join("small.wasm");
        process::run(
            std::process::Command::new(optimiser()?)
                .args(options)
                .arg("-o")
                .arg(&small)
                .arg(&plain),
        )?;
        fs::rename(small, plain)?;
    }
    fs::write(out.join("done"), [])?;
    Ok(())
}

/// wasm-opt of the npm package binaryen. Debian's own is too old: its output does not start.
fn optimiser() -> Result<PathBuf, Failure> {
    let path = process::tools().join("node_modules/.bin/wasm-opt");
    if path.exists() {
        return Ok(path);
    }
    Err(Failure::Message(
        "wasm-opt is missing: run ./dev page once, it installs it".into(),
    ))
}

fn stylesheet(folder: &Path) -> Result<Vec<u8>, Failure> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|extension| extension == "css"))
        .collect();
    files.sort();
    let mut style = Vec::new();
    for file in files {
        style.extend(fs::read(file)?);
        style.push(b'\n');
    }
    Ok(style)
}

fn copy_tree(from: &Path, to: &Path) -> Result<(), Failure> {
    if !from.is_dir() {
        return Ok(());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        if path.is_dir() {
            copy_tree(&path, &to.join(name))?;
        } else {
            write_changed(&to.join(name), &fs::read(&path)?)?;
        }
    }
    Ok(())
}

/// Leaves an equal file alone, so that the shell, which embeds it, isn't built again for nothing.
fn write_changed(path: &Path, content: &[u8]) -> Result<(), Failure> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    Ok(fs::write(path, content)?)
}

fn is_newer(file: &Path, than: &Path) -> bool {
    let modified = |path: &Path| fs::metadata(path).and_then(|meta| meta.modified()).ok();
    match (modified(file), modified(than)) {
        (Some(file), Some(than)) => file > than,
        _ => true,
    }
}

fn report(dist: &Path) -> Result<(), Failure> {
    let mut sizes = Vec::new();
    let mut total = 0;
    for name in ["handbook-ui_bg.wasm", "handbook-ui.js"] {
        let bytes = fs::read(dist.join(name))?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&bytes)?;
        let size = gzip.finish()?.len();
        total += size;
        sizes.push(format!(
            "{name} {} KB ({} KB gzip)",
            bytes.len() / 1024,
            size / 1024
        ));
    }
    eprintln!(
        "page: {}, {} KB gzip in all",
        sizes.join(", "),
        total / 1024
    );
    Ok(())
}
