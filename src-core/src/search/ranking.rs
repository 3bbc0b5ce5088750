//! How good a match is. Pure.

use handbook_wire::ipc::SearchField;

/// Class of a word's match; smaller is better.
pub(super) type Class = u32;

pub(super) const WHOLE_NUMBER: Class = 0;
pub(super) const NAME_START: Class = 1;
pub(super) const NAME: Class = 2;
pub(super) const REPRESENTATIVE: Class = 3;
const NUMBER_END: Class = 4;
const NUMBER: Class = 5;
pub(super) const OTHER: Class = 6;

/// The class of a match of units `from..to` in a field of `len` units.
pub(super) fn class(field: SearchField, from: usize, to: usize, len: usize) -> Class {
    let whole = (from, to) == (0, len);
    match field {
        SearchField::Name if from == 0 => NAME_START,
        SearchField::Name => NAME,
        SearchField::Representative => REPRESENTATIVE,
        SearchField::Phone | SearchField::Mobile | SearchField::Fax => match (whole, to == len) {
            (true, _) => WHOLE_NUMBER,
            (_, true) => NUMBER_END,
            (_, false) => NUMBER,
        },
        SearchField::Number if whole => WHOLE_NUMBER,
        _ => OTHER,
    }
}

/// Whether no field that comes later in a document can hold a match of a better class. `digits`: the
/// word may be a number.
pub(super) fn is_final(class: Class, digits: bool) -> bool {
    class == WHOLE_NUMBER || !digits && (class <= REPRESENTATIVE || class == OTHER)
}

/// How the member stands to a company.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Liking {
    /// 즐겨찾기.
    Favourite,
    /// Called or written to lately.
    Recent,
    /// Nothing in particular.
    None,
}

/// What hits are ordered by, best first: a whole number above all; what is found in names and
/// numbers above what is found elsewhere; favourites, then those called lately; then the classes of
/// all words together. Ties stand in the directory's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Key {
    part: bool,
    elsewhere: bool,
    liking: Liking,
    sum: Class,
}

impl Key {
    /// The key of a document by the best class of each word.
    pub fn new(classes: impl IntoIterator<Item = Class>, liking: Liking) -> Self {
        let mut key = Self {
            part: true,
            elsewhere: false,
            liking,
            sum: 0,
        };
        for class in classes {
            key.part &= class != WHOLE_NUMBER;
            key.elsewhere |= class == OTHER;
            key.sum += class;
        }
        key
    }
}
