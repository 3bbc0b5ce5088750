//! What can be checked of the phones' app where there is no phone, no SDK and no macOS.

use std::process::Command;

use crate::process::{self, Failure};

/// The targets that a type check reaches, with whose headers C code for each is compiled here. Nothing is linked,
/// so any will do that the code compiles against.
const TARGETS: [(&str, &str); 3] = [
    ("aarch64-linux-android", "aarch64-linux-gnu"),
    ("x86_64-linux-android", "x86_64-linux-gnu"),
    ("aarch64-apple-ios", "aarch64-linux-gnu"),
];
/// Where Debian keeps its OpenSSL, which stands for the one that is built for a phone.
const OPENSSL: &str = "/usr/lib/x86_64-linux-gnu";

/// Reads the phones' projects with real parsers: `xtask/mobile.py`.
pub fn parse() -> Result<(), Failure> {
    process::run(script("python").arg(process::tools().join("checks")))
}

/// Compiles the phones' Kotlin, and runs what needs no phone.
fn compile_kotlin() -> Result<(), Failure> {
    process::run(script("kotlin").arg("--kotlin"))
}

/// `xtask/mobile.py`, by the Python of `folder`.
fn script(folder: &str) -> Command {
    let python = process::tools().join(folder).join("bin/python");
    let mut command = Command::new(python);
    command.current_dir(process::root()).arg("xtask/mobile.py");
    command
}

/// Type-checks the app for phones: eight minutes, cold. It says nothing about linking.
pub fn check() -> Result<(), Failure> {
    // What the parsers look into, for phones too, on a machine that has built nothing yet.
    process::run(process::cargo().args(["fetch", "--locked", "--quiet"]))?;
    parse()?;
    compile_kotlin()?;
    let mut check = process::cargo();
    check
        .args(["check", "--package", "handbook-app", "--lib"])
        .env("OPENSSL_NO_VENDOR", "1")
        // Without a folder of Apple's, Apple's own tools would be asked for one.
        .env("SDKROOT", "/usr");
    for (target, headers) in TARGETS {
        eprintln!("check: the app for {target}");
        let name = target.replace('-', "_");
        let openssl = |part: &str| format!("{}_OPENSSL_{part}_DIR", name.to_uppercase());
        check
            .args(["--target", target])
            .env(format!("AR_{name}"), "llvm-ar-19")
            .env(format!("RANLIB_{name}"), "llvm-ranlib-19")
            .env(openssl("LIB"), OPENSSL)
            .env(openssl("INCLUDE"), "/usr/include");
        if target.contains("apple") {
            let compiler = process::root().join("xtask/cc-ios.sh");
            check.env(format!("CC_{name}"), compiler);
        } else {
            let flags = format!(
                "--target={headers} -isystem /usr/{headers}/include -isystem /usr/include/{headers} \
                 -idirafter /usr/include/x86_64-linux-gnu"
            );
            check
                .env(format!("CC_{name}"), "clang-19")
                .env(format!("CFLAGS_{name}"), flags);
        }
    }
    // All at once: while one waits for its C code, another goes on.
    process::run(&mut check)
}
