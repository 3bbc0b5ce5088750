//! Keys pressed on the wrong layout: `gksqlc` for 한빛, `ㅣㄴ` for `ls`. Two-set (두벌식). Pure.

use crate::hangul::{CHOSEONG, JONGSEONG, JUNGSEONG, parts, syllable};

/// Latin key and the letter that it types in the two-set layout.
const KEYS: [(char, char); 33] = [
    ('q', 'ㅂ'),
    ('w', 'ㅈ'),
    ('e', 'ㄷ'),
    ('r', 'ㄱ'),
    ('t', 'ㅅ'),
    ('y', 'ㅛ'),
    ('u', 'ㅕ'),
    ('i', 'ㅑ'),
    ('o', 'ㅐ'),
    ('p', 'ㅔ'),
    ('a', 'ㅁ'),
    ('s', 'ㄴ'),
    ('d', 'ㅇ'),
    ('f', 'ㄹ'),
    ('g', 'ㅎ'),
    ('h', 'ㅗ'),
    ('j', 'ㅓ'),
    ('k', 'ㅏ'),
    ('l', 'ㅣ'),
    ('z', 'ㅋ'),
    ('x', 'ㅌ'),
    ('c', 'ㅊ'),
    ('v', 'ㅍ'),
    ('b', 'ㅠ'),
    ('n', 'ㅜ'),
    ('m', 'ㅡ'),
    ('Q', 'ㅃ'),
    ('W', 'ㅉ'),
    ('E', 'ㄸ'),
    ('R', 'ㄲ'),
    ('T', 'ㅆ'),
    ('O', 'ㅒ'),
    ('P', 'ㅖ'),
];

/// The same keys on the other layout; none when no key would differ.
#[must_use]
pub fn other_layout(text: &str) -> Option<String> {
    let hangul = text.chars().any(|c| matches!(c, 'ㄱ'..='ㅣ' | '가'..='힣'));
    let latin = text.chars().any(|c| c.is_ascii_alphabetic());
    match (hangul, latin) {
        (true, false) => Some(to_latin(text)),
        (false, true) => Some(to_hangul(text)),
        _ => None,
    }
}

/// The letters that the keys of `text` type on the Latin layout.
#[must_use]
pub fn to_latin(text: &str) -> String {
    let mut latin = String::new();
    let mut press = |letter: char| {
        let key = KEYS
            .iter()
            .find(|(_, hangul)| *hangul == letter)
            .map(|(key, _)| *key);
        latin.push(key.unwrap_or(letter));
    };
    for c in text.chars() {
        match u16::try_from(u32::from(c)).ok().and_then(parts) {
            Some((first, vowel, last)) => {
                press(CHOSEONG[usize::from(first)]);
                JUNGSEONG[usize::from(vowel)].chars().for_each(&mut press);
                JONGSEONG[usize::from(last)].chars().for_each(&mut press);
            }
            None => press(c),
        }
    }
    latin
}

/// The syllable that is being typed.
#[derive(Default)]
struct Composer {
    out: String,
    first: Option<usize>,
    vowel: String,
    last: String,
}

impl Composer {
    fn flush(&mut self) {
        let vowel = JUNGSEONG.iter().position(|v| *v == self.vowel);
        let last = JONGSEONG.iter().position(|l| *l == self.last);
        match (self.first, vowel, last) {
            (Some(first), Some(vowel), Some(last)) => self.out.extend(syllable(first, vowel, last)),
            (first, _, _) => {
                self.out.extend(first.map(|first| CHOSEONG[first]));
                self.out.push_str(&self.vowel);
                self.out.push_str(&self.last);
            }
        }
        self.first = None;
        self.vowel.clear();
        self.last.clear();
    }

    fn press(&mut self, letter: char) {
        let consonant = CHOSEONG.iter().position(|c| *c == letter);
        match consonant {
            Some(place) => {
                let longer = format!("{}{letter}", self.last);
                if self.first.is_some() && !self.vowel.is_empty() && JONGSEONG.contains(&&*longer) {
                    self.last = longer;
                } else {
                    self.flush();
                    self.first = Some(place);
                }
            }
            None => {
                if let Some(moved) = self.last.pop() {
                    self.flush();
                    self.first = CHOSEONG.iter().position(|c| *c == moved);
                }
                let longer = format!("{}{letter}", self.vowel);
                if !JUNGSEONG.contains(&&*longer) {
                    self.flush();
                }
                self.vowel.push(letter);
            }
        }
    }
}

/// What the keys of `text` type on the two-set layout.
#[must_use]
pub fn to_hangul(text: &str) -> String {
    let mut composer = Composer::default();
    for c in text.chars() {
        let find = |key: char| {
            KEYS.iter()
                .find(|(k, _)| *k == key)
                .map(|(_, hangul)| *hangul)
        };
        match find(c).or_else(|| find(c.to_ascii_lowercase())) {
            Some(letter) => composer.press(letter),
            None => {
                composer.flush();
                composer.out.push(c);
            }
        }
    }
    composer.flush();
    composer.out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_one_layout_are_read_on_the_other() {
        for (latin, hangul) in [
            ("gksqlc", "한빛"),
            ("wjsrl", "전기"),
            ("rkqt", "값"),
            ("dlfrrl", "읽기"),
            ("rhk", "과"),
            ("gq", "ㅎㅂ"),
            ("dhkd 3", "왕 3"),
        ] {
            assert_eq!(to_hangul(latin), hangul);
            assert_eq!(to_latin(hangul), latin);
        }
        assert_eq!(to_latin("ㅣㄴ"), "ls");
        assert_eq!(other_layout("한a"), None);
        assert_eq!(other_layout("010"), None);
    }
}
