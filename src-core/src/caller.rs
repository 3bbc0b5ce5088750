//! Whose call it is: the numbers of the directory with the words that a phone shows for each. Pure.
//!
//! A book is text, a line a number in ascending order: the number as it is dialled from abroad, digits
//! alone (`821000000100`), a tab, the words. iOS takes numbers in that order and no other.

use std::collections::btree_map::{BTreeMap, Entry};
use std::fmt::Write as _;

use handbook_wire::entity::{Member, Phone, Staff};

use crate::plain;

/// The longest words for a number, in characters: screens cut off what is longer.
const LONGEST: usize = 60;
/// Korea, as it is dialled.
const COUNTRY: &str = "82";

/// Numbers with their words, while they are gathered.
#[derive(Debug, Default)]
pub struct Callers(BTreeMap<u64, Caller>);

#[derive(Debug)]
struct Caller {
    label: String,
    /// Whether it is somebody's own number, which says more than a company's.
    is_own: bool,
    /// Further companies that have it.
    others: usize,
}

impl Callers {
    /// Adds a company's telephone and its representative's. Those who have left the co-op, and fax machines,
    /// are nobody who calls.
    pub fn add_member(&mut self, member: &Member) {
        if !member.status.is_current() {
            return;
        }
        let name = line(&member.name);
        // The representative first: where both have one number, he is named.
        let mut own = Vec::new();
        if let Some(mobile) = &member.mobile {
            own = numbers(mobile);
            let label = match member.representatives.first() {
                Some(representative) => format!("{name} 대표 {}", line(representative)),
                None => name.clone(),
            };
            self.add(&own, &label, true);
        }
        if let Some(phone) = &member.phone {
            let mut lines = numbers(phone);
            lines.retain(|line| !own.contains(line));
            self.add(&lines, &name, false);
        }
    }

    /// Adds one of the co-op's own people.
    pub fn add_staff(&mut self, staff: &Staff, coop: &str) {
        if let Some(mobile) = &staff.mobile {
            let parts = [
                Some(coop),
                Some(staff.name.as_str()),
                staff.position.as_deref(),
            ];
            let parts: Vec<String> = parts.into_iter().flatten().map(line).collect();
            self.add(&numbers(mobile), parts.join(" ").trim(), true);
        }
    }

    fn add(&mut self, numbers: &[u64], label: &str, is_own: bool) {
        for number in numbers {
            let new = Caller {
                label: label.chars().take(LONGEST).collect(),
                is_own,
                others: 0,
            };
            match self.0.entry(*number) {
                Entry::Vacant(place) => {
                    place.insert(new);
                }
                Entry::Occupied(mut place) => {
                    let known = place.get_mut();
                    let others = known.others + 1;
                    // In whatever order they come, the same one is named.
                    if (new.is_own, &known.label) > (known.is_own, &new.label) {
                        *known = new;
                    }
                    known.others = others;
                }
            }
        }
    }

    /// The book; empty when there is nobody.
    #[must_use]
    pub fn book(&self) -> String {
        let mut book = String::new();
        for (number, caller) in &self.0 {
            // Writing to a string can't fail.
            let _ = write!(book, "{number}\t{}", caller.label);
            if caller.others > 0 {
                let _ = write!(book, " 외 {}곳", caller.others);
            }
            book.push('\n');
        }
        book
    }
}

/// The numbers as they are dialled from abroad; none of what is no Korean number.
fn numbers(phone: &Phone) -> Vec<u64> {
    let lines = phone.lines();
    lines.iter().filter_map(|line| abroad(line)).collect()
}

fn line(text: &str) -> String {
    plain::line(text, LONGEST)
}

