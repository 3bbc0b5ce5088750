use handbook_wire::entity::{Certificate, MemberStatus, Phone};
use proptest::prelude::*;

use super::phone::{Line, mend_phone};
use super::*;

fn cell(text: &str) -> Cell {
    Cell::Text(text.to_owned())
}

/// Each text with what it is mended to; none is nothing, `!` a fault.
fn check(mend: impl Fn(&Cell) -> Mended<String>, table: &[(&str, &str)]) {
    for (text, wanted) in table {
        let mended = mend(&cell(text));
        let found = match &mended {
            Ok(Some(value)) => value.as_str(),
            Ok(None) => "",
            Err(_) => "!",
        };
        assert_eq!(found, *wanted, "{text:?}");
        if let Ok(Some(value)) = mended {
            assert_eq!(
                mend(&cell(&value)),
                Ok(Some(value.clone())),
                "again {text:?}"
            );
        }
    }
}

/// A phone as text that can be mended again.
fn written(phone: &Phone) -> String {
    let extension = phone
        .extension
        .as_ref()
        .map(|digits| format!(" 내선 {digits}"));
    phone.display() + &extension.unwrap_or_default()
}

fn phone(line: Line) -> impl Fn(&Cell) -> Mended<String> {
    move |cell| Ok(mend_phone(cell, line)?.map(|phone| written(&phone)))
}

#[test]
fn phones() {
    check(
        phone(Line::Phone),
        &[
            ("031-555-0100", "031-555-0100"),
            ("(031) 555-0100", "031-555-0100"),
            ("031)555-0100", "031-555-0100"),
            ("031.555.0100", "031-555-0100"),
            ("０３１－５５５－０１００", "031-555-0100"),
            ("031–555—0100", "031-555-0100"),
            ("031\u{a0}555\u{a0}0100", "031-555-0100"),
            ("'031-555-0100", "031-555-0100"),
            ("TEL: 031-555-0100", "031-555-0100"),
            ("T.031-555-0100", "031-555-0100"),
            ("☎ 031-555-0100", "031-555-0100"),
            ("대표전화 031-555-0100", "031-555-0100"),
            ("031-555-0100(代)", "031-555-0100"),
            ("031-555-0100 (대)", "031-555-0100"),
            ("031-555-0100㈹", "031-555-0100"),
            ("031-555-0100(대표)", "031-555-0100"),
            ("31-555-0100", "031-555-0100"),
            ("315550100", "031-555-0100"),
            ("315550100.0", "031-555-0100"),
            ("2-555-0180", "02-555-0180"),
            ("02-555-0180", "02-555-0180"),
            ("02-5555-0180", "02-5555-0180"),
            ("+82-31-555-0100", "031-555-0100"),
            ("+82 (0)31 555 0100", "031-555-0100"),
            ("82-31-555-0100", "031-555-0100"),
            ("+82 10 0000 1234", "010-0000-1234"),
            ("821000001234", "010-0000-1234"),
            ("010-0000-1234", "010-0000-1234"),
            ("1588-0000", "1588-0000"),
            ("0505-000-0000", "050-5000-0000"),
            ("070-0000-0000", "070-0000-0000"),
            ("031-555-0100~2", "031-555-0100~2"),
            ("031-555-0100 ～ 2", "031-555-0100~2"),
            ("031-555-0100~0103", "031-555-0100~0103"),
            ("031-555-0100~031-555-0103", "031-555-0100~0103"),
            ("031-555-0100, 0101", "031-555-0100~0101"),
            ("031-555-0100/1", "031-555-0100~1"),
            ("02-555-0180 내선 12", "02-555-0180 내선 12"),
            ("02-555-0180(내선12)", "02-555-0180 내선 12"),
            ("02-555-0180 (내선번호 : 12)", "02-555-0180 내선 12"),
            ("02-555-0180 교12", "02-555-0180 내선 12"),
            ("02-555-0180#12", "02-555-0180 내선 12"),
            ("02-555-0180 ext.12", "02-555-0180 내선 12"),
            ("02-555-0180~2 내선 12", "02-555-0180~2 내선 12"),
            ("-", ""),
            (" - ", ""),
            ("없음", ""),
            ("N/A", ""),
            (".", ""),
            ("", ""),
            ("555-0100", "!"),
            ("2555-0180", "!"),
            ("031-555-01", "!"),
            ("031-555-0100 031-555-0150", "!"),
            ("031-555-0100, 0150", "!"),
            ("031-555-0100, 010-0000-0000", "!"),
            ("099-555-0100", "!"),
            ("+1 212 555 0100", "!"),
            ("1.01E+09", "!"),
            ("사장님께 문의", "!"),
            ("02-555-0180 내선", "!"),
        ],
    );
    check(
        phone(Line::Mobile),
        &[
            ("010 0000 0000", "010-0000-0000"),
            ("010.0000.0004", "010-0000-0004"),
            ("01000000007", "010-0000-0007"),
            ("1000000007", "010-0000-0007"),
            ("1000000000.0", "010-0000-0000"),
            ("10-0000-0007", "010-0000-0007"),
            ("H.P 010-0000-0007", "010-0000-0007"),
            ("011-000-0007", "011-000-0007"),
            ("010-0000-12", "!"),
            ("010-000-0007", "!"),
            ("031-555-0100", "!"),
            ("010-0000-0000~2", "!"),
            ("010-0000-0000, 010-0000-0001", "!"),
        ],
    );
    for (number, wanted) in [
        (1_000_000_000.0, Some("01000000000")),
        (315_550_100.0, Some("0315550100")),
        (1.5, None),
    ] {
        let found = mend_phone(&Cell::Number(number), Line::Phone)
            .ok()
            .flatten();
        assert_eq!(found.map(|phone| phone.number).as_deref(), wanted);
    }
}

