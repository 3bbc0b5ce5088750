//! The co-op's server as a process of its own, with a data folder of its own.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::program::{self, Running};
use crate::{Error, wait_for};

/// A server on a loopback port that stays the same when it is stopped and started again.
pub struct TestServer {
    data: tempfile::TempDir,
    port: u16,
    settings: Vec<(&'static str, String)>,
    running: Option<Running>,
}

impl TestServer {
    /// A server with an empty database, not started yet.
    ///
    /// # Errors
    /// When there is no room or port for it.
    pub fn new() -> Result<Self, Error> {
        Self::at(program::free_port()?)
    }

    /// The same on a port of one's choice.
    ///
    /// # Errors
    /// When there is no room for it.
    pub fn at(port: u16) -> Result<Self, Error> {
        Ok(Self {
            data: tempfile::tempdir()?,
            port,
            settings: Vec::new(),
            running: None,
        })
    }

    /// Sets environment variables for its next start.
    pub fn set(&mut self, settings: impl IntoIterator<Item = (&'static str, String)>) {
        self.settings.extend(settings);
    }

    /// Lets it take `sandbox` for the identity provider from its next start on.
    pub fn use_sandbox(&mut self, sandbox: &crate::sandbox::Sandbox) {
        let url = self.url();
        self.set(sandbox.settings());
        self.set([("HANDBOOK_SERVER_PUBLIC_URL", url)]);
    }

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Folder of its database.
    #[must_use]
    pub fn data(&self) -> &Path {
        self.data.path()
    }

    /// File of its database.
    #[must_use]
    pub fn database(&self) -> std::path::PathBuf {
        let config = handbook_server::Config {
            data_dir: self.data().to_owned(),
            ..handbook_server::Config::default()
        };
        config.database()
    }

    /// Its process id.
    ///
    /// # Errors
    /// When it is not running.
    pub fn id(&self) -> Result<u32, Error> {
        Ok(self
            .running
            .as_ref()
            .ok_or("the server is not running")?
            .id())
    }

    /// Starts it and waits until it answers.
    ///
    /// # Errors
    /// When it does not start or never answers.
    pub async fn start(&mut self) -> Result<(), Error> {
        self.running = Some(Running::start(self.command()?.arg("serve"))?);
        wait_for("the server's health", || self.health())
            .await
            .map(drop)
    }

    /// What `GET /healthz` answers; none when it does not answer or is not well.
    pub async fn health(&self) -> Option<Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).await.ok()?;
        let request = "GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
        stream.write_all(request.as_bytes()).await.ok()?;
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.ok()?;
        let (head, body) = reply.split_once("\r\n\r\n")?;
        head.starts_with("HTTP/1.1 200")
            .then(|| serde_json::from_str(body).ok())?
    }

    /// Asks it to stop and waits until it has.
    ///
    /// # Errors
    /// When it did not end well.
    pub fn stop(&mut self) -> Result<(), Error> {
        let Some(running) = self.running.take() else {
            return Ok(());
        };
        Command::new("kill")
            .args(["-TERM", &running.id().to_string()])
            .status()?;
        let status = running.wait()?;
        if status.success() {
            Ok(())
        } else {
            Err(format!("the server ended with {status}").into())
        }
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(&mut self) {
        self.running = None;
    }

    /// Imports a roster for good and gives the report.
    ///
    /// # Errors
    /// When the import failed.
    pub fn import(&self, roster: &Path) -> Result<Value, Error> {
        let output = self
            .command()?
            .arg("import")
            .arg(roster)
            .args(["--apply", "--json"])
            .output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// Runs `server ARGS` and gives what it prints.
    ///
    /// # Errors
    /// When it ends with an error, in its words.
    pub fn run(&self, args: &[&str]) -> Result<String, Error> {
        let output = self.command()?.args(args).output()?;
        if !output.status.success() {
            return Err(String::from_utf8_lossy(&output.stderr).into_owned().into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Gives an account a password as staff do at the counter.
    ///
    /// # Errors
    /// When there is no such account or the password breaks the rules.
    pub fn activate(&self, login: &str, password: &str) -> Result<(), Error> {
        let mut child = self
            .command()?
            .args(["account", "activate", login, "--password-stdin"])
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        if let Some(mut input) = child.stdin.take() {
            writeln!(input, "{password}")?;
        }
        let output = child.wait_with_output()?;
        if output.status.success() {
            return Ok(());
        }
        Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
    }

    fn command(&self) -> Result<Command, Error> {
        let mut command = Command::new(program::path("handbook-server")?);
        command
            .current_dir(self.data.path())
            .env("HANDBOOK_SERVER_LISTEN", format!("127.0.0.1:{}", self.port))
            .env("HANDBOOK_SERVER_DATA_DIR", self.data.path())
            .envs(self.settings.iter().map(|(name, value)| (name, value)));
        Ok(command)
    }
}
