//! `bench size`: what goes to the phone, beside an empty app, and what a record takes there.

use std::path::Path;

use super::app::page_size;
use super::data::Shape;
use super::figure::{Report, Rounds};
use super::sync::{client, coop};
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
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (peer, page, name) in [
        ("", "../src-ui/dist", "handbook-ui"),
        ("empty", "peer/empty-app/page/dist", "empty-page"),
    ] {
        let packed = page_size(&root.join(page), name)?;
        rounds.add("page_gzip", "bytes", peer, packed as f64);
        let raw = folder(&root.join(page))?;
        rounds.add("page", "bytes", peer, raw as f64);
    }
    for (peer, metric, name) in [
        ("", "app", "handbook-app"),
        ("empty", "app", "empty-app"),
        ("", "server", "handbook-server"),
    ] {
        let bytes = std::fs::metadata(program::path(name)?)?.len();
        rounds.add(metric, "bytes", peer, bytes as f64);
    }
    for size in sizes {
        let mut server = coop(*size, shape)?;
        server.start().await?;
        let dir = tempfile::tempdir()?;
        let cache = dir.path().join("cache");
        let mut client = client(&server.url(), &cache)?;
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

/// Bytes of all files in a folder and in those within.
fn folder(path: &Path) -> Result<u64, Error> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        bytes += match entry.file_type()?.is_dir() {
            true => folder(&entry.path())?,
            false => entry.metadata()?.len(),
        };
    }
    Ok(bytes)
}
