//! What staff are asked about a file: columns whose heading isn't known, and rows with faults.

use std::collections::{BTreeMap, HashMap};

use serde::{Deserialize, Serialize};

use super::field::text;
use super::heading::{Field, Heading, normalise};
use super::member_field::MemberField;
use super::officer::OfficerField;
use super::sheet::{Cell, Row, Sheet};
use super::staff::StaffField;
use super::{Fault, Headings, Limits, SheetKind, UnreadableRoster, open};

/// Values of a column that are shown to tell what it is.
const SAMPLES: usize = 3;
/// Rows among which a heading is looked for.
const SEARCHED_ROWS: usize = 30;
/// The most headings that are remembered.
const MOST: usize = 500;

/// What headings mean that are not known by themselves, as staff have said. Both sides are without
/// spaces, signs and case; a heading that means nothing is passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Aliases(BTreeMap<String, String>);

impl Aliases {
    /// Remembers that a column with this heading is one with that; with none, that it is passed over.
    pub fn set(&mut self, title: &str, meaning: Option<&str>) {
        let title = normalise(title);
        if !title.is_empty() && title.len() <= 120 && self.0.len() < MOST {
            let meaning = meaning.map(normalise).unwrap_or_default();
            self.0.insert(title, meaning);
        }
    }

    /// Forgets what was said of a heading.
    pub fn forget(&mut self, title: &str) {
        self.0.remove(&normalise(title));
    }

    /// What a heading means, if staff have said so.
    pub(super) fn meaning(&self, normalised: &str) -> Option<&str> {
        self.0.get(normalised).map(String::as_str)
    }
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnGuess {
    /// Its heading.
    pub title: String,
    /// What it is taken for.
    pub meaning: Option<&'static str>,
    /// Some of its values.
    pub samples: Vec<String>,
}

/// The columns of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetColumns {
    /// Name of the sheet.
    pub sheet: String,
    /// Whether a heading was found.
    pub known: bool,
    /// Its columns, from left to right.
    pub columns: Vec<ColumnGuess>,
    /// What a column of it can be.
    pub choices: Vec<&'static str>,
}

/// A row with faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultyRow {
    /// The row as Excel shows it.
    pub number: u32,
    /// What it says, by column.
    pub cells: Vec<(u32, String)>,
    /// What is wrong: the column, if it has one, and the reason with what to do.
    pub faults: Vec<(Option<u32>, String)>,
}

/// The rows of a sheet that have faults.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SheetFaults {
    /// Name of the sheet.
    pub sheet: String,
    /// Its headings, by column.
    pub titles: Vec<(u32, String)>,
    /// The rows.
    pub rows: Vec<FaultyRow>,
}

/// The columns of every sheet, for staff to say what those are that aren't known.
///
/// # Errors
/// [`UnreadableRoster`].
pub fn guess_columns(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
    aliases: &Aliases,
) -> Result<Vec<SheetColumns>, UnreadableRoster> {
    let sheets = open(file_name, bytes, limits, aliases)?;
    let filled = sheets.iter().filter(|sheet| !sheet.rows.is_empty());
    Ok(filled.map(|sheet| columns(sheet, aliases)).collect())
}

fn columns(sheet: &Sheet, aliases: &Aliases) -> SheetColumns {
    let headings = Headings::find(sheet, aliases);
    let found = headings.kind(sheet.name.as_deref());
    let promised = sheet.name.as_deref().and_then(SheetKind::named);
    let kind = found.or(promised).unwrap_or(SheetKind::Members);
    let below = match found {
        Some(_) => headings.below(kind),
        None => likely_heading(sheet),
    };
    let known = match found {
        Some(_) => headings.known(kind),
        None => HashMap::new(),
    };
    let body = sheet.rows.get(below..).unwrap_or_default();
    let columns = titles(sheet, below, headings.titles(kind))
        .into_iter()
        .map(|(index, title)| {
            let values = body.iter().filter_map(|row| row.cell(index));
            ColumnGuess {
                meaning: known.get(&index).copied(),
                samples: values.take(SAMPLES).map(shown).collect(),
                title,
            }
        });
    SheetColumns {
        sheet: sheet.name.clone().unwrap_or_else(|| kind.name().to_owned()),
        known: found.is_some(),
        columns: columns.collect(),
        choices: match kind {
            SheetKind::Members => names::<MemberField>(),
            SheetKind::Officers => names::<OfficerField>(),
            SheetKind::Staff => names::<StaffField>(),
        },
    }
}

