//! How a name is written: its quiet legal form, its marked matches, its two letters on a tile.

use handbook_wire::entity::CompanyName;

/// A stretch of text that is written in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stretch {
    /// The characters.
    pub text: String,
    /// Part of the legal form: small and quiet.
    pub quiet: bool,
    /// Matched by a search.
    pub marked: bool,
}

/// `name` of a company with the characters in `marks` marked.
pub fn company(name: &str, marks: &[(u32, u32)]) -> Vec<Stretch> {
    let parts = CompanyName::parse(name);
    let lead = name.chars().take_while(|c| c.is_whitespace()).count();
    let tail = name.trim_end().chars().count();
    let proper_from = lead + parts.before.chars().count();
    let proper_to = tail.saturating_sub(parts.after.chars().count());
    stretches(name, marks, |place| {
        place < proper_from || place >= proper_to
    })
}

/// Any text with the characters in `marks` marked.
pub fn plain(text: &str, marks: &[(u32, u32)]) -> Vec<Stretch> {
    stretches(text, marks, |_| false)
}

fn stretches(text: &str, marks: &[(u32, u32)], quiet: impl Fn(usize) -> bool) -> Vec<Stretch> {
    let mut out: Vec<Stretch> = Vec::new();
    for (place, character) in text.chars().enumerate() {
        let marked = u32::try_from(place)
            .is_ok_and(|place| marks.iter().any(|(from, to)| (*from..*to).contains(&place)));
        let quiet = quiet(place);
        match out.last_mut() {
            Some(last) if last.quiet == quiet && last.marked == marked => last.text.push(character),
            _ => out.push(Stretch {
                text: character.into(),
                quiet,
                marked,
            }),
        }
    }
    out
}

/// The letters on a company's tile: the first two of the name proper.
pub fn initials(name: &str) -> String {
    let letters = CompanyName::parse(name)
        .proper
        .chars()
        .filter(|c| c.is_alphanumeric());
    letters.take(2).flat_map(char::to_uppercase).collect()
}

/// `1234567891` as `123-45-67891`; anything else unchanged.
pub fn business_number(digits: &str) -> String {
    match (digits.get(..3), digits.get(3..5), digits.get(5..)) {
        (Some(office), Some(kind), Some(rest)) if digits.len() == 10 => {
            format!("{office}-{kind}-{rest}")
        }
        _ => digits.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(stretches: &[Stretch]) -> String {
        stretches
            .iter()
            .map(|s| match (s.quiet, s.marked) {
                (false, false) => s.text.clone(),
                (false, true) => format!("[{}]", s.text),
                (true, false) => format!("<{}>", s.text),
                (true, true) => format!("<[{}]>", s.text),
            })
            .collect()
    }

    #[test]
    fn the_legal_form_is_quiet_and_matches_are_marked() {
        for (name, marks, expected) in [
            ("(주)한빛전기", vec![(3, 5)], "<(주)>[한빛]전기"),
            ("(주)한빛전기", vec![(0, 5)], "<[(주)]>[한빛]전기"),
            (
                "인텍에너지 주식회사",
                vec![(0, 1)],
                "[인]텍에너지 <주식회사>",
            ),
            ("주식회사", vec![], "주식회사"),
            ("한빛", vec![(1, 99)], "한[빛]"),
            ("", vec![(0, 3)], ""),
        ] {
            assert_eq!(shown(&company(name, &marks)), expected);
        }
        assert_eq!(shown(&plain("031-555-0100", &[(8, 12)])), "031-555-[0100]");
    }

    #[test]
    fn a_tile_has_two_letters() {
        for (name, letters) in [
            ("(주)한빛전기", "한빛"),
            ("ls전선 주식회사", "LS"),
            ("㈜ A-1", "A1"),
            ("삼", "삼"),
            ("", ""),
        ] {
            assert_eq!(initials(name), letters);
        }
    }

    #[test]
    fn a_business_number_has_its_hyphens() {
        assert_eq!(business_number("1234567891"), "123-45-67891");
        assert_eq!(business_number("12345"), "12345");
        assert_eq!(
            business_number("가나다라마바사아자차"),
            "가나다라마바사아자차"
        );
    }
}
