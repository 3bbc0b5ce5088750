use serde::{Deserialize, Serialize};

/// A Korean telephone number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(default)]
pub struct Phone {
    /// Digits alone: `0315550100`.
    pub number: String,
    /// Last digits of the last line of a block: `2` for `031-555-0100~2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// 내선.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub extension: Option<String>,
}

impl Phone {
    /// The number as people write it: `02-000-0000`, `031-555-0100~2`, `1588-0000`,
    /// `02-555-0180 (내선 12)` without the words: those belong to the screen.
    #[must_use]
    pub fn display(&self) -> String {
        let mut text = format_digits(&self.number);
        if let Some(to) = &self.to {
            text.push('~');
            text.push_str(to);
        }
        text
    }

    /// The numbers that can be dialled, digits alone, the first line first: three for
    /// `031-555-0100~2`. A block that makes no sense, or of more than ten lines, is its first line.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let first = self.number.clone();
        if first.is_empty() {
            return Vec::new();
        }
        let rest = self.to.as_deref().and_then(|to| {
            let at = first.len().checked_sub(to.len())?;
            let (head, from) = (first.get(..at)?, first.get(at..)?);
            let (from, last): (u32, u32) = (from.parse().ok()?, to.parse().ok()?);
            let sound = !head.is_empty() && (from + 1..from + 10).contains(&last);
            let width = to.len();
            sound.then(|| (from + 1..=last).map(move |line| format!("{head}{line:0width$}")))
        });
        let rest: Vec<String> = rest.into_iter().flatten().collect();
        std::iter::once(first.clone()).chain(rest).collect()
    }

    /// Whether it is a mobile number.
    #[must_use]
    pub fn is_mobile(&self) -> bool {
        self.number.starts_with("01")
    }
}

/// Hyphens where Korean numbers have them. Digits of no known shape come back unchanged.
fn format_digits(digits: &str) -> String {
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return digits.to_owned();
    }
    let split = |area: usize| {
        let last = digits.len() - 4;
        format!(
            "{}-{}-{}",
            &digits[..area],
            &digits[area..last],
            &digits[last..]
        )
    };
    match (digits.len(), digits) {
        (8, d) if d.starts_with('1') => format!("{}-{}", &d[..4], &d[4..]),
        (9 | 10, d) if d.starts_with("02") => split(2),
        (12, d) if d.starts_with("050") => split(4),
        (10 | 11, d) if d.starts_with('0') => split(3),
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_shown_as_people_write_them() {
        for (digits, shown) in [
            ("020000000", "02-000-0000"),
            ("0200000000", "02-0000-0000"),
            ("0315550100", "031-555-0100"),
            ("01000001234", "010-0000-1234"),
            ("15880000", "1588-0000"),
            ("050500000000", "0505-0000-0000"),
            ("12", "12"),
            ("", ""),
        ] {
            let phone = Phone {
                number: digits.into(),
                ..Phone::default()
            };
            assert_eq!(phone.display(), shown);
        }
    }

    #[test]
    fn a_block_of_lines_keeps_its_end() {
        let phone = Phone {
            number: "0315550100".into(),
            to: Some("2".into()),
            extension: None,
        };
        assert_eq!(phone.display(), "031-555-0100~2");
    }

    #[test]
    fn every_line_of_a_block_can_be_dialled() {
        let lines = |number: &str, to: Option<&str>| {
            let phone = Phone {
                number: number.into(),
                to: to.map(str::to_owned),
                extension: None,
            };
            phone.lines()
        };
        assert_eq!(lines("0315550100", None), ["0315550100"]);
        assert_eq!(
            lines("0315550109", Some("11")),
            ["0315550109", "0315550110", "0315550111"]
        );
        assert_eq!(lines("", None), [""; 0]);
        for nonsense in ["0", "x", "999", "", "03155501001", "0315550101"] {
            assert_eq!(
                lines("0315550100", Some(nonsense)),
                ["0315550100"],
                "{nonsense}"
            );
        }
    }
}
