//! Reads the cells of one row after the other, and gathers the faults of each.

use super::fault::{CellRef, Fault};
use super::field::{Mended, Reason, text};
use super::heading::{Field, Heading};
use super::sheet::{Cell, Row};

/// A row being read.
pub(super) struct RowReader<'a, F> {
    pub(super) at: CellRef,
    row: &'a Row,
    heading: &'a Heading<F>,
    faults: Vec<(u32, Fault)>,
}

impl<'a, F: Field> RowReader<'a, F> {
    pub(super) fn new(sheet: &str, row: &'a Row, heading: &'a Heading<F>) -> Self {
        let at = CellRef {
            sheet: sheet.to_owned(),
            row: row.number,
        };
        Self {
            at,
            row,
            heading,
            faults: Vec::new(),
        }
    }

    /// What the column of `field` says, by `mend`. A fault is noted and gives nothing.
    pub(super) fn read<T>(&mut self, field: F, mend: impl Fn(&Cell) -> Mended<T>) -> Option<T> {
        let column = self.heading.column(field)?;
        let cell = self.row.cell(column.index)?;
        let mended = match cell {
            Cell::Formula(_) => Err(Reason::Formula),
            Cell::Text(shown) if text::is_formula(&text::clean(shown), false) => {
                Err(Reason::Formula)
            }
            Cell::Error(error) if error != "#N/A" => Err(Reason::ErrorValue),
            cell => mend(cell),
        };
        match mended {
            Ok(value) => value,
            Err(reason) => {
                self.note(field, &reason);
                None
            }
        }
    }

    /// As [`Self::read`], where nothing is a fault too, provided that the sheet has the column.
    pub(super) fn need<T>(
        &mut self,
        field: F,
        missing: &Reason,
        mend: impl Fn(&Cell) -> Mended<T>,
    ) -> Option<T> {
        let before = self.faults.len();
        let value = self.read(field, mend);
        if value.is_none() && self.faults.len() == before && self.heading.column(field).is_some() {
            self.note(field, missing);
        }
        value
    }

    /// Notes a fault in the column of `field`.
    pub(super) fn note(&mut self, field: F, reason: &Reason) {
        let column = self.heading.column(field);
        let index = column.map_or(u32::MAX, |column| column.index);
        let value = column.and_then(|column| self.row.cell(column.index));
        let (reason, advice) = reason.texts();
        let fault = Fault {
            sheet: self.at.sheet.clone(),
            row: self.at.row,
            column: column
                .map(|column| column.title.clone())
                .unwrap_or_default(),
            value: value
                .map(|cell| cell.shown().into_owned())
                .unwrap_or_default(),
            reason,
            advice,
        };
        self.faults.push((index, fault));
    }

    /// The heading of a field as the file has it.
    pub(super) fn title(&self, field: F) -> String {
        self.heading
            .column(field)
            .map(|column| column.title.clone())
            .unwrap_or_default()
    }

    /// Whether nothing was found wrong so far.
    pub(super) fn is_sound(&self) -> bool {
        self.faults.is_empty()
    }

    /// The faults, from left to right.
    pub(super) fn finish(mut self) -> Vec<Fault> {
        self.faults.sort_by_key(|(index, _)| *index);
        self.faults.into_iter().map(|(_, fault)| fault).collect()
    }
}

/// Whether a row is no entry: a total, a footnote, or the heading once more. `wordy` are columns
/// that have text in every entry and none in a total.
pub(super) fn is_aside<F: Field>(row: &Row, heading: &Heading<F>, wordy: &[F]) -> bool {
    if heading.is_repeated(row) {
        return true;
    }
    let Some((_, first)) = row.cells.first() else {
        return true;
    };
    let first = text::one_line(&first.shown());
    if row
        .cells
        .iter()
        .all(|(_, cell)| text::is_nothing(&text::one_line(&cell.shown())))
    {
        return true;
    }
    if row.cells.len() == 1 && first.starts_with(['※', '*', '☞']) {
        return true;
    }
    let says_more = |field: &F| {
        heading
            .column(*field)
            .and_then(|column| row.cell(column.index))
            .is_some_and(|cell| {
                let shown = text::one_line(&cell.shown());
                shown != first
                    && matches!(cell, Cell::Text(_) | Cell::Date(_))
                    && !text::is_nothing(&shown)
                    && !is_count(&shown)
            })
    };
    is_total(&first) && !wordy.iter().any(says_more)
}

fn is_total(text: &str) -> bool {
    let word = text::compact(text);
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let tail = ["총합계", "합계", "총계", "소계", "누계", "총원", "계", "총"]
        .iter()
        .find_map(|start| word.strip_prefix(start));
    matches!(word, "이하여백" | "끝" | "이상")
        || tail.is_some_and(|tail| tail.is_empty() && word != "총" || is_count(tail))
}

/// `560`, `560개사`, `: 1,234명`, `98.5%`.
fn is_count(text: &str) -> bool {
    let text: String = text
        .chars()
        .filter(|c| !c.is_whitespace() && !",.:%()".contains(*c))
        .collect();
    let digits = ["개업체", "개사", "업체", "개소", "개", "명", "사", "건"]
        .iter()
        .find_map(|unit| text.strip_suffix(unit))
        .unwrap_or(&text);
    (1..=7).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}
