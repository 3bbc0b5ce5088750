//! Which items hold two units one after another, of which a skeleton does not tell both. So a word of two
//! syllables, and a syllable whose final moves on, are answered without looking at a text.

use std::ops::{Range, RangeInclusive};

use super::grams::Grams;
use super::hangul;
use super::ranking::{self, Class};
use super::texts::Texts;

/// Units below this are their own code.
const FIRST_WIDE: u16 = 0x80;
/// Codes that fit into half of a key.
const CODES: usize = 1 << 14;
/// The half of the second unit.
const SECOND: u32 = 0x3FFF;

/// Lists by class and pair of units.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Pairs {
    /// The units from [`FIRST_WIDE`] on that the texts hold, ascending: a unit's place is its code.
    pub units: Vec<u16>,
    pub grams: Grams,
}

fn code(units: &[u16], unit: u16) -> Option<u32> {
    if unit < FIRST_WIDE {
        return Some(u32::from(unit));
    }
    units.binary_search(&unit).ok().map(wide)
}

/// The code of the unit at that place of those held.
fn wide(place: usize) -> u32 {
    place as u32 + u32::from(FIRST_WIDE)
}

const fn key(class: Class, a: u32, b: u32) -> u32 {
    class << 28 | a << 14 | b
}

impl Pairs {
    /// The lists of these texts; none where they hold more units than a language has in use.
    pub fn new(texts: &Texts) -> Self {
        let mut held = vec![false; 1 << 16];
        texts
            .wide
            .iter()
            .for_each(|unit| held[usize::from(*unit)] = true);
        let held = (0..=u16::MAX).zip(held);
        let units: Vec<u16> = held
            .filter_map(|(unit, held)| held.then_some(unit))
            .collect();
        if units.len() + usize::from(FIRST_WIDE) > CODES {
            return Self::default();
        }
        let mut held = Vec::with_capacity(texts.wide.len());
        for item in 0..texts.len() {
            for field in texts.fields(item) {
                let len = field.skeleton.len();
                let mut before: Option<(u16, u32)> = None;
                for (at, unit) in field.units().enumerate() {
                    let here = code(&units, unit).map(|code| (unit, code));
                    if let (Some((first, a)), Some((second, b))) = (before, here)
                        && first.max(second) >= FIRST_WIDE
                    {
                        let class = ranking::class(field.kind, at - 1, at + 1, len);
                        held.push((key(class, a, b), item as u32));
                    }
                    before = here;
                }
            }
        }
        let grams = Grams::sorted(held);
        Self { units, grams }
    }

    /// Whether there are lists.
    pub fn are_listed(&self) -> bool {
        !self.units.is_empty()
    }

    /// Places of the lists that `a` and behind it `b` match, with the class of a match there.
    pub fn like(&self, a: u16, b: u16, half_typed: bool) -> Vec<(Class, usize)> {
        self.places(&self.codes(a, false), &self.codes(b, half_typed))
    }

    /// Places of the lists of a unit and, behind it, any syllable with that skeleton.
    pub fn before_syllable(&self, unit: u16, skeleton: u8) -> Vec<(Class, usize)> {
        let next = hangul::choseong(skeleton).map(|place| self.held(hangul::block(place)));
        let next: Vec<u32> = next.into_iter().flatten().map(wide).collect();
        self.places(&self.codes(unit, false), &next)
    }

    fn places(&self, firsts: &[u32], seconds: &[u32]) -> Vec<(Class, usize)> {
        let (Some(least), Some(most)) = (seconds.first(), seconds.last()) else {
            return Vec::new();
        };
        let fits = |place: &usize| {
            let key = self.grams.keys.get(*place).copied().unwrap_or(0);
            seconds.binary_search(&(key & SECOND)).is_ok()
        };
        let mut places = Vec::new();
        for class in ranking::CLASSES {
            for first in firsts {
                let (from, to) = (key(class, *first, *least), key(class, *first, *most));
                let range = self.grams.range(from, to);
                places.extend(range.filter(fits).map(|place| (class, place)));
            }
        }
        places
    }

    /// Places of the held units in a block of them.
    fn held(&self, block: RangeInclusive<u16>) -> Range<usize> {
        let from = self.units.partition_point(|held| held < block.start());
        let to = self.units.partition_point(|held| held <= block.end());
        from..to
    }

    /// Codes of the held units that a unit matches, ascending.
    fn codes(&self, unit: u16, half_typed: bool) -> Vec<u32> {
        let block = match (hangul::parts(unit), hangul::lone_choseong(unit)) {
            (Some((choseong, _, _)), _) if half_typed => Some(hangul::block(choseong)),
            (_, Some(choseong)) => Some(hangul::block(choseong)),
            _ => None,
        };
        let mut codes: Vec<u32> = code(&self.units, unit).into_iter().collect();
        if let Some(block) = block {
            let like = |held: &u16| hangul::match_start(&[unit], &[*held], half_typed).is_some();
            let held = self.held(block);
            let held = held.filter(|place| self.units.get(*place).is_some_and(like));
            codes.extend(held.map(wide));
            codes.sort_unstable();
            codes.dedup();
        }
        codes
    }

    pub fn memory(&self) -> usize {
        self.units.capacity() * 2 + self.grams.memory()
    }
}
