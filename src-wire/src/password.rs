//! The rule that a password must meet, checked by the screen while it is typed and by the server.

/// The most bytes that a password has.
pub const LONGEST: usize = 256;

/// A part of the rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Rule {
    /// At least 8 characters.
    Length,
    /// At least one capital letter.
    Upper,
    /// At least one digit.
    Digit,
    /// At least one special character.
    Special,
    /// No characters that can't be typed again, and not longer than [`LONGEST`].
    Typable,
    /// Not the first password's pattern.
    NotFirst,
    /// No part of the person's own number or birth date.
    NotPersonal,
}

impl Rule {
    /// The parts that the manual names, to be shown while a password is typed.
    pub const SHOWN: [Rule; 4] = [Rule::Length, Rule::Upper, Rule::Digit, Rule::Special];
    /// Every part.
    pub const ALL: [Rule; 7] = [
        Rule::Length,
        Rule::Upper,
        Rule::Digit,
        Rule::Special,
        Rule::Typable,
        Rule::NotFirst,
        Rule::NotPersonal,
    ];

    /// Whether `password` meets this part. `personal`: the person's mobile number and birth date as
    /// digits alone, as far as they are known.
    #[must_use]
    pub fn is_met(self, password: &str, personal: &[&str]) -> bool {
        match self {
            Rule::Length => password.chars().count() >= 8,
            Rule::Upper => password.chars().any(|c| c.is_ascii_uppercase()),
            Rule::Digit => password.chars().any(|c| c.is_ascii_digit()),
            Rule::Special => password.chars().any(|c| c.is_ascii_punctuation()),
            Rule::Typable => password.len() <= LONGEST && !password.chars().any(char::is_control),
            Rule::NotFirst => !is_first_pattern(password),
            Rule::NotPersonal => !personal
                .iter()
                .flat_map(|digits| parts(digits))
                .any(|part| password.contains(part)),
        }
    }
}

/// The first part of the rule that `password` does not meet.
#[must_use]
pub fn unmet(password: &str, personal: &[&str]) -> Option<Rule> {
    Rule::ALL
        .into_iter()
        .find(|rule| !rule.is_met(password, personal))
}

fn is_first_pattern(password: &str) -> bool {
    let bytes = password.as_bytes();
    bytes.len() == 9
        && bytes.starts_with(b"Kemc")
        && bytes[4..8].iter().all(u8::is_ascii_digit)
        && bytes[8] == b'!'
}

/// What of a number or a date must not be in a password: `0000` and `1234` of `01000001234`,
/// `19881225`'s year, `1225` and `881225`.
fn parts(digits: &str) -> Vec<&str> {
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Vec::new();
    }
    match digits.len() {
        8 => vec![&digits[..4], &digits[4..], &digits[2..]],
        length @ 10..=11 => vec![&digits[3..length - 4], &digits[length - 4..]],
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rule_is_the_manuals_and_more() {
        let personal = ["01000001234", "19881225"];
        assert_eq!(unmet("Hanbit-77", &personal), None);
        for (wrong, rule) in [
            ("Ab1!", Rule::Length),
            ("hanbit-77", Rule::Upper),
            ("Hanbit-xx", Rule::Digit),
            ("Hanbit777", Rule::Special),
            ("Hanbit-77\n", Rule::Typable),
            ("Kemc1234!", Rule::NotFirst),
            ("Kemc9999!", Rule::NotFirst),
            ("Hanbit-1234", Rule::NotPersonal),
            ("Hanbit-0000", Rule::NotPersonal),
            ("Hanbit-1988", Rule::NotPersonal),
            ("Hanbit-1225", Rule::NotPersonal),
            ("Hanbit-881225", Rule::NotPersonal),
        ] {
            assert_eq!(unmet(wrong, &personal), Some(rule), "{wrong}");
        }
        let long = format!("Aa1!{}", "x".repeat(300));
        assert_eq!(unmet(&long, &personal), Some(Rule::Typable));
        assert_eq!(unmet("Hanbit-1234", &["no digits", "12"]), None);
    }
}
