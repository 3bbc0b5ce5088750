//! A vCard (3.0 or 4.0) as others write it. Tolerant of its form, strict about its size; what comes
//! out is fit to be shown.

use handbook_text::vcard::{Lines, escaped};
use handbook_wire::ipc::{ScannedContact, ScannedPhone};

use crate::plain;

/// The longest text that is read, in bytes.
const LONGEST: usize = 64 << 10;
/// The most properties of a card.
const MOST_PROPERTIES: usize = 200;
/// The most values of a sort.
const MOST_VALUES: usize = 8;
/// The fewest digits of a number.
const FEWEST_DIGITS: usize = 3;
/// The most characters of a value, of a number and of a note.
const VALUE: usize = 200;
const NUMBER: usize = 30;
const NOTE: usize = 500;

/// Why there is no contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unread {
    /// The text is no vCard, or one that says nothing.
    NotOne,
    /// It is larger than what is read.
    TooLarge,
}

/// The first contact in `text`.
///
/// # Errors
/// [`Unread`].
pub fn contact(text: &str) -> Result<ScannedContact, Unread> {
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let begins = text
        .get(..11)
        .is_some_and(|start| start.eq_ignore_ascii_case("BEGIN:VCARD"));
    if !begins {
        return Err(Unread::NotOne);
    }
    if text.len() > LONGEST {
        return Err(Unread::TooLarge);
    }
    let mut found = ScannedContact::default();
    let mut parts = String::new();
    for (place, line) in unfolded(text).iter().enumerate() {
        if place > MOST_PROPERTIES {
            return Err(Unread::TooLarge);
        }
        let Some(property) = Property::parse(line) else {
            continue;
        };
        if property.is("END") {
            break;
        }
        take(&mut found, &mut parts, &property);
    }
    if found.name.is_empty() {
        found.name = parts;
    }
    let empty = found.name.is_empty() && found.company.is_empty() && found.phones.is_empty();
    if empty && found.emails.is_empty() {
        return Err(Unread::NotOne);
    }
    found.vcard = write(&found);
    Ok(found)
}

fn take(found: &mut ScannedContact, parts: &mut String, property: &Property<'_>) {
    let value = || plain::line(&unescaped(property.value), VALUE);
    let set = |field: &mut String, value: String| {
        if field.is_empty() {
            *field = value;
        }
    };
    match property.name.to_ascii_uppercase().as_str() {
        "FN" => set(&mut found.name, value()),
        "N" => set(parts, name(property.value)),
        "ORG" => set(&mut found.company, joined(components(property.value))),
        "TITLE" | "ROLE" => set(&mut found.title, value()),
        "TEL" => {
            let number = number(property.value);
            let digits = number.bytes().filter(u8::is_ascii_digit).count();
            if digits >= FEWEST_DIGITS && found.phones.len() < MOST_VALUES {
                found.phones.push((property.phone(), number));
            }
        }
        "EMAIL" => add(&mut found.emails, value()),
        "URL" => add(&mut found.pages, value()),
        "ADR" => add(&mut found.addresses, address(property.value)),
        "NOTE" if found.note.is_empty() => {
            found.note = plain::lines(&unescaped(property.value), NOTE).0;
        }
        _ => {}
    }
}

fn add(to: &mut Vec<String>, value: String) {
    if !value.is_empty() && to.len() < MOST_VALUES && !to.contains(&value) {
        to.push(value);
    }
}

/// Lines with their continuations.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(more), Some(last)) => last.push_str(more),
            _ => lines.push(line.to_owned()),
        }
    }
    lines.retain(|line| !line.trim().is_empty());
    lines
}

struct Property<'l> {
    name: &'l str,
    parameters: &'l str,
    value: &'l str,
}

