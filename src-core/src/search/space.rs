//! Packed texts with what finds a word in them without looking at each.
//!
//! `thirds` tells which items hold three letters of skeleton one after another (fewer at the end of a
//! field), by the class that a match there is of; `letters` which hold a unit that a skeleton does not
//! tell; `pairs` which hold two such. A plain word of up to three letters and a word of one or two units are
//! answered by these lists alone; for any other word they leave few items, and those are looked at.

use std::ops::Range;

use handbook_wire::ipc::SearchField;

use super::bits::Bits;
use super::grams::{Grams, Sink, Source};
use super::hangul;
use super::needle::Needle;
use super::pairs::Pairs;
use super::ranking::{self, Class, Grade};
use super::texts::Texts;

/// Letters of a key in `thirds`.
const LETTERS: usize = 3;
/// Longest list, in times of the shortest, that is worth intersecting with it.
const WORTH: usize = 16;
/// Lists that are intersected at most.
const MOST_LISTS: usize = 4;

/// Texts and their lists.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Space {
    pub texts: Texts,
    pub thirds: Grams,
    pub letters: Grams,
    pub pairs: Pairs,
}

struct Thirds<'a>(&'a Texts);

impl Source for Thirds<'_> {
    fn visit(&self, sink: &mut impl Sink) {
        for item in 0..self.0.len() {
            for field in self.0.fields(item) {
                let (text, len) = (field.skeleton, field.skeleton.len());
                let letter = |at: usize| text.get(at).copied().map_or(0, u32::from);
                for at in 0..len {
                    let class = third_class(field.kind, at, len);
                    let key = third(class, [letter(at), letter(at + 1), letter(at + 2)]);
                    sink.take(item as u32, key);
                }
                if len <= LETTERS
                    && ranking::class(field.kind, 0, len, len) == ranking::WHOLE_NUMBER
                {
                    let key = third(ranking::WHOLE_NUMBER, [letter(0), letter(1), letter(2)]);
                    sink.take(item as u32, key);
                }
            }
        }
    }
}

struct Letters<'a>(&'a Texts);

impl Source for Letters<'_> {
    fn visit(&self, sink: &mut impl Sink) {
        for item in 0..self.0.len() {
            for field in self.0.fields(item) {
                let len = field.skeleton.len();
                for (at, unit) in field.units().enumerate() {
                    if unit >= 0x80 {
                        let class = ranking::class(field.kind, at, at + 1, len);
                        sink.take(item as u32, letter(class, unit));
                    }
                }
            }
        }
    }
}

/// The class under which the letters at `at` are listed. In numbers: whether the key reaches the end.
fn third_class(kind: SearchField, at: usize, len: usize) -> Class {
    use SearchField as F;
    match kind {
        F::Name if at == 0 => ranking::NAME_START,
        F::Name => ranking::NAME,
        F::Representative => ranking::REPRESENTATIVE,
        F::Phone | F::Mobile | F::Fax if at + LETTERS >= len => ranking::NUMBER_END,
        F::Phone | F::Mobile | F::Fax => ranking::NUMBER,
        _ => ranking::OTHER,
    }
}

const fn third(class: Class, letters: [u32; LETTERS]) -> u32 {
    class << 24 | letters[0] << 16 | letters[1] << 8 | letters[2]
}

const fn letter(class: Class, unit: u16) -> u32 {
    class << 16 | unit as u32
}

impl Space {
    /// The texts with their lists.
    pub fn new(texts: Texts) -> Self {
        let thirds = Grams::new(&Thirds(&texts));
        let letters = Grams::new(&Letters(&texts));
        let pairs = Pairs::new(&texts);
        Self {
            texts,
            thirds,
            letters,
            pairs,
        }
    }

    /// The texts without lists: each is looked at.
    pub fn plain(texts: Texts) -> Self {
        Self {
            texts,
            ..Self::default()
        }
    }

