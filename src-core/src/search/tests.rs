use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::search::hangul::{CHOSEONG, Folded, JONGSEONG, JUNGSEONG, match_start, parts};
use crate::search::ranking::Class;
use crate::search::ranking::{self, Key, Liking, OTHER};
use crate::search::segment::Segment;
use crate::search::{Bits, Query, Scope};
use crate::search::{hangul, highlight, keyboard};

fn index(companies: &[(&str, serde_json::Value)]) -> Index {
    let mut builder = Builder::default();
    for (id, payload) in companies {
        builder.push(id, &payload.to_string(), "");
    }
    Index::new(builder.finish())
}

fn found(index: &Index, text: &str) -> Vec<String> {
    index
        .search(&Query::new(text), 50)
        .hits
        .into_iter()
        .map(|hit| hit.id)
        .collect()
}

fn sample() -> Index {
    index(&[
        (
            "hanbit",
            json!({"name": "(주)한빛전기", "number": "0421", "representatives": ["김가람"],
            "phone": {"number": "0315550100", "to": "2"}, "mobile": {"number": "01000001234"},
            "address": "경기도 안양시 한길로 1", "products": ["배전반", "UPS"], "branch": "경기"}),
        ),
        (
            "hanla",
            json!({"name": "한라산전기 주식회사", "representatives": ["한빛나"],
            "phone": {"number": "0215550134"}, "branch": "서울"}),
        ),
        (
            "ls",
            json!({"name": "LS전선", "products": ["케이블"], "homepage": "https://ls.example"}),
        ),
        (
            "kkum",
            json!({"name": "꿈나라", "representatives": ["나길"], "fax": {"number": "0425550100"}}),
        ),
        ("three", json!({"name": "3M코리아"})),
        (
            "gana",
            json!({"name": "가나전업", "certificates": [{"name": "ISO9001"}]}),
        ),
    ])
}

#[test]
fn everything_is_found_by_any_fragment() {
    let index = sample();
    for (text, ids) in [
        ("ㅎㅂ", &["hanbit", "hanla"][..]),
        ("한ㅂ", &["hanbit", "hanla"]),
        ("한빛", &["hanbit", "hanla"]),
        ("빛ㅈㄱ", &["hanbit"]),
        ("1234", &["hanbit"]),
        ("0100", &["kkum", "hanbit"]),
        ("031-555", &["hanbit"]),
        ("5550100", &["kkum", "hanbit"]),
        ("lsㅈ", &["ls"]),
        ("LS 전선", &["ls"]),
        ("배전", &["hanbit"]),
        ("ups", &["hanbit"]),
        ("iso", &["gana"]),
        ("0421", &["hanbit"]),
        ("경기 김가", &["hanbit"]),
        ("김가 경기", &["hanbit"]),
        ("(주)한빛전기", &["hanbit"]),
        ("주식회사 한라", &["hanla"]),
        ("하", &["hanla", "hanbit"]),
        ("꾸", &["kkum"]),
        ("ㅁㄴㅇ", &[]),
        ("전기김", &[]),
        ("", &[]),
        ("- .", &[]),
    ] {
        assert_eq!(found(&index, text), ids, "{text}");
    }
}

#[test]
fn a_whole_number_comes_first_then_names_then_whom_one_likes() {
    let companies: Vec<_> = [
        ("a", json!({"name": "가나1234", "number": "0007"})),
        (
            "b",
            json!({"name": "나라전기", "number": "1234", "products": ["한빛등"]}),
        ),
        (
            "c",
            json!({"name": "다솜한빛", "phone": {"number": "0315551234"}}),
        ),
        (
            "d",
            json!({"name": "한빛전기", "mobile": {"number": "01000001234"}}),
        ),
        ("e", json!({"name": "한빛전업"})),
    ]
    .to_vec();
    let index = index(&companies);
    assert_eq!(found(&index, "1234"), ["b", "a", "c", "d"]);
    assert_eq!(found(&index, "한빛"), ["d", "e", "c", "b"]);
    let liked = |text: &str| -> Vec<String> {
        let likings = [
            ("b", Liking::Favourite),
            ("e", Liking::Favourite),
            ("c", Liking::Recent),
        ];
        let likings = likings.map(|(id, liking)| (index.slot(id).unwrap(), liking));
        let scope = Scope {
            likings: &likings,
            among: None,
        };
        let found = index.search_among(&Query::new(text), 9, scope);
        found.hits.into_iter().map(|hit| hit.id).collect()
    };
    // What is found in a product stays below what is found in a name, whoever likes it.
    assert_eq!(liked("한빛"), ["e", "c", "d", "b"]);
}

