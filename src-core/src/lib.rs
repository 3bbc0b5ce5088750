//! The handbook on the phone: an encrypted copy of what the co-op's server shows to this account,
//! search over it, and the sync that keeps it fresh. No user interface and no shell in here.
//!
//! [`Handbook`] is the one entry point. Everything that it answers with is a type of
//! [`handbook_wire::ipc`], so the shell's commands stay a line each.

pub mod browse;
pub mod cache;
mod caller;
pub mod card;
pub mod clock;
pub mod code;
mod contact;
mod error;
mod file;
mod handbook;
pub mod key;
pub mod place;
mod plain;
pub mod post;
pub mod search;
mod session;
mod status;
pub mod store;
pub mod sync;
mod tile;
mod vcard;

pub use clock::{Clock, ManualClock, SystemClock};
pub use contact::ContactFile;
pub use error::Error;
pub use handbook::EventFile;
pub use handbook::{Config, FilePart, Handbook};
pub use key::{KeyStore, KeyStoreError};
