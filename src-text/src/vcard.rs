//! A company as a vCard 4.0 (RFC 6350).

use handbook_wire::entity::{Member, Phone};
use handbook_wire::read::is_hidden;

/// The longest line in bytes, without its end; longer ones are folded.
const LONGEST_LINE: usize = 75;

/// The vCard of a company: its first representative as the person to call, if there is one.
#[must_use]
pub fn write(member: &Member) -> String {
    write_noted(member, "")
}

/// As [`write()`], with a note for whoever has the card.
#[must_use]
pub fn write_noted(member: &Member, note: &str) -> String {
    let mut lines = Lines::default();
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
    if !note.is_empty() {
        lines.add("NOTE", &escaped(note));
    }
    lines.add("END", "VCARD");
    lines.into_text()
}

/// The lines of a card, long ones folded.
#[derive(Debug, Default)]
pub struct Lines(String);

impl Lines {
    /// The card.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }

    /// Adds a property; `value` is escaped.
    pub fn add(&mut self, name: &str, value: &str) {
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
#[must_use]
pub fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\\' | ',' | ';' => safe.extend(['\\', c]),
            '\n' => safe.push_str("\\n"),
            c if c.is_control() || is_hidden(c) => {}
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
