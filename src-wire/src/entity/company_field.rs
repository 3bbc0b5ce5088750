use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::Phone;

/// A field of a company that its own people can ask to be changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CompanyField {
    /// 회사명.
    Name,
    /// 대표자.
    Representatives,
    /// 전화.
    Phone,
    /// 휴대폰.
    Mobile,
    /// 팩스.
    Fax,
    /// 이메일.
    Email,
    /// 홈페이지.
    Homepage,
    /// 우편번호.
    PostalCode,
    /// 주소.
    Address,
    /// 취급품목.
    Products,
}

impl CompanyField {
    /// Every field, in the order in which they are shown.
    pub const ALL: [CompanyField; 10] = [
        CompanyField::Name,
        CompanyField::Representatives,
        CompanyField::Phone,
        CompanyField::Mobile,
        CompanyField::Fax,
        CompanyField::Email,
        CompanyField::Homepage,
        CompanyField::PostalCode,
        CompanyField::Address,
        CompanyField::Products,
    ];

    /// Those that a company can hide.
    pub const HIDEABLE: [CompanyField; 5] = [
        CompanyField::Phone,
        CompanyField::Mobile,
        CompanyField::Fax,
        CompanyField::Email,
        CompanyField::Address,
    ];

    /// Its name in a company's record.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            CompanyField::Name => "name",
            CompanyField::Representatives => "representatives",
            CompanyField::Phone => "phone",
            CompanyField::Mobile => "mobile",
            CompanyField::Fax => "fax",
            CompanyField::Email => "email",
            CompanyField::Homepage => "homepage",
            CompanyField::PostalCode => "postal_code",
            CompanyField::Address => "address",
            CompanyField::Products => "products",
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<CompanyField> {
        CompanyField::ALL
            .into_iter()
            .find(|field| field.as_str() == name)
    }

    /// Its value as people write it; empty for none. [`CompanyField::read`] reads it back.
    #[must_use]
    pub fn text(self, value: &Value) -> String {
        match value {
            Value::String(text) => text.clone(),
            Value::Array(things) => {
                let things: Vec<&str> = things.iter().filter_map(Value::as_str).collect();
                things.join(", ")
            }
            Value::Object(_) => {
                let phone: Phone = serde_json::from_value(value.clone()).unwrap_or_default();
                match &phone.extension {
                    Some(extension) => format!("{} (내선 {extension})", phone.display()),
                    None => phone.display(),
                }
            }
            _ => String::new(),
        }
    }
}

/// Who sees a field of a company.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Audience {
    /// 조합원 모두.
    #[default]
    Everyone,
    /// 조합 직원만.
    Staff,
    /// 비공개: the company's own people alone.
    Nobody,
}

impl Audience {
    /// Every audience, the widest first.
    pub const ALL: [Audience; 3] = [Audience::Everyone, Audience::Staff, Audience::Nobody];
}
