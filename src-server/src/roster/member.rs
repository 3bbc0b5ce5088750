//! The sheet 조합원사.

use std::collections::HashMap;

use handbook_wire::entity::Member;

use super::fault::CellRef;
use super::field::{self, Reason, phone::Line, text};
use super::heading::{Heading, normalise};
use super::member_field::MemberField;
use super::reader::{RowReader, is_aside};
use super::sheet::{Cell, Row, Sheet};
use super::{MemberKey, Roster, Sound, place};

/// Headings that name a member number in one roster and a mere running number in another.
const MAYBE_NUMBER: [&str; 2] = ["번호", "no"];
/// Headings that name the standing in one roster and something else in another.
const MAYBE_STATUS: [&str; 2] = ["구분", "비고"];

/// Columns that are filled with words in the row of a company, and not in that of a total.
const WORDY: [MemberField; 6] = [
    MemberField::Representatives,
    MemberField::BusinessNumber,
    MemberField::Phone,
    MemberField::Mobile,
    MemberField::Email,
    MemberField::Address,
];

/// What earlier, sound rows have taken: no two companies may share it.
#[derive(Default)]
pub(super) struct Claims {
    numbers: HashMap<String, CellRef>,
    business_numbers: HashMap<String, CellRef>,
    mobiles: HashMap<String, CellRef>,
}

/// Reads a sheet into `roster`. A row that clashes with an earlier sound one is at fault, the
/// earlier stays; a row with a fault of its own claims nothing. Clashes with one and the same
/// earlier row make one fault, in whichever column comes first.
pub(super) fn read(
    sheet: &Sheet,
    name: &str,
    mut heading: Heading<MemberField>,
    claims: &mut Claims,
    roster: &mut Roster,
) {
    let rows: Vec<&Row> = sheet.rows[heading.below.min(sheet.rows.len())..]
        .iter()
        .filter(|row| !is_aside(row, &heading, &WORDY))
        .collect();
    forget_unfit(&mut heading, &rows);
    let width = number_width(&heading, &rows);
    for row in rows {
        let mut reader = RowReader::new(name, row, &heading);
        let member = read_member(&mut reader, width);
        note_clashes(&mut reader, &member, claims);
        let at = reader.at.clone();
        if reader.is_sound() {
            claims.take(&member, &at);
            roster.members.push(Sound { at, value: member });
        } else {
            roster.faulty_members.push(MemberKey {
                number: Some(member.number).filter(|number| !number.is_empty()),
                business_number: member.business_number,
                name: Some(member.name).filter(|name| !name.is_empty()),
            });
            roster.faults.extend(reader.finish());
        }
    }
}

pub(super) fn read_member(reader: &mut RowReader<'_, MemberField>, width: usize) -> Member {
    use MemberField as F;
    let number = reader
        .read(F::Number, field::number::mend_number)
        .unwrap_or_default();
    let is_short = number.len() < width && number.bytes().all(|byte| byte.is_ascii_digit());
    let number = if is_short && !number.is_empty() {
        format!("{number:0>width$}")
    } else {
        number
    };
    let address = reader.read(F::Address, field::mend_text);
    let rest = reader.read(F::AddressRest, field::mend_text);
    let address = match (address, rest) {
        (Some(address), Some(rest)) if !address.ends_with(&rest) => {
            Some(format!("{address} {rest}"))
        }
        (address, _) => address,
    };
    Member {
        number,
        name: reader
            .need(F::Name, &Reason::NoCompanyName, field::names::mend_company)
            .unwrap_or_default(),
        representatives: reader
            .read(F::Representatives, field::names::mend_people)
            .unwrap_or_default(),
        business_number: reader.read(
            F::BusinessNumber,
            field::business_number::mend_business_number,
        ),
        phone: reader.read(F::Phone, |cell| field::phone::mend_phone(cell, Line::Phone)),
        fax: reader.read(F::Fax, |cell| field::phone::mend_phone(cell, Line::Fax)),
        mobile: reader.read(F::Mobile, |cell| {
            field::phone::mend_phone(cell, Line::Mobile)
        }),
        email: reader.read(F::Email, field::email::mend_email),
        homepage: reader.read(F::Homepage, field::homepage::mend_homepage),
        postal_code: reader.read(F::PostalCode, field::postal_code::mend_postal_code),
        position: address.as_deref().and_then(place::locate),
        address,
        branch: reader.read(F::Branch, field::mend_text),
        products: reader
            .read(F::Products, field::list::mend_list)
            .unwrap_or_default(),
        certificates: reader
            .read(F::Certificates, field::list::mend_certificates)
            .unwrap_or_default(),
        joined: reader.read(F::Joined, field::date::mend_date),
        status: reader
            .read(F::Status, field::status::mend_status)
            .unwrap_or_default(),
    }
}

