//! 조합원증: the co-op's keys, and the certificates that it signs. Authority: `docs/membership-card.md`.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use handbook_wire::ErrorCode;
use handbook_wire::card::{
    CERTIFICATE_CONTEXT, CERTIFICATE_SECONDS, CardKey, CardReply, CardRequest, Certificate,
    KEY_BYTES,
};
use handbook_wire::entity::{Kind, Member, Staff};
use ring::signature::{Ed25519KeyPair, KeyPair};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::secret::Secret;
use super::{Caller, Failure, Service, random};
use crate::clock::Clock;
use crate::config::Config;
use crate::storage::{Storage, StorageError, StorageTxn, StorageWrite};

/// Name of the keys among the server's values, and what they are sealed for.
const KEYS: &str = "card_keys";
/// For how long a key that signs no more is told of: as long as what it signed may be good.
const TOLD_OF: i64 = CERTIFICATE_SECONDS as i64 * 1000;

/// A key as it is stored.
#[derive(Clone, Serialize, Deserialize)]
struct Stored {
    /// The public key in Base64.
    key: String,
    /// The seed in Base64, sealed under the server's secret.
    seed: String,
    /// When it was made.
    made: i64,
    /// Told of before this time; none for the one that signs.
    until: Option<i64>,
}

impl Stored {
    fn new(secret: &Secret, made: i64) -> Result<Self, StorageError> {
        let seed = zeroize::Zeroizing::new(random::<KEY_BYTES>()?);
        let pair = Ed25519KeyPair::from_seed_unchecked(seed.as_slice())
            .map_err(|_| StorageError::Backend("card key".to_owned()))?;
        Ok(Self {
            key: STANDARD.encode(pair.public_key()),
            seed: STANDARD.encode(secret.seal(KEYS, seed.as_slice())?),
            made,
            until: None,
        })
    }

    /// The pair; none when it was sealed under another secret.
    fn pair(&self, secret: &Secret) -> Option<Ed25519KeyPair> {
        let seed = secret.open(KEYS, &STANDARD.decode(&self.seed).ok()?)?;
        Ed25519KeyPair::from_seed_unchecked(&seed).ok()
    }

    fn is_told_of(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }

    fn told(&self) -> CardKey {
        CardKey {
            key: self.key.clone(),
            until: self.until,
        }
    }
}

fn stored<T: StorageTxn + ?Sized>(txn: &T) -> Result<Vec<Stored>, StorageError> {
    match txn.meta(KEYS)? {
        Some(json) => {
            serde_json::from_slice(&json).map_err(|_| StorageError::Corrupt("조합원증 열쇠"))
        }
        None => Ok(Vec::new()),
    }
}

/// Puts a new key in front. With `at_once` the others are forgotten.
fn rotate_in(
    txn: &mut dyn StorageWrite,
    secret: &Secret,
    at_once: bool,
    now: i64,
) -> Result<(), StorageError> {
    let mut keys = vec![Stored::new(secret, now)?];
    if !at_once {
        for mut old in stored(txn)? {
            old.until = old.until.or(Some(now + TOLD_OF));
            if old.is_told_of(now) {
                keys.push(old);
            }
        }
    }
    let json = serde_json::to_vec(&keys).map_err(|_| StorageError::Corrupt("조합원증 열쇠"))?;
    txn.set_meta(KEYS, &json)
}

/// Makes a key unless there is one that this server can sign with.
pub(super) fn ensure_key(
    storage: &dyn Storage,
    secret: &Secret,
    now: i64,
) -> Result<(), StorageError> {
    let signs = |keys: &[Stored]| keys.first().is_some_and(|key| key.pair(secret).is_some());
    if storage.reading(|txn| stored(txn).map(|keys| signs(&keys)))? {
        return Ok(());
    }
    storage.writing(|txn| {
        if signs(&stored(txn)?) {
            return Ok(());
        }
        rotate_in(txn, secret, false, now)
    })
}

/// A key as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeyInfo {
    /// The public key in Base64.
    pub key: String,
    /// When it was made, in milliseconds since 1970 UTC.
    pub made: i64,
    /// Told of before this time; none for the one that signs.
    pub until: Option<i64>,
}

