//! Access tokens: signed by this server, checked without the database.

use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handbook_wire::auth::Role;
use hmac::{Hmac, KeyInit, Mac};
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::Zeroizing;

/// Longer than any token of ours.
const LONGEST: usize = 1024;

/// Who asks, as an access token says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Caller {
    /// Server that signed it.
    pub server: String,
    /// Account.
    pub account: String,
    /// Session.
    pub session: String,
    /// What the account may do.
    pub role: Role,
    /// Whether nothing is left to be done before members' data may be seen.
    pub full: bool,
    /// Good before this time (ms).
    pub expires: i64,
    /// Where the request comes from, which no token says.
    #[serde(skip)]
    pub address: Option<IpAddr>,
}

/// The server's signing key.
pub(super) struct Key(Zeroizing<Vec<u8>>);

impl Key {
    pub(super) fn new(key: &[u8]) -> Self {
        Self(Zeroizing::new(key.to_vec()))
    }

    fn mac(&self, body: &[u8]) -> Option<Hmac<Sha256>> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).ok()?;
        mac.update(body);
        Some(mac)
    }

    /// Signs what `caller` says.
    pub(super) fn sign(&self, caller: &Caller) -> Option<String> {
        let body = URL_SAFE_NO_PAD.encode(serde_json::to_vec(caller).ok()?);
        let mac = self.mac(body.as_bytes())?.finalize().into_bytes();
        Some(format!("{body}.{}", URL_SAFE_NO_PAD.encode(mac)))
    }

    /// A word for `body` that only this key gives, for `purpose`: never the same as a token's.
    pub(super) fn sign_for(&self, purpose: &str, body: &[u8]) -> Option<Vec<u8>> {
        let mac = self.mac(&marked(purpose, body))?;
        Some(mac.finalize().into_bytes().to_vec())
    }

    /// Whether `mac` is [`Key::sign_for`] of the same, in the same time whatever is wrong.
    pub(super) fn verify_for(&self, purpose: &str, body: &[u8], mac: &[u8]) -> bool {
        self.mac(&marked(purpose, body))
            .is_some_and(|own| own.verify_slice(mac).is_ok())
    }

    /// What `token` says, if this key signed it; in the same time whatever is wrong with the
    /// signature.
    pub(super) fn verify(&self, token: &str) -> Option<Caller> {
        if token.len() > LONGEST {
            return None;
        }
        let (body, mac) = token.split_once('.')?;
        let mac = URL_SAFE_NO_PAD.decode(mac).ok()?;
        self.mac(body.as_bytes())?.verify_slice(&mac).ok()?;
        serde_json::from_slice(&URL_SAFE_NO_PAD.decode(body).ok()?).ok()
    }
}

/// No token's body has a zero in it.
fn marked(purpose: &str, body: &[u8]) -> Vec<u8> {
    [b"\0", purpose.as_bytes(), b"\0", body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn caller() -> Caller {
        Caller {
            server: "s".into(),
            account: "1".into(),
            session: "2".into(),
            role: Role::Member,
            full: true,
            expires: 10,
            address: None,
        }
    }

    #[test]
    fn only_what_the_key_signed_is_believed() {
        let key = Key::new(&[1; 32]);
        let token = key.sign(&caller()).unwrap();
        assert_eq!(key.verify(&token), Some(caller()));
        assert_eq!(Key::new(&[2; 32]).verify(&token), None);
        for i in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[i] = if forged[i] == b'A' { b'B' } else { b'A' };
            assert_eq!(
                key.verify(&String::from_utf8(forged).unwrap()),
                None,
                "byte {i}"
            );
        }
        for garbage in ["", ".", "a.b", &token[..token.len() - 1], &"x".repeat(5000)] {
            assert_eq!(key.verify(garbage), None);
        }
    }
}
