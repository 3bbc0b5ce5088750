//! The sheet 임원.

use handbook_wire::entity::Officer;

use super::field::{self, Reason};
use super::heading::{Field, Heading};
use super::reader::{RowReader, is_aside};
use super::sheet::Sheet;
use super::{Roster, Sound};

/// Columns of the officers' sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OfficerField {
    Term,
    Role,
    Name,
    Company,
    Period,
    From,
    To,
}

impl Field for OfficerField {
    const SYNONYMS: &'static [(Self, &'static [&'static str])] = &[
        (OfficerField::Term, &["대수", "기수", "대", "역대"]),
        (
            OfficerField::Role,
            &[
                "직책",
                "직위",
                "임원직책",
                "직함",
                "직책명",
                "임원구분",
                "구분",
            ],
        ),
        (
            OfficerField::Name,
            &[
                "성명",
                "이름",
                "임원명",
                "임원성명",
                "대표자",
                "대표자명",
                "성함",
            ],
        ),
        (
            OfficerField::Company,
            &[
                "회사명",
                "상호",
                "업체명",
                "소속",
                "소속회사",
                "회사",
                "업체",
                "법인명",
                "소속업체",
                "조합원사",
            ],
        ),
        (
            OfficerField::Period,
            &["임기", "재임기간", "임기기간", "재직기간"],
        ),
        (
            OfficerField::From,
            &["임기시작", "임기시작일", "취임일", "선임일", "취임일자"],
        ),
        (
            OfficerField::To,
            &[
                "임기종료",
                "임기만료",
                "임기만료일",
                "임기종료일",
                "퇴임일",
                "만료일",
            ],
        ),
    ];
    const NEEDED: &'static str = "직책, 성명, 회사명, 임기";

    fn suffices(has: impl Fn(Self) -> bool) -> bool {
        has(OfficerField::Name) && (has(OfficerField::Role) || has(OfficerField::Term))
    }
}

/// Reads a sheet into `roster`.
pub(super) fn read(
    sheet: &Sheet,
    name: &str,
    heading: &Heading<OfficerField>,
    rank: &mut u32,
    roster: &mut Roster,
) {
    use OfficerField as F;
    for row in &sheet.rows[heading.below.min(sheet.rows.len())..] {
        if is_aside(row, heading, &[F::Company, F::Name]) {
            continue;
        }
        let mut reader = RowReader::new(name, row, heading);
        let officer = read_officer(&mut reader, *rank);
        *rank += 1;
        if reader.is_sound() {
            roster.officers.push(Sound {
                at: reader.at.clone(),
                value: officer,
            });
        } else {
            roster.faults.extend(reader.finish());
        }
    }
}

pub(super) fn read_officer(reader: &mut RowReader<'_, OfficerField>, rank: u32) -> Officer {
    use OfficerField as F;
    let (from, to) = reader
        .read(F::Period, field::term::mend_period)
        .unwrap_or_default();
    Officer {
        term: reader
            .read(F::Term, field::term::mend_term)
            .unwrap_or_default(),
        role: reader
            .need(F::Role, &Reason::NoRole, field::mend_text)
            .unwrap_or_default(),
        name: reader
            .need(F::Name, &Reason::NoPersonName, field::names::mend_person)
            .unwrap_or_default(),
        company: reader.read(F::Company, field::names::mend_company),
        member: None,
        from: from.or_else(|| reader.read(F::From, field::term::mend_month)),
        to: to.or_else(|| reader.read(F::To, field::term::mend_month)),
        rank,
    }
}