fn abroad(number: &str) -> Option<u64> {
    if !number.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let rest = match (number.strip_prefix('0'), number.len()) {
        // An area, a mobile net, or a service: 02, 031, 010, 070, 0505.
        (Some(rest), 9..=12) if !rest.starts_with('0') => rest,
        // A number for the whole country: 1588-0000.
        (None, 8) if number.starts_with('1') => number,
        _ => return None,
    };
    format!("{COUNTRY}{rest}").parse().ok()
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::MemberStatus;
    use proptest::prelude::*;

    use super::*;

    fn phone(number: &str) -> Option<Phone> {
        Some(Phone {
            number: number.to_owned(),
            ..Phone::default()
        })
    }

    fn company(name: &str, phone_number: &str, mobile: &str) -> Member {
        Member {
            name: name.to_owned(),
            representatives: vec!["김한빛".to_owned()],
            phone: phone(phone_number),
            mobile: phone(mobile),
            fax: phone("0315550199"),
            ..Member::default()
        }
    }

    fn book(members: &[Member]) -> String {
        let mut callers = Callers::default();
        for member in members {
            callers.add_member(member);
        }
        callers.book()
    }

    #[test]
    fn companies_their_heads_and_staff_are_told_by_numbers_in_order() {
        let mut hanbit = company("(주)한빛전기", "0315550100", "01000000421");
        if let Some(phone) = &mut hanbit.phone {
            phone.to = Some("2".to_owned());
        }
        let mut callers = Callers::default();
        callers.add_member(&hanbit);
        callers.add_member(&company("나라변압기", "15880000", ""));
        let staff = Staff {
            name: "박조합".to_owned(),
            position: Some("과장".to_owned()),
            mobile: phone("01000000001"),
            ..Staff::default()
        };
        callers.add_staff(&staff, "전기조합");
        assert_eq!(
            callers.book(),
            "8215880000\t나라변압기\n\
             82315550100\t(주)한빛전기\n\
             82315550101\t(주)한빛전기\n\
             82315550102\t(주)한빛전기\n\
             821000000001\t전기조합 박조합 과장\n\
             821000000421\t(주)한빛전기 대표 김한빛\n"
        );
    }

    #[test]
    fn one_number_of_several_names_the_person_and_counts_the_others() {
        let one = company("한빛전기", "01000000001", "01000000001");
        assert_eq!(
            book(std::slice::from_ref(&one)),
            "821000000001\t한빛전기 대표 김한빛\n"
        );
        let two = company("가나전기", "01000000001", "01000000002");
        let expected = "821000000001\t한빛전기 대표 김한빛 외 1곳\n\
                        821000000002\t가나전기 대표 김한빛\n";
        assert_eq!(book(&[one.clone(), two.clone()]), expected);
        assert_eq!(book(&[two, one]), expected);
    }

    #[test]
    fn who_has_left_and_what_is_no_number_is_not_in_it() {
        let mut left = company("떠난전기", "0315550100", "01000000001");
        for status in [MemberStatus::Withdrawn, MemberStatus::Expelled] {
            left.status = status;
            assert_eq!(book(std::slice::from_ref(&left)), "");
        }
        for number in [
            "",
            "119",
            "0",
            "00821012345678",
            "031-555",
            "2158800001",
            "٠١٠",
        ] {
            assert_eq!(book(&[company("한빛", number, "")]), "", "{number}");
        }
    }

    proptest! {
        /// Lines stay lines, whatever a name holds, and numbers ascend.
        #[test]
        fn a_book_can_always_be_read_back(names in prop::collection::vec(".{0,90}", 1..6)) {
            let members: Vec<Member> = names
                .iter()
                .enumerate()
                .map(|(n, name)| company(name, &format!("0315550{n:03}"), "01000000001"))
                .collect();
            let book = book(&members);
            let mut last = 0;
            for line in book.lines() {
                let (number, label) = line.split_once('\t').unwrap();
                let number: u64 = number.parse().unwrap();
                prop_assert!(number > last && !label.contains('\t'));
                prop_assert!(label.chars().count() <= LONGEST + 10);
                last = number;
            }
            prop_assert_eq!(book.lines().count(), members.len() + 1);
        }
    }
}
