use std::borrow::Cow;

/// What a cell holds. Empty cells aren't kept.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Text, as it is in the file.
    Text(String),
    /// A number without the format of a date.
    Number(f64),
    /// A date, `YYYY-MM-DD`; it may be one that there isn't.
    Date(String),
    /// A formula, unevaluated, with its `=`. Its cached result is not looked at.
    Formula(String),
    /// A literal error such as `#REF!`.
    Error(String),
}

impl Cell {
    /// What the cell says, as far as Excel's formats don't matter.
    pub(super) fn shown(&self) -> Cow<'_, str> {
        match self {
            Cell::Text(text) | Cell::Date(text) | Cell::Formula(text) | Cell::Error(text) => {
                Cow::Borrowed(text)
            }
            Cell::Number(number) => Cow::Owned(number.to_string()),
        }
    }
}

/// A row with something in it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Row {
    /// As Excel shows it, from 1.
    pub(super) number: u32,
    /// Column from 0, and cell, by column.
    pub(super) cells: Vec<(u32, Cell)>,
}

impl Row {
    /// The cell of a column, when there is something in it.
    pub(super) fn cell(&self, column: u32) -> Option<&Cell> {
        let at = self
            .cells
            .binary_search_by_key(&column, |(column, _)| *column)
            .ok()?;
        self.cells.get(at).map(|(_, cell)| cell)
    }
}

/// A sheet, or a whole CSV file.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Sheet {
    /// None for a CSV file.
    pub(super) name: Option<String>,
    /// Rows with something in them, by number.
    pub(super) rows: Vec<Row>,
}

impl Sheet {
    /// How a message calls it.
    pub(super) fn phrase(&self) -> String {
        self.name
            .as_deref()
            .map_or_else(|| "파일".to_owned(), phrase)
    }
}

/// How a message calls the sheet of that name.
pub(super) fn phrase(name: &str) -> String {
    format!("‘{name}’ 시트")
}
