//! Finds the row that says what the columns are, under title rows, in any order of columns.

use super::columns::Aliases;
use super::field::text;
use super::sheet::{Cell, Row, Sheet};

/// Rows with something in them among which a heading is looked for.
const SEARCHED_ROWS: usize = 30;

/// The columns that a kind of sheet can have.
pub(super) trait Field: Copy + Eq + 'static {
    /// Headings of each field, without spaces and signs, in lower case. Of two columns that fit
    /// one field, the one whose heading stands first here is taken.
    const SYNONYMS: &'static [(Self, &'static [&'static str])];
    /// Headings to name to somebody whose sheet has none.
    const NEEDED: &'static str;

    /// Whether a row with these fields can be the heading of this kind of sheet.
    fn suffices(has: impl Fn(Self) -> bool) -> bool;
}

/// A column that is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Column<F> {
    pub(super) field: F,
    /// From 0.
    pub(super) index: u32,
    /// The heading as the file has it, in one line.
    pub(super) title: String,
    rank: usize,
}

/// A heading row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Heading<F> {
    /// Known columns, one a field, from left to right.
    pub(super) columns: Vec<Column<F>>,
    /// Place in [`Sheet::rows`] of the first row under it.
    pub(super) below: usize,
}

impl<F: Field> Heading<F> {
    /// The heading of `sheet`, if it is one of this kind.
    pub(super) fn find(sheet: &Sheet, aliases: &Aliases) -> Option<Self> {
        let rows = sheet.rows.get(..SEARCHED_ROWS.min(sheet.rows.len()))?;
        let mut best: Option<Self> = None;
        for (at, row) in rows.iter().enumerate() {
            let single = Self {
                columns: known(row, aliases),
                below: at + 1,
            };
            // Titles over several columns have the headings proper in a second row.
            let double = rows.get(at + 1).and_then(|next| single.join(next, aliases));
            for heading in [Some(single), double].into_iter().flatten() {
                let enough = heading.columns.len() >= 2
                    && F::suffices(|field| heading.column(field).is_some());
                if enough
                    && best
                        .as_ref()
                        .is_none_or(|best| heading.score() > best.score())
                {
                    best = Some(heading);
                }
            }
        }
        best
    }

    /// A heading of these fields, from left to right, for a row that stands in no file.
    pub(super) fn of(fields: impl IntoIterator<Item = (F, &'static str)>) -> Self {
        let columns = (0..).zip(fields).map(|(index, (field, title))| Column {
            field,
            index,
            title: title.to_owned(),
            rank: 0,
        });
        Self {
            columns: columns.collect(),
            below: 1,
        }
    }

    /// How many columns are known.
    pub(super) fn score(&self) -> usize {
        self.columns.len()
    }

    /// The column of a field.
    pub(super) fn column(&self, field: F) -> Option<&Column<F>> {
        self.columns.iter().find(|column| column.field == field)
    }

    /// Forgets a column whose cells show that it is something else.
    pub(super) fn forget(&mut self, field: F) {
        self.columns.retain(|column| column.field != field);
    }

    /// Whether a row repeats the heading, as at the top of a printed page.
    pub(super) fn is_repeated(&self, row: &Row) -> bool {
        let says_title = |column: &Column<F>| {
            row.cell(column.index)
                .is_some_and(|cell| text::one_line(&cell.shown()) == column.title)
        };
        let same = self
            .columns
            .iter()
            .filter(|column| says_title(column))
            .count();
        same >= 2 && same * 2 > row.cells.len()
    }

    /// This heading with those of `next`, where `next` is nothing but headings.
    fn join(&self, next: &Row, aliases: &Aliases) -> Option<Self> {
        let below = known::<F>(next, aliases);
        if below.is_empty()
            || !next
                .cells
                .iter()
                .all(|(_, cell)| lookup::<F>(cell, aliases).is_some())
        {
            return None;
        }
        let mut columns = self.columns.clone();
        columns.retain(|column| !below.iter().any(|other| other.index == column.index));
        columns.extend(below);
        Some(Self {
            columns: one_a_field(columns),
            below: self.below + 1,
        })
    }
}

fn known<F: Field>(row: &Row, aliases: &Aliases) -> Vec<Column<F>> {
    let column = |(index, cell): &(u32, Cell)| {
        let (field, rank) = lookup(cell, aliases)?;
        Some(Column {
            field,
            index: *index,
            title: text::one_line(&cell.shown()),
            rank,
        })
    };
    one_a_field(row.cells.iter().filter_map(column).collect())
}

/// Of several columns for one field the best-ranking, and of those the leftmost.
fn one_a_field<F: Field>(mut columns: Vec<Column<F>>) -> Vec<Column<F>> {
    columns.sort_by_key(|column| (column.rank, column.index));
    let mut kept: Vec<Column<F>> = Vec::new();
    for column in columns {
        if !kept.iter().any(|other| other.field == column.field) {
            kept.push(column);
        }
    }
    kept.sort_by_key(|column| column.index);
    kept
}

/// The field that a heading names, and how surely: 0 is best.
fn lookup<F: Field>(cell: &Cell, aliases: &Aliases) -> Option<(F, usize)> {
    let Cell::Text(title) = cell else { return None };
    if title.len() > 120 {
        return None;
    }
    let whole = normalise(title);
    let find = |word: &str| {
        F::SYNONYMS.iter().find_map(|(field, words)| {
            words
                .iter()
                .position(|known| *known == word)
                .map(|rank| (*field, rank))
        })
    };
    if let Some(meant) = aliases.meaning(&whole) {
        return find(meant);
    }
    // `가입일(YYYY.MM.DD)` is a 가입일, though `성명(대표)` is no mere 성명.
    find(&whole).or_else(|| {
        let title = text::clean(title);
        let (bare, _) = title.split_once(['(', '[', '<'])?;
        find(&normalise(bare)).map(|(field, rank)| (field, rank + 100))
    })
}

/// A heading without spaces, signs, case and width.
pub(super) fn normalise(title: &str) -> String {
    use unicode_normalization::UnicodeNormalization;
    text::clean(title)
        .nfkc()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
