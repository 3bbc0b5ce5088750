use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Line, compact, email, homepage, is_formula, is_nothing, phone, split, squeeze};
use crate::entity::CompanyField;

/// The most characters of an address.
pub const LONGEST_LINE: usize = 200;
/// The most characters of a name or of one product.
pub const LONGEST_NAME: usize = 60;
/// The most representatives.
pub const MOST_PEOPLE: usize = 10;
/// The most products.
pub const MOST_PRODUCTS: usize = 30;

/// Why a text can't be the value of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFault {
    /// No telephone number of Korea.
    Phone,
    /// No mobile number.
    Mobile,
    /// No e-mail address.
    Email,
    /// No address of a web site.
    Homepage,
    /// Not five digits.
    PostalCode,
    /// A company has a name.
    Empty,
    /// Too many characters.
    TooLong,
    /// Too many of them.
    TooMany,
    /// A spreadsheet would take it for something to evaluate.
    Formula,
}

impl CompanyField {
    /// The value that `text` writes, null for none. `text` is clean; what it writes is stored so.
    ///
    /// # Errors
    /// [`FieldFault`].
    pub fn read(self, text: &str) -> Result<Value, FieldFault> {
        if text.chars().count() > LONGEST_NAME * MOST_PRODUCTS {
            return Err(FieldFault::TooLong);
        }
        let line = squeeze(text);
        if is_nothing(&line) {
            return match self {
                CompanyField::Name => Err(FieldFault::Empty),
                _ => Ok(Value::Null),
            };
        }
        let number = |kind, fault| {
            let phone = phone(&line, kind).ok_or(fault)?;
            serde_json::to_value(phone).map_err(|_| fault)
        };
        match self {
            CompanyField::Phone => number(Line::Phone, FieldFault::Phone),
            CompanyField::Fax => number(Line::Fax, FieldFault::Phone),
            CompanyField::Mobile => number(Line::Mobile, FieldFault::Mobile),
            CompanyField::Email => email(&line).map(Value::from).ok_or(FieldFault::Email),
            CompanyField::Homepage => homepage(&compact(&line))
                .filter(|page| page.chars().count() <= LONGEST_LINE)
                .map(Value::from)
                .ok_or(FieldFault::Homepage),
            CompanyField::PostalCode => {
                let digits = compact(&line);
                let fits = digits.len() == 5 && digits.bytes().all(|byte| byte.is_ascii_digit());
                fits.then(|| Value::from(digits))
                    .ok_or(FieldFault::PostalCode)
            }
            CompanyField::Address => one(&line, LONGEST_LINE, false),
            CompanyField::Name => one(&line, LONGEST_NAME, true),
            CompanyField::Representatives => several(text, MOST_PEOPLE, true),
            CompanyField::Products => several(text, MOST_PRODUCTS, false),
        }
    }
}

fn one(line: &str, longest: usize, is_name: bool) -> Result<Value, FieldFault> {
    if is_formula(line, is_name) {
        return Err(FieldFault::Formula);
    }
    if line.chars().count() > longest {
        return Err(FieldFault::TooLong);
    }
    Ok(Value::from(line))
}

fn several(text: &str, most: usize, are_names: bool) -> Result<Value, FieldFault> {
    let mut things: Vec<Value> = Vec::new();
    for thing in split(text) {
        let thing = one(&thing, LONGEST_NAME, are_names)?;
        if !things.contains(&thing) {
            things.push(thing);
        }
    }
    match things.len() {
        0 => Ok(Value::Null),
        count if count > most => Err(FieldFault::TooMany),
        _ => Ok(Value::from(things)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_typed_is_read_and_what_was_read_stays() {
        use CompanyField as F;
        for (field, text, value) in [
            (F::Phone, "031 555 0100", json!({"number": "0315550100"})),
            (
                F::Phone,
                "031-555-0100~2 내선 12",
                json!({"number": "0315550100", "to": "2", "extension": "12"}),
            ),
            (F::Mobile, "01000001234", json!({"number": "01000001234"})),
            (F::Fax, "-", Value::Null),
            (
                F::Email,
                " kim@Hanbit.Example ",
                json!("kim@hanbit.example"),
            ),
            (
                F::Homepage,
                "hanbit.example/",
                json!("http://hanbit.example"),
            ),
            (F::PostalCode, "06236", json!("06236")),
            (F::Address, "서울  강남구", json!("서울 강남구")),
            (
                F::Products,
                "배전반, 변압기\n배전반",
                json!(["배전반", "변압기"]),
            ),
            (
                F::Representatives,
                "홍길동, 김철수",
                json!(["홍길동", "김철수"]),
            ),
            (F::Name, "(주)한빛", json!("(주)한빛")),
        ] {
            let read = field.read(text).unwrap();
            assert_eq!(read, value, "{text}");
            assert_eq!(field.read(&field.text(&read)), Ok(value), "{text} again");
        }
    }

    #[test]
    fn what_cant_be_is_told() {
        use CompanyField as F;
        let long = "가".repeat(LONGEST_LINE + 1);
        let many: Vec<String> = (0..=MOST_PRODUCTS).map(|n| n.to_string()).collect();
        let many = many.join(",");
        for (field, text, fault) in [
            (F::Phone, "5550100", FieldFault::Phone),
            (F::Mobile, "031-555-0100", FieldFault::Mobile),
            (F::Email, "kim", FieldFault::Email),
            (F::Homepage, "javascript:alert(1)", FieldFault::Homepage),
            (F::PostalCode, "123-456", FieldFault::PostalCode),
            (F::Name, " ", FieldFault::Empty),
            (F::Address, &long, FieldFault::TooLong),
            (F::Products, &many, FieldFault::TooMany),
            (F::Products, "=1+1", FieldFault::Formula),
            (F::Name, "=HYPERLINK()", FieldFault::Formula),
        ] {
            assert_eq!(field.read(text), Err(fault), "{text}");
        }
    }
}
