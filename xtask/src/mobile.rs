//! What can be checked of the phones' app where there is no phone, no SDK and no macOS.

use std::process::Command;

use crate::process::{self, Failure};

/// The targets that a type check reaches, and what C code for each is compiled with here. `aarch64-apple-ios`
/// is not among them: its C code needs Apple's own headers.
const TARGETS: [(&str, &str); 2] = [
    ("aarch64-linux-android", "aarch64-linux-gnu"),
    ("x86_64-linux-android", "x86_64-linux-gnu"),
];

/// Reads the phones' projects with real parsers: `xtask/mobile.py`.
pub fn parse() -> Result<(), Failure> {
    let tools = process::tools();
    let python = tools.join("python/bin/python");
    let mut command = Command::new(python);
    command.current_dir(process::root());
    process::run(command.arg("xtask/mobile.py").arg(tools.join("checks")))
}

/// Type-checks the app for phones: a few minutes each, cold. It says nothing about linking.
pub fn check() -> Result<(), Failure> {
    parse()?;
    for (target, headers) in TARGETS {
        let name = target.replace('-', "_");
        let flags = format!(
            "--target={headers} -isystem /usr/{headers}/include -isystem /usr/include/{headers}"
        );
        process::run(
            process::cargo()
                .args([
                    "check",
                    "--package",
                    "handbook-app",
                    "--lib",
                    "--target",
                    target,
                ])
                .env(format!("CC_{name}"), "clang-19")
                .env(format!("AR_{name}"), "llvm-ar-19")
                .env(format!("RANLIB_{name}"), "llvm-ranlib-19")
                .env(format!("CFLAGS_{name}"), flags),
        )?;
    }
    Ok(())
}
