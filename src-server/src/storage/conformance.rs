//! One suite for every backend: a backend's tests call [`run`].

mod account_data;
mod answer;
mod approval;
mod file;
pub(crate) mod notification;
mod post;
mod vote;

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;

use super::{
    Account, Change, ChangeDecision, Device, Entity, Event, Position, Refresh, Request, Retention,
    Scope, Session, SignUp, SignUpState, SocialLink, Stamp, Storage, StorageError, Throttle,
    WaitingChange,
};

/// Runs the suite on databases that `new` makes, each empty.
pub fn run(new: impl Fn() -> Box<dyn Storage>) {
    for check in [
        an_empty_database,
        what_is_dropped_leaves_nothing,
        revisions_move_by_one,
        changes_come_in_order_and_in_pages,
        private_records_are_their_owners,
        snapshots_have_no_tombstones,
        a_reader_sees_one_state,
        ids_are_given_once,
        accounts_and_logins,
        sessions_and_refresh_tokens,
        throttles_and_outcomes,
        account_data::devices_and_events,
        account_data::requests_are_good_once,
        account_data::applications,
        account_data::pictures_and_links,
        account_data::requests_wait_for_staff,
        account_data::what_is_old_is_forgotten,
        post::posts_are_read_as_they_were_written,
        post::readers_have_targeted_posts_in_their_feed,
        answer::answers_are_counted_and_listed,
        answer::who_was_noted_twice_counts_once,
        vote::a_voter_votes_once_and_choices_are_counted,
        vote::votes_of_a_company_that_was_joined_to_another,
        file::files_and_who_lists_them,
        file::uploads,
        notification::devices_end_with_their_sessions,
        notification::notifications_wait_until_they_are_due,
        notification::an_eve_is_taken_once,
        approval::approvals_are_found_until_they_are_old,
    ] {
        check(&*new());
    }
}

fn write<T>(
    storage: &dyn Storage,
    job: impl FnOnce(&mut dyn super::StorageWrite) -> Result<T, StorageError>,
) -> T {
    storage.writing(job).unwrap()
}

fn read<T>(
    storage: &dyn Storage,
    job: impl FnOnce(&dyn super::StorageTxn) -> Result<T, StorageError>,
) -> T {
    storage.reading(job).unwrap()
}

fn entity(kind: Kind, id: &str, owner: Option<&str>, revision: u64) -> Entity {
    Entity {
        kind,
        id: id.to_owned(),
        owner: owner.map(str::to_owned),
        revision,
        deleted: false,
        payload: format!("{{\"name\":\"한빛 {id}\"}}"),
    }
}

/// Puts shared records under a revision of their own.
fn put(storage: &dyn Storage, kind: Kind, ids: &[&str], at: i64) -> Stamp {
    write(storage, |txn| {
        let stamp = txn.advance(Change::Shared, at)?;
        for id in ids {
            txn.put_entity(&entity(kind, id, None, stamp.revision))?;
        }
        Ok(stamp)
    })
}

fn ids(records: &[Entity]) -> Vec<&str> {
    records.iter().map(|record| record.id.as_str()).collect()
}

fn an_empty_database(storage: &dyn Storage) {
    assert_eq!(storage.head().unwrap().newest, Stamp::default());
    read(storage, |txn| {
        assert_eq!(txn.meta("x")?, None);
        assert_eq!(txn.head()?.shared, Stamp::default());
        assert_eq!(txn.tag(1)?, None);
        assert_eq!(txn.horizon()?, 0);
        assert_eq!(txn.own_head("1")?, Stamp::default());
        assert_eq!(txn.entity(Kind::Member, "1")?, None);
        assert!(
            txn.changes(Scope::Shared, &Kind::ALL, &Position::default(), 9)?
                .is_empty()
        );
        assert!(txn.accounts()?.is_empty());
        Ok(())
    });
}

