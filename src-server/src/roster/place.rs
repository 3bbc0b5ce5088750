//! Where an address lies on the map, as near as the list of places goes: a point inside the
//! 읍면동, else the 시군구, else the 시도. Offline, from data/korea-places.csv.

use std::collections::HashMap;
use std::sync::OnceLock;

use handbook_wire::entity::{Position, Precision};

use super::field::text;

const PLACES: &str = include_str!("../../data/korea-places.csv");

/// Provinces as the list has them, and what people write, longest first.
const PROVINCES: [(&str, &[&str]); 17] = [
    ("서울특별시", &["서울특별시", "서울시", "서울"]),
    (
        "부산광역시",
        &["부산광역시", "부산직할시", "부산시", "부산"],
    ),
    (
        "대구광역시",
        &["대구광역시", "대구직할시", "대구시", "대구"],
    ),
    (
        "인천광역시",
        &["인천광역시", "인천직할시", "인천시", "인천"],
    ),
    (
        "광주광역시",
        &["광주광역시", "광주직할시", "광주시", "광주"],
    ),
    (
        "대전광역시",
        &["대전광역시", "대전직할시", "대전시", "대전"],
    ),
    ("울산광역시", &["울산광역시", "울산시", "울산"]),
    ("세종특별자치시", &["세종특별자치시", "세종시", "세종"]),
    ("경기도", &["경기도", "경기"]),
    ("강원특별자치도", &["강원특별자치도", "강원도", "강원"]),
    ("충청북도", &["충청북도", "충북"]),
    ("충청남도", &["충청남도", "충남"]),
    ("전라북도", &["전북특별자치도", "전라북도", "전북"]),
    ("전라남도", &["전라남도", "전남"]),
    ("경상북도", &["경상북도", "경북"]),
    ("경상남도", &["경상남도", "경남"]),
    ("제주특별자치도", &["제주특별자치도", "제주도", "제주"]),
];

/// Districts that changed their name without changing much else.
const RENAMED: [(&str, &str); 8] = [
    ("여주군", "여주시"),
    ("당진군", "당진시"),
    ("포천군", "포천시"),
    ("양주군", "양주시"),
    ("마산시", "창원시"),
    ("진해시", "창원시"),
    ("청주시서원구", "청주시"),
    ("청주시청원구", "청원군"),
];

#[derive(Clone, Copy)]
struct Point {
    lat: f64,
    lng: f64,
}

struct District {
    province: &'static str,
    /// Without the `서울시` that the list has before some.
    name: &'static str,
    point: Point,
    towns: HashMap<&'static str, Point>,
}

struct Gazetteer {
    provinces: HashMap<&'static str, Point>,
    districts: Vec<District>,
}

/// The position of an address in one line; none when not even its province is known.
pub(crate) fn locate(address: &str) -> Option<Position> {
    let gazetteer = gazetteer();
    let address = text::one_line(address);
    let (street, brackets) = take_apart(&address);
    let mut best: Option<Position> = None;
    for (province, rest) in readings(&street) {
        let found = gazetteer.locate(province, rest, &brackets);
        if let Some(found) = found
            && best.is_none_or(|best| found.precision > best.precision)
        {
            best = Some(found);
            if found.precision >= Precision::Town {
                break;
            }
        }
    }
    best
}

/// The address without brackets, and the words inside them.
fn take_apart(address: &str) -> (String, Vec<&str>) {
    let mut street = String::with_capacity(address.len());
    let mut brackets = Vec::new();
    let mut rest = address;
    while let Some(open) = rest.find('(') {
        street.push_str(&rest[..open]);
        street.push(' ');
        let inside = &rest[open + 1..];
        let close = inside.find(')').unwrap_or(inside.len());
        brackets.extend(
            inside[..close]
                .split([',', ' ', '·'])
                .filter(|word| !word.is_empty()),
        );
        rest = inside.get(close + 1..).unwrap_or_default();
    }
    street.push_str(rest);
    (text::squeeze(&street), brackets)
}

/// The provinces that the start of an address may name, each with what follows; and none, since
/// `광주시 오포읍` lies in 경기도.
fn readings(street: &str) -> Vec<(Option<&'static str>, &str)> {
    let mut readings = Vec::new();
    for (province, names) in PROVINCES {
        if let Some(name) = names.iter().find(|name| street.starts_with(**name)) {
            readings.push((Some(province), street[name.len()..].trim_start()));
        }
    }
    readings.push((None, street));
    readings
}

