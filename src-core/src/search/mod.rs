//! Search over every field of every company, and the directory's own order. In memory, made from
//! the cache; nothing in here reads or writes a file.

pub mod document;
pub mod hangul;
pub mod highlight;
pub mod index;
pub mod keyboard;
pub mod query;
mod ranking;
pub mod segment;
mod slip;

pub use index::{Found, Hit, Index};
pub use query::Query;
pub use ranking::Liking;
