//! 본인인증: who verifies that a person is who it says.
//!
//! The rules see a provider through [`IdentityProvider`] alone, and of its answer a [`Subject`]
//! alone. A provider is one file here and one value of `identity.provider`.

pub mod inicis;
pub mod seed;

use futures_util::future::BoxFuture;
use handbook_wire::identity::Agency;
use zeroize::Zeroizing;

/// What a provider is asked to verify.
pub struct Inquiry<'a> {
    /// By whom.
    pub agency: Agency,
    /// The person's name.
    pub name: &'a str,
    /// Mobile number, digits alone.
    pub phone: &'a str,
    /// Birth date, `19881225`.
    pub birth: &'a str,
    /// Names this verification for the provider; unique, 20 characters of `0`–`9`, `a`–`f`.
    pub transaction: &'a str,
    /// Where the provider sends the browser with a result.
    pub success_url: &'a str,
    /// Where it sends the browser when it came to nothing.
    pub failure_url: &'a str,
}

/// What a browser must post to begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Form {
    /// Where.
    pub action: String,
    /// Scheme, host and port of `action`.
    pub origin: String,
    /// What, by name.
    pub fields: Vec<(&'static str, String)>,
}

/// What came back with the browser: unsigned, and under the control of whoever holds the browser.
pub struct Callback {
    /// Names the result for the provider.
    pub transaction: String,
    /// Where the provider says that the result is; checked before it is used.
    pub result_url: String,
    /// Key of the result.
    pub key: Zeroizing<[u8; seed::BLOCK]>,
}

/// Somebody whom a provider has verified.
pub struct Subject {
    /// The person's name.
    pub name: String,
    /// Mobile number, digits alone.
    pub phone: String,
    /// Birth date, `19881225`.
    pub birth: String,
    /// 연계정보, which is the same for a person everywhere. It can be missing.
    pub ci: Option<Zeroizing<String>>,
}

/// Why nobody was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IdentityError {
    /// The person or the provider broke it off; with what the provider said.
    Refused(Option<String>),
    /// The result is of another verification.
    OtherTransaction,
    /// The provider can't be reached, or what came is not what it sends; with a reason for the log.
    Unavailable(&'static str),
}

/// Somebody who verifies people.
pub trait IdentityProvider: Send + Sync {
    /// What a browser must post to begin; none when the inquiry can't be put in the provider's
    /// form.
    fn form(&self, inquiry: &Inquiry<'_>) -> Option<Form>;

    /// Reads what came to the success address.
    ///
    /// # Errors
    /// [`IdentityError`].
    fn read_callback(&self, body: &[u8]) -> Result<Callback, IdentityError>;

    /// What the provider said on the way to the failure address.
    fn read_failure(&self, body: &[u8]) -> Option<String>;

    /// Asks the provider who was verified. `transaction` is [`Inquiry::transaction`].
    ///
    /// # Errors
    /// [`IdentityError`].
    fn fetch<'a>(
        &'a self,
        callback: &'a Callback,
        transaction: &'a str,
    ) -> BoxFuture<'a, Result<Subject, IdentityError>>;
}