fn what_is_dropped_leaves_nothing(storage: &dyn Storage) {
    {
        let mut txn = storage.write().unwrap();
        txn.set_meta("x", b"y").unwrap();
        txn.advance(Change::Shared, 0).unwrap();
    }
    let failed: Result<(), StorageError> = storage.writing(|txn| {
        txn.set_meta("x", b"z")?;
        Err(StorageError::Busy)
    });
    assert!(failed.is_err());
    assert_eq!(read(storage, |txn| txn.meta("x")), None);
    assert_eq!(storage.head().unwrap().newest.revision, 0);
    write(storage, |txn| txn.set_meta("x", b"1"));
    write(storage, |txn| txn.set_meta("x", b"2"));
    assert_eq!(read(storage, |txn| txn.meta("x")), Some(b"2".to_vec()));
}

fn revisions_move_by_one(storage: &dyn Storage) {
    let shared = put(storage, Kind::Member, &["1"], 0);
    let private = write(storage, |txn| txn.advance(Change::Private, 0));
    assert_eq!((shared.revision, private.revision), (1, 2));
    assert_ne!(shared.tag, private.tag);
    let head = storage.head().unwrap();
    assert_eq!((head.shared, head.newest), (shared, private));
    read(storage, |txn| {
        assert_eq!(txn.head()?, head);
        assert_eq!(txn.tag(1)?, Some(shared.tag));
        assert_eq!(txn.tag(2)?, Some(private.tag));
        Ok(())
    });
}

fn changes_come_in_order_and_in_pages(storage: &dyn Storage) {
    put(storage, Kind::Staff, &["2", "10", "1"], 0);
    put(storage, Kind::Member, &["3", "1"], 0);
    put(storage, Kind::Staff, &["10"], 0);
    let all = |kinds: &[Kind], after: &Position, limit| {
        read(storage, |txn| {
            txn.changes(Scope::Shared, kinds, after, limit)
        })
    };
    let found = all(&Kind::ALL, &Position::default(), 100);
    assert_eq!(ids(&found), ["1", "2", "1", "3", "10"]);
    assert_eq!(found[4].revision, 3);
    assert_eq!(found[0].payload, "{\"name\":\"한빛 1\"}");
    assert_eq!(
        ids(&all(&[Kind::Member], &Position::default(), 100)),
        ["1", "3"]
    );
    assert_eq!(ids(&all(&[Kind::Staff], &Position::after(1), 100)), ["10"]);
    assert!(all(&[], &Position::default(), 100).is_empty());
    // Page by page, the same comes.
    let (mut pages, mut position) = (Vec::new(), Position::default());
    loop {
        let page = all(&Kind::ALL, &position, 2);
        let Some(last) = page.last() else { break };
        position = Position {
            revision: last.revision,
            place: Some((last.kind.as_str().to_owned(), last.id.clone())),
        };
        pages.extend(page);
    }
    assert_eq!(pages, found);
}

fn private_records_are_their_owners(storage: &dyn Storage) {
    put(storage, Kind::Member, &["1"], 0);
    let mut stamps = Vec::new();
    for owner in ["7", "8", "7"] {
        stamps.push(write(storage, |txn| {
            let stamp = txn.advance(Change::Private, 0)?;
            let id = format!("{owner}.{}", stamp.revision);
            txn.put_entity(&entity(Kind::Note, &id, Some(owner), stamp.revision))?;
            Ok(stamp)
        }));
    }
    read(storage, |txn| {
        let own = |owner| txn.changes(Scope::Own(owner), &Kind::ALL, &Position::default(), 9);
        assert_eq!(ids(&own("7")?), ["7.2", "7.4"]);
        assert_eq!(ids(&own("8")?), ["8.3"]);
        assert!(own("9")?.is_empty());
        assert_eq!(
            ids(&txn.changes(Scope::Shared, &Kind::ALL, &Position::default(), 9)?),
            ["1"]
        );
        assert_eq!(txn.own_head("7")?, stamps[2]);
        let mut owners = txn.owners_since(2)?;
        owners.sort();
        assert_eq!(owners, [("7".to_owned(), 4), ("8".to_owned(), 3)]);
        assert!(txn.owners_since(4)?.is_empty());
        Ok(())
    });
}

