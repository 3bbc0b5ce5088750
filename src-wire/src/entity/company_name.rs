/// A company name taken apart: the legal form, wherever it stands, and the name proper by which
/// people sort and search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CompanyName<'a> {
    /// Legal form before the name: `(주)`.
    pub before: &'a str,
    /// The name proper: `한빛전기`.
    pub proper: &'a str,
    /// Legal form after the name: `주식회사`.
    pub after: &'a str,
}

const FORMS: [&str; 15] = [
    "주식회사",
    "유한회사",
    "합자회사",
    "합명회사",
    "유한책임회사",
    "(주)",
    "(유)",
    "(합)",
    "(자)",
    "(사)",
    "(재)",
    "㈜",
    "㈲",
    "（주）",
    "（유）",
];

impl<'a> CompanyName<'a> {
    /// Takes `name` apart. A name that is nothing but a legal form is its own proper name.
    #[must_use]
    pub fn parse(name: &'a str) -> Self {
        let name = name.trim();
        let mut proper = name;
        let before = FORMS
            .iter()
            .filter(|form| proper.starts_with(**form))
            .max_by_key(|form| form.len())
            .map_or("", |form| &name[..form.len()]);
        proper = proper[before.len()..].trim_start();
        let after_len = FORMS
            .iter()
            .filter(|form| proper.ends_with(**form))
            .map(|form| form.len())
            .max()
            .unwrap_or(0);
        let (rest, after) = proper.split_at(proper.len() - after_len);
        let rest = rest.trim_end();
        if rest.is_empty() {
            return Self {
                before: "",
                proper: name,
                after: "",
            };
        }
        Self {
            before,
            proper: rest,
            after,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_legal_form_is_told_from_the_name() {
        for (name, before, proper, after) in [
            ("(주)한빛전기", "(주)", "한빛전기", ""),
            ("㈜ 협성케이솔라", "㈜", "협성케이솔라", ""),
            ("인텍에너지 주식회사", "", "인텍에너지", "주식회사"),
            ("엘티유개폐기(주)", "", "엘티유개폐기", "(주)"),
            ("우진전력", "", "우진전력", ""),
            ("주식회사", "", "주식회사", ""),
            ("(주)", "", "(주)", ""),
            ("", "", "", ""),
        ] {
            assert_eq!(
                CompanyName::parse(name),
                CompanyName {
                    before,
                    proper,
                    after
                }
            );
        }
    }
}