    /// Lowers each item's grade to that of the needle's best match in it. `grades` has one an item.
    pub fn grade(&self, needle: &Needle<'_>, grades: &mut [Grade]) {
        match needle.word.units.as_slice() {
            [] => {}
            word if needle.plain && word.len() <= LETTERS => self.grade_plain(needle, grades),
            [unit] => self.grade_letter(*unit, needle, grades),
            [a, b] if self.pairs.are_listed() => self.grade_pair(*a, *b, needle, grades),
            _ => self.grade_candidates(&self.candidates(needle), needle, grades),
        }
    }

    fn grade_plain(&self, needle: &Needle<'_>, grades: &mut [Grade]) {
        let word = &needle.word.skeleton;
        let letter = |at: usize, none: u32| word.get(at).copied().map_or(none, u32::from);
        for class in ranking::CLASSES {
            let first = third(class, [letter(0, 0), letter(1, 0), letter(2, 0)]);
            let last = match class {
                // A whole number is the word and nothing else.
                ranking::WHOLE_NUMBER => first,
                _ => third(class, [letter(0, 255), letter(1, 255), letter(2, 255)]),
            };
            for place in self.thirds.range(first, last) {
                // Of the keys that reach a number's end those count as its end that the word fills.
                let ends = word.len() == LETTERS || self.thirds.keys.get(place) == Some(&first);
                let grade = match class {
                    ranking::NUMBER_END if !ends => ranking::grade(ranking::NUMBER),
                    _ => ranking::grade(class),
                };
                self.thirds
                    .for_each(place, |item| lower(grades, item, grade));
            }
        }
    }

    fn grade_letter(&self, unit: u16, needle: &Needle<'_>, grades: &mut [Grade]) {
        for class in ranking::CLASSES {
            let grade = ranking::grade(class);
            for place in self.letters_like(class, unit, needle.half_typed) {
                self.letters
                    .for_each(place, |item| lower(grades, item, grade));
            }
        }
        // The final may become the first consonant of what follows: 한 in 하나.
        if needle.half_typed
            && let Some((open, next)) = hangul::move_last_key(unit)
        {
            if self.pairs.are_listed() {
                self.grade_places(self.pairs.before_syllable(open, next), grades);
                return;
            }
            let mut narrow = Narrow::default();
            narrow.letter(self, open, false);
            narrow.thirds(self, &[hangul::skeleton(unit), next]);
            self.grade_candidates(&narrow.items(self.texts.len()), needle, grades);
        }
    }

    fn grade_pair(&self, a: u16, b: u16, needle: &Needle<'_>, grades: &mut [Grade]) {
        self.grade_places(self.pairs.like(a, b, needle.half_typed), grades);
        if needle.half_typed
            && let Some((open, next)) = hangul::move_last_key(b)
        {
            let mut narrow = Narrow::default();
            narrow.pairs(self, self.pairs.like(a, open, false));
            narrow.pairs(self, self.pairs.before_syllable(open, next));
            self.grade_candidates(&narrow.items(self.texts.len()), needle, grades);
        }
    }

    fn grade_places(&self, places: Vec<(Class, usize)>, grades: &mut [Grade]) {
        for (class, place) in places {
            let grade = ranking::grade(class);
            self.pairs
                .grams
                .for_each(place, |item| lower(grades, item, grade));
        }
    }

    /// Places in `letters` of the units of a class that a unit matches.
    fn letters_like(
        &self,
        class: Class,
        unit: u16,
        half_typed: bool,
    ) -> impl Iterator<Item = usize> {
        let block = match hangul::parts(unit) {
            Some((choseong, _, _)) if half_typed => hangul::block(choseong),
            _ => unit..=unit,
        };
        let keys = letter(class, *block.start())..=letter(class, *block.end());
        let places = self.letters.range(*keys.start(), *keys.end());
        places.filter(move |place| {
            let key = self.letters.keys.get(*place).copied().unwrap_or(0);
            hangul::match_start(&[unit], &[(key & 0xFFFF) as u16], half_typed).is_some()
        })
    }

