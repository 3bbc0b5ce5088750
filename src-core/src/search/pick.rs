//! Searching: a grade for every document, and the best of them.

use memchr::memchr_iter;

use super::bits::Bits;
use super::index::{Found, Hit, Index};
use super::needle::Needle;
use super::query::Query;
use super::ranking::{self, Grade, Key, Liking, UNFIT};
use super::slip::Slip;

/// Documents up to which all that were found are put in order rather than counted by grade first.
const FEW: usize = if cfg!(test) { 4 } else { 1024 };

/// Among whom is searched, and whom the member likes to find: documents by [`Index::slot`].
#[derive(Debug, Clone, Copy, Default)]
pub struct Scope<'a> {
    /// Those that are wanted; all of them without.
    pub among: Option<&'a Bits>,
    /// Those that the member likes to find, each once.
    pub likings: &'a [(u32, Liking)],
}

/// A document on its way into the answer: how good it is, then where it stands in the directory.
type Entry = (Key, (u32, u32), usize);

impl Index {
    /// The documents in which every word is found, best first; ties in the directory's order.
    #[must_use]
    pub fn search(&self, query: &Query, limit: usize) -> Found {
        self.search_among(query, limit, Scope::default())
    }

    /// As [`Index::search`] within `scope`.
    #[must_use]
    pub fn search_among(&self, query: &Query, limit: usize, scope: Scope<'_>) -> Found {
        let needles = needles(query);
        let Some((first, others)) = needles.split_first() else {
            return Found::default();
        };
        let mut grades = self.grades(first);
        for needle in others {
            join(&mut grades, &self.grades(needle));
        }
        self.pick(grades, limit, scope, |part, doc| {
            let segment = &self.parts[part].segment;
            let best = |needle| segment.best_in(doc, needle).map(|best| best.field);
            needles.iter().filter_map(best).collect()
        })
    }

    /// The documents in which every word is found but for one slip in one of them, best first. For
    /// when nothing else is found: it looks at every telling text.
    #[must_use]
    pub fn search_with_slip(&self, query: &Query, limit: usize, scope: Scope<'_>) -> Found {
        let needles = needles(query);
        let mut best = vec![UNFIT; self.slots()];
        // Which word is taken for mistyped in each document.
        let mut mistyped = vec![0u8; self.slots()];
        for (slipped, needle) in needles.iter().enumerate() {
            let Some(mut slip) = Slip::new(&needle.word.units) else {
                continue;
            };
            let mut grades = vec![UNFIT; self.slots()];
            for part in &self.parts {
                let end = part.first + part.segment.len();
                let grades = grades.get_mut(part.first..end).unwrap_or_default();
                part.segment.grade_slip(&mut slip, grades);
            }
            for (other, needle) in needles.iter().enumerate() {
                if other != slipped {
                    join(&mut grades, &self.grades(needle));
                }
            }
            for (slot, grade) in grades.into_iter().enumerate() {
                if grade < best[slot] {
                    best[slot] = grade;
                    mistyped[slot] = u8::try_from(slipped).unwrap_or(u8::MAX);
                }
            }
        }
        self.pick(best, limit, scope, |part, doc| {
            let part = &self.parts[part];
            let slipped = usize::from(mistyped[part.first + doc]);
            let fields = needles.iter().enumerate().filter_map(|(number, needle)| {
                if number == slipped {
                    let mut slip = Slip::new(&needle.word.units)?;
                    part.segment.slip_in(doc, &mut slip)
                } else {
                    Some(part.segment.best_in(doc, needle)?.field)
                }
            });
            fields.collect()
        })
    }

    /// The grade of every document for one word.
    fn grades(&self, needle: &Needle<'_>) -> Vec<Grade> {
        let mut grades = vec![UNFIT; self.slots()];
        for part in &self.parts {
            let end = part.first + part.segment.len();
            let grades = grades.get_mut(part.first..end).unwrap_or_default();
            part.segment.grade(needle, grades);
        }
        grades
    }

