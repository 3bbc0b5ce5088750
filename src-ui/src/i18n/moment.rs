//! Dates and times as people say them: 방금, 오늘 09:12, 어제 18:03, 2026. 11. 23. (월).

use handbook_wire::date::{civil, days};

use super::{Language, Text};

const DAY: i64 = 86_400_000;
const MINUTE: i64 = 60_000;

/// A time zone: milliseconds that local time is ahead of UTC.
pub type Offset = i64;

/// The zone in which the co-op's events take place.
pub const KOREA: Offset = 9 * 60 * MINUTE;

/// The words of a time in Korea, for a reader in the zone `offset`: told as such to who is elsewhere.
pub fn in_korea(language: Language, words: String, offset: Offset) -> String {
    match offset == KOREA {
        true => words,
        false => language.fill(Text::KoreanTime, &[&words]),
    }
}

/// A point in time on the clock: 오늘 09:12. `then` and `now` are milliseconds since 1970 UTC.
pub fn clock(language: Language, then: i64, now: i64, offset: Offset) -> String {
    let local = then.saturating_add(offset);
    let minutes = local.rem_euclid(DAY) / MINUTE;
    let time = format!("{:02}:{:02}", minutes / 60, minutes % 60);
    let days = now.saturating_add(offset).div_euclid(DAY) - local.div_euclid(DAY);
    match days {
        0 => language.fill(Text::TodayAt, &[&time]),
        1 => language.fill(Text::YesterdayAt, &[&time]),
        _ => {
            let (year, month, day) = civil(local.div_euclid(DAY));
            language.fill(Text::DateAt, &[&date(language, year, month, day), &time])
        }
    }
}

/// A time of the day, in minutes since midnight: 오후 9:00.
pub fn of_day(language: Language, minutes: u16) -> String {
    let (hour, minute) = (minutes / 60 % 24, minutes % 60);
    let text = match hour < 12 {
        true => Text::Morning,
        false => Text::Afternoon,
    };
    let twelve = match hour % 12 {
        0 => 12,
        hour => hour,
    };
    language.fill(text, &[&format!("{twelve}:{minute:02}")])
}

/// From when until when something is, as one plans: 12월 3일 (목) 14:00–16:00. The year is told where it is
/// another than now's, and the day of the end where it is another than the beginning's.
pub fn span(language: Language, from: i64, to: Option<i64>, now: i64, offset: Offset) -> String {
    let day = |at: i64| at.saturating_add(offset).div_euclid(DAY);
    let time = |at: i64| {
        let minutes = at.saturating_add(offset).rem_euclid(DAY) / MINUTE;
        format!("{:02}:{:02}", minutes / 60, minutes % 60)
    };
    let begins = format!("{} {}", planned(language, day(from), day(now)), time(from));
    match to {
        None => begins,
        Some(to) if day(to) == day(from) => format!("{begins}–{}", time(to)),
        Some(to) => format!(
            "{begins} – {} {}",
            planned(language, day(to), day(now)),
            time(to)
        ),
    }
}

/// A day that one plans for: 12월 3일 (목).
fn planned(language: Language, at: i64, today: i64) -> String {
    let (year, month, day) = civil(at);
    let weekday = weekday(language, at);
    match (language, year == civil(today).0) {
        (Language::Korean, true) => format!("{month}월 {day}일 ({weekday})"),
        (Language::Korean, false) => format!("{year}년 {month}월 {day}일 ({weekday})"),
        (Language::English, true) => format!("{month}. {day}. ({weekday})"),
        (Language::English, false) => format!("{year}. {month}. {day}. ({weekday})"),
    }
}

/// How long ago: 방금, 5분 전, and from an hour on as [`clock`]. A moment that lies ahead, by a
/// clock that was set back, is told by the clock too.
pub fn ago(language: Language, then: i64, now: i64, offset: Offset) -> String {
    match now.saturating_sub(then) {
        0..MINUTE => language.say(Text::JustNow).to_owned(),
        passed if (MINUTE..60 * MINUTE).contains(&passed) => {
            language.fill(Text::MinutesAgo, &[&(passed / MINUTE).to_string()])
        }
        _ => clock(language, then, now, offset),
    }
}

