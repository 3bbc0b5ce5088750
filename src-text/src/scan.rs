//! A company's fields in one folded line, looked through from its beginning to its end.

use handbook_wire::ipc::SearchField;
use memchr::memmem::Finder;

use crate::document::Document;
use crate::hangul::{self, GAP, skeleton};
use crate::query::Query;
use crate::ranking::{self, Grade, Key, Liking, UNFIT};

/// The folded fields of a company.
#[derive(Debug, Clone, Default)]
pub struct Line {
    units: Vec<u16>,
    skeleton: Vec<u8>,
    /// Where each field ends, and which it is.
    ends: Vec<(u32, SearchField)>,
}

impl Line {
    /// The line of a company's payload; empty when it is none.
    #[must_use]
    pub fn read(payload: &str) -> Self {
        let mut line = Self::default();
        if let Some(document) = Document::read(payload) {
            document.for_each("", |field, text| line.add(field, text));
        }
        line
    }

    /// Adds a field.
    pub fn add(&mut self, field: SearchField, text: &str) {
        hangul::fold(text, |unit, _| {
            self.units.push(unit);
            self.skeleton.push(skeleton(unit));
        });
        self.ends.push((self.len(), field));
        self.units.push(0);
        self.skeleton.push(GAP);
    }

    fn len(&self) -> u32 {
        u32::try_from(self.units.len()).unwrap_or(u32::MAX)
    }

    /// The field at a place: which, where it begins and where it ends.
    fn field_at(&self, place: usize) -> Option<(SearchField, usize, usize)> {
        let at = self
            .ends
            .partition_point(|(end, _)| (*end as usize) < place);
        let (end, field) = self.ends.get(at)?;
        let start = match at.checked_sub(1).and_then(|at| self.ends.get(at)) {
            Some((end, _)) => *end as usize + 1,
            None => 0,
        };
        Some((*field, start, *end as usize))
    }
}

/// A query, ready to be looked for in many lines.
pub struct Search<'a> {
    words: Vec<(&'a [u16], bool, Finder<'a>)>,
}

impl<'a> Search<'a> {
    /// Looks for every word of `query`.
    #[must_use]
    pub fn new(query: &'a Query) -> Self {
        let word = |(word, half_typed): (&'a hangul::Folded, bool)| {
            (&*word.units, half_typed, Finder::new(&word.skeleton))
        };
        Self {
            words: query.words().map(word).collect(),
        }
    }

    /// What a line is ordered by, the least first; none when a word is not in it.
    #[must_use]
    pub fn find(&self, line: &Line, may_see: impl Fn(SearchField) -> bool) -> Option<Key> {
        let mut grade: Option<Grade> = None;
        for (word, half_typed, finder) in &self.words {
            let (mut best, mut from) = (UNFIT, 0);
            while let Some(found) = line.skeleton.get(from..).and_then(|rest| finder.find(rest)) {
                let hit = from + found;
                from = hit + 1;
                let Some((field, start, end)) = line.field_at(hit) else {
                    break;
                };
                if !may_see(field) {
                    continue;
                }
                let text = line.units.get(hit..end).unwrap_or_default();
                if let Some(len) = hangul::match_start(word, text, *half_typed) {
                    let (at, field_len) = (hit - start, end - start);
                    let class = ranking::class(field, at, at + len, field_len);
                    best = best.min(ranking::grade(class));
                }
            }
            if best == UNFIT {
                return None;
            }
            grade = Some(grade.map_or(best, |grade| ranking::both(grade, best)));
        }
        Some(Key::new(grade?, Liking::None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(typed: &str, payload: &str) -> bool {
        let query = Query::new(typed);
        Search::new(&query)
            .find(&Line::read(payload), |_| true)
            .is_some()
    }

    #[test]
    fn it_is_found_as_on_the_phone() {
        let payload = r#"{"name":"(주)한빛전기","representatives":["홍길동"],"number":"0421",
            "phone":{"number":"0315550100"},"address":"경기도 화성시","products":["전선관"]}"#;
        for typed in [
            "한빛",
            "ㅎㅂㅈㄱ",
            "하",
            "한비",
            "(주)한빛",
            "길동",
            "555-0100",
            "0421",
            "화성 전선",
            "ㅎㅅㅅ",
        ] {
            assert!(found(typed, payload), "{typed}");
        }
        for typed in ["한국", "0422", "화성 케이블", "기홍", "ㅎㄱㄷㄱ"] {
            assert!(!found(typed, payload), "{typed}");
        }
    }

    #[test]
    fn what_may_not_be_seen_is_not_found_and_names_come_first() {
        let query = Query::new("0100");
        let search = Search::new(&query);
        let line = Line::read(r#"{"name":"0100상사","phone":{"number":"0315550100"}}"#);
        let hidden = |field| !matches!(field, SearchField::Phone);
        let (all, seen) = (search.find(&line, |_| true), search.find(&line, hidden));
        assert!(all.is_some() && seen.is_some());
        let line = Line::read(r#"{"name":"상사","phone":{"number":"0315550100"}}"#);
        assert!(search.find(&line, |_| true).is_some());
        assert_eq!(search.find(&line, hidden), None);
        let name = Line::read(r#"{"name":"가나"}"#);
        let address = Line::read(r#"{"name":"다라","address":"가나동"}"#);
        let query = Query::new("가나");
        let search = Search::new(&query);
        assert!(search.find(&name, |_| true) < search.find(&address, |_| true));
    }
}
