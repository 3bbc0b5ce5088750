//! Sheets of an XLSX workbook, cell by cell: what a sheet claims of its own size is not believed.

use std::collections::HashMap;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

use calamine::{DataRef, Reader, SheetVisible, Xlsx, XlsxFormulaMetadata};

use super::sheet::{Cell, Row, Sheet, phrase};
use super::{Limits, UnreadableRoster, inflate};

/// The most merged cells of a sheet that are given the value of their first cell.
const MERGED_CELLS: usize = 100_000;

/// Reads every visible sheet.
///
/// # Errors
/// When the workbook is damaged, encrypted, of another kind, or costs more than `limits`.
pub(super) fn read_sheets(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, UnreadableRoster> {
    let is_merged = inflate::measure(bytes, limits)?;
    // The parser is not ours: should it panic on a hostile file, that file is damaged, no more.
    catch_unwind(AssertUnwindSafe(|| parse(bytes, limits, is_merged)))
        .unwrap_or(Err(UnreadableRoster::Damaged))
}

fn parse(bytes: &[u8], limits: &Limits, is_merged: bool) -> Result<Vec<Sheet>, UnreadableRoster> {
    let mut workbook = Xlsx::new(Cursor::new(bytes)).map_err(|_| UnreadableRoster::Damaged)?;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    let mut cells_left = limits.cells;
    for name in names {
        let Some(mut sheet) = read_sheet(&mut workbook, &name, limits, &mut cells_left)? else {
            continue;
        };
        if is_merged && let Ok(merged) = workbook.merge_cells_by_sheet_name(&name) {
            let tall = merged
                .iter()
                .filter(|area| area.start.1 == area.end.1 && area.start.0 < area.end.0)
                .map(|area| (area.start.1, area.start.0 + 1, area.end.0.saturating_add(1)));
            fill_merged(&mut sheet, tall, cells_left.min(MERGED_CELLS));
        }
        sheets.push(sheet);
    }
    Ok(sheets)
}

/// One sheet; none for what is no table, such as a chart.
fn read_sheet(
    workbook: &mut Xlsx<Cursor<&[u8]>>,
    name: &str,
    limits: &Limits,
    cells_left: &mut usize,
) -> Result<Option<Sheet>, UnreadableRoster> {
    let mut reader = match workbook.worksheet_cells_reader(name) {
        Ok(reader) => reader,
        Err(calamine::XlsxError::NotAWorksheet(_) | calamine::XlsxError::WorksheetNotFound(_)) => {
            return Ok(None);
        }
        Err(_) => return Err(UnreadableRoster::Damaged),
    };
    let mut rows: Vec<Row> = Vec::new();
    let mut shared: HashMap<usize, String> = HashMap::new();
    // Unlike the call that gives formulas as text, this one trusts no index in the file.
    while let Some(record) = reader
        .next_cell_with_formula_metadata()
        .map_err(|_| UnreadableRoster::Damaged)?
    {
        let (row, column) = record.pos;
        let number = row.saturating_add(1);
        let formula = record.formula.map(|formula| match formula {
            XlsxFormulaMetadata::Normal { formula } => formula,
            XlsxFormulaMetadata::Shared {
                shared_index,
                formula,
                ..
            } => {
                if shared.len() < limits.rows {
                    shared.insert(shared_index, formula.clone());
                }
                formula
            }
            // The formula of the cell from which it was dragged: near enough for a report.
            XlsxFormulaMetadata::SharedDerived { shared_index } => {
                shared.get(&shared_index).cloned().unwrap_or_default()
            }
            _ => String::new(),
        });
        let Some(cell) = cell(&record.value, formula) else {
            continue;
        };
        if matches!(&cell, Cell::Text(text) | Cell::Formula(text)
            if text.len() > limits.cell_chars && text.chars().count() > limits.cell_chars)
        {
            return Err(UnreadableRoster::CellTooLong {
                sheet: phrase(name),
                row: number,
                limit: limits.cell_chars,
            });
        }
        if column as usize >= limits.columns {
            return Err(UnreadableRoster::TooManyColumns {
                sheet: phrase(name),
                limit: limits.columns,
            });
        }
        *cells_left = cells_left
            .checked_sub(1)
            .ok_or(UnreadableRoster::TooManyCells {
                limit: limits.cells,
            })?;
        if let Some(last) = rows.last_mut().filter(|last| last.number == number) {
            last.cells.push((column, cell));
            continue;
        }
        if rows.len() == limits.rows {
            return Err(UnreadableRoster::TooManyRows {
                sheet: phrase(name),
                limit: limits.rows,
            });
        }
        rows.push(Row {
            number,
            cells: vec![(column, cell)],
        });
    }
    rows.sort_by_key(|row| row.number);
    for row in &mut rows {
        row.cells.sort_by_key(|(column, _)| *column);
    }
    Ok(Some(Sheet {
        name: Some(name.to_owned()),
        rows,
    }))
}

fn cell(value: &DataRef<'_>, formula: Option<String>) -> Option<Cell> {
    if let Some(formula) = formula {
        return Some(Cell::Formula(format!("={formula}")));
    }
    let text =
        |text: &str| (!text.chars().all(char::is_whitespace)).then(|| Cell::Text(text.to_owned()));
    match value {
        DataRef::Empty => None,
        DataRef::String(value) | DataRef::DurationIso(value) => text(value),
        DataRef::SharedString(value) => text(value),
        DataRef::DateTimeIso(value) => Some(Cell::Date(value.clone())),
        DataRef::Int(number) => text(&number.to_string()),
        DataRef::Float(number) => Some(Cell::Number(*number)),
        DataRef::Bool(flag) => text(if *flag { "TRUE" } else { "FALSE" }),
        DataRef::DateTime(date) if date.is_datetime() && date.as_f64() >= 1.0 => {
            let (year, month, day, ..) = date.to_ymd_hms_milli();
            Some(Cell::Date(format!("{year:04}-{month:02}-{day:02}")))
        }
        DataRef::DateTime(date) => Some(Cell::Number(date.as_f64())),
        DataRef::Error(error) => Some(Cell::Error(error.to_string())),
    }
}

/// Gives the empty cells of areas that are merged downwards the value that Excel shows in them.
/// `areas` are the column, from 0, and the first and last row as Excel shows them.
fn fill_merged(sheet: &mut Sheet, areas: impl Iterator<Item = (u32, u32, u32)>, most: usize) {
    let mut left = most;
    for (column, from, end) in areas {
        let at = sheet.rows.partition_point(|row| row.number < from);
        let Some(value) = sheet
            .rows
            .get(at)
            .filter(|row| row.number == from)
            .and_then(|row| row.cell(column))
            .cloned()
        else {
            continue;
        };
        for row in sheet.rows[at + 1..]
            .iter_mut()
            .take_while(|row| row.number <= end)
        {
            let Err(place) = row
                .cells
                .binary_search_by_key(&column, |(column, _)| *column)
            else {
                continue;
            };
            if left == 0 {
                return;
            }
            left -= 1;
            row.cells.insert(place, (column, value.clone()));
        }
    }
}
