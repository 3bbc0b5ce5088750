//! The batch: records in columns, the one form in which they go from server to app, in a snapshot
//! and in a delta alike. Uncompressed here; over the wire it is compressed with zstd.
//!
//! ```text
//! {"format":1,"server":"…","revision":12,"cursor":"…","more":false}      header, one line of JSON
//! {"kind":"member","rows":2,"gone":1,"columns":[["branch","text"],…]}   a section, one line
//! 7⏎9⏎                    ids of the rows
//! 12⏎12⏎                  their revisions
//! 서울⏎부산⏎               one column after another, one line a row
//! 3⏎                      ids of the records that are gone
//! {"end":3}                                                             number of records
//! ```
//!
//! A `text` column holds each value as it is; a `json` column holds each value as JSON. An empty
//! line means that the row hasn't the field. Sections hold at most [`SECTION_ROWS`] rows, so a
//! reader needs memory for one section only.

use std::collections::BTreeMap;
use std::io::{BufRead, Read, Write};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The format that this build writes and the newest that it reads.
pub const FORMAT: u32 = 1;
/// The most rows that a section has.
pub const SECTION_ROWS: usize = 4096;
/// The longest line that a reader takes, in bytes: a bound on what a broken sender can cost.
const MAX_LINE: u64 = 4 << 20;

/// First line of a batch.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Header {
    /// [`FORMAT`] of the writer. A reader refuses a newer one.
    pub format: u32,
    /// [`crate::sync::HelloReply::server`].
    pub server: String,
    /// The server's revision that the batch leads to when `more` is false.
    pub revision: u64,
    /// Where the device stands once it has taken the batch.
    pub cursor: String,
    /// Whether there is more to pull at once.
    #[serde(default)]
    pub more: bool,
}

#[derive(Serialize, Deserialize)]
struct Section {
    kind: String,
    rows: usize,
    gone: usize,
    columns: Vec<(String, Column)>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Column {
    Text,
    Json,
}

/// One record as it is written and read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Name of the kind; it may be one that this build does not know.
    pub kind: String,
    /// Id, unique in its kind.
    pub id: String,
    /// What became of it.
    pub change: Change,
}

/// What a row says of its record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It is now this.
    Put {
        /// Revision of its last change.
        revision: u64,
        /// The entity as a JSON object.
        payload: String,
    },
    /// It is gone, or hidden from this view.
    Gone,
}

/// Why a batch can't be read.
#[derive(Debug)]
pub enum BatchError {
    /// The source failed.
    Io(std::io::Error),
    /// It was written in a newer format: the app must be updated.
    NewerFormat(u32),
    /// It is cut off or not a batch.
    Malformed(&'static str),
}

impl std::fmt::Display for BatchError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            BatchError::Io(_) => f.write_str("the batch can't be read"),
            BatchError::NewerFormat(format) => write!(f, "batch format {format} is newer"),
            BatchError::Malformed(what) => write!(f, "malformed batch: {what}"),
        }
    }
}

impl std::error::Error for BatchError {}

impl From<std::io::Error> for BatchError {
    fn from(error: std::io::Error) -> Self {
        match error.kind() {
            std::io::ErrorKind::UnexpectedEof => BatchError::Malformed("cut off"),
            _ => BatchError::Io(error),
        }
    }
}

/// Writes a batch. Records of one kind should come together: a change of kind starts a section.
pub struct Writer<W: Write> {
    out: W,
    kind: String,
    ids: Vec<String>,
    revisions: Vec<u64>,
    rows: Vec<Map<String, Value>>,
    gone: Vec<String>,
    records: usize,
}

impl<W: Write> Writer<W> {
    /// Starts a batch with `header`.
    ///
    /// # Errors
    /// When `out` fails.
    pub fn new(mut out: W, header: &Header) -> std::io::Result<Self> {
        serde_json::to_writer(&mut out, header)?;
        out.write_all(b"\n")?;
        Ok(Self {
            out,
            kind: String::new(),
            ids: Vec::new(),
            revisions: Vec::new(),
            rows: Vec::new(),
            gone: Vec::new(),
            records: 0,
        })
    }