#[test]
fn the_directory_stands_in_its_order_and_the_bar_fits_it() {
    let index = sample();
    let order: Vec<_> = index.window(0, 99).collect();
    assert_eq!(order, ["gana", "kkum", "hanla", "hanbit", "ls", "three"]);
    let bar: Vec<_> = index
        .initials()
        .iter()
        .map(|i| (i.label.as_str(), i.offset, i.count))
        .collect();
    assert_eq!(bar, [("ㄱ", 0, 2), ("ㅎ", 2, 2), ("A", 4, 1), ("0", 5, 1)]);
}

#[test]
fn keys_of_the_other_layout_are_understood() {
    let index = sample();
    let other = Query::on_other_layout("gksqlc").unwrap();
    assert_eq!(index.search(&other, 1).hits[0].id, "hanbit");
    let other = Query::on_other_layout("ㅣㄴ").unwrap();
    assert_eq!(index.search(&other, 1).hits[0].id, "ls");
}

#[test]
fn a_slip_is_forgiven_in_one_word_where_the_others_are_right() {
    let index = sample();
    let alike = |text: &str| -> Vec<String> {
        let found = index.search_with_slip(&Query::new(text), 9, Scope::default());
        assert_eq!(found.total, found.hits.len());
        found.hits.into_iter().map(|hit| hit.id).collect()
    };
    assert_eq!(alike("한빋전기"), ["hanbit"]);
    assert_eq!(alike("경기 한빋전기"), ["hanbit"]);
    assert_eq!(alike("서울 한빋전기"), [""; 0]);
    assert_eq!(alike("배존반"), ["hanbit"]);
    assert_eq!(alike("한라산전지"), ["hanla"]);
    assert_eq!(alike("빋전"), [""; 0]);
}

#[test]
fn marks_lie_on_the_text_as_it_is_shown() {
    let marks = |query: &str, name: &str| highlight::name_marks(&Query::new(query), name);
    assert_eq!(marks("ㅎㅂ", "(주)한빛전기"), [(3, 5)]);
    assert_eq!(marks("전기 한빛", "(주)한빛전기"), [(3, 7)]);
    assert_eq!(marks("한빛전", "한 빛-전기"), [(0, 5)]);
    assert_eq!(marks("(주)", "(주)한빛"), [(0u32, 0u32); 0]);
    assert_eq!(
        marks("빛", "\u{1112}\u{1161}\u{11ab}\u{1107}\u{1175}\u{11be}"),
        [(3, 6)]
    );
    let phone =
        |query: &str, text: &str| highlight::marks(&Query::new(query), SearchField::Phone, text);
    assert_eq!(phone("0100", "031-555-0100~2"), [(8, 12)]);
    assert_eq!(phone("5550", "031-555-0100~2"), [(4, 9)]);
    assert_eq!(phone("00", "010-0000-0000"), [(11, 13)]);
}

#[test]
fn a_syllable_that_is_being_typed_matches_what_it_may_become() {
    let matches = |query: &str, text: &str| {
        let (query, text) = (Folded::new(query), Folded::new(text));
        match_start(&query.units, &text.units, true)
    };
    for (query, text, len) in [
        ("하", "한빛", Some(1)),
        ("한", "한빛", Some(1)),
        ("한", "하나", Some(2)),
        ("한ㄱ", "한국", Some(2)),
        ("고", "과자", Some(1)),
        ("갑", "값", Some(1)),
        ("값", "갑시", Some(2)),
        ("있", "이쓰", Some(2)),
        ("ㄳ", "가사", Some(2)),
        ("한", "헌", None),
        ("한", "하다", None),
        ("하나", "한나", None),
        ("ㄱ", "까", None),
    ] {
        assert_eq!(matches(query, text), len, "{query} {text}");
    }
}

