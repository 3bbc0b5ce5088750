//! A stream in sealed pieces: none can be read, changed, moved, taken out or cut off unnoticed.
//!
//! After [`MAGIC`] and a random salt come pieces of [`PIECE`] bytes, each sealed by
//! ChaCha20-Poly1305 with the number of the piece and whether it is the last as its nonce. The key is
//! the backup's alone: derived from the operator's key and the salt.

use std::fmt;
use std::io::{self, ErrorKind, Read, Write};

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Salt};
use zeroize::Zeroizing;

/// What every backup begins with.
const MAGIC: &[u8; 18] = b"handbook backup 1\n";
const SALT: usize = 32;
/// Bytes of a piece before it is sealed.
const PIECE: usize = 64 << 10;
const TAG: usize = 16;
/// Bytes of a key.
const KEY: usize = 32;

/// The operator's key.
#[derive(Clone, PartialEq, Eq)]
pub struct BackupKey(Zeroizing<[u8; KEY]>);

impl BackupKey {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new() -> io::Result<Self> {
        let mut key = Zeroizing::new([0; KEY]);
        getrandom::fill(key.as_mut()).map_err(|error| io::Error::other(error.to_string()))?;
        Ok(Self(key))
    }

    /// The key that `text` writes: 64 hexadecimal digits.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.as_bytes();
        if text.len() != 2 * KEY {
            return None;
        }
        let mut key = Zeroizing::new([0; KEY]);
        for (byte, pair) in key.iter_mut().zip(text.chunks(2)) {
            let digits = std::str::from_utf8(pair).ok()?;
            if !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
                return None;
            }
            *byte = u8::from_str_radix(digits, 16).ok()?;
        }
        Some(Self(key))
    }

    /// The digits that [`BackupKey::parse`] reads.
    #[must_use]
    pub fn digits(&self) -> Zeroizing<String> {
        Zeroizing::new(crate::service::hex(&self.0[..]))
    }

    fn of_stream(&self, salt: &[u8]) -> io::Result<LessSafeKey> {
        let broken = |_| io::Error::other("key derivation");
        let root = Salt::new(HKDF_SHA256, salt).extract(&self.0[..]);
        let info: [&[u8]; 1] = [MAGIC];
        let mut key = Zeroizing::new([0; KEY]);
        root.expand(&info, KeyBytes)
            .and_then(|okm| okm.fill(key.as_mut()))
            .map_err(broken)?;
        let key = UnboundKey::new(&CHACHA20_POLY1305, &key[..]).map_err(broken)?;
        Ok(LessSafeKey::new(key))
    }
}

impl fmt::Debug for BackupKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

struct KeyBytes;

impl KeyType for KeyBytes {
    fn len(&self) -> usize {
        KEY
    }
}

fn nonce(number: u64, last: bool) -> Nonce {
    let mut nonce = [0; NONCE_LEN];
    nonce[3..11].copy_from_slice(&number.to_be_bytes());
    nonce[11] = u8::from(last);
    Nonce::assume_unique_for_key(nonce)
}

/// Seals what is written to it.
pub(super) struct Sealer<W: Write> {
    to: W,
    key: LessSafeKey,
    piece: Vec<u8>,
    number: u64,
}

impl<W: Write> Sealer<W> {
    /// Begins a stream in `to`.
    pub(super) fn new(mut to: W, key: &BackupKey) -> io::Result<Self> {
        let mut salt = [0; SALT];
        getrandom::fill(&mut salt).map_err(|error| io::Error::other(error.to_string()))?;
        to.write_all(MAGIC)?;
        to.write_all(&salt)?;
        Ok(Self {
            to,
            key: key.of_stream(&salt)?,
            piece: Vec::with_capacity(PIECE + TAG),
            number: 0,
        })
    }

    fn seal(&mut self, last: bool) -> io::Result<()> {
        self.key
            .seal_in_place_append_tag(nonce(self.number, last), Aad::empty(), &mut self.piece)
            .map_err(|_| io::Error::other("sealing"))?;
        self.to.write_all(&self.piece)?;
        self.piece.clear();
        self.number += 1;
        Ok(())
    }

    /// Seals the last piece. A stream without it is no stream.
    pub(super) fn finish(mut self) -> io::Result<W> {
        self.seal(true)?;
        Ok(self.to)
    }
}

