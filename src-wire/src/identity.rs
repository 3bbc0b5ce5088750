//! 본인인증: identity verification by a provider, in the system's browser.

use serde::{Deserialize, Serialize};

/// Who verifies people. The server names those that the co-op has under contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agency {
    /// NAVER.
    Naver,
    /// 금융결제원.
    Kftc,
    /// PASS.
    Pass,
    /// toss.
    Toss,
    /// PAYCO.
    Payco,
    /// 신한은행.
    Shinhan,
    /// 국민은행.
    Kb,
    /// SAMSUNG Pass.
    Samsung,
    /// One that this build does not know; it is not shown.
    #[serde(other)]
    Unknown,
}

impl Agency {
    /// Those that this build knows, in the manual's order.
    pub const ALL: [Agency; 8] = [
        Agency::Naver,
        Agency::Kftc,
        Agency::Pass,
        Agency::Toss,
        Agency::Payco,
        Agency::Shinhan,
        Agency::Kb,
        Agency::Samsung,
    ];
}

/// What a verification is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To admit this device to the caller's account, or to verify again. Needs a session.
    Account,
    /// To change the account's mobile number to the verified one. Needs a full session.
    ChangeMobile,
    /// 회원가입.
    SignUp,
    /// 아이디 찾기.
    FindLogin,
    /// 비밀번호 찾기.
    ResetPassword,
}

/// `POST /v1/identity`: begins a verification.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityRequest {
    /// What for.
    pub purpose: Purpose,
    /// By whom.
    pub agency: Agency,
    /// 이름.
    pub name: String,
    /// 전화번호, digits alone.
    pub phone: String,
    /// 생년월일, `19881225`.
    pub birth: String,
    /// The texts that were agreed to.
    pub agreed: Vec<Agreement>,
    /// Base64url without padding of SHA-256 of a secret that the app keeps and shows in
    /// [`IdentityCheck`]: nobody else can ask for the result.
    pub challenge: String,
}

/// A text that somebody agreed to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreement {
    /// [`Document::id`](crate::coop::Document::id).
    pub document: String,
    /// Its version.
    pub version: String,
}

/// Answer to [`IdentityRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityStarted {
    /// Names the verification, 32 hexadecimal digits.
    pub id: String,
    /// Page of the co-op's server to open in the system's browser; it leads to the provider.
    pub url: String,
    /// Seconds for which it can be done.
    pub seconds: u32,
}

/// `POST /v1/identity/{id}`: how far it is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityCheck {
    /// The secret behind [`IdentityRequest::challenge`].
    pub verifier: String,
    /// The one-time code from the link by which the browser came back; none when the app asks by
    /// itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

/// How far a verification is.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum IdentityReply {
    /// The person has not confirmed in the provider's app yet.
    Waiting,
    /// Done. For [`Purpose::Account`] and [`Purpose::ChangeMobile`] the account has been changed:
    /// refresh the session to learn its steps.
    Verified {
        /// For [`Purpose::SignUp`] and [`Purpose::ResetPassword`]: good once, for 10 minutes.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        ticket: Option<String>,
        /// For [`Purpose::FindLogin`]: the masked login, none when the person has no account.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        login: Option<String>,
    },
    /// It came to nothing; begin anew.
    Failed {
        /// Why.
        reason: IdentityFailure,
        /// What the provider said, to be shown as it is.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        message: Option<String>,
    },
}

/// Why a verification came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum IdentityFailure {
    /// The person or the provider broke it off.
    Refused,
    /// Somebody else was verified than was asked for, or than the account belongs to.
    OtherPerson,
    /// The number belongs to another account.
    NumberTaken,
    /// The provider can't be reached or its answer can't be read.
    Unavailable,
    /// Time ran out, or the result was fetched before.
    Expired,
    /// A reason that this build does not know.
    #[serde(other)]
    Unknown,
}

/// `POST /v1/password`: sets a new password with the ticket of [`Purpose::ResetPassword`]. Every
/// session of the account ends. The answer is the same whether or not there is an account.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResetPassword {
    /// From [`IdentityReply::Verified`].
    pub ticket: String,
    /// The new password; see [`crate::password`].
    pub new: String,
}

/// 이름 as it is sent: without spaces around it, with single ones within; none when nothing is left or
/// it is longer than a verification takes (25 bytes in UTF-8).
#[must_use]
pub fn normalise_name(typed: &str) -> Option<String> {
    let name = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let fits = (1..=25).contains(&name.len()) && !name.chars().any(char::is_control);
    fits.then_some(name)
}

/// A mobile number as it is sent: digits alone; none when it is not one.
#[must_use]
pub fn normalise_phone(typed: &str) -> Option<String> {
    let digits = digits(typed)?;
    let fits = (10..=11).contains(&digits.len()) && digits.starts_with("01");
    fits.then_some(digits)
}

/// A birth date as it is sent: `19881225`; none when there is no such day.
#[must_use]
pub fn normalise_birth(typed: &str) -> Option<String> {
    let digits = digits(typed)?;
    if digits.len() != 8 {
        return None;
    }
    let (year, month, day): (u32, u32, u32) = (
        digits[..4].parse().ok()?,
        digits[4..6].parse().ok()?,
        digits[6..].parse().ok()?,
    );
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => return None,
    };
    let fits = (1900..=2100).contains(&year) && (1..=days).contains(&day);
    fits.then_some(digits)
}

/// The digits of what was typed with spaces, hyphens and dots; none when there is anything else.
fn digits(typed: &str) -> Option<String> {
    let kept: String = typed
        .chars()
        .filter(|c| !matches!(c, '-' | ' ' | '.'))
        .collect();
    kept.bytes().all(|b| b.is_ascii_digit()).then_some(kept)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_brought_into_form() {
        assert_eq!(normalise_name("  홍  길동 ").as_deref(), Some("홍 길동"));
        assert_eq!(
            normalise_phone("010-0000-1234").as_deref(),
            Some("01000001234")
        );
        assert_eq!(normalise_birth("1988. 12. 25").as_deref(), Some("19881225"));
        assert_eq!(normalise_birth("20000229").as_deref(), Some("20000229"));
        for name in ["", "  ", "가나다라마바사아자", "홍\u{7}"] {
            assert_eq!(normalise_name(name), None, "{name:?}");
        }
        for phone in ["", "0212345678", "0101234567890", "010abcd1234"] {
            assert_eq!(normalise_phone(phone), None, "{phone}");
        }
        for birth in [
            "",
            "881225",
            "19881301",
            "19880230",
            "19000229",
            "18991231",
            "1988-1a-25",
        ] {
            assert_eq!(normalise_birth(birth), None, "{birth}");
        }
    }
}
