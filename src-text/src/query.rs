//! What was typed, made ready for search.

use handbook_wire::entity::CompanyName;
use unicode_normalization::UnicodeNormalization;

use crate::hangul::Folded;
use crate::keyboard;

/// The most words of a query that count; a person types no more.
const MAX_WORDS: usize = 8;
/// The most characters of a query that count.
const MAX_CHARS: usize = 100;

/// A query: words that must all be found, in any order, each inside one field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Query {
    words: Vec<Folded>,
}

impl Query {
    /// Reads what was typed. A legal form such as (주) is passed over, except where it is all
    /// there is.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let text: String = text.nfc().take(MAX_CHARS).collect();
        let fold = |word: &str| Folded::new(word);
        let is_form = |word: &str| {
            let probe = format!("{word}가");
            CompanyName::parse(&probe).proper == "가"
        };
        let typed: Vec<_> = text.split_whitespace().collect();
        let telling: Vec<_> = typed.iter().filter(|word| !is_form(word)).collect();
        let words = if telling.is_empty() {
            typed.iter().map(|word| fold(word)).collect::<Vec<_>>()
        } else {
            telling
                .iter()
                .map(|word| fold(CompanyName::parse(word).proper))
                .collect()
        };
        let words = words
            .into_iter()
            .filter(|word| !word.units.is_empty())
            .take(MAX_WORDS);
        Self {
            words: words.collect(),
        }
    }

    /// What may have been meant when `text` finds nothing: the same keys on the other layout.
    #[must_use]
    pub fn on_other_layout(text: &str) -> Option<Self> {
        let text: String = text.nfc().take(MAX_CHARS).collect();
        let other = keyboard::other_layout(&text)?;
        let query = Self::new(&other);
        (!query.is_empty()).then_some(query)
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty()
    }

    /// The words, each with whether its last syllable may be half typed: the last word's may.
    pub fn words(&self) -> impl Iterator<Item = (&Folded, bool)> {
        let last = self.words.len().saturating_sub(1);
        self.words
            .iter()
            .enumerate()
            .map(move |(i, word)| (word, i == last))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<String> {
        let query = Query::new(text);
        query
            .words()
            .map(|(word, _)| String::from_utf16(&word.units).unwrap())
            .collect()
    }

    #[test]
    fn legal_forms_are_passed_over() {
        assert_eq!(words("(주)한빛"), ["한빛"]);
        assert_eq!(words("주식회사 한빛"), ["한빛"]);
        assert_eq!(words("㈜ 한빛 전기"), ["한빛", "전기"]);
        assert_eq!(words("주식회사"), ["주식회사"]);
        assert_eq!(words(" - "), Vec::<String>::new());
    }

    #[test]
    fn hyphens_case_and_decomposed_syllables_do_not_matter() {
        assert_eq!(words("031-555"), ["031555"]);
        assert_eq!(words("ＬＳ１"), ["ls1"]);
        assert_eq!(
            words("\u{1112}\u{1161}\u{11ab}\u{1107}\u{1175}\u{11be}"),
            ["한빛"]
        );
    }
}
