//! A server that speaks S3 (npm `s3rver`) as a process of its own.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::peer::tools;
use crate::program::{self, Running};
use crate::{Error, wait_for};

const BUCKET: &str = "handbook";
/// Both are built into the peer.
const KEY: &str = "S3RVER";

/// The server with an empty bucket, until it is dropped.
pub struct Bucket {
    folder: tempfile::TempDir,
    port: u16,
    _running: Running,
}

impl Bucket {
    /// Starts it.
    ///
    /// # Errors
    /// When Node.js or the peer is not there: `./dev test` installs both.
    pub async fn start() -> Result<Self, Error> {
        let (folder, port) = (tempfile::tempdir()?, program::free_port()?);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer/s3rver.mjs");
        let mut command = Command::new("node");
        command
            .arg("--no-deprecation")
            .arg(script)
            .arg(port.to_string())
            .arg(folder.path())
            .arg(BUCKET)
            .env("HANDBOOK_TOOLS", tools()?)
            .stdout(Stdio::null());
        let running = Running::start(&mut command)
            .map_err(|error| format!("{error}: run ./dev test once, it installs Node.js"))?;
        wait_for("the S3 server (./dev test installs it)", || async {
            let connected = tokio::net::TcpStream::connect(("127.0.0.1", port)).await;
            connected.ok().map(drop)
        })
        .await?;
        Ok(Self {
            folder,
            port,
            _running: running,
        })
    }

    /// Environment of a server that keeps its files there.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 5] {
        [
            (
                "HANDBOOK_SERVER_FILES_S3_ENDPOINT",
                format!("http://127.0.0.1:{}", self.port),
            ),
            ("HANDBOOK_SERVER_FILES_S3_BUCKET", BUCKET.to_owned()),
            ("HANDBOOK_SERVER_FILES_S3_REGION", "us-east-1".to_owned()),
            ("HANDBOOK_SERVER_FILES_S3_ACCESS_KEY", KEY.to_owned()),
            ("HANDBOOK_SERVER_FILES_S3_SECRET_KEY", KEY.to_owned()),
        ]
    }

    /// Where the peer keeps the bytes of the object called `key`.
    #[must_use]
    pub fn object(&self, key: &str) -> PathBuf {
        let name = format!("{key}._S3rver_object");
        self.folder.path().join(BUCKET).join(name)
    }
}