impl Gazetteer {
    fn locate(&self, province: Option<&str>, rest: &str, brackets: &[&str]) -> Option<Position> {
        let words: Vec<&str> = rest
            .split([' ', ','])
            .filter(|word| !word.is_empty())
            .collect();
        let (districts, used) = self.districts(province, &words);
        let towns = brackets.iter().chain(words.iter().skip(used));
        if let Some(point) = towns.copied().find_map(|word| town(&districts, word)) {
            return Some(point.position(Precision::Town));
        }
        if used > 0 {
            return middle(&districts).map(|point| point.position(Precision::District));
        }
        let point = self.provinces.get(province?)?;
        // A province without districts worth naming.
        let precision = if districts.len() == 1 {
            Precision::District
        } else {
            Precision::Province
        };
        Some(point.position(precision))
    }

    /// The districts that the first words name, and how many words that took: several for a city
    /// with districts of its own. When none is named, all of the province.
    fn districts(&self, province: Option<&str>, words: &[&str]) -> (Vec<&District>, usize) {
        for used in [2, 1] {
            let Some(words) = words.get(..used) else {
                continue;
            };
            let name = words.concat();
            if !name.ends_with(['시', '군', '구']) {
                continue;
            }
            let found = self.named(province, &name);
            if !found.is_empty() {
                return (found, used);
            }
        }
        let all = |district: &&District| Some(district.province) == province;
        (self.districts.iter().filter(all).collect(), 0)
    }

    fn named(&self, province: Option<&str>, name: &str) -> Vec<&District> {
        let search = |province: Option<&str>, fits: &dyn Fn(&str) -> bool| -> Vec<&District> {
            self.districts
                .iter()
                .filter(|district| province.is_none_or(|province| district.province == province))
                .filter(|district| fits(district.name))
                .collect()
        };
        let exact = |known: &str| known == name;
        let city = |known: &str| name.ends_with('시') && known.starts_with(name);
        // `덕양구` of 고양시덕양구; but not `구` of any.
        let part = |known: &str| {
            known
                .strip_suffix(name)
                .is_some_and(|city| city.ends_with('시'))
        };
        let new_name = RENAMED
            .iter()
            .find(|(old, _)| *old == name)
            .map(|(_, new)| *new);
        let renamed = |known: &str| new_name.is_some_and(|new| known.starts_with(new));
        // `고양시덕양구` where the list has 덕양구 alone, and `서울시도봉구` likewise.
        let bare = name
            .split_once('시')
            .map(|(_, bare)| bare)
            .filter(|bare| bare.len() > 3);
        let barely = |known: &str| bare == Some(known);
        let rules: [&dyn Fn(&str) -> bool; 5] = [&exact, &city, &part, &renamed, &barely];
        for fits in rules {
            let found = search(province, fits);
            // Many provinces have a 중구: without the province, it names none of them.
            let is_one = found
                .iter()
                .all(|district| district.province == found[0].province);
            if !found.is_empty() && is_one {
                return found;
            }
        }
        // Districts have moved from one province to another.
        let found = search(None, &exact);
        if found.len() == 1 { found } else { Vec::new() }
    }
}

/// The one town of that name in the districts.
fn town(districts: &[&District], word: &str) -> Option<Point> {
    let only = |name: &str| {
        let mut found = districts
            .iter()
            .filter_map(|district| district.towns.get(name));
        let point = found.next().copied();
        if found.next().is_some() { None } else { point }
    };
    if !word.ends_with(['동', '읍', '면', '가', '로']) {
        // `동` and a house number without a space: `귤현동123`.
        let end = word.find("동")? + "동".len();
        let is_number = word[end..].starts_with(|c: char| c.is_ascii_digit());
        return if is_number { only(&word[..end]) } else { None };
    }
    // `역삼1동` is how the town hall calls a part of 역삼동.
    only(word).or_else(|| {
        let bare: String = word.chars().filter(|c| !c.is_ascii_digit()).collect();
        if bare == word || !bare.ends_with('동') {
            None
        } else {
            only(&bare)
        }
    })
}

fn middle(districts: &[&District]) -> Option<Point> {
    let count = districts.len();
    if count == 0 {
        return None;
    }
    #[expect(
        clippy::cast_precision_loss,
        reason = "there are a few hundred districts"
    )]
    let count = count as f64;
    let lat = districts
        .iter()
        .map(|district| district.point.lat)
        .sum::<f64>()
        / count;
    let lng = districts
        .iter()
        .map(|district| district.point.lng)
        .sum::<f64>()
        / count;
    Some(Point { lat, lng })
}

impl Point {
    fn position(self, precision: Precision) -> Position {
        let round = |degrees: f64| (degrees * 1e5).round() / 1e5;
        Position {
            lat: round(self.lat),
            lng: round(self.lng),
            precision,
        }
    }
}

