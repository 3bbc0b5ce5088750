//! A packed run of documents in the directory's order. Never changed once made.
//!
//! What companies have in common (names, representatives, products, certificates, branches) is kept
//! once for all, as *values*; the rest is each document's own.

use std::cmp::Ordering;

use handbook_wire::entity::Position;
use handbook_wire::ipc::SearchField;

use super::draft::LISTED;
use super::lists::{Ids, Lists};
use super::needle::{Match, Needle};
use super::order;
use super::ranking::{self, Grade, UNFIT};
use super::single::Singles;
use super::slip::Slip;
use super::space::{Space, lower};

/// Documents.
#[derive(Debug, Default, Clone)]
pub struct Segment {
    pub(super) ids: Ids,
    /// The documents by id.
    pub(super) by_id: Vec<u32>,
    /// North and east of each document, not a number where nobody knows.
    pub(super) positions: Vec<f64>,
    /// The values of each document, as the fields stand in it; the name is the first.
    pub(super) values: Lists,
    /// The documents of each value.
    pub(super) holders: Lists,
    pub(super) shared: Space,
    pub(super) own: Space,
    pub(super) singles: Singles,
}

impl Segment {
    /// Whether this is the same as `other`, to the last bit.
    #[cfg(test)]
    pub(super) fn is(&self, other: &Self) -> bool {
        let bits = |segment: &Self| -> Vec<u64> {
            segment
                .positions
                .iter()
                .map(|degrees| degrees.to_bits())
                .collect()
        };
        bits(self) == bits(other)
            && (&self.ids, &self.by_id, &self.values) == (&other.ids, &other.by_id, &other.values)
            && (&self.holders, &self.shared) == (&other.holders, &other.shared)
            && (&self.own, &self.singles) == (&other.own, &other.singles)
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.ends.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.ends.is_empty()
    }

    /// Bytes of memory, about.
    #[must_use]
    pub fn memory(&self) -> usize {
        let lists = |lists: &Lists| (lists.ends.capacity() + lists.numbers.capacity()) * 4;
        self.ids.text.capacity()
            + (self.ids.ends.capacity() + self.by_id.capacity()) * 4
            + self.positions.capacity() * 8
            + lists(&self.values)
            + lists(&self.holders)
            + self.shared.memory()
            + self.own.memory()
            + self.singles.memory()
    }

    /// Id of a document.
    #[must_use]
    pub fn id(&self, doc: usize) -> &str {
        self.ids.get(doc)
    }

    /// The document with that id.
    #[must_use]
    pub fn find(&self, id: &str) -> Option<usize> {
        let at = self
            .by_id
            .binary_search_by(|doc| self.id(*doc as usize).cmp(id));
        at.ok()
            .and_then(|at| self.by_id.get(at))
            .map(|doc| *doc as usize)
    }

    /// Where the company is: north and east.
    #[must_use]
    pub fn position(&self, doc: usize) -> Option<(f64, f64)> {
        let (lat, lng) = (
            self.positions.get(2 * doc)?,
            self.positions.get(2 * doc + 1)?,
        );
        (!lat.is_nan() && !lng.is_nan()).then_some((*lat, *lng))
    }

    /// The folded proper name of a document.
    pub(super) fn name(&self, doc: usize) -> impl Iterator<Item = u16> {
        let value = self.values.get(doc).first().copied().unwrap_or(u32::MAX);
        let field = self.shared.texts.fields(value as usize).next();
        field.into_iter().flat_map(|field| {
            let mut units = Vec::new();
            field.read(&mut units);
            units
        })
    }

    /// The order of two documents in the directory.
    pub(super) fn compare(&self, doc: usize, other: &Segment, other_doc: usize) -> Ordering {
        order::by_name(self.name(doc), other.name(other_doc))
            .then_with(|| self.id(doc).cmp(other.id(other_doc)))
    }

    /// Puts the grade of the needle's best match in each document into `grades`, one a document, all
    /// of them unfit before.
    pub(super) fn grade(&self, needle: &Needle<'_>, grades: &mut [Grade]) {
        if self.len() < LISTED {
            for (doc, grade) in grades.iter_mut().enumerate().take(self.len()) {
                let best = self.best_in(doc, needle);
                *grade = best.map_or(UNFIT, |best| ranking::grade(best.class));
            }
        } else if let ([letter], true) = (needle.word.skeleton.as_slice(), needle.plain) {
            self.singles.grade(*letter, grades);
        } else {
            self.own.grade(needle, grades);
            let mut values = vec![UNFIT; self.shared.texts.len()];
            self.shared.grade(needle, &mut values);
            self.hand_on(&values, grades);
        }
    }

    /// Lowers the grades of documents to those of their values.
    fn hand_on(&self, values: &[Grade], grades: &mut [Grade]) {
        for (value, grade) in values.iter().enumerate() {
            if *grade != UNFIT {
                for doc in self.holders.get(value) {
                    lower(grades, *doc as usize, *grade);
                }
            }
        }
    }

    /// As [`Segment::grade`] for a word that stands in a telling text but for one slip.
    pub(super) fn grade_slip(&self, slip: &mut Slip, grades: &mut [Grade]) {
        let mut units = Vec::new();
        let mut values = vec![UNFIT; self.shared.texts.len()];
        for (value, grade) in values.iter_mut().enumerate() {
            for field in self.shared.texts.fields(value) {
                if is_telling(field.kind) {
                    field.read(&mut units);
                    if slip.is_in(&units) {
                        *grade = ranking::grade(ranking::class(field.kind, 1, 1, 0));
                    }
                }
            }
        }
        self.hand_on(&values, grades);
    }

    /// The telling field of a document in which the word stands but for one slip.
    pub(super) fn slip_in(&self, doc: usize, slip: &mut Slip) -> Option<SearchField> {
        let mut units = Vec::new();
        let values = self.values.get(doc).iter();
        let mut fields = values.flat_map(|value| self.shared.texts.fields(*value as usize));
        fields
            .find(|field| {
                field.read(&mut units);
                is_telling(field.kind) && slip.is_in(&units)
            })
            .map(|field| field.kind)
    }

    /// The needle's best match in one document.
    pub(super) fn best_in(&self, doc: usize, needle: &Needle<'_>) -> Option<Match> {
        let mut best: Option<Match> = None;
        let values = self.values.get(doc).iter();
        let shared = values.map(|value| self.shared.texts.item(*value as usize));
        for item in shared.chain([self.own.texts.item(doc)]) {
            if let Some(found) = needle.best_in(item)
                && best.is_none_or(|best| found.class < best.class)
            {
                best = Some(found);
            }
        }
        best
    }
}

fn is_telling(field: SearchField) -> bool {
    use SearchField as F;
    matches!(field, F::Name | F::Representative | F::Product)
}

/// Where a company is, as search keeps it.
pub(super) fn is_at(position: Option<Position>, kept: Option<(f64, f64)>) -> bool {
    position.map(|at| (at.lat, at.lng)) == kept
}
