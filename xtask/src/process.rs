//! Running other programs, and saying what went wrong.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Why a command of ours did not do its job.
#[derive(Debug)]
pub enum Failure {
    /// A program failed and has said why itself; its exit code is passed on.
    Told(u8),
    /// Something to say.
    Message(String),
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Failure::Message(error.to_string())
    }
}

/// The workspace's root folder.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// Where cargo builds.
pub fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// Where tools that set-up installs for all checkouts lie.
pub fn tools() -> PathBuf {
    if let Some(dir) = std::env::var_os("HANDBOOK_TOOLS") {
        return PathBuf::from(dir);
    }
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".cache")));
    cache
        .unwrap_or_else(|| root().join("target"))
        .join("handbook-tools")
}

/// `cargo` of the toolchain that runs us, in the workspace's root.
pub fn cargo() -> Command {
    let mut command = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root());
    command
}

/// Runs `command` with its output shown.
pub fn run(command: &mut Command) -> Result<(), Failure> {
    let status = command.stdin(Stdio::null()).status().map_err(|error| {
        Failure::Message(format!(
            "{}: {error}",
            command.get_program().to_string_lossy()
        ))
    })?;
    if status.success() {
        return Ok(());
    }
    Err(Failure::Told(
        status
            .code()
            .and_then(|code| u8::try_from(code).ok())
            .unwrap_or(1),
    ))
}

/// Puts `command` in our place: it gets our input, our signals and gives our exit code. Returns only
/// when that failed.
#[cfg(unix)]
pub fn become_program(command: &mut Command) -> Result<(), Failure> {
    use std::os::unix::process::CommandExt;
    Err(Failure::from(command.exec()))
}

/// Runs `command` to its end with our input.
#[cfg(not(unix))]
pub fn become_program(command: &mut Command) -> Result<(), Failure> {
    let status = command.status()?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::Told(1))
    }
}
