//! Byte ranges, as HTTP says.

use axum::http::HeaderMap;
use axum::http::header::{IF_NONE_MATCH, IF_RANGE, RANGE};

/// What of a body is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Part {
    /// Nothing: the copy at hand is good.
    Same,
    All,
    /// From the first byte to the last, both included.
    Range(u64, u64),
    /// Nothing lies in the range.
    None,
}

/// What `headers` ask of a body with the entity tag `tag` and that length.
pub(super) fn asked(headers: &HeaderMap, tag: &str, length: u64) -> Part {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let is_tag = |other: &str| {
        let other = other.trim();
        other == tag || other == "*" || other.strip_prefix("W/") == Some(tag)
    };
    if text(IF_NONE_MATCH).is_some_and(|tags| tags.split(',').any(is_tag)) {
        return Part::Same;
    }
    // A part is only sent of what is known to be the same, byte for byte.
    let range = match text(IF_RANGE) {
        Some(other) if other.trim() != tag => None,
        _ => text(RANGE),
    };
    range.map_or(Part::All, |range| part(range, length))
}

/// What `range` asks of `length` bytes. Several ranges, other units and what is no range are
/// answered with everything, as HTTP allows.
fn part(range: &str, length: u64) -> Part {
    let Some((from, to)) = range
        .trim()
        .strip_prefix("bytes=")
        .filter(|ranges| !ranges.contains(','))
        .and_then(|range| range.split_once('-'))
    else {
        return Part::All;
    };
    let last = length.saturating_sub(1);
    match (from.trim().parse::<u64>(), to.trim()) {
        (Ok(from), _) if from >= length => Part::None,
        (Ok(from), "") => Part::Range(from, last),
        (Ok(from), to) => match to.parse::<u64>() {
            Ok(to) if to >= from => Part::Range(from, to.min(last)),
            _ => Part::All,
        },
        (Err(_), to) if from.trim().is_empty() => match to.parse::<u64>() {
            Ok(0) => Part::None,
            Ok(_) if length == 0 => Part::None,
            Ok(suffix) => Part::Range(length - suffix.min(length), last),
            Err(_) => Part::All,
        },
        _ => Part::All,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_http_says() {
        for (range, expected) in [
            ("bytes=0-", Part::Range(0, 9)),
            ("bytes=4-", Part::Range(4, 9)),
            ("bytes=4-5", Part::Range(4, 5)),
            ("bytes=4-99", Part::Range(4, 9)),
            ("bytes=9-", Part::Range(9, 9)),
            ("bytes=10-", Part::None),
            ("bytes=-3", Part::Range(7, 9)),
            ("bytes=-30", Part::Range(0, 9)),
            ("bytes=-0", Part::None),
            ("bytes=5-4", Part::All),
            ("bytes=0-1,3-4", Part::All),
            ("items=0-1", Part::All),
            ("bytes=", Part::All),
            ("bytes=x-", Part::All),
        ] {
            assert_eq!(part(range, 10), expected, "{range}");
        }
        assert_eq!(part("bytes=0-", 0), Part::None);
        assert_eq!(part("bytes=-1", 0), Part::None);
    }

    #[test]
    fn a_part_is_of_the_same_or_it_is_all() {
        let asked = |pairs: &[(&str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                let name: axum::http::HeaderName = name.parse().unwrap();
                headers.insert(name, value.parse().unwrap());
            }
            super::asked(&headers, "\"a\"", 10)
        };
        let range = ("range", "bytes=2-");
        assert_eq!(asked(&[]), Part::All);
        assert_eq!(asked(&[range]), Part::Range(2, 9));
        assert_eq!(asked(&[range, ("if-range", "\"a\"")]), Part::Range(2, 9));
        assert_eq!(asked(&[range, ("if-range", "\"b\"")]), Part::All);
        assert_eq!(asked(&[range, ("if-range", "W/\"a\"")]), Part::All);
        assert_eq!(asked(&[("if-none-match", "\"b\", W/\"a\"")]), Part::Same);
        assert_eq!(asked(&[("if-none-match", "*")]), Part::Same);
        assert_eq!(asked(&[("if-none-match", "\"b\"")]), Part::All);
    }
}
