//! Builds a page: WASM, its JavaScript glue, stylesheet and static files, into its folder's
//! dist.
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

/// A crate that becomes a page.
struct Page {
    /// Its package, after which the files are named.
    package: &'static str,
    /// Its folder.
    folder: &'static str,
}

const OURS: Page = Page {
    package: "handbook-ui",
    folder: "src-ui",
};

const EMPTY: Page = Page {
    package: "empty-page",
    folder: "tests/peer/empty-app/page",
};

/// Builds the page into src-ui/dist.
pub fn build() -> Result<(), Failure> {
    build_with(&OURS, "page", &OPTIMISE)
}

/// The same page sooner and larger, to try a change out.
pub fn build_quick() -> Result<(), Failure> {
    build_with(&OURS, "page-quick", &[])
}

/// The empty page that `bench app` compares with, built as ours is.
pub fn build_empty() -> Result<(), Failure> {
    build_with(&EMPTY, "page", &OPTIMISE)
}

/// Builds with a cargo profile, then with the optimiser's `options`, if there are any.
fn build_with(page: &Page, profile: &str, options: &[&str]) -> Result<(), Failure> {
    let name = page.package;
    process::run(process::cargo().args([
        "build",
        "--package",
        name,
        // Beside ours, another page takes its crates as they are.
        "--package",
        OURS.package,
        "--profile",
        profile,
        "--target",
        TARGET,
    ]))?;
    let wasm = process::target()
        .join(TARGET)
        .join(profile)
        .join(format!("{}.wasm", name.replace('-', "_")));
    let ui = process::root().join(page.folder);
    let dist = ui.join("dist");
    fs::create_dir_all(&dist)?;

    let bound = process::target().join(format!("{profile}-{name}-bindings"));
    if is_newer(&wasm, &bound.join("done")) {
        bind(name, &wasm, &bound, options)?;
    }
    for file in files(name) {
        write_changed(&dist.join(&file), &fs::read(bound.join(&file))?)?;
    }
    write_changed(&dist.join("index.html"), &fs::read(ui.join("index.html"))?)?;
    let style = ui.join("style");
    if style.is_dir() {
        write_changed(&dist.join("style.css"), &stylesheet(&style)?)?;
    }
    copy_tree(&ui.join("public"), &dist)?;
    report(name, &dist)
}

/// What the bindings of a page are called.
fn files(name: &str) -> [String; 2] {
    [format!("{name}_bg.wasm"), format!("{name}.js")]
}

fn bind(name: &str, wasm: &Path, out: &Path, options: &[&str]) -> Result<(), Failure> {
    let mut bindgen = wasm_bindgen_cli_support::Bindgen::new();
    bindgen
        .input_path(wasm)
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true)
        .web(true)
        .and_then(|bindgen| bindgen.generate(out))
        .map_err(|error| Failure::Message(format!("wasm-bindgen: {error:#}")))?;
    if !options.is_empty() {
        let plain = out.join(format!("{name}_bg.wasm"));
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

fn report(name: &str, dist: &Path) -> Result<(), Failure> {
    let mut sizes = Vec::new();
    let mut total = 0;
    for file in files(name) {
        let bytes = fs::read(dist.join(&file))?;
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&bytes)?;
        let size = gzip.finish()?.len();
        total += size;
        sizes.push(format!(
            "{file} {} KB ({} KB gzip)",
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