#[test]
fn business_numbers() {
    check(
        business_number::mend_business_number,
        &[
            ("790-74-39157", "7907439157"),
            ("7907439157", "7907439157"),
            ("790 74 39157", "7907439157"),
            ("７９０－７４－３９１５７", "7907439157"),
            ("7907439157.0", "7907439157"),
            ("-", ""),
            ("327-81-20107", "!"),
            ("790-74-3915", "!"),
            ("790-74-39157(본점)", "!"),
        ],
    );
    let number = Cell::Number(7_907_439_157.0);
    assert_eq!(
        business_number::mend_business_number(&number),
        Ok(Some("7907439157".to_owned()))
    );
    for (text, reason) in [
        ("327-81-20107", Reason::BusinessNumberCheck),
        ("327-81-2010", Reason::BusinessNumberLength),
    ] {
        assert_eq!(
            business_number::mend_business_number(&cell(text)),
            Err(reason)
        );
    }
}

#[test]
fn dates() {
    check(
        date::mend_date,
        &[
            ("2009.10.18", "2009-10-18"),
            ("2010/02/15", "2010-02-15"),
            ("1983-05-17", "1983-05-17"),
            ("1977.1.7", "1977-01-07"),
            ("1977. 1. 7.", "1977-01-07"),
            ("20100215", "2010-02-15"),
            ("2010년 2월 15일", "2010-02-15"),
            ("2010년2월15일", "2010-02-15"),
            ("2009-10-18 00:00:00", "2009-10-18"),
            ("2009-10-18T00:00:00", "2009-10-18"),
            ("2009.10.18(일)", "2009-10-18"),
            ("２００９．１０．１８", "2009-10-18"),
            ("40104", "2009-10-18"),
            ("2024-02-29", "2024-02-29"),
            ("2023-02-29", "!"),
            ("2026-13-45", "!"),
            ("2010.02", "!"),
            ("1983", "!"),
            ("98.3.1", "!"),
            ("작년", "!"),
            ("1583-01-01", "!"),
            ("-", ""),
        ],
    );
    assert_eq!(
        date::mend_date(&Cell::Number(40_104.0)),
        Ok(Some("2009-10-18".to_owned()))
    );
    assert_eq!(
        date::mend_date(&Cell::Number(40_104.75)),
        Ok(Some("2009-10-18".to_owned()))
    );
    assert_eq!(
        date::mend_date(&Cell::Number(20_100_215.0)),
        Ok(Some("2010-02-15".to_owned()))
    );
    assert_eq!(
        date::mend_date(&Cell::Number(1983.0)),
        Err(Reason::UnreadableDate)
    );
    assert_eq!(
        date::mend_date(&Cell::Date("2009-10-18".into())),
        Ok(Some("2009-10-18".into()))
    );
    assert_eq!(
        date::mend_date(&cell("2026-13-45")),
        Err(Reason::NoSuchDate)
    );
}

