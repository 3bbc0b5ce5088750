use jiff::civil::Date;

use super::super::sheet::Cell;
use super::{Mended, Reason, text};

/// Excel's day numbers of 1910 and 2100: greater than any year, so the two aren't mistaken.
const SERIALS: std::ops::RangeInclusive<i32> = 3_654..=73_415;

/// A day, as `YYYY-MM-DD`.
pub(in super::super) fn mend_date(cell: &Cell) -> Mended<String> {
    let shown = text::one_line(&cell.shown());
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    if let Some(serial) = serial(cell, &shown) {
        return Ok(Some(serial));
    }
    let (year, month, day) = split(&shown).ok_or(Reason::UnreadableDate)?;
    to_day(year, month, day)
        .map(|date| Some(date.to_string()))
        .ok_or(Reason::NoSuchDate)
}

/// The day, if there is one between 1900 and 2100.
pub(super) fn to_day(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day)
        .ok()
        .filter(|_| (1900..=2100).contains(&year))
}

/// The day of one of Excel's day numbers.
fn serial(cell: &Cell, shown: &str) -> Option<String> {
    #[expect(
        clippy::cast_possible_truncation,
        reason = "the whole days are what is wanted"
    )]
    let days = match cell {
        Cell::Number(number) => *number as i32,
        _ if shown.len() == 5 => shown.parse().ok()?,
        _ => return None,
    };
    if !SERIALS.contains(&days) {
        return None;
    }
    let epoch = Date::new(1899, 12, 30).ok()?;
    Some(
        epoch
            .checked_add(jiff::Span::new().days(days))
            .ok()?
            .to_string(),
    )
}

/// Year, month and day of a text that has all three.
fn split(shown: &str) -> Option<(i16, i8, i8)> {
    let text = shown.trim_start_matches('\'');
    let text = text
        .strip_suffix(".0")
        .filter(|text| text.len() == 8)
        .unwrap_or(text);
    let text = text.split_once('T').map_or(text, |(day, _)| day);
    let text = without_weekday(without_time(text));
    let mut numbers: Vec<&str> = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (number, after) = rest.split_at(end);
        if number.is_empty() {
            return None;
        }
        numbers.push(number);
        rest = after.trim_start_matches(is_separator);
    }
    match numbers.as_slice() {
        [year, month, day] if year.len() == 4 && month.len() <= 2 && day.len() <= 2 => {
            Some((year.parse().ok()?, month.parse().ok()?, day.parse().ok()?))
        }
        [day] if day.len() == 8 => Some((
            day[..4].parse().ok()?,
            day[4..6].parse().ok()?,
            day[6..].parse().ok()?,
        )),
        _ => None,
    }
}

fn is_separator(c: char) -> bool {
    text::is_dash(c) || matches!(c, '.' | '/' | ',' | ' ' | '년' | '월' | '일')
}

/// `2009-10-18 00:00:00` comes of a date that was turned into text.
fn without_time(text: &str) -> &str {
    match text.rsplit_once(' ') {
        Some((day, time))
            if time.contains(':')
                && time
                    .chars()
                    .all(|c| c.is_ascii_digit() || c == ':' || c == '.') =>
        {
            day.trim_end()
        }
        _ => text,
    }
}

/// `2009.10.18(일)`.
fn without_weekday(text: &str) -> &str {
    ["월", "화", "수", "목", "금", "토", "일"]
        .iter()
        .find_map(|day| text.strip_suffix(&format!("({day})")))
        .unwrap_or(text)
        .trim_end()
}