    /// The best documents by grade.
    fn pick(
        &self,
        mut grades: Vec<Grade>,
        limit: usize,
        scope: Scope<'_>,
        fields: impl Fn(usize, usize) -> Vec<handbook_wire::ipc::SearchField>,
    ) -> Found {
        for part in &self.parts {
            for doc in part.dead.iter() {
                grades[part.first + doc] = UNFIT;
            }
        }
        if let Some(among) = scope.among {
            for (slots, word) in grades.chunks_mut(64).zip(&among.0) {
                for (bit, grade) in slots.iter_mut().enumerate() {
                    *grade |= 0u8.wrapping_sub(u8::from(word >> bit & 1 == 0));
                }
            }
            let covered = among.0.len() * 64;
            grades
                .iter_mut()
                .skip(covered)
                .for_each(|grade| *grade = UNFIT);
        }
        let unfit = grades.iter().filter(|grade| **grade == UNFIT).count();
        let total = grades.len() - unfit;
        let mut entries: Vec<Entry> = Vec::new();
        if limit > 0 && total > 0 {
            let places = Places::new(self);
            for (slot, liking) in scope.likings {
                let slot = *slot as usize;
                if let Some(grade) = grades.get_mut(slot)
                    && *grade != UNFIT
                {
                    entries.push((Key::new(*grade, *liking), places.of(slot), slot));
                    *grade = UNFIT;
                }
            }
            gather(&grades, self.base_len(), total, limit, |slot, grade| {
                entries.push((Key::new(grade, Liking::None), places.of(slot), slot));
            });
            entries.sort_unstable();
            entries.truncate(limit);
        }
        let hits = entries.into_iter().map(|(_, _, slot)| {
            let (part, doc) = self.part_of(slot);
            Hit {
                id: self.parts[part].segment.id(doc).to_owned(),
                fields: fields(part, doc),
            }
        });
        Found {
            total,
            hits: hits.collect(),
        }
    }

    fn base_len(&self) -> usize {
        self.parts.first().map_or(0, |part| part.segment.len())
    }

    /// Part and document of a slot.
    fn part_of(&self, slot: usize) -> (usize, usize) {
        let part = self
            .parts
            .partition_point(|part| part.first <= slot)
            .saturating_sub(1);
        (
            part,
            slot - self.parts.get(part).map_or(0, |part| part.first),
        )
    }
}

/// Where slots stand in the directory, to be compared.
struct Places {
    base: u32,
    /// Of the newer documents, by slot.
    newer: Vec<(u32, u32)>,
}

impl Places {
    fn new(index: &Index) -> Self {
        let base = index.base_len();
        let mut newer = vec![(0, 0); index.slots() - base];
        for (number, between) in (0u32..).zip(index.between.iter()) {
            let slot = index.parts[between.part as usize].first + between.doc as usize;
            if let Some(place) = newer.get_mut(slot - base) {
                *place = (between.before, number);
            }
        }
        Self {
            base: base as u32,
            newer,
        }
    }

    /// A document of the base stands behind the newer ones before it.
    fn of(&self, slot: usize) -> (u32, u32) {
        match slot.checked_sub(self.base as usize) {
            None => (slot as u32, u32::MAX),
            Some(newer) => self.newer.get(newer).copied().unwrap_or_default(),
        }
    }
}

fn needles(query: &Query) -> Vec<Needle<'_>> {
    query
        .words()
        .map(|(word, half)| Needle::new(word, half))
        .collect()
}

/// The grades of both together.
fn join(grades: &mut [Grade], others: &[Grade]) {
    for (grade, other) in grades.iter_mut().zip(others) {
        *grade = ranking::both(*grade, *other);
    }
}

/// Calls `each` with slots among which are the `limit` best: of the base, whose slots stand in order,
/// no more of a grade than are needed.
fn gather(
    grades: &[Grade],
    base: usize,
    total: usize,
    limit: usize,
    mut each: impl FnMut(usize, Grade),
) {
    let (older, newer) = grades.split_at(base.min(grades.len()));
    if total <= FEW {
        for (at, eight) in grades.chunks(8).enumerate() {
            if eight.iter().any(|grade| *grade != UNFIT) {
                for (slot, grade) in (at * 8..).zip(eight) {
                    if *grade != UNFIT {
                        each(slot, *grade);
                    }
                }
            }
        }
        return;
    }
    let mut left = limit;
    let mut floor: Grade = 0;
    while left > 0 {
        let above = |grade: Grade| if grade < floor { UNFIT } else { grade };
        let grade = grades
            .iter()
            .fold(UNFIT, |best, grade| best.min(above(*grade)));
        if grade == UNFIT {
            return;
        }
        let mut found = 0;
        for slot in memchr_iter(grade, older).take(left) {
            each(slot, grade);
            found += 1;
        }
        for slot in memchr_iter(grade, newer) {
            each(base + slot, grade);
            found += 1;
        }
        left = left.saturating_sub(found);
        floor = grade + 1;
    }
}
