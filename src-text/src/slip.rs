//! One slip of a finger: a key too many or too few, another one, or two the wrong way round. Pure.

use crate::hangul::{CHOSEONG, JONGSEONG, JUNGSEONG, parts};

/// Fewest syllables of a word in which a slip is forgiven, and fewest letters.
const SYLLABLES: usize = 3;
const LETTERS: usize = 4;
/// More keys than any word has that people type.
const MOST_KEYS: usize = 60;

/// A word that may have been mistyped.
pub struct Slip {
    keys: Vec<u16>,
    /// Rows of the table of distances; kept from one text to the next.
    rows: [Vec<u8>; 3],
    /// Keys of the text, each with whether a character begins there.
    text: Vec<(u16, bool)>,
}

/// Calls `each` with the keys that type a unit; the first begins it.
fn for_each_key(unit: u16, mut each: impl FnMut(u16, bool)) {
    let Some((first, vowel, last)) = parts(unit) else {
        return each(unit, true);
    };
    each(CHOSEONG[usize::from(first)] as u16, true);
    let rest = JUNGSEONG[usize::from(vowel)].chars();
    for key in rest.chain(JONGSEONG[usize::from(last)].chars()) {
        each(key as u16, false);
    }
}

impl Slip {
    /// The word; none when it is too short to be told with a slip in it, or may be a number.
    #[must_use]
    pub fn new(word: &[u16]) -> Option<Self> {
        let syllables = word.iter().filter(|unit| parts(**unit).is_some()).count();
        let digits = word
            .iter()
            .any(|unit| (u16::from(b'0')..=u16::from(b'9')).contains(unit));
        if digits || syllables < SYLLABLES && word.len() < LETTERS {
            return None;
        }
        let mut keys = Vec::new();
        for unit in word {
            for_each_key(*unit, |key, _| keys.push(key));
        }
        (keys.len() <= MOST_KEYS).then(|| Self {
            keys,
            rows: Default::default(),
            text: Vec::new(),
        })
    }

    /// Whether the word begins at some character of `text`, but for one slip.
    pub fn is_in(&mut self, text: &[u16]) -> bool {
        self.text.clear();
        for unit in text {
            for_each_key(*unit, |key, begins| self.text.push((key, begins)));
        }
        // One key at most is missing of the word.
        if self.text.len() + 1 < self.keys.len() {
            return false;
        }
        // Distances of the word's first keys to what ends at each place of the text.
        let [before, last, row] = &mut self.rows;
        let columns = self.text.len() + 1;
        let far = u8::MAX / 2;
        last.clear();
        last.extend((0..columns).map(|at| match self.text.get(at) {
            Some((_, true)) => 0,
            _ => far,
        }));
        before.clear();
        before.resize(columns, far);
        for (at, key) in self.keys.iter().enumerate() {
            row.clear();
            row.push(last[0].saturating_add(1).min(far));
            for column in 1..columns {
                let (typed, _) = self.text[column - 1];
                let other = u8::from(typed != *key);
                let mut least = (last[column - 1] + other)
                    .min(last[column] + 1)
                    .min(row[column - 1] + 1);
                if at > 0
                    && column > 1
                    && typed == self.keys[at - 1]
                    && self.text[column - 2].0 == *key
                {
                    least = least.min(before[column - 2] + 1);
                }
                row.push(least.min(far));
            }
            std::mem::swap(before, last);
            std::mem::swap(last, row);
        }
        last.iter().any(|distance| *distance <= 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hangul::Folded;

    fn is_in(word: &str, text: &str) -> Option<bool> {
        let mut slip = Slip::new(&Folded::new(word).units)?;
        Some(slip.is_in(&Folded::new(text).units))
    }

    #[test]
    fn one_slip_is_forgiven_and_no_more() {
        for (word, text, found) in [
            ("한빛전기", "한빛전기", true),
            ("한빋전기", "한빛전기", true),
            ("한비전기", "한빛전기", true),
            ("한빛전지", "신한빛전기", true),
            ("함빛전기", "한빛전기", true),
            ("한빛저기", "한빛전기", true),
            ("하빗전기", "한빛전기", false),
            ("한빛전기", "한국전기", false),
            ("samsong", "samsung", true),
            ("smasung", "samsung", true),
            ("smsaung", "samsung", false),
            ("케이브르", "케이블", true),
        ] {
            assert_eq!(is_in(word, text), Some(found), "{word} {text}");
        }
        for short in ["한빛", "ㅎㅂ", "lgs", "0312", "ab12"] {
            assert_eq!(is_in(short, "한빛전기"), None, "{short}");
        }
    }
}
