//! A company as a vCard 4.0 (RFC 6350), and what is handed on of one that came from elsewhere. Pure.

pub mod read;

pub use handbook_text::vcard::write;
use handbook_wire::ipc::MAX_VCARD;

/// A single vCard of any version that came from elsewhere, its line ends made right; none when it is
/// too large, not one card, or holds what no text does.
#[must_use]
pub fn check(text: &str) -> Option<String> {
    let text = text.trim_start_matches('\u{feff}').trim();
    if text.len() > MAX_VCARD {
        return None;
    }
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    if text
        .chars()
        .any(|c| c.is_control() && c != '\n' && c != '\t')
    {
        return None;
    }
    let lines: Vec<&str> = text.lines().collect();
    let is = |line: &str, wanted: &str| line.trim_end().eq_ignore_ascii_case(wanted);
    let count = |wanted: &str| lines.iter().filter(|line| is(line, wanted)).count();
    let whole = lines.first().is_some_and(|line| is(line, "BEGIN:VCARD"))
        && lines.last().is_some_and(|line| is(line, "END:VCARD"));
    let single = count("BEGIN:VCARD") == 1 && count("END:VCARD") == 1;
    let named = ["VERSION", "FN", "N"].map(|name| lines.iter().any(|line| names(line, name)));
    let [version, shown, name] = named;
    (whole && single && version && (shown || name)).then(|| {
        let mut checked = lines.join("\r\n");
        checked.push_str("\r\n");
        checked
    })
}

/// The name that a checked card shows.
#[must_use]
pub fn name(card: &str) -> String {
    let unfolded = card.replace("\r\n ", "").replace("\r\n\t", "");
    let value = |name: &str| {
        let line = unfolded.lines().find(|line| names(line, name))?;
        Some(line.split_once(':')?.1.to_owned())
    };
    let shown = value("FN").or_else(|| value("N")).unwrap_or_default();
    let mut plain = String::with_capacity(shown.len());
    let mut rest = shown.chars();
    while let Some(c) = rest.next() {
        match c {
            '\\' => match rest.next() {
                Some('n' | 'N') | None => plain.push(' '),
                Some(c) => plain.push(c),
            },
            ';' => plain.push(' '),
            c => plain.push(c),
        }
    }
    plain
}

/// Whether `line` holds the property `name`, in whatever group and with whatever parameters.
fn names(line: &str, name: &str) -> bool {
    let head = line.split([':', ';']).next().unwrap_or_default();
    let own = head.rsplit('.').next().unwrap_or_default();
    own.eq_ignore_ascii_case(name) && line.contains(':')
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::{Member, Phone};

    use super::*;

    fn phone(number: &str, extension: Option<&str>) -> Option<Phone> {
        Some(Phone {
            number: number.into(),
            to: None,
            extension: extension.map(str::to_owned),
        })
    }

    fn company() -> Member {
        Member {
            name: "(주)한빛전기".into(),
            representatives: vec!["김가람".into(), "이나라".into()],
            phone: phone("0315550100", Some("12")),
            mobile: phone("01000001234", None),
            fax: phone("15550100", None),
            email: Some("info@hanbit.example".into()),
            address: Some("경기도 안양시 한길로 1, 2층".into()),
            postal_code: Some("13900".into()),
            ..Member::default()
        }
    }

    /// The lines as a reader sees them: unfolded.
    fn unfolded(card: &str) -> Vec<String> {
        let whole = card.replace("\r\n ", "");
        whole.split_terminator("\r\n").map(str::to_owned).collect()
    }

    #[test]
    fn a_company_is_a_contact_that_phones_can_save() {
        assert_eq!(
            unfolded(&write(&company())),
            [
                "BEGIN:VCARD",
                "VERSION:4.0",
                "FN:김가람 ((주)한빛전기)",
                "N:;김가람;;;",
                "TITLE:대표",
                "ORG:(주)한빛전기",
                "TEL;VALUE=uri;TYPE=cell:tel:+821000001234",
                "TEL;VALUE=uri;TYPE=work:tel:+82315550100;ext=12",
                "TEL;VALUE=uri;TYPE=fax:tel:15550100",
                "EMAIL:info@hanbit.example",
                "ADR;TYPE=work:;;경기도 안양시 한길로 1\\, 2층;;;13900;대한민국",
                "END:VCARD",
            ]
        );
    }

    #[test]
    fn nothing_in_a_name_ends_a_line_or_a_field() {
        let hostile = Member {
            name: "한빛\r\nTEL:112;,\\\u{7}".into(),
            ..Member::default()
        };
        let card = write(&hostile);
        let lines = unfolded(&card);
        assert!(
            lines.contains(&"ORG:한빛\\nTEL:112\\;\\,\\\\".to_owned()),
            "{lines:?}"
        );
        assert!(lines.contains(&"KIND:org".to_owned()));
        assert!(!lines.iter().any(|line| line.starts_with("TEL")));
        let long = Member {
            name: "가".repeat(3000),
            ..Member::default()
        };
        let card = write(&long);
        assert!(card.split("\r\n").all(|line| line.len() <= 75));
        assert!(unfolded(&card).iter().any(|line| line.len() > 9000));
    }
    #[test]
    fn a_card_from_elsewhere_is_handed_on_as_it_is() {
        let card = "BEGIN:VCARD\nVERSION:3.0\nitem1.FN;CHARSET=UTF-8:김\\, 가람\nTEL:0315550100\nEND:VCARD";
        let checked = check(card).unwrap();
        assert_eq!(checked, format!("{}\r\n", card.replace('\n', "\r\n")));
        assert_eq!(name(&checked), "김, 가람");
        assert_eq!(check(&checked).as_ref(), Some(&checked));
        let nameless = "begin:vcard\r\nversion:2.1\r\nN:김;가람\r\nend:vcard\r\n";
        assert_eq!(name(&check(nameless).unwrap()), "김 가람");
        let ours = write(&company());
        assert_eq!(check(&ours).as_ref(), Some(&ours));
        assert_eq!(name(&ours), "김가람 ((주)한빛전기)");
    }

    #[test]
    fn what_is_no_card_is_refused() {
        let card = |inner: &str| format!("BEGIN:VCARD\nVERSION:4.0\n{inner}\nEND:VCARD");
        assert!(check(&card("FN:x")).is_some());
        for text in [
            String::new(),
            "https://hanbit.example".into(),
            card("NOTE:nobody"),
            card("FN:x\nEND:VCARD\nBEGIN:VCARD"),
            card("FN:x\u{0}"),
            card("FN:x\u{1b}[2J"),
            "BEGIN:VCARD\nFN:x\nEND:VCARD".into(),
            card("FN:x").replace("END:VCARD", ""),
            format!("x\n{}", card("FN:x")),
            card(&format!("FN:{}", "x".repeat(5 * 1024 * 1024))),
        ] {
            assert_eq!(check(&text), None, "{:?}", text.get(..60));
        }
    }
}
