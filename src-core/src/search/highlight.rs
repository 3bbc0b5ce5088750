//! Where a query matched in a text as it is shown.

use handbook_wire::entity::{CompanyName, Member};
use handbook_wire::ipc::{MatchedField, SearchField};

use super::hangul::{self, Folded};
use super::query::Query;
use super::ranking;

/// Ranges of characters of `text` that the words of `query` match, each word at its best place:
/// the whole or the end of a number before its middle, the start of a name before its middle.
/// Sorted and joined.
#[must_use]
pub fn marks(query: &Query, field: SearchField, text: &str) -> Vec<(u32, u32)> {
    let mut units = Vec::new();
    let mut places = Vec::new();
    hangul::fold(text, |unit, place| {
        units.push(unit);
        places.push(place);
    });
    let mut marks: Vec<_> = query
        .words()
        .filter_map(|(word, half)| mark(word, half, field, &units, &places))
        .collect();
    marks.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for (from, to) in marks {
        match joined.last_mut() {
            Some(last) if from <= last.1 => last.1 = last.1.max(to),
            _ => joined.push((from, to)),
        }
    }
    joined
}

fn mark(
    word: &Folded,
    half_typed: bool,
    field: SearchField,
    units: &[u16],
    places: &[(u32, u32)],
) -> Option<(u32, u32)> {
    let number = units
        .iter()
        .position(|unit| *unit == u16::from(b'~'))
        .unwrap_or(units.len());
    let found = (0..units.len()).filter_map(|at| {
        let len = hangul::match_start(&word.units, &units[at..], half_typed)?;
        Some((ranking::class(field, at, at + len, number), at, at + len))
    });
    let (_, from, to) = found.min()?;
    Some((places[from].0, places[to - 1].1))
}

/// Marks in a company's name, legal form and all. The form itself is never marked unless the name
/// is nothing else.
#[must_use]
pub fn name_marks(query: &Query, name: &str) -> Vec<(u32, u32)> {
    let proper = CompanyName::parse(name).proper;
    let Some(before) = name.find(proper).map(|at| name[..at].chars().count()) else {
        return Vec::new();
    };
    let shift = u32::try_from(before).unwrap_or(0);
    let marks = marks(query, SearchField::Name, proper);
    marks
        .into_iter()
        .map(|(from, to)| (from + shift, to + shift))
        .collect()
}

/// The text of `field` as shown that a word of `query` matches, with its marks.
#[must_use]
pub fn matched(
    query: &Query,
    field: SearchField,
    member: &Member,
    memo: &str,
) -> Option<MatchedField> {
    use SearchField as F;
    let number = |phone: &Option<handbook_wire::entity::Phone>| -> Vec<String> {
        phone
            .iter()
            .map(handbook_wire::entity::Phone::display)
            .collect()
    };
    let one = |text: &Option<String>| -> Vec<String> { text.iter().cloned().collect() };
    let texts: Vec<String> = match field {
        F::Name => vec![member.name.clone()],
        F::Representative => member.representatives.clone(),
        F::Phone => number(&member.phone),
        F::Fax => number(&member.fax),
        F::Mobile => number(&member.mobile),
        F::Product => member.products.clone(),
        F::Certificate => member.certificates.iter().map(|c| c.name.clone()).collect(),
        F::Branch => one(&member.branch),
        F::Address => one(&member.address),
        F::Number => vec![member.number.clone()],
        F::Email => one(&member.email),
        F::Homepage => one(&member.homepage),
        F::Memo => vec![memo.to_owned()],
    };
    texts.into_iter().find_map(|text| {
        let marks = marks(query, field, &text);
        (!marks.is_empty()).then_some(MatchedField { field, text, marks })
    })
}
