use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};
use handbook_wire::password::{self as rule, Rule};
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

use crate::storage::StorageError;

/// Checks passwords, a few at a time: each check takes 19 MiB.
pub(super) struct Checker {
    argon2: Argon2<'static>,
    /// A hash that no password has, checked where there is no account.
    dummy: String,
    pub(super) slots: Semaphore,
}

/// What a check says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    Wrong,
    Right,
    /// Right, but hashed with other parameters than today's.
    Outdated,
}

impl Checker {
    pub(super) fn new(slots: usize) -> Result<Self, StorageError> {
        let params = Params::new(19_456, 2, 1, None)
            .map_err(|error| StorageError::Backend(format!("argon2: {error}")))?;
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let mut checker = Self {
            argon2,
            dummy: String::new(),
            slots: Semaphore::new(slots),
        };
        checker.dummy = checker.hash(&super::hex(&super::random::<32>()?))?;
        Ok(checker)
    }

    /// `password` as a PHC string with a salt of its own.
    pub(super) fn hash(&self, password: &str) -> Result<String, StorageError> {
        let hash: PasswordHash = self
            .argon2
            .hash_password(password.as_bytes())
            .map_err(|error| StorageError::Backend(format!("argon2: {error}")))?;
        Ok(hash.to_string())
    }

    /// Checks `password`. Takes one hash's time whatever is known: `stored` is the hash, or none
    /// for an account whose `first` password stands and for no account at all.
    pub(super) fn check(
        &self,
        password: &str,
        stored: Option<&str>,
        first: Option<&str>,
    ) -> Checked {
        let text = stored.unwrap_or(&self.dummy);
        let Ok(hash) = PasswordHash::new(text) else {
            return Checked::Wrong;
        };
        let hashed = self
            .argon2
            .verify_password(password.as_bytes(), &hash)
            .is_ok();
        if stored.is_some() {
            let current = Params::try_from(&hash).is_ok_and(|params| {
                params.m_cost() == 19_456 && params.t_cost() == 2 && params.p_cost() == 1
            }) && hash.algorithm.as_str() == "argon2id";
            return match (hashed, current) {
                (false, _) => Checked::Wrong,
                (true, true) => Checked::Right,
                (true, false) => Checked::Outdated,
            };
        }
        match first {
            Some(first) if bool::from(first.as_bytes().ct_eq(password.as_bytes())) => {
                Checked::Right
            }
            _ => Checked::Wrong,
        }
    }
}

/// The password that the manual gives every member at first. Anybody who knows the number knows it:
/// it opens a limited session only.
pub(super) fn first(mobile: &str) -> Option<String> {
    let last = mobile.len().checked_sub(4)?;
    Some(format!("Kemc{}!", mobile.get(last..)?))
}

/// Why a password can't be taken, in Korean; none if it can.
pub(super) fn fault(password: &str, personal: &[&str]) -> Option<&'static str> {
    rule::unmet(password, personal).map(|rule| match rule {
        Rule::Length => "비밀번호는 8자 이상이어야 해요.",
        Rule::Upper => "비밀번호에 영문 대문자가 있어야 해요.",
        Rule::Digit => "비밀번호에 숫자가 있어야 해요.",
        Rule::Special => "비밀번호에 특수문자가 있어야 해요.",
        Rule::Typable => "비밀번호가 너무 길거나, 쓸 수 없는 문자가 있어요.",
        Rule::NotFirst => "처음 비밀번호는 다시 쓸 수 없어요.",
        Rule::NotPersonal => "비밀번호에 휴대폰 번호나 생년월일의 숫자를 쓸 수 없어요.",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_is_checked_and_an_old_one_noticed() {
        let checker = Checker::new(1).unwrap();
        let hash = checker.hash("Hanbit-77").unwrap();
        assert!(
            hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"),
            "{hash}"
        );
        assert_ne!(hash, checker.hash("Hanbit-77").unwrap());
        assert_eq!(
            checker.check("Hanbit-77", Some(&hash), None),
            Checked::Right
        );
        assert_eq!(
            checker.check("Hanbit-78", Some(&hash), Some("Hanbit-78")),
            Checked::Wrong
        );
        assert_eq!(
            checker.check("Kemc1234!", None, Some("Kemc1234!")),
            Checked::Right
        );
        assert_eq!(checker.check("Kemc1234!", None, None), Checked::Wrong);
        assert_eq!(checker.check("x", Some("not a hash"), None), Checked::Wrong);

        let weak = Argon2::new(
            Algorithm::Argon2id,
            Version::V0x13,
            Params::new(1024, 1, 1, None).unwrap(),
        );
        let old: PasswordHash = weak.hash_password(b"Hanbit-77").unwrap();
        let old = old.to_string();
        assert_eq!(
            checker.check("Hanbit-77", Some(&old), None),
            Checked::Outdated
        );
        assert_eq!(checker.check("Hanbit-78", Some(&old), None), Checked::Wrong);
    }

    #[test]
    fn the_first_password_comes_from_the_number() {
        assert_eq!(first("01000001234").as_deref(), Some("Kemc1234!"));
        assert_eq!(first("12"), None);
    }
}
