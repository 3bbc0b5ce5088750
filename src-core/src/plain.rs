//! Text from elsewhere as it may be shown: what steers the eye of the reader is taken out.

/// At most `most` characters of `text` in one line, without characters that are not seen or that turn
/// the direction of others.
#[must_use]
pub fn line(text: &str, most: usize) -> String {
    let whole = text.chars().map(|c| if c.is_control() { ' ' } else { c });
    let seen: String = whole.filter(|c| !is_unseen(*c)).collect();
    let words: Vec<&str> = seen.split_whitespace().collect();
    words.join(" ").chars().take(most).collect()
}

/// As [`line()`], with the lines that it has; also whether something was cut off.
#[must_use]
pub fn lines(text: &str, most: usize) -> (String, bool) {
    let tidy = text.replace("\r\n", "\n").replace('\r', "\n");
    let mut seen = tidy
        .chars()
        .filter(|c| *c == '\n' || !(c.is_control() || is_unseen(*c)));
    let shown: String = seen.by_ref().take(most).collect();
    (shown.trim().to_owned(), seen.next().is_some())
}

const fn is_unseen(c: char) -> bool {
    is_hidden(c) || is_joiner(c)
}

/// What joins characters to one, as those of an emoji: harmless in a text of the co-op's own.
#[must_use]
pub const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Whether a character shows nothing of itself and makes a text look like another one: zero-width ones,
/// marks of direction, fillers, tags. Joiners are not among them.
#[must_use]
pub const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_the_eye() {
        assert_eq!(
            line(" 홍\u{200b}길\u{202e}동\n\t(주)\u{feff}한빛 ", 50),
            "홍길동 (주)한빛"
        );
        assert_eq!(line("가나다라", 3), "가나다");
        assert_eq!(lines("a\r\nb\u{2066}\u{7}", 50), ("a\nb".into(), false));
        assert_eq!(lines("가나다라", 3), ("가나다".into(), true));
        assert_eq!(line("👩🏽 전기", 50), "👩🏽 전기");
    }
}