    /// Items that may hold the needle.
    fn candidates(&self, needle: &Needle<'_>) -> Bits {
        let word = &needle.word;
        let mut narrow = Narrow::default();
        for window in word.skeleton.windows(LETTERS.min(word.skeleton.len())) {
            narrow.thirds(self, window);
        }
        let last = word.units.len() - 1;
        for (at, unit) in word.units.iter().enumerate() {
            if *unit >= 0x80 && hangul::lone_choseong(*unit).is_none() {
                narrow.letter(self, *unit, needle.half_typed && at == last);
            }
        }
        let sure = word.units.len() - usize::from(needle.half_typed);
        for pair in word.units.get(..sure).unwrap_or_default().windows(2) {
            if let [a, b] = pair
                && self.pairs.are_listed()
                && a.max(b) >= &0x80
                && [a, b]
                    .iter()
                    .all(|unit| hangul::lone_choseong(**unit).is_none())
            {
                narrow.pairs(self, self.pairs.like(*a, *b, false));
            }
        }
        narrow.items(self.texts.len())
    }

    fn grade_candidates(&self, items: &Bits, needle: &Needle<'_>, grades: &mut [Grade]) {
        for item in items.iter() {
            if let Some(best) = needle.best_in(self.texts.item(item)) {
                lower(grades, item, ranking::grade(best.class));
            }
        }
    }

    pub fn memory(&self) -> usize {
        self.texts.memory() + self.thirds.memory() + self.letters.memory() + self.pairs.memory()
    }
}

/// Lists of which an item must be in each; a list is what the keys at some places have together.
#[derive(Default)]
struct Narrow<'a> {
    lists: Vec<(usize, &'a Grams, Vec<Range<usize>>)>,
}

impl<'a> Narrow<'a> {
    /// Those that have these letters of skeleton, at most [`LETTERS`], one after another.
    fn thirds(&mut self, space: &'a Space, letters: &[u8]) {
        let letter = |at: usize, none: u32| letters.get(at).copied().map_or(none, u32::from);
        let first = [letter(0, 0), letter(1, 0), letter(2, 0)];
        let last = [letter(0, 255), letter(1, 255), letter(2, 255)];
        let range = |class| space.thirds.range(third(class, first), third(class, last));
        self.add(&space.thirds, ranking::CLASSES.map(range).to_vec());
    }

    /// Those that have the pairs at these places.
    fn pairs(&mut self, space: &'a Space, places: Vec<(Class, usize)>) {
        let ranges = places.into_iter().map(|(_, place)| place..place + 1);
        self.add(&space.pairs.grams, ranges.collect());
    }

    /// Those that have this unit, or one that it may become.
    fn letter(&mut self, space: &'a Space, unit: u16, half_typed: bool) {
        let open = hangul::move_last_key(unit).filter(|_| half_typed);
        let mut places = Vec::new();
        for class in ranking::CLASSES {
            let like = space.letters_like(class, unit, half_typed);
            places.extend(like.map(|place| place..place + 1));
            if let Some((open, _)) = open {
                places.push(
                    space
                        .letters
                        .range(letter(class, open), letter(class, open)),
                );
            }
        }
        self.add(&space.letters, places);
    }

    fn add(&mut self, grams: &'a Grams, ranges: Vec<Range<usize>>) {
        let size = ranges.iter().map(|range| grams.size(range.clone())).sum();
        self.lists.push((size, grams, ranges));
    }

    /// The items in all lists; a list that is far longer than the shortest is not looked at.
    fn items(mut self, count: usize) -> Bits {
        self.lists.sort_by_key(|(size, ..)| *size);
        let least = self.lists.first().map_or(0, |(size, ..)| *size);
        let worth = self.lists.into_iter().take(MOST_LISTS);
        let worth = worth.take_while(|(size, ..)| *size <= least.saturating_mul(WORTH));
        let mut held: Option<Bits> = None;
        for (_, grams, ranges) in worth {
            let mut items = Bits::new(count);
            for place in ranges.into_iter().flatten() {
                grams.for_each(place, |item| items.set(item));
            }
            if let Some(held) = &held {
                items.keep(held);
            }
            held = Some(items);
        }
        held.unwrap_or_default()
    }
}

#[inline]
pub(super) fn lower(grades: &mut [Grade], item: usize, grade: Grade) {
    if let Some(held) = grades.get_mut(item) {
        *held = (*held).min(grade);
    }
}
