//! What crosses a boundary: between the app and the co-op's server ([`sync`], [`auth`]), and
//! between the screens and the shell ([`ipc`]). Data only: no I/O, no clock, no SQL.
//!
//! The authority for everything that goes over the network is `docs/sync-protocol.md`.

pub mod auth;
pub mod batch;
pub mod entity;
pub mod error;
pub mod ipc;
pub mod sync;

pub use error::{ErrorCode, ErrorReply};
