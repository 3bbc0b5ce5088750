use super::super::sheet::Cell;
use super::{Mended, Reason, date, phone, text};

/// The number of a term: 27 for `제27대`.
pub(in super::super) fn mend_term(cell: &Cell) -> Mended<u32> {
    let shown = match cell {
        Cell::Number(number) => phone::whole(*number).ok_or(Reason::Term)?,
        _ => text::compact(&text::clean(&cell.shown())),
    };
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    if shown == "초대" {
        return Ok(Some(1));
    }
    let digits = shown
        .trim_start_matches('제')
        .trim_end_matches(['대', '기']);
    let digits = digits.strip_suffix(".0").unwrap_or(digits);
    match digits.parse() {
        Ok(term) if (1..1000).contains(&term) && !digits.starts_with('+') => Ok(Some(term)),
        _ => Err(Reason::Term),
    }
}

/// First and last month of a term of office, each `YYYY-MM` and each perhaps open.
pub(in super::super) type Period = (Option<String>, Option<String>);

/// `2023.03 ~ 2027.02`, with or without days.
pub(in super::super) fn mend_period(cell: &Cell) -> Mended<Period> {
    let shown: String = text::one_line(&cell.shown())
        .chars()
        .map(|c| {
            if matches!(c, '∼' | '〜' | '～') {
                '~'
            } else {
                c
            }
        })
        .collect();
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    let (from, to) = shown
        .split_once('~')
        .or_else(|| shown.split_once("부터"))
        .or_else(|| shown.split_once(" - "))
        .or_else(|| shown.split_once(" – "))
        .ok_or(Reason::Period)?;
    let to = to.trim().trim_end_matches("까지");
    let period = (month(from)?, month(to)?);
    if let (Some(from), Some(to)) = &period
        && from > to
    {
        return Err(Reason::Period);
    }
    Ok(Some(period).filter(|(from, to)| from.is_some() || to.is_some()))
}

/// A day or a month, as `YYYY-MM`.
pub(in super::super) fn mend_month(cell: &Cell) -> Mended<String> {
    let shown = text::one_line(&cell.shown());
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    if let Ok(Some(day)) = date::mend_date(cell) {
        return Ok(day.get(..7).map(str::to_owned));
    }
    month(&shown)
}

fn month(text: &str) -> Mended<String> {
    let text = text::compact(text);
    if text.is_empty() || matches!(text.as_str(), "현재" | "현") {
        return Ok(None);
    }
    let is_separator =
        |c: char| text::is_dash(c) || matches!(c, '.' | '/' | '년' | '월' | '일' | '\'');
    let parts: Vec<&str> = text
        .split(is_separator)
        .filter(|part| !part.is_empty())
        .collect();
    let number = |part: &str| part.parse::<i8>().map_err(|_| Reason::Period);
    let (year, month, day) = match parts.as_slice() {
        [year, month] => (*year, number(month)?, 1),
        [year, month, day] => (*year, number(month)?, number(day)?),
        _ => return Err(Reason::Period),
    };
    let year = year.parse().map_err(|_| Reason::Period)?;
    let day = date::to_day(year, month, day).ok_or(Reason::Period)?;
    Ok(Some(format!("{:04}-{:02}", day.year(), day.month())))
}
