//! Documents that are being collected, and the segment made of them.

use std::collections::HashMap;

use handbook_wire::ipc::SearchField;

use super::document::Document;
use super::hangul;
use super::lists::{Ids, Lists};
use super::order;
use super::segment::Segment;
use super::single::Singles;
use super::space::Space;
use super::texts::{Texts, place};

/// Fewest documents that lists are made for; fewer are looked at one by one. Low in tests, so that they
/// meet both.
pub(super) const LISTED: usize = if cfg!(test) { 5 } else { 256 };

/// Documents that are being collected.
#[derive(Debug, Default)]
pub(super) struct Draft {
    ids: Ids,
    positions: Vec<f64>,
    values: Lists,
    shared: Texts,
    numbers: HashMap<Box<[u16]>, u32>,
    own: Texts,
    units: Vec<u16>,
}

/// Whether many companies have the same in this field.
const fn is_shared(field: SearchField) -> bool {
    use SearchField as F;
    matches!(
        field,
        F::Name | F::Representative | F::Product | F::Certificate | F::Branch
    )
}

impl Draft {
    /// Adds a document.
    pub fn push(&mut self, id: &str, document: &Document<'_>, memo: &str) {
        document.for_each(memo, |field, text| {
            if is_shared(field) {
                self.units.clear();
                hangul::fold(text, |unit, _| self.units.push(unit));
                self.value(field);
            } else {
                hangul::fold(text, |unit, _| self.own.push(unit));
                self.own.close_field(field);
            }
        });
        self.close(id, document.position.map(|at| (at.lat, at.lng)));
    }

    /// Adds a document of a segment.
    pub fn copy(&mut self, from: &Segment, doc: usize) {
        for value in from.values.get(doc) {
            for field in from.shared.texts.fields(*value as usize) {
                field.read(&mut self.units);
                self.value(field.kind);
            }
        }
        for field in from.own.texts.fields(doc) {
            field.units().for_each(|unit| self.own.push(unit));
            self.own.close_field(field.kind);
        }
        self.close(from.id(doc), from.position(doc));
    }

    fn close(&mut self, id: &str, position: Option<(f64, f64)>) {
        self.own.close_item();
        self.values.close();
        self.ids.push(id);
        let (lat, lng) = position.unwrap_or((f64::NAN, f64::NAN));
        self.positions.extend([lat, lng]);
    }

    /// Gives the document the value of `field` that is in `units`.
    fn value(&mut self, field: SearchField) {
        // No folded text has a unit as small as the number of a field.
        self.units.push(field as u16);
        let number = match self.numbers.get(self.units.as_slice()) {
            Some(number) => *number,
            None => {
                let number = place(self.shared.len());
                self.numbers.insert(self.units.as_slice().into(), number);
                self.units.pop();
                self.units.iter().for_each(|unit| self.shared.push(*unit));
                self.shared.close_field(field);
                self.shared.close_item();
                number
            }
        };
        self.values.numbers.push(number);
    }

    /// The documents in the directory's order. Of several with one id the last one counts.
    pub fn finish(self) -> Segment {
        let count = self.ids.ends.len();
        let name = |doc: u32| self.values.get(doc as usize).first().copied().unwrap_or(0);
        // Names first: many are the same.
        let mut names: Vec<u32> = (0..count as u32).map(name).collect();
        names.sort_unstable();
        names.dedup();
        names.sort_by(|a, b| order::by_name(name_of(&self.shared, *a), name_of(&self.shared, *b)));
        let mut ranks = vec![0u32; self.shared.len()];
        for (rank, value) in (0u32..).zip(&names) {
            ranks[*value as usize] = rank;
        }
        let mut docs: Vec<(u32, u32)> = (0..count as u32)
            .map(|doc| (ranks[name(doc) as usize], doc))
            .collect();
        let id = |doc: u32| self.ids.get(doc as usize);
        docs.sort_unstable_by(|a, b| (a.0, id(a.1)).cmp(&(b.0, id(b.1))).then(a.1.cmp(&b.1)));
        let mut by_id: Vec<u32> = (0..count as u32).collect();
        by_id.sort_unstable_by(|a, b| id(*a).cmp(id(*b)).then(a.cmp(b)));
        let mut doubled = vec![false; count];
        for pair in by_id.windows(2) {
            doubled[pair[0] as usize] = id(pair[0]) == id(pair[1]);
        }
        by_id.retain(|doc| !doubled[*doc as usize]);
        let sorted = docs.into_iter().map(|(_, doc)| doc);
        let sorted: Vec<u32> = sorted.filter(|doc| !doubled[*doc as usize]).collect();

        let mut now = vec![0u32; count];
        let (mut ids, mut positions, mut values) = (Ids::default(), Vec::new(), Lists::default());
        for (place, doc) in (0u32..).zip(&sorted) {
            let doc = *doc as usize;
            now[doc] = place;
            ids.push(self.ids.get(doc));
            positions.extend_from_slice(&self.positions[2 * doc..2 * doc + 2]);
            values.numbers.extend_from_slice(self.values.get(doc));
            values.close();
        }
        by_id.iter_mut().for_each(|doc| *doc = now[*doc as usize]);
        drop(self.numbers);
        let own = self.own.in_order(&sorted);
        drop(self.own);
        let holders = values.turned(self.shared.len());
        let listed = ids.ends.len() >= LISTED;
        let (own, shared) = if listed {
            (Space::new(own), Space::new(self.shared))
        } else {
            (Space::plain(own), Space::plain(self.shared))
        };
        let mut segment = Segment {
            ids,
            by_id,
            positions,
            values,
            holders,
            shared,
            own,
            singles: Singles::default(),
        };
        if listed {
            segment.singles = Singles::new(&segment);
        }
        segment
    }
}

fn name_of(shared: &Texts, value: u32) -> impl Iterator<Item = u16> {
    let field = shared.fields(value as usize).next();
    field
        .into_iter()
        .flat_map(|field| field.units().collect::<Vec<_>>())
}
