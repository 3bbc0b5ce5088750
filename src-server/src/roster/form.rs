//! A company as staff type it: the same columns, read and mended as those of a sheet.

use handbook_wire::entity::{Member, Officer};

use super::heading::{Field, Heading};
use super::member::read_member;
use super::member_field::MemberField;
use super::officer::{OfficerField, read_officer};
use super::reader::RowReader;
use super::sheet::{Cell, Row};
use super::staff::{StaffField, mend_login, read_staff};
use super::{Fault, StaffRow};

/// The fields of a company that can be typed: the name in its record, and the heading.
pub const FORM: [(&str, &str); 16] = [
    ("number", "조합원번호"),
    ("name", "회사명"),
    ("representatives", "대표자"),
    ("business_number", "사업자등록번호"),
    ("phone", "전화"),
    ("mobile", "휴대폰"),
    ("fax", "팩스"),
    ("email", "이메일"),
    ("homepage", "홈페이지"),
    ("postal_code", "우편번호"),
    ("address", "주소"),
    ("branch", "지회"),
    ("products", "취급품목"),
    ("certificates", "인증"),
    ("joined", "가입일"),
    ("status", "상태"),
];

/// The columns of [`FORM`], in its order.
const FIELDS: [MemberField; 16] = [
    MemberField::Number,
    MemberField::Name,
    MemberField::Representatives,
    MemberField::BusinessNumber,
    MemberField::Phone,
    MemberField::Mobile,
    MemberField::Fax,
    MemberField::Email,
    MemberField::Homepage,
    MemberField::PostalCode,
    MemberField::Address,
    MemberField::Branch,
    MemberField::Products,
    MemberField::Certificates,
    MemberField::Joined,
    MemberField::Status,
];

/// The fields that no column of `heading` speaks of.
pub(super) fn absent(heading: &Heading<MemberField>) -> Vec<&'static str> {
    FORM.iter()
        .zip(FIELDS)
        .filter(|(_, field)| heading.column(*field).is_none())
        .map(|((name, _), _)| *name)
        .collect()
}

/// The fields of an officer that can be typed.
pub const OFFICER_FORM: [(&str, &str); 6] = [
    ("term", "대수"),
    ("role", "직책"),
    ("name", "성명"),
    ("company", "회사명"),
    ("from", "임기 시작"),
    ("to", "임기 끝"),
];

/// The columns of [`OFFICER_FORM`], in its order.
const OFFICER_FIELDS: [OfficerField; 6] = [
    OfficerField::Term,
    OfficerField::Role,
    OfficerField::Name,
    OfficerField::Company,
    OfficerField::From,
    OfficerField::To,
];

/// The fields of a member of staff that can be typed; the last is no part of the record, but what the
/// person types to log in.
pub const STAFF_FORM: [(&str, &str); 7] = [
    ("department", "부서"),
    ("position", "직위"),
    ("name", "성명"),
    ("extension", "내선"),
    ("mobile", "휴대폰"),
    ("duties", "담당업무"),
    ("login", "아이디"),
];

/// The columns of [`STAFF_FORM`], in its order.
const STAFF_FIELDS: [StaffField; 7] = [
    StaffField::Department,
    StaffField::Position,
    StaffField::Name,
    StaffField::Extension,
    StaffField::Mobile,
    StaffField::Duties,
    StaffField::Login,
];

/// Reads a company as it was typed: fields by their names in the record.
///
/// # Errors
/// A fault for every field that is wrong, with the field's name in [`Fault::column`].
pub fn read_form(typed: &[(&str, &str)]) -> Result<Member, Vec<Fault>> {
    let fields = FIELDS.into_iter().zip(FORM.iter().map(|(name, _)| *name));
    read(fields, typed, |reader| read_member(reader, 0))
}

/// As [`read_form`], of an officer.
///
/// # Errors
/// As of [`read_form`].
pub fn read_officer_form(typed: &[(&str, &str)]) -> Result<Officer, Vec<Fault>> {
    let names = OFFICER_FORM.iter().map(|(name, _)| *name);
    let fields = OFFICER_FIELDS.into_iter().zip(names);
    read(fields, typed, |reader| read_officer(reader, 0))
}

/// As [`read_form`], of a member of staff.
///
/// # Errors
/// As of [`read_form`].
pub fn read_staff_form(typed: &[(&str, &str)]) -> Result<StaffRow, Vec<Fault>> {
    let names = STAFF_FORM.iter().map(|(name, _)| *name);
    read(STAFF_FIELDS.into_iter().zip(names), typed, |reader| {
        let staff = read_staff(reader, 0);
        StaffRow {
            login: reader.read(StaffField::Login, mend_login),
            staff,
        }
    })
}

fn read<F: Field, T>(
    fields: impl Iterator<Item = (F, &'static str)> + Clone,
    typed: &[(&str, &str)],
    read: impl FnOnce(&mut RowReader<'_, F>) -> T,
) -> Result<T, Vec<Fault>> {
    let heading = Heading::of(fields.clone());
    let cells = (0..).zip(fields).filter_map(|(index, (_, name))| {
        let (_, text) = typed.iter().find(|(typed, _)| *typed == name)?;
        (!text.trim().is_empty()).then(|| (index, Cell::Text((*text).to_owned())))
    });
    let row = Row {
        number: 1,
        cells: cells.collect(),
    };
    let mut reader = RowReader::new("", &row, &heading);
    let value = read(&mut reader);
    match reader.is_sound() {
        true => Ok(value),
        false => Err(reader.finish()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_typed_is_mended_as_a_sheet_is() {
        let member = read_form(&[
            ("name", "㈜ 한빛"),
            ("mobile", "010 1234 5678"),
            ("status", "휴업"),
            ("products", "전선관, 분전반"),
        ])
        .unwrap();
        assert_eq!(member.name, "(주)한빛");
        assert_eq!(member.mobile.unwrap().number, "01012345678");
        assert_eq!(member.products, ["전선관", "분전반"]);
        assert!(member.status.is_current());
    }

    #[test]
    fn every_fault_is_at_its_field() {
        let faults = read_form(&[
            ("name", ""),
            ("email", "없는 주소"),
            ("joined", "2026-02-31"),
        ]);
        let columns: Vec<_> = faults
            .unwrap_err()
            .into_iter()
            .map(|fault| fault.column)
            .collect();
        assert_eq!(columns, ["name", "email", "joined"]);
    }
}
