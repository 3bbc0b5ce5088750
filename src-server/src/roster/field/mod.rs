//! Menders, one a kind of value. Each takes a cell and gives the value, nothing when the cell says
//! nothing, or the [`Reason`] why it can't be taken. Mending what is mended changes nothing.

pub(super) mod business_number;
pub(super) mod date;
pub(super) mod email;
pub(super) mod homepage;
pub(super) mod list;
pub(super) mod names;
pub(super) mod number;
pub(super) mod phone;
pub(super) mod postal_code;
mod reason;
pub(super) mod status;
pub(super) mod term;
pub(super) mod text;

pub(super) use reason::Reason;

use super::sheet::Cell;

/// What a mender gives.
pub(super) type Mended<T> = Result<Option<T>, Reason>;

/// One tidy line of text.
pub(super) fn mend_text(cell: &Cell) -> Mended<String> {
    Ok(Some(text::one_line(&cell.shown())).filter(|text| !text::is_nothing(text)))
}

#[cfg(test)]
mod tests;
