use unicode_normalization::UnicodeNormalization;

use handbook_wire::read::is_unseen;
pub(in super::super) use handbook_wire::read::{compact, is_dash, is_formula, is_nothing, squeeze};

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
            // Hangul fillers look like spaces.
            '\u{115f}' | '\u{1160}' | '\u{3164}' | '\u{ffa0}' => out.push(' '),
            c if is_unseen(c) => {}
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
