use unicode_normalization::UnicodeNormalization;

/// The text in one spelling: composed, full-width letters and digits narrow, one kind of space,
/// nothing invisible, line breaks as `\n`, `㈜` as `(주)`. Not NFKC, which would spoil `ㄱ` and `①`.
pub(in super::super) fn clean(text: &str) -> String {
    // Nearly every cell is made of these, and they are as they should be.
    let is_settled = |c: char| matches!(c, ' '..='^' | '`'..='~' | '\n' | '가'..='힣');
    if text.chars().all(is_settled) {
        return text.to_owned();
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // How XLSX writes a carriage return inside a text.
        if let Some(after) = rest.strip_prefix("_x000D_") {
            rest = after;
            continue;
        }
        rest = &rest[c.len_utf8()..];
        match c {
            '\r' if rest.starts_with('\n') => {}
            '\r' | '\n' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\u{200b}'..='\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{2069}'
            | '\u{feff}'
            | '\u{ad}' => {}
            // Hangul fillers look like spaces.
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => out.push(' '),
            c if c.is_whitespace() || c.is_control() => out.push(' '),
            '\u{ff01}'..='\u{ff5e}' => {
                out.push(char::from_u32(c as u32 - 0xfee0).unwrap_or(c));
            }
            '\u{ffa1}'..='\u{ffdc}' => out.extend(std::iter::once(c).nfkc()),
            '㈜' => out.push_str("(주)"),
            '㈲' | '㈕' => out.push_str("(유)"),
            '㈹' => out.push_str("(代)"),
            _ => out.push(c),
        }
    }
    out.nfc().collect()
}

/// [`clean`] in one line, single spaces, none at the ends.
pub(in super::super) fn one_line(text: &str) -> String {
    squeeze(&clean(text))
}

/// Single spaces, none at the ends.
pub(in super::super) fn squeeze(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    }
    out
}

/// Without any space.
pub(in super::super) fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a clean text only says that there is nothing.
pub(in super::super) fn is_nothing(text: &str) -> bool {
    text.chars()
        .all(|c| is_dash(c) || matches!(c, ' ' | '\n' | '.' | '·' | '/' | '_' | '\''))
        || text.len() <= 40
            && matches!(
                compact(text).to_lowercase().trim_matches(['(', ')']),
                "없음"
                    | "없슴"
                    | "해당없음"
                    | "해당사항없음"
                    | "미보유"
                    | "미등록"
                    | "미입력"
                    | "n/a"
                    | "na"
                    | "#n/a"
                    | "none"
                    | "null"
            )
}

/// Whether it is one of the dashes that people type.
pub(in super::super) fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | 'ㅡ' | 'ー' | '─' | '━'
    )
}

/// Whether a spreadsheet would take a clean text for something to evaluate. In a name a leading
/// sign counts as well, unless the rest could be a phone number.
pub(in super::super) fn is_formula(text: &str, is_name: bool) -> bool {
    let text = text.trim_start().trim_start_matches('\'').trim_start();
    let mut chars = text.chars();
    let first = chars.next();
    let rest = chars.as_str();
    let is_phone = |rest: &str| {
        !rest.is_empty()
            && rest
                .chars()
                .all(|c| c.is_ascii_digit() || " -.()~+".contains(c))
    };
    match first {
        Some('=') => true,
        Some('@' | '+') => !is_phone(rest) && !rest.trim().is_empty(),
        Some('-') => is_name && !is_phone(rest) && !is_nothing(rest),
        _ => false,
    }
}
