//! An event as iCalendar (RFC 5545), for the calendar of a phone or a desktop. Every time is UTC, so no
//! time zone has to be told.

use handbook_wire::date::civil;
use handbook_wire::entity::{Event, Precision};

use crate::vcard::{Lines, escaped};

const DAY: i64 = 86_400;

/// What is written.
#[derive(Debug, Clone, Copy)]
pub struct Entry<'a> {
    /// Names it in every calendar, for good.
    pub uid: &'a str,
    /// What it is called.
    pub title: &'a str,
    /// What else there is to say.
    pub description: &'a str,
    /// When the post was published, in milliseconds since 1970 UTC.
    pub published_at: i64,
    /// When it was changed since.
    pub edited_at: Option<i64>,
    /// When and where.
    pub event: &'a Event,
}

/// The event with a reminder a day before. A calendar that has it already takes the later one of two.
#[must_use]
pub fn write(entry: &Entry<'_>) -> String {
    let event = entry.event;
    let changed = entry.edited_at.unwrap_or(entry.published_at);
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCALENDAR");
    lines.add("VERSION", "2.0");
    lines.add("PRODID", "-//handbook//e-sucheop//KO");
    lines.add("CALSCALE", "GREGORIAN");
    lines.add("BEGIN", "VEVENT");
    lines.add("UID", &escaped(entry.uid));
    lines.add("DTSTAMP", &utc(changed));
    // Whole seconds since it was published: it grows with each change.
    let sequence = (changed - entry.published_at).max(0) / 1000;
    lines.add("SEQUENCE", &sequence.min(i64::from(i32::MAX)).to_string());
    lines.add("DTSTART", &utc(event.starts_at));
    lines.add("DTEND", &utc(event.over_at()));
    lines.add("SUMMARY", &escaped(entry.title));
    let place = [&event.place, &event.address].map(|text| text.trim());
    let place: Vec<&str> = place.into_iter().filter(|text| !text.is_empty()).collect();
    if !place.is_empty() {
        lines.add("LOCATION", &escaped(&place.join(", ")));
    }
    // The middle of a district is no place to go to.
    if let Some(at) = event.position.filter(|at| at.precision >= Precision::Town) {
        lines.add("GEO", &format!("{:.6};{:.6}", at.lat, at.lng));
    }
    if !entry.description.is_empty() {
        lines.add("DESCRIPTION", &escaped(entry.description));
    }
    lines.add("BEGIN", "VALARM");
    lines.add("ACTION", "DISPLAY");
    lines.add("DESCRIPTION", &escaped(entry.title));
    lines.add("TRIGGER", "-P1D");
    lines.add("END", "VALARM");
    lines.add("END", "VEVENT");
    lines.add("END", "VCALENDAR");
    lines.into_text()
}

/// `20261203T050000Z`.
fn utc(ms: i64) -> String {
    let seconds = ms.div_euclid(1000);
    let (year, month, day) = civil(seconds.div_euclid(DAY));
    let of_day = seconds.rem_euclid(DAY);
    format!(
        "{year:04}{month:02}{day:02}T{:02}{:02}{:02}Z",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    )
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::Position;

    use super::*;

    /// 2026-12-03 14:00 in Seoul.
    const AT: i64 = 1_796_274_000_000;

    fn lines(text: &str) -> Vec<String> {
        let whole = text.replace("\r\n ", "");
        whole.split_terminator("\r\n").map(str::to_owned).collect()
    }

    fn event() -> Event {
        Event {
            starts_at: AT,
            ends_at: Some(AT + 2 * 3_600_000),
            place: "조합회관 3층; 대강당".into(),
            address: "경기도 안양시 한길로 1, 2층".into(),
            position: Some(Position {
                lat: 37.394_3,
                lng: 126.956_8,
                precision: Precision::Town,
            }),
            ..Event::default()
        }
    }

    #[test]
    fn an_event_is_an_entry_that_calendars_take() {
        let event = event();
        let entry = Entry {
            uid: "0a@co-op",
            title: "정기총회, 2026",
            description: "1. 예산\n2. 임원 선출",
            published_at: AT - 10_000_000,
            edited_at: Some(AT - 10_000_000 + 61_500),
            event: &event,
        };
        let text = write(&entry);
        assert_eq!(
            lines(&text),
            [
                "BEGIN:VCALENDAR",
                "VERSION:2.0",
                "PRODID:-//handbook//e-sucheop//KO",
                "CALSCALE:GREGORIAN",
                "BEGIN:VEVENT",
                "UID:0a@co-op",
                "DTSTAMP:20261203T021421Z",
                "SEQUENCE:61",
                "DTSTART:20261203T050000Z",
                "DTEND:20261203T070000Z",
                "SUMMARY:정기총회\\, 2026",
                "LOCATION:조합회관 3층\\; 대강당\\, 경기도 안양시 한길로 1\\, 2층",
                "GEO:37.394300;126.956800",
                "DESCRIPTION:1. 예산\\n2. 임원 선출",
                "BEGIN:VALARM",
                "ACTION:DISPLAY",
                "DESCRIPTION:정기총회\\, 2026",
                "TRIGGER:-P1D",
                "END:VALARM",
                "END:VEVENT",
                "END:VCALENDAR",
            ]
        );
        assert!(text.split("\r\n").all(|line| line.len() <= 75));
        assert!(text.contains("\r\n "), "a long line is folded");
    }

    #[test]
    fn what_is_not_told_is_not_written() {
        let event = Event {
            starts_at: AT,
            position: Some(Position {
                lat: 37.0,
                lng: 127.0,
                precision: Precision::District,
            }),
            ..Event::default()
        };
        let text = write(&Entry {
            uid: "0a@",
            title: "교육\r\nBEGIN:VEVENT",
            description: "",
            published_at: AT,
            edited_at: None,
            event: &event,
        });
        let lines = lines(&text);
        assert!(lines.contains(&"SEQUENCE:0".to_owned()));
        assert!(lines.contains(&"DTEND:20261203T080000Z".to_owned()));
        for name in ["GEO", "LOCATION"] {
            assert!(!lines.iter().any(|line| line.starts_with(name)), "{name}");
        }
        let begun = lines.iter().filter(|line| *line == "BEGIN:VEVENT");
        assert_eq!(begun.count(), 1, "a title begins no entry of its own");
    }
}
