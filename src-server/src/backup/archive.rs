//! What is in a backup, one thing after the other: a line of JSON that says what comes, then its bytes.

use std::io::{self, ErrorKind, Read, Write};

use serde::{Deserialize, Serialize};

/// Version of this form.
const FORMAT: u32 = 1;
/// The longest line of JSON.
const LONGEST: u32 = 4096;

/// What a backup is of; comes first.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    format: u32,
    /// Time (ms) before the database was copied.
    pub made_at: i64,
    /// Version of the server that made it.
    pub server: String,
    /// Version of the database's schema.
    pub schema: u32,
    /// Newest revision in it.
    pub revision: u64,
    /// Whether the files of posts are in a bucket, and not in here.
    pub in_bucket: bool,
    /// Hashes of files that the database knows and that were gone already.
    pub missing: u64,
}

impl Manifest {
    pub(super) fn new(made_at: i64, schema: u32, revision: u64, in_bucket: bool) -> Self {
        Self {
            format: FORMAT,
            made_at,
            server: env!("CARGO_PKG_VERSION").to_owned(),
            schema,
            revision,
            in_bucket,
            missing: 0,
        }
    }
}

/// What comes next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "entry")]
pub(super) enum Entry {
    /// The server's secret.
    Secret { bytes: u64 },
    /// The database.
    Database { bytes: u64 },
    /// A file of a post.
    File { hash: String, bytes: u64 },
    /// Nothing: it is the end.
    End,
}

pub(super) fn write_line(to: &mut impl Write, line: &impl Serialize) -> io::Result<()> {
    let text = serde_json::to_vec(line)?;
    let length = u32::try_from(text.len()).map_err(|_| damaged())?;
    to.write_all(&length.to_be_bytes())?;
    to.write_all(&text)
}

/// Writes an entry with exactly `bytes` bytes of `from`.
pub(super) fn write_entry(
    to: &mut impl Write,
    entry: &Entry,
    bytes: u64,
    from: &mut impl Read,
) -> io::Result<()> {
    write_line(to, entry)?;
    if io::copy(&mut from.take(bytes), to)? != bytes {
        return Err(io::Error::new(
            ErrorKind::UnexpectedEof,
            "a file became shorter while it was read",
        ));
    }
    Ok(())
}

pub(super) fn read_line<T: for<'de> Deserialize<'de>>(from: &mut impl Read) -> io::Result<T> {
    let mut length = [0; 4];
    from.read_exact(&mut length)?;
    let length = u32::from_be_bytes(length);
    if length > LONGEST {
        return Err(damaged());
    }
    let mut text = Vec::new();
    from.take(u64::from(length)).read_to_end(&mut text)?;
    serde_json::from_slice(&text).map_err(|_| damaged())
}

/// Reads what comes first.
///
/// # Errors
/// `Unsupported` when a newer server wrote it.
pub(super) fn read_manifest(from: &mut impl Read) -> io::Result<Manifest> {
    let manifest: Manifest = read_line(from)?;
    match manifest.format {
        FORMAT => Ok(manifest),
        _ => Err(ErrorKind::Unsupported.into()),
    }
}

/// Copies the `bytes` bytes of an entry to `to`.
pub(super) fn read_bytes(from: &mut impl Read, bytes: u64, to: &mut impl Write) -> io::Result<()> {
    match io::copy(&mut from.take(bytes), to)? {
        copied if copied == bytes => Ok(()),
        _ => Err(damaged()),
    }
}

pub(super) fn damaged() -> io::Error {
    ErrorKind::InvalidData.into()
}
