//! What a member asks to be changed, mended as an import would mend it.

use handbook_wire::entity::CompanyField;
use handbook_wire::read::FieldFault;
use serde_json::Value;

use super::field::{names, text};
use super::sheet::Cell;

/// The value that `written` stands for; null for none.
///
/// # Errors
/// [`FieldFault`].
pub fn mend(field: CompanyField, written: &str) -> Result<Value, FieldFault> {
    let value = field.read(&text::clean(written))?;
    let cell = || Cell::Text(field.text(&value));
    match field {
        CompanyField::Name => match names::mend_company(&cell()) {
            Ok(Some(name)) => Ok(Value::from(name)),
            Ok(None) => Err(FieldFault::Empty),
            Err(_) => Err(FieldFault::Formula),
        },
        CompanyField::Representatives => match names::mend_people(&cell()) {
            Ok(people) => Ok(people.map_or(Value::Null, Value::from)),
            Err(_) => Err(FieldFault::Formula),
        },
        _ => Ok(value),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_mended_as_an_import_mends() {
        for (field, written, value) in [
            (CompanyField::Name, "㈜ 한빛", json!("(주)한빛")),
            (
                CompanyField::Representatives,
                "대표 홍길동, 홍길동",
                json!(["홍길동"]),
            ),
            (
                CompanyField::Mobile,
                "０１０-0000-1234",
                json!({"number": "01000001234"}),
            ),
            (
                CompanyField::Address,
                "서울\u{200b} 강남구",
                json!("서울 강남구"),
            ),
        ] {
            assert_eq!(mend(field, written), Ok(value));
        }
        assert_eq!(mend(CompanyField::Name, "없음"), Err(FieldFault::Empty));
    }
}