/// Drops columns whose heading is ambiguous and whose cells show that it means something else.
fn forget_unfit(heading: &mut Heading<MemberField>, rows: &[&Row]) {
    let is_titled = |heading: &Heading<MemberField>, field, titles: &[&str]| {
        heading
            .column(field)
            .filter(|column| titles.contains(&normalise(&column.title).as_str()))
            .map(|column| column.index)
    };
    let cells = |index| rows.iter().filter_map(move |row| row.cell(index));
    if let Some(index) = is_titled(heading, MemberField::Number, &MAYBE_NUMBER) {
        // A running number has no leading 0 and no word about it.
        let is_plain = |cell: &Cell| match cell {
            Cell::Text(number) => {
                let number = text::compact(&text::clean(number));
                !number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit())
            }
            _ => true,
        };
        if cells(index).filter(|cell| !is_plain(cell)).count() * 2 <= cells(index).count() {
            heading.forget(MemberField::Number);
        }
    }
    if let Some(index) = is_titled(heading, MemberField::Status, &MAYBE_STATUS) {
        let fits =
            |cell: &&Cell| field::status::mend_status(cell).is_ok_and(|status| status.is_some());
        if cells(index).filter(fits).count() * 2 <= cells(index).count() {
            heading.forget(MemberField::Status);
        }
    }
}

/// How many digits member numbers have, if some show by a leading 0 that all have as many.
fn number_width(heading: &Heading<MemberField>, rows: &[&Row]) -> usize {
    let Some(column) = heading.column(MemberField::Number) else {
        return 0;
    };
    rows.iter()
        .filter_map(|row| row.cell(column.index))
        .filter_map(|cell| field::number::mend_number(cell).ok().flatten())
        .filter(|number| {
            number.starts_with('0') && number.bytes().all(|byte| byte.is_ascii_digit())
        })
        .map(|number| number.len())
        .filter(|length| *length <= 8)
        .max()
        .unwrap_or(0)
}

fn note_clashes(reader: &mut RowReader<'_, MemberField>, member: &Member, claims: &Claims) {
    let mobile = member.mobile.as_ref().map(|mobile| mobile.number.as_str());
    let keys = [
        (MemberField::Number, claims.numbers.get(&member.number)),
        (
            MemberField::BusinessNumber,
            member
                .business_number
                .as_ref()
                .and_then(|number| claims.business_numbers.get(number)),
        ),
        (
            MemberField::Mobile,
            mobile.and_then(|number| claims.mobiles.get(number)),
        ),
    ];
    let mut clashes: Vec<(&CellRef, Vec<MemberField>)> = Vec::new();
    for (field, earlier) in keys {
        let Some(earlier) = earlier else { continue };
        match clashes.iter_mut().find(|(row, _)| *row == earlier) {
            Some((_, fields)) => fields.push(field),
            None => clashes.push((earlier, vec![field])),
        }
    }
    for (earlier, fields) in clashes {
        let columns = fields.iter().map(|field| reader.title(*field)).collect();
        let is_login = fields.contains(&MemberField::Mobile);
        let (earlier, later) = (earlier.clone(), reader.at.clone());
        let reason = Reason::Clash {
            earlier,
            later,
            columns,
            is_login,
        };
        if let Some(first) = fields.first() {
            reader.note(*first, &reason);
        }
    }
}

impl Claims {
    fn take(&mut self, member: &Member, at: &CellRef) {
        if !member.number.is_empty() {
            self.numbers.insert(member.number.clone(), at.clone());
        }
        if let Some(number) = &member.business_number {
            self.business_numbers.insert(number.clone(), at.clone());
        }
        if let Some(mobile) = &member.mobile {
            self.mobiles.insert(mobile.number.clone(), at.clone());
        }
    }
}
