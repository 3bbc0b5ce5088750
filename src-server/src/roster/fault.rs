use serde::{Deserialize, Serialize};

/// A row of a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct CellRef {
    /// Name of the sheet; of a CSV file, what its rows are (`조합원사`).
    pub sheet: String,
    /// The row as Excel shows it, from 1.
    pub row: u32,
}

/// Why a row does not get in: one reason, in one column. For staff alone, since it quotes the cell.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// Name of the sheet.
    pub sheet: String,
    /// The row as Excel shows it, from 1.
    pub row: u32,
    /// The heading as the file has it.
    pub column: String,
    /// What the cell says.
    pub value: String,
    /// What is wrong.
    pub reason: String,
    /// What to do.
    pub advice: String,
}
