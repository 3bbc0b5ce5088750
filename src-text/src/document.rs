//! The searchable fields of a company, in the order in which they rank.

use std::borrow::Cow;

use handbook_wire::entity::{CompanyName, Position};
use handbook_wire::ipc::SearchField;
use serde::Deserialize;

/// What search needs of a member's payload; the rest is not even looked at.
#[derive(Debug, Default, Deserialize)]
#[serde(default, bound(deserialize = "'de: 'a"))]
pub struct Document<'a> {
    #[serde(borrow)]
    number: Cow<'a, str>,
    #[serde(borrow)]
    name: Cow<'a, str>,
    representatives: Vec<Text<'a>>,
    phone: Option<Number<'a>>,
    fax: Option<Number<'a>>,
    mobile: Option<Number<'a>>,
    email: Option<Text<'a>>,
    homepage: Option<Text<'a>>,
    address: Option<Text<'a>>,
    branch: Option<Text<'a>>,
    products: Vec<Text<'a>>,
    certificates: Vec<Named<'a>>,
    /// Not searched: it rides along.
    pub position: Option<Position>,
}

#[derive(Debug, Default, Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Number<'a> {
    #[serde(borrow)]
    number: Cow<'a, str>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Named<'a> {
    #[serde(borrow)]
    name: Cow<'a, str>,
}

impl<'a> Document<'a> {
    /// Reads a member's payload; none when it is no member.
    #[must_use]
    pub fn read(payload: &'a str) -> Option<Self> {
        serde_json::from_str(payload).ok()
    }

    /// Calls `each` for every field that is there. The name is the proper name and comes first,
    /// even when it is empty; then come representatives and numbers, then all others.
    pub fn for_each(&self, memo: &str, mut each: impl FnMut(SearchField, &str)) {
        use SearchField as F;
        each(F::Name, CompanyName::parse(&self.name).proper);
        let mut some = |field: SearchField, text: &str| {
            if !text.is_empty() {
                each(field, text);
            }
        };
        self.representatives
            .iter()
            .for_each(|text| some(F::Representative, &text.0));
        for (field, number) in [
            (F::Phone, &self.phone),
            (F::Mobile, &self.mobile),
            (F::Fax, &self.fax),
        ] {
            number.iter().for_each(|number| some(field, &number.number));
        }
        self.products
            .iter()
            .for_each(|text| some(F::Product, &text.0));
        self.certificates
            .iter()
            .for_each(|certificate| some(F::Certificate, &certificate.name));
        self.branch.iter().for_each(|text| some(F::Branch, &text.0));
        self.address
            .iter()
            .for_each(|text| some(F::Address, &text.0));
        some(F::Number, &self.number);
        self.email.iter().for_each(|text| some(F::Email, &text.0));
        self.homepage
            .iter()
            .for_each(|text| some(F::Homepage, &text.0));
        some(F::Memo, memo);
    }
}
