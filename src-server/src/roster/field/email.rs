use handbook_wire::read;

use super::super::sheet::Cell;
use super::{Mended, Reason, text};

/// An e-mail address: the domain in lower case, the name before it as it is.
pub(in super::super) fn mend_email(cell: &Cell) -> Mended<String> {
    let shown = text::one_line(&cell.shown());
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    read::email(&shown).map(Some).ok_or(Reason::Email)
}
