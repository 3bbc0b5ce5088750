//! Address labels on A4 sheets, as a PDF. Pure: bytes out of labels. Nothing is clipped: what is long is wrapped,
//! and what does not fit then is written smaller.

mod font;
mod layout;
mod pdf;

#[cfg(test)]
mod tests;

pub use layout::{Label, Sheet};

use font::Font;

/// Why no labels were made.
#[derive(Debug, thiserror::Error)]
#[error("labels: {0}")]
pub struct LabelError(&'static str);

/// Sheets of `labels`; `mark` stands at the foot of each.
///
/// # Errors
/// [`LabelError`] when the font that the server ships can't be read.
pub fn write(sheet: Sheet, labels: &[Label], mark: &str) -> Result<Vec<u8>, LabelError> {
    let mut font = Font::load()?;
    let pages = layout::pages(&font, sheet, labels, mark);
    pdf::write(&mut font, &pages)
}
