/// What a roster may cost before it is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub file_bytes: u64,
    /// Bytes of all parts of a workbook once inflated.
    pub expanded_bytes: u64,
    /// Bytes of the one part of a workbook that has to be held in memory as a whole, its texts.
    pub text_bytes: u64,
    /// Inflated bytes for each packed byte, looked at once a part exceeds `ratio_floor`.
    pub ratio: u64,
    /// Inflated bytes up to which any ratio will do.
    pub ratio_floor: u64,
    /// Parts of a workbook.
    pub entries: usize,
    /// Rows of one sheet that have something in them.
    pub rows: usize,
    /// Columns of a sheet, up to the last one with something in it.
    pub columns: usize,
    /// Cells of the whole file that have something in them.
    pub cells: usize,
    /// Characters of one cell.
    pub cell_chars: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            file_bytes: 20 << 20,
            expanded_bytes: 200 << 20,
            text_bytes: 64 << 20,
            ratio: 200,
            ratio_floor: 4 << 20,
            entries: 2_000,
            rows: 50_000,
            columns: 200,
            cells: 2_000_000,
            cell_chars: 4_000,
        }
    }
}
