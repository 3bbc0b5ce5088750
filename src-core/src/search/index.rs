//! The index: packed segments, which documents of them still count, and the directory's order.
//! An index is a value: an update makes a new one that shares what did not change.

use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::Arc;

use handbook_wire::entity::Position;
use handbook_wire::ipc::{Initial, SearchField};

use super::document::Document;
use super::hangul::{CHOSEONG, parts};
use super::query::Query;
use super::ranking::{self, Class, Key, Liking};
use super::segment::{Needle, Segment};
use super::slip::Slip;

/// Segments above which the index is packed anew.
const MAX_SEGMENTS: usize = 12;
const DEAD: u32 = u32::MAX;

/// What is searched.
#[derive(Debug, Clone, Default)]
pub struct Index {
    parts: Vec<Part>,
    /// Every document in the directory's order: segment and place in it.
    order: Arc<Vec<(u32, u32)>>,
    initials: Arc<Vec<Initial>>,
}

#[derive(Debug, Clone)]
struct Part {
    segment: Arc<Segment>,
    /// Place of each document in the directory, or [`DEAD`].
    ranks: Arc<Vec<u32>>,
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

impl Index {
    /// An index of these documents.
    #[must_use]
    pub fn new(segment: Segment) -> Self {
        let mut order: Vec<(u32, u32)> = (0..len(&segment)).map(|doc| (0, doc)).collect();
        let segments = vec![Arc::new(segment)];
        order.sort_unstable_by(|a, b| compare(&segments, *a, *b));
        Self::assemble(segments, order)
    }

    /// This index without the documents of `gone`, and with those of `fresh` in place of older
    /// ones of their ids.
    #[must_use]
    pub fn updated(&self, gone: &[String], fresh: Segment) -> Self {
        let mut stale: HashMap<&str, ()> = gone.iter().map(|id| (id.as_str(), ())).collect();
        stale.extend((0..fresh.len()).map(|doc| (fresh.id(doc), ())));
        let mut segments: Vec<_> = self.parts.iter().map(|part| part.segment.clone()).collect();
        let is_stale =
            |(part, doc): (u32, u32)| stale.contains_key(segments[part as usize].id(doc as usize));
        let mut kept: Vec<_> = self
            .order
            .iter()
            .copied()
            .filter(|slot| !is_stale(*slot))
            .collect();
        drop(stale);
        let number = u32::try_from(segments.len()).unwrap_or(DEAD);
        let mut added: Vec<(u32, u32)> = (0..len(&fresh)).map(|doc| (number, doc)).collect();
        segments.push(Arc::new(fresh));
        added.sort_unstable_by(|a, b| compare(&segments, *a, *b));
        kept = merge(&segments, kept, added);
        let held: usize = segments.iter().map(|segment| segment.len()).sum();
        if segments.len() > MAX_SEGMENTS || held > 2 * kept.len() + 64 {
            let mut packed = Segment::default();
            for (part, doc) in &kept {
                packed.copy(&segments[*part as usize], *doc as usize);
            }
            kept = (0..len(&packed)).map(|doc| (0, doc)).collect();
            segments = vec![Arc::new(packed)];
        }
        Self::assemble(segments, kept)
    }

    fn assemble(segments: Vec<Arc<Segment>>, order: Vec<(u32, u32)>) -> Self {
        let mut ranks: Vec<Vec<u32>> = segments
            .iter()
            .map(|segment| vec![DEAD; segment.len()])
            .collect();
        let mut initials: Vec<Initial> = Vec::new();
        for (rank, (part, doc)) in (0u32..).zip(&order) {
            ranks[*part as usize][*doc as usize] = rank;
            let label = initial(segments[*part as usize].name(*doc as usize));
            match initials.last_mut() {
                Some(last) if last.label.starts_with(label) => last.count += 1,
                _ => initials.push(Initial {
                    label: label.to_string(),
                    offset: u64::from(rank),
                    count: 1,
                }),
            }
        }
        let parts = segments
            .into_iter()
            .zip(ranks)
            .map(|(segment, ranks)| Part {
                segment,
                ranks: Arc::new(ranks),
            })
            .collect();
        Self {
            parts,
            order: Arc::new(order),
            initials: Arc::new(initials),
        }
    }

