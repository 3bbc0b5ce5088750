//! Files that are no roster, or that were made to hurt.

use std::io::{Cursor, Write};

use proptest::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::super::*;

fn refused(name: &str, bytes: &[u8]) -> UnreadableRoster {
    let refused = read_roster(name, bytes, &Limits::default()).unwrap_err();
    // Every message says what to do.
    assert!(refused.to_string().contains("요."), "{refused}");
    refused
}

fn pack(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        zip.start_file(*name, options).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

/// A workbook of one sheet with this XML.
fn workbook(sheet: &[u8]) -> Vec<u8> {
    const RELS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let content = b"<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>";
    let package = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{RELS}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"{RELS}\"><sheets><sheet name=\"조합원사\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let links = format!(
        "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" Type=\"{RELS}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
    );
    pack(&[
        ("[Content_Types].xml", content),
        ("_rels/.rels", package.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", links.as_bytes()),
        ("xl/worksheets/sheet1.xml", sheet),
    ])
}

fn sheet(rows: &str) -> Vec<u8> {
    format!(
        "<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><dimension ref=\"A1:B2\"/><sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>회사명</t></is></c><c r=\"B1\" t=\"inlineStr\"><is><t>전화</t></is></c></row>{rows}</sheetData></worksheet>"
    )
    .into_bytes()
}

fn text_cell(at: &str, text: &str) -> String {
    format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>")
}

#[test]
fn the_smallest_workbook_is_read() {
    let rows = format!("<row r=\"2\">{}</row>", text_cell("A2", "한빛"));
    let roster = read_roster("a.xlsx", &workbook(&sheet(&rows)), &Limits::default()).unwrap();
    assert_eq!(roster.members[0].value.name, "한빛");
}

#[test]
fn what_is_no_workbook_is_refused() {
    assert_eq!(refused("a.xlsx", b""), UnreadableRoster::Empty);
    assert_eq!(refused("a.csv", b"\n ,,\n"), UnreadableRoster::Empty);
    let png = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01";
    assert_eq!(refused("a.xlsx", png), UnreadableRoster::NotWorkbook);
    assert_eq!(refused("a.png", png), UnreadableRoster::NotWorkbook);
    assert_eq!(
        refused("a.xls", b"<html><table>"),
        UnreadableRoster::NotWorkbook
    );
    assert_eq!(
        refused("a.xlsx", b"PK\x03\x04 and no more"),
        UnreadableRoster::Damaged
    );
    assert_eq!(
        refused("a.zip", &pack(&[("a.txt", b"a")])),
        UnreadableRoster::NotWorkbook
    );
    assert_eq!(
        refused(
            "a.xlsb",
            &pack(&[("[Content_Types].xml", b""), ("xl/workbook.bin", b"")])
        ),
        UnreadableRoster::OtherFormat(".xlsb")
    );
    let empty = rust_xlsxwriter::Workbook::new().save_to_buffer().unwrap();
    assert_eq!(refused("a.xlsx", &empty), UnreadableRoster::Empty);
}

#[test]
fn an_old_or_encrypted_workbook_is_told_apart() {
    let mut old = OLE_MAGIC.to_vec();
    old.resize(2048, 0);
    assert_eq!(refused("a.xls", &old), UnreadableRoster::OldWorkbook);
    old.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    assert_eq!(refused("a.xlsx", &old), UnreadableRoster::Encrypted);
}

#[test]
fn a_roster_without_headings_is_refused() {
    let text = "한빛,031-555-0100\n우진,031-555-0101\n";
    assert!(matches!(
        refused("a.csv", text.as_bytes()),
        UnreadableRoster::NoHeading { .. }
    ));
    let mut workbook = rust_xlsxwriter::Workbook::new();
    let sheet = workbook.add_worksheet().set_name("조합원사").unwrap();
    sheet.write(0, 0, "회사명").unwrap();
    sheet.write(0, 1, "전화").unwrap();
    workbook
        .add_worksheet()
        .set_name("임원")
        .unwrap()
        .write(0, 0, "홍길동")
        .unwrap();
    let refused = refused("a.xlsx", &workbook.save_to_buffer().unwrap());
    assert!(refused.to_string().contains("‘임원’ 시트"), "{refused}");
}

#[test]
fn a_zip_bomb_is_refused_while_it_inflates() {
    let zeros = vec![b' '; 16 << 20];
    assert_eq!(
        refused("a.xlsx", &workbook(&zeros)),
        UnreadableRoster::ExpandsTooMuch
    );
    let many: Vec<(String, &[u8])> = (0..3000).map(|at| (format!("{at}"), &b""[..])).collect();
    let many: Vec<(&str, &[u8])> = many
        .iter()
        .map(|(name, part)| (name.as_str(), *part))
        .collect();
    assert_eq!(
        refused("a.xlsx", &pack(&many)),
        UnreadableRoster::ExpandsTooMuch
    );
    // Many parts, each within bounds.
    let part = &zeros[..3 << 20];
    let limits = Limits {
        expanded_bytes: 20 << 20,
        ..Limits::default()
    };
    let parts: Vec<(String, &[u8])> = (0..8).map(|at| (format!("xl/{at}.xml"), part)).collect();
    let mut parts: Vec<(&str, &[u8])> = parts
        .iter()
        .map(|(name, part)| (name.as_str(), *part))
        .collect();
    parts.push(("[Content_Types].xml", b""));
    assert_eq!(
        read_roster("a.xlsx", &pack(&parts), &limits),
        Err(UnreadableRoster::ExpandsTooMuch)
    );
}

#[test]
fn a_roster_of_200_000_rows_is_refused() {
    use std::fmt::Write as _;
    let mut rows = String::new();
    let mut csv = String::from("회사명,전화\n");
    for row in 2..200_002 {
        write!(
            rows,
            "<row r=\"{row}\">{}</row>",
            text_cell(&format!("A{row}"), "한빛")
        )
        .unwrap();
        writeln!(csv, "한빛{row},").unwrap();
    }
    // The sheet claims that it ends in row 2.
    let bytes = workbook(&sheet(&rows));
    assert!(matches!(
        refused("a.xlsx", &bytes),
        UnreadableRoster::TooManyRows { limit: 50_000, .. }
    ));
    assert!(matches!(
        refused("a.csv", csv.as_bytes()),
        UnreadableRoster::TooManyRows { .. }
    ));
    let refused = refused("a.xlsx", &bytes).to_string();
    assert!(
        refused.contains("줄이 너무 많아요(50000줄까지"),
        "{refused}"
    );
}

#[test]
fn caps_on_bytes_columns_cells_and_text_hold() {
    let limits = Limits {
        cells: 5,
        ..Limits::default()
    };
    let rows: String = (2..9)
        .map(|row| {
            format!(
                "<row r=\"{row}\">{}</row>",
                text_cell(&format!("A{row}"), "a")
            )
        })
        .collect();
    assert_eq!(
        read_roster("a.xlsx", &workbook(&sheet(&rows)), &limits),
        Err(UnreadableRoster::TooManyCells { limit: 5 })
    );
    let far = format!("<row r=\"1048576\">{}</row>", text_cell("XFD1048576", "a"));
    assert!(matches!(
        refused("a.xlsx", &workbook(&sheet(&far))),
        UnreadableRoster::TooManyColumns { limit: 200, .. }
    ));
    let long = format!(
        "<row r=\"2\">{}</row>",
        text_cell("A2", &"가".repeat(4_001))
    );
    assert!(matches!(
        refused("a.xlsx", &workbook(&sheet(&long))),
        UnreadableRoster::CellTooLong { row: 2, .. }
    ));
    let limits = Limits {
        file_bytes: 10,
        ..Limits::default()
    };
    assert!(matches!(
        read_roster("a.csv", b"12345678901", &limits),
        Err(UnreadableRoster::TooManyBytes { .. })
    ));
    let wide = format!("회사명,전화\n{}a", ",".repeat(300));
    assert!(matches!(
        refused("a.csv", wide.as_bytes()),
        UnreadableRoster::TooManyColumns { .. }
    ));
    let long = format!("회사명,전화\n\"{}", "가".repeat(4_001));
    assert!(matches!(
        refused("a.csv", long.as_bytes()),
        UnreadableRoster::CellTooLong { .. }
    ));
}

#[test]
fn broken_xml_is_damage_and_no_panic() {
    for xml in [
        "<worksheet><sheetData><row r=\"1\"><c r=\"AAAAAAAAAAAA1\"><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"99999999999\"><c><v>1</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>9</v></c></row></sheetData></worksheet>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><v>1</v>",
        "<worksheet><sheetData><row r=\"1\"><c r=\"A1\"><z/></c></row></sheetData></worksheet>",
        "",
    ] {
        let _ = read_roster("a.xlsx", &workbook(xml.as_bytes()), &Limits::default()).unwrap_err();
    }
    // An index that would make a careless reader take all memory there is.
    let rows = "<row r=\"2\"><c r=\"A2\"><f t=\"shared\" si=\"4294967295999\" ref=\"A2:A9\">1</f><v>1</v></c></row>";
    let roster = read_roster("a.xlsx", &workbook(&sheet(rows)), &Limits::default()).unwrap();
    assert_eq!(roster.faults.len(), 1);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..512), name in "a\\.(xlsx|xls|csv)") {
        let _ = read_roster(&name, &bytes, &Limits::default());
        let mut zip = b"PK\x03\x04".to_vec();
        zip.extend(&bytes);
        let _ = read_roster(&name, &zip, &Limits::default());
        let _ = read_roster(&name, &workbook(&bytes), &Limits::default());
    }

    #[test]
    fn flipped_bytes_make_no_panic(at in 0.0..1.0_f64, flip in 1..=255_u8) {
        let rows = format!("<row r=\"2\">{}</row>", text_cell("A2", "한빛"));
        let mut bytes = workbook(&sheet(&rows));
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "a place in a small file")]
        let at = (at * bytes.len() as f64) as usize;
        bytes[at] ^= flip;
        let _ = read_roster("a.xlsx", &bytes, &Limits::default());
    }

    #[test]
    fn no_table_makes_it_panic(cells in proptest::collection::vec("\\PC{0,16}", 0..60)) {
        let mut csv = String::from("조합원번호,회사명,대표자,사업자등록번호,전화,팩스,휴대폰,이메일,홈페이지,우편번호,주소,지회,취급품목,인증,가입일,상태\n");
        for row in cells.chunks(16) {
            csv.push_str(&row.join(","));
            csv.push('\n');
        }
        let roster = read_roster("a.csv", csv.as_bytes(), &Limits::default());
        prop_assert!(roster.is_ok() || csv.contains(char::is_control));
    }
}
