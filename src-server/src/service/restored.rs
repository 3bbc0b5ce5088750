//! A database that was restored from a backup goes on with a history of its own.
//!
//! Devices that are ahead of it notice by the tags of revisions (`docs/sync-protocol.md`). Their
//! sessions have gone on too: the refresh token that a device holds was given after the backup, so the
//! database does not know it. Each token therefore names its session and when it was given, under a
//! MAC by the server's secret, and one such token a session is taken.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::secret::Secret;
use super::{hex, random};
use crate::storage::{StorageError, StorageTxn, StorageWrite};

/// Where the times between which history was lost are kept.
const LOST: &str = "lost_history";
/// Ids that may have been given in the history that was lost, and are not given again.
const LOST_IDS: u64 = 1_000_000;
const RANDOM: usize = 24;
const SESSION: usize = 16;
const TIME: usize = 8;
const MAC: usize = 16;

/// The times (ms) between which history was lost: from the backup to its restoring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Lost {
    since: i64,
    until: i64,
    /// The newest refresh token that the backup knows.
    known: i64,
}

/// Lets a database that was copied at or after `made_at` begin a history of its own: access tokens that
/// are under way are void, ids that may have been given since are not given again, uploads whose bytes
/// are not there are forgotten, and what devices were still to be told is taken for told.
///
/// # Errors
/// [`StorageError`].
pub fn begin_again(txn: &mut dyn StorageWrite, made_at: i64, now: i64) -> Result<(), StorageError> {
    txn.set_meta("token_key", &random::<32>()?)?;
    let next = txn.next_id()?;
    txn.set_meta("next_id", &(next + LOST_IDS).to_be_bytes())?;
    for upload in txn.uploads_before(i64::MAX)? {
        if upload.done.is_none() {
            txn.remove_upload(&upload.id)?;
        }
    }
    txn.settle_notifications()?;
    for post in txn.eves_due(now)? {
        txn.take_eve(&post, now)?;
    }
    let known = txn.last_refresh(None)?.unwrap_or(0).max(made_at);
    let times = [made_at, now, known];
    txn.set_meta(LOST, &times.map(i64::to_be_bytes).concat())
}

/// When history was lost last, if ever.
pub(super) fn lost<T: StorageTxn + ?Sized>(txn: &T) -> Result<Option<Lost>, StorageError> {
    let Some(bytes) = txn.meta(LOST)? else {
        return Ok(None);
    };
    let times: Vec<i64> = bytes
        .chunks_exact(8)
        .filter_map(|time| Some(i64::from_be_bytes(time.try_into().ok()?)))
        .collect();
    match times[..] {
        [since, until, known] => Ok(Some(Lost {
            since,
            until,
            known,
        })),
        _ => Err(StorageError::Corrupt(LOST)),
    }
}

impl Lost {
    /// Whether a token that the database does not know was given in the history that was lost.
    pub(super) fn gave(&self, token: &Origin) -> bool {
        (self.since..=self.until).contains(&token.issued_at)
    }

    /// Whether the session has gone on since: then one of two has a token that is not his.
    pub(super) fn has_gone_on<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        session: &str,
    ) -> Result<bool, StorageError> {
        let last = txn.last_refresh(Some(session))?;
        Ok(last.is_some_and(|last| last > self.known))
    }
}

/// What a refresh token says of itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Origin {
    /// Its session.
    pub(super) session: String,
    /// When it was given.
    pub(super) issued_at: i64,
}

/// A new refresh token of `session`, whose id is 32 hexadecimal digits.
pub(super) fn new_token(secret: &Secret, session: &str, now: i64) -> Result<String, StorageError> {
    let mut bytes = random::<RANDOM>()?.to_vec();
    bytes.extend(unhex(session).ok_or(StorageError::Corrupt("session"))?);
    bytes.extend(now.to_be_bytes());
    let mac = secret.mac("refresh token", &bytes);
    bytes.extend(&mac[..MAC]);
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What a token of ours says of itself; none for any other text.
pub(super) fn origin(secret: &Secret, token: &str) -> Option<Origin> {
    use subtle::ConstantTimeEq;
    if token.len() > 200 {
        return None;
    }
    let bytes = URL_SAFE_NO_PAD.decode(token).ok()?;
    let (said, mac) = bytes.split_at_checked(RANDOM + SESSION + TIME)?;
    let right = secret.mac("refresh token", said);
    if mac.len() != MAC || !bool::from(mac.ct_eq(&right[..MAC])) {
        return None;
    }
    let (session, time) = said[RANDOM..].split_at(SESSION);
    Some(Origin {
        session: hex(session),
        issued_at: i64::from_be_bytes(time.try_into().ok()?),
    })
}

fn unhex(digits: &str) -> Option<Vec<u8>> {
    if digits.len() != 2 * SESSION || !digits.is_ascii() {
        return None;
    }
    (0..SESSION)
        .map(|place| u8::from_str_radix(digits.get(2 * place..2 * place + 2)?, 16).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_says_whose_it_is_to_its_server_alone() {
        let folder = tempfile::tempdir().unwrap();
        let secret = |name: &str| Secret::load(&folder.path().join(name)).unwrap();
        let (ours, other) = (secret("a"), secret("b"));
        let session = "00112233445566778899aabbccddeeff";
        let token = new_token(&ours, session, 77).unwrap();
        let expected = Origin {
            session: session.to_owned(),
            issued_at: 77,
        };
        assert_eq!(origin(&ours, &token), Some(expected));
        assert_eq!(origin(&other, &token), None);
        for place in 0..token.len() - 1 {
            let mut forged = token.clone().into_bytes();
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(origin(&ours, &forged), None, "{place}");
        }
        assert_eq!(origin(&ours, ""), None);
    }
}
