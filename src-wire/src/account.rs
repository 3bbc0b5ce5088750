//! The member's own account: profile, devices, password, second factor.

use serde::{Deserialize, Serialize};

use crate::auth::Role;
use crate::entity::Phone;
use crate::social::SocialProvider;

/// `GET /v1/account`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// The person's name.
    pub name: String,
    /// What the account may do.
    pub role: Role,
    /// What is typed to log in.
    pub login: String,
    /// The mobile number that identity verification must be done with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile: Option<Phone>,
    /// Name of the company; none for staff.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub company: Option<String>,
    /// Id of the profile picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub picture: Option<String>,
    /// When the person was last verified, in milliseconds since 1970 UTC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<i64>,
    /// E-mail address that its owner has verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// Providers elsewhere by which the account can be logged in to.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub socials: Vec<SocialProvider>,
    /// Whether a second factor is set up.
    #[serde(default)]
    pub second_factor: bool,
    /// What happened to the account lately, newest first, at most 20.
    #[serde(default)]
    pub events: Vec<AccountEvent>,
}

/// Something that the owner of an account should know of.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountEvent {
    /// When, in milliseconds since 1970 UTC.
    pub at: i64,
    /// What.
    pub what: AccountChange,
    /// Name of the device that did it; none when staff or the roster did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<String>,
}

/// What happened to an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum AccountChange {
    /// A login on a device that was new.
    NewDevice,
    /// The identity was verified.
    IdentityVerified,
    /// The owner changed the password.
    PasswordChanged,
    /// The password was set anew after an identity verification.
    PasswordReset,
    /// Staff invited the owner to set a new password.
    Invited,
    /// Staff confirmed the person face to face.
    Vouched,
    /// The number, and with it maybe the login, changed.
    MobileChanged,
    /// An e-mail address was verified, or taken away.
    EmailChanged,
    /// A login elsewhere was linked.
    SocialLinked,
    /// A login elsewhere was unlinked, here or there.
    SocialUnlinked,
    /// A second factor was set up.
    SecondFactorSet,
    /// Staff took the second factor away.
    SecondFactorRemoved,
    /// A refresh token came a second time: the session was ended.
    TokenTheft,
    /// Staff suspended the account.
    Suspended,
    /// Staff restored the account.
    Restored,
    /// Something that this build does not know.
    #[serde(other)]
    Unknown,
}

/// `GET /v1/account/sessions`: every device that is logged in, this one first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionList {
    /// The logins.
    pub sessions: Vec<DeviceSession>,
}

/// A device that is logged in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceSession {
    /// For `DELETE /v1/account/sessions/{id}`.
    pub id: String,
    /// The device's name for people.
    pub device: String,
    /// When it logged in, in milliseconds since 1970 UTC.
    pub started_at: i64,
    /// When it was last heard of, to within an access token's life.
    pub seen_at: i64,
    /// Whether it is the device that asks.
    pub current: bool,
}

/// `POST /v1/account/password`. When it is done every session of the account has ended, the
/// caller's too.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangePassword {
    /// The password that was valid so far, or the invitation.
    pub current: String,
    /// The one that shall be; see [`crate::password`].
    pub new: String,
}

/// `POST /v1/account/email`: sends a code to that address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailChange {
    /// The address that shall be.
    pub email: String,
}

/// `POST /v1/account/email/code`: the code that came to the address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EmailCode {
    /// Six digits.
    pub code: String,
}

/// `POST /v1/account/withdrawal`: the owner gives the account up. When it is done every session of
/// the account has ended.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Withdrawal {
    /// The password.
    pub password: String,
}

/// An address as it is kept; none for what can't be one. Whether mail arrives there only a code
/// shows.
#[must_use]
pub fn normalise_email(typed: &str) -> Option<String> {
    let typed = typed.trim();
    let (name, host) = typed.rsplit_once('@')?;
    let name_fits = (1..=64).contains(&name.len())
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~.".contains(&byte))
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..");
    let label_fits = |label: &str| {
        (1..=63).contains(&label.len())
            && label
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let host_fits = host.len() <= 253 && host.contains('.') && host.split('.').all(label_fits);
    (name_fits && host_fits).then(|| format!("{name}@{}", host.to_ascii_lowercase()))
}

/// Answer to `POST /v1/account/second-factor`: what an authenticator app takes in. Only good once
/// confirmed by [`SecondFactorCode`].
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorSetup {
    /// The secret in Base32, to type.
    pub secret: String,
    /// The secret as an `otpauth://totp/…` address, to show as QR.
    pub url: String,
}

/// `POST /v1/account/second-factor/code`: confirms a set-up, and passes the step of a session.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorCode {
    /// The six digits that the authenticator app shows.
    pub code: String,
}

#[cfg(test)]
mod tests {
    use super::normalise_email;

    #[test]
    fn an_address_is_checked_and_its_host_is_in_lower_case() {
        for (typed, kept) in [
            (
                " Kim.Gil+dong@Hanbit.Example ",
                Some("Kim.Gil+dong@hanbit.example"),
            ),
            ("a@b.kr", Some("a@b.kr")),
            ("a@b", None),
            ("@b.kr", None),
            ("a b@c.kr", None),
            ("a@b@c.kr", None),
            ("a..b@c.kr", None),
            ("a@-b.kr", None),
            ("a@b..kr", None),
            ("a@b.kr\r\nBcc: c@d.kr", None),
            ("<a@b.kr>", None),
            ("홍길동@b.kr", None),
        ] {
            assert_eq!(normalise_email(typed).as_deref(), kept, "{typed}");
        }
    }
}