fn snapshots_have_no_tombstones(storage: &dyn Storage) {
    put(storage, Kind::Member, &["1", "2"], 0);
    put(storage, Kind::Officer, &["3"], 0);
    write(storage, |txn| {
        let stamp = txn.advance(Change::Shared, 0)?;
        txn.put_entity(&Entity {
            deleted: true,
            payload: "{}".to_owned(),
            ..entity(Kind::Member, "1", None, stamp.revision)
        })?;
        txn.put_entity(&entity(Kind::Note, "7.2", Some("7"), stamp.revision))
    });
    read(storage, |txn| {
        let mut seen = Vec::new();
        txn.each_shared(&Kind::ALL, &mut |record| {
            seen.push(record.id);
            Ok(())
        })?;
        assert_eq!(seen, ["2", "3"]);
        let stopped = txn.each_shared(&Kind::ALL, &mut |_| Err(StorageError::Busy));
        assert!(matches!(stopped, Err(StorageError::Busy)));
        let all = txn.entities(Kind::Member)?;
        assert_eq!(all.len(), 2);
        assert!(all.iter().any(|record| record.id == "1" && record.deleted));
        assert!(
            txn.entity(Kind::Member, "1")?
                .is_some_and(|record| record.deleted)
        );
        let gone = txn.changes(Scope::Shared, &[Kind::Member], &Position::after(2), 9)?;
        assert_eq!(ids(&gone), ["1"]);
        Ok(())
    });
}

fn a_reader_sees_one_state(storage: &dyn Storage) {
    put(storage, Kind::Member, &["1"], 0);
    let reader = storage.read().unwrap();
    assert_eq!(reader.head().unwrap().newest.revision, 1);
    put(storage, Kind::Member, &["2"], 0);
    assert_eq!(reader.head().unwrap().newest.revision, 1);
    assert_eq!(reader.entities(Kind::Member).unwrap().len(), 1);
    drop(reader);
    assert_eq!(read(storage, |txn| txn.entities(Kind::Member)).len(), 2);
}

fn ids_are_given_once(storage: &dyn Storage) {
    let first = write(storage, |txn| Ok([txn.next_id()?, txn.next_id()?]));
    let second = write(storage, |txn| txn.next_id());
    assert_eq!((first, second), ([1, 2], 3));
}

fn account(id: &str, login: &str) -> Account {
    Account {
        mobile: Some("01000001234".to_owned()),
        ..Account::new(
            id.to_owned(),
            login.to_owned(),
            Role::Member,
            "홍길동".to_owned(),
            format!("s{id}"),
        )
    }
}

fn accounts_and_logins(storage: &dyn Storage) {
    let (one, two) = (account("1", "b"), account("2", "a"));
    write(storage, |txn| {
        txn.put_account(&one)?;
        txn.put_account(&two)
    });
    let clash: Result<(), StorageError> = storage.writing(|txn| {
        txn.put_account(&Account {
            login: "a".into(),
            ..one.clone()
        })
    });
    assert!(clash.is_err());
    // Two can swap.
    let changed = Account {
        login: "a".into(),
        role: Role::Staff,
        name: "임꺽정".into(),
        mobile: None,
        password: Some("$x".into()),
        company: Some("7".into()),
        roster_mobile: Some("01000005678".into()),
        invitation: Some("$y".into()),
        invitation_until: Some(1),
        verified_at: Some(5),
        vouched_until: Some(2),
        ci: Some(vec![1]),
        birth: Some(vec![2]),
        second_factor: Some(vec![3]),
        second_factor_at: Some(3),
        second_factor_step: Some(4),
        last_login_at: Some(6),
        locked_by_staff: true,
        locked_by_roster: true,
        ..one.clone()
    };
    write(storage, |txn| {
        txn.release_login("2")?;
        txn.put_account(&changed)?;
        txn.put_account(&Account {
            login: "b".into(),
            ..two.clone()
        })
    });
    read(storage, |txn| {
        assert!(txn.account_by_login("a")? == Some(changed.clone()));
        assert!(txn.account("1")? == Some(changed));
        assert!(txn.account("3")?.is_none() && txn.account_by_login("c")?.is_none());
        let logins: Vec<_> = txn
            .accounts()?
            .into_iter()
            .map(|account| account.login)
            .collect();
        assert_eq!(logins, ["a", "b"]);
        Ok(())
    });
}

