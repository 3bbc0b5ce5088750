//! The index: one large segment and small newer ones, which documents of them still count, and the
//! directory's order. An index is a value: an update makes a new one that shares what did not change.

use std::collections::BTreeSet;
use std::sync::Arc;

use handbook_wire::entity::Position;
use handbook_wire::ipc::{Initial, SearchField};

use super::bits::Bits;
use super::document::Document;
use super::draft::Draft;
use super::order::Bar;
use super::segment::{self, Segment};

/// Living documents beside those of the base, and dead ones of the base, that are always taken.
const FEW: usize = if cfg!(test) { 8 } else { 256 };
/// The part of the base beyond which they are not.
const SHARE: usize = 16;
/// Documents of the base between two entries of `ranks`.
pub(super) const STEP: usize = 512;

/// What is searched.
#[derive(Debug, Clone, Default)]
pub struct Index {
    /// The base and the newer ones, oldest first.
    pub(super) parts: Vec<Part>,
    /// The living documents of the newer parts in the directory's order.
    pub(super) between: Arc<Vec<Between>>,
    /// Living documents of the base before every [`STEP`]th.
    pub(super) ranks: Vec<u32>,
    bar: Bar,
    initials: Arc<Vec<Initial>>,
    /// Living documents.
    len: usize,
}

/// A segment in an index.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub segment: Arc<Segment>,
    /// Documents of the parts before it.
    pub first: usize,
    pub dead: Arc<Bits>,
    /// For each document the first of the base that stands behind it. Empty in the base.
    before: Arc<Vec<u32>>,
}

/// A document that stands between two of the base.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Between {
    pub before: u32,
    pub part: u32,
    pub doc: u32,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Documents found in all.
    pub total: usize,
    /// The best of them, best first.
    pub hits: Vec<Hit>,
}

/// A document that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Record id.
    pub id: String,
    /// For each word of the query the field in which it matched best.
    pub fields: Vec<SearchField>,
}

impl Part {
    fn new(segment: Segment, first: usize, base: Option<&Segment>) -> Self {
        let mut before = Vec::new();
        if let Some(base) = base {
            let mut at = 0;
            before.reserve(segment.len());
            for doc in 0..segment.len() {
                at = behind(base, at, &segment, doc);
                before.push(u32::try_from(at).unwrap_or(u32::MAX));
            }
        }
        Self {
            dead: Arc::new(Bits::new(segment.len())),
            segment: Arc::new(segment),
            first,
            before: Arc::new(before),
        }
    }

    pub fn living(&self) -> usize {
        self.segment.len().saturating_sub(self.dead.count())
    }

    fn copy_to(&self, draft: &mut Draft) {
        let docs = 0..self.segment.len();
        docs.filter(|doc| !self.dead.has(*doc))
            .for_each(|doc| draft.copy(&self.segment, doc));
    }
}

