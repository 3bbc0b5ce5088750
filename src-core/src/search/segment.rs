//! A packed run of documents: every field of every document in one stream of units, with its
//! skeleton beside it. Never changed once made.

use handbook_wire::ipc::SearchField;
use memchr::memmem::Finder;

use super::document::Document;
use super::hangul::{self, Folded, GAP};
use super::ranking::{self, Class};
use super::slip::Slip;

/// Documents in one stream.
#[derive(Debug, Default)]
pub struct Segment {
    ids: Vec<Box<str>>,
    /// Where each document's fields begin in `fields`, and where the last one's end.
    docs: Vec<u32>,
    /// Where each field begins in the stream; it ends one unit (a gap) before the next.
    fields: Vec<u32>,
    kinds: Vec<SearchField>,
    units: Vec<u16>,
    skeleton: Vec<u8>,
}

/// The best match of a word in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Match {
    pub class: Class,
    pub field: SearchField,
}

/// A word with its searcher.
pub(super) struct Needle<'a> {
    pub word: &'a Folded,
    pub half_typed: bool,
    /// Whether it may be a number.
    digits: bool,
    finder: Finder<'a>,
}

impl<'a> Needle<'a> {
    pub fn new(word: &'a Folded, half_typed: bool) -> Self {
        Self {
            word,
            half_typed,
            digits: word.skeleton.iter().all(u8::is_ascii_digit),
            finder: Finder::new(&word.skeleton),
        }
    }
}

impl Segment {
    /// Adds a document.
    pub fn push(&mut self, id: &str, document: &Document<'_>, memo: &str) {
        self.start_doc(id);
        document.for_each(memo, |field, text| {
            self.fields.push(place(self.units.len()));
            self.kinds.push(field);
            hangul::fold(text, |unit, _| {
                self.units.push(unit);
                self.skeleton.push(hangul::skeleton(unit));
            });
            self.units.push(0);
            self.skeleton.push(GAP);
        });
        self.end_doc();
    }

    /// Adds document `doc` of `other`.
    pub(super) fn copy(&mut self, other: &Segment, doc: usize) {
        self.start_doc(&other.ids[doc]);
        for field in other.doc_fields(doc) {
            self.fields.push(place(self.units.len()));
            self.kinds.push(other.kinds[field]);
            let (from, to) = other.span(field);
            self.units.extend_from_slice(&other.units[from..to + 1]);
            self.skeleton
                .extend_from_slice(&other.skeleton[from..to + 1]);
        }
        self.end_doc();
    }

    fn start_doc(&mut self, id: &str) {
        self.ids.push(id.into());
        if self.docs.is_empty() {
            self.docs.push(0);
        }
    }

    fn end_doc(&mut self) {
        self.docs.push(place(self.fields.len()));
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// Bytes of memory, about.
    #[must_use]
    pub fn memory(&self) -> usize {
        self.ids
            .iter()
            .map(|id| id.len() + size_of::<Box<str>>())
            .sum::<usize>()
            + (self.docs.capacity() + self.fields.capacity()) * 4
            + self.kinds.capacity()
            + self.units.capacity() * 2
            + self.skeleton.capacity()
    }

    /// Id of a document.
    #[must_use]
    pub fn id(&self, doc: usize) -> &str {
        &self.ids[doc]
    }

    /// The folded proper name of a document.
    #[must_use]
    pub(super) fn name(&self, doc: usize) -> &[u16] {
        self.doc_fields(doc).next().map_or(&[], |field| {
            let (from, to) = self.span(field);
            &self.units[from..to]
        })
    }

    fn doc_fields(&self, doc: usize) -> std::ops::Range<usize> {
        self.docs[doc] as usize..self.docs[doc + 1] as usize
    }

    /// Where a field's units lie, without the gap behind them.
    fn span(&self, field: usize) -> (usize, usize) {
        let end = self
            .fields
            .get(field + 1)
            .map_or(self.units.len(), |next| *next as usize);
        (self.fields[field] as usize, end - 1)
    }

    /// Match of the needle at `at`, which lies in `field`.
    fn check(&self, needle: &Needle<'_>, field: usize, at: usize) -> Option<Match> {
        let (from, to) = self.span(field);
        let len = hangul::match_start(&needle.word.units, &self.units[at..to], needle.half_typed)?;
        let kind = self.kinds[field];
        let class = ranking::class(kind, at - from, at - from + len, to - from);
        Some(Match { class, field: kind })
    }

    /// Calls `each` with every document in which the needle is found, and its best match there.
    pub(super) fn scan(&self, needle: &Needle<'_>, mut each: impl FnMut(usize, Match)) {
        let mut at = 0;
        let mut field = 0;
        let mut doc = 0;
        let mut best: Option<Match> = None;
        while let Some(found) = needle.finder.find(&self.skeleton[at..]) {
            let hit = at + found;
            // Both places only ever move forward, mostly by little.
            field += advance(&self.fields[field..], hit);
            let doc_now = doc + advance(&self.docs[doc..], field);
            if doc_now != doc {
                if let Some(best) = best.take() {
                    each(doc, best);
                }
                doc = doc_now;
            }
            at = hit + 1;
            if let Some(found) = self.check(needle, field, hit)
                && best.is_none_or(|best| found.class < best.class)
            {
                best = Some(found);
                if ranking::is_final(found.class, needle.digits) {
                    let next = self.docs[doc + 1] as usize;
                    at = self
                        .fields
                        .get(next)
                        .map_or(self.units.len(), |start| *start as usize);
                }
            }
        }
        if let Some(best) = best {
            each(doc, best);
        }
    }

    /// The needle's best match in one document.
    pub(super) fn find_in(&self, doc: usize, needle: &Needle<'_>) -> Option<Match> {
        let mut best: Option<Match> = None;
        for field in self.doc_fields(doc) {
            let (from, to) = self.span(field);
            let mut at = from;
            while let Some(found) = needle.finder.find(&self.skeleton[at..to]) {
                let hit = at + found;
                at = hit + 1;
                if let Some(found) = self.check(needle, field, hit)
                    && best.is_none_or(|best| found.class < best.class)
                {
                    best = Some(found);
                    if ranking::is_final(found.class, needle.digits) {
                        return best;
                    }
                }
            }
        }
        best
    }
}

impl Segment {
    /// Whether a word stands in a telling text of a document, but for one slip.
    pub(super) fn slip_in(&self, doc: usize, slip: &mut Slip) -> Option<SearchField> {
        let telling = |kind| {
            matches!(
                kind,
                SearchField::Name | SearchField::Representative | SearchField::Product
            )
        };
        let mut fields = self
            .doc_fields(doc)
            .filter(|field| telling(self.kinds[*field]));
        fields
            .find(|field| {
                let (from, to) = self.span(*field);
                slip.is_in(&self.units[from..to])
            })
            .map(|field| self.kinds[field])
    }
}

/// How far into the sorted `starts`, whose first is not above `at`, one may go and stay not above.
fn advance(starts: &[u32], at: usize) -> usize {
    let mut step = 1;
    while step < starts.len() && starts[step] as usize <= at {
        step *= 2;
    }
    let from = step / 2;
    let to = step.min(starts.len());
    from + starts[from..to].partition_point(|start| *start as usize <= at) - 1
}

/// A place in the stream. 4 GiB of units are 40 million companies: never reached.
fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
