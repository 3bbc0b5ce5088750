//! 조합원증: the bytes that a member's QR holds. Authority: `docs/membership-card.md`. Who signs and
//! checks them is elsewhere; here is only their form.

use serde::{Deserialize, Serialize};

use crate::auth::Role;

/// What a card's text begins with; the last digit is the version.
pub const PREFIX: &str = "ESUJEOP1/";
/// What every version's text begins with.
pub const FAMILY: &str = "ESUJEOP";
/// Bytes of a public key.
pub const KEY_BYTES: usize = 32;
/// Bytes of a signature.
pub const SIGNATURE_BYTES: usize = 64;
/// For how many seconds a card is shown before it is signed anew.
pub const SHOWN_SECONDS: u32 = 30;
/// For how many seconds a certificate is good.
pub const CERTIFICATE_SECONDS: u32 = 7 * 24 * 60 * 60;
/// The longest text that is looked at, in bytes.
pub const LONGEST: usize = 4096;

/// What the co-op's signature of a certificate begins with.
pub const CERTIFICATE_CONTEXT: &[u8] = b"handbook card 1 certificate\0";
/// What the device's signature of a card begins with.
pub const SHOWN_CONTEXT: &[u8] = b"handbook card 1 shown\0";

const LONGEST_RECORD: usize = 20;
const LONGEST_PERSON: usize = 32;
const LONGEST_NAME: usize = 40;
const LONGEST_COMPANY: usize = 80;
const LONGEST_NUMBER: usize = 16;

/// A public key of the co-op's, as `GET /v1/hello` tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardKey {
    /// 32 bytes in Base64.
    pub key: String,
    /// For a key that signs no more: when its last certificate ends, in milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<i64>,
}

/// `POST /v1/account/card`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardRequest {
    /// The device's public key: 32 bytes in Base64.
    pub key: String,
}

/// Answer to [`CardRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CardReply {
    /// [`Certificate::write`] and the co-op's signature, in Base64.
    pub certificate: String,
}

/// What the co-op says of a member, for one device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// Which co-op.
    pub coop: [u8; 8],
    /// Which of its keys.
    pub key: [u8; 4],
    /// The device's public key.
    pub device: [u8; KEY_BYTES],
    /// When it was issued, in seconds since 1970 UTC; so all times here.
    pub issued: u32,
    /// Good before this time.
    pub until: u32,
    /// What the person is.
    pub role: Role,
    /// Record id of the company; empty for staff.
    pub member: String,
    /// Record id of the person; empty when it is the company's.
    pub person: String,
    /// 성명.
    pub name: String,
    /// 회사명; for staff the 부서.
    pub company: String,
    /// 조합원번호.
    pub number: String,
}

impl Certificate {
    /// Its bytes, without the signature. Texts that are too long are cut.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(256);
        bytes.extend_from_slice(&self.coop);
        bytes.extend_from_slice(&self.key);
        bytes.extend_from_slice(&self.device);
        bytes.extend_from_slice(&self.issued.to_be_bytes());
        bytes.extend_from_slice(&self.until.to_be_bytes());
        bytes.push(match self.role {
            Role::Member => 0,
            Role::Staff => 1,
        });
        for (text, most) in [
            (&self.member, LONGEST_RECORD),
            (&self.person, LONGEST_PERSON),
            (&self.name, LONGEST_NAME),
            (&self.company, LONGEST_COMPANY),
            (&self.number, LONGEST_NUMBER),
        ] {
            let text = cut(text, most);
            // No more than the longest, which is far below 256.
            bytes.push(u8::try_from(text.len()).unwrap_or(0));
            bytes.extend_from_slice(text.as_bytes());
        }
        bytes
    }
}

/// At most `most` bytes of `text`, with `…` when some are missing.
fn cut(text: &str, most: usize) -> String {
    const MORE: char = '…';
    if text.len() <= most {
        return text.to_owned();
    }
    let mut end = most.saturating_sub(MORE.len_utf8());
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let mut short = text[..end].to_owned();
    short.push(MORE);
    short
}

/// A card as it was shown: parsed, not checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    /// What the co-op says.
    pub certificate: Certificate,
    /// The co-op's signature.
    pub coop_signature: [u8; SIGNATURE_BYTES],
    /// When it was shown.
    pub shown: u32,
    /// The device's signature.
    pub device_signature: [u8; SIGNATURE_BYTES],
}

impl Card {
    /// What the device signs, after its context.
    #[must_use]
    pub fn shown_bytes(certificate: &[u8], shown: u32) -> Vec<u8> {
        [certificate, &shown.to_be_bytes()].concat()
    }

    /// Reads a card; none for bytes of another form.
    #[must_use]
    pub fn read(bytes: &[u8]) -> Option<Card> {
        let mut rest = bytes;
        let certificate = read_certificate(&mut rest)?;
        let card = Card {
            certificate,
            coop_signature: take(&mut rest)?,
            shown: u32::from_be_bytes(take(&mut rest)?),
            device_signature: take(&mut rest)?,
        };
        rest.is_empty().then_some(card)
    }
}

