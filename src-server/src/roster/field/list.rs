use handbook_wire::entity::Certificate;
pub(super) use handbook_wire::read::split;

use super::super::sheet::Cell;
use super::{Mended, Reason, date, text};

/// The things named in a cell, each once, in their order.
pub(in super::super) fn mend_list(cell: &Cell) -> Mended<Vec<String>> {
    let mut things: Vec<String> = Vec::new();
    for thing in split(&text::clean(&cell.shown())) {
        if text::is_formula(&thing, false) {
            return Err(Reason::Formula);
        }
        if !text::is_nothing(&thing) && !things.contains(&thing) {
            things.push(thing);
        }
    }
    Ok(Some(things).filter(|things| !things.is_empty()))
}

/// Certificates, with the last day on which each is good where the cell gives it:
/// `단체표준(~2027.03.01)`.
pub(in super::super) fn mend_certificates(cell: &Cell) -> Mended<Vec<Certificate>> {
    let mut certificates: Vec<Certificate> = Vec::new();
    for name in mend_list(cell)?.unwrap_or_default() {
        let certificate = certificate(name);
        if !certificates.contains(&certificate) {
            certificates.push(certificate);
        }
    }
    Ok(Some(certificates).filter(|certificates| !certificates.is_empty()))
}

fn certificate(text: String) -> Certificate {
    let parts = text
        .strip_suffix(')')
        .and_then(|text| text.rsplit_once('('))
        .or_else(|| {
            text.split_once('~')
                .map(|(name, _)| (name, &text[name.len()..]))
        });
    if let Some((name, note)) = parts
        && !name.trim().is_empty()
        && let Some(day) = expiry(note)
    {
        return Certificate {
            name: name.trim().to_owned(),
            expires: Some(day),
        };
    }
    Certificate {
        name: text,
        expires: None,
    }
}

/// The day in `~2027.03.01`, `2024.03.02~2027.03.01`, `유효기간: 2027-03-01까지`.
fn expiry(note: &str) -> Option<String> {
    let day = note.rsplit(['~', '∼', '〜', ':']).next()?;
    let day = day
        .trim()
        .trim_start_matches("유효기간")
        .trim_end_matches("까지")
        .trim();
    date::mend_date(&Cell::Text(day.to_owned())).ok().flatten()
}
