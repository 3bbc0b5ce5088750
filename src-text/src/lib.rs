//! What the phone and the co-op's office do alike with a company's text: the rules by which it is
//! searched, and the card that
//! is handed on. Pure: no I/O, no store, no clock.
//!
//! The phone lays an index over these rules, in its own crate; the office looks through every line
//! ([`scan`]).

pub mod document;
pub mod hangul;
pub mod ical;
pub mod keyboard;
pub mod query;
pub mod ranking;
pub mod scan;
pub mod slip;
pub mod vcard;

pub use query::Query;