impl Headings {
    fn below(&self, kind: SheetKind) -> usize {
        match kind {
            SheetKind::Members => self.members.as_ref().map(|heading| heading.below),
            SheetKind::Officers => self.officers.as_ref().map(|heading| heading.below),
            SheetKind::Staff => self.staff.as_ref().map(|heading| heading.below),
        }
        .unwrap_or_default()
    }

    /// The headings that are known, by column.
    fn titles(&self, kind: SheetKind) -> Vec<(u32, String)> {
        fn of<F>(heading: Option<&Heading<F>>) -> Vec<(u32, String)> {
            let columns = heading.map_or(&[][..], |heading| &heading.columns);
            let titles = columns.iter();
            titles.map(|one| (one.index, one.title.clone())).collect()
        }
        match kind {
            SheetKind::Members => of(self.members.as_ref()),
            SheetKind::Officers => of(self.officers.as_ref()),
            SheetKind::Staff => of(self.staff.as_ref()),
        }
    }

    /// What each column of a kind of sheet is taken for.
    fn known(&self, kind: SheetKind) -> HashMap<u32, &'static str> {
        fn of<F: Field>(heading: Option<&Heading<F>>) -> HashMap<u32, &'static str> {
            let columns = heading.map(|heading| heading.columns.as_slice());
            let columns = columns.unwrap_or_default().iter();
            columns
                .filter_map(|column| Some((column.index, name_of(column.field)?)))
                .collect()
        }
        match kind {
            SheetKind::Members => of(self.members.as_ref()),
            SheetKind::Officers => of(self.officers.as_ref()),
            SheetKind::Staff => of(self.staff.as_ref()),
        }
    }
}

/// The name by which a field is offered: the heading that tells it best.
fn name_of<F: Field>(field: F) -> Option<&'static str> {
    let (_, words) = F::SYNONYMS.iter().find(|(known, _)| *known == field)?;
    words.first().copied()
}

fn names<F: Field>() -> Vec<&'static str> {
    let words = F::SYNONYMS.iter();
    words
        .filter_map(|(_, words)| words.first().copied())
        .collect()
}

/// Place in [`Sheet::rows`] of the first row under what is most like a heading: the first of those
/// among the first rows that have most texts.
fn likely_heading(sheet: &Sheet) -> usize {
    let texts = |row: &Row| {
        let texts = row.cells.iter();
        texts
            .filter(|(_, cell)| matches!(cell, Cell::Text(_)))
            .count()
    };
    let rows = sheet.rows.iter().take(SEARCHED_ROWS).map(texts);
    let (mut best, mut at) = (0, 0);
    for (place, count) in rows.enumerate() {
        if count > best {
            (best, at) = (count, place);
        }
    }
    at + 1
}

/// The headings by column: those of the last heading row, and those that are `known` from the one above.
fn titles(sheet: &Sheet, below: usize, known: Vec<(u32, String)>) -> Vec<(u32, String)> {
    let mut titles: BTreeMap<u32, String> = known.into_iter().collect();
    let row = below.checked_sub(1).and_then(|at| sheet.rows.get(at));
    for (index, cell) in row.into_iter().flat_map(|row| &row.cells) {
        titles.entry(*index).or_insert_with(|| shown(cell));
    }
    titles.into_iter().collect()
}

fn shown(cell: &Cell) -> String {
    text::one_line(&cell.shown()).chars().take(60).collect()
}

