//! Inflates a packed workbook once, only to measure it, before anything that keeps what it reads
//! gets to see it. Sizes that the file claims are not believed.

use std::io::{Cursor, Read};

use zip::ZipArchive;

use super::{Limits, UnreadableRoster};

/// Checks what the workbook costs, and says whether any of its sheets has merged cells.
///
/// # Errors
/// When it is no workbook in the XLSX form, is damaged or encrypted, or costs more than `limits`.
pub(super) fn measure(bytes: &[u8], limits: &Limits) -> Result<bool, UnreadableRoster> {
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|_| UnreadableRoster::Damaged)?;
    if archive.len() > limits.entries {
        return Err(UnreadableRoster::ExpandsTooMuch);
    }
    let has = |name: &str| {
        archive
            .file_names_raw()
            .any(|file| file.eq_ignore_ascii_case(name.as_bytes()))
    };
    if has("xl/workbook.bin") {
        return Err(UnreadableRoster::OtherFormat(".xlsb"));
    }
    if has("mimetype") && has("content.xml") {
        return Err(UnreadableRoster::OtherFormat("OpenDocument"));
    }
    if !has("[Content_Types].xml") || has("word/document.xml") || has("ppt/presentation.xml") {
        return Err(UnreadableRoster::NotWorkbook);
    }
    let mut left = limits.expanded_bytes;
    let mut is_merged = false;
    for index in 0..archive.len() {
        let raw = archive
            .by_index_raw(index)
            .map_err(|_| UnreadableRoster::Damaged)?;
        if raw.encrypted() {
            return Err(UnreadableRoster::Encrypted);
        }
        let packed = raw.compressed_size().min(bytes.len() as u64);
        drop(raw);
        let part = archive
            .by_index(index)
            .map_err(|_| UnreadableRoster::Damaged)?;
        let (inflated, merged) = measure_part(part, packed, left, limits)?;
        left -= inflated;
        is_merged |= merged;
    }
    Ok(is_merged)
}

fn measure_part(
    mut part: zip::read::ZipFile<'_, Cursor<&[u8]>>,
    packed: u64,
    left: u64,
    limits: &Limits,
) -> Result<(u64, bool), UnreadableRoster> {
    let name = String::from_utf8_lossy(part.name_raw()).to_lowercase();
    let mut rows = name.contains("worksheets/").then(RowCounter::default);
    let most = if rows.is_some() {
        left
    } else {
        left.min(limits.text_bytes)
    };
    let floor = limits.ratio_floor.max(packed.saturating_mul(limits.ratio));
    let mut buffer = vec![0; 64 << 10];
    let mut inflated = 0_u64;
    loop {
        let read = part
            .read(&mut buffer)
            .map_err(|_| UnreadableRoster::Damaged)?;
        if read == 0 {
            return Ok((inflated, rows.is_some_and(|rows| rows.is_merged)));
        }
        inflated += read as u64;
        if inflated > most || inflated > floor {
            return Err(UnreadableRoster::ExpandsTooMuch);
        }
        if let Some(rows) = &mut rows {
            rows.feed(&buffer[..read]);
            if rows.filled > limits.rows {
                return Err(UnreadableRoster::TooManyRows {
                    sheet: "파일".to_owned(),
                    limit: limits.rows,
                });
            }
        }
    }
}

/// Counts the rows with a value in a worksheet's XML as it streams by, so that a sheet that is far
/// too long is refused early. Only a lower bound for hostile XML: the reader counts again.
#[derive(Default)]
struct RowCounter {
    filled: usize,
    open: bool,
    is_merged: bool,
    /// The tag's name so far, once a `<` was seen.
    tag: Option<Vec<u8>>,
}

impl RowCounter {
    fn feed(&mut self, mut bytes: &[u8]) {
        loop {
            let Some(tag) = &mut self.tag else {
                let Some(at) = bytes.iter().position(|byte| *byte == b'<') else {
                    return;
                };
                bytes = &bytes[at + 1..];
                self.tag = Some(Vec::with_capacity(8));
                continue;
            };
            let Some((&byte, rest)) = bytes.split_first() else {
                return;
            };
            bytes = rest;
            match byte {
                b':' => tag.clear(),
                byte if byte.is_ascii_alphanumeric() && tag.len() < 8 => tag.push(byte),
                _ => {
                    match tag.as_slice() {
                        b"row" => self.open = true,
                        b"mergeCel" => self.is_merged = true,
                        b"v" | b"is" | b"f" if self.open => {
                            self.open = false;
                            self.filled += 1;
                        }
                        _ => {}
                    }
                    self.tag = None;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_with_a_value_are_counted_wherever_the_stream_breaks() {
        let xml = b"<x><row r='1'><c><v>1</v></c><c><v>2</v></c></row><row r='2'><c s='1'/></row>\
            <x:row><x:c><x:is><x:t>v</x:t></x:is></x:c></x:row></x>";
        for size in 1..xml.len() {
            let mut counter = RowCounter::default();
            xml.chunks(size).for_each(|chunk| counter.feed(chunk));
            assert_eq!(counter.filled, 2);
        }
    }
}
