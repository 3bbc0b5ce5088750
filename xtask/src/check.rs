//! What a developer runs before committing.

use crate::house;
use crate::mobile;
use crate::process::{self, Failure};

/// Formatting, house rules, lints, documentation, licences, the phones' projects and the WASM build of the
/// wire types.
pub fn run() -> Result<(), Failure> {
    step("formatting", || {
        process::run(process::cargo().args(["fmt", "--all", "--check"]))
    })?;
    step("house rules", house::check)?;
    step("lints", || {
        process::run(process::cargo().args([
            "clippy",
            "--workspace",
            "--all-targets",
            "--",
            "--deny",
            "warnings",
        ]))
    })?;
    step("wire types and screens for WASM", || {
        process::run(process::cargo().args([
            "check",
            "--package",
            "handbook-wire",
            "--package",
            "handbook-ui",
            "--target",
            "wasm32-unknown-unknown",
        ]))
    })?;
    step("documentation", || {
        process::run(
            process::cargo()
                .args([
                    "doc",
                    "--workspace",
                    "--no-deps",
                    "--document-private-items",
                    "--quiet",
                ])
                .env(
                    "RUSTDOCFLAGS",
                    "--deny warnings --allow rustdoc::private-intra-doc-links",
                ),
        )
    })?;
    step("licences, sources, bans", || {
        // Also what only other systems need: it is part of what is checked.
        process::run(process::cargo().args(["fetch", "--locked", "--quiet"]))?;
        process::run(process::cargo().args([
            "deny",
            "--offline",
            "check",
            "bans",
            "licenses",
            "sources",
        ]))
    })?;
    // After the fetch: it looks into what only phones need.
    step("phones' projects", mobile::parse)?;
    Ok(())
}

fn step(name: &str, job: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
    eprintln!("check: {name}");
    job()
}
