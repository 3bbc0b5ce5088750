//! The co-op's own people: found by the search box beside the companies, and 임원 as a chart. A few
//! dozen records, so they are looked through one by one.

use handbook_wire::entity::{Kind, Officer, Staff};
use handbook_wire::ipc::{
    Board, BoardPerson, BoardRank, FoundPerson, FoundTitle, FoundWhy, PeopleArgs, PersonField,
    SearchField,
};
use rusqlite::Connection;

use super::read::officers;
use super::{Handbook, picture};
use crate::Error;
use crate::search::{Query, highlight};
use crate::store::{StoreError, record};

/// The most people of one answer.
const MOST: usize = 30;

impl Handbook {
    /// 조합직원 and 임원 of the newest term whom every word fits, those found by name first. As with
    /// companies, what finds nobody is read once more as keys of the other layout.
    ///
    /// # Errors
    /// As [`Handbook::list_favourites`].
    pub async fn find_people(&self, args: PeopleArgs) -> Result<Vec<FoundPerson>, Error> {
        self.permitted()?;
        self.blocking(move |inner| {
            Ok(inner.cache.read(|connection| {
                let mut staff: Vec<(String, Staff)> = record::all(connection, Kind::Staff)?;
                staff.sort_by(|a, b| (a.1.rank, &a.0).cmp(&(b.1.rank, &b.0)));
                let staff: Vec<Staff> = staff.into_iter().map(|(_, staff)| staff).collect();
                let board = newest(connection)?;
                let typed = words(&args.text, Query::new);
                let mut found = find(&typed, &staff, &board);
                if found.is_empty()
                    && let Some(other) = Query::on_other_layout(&args.text)
                {
                    found = find(&[other], &staff, &board);
                }
                Ok::<_, StoreError>(found)
            })?)
        })
        .await
    }

    /// 임원 of the newest term with their pictures, by office.
    ///
    /// # Errors
    /// As [`Handbook::list_favourites`].
    pub async fn list_board(&self) -> Result<Board, Error> {
        self.permitted()?;
        self.blocking(|inner| {
            Ok(inner.cache.read(|connection| {
                let mut board = Board::default();
                for officer in newest(connection)? {
                    let picture = portrait(connection, &officer)?;
                    let role = officer.role.clone();
                    let person = BoardPerson { officer, picture };
                    match board.ranks.iter_mut().find(|rank| rank.role == role) {
                        Some(rank) => rank.people.push(person),
                        None => board.ranks.push(BoardRank {
                            role,
                            people: vec![person],
                        }),
                    }
                }
                Ok::<_, StoreError>(board)
            })?)
        })
        .await
    }
}

/// 임원 of the newest term.
fn newest(connection: &Connection) -> Result<Vec<Officer>, StoreError> {
    let mut all = officers(connection)?;
    let newest = all.first().map(|officer| officer.term);
    all.retain(|officer| Some(officer.term) == newest);
    Ok(all)
}

/// The picture of somebody of that name in the officer's company.
fn portrait(connection: &Connection, officer: &Officer) -> Result<Option<String>, StoreError> {
    let Some(member) = &officer.member else {
        return Ok(None);
    };
    let people = picture::people(connection, member)?;
    let person = people.into_iter().find(|one| one.name == officer.name);
    Ok(person.and_then(|person| person.picture))
}

/// The words of what was typed, each a query of its own: each may be found in another field.
fn words(text: &str, read: impl Fn(&str) -> Query) -> Vec<Query> {
    let words = text.split_whitespace().map(read);
    words.filter(|query| !query.is_empty()).collect()
}

fn find(words: &[Query], staff: &[Staff], board: &[Officer]) -> Vec<FoundPerson> {
    if words.is_empty() {
        return Vec::new();
    }
    let staff = staff.iter().filter_map(|person| {
        let mobile = person.mobile.as_ref().map(|mobile| mobile.display());
        let fields = [
            (
                PersonField::Duties,
                SearchField::Product,
                person.duties.clone(),
            ),
            (PersonField::Mobile, SearchField::Mobile, mobile),
            (
                PersonField::Extension,
                SearchField::Number,
                person.extension.clone(),
            ),
        ];
        let titles = [person.department.as_deref(), person.position.as_deref()];
        let (name_marks, why) = fit(words, &person.name, &titles, &fields)?;
        Some(FoundPerson {
            name: person.name.clone(),
            name_marks,
            title: FoundTitle::Staff {
                department: person.department.clone(),
                position: person.position.clone(),
            },
            why,
            mobile: person.mobile.clone(),
            extension: person.extension.clone(),
            member: None,
        })
    });
    let board = board.iter().filter_map(|officer| {
        let titles = [Some(officer.role.as_str()), None];
        let (name_marks, why) = fit(words, &officer.name, &titles, &[])?;
        Some(FoundPerson {
            name: officer.name.clone(),
            name_marks,
            title: FoundTitle::Officer {
                term: officer.term,
                role: officer.role.clone(),
                company: officer.company.clone(),
            },
            why,
            member: officer.member.clone(),
            ..FoundPerson::default()
        })
    });
    let mut found: Vec<FoundPerson> = staff.chain(board).collect();
    found.sort_by_key(|person| person.name_marks.is_empty());
    found.truncate(MOST);
    found
}

