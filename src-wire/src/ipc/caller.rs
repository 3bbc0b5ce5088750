use serde::{Deserialize, Serialize};

/// 발신자 표시: whether this device shows whose call it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CallerIdView {
    /// Whether the member wants it.
    pub on: bool,
    /// How the device stands to it.
    pub standing: CallerIdStanding,
}

/// Whether a device lets this app say whose call it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CallerIdStanding {
    /// It can't: no telephone, or too old a system.
    #[default]
    NotHere,
    /// It does.
    Allowed,
    /// It would, but its owner has not allowed it.
    NotAllowed,
}

/// Arguments of [`SetCallerId`](super::SetCallerId).
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct CallerIdArgs {
    /// Whether the member wants it. Once more while the owner has not allowed it: he is asked again.
    pub on: bool,
}
