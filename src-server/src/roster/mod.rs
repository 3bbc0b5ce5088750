//! Reads a co-op's roster as its staff keep it: bytes in, values and faults out. Nothing here
//! knows of a database, of HTTP or of a clock, and nothing in a roster is ever evaluated.
//!
//! What is plainly mendable is mended without a word . A row with a fault comes out
//! as faults alone, never as half a value.

mod columns;
mod correction;
mod csv;
mod fault;
mod field;
mod form;
mod heading;
mod inflate;
mod limits;
mod member;
mod member_field;
mod officer;
mod place;
mod reader;
mod sheet;
mod staff;
mod unreadable;
mod workbook;

pub use columns::{
    Aliases, ColumnGuess, FaultyRow, SheetColumns, SheetFaults, faulty_rows, guess_columns,
};
pub use correction::mend;
pub use fault::{CellRef, Fault};
pub use form::{FORM, OFFICER_FORM, STAFF_FORM, read_form, read_officer_form, read_staff_form};
pub use limits::Limits;
pub(crate) use place::locate;
pub use unreadable::UnreadableRoster;

use std::collections::HashMap;

use handbook_wire::entity::{Member, Officer, Staff};

use heading::{Field, Heading, normalise};
use member_field::MemberField;
use officer::OfficerField;
use sheet::Sheet;
use staff::StaffField;

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
    /// Fields of a company for which no sheet has a column: the file does not speak of them.
    pub absent: Vec<&'static str>,
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
    read_roster_with(file_name, bytes, limits, &Aliases::default())
}

/// As [`read_roster`], with what staff said of headings that aren't known.
///
/// # Errors
/// As of [`read_roster`].
pub fn read_roster_with(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
    aliases: &Aliases,
) -> Result<Roster, UnreadableRoster> {
    read_sheets(&open(file_name, bytes, limits, aliases)?, aliases)
}

/// The sheets of a file, at least one of them with something in it.
fn open(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
    aliases: &Aliases,
) -> Result<Vec<Sheet>, UnreadableRoster> {
    if bytes.is_empty() {
        return Err(UnreadableRoster::Empty);
    }
    if bytes.len() as u64 > limits.file_bytes {
        return Err(UnreadableRoster::TooManyBytes {
            limit_mb: limits.file_bytes >> 20,
        });
    }
    let sheets = if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        workbook::read_sheets(bytes, limits)?
    } else if bytes.starts_with(OLE_MAGIC) {
        return Err(if is_encrypted(bytes) {
            UnreadableRoster::Encrypted
        } else {
            UnreadableRoster::OldWorkbook
        });
    } else if is_workbook_name(file_name) && !looks_like_text(bytes) {
        return Err(UnreadableRoster::NotWorkbook);
    } else {
        vec![csv::read_sheet(bytes, limits, |sheet| {
            Headings::find(sheet, aliases).best()
        })?]
    };
    if sheets.iter().all(|sheet| sheet.rows.is_empty()) {
        return Err(UnreadableRoster::Empty);
    }
    Ok(sheets)
}

/// How a file of the old compound format begins: `.xls`, and any workbook with a password.
const OLE_MAGIC: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Whether a compound file has the stream that holds an encrypted workbook.
fn is_encrypted(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    bytes
        .windows(name.len())
        .step_by(2)
        .any(|window| window == name)
}

fn is_workbook_name(file_name: &str) -> bool {
    let name = file_name.to_lowercase();
    [".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods"]
        .iter()
        .any(|end| name.ends_with(end))
}

/// Whether the first bytes could be text: old systems give text tables the name of a workbook.
fn looks_like_text(bytes: &[u8]) -> bool {
    let is_utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    is_utf16
        || bytes
            .iter()
            .take(4096)
            .all(|byte| *byte >= b' ' || b"\t\r\n".contains(byte))
}

/// What a sheet could be, by its headings.
struct Headings {
    members: Option<Heading<MemberField>>,
    officers: Option<Heading<OfficerField>>,
    staff: Option<Heading<StaffField>>,
}

/// A kind of sheet.
#[derive(Clone, Copy, PartialEq, Eq)]
enum SheetKind {
    Members,
    Officers,
    Staff,
}

impl SheetKind {
    const ALL: [SheetKind; 3] = [SheetKind::Members, SheetKind::Officers, SheetKind::Staff];

