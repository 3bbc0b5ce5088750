//! The commands that run the product: demo, tests, server, benchmarks, pictures.

use std::process::Command;

use crate::page;
use crate::process::{self, Failure};

/// Everything is built with these, so that every crate is built once whatever is run. The empty app is
/// there for `bench app` alone.
const WHOLE: [&str; 4] = [
    "--workspace",
    "--exclude=empty-app",
    "--exclude=empty-page",
    "--all-targets",
];

/// Tells the tests that the programs which they start are built.
const BUILT: &str = "HANDBOOK_BUILT";

/// `./dev server ARGS`: output is the server's alone.
pub fn server(args: &[String]) -> Result<(), Failure> {
    process::run(process::cargo().args([
        "build",
        "--package",
        "handbook-server",
        "--bin",
        "handbook-server",
    ]))?;
    process::become_program(
        Command::new(process::target().join("debug/handbook-server")).args(args),
    )
}

/// `./dev test`.
pub fn test() -> Result<(), Failure> {
    page::build()?;
    process::run(process::cargo().arg("build").args(WHOLE))?;
    process::run(
        process::cargo()
            .args([
                "test",
                "--workspace",
                "--exclude=empty-app",
                "--exclude=empty-page",
            ])
            .env(BUILT, "1"),
    )
}

/// `./dev demo`.
pub fn demo(walk: bool) -> Result<(), Failure> {
    page::build()?;
    process::run(process::cargo().arg("build").args(WHOLE))?;
    let mut demo = Command::new(process::target().join("debug/demo"));
    demo.env(BUILT, "1");
    if walk {
        demo.arg("--walk");
    }
    process::run(&mut demo)
}

/// `./dev shots`.
pub fn shots(look: Option<&str>) -> Result<(), Failure> {
    page::build()?;
    process::run(process::cargo().arg("build").args(WHOLE))?;
    let mut shots = Command::new(process::target().join("debug/shots"));
    process::run(shots.args(look).env(BUILT, "1"))
}

/// `./dev bench NAME --json`.
pub fn bench(args: &[String]) -> Result<(), Failure> {
    let mut build = process::cargo();
    build.args([
        "build",
        "--release",
        "--package",
        "handbook-tests",
        "--package",
        "handbook-server",
        "--bins",
    ]);
    let name = args.first().map_or("", String::as_str);
    if name == "size" || name == "app" {
        page::build()?;
        // The app that is measured looks for its server where one without an address does.
        build
            .args(["--package", "handbook-app"])
            .env_remove("HANDBOOK_SERVER");
        page::build_empty()?;
        build.args(["--package", "empty-app"]);
    }
    process::run(&mut build)?;
    process::become_program(Command::new(process::target().join("release/bench")).args(args))
}
