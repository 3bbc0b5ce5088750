//! A text table. Read here rather than by a crate, because the row that Excel shows has to be
//! known: blank lines count, line breaks inside quotes don't.

use encoding_rs::{EUC_KR, UTF_16BE, UTF_16LE};

use super::sheet::{Cell, Row, Sheet};
use super::{Limits, UnreadableRoster};

/// The separators that are tried.
const SEPARATORS: [char; 3] = [',', ';', '\t'];
/// Rows by which a separator is judged.
const SAMPLE_ROWS: usize = 40;

/// Reads the table. `score` says how much a sheet looks like a roster: it settles the separator.
///
/// # Errors
/// When it isn't text, is in an unknown encoding, or costs more than `limits`.
pub(super) fn read_sheet(
    bytes: &[u8],
    limits: &Limits,
    score: impl Fn(&Sheet) -> usize,
) -> Result<Sheet, UnreadableRoster> {
    let text = decode(bytes)?;
    if text
        .chars()
        .all(|c| c.is_whitespace() || SEPARATORS.contains(&c))
    {
        return Ok(Sheet::default());
    }
    let (declared, body) = declared_separator(&text);
    // What the wrong separator makes of a line must not refuse the file.
    let loose = Limits {
        columns: usize::MAX,
        cell_chars: usize::MAX,
        ..limits.clone()
    };
    let separator = declared.or_else(|| {
        SEPARATORS
            .into_iter()
            .rev()
            .filter_map(|separator| {
                let (rows, _) = parse(body, separator, &loose, SAMPLE_ROWS).ok()?;
                let cells: usize = rows.iter().map(|row| row.cells.len()).sum();
                Some(((score(&Sheet { name: None, rows }), cells), separator))
            })
            .max_by_key(|(score, _)| *score)
            .map(|(_, separator)| separator)
    });
    let (rows, more) = parse(body, separator.unwrap_or(','), limits, limits.rows)?;
    if more {
        return Err(UnreadableRoster::TooManyRows {
            sheet: "파일".to_owned(),
            limit: limits.rows,
        });
    }
    Ok(Sheet { name: None, rows })
}

/// The text without its byte order mark.
fn decode(bytes: &[u8]) -> Result<String, UnreadableRoster> {
    let text = if let Some(rest) = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]) {
        std::str::from_utf8(rest)
            .map_err(|_| UnreadableRoster::UnknownEncoding)?
            .to_owned()
    } else if let Some((encoding, rest)) = utf16(bytes) {
        encoding
            .decode_without_bom_handling_and_without_replacement(rest)
            .ok_or(UnreadableRoster::UnknownEncoding)?
            .into_owned()
    } else if bytes.contains(&0) {
        return Err(UnreadableRoster::NotWorkbook);
    } else if let Ok(text) = std::str::from_utf8(bytes) {
        text.to_owned()
    } else {
        EUC_KR
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or(UnreadableRoster::UnknownEncoding)?
            .into_owned()
    };
    let text = text.trim_end_matches('\u{1a}');
    let is_binary = |c: char| c < ' ' && !matches!(c, '\t' | '\n' | '\r' | '\u{b}' | '\u{c}');
    if text.contains(is_binary) || looks_like_markup(text) {
        return Err(UnreadableRoster::NotWorkbook);
    }
    Ok(text.to_owned())
}

fn utf16(bytes: &[u8]) -> Option<(&'static encoding_rs::Encoding, &[u8])> {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        return Some((UTF_16LE, rest));
    }
    bytes
        .strip_prefix(&[0xfe, 0xff])
        .map(|rest| (UTF_16BE, rest))
}

/// Old systems export HTML or XML under the name of a workbook.
fn looks_like_markup(text: &str) -> bool {
    let start: String = text
        .trim_start()
        .chars()
        .take(14)
        .collect::<String>()
        .to_lowercase();
    [
        "<!doctype",
        "<html",
        "<?xml",
        "<table",
        "<meta",
        "%pdf",
        "{\\rtf",
    ]
    .iter()
    .any(|mark| start.starts_with(mark))
}

/// The first line `sep=;` that Excel obeys and doesn't show.
fn declared_separator(text: &str) -> (Option<char>, &str) {
    let (line, rest) = text.split_once('\n').unwrap_or((text, ""));
    let mut mark = line.trim_end_matches('\r').chars();
    if mark
        .by_ref()
        .take(4)
        .collect::<String>()
        .eq_ignore_ascii_case("sep=")
        && let (Some(separator), None) = (mark.next(), mark.next())
    {
        return (Some(separator), rest);
    }
    (None, text)
}