/// The keys that type a text.
fn keys(text: &[u16]) -> String {
    let mut keys = String::new();
    for unit in text {
        let (first, vowel, last) = parts(*unit).unwrap();
        keys.push(CHOSEONG[usize::from(first)]);
        keys.push_str(JUNGSEONG[usize::from(vowel)]);
        keys.push_str(JONGSEONG[usize::from(last)]);
    }
    keys
}

fn syllables(len: std::ops::Range<usize>) -> impl Strategy<Value = String> {
    // Few enough letters that matches are common.
    let one = (
        0usize..3,
        prop_oneof![Just(0usize), Just(8), Just(9)],
        prop_oneof![Just(0usize), Just(1), Just(3), Just(4), Just(19)],
    );
    let one = one.prop_map(|(c, v, j)| hangul::syllable([0, 2, 9][c], v, j).unwrap());
    proptest::collection::vec(one, len).prop_map(|all| all.into_iter().collect())
}

fn text() -> impl Strategy<Value = String> {
    proptest::collection::vec(
        prop_oneof![
            4 => syllables(1..4),
            1 => "[a-c0-2 ]{1,4}",
            1 => Just("(주)".to_owned()),
            1 => "\\PC{1,2}",
        ],
        0..4,
    )
    .prop_map(|parts| parts.concat())
}

fn query() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => syllables(1..3),
        2 => "[ㄱㄴㅅㅎ]{1,3}",
        1 => "[a-c0-2 -]{1,3}",
        1 => (syllables(1..2), "[ㄱㄴㅅ]").prop_map(|(a, b)| format!("{a}{b}")),
        1 => (syllables(1..2), syllables(1..2)).prop_map(|(a, b)| format!("{a} {b}")),
        1 => syllables(3..6),
        1 => "[ㄱㄴㅅㅎ]{4,5}",
        1 => "[0-2]{4,5}",
        1 => "\\PC{1,2}",
    ]
}

fn company() -> impl Strategy<Value = serde_json::Value> {
    (
        text(),
        proptest::collection::vec(text(), 0..3),
        proptest::option::of("[0-2]{3,5}"),
        text(),
    )
        .prop_map(|(name, representatives, phone, address)| {
            json!({"name": name, "representatives": representatives,
                "phone": phone.map(|number| json!({"number": number})), "address": address})
        })
}

/// Whom the member of the tests likes to find.
fn liking(id: &str) -> Liking {
    match id {
        "m1" | "m5" => Liking::Favourite,
        "m2" => Liking::Recent,
        _ => Liking::None,
    }
}

/// Ids of matching companies with their key, by looking at every place of every field.
fn brute(companies: &[(String, serde_json::Value)], query: &Query) -> Vec<(Key, String)> {
    let mut all = Vec::new();
    for (id, payload) in companies {
        let payload = payload.to_string();
        let document = Document::read(&payload).unwrap();
        let mut classes = Vec::new();
        let mut every = !query.is_empty();
        for (word, half) in query.words() {
            let mut best: Option<Class> = None;
            document.for_each("", |field, text| {
                let text = Folded::new(text).units;
                for at in 0..text.len() {
                    if let Some(len) = match_start(&word.units, &text[at..], half) {
                        let class = ranking::class(field, at, at + len, text.len());
                        best = Some(best.map_or(class, |best| best.min(class)));
                    }
                }
            });
            every &= best.is_some();
            classes.push(best.unwrap_or(OTHER));
        }
        if every {
            let grades = classes.into_iter().map(ranking::grade);
            let grade = grades.reduce(ranking::both).unwrap();
            all.push((Key::new(grade, liking(id)), id.clone()));
        }
    }
    all
}

