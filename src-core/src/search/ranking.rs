//! How good a match is. Pure.

use handbook_wire::ipc::SearchField;

/// Class of a match; smaller is better. The classes of several words are added.
pub(super) type Class = u32;

pub(super) const NAME_START: Class = 0;
pub(super) const NAME: Class = 1;
pub(super) const REPRESENTATIVE: Class = 2;
const WHOLE_NUMBER: Class = 3;
const NUMBER_END: Class = 4;
const NUMBER: Class = 5;
pub(super) const OTHER: Class = 6;

/// The class of a match of units `from..to` in a field of `len` units.
pub(super) fn class(field: SearchField, from: usize, to: usize, len: usize) -> Class {
    match field {
        SearchField::Name if from == 0 => NAME_START,
        SearchField::Name => NAME,
        SearchField::Representative => REPRESENTATIVE,
        SearchField::Phone | SearchField::Mobile | SearchField::Fax => match (from, to == len) {
            (0, true) => WHOLE_NUMBER,
            (_, true) => NUMBER_END,
            (_, false) => NUMBER,
        },
        _ => OTHER,
    }
}

/// Whether no field that comes later in a document can hold a match of a better class.
pub(super) fn is_final(class: Class) -> bool {
    class <= REPRESENTATIVE || class == OTHER
}
