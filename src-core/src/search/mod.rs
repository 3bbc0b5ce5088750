//! Search over every field of every company, and the directory's own order. In memory, made from
//! the cache; nothing in here reads or writes a file.

mod bits;
mod directory;
mod draft;
mod grams;
pub mod highlight;
pub mod index;
mod lists;
mod needle;
mod order;
mod packed;
mod pairs;
mod pick;
pub mod segment;
mod single;
mod space;
mod texts;

pub use bits::Bits;
pub use handbook_text::{document, hangul, keyboard, query};
use handbook_text::{ranking, slip};
pub use index::{Found, Hit, Index};
pub use pick::Scope;
pub use query::Query;
pub use ranking::Liking;
