//! What is typed, and what brute force finds.

use std::collections::BTreeSet;

use handbook_wire::entity::CompanyName;
use serde_json::{Map, Value};

use crate::bench::data::Random;

/// Choseong, partial syllable, company, representative, phone digits, region, product.
pub const CLASSES: usize = 7;
/// Queries in each class.
pub const QUERIES: usize = 200;

/// A query of a class, typed up to here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Typed {
    /// What is in the box.
    pub text: String,
    /// Where it was taken from.
    pub class: usize,
    /// Whether the whole query is there.
    pub whole: bool,
}

impl Typed {
    /// At most two characters.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.text.chars().count() < 3
    }
}

/// The searchable texts of a company.
#[derive(Debug, Clone, Default)]
pub struct Texts {
    /// The name without its legal form.
    pub proper: String,
    /// Its first consonants.
    pub choseong: String,
    /// All of the name.
    pub name: String,
    /// Of the first representative.
    pub representative: String,
    /// Digits.
    pub mobile: String,
    /// The region's.
    pub branch: String,
    /// All products, a space between them.
    pub products: String,
}

impl Texts {
    /// Those of `company`.
    #[must_use]
    pub fn of(company: &Map<String, Value>) -> Self {
        let text = |field: &str| {
            company
                .get(field)
                .and_then(Value::as_str)
                .unwrap_or_default()
        };
        let list = |field: &str| {
            let items = company
                .get(field)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let items: Vec<&str> = items.filter_map(Value::as_str).collect();
            items.join(" ")
        };
        let name = text("name").to_owned();
        let proper = CompanyName::parse(&name).proper.to_owned();
        let mobile = company
            .get("mobile")
            .and_then(|mobile| mobile["number"].as_str());
        Self {
            choseong: choseong(&proper),
            proper,
            name,
            representative: list("representatives"),
            mobile: mobile.unwrap_or_default().to_owned(),
            branch: text("branch").to_owned(),
            products: list("products"),
        }
    }

    /// The query of a class that finds this company. `second` chooses between two of a kind.
    fn query(&self, class: usize, second: bool) -> String {
        match class {
            0 => choseong(&self.proper),
            1 => half_typed(&self.proper),
            2 => self.proper.clone(),
            3 => self.representative.clone(),
            4 if second => self.mobile.chars().skip(3).take(4).collect(),
            4 => self.mobile.chars().skip(7).collect(),
            5 => self.branch.clone(),
            _ => self
                .products
                .split(' ')
                .next()
                .unwrap_or_default()
                .to_owned(),
        }
    }

    /// Whether what was typed is in the field that it was taken from.
    #[must_use]
    pub fn fits(&self, typed: &Typed) -> bool {
        let field = match typed.class {
            0 => &self.choseong,
            1 if typed.whole => return contains_half_typed(&self.proper, &typed.text),
            1 | 2 => &self.proper,
            3 => &self.representative,
            4 => &self.mobile,
            5 => &self.branch,
            _ => &self.products,
        };
        field.contains(&typed.text)
    }
}

/// Queries of every class, typed one keystroke at a time: all of those whose number among the class's
/// is `part` modulo `parts`.
#[must_use]
pub fn keystrokes(companies: &[Texts], part: usize, parts: usize) -> Vec<Typed> {
    let mut random = Random::new(42);
    let mut typed = Vec::new();
    for class in 0..CLASSES {
        for number in 0..QUERIES {
            let place = usize::try_from(random.below(companies.len() as u64)).unwrap_or(0);
            if number % parts != part % parts {
                continue;
            }
            let Some(company) = companies.get(place) else {
                continue;
            };
            let query = company.query(class, number % (2 * parts) >= parts);
            let mut text = String::new();
            for letter in query.chars() {
                text.push(letter);
                let whole = text.len() == query.len();
                typed.push(Typed {
                    text: text.clone(),
                    class,
                    whole,
                });
            }
        }
    }
    typed
}

