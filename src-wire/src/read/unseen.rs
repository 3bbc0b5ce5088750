/// Whether a character shows nothing of itself: [hidden](is_hidden), or a [joiner](is_joiner).
#[must_use]
pub const fn is_unseen(c: char) -> bool {
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
