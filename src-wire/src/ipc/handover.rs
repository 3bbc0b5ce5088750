use serde::{Deserialize, Serialize};

/// A contact that is handed to somebody: another app, another person, the clipboard.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", content = "of", rename_all = "snake_case")]
pub enum ContactSource {
    /// The company with this record id.
    Member(String),
    /// A vCard that came from elsewhere, at most [`MAX_VCARD`] bytes. It is checked before it is
    /// handed on.
    Vcard(String),
}

/// The longest vCard that is taken from elsewhere, in bytes. A QR holds 2,953 at most.
pub const MAX_VCARD: usize = 64 * 1024;

/// The longest text that is copied, in bytes.
pub const MAX_COPY: usize = 16 * 1024;

/// What this kind of device can do; what it can't is not offered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Abilities {
    /// It has a sheet on which the system offers apps and people to send to.
    pub share: bool,
    /// Its own app for contacts takes a vCard.
    pub save_contact: bool,
    /// It has a folder for downloads that its owner looks into.
    pub save_file: bool,
    /// It can tell where it is.
    pub locate: bool,
}

/// Arguments of [`ShareContact`](super::ShareContact).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareArgs {
    /// Whose.
    pub contact: ContactSource,
    /// As what.
    pub form: ShareForm,
}

/// What a contact is shared as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShareForm {
    /// Lines that a person reads.
    Text,
    /// A file with the vCard.
    File,
}

/// Arguments of [`CopyText`](super::CopyText).
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CopyArgs {
    /// What goes to the clipboard, at most [`MAX_COPY`] bytes.
    pub text: String,
}
