//! Rosters with other headings, orders and forms than the sample's.

use handbook_wire::entity::MemberStatus;
use rust_xlsxwriter::{Format, Formula, Workbook, Worksheet};

use super::super::*;

fn read(bytes: &[u8]) -> Roster {
    read_roster("명부.xlsx", bytes, &Limits::default()).unwrap()
}

fn read_rows(rows: &[&[&str]]) -> Roster {
    let mut workbook = Workbook::new();
    write(workbook.add_worksheet(), rows);
    read(&workbook.save_to_buffer().unwrap())
}

fn write(sheet: &mut Worksheet, rows: &[&[&str]]) {
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            sheet
                .write(
                    u32::try_from(row).unwrap(),
                    u16::try_from(column).unwrap(),
                    *cell,
                )
                .unwrap();
        }
    }
}

fn names(roster: &Roster) -> Vec<&str> {
    roster
        .members
        .iter()
        .map(|member| member.value.name.as_str())
        .collect()
}

fn faults(roster: &Roster) -> Vec<(u32, &str)> {
    roster
        .faults
        .iter()
        .map(|fault| (fault.row, fault.column.as_str()))
        .collect()
}

#[test]
fn headings_are_known_by_their_synonyms_in_any_order() {
    let roster = read_rows(&[
        &[
            "연번",
            "소 재 지",
            "H.P",
            "상  호",
            "TEL",
            "업종",
            "대표자\n성명",
            "E-mail",
            "URL",
            "사업자번호",
            "비고2",
        ],
        &[
            "1",
            "서울시 도봉구 방학동 1",
            "10-0000-0001",
            "㈜ 한빛",
            "2-555-0100",
            "변압기",
            "홍길동",
            "a@b.example",
            "b.example",
            "7907439157",
            "x",
        ],
        &["2", "", "", "우진", "", "", "", "", "", "", ""],
    ]);
    assert_eq!(faults(&roster), []);
    assert_eq!(names(&roster), ["(주)한빛", "우진"]);
    let member = &roster.members[0].value;
    assert_eq!(roster.members[0].at.row, 2);
    assert_eq!(member.number, "");
    assert_eq!(member.mobile.as_ref().unwrap().number, "01000000001");
    assert_eq!(member.phone.as_ref().unwrap().number, "025550100");
    assert_eq!(member.representatives, ["홍길동"]);
    assert_eq!(member.email.as_deref(), Some("a@b.example"));
    assert_eq!(member.homepage.as_deref(), Some("http://b.example"));
    assert_eq!(member.business_number.as_deref(), Some("7907439157"));
    assert_eq!(member.products, ["변압기"]);
    assert!(member.position.is_some());
    assert_eq!(member.status, MemberStatus::Active);
}

#[test]
fn a_heading_of_two_rows_is_read() {
    let roster = read_rows(&[
        &["2026년 조합원 명부"],
        &["회사명", "대표자", "연락처", "", "", "주소"],
        &["", "", "전화", "팩스", "휴대폰", ""],
        &[
            "한빛",
            "홍길동",
            "031-555-0100",
            "031-555-0101",
            "010-0000-0001",
            "경기도",
        ],
    ]);
    assert_eq!(names(&roster), ["한빛"]);
    assert_eq!(
        roster.members[0].value.fax.as_ref().unwrap().number,
        "0315550101"
    );
    assert_eq!(roster.members[0].at.row, 4);
}

