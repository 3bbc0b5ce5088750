use super::super::sheet::Cell;
use super::{Mended, Reason, phone, text};

const WEIGHTS: [u32; 9] = [1, 3, 7, 1, 3, 7, 1, 3, 5];

/// A 사업자등록번호, its ten digits alone, whose last one checks the others.
pub(in super::super) fn mend_business_number(cell: &Cell) -> Mended<String> {
    let shown = text::one_line(&cell.shown());
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    let digits = match cell {
        Cell::Number(number) => phone::whole(*number).ok_or(Reason::BusinessNumberLength)?,
        _ => shown
            .strip_suffix(".0")
            .unwrap_or(&shown)
            .chars()
            .filter(|c| !(text::is_dash(*c) || matches!(c, ' ' | '.' | '\'')))
            .collect(),
    };
    if digits.len() != 10 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(Reason::BusinessNumberLength);
    }
    if is_checked(&digits) {
        Ok(Some(digits))
    } else {
        Err(Reason::BusinessNumberCheck)
    }
}

fn is_checked(digits: &str) -> bool {
    let digits: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let [head @ .., ninth, check] = digits.as_slice() else {
        return false;
    };
    let sum: u32 = head
        .iter()
        .chain([ninth])
        .zip(WEIGHTS)
        .map(|(digit, weight)| digit * weight)
        .sum();
    (10 - (sum + ninth * 5 / 10) % 10) % 10 == *check
}
