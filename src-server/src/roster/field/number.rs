use super::super::sheet::Cell;
use super::{Mended, phone, text};

/// A 조합원번호 without the words around it: `0421` for `제0421호`. One with letters keeps them.
pub(in super::super) fn mend_number(cell: &Cell) -> Mended<String> {
    if let Cell::Number(number) = cell
        && let Some(digits) = phone::whole(*number)
    {
        return Ok(Some(digits));
    }
    let shown = text::compact(&text::clean(&cell.shown()));
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    let bare = shown.trim_start_matches('\'');
    let bare = strip_label(bare).trim_start_matches(['제', '.', '#', ':']);
    let bare = bare.trim_end_matches(['호', '번']);
    let bare = bare
        .strip_suffix(".0")
        .filter(|digits| digits.bytes().all(|byte| byte.is_ascii_digit()))
        .unwrap_or(bare);
    let bare = if bare.is_empty() {
        shown.as_str()
    } else {
        bare
    };
    Ok(Some(bare.to_owned()))
}

fn strip_label(text: &str) -> &str {
    match text.get(..2) {
        Some(label) if label.eq_ignore_ascii_case("no") => &text[2..],
        _ => text,
    }
}