#[test]
fn cells_of_other_types_are_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(
        sheet,
        &[&[
            "조합원번호",
            "회사명",
            "전화",
            "휴대폰",
            "사업자등록번호",
            "우편번호",
            "가입일",
        ]],
    );
    let date = Format::new().set_num_format("yyyy-mm-dd");
    sheet.write(1, 0, "0007").unwrap();
    sheet.write(1, 1, "한빛").unwrap();
    sheet.write(1, 2, 315_550_100_i32).unwrap();
    sheet.write(1, 3, 1_000_000_001_i32).unwrap();
    sheet.write(1, 4, 7_907_439_157_f64).unwrap();
    sheet.write(1, 5, 9200).unwrap();
    sheet.write_with_format(1, 6, 40_104, &date).unwrap();
    // Numbers of members lose their 0 as well, and clash all the same.
    sheet.write(2, 0, 8).unwrap();
    sheet.write(2, 1, "우진").unwrap();
    sheet.write(2, 6, 40_104).unwrap();
    sheet.write(4, 0, 7).unwrap();
    sheet.write(4, 1, "대한").unwrap();
    let roster = read(&workbook.save_to_buffer().unwrap());
    let member = &roster.members[0].value;
    assert_eq!(member.phone.as_ref().unwrap().number, "0315550100");
    assert_eq!(member.mobile.as_ref().unwrap().number, "01000000001");
    assert_eq!(member.business_number.as_deref(), Some("7907439157"));
    assert_eq!(member.postal_code.as_deref(), Some("09200"));
    assert_eq!(member.joined.as_deref(), Some("2009-10-18"));
    assert_eq!(roster.members[1].value.number, "0008");
    assert_eq!(
        roster.members[1].value.joined.as_deref(),
        Some("2009-10-18")
    );
    assert_eq!(faults(&roster), [(5, "조합원번호")]);
    assert!(roster.faults[0].reason.contains("2행과 5행"));
}

#[test]
fn a_formula_is_never_taken_for_its_result() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(sheet, &[&["No", "회사명", "전화"]]);
    sheet
        .write_formula(1, 0, Formula::new("ROW()-1").set_result("1"))
        .unwrap();
    sheet.write(1, 1, "한빛").unwrap();
    sheet
        .write_formula(2, 1, Formula::new("\"우\"&\"진\"").set_result("우진"))
        .unwrap();
    sheet.write(3, 1, "대한").unwrap();
    sheet
        .write_formula(3, 2, Formula::new("A1").set_result("031-555-0100"))
        .unwrap();
    write(workbook.add_worksheet(), &[]);
    let roster = read(&workbook.save_to_buffer().unwrap());
    // A running number isn't read, so it may well be a formula.
    assert_eq!(names(&roster), ["한빛"]);
    assert_eq!(faults(&roster), [(3, "회사명"), (4, "전화")]);
    assert_eq!(roster.faults[0].value, "=\"우\"&\"진\"");
}

#[test]
fn totals_notes_blank_rows_and_repeated_headings_are_no_companies() {
    let roster = read_rows(&[
        &["조합원사 명부"],
        &["번호", "업체명", "대표자", "전화"],
        &["1", "한빛", "홍길동", "031-555-0100"],
        &["", " ", "-", "\u{a0}"],
        &["소계", "", "", "1"],
        &["번호", "업체명", "대표자", "전화"],
        &["2", "계명전기", "김철수", "031-555-0101"],
        &["합 계", "", "2개사", ""],
        &["총 560개사", "", "", ""],
        &["※ 2026년 11월 기준", "", "", ""],
        &["", "- 이하 여백 -", "", ""],
    ]);
    assert_eq!(faults(&roster), []);
    assert_eq!(names(&roster), ["한빛", "계명전기"]);
    assert!(
        roster
            .members
            .iter()
            .all(|member| member.value.number.is_empty())
    );
}

#[test]
fn ambiguous_columns_are_told_by_their_cells() {
    let roster = read_rows(&[
        &["번호", "업체명", "구분"],
        &["제0001호", "한빛", "정상"],
        &["제0002호", "우진", "탈퇴"],
        &["제0003호", "대한", "행방불명"],
    ]);
    assert_eq!(roster.members[0].value.number, "0001");
    assert_eq!(roster.members[1].value.status, MemberStatus::Withdrawn);
    assert_eq!(faults(&roster), [(4, "구분")]);
    let roster = read_rows(&[
        &["번호", "업체명", "구분"],
        &["1", "한빛", "제조"],
        &["2", "우진", "공사"],
    ]);
    assert_eq!(faults(&roster), []);
    assert_eq!(roster.members[0].value.number, "");
}

