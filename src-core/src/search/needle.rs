//! A word of a query, ready to be looked for.

use handbook_wire::ipc::SearchField;
use memchr::memmem::Finder;

use super::hangul::{self, Folded};
use super::ranking::{self, Class};
use super::texts::{self, Item};

/// More units than a word has: a query has at most 100 characters, of two units each.
const LONGEST: usize = 256;

/// A word with its searcher.
pub(super) struct Needle<'a> {
    pub word: &'a Folded,
    pub half_typed: bool,
    /// Whether text that has the word's skeleton has the word.
    pub plain: bool,
    finder: Finder<'a>,
}

/// The best match of a word in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub class: Class,
    pub field: SearchField,
}

impl<'a> Needle<'a> {
    pub fn new(word: &'a Folded, half_typed: bool) -> Self {
        let tells = |unit: &u16| *unit < 0x80 || hangul::lone_choseong(*unit).is_some();
        Self {
            word,
            half_typed,
            plain: word.units.iter().all(tells),
            finder: Finder::new(&word.skeleton),
        }
    }

    /// Units of the word.
    pub fn len(&self) -> usize {
        self.word.units.len()
    }

    /// The best match in an item, the first of the best.
    pub fn best_in(&self, item: Item<'_>) -> Option<Match> {
        let mut best: Option<Match> = None;
        let (mut at, mut wide, mut counted) = (0, 0, 0);
        while let Some(found) = item.bytes.get(at..).and_then(|rest| self.finder.find(rest)) {
            let hit = at + found;
            at = hit + 1;
            let field = item.field_at(hit);
            let len = if self.plain {
                self.len()
            } else {
                // Units that a skeleton does not tell, up to here.
                let passed = item.bytes.get(counted..hit).unwrap_or_default();
                wide += texts::count_wide(passed);
                counted = hit;
                let text = item.bytes.get(hit..field.end).unwrap_or_default();
                match self.match_at(text, item.wide.get(wide..).unwrap_or_default()) {
                    Some(len) => len,
                    None => continue,
                }
            };
            let from = hit - field.start;
            let class = ranking::class(field.kind, from, from + len, field.end - field.start);
            if best.is_none_or(|best| class < best.class) {
                best = Some(Match {
                    class,
                    field: field.kind,
                });
            }
        }
        best
    }

    /// Length of the match at the start of a text, if there is one.
    fn match_at(&self, text: &[u8], wide: &[u16]) -> Option<usize> {
        let mut units = [0u16; LONGEST];
        let mut wide = wide.iter();
        // A final that becomes a first consonant takes in one unit more.
        let wanted = self.len() + 1;
        let mut count = 0;
        for (unit, byte) in units.iter_mut().zip(text).take(wanted) {
            *unit = texts::unit(*byte, &mut wide);
            count += 1;
        }
        hangul::match_start(&self.word.units, units.get(..count)?, self.half_typed)
    }
}
