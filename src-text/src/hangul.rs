//! Hangul as search needs it. Pure.
//!
//! Text is *folded* before it is compared: composed (NFC), lower-cased, full-width digits and
//! letters narrowed, spaces, hyphens, characters without width and the like dropped. A folded text is a sequence of UTF-16
//! units; beside it goes its *skeleton*, one byte a unit, in which a syllable and its first
//! consonant look the same. So whatever a query can match has the query's skeleton.

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

const FIRST_SYLLABLE: u16 = 0xAC00;
const LAST_SYLLABLE: u16 = 0xD7A3;
const FINALS: u16 = 28;
const VOWELS: u16 = 21;

/// The 19 first consonants (choseong) in their order, as letters of their own.
pub const CHOSEONG: [char; 19] = [
    'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ', 'ㅋ',
    'ㅌ', 'ㅍ', 'ㅎ',
];
/// The 21 vowels in their order, each as the keys that type it.
pub const JUNGSEONG: [&str; 21] = [
    "ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ",
    "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ",
];
/// The 28 final consonants (jongseong) in their order, each as the keys that type it.
pub const JONGSEONG: [&str; 28] = [
    "", "ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ",
    "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ",
    "ㅎ",
];

/// Skeleton byte between fields; no query has it.
pub const GAP: u8 = 0;
const SKELETON_CHOSEONG: u8 = 0x80;
const SKELETON_OTHER: u8 = 0xA0;

/// A folded text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Folded {
    /// Its UTF-16 units.
    pub units: Vec<u16>,
    /// Its skeleton, a byte a unit.
    pub skeleton: Vec<u8>,
}

impl Folded {
    /// Folds `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut folded = Self::default();
        fold(text, |unit, _| {
            folded.units.push(unit);
            folded.skeleton.push(skeleton(unit));
        });
        folded
    }
}

/// Folds `text`; `each` gets every unit with the range of characters (Unicode scalar values) of
/// `text` that it stands for.
pub fn fold(text: &str, mut each: impl FnMut(u16, (u32, u32))) {
    if is_nfc_quick(text.chars()) == IsNormalized::Yes {
        for (place, c) in (0u32..).zip(text.chars()) {
            fold_char(c, |unit| each(unit, (place, place + 1)));
        }
        return;
    }
    // What composes is taken together: a base, what combines with it, and the vowels and finals
    // of a decomposed syllable.
    let joins = |c: char| {
        unicode_normalization::char::canonical_combining_class(c) != 0
            || matches!(c, '\u{1160}'..='\u{11FF}')
    };
    let mut group = String::new();
    let mut start = 0u32;
    let mut place = 0u32;
    let mut flush = |group: &mut String, start: u32, end: u32| {
        for c in group.nfc() {
            fold_char(c, |unit| each(unit, (start, end)));
        }
        group.clear();
    };
    for c in text.chars() {
        if !joins(c) {
            flush(&mut group, start, place);
            start = place;
        }
        group.push(c);
        place += 1;
    }
    flush(&mut group, start, place);
}

#[inline]
fn fold_char(c: char, mut push: impl FnMut(u16)) {
    match c {
        'a'..='z' | '0'..='9' | '가'..='힣' => push(c as u16),
        'A'..='Z' => push(c.to_ascii_lowercase() as u16),
        // Full-width forms of ASCII.
        '\u{FF01}'..='\u{FF5E}' => {
            if let Some(narrow) = char::from_u32(c as u32 - 0xFEE0) {
                fold_char(narrow, push);
            }
        }
        '-' | '.' | ',' | '·' | '(' | ')' | '/' | '_' | '&' | '\'' | '"' | '‐'..='―' => {}
        c if c.is_whitespace() || c.is_control() || is_invisible(c) => {}
        // First consonants and finals of decomposed syllables that stand alone.
        '\u{1100}'..='\u{1112}' => push(CHOSEONG[c as usize - 0x1100] as u16),
        '\u{11A8}'..='\u{11C2}' => {
            JONGSEONG[c as usize - 0x11A7]
                .chars()
                .for_each(|key| push(key as u16));
        }
        // An input method makes one letter of two consonants that stand alone: ㄱㅅ becomes ㄳ.
        'ㄳ' | 'ㄵ' | 'ㄶ' | 'ㄺ'..='ㅀ' | 'ㅄ' => {
            let keys = match c {
                'ㄳ' => "ㄱㅅ",
                'ㄵ' => "ㄴㅈ",
                'ㄶ' => "ㄴㅎ",
                'ㄺ' => "ㄹㄱ",
                'ㄻ' => "ㄹㅁ",
                'ㄼ' => "ㄹㅂ",
                'ㄽ' => "ㄹㅅ",
                'ㄾ' => "ㄹㅌ",
                'ㄿ' => "ㄹㅍ",
                'ㅀ' => "ㄹㅎ",
                _ => "ㅂㅅ",
            };
            keys.chars().for_each(|key| push(key as u16));
        }
        c => {
            let mut buffer = [0; 2];
            for lower in c.to_lowercase() {
                lower
                    .encode_utf16(&mut buffer)
                    .iter()
                    .for_each(|unit| push(*unit));
            }
        }
    }
}

/// Characters that nobody sees: of no width, of writing direction, joiners and variants.
const fn is_invisible(c: char) -> bool {
    matches!(
        c,
        '\u{AD}' | '\u{34F}' | '\u{61C}' | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' | '\u{180E}'
            | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
            | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}'
    )
}