#[test]
fn every_fault_of_a_row_is_reported_and_a_clash_once() {
    let roster = read_rows(&[
        &[
            "조합원번호",
            "회사명",
            "전화",
            "휴대폰",
            "이메일",
            "사업자등록번호",
        ],
        &[
            "0001",
            "한빛",
            "031-555-0100",
            "010-0000-0001",
            "a@b.example",
            "790-74-39157",
        ],
        &["0002", "", "1", "2", "3", "4"],
        &[
            "0001",
            "한빛",
            "031-555-0100",
            "010-0000-0001",
            "a@b.example",
            "790-74-39157",
        ],
        &["0001", "우진", "1", "", "", ""],
        // A row with a fault claims nothing: this one may have its number.
        &["0002", "대한", "", "", "", ""],
    ]);
    assert_eq!(
        faults(&roster),
        [
            (3, "회사명"),
            (3, "전화"),
            (3, "휴대폰"),
            (3, "이메일"),
            (3, "사업자등록번호"),
            (4, "조합원번호"),
            (5, "조합원번호"),
            (5, "전화"),
        ]
    );
    assert!(
        roster.faults[5]
            .reason
            .contains("조합원번호, 사업자등록번호, 휴대폰")
    );
    assert_eq!(names(&roster), ["한빛", "대한"]);
    assert_eq!(roster.faulty_members[0].number.as_deref(), Some("0002"));
}

#[test]
fn sheets_are_known_by_name_or_headings() {
    let mut workbook = Workbook::new();
    write(
        workbook.add_worksheet().set_name("표지").unwrap(),
        &[&["한국조합"]],
    );
    write(
        workbook.add_worksheet().set_name("서울").unwrap(),
        &[
            &["상호", "대표자", "전화"],
            &["한빛", "홍길동", "02-555-0100"],
        ],
    );
    write(
        workbook.add_worksheet().set_name("부산").unwrap(),
        &[
            &["전화", "상호", "대표자", "H.P"],
            &["051-555-0100", "우진", "김철수", "010-0000-0001"],
        ],
    );
    write(
        workbook.add_worksheet().set_name("Sheet4").unwrap(),
        &[
            &["직책", "성명", "업체명", "임기"],
            &["이사장", "홍길동", "없는회사", "2023.03~2027.02"],
        ],
    );
    write(
        workbook.add_worksheet().set_name("사무국").unwrap(),
        &[
            &["성명", "직급", "휴대폰", "ID"],
            &["남미경", "부장", "010-0000-0001", "Staff1"],
            &["남병철", "대리", "010-0000-9001", "staff1"],
        ],
    );
    let hidden = workbook.add_worksheet().set_name("조합원 백업").unwrap();
    write(hidden, &[&["상호", "전화"], &["한빛", "02-555-0100"]]);
    hidden.set_hidden(true);
    let roster = read(&workbook.save_to_buffer().unwrap());
    assert_eq!(names(&roster), ["한빛", "우진"]);
    assert_eq!(
        roster.members[1].at,
        CellRef {
            sheet: "부산".to_owned(),
            row: 2
        }
    );
    assert_eq!(
        roster.officers[0].value.company.as_deref(),
        Some("없는회사")
    );
    // A member's mobile may be a staff member's, but no two logins are alike.
    assert_eq!(roster.staff.len(), 1);
    assert_eq!(faults(&roster), [(3, "ID")]);
}

#[test]
fn what_is_merged_downwards_holds_for_each_row() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(
        sheet,
        &[
            &["회사명", "지회"],
            &["한빛", ""],
            &["우진", ""],
            &["대한", ""],
        ],
    );
    sheet
        .merge_range(1, 1, 2, 1, "서울", &Format::new())
        .unwrap();
    let roster = read(&workbook.save_to_buffer().unwrap());
    let branches: Vec<_> = roster
        .members
        .iter()
        .map(|member| member.value.branch.as_deref())
        .collect();
    assert_eq!(branches, [Some("서울"), Some("서울"), None]);
}