    /// Adds a record with the fields that the receiver may see.
    ///
    /// # Errors
    /// When the output fails, or `id` is empty or has a line break.
    pub fn put(
        &mut self,
        kind: &str,
        id: &str,
        revision: u64,
        payload: Map<String, Value>,
    ) -> std::io::Result<()> {
        self.turn_to(kind, id)?;
        self.ids.push(id.to_owned());
        self.revisions.push(revision);
        self.rows.push(payload);
        Ok(())
    }

    /// Adds a record that is gone.
    ///
    /// # Errors
    /// When the output fails, or `id` is empty or has a line break.
    pub fn gone(&mut self, kind: &str, id: &str) -> std::io::Result<()> {
        self.turn_to(kind, id)?;
        self.gone.push(id.to_owned());
        Ok(())
    }

    /// Ends the batch and gives the output back.
    ///
    /// # Errors
    /// When the output fails.
    pub fn finish(mut self) -> std::io::Result<W> {
        self.flush()?;
        writeln!(self.out, "{{\"end\":{}}}", self.records)?;
        Ok(self.out)
    }

    fn turn_to(&mut self, kind: &str, id: &str) -> std::io::Result<()> {
        if id.is_empty() || id.contains('\n') {
            return Err(std::io::Error::new(
                std::io::ErrorKind::InvalidInput,
                "record id",
            ));
        }
        if self.kind != kind || self.ids.len() + self.gone.len() >= SECTION_ROWS {
            self.flush()?;
            kind.clone_into(&mut self.kind);
        }
        self.records += 1;
        Ok(())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        if self.ids.is_empty() && self.gone.is_empty() {
            return Ok(());
        }
        let mut columns: BTreeMap<&str, Column> = BTreeMap::new();
        for (name, value) in self.rows.iter().flatten() {
            let fits = matches!(value, Value::String(s) if !s.is_empty() && !s.contains('\n'));
            let column = columns.entry(name).or_insert(Column::Text);
            if !fits {
                *column = Column::Json;
            }
        }
        let section = Section {
            kind: self.kind.clone(),
            rows: self.ids.len(),
            gone: self.gone.len(),
            columns: columns
                .iter()
                .map(|(name, column)| ((*name).to_owned(), *column))
                .collect(),
        };
        let out = &mut self.out;
        serde_json::to_writer(&mut *out, &section)?;
        out.write_all(b"\n")?;
        for id in &self.ids {
            writeln!(out, "{id}")?;
        }
        for revision in &self.revisions {
            writeln!(out, "{revision}")?;
        }
        for (name, column) in &columns {
            for row in &self.rows {
                match (row.get(*name), column) {
                    (Some(Value::String(text)), Column::Text) => out.write_all(text.as_bytes())?,
                    (Some(value), _) => serde_json::to_writer(&mut *out, value)?,
                    (None, _) => {}
                }
                out.write_all(b"\n")?;
            }
        }
        for id in &self.gone {
            writeln!(out, "{id}")?;
        }
        self.ids.clear();
        self.revisions.clear();
        self.rows.clear();
        self.gone.clear();
        Ok(())
    }
}

/// Reads a batch, one section in memory at a time.
pub struct Reader<R: BufRead> {
    input: R,
    header: Header,
    records: usize,
    ended: bool,
}

impl<R: BufRead> Reader<R> {
    /// Reads the header.
    ///
    /// # Errors
    /// [`BatchError`]; a newer format is told from garbage.
    pub fn new(mut input: R) -> Result<Self, BatchError> {
        #[derive(Deserialize)]
        struct Format {
            format: u32,
        }
        let mut line = Vec::new();
        read_line(&mut input, &mut line)?;
        let format: Format =
            serde_json::from_slice(&line).map_err(|_| BatchError::Malformed("header"))?;
        if format.format > FORMAT {
            return Err(BatchError::NewerFormat(format.format));
        }
        let header = serde_json::from_slice(&line).map_err(|_| BatchError::Malformed("header"))?;
        Ok(Self {
            input,
            header,
            records: 0,
            ended: false,
        })
    }