/// `2026-11-23` as `2026. 11. 23. (월)`, `2026-11` as `2026. 11.`. Text of another form comes back
/// unchanged.
pub fn iso(language: Language, text: &str) -> String {
    let mut parts = text.split('-');
    let number = |part: Option<&str>| part.and_then(|part| part.parse::<i64>().ok());
    let year = number(parts.next());
    let month = number(parts.next()).filter(|month| (1..=12).contains(month));
    let rest = parts.next();
    match (year, month, rest, number(rest)) {
        (Some(year), Some(month), Some(_), Some(day)) if (1..=31).contains(&day) => {
            date(language, year, month, day)
        }
        (Some(year), Some(month), None, _) => format!("{year}. {month}."),
        _ => text.to_owned(),
    }
}

/// Today as `YYYY-MM-DD`, to compare with.
pub fn today(now: i64, offset: Offset) -> String {
    let (year, month, day) = civil(now.saturating_add(offset).div_euclid(DAY));
    format!("{year:04}-{month:02}-{day:02}")
}

/// `2026-11-23T09:12` (or with a space) of local time, in milliseconds since 1970 UTC. None for anything
/// else.
pub fn read_local(text: &str, offset: Offset) -> Option<i64> {
    let (day, time) = text.trim().split_once(['T', ' '])?;
    let mut parts = day.split('-').map(|part| part.parse::<i64>().ok());
    let (year, month, of_month) = (parts.next()??, parts.next()??, parts.next()??);
    let (hour, minute) = time.trim().split_once(':')?;
    let minute = minute.get(..2)?;
    let (hour, minute) = (hour.parse::<i64>().ok()?, minute.parse::<i64>().ok()?);
    let day = days(year, month, of_month);
    let fits = civil(day) == (year, month, of_month)
        && (2000..2200).contains(&year)
        && (0..24).contains(&hour)
        && (0..60).contains(&minute);
    fits.then_some(day * DAY + (hour * 60 + minute) * MINUTE - offset)
}

/// A time as [`read_local`] reads it.
pub fn write_local(then: i64, offset: Offset) -> String {
    let local = then.saturating_add(offset);
    let (year, month, day) = civil(local.div_euclid(DAY));
    let minutes = local.rem_euclid(DAY) / MINUTE;
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}",
        minutes / 60,
        minutes % 60
    )
}

fn date(language: Language, year: i64, month: i64, day: i64) -> String {
    let weekday = weekday(language, days(year, month, day));
    format!("{year}. {month}. {day}. ({weekday})")
}

/// The day of the week of a number of days since 1970-01-01.
fn weekday(language: Language, day: i64) -> &'static str {
    const KOREAN: [&str; 7] = ["월", "화", "수", "목", "금", "토", "일"];
    const ENGLISH: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    // 1970-01-01 was a Thursday.
    let weekday = usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0);
    let names = match language {
        Language::Korean => KOREAN,
        Language::English => ENGLISH,
    };
    names[weekday]
}

#[cfg(test)]
mod tests {
    use super::*;

    const SEOUL: Offset = KOREA;
    /// 2026-11-23 09:12 in Seoul.
    const NOW: i64 = 1_795_392_720_000;

    #[test]
    fn moments_are_told_as_people_say_them() {
        let hour = 60 * MINUTE;
        for (then, text) in [
            (NOW, "방금"),
            (NOW - 59_000, "방금"),
            (NOW - 5 * MINUTE, "5분 전"),
            (NOW - 2 * hour, "오늘 07:12"),
            (NOW - 10 * hour, "어제 23:12"),
            (NOW - 34 * hour, "2026. 11. 21. (토) 23:12"),
            (NOW + 2 * hour, "오늘 11:12"),
        ] {
            assert_eq!(ago(Language::Korean, then, NOW, SEOUL), text);
        }
        assert_eq!(clock(Language::Korean, NOW, NOW, SEOUL), "오늘 09:12");
        assert_eq!(clock(Language::English, NOW, NOW, SEOUL), "today 09:12");
        assert_eq!(today(NOW, SEOUL), "2026-11-23");
    }