/// First consonant, vowel and final of a syllable, as places in [`CHOSEONG`], [`JUNGSEONG`] and
/// [`JONGSEONG`]; none for anything else.
#[must_use]
#[inline]
pub const fn parts(unit: u16) -> Option<(u16, u16, u16)> {
    if unit < FIRST_SYLLABLE || unit > LAST_SYLLABLE {
        return None;
    }
    let place = unit - FIRST_SYLLABLE;
    Some((
        place / (VOWELS * FINALS),
        place / FINALS % VOWELS,
        place % FINALS,
    ))
}

/// The syllable of these parts.
#[must_use]
pub fn syllable(choseong: usize, jungseong: usize, jongseong: usize) -> Option<char> {
    let place = (choseong * usize::from(VOWELS) + jungseong) * usize::from(FINALS) + jongseong;
    char::from_u32(u32::try_from(place).ok()? + u32::from(FIRST_SYLLABLE))
}

/// The syllables that begin with a first consonant.
#[must_use]
pub const fn block(choseong: u16) -> std::ops::RangeInclusive<u16> {
    let first = FIRST_SYLLABLE + choseong * VOWELS * FINALS;
    first..=first + VOWELS * FINALS - 1
}

/// The syllable without the last key of its final, and the skeleton of the syllable that the key would
/// begin: 하 and ㄴ of 한. None without a final.
#[must_use]
pub fn move_last_key(unit: u16) -> Option<(u16, u8)> {
    let (_, _, last) = parts(unit)?;
    let keys = JONGSEONG.get(usize::from(last))?;
    let moved = keys.chars().next_back()?;
    let stays = keys.get(..keys.len() - moved.len_utf8())?;
    let stays = JONGSEONG
        .iter()
        .zip(0u16..)
        .find(|(keys, _)| **keys == stays)?;
    Some((unit - last + stays.1, skeleton(moved as u16)))
}

/// Place in [`CHOSEONG`] of a consonant that stands alone.
#[must_use]
#[inline]
pub fn lone_choseong(unit: u16) -> Option<u16> {
    // The letters ㄱ (U+3131) to ㅎ (U+314E), with the compound finals between them.
    if !(0x3131..=0x314E).contains(&unit) {
        return None;
    }
    CHOSEONG
        .iter()
        .zip(0u16..)
        .find(|(c, _)| **c as u16 == unit)
        .map(|(_, place)| place)
}

/// Place in [`CHOSEONG`] of the first consonant that a skeleton byte stands for.
#[must_use]
#[inline]
pub fn choseong(skeleton: u8) -> Option<u16> {
    let place = u16::from(skeleton.checked_sub(SKELETON_CHOSEONG)?);
    (usize::from(place) < CHOSEONG.len()).then_some(place)
}

/// The skeleton byte of a folded unit.
#[must_use]
#[inline]
pub fn skeleton(unit: u16) -> u8 {
    if let Some((choseong, _, _)) = parts(unit) {
        return SKELETON_CHOSEONG + choseong as u8;
    }
    match unit {
        0 => GAP,
        1..0x80 => unit as u8,
        _ => match lone_choseong(unit) {
            Some(choseong) => SKELETON_CHOSEONG + choseong as u8,
            None => SKELETON_OTHER + (unit % 0x60) as u8,
        },
    }
}

#[inline]
fn unit_matches(query: u16, text: u16) -> bool {
    query == text
        || lone_choseong(query)
            .is_some_and(|choseong| parts(text).is_some_and(|(c, _, _)| c == choseong))
}

/// Number of units of `text` that `query` matches at the start of `text`; none when it doesn't.
///
/// A consonant that stands alone matches every syllable that it begins. With `half_typed` the last
/// syllable of the query may still be growing: 하 matches 한, 고 matches 과, 갑 matches 값, and 한
/// matches 하나, since its final may become the next syllable's first consonant.
#[must_use]
#[inline]
pub fn match_start(query: &[u16], text: &[u16], half_typed: bool) -> Option<usize> {
    let (last, before) = query.split_last()?;
    let (now, rest) = text.get(before.len()..)?.split_first()?;
    if !before.iter().zip(text).all(|(q, t)| unit_matches(*q, *t)) {
        return None;
    }
    if unit_matches(*last, *now) {
        return Some(query.len());
    }
    if !half_typed {
        return None;
    }
    let (q, t) = (parts(*last)?, parts(*now)?);
    if q.0 != t.0 {
        return None;
    }
    let keys = |place: u16, table: &[&'static str]| table[usize::from(place)];
    if q.2 == 0 {
        let grows = keys(t.1, &JUNGSEONG).starts_with(keys(q.1, &JUNGSEONG));
        // A vowel that grew may have a final by now; one that can't grow may as well.
        return grows.then_some(query.len());
    }
    if q.1 != t.1 {
        return None;
    }
    let (q_final, t_final) = (keys(q.2, &JONGSEONG), keys(t.2, &JONGSEONG));
    if t_final.starts_with(q_final) {
        return Some(query.len());
    }
    // The last key of the final moves on to the next syllable.
    let moved = q_final.chars().next_back()?;
    let stays = &q_final[..q_final.len() - moved.len_utf8()];
    let next = parts(*rest.first()?)?;
    (t_final == stays && CHOSEONG[usize::from(next.0)] == moved).then_some(query.len() + 1)
}
