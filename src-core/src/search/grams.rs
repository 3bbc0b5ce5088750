//! Which items hold what: for each key the items that have it, ascending, packed as differences.

use super::texts::place;

/// Keys that [`Grams::new`] takes are below this.
const KEY_BITS: u32 = 27;
/// Keys that share all but their last byte lie in one block while lists are made.
const BLOCK: usize = 256;

/// Lists of items by key. Never changed once made.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(super) struct Grams {
    /// Ascending.
    pub keys: Vec<u32>,
    /// Where each list begins in `lists`, and where the last one ends.
    pub starts: Vec<u32>,
    pub lists: Vec<u8>,
}

/// Takes pairs of item and key, items ascending.
pub(super) trait Sink {
    fn take(&mut self, item: u32, key: u32);
}

/// Something whose items have keys.
pub(super) trait Source {
    /// Gives every pair to `sink`, items ascending, the same each time.
    fn visit(&self, sink: &mut impl Sink);
}

#[derive(Clone, Copy, Default)]
struct Entry {
    /// Bytes of the list; later where its next byte goes.
    at: u32,
    /// The newest item plus one.
    last: u32,
}

struct Table {
    blocks: Vec<u32>,
    entries: Vec<[Entry; BLOCK]>,
}

impl Table {
    fn entry(&mut self, key: u32) -> Option<&mut Entry> {
        let block = self.blocks.get_mut((key >> 8) as usize)?;
        if *block == 0 {
            self.entries.push([Entry::default(); BLOCK]);
            *block = u32::try_from(self.entries.len()).ok()?;
        }
        let entries = self.entries.get_mut(*block as usize - 1)?;
        entries.get_mut((key & 0xFF) as usize)
    }
}

/// Measures the lists.
struct Measure(Table);

impl Sink for Measure {
    fn take(&mut self, item: u32, key: u32) {
        if let Some(entry) = self.0.entry(key)
            && entry.last != item + 1
        {
            entry.at += length(item + 1 - entry.last);
            entry.last = item + 1;
        }
    }
}

/// Writes the lists.
struct Fill {
    table: Table,
    lists: Vec<u8>,
}

impl Sink for Fill {
    fn take(&mut self, item: u32, key: u32) {
        if let Some(entry) = self.table.entry(key)
            && entry.last != item + 1
        {
            let mut rest = item + 1 - entry.last;
            entry.last = item + 1;
            loop {
                let more = rest >= 0x80;
                if let Some(byte) = self.lists.get_mut(entry.at as usize) {
                    *byte = (rest & 0x7F) as u8 | u8::from(more) << 7;
                }
                entry.at += 1;
                rest >>= 7;
                if !more {
                    break;
                }
            }
        }
    }
}

const fn length(difference: u32) -> u32 {
    match difference {
        0..0x80 => 1,
        0x80..0x4000 => 2,
        0x4000..0x20_0000 => 3,
        0x20_0000..0x1000_0000 => 4,
        _ => 5,
    }
}

impl Grams {
    /// The lists of a source's keys.
    pub fn new(source: &impl Source) -> Self {
        let mut measure = Measure(Table {
            blocks: vec![0; 1 << (KEY_BITS - 8)],
            entries: Vec::new(),
        });
        source.visit(&mut measure);
        let mut table = measure.0;
        let (mut keys, mut starts, mut at) = (Vec::new(), Vec::new(), 0u32);
        for (first, block) in (0u32..).zip(&table.blocks) {
            let Some(entries) = (*block as usize)
                .checked_sub(1)
                .and_then(|block| table.entries.get_mut(block))
            else {
                continue;
            };
            for (last, entry) in (0u32..).zip(entries) {
                if entry.at > 0 {
                    keys.push(first << 8 | last);
                    starts.push(at);
                    let bytes = std::mem::replace(&mut entry.at, at);
                    at += bytes;
                    entry.last = 0;
                }
            }
        }
        starts.push(at);
        let mut fill = Fill {
            table,
            lists: vec![0; at as usize],
        };
        source.visit(&mut fill);
        Self {
            keys,
            starts,
            lists: fill.lists,
        }
    }

    /// The lists of keys that may be any number, each with an item that has it, in any order.
    pub fn sorted(mut pairs: Vec<(u32, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let mut grams = Self::default();
        let mut last = 0;
        for (key, item) in pairs {
            if grams.keys.last() != Some(&key) {
                grams.keys.push(key);
                grams.starts.push(place(grams.lists.len()));
                last = 0;
            }
            let mut rest = item + 1 - last;
            last = item + 1;
            while rest >= 0x80 {
                grams.lists.push((rest & 0x7F) as u8 | 0x80);
                rest >>= 7;
            }
            grams.lists.push(rest as u8);
        }
        grams.starts.push(place(grams.lists.len()));
        grams.lists.shrink_to_fit();
        grams
    }

    /// Places of the keys from `first` to `last`.
    pub fn range(&self, first: u32, last: u32) -> std::ops::Range<usize> {
        let from = self.keys.partition_point(|key| *key < first);
        let to = self.keys.partition_point(|key| *key <= last);
        from..to.max(from)
    }

    /// Bytes of the lists of these keys: how many items there are, about.
    pub fn size(&self, range: std::ops::Range<usize>) -> usize {
        let at = |place: usize| self.starts.get(place).map_or(0, |start| *start as usize);
        at(range.end).saturating_sub(at(range.start))
    }

    /// Calls `each` with the items of the key at `place`, ascending.
    pub fn for_each(&self, place: usize, mut each: impl FnMut(usize)) {
        let (Some(from), Some(to)) = (self.starts.get(place), self.starts.get(place + 1)) else {
            return;
        };
        let list = self.lists.get(*from as usize..*to as usize);
        let (mut item, mut part, mut shift) = (0u32, 0u32, 0u32);
        for byte in list.unwrap_or_default() {
            if shift == 0 && *byte < 0x80 {
                item = item.wrapping_add(u32::from(*byte));
            } else {
                part |= u32::from(byte & 0x7F) << shift.min(28);
                if *byte >= 0x80 {
                    shift += 7;
                    continue;
                }
                item = item.wrapping_add(part);
                (part, shift) = (0, 0);
            }
            each(item.wrapping_sub(1) as usize);
        }
    }

    pub fn memory(&self) -> usize {
        (self.keys.capacity() + self.starts.capacity()) * 4 + self.lists.capacity()
    }
}
