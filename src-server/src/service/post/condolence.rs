//! 경조사: what staff wrote of an occasion, as it is kept.

use handbook_wire::entity::{Condolence, Host, Kind, Member, Occasion, PostKind};
use handbook_wire::post::PostDraft;
use handbook_wire::read::{self, Line};

use super::PostError;
use super::check::{LAST, line};
use crate::roster;
use crate::storage::{StorageError, StorageTxn};

/// Brings what a draft tells of an occasion into its form, with what follows from it: where the place is,
/// when the post ends, what it is called. A draft of another kind tells of none.
pub(super) fn tidy<T: StorageTxn + ?Sized>(
    txn: &T,
    draft: &mut PostDraft,
) -> Result<(), PostError> {
    let written = draft.condolence.take();
    let Some(written) = written.filter(|_| draft.kind == PostKind::Condolence) else {
        return Ok(());
    };
    let company = match &written.member {
        Some(id) => name_of(txn, id)?,
        None => None,
    };
    let condolence = tidied(written, company)?;
    if draft.ends_at.is_none() {
        draft.ends_at = condolence.ends_at();
    }
    if draft.title.is_empty() {
        draft.title = condolence.heading().unwrap_or_default();
    }
    draft.condolence = Some(condolence);
    Ok(())
}

/// Whether readers learn what it is and whose.
pub(super) fn publishable(condolence: &Condolence) -> Result<(), PostError> {
    let is_whose = !condolence.company.is_empty() || !condolence.person.is_empty();
    match !condolence.title.is_empty() && is_whose {
        true => Ok(()),
        false => Err(PostError::Condolence),
    }
}

/// `company` is the name of the one that it names, if that is in the directory.
fn tidied(written: Condolence, company: Option<String>) -> Result<Condolence, PostError> {
    let is_time = |at: &i64| (0..LAST).contains(at);
    if ![written.died_at, written.at].iter().flatten().all(is_time) {
        return Err(PostError::Condolence);
    }
    let mourns = written.occasion == Occasion::Bereavement;
    let of_mourning = |text: String| if mourns { text } else { String::new() };
    let mut condolence = Condolence {
        title: short(&written.title)?,
        member: written.member.filter(|_| company.is_some()),
        company: short(&written.company)?,
        person: short(&written.person)?,
        deceased: of_mourning(short(&written.deceased)?),
        died_at: written.died_at.filter(|_| mourns),
        place: short(&written.place)?,
        address: short(&written.address)?,
        place_phone: number(&written.place_phone)?,
        burial: of_mourning(short(&written.burial)?),
        hosts: hosts(written.hosts)?,
        gift: short(&written.gift)?,
        ..written
    };
    if condolence.company.is_empty() {
        condolence.company = company.unwrap_or_default();
    }
    let is_somewhere = |lat: f64, lng: f64| lat.abs() <= 90.0 && lng.abs() <= 180.0;
    condolence.position = (condolence.position)
        .filter(|position| is_somewhere(position.lat, position.lng))
        .or_else(|| roster::locate(&condolence.address));
    Ok(condolence)
}

fn hosts(written: Vec<Host>) -> Result<Vec<Host>, PostError> {
    let mut hosts = Vec::new();
    for host in written {
        let host = Host {
            role: short(&host.role)?,
            name: short(&host.name)?,
            phone: number(&host.phone)?,
        };
        if host != Host::default() {
            hosts.push(host);
        }
    }
    match hosts.len() > Condolence::MOST_HOSTS {
        true => Err(PostError::Condolence),
        false => Ok(hosts),
    }
}

fn short(text: &str) -> Result<String, PostError> {
    let text = line(text);
    match text.chars().count() > Condolence::LONGEST_LINE {
        true => Err(PostError::Condolence),
        false => Ok(text),
    }
}

/// A number as it is dialled; nothing stays nothing.
fn number(text: &str) -> Result<String, PostError> {
    let text = line(text);
    if text.is_empty() {
        return Ok(text);
    }
    let phone = read::phone(&text, Line::Phone)
        .filter(|phone| phone.to.is_none() && phone.extension.is_none());
    phone.map(|phone| phone.number).ok_or(PostError::Condolence)
}