/// Numbers of the companies that fit, by looking at every one.
#[must_use]
pub fn brute_force(companies: &[Texts], typed: &Typed) -> BTreeSet<u64> {
    let fitting = companies
        .iter()
        .enumerate()
        .filter(|(_, company)| company.fits(typed));
    fitting.map(|(number, _)| number as u64).collect()
}

/// The first consonants of Hangul syllables; anything else as it is.
fn choseong(text: &str) -> String {
    const FIRST: [char; 19] = [
        'ㄱ', 'ㄲ', 'ㄴ', 'ㄷ', 'ㄸ', 'ㄹ', 'ㅁ', 'ㅂ', 'ㅃ', 'ㅅ', 'ㅆ', 'ㅇ', 'ㅈ', 'ㅉ', 'ㅊ',
        'ㅋ', 'ㅌ', 'ㅍ', 'ㅎ',
    ];
    text.chars()
        .map(|letter| match syllable(letter) {
            Some(place) => FIRST[place as usize / 588],
            None => letter,
        })
        .collect()
}

/// Place of a Hangul syllable among all of them.
fn syllable(letter: char) -> Option<u32> {
    (letter as u32)
        .checked_sub(0xac00)
        .filter(|place| *place < 11_172)
}

/// The syllable without its final consonant; anything else as it is.
fn open(letter: char) -> char {
    let open = syllable(letter).and_then(|place| char::from_u32(0xac00 + place / 28 * 28));
    open.unwrap_or(letter)
}

/// The text with the final consonant of its last syllable not yet typed.
fn half_typed(text: &str) -> String {
    let mut letters: Vec<char> = text.chars().collect();
    if let Some(last) = letters.last_mut() {
        *last = open(*last);
    }
    letters.into_iter().collect()
}

/// Whether `text` contains `part`, whose last syllable may still get a final consonant.
fn contains_half_typed(text: &str, part: &str) -> bool {
    let text: Vec<char> = text.chars().collect();
    let part: Vec<char> = part.chars().collect();
    let Some((last, head)) = part.split_last() else {
        return true;
    };
    text.windows(part.len()).any(|letters| {
        letters.starts_with(head)
            && letters
                .last()
                .is_some_and(|letter| letter == last || open(*letter) == *last)
    })
}

#[cfg(test)]
mod tests {
    use super::{CLASSES, Texts, Typed, brute_force, contains_half_typed, keystrokes};
    use crate::bench::data::{Shape, company};

    fn texts(count: u64) -> Vec<Texts> {
        (0..count)
            .map(|number| Texts::of(&company(number, Shape::Roster)))
            .collect()
    }

    #[test]
    fn a_half_typed_syllable_stands_for_every_final_consonant() {
        assert!(contains_half_typed("대한국전기", "한구"));
        assert!(contains_half_typed("한국", "한국"));
        assert!(!contains_half_typed("한국", "한군"));
        assert!(!contains_half_typed("국", "한국"));
    }

    #[test]
    fn every_query_finds_somebody_at_every_keystroke() {
        let companies = texts(300);
        let typed = keystrokes(&companies, 0, 10);
        assert_eq!(
            (0..CLASSES)
                .filter(|class| typed.iter().any(|t| t.class == *class))
                .count(),
            CLASSES
        );
        for typed in typed {
            assert!(!brute_force(&companies, &typed).is_empty(), "{typed:?}");
        }
    }

    #[test]
    fn the_parts_together_are_all_queries() {
        let companies = texts(50);
        let whole = |part, parts| {
            let typed = keystrokes(&companies, part, parts);
            typed
                .into_iter()
                .filter(|typed| typed.whole)
                .collect::<Vec<Typed>>()
        };
        let parts: usize = (0..4).map(|part| whole(part, 4).len()).sum();
        assert_eq!(parts, whole(0, 1).len());
        assert_eq!(parts, CLASSES * super::QUERIES);
    }
}
