//! A company as a vCard 4.0 (RFC 6350). Pure.

use handbook_wire::entity::{Member, Phone};

/// The longest line in bytes, without its end; longer ones are folded.
const LONGEST_LINE: usize = 75;

/// The vCard of a company: its first representative as the person to call, if there is one.
#[must_use]
pub fn write(member: &Member) -> String {
    let mut lines = Lines(String::new());
    lines.add("BEGIN", "VCARD");
    lines.add("VERSION", "4.0");
    let person = member
        .representatives
        .first()
        .filter(|name| !name.is_empty());
    let shown = match person {
        Some(person) => format!("{person} ({})", member.name),
        None => member.name.clone(),
    };
    lines.add("FN", &escaped(&shown));
    match person {
        Some(person) => {
            lines.add("N", &format!(";{};;;", escaped(person)));
            lines.add("TITLE", "대표");
        }
        None => lines.add("KIND", "org"),
    }
    lines.add("ORG", &escaped(&member.name));
    for (phone, kind) in [
        (&member.mobile, "cell"),
        (&member.phone, "work"),
        (&member.fax, "fax"),
    ] {
        if let Some(phone) = phone.as_ref().filter(|phone| !phone.number.is_empty()) {
            lines.add(&format!("TEL;VALUE=uri;TYPE={kind}"), &uri(phone));
        }
    }
    for (name, value) in [("EMAIL", &member.email), ("URL", &member.homepage)] {
        if let Some(value) = value {
            lines.add(name, &escaped(value));
        }
    }
    if let Some(address) = &member.address {
        let code = member.postal_code.as_deref().unwrap_or_default();
        let text = format!(";;{};;;{};대한민국", escaped(address), escaped(code));
        lines.add("ADR;TYPE=work", &text);
    }
    lines.add("END", "VCARD");
    lines.0
}

struct Lines(String);

impl Lines {
    fn add(&mut self, name: &str, value: &str) {
        let mut room = LONGEST_LINE;
        for c in name.chars().chain(":".chars()).chain(value.chars()) {
            if c.len_utf8() > room {
                self.0.push_str("\r\n ");
                room = LONGEST_LINE - 1;
            }
            room -= c.len_utf8();
            self.0.push(c);
        }
        self.0.push_str("\r\n");
    }
}

/// A text value: nothing in it ends the line or the field.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => safe.extend(['\\', c]),
            '\n' => safe.push_str("\\n"),
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

/// A number as the whole world dials it; short numbers of Korea as they are.
fn uri(phone: &Phone) -> String {
    let international = match phone.number.strip_prefix('0') {
        Some(rest) => format!("+82{rest}"),
        None => phone.number.clone(),
    };
    match &phone.extension {
        Some(extension) => format!("tel:{international};ext={extension}"),
        None => format!("tel:{international}"),
    }
}

#[cfg(test)]
mod tests {
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
        assert!(card.split("\r\n").all(|line| line.len() <= LONGEST_LINE));
        assert!(unfolded(&card).iter().any(|line| line.len() > 9000));
    }
}
