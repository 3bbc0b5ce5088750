//! A file in sealed pieces: each can be read and written by itself, none can be changed, moved or cut off
//! unnoticed.

use std::fs::File;
use std::io::{Error, ErrorKind, Read, Result, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, Nonce, UnboundKey};
use zeroize::Zeroizing;

/// Bytes of a piece.
pub(crate) const PIECE: usize = 64 << 10;
/// What sealing adds to a piece.
const TAG: usize = 16;
/// Length of a file's key.
pub(crate) const KEY: usize = 32;

/// A file's random key.
pub(crate) type FileKey = Zeroizing<[u8; KEY]>;

/// A sealed file. Everything here blocks.
pub(crate) struct Sealed {
    path: PathBuf,
    key: LessSafeKey,
    bytes: u64,
}

impl Sealed {
    /// The file at `path` that has or will have so many bytes.
    pub(crate) fn new(path: &Path, key: &FileKey, bytes: u64) -> Result<Self> {
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key[..])
            .map_err(|_| Error::from(ErrorKind::InvalidInput))?;
        Ok(Self {
            path: path.to_owned(),
            key: LessSafeKey::new(key),
            bytes,
        })
    }

    /// The number of the piece is the nonce: the key is this file's alone, and a piece that is written
    /// again has the same bytes, as the file has one hash.
    fn nonce(piece: u64) -> Nonce {
        let mut nonce = [0; 12];
        nonce[4..].copy_from_slice(&piece.to_be_bytes());
        Nonce::assume_unique_for_key(nonce)
    }

    fn place(piece: u64) -> u64 {
        piece * (PIECE + TAG) as u64
    }

    /// Writes `bytes` as the pieces from byte `at` on, which begins one.
    pub(crate) fn write(&self, at: u64, bytes: &[u8]) -> Result<()> {
        let mut options = std::fs::OpenOptions::new();
        options.create(true).write(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        let first = at / PIECE as u64;
        file.seek(SeekFrom::Start(Self::place(first)))?;
        for (piece, plain) in (first..).zip(bytes.chunks(PIECE)) {
            let mut sealed = plain.to_vec();
            let about = Aad::from(self.bytes.to_be_bytes());
            self.key
                .seal_in_place_append_tag(Self::nonce(piece), about, &mut sealed)
                .map_err(|_| Error::from(ErrorKind::InvalidInput))?;
            file.write_all(&sealed)?;
        }
        file.sync_data()
    }

    /// The bytes from `at` on, at most `most`; fewer only at the end.
    pub(crate) fn read(&self, at: u64, most: usize) -> Result<Vec<u8>> {
        let end = at.saturating_add(most as u64).min(self.bytes);
        let mut bytes = Vec::new();
        if at >= end {
            return Ok(bytes);
        }
        let mut file = File::open(&self.path)?;
        let piece_bytes = PIECE as u64;
        for piece in at / piece_bytes..=(end - 1) / piece_bytes {
            let start = piece * piece_bytes;
            let plain = self.piece(&mut file, piece)?;
            let from = usize::try_from(at.saturating_sub(start)).unwrap_or(PIECE);
            let to = usize::try_from(end - start)
                .unwrap_or(PIECE)
                .min(plain.len());
            bytes.extend_from_slice(plain.get(from..to).unwrap_or_default());
        }
        Ok(bytes)
    }

    fn piece(&self, file: &mut File, piece: u64) -> Result<Vec<u8>> {
        let left = self.bytes - piece * PIECE as u64;
        let length = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        let mut sealed = vec![0; length + TAG];
        file.seek(SeekFrom::Start(Self::place(piece)))?;
        file.read_exact(&mut sealed)?;
        let about = Aad::from(self.bytes.to_be_bytes());
        self.key
            .open_in_place(Self::nonce(piece), about, &mut sealed)
            .map_err(|_| Error::from(ErrorKind::InvalidData))?;
        sealed.truncate(length);
        Ok(sealed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_and_nothing_of_it_stands_on_the_disk() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let bytes: Vec<u8> = b"0123456789abcdef".repeat(10_000);
        let key = FileKey::new([7; KEY]);
        let sealed = Sealed::new(&path, &key, bytes.len() as u64).unwrap();
        sealed.write(0, &bytes[..PIECE]).unwrap();
        sealed.write(PIECE as u64, &bytes[PIECE..]).unwrap();
        // Once more, as after a break.
        sealed.write(0, &bytes[..PIECE]).unwrap();
        assert!(sealed.read(0, usize::MAX).unwrap() == bytes);
        for (at, most) in [
            (0, 1),
            (65_530, 20),
            (131_071, 2),
            (159_999, 9),
            (160_000, 9),
        ] {
            let end = (at + most).min(bytes.len());
            assert_eq!(sealed.read(at as u64, most).unwrap(), bytes[at..end]);
        }
        let disk = std::fs::read(&path).unwrap();
        assert!(!disk.windows(16).any(|at| at == b"0123456789abcdef"));
    }

    #[test]
    fn what_was_changed_moved_or_cut_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x");
        let key = FileKey::new([7; KEY]);
        let bytes = vec![5; 3 * PIECE];
        let sealed = Sealed::new(&path, &key, bytes.len() as u64).unwrap();
        sealed.write(0, &bytes).unwrap();
        let whole = std::fs::read(&path).unwrap();
        let with = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut disk = whole.clone();
            change(&mut disk);
            std::fs::write(&path, disk).unwrap();
            sealed.read(0, usize::MAX).is_err()
        };
        assert!(with(&|disk| disk[100] ^= 1));
        assert!(with(&|disk| disk.truncate(2 * (PIECE + TAG))));
        assert!(with(&|disk| disk.rotate_left(PIECE + TAG)));
        let other = Sealed::new(&path, &FileKey::new([8; KEY]), bytes.len() as u64).unwrap();
        std::fs::write(&path, &whole).unwrap();
        assert!(other.read(0, 1).is_err());
        let shorter = Sealed::new(&path, &key, 2 * PIECE as u64).unwrap();
        assert!(shorter.read(0, 1).is_err());
    }
}