proptest! {
    #[test]
    fn a_typed_prefix_is_told_by_its_keys(query in syllables(1..3), text in syllables(1..4)) {
        let (query, text) = (Folded::new(&query).units, Folded::new(&text).units);
        let by_keys = keys(&text).starts_with(&keys(&query));
        prop_assert_eq!(match_start(&query, &text, true).is_some(), by_keys);
    }

    #[test]
    fn what_is_typed_on_either_layout_comes_back(text in syllables(0..5)) {
        prop_assert_eq!(keyboard::to_hangul(&keyboard::to_latin(&text)), text);
    }

    #[test]
    fn search_finds_what_looking_everywhere_finds(
        companies in proptest::collection::vec(company(), 0..12),
        changes in proptest::collection::vec((0usize..14, proptest::option::of(company())), 0..20),
        queries in proptest::collection::vec(query(), 1..6),
    ) {
        let mut held: Vec<(String, serde_json::Value)> =
            companies.into_iter().enumerate().map(|(i, c)| (format!("m{i}"), c)).collect();
        let mut builder = Builder::default();
        for (id, payload) in &held {
            builder.push(id, &payload.to_string(), "");
        }
        let mut index = Index::new(builder.finish());
        for (id, change) in changes {
            let id = format!("m{id}");
            held.retain(|(held, _)| *held != id);
            let mut builder = Builder::default();
            let mut gone = Vec::new();
            match change {
                Some(payload) => {
                    builder.push(&id, &payload.to_string(), "");
                    held.push((id, payload));
                }
                None => gone.push(id),
            }
            index = index.updated(&gone, builder.finish());
        }
        let mut builder = Builder::default();
        for (id, payload) in &held {
            builder.push(id, &payload.to_string(), "");
        }
        let anew = Index::new(builder.finish());
        let order: Vec<&str> = anew.window(0, 99).collect();
        prop_assert_eq!(index.window(0, 99).collect::<Vec<_>>(), order.clone());
        for offset in 0..=order.len() {
            prop_assert_eq!(index.window(offset, 3).collect::<Vec<_>>(), &order[offset..(offset + 3).min(order.len())]);
        }
        prop_assert_eq!(index.sorted(held.iter().map(|(id, _)| id.as_str())), order.clone());
        prop_assert_eq!(index.initials(), anew.initials());
        let packed = anew.segments().next().unwrap();
        let read = Segment::unpack(&packed.pack().unwrap()).unwrap();
        prop_assert!(read.is(packed));
        let read = Index::new(read);
        let labels: std::collections::BTreeSet<_> = anew.initials().iter().map(|i| &i.label).collect();
        prop_assert_eq!(labels.len(), anew.initials().len());

        for text in queries {
            let query = Query::new(&text);
            let mut expected = brute(&held, &query);
            let place = |id: &str| order.iter().position(|o| *o == id);
            expected.sort_by_key(|(key, id)| (*key, place(id)));
            let expected: Vec<_> = expected.into_iter().map(|(_, id)| id).collect();
            let likings: Vec<_> = (held.iter())
                .map(|(id, _)| (index.slot(id).unwrap(), liking(id)))
                .filter(|(_, liking)| *liking != Liking::None)
                .collect();
            let scope = Scope { among: None, likings: &likings };
            let search = |limit| index.search_among(&query, limit, scope);
            let wanted: Vec<&String> = held.iter().map(|(id, _)| id).filter(|id| id.len() % 2 == 0).collect();
            let mut among = Bits::new(index.slots());
            wanted.iter().for_each(|id| among.set(index.slot(id).unwrap() as usize));
            let scope = Scope { among: Some(&among), likings: &likings };
            let narrowed = index.search_among(&query, 99, scope);
            let narrowed: Vec<_> = narrowed.hits.into_iter().map(|hit| hit.id).collect();
            let fitting: Vec<_> = expected.iter().filter(|id| wanted.contains(id)).cloned().collect();
            prop_assert_eq!(narrowed, fitting);
            prop_assert_eq!(read.search(&query, 99), anew.search(&query, 99));
            let all = search(99);
            prop_assert_eq!(all.total, expected.len());
            let got: Vec<_> = all.hits.into_iter().map(|hit| hit.id).collect();
            prop_assert_eq!(&got, &expected, "{}", text);
            let best = search(2);
            prop_assert_eq!(best.total, expected.len());
            let best: Vec<_> = best.hits.into_iter().map(|hit| hit.id).collect();
            prop_assert_eq!(&best[..], &expected[..expected.len().min(2)]);
        }
    }
}

