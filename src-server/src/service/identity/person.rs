use handbook_wire::entity::Phone;
use handbook_wire::identity::{normalise_birth, normalise_name, normalise_phone};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization;

use crate::identity::Subject;
use crate::service::Service;
use crate::storage::Account;

/// Somebody as typed, and after that as verified.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(in crate::service) struct Person {
    pub(in crate::service) name: String,
    /// Digits alone.
    pub(in crate::service) phone: String,
    /// `19881225`.
    pub(in crate::service) birth: String,
    /// HMAC of the CI, if the provider told one.
    pub(in crate::service) ci: Option<Vec<u8>>,
}

impl Person {
    /// What was typed, if it has the form of a name, a mobile number and a birth date before `now`
    /// (ms).
    pub(super) fn typed(name: &str, phone: &str, birth: &str, now: i64) -> Option<Self> {
        let name: String = name.nfc().collect();
        Some(Self {
            name: normalise_name(&name)?,
            phone: normalise_phone(phone)?,
            birth: normalise_birth(birth).filter(|birth| is_past(birth, now))?,
            ci: None,
        })
    }

    /// Whether `subject` is the typed person.
    pub(super) fn is(&self, subject: &Subject) -> bool {
        same_name(&self.name, &subject.name)
            && self.phone == subject.phone
            && self.birth == subject.birth
    }
}

impl Service {
    /// Whether name, birth date and CI, as far as they are known, are the account's.
    pub(super) fn may_be(&self, person: &Person, account: &Account) -> bool {
        let birth = self.mac_birth(&person.birth);
        let same_birth = (account.birth.as_ref()).is_none_or(|known| *known == birth);
        let same_ci = match (&account.ci, &person.ci) {
            (Some(known), Some(told)) => known == told,
            _ => true,
        };
        same_name(&account.name, &person.name) && same_birth && same_ci
    }

    /// As [`Service::may_be`], and the number is the account's too.
    pub(super) fn is_owner(&self, person: &Person, account: &Account) -> bool {
        account.mobile.as_deref() == Some(&person.phone) && self.may_be(person, account)
    }

    /// Keeps of `person` what the account did not know.
    pub(super) fn learn(&self, account: &mut Account, person: &Person, now: i64) {
        account.verified_at = Some(now);
        account.birth = Some(self.mac_birth(&person.birth));
        if person.ci.is_some() {
            account.ci.clone_from(&person.ci);
        }
    }

    pub(in crate::service) fn mac_birth(&self, birth: &str) -> Vec<u8> {
        self.secret.mac("birth", birth.as_bytes())
    }

    pub(super) fn mac_ci(&self, ci: &str) -> Vec<u8> {
        self.secret.mac("ci", ci.as_bytes())
    }

    /// Names a person without telling who it is.
    pub(in crate::service) fn mac_person(&self, person: &Person) -> Vec<u8> {
        let text = format!("{}\0{}", person.phone, person.birth);
        self.secret.mac("person", text.as_bytes())
    }
}

/// A login as its owner will recognise it and others can't use it.
pub(super) fn mask(login: &str) -> String {
    let digits = login.bytes().all(|byte| byte.is_ascii_digit());
    if digits && matches!(login.len(), 10 | 11) {
        let shown = Phone {
            number: login.to_owned(),
            ..Phone::default()
        };
        let parts: Vec<String> = shown.display().split('-').map(str::to_owned).collect();
        if let [area, middle, last] = parts.as_slice() {
            return format!("{area}-{}-{last}", "*".repeat(middle.len()));
        }
    }
    let kept = if login.chars().count() > 2 { 2 } else { 1 };
    let start: String = login.chars().take(kept).collect();
    format!("{start}***")
}

/// Whether two names are the same but for spaces and the way that Hangul is encoded.
fn same_name(one: &str, other: &str) -> bool {
    let fold = |name: &str| -> String { name.nfc().filter(|c| !c.is_whitespace()).collect() };
    let one = fold(one);
    !one.is_empty() && one == fold(other)
}

/// Whether the day `birth`, such as `19881225`, has begun in Korea.
fn is_past(birth: &str, now: i64) -> bool {
    const KOREA: i64 = 9 * 60 * 60 * 1000;
    jiff::Timestamp::from_millisecond(now + KOREA)
        .is_ok_and(|now| *birth <= *now.strftime("%Y%m%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_790_000_000_000;

    #[test]
    fn what_is_typed_has_the_form_of_a_person() {
        let typed = |name: &str, phone: &str, birth: &str| Person::typed(name, phone, birth, NOW);
        for (name, phone, birth) in [
            ("홍길동", "01012345678", "19900315"),
            (" 홍길동 ", "0111234567", "20000229"),
            ("JOHN DOE", "01012345678", "19000101"),
            ("\u{1112}\u{1169}\u{11bc}길동", "01012345678", "19900315"),
        ] {
            assert!(typed(name, phone, birth).is_some(), "{name} {birth}");
        }
        for (name, phone, birth) in [
            ("", "01012345678", "19900315"),
            ("가나다라마바사아자", "01012345678", "19900315"),
            ("홍\u{7}길동", "01012345678", "19900315"),
            ("홍길동", "0212345678", "19900315"),
            ("홍길동", "010123456789", "19900315"),
            ("홍길동", "01012345678", "19900230"),
            ("홍길동", "01012345678", "900315"),
            ("홍길동", "01012345678", "18991231"),
            ("홍길동", "01012345678", "20991231"),
            ("홍길동", "01012345678", "가나다"),
        ] {
            assert!(
                typed(name, phone, birth).is_none(),
                "{name} {phone} {birth}"
            );
        }
    }

    #[test]
    fn a_login_is_masked() {
        for (login, masked) in [
            ("01012341234", "010-****-1234"),
            ("0111231234", "011-***-1234"),
            ("abcd", "ab***"),
            ("ab", "a***"),
            ("김사무", "김사***"),
        ] {
            assert_eq!(mask(login), masked);
        }
    }

    #[test]
    fn names_are_the_same_however_they_are_written() {
        assert!(same_name("홍길동", " 홍 길동"));
        assert!(same_name("홍길동", "\u{1112}\u{1169}\u{11bc}길동"));
        assert!(!same_name("홍길동", "홍길순"));
        assert!(!same_name("", " "));
    }
}
