//! Finding and running the workspace's own programs.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

use crate::Error;

/// A program that is stopped when this is dropped.
pub struct Running(Child);

impl Running {
    /// Starts `command` with no input; its output goes where the test's goes.
    ///
    /// # Errors
    /// When the program can't be started.
    pub fn start(command: &mut Command) -> Result<Self, Error> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command
            .stdin(Stdio::null())
            .spawn()
            .map_err(|error| format!("{name} can't be started: {error}"))?;
        Ok(Self(child))
    }

    /// Takes charge of a program that runs already.
    #[must_use]
    pub fn adopt(child: Child) -> Self {
        Self(child)
    }

    /// Process id.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    /// Whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        !matches!(self.0.try_wait(), Ok(None))
    }

    /// Waits for it to end, after it was told to.
    ///
    /// # Errors
    /// When its end can't be waited for.
    pub fn wait(mut self) -> Result<std::process::ExitStatus, Error> {
        Ok(self.0.wait()?)
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only when the program has ended already.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Path of a program of this workspace, built by the same command as the tests.
///
/// # Errors
/// When it isn't there; says how to build it.
pub fn path(name: &str) -> Result<PathBuf, Error> {
    static BUILT: OnceLock<Result<(), String>> = OnceLock::new();
    BUILT.get_or_init(build).clone()?;
    let here = std::env::current_exe()?;
    let folder = here
        .parent()
        .filter(|dir| !dir.ends_with("deps"))
        .or_else(|| here.parent().and_then(Path::parent));
    let path = folder.ok_or("no target folder")?.join(name);
    if path.exists() {
        Ok(path)
    } else {
        Err(format!("{} is missing", path.display()).into())
    }
}

/// `cargo test` builds test binaries but not the programs that they start; under `./dev` they are
/// built already, which `HANDBOOK_BUILT` says.
fn build() -> Result<(), String> {
    if std::env::var_os("HANDBOOK_BUILT").is_some() || cfg!(not(debug_assertions)) {
        return Ok(());
    }
    let status = Command::new(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
        .args(["build", "--quiet", "--workspace", "--all-targets"])
        .args(["--exclude=empty-app", "--exclude=empty-page"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .map_err(|error| format!("cargo build: {error}"))?;
    if status.success() {
        Ok(())
    } else {
        Err("cargo build failed".into())
    }
}

/// A port of the loopback address that was free a moment ago.
///
/// # Errors
/// When there is none.
pub fn free_port() -> Result<u16, Error> {
    Ok(std::net::TcpListener::bind(("127.0.0.1", 0))?
        .local_addr()?
        .port())
}