fn gazetteer() -> &'static Gazetteer {
    static GAZETTEER: OnceLock<Gazetteer> = OnceLock::new();
    GAZETTEER.get_or_init(|| {
        let mut gazetteer = Gazetteer {
            provinces: HashMap::new(),
            districts: Vec::new(),
        };
        let mut index: HashMap<(&str, &str), usize> = HashMap::new();
        for line in PLACES.lines().skip(1) {
            let fields: Vec<&str> = line.split(',').collect();
            let [level, _, province, district, town, lat, lng] = fields.as_slice() else {
                continue;
            };
            let (Ok(lat), Ok(lng)) = (lat.parse(), lng.parse()) else {
                continue;
            };
            let point = Point { lat, lng };
            match *level {
                "sido" => {
                    gazetteer.provinces.insert(province, point);
                }
                "sigungu" => {
                    let name = district.strip_prefix("서울시").unwrap_or(district);
                    index.insert((province, district), gazetteer.districts.len());
                    let towns = HashMap::new();
                    gazetteer.districts.push(District {
                        province,
                        name,
                        point,
                        towns,
                    });
                }
                _ => {
                    let at = index.get(&(*province, *district));
                    if let Some(district) = at.and_then(|at| gazetteer.districts.get_mut(*at)) {
                        district.towns.insert(town, point);
                    }
                }
            }
        }
        gazetteer
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_read_whole() {
        let gazetteer = gazetteer();
        // One town of the 5,026 is in no district.
        let towns: usize = gazetteer
            .districts
            .iter()
            .map(|district| district.towns.len())
            .sum();
        assert_eq!(
            (gazetteer.provinces.len(), gazetteer.districts.len(), towns),
            (17, 253, 5025)
        );
        for (province, _) in PROVINCES {
            assert!(gazetteer.provinces.contains_key(province), "{province}");
        }
    }

    #[test]
    fn addresses_are_placed_as_near_as_they_go() {
        use Precision::{District, Province, Town};
        for (address, precision, lat, lng) in [
            (
                "인천광역시 계양구 첨단대로 5 (귤현동)",
                Some(Town),
                37.57,
                126.75,
            ),
            ("인천 계양구 귤현동 12-3", Some(Town), 37.57, 126.75),
            (
                "경기도 수원시영통구 산단로 162, 2층 (매탄동)",
                Some(Town),
                37.27,
                127.04,
            ),
            ("경기도 수원시 영통구 매탄동 416", Some(Town), 37.27, 127.04),
            ("경기 수원시 산단로 162 (매탄동)", Some(Town), 37.27, 127.04),
            (
                "수원시 영통구 산단로 162 (매탄3동)",
                Some(Town),
                37.27,
                127.04,
            ),
            (
                "서울특별시 서울시도봉구 중앙로 208, 9층 (방학동)",
                Some(Town),
                37.67,
                127.03,
            ),
            ("서울 도봉구 방학동", Some(Town), 37.67, 127.03),
            ("서울시 도봉구 도봉로 1", Some(District), 37.66, 127.03),
            (
                "충청북도 청원군 첨단대로 110 (가덕면)",
                Some(Town),
                36.55,
                127.55,
            ),
            ("세종특별자치시 한누리대로 1", Some(District), 36.57, 127.27),
            ("세종특별자치시 장군면 1", Some(Town), 36.50, 127.21),
            ("강원도 태백시 중앙로 73", Some(District), 37.17, 128.98),
            (
                "전북특별자치도 익산시 테크노로 72-7 (모현동1가)",
                Some(Town),
                35.95,
                126.94,
            ),
            (
                "경기도 덕양구 중앙로 187-7 (현천동)",
                Some(Town),
                37.59,
                126.87,
            ),
            (
                "경기도 고양시 덕양구 중앙로 187-7 (현천동)",
                Some(Town),
                37.59,
                126.87,
            ),
            ("경기도 광주시 오포읍 1", Some(Town), 37.37, 127.23),
            ("광주시 오포읍 1", Some(Town), 37.37, 127.23),
            ("광주 북구 1", Some(District), 35.19, 126.92),
            ("경상북도 군위군 군위읍", Some(Town), 36.23, 128.56),
            ("대구 군위군 군위읍", Some(Town), 36.23, 128.56),
            ("경기도 어딘가", Some(Province), 37.57, 127.52),
            ("중구 을지로 1", None, 0.0, 0.0),
            ("Somewhere", None, 0.0, 0.0),
            ("", None, 0.0, 0.0),
        ] {
            let found = locate(address);
            assert_eq!(found.map(|found| found.precision), precision, "{address}");
            if let Some(found) = found {
                let near = (found.lat - lat).abs() < 0.06 && (found.lng - lng).abs() < 0.06;
                assert!(near, "{address}: {found:?}");
            }
        }
    }
}
