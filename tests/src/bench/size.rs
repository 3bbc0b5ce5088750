//! `bench size`: what goes to the phone, and what a record takes there.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::data::Shape;
use super::figure::{Report, Rounds};
use super::sync::{Client, coop};
use crate::{Error, program};

/// Measures the release build and caches of `sizes` companies.
///
/// # Errors
/// When something has not been built, or a first sync fails.
pub async fn run(sizes: &[u64], shape: Shape) -> Result<Report, Error> {
    let mut rounds = Rounds {
        counted: 1,
        ..Rounds::default()
    };
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-ui/dist");
    let files = ["handbook-ui_bg.wasm", "handbook-ui.js"].map(|name| page.join(name));
    let mut packed = 0;
    for file in &files {
        packed += gzip(file)?;
    }
    rounds.add("page_gzip", "bytes", "", packed as f64);
    for name in ["handbook-app", "handbook-server"] {
        let bytes = std::fs::metadata(program::path(name)?)?.len();
        rounds.add(name, "bytes", "", bytes as f64);
    }
    for size in sizes {
        let mut server = coop(*size, shape)?;
        server.start().await?;
        let dir = tempfile::tempdir()?;
        let cache = dir.path().join("cache");
        let mut client = Client::start(&server.url(), &cache)?;
        client.hear()?;
        drop(client);
        let bytes = folder(&cache)?;
        rounds.add(
            &format!("cache_{}k", size / 1000),
            "bytes a record",
            "",
            bytes as f64 / *size as f64,
        );
    }
    Ok(rounds.report())
}

/// Bytes of a file as `gzip -9` packs it.
fn gzip(path: &PathBuf) -> Result<u64, Error> {
    let output = Command::new("gzip")
        .args(["-9", "--stdout"])
        .arg(path)
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("gzip {}", path.display()).into());
    }
    Ok(output.stdout.len() as u64)
}

/// Bytes of all files in a folder.
fn folder(path: &Path) -> Result<u64, Error> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(path)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
