use super::super::sheet::Cell;
use super::{Mended, Reason, phone, text};

/// A 우편번호 of five digits, with the 0 that Excel ate. One of the six digits that were given up
/// in 2015 says nothing any more.
pub(in super::super) fn mend_postal_code(cell: &Cell) -> Mended<String> {
    let shown = text::one_line(&cell.shown());
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    let digits = match cell {
        Cell::Number(number) => phone::whole(*number).ok_or(Reason::PostalCode)?,
        _ => shown
            .trim_start_matches(['(', '우', ')', '〒', '\'', ' '])
            .trim_end_matches(')')
            .chars()
            .filter(|c| !(text::is_dash(*c) || *c == ' '))
            .collect(),
    };
    let digits = digits.strip_suffix(".0").unwrap_or(&digits);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::PostalCode);
    }
    match digits.len() {
        5 => Ok(Some(digits.to_owned())),
        4 => Ok(Some(format!("0{digits}"))),
        6 => Ok(None),
        _ => Err(Reason::PostalCode),
    }
}
