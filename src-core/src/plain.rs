//! Text from elsewhere as it may be shown: what steers the eye of the reader is taken out.

use handbook_wire::read::is_unseen;

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