impl<'l> Property<'l> {
    fn parse(line: &'l str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.find(|c| {
            quoted ^= c == '"';
            c == ':' && !quoted
        })?;
        let (head, value) = (&line[..colon], &line[colon + 1..]);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        // `item1.TEL` is how some group a number with its label.
        let name = name.rsplit('.').next().unwrap_or(name).trim();
        Some(Self {
            name,
            parameters,
            value,
        })
    }

    fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    fn phone(&self) -> ScannedPhone {
        let kinds = self.parameters.to_ascii_lowercase();
        let mut kinds = kinds.split([';', ',', '=', '"']);
        let found = kinds.find_map(|kind| match kind.trim() {
            "cell" | "mobile" | "iphone" => Some(ScannedPhone::Mobile),
            "fax" => Some(ScannedPhone::Fax),
            _ => None,
        });
        found.unwrap_or(ScannedPhone::Phone)
    }
}

/// The parts of a value that `;` divides, each unescaped.
fn components(value: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let (mut start, mut escaped) = (0, false);
    for (place, c) in value.char_indices() {
        if c == ';' && !escaped {
            parts.push(&value[start..place]);
            start = place + 1;
        }
        escaped = c == '\\' && !escaped;
    }
    parts.push(&value[start..]);
    let plain = |part: &&str| plain::line(&unescaped(part), VALUE);
    parts.iter().map(plain).collect()
}

fn joined(parts: Vec<String>) -> String {
    let parts: Vec<String> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    plain::line(&parts.join(" "), VALUE)
}

/// A name of parts: Korean ones are written without a space between.
fn name(value: &str) -> String {
    let parts = components(value);
    let part = |place: usize| parts.get(place).cloned().unwrap_or_default();
    let (family, given) = (part(0), part(1));
    let korean = |text: &str| text.chars().all(|c| ('가'..='힣').contains(&c));
    if korean(&family) && korean(&given) {
        family + &given
    } else {
        joined(vec![given, family])
    }
}

/// An address of parts, from the large to the small as it is written in Korea, the code at its end.
fn address(value: &str) -> String {
    let parts = components(value);
    let part = |place: usize| parts.get(place).cloned().unwrap_or_default();
    let code = match part(5) {
        code if code.is_empty() => code,
        code => format!("({code})"),
    };
    joined(vec![part(4), part(3), part(2), part(1), part(0), code])
}

/// A number as it was written, with its extension, and nothing that a dialler would act on.
fn number(value: &str) -> String {
    let value = value.trim();
    let value = match value.get(..4) {
        Some(scheme) if scheme.eq_ignore_ascii_case("tel:") => &value[4..],
        _ => value,
    };
    let (number, rest) = value.split_once(';').unwrap_or((value, ""));
    let keep = |c: &char| c.is_ascii_digit() || "+-() ".contains(*c);
    let shown: String = number.chars().filter(keep).take(NUMBER).collect();
    let extension = rest
        .split(';')
        .find_map(|part| part.trim().strip_prefix("ext="));
    let extension = extension.map(|extension| {
        let digits = extension.chars().filter(char::is_ascii_digit);
        digits.take(8).collect::<String>()
    });
    match extension.filter(|extension| !extension.is_empty()) {
        Some(extension) => format!("{} ({extension})", shown.trim()),
        None => shown.trim().to_owned(),
    }
}

fn unescaped(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value.chars();
    while let Some(c) = rest.next() {
        if c != '\\' {
            text.push(c);
            continue;
        }
        match rest.next() {
            Some('n' | 'N') => text.push('\n'),
            Some(other) => text.push(other),
            None => text.push('\\'),
        }
    }
    text
}

