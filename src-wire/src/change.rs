//! Staff decide on what members ask to be changed (변경 신청).

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::entity::{FieldChange, RequestState};

/// A request as staff see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeEntry {
    /// Its id.
    pub id: String,
    /// When it was received, in milliseconds since 1970 UTC.
    pub at: i64,
    /// Who asks.
    pub name: String,
    /// Record id of the company.
    pub member: String,
    /// Its name.
    pub company: String,
    /// The author's word.
    pub note: String,
    /// Where it stands.
    pub state: RequestState,
    /// What shall change. What a company hides from staff is left out of `was` and `now`.
    pub fields: BTreeMap<String, FieldChange>,
}

/// `GET /v1/staff/change-requests`: the requests that wait.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeList {
    /// Oldest first.
    pub change_requests: Vec<ChangeEntry>,
}

/// `POST /v1/staff/change-requests/{id}`: what staff decide. Fields that are named in neither wait on.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeDecision {
    /// Fields that are written into the roster.
    #[serde(default)]
    pub approve: Vec<String>,
    /// Fields that are turned down.
    #[serde(default)]
    pub reject: Vec<String>,
    /// What the author is told about those; needed with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}
