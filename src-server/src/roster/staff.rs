//! The sheet 조합직원.

use std::collections::HashMap;

use handbook_wire::entity::Staff;

use super::fault::CellRef;
use super::field::{self, Mended, Reason, phone::Line, text};
use super::heading::{Field, Heading};
use super::reader::{RowReader, is_aside};
use super::sheet::{Cell, Sheet};
use super::{Roster, Sound, StaffRow};

/// Columns of the staff's sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum StaffField {
    Department,
    Position,
    Name,
    Extension,
    Mobile,
    Duties,
    Login,
}

impl Field for StaffField {
    const SYNONYMS: &'static [(Self, &'static [&'static str])] = &[
        (
            StaffField::Department,
            &["부서", "부서명", "소속", "소속부서", "팀", "부"],
        ),
        (StaffField::Position, &["직위", "직급", "직책", "직함"]),
        (
            StaffField::Name,
            &["성명", "이름", "직원명", "성함", "직원"],
        ),
        (
            StaffField::Extension,
            &[
                "내선",
                "내선번호",
                "구내번호",
                "내선전화",
                "교환번호",
                "전화",
                "전화번호",
                "직통번호",
            ],
        ),
        (
            StaffField::Mobile,
            &[
                "휴대폰",
                "hp",
                "핸드폰",
                "휴대전화",
                "모바일",
                "이동전화",
                "휴대폰번호",
                "핸드폰번호",
                "휴대전화번호",
            ],
        ),
        (
            StaffField::Duties,
            &[
                "담당업무",
                "업무",
                "담당",
                "주요업무",
                "업무내용",
                "분장업무",
                "업무분장",
            ],
        ),
        (
            StaffField::Login,
            &[
                "e수첩아이디",
                "아이디",
                "e수첩id",
                "id",
                "로그인아이디",
                "로그인id",
                "계정",
                "사용자id",
                "사용자아이디",
                "수첩아이디",
            ],
        ),
    ];
    const NEEDED: &'static str = "부서, 직위, 성명, 내선, 휴대폰, 담당업무";

    fn suffices(has: impl Fn(Self) -> bool) -> bool {
        use StaffField as F;
        has(F::Name)
            && [
                F::Department,
                F::Position,
                F::Extension,
                F::Duties,
                F::Login,
            ]
            .into_iter()
            .any(has)
    }
}

/// Reads a sheet into `roster`. Logins must differ; `logins` holds those of earlier, sound rows.
pub(super) fn read(
    sheet: &Sheet,
    name: &str,
    heading: &Heading<StaffField>,
    logins: &mut HashMap<String, CellRef>,
    rank: &mut u32,
    roster: &mut Roster,
) {
    use StaffField as F;
    for row in &sheet.rows[heading.below.min(sheet.rows.len())..] {
        if is_aside(
            row,
            heading,
            &[F::Department, F::Position, F::Name, F::Mobile],
        ) {
            continue;
        }
        let mut reader = RowReader::new(name, row, heading);
        let staff = read_staff(&mut reader, *rank);
        *rank += 1;
        let login = reader.read(F::Login, mend_login);
        // Nobody should have to remember which letters of an id were great.
        let key = login.as_deref().map(str::to_lowercase);
        if let Some(earlier) = key.as_ref().and_then(|key| logins.get(key)) {
            let columns = vec![reader.title(F::Login)];
            let (earlier, later) = (earlier.clone(), reader.at.clone());
            let reason = Reason::Clash {
                earlier,
                later,
                columns,
                is_login: true,
            };
            reader.note(F::Login, &reason);
        }
        let at = reader.at.clone();
        if reader.is_sound() {
            if let Some(key) = key {
                logins.insert(key, at.clone());
            }
            roster.staff.push(Sound {
                at,
                value: StaffRow { staff, login },
            });
        } else {
            roster.faults.extend(reader.finish());
        }
    }
}

pub(super) fn read_staff(reader: &mut RowReader<'_, StaffField>, rank: u32) -> Staff {
    use StaffField as F;
    Staff {
        department: reader.read(F::Department, field::mend_text),
        position: reader.read(F::Position, field::mend_text),
        name: reader
            .need(F::Name, &Reason::NoPersonName, field::names::mend_person)
            .unwrap_or_default(),
        extension: reader.read(F::Extension, mend_extension),
        mobile: reader.read(F::Mobile, |cell| {
            field::phone::mend_phone(cell, Line::Mobile)
        }),
        duties: reader.read(F::Duties, field::mend_text),
        rank,
    }
}

/// An extension without the word for it.
fn mend_extension(cell: &Cell) -> Mended<String> {
    let extension = field::mend_text(cell)?;
    Ok(extension.map(|shown| {
        let bare = shown
            .trim_start_matches("내선")
            .trim_start_matches([' ', ':', '#', '.']);
        let bare = bare.strip_suffix(".0").unwrap_or(bare);
        if bare.is_empty() {
            shown.clone()
        } else {
            bare.to_owned()
        }
    }))
}

pub(super) fn mend_login(cell: &Cell) -> Mended<String> {
    let shown = text::one_line(&cell.shown());
    if text::is_nothing(&shown) {
        return Ok(None);
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-@".contains(c);
    if shown.len() <= 64 && shown.chars().all(is_plain) {
        Ok(Some(shown))
    } else {
        Err(Reason::Login)
    }
}