/// The rows with these faults as the file has them, to be mended and uploaded again.
///
/// # Errors
/// [`UnreadableRoster`].
pub fn faulty_rows(
    file_name: &str,
    bytes: &[u8],
    limits: &Limits,
    aliases: &Aliases,
    faults: &[Fault],
) -> Result<Vec<SheetFaults>, UnreadableRoster> {
    let mut by_row: HashMap<(&str, u32), Vec<&Fault>> = HashMap::new();
    for fault in faults {
        by_row
            .entry((&fault.sheet, fault.row))
            .or_default()
            .push(fault);
    }
    let mut marked = Vec::new();
    for sheet in open(file_name, bytes, limits, aliases)? {
        let headings = Headings::find(&sheet, aliases);
        let Some(kind) = headings.kind(sheet.name.as_deref()) else {
            continue;
        };
        let name = sheet.name.clone().unwrap_or_else(|| kind.name().to_owned());
        let titles = titles(&sheet, headings.below(kind), headings.titles(kind));
        let column = |title: &str| {
            let mut titles = titles.iter();
            titles
                .find(|(_, known)| *known == title)
                .map(|(index, _)| *index)
        };
        let rows: Vec<FaultyRow> = sheet
            .rows
            .iter()
            .filter_map(|row| {
                let faults = by_row.get(&(name.as_str(), row.number))?;
                Some(FaultyRow {
                    number: row.number,
                    cells: (row.cells.iter())
                        .map(|(index, cell)| (*index, cell.shown().into_owned()))
                        .collect(),
                    faults: (faults.iter())
                        .map(|fault| {
                            let text =
                                format!("{}: {} {}", fault.column, fault.reason, fault.advice);
                            (column(&fault.column), text)
                        })
                        .collect(),
                })
            })
            .collect();
        if !rows.is_empty() {
            marked.push(SheetFaults {
                sheet: name,
                titles,
                rows,
            });
        }
    }
    Ok(marked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::{read_roster, read_roster_with};

    const FILE: &str = "우리번호,우리회사,사장님,연락처전화,비밀\n1,한빛,홍길동,031-555-0100,x\n2,두빛,임꺽정,031-555,y\n";

    #[test]
    fn headings_that_are_not_known_are_asked_for_and_then_known() {
        let limits = Limits::default();
        let bytes = FILE.as_bytes();
        assert!(read_roster("a.csv", bytes, &limits).is_err());
        let mut aliases = Aliases::default();
        let asked = guess_columns("a.csv", bytes, &limits, &aliases).unwrap();
        assert!(!asked[0].known && asked[0].choices.contains(&"회사명"));
        assert_eq!(asked[0].columns[1].title, "우리회사");
        assert_eq!(asked[0].columns[1].samples, ["한빛", "두빛"]);
        aliases.set("우리 회사", Some("회사명"));
        aliases.set("사장님", Some("대표자"));
        aliases.set("연락처전화", Some("전화"));
        aliases.set("비밀", None);
        let roster = read_roster_with("a.csv", bytes, &limits, &aliases).unwrap();
        assert_eq!(roster.members[0].value.name, "한빛");
        assert_eq!(roster.faults.len(), 1);
        let marked = faulty_rows("a.csv", bytes, &limits, &aliases, &roster.faults).unwrap();
        assert_eq!(marked[0].rows[0].number, 3);
        assert_eq!(marked[0].rows[0].faults[0].0, Some(3));
        assert_eq!(marked[0].rows[0].cells.len(), 5);
        let asked = guess_columns("a.csv", bytes, &limits, &aliases).unwrap();
        assert_eq!(asked[0].columns[1].meaning, Some("회사명"));
    }

    #[test]
    fn a_known_heading_can_be_passed_over() {
        let file = "회사명,대표자,전화\n한빛,홍길동,031-555-0100\n";
        let mut aliases = Aliases::default();
        aliases.set("전화", None);
        let limits = Limits::default();
        let roster = read_roster_with("a.csv", file.as_bytes(), &limits, &aliases).unwrap();
        assert_eq!(roster.members[0].value.phone, None);
        assert!(roster.absent.contains(&"phone") && !roster.absent.contains(&"name"));
    }
}