    /// What the name of a sheet promises.
    fn named(name: &str) -> Option<Self> {
        let name = normalise(name);
        let has = |words: &[&str]| words.iter().any(|word| name.contains(word));
        if has(&["직원", "사무국", "staff"]) {
            Some(SheetKind::Staff)
        } else if has(&["임원", "이사회", "officer"]) {
            Some(SheetKind::Officers)
        } else if has(&["조합원", "회원", "명부", "업체", "명단", "수첩", "member"]) {
            Some(SheetKind::Members)
        } else {
            None
        }
    }

    /// The name that such a sheet has by custom.
    const fn name(self) -> &'static str {
        match self {
            SheetKind::Members => "조합원사",
            SheetKind::Officers => "임원",
            SheetKind::Staff => "조합직원",
        }
    }

    const fn needed(self) -> &'static str {
        match self {
            SheetKind::Members => MemberField::NEEDED,
            SheetKind::Officers => OfficerField::NEEDED,
            SheetKind::Staff => StaffField::NEEDED,
        }
    }
}

impl Headings {
    fn find(sheet: &Sheet, aliases: &Aliases) -> Self {
        Self {
            members: Heading::find(sheet, aliases),
            officers: Heading::find(sheet, aliases),
            staff: Heading::find(sheet, aliases),
        }
    }

    fn score(&self, kind: SheetKind) -> usize {
        match kind {
            SheetKind::Members => self.members.as_ref().map_or(0, Heading::score),
            SheetKind::Officers => self.officers.as_ref().map_or(0, Heading::score),
            SheetKind::Staff => self.staff.as_ref().map_or(0, Heading::score),
        }
    }

    fn best(&self) -> usize {
        SheetKind::ALL
            .into_iter()
            .map(|kind| self.score(kind))
            .max()
            .unwrap_or(0)
    }

    /// The kind that the name promises if the headings bear it out, else the one that they fit
    /// best; members where that is open.
    fn kind(&self, name: Option<&str>) -> Option<SheetKind> {
        let promised = name.and_then(SheetKind::named);
        promised.filter(|kind| self.score(*kind) > 0).or_else(|| {
            let best = self.best();
            SheetKind::ALL
                .into_iter()
                .find(|kind| best > 0 && self.score(*kind) == best)
        })
    }
}

fn read_sheets(sheets: &[Sheet], aliases: &Aliases) -> Result<Roster, UnreadableRoster> {
    let mut roster = Roster::default();
    let mut claims = member::Claims::default();
    let mut logins = HashMap::new();
    let (mut officer_rank, mut staff_rank) = (0, 0);
    let mut without_heading = Vec::new();
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let headings = Headings::find(sheet, aliases);
        let Some(kind) = headings.kind(sheet.name.as_deref()) else {
            without_heading.push(sheet);
            continue;
        };
        let name = sheet.name.as_deref().unwrap_or(kind.name());
        match (kind, headings) {
            (
                SheetKind::Members,
                Headings {
                    members: Some(heading),
                    ..
                },
            ) => {
                let absent = form::absent(&heading);
                match roster.has_members {
                    true => roster.absent.retain(|name| absent.contains(name)),
                    false => roster.absent = absent,
                }
                roster.has_members = true;
                member::read(sheet, name, heading, &mut claims, &mut roster);
            }
            (
                SheetKind::Officers,
                Headings {
                    officers: Some(heading),
                    ..
                },
            ) => {
                roster.has_officers = true;
                officer::read(sheet, name, &heading, &mut officer_rank, &mut roster);
            }
            (
                SheetKind::Staff,
                Headings {
                    staff: Some(heading),
                    ..
                },
            ) => {
                roster.has_staff = true;
                staff::read(
                    sheet,
                    name,
                    &heading,
                    &mut logins,
                    &mut staff_rank,
                    &mut roster,
                );
            }
            _ => without_heading.push(sheet),
        }
    }
    // A sheet that by its name should be in the handbook must not be passed over in silence.
    for sheet in &without_heading {
        let promised = sheet.name.as_deref().and_then(SheetKind::named);
        let is_lost = promised.is_some_and(|kind| match kind {
            SheetKind::Members => !roster.has_members,
            SheetKind::Officers => !roster.has_officers,
            SheetKind::Staff => !roster.has_staff,
        });
        if let (Some(kind), true) = (promised, is_lost) {
            return Err(UnreadableRoster::NoHeading {
                sheet: sheet.phrase(),
                needed: kind.needed(),
            });
        }
    }
    if !(roster.has_members || roster.has_officers || roster.has_staff) {
        return Err(UnreadableRoster::NoHeading {
            sheet: "파일".to_owned(),
            needed: SheetKind::Members.needed(),
        });
    }
    Ok(roster)
}

#[cfg(test)]
mod tests;
