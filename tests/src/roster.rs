//! Rosters for tests: the sample, and copies of it with changes.

use std::path::{Path, PathBuf};

use calamine::{Data, Reader, Xlsx};

use crate::Error;

/// The sample roster that the project carries.
#[must_use]
pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/roster-sample.xlsx")
}

/// Row of the 조합원사 sheet that holds its headings, as Excel counts.
pub const HEADING_ROW: usize = 3;

/// A workbook as plain text cells.
pub struct Workbook {
    sheets: Vec<(String, Vec<Vec<String>>)>,
}

impl Workbook {
    /// Reads a workbook; formulas count as the text they show.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn read(path: &Path) -> Result<Self, Error> {
        let mut book: Xlsx<_> = calamine::open_workbook(path)?;
        let mut sheets = Vec::new();
        for name in book.sheet_names() {
            let range = book.worksheet_range(&name)?;
            let rows = range
                .rows()
                .map(|row| {
                    row.iter()
                        .map(|cell| match cell {
                            Data::Empty => String::new(),
                            other => other.to_string(),
                        })
                        .collect()
                })
                .collect();
            sheets.push((name, rows));
        }
        Ok(Self { sheets })
    }

    /// The rows of a sheet.
    ///
    /// # Errors
    /// When there is no such sheet.
    pub fn rows(&mut self, sheet: &str) -> Result<&mut Vec<Vec<String>>, Error> {
        self.sheets
            .iter_mut()
            .find(|(name, _)| name == sheet)
            .map(|(_, rows)| rows)
            .ok_or_else(|| format!("no sheet {sheet}").into())
    }

    /// The cell of `row` (as Excel counts) under `heading` in the 조합원사 sheet.
    ///
    /// # Errors
    /// When there is no such row or heading.
    pub fn cell(&mut self, row: usize, heading: &str) -> Result<&mut String, Error> {
        let rows = self.rows("조합원사")?;
        let column = rows
            .get(HEADING_ROW - 1)
            .and_then(|headings| headings.iter().position(|cell| cell == heading))
            .ok_or_else(|| format!("no heading {heading}"))?;
        rows.get_mut(row - 1)
            .and_then(|cells| cells.get_mut(column))
            .ok_or_else(|| format!("no row {row}").into())
    }

    /// Writes it as XLSX.
    ///
    /// # Errors
    /// When there is no room.
    pub fn write(&self, path: &Path) -> Result<(), Error> {
        let mut book = rust_xlsxwriter::Workbook::new();
        for (name, rows) in &self.sheets {
            let sheet = book.add_worksheet().set_name(name)?;
            for (row, cells) in rows.iter().enumerate() {
                for (column, text) in cells.iter().enumerate() {
                    if !text.is_empty() {
                        sheet.write_string(u32::try_from(row)?, u16::try_from(column)?, text)?;
                    }
                }
            }
        }
        book.save(path)?;
        Ok(())
    }
}
