//! The invented roster in tests/fixtures: 560 companies with the habits of real ones.

use handbook_wire::entity::{MemberStatus, Precision};

use super::super::*;

fn sample() -> Roster {
    let path = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../tests/fixtures/roster-sample.xlsx"
    );
    let bytes = std::fs::read(path).unwrap();
    read_roster("roster-sample.xlsx", &bytes, &Limits::default()).unwrap()
}

fn member<'a>(roster: &'a Roster, number: &str) -> &'a Member {
    &roster
        .members
        .iter()
        .find(|member| member.value.number == number)
        .unwrap()
        .value
}

#[test]
fn it_has_its_eight_faults_and_no_other() {
    let roster = sample();
    let faults: Vec<(u32, &str, &str)> = roster
        .faults
        .iter()
        .map(|fault| (fault.row, fault.column.as_str(), fault.value.as_str()))
        .collect();
    // Rows as Excel shows them: three more than the data row.
    assert_eq!(
        faults,
        [
            (186, "가입일", "2026-13-45"),
            (228, "휴대폰", "010-0000-12"),
            (230, "사업자등록번호", "743-27-39399"),
            (327, "회사명", ""),
            (
                354,
                "회사명",
                "=HYPERLINK(\"http://evil.example\",\"한빛\")"
            ),
            (439, "이메일", "info(at)company"),
            (465, "휴대폰", "010-0000-0460"),
            (492, "사업자등록번호", "327-81-20107"),
        ]
    );
    assert!(roster.faults.iter().all(|fault| fault.sheet == "조합원사"
        && !fault.reason.is_empty()
        && !fault.advice.is_empty()));
    for (at, rows) in [(2, ["229행", "230행"]), (6, ["464행", "465행"])] {
        assert!(
            rows.iter()
                .all(|row| roster.faults[at].reason.contains(row))
        );
    }
}

#[test]
fn every_other_row_gets_in() {
    let roster = sample();
    assert_eq!(
        (
            roster.members.len(),
            roster.officers.len(),
            roster.staff.len()
        ),
        (552, 18, 6)
    );
    assert!(roster.has_members && roster.has_officers && roster.has_staff);
    let numbers: Vec<&str> = roster
        .faulty_members
        .iter()
        .filter_map(|key| key.number.as_deref())
        .collect();
    assert_eq!(
        numbers,
        [
            "0183", "0225", "0227", "0324", "0351", "0436", "0462", "0489"
        ]
    );
    let statuses = |status| {
        roster
            .members
            .iter()
            .filter(|member| member.value.status == status)
            .count()
    };
    assert_eq!(statuses(MemberStatus::Expelled), 0);
    assert!(statuses(MemberStatus::Withdrawn) > 40 && statuses(MemberStatus::Suspended) > 40);
}

#[test]
fn every_address_is_found_down_to_the_town() {
    let towns = sample()
        .members
        .iter()
        .filter(|member| {
            member
                .value
                .position
                .is_some_and(|at| at.precision == Precision::Town)
        })
        .count();
    assert_eq!(towns, 552);
}

#[test]
fn what_is_plainly_mendable_is_mended() {
    let roster = sample();
    let first = &roster.members[0];
    assert_eq!((first.at.sheet.as_str(), first.at.row), ("조합원사", 4));
    let first = member(&roster, "0001");
    assert_eq!(first.phone.as_ref().unwrap().display(), "032-555-0112~2");
    assert_eq!(first.mobile.as_ref().unwrap().number, "01000000000");
    assert_eq!(
        first.homepage.as_deref(),
        Some("http://www.company0.example")
    );
    assert_eq!(first.postal_code.as_deref(), Some("02667"));
    assert_eq!(first.joined.as_deref(), Some("2026-09-08"));
    assert_eq!(first.fax, None);

    let second = member(&roster, "0002");
    assert_eq!(
        second.phone.as_ref().unwrap().extension.as_deref(),
        Some("12")
    );
    assert_eq!(second.products, ["가로등", "부스덕트"]);
    assert_eq!(second.certificates[1].name, "KS");
    assert_eq!(second.status, MemberStatus::Withdrawn);

    assert_eq!(
        member(&roster, "0003").representatives,
        ["연세환", "민봉남"]
    );
    assert_eq!(member(&roster, "0003").fax, None);
    assert_eq!(member(&roster, "0004").name, "(주)협성케이솔라");
    assert_eq!(
        member(&roster, "0004").phone.as_ref().unwrap().number,
        "0630000158"
    );
    assert_eq!(member(&roster, "0005").name, "인텍에너지 주식회사");
    assert_eq!(
        member(&roster, "0005").email.as_deref(),
        Some("CEO@company4.example")
    );
    assert_eq!(
        member(&roster, "0012").postal_code.as_deref(),
        Some("09200")
    );
    assert_eq!(
        member(&roster, "0045").representatives,
        ["맹종석", "엄진호"]
    );
}

#[test]
fn officers_and_staff_are_read() {
    let roster = sample();
    let chair = &roster.officers[0].value;
    assert_eq!(
        (chair.term, chair.role.as_str(), chair.name.as_str()),
        (27, "이사장", "인상우")
    );
    assert_eq!(
        (chair.from.as_deref(), chair.to.as_deref()),
        (Some("2023-03"), Some("2027-02"))
    );
    assert_eq!((chair.rank, roster.officers[17].value.rank), (0, 17));
    assert_eq!(
        roster.officers[15].value.company.as_deref(),
        Some("(주)광명유전설")
    );
    let row = &roster.staff[0].value;
    assert_eq!(row.login.as_deref(), Some("staff1"));
    assert_eq!(row.staff.extension.as_deref(), Some("100"));
    assert_eq!(row.staff.mobile.as_ref().unwrap().number, "01000009000");
    assert_eq!(row.staff.duties.as_deref(), Some("총무·회계"));
}
