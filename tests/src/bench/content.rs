//! What a store must hold: the generated companies at each stage of a run, as rows for the peers and
//! as one hash that everybody's rows are compared by.

use std::collections::HashMap;
use std::io::Write;
use std::path::Path;

use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::data::{self, Shape};
use crate::Error;

/// Companies that each of a round's changes touches, one after the other.
pub const CHANGES: [u64; 3] = [1, 1_000, 100];

/// A moment of a run: so many changes of that round have been made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Stage {
    /// From 0.
    pub round: usize,
    /// 0 before the first change.
    pub changes: usize,
}

impl Stage {
    /// Before the round's first change.
    #[must_use]
    pub fn start(round: usize) -> Self {
        Self { round, changes: 0 }
    }

    /// What the last change that touched that company has made of its branch.
    fn branch(self, number: u64) -> Option<String> {
        let last = |round: usize, changes: usize| {
            let at = (0..changes).rev().find(|at| number < CHANGES[*at])?;
            Some(format!("{round}-{at}"))
        };
        last(self.round, self.changes).or_else(|| last(self.round.checked_sub(1)?, CHANGES.len()))
    }
}

/// The first company's record id, as a number.
pub const FIRST_ID: u64 = 1_000_000;

/// Record id of the company numbered `number`: ids sort as numbers do.
#[must_use]
pub fn id(number: u64) -> String {
    (FIRST_ID + number).to_string()
}

/// The company's payload at that stage.
#[must_use]
pub fn company(number: u64, shape: Shape, stage: Stage) -> Map<String, Value> {
    let mut fields = data::company(number, shape);
    if let Some(branch) = stage.branch(number) {
        fields.insert("branch".into(), branch.into());
    }
    fields
}

/// Writes the first `count` companies into a file, a line of JSON each: `{"id", "fields"}`.
///
/// # Errors
/// When there is no room.
pub fn write_rows(path: &Path, count: u64, shape: Shape, stage: Stage) -> Result<(), Error> {
    let mut file = std::io::BufWriter::new(std::fs::File::create(path)?);
    for number in 0..count {
        let fields = Value::Object(company(number, shape, stage));
        writeln!(file, "{}", json!({"id": id(number), "fields": fields}))?;
    }
    Ok(file.flush()?)
}

/// Hash over rows that come in the order of their ids.
#[derive(Default)]
pub struct Content {
    rows: u64,
    hash: Sha256,
}

impl Content {
    /// Takes the next row in.
    pub fn add(&mut self, id: &str, fields: &Value) {
        let mut line = format!("{id}\n");
        canonical(fields, &mut line);
        line.push('\n');
        self.hash.update(line);
        self.rows += 1;
    }

    /// `{"rows", "hash"}`.
    #[must_use]
    pub fn finish(self) -> Value {
        let digest = self.hash.finalize();
        let hash: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        json!({"rows": self.rows, "hash": hash})
    }
}

/// JSON with sorted names and numbers in millionths, so that every language writes it alike.
fn canonical(value: &Value, out: &mut String) {
    match value {
        Value::Number(number) => {
            let millionths = (number.as_f64().unwrap_or(f64::NAN) * 1e6).round();
            out.push_str(&format!("{millionths}"));
        }
        Value::Array(items) => {
            out.push('[');
            for (at, item) in items.iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                canonical(item, out);
            }
            out.push(']');
        }
        Value::Object(fields) => {
            let mut names: Vec<&String> = fields.keys().collect();
            names.sort();
            out.push('{');
            for (at, name) in names.into_iter().enumerate() {
                out.push_str(if at > 0 { "," } else { "" });
                out.push_str(&Value::from(name.as_str()).to_string());
                out.push(':');
                canonical(&fields[name], out);
            }
            out.push('}');
        }
        other => out.push_str(&other.to_string()),
    }
}

/// What everybody must hold, worked out from the generator alone.
pub struct Expected {
    size: u64,
    shape: Shape,
    known: HashMap<Stage, Value>,
}

impl Expected {
    /// Of `size` companies.
    #[must_use]
    pub fn new(size: u64, shape: Shape) -> Self {
        let known = HashMap::new();
        Self { size, shape, known }
    }

    /// Checks what `who` holds.
    ///
    /// # Errors
    /// When it differs: such a result does not count.
    pub fn check(&mut self, who: &str, stage: Stage, got: &Value) -> Result<(), Error> {
        let (size, shape) = (self.size, self.shape);
        let wanted = self.known.entry(stage).or_insert_with(|| {
            let mut content = Content::default();
            for number in 0..size {
                content.add(&id(number), &Value::Object(company(number, shape, stage)));
            }
            content.finish()
        });
        if wanted["rows"] == got["rows"] && wanted["hash"] == got["hash"] {
            return Ok(());
        }
        Err(format!("{who} has {got}, not {wanted}").into())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{CHANGES, Content, Expected, Stage, company, id};
    use crate::bench::data::Shape;

    #[test]
    fn the_hash_is_the_same_as_in_javascript() {
        let mut content = Content::default();
        let fields =
            json!({"name": "한빛\"전기", "position": {"lng": 127, "lat": 37.5}, "a": [1, null]});
        content.add("1000000", &fields);
        // line.mjs: content([{ id: "1000000", fields }]).hash
        let hash = "df3c5c9b1c0254229f2ebc7ca69716c82c832667f96480e3fe10fe8fa230c43f";
        assert_eq!(content.finish(), json!({"rows": 1, "hash": hash}));
    }

    #[test]
    fn a_change_touches_its_companies_alone_and_lasts_until_the_next() {
        let branch = |number, round, changes| {
            let stage = Stage { round, changes };
            company(number, Shape::Roster, stage)["branch"].clone()
        };
        let untouched = branch(5_000, 3, 3);
        assert_eq!(untouched, branch(5_000, 0, 0));
        assert_eq!(branch(0, 2, 1), "2-0");
        assert_eq!(branch(1, 2, 1), "1-2");
        assert_eq!(branch(500, 2, 2), "2-1");
        assert_eq!(branch(500, 2, 0), "1-1");
        assert_eq!(branch(50, 2, 3), "2-2");
        assert_eq!(CHANGES[2], 100);
    }

    #[test]
    fn what_differs_in_one_field_is_found_out() {
        let mut expected = Expected::new(3, Shape::Roster);
        let held = |stage| {
            let mut content = Content::default();
            for number in 0..3 {
                content.add(&id(number), &company(number, Shape::Roster, stage).into());
            }
            content.finish()
        };
        let start = Stage::start(0);
        assert!(expected.check("it", start, &held(start)).is_ok());
        let changed = Stage {
            round: 0,
            changes: 1,
        };
        assert!(expected.check("it", start, &held(changed)).is_err());
    }
}
