//! A company as it is handed to people and to other apps: as text, and as a file with a name. Pure.

use handbook_wire::entity::{Member, Phone};
use handbook_wire::read::{is_hidden, is_joiner};

use crate::vcard;

/// The longest file name in bytes, without its ending: systems take 255.
const LONGEST_NAME: usize = 120;

/// A vCard in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactFile {
    /// A name that every system takes: `한빛전기.vcf`.
    pub name: String,
    /// The vCard.
    pub vcard: String,
}

impl ContactFile {
    /// The card of a company.
    #[must_use]
    pub fn of(member: &Member) -> Self {
        Self {
            name: file_name(&member.name),
            vcard: vcard::write(member),
        }
    }

    /// A card that came from elsewhere; none when it is none.
    #[must_use]
    pub fn from_elsewhere(text: &str) -> Option<Self> {
        let vcard = vcard::check(text)?;
        Some(Self {
            name: file_name(&vcard::name(&vcard)),
            vcard,
        })
    }
}

/// The company in lines that a person reads, in Korean whatever the screens speak.
#[must_use]
pub fn text(member: &Member) -> String {
    let mut lines = vec![line(&member.name)];
    if !member.representatives.is_empty() {
        lines.push(format!("대표 {}", line(&member.representatives.join("·"))));
    }
    let phones = [
        ("휴대폰", &member.mobile),
        ("전화", &member.phone),
        ("팩스", &member.fax),
    ];
    for (key, phone) in phones {
        if let Some(phone) = phone.as_ref().filter(|phone| !phone.number.is_empty()) {
            lines.push(format!("{key} {}", number(phone)));
        }
    }
    for (key, value) in [("이메일", &member.email), ("홈페이지", &member.homepage)] {
        lines.extend(
            value
                .as_deref()
                .map(|value| format!("{key} {}", line(value))),
        );
    }
    if let Some(address) = &member.address {
        let code = member.postal_code.as_deref();
        let code = code.map(|code| format!("({}) ", line(code)));
        lines.push(format!(
            "주소 {}{}",
            code.unwrap_or_default(),
            line(address)
        ));
    }
    lines.join("\n")
}

fn number(phone: &Phone) -> String {
    match &phone.extension {
        Some(extension) => format!("{} (내선 {})", line(&phone.display()), line(extension)),
        None => line(&phone.display()),
    }
}

/// One line of it: nothing that breaks it, hides in it or turns it round.
fn line(text: &str) -> String {
    let shown = text.chars().filter(|c| !is_hidden(*c));
    let shown: String = shown
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    shown.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A file name that every system takes.
fn file_name(name: &str) -> String {
    file_name_of(name, "연락처", "vcf")
}

/// A file name with that ending; `otherwise` when nothing is left of the name.
pub(crate) fn file_name_of(name: &str, otherwise: &str, ending: &str) -> String {
    let mut kept = String::new();
    for c in line(name).chars() {
        let c = match c {
            '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|' => '_',
            c if is_joiner(c) => continue,
            c => c,
        };
        if kept.len() + c.len_utf8() > LONGEST_NAME {
            break;
        }
        kept.push(c);
    }
    // Hidden files, `..`, and what Windows cuts off or keeps for its devices.
    let kept = kept.trim_matches(|c: char| c == '.' || c == ' ');
    let stem = kept.split('.').next().unwrap_or_default().trim_end();
    let is_device = {
        let stem = stem.to_ascii_lowercase();
        let port = |name: &str| {
            let rest = stem.strip_prefix(name);
            rest.is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']))
        };
        matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || port("com") || port("lpt")
    };
    match kept {
        "" => format!("{otherwise}.{ending}"),
        kept if is_device => format!("_{kept}.{ending}"),
        kept => format!("{kept}.{ending}"),
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

    #[test]
    fn a_company_is_told_in_lines() {
        let member = Member {
            name: "(주)한빛전기".into(),
            representatives: vec!["김가람".into(), "이나라".into()],
            phone: phone("0315550100", Some("12")),
            mobile: phone("01000001234", None),
            email: Some("info@hanbit.example".into()),
            address: Some("경기도 안양시\n한길로 1".into()),
            postal_code: Some("13900".into()),
            ..Member::default()
        };
        assert_eq!(
            text(&member),
            "(주)한빛전기\n대표 김가람·이나라\n휴대폰 010-0000-1234\n\
             전화 031-555-0100 (내선 12)\n이메일 info@hanbit.example\n\
             주소 (13900) 경기도 안양시 한길로 1"
        );
        assert_eq!(text(&Member::default()), "");
    }

    #[test]
    fn a_file_name_is_one_that_every_system_takes() {
        for (name, expected) in [
            ("(주)한빛전기", "(주)한빛전기.vcf"),
            ("../../etc/passwd", "_.._etc_passwd.vcf"),
            ("..", "연락처.vcf"),
            ("", "연락처.vcf"),
            (" \u{202e}fcv.exe\u{200b}\r\n", "fcv.exe.vcf"),
            ("한빛\u{0}전기", "한빛 전기.vcf"),
            ("a:b*c?\"<>|\\d", "a_b_c______d.vcf"),
            ("CON", "_CON.vcf"),
            ("com1.전기", "_com1.전기.vcf"),
            ("👨\u{200d}👩", "👨👩.vcf"),
        ] {
            assert_eq!(file_name(name), expected, "{name:?}");
        }
        let long = file_name(&"가".repeat(3000));
        assert_eq!(long.len(), LONGEST_NAME + ".vcf".len());
    }

    #[test]
    fn nothing_hides_in_a_text() {
        let member = Member {
            name: "한빛\u{202e}\u{200b}\r\n전화 112".into(),
            ..Member::default()
        };
        assert_eq!(text(&member), "한빛 전화 112");
        let file = ContactFile::of(&member);
        assert_eq!(file.name, "한빛 전화 112.vcf");
        assert!(!file.vcard.chars().any(is_hidden));
    }
}