impl<W: Write> Write for Sealer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        // A full piece waits until it is known not to be the last.
        if self.piece.len() == PIECE && !bytes.is_empty() {
            self.seal(false)?;
        }
        let room = PIECE - self.piece.len();
        let taken = &bytes[..room.min(bytes.len())];
        self.piece.extend_from_slice(taken);
        Ok(taken.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// Reads what was sealed. Gives a byte only when its piece is as it was written, and ends only where
/// the stream was finished.
pub(super) struct Opener<R: Read> {
    from: R,
    key: LessSafeKey,
    /// The piece that is read from, and how far.
    piece: Vec<u8>,
    at: usize,
    /// The sealed piece that comes next; empty after the last.
    next: Vec<u8>,
    number: u64,
}

impl<R: Read> Opener<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// `InvalidData` when it is no backup.
    pub(super) fn new(mut from: R, key: &BackupKey) -> io::Result<Self> {
        let mut head = [0; MAGIC.len() + SALT];
        from.read_exact(&mut head).map_err(|_| damaged())?;
        let (magic, salt) = head.split_at(MAGIC.len());
        if magic != MAGIC {
            return Err(damaged());
        }
        let key = key.of_stream(salt)?;
        let next = sealed_piece(&mut from)?;
        if next.is_empty() {
            return Err(damaged());
        }
        Ok(Self {
            from,
            key,
            piece: Vec::new(),
            at: 0,
            next,
            number: 0,
        })
    }

    fn open(&mut self) -> io::Result<()> {
        let mut piece = std::mem::take(&mut self.next);
        self.next = sealed_piece(&mut self.from)?;
        let last = self.next.is_empty();
        let length = self
            .key
            .open_in_place(nonce(self.number, last), Aad::empty(), &mut piece)
            .map_err(|_| damaged())?
            .len();
        piece.truncate(length);
        self.piece = piece;
        self.at = 0;
        self.number += 1;
        Ok(())
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() {
            if self.next.is_empty() {
                return Ok(0);
            }
            self.open()?;
        }
        let left = &self.piece[self.at..];
        let taken = left.len().min(into.len());
        into[..taken].copy_from_slice(&left[..taken]);
        self.at += taken;
        Ok(taken)
    }
}

fn sealed_piece(from: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut piece = Vec::with_capacity(PIECE + TAG);
    from.take((PIECE + TAG) as u64).read_to_end(&mut piece)?;
    Ok(piece)
}

fn damaged() -> io::Error {
    ErrorKind::InvalidData.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(plain: &[u8], key: &BackupKey) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), key).unwrap();
        sealer.write_all(plain).unwrap();
        sealer.finish().unwrap()
    }

    fn opened(sealed: &[u8], key: &BackupKey) -> io::Result<Vec<u8>> {
        let mut plain = Vec::new();
        Opener::new(sealed, key)?.read_to_end(&mut plain)?;
        Ok(plain)
    }

    #[test]
    fn what_is_sealed_is_read_by_its_key_alone() {
        let key = BackupKey::new().unwrap();
        for length in [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE] {
            let plain: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
            let sealed = sealed(&plain, &key);
            assert!(opened(&sealed, &key).unwrap() == plain, "{length}");
            assert!(opened(&sealed, &BackupKey::new().unwrap()).is_err());
        }
        let again = BackupKey::parse(&key.digits()).unwrap();
        assert_eq!(again.0, key.0);
        for wrong in ["", "00", &"g".repeat(64), &"+1".repeat(32)] {
            assert!(BackupKey::parse(wrong).is_none());
        }
    }

    #[test]
    fn what_was_changed_moved_cut_or_added_to_is_noticed() {
        let key = BackupKey::new().unwrap();
        let plain = vec![5; 2 * PIECE + 100];
        let whole = sealed(&plain, &key);
        let piece = PIECE + TAG;
        let head = MAGIC.len() + SALT;
        for place in [
            0,
            MAGIC.len(),
            head,
            head + piece - 1,
            head + piece,
            whole.len() - 1,
        ] {
            let mut forged = whole.clone();
            forged[place] ^= 1;
            assert!(opened(&forged, &key).is_err(), "byte {place}");
        }
        for length in [0, head, head + piece, head + 2 * piece, whole.len() - 1] {
            assert!(opened(&whole[..length], &key).is_err(), "cut at {length}");
        }
        let mut longer = whole.clone();
        longer.push(0);
        assert!(opened(&longer, &key).is_err());
        let mut swapped = whole.clone();
        swapped[head..head + 2 * piece].rotate_left(piece);
        assert!(opened(&swapped, &key).is_err());
    }
}