#[test]
fn what_was_packed_is_read_or_noticed() {
    let segment = {
        let mut builder = Builder::default();
        for number in 0..20 {
            let company = json!({
                "name": format!("한빛전기{number}"), "address": "경기도 안양시",
                "position": {"lat": 37.5, "lng": 127.0, "precision": "town"},
            });
            builder.push(&format!("m{number}"), &company.to_string(), "메모");
        }
        builder.finish()
    };
    let packed = segment.pack().unwrap();
    assert!(Segment::unpack(&packed).unwrap().is(&segment));
    for at in 0..packed.len() {
        let mut flipped = packed.clone();
        flipped[at] ^= 1 << (at % 8);
        let read = Segment::unpack(&flipped);
        assert!(read.is_none_or(|read| read.is(&segment)), "byte {at}");
        assert!(Segment::unpack(&packed[..at]).is_none(), "cut at {at}");
    }
    assert!(Segment::unpack(b"").is_none());
}

#[test]
fn names_that_mean_ill_are_found_and_break_nothing() {
    let long = "가나다라마바사아자차".repeat(300);
    let index = index(&[
        ("emoji", json!({"name": "⚡번개전기👨\u{200D}👩\u{200D}👧"})),
        (
            "rtl",
            json!({"name": "\u{202E}기전빛한\u{202C}", "representatives": ["עברית"]}),
        ),
        (
            "thin",
            json!({"name": "한\u{200B}빛\u{FEFF}전\u{2060}기\u{AD}"}),
        ),
        ("long", json!({"name": long, "address": long})),
        (
            "nul",
            json!({"name": "가\u{0}\u{1}\u{7f}나", "phone": {"number": "02\u{1}12"}}),
        ),
        ("empty", json!({"name": "\u{200B}"})),
        (
            "lone",
            json!({"name": "ㄱㄴㄷ", "products": ["漢字", "İstanbul", "ǅ"]}),
        ),
    ]);
    for (text, ids) in [
        ("번개", &["emoji"][..]),
        ("⚡", &["emoji"]),
        ("👩", &["emoji"]),
        ("기전빛", &["rtl"]),
        ("עבר", &["rtl"]),
        ("한빛전기", &["thin"]),
        ("한\u{200D}빛\u{202A}", &["thin"]),
        ("차가나다라마", &["long"]),
        ("가나", &["nul", "long"]),
        ("0212", &["nul"]),
        ("漢", &["lone"]),
        ("stanbul", &["lone"]),
        ("\u{200B}", &[]),
    ] {
        assert_eq!(found(&index, text), ids, "{text:?}");
    }
    assert_eq!(index.window(0, 9).count(), 7);
    let name = "한\u{200B}빛전기";
    assert_eq!(highlight::name_marks(&Query::new("한빛"), name), [(0, 3)]);
}

#[test]
fn of_two_documents_with_one_id_the_last_counts() {
    let index = index(&[
        ("a", json!({"name": "가나"})),
        ("b", json!({"name": "다라"})),
        ("a", json!({"name": "마바"})),
    ]);
    assert_eq!(index.window(0, 9).collect::<Vec<_>>(), ["b", "a"]);
    assert_eq!(found(&index, "가나"), [""; 0]);
    assert_eq!(found(&index, "마바"), ["a"]);
}
