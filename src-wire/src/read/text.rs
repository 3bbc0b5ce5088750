/// Single spaces, none at the ends.
#[must_use]
pub fn squeeze(text: &str) -> String {
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
#[must_use]
pub fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Whether a clean text only says that there is nothing.
#[must_use]
pub fn is_nothing(text: &str) -> bool {
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
#[must_use]
pub fn is_dash(c: char) -> bool {
    matches!(
        c,
        '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' | 'ㅡ' | 'ー' | '─' | '━'
    )
}

/// Whether a spreadsheet would take a clean text for something to evaluate. In a name a leading
/// sign counts as well, unless the rest could be a phone number.
#[must_use]
pub fn is_formula(text: &str, is_name: bool) -> bool {
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