/// The first document of `base`, from `at` on, that stands behind `doc`.
fn behind(base: &Segment, at: usize, segment: &Segment, doc: usize) -> usize {
    let (mut low, mut high) = (at, base.len());
    while low < high {
        let middle = low + (high - low) / 2;
        if base.compare(middle, segment, doc).is_lt() {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

impl Index {
    /// An index of these documents.
    #[must_use]
    pub fn new(segment: Segment) -> Self {
        let mut bar = Bar::default();
        (0..segment.len()).for_each(|doc| bar.add(segment.name(doc)));
        let index = Self {
            parts: vec![Part::new(segment, 0, None)],
            bar,
            ..Self::default()
        };
        index.settled()
    }

    /// This index without the documents of `gone`, and with those of `fresh` in place of older
    /// ones of their ids.
    #[must_use]
    pub fn updated(&self, gone: &[String], fresh: Segment) -> Self {
        if self.is_empty() {
            return Self::new(fresh);
        }
        let mut index = self.clone();
        let stale: BTreeSet<&str> = (gone.iter().map(String::as_str))
            .chain((0..fresh.len()).map(|doc| fresh.id(doc)))
            .collect();
        for id in stale {
            if let Some((part, doc)) = index.place_of(id) {
                let part = &mut index.parts[part];
                index.bar.take(part.segment.name(doc));
                Arc::make_mut(&mut part.dead).set(doc);
            }
        }
        (0..fresh.len()).for_each(|doc| index.bar.add(fresh.name(doc)));
        if !fresh.is_empty() {
            index.add(fresh);
        }
        index.tidy();
        index.settled()
    }

    fn add(&mut self, fresh: Segment) {
        let first = self.slots();
        let base = self.parts.first().map(|part| Arc::clone(&part.segment));
        self.parts.push(Part::new(fresh, first, base.as_deref()));
    }

    /// Joins small parts, and all of them when the newer ones have grown large.
    fn tidy(&mut self) {
        let newer = self.parts.iter().skip(1);
        let newer: usize = newer.map(|part| part.segment.len()).sum();
        let base = self.parts.first().map_or(0, |part| part.segment.len());
        let dead = self.parts.first().map_or(0, |part| part.dead.count());
        if newer + dead > FEW + base / SHARE {
            let mut draft = Draft::default();
            self.parts.iter().for_each(|part| part.copy_to(&mut draft));
            self.parts = vec![Part::new(draft.finish(), 0, None)];
            return;
        }
        // Each part stays at least twice as large as the next: there are few, and each document is
        // copied few times.
        while let [_, .., left, right] = self.parts.as_slice()
            && (left.living() < 2 * right.living() || right.living() == 0)
        {
            let mut draft = Draft::default();
            left.copy_to(&mut draft);
            right.copy_to(&mut draft);
            self.parts.truncate(self.parts.len() - 2);
            self.add(draft.finish());
        }
    }

    /// The index with what follows from its parts.
    fn settled(mut self) -> Self {
        let mut between = Vec::new();
        for (number, part) in self.parts.iter().enumerate().skip(1) {
            for (doc, before) in part.before.iter().enumerate() {
                if !part.dead.has(doc) {
                    between.push(Between {
                        before: *before,
                        part: number as u32,
                        doc: doc as u32,
                    });
                }
            }
        }
        // Each part's documents stand in order already.
        between.sort_by(|a, b| {
            a.before.cmp(&b.before).then_with(|| {
                let (left, right) = (&self.parts[a.part as usize], &self.parts[b.part as usize]);
                (left.segment).compare(a.doc as usize, &right.segment, b.doc as usize)
            })
        });
        self.ranks.clear();
        if let Some(base) = self.parts.first() {
            let mut living = 0;
            for words in base.dead.0.chunks(STEP / 64) {
                self.ranks.push(living);
                living += words.iter().map(|word| word.count_zeros()).sum::<u32>();
            }
        }
        self.len = between.len() + self.parts.first().map_or(0, Part::living);
        self.between = Arc::new(between);
        self.initials = Arc::new(self.bar.initials());
        self
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Bytes of memory, about.
    #[must_use]
    pub fn memory(&self) -> usize {
        let parts = self.parts.iter();
        let parts = parts
            .map(|part| part.segment.memory() + part.dead.0.capacity() * 8 + part.before.len() * 4);
        parts.sum::<usize>() + self.between.len() * size_of::<Between>() + self.ranks.len() * 4
    }

    /// The segments, oldest first.
    pub fn segments(&self) -> impl Iterator<Item = &Arc<Segment>> {
        self.parts.iter().map(|part| &part.segment)
    }

    /// The companies that changed since `base` was the whole index; none when it is not this index's
    /// oldest segment.
    #[must_use]
    pub fn since(&self, base: &Arc<Segment>) -> Option<Vec<&str>> {
        let (oldest, newer) = self.parts.split_first()?;
        if !Arc::ptr_eq(&oldest.segment, base) {
            return None;
        }
        let gone = oldest.dead.iter().map(|doc| oldest.segment.id(doc));
        let newer = newer.iter();
        let fresh = newer.flat_map(|part| (0..part.segment.len()).map(|doc| part.segment.id(doc)));
        Some(gone.chain(fresh).collect())
    }

    /// Numbers that documents have, the dead ones too: each document's own, as long as the index
    /// does not change.
    #[must_use]
    pub fn slots(&self) -> usize {
        let last = self.parts.last();
        last.map_or(0, |part| part.first + part.segment.len())
    }

    /// The number of the document with that id.
    #[must_use]
    pub fn slot(&self, id: &str) -> Option<u32> {
        let (part, doc) = self.place_of(id)?;
        u32::try_from(self.parts[part].first + doc).ok()
    }

    /// The number of a document of a segment.
    #[must_use]
    pub fn slot_of(&self, part: usize, doc: usize) -> u32 {
        let first = self.parts.get(part).map_or(0, |part| part.first);
        u32::try_from(first + doc).unwrap_or(u32::MAX)
    }

    /// Where the company is: north and east.
    #[must_use]
    pub fn position(&self, id: &str) -> Option<(f64, f64)> {
        let (part, doc) = self.place_of(id)?;
        self.parts[part].segment.position(doc)
    }

    /// Part and place of the living document with that id.
    pub(super) fn place_of(&self, id: &str) -> Option<(usize, usize)> {
        let parts = self.parts.iter().enumerate().rev();
        let mut held = parts.filter_map(|(number, part)| Some((number, part.segment.find(id)?)));
        held.find(|(number, doc)| !self.parts[*number].dead.has(*doc))
    }

    /// Where each initial of the directory begins, in its order.
    #[must_use]
    pub fn initials(&self) -> &[Initial] {
        &self.initials
    }
}

/// Collects documents for an index.
#[derive(Debug, Default)]
pub struct Builder {
    draft: Draft,
}

impl Builder {
    /// Adds a company by its payload; one that can't be read is left out. Says where the company
    /// is, so that the payload need not be read twice.
    pub fn push(&mut self, id: &str, payload: &str, memo: &str) -> Option<Position> {
        let document = Document::read(payload)?;
        self.draft.push(id, &document, memo);
        document.position
    }

    /// The documents.
    #[must_use]
    pub fn finish(self) -> Segment {
        self.draft.finish()
    }
}

/// Whether a company stands where the index has it.
#[must_use]
pub fn stands(index: &Index, id: &str, position: Option<Position>) -> bool {
    segment::is_at(position, index.position(id))
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
