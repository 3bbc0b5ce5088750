use handbook_wire::read;

use super::super::sheet::Cell;
use super::{Mended, Reason, text};

/// The address of a web site, always with `http://` or `https://`; nothing else gets to be a link.
pub(in super::super) fn mend_homepage(cell: &Cell) -> Mended<String> {
    let shown = text::compact(&text::clean(&cell.shown()));
    let shown = shown.trim_matches(['\'', ',', ';']);
    if text::is_nothing(shown) || matches!(shown, "준비중" | "공사중" | "제작중") {
        return Ok(None);
    }
    read::homepage(shown).map(Some).ok_or(Reason::Homepage)
}
