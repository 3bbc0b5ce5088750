//! What crosses a boundary: between the app and the co-op's server ([`sync`], [`auth`],
//! [`account`], [`identity`], [`sign_up`], [`coop`], [`tile`], [`change`], [`post`], [`mod@file`]), and between
//! the screens and the shell ([`ipc`]). Data only: no I/O, no clock, no SQL.
//!
//! The authorities for everything that goes over the network are `docs/sync-protocol.md`,
//! `docs/account-protocol.md` and `docs/files.md`.

pub mod account;
pub mod app_link;
pub mod auth;
pub mod batch;
pub mod card;
pub mod change;
pub mod coop;
pub mod date;
pub mod entity;
pub mod error;
pub mod file;
pub mod identity;
pub mod ipc;
pub mod notification;
pub mod password;
pub mod post;
pub mod read;
pub mod rich;
pub mod right;
pub mod sign_up;
pub mod social;
pub mod sync;
pub mod tile;

pub use error::{ErrorCode, ErrorReply};
