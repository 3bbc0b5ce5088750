//! 조합원증: what this device shows, and the check of what another one shows. Pure: the time is told.
//! Authority: `docs/membership-card.md`.

pub(crate) mod kept;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::card::{
    self, CERTIFICATE_CONTEXT, Card, CardKey, Certificate, KEY_BYTES, SHOWN_CONTEXT, SHOWN_SECONDS,
};
use handbook_wire::ipc::CardVerdict;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::Error;

/// By how many seconds two clocks may differ.
const SKEW: i64 = 60;

/// What cards of the co-op's are checked with, as the server told it last.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Keys {
    /// The server's id.
    pub server: String,
    /// The co-op's public keys.
    pub keys: Vec<CardKey>,
}

/// What a check finds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked {
    /// How it stands.
    pub verdict: CardVerdict,
    /// What the co-op says of the person and when it was shown; only of a card that the co-op and the
    /// device have signed.
    pub card: Option<(Certificate, u32)>,
}

impl From<CardVerdict> for Checked {
    fn from(verdict: CardVerdict) -> Self {
        Self {
            verdict,
            card: None,
        }
    }
}

/// Whether a text is a card's, of whatever version.
#[must_use]
pub fn is_card(text: &str) -> bool {
    text.starts_with(card::FAMILY)
}

/// Checks the text of a card at a time in milliseconds since 1970 UTC.
#[must_use]
pub fn check(text: &str, keys: &Keys, now_ms: i64) -> Checked {
    if text.len() > card::LONGEST {
        return CardVerdict::Damaged.into();
    }
    let Some(code) = text.strip_prefix(card::PREFIX) else {
        let version = text.strip_prefix(card::FAMILY);
        let newer = version.is_some_and(|rest| {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            digits > 0 && rest[digits..].starts_with('/')
        });
        return match newer {
            true => CardVerdict::Newer.into(),
            false => CardVerdict::Damaged.into(),
        };
    };
    let Some(bytes) = card::from_base45(code) else {
        return CardVerdict::Damaged.into();
    };
    let Some(card) = Card::read(&bytes) else {
        return CardVerdict::Damaged.into();
    };
    let certificate = &card.certificate;
    if certificate.coop != first_of_hash::<8>(keys.server.as_bytes()) {
        return CardVerdict::Foreign.into();
    }
    let Some(key) = keys.find(certificate.key, now_ms) else {
        return CardVerdict::UnknownKey.into();
    };
    // Both signatures are over the bytes as they were written: another spelling of the same is none.
    let body = certificate.write();
    if verify(&key, CERTIFICATE_CONTEXT, &body, &card.coop_signature).is_none() {
        return CardVerdict::Forged.into();
    }
    let shown = Card::shown_bytes(&[&body[..], &card.coop_signature].concat(), card.shown);
    let device = &certificate.device;
    if verify(device, SHOWN_CONTEXT, &shown, &card.device_signature).is_none() {
        return CardVerdict::Forged.into();
    }
    Checked {
        verdict: at(&card, now_ms.div_euclid(1000)),
        card: Some((card.certificate, card.shown)),
    }
}

/// How a signed card stands at a time in seconds.
fn at(card: &Card, now: i64) -> CardVerdict {
    let [issued, until, shown] =
        [card.certificate.issued, card.certificate.until, card.shown].map(i64::from);
    if issued > now + SKEW || shown > now + SKEW {
        CardVerdict::Ahead
    } else if until <= now {
        CardVerdict::Over
    } else if now > shown + i64::from(SHOWN_SECONDS) + SKEW {
        CardVerdict::Old
    } else {
        CardVerdict::Valid
    }
}

fn verify(key: &[u8], context: &[u8], message: &[u8], signature: &[u8]) -> Option<()> {
    let signed = [context, message].concat();
    UnparsedPublicKey::new(&ED25519, key)
        .verify(&signed, signature)
        .ok()
}

impl Keys {
    fn find(&self, id: [u8; 4], now_ms: i64) -> Option<[u8; KEY_BYTES]> {
        let told = self
            .keys
            .iter()
            .filter(|key| key.until.is_none_or(|until| now_ms < until));
        told.filter_map(|key| STANDARD.decode(&key.key).ok()?.try_into().ok())
            .find(|key: &[u8; KEY_BYTES]| first_of_hash::<4>(key) == id)
    }
}

/// The key of this device, which signs what it shows.
pub struct DeviceKey(Ed25519KeyPair);

impl DeviceKey {
    /// The key of a seed of 32 bytes.
    ///
    /// # Errors
    /// [`Error::Setup`] for another length.
    pub fn new(seed: &[u8]) -> Result<Self, Error> {
        Ed25519KeyPair::from_seed_unchecked(seed)
            .map(Self)
            .map_err(|_| Error::Setup("the card's key"))
    }

    /// What others check with.
    #[must_use]
    pub fn public(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// The text that is shown from `shown` on, in seconds. `certificate` is with the co-op's signature.
    #[must_use]
    pub fn show(&self, certificate: &[u8], shown: u32) -> String {
        let mut bytes = Card::shown_bytes(certificate, shown);
        let signature = self.0.sign(&[SHOWN_CONTEXT, &bytes].concat());
        bytes.extend_from_slice(signature.as_ref());
        format!("{}{}", card::PREFIX, card::to_base45(&bytes))
    }
}

/// When what is shown at `now` (in seconds) was signed, and for how many seconds it stays.
#[must_use]
pub fn turn(now: u32) -> (u32, u32) {
    let gone = now % SHOWN_SECONDS;
    (now - gone, SHOWN_SECONDS - gone)
}

/// The first bytes of the SHA-256 of `bytes`.
fn first_of_hash<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let hash = Sha256::digest(bytes);
    std::array::from_fn(|place| hash.get(place).copied().unwrap_or(0))
}

#[cfg(test)]
pub(crate) mod tests;
