use serde::{Deserialize, Serialize};

use crate::identity::{Agency, Agreement, IdentityFailure, Purpose};
use crate::sign_up::SignUpState;
use crate::social::{SocialFailure, SocialProvider, SocialPurpose};

/// Arguments of [`GetDocument`](super::GetDocument).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct DocumentArgs {
    /// [`Document::id`](crate::coop::Document::id).
    pub id: String,
}

/// Arguments of [`StartIdentity`](super::StartIdentity).
#[derive(Clone, Serialize, Deserialize)]
pub struct IdentityArgs {
    /// What for.
    pub purpose: Purpose,
    /// By whom.
    pub agency: Agency,
    /// 이름.
    pub name: String,
    /// 전화번호 as typed.
    pub phone: String,
    /// 생년월일 as typed.
    pub birth: String,
    /// The texts that were agreed to.
    pub agreed: Vec<Agreement>,
}

/// The verification that was begun last.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct IdentityProgress {
    /// What for.
    pub purpose: Purpose,
    /// By whom.
    pub agency: Agency,
    /// How far it is.
    pub state: IdentityState,
}

/// How far a verification is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum IdentityState {
    /// The person has not confirmed in the provider's app yet.
    Waiting,
    /// Done.
    Verified {
        /// For [`Purpose::FindLogin`]: the masked login, none when the person has no account.
        login: Option<String>,
    },
    /// It came to nothing.
    Failed {
        /// Why.
        reason: IdentityFailure,
        /// What the provider said.
        message: Option<String>,
    },
}

/// Arguments of [`ResetPassword`](super::ResetPassword).
#[derive(Clone, Serialize, Deserialize)]
pub struct NewPassword {
    /// The new password; see [`crate::password`].
    pub new: String,
}

/// Arguments of [`EndSession`](super::EndSession).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SessionArgs {
    /// [`DeviceSession::id`](crate::account::DeviceSession::id).
    pub id: String,
}

/// What an authenticator app takes in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SecondFactorView {
    /// The secret in groups of four, to type.
    pub secret: String,
    /// The same as QR.
    pub qr: Qr,
}

/// A QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qr {
    /// Modules a side, without the quiet zone.
    pub size: u32,
    /// `size * size` characters, row by row: `1` is dark.
    pub modules: String,
}

/// Arguments of [`SignUp`](super::SignUp).
#[derive(Clone, Serialize, Deserialize)]
pub struct SignUpArgs {
    /// Record id of the company.
    pub company: String,
    /// Its name.
    pub company_name: String,
    /// 직책.
    pub position: String,
    /// The password that the account will have.
    pub password: String,
    /// The texts that were agreed to.
    pub agreed: Vec<Agreement>,
}

/// The application that was sent from this device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpView {
    /// Name of the company.
    pub company: String,
    /// What became of it.
    pub state: SignUpState,
}

/// Arguments of [`SetPicture`](super::SetPicture).
#[derive(Clone, Serialize, Deserialize)]
pub struct PictureArgs {
    /// A JPEG in Base64, at most [`Portrait::MAX_BYTES`](crate::entity::Portrait::MAX_BYTES).
    pub jpeg: String,
}

/// Arguments of [`GetPicture`](super::GetPicture).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PictureIdArgs {
    /// [`Profile::picture`](crate::account::Profile::picture).
    pub id: String,
}

/// Arguments of [`StartSocial`](super::StartSocial).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct SocialArgs {
    /// With whom.
    pub provider: SocialProvider,
    /// For what.
    pub purpose: SocialPurpose,
    /// 로그인상태유지, for a login.
    pub keep: bool,
}

/// Arguments of [`CheckSocial`](super::CheckSocial).
#[derive(Clone, Serialize, Deserialize)]
pub struct SocialCodeArgs {
    /// The code that the browser shows, as typed.
    pub code: Option<String>,
}

/// Arguments of [`UnlinkSocial`](super::UnlinkSocial).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct UnlinkArgs {
    /// Whom.
    pub provider: SocialProvider,
}

/// The way to a provider that was begun last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SocialProgress {
    /// With whom.
    pub provider: SocialProvider,
    /// For what.
    pub purpose: SocialPurpose,
    /// How far it is.
    pub state: SocialState,
}

/// How far a way to a provider is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SocialState {
    /// The person is still there, or the code has not come back.
    Waiting,
    /// Linked, or logged in.
    Done,
    /// It came to nothing.
    Failed {
        /// Why.
        reason: SocialFailure,
    },
}