/// Reads a certificate with its signature, as [`CardReply`] brings it.
#[must_use]
pub fn read_signed(bytes: &[u8]) -> Option<(Certificate, [u8; SIGNATURE_BYTES])> {
    let mut rest = bytes;
    let certificate = read_certificate(&mut rest)?;
    let signature = take(&mut rest)?;
    rest.is_empty().then_some((certificate, signature))
}

fn read_certificate(rest: &mut &[u8]) -> Option<Certificate> {
    Some(Certificate {
        coop: take(rest)?,
        key: take(rest)?,
        device: take(rest)?,
        issued: u32::from_be_bytes(take(rest)?),
        until: u32::from_be_bytes(take(rest)?),
        role: match take::<1>(rest)? {
            [0] => Role::Member,
            [1] => Role::Staff,
            _ => return None,
        },
        member: text(rest, LONGEST_RECORD)?,
        person: text(rest, LONGEST_PERSON)?,
        name: text(rest, LONGEST_NAME)?,
        company: text(rest, LONGEST_COMPANY)?,
        number: text(rest, LONGEST_NUMBER)?,
    })
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (first, after) = rest.split_first_chunk::<N>()?;
    *rest = after;
    Some(*first)
}

fn text(rest: &mut &[u8], most: usize) -> Option<String> {
    let [length] = take::<1>(rest)?;
    let length = usize::from(length);
    if length > most {
        return None;
    }
    let (text, after) = rest.split_at_checked(length)?;
    *rest = after;
    std::str::from_utf8(text).ok().map(str::to_owned)
}

/// The characters of Base45, which are those of a QR's alphanumeric mode.
const DIGITS: &[u8; 45] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

/// `bytes` in Base45 (RFC 9285).
#[must_use]
pub fn to_base45(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() / 2 * 3 + 2);
    for pair in bytes.chunks(2) {
        let (mut number, digits) = match *pair {
            [high, low] => (usize::from(high) * 256 + usize::from(low), 3),
            [low] => (usize::from(low), 2),
            _ => continue,
        };
        for _ in 0..digits {
            text.push(char::from(DIGITS[number % 45]));
            number /= 45;
        }
    }
    text
}

/// The bytes of a Base45 text; none for what is none.
#[must_use]
pub fn from_base45(text: &str) -> Option<Vec<u8>> {
    let digit = |c: &u8| DIGITS.iter().position(|digit| digit == c);
    let mut bytes = Vec::with_capacity(text.len() / 3 * 2 + 1);
    for group in text.as_bytes().chunks(3) {
        let mut number = 0;
        for c in group.iter().rev() {
            number = number * 45 + digit(c)?;
        }
        match group.len() {
            3 => bytes.extend_from_slice(&u16::try_from(number).ok()?.to_be_bytes()),
            2 => bytes.push(u8::try_from(number).ok()?),
            _ => return None,
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn longest() -> Certificate {
        Certificate {
            coop: [1; 8],
            key: [2; 4],
            device: [3; 32],
            issued: 1_795_392_000,
            until: 1_795_996_800,
            role: Role::Member,
            member: "9".repeat(99),
            person: "f".repeat(99),
            name: "가".repeat(99),
            company: "나".repeat(99),
            number: "0".repeat(99),
        }
    }

    #[test]
    fn the_longest_card_fits_the_code_that_is_promised() {
        let mut bytes = longest().write();
        bytes.extend([0; 64 + 4 + 64]);
        assert!(bytes.len() <= 378, "{}", bytes.len());
        let card = Card::read(&bytes).unwrap();
        assert_eq!(card.certificate.company, format!("{}…", "나".repeat(25)));
        assert!(PREFIX.len() + to_base45(&bytes).len() <= 576);
    }

    #[test]
    fn base45_is_as_the_standard_shows_it() {
        for (bytes, text) in [
            ("AB", "BB8"),
            ("Hello!!", "%69 VD92EX0"),
            ("base-45", "UJCLQE7W581"),
            ("ietf!", "QED8WEX0"),
        ] {
            assert_eq!(to_base45(bytes.as_bytes()), text);
            assert_eq!(from_base45(text).unwrap(), bytes.as_bytes());
        }
        for wrong in ["A", "GGW", ":::", "::", "ab8", "가"] {
            assert_eq!(from_base45(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_card_that_is_cut_or_goes_on_is_none() {
        let mut bytes = longest().write();
        bytes.extend([7; 64 + 4 + 64]);
        for end in 0..bytes.len() {
            assert_eq!(Card::read(&bytes[..end]), None, "{end}");
        }
        bytes.push(0);
        assert_eq!(Card::read(&bytes), None);
    }

    proptest! {
        #[test]
        fn whatever_is_written_is_read_again(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
            prop_assert_eq!(from_base45(&to_base45(&bytes)), Some(bytes.clone()));
            let _ = Card::read(&bytes);
            let _ = read_signed(&bytes);
        }

        #[test]
        fn no_text_is_too_much(text in "\\PC{0,200}") {
            let _ = from_base45(&text);
        }
    }
}