    #[test]
    fn a_time_in_korea_is_told_as_such_elsewhere() {
        let told = |offset| {
            let words = span(Language::Korean, NOW, None, NOW, KOREA);
            in_korea(Language::Korean, words, offset)
        };
        assert_eq!(told(KOREA), "11월 23일 (월) 09:12");
        assert_eq!(told(0), "11월 23일 (월) 09:12 (한국 시각)");
    }

    #[test]
    fn what_is_planned_is_told_by_its_day() {
        let hour = 60 * MINUTE;
        // 2026-12-03 14:00 in Seoul.
        let at = NOW + 10 * DAY + 4 * hour + 48 * MINUTE;
        for (from, to, text) in [
            (at, Some(at + 2 * hour), "12월 3일 (목) 14:00–16:00"),
            (at, None, "12월 3일 (목) 14:00"),
            (
                at,
                Some(at + DAY),
                "12월 3일 (목) 14:00 – 12월 4일 (금) 14:00",
            ),
            (at + 33 * DAY, None, "2027년 1월 5일 (화) 14:00"),
        ] {
            assert_eq!(span(Language::Korean, from, to, NOW, SEOUL), text);
        }
        assert_eq!(
            span(Language::English, at, Some(at + hour), NOW, SEOUL),
            "12. 3. (Thu) 14:00–15:00"
        );
    }

    #[test]
    fn a_clock_that_is_years_off_breaks_nothing() {
        for then in [i64::MIN, i64::MIN / 2, 0, i64::MAX / 2] {
            let _ = ago(Language::Korean, then / 1000, NOW, SEOUL);
        }
        let ten_years = 3650 * DAY;
        assert_eq!(
            ago(Language::Korean, NOW + ten_years, NOW, SEOUL),
            "2036. 11. 20. (목) 09:12"
        );
    }

    #[test]
    fn dates_are_written_out() {
        for (text, shown) in [
            ("2026-11-23", "2026. 11. 23. (월)"),
            ("2024-02-29", "2024. 2. 29. (목)"),
            ("1969-12-31", "1969. 12. 31. (수)"),
            ("2024-03", "2024. 3."),
            ("미정", "미정"),
            ("2024-13-01", "2024-13-01"),
            ("", ""),
        ] {
            assert_eq!(iso(Language::Korean, text), shown);
        }
    }

    #[test]
    fn a_time_is_typed_and_read() {
        assert_eq!(write_local(NOW, SEOUL), "2026-11-23T09:12");
        assert_eq!(read_local("2026-11-23T09:12", SEOUL), Some(NOW));
        assert_eq!(read_local(" 2026-11-23 9:12:30", SEOUL), Some(NOW));
        for text in [
            "",
            "2026-02-30T09:00",
            "2026-11-23",
            "2026-11-23T25:00",
            "x",
            "2026-11-23T09:6",
        ] {
            assert_eq!(read_local(text, SEOUL), None, "{text}");
        }
    }

    #[test]
    fn days_and_dates_are_each_others_inverse() {
        for day in (-800_000..800_000).step_by(97) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days(year, month, of_month), day);
        }
    }

    #[test]
    fn a_time_of_the_day_is_said_by_half_days() {
        for (minutes, korean, english) in [
            (0, "오전 12:00", "12:00 am"),
            (8 * 60, "오전 8:00", "8:00 am"),
            (12 * 60 + 30, "오후 12:30", "12:30 pm"),
            (21 * 60, "오후 9:00", "9:00 pm"),
        ] {
            assert_eq!(of_day(Language::Korean, minutes), korean);
            assert_eq!(of_day(Language::English, minutes), english);
        }
    }
}
