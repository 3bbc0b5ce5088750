//! The co-op's server: takes the staff's roster in, keeps accounts, and serves the sync feed.
//!
//! [`Server`] runs it inside a process, [`cli`] is the program. Inside, `api` (HTTP) and `console`
//! (pages for staff) know `service` (the rules), and `service` knows `dyn Storage`; nothing points the other way.

pub mod backup;
pub mod cli;
pub mod clock;
pub mod config;
pub mod identity;
pub mod mail;
pub mod outgoing;
pub mod policy;
pub mod roster;
pub mod sender;
pub mod service;
pub mod social;
pub mod storage;

mod api;
mod console;
mod label;
mod object;
mod server;

pub use config::{Config, ConfigError};
pub use server::{RunningServer, Server, StartError};