    /// Number of documents.
    #[must_use]
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is no document.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// Bytes of memory, about.
    #[must_use]
    pub fn memory(&self) -> usize {
        let parts = self.parts.iter();
        parts
            .map(|part| part.segment.memory() + part.ranks.capacity() * 4)
            .sum::<usize>()
            + self.order.capacity() * 8
    }

    /// Ids of a window of the directory.
    pub fn window(&self, offset: usize, limit: usize) -> impl Iterator<Item = &str> {
        self.order
            .iter()
            .skip(offset)
            .take(limit)
            .map(|slot| self.id(*slot))
    }

    /// Id of the company at a place of the directory.
    #[must_use]
    pub fn at(&self, place: u32) -> Option<&str> {
        self.order.get(place as usize).map(|slot| self.id(*slot))
    }

    fn id(&self, (part, doc): (u32, u32)) -> &str {
        self.parts[part as usize].segment.id(doc as usize)
    }

    /// Where each initial of the directory begins, in its order.
    #[must_use]
    pub fn initials(&self) -> &[Initial] {
        &self.initials
    }

    /// The documents in which every word is found, best first; ties in the directory's order.
    #[must_use]
    pub fn search(&self, query: &Query, limit: usize) -> Found {
        self.search_among(query, limit, |_| Some(Liking::None))
    }

    /// As [`Index::search`] among the companies for whose place in the directory `liking` answers
    /// something.
    #[must_use]
    pub fn search_among(
        &self,
        query: &Query,
        limit: usize,
        liking: impl Fn(u32) -> Option<Liking>,
    ) -> Found {
        let needles: Vec<_> = query
            .words()
            .map(|(word, half)| Needle::new(word, half))
            .collect();
        // The longest word is likely the rarest: it is scanned for, the others are checked.
        let Some(driver) = (0..needles.len()).max_by_key(|i| needles[*i].word.units.len()) else {
            return Found::default();
        };
        let mut found: Vec<(Key, u32)> = Vec::new();
        let mut classes: Vec<Class> = Vec::with_capacity(needles.len());
        for part in &self.parts {
            part.segment.scan(&needles[driver], |doc, best| {
                let rank = part.ranks[doc];
                if rank == DEAD {
                    return;
                }
                let Some(liking) = liking(rank) else {
                    return;
                };
                classes.clear();
                classes.push(best.class);
                for (i, needle) in needles.iter().enumerate() {
                    if i != driver {
                        match part.segment.find_in(doc, needle) {
                            Some(best) => classes.push(best.class),
                            None => return,
                        }
                    }
                }
                found.push((Key::new(classes.iter().copied(), liking), rank));
            });
        }
        let total = found.len();
        if limit == 0 {
            return Found {
                total,
                hits: Vec::new(),
            };
        }
        if total > limit {
            found.select_nth_unstable(limit - 1);
            found.truncate(limit);
        }
        found.sort_unstable();
        let hits = found.into_iter().map(|(_, rank)| {
            let (part, doc) = self.order[rank as usize];
            let segment = &self.parts[part as usize].segment;
            let best = |needle| segment.find_in(doc as usize, needle).map(|best| best.field);
            Hit {
                id: segment.id(doc as usize).to_owned(),
                fields: needles.iter().filter_map(best).collect(),
            }
        });
        Found {
            total,
            hits: hits.collect(),
        }
    }
}

impl Index {
    /// The documents in which every word is found but for one slip in one of them, best first. For
    /// when nothing else is found: it looks at every document.
    #[must_use]
    pub fn search_with_slip(
        &self,
        query: &Query,
        limit: usize,
        liking: impl Fn(u32) -> Option<Liking>,
    ) -> Found {
        let needles: Vec<_> = query
            .words()
            .map(|(word, half)| Needle::new(word, half))
            .collect();
        let mut found: Vec<(Key, u32, Vec<SearchField>)> = Vec::new();
        for slipped in 0..needles.len() {
            let Some(mut slip) = Slip::new(&needles[slipped].word.units) else {
                continue;
            };
            for (rank, (part, doc)) in (0u32..).zip(self.order.iter()) {
                let Some(liking) = liking(rank) else { continue };
                let (segment, doc) = (&self.parts[*part as usize].segment, *doc as usize);
                let mut fields = Vec::with_capacity(needles.len());
                let mut classes = Vec::with_capacity(needles.len());
                for (i, needle) in needles.iter().enumerate() {
                    if i == slipped {
                        let Some(field) = segment.slip_in(doc, &mut slip) else {
                            break;
                        };
                        fields.push(field);
                        classes.push(ranking::class(field, 1, 1, 0));
                    } else {
                        let Some(best) = segment.find_in(doc, needle) else {
                            break;
                        };
                        fields.push(best.field);
                        classes.push(best.class);
                    }
                }
                if fields.len() == needles.len() {
                    found.push((Key::new(classes, liking), rank, fields));
                }
            }
        }
        found.sort_unstable_by_key(|(key, rank, _)| (*key, *rank));
        found.dedup_by_key(|(_, rank, _)| *rank);
        let total = found.len();
        let hits = found.into_iter().take(limit).map(|(_, rank, fields)| {
            let id = self.id(self.order[rank as usize]).to_owned();
            Hit { id, fields }
        });
        Found {
            total,
            hits: hits.collect(),
        }
    }
}

/// Collects documents for an index.
#[derive(Debug, Default)]
pub struct Builder {
    segment: Segment,
}

impl Builder {
    /// Adds a company by its payload; one that can't be read is left out. Says where the company
    /// is, so that the payload need not be read twice.
    pub fn push(&mut self, id: &str, payload: &str, memo: &str) -> Option<Position> {
        let document = Document::read(payload)?;
        self.segment.push(id, &document, memo);
        document.position
    }