/// The name of a company of the co-op.
fn name_of<T: StorageTxn + ?Sized>(txn: &T, id: &str) -> Result<Option<String>, StorageError> {
    let record = txn.entity(Kind::Member, id)?;
    let Some(record) = record.filter(|record| !record.deleted) else {
        return Ok(None);
    };
    let member: Member =
        serde_json::from_str(&record.payload).map_err(|_| StorageError::Corrupt("member"))?;
    Ok(Some(member.name))
}

#[cfg(test)]
mod tests {
    use handbook_wire::entity::{Position, Precision};

    use super::*;

    fn bereavement() -> Condolence {
        Condolence {
            occasion: Occasion::Bereavement,
            title: " 부친상\u{200b} ".into(),
            member: Some("7".into()),
            person: "김한빛\n대표".into(),
            deceased: "김어른 (향년 90세)".into(),
            died_at: Some(1),
            at: Some(2),
            place: "한빛병원 장례식장 3호실".into(),
            address: "서울특별시 송파구 올림픽로 43".into(),
            place_phone: "02-000-0000".into(),
            burial: "한빛공원".into(),
            hosts: vec![
                Host {
                    role: "상주".into(),
                    name: "김한빛".into(),
                    phone: "+82 10-0000-0001".into(),
                },
                Host::default(),
            ],
            ..Condolence::default()
        }
    }

    #[test]
    fn what_is_written_is_brought_into_its_form() {
        let tidy = tidied(bereavement(), Some("한빛전기".into())).unwrap();
        assert_eq!(tidy.title, "부친상");
        assert_eq!(tidy.company, "한빛전기", "chosen from the directory");
        assert_eq!(tidy.person, "김한빛 대표");
        assert_eq!(tidy.place_phone, "020000000");
        assert_eq!(tidy.hosts.len(), 1);
        assert_eq!(tidy.hosts[0].phone, "01000000001");
        let position = tidy.position.expect("the address is known");
        assert!((37.4..37.6).contains(&position.lat), "{position:?}");
        // Once more changes nothing.
        assert_eq!(tidied(tidy.clone(), Some("한빛전기".into())).unwrap(), tidy);
        let typed = Condolence {
            company: "한빛".into(),
            ..bereavement()
        };
        let tidy = tidied(typed, None).unwrap();
        assert_eq!((tidy.member, tidy.company.as_str()), (None, "한빛"));
    }

    #[test]
    fn what_is_no_funeral_tells_of_no_dead() {
        let wedding = Condolence {
            occasion: Occasion::Wedding,
            position: Some(Position {
                lat: 400.0,
                lng: 0.0,
                precision: Precision::Exact,
            }),
            address: String::new(),
            ..bereavement()
        };
        let tidy = tidied(wedding, None).unwrap();
        assert_eq!((tidy.deceased.as_str(), tidy.died_at), ("", None));
        assert_eq!((tidy.burial.as_str(), tidy.at), ("", Some(2)));
        assert_eq!(tidy.position, None, "nowhere on earth");
    }

    #[test]
    fn what_cannot_be_read_or_is_too_much_is_refused() {
        let long = "가".repeat(Condolence::LONGEST_LINE + 1);
        let host = |phone: &str| Host {
            phone: phone.to_owned(),
            ..Host::default()
        };
        for written in [
            Condolence {
                place: long.clone(),
                ..bereavement()
            },
            Condolence {
                gift: long,
                ..bereavement()
            },
            Condolence {
                at: Some(i64::MAX),
                ..bereavement()
            },
            Condolence {
                place_phone: "장례식장".into(),
                ..bereavement()
            },
            Condolence {
                hosts: vec![host("010-0000-000")],
                ..bereavement()
            },
            Condolence {
                hosts: vec![host("010-0000-0001"); Condolence::MOST_HOSTS + 1],
                ..bereavement()
            },
        ] {
            assert!(tidied(written, None).is_err());
        }
    }

    #[test]
    fn it_is_published_once_it_says_what_and_whose() {
        let told = |title: &str, company: &str, person: &str| {
            publishable(&Condolence {
                title: title.into(),
                company: company.into(),
                person: person.into(),
                ..Condolence::default()
            })
            .is_ok()
        };
        assert!(told("부친상", "한빛전기", ""));
        assert!(told("부친상", "", "김한빛"));
        assert!(!told("부친상", "", ""));
        assert!(!told("", "한빛전기", "김한빛"));
    }
}
