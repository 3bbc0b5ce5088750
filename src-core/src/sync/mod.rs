//! Keeps the cache equal to what the server shows to this account.
//!
//! [`plan`] decides what comes next and does nothing; `cycle` does it; [`remote`] is the server as
//! both see it, and [`http`] the one over the network.

mod card;
pub(crate) mod cycle;
pub mod http;
pub mod pin;
pub mod plan;
pub mod remote;
pub mod sse;

#[cfg(test)]
pub(crate) mod fake;