    /// The header.
    #[must_use]
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Calls `each` for every record. The whole batch has come only when this returns `Ok`: take
    /// nothing for good before.
    ///
    /// # Errors
    /// A [`BatchError`] of the batch, or what `each` returned, both as `E`.
    pub fn for_each<E: From<BatchError>>(
        &mut self,
        mut each: impl FnMut(Row) -> Result<(), E>,
    ) -> Result<usize, E> {
        while !self.ended {
            self.section(&mut each)?;
        }
        Ok(self.records)
    }

    fn section<E: From<BatchError>>(
        &mut self,
        each: &mut impl FnMut(Row) -> Result<(), E>,
    ) -> Result<(), E> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Line {
            Section(Section),
            End { end: usize },
        }
        let mut line = Vec::new();
        read_line(&mut self.input, &mut line).map_err(E::from)?;
        let section = match serde_json::from_slice(&line) {
            Ok(Line::Section(section)) => section,
            Ok(Line::End { end }) if end == self.records => {
                self.ended = true;
                return Ok(());
            }
            Ok(Line::End { .. }) => return Err(BatchError::Malformed("count").into()),
            Err(_) => return Err(BatchError::Malformed("section").into()),
        };
        if section.rows.saturating_add(section.gone) > SECTION_ROWS {
            return Err(BatchError::Malformed("section too long").into());
        }
        let ids = self.lines(section.rows).map_err(E::from)?;
        let revisions = self.lines(section.rows).map_err(E::from)?;
        let mut payloads = vec![String::from("{"); section.rows];
        for (name, column) in &section.columns {
            let key = serde_json::to_string(name).map_err(|_| BatchError::Malformed("column"))?;
            for payload in &mut payloads {
                line.clear();
                read_line(&mut self.input, &mut line).map_err(E::from)?;
                if line.is_empty() {
                    continue;
                }
                let value =
                    std::str::from_utf8(&line).map_err(|_| BatchError::Malformed("not UTF-8"))?;
                if payload.len() > 1 {
                    payload.push(',');
                }
                payload.push_str(&key);
                payload.push(':');
                match column {
                    Column::Text => push_json_string(payload, value),
                    Column::Json => payload.push_str(value),
                }
            }
        }
        for ((id, revision), mut payload) in ids.into_iter().zip(revisions).zip(payloads) {
            payload.push('}');
            let revision = revision
                .parse()
                .map_err(|_| BatchError::Malformed("revision"))?;
            let change = Change::Put { revision, payload };
            each(Row {
                kind: section.kind.clone(),
                id,
                change,
            })?;
        }
        for id in self.lines(section.gone).map_err(E::from)? {
            each(Row {
                kind: section.kind.clone(),
                id,
                change: Change::Gone,
            })?;
        }
        self.records += section.rows + section.gone;
        Ok(())
    }

    fn lines(&mut self, count: usize) -> Result<Vec<String>, BatchError> {
        let mut lines = Vec::with_capacity(count);
        let mut line = Vec::new();
        for _ in 0..count {
            line.clear();
            read_line(&mut self.input, &mut line)?;
            let text =
                std::str::from_utf8(&line).map_err(|_| BatchError::Malformed("not UTF-8"))?;
            lines.push(text.to_owned());
        }
        Ok(lines)
    }
}

/// Reads up to the next line break into `line`, which does not get the break.
fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<(), BatchError> {
    input.by_ref().take(MAX_LINE).read_until(b'\n', line)?;
    if line.pop() == Some(b'\n') {
        Ok(())
    } else {
        Err(BatchError::Malformed("cut off"))
    }
}

