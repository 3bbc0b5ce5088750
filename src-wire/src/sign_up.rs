//! 회원가입: an application that staff decide on.

use serde::{Deserialize, Serialize};

use crate::identity::Agreement;

/// Query of `GET /v1/sign-up/companies`: reveals nothing but names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyQuery {
    /// Two characters of the name at least.
    pub name: String,
}

/// Companies whose name contains the asked-for text, at most 20.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyNames {
    /// The companies.
    pub companies: Vec<CompanyName>,
}

/// A company that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompanyName {
    /// Record id.
    pub id: String,
    /// 회사명.
    pub name: String,
}

/// `POST /v1/sign-up`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpRequest {
    /// From the verification of the applicant.
    pub ticket: String,
    /// Record id of the company.
    pub company: String,
    /// 직책.
    pub position: String,
    /// The password that the account will have; see [`crate::password`].
    pub password: String,
    /// The texts that were agreed to.
    pub agreed: Vec<Agreement>,
    /// Base64url without padding of SHA-256 of a secret that the app keeps, to ask for the state.
    pub challenge: String,
    /// The device that applies: it needs no second verification once the application is approved.
    pub device: crate::auth::Device,
}

/// Answer to [`SignUpRequest`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpReceived {
    /// Names the application, 32 hexadecimal digits.
    pub id: String,
}

/// `POST /v1/sign-up/{id}`: what became of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpCheck {
    /// The secret behind [`SignUpRequest::challenge`].
    pub verifier: String,
}

/// What became of an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
#[non_exhaustive]
pub enum SignUpState {
    /// Staff have not decided yet.
    Waiting {
        /// When it was received, in milliseconds since 1970 UTC.
        at: i64,
    },
    /// The account is there: log in with the verified number.
    Approved,
    /// It was turned down.
    Rejected {
        /// Why, in staff's words.
        reason: String,
    },
    /// A state that this build does not know.
    #[serde(other)]
    Unknown,
}

/// An application as staff see it: `GET /v1/staff/sign-ups`, oldest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUp {
    /// Its id.
    pub id: String,
    /// When it was received, in milliseconds since 1970 UTC.
    pub at: i64,
    /// The verified person's name.
    pub name: String,
    /// The verified number.
    pub phone: String,
    /// Name of the company.
    pub company: String,
    /// 직책.
    pub position: String,
}

/// Applications that wait.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignUpList {
    /// Oldest first.
    pub sign_ups: Vec<SignUp>,
}

/// `POST /v1/staff/sign-ups/{id}`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "decision", rename_all = "snake_case")]
pub enum SignUpDecision {
    /// Makes the account.
    Approve,
    /// Turns it down.
    Reject {
        /// What the applicant is told.
        reason: String,
    },
}