#[test]
fn a_csv_file_in_cp949_is_read() {
    let text = "명부,,,\r\n\r\n상호,대표자명,H.P,소재지\r\n㈜한빛,\"홍길동\r\n김철수\",1000000001,\"서울시 도봉구 1 (방학동)\"\r\n우진,,010-0000-12,\r\n";
    for bytes in [
        encoding_rs::EUC_KR.encode(text).0.into_owned(),
        text.as_bytes().to_vec(),
        format!("\u{feff}{text}").into_bytes(),
        text.replace("\"서울시 도봉구 1 (방학동)\"", "서울시")
            .replace(',', "\t")
            .into_bytes(),
    ] {
        let roster = read_roster("명부.csv", &bytes, &Limits::default()).unwrap();
        assert_eq!(names(&roster), ["(주)한빛"]);
        assert_eq!(
            roster.members[0].at,
            CellRef {
                sheet: "조합원사".to_owned(),
                row: 4
            }
        );
        assert_eq!(
            roster.members[0].value.representatives,
            ["홍길동", "김철수"]
        );
        assert_eq!(
            roster.members[0].value.mobile.as_ref().unwrap().number,
            "01000000001"
        );
        assert_eq!(faults(&roster), [(5, "H.P")]);
        assert!(roster.has_members && !roster.has_officers && !roster.has_staff);
    }
}

#[test]
fn a_csv_file_may_be_of_officers() {
    let text = "대수;직책;성명;회사명;임기\n제27대;이사;홍길동;한빛;2023.03 ~ 2027.02\n;이사;;;\n";
    let roster = read_roster("임원.csv", text.as_bytes(), &Limits::default()).unwrap();
    assert_eq!((roster.officers.len(), roster.has_members), (1, false));
    assert_eq!(faults(&roster), [(3, "성명")]);
}

#[test]
fn twenty_thousand_rows_are_read() {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    write(
        sheet,
        &[&[
            "조합원번호",
            "회사명",
            "대표자",
            "전화",
            "휴대폰",
            "주소",
            "취급품목",
            "가입일",
        ]],
    );
    for row in 1..=20_000 {
        sheet.write(row, 0, format!("제{row:05}호")).unwrap();
        sheet.write(row, 1, format!("㈜ 한빛{row}")).unwrap();
        sheet.write(row, 2, "홍길동, 김철수").unwrap();
        sheet.write(row, 3, "031-555-0100~2").unwrap();
        sheet
            .write(
                row,
                4,
                format!("010-{:04}-{:04}", row / 10_000, row % 10_000),
            )
            .unwrap();
        sheet
            .write(row, 5, "경기도 수원시영통구 산단로 162, 2층 (매탄동)")
            .unwrap();
        sheet
            .write(row, 6, "분전반 · 변압기 · 가로등 · UPS")
            .unwrap();
        sheet.write(row, 7, "2009.10.18").unwrap();
    }
    let roster = read(&workbook.save_to_buffer().unwrap());
    assert_eq!((roster.members.len(), roster.faults.len()), (20_000, 0));
}

#[test]
fn names_that_mean_ill_and_rows_of_3_000_characters_get_in_as_they_are_seen() {
    let long = "가나다라마바사아자차".repeat(300);
    let roster = read_rows(&[
        &[
            "조합원번호",
            "회사명",
            "대표자",
            "주소",
            "취급품목",
            "홈페이지",
        ],
        &[
            "0001",
            "⚡번개👨\u{200d}👩\u{200d}👧전기",
            "👩🏽 김",
            "",
            "",
            "",
        ],
        &["0002", "\u{202e}기전빛한\u{202c}", "עברית", "", "", ""],
        &[
            "0003",
            "한\u{200b}빛\u{feff}전\u{2060}기\u{ad}",
            "",
            "",
            "",
            "",
        ],
        &["0004", "\u{3164}우진\u{ffa0}", "", "", "", ""],
        &["0005", &long, &long, &long, &long, ""],
        &["0006", "<script>alert(1)</script>", "", "", "", ""],
        &["0007", "\u{200b}\u{202e}", "", "", "", ""],
    ]);
    assert_eq!(faults(&roster), [(8, "회사명")]);
    assert_eq!(
        names(&roster),
        [
            "⚡번개👨👩👧전기",
            "기전빛한",
            "한빛전기",
            "우진",
            long.as_str(),
            "<script>alert(1)</script>",
        ]
    );
    let member = &roster.members[4].value;
    assert_eq!(member.address.as_deref(), Some(long.as_str()));
}
