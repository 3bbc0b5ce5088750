//! Labels read back from the document itself.

use std::collections::HashMap;

use super::font::Font;
use super::layout::{Area, PAPER, inner, pages};
use super::{Label, Sheet, write};

fn label(address: &str) -> Label {
    Label {
        postal_code: "18500".to_owned(),
        address: address.to_owned(),
        company: "(주)한빛전기".to_owned(),
        person: "대표 홍길동 귀하".to_owned(),
    }
}

const SHORT: &str = "경기도 화성시 동탄대로 123";
const LONG: &str = "경기도 화성시 향남읍 발안공단로4길 123-45, 한빛지식산업센터 비동 지하 1층 B108호부터 B112호까지 \
    (구문천리, 발안일반산업단지) 물류동 3번 출입구 옆 사무실";

/// The text of each page, by what the document says that its glyphs mean.
fn read(pdf: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(pdf).into_owned();
    let mut signs: HashMap<u16, char> = HashMap::new();
    for map in text.split("beginbfchar\n").skip(1) {
        for line in map.split("endbfchar").next().unwrap().lines() {
            let mut pair = line.trim_matches(['<', '>']).split("> <");
            let mut number = || u16::from_str_radix(pair.next().unwrap(), 16).unwrap();
            let (glyph, sign) = (number(), number());
            signs.insert(glyph, char::from_u32(sign.into()).unwrap());
        }
    }
    let streams = text.split("stream\n").filter(|part| part.contains("BT\n"));
    streams
        .map(|page| {
            let shown = page.lines().filter_map(|line| line.strip_suffix(" Tj"));
            let lines = shown.map(|line| {
                let glyphs = string(line);
                let glyphs = glyphs
                    .chunks(2)
                    .map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                glyphs.map(|glyph| signs[&glyph]).collect::<String>()
            });
            lines.collect::<Vec<_>>().join("\n")
        })
        .collect()
}

/// The bytes of a PDF's string.
fn string(written: &str) -> Vec<u8> {
    if let Some(hex) = written.strip_prefix('<') {
        let hex = hex.trim_end_matches('>').as_bytes();
        let digits = hex.chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
        return digits
            .map(|pair| u8::from_str_radix(pair, 16).unwrap())
            .collect();
    }
    let mut bytes = Vec::new();
    let mut signs = written[1..written.len() - 1].bytes();
    while let Some(byte) = signs.next() {
        if byte != b'\\' {
            bytes.push(byte);
            continue;
        }
        bytes.push(match signs.next().unwrap() {
            b'n' => b'\n',
            b'r' => b'\r',
            b't' => b'\t',
            b'b' => 8,
            b'f' => 12,
            digit if digit.is_ascii_digit() => {
                let digits = [digit, signs.next().unwrap(), signs.next().unwrap()];
                digits.iter().fold(0, |sum, digit| sum * 8 + (digit - b'0'))
            }
            other => other,
        });
    }
    bytes
}

#[test]
fn a_document_says_what_was_put_into_it() {
    let pdf = write(Sheet::ThreeByEight, &[label(SHORT)], "조합 명부 · 김직원").unwrap();
    assert!(pdf.starts_with(b"%PDF-") && pdf.ends_with(b"%%EOF"));
    let expected =
        format!("18500\n{SHORT}\n(주)한빛전기\n대표 홍길동 귀하\n조합 명부 · 김직원 · 1/1");
    assert_eq!(read(&pdf), [expected]);
    // A part of the font, not all of it.
    assert!(pdf.len() < 60_000, "{} bytes", pdf.len());
}

#[test]
fn sheets_are_filled_one_after_the_other() {
    let labels: Vec<Label> = (1..=25).map(|n| label(&format!("서울 {n}번지"))).collect();
    for (sheet, first) in [(Sheet::ThreeByEight, 24), (Sheet::TwoByEight, 16)] {
        let texts = read(&write(sheet, &labels, "표시").unwrap());
        assert_eq!(texts.len(), 2);
        assert_eq!(texts[0].matches("귀하").count(), first);
        assert_eq!(texts[1].matches("귀하").count(), 25 - first);
        assert!(texts.iter().all(|text| text.contains("표시 · ")));
    }
    assert_eq!(
        read(&write(Sheet::TwoByEight, &[], "표시").unwrap()),
        ["표시 · 1/1"]
    );
}

#[test]
fn nothing_is_clipped_however_long_it_is() {
    let font = Font::load().unwrap();
    let longer = LONG.repeat(4);
    let unbroken = "가나다라마바사".repeat(40);
    for sheet in [Sheet::ThreeByEight, Sheet::TwoByEight] {
        for address in [SHORT, LONG, &longer, &unbroken] {
            let labels: Vec<Label> = std::iter::repeat_n(label(address), 24).collect();
            let page = pages(&font, sheet, &labels, "표시").remove(0);
            let places = if sheet == Sheet::ThreeByEight { 24 } else { 16 };
            let mut lines = page.iter();
            for place in 0..places {
                let Area {
                    x,
                    y,
                    width,
                    height,
                } = inner(sheet.area(place));
                assert!(x > 0.0 && x + width < PAPER.0 && y + height < PAPER.1);
                let mut said = String::new();
                for line in lines.by_ref() {
                    let right = line.x + font.width(&line.text, line.size);
                    assert!(
                        line.x >= x && right <= x + width + 0.01,
                        "{sheet:?} {line:?}"
                    );
                    let (top, bottom) = (line.y - 0.95 * line.size, line.y + 0.4 * line.size);
                    assert!(
                        top >= y - 0.01 && bottom <= y + height + 0.01,
                        "{sheet:?} {line:?}"
                    );
                    said.extend(line.text.chars().filter(|sign| *sign != ' '));
                    if line.text.ends_with("귀하") {
                        break;
                    }
                }
                let all = label(address);
                let all = [all.postal_code, all.address, all.company, all.person].concat();
                assert_eq!(said, all.replace(' ', ""));
            }
        }
    }
    // An address of a usual length is written at its full size.
    let page = pages(&font, Sheet::ThreeByEight, &[label(SHORT)], "").remove(0);
    assert!((page[0].size - 10.5).abs() < f32::EPSILON);
}

#[test]
fn a_sign_that_the_font_does_not_have_is_seen_to_be_missing() {
    let mut font = Font::load().unwrap();
    assert_eq!(font.encode("🚀"), font.encode("□"));
    for sign in "가힣뷁漢AZ㈜·".chars() {
        assert_ne!(font.encode(&sign.to_string()), font.encode("□"), "{sign}");
    }
}