#[test]
fn emails() {
    check(
        email::mend_email,
        &[
            ("CEO@company4.example ", "CEO@company4.example"),
            ("Info@Company.EXAMPLE", "Info@company.example"),
            ("info @ company.example", "info@company.example"),
            ("ｉｎｆｏ＠company.example", "info@company.example"),
            ("mailto:info@company.example", "info@company.example"),
            ("info+tag@a.b.example", "info+tag@a.b.example"),
            ("info@전기.한국", "info@전기.한국"),
            ("없음", ""),
            ("info(at)company", "!"),
            ("info@company", "!"),
            ("info@", "!"),
            ("a@b.example, c@d.example", "!"),
            ("in fo@company.example", "!"),
            ("in..fo@company.example", "!"),
            ("info@-a.example", "!"),
            ("info@company.123", "!"),
        ],
    );
}

#[test]
fn homepages() {
    check(
        homepage::mend_homepage,
        &[
            ("www.company0.example", "http://www.company0.example"),
            ("http://company1.example", "http://company1.example"),
            (
                "HTTPS://Company1.Example/Path?a=1#b",
                "https://company1.example/Path?a=1#b",
            ),
            ("www. company0.example /", "http://www.company0.example"),
            ("http//company1.example", "http://company1.example"),
            ("전기.한국", "http://전기.한국"),
            ("company.example:8080/a", "http://company.example:8080/a"),
            ("-", ""),
            ("준비중", ""),
            ("javascript:alert(1)", "!"),
            ("ftp://company.example", "!"),
            ("company.example\"onclick=", "!"),
            ("http://user@company.example", "!"),
            ("a.example, b.example", "!"),
            ("회사 소개", "!"),
        ],
    );
}

#[test]
fn postal_codes_and_numbers() {
    check(
        postal_code::mend_postal_code,
        &[
            ("02667", "02667"),
            ("9200", "09200"),
            ("9200.0", "09200"),
            ("(02667)", "02667"),
            ("우 02667", "02667"),
            ("427-712", ""),
            ("-", ""),
            ("123", "!"),
            ("1234567", "!"),
        ],
    );
    assert_eq!(
        postal_code::mend_postal_code(&Cell::Number(9200.0)),
        Ok(Some("09200".into()))
    );
    check(
        number::mend_number,
        &[
            ("제0421호", "0421"),
            ("제 0421 호", "0421"),
            ("0421", "0421"),
            ("No. 421", "421"),
            ("421번", "421"),
            ("서울-012", "서울-012"),
            ("-", ""),
        ],
    );
    assert_eq!(
        number::mend_number(&Cell::Number(421.0)),
        Ok(Some("421".into()))
    );
}

#[test]
fn companies() {
    check(
        names::mend_company,
        &[
            ("㈜ 협성", "(주)협성"),
            ("（주） 협성", "(주)협성"),
            ("( 주 )협성", "(주)협성"),
            ("협성 (주)", "협성(주)"),
            ("협성㈜", "협성(주)"),
            ("(유) 세종테크", "(유)세종테크"),
            ("주식회사  한라", "주식회사 한라"),
            ("인텍에너지\n주식회사", "인텍에너지 주식회사"),
            ("ＬＳ전기", "LS전기"),
            ("\u{1112}\u{1161}\u{11ab}빛", "한빛"),
            ("한빛 (구 대한)", "한빛 (구 대한)"),
            ("-", ""),
            ("=1+1", "!"),
            ("＝1+1", "!"),
            ("@SUM(A1)", "!"),
            ("+cmd|' /C calc'!A0", "!"),
            ("-2+3+cmd", "!"),
        ],
    );
}

