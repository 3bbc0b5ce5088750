//! The index as the directory: which document stands at which place.

use super::index::{Index, STEP};

impl Index {
    /// Ids of a window of the directory.
    pub fn window(&self, offset: usize, limit: usize) -> impl Iterator<Item = &str> {
        self.documents(offset)
            .take(limit)
            .map(|(part, doc)| self.parts[part].segment.id(doc))
    }

    /// Id of the company at a place of the directory.
    #[must_use]
    pub fn at(&self, place: u32) -> Option<&str> {
        self.window(place as usize, 1).next()
    }

    /// Segment, by its number, and document of each company from a place of the directory on.
    pub fn documents(&self, offset: usize) -> impl Iterator<Item = (usize, usize)> {
        let mut next = self.newer_before(offset);
        let mut doc = self.living(offset - next.min(offset));
        let base = self.parts.first();
        let count = base.map_or(0, |base| base.segment.len());
        std::iter::from_fn(move || {
            let base = base?;
            while doc < count && base.dead.has(doc) {
                doc += 1;
            }
            match self.between.get(next) {
                Some(newer) if newer.before as usize <= doc => {
                    next += 1;
                    Some((newer.part as usize, newer.doc as usize))
                }
                _ if doc < count => {
                    doc += 1;
                    Some((0, doc - 1))
                }
                _ => None,
            }
        })
    }

    /// How many newer documents stand before a place of the directory.
    fn newer_before(&self, place: usize) -> usize {
        let (mut low, mut high) = (0, self.between.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let stands = middle + self.rank(self.between[middle].before as usize);
            if stands < place {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Living documents of the base before `doc`.
    fn rank(&self, doc: usize) -> usize {
        let step = doc / STEP;
        let Some(base) = self.parts.first() else {
            return 0;
        };
        let words = base.dead.0.iter().skip(step * STEP / 64);
        let mut living = match self.ranks.get(step) {
            Some(rank) => *rank as usize,
            // Behind the last step, which is full.
            None => return base.living(),
        };
        let mut rest = doc % STEP;
        for word in words {
            let bits = rest.min(64);
            let mask = 1u64
                .checked_shl(bits as u32)
                .map_or(u64::MAX, |bit| bit - 1);
            living += (!word & mask).count_ones() as usize;
            rest -= bits;
            if rest == 0 {
                break;
            }
        }
        living
    }

    /// The living document of the base that so many living ones stand before.
    fn living(&self, before: usize) -> usize {
        let (mut low, mut high) = (0, self.parts.first().map_or(0, |part| part.segment.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.rank(middle + 1) <= before {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// Those of `ids` that are here, in the directory's order.
    #[must_use]
    pub fn sorted<'a>(&self, ids: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
        let held = ids.filter_map(|id| Some((self.place_of(id)?, id)));
        let mut held: Vec<((usize, usize), &str)> = held.collect();
        held.sort_by(|((a, a_doc), _), ((b, b_doc), _)| {
            let (left, right) = (&self.parts[*a].segment, &self.parts[*b].segment);
            left.compare(*a_doc, right, *b_doc)
        });
        held.into_iter().map(|(_, id)| id).collect()
    }
}