fn sessions_and_refresh_tokens(storage: &dyn Storage) {
    let session = |id: &str| Session {
        id: id.to_owned(),
        account: "1".to_owned(),
        device: "d".to_owned(),
        device_name: "전화기".to_owned(),
        started_at: 1,
        expires_at: 100,
        ended_at: None,
        suspended: false,
        second_factor_at: None,
        seen_at: 1,
        app: String::new(),
    };
    let token = |hash: &[u8], parent: Option<&[u8]>| Refresh {
        hash: hash.to_vec(),
        session: "x".to_owned(),
        parent: parent.map(<[u8]>::to_vec),
        issued_at: 1,
        used_at: None,
        superseded: false,
    };
    write(storage, |txn| {
        txn.put_account(&account("1", "a"))?;
        for id in ["x", "y", "z"] {
            txn.put_session(&session(id))?;
        }
        txn.put_session(&Session {
            expires_at: 200,
            app: "0.1.0 android".to_owned(),
            ..session("x")
        })?;
        txn.add_refresh(&token(b"a", None))?;
        txn.add_refresh(&token(b"b", Some(b"a")))?;
        txn.add_refresh(&token(b"c", Some(b"a")))
    });
    read(storage, |txn| {
        assert!(
            txn.session("x")?
                == Some(Session {
                    expires_at: 200,
                    app: "0.1.0 android".to_owned(),
                    ..session("x")
                })
        );
        assert!(txn.refresh(b"b")? == Some(token(b"b", Some(b"a"))));
        assert_eq!(txn.last_refresh(None)?, Some(1));
        assert_eq!(txn.last_refresh(Some("y"))?, None);
        assert!(txn.refresh(b"no")?.is_none() && !txn.refresh_child_used(b"a")?);
        Ok(())
    });
    write(storage, |txn| {
        txn.use_refresh(b"b", 7)?;
        txn.end_session("y", 8)?;
        txn.end_session("y", 9)
    });
    read(storage, |txn| {
        assert!(txn.refresh_child_used(b"a")?);
        let sibling = Refresh {
            used_at: Some(7),
            superseded: true,
            ..token(b"c", Some(b"a"))
        };
        assert!(txn.refresh(b"c")? == Some(sibling));
        assert!(txn.refresh(b"b")?.is_some_and(|used| !used.superseded));
        assert_eq!(txn.sessions_ended_since(8)?, ["y"]);
        assert!(txn.sessions_ended_since(9)?.is_empty());
        Ok(())
    });
    assert_eq!(
        read(storage, |txn| txn.open_sessions("1")).len(),
        2,
        "y has ended"
    );
    write(storage, |txn| txn.end_sessions("1", 20, true));
    let mut ended = read(storage, |txn| txn.sessions_ended_since(0));
    ended.sort();
    assert_eq!(ended, ["x", "y", "z"]);
    assert_eq!(
        read(storage, |txn| txn.session("y")).and_then(|y| y.ended_at),
        Some(8)
    );
}

fn throttles_and_outcomes(storage: &dyn Storage) {
    let throttle = Throttle {
        failures: 2,
        until: 9,
        at: 3,
    };
    write(storage, |txn| {
        txn.set_throttle(
            b"x",
            Some(Throttle {
                failures: 1,
                ..throttle
            }),
        )?;
        txn.set_throttle(b"x", Some(throttle))?;
        txn.set_throttle(b"y", Some(throttle))?;
        txn.set_throttle(b"y", None)?;
        txn.add_edit_outcome("1", "k", "{}", 0)
    });
    read(storage, |txn| {
        assert_eq!(
            (txn.throttle(b"x")?, txn.throttle(b"y")?),
            (Some(throttle), None)
        );
        assert_eq!(txn.edit_outcome("1", "k")?.as_deref(), Some("{}"));
        assert_eq!(txn.edit_outcome("2", "k")?, None);
        Ok(())
    });
    let twice: Result<(), StorageError> =
        storage.writing(|txn| txn.add_edit_outcome("1", "k", "[]", 0));
    assert!(twice.is_err());
}
