use handbook_wire::auth::Role;
use handbook_wire::entity::Coming;
use handbook_wire::post::EventTally;

use super::{read, write};
use crate::storage::{Account, Storage, StoredAnswer, StoredAttendance};

fn account(id: &str) -> Account {
    let (login, subject) = (format!("l{id}"), format!("s{id}"));
    Account::new(id.to_owned(), login, Role::Member, String::new(), subject)
}

fn answer(post: &str, account: &str, coming: Coming, people: u8) -> StoredAnswer {
    StoredAnswer {
        post: post.to_owned(),
        account: account.to_owned(),
        coming,
        people,
        proxy: match coming {
            Coming::Proxy => "한빛전기 김대표".to_owned(),
            _ => String::new(),
        },
    }
}

fn attendance(member: &str, person: &str, noted_by: &str, at: i64) -> StoredAttendance {
    StoredAttendance {
        post: "a".to_owned(),
        member: member.to_owned(),
        person: person.to_owned(),
        noted_by: noted_by.to_owned(),
        name: "홍길동".to_owned(),
        at,
    }
}

pub(super) fn answers_are_counted_and_listed(storage: &dyn Storage) {
    let all = [
        answer("a", "1", Coming::Yes, 3),
        answer("a", "2", Coming::No, 0),
        answer("a", "3", Coming::Proxy, 0),
        answer("a", "4", Coming::Yes, 1),
    ];
    write(storage, |txn| {
        for id in ["1", "2", "3"] {
            txn.put_account(&account(id))?;
        }
        txn.put_account(&Account {
            locked_by_staff: true,
            ..account("4")
        })?;
        txn.put_answer(&answer("a", "1", Coming::No, 0))?;
        for one in &all {
            txn.put_answer(one)?;
        }
        txn.put_answer(&answer("b", "1", Coming::Yes, 1))
    });
    read(storage, |txn| {
        assert_eq!(txn.answers("a")?, all[..3], "who is locked is not counted");
        assert_eq!(
            txn.event_tally("a")?,
            EventTally {
                coming: 1,
                people: 3,
                not_coming: 1,
                proxies: 1,
                attended: 0,
            }
        );
        assert_eq!(txn.event_tally("c")?, EventTally::default());
        Ok(())
    });
    write(storage, |txn| {
        txn.remove_answer("a", "2")?;
        txn.forget_answers("1")?;
        txn.remove_account("3")
    });
    assert_eq!(read(storage, |txn| txn.answers("a")), []);
    assert_eq!(read(storage, |txn| txn.answers("b")), []);
}

pub(super) fn who_was_noted_twice_counts_once(storage: &dyn Storage) {
    let person = Account {
        company: Some("m1".to_owned()),
        ..account("2")
    };
    write(storage, |txn| {
        txn.put_account(&account("1"))?;
        txn.put_account(&person)?;
        txn.put_attendance(&attendance("s1", "", "x", 50))?;
        txn.put_attendance(&attendance("s1", "", "x", 40))?;
        txn.put_attendance(&attendance("s1", "", "y", 30))?;
        txn.put_attendance(&attendance("m1", "s2", "y", 20))?;
        // The company was joined to another one in between: still the same person.
        txn.put_attendance(&attendance("m2", "s2", "x", 60))
    });
    read(storage, |txn| {
        assert_eq!(txn.event_tally("a")?.attended, 2);
        assert_eq!(txn.attended_at("a", "s1", "")?, Some(30));
        assert_eq!(txn.attended_at("b", "s1", "")?, None);
        let all = txn.attendances("a")?;
        let order: Vec<_> = all
            .iter()
            .map(|one| (one.member.as_str(), one.at))
            .collect();
        assert_eq!(order, [("m1", 20), ("m2", 60), ("s1", 30), ("s1", 40)]);
        let found = |member: &str, person: &str| txn.account_of_card(member, person);
        assert_eq!(found("s1", "")?.map(|one| one.id), Some("1".to_owned()));
        assert_eq!(found("m2", "s2")?.map(|one| one.id), Some("2".to_owned()));
        assert!(found("s2", "")?.is_none(), "a person is no company");
        assert!(found("m1", "s1")?.is_none(), "a company is no person");
        Ok(())
    });
    write(storage, |txn| {
        txn.remove_attendance(&attendance("s1", "", "y", 0))?;
        txn.remove_account("1")
    });
    read(storage, |txn| {
        assert_eq!(txn.attended_at("a", "s1", "")?, Some(40));
        assert_eq!(txn.event_tally("a")?.attended, 2, "who was there was there");
        Ok(())
    });
}