#[test]
fn people() {
    let joined = |cell: &Cell| Mended::Ok(names::mend_people(cell)?.map(|people| people.join("|")));
    for (text, wanted) in [
        ("위한결", "위한결"),
        ("연세환\n민봉남", "연세환|민봉남"),
        ("소성민, 곽동욱", "소성민|곽동욱"),
        ("민한결·함준", "민한결|함준"),
        ("맹종석 / 엄진호", "맹종석|엄진호"),
        ("홍길동 김철수", "홍길동|김철수"),
        ("홍 길 동", "홍길동"),
        ("남궁 민", "남궁민"),
        ("김 철수", "김철수"),
        ("홍길동 외 1명", "홍길동"),
        ("홍길동외2인", "홍길동"),
        ("홍길동 (외 1명)", "홍길동 (외 1명)"),
        ("대표이사 홍길동", "홍길동"),
        ("홍길동(공동대표), 김철수(공동대표)", "홍길동|김철수"),
        ("John Smith", "John Smith"),
        ("홍길동, 홍길동", "홍길동"),
        ("-", ""),
        ("홍길동, =1+1", "!"),
    ] {
        let found = joined(&cell(text));
        let found = found
            .as_ref()
            .map_or("!", |found| found.as_deref().unwrap_or(""));
        assert_eq!(found, wanted, "{text:?}");
    }
}

#[test]
fn lists() {
    let joined = |cell: &Cell| Mended::Ok(list::mend_list(cell)?.map(|things| things.join("|")));
    for (text, wanted) in [
        ("가로등,부스덕트", "가로등|부스덕트"),
        (
            "계장제어장치 · 전력변환장치 · UPS",
            "계장제어장치|전력변환장치|UPS",
        ),
        ("분전반/차단기 / 배전반", "분전반|차단기|배전반"),
        ("분전반;차단기\n배전반ㆍESS", "분전반|차단기|배전반|ESS"),
        ("변압기(유입, 몰드), 차단기", "변압기(유입, 몰드)|차단기"),
        ("변압기(유입, 차단기", "변압기(유입|차단기"),
        ("AC/DC 컨버터, A/S", "AC/DC 컨버터|A/S"),
        ("UPS/ESS", "UPS|ESS"),
        ("분전반, 분전반", "분전반"),
        ("- 분전반\n- 차단기", "분전반|차단기"),
        ("-", ""),
        ("분전반, =1+1", "!"),
    ] {
        let found = joined(&cell(text));
        let found = found
            .as_ref()
            .map_or("!", |found| found.as_deref().unwrap_or(""));
        assert_eq!(found, wanted, "{text:?}");
    }
}

#[test]
fn certificates() {
    let certificate = |name: &str, expires: Option<&str>| Certificate {
        name: name.to_owned(),
        expires: expires.map(str::to_owned),
    };
    assert_eq!(
        list::mend_certificates(&cell(
            "단체표준(~2027.03.01), KS, ISO9001 (2024.03.02 ~ 2027.03.01), 성능인증(유효기간: 2027-03-01까지), 우수조달(변압기), V체크 ~2027.3.1"
        )),
        Ok(Some(vec![
            certificate("단체표준", Some("2027-03-01")),
            certificate("KS", None),
            certificate("ISO9001", Some("2027-03-01")),
            certificate("성능인증", Some("2027-03-01")),
            certificate("우수조달(변압기)", None),
            certificate("V체크", Some("2027-03-01")),
        ]))
    );
}

