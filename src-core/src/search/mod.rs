//! Search over every field of every company, and the directory's own order. In memory, made from
//! the cache; nothing in here reads or writes a file.

mod bits;
mod directory;
pub mod document;
mod draft;
mod grams;
pub mod hangul;
pub mod highlight;
pub mod index;
pub mod keyboard;
mod lists;
mod needle;
mod order;
mod packed;
mod pairs;
mod pick;
pub mod query;
mod ranking;
pub mod segment;
mod single;
mod slip;
mod space;
mod texts;

pub use bits::Bits;
pub use index::{Found, Hit, Index};
pub use pick::Scope;
pub use query::Query;
pub use ranking::Liking;