/// The keys that are told of, newest first.
///
/// # Errors
/// [`StorageError`].
pub fn list_keys(storage: &dyn Storage, clock: &dyn Clock) -> Result<Vec<KeyInfo>, StorageError> {
    let now = clock.now();
    let keys = storage.reading(|txn| stored(txn))?;
    let told = keys.into_iter().filter(|key| key.is_told_of(now));
    Ok(told
        .map(|key| KeyInfo {
            key: key.key,
            made: key.made,
            until: key.until,
        })
        .collect())
}

/// Makes a new key that signs from now on. The old ones are told of until what they signed has run
/// out, or with `at_once` no more.
///
/// # Errors
/// [`StorageError`], also when the secret can't be read.
pub fn rotate_key(
    storage: &dyn Storage,
    clock: &dyn Clock,
    config: &Config,
    at_once: bool,
) -> Result<(), StorageError> {
    let secret = Secret::load(&config.secret_file())?;
    storage.writing(|txn| rotate_in(txn, &secret, at_once, clock.now()))
}

impl Service {
    /// The keys that cards are checked with, newest first.
    pub(super) fn card_keys(&self) -> Result<Vec<CardKey>, Failure> {
        let now = self.clock.now();
        let keys = self.storage.reading(|txn| stored(txn))?;
        let told = keys.iter().filter(|key| key.is_told_of(now));
        Ok(told.map(Stored::told).collect())
    }

    /// A certificate for a device of the caller's.
    ///
    /// # Errors
    /// `invalid_input` for what is no key; `not_found` when the company has left the co-op.
    pub fn issue_card(&self, caller: &Caller, request: &CardRequest) -> Result<CardReply, Failure> {
        let device: [u8; KEY_BYTES] = STANDARD
            .decode(&request.key)
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(ErrorCode::InvalidInput)?;
        let issued = u32::try_from(self.clock.now() / 1000)
            .map_err(|_| Failure::Internal("the clock is out of bounds"))?;
        self.storage.reading(|txn| {
            let (account, _) = self.own(txn, caller)?;
            let keys = stored(txn)?;
            let pair = keys.first().and_then(|key| key.pair(&self.secret));
            let pair = pair.ok_or(Failure::Internal("no key for cards"))?;
            let mut certificate = Certificate {
                coop: first_of_hash(self.server.as_bytes()),
                key: first_of_hash(pair.public_key().as_ref()),
                device,
                issued,
                until: issued.saturating_add(CERTIFICATE_SECONDS),
                role: account.role,
                member: String::new(),
                person: account.subject.clone(),
                name: account.name.clone(),
                company: String::new(),
                number: String::new(),
            };
            match account.member() {
                Some(id) => {
                    let company = entity::<Member>(txn, Kind::Member, id)?
                        .filter(|member| member.status.is_current())
                        .ok_or(ErrorCode::NotFound)?;
                    id.clone_into(&mut certificate.member);
                    if account.subject == id {
                        certificate.person.clear();
                    }
                    certificate.company = company.name;
                    certificate.number = company.number;
                }
                None => {
                    let staff = entity::<Staff>(txn, Kind::Staff, &account.subject)?
                        .ok_or(ErrorCode::NotFound)?;
                    certificate.company = staff.department.unwrap_or_default();
                }
            }
            let mut bytes = certificate.write();
            let signature = pair.sign(&[CERTIFICATE_CONTEXT, &bytes].concat());
            bytes.extend_from_slice(signature.as_ref());
            Ok(CardReply {
                certificate: STANDARD.encode(bytes),
            })
        })
    }
}

/// A record that is not a tombstone.
fn entity<T: DeserializeOwned>(
    txn: &dyn StorageTxn,
    kind: Kind,
    id: &str,
) -> Result<Option<T>, StorageError> {
    let found = txn.entity(kind, id)?.filter(|entity| !entity.deleted);
    Ok(found.and_then(|entity| serde_json::from_str(&entity.payload).ok()))
}

fn first_of_hash<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let hash = Sha256::digest(bytes);
    std::array::from_fn(|place| hash.get(place).copied().unwrap_or(0))
}
