use super::{compact, is_dash};
use crate::entity::Phone;

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Line {
    /// 전화.
    Phone,
    /// 팩스.
    Fax,
    /// 휴대폰.
    Mobile,
}

/// Words that say what a number is and nothing else, longest first.
const LABELS: [&str; 18] = [
    "대표번호",
    "대표전화",
    "전화번호",
    "휴대폰",
    "핸드폰",
    "사무실",
    "팩스",
    "전화",
    "대표",
    "tel",
    "fax",
    "hp",
    "(代)",
    "(대)",
    "代",
    "☎",
    "☏",
    "℡",
];
/// Words that lead in an extension, longest first.
const EXTENSIONS: [&str; 8] = ["내선번호", "내선", "구내", "교환", "교", "ext.", "ext", "#"];

/// A telephone number in clean text, with a block of lines (`~2`) and an extension (`내선 12`).
#[must_use]
pub fn phone(shown: &str, line: Line) -> Option<Phone> {
    let mut text: String = compact(shown)
        .to_lowercase()
        .chars()
        .map(|c| match c {
            c if is_dash(c) => '-',
            '∼' | '〜' | '～' => '~',
            c => c,
        })
        .collect();
    let extension = take_extension(&mut text)?;
    text = text
        .replace("h.p", "hp")
        .replace("t.", "")
        .replace("f.", "");
    for label in LABELS {
        text = text.replace(label, "");
    }
    let text = text.trim_matches([':', '\'', '*', ',', ';', '/', '-', '.', '~']);
    let text = text.strip_prefix("()").unwrap_or(text);
    let text = text.strip_suffix("()").unwrap_or(text);
    // How a float is written when it comes by way of a CSV file.
    let text = text
        .strip_suffix(".0")
        .filter(|digits| digits.len() > 7 && digits.bytes().all(|b| b.is_ascii_digit()))
        .unwrap_or(text);
    let (head, tail) = match text.find(['~', ',', '/']) {
        Some(at) => (&text[..at], Some((&text[at..=at], &text[at + 1..]))),
        None => (text, None),
    };
    let number = dialled(head, line)?;
    let to = match tail {
        None => None,
        Some((mark, tail)) => Some(block_end(&number, mark == "~", tail, line)?),
    };
    let to = to.filter(|to| !to.is_empty());
    Some(Phone {
        number,
        to,
        extension,
    })
}

/// Cuts `내선 12` off and gives its digits; none when what follows the word isn't a number.
fn take_extension(text: &mut String) -> Option<Option<String>> {
    let Some((at, word)) = EXTENSIONS
        .iter()
        .find_map(|word| Some((text.find(word)?, *word)))
    else {
        return Some(None);
    };
    let digits = text[at + word.len()..]
        .trim_start_matches([':', '.', '-', ')', '('])
        .trim_end_matches([')', '번']);
    if digits.is_empty() || digits.len() > 5 || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let digits = digits.to_owned();
    text.truncate(at);
    while text.ends_with(['(', ',', '/', '-']) {
        text.pop();
    }
    Some(Some(digits))
}

/// The last digits of a block of lines; empty when the end is the number itself.
fn block_end(number: &str, is_range: bool, tail: &str, line: Line) -> Option<String> {
    if line == Line::Mobile {
        return None;
    }
    let digits: String = tail
        .chars()
        .filter(|c| !matches!(c, '-' | '.' | ')' | '('))
        .collect();
    if digits.is_empty() || !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    if digits == number {
        return Some(String::new());
    }
    let end = if digits.len() <= 4 {
        digits
    } else {
        // A second whole number: a block only if all but the last four digits agree.
        let other = dialled(tail, line)?;
        let (same, end) = other.split_at(other.len() - 4);
        (other.len() == number.len() && number.starts_with(same)).then(|| end.to_owned())?
    };
    // `0100, 0101` and `0100/1` name a block of two; `0100, 0150` names two numbers.
    let last = number.get(number.len().checked_sub(end.len())?..)?;
    let follows = || Some(last.parse::<u32>().ok()? + 1 == end.parse::<u32>().ok()?);
    (is_range || follows()?).then_some(end)
}

/// The digits to dial, whatever people put between them; with the 0 that Excel ate.
#[must_use]
pub fn dialled(text: &str, line: Line) -> Option<String> {
    let (text, abroad) = match text.strip_prefix('+') {
        Some(rest) => (rest, true),
        None => (text, false),
    };
    if !text
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '-' | '.' | '(' | ')'))
    {
        return None;
    }
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    let fits = |digits: &str| is_dialable(digits, line);
    if abroad {
        let local = digits.strip_prefix("82")?;
        return Some(format!("0{}", local.trim_start_matches('0'))).filter(|digits| fits(digits));
    }
    if fits(&digits) {
        return Some(digits);
    }
    if let Some(local) = digits
        .strip_prefix("0082")
        .or_else(|| digits.strip_prefix("82"))
    {
        let local = format!("0{}", local.trim_start_matches('0'));
        if local.len() >= 10 && fits(&local) {
            return Some(local);
        }
    }
    // `2555-0180` lacks its area code, `2-555-0180` its 0: only the latter is mended.
    let first = text.split(['-', '.', ')']).next()?.trim_start_matches('(');
    let area = format!("0{first}");
    (!digits.starts_with('0') && (first.len() == digits.len() || is_area(&area)))
        .then(|| format!("0{digits}"))
        .filter(|digits| fits(digits))
}

fn is_area(code: &str) -> bool {
    matches!(
        code,
        "02" | "031"
            | "032"
            | "033"
            | "041"
            | "042"
            | "043"
            | "044"
            | "049"
            | "051"
            | "052"
            | "053"
            | "054"
            | "055"
            | "061"
            | "062"
            | "063"
            | "064"
            | "010"
            | "011"
            | "016"
            | "017"
            | "018"
            | "019"
            | "030"
            | "050"
            | "060"
            | "070"
            | "080"
    ) || (code.len() == 4 && (code.starts_with("050") || code.starts_with("030")))
}

/// Whether there can be such a number in Korea.
fn is_dialable(digits: &str, line: Line) -> bool {
    let length = digits.len();
    let at = |end: usize| digits.get(..end).unwrap_or_default();
    let is_mobile = match at(3) {
        "010" => length == 11,
        "011" | "016" | "017" | "018" | "019" => matches!(length, 10 | 11),
        _ => false,
    };
    if line == Line::Mobile {
        return is_mobile;
    }
    is_mobile
        || match (at(2), at(3)) {
            ("02", _) => matches!(length, 9 | 10),
            ("15" | "16" | "18", _) => length == 8,
            (_, "050" | "030") => matches!(length, 11 | 12),
            (_, "070") => length == 11,
            (_, area) => is_area(area) && !area.starts_with("01") && matches!(length, 10 | 11),
        }
}