/// Appends `text` as a JSON string.
fn push_json_string(out: &mut String, text: &str) {
    if text
        .bytes()
        .all(|byte| byte >= 0x20 && byte != b'"' && byte != b'\\')
    {
        out.reserve(text.len() + 2);
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&Value::from(text).to_string());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn header() -> Header {
        Header {
            format: FORMAT,
            server: "s".into(),
            revision: 3,
            cursor: "c".into(),
            more: false,
        }
    }

    fn read(bytes: &[u8]) -> Result<Vec<Row>, BatchError> {
        let mut rows = Vec::new();
        Reader::new(bytes)?.for_each::<BatchError>(|row| {
            rows.push(row);
            Ok(())
        })?;
        Ok(rows)
    }

    /// Kind, id and what the record is now; none when it is gone.
    type Written<'a> = (&'a str, String, Option<Map<String, Value>>);

    fn write(rows: &[Written<'_>]) -> Vec<u8> {
        let mut writer = Writer::new(Vec::new(), &header()).unwrap();
        for (kind, id, payload) in rows {
            match payload {
                Some(payload) => writer.put(kind, id, 7, payload.clone()).unwrap(),
                None => writer.gone(kind, id).unwrap(),
            }
        }
        writer.finish().unwrap()
    }

    #[test]
    fn an_empty_batch_is_read_back() {
        assert!(read(&write(&[])).unwrap().is_empty());
    }

    #[test]
    fn a_newer_format_is_told_from_garbage() {
        assert!(matches!(
            read(b"{\"format\":2,\"x\":1}\n"),
            Err(BatchError::NewerFormat(2))
        ));
        assert!(matches!(read(b"<html>\n"), Err(BatchError::Malformed(_))));
        assert!(matches!(read(b""), Err(BatchError::Malformed(_))));
    }

    #[test]
    fn a_section_longer_than_allowed_is_refused_before_memory_is_taken() {
        let bytes = b"{\"format\":1,\"server\":\"s\",\"revision\":1,\"cursor\":\"c\"}\n{\"kind\":\"m\",\"rows\":99999999999,\"gone\":0,\"columns\":[]}\n";
        assert!(matches!(
            read(bytes),
            Err(BatchError::Malformed("section too long"))
        ));
    }

    fn value() -> impl Strategy<Value = Value> {
        prop_oneof![
            ".{0,12}".prop_map(Value::from),
            any::<i32>().prop_map(Value::from),
            any::<bool>().prop_map(Value::from),
            Just(Value::Null),
            proptest::collection::vec("\\PC{0,6}", 0..3).prop_map(Value::from),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_and_every_cut_is_noticed(
            records in proptest::collection::vec(
                (
                    prop_oneof![Just("member"), Just("note")],
                    "[a-z0-9]{1,6}",
                    proptest::option::of(proptest::collection::btree_map("[a-z\"]{1,4}", value(), 0..5)),
                ),
                0..20,
            ),
            cut in 0.0..1.0f64,
        ) {
            let rows: Vec<_> = records
                .into_iter()
                .map(|(kind, id, payload)| (kind, id, payload.map(|p| p.into_iter().collect::<Map<_, _>>())))
                .collect();
            let bytes = write(&rows);
            let mut expected: Vec<_> = rows
                .iter()
                .map(|(kind, id, payload)| ((*kind).to_owned(), id.clone(), payload.clone().map(Value::Object)))
                .collect();
            let mut got: Vec<_> = read(&bytes)
                .unwrap()
                .into_iter()
                .map(|row| {
                    let payload = match row.change {
                        Change::Put { payload, .. } => Some(serde_json::from_str::<Value>(&payload).unwrap()),
                        Change::Gone => None,
                    };
                    (row.kind, row.id, payload)
                })
                .collect();
            let key = |r: &(String, String, Option<Value>)| format!("{r:?}");
            expected.sort_by_key(key);
            got.sort_by_key(key);
            prop_assert_eq!(expected, got);

            let at = (bytes.len() as f64 * cut) as usize;
            prop_assert!(read(&bytes[..at]).is_err());
        }
    }
}
