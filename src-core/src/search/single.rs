//! What a single plain letter finds: for each class and letter a bit a document.

use super::bits::Bits;
use super::ranking::{self, Grade};
use super::segment::Segment;

const LETTERS: usize = 256;

/// The documents of each class and letter.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Singles {
    /// By class, then by letter; empty where there is none.
    pub sets: Vec<Bits>,
}

impl Singles {
    /// Those of a segment that has all else.
    pub fn new(segment: &Segment) -> Self {
        let count = segment.len();
        let mut sets = vec![Bits::default(); LETTERS * ranking::CLASSES.len()];
        let mut add = |class: u32, letter: u8, docs: &[u32]| {
            let set = sets.get_mut(class as usize * LETTERS + usize::from(letter));
            if let Some(set) = set {
                if set.0.is_empty() {
                    *set = Bits::new(count);
                }
                docs.iter().for_each(|doc| set.set(*doc as usize));
            }
        };
        let mut each = |fields: super::texts::Fields<'_>, docs: &[u32]| {
            for field in fields {
                let len = field.skeleton.len();
                // Only the ends of a field make a difference of class.
                let mut inner = [0u64; 4];
                for (at, letter) in field.skeleton.iter().enumerate() {
                    if at == 0 || at + 1 == len {
                        let class = ranking::class(field.kind, at, at + 1, len);
                        add(class, *letter, docs);
                        continue;
                    }
                    let seen = &mut inner[usize::from(letter >> 6)];
                    if *seen >> (letter & 63) & 1 == 0 {
                        *seen |= 1 << (letter & 63);
                        add(ranking::class(field.kind, at, at + 1, len), *letter, docs);
                    }
                }
            }
        };
        for value in 0..segment.shared.texts.len() {
            let docs = segment.holders.get(value);
            each(segment.shared.texts.fields(value), docs);
        }
        for doc in 0..count {
            each(segment.own.texts.fields(doc), &[doc as u32]);
        }
        Self { sets }
    }

    /// Puts grades down for a letter.
    pub fn grade(&self, letter: u8, grades: &mut [Grade]) {
        // The best class is put down last and stands.
        for class in ranking::CLASSES.into_iter().rev() {
            let grade = ranking::grade(class);
            let set = self
                .sets
                .get(class as usize * LETTERS + usize::from(letter));
            let words = set.map(|set| set.0.as_slice()).unwrap_or_default();
            for (word, grades) in words.iter().zip(grades.chunks_mut(64)) {
                if *word == 0 {
                    continue;
                }
                for (bit, held) in grades.iter_mut().enumerate() {
                    let has = *word >> bit & 1 == 1;
                    *held = if has { grade } else { *held };
                }
            }
        }
    }

    pub fn memory(&self) -> usize {
        let sets = self.sets.iter();
        sets.map(|set| set.0.capacity() * 8 + size_of::<Bits>())
            .sum()
    }
}
