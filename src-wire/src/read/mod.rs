//! What people write, read as what is kept: the rules that the roster's import, the app's forms and
//! the server share. All of them take clean text: composed, with nothing invisible in it.

mod email;
mod field;
mod homepage;
mod list;
mod phone;
mod text;
mod unseen;

pub use email::email;
pub use field::{FieldFault, LONGEST_LINE, LONGEST_NAME, MOST_PEOPLE, MOST_PRODUCTS};
pub use homepage::homepage;
pub use list::split;
pub use phone::{Line, dialled, phone};
pub use text::{compact, is_dash, is_formula, is_nothing, squeeze};
pub use unseen::{is_hidden, is_joiner, is_unseen};
