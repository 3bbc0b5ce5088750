//! Folded texts, packed: the skeletons of all fields in one run of bytes, each closed by the byte of its
//! field, and beside it the units that a skeleton does not tell.

use handbook_wire::ipc::SearchField;

use super::hangul;

/// Skeleton bytes below this close a field; folded text holds no control characters.
const FIRST_LETTER: u8 = 0x20;
/// Skeleton bytes from this stand for a unit in `wide`.
const FIRST_WIDE: u8 = 0x80;

/// The fields by the byte that closes them, less one.
const FIELDS: [SearchField; 13] = [
    SearchField::Name,
    SearchField::Representative,
    SearchField::Phone,
    SearchField::Mobile,
    SearchField::Fax,
    SearchField::Product,
    SearchField::Certificate,
    SearchField::Branch,
    SearchField::Address,
    SearchField::Number,
    SearchField::Email,
    SearchField::Homepage,
    SearchField::Memo,
];

/// Items of some fields each. Never changed once made, but by adding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Texts {
    pub bytes: Vec<u8>,
    pub wide: Vec<u16>,
    /// Where each item begins in `bytes`, and where the last one ends.
    pub starts: Vec<u32>,
    /// The same in `wide`.
    pub wides: Vec<u32>,
}

impl Default for Texts {
    fn default() -> Self {
        Self {
            bytes: Vec::new(),
            wide: Vec::new(),
            starts: vec![0],
            wides: vec![0],
        }
    }
}

/// A field of an item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub kind: SearchField,
    pub skeleton: &'a [u8],
    wide: &'a [u16],
}

impl Field<'_> {
    /// Puts the field's units in place of what is in `units`.
    pub fn read(&self, units: &mut Vec<u16>) {
        units.clear();
        units.extend(self.units());
    }

    /// The field's units one after another.
    pub fn units(&self) -> impl Iterator<Item = u16> {
        let mut wide = self.wide.iter();
        self.skeleton.iter().map(move |byte| unit(*byte, &mut wide))
    }
}

/// The unit of a skeleton byte; `wide` has those that it does not tell.
#[inline]
pub(super) fn unit(byte: u8, wide: &mut std::slice::Iter<'_, u16>) -> u16 {
    if byte < FIRST_WIDE {
        u16::from(byte)
    } else {
        wide.next().copied().unwrap_or(0)
    }
}

/// How many of the skeleton bytes do not tell their unit.
#[inline]
pub(super) fn count_wide(bytes: &[u8]) -> usize {
    bytes.iter().filter(|byte| **byte >= FIRST_WIDE).count()
}

/// All of an item.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Item<'a> {
    /// Skeletons, each closed by the byte of its field.
    pub bytes: &'a [u8],
    pub wide: &'a [u16],
}

/// Where a field stands in the bytes of its item.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub start: usize,
    pub end: usize,
    pub kind: SearchField,
}

impl Item<'_> {
    /// The field that has the byte at `at`.
    pub fn field_at(&self, at: usize) -> Span {
        let closes = |byte: &u8| *byte < FIRST_LETTER;
        let (before, behind) = self.bytes.split_at(at.min(self.bytes.len()));
        let end = behind.iter().position(closes).unwrap_or(behind.len());
        Span {
            start: before.iter().rposition(closes).map_or(0, |last| last + 1),
            end: at + end,
            kind: field(behind.get(end).copied().unwrap_or(0)),
        }
    }
}

/// Fields of an item one after another.
pub(super) struct Fields<'a> {
    bytes: &'a [u8],
    wide: &'a [u16],
}

impl<'a> Iterator for Fields<'a> {
    type Item = Field<'a>;

    fn next(&mut self) -> Option<Field<'a>> {
        let end = self.bytes.iter().position(|byte| *byte < FIRST_LETTER)?;
        let (skeleton, rest) = self.bytes.split_at(end);
        let wide = count_wide(skeleton);
        let (wide, wides) = self.wide.split_at(wide.min(self.wide.len()));
        let (closing, rest) = rest.split_first()?;
        (self.bytes, self.wide) = (rest, wides);
        Some(Field {
            kind: field(*closing),
            skeleton,
            wide,
        })
    }
}

impl Texts {
    /// Number of items.
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Adds a unit to the field that is being written.
    pub fn push(&mut self, unit: u16) {
        let byte = hangul::skeleton(unit);
        self.bytes.push(byte);
        if byte >= FIRST_WIDE {
            self.wide.push(unit);
        }
    }

    /// Closes the field that is being written.
    pub fn close_field(&mut self, kind: SearchField) {
        self.bytes.push(closing(kind));
    }

    /// Closes the item that is being written.
    pub fn close_item(&mut self) {
        self.starts.push(place(self.bytes.len()));
        self.wides.push(place(self.wide.len()));
    }

    /// Adds an item of `other`.
    pub fn copy(&mut self, other: &Texts, item: usize) {
        let Item { bytes, wide } = other.item(item);
        self.bytes.extend_from_slice(bytes);
        self.wide.extend_from_slice(wide);
        self.close_item();
    }

    /// The items of `order`, one after another.
    pub fn in_order(&self, order: &[u32]) -> Self {
        let mut texts = Self {
            bytes: Vec::with_capacity(self.bytes.len()),
            wide: Vec::with_capacity(self.wide.len()),
            starts: Vec::with_capacity(order.len() + 1),
            wides: Vec::with_capacity(order.len() + 1),
        };
        texts.starts.push(0);
        texts.wides.push(0);
        for item in order {
            texts.copy(self, *item as usize);
        }
        texts
    }

    /// An item; an empty one where there is none.
    pub fn item(&self, item: usize) -> Item<'_> {
        let span =
            |starts: &[u32]| Some(*starts.get(item)? as usize..*starts.get(item + 1)? as usize);
        let bytes = span(&self.starts).and_then(|span| self.bytes.get(span));
        let wide = span(&self.wides).and_then(|span| self.wide.get(span));
        Item {
            bytes: bytes.unwrap_or_default(),
            wide: wide.unwrap_or_default(),
        }
    }

    /// The fields of an item.
    pub fn fields(&self, item: usize) -> Fields<'_> {
        let Item { bytes, wide } = self.item(item);
        Fields { bytes, wide }
    }

    pub fn memory(&self) -> usize {
        self.bytes.capacity()
            + self.wide.capacity() * 2
            + (self.starts.capacity() + self.wides.capacity()) * 4
    }
}

fn closing(kind: SearchField) -> u8 {
    let place = FIELDS.iter().position(|field| *field == kind);
    place.map_or(FIELDS.len(), |place| place + 1) as u8
}

fn field(closing: u8) -> SearchField {
    let place = usize::from(closing).wrapping_sub(1);
    FIELDS.get(place).copied().unwrap_or(SearchField::Memo)
}

/// A place in a packed run. 4 GiB are 30 million companies: never reached.
pub(super) fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
