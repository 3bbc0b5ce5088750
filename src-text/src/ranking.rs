//! How good a match is. Pure.

use handbook_wire::ipc::SearchField;

/// Class of a word's match; smaller is better.
pub type Class = u32;

/// A whole number, or a whole member number.
pub const WHOLE_NUMBER: Class = 0;
/// The beginning of the name.
pub const NAME_START: Class = 1;
/// Elsewhere in the name.
pub const NAME: Class = 2;
/// A representative.
pub const REPRESENTATIVE: Class = 3;
/// The end of a number.
pub const NUMBER_END: Class = 4;
/// Elsewhere in a number.
pub const NUMBER: Class = 5;
/// Any other field.
pub const OTHER: Class = 6;

/// The class of a match of units `from..to` in a field of `len` units.
#[must_use]
#[inline]
pub fn class(field: SearchField, from: usize, to: usize, len: usize) -> Class {
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

/// All classes.
pub const CLASSES: [Class; 7] = [
    WHOLE_NUMBER,
    NAME_START,
    NAME,
    REPRESENTATIVE,
    NUMBER_END,
    NUMBER,
    OTHER,
];

/// What a document is ordered by but for its liking, in one byte; smaller is better. A bit for "no whole
/// number", one for "something found elsewhere", and the sum of the classes of all words.
pub type Grade = u8;

/// The grade of a document that does not match.
pub const UNFIT: Grade = u8::MAX;
const PART: Grade = 0x80;
const ELSEWHERE: Grade = 0x40;
const SUM: Grade = 0x3F;

/// The grade of a word's match alone.
#[must_use]
pub const fn grade(class: Class) -> Grade {
    match class {
        WHOLE_NUMBER => 0,
        OTHER => PART | ELSEWHERE | OTHER as Grade,
        class => PART | class as Grade,
    }
}

/// The grade of two matches together.
#[must_use]
#[inline]
pub fn both(a: Grade, b: Grade) -> Grade {
    let together = a & b & PART | (a | b) & ELSEWHERE | ((a & SUM) + (b & SUM)) & SUM;
    // Not a branch, so that many are taken at once.
    let unfit = (a == UNFIT) | (b == UNFIT);
    if unfit { UNFIT } else { together }
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
pub struct Key {
    part: bool,
    elsewhere: bool,
    liking: Liking,
    sum: Grade,
}

impl Key {
    /// The key of a document by its grade.
    #[must_use]
    pub const fn new(grade: Grade, liking: Liking) -> Self {
        Self {
            part: grade & PART != 0,
            elsewhere: grade & ELSEWHERE != 0,
            liking,
            sum: grade & SUM,
        }
    }
}