/// Up to `most` rows with something in them, and whether there are more.
fn parse(
    text: &str,
    separator: char,
    limits: &Limits,
    most: usize,
) -> Result<(Vec<Row>, bool), UnreadableRoster> {
    let mut table = Table {
        limits,
        rows: Vec::new(),
        cells: Vec::new(),
        number: 1,
        column: 0,
        total: 0,
    };
    let mut field = String::new();
    let mut chars = text.chars().peekable();
    let mut quoted = false;
    let mut length = 0;
    while let Some(c) = chars.next() {
        if table.rows.len() > most {
            break;
        }
        match c {
            '"' if quoted => {
                if chars.peek() == Some(&'"') {
                    chars.next();
                    field.push('"');
                } else {
                    quoted = false;
                }
                continue;
            }
            '"' if field.trim().is_empty() => {
                field.clear();
                quoted = true;
                continue;
            }
            _ if quoted => {}
            c if c == separator => {
                table.end_cell(&mut field)?;
                length = 0;
                continue;
            }
            '\r' | '\n' => {
                if c == '\r' && chars.peek() == Some(&'\n') {
                    chars.next();
                }
                table.end_cell(&mut field)?;
                table.end_row();
                length = 0;
                continue;
            }
            _ => {}
        }
        field.push(c);
        length += 1;
        if length > limits.cell_chars {
            return Err(UnreadableRoster::CellTooLong {
                sheet: "파일".to_owned(),
                row: table.number,
                limit: limits.cell_chars,
            });
        }
    }
    table.end_cell(&mut field)?;
    table.end_row();
    let more = table.rows.len() > most;
    table.rows.truncate(most);
    Ok((table.rows, more))
}

struct Table<'a> {
    limits: &'a Limits,
    rows: Vec<Row>,
    cells: Vec<(u32, Cell)>,
    number: u32,
    column: u32,
    total: usize,
}

impl Table<'_> {
    fn end_cell(&mut self, field: &mut String) -> Result<(), UnreadableRoster> {
        if !field.chars().all(char::is_whitespace) {
            if self.column as usize >= self.limits.columns {
                return Err(UnreadableRoster::TooManyColumns {
                    sheet: "파일".to_owned(),
                    limit: self.limits.columns,
                });
            }
            self.total += 1;
            if self.total > self.limits.cells {
                return Err(UnreadableRoster::TooManyCells {
                    limit: self.limits.cells,
                });
            }
            self.cells
                .push((self.column, Cell::Text(std::mem::take(field))));
        }
        field.clear();
        self.column = self.column.saturating_add(1);
        Ok(())
    }

    fn end_row(&mut self) {
        if !self.cells.is_empty() {
            self.rows.push(Row {
                number: self.number,
                cells: std::mem::take(&mut self.cells),
            });
        }
        self.column = 0;
        self.number = self.number.saturating_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8]) -> Vec<(u32, Vec<String>)> {
        read_sheet(bytes, &Limits::default(), |_| 0)
            .unwrap()
            .rows
            .iter()
            .map(|row| {
                (
                    row.number,
                    row.cells
                        .iter()
                        .map(|(_, cell)| cell.shown().into_owned())
                        .collect(),
                )
            })
            .collect()
    }

    fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
        (
            number,
            cells.iter().map(|cell| (*cell).to_owned()).collect(),
        )
    }

    #[test]
    fn rows_are_numbered_as_excel_shows_them() {
        assert_eq!(
            rows(b"a,b\r\n\r\n\"c\r\nd\",e\r\n,,\r\nf,\"g\"\"h\""),
            [
                row(1, &["a", "b"]),
                row(3, &["c\r\nd", "e"]),
                row(5, &["f", "g\"h"])
            ]
        );
    }

    #[test]
    fn separators_and_encodings_are_guessed() {
        let wanted = [row(1, &["회사명", "전화"]), row(2, &["한빛", "02"])];
        for text in [
            "회사명,전화\n한빛,02\n",
            "회사명;전화\n한빛;02\n",
            "회사명\t전화\r한빛\t02",
        ] {
            assert_eq!(rows(text.as_bytes()), wanted);
            assert_eq!(rows(format!("\u{feff}{text}").as_bytes()), wanted);
            assert_eq!(rows(&EUC_KR.encode(text).0), wanted);
            let utf16: Vec<u8> = format!("\u{feff}{text}")
                .encode_utf16()
                .flat_map(u16::to_le_bytes)
                .collect();
            assert_eq!(rows(&utf16), wanted);
        }
        assert_eq!(rows("sep=;\r\n회사명;전화\n한빛;02".as_bytes()), wanted);
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let refused = |bytes: &[u8]| read_sheet(bytes, &Limits::default(), |_| 0).unwrap_err();
        assert_eq!(
            refused(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            UnreadableRoster::NotWorkbook
        );
        assert_eq!(refused(b"<html><table>"), UnreadableRoster::NotWorkbook);
        assert_eq!(refused(b"a,\xff\xff\n"), UnreadableRoster::UnknownEncoding);
        assert_eq!(
            refused(b"\xef\xbb\xbfa,\xff\n"),
            UnreadableRoster::UnknownEncoding
        );
    }
}