#[test]
fn statuses_and_terms() {
    for (text, wanted) in [
        ("정상", Ok(Some(MemberStatus::Active))),
        ("정 상", Ok(Some(MemberStatus::Active))),
        ("휴업중", Ok(Some(MemberStatus::Suspended))),
        ("탈퇴", Ok(Some(MemberStatus::Withdrawn))),
        ("제명", Ok(Some(MemberStatus::Expelled))),
        ("", Ok(None)),
        ("모름", Err(Reason::Status)),
    ] {
        assert_eq!(status::mend_status(&cell(text)), wanted);
    }
    for (text, wanted) in [
        ("제27대", Ok(Some(27))),
        ("27", Ok(Some(27))),
        ("초대", Ok(Some(1))),
        ("이십칠", Err(Reason::Term)),
    ] {
        assert_eq!(term::mend_term(&cell(text)), wanted);
    }
    let period = |from: Option<&str>, to: Option<&str>| {
        Ok(Some((from.map(str::to_owned), to.map(str::to_owned))))
    };
    for (text, wanted) in [
        (
            "2023.03 ~ 2027.02",
            period(Some("2023-03"), Some("2027-02")),
        ),
        (
            "2023.3.1.∼2027.2.28.",
            period(Some("2023-03"), Some("2027-02")),
        ),
        (
            "2023년 3월 ~ 2027년 2월",
            period(Some("2023-03"), Some("2027-02")),
        ),
        ("2023-03 ~ 현재", period(Some("2023-03"), None)),
        ("2023.03 ~", period(Some("2023-03"), None)),
        ("-", Ok(None)),
        ("2027.02 ~ 2023.03", Err(Reason::Period)),
        ("2023.13 ~ 2027.02", Err(Reason::Period)),
        ("4년", Err(Reason::Period)),
    ] {
        assert_eq!(term::mend_period(&cell(text)), wanted, "{text}");
    }
}

/// Texts that come near to what the menders know.
fn any_text() -> impl Strategy<Value = String> {
    prop_oneof![
        "\\PC{0,24}",
        any::<String>(),
        "[0-9 .()~,/+#:'-]{0,20}",
        "(010|02|031|\\+82|82|1588)?[-. )]?[0-9]{3,4}[-. ]?[0-9]{4}((~|/|, )[0-9]{1,4})?( ?(내선|교|#) ?[0-9]{1,3}\\)?)?",
        "[가-힣a-zA-Z㈜（주）() .,·/\n@외명=+0-9-]{0,20}",
        "[0-9]{2,4}[.년/-] ?[0-9]{1,2}[.월/-] ?[0-9]{1,2}[.일]?",
    ]
}

fn is_settled(mend: impl Fn(&Cell) -> Mended<String>, text: &str) -> Result<(), TestCaseError> {
    if let Ok(Some(value)) = mend(&cell(text)) {
        prop_assert_eq!(mend(&cell(&value)), Ok(Some(value.clone())));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mending_twice_is_mending_once(text in any_text()) {
        for line in [Line::Phone, Line::Fax, Line::Mobile] {
            is_settled(phone(line), &text)?;
        }
        is_settled(business_number::mend_business_number, &text)?;
        is_settled(date::mend_date, &text)?;
        is_settled(email::mend_email, &text)?;
        is_settled(homepage::mend_homepage, &text)?;
        is_settled(postal_code::mend_postal_code, &text)?;
        is_settled(names::mend_company, &text)?;
        is_settled(mend_text, &text)?;
        for person in names::mend_people(&cell(&text)).ok().flatten().unwrap_or_default() {
            prop_assert_eq!(names::mend_people(&cell(&person)), Ok(Some(vec![person])));
        }
        for thing in list::mend_list(&cell(&text)).ok().flatten().unwrap_or_default() {
            prop_assert_eq!(list::mend_list(&cell(&thing)), Ok(Some(vec![thing])));
        }
        prop_assert_eq!(text::clean(&text::clean(&text)), text::clean(&text));
    }

    #[test]
    fn no_cell_is_too_odd(text in any_text(), number in any::<f64>()) {
        for cell in [cell(&text), Cell::Number(number), Cell::Date(text.clone())] {
            let _ = (number::mend_number(&cell), list::mend_certificates(&cell));
            let _ = (status::mend_status(&cell), term::mend_term(&cell));
            let _ = (term::mend_period(&cell), term::mend_month(&cell), date::mend_date(&cell));
            let _ = (mend_phone(&cell, Line::Phone), postal_code::mend_postal_code(&cell));
            let _ = (super::super::place::locate(&text), text::is_formula(&text, true));
        }
    }
}
