//! Generated companies in the roster's shape. Numbers lie in ranges that belong to nobody.

use serde_json::{Map, Value, json};

/// How much the records resemble each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Shape {
    /// As in the sample roster.
    Roster,
    /// Names, streets and products put together from many more parts: compresses worse.
    Varied,
}

impl Shape {
    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Roster => "roster",
            Self::Varied => "varied",
        }
    }
}

/// A small seeded generator (SplitMix64): the same numbers on every machine.
pub struct Random(u64);

impl Random {
    /// A generator that starts from `seed`.
    #[must_use]
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % bound.max(1)
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        let place = usize::try_from(self.below(from.len() as u64)).unwrap_or(0);
        from.get(place).copied().unwrap_or("")
    }

    fn syllables(&mut self, count: u64) -> String {
        (0..count)
            .filter_map(|_| char::from_u32(0xac00 + u32::try_from(self.below(11_172)).ok()?))
            .collect()
    }
}

const FORMS: [&str; 4] = ["(주)", "주식회사 ", "", "(유)"];
const HEADS: [&str; 20] = [
    "한빛", "대원", "세종", "협성", "인텍", "우진", "한라", "파워", "엘티", "금강", "영광", "성진",
    "미래", "동신", "신화", "백두", "청우", "남도", "대륙", "태광",
];
const MIDDLES: [&str; 12] = [
    "", "", "", "유", "케이", "중", "산", "코", "에이", "디", "엔", "피",
];
const TAILS: [&str; 12] = [
    "전기",
    "전력",
    "배전",
    "변압기",
    "개폐기",
    "시스템",
    "에너지",
    "테크",
    "이엔지",
    "전자",
    "솔라",
    "산전",
];
const FAMILY: [&str; 20] = [
    "김", "이", "박", "최", "정", "강", "조", "윤", "장", "임", "한", "오", "서", "신", "권", "황",
    "안", "송", "류", "홍",
];
const GIVEN: [&str; 20] = [
    "상우", "정민", "광수", "은주", "진호", "성수", "명숙", "창민", "한결", "혜진", "재현", "동욱",
    "기훈", "새롬", "세환", "병철", "미경", "원길", "성경", "태식",
];
const PLACES: [(&str, &str, &str); 12] = [
    ("서울", "서울특별시 용산구", "02"),
    ("인천", "인천광역시 계양구", "032"),
    ("경기", "경기도 수원시 영통구", "031"),
    ("강원", "강원특별자치도 동해시", "033"),
    ("충북", "충청북도 충주시", "043"),
    ("대전충남", "충청남도 예산군", "041"),
    ("전북", "전라북도 김제시", "063"),
    ("광주전남", "전라남도 장흥군", "061"),
    ("대구경북", "대구광역시 중구", "053"),
    ("울산경남", "경상남도 창원시 의창구", "055"),
    ("부산", "부산광역시 남구", "051"),
    ("제주", "제주특별자치도 서귀포시", "064"),
];
const STREETS: [&str; 6] = [
    "산단로",
    "첨단대로",
    "공단로",
    "중앙로",
    "테크노로",
    "전기로",
];
const PRODUCTS: [&str; 16] = [
    "배전반",
    "분전반",
    "변압기",
    "발전기",
    "UPS",
    "개폐기",
    "차단기",
    "태양광발전장치",
    "ESS",
    "가로등",
    "부스덕트",
    "케이블트레이",
    "전동기제어반",
    "계장제어장치",
    "전력변환장치",
    "피뢰기",
];
const CERTIFICATES: [&str; 6] = ["단체표준", "우수조달", "KS", "직접생산", "ISO9001", "V체크"];

/// The company numbered `number`, as an entity's payload.
#[must_use]
pub fn company(number: u64, shape: Shape) -> Map<String, Value> {
    let mut random = Random::new(number.wrapping_mul(0x2545_f491_4f6c_dd1d) ^ 0x5eed);
    let varied = shape == Shape::Varied;
    let (branch, district, area) = PLACES[usize::try_from(random.below(12)).unwrap_or(0)];
    let proper = if varied {
        format!("{}{}", random.syllables(3), random.pick(&TAILS))
    } else {
        format!(
            "{}{}{}",
            random.pick(&HEADS),
            random.pick(&MIDDLES),
            random.pick(&TAILS)
        )
    };
    let given = if varied {
        random.syllables(2)
    } else {
        random.pick(&GIVEN).to_owned()
    };
    let street = if varied {
        format!("{}로", random.syllables(2))
    } else {
        random.pick(&STREETS).to_owned()
    };
    let products: Vec<&str> = (0..=random.below(3))
        .map(|_| random.pick(&PRODUCTS))
        .collect();
    let office = format!("{area}0{:02}{:04}", random.below(100), random.below(10_000));
    let fax = format!("{area}0{:02}{:04}", random.below(100), random.below(10_000));
    let mobile = format!("0100{:03}{:04}", random.below(1_000), random.below(10_000));
    let value = json!({
        "number": format!("{number:06}"),
        "name": format!("{}{proper}", random.pick(&FORMS)),
        "representatives": [format!("{}{given}", random.pick(&FAMILY))],
        "phone": {"number": office},
        "fax": {"number": fax},
        "mobile": {"number": mobile},
        "email": format!("info@company{number}.example"),
        "homepage": format!("http://www.company{number}.example"),
        "postal_code": format!("{:05}", random.below(63_000)),
        "address": format!(
            "{district} {street} {}, {}층 ({}동)",
            random.below(400) + 1,
            random.below(12) + 1,
            random.syllables(2)
        ),
        "position": {
            "lat": (33_500_000 + random.below(4_500_000)) as f64 / 1e6,
            "lng": (126_000_000 + random.below(3_500_000)) as f64 / 1e6,
            "precision": "town",
        },
        "branch": branch,
        "products": products,
        "certificates": [{"name": random.pick(&CERTIFICATES)}],
        "joined": format!("{}-{:02}-{:02}", 1962 + random.below(64), 1 + random.below(12), 1 + random.below(28)),
        "status": "active",
    });
    match value {
        Value::Object(payload) => payload,
        _ => Map::new(),
    }
}
