use super::super::sheet::Cell;
use super::{Mended, Reason, list, text};

const FORMS: [&str; 8] = ["주", "유", "합", "자", "사", "재", "주식회사", "유한회사"];
const TITLES: [&str; 9] = [
    "공동대표",
    "각자대표",
    "대표이사",
    "대표자",
    "대표",
    "회장",
    "사장",
    "이사장",
    "원장",
];
/// Family names of one syllable, those that nearly everybody has.
const FAMILY_NAMES: &str = "김이박최정강조윤장임한오서신권황안송류전홍고문양손배백허유남심노하곽성차주우구나민진지엄채원천방공현함변염여추도소석선설마길연위표명기반왕금옥육인맹제모탁국어은편용예경봉사부가복태목형계피두감음빈동온호범좌팽승간상시갈단견당";

/// A company name in one line, its legal form in one spelling and close to the name: `(주)협성`.
/// `주식회사 한라` keeps its space.
pub(in super::super) fn mend_company(cell: &Cell) -> Mended<String> {
    let mut name = text::one_line(&cell.shown());
    if text::is_formula(&name, true) {
        return Err(Reason::Formula);
    }
    if text::is_nothing(&name) {
        return Ok(None);
    }
    name = tighten(&name);
    for form in FORMS {
        let form = format!("({form})");
        if let Some(rest) = name.strip_prefix(&form) {
            name = format!("{form}{}", rest.trim_start());
        }
        if let Some(rest) = name.strip_suffix(&form) {
            name = format!("{}{form}", rest.trim_end());
        }
    }
    Ok(Some(name))
}

/// `( 주 )` becomes `(주)`.
fn tighten(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(open) = rest.find('(') {
        let (before, after) = rest.split_at(open);
        out.push_str(before);
        let inner = after[1..].find(')').map(|close| &after[1..=close]);
        match inner {
            Some(inner) if FORMS.contains(&text::compact(inner).as_str()) => {
                out.push('(');
                out.push_str(&text::compact(inner));
                out.push(')');
                rest = &after[inner.len() + 2..];
            }
            _ => {
                out.push('(');
                rest = &after[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// The people named in a cell, each once, without titles and `외 1명`.
pub(in super::super) fn mend_people(cell: &Cell) -> Mended<Vec<String>> {
    let shown = text::clean(&cell.shown());
    if text::is_formula(&shown, true) {
        return Err(Reason::Formula);
    }
    let mut people: Vec<String> = Vec::new();
    for part in list::split(&shown) {
        if text::is_formula(&part, true) {
            return Err(Reason::Formula);
        }
        for person in apart(&without_titles(&without_others(&part))) {
            if !text::is_nothing(&person) && !people.contains(&person) {
                people.push(person);
            }
        }
    }
    Ok(Some(people).filter(|people| !people.is_empty()))
}

/// One person's name; a cell that names several gives them all in one line.
pub(in super::super) fn mend_person(cell: &Cell) -> Mended<String> {
    Ok(mend_people(cell)?.map(|people| people.join(", ")))
}

/// Without `외 1명`.
fn without_others(part: &str) -> String {
    let Some((head, tail)) = part.rsplit_once('외') else {
        return part.to_owned();
    };
    let count = text::compact(tail);
    let count = count.trim_end_matches(['명', '인']);
    let is_count = !count.is_empty() && count.bytes().all(|byte| byte.is_ascii_digit());
    let head = head.trim_end().trim_end_matches('(').trim_end();
    if is_count && count.len() < text::compact(tail).len() && !head.is_empty() {
        head.to_owned()
    } else {
        part.to_owned()
    }
}

/// Without a title that stands apart from the name, before or after it, or in brackets.
fn without_titles(part: &str) -> String {
    let mut name = part.to_owned();
    for title in TITLES {
        name = name.replace(&format!("({title})"), " ");
    }
    let mut words: Vec<&str> = name.split_whitespace().collect();
    while words.len() > 1 && words.first().is_some_and(|word| TITLES.contains(word)) {
        words.remove(0);
    }
    while words.len() > 1 && words.last().is_some_and(|word| TITLES.contains(word)) {
        words.pop();
    }
    words.join(" ")
}

/// Names that only spaces part, where there is no doubt: `홍길동 김철수`. A name written wide,
/// `홍 길 동`, is put together.
fn apart(part: &str) -> Vec<String> {
    let words: Vec<&str> = part.split(' ').filter(|word| !word.is_empty()).collect();
    let is_hangul = |c: char| ('가'..='힣').contains(&c);
    if words.len() > 1 && words.iter().all(|word| word.chars().all(is_hangul)) {
        let length = |word: &&str| word.chars().count();
        let is_whole = |word: &&str| {
            length(word) == 3
                && word
                    .chars()
                    .next()
                    .is_some_and(|c| FAMILY_NAMES.contains(c))
        };
        if words.iter().all(is_whole) {
            return words.into_iter().map(str::to_owned).collect();
        }
        let total: usize = words.iter().map(length).sum();
        if total <= 4 && words.iter().any(|word| length(word) == 1) {
            return vec![words.concat()];
        }
    }
    vec![words.join(" ")]
}
