//! House rules that no lint knows: who may depend on whom, and what no file may say.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::process::Stdio;

use serde_json::Value;

use crate::process::{self, Failure};

/// For each crate, the crates of this workspace that it may link.
const MAY_LINK: [(&str, &[&str]); 11] = [
    ("handbook-wire", &[]),
    ("handbook-text", &["handbook-wire"]),
    ("handbook-core", &["handbook-text", "handbook-wire"]),
    ("handbook-server", &["handbook-text", "handbook-wire"]),
    ("handbook-ui", &["handbook-wire"]),
    (
        "handbook-app",
        &[
            "handbook-core",
            "handbook-wire",
            "tauri-plugin-handbook-device",
        ],
    ),
    // What the phones' systems are asked for natively; it knows nothing of the handbook.
    ("tauri-plugin-handbook-device", &[]),
    (
        "handbook-tests",
        &["handbook-core", "handbook-server", "handbook-wire"],
    ),
    // What benchmarks compare with: nothing of the house is in them.
    ("empty-app", &[]),
    ("empty-page", &[]),
    ("xtask", &[]),
];

/// What may not be named in `src-wire`'s dependencies: it knows data, not the world.
const WIRE_LINKS_ONLY: [&str; 2] = ["serde", "serde_json"];

/// Longest source file, in lines. `tests` modules count too: a long one wants a file of its own.
const MAX_LINES: usize = 700;

/// The one list of screen texts: a table, not code, and one of them all is the point of it.
const TABLE: &str = "src-ui/src/i18n/text.rs";

/// What stands at the top: each thing has a place below one of these.
const TOP: [&str; 26] = [
    ".cargo",
    ".ci",
    ".github",
    ".gitignore",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Cargo.lock",
    "Cargo.toml",
    "README.md",
    "capabilities",
    "clippy.toml",
    "deny.toml",
    "dev",
    "docs",
    "icons",
    "rust-toolchain.toml",
    "rustfmt.toml",
    "src-core",
    "src-server",
    "src-tauri",
    "src-text",
    "src-ui",
    "src-wire",
    "store",
    "tests",
    "xtask",
];

/// Classes of a page's own style sheet that another one speaks of on purpose.
const SHARED_CLASSES: [&str; 9] = [
    ".credits",
    ".face",
    ".kind-choice",
    ".login",
    ".mini",
    ".post",
    ".qr",
    ".tab",
    ".write-part",
];

/// Checks every rule and reports all breaches at once.
pub fn check() -> Result<(), Failure> {
    let mut breaches = Vec::new();
    dependencies(&mut breaches)?;
    sources(&mut breaches)?;
    capabilities(&mut breaches)?;
    styles(&mut breaches)?;
    if breaches.is_empty() {
        return Ok(());
    }
    Err(Failure::Message(format!(
        "house rules broken:\n  {}",
        breaches.join("\n  ")
    )))
}

fn dependencies(breaches: &mut Vec<String>) -> Result<(), Failure> {
    let output = process::cargo()
        .args(["metadata", "--format-version", "1", "--no-deps"])
        .stderr(Stdio::inherit())
        .output()?;
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| Failure::Message(format!("cargo metadata: {error}")))?;
    let mut links: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for package in metadata["packages"].as_array().into_iter().flatten() {
        let name = package["name"].as_str().unwrap_or_default().to_owned();
        let dependencies = package["dependencies"].as_array().into_iter().flatten();
        let linked = dependencies
            .filter(|dependency| dependency["kind"].is_null())
            .filter_map(|dependency| dependency["name"].as_str().map(str::to_owned))
            .collect();
        links.insert(name, linked);
    }
    let members: BTreeSet<&str> = MAY_LINK.iter().map(|(name, _)| *name).collect();
    for (name, linked) in &links {
        let Some((_, allowed)) = MAY_LINK.iter().find(|(member, _)| member == name) else {
            breaches.push(format!(
                "{name}: no rule says what it may link (xtask/src/house.rs)"
            ));
            continue;
        };
        for link in linked {
            let of_house = members.contains(link.as_str());
            if of_house && !allowed.contains(&link.as_str()) {
                breaches.push(format!("{name} may not link {link}"));
            }
            if name == "handbook-wire" && !WIRE_LINKS_ONLY.contains(&link.as_str()) {
                breaches.push(format!("{name} may not link {link}: it holds data only"));
            }
        }
    }
    Ok(())
}