/// Where the words are in a person: marks of the name, and another place if one is needed. None
/// unless every word is somewhere.
#[expect(clippy::type_complexity, reason = "marks and one more place")]
fn fit(
    words: &[Query],
    name: &str,
    titles: &[Option<&str>],
    fields: &[(PersonField, SearchField, Option<String>)],
) -> Option<(Vec<(u32, u32)>, Option<FoundWhy>)> {
    let mut name_marks = Vec::new();
    let mut why = None;
    for word in words {
        let marks = highlight::marks(word, SearchField::Representative, name);
        if !marks.is_empty() {
            name_marks.extend(marks);
            continue;
        }
        let is_in = |text: &&str| !highlight::marks(word, SearchField::Branch, text).is_empty();
        if titles.iter().flatten().any(is_in) {
            continue;
        }
        let other = fields.iter().find_map(|(field, like, text)| {
            let text = text.as_ref()?;
            let marks = highlight::marks(word, *like, text);
            (!marks.is_empty()).then(|| FoundWhy {
                field: *field,
                text: text.clone(),
                marks,
            })
        })?;
        why.get_or_insert(other);
    }
    name_marks.sort_unstable();
    name_marks.dedup();
    Some((name_marks, why))
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::Phone;

    use super::*;

    fn staff() -> Vec<Staff> {
        let person =
            |name: &str, department: &str, extension: &str, duties: &str, mobile: &str| Staff {
                name: name.into(),
                department: Some(department.into()),
                position: Some("과장".into()),
                extension: Some(extension.into()),
                duties: Some(duties.into()),
                mobile: Some(Phone {
                    number: mobile.into(),
                    ..Phone::default()
                }),
                rank: 0,
            };
        vec![
            person("김가람", "총무부", "101", "회계, 조합비", "01000000101"),
            person("이나라", "사업부", "202", "단체표준 인증", "01000000202"),
        ]
    }

    fn board() -> Vec<Officer> {
        vec![Officer {
            term: 27,
            role: "이사장".into(),
            name: "박다온".into(),
            company: Some("(주)한빛전기".into()),
            member: Some("m".into()),
            ..Officer::default()
        }]
    }

    fn found(text: &str) -> Vec<String> {
        let found = find(&words(text, Query::new), &staff(), &board());
        found.into_iter().map(|person| person.name).collect()
    }

    #[test]
    fn people_are_found_by_name_title_duties_and_numbers() {
        for (text, names) in [
            ("김가람", vec!["김가람"]),
            ("ㄱㄱㄹ", vec!["김가람"]),
            ("ㅂㄷ", vec!["박다온"]),
            ("이사장", vec!["박다온"]),
            ("총무", vec!["김가람"]),
            ("단체표준", vec!["이나라"]),
            ("회계 과장", vec!["김가람"]),
            ("이나라 인증", vec!["이나라"]),
            ("101", vec!["김가람"]),
            ("0202", vec!["이나라"]),
            ("과장", vec!["김가람", "이나라"]),
            ("한빛", vec![]),
            ("김가람 인증", vec![]),
            ("", vec![]),
            (" - ", vec![]),
        ] {
            assert_eq!(found(text), names, "{text:?}");
        }
    }

    #[test]
    fn it_is_told_why() {
        let one = |text: &str| find(&words(text, Query::new), &staff(), &board()).remove(0);
        let by_name = one("가람");
        assert_eq!((by_name.name_marks, by_name.why), (vec![(1, 3)], None));
        let why = one("인증").why.unwrap();
        assert_eq!((why.field, why.marks), (PersonField::Duties, vec![(5, 7)]));
        let why = one("0101").why.unwrap();
        assert_eq!(why.text, "010-0000-0101");
    }
}
