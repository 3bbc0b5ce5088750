//! The server's secret, which is not in its database.

use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hkdf::{HKDF_SHA256, KeyType, Prk, Salt};
use ring::hmac;
use zeroize::Zeroizing;

use super::random;
use crate::storage::StorageError;

/// Bytes of the secret.
const BYTES: usize = 32;

/// What the secret is used for: HMACs of what identifies a person, and sealing.
pub(super) struct Secret {
    mac: hmac::Key,
    seal: LessSafeKey,
}

struct KeyBytes;

impl KeyType for KeyBytes {
    fn len(&self) -> usize {
        BYTES
    }
}

impl Secret {
    /// Reads the secret at `path`, made for its owner's eyes alone if it is not there.
    pub(super) fn load(path: &Path) -> Result<Self, StorageError> {
        let failed = |error: std::io::Error| StorageError::Backend(format!("secret file: {error}"));
        let bytes = match std::fs::File::open(path) {
            Ok(mut file) => {
                let mut bytes = Zeroizing::new(Vec::new());
                Read::by_ref(&mut file)
                    .take(BYTES as u64 + 1)
                    .read_to_end(&mut bytes)
                    .map_err(failed)?;
                bytes
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let bytes = Zeroizing::new(random::<BYTES>()?.to_vec());
                create(path, &bytes).map_err(failed)?;
                bytes
            }
            Err(error) => return Err(failed(error)),
        };
        if bytes.len() != BYTES {
            return Err(StorageError::Corrupt("비밀 파일(secret)"));
        }
        Self::new(&bytes)
    }

    fn new(bytes: &[u8]) -> Result<Self, StorageError> {
        let failed = |_| StorageError::Backend("key derivation".to_owned());
        let root = Salt::new(HKDF_SHA256, b"handbook").extract(bytes);
        let mac = derive(&root, b"mac").map_err(failed)?;
        let seal = derive(&root, b"seal").map_err(failed)?;
        Ok(Self {
            mac: hmac::Key::new(hmac::HMAC_SHA256, mac.as_slice()),
            seal: LessSafeKey::new(
                UnboundKey::new(&CHACHA20_POLY1305, seal.as_slice()).map_err(failed)?,
            ),
        })
    }

    /// A name for `bytes` that nobody without the secret can make or guess from.
    pub(super) fn mac(&self, context: &str, bytes: &[u8]) -> Vec<u8> {
        let mut mac = hmac::Context::with_key(&self.mac);
        mac.update(context.as_bytes());
        mac.update(&[0]);
        mac.update(bytes);
        mac.sign().as_ref().to_vec()
    }

    /// Encrypts `bytes`, bound to `context`.
    pub(super) fn seal(&self, context: &str, bytes: &[u8]) -> Result<Vec<u8>, StorageError> {
        let nonce = random::<NONCE_LEN>()?;
        let mut sealed = bytes.to_vec();
        self.seal
            .seal_in_place_append_tag(
                Nonce::assume_unique_for_key(nonce),
                Aad::from(context.as_bytes()),
                &mut sealed,
            )
            .map_err(|_| StorageError::Backend("sealing".to_owned()))?;
        let mut all = nonce.to_vec();
        all.append(&mut sealed);
        Ok(all)
    }

    /// Decrypts what [`Secret::seal`] gave; none when it was sealed by another secret or for another
    /// context.
    pub(super) fn open(&self, context: &str, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
        let mut body = Zeroizing::new(body.to_vec());
        let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
        let length = self
            .seal
            .open_in_place(nonce, Aad::from(context.as_bytes()), &mut body)
            .ok()?
            .len();
        body.truncate(length);
        Some(body)
    }
}

fn derive(root: &Prk, purpose: &[u8]) -> Result<Zeroizing<[u8; BYTES]>, ring::error::Unspecified> {
    let mut key = Zeroizing::new([0; BYTES]);
    root.expand(&[purpose], KeyBytes)?.fill(key.as_mut())?;
    Ok(key)
}

/// Writes a new file that only its owner may read; never over one that is there.
fn create(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut options = std::fs::File::options();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_made_once_and_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("secret");
        let first = Secret::load(&path).unwrap();
        let again = Secret::load(&path).unwrap();
        assert_eq!(first.mac("ci", b"x"), again.mac("ci", b"x"));
        assert_ne!(first.mac("ci", b"x"), first.mac("birth", b"x"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = std::fs::metadata(&path).unwrap().permissions().mode();
            assert_eq!(mode & 0o777, 0o600);
        }
        std::fs::write(&path, b"short").unwrap();
        assert!(matches!(Secret::load(&path), Err(StorageError::Corrupt(_))));
    }

    #[test]
    fn what_is_sealed_opens_for_its_context_alone() {
        let one = Secret::new(&[1; BYTES]).unwrap();
        let other = Secret::new(&[2; BYTES]).unwrap();
        let sealed = one.seal("a", b"secret").unwrap();
        assert_eq!(
            one.open("a", &sealed).as_deref().map(Vec::as_slice),
            Some(&b"secret"[..])
        );
        assert!(one.open("b", &sealed).is_none() && other.open("a", &sealed).is_none());
        for i in 0..sealed.len() {
            let mut forged = sealed.clone();
            forged[i] ^= 1;
            assert!(one.open("a", &forged).is_none(), "byte {i}");
        }
        assert!(one.open("a", b"short").is_none());
    }
}