fn sources(breaches: &mut Vec<String>) -> Result<(), Failure> {
    let output = std::process::Command::new("git")
        .args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ])
        .current_dir(process::root())
        .output()?;
    let list = String::from_utf8_lossy(&output.stdout);
    for name in list.split('\0').filter(|name| !name.is_empty()) {
        let top = name.split('/').next().unwrap_or(name);
        if !TOP.contains(&top) {
            breaches.push(format!(
                "{name}: nothing new stands at the top (xtask/src/house.rs)"
            ));
        }
        let Ok(text) = fs::read_to_string(process::root().join(name)) else {
            continue;
        };
        if name.ends_with(".rs") && name != TABLE && text.lines().count() > MAX_LINES {
            breaches.push(format!("{name} has more than {MAX_LINES} lines: split it"));
        }
        let sql = name.starts_with("src-server/src/")
            && !name.starts_with("src-server/src/storage")
            && name.ends_with(".rs")
            && text.contains("rusqlite::");
        if sql {
            breaches.push(format!("{name} uses SQL outside storage/"));
        }
    }
    Ok(())
}

/// A class that a page gives a rule of its own (files from 80 on) is spoken of in no other file: two pages that
/// take the same name for different things would dress each other.
fn styles(breaches: &mut Vec<String>) -> Result<(), Failure> {
    let mut own: BTreeMap<String, String> = BTreeMap::new();
    let mut spoken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for entry in fs::read_dir(process::root().join("src-ui/style"))? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let text = without_comments(&fs::read_to_string(&path)?);
        // What stands before a brace and is not a declaration of the block before it.
        let heads = text
            .split('{')
            .filter_map(|part| part.rsplit(['}', ';']).next());
        for selector in heads.flat_map(|head| head.split(',')) {
            let selector = selector.trim();
            for class in classes(selector) {
                if name.as_str() >= "80" && class == selector {
                    own.insert(class.clone(), name.clone());
                }
                spoken.entry(class).or_default().insert(name.clone());
            }
        }
    }
    for (class, file) in own {
        let others = spoken.remove(&class).unwrap_or_default();
        let mut others = others.iter().filter(|other| **other != file);
        if let Some(other) = others.next()
            && !SHARED_CLASSES.contains(&class.as_str())
        {
            breaches.push(format!(
                "{class} of src-ui/style/{file} is in {other} too: one of them wants another name"
            ));
        }
    }
    Ok(())
}

fn without_comments(text: &str) -> String {
    let mut parts = text.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |mut kept, part| {
        kept.push_str(part.split_once("*/").map_or("", |(_, rest)| rest));
        kept
    })
}

/// The classes of a selector, each with its dot.
fn classes(selector: &str) -> Vec<String> {
    let of = |part: &str| {
        let end = part.find(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'));
        format!(".{}", &part[..end.unwrap_or(part.len())])
    };
    selector.split('.').skip(1).map(of).collect()
}

/// The page may ask nothing that it never asks: each permission of the capability files has a call in the
/// page's sources.
fn capabilities(breaches: &mut Vec<String>) -> Result<(), Failure> {
    let mut page = String::new();
    let mut folders = vec![process::root().join("src-ui/src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                page.push_str(&fs::read_to_string(path)?);
            }
        }
    }
    for file in ["capabilities/desktop.json", "capabilities/mobile.json"] {
        let text = fs::read_to_string(process::root().join(file))?;
        let capability: Value = serde_json::from_str(&text)
            .map_err(|error| Failure::Message(format!("{file}: {error}")))?;
        for permission in capability["permissions"].as_array().into_iter().flatten() {
            let permission = permission.as_str().unwrap_or_default();
            if !is_used(permission, &page) {
                breaches.push(format!(
                    "{file} grants {permission}: the page never asks it"
                ));
            }
        }
    }
    Ok(())
}

/// Whether `page` has the call that `permission` allows: a command of ours by its type, a plugin's by its
/// name.
fn is_used(permission: &str, page: &str) -> bool {
    if let Some((plugin, command)) = permission.split_once(":allow-") {
        return page.contains(&format!(
            "\"plugin:{plugin}|{}\"",
            command.replace('-', "_")
        ));
    }
    let Some(command) = permission.strip_prefix("allow-") else {
        return false;
    };
    let name: String = (command.split('-'))
        .flat_map(|word| {
            let mut letters = word.chars();
            let first = letters.next().map(|letter| letter.to_ascii_uppercase());
            first.into_iter().chain(letters)
        })
        .collect();
    // By its type: `call::<Search>`, `ipc::Withdraw>`.
    [format!("<{name}>"), format!("::{name}>")]
        .iter()
        .any(|call| page.contains(call))
}