/// The contact as a vCard of our own: what was not understood is not handed on.
fn write(contact: &ScannedContact) -> String {
    let mut lines = Lines::default();
    lines.add("BEGIN", "VCARD");
    lines.add("VERSION", "4.0");
    let shown = match contact.name.is_empty() {
        true => &contact.company,
        false => &contact.name,
    };
    lines.add("FN", &escaped(shown));
    if !contact.name.is_empty() {
        lines.add("N", &format!(";{};;;", escaped(&contact.name)));
    }
    for (name, value) in [
        ("ORG", &contact.company),
        ("TITLE", &contact.title),
        ("NOTE", &contact.note),
    ] {
        if !value.is_empty() {
            lines.add(name, &escaped(value));
        }
    }
    for (kind, number) in &contact.phones {
        let kind = match kind {
            ScannedPhone::Mobile => "cell",
            ScannedPhone::Fax => "fax",
            ScannedPhone::Phone => "work",
        };
        lines.add(&format!("TEL;TYPE={kind}"), &escaped(number));
    }
    for email in &contact.emails {
        lines.add("EMAIL", &escaped(email));
    }
    for page in &contact.pages {
        lines.add("URL", &escaped(page));
    }
    for address in &contact.addresses {
        lines.add("ADR;TYPE=work", &format!(";;{};;;;", escaped(address)));
    }
    lines.add("END", "VCARD");
    lines.into_text()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_card_as_phones_write_it() {
        let found = contact(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nN:홍;길동;;;\r\nORG:(주)한빛전기;영업부\r\nTITLE:과장\r\n\
             item1.TEL;TYPE=\"cell,voice\";PREF=1:010-0000-1234\r\nTEL;TYPE=WORK,FAX:031 555 0100\r\n\
             TEL;VALUE=uri:tel:+82-31-555-0101;ext=12\r\nEMAIL;type=INTERNET:gildong@han\r\n \
             bit.example\r\nADR:;;한길로 1\\, 2층;안양시;경기도;13900;대한민국\r\n\
             URL:https://hanbit.example\r\nNOTE:점심은\\n12시\r\nX-ODD:1\r\nEND:VCARD\r\nTEL:112\r\n",
        )
        .unwrap();
        assert_eq!(found.name, "홍길동");
        assert_eq!(found.company, "(주)한빛전기 영업부");
        assert_eq!(found.title, "과장");
        assert_eq!(
            found.phones,
            [
                (ScannedPhone::Mobile, "010-0000-1234".into()),
                (ScannedPhone::Fax, "031 555 0100".into()),
                (ScannedPhone::Phone, "+82-31-555-0101 (12)".into()),
            ]
        );
        assert_eq!(found.emails, ["gildong@hanbit.example"]);
        assert_eq!(found.addresses, ["경기도 안양시 한길로 1, 2층 (13900)"]);
        assert_eq!(found.note, "점심은\n12시");
        assert!(!found.vcard.contains("X-ODD") && !found.vcard.contains("112"));
    }

    #[test]
    fn what_we_write_is_read_again() {
        let member = handbook_wire::entity::Member {
            name: "한빛\r\nTEL:112;,\\".into(),
            representatives: vec!["김가람".into()],
            ..Default::default()
        };
        let found = contact(&super::super::write(&member)).unwrap();
        assert_eq!(found.company, "한빛 TEL:112;,\\");
        assert!(found.phones.is_empty());
        let again = contact(&found.vcard).unwrap();
        assert_eq!(again.company, found.company);
    }

    #[test]
    fn what_is_no_card_or_too_much_of_one_is_told() {
        let card = |inner: &str| format!("BEGIN:VCARD\nVERSION:4.0\n{inner}\nEND:VCARD\n");
        assert_eq!(contact("hello"), Err(Unread::NotOne));
        assert_eq!(contact(&card("X-A:1")), Err(Unread::NotOne));
        assert_eq!(contact(&card(&"FN:a\n".repeat(300))), Err(Unread::TooLarge));
        let huge = card(&format!("FN:{}", "가".repeat(5 << 20)));
        assert_eq!(contact(&huge), Err(Unread::TooLarge));
        let hostile = contact(&card(
            "FN:홍\u{202e}길\u{200b}동\nTEL:*#06#\nTEL:javascript:1",
        ))
        .unwrap();
        assert_eq!(hostile.name, "홍길동");
        assert!(hostile.phones.is_empty());
        let long = contact(&card(&format!("FN:{}", "가".repeat(3000)))).unwrap();
        assert_eq!(long.name.chars().count(), VALUE);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_fail(text in "(\\PC|\\n|\\r|;|:|\\\\){0,300}") {
            let _ = contact(&text);
            let _ = contact(&format!("BEGIN:VCARD\n{text}"));
        }
    }
}
