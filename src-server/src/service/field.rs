//! Fields of the roster's records in the words of the office.

use handbook_wire::entity::{Certificate, Kind, MemberStatus, Phone};
use serde_json::Value;

/// The fields of a kind that people see, in their order.
#[must_use]
pub fn fields(kind: Kind) -> &'static [(&'static str, &'static str)] {
    match kind {
        Kind::Member => &crate::roster::FORM,
        Kind::Officer => &crate::roster::OFFICER_FORM,
        // The login is the account's.
        Kind::Staff => crate::roster::STAFF_FORM
            .split_last()
            .map_or(&[], |(_, fields)| fields),
        _ => &[],
    }
}

/// What a field is called; none for one that people don't see.
#[must_use]
pub fn title(kind: Kind, name: &str) -> Option<&'static str> {
    let found = fields(kind).iter().find(|(known, _)| *known == name);
    found.map(|(_, title)| *title)
}

/// A value as people write it; empty for none. [`crate::roster::read_form`] reads it back.
#[must_use]
pub fn text(name: &str, value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => match name {
            "status" => {
                status(value).map_or_else(|| text.clone(), |it| status_title(it).to_owned())
            }
            "business_number" => business_number(text),
            _ => text.clone(),
        },
        Some(Value::Array(things)) => {
            let things = things.iter().filter_map(|thing| match thing {
                Value::String(text) => Some(text.clone()),
                other => serde_json::from_value(other.clone()).ok().map(certificate),
            });
            things.collect::<Vec<_>>().join(", ")
        }
        Some(Value::Object(_)) => value
            .and_then(|value| serde_json::from_value(value.clone()).ok())
            .map(|phone| phone_text(&phone))
            .unwrap_or_default(),
        Some(other) => other.to_string(),
    }
}

fn certificate(certificate: Certificate) -> String {
    match certificate.expires {
        Some(day) => format!("{}(~{day})", certificate.name),
        None => certificate.name,
    }
}

/// A number as people write it.
#[must_use]
pub fn phone_text(phone: &Phone) -> String {
    match &phone.extension {
        Some(extension) => format!("{} (내선 {extension})", phone.display()),
        None => phone.display(),
    }
}

fn business_number(digits: &str) -> String {
    match (digits.get(..3), digits.get(3..5), digits.get(5..)) {
        (Some(a), Some(b), Some(c)) if digits.len() == 10 => format!("{a}-{b}-{c}"),
        _ => digits.to_owned(),
    }
}

fn status(value: Option<&Value>) -> Option<MemberStatus> {
    serde_json::from_value(value?.clone()).ok()
}

/// A standing in the words of the office.
#[must_use]
pub const fn status_title(status: MemberStatus) -> &'static str {
    match status {
        MemberStatus::Active => "정상",
        MemberStatus::Suspended => "휴업",
        MemberStatus::Withdrawn => "탈퇴",
        MemberStatus::Expelled => "제명",
    }
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::Member;
    use serde_json::json;

    use super::*;
    use crate::roster::{FORM, read_form};

    #[test]
    fn what_is_shown_can_be_typed() {
        let member = json!({
            "number": "0421", "name": "(주)한빛전기", "representatives": ["홍길동", "임꺽정"],
            "business_number": "1248100998",
            "phone": {"number": "0315550100", "to": "2"}, "fax": {"number": "0315550199"},
            "mobile": {"number": "01012345678"}, "email": "a@hanbit.example",
            "homepage": "https://hanbit.example", "postal_code": "18500",
            "address": "경기도 화성시 반송동", "branch": "경기", "products": ["전선관", "분전반"],
            "certificates": [{"name": "단체표준", "expires": "2027-03-01"}, {"name": "KS"}],
            "joined": "2001-02-03", "status": "suspended"
        });
        let texts: Vec<(&str, String)> = FORM
            .iter()
            .map(|(name, _)| (*name, text(name, member.get(*name))))
            .collect();
        let typed: Vec<(&str, &str)> = texts.iter().map(|(a, b)| (*a, b.as_str())).collect();
        let read: Member = read_form(&typed).unwrap();
        let mut read = serde_json::to_value(read).unwrap();
        read.as_object_mut().unwrap().remove("position");
        assert_eq!(read, member);
    }
}