    /// The documents.
    #[must_use]
    pub fn finish(self) -> Segment {
        self.segment
    }
}

fn len(segment: &Segment) -> u32 {
    u32::try_from(segment.len()).unwrap_or(DEAD)
}

fn merge(segments: &[Arc<Segment>], a: Vec<(u32, u32)>, b: Vec<(u32, u32)>) -> Vec<(u32, u32)> {
    if b.is_empty() {
        return a;
    }
    let mut merged = Vec::with_capacity(a.len() + b.len());
    let mut rest = a.as_slice();
    for slot in b {
        let before = rest.partition_point(|held| compare(segments, *held, slot) == Ordering::Less);
        merged.extend_from_slice(&rest[..before]);
        merged.push(slot);
        rest = &rest[before..];
    }
    merged.extend_from_slice(rest);
    merged
}

/// The directory's order: Hangul by syllable, then Latin, digits and the rest; equal names by id.
fn compare(segments: &[Arc<Segment>], a: (u32, u32), b: (u32, u32)) -> Ordering {
    let (left, right) = (&segments[a.0 as usize], &segments[b.0 as usize]);
    let weigh = |unit: &u16| weight(*unit);
    // A name that folds to nothing stands with the rest, behind every other.
    let name = |segment: &'_ Segment, doc: u32| segment.name(doc as usize).is_empty();
    name(left, a.1)
        .cmp(&name(right, b.1))
        .then_with(|| {
            let (a, b) = (left.name(a.1 as usize), right.name(b.1 as usize));
            a.iter().map(weigh).cmp(b.iter().map(weigh))
        })
        .then_with(|| left.id(a.1 as usize).cmp(right.id(b.1 as usize)))
}

fn weight(unit: u16) -> (u8, u16) {
    let latin = u16::from(b'a')..=u16::from(b'z');
    let digit = u16::from(b'0')..=u16::from(b'9');
    let class = match unit {
        unit if parts(unit).is_some() => 0,
        unit if latin.contains(&unit) => 1,
        unit if digit.contains(&unit) => 2,
        _ => 3,
    };
    (class, unit)
}

/// The index bar's label for a folded name.
fn initial(name: &[u16]) -> char {
    let Some(first) = name.first() else {
        return '#';
    };
    match weight(*first).0 {
        0 => match parts(*first).map(|(choseong, _, _)| CHOSEONG[usize::from(choseong)]) {
            Some('ㄲ') => 'ㄱ',
            Some('ㄸ') => 'ㄷ',
            Some('ㅃ') => 'ㅂ',
            Some('ㅆ') => 'ㅅ',
            Some('ㅉ') => 'ㅈ',
            Some(single) => single,
            None => '#',
        },
        1 => 'A',
        2 => '0',
        _ => '#',
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
