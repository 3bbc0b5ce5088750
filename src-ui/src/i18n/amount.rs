//! Numbers as people read them.

/// `1234567` as `1,234,567`.
pub fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A size in bytes: `312 KB`, `1.1 MB`. At least 1 KB, unless it is nothing.
pub fn bytes(size: u64) -> String {
    const MEGA: u64 = 1_000_000;
    if size < MEGA {
        return format!("{} KB", size.div_ceil(1000));
    }
    let tenths = size / (MEGA / 10);
    format!("{}.{} MB", grouped(tenths / 10), tenths % 10)
}

/// A way in metres: `350m`, `1.2km`, `12km`.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "ways on the earth; a negative one is none"
)]
pub fn distance(metres: f64) -> String {
    // Whole numbers alone: to print others takes ten times the code.
    let metres = metres.max(0.0) as u64;
    match metres {
        ..995 => format!("{}m", (metres + 5) / 10 * 10),
        995..9_950 => {
            let tenths = (metres + 50) / 100;
            format!("{}.{}km", tenths / 10, tenths % 10)
        }
        _ => format!("{}km", grouped((metres + 500) / 1000)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_told_apart() {
        for (number, text) in [
            (0, "0"),
            (999, "999"),
            (1000, "1,000"),
            (1_234_567, "1,234,567"),
        ] {
            assert_eq!(grouped(number), text);
        }
    }

    #[test]
    fn ways_are_as_exact_as_they_matter() {
        for (metres, text) in [
            (0.0, "0m"),
            (347.0, "350m"),
            (994.0, "990m"),
            (996.0, "1.0km"),
            (1_240.0, "1.2km"),
            (9_960.0, "10km"),
            (324_400.0, "324km"),
            (1_234_567.0, "1,235km"),
        ] {
            assert_eq!(distance(metres), text);
        }
    }

    #[test]
    fn sizes_are_short() {
        for (size, text) in [
            (0, "0 KB"),
            (1, "1 KB"),
            (312_000, "312 KB"),
            (999_999, "1000 KB"),
            (1_100_000, "1.1 MB"),
            (25_950_000, "25.9 MB"),
        ] {
            assert_eq!(bytes(size), text);
        }
    }
}
