//! What was changed of a record, as a table.

use handbook_wire::entity::Kind;

use super::company::hide;
use super::view::moment;
use crate::service::console::roster::Edit;
use crate::service::field;

/// Fields whose digits are masked.
pub(super) const NUMBERS: [&str; 3] = ["phone", "mobile", "fax"];

/// A field that was changed.
pub(super) struct EditLine {
    pub(super) at: String,
    pub(super) who: String,
    pub(super) title: &'static str,
    pub(super) was: String,
    pub(super) now: String,
}

/// The changes of a record of `kind`; with its numbers, if they are `shown`.
pub(super) fn lines(kind: Kind, edits: &[Edit], shown: bool) -> Vec<EditLine> {
    let lines = edits.iter().filter_map(|edit| {
        let title = match edit.field.as_str() {
            "" => "명부에 들어옴",
            name => field::title(kind, name)?,
        };
        let hidden = NUMBERS.contains(&edit.field.as_str()) && !shown;
        let text = |text: &String| match hidden {
            true => hide(text),
            false => text.clone(),
        };
        Some(EditLine {
            at: moment(edit.at),
            who: match edit.name.is_empty() {
                true => "서버".to_owned(),
                false => edit.name.clone(),
            },
            title,
            was: text(&edit.was),
            now: text(&edit.now),
        })
    });
    lines.collect()
}
