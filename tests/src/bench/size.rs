//! `bench size`: what goes to the phone, and what a record takes there.

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
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src-ui/dist");
    let packed = page_size(&page, "handbook-ui")?;
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

/// Bytes of all files in a folder.
fn folder(path: &Path) -> Result<u64, Error> {
    let mut bytes = 0;
    for entry in std::fs::read_dir(path)? {
        bytes += entry?.metadata()?.len();
    }
    Ok(bytes)
}
