//! What belongs to accounts: devices, requests, applications, links, and how long it is kept.

use super::*;

pub(super) fn devices_and_events(storage: &dyn Storage) {
    let device = |id: &str, verified_at| Device {
        account: "1".into(),
        id: id.into(),
        name: "전화기".into(),
        first_seen_at: 1,
        verified_at,
    };
    let event = |at, what: &str| Event {
        at,
        what: what.into(),
        device: None,
    };
    write(storage, |txn| {
        txn.put_account(&account("1", "a"))?;
        txn.put_device(&device("x", None))?;
        txn.put_device(&device("y", None))?;
        txn.put_device(&device("x", Some(7)))?;
        for (at, what) in [(1, "a"), (3, "b"), (2, "c"), (3, "d")] {
            txn.add_event("1", &event(at, what))?;
        }
        txn.add_agreement("1", "terms", "1", 5)
    });
    read(storage, |txn| {
        assert_eq!(txn.device("1", "x")?, Some(device("x", Some(7))));
        assert_eq!(txn.device("2", "x")?, None);
        let newest = txn.events("1", 3)?;
        assert_eq!(newest, [event(3, "d"), event(3, "b"), event(2, "c")]);
        assert!(txn.events("2", 3)?.is_empty());
        assert_eq!(txn.accounts_by_mobile("01000001234")?.len(), 1);
        assert!(txn.accounts_by_mobile("01000009999")?.is_empty());
        assert!(txn.accounts_of_company("s1")?.is_empty());
        Ok(())
    });
    write(storage, |txn| txn.forget_devices("1"));
    assert_eq!(read(storage, |txn| txn.device("1", "x")), None);
}

pub(super) fn requests_are_good_once(storage: &dyn Storage) {
    let request = Request {
        id: "r".into(),
        kind: "identity".into(),
        secret: Some(vec![1]),
        payload: "{}".into(),
        expires_at: 9,
    };
    let changed = Request {
        payload: "[]".into(),
        secret: Some(vec![2]),
        ..request.clone()
    };
    write(storage, |txn| {
        txn.put_request(&request)?;
        txn.put_request(&changed)
    });
    read(storage, |txn| {
        assert!(txn.request("r")? == Some(changed.clone()) && txn.request("s")?.is_none());
        assert!(txn.request_by_secret(&[2])? == Some(changed));
        assert!(txn.request_by_secret(&[1])?.is_none());
        Ok(())
    });
    let taken = write(storage, |txn| {
        Ok([txn.take_request("r")?, txn.take_request("r")?])
    });
    assert_eq!(taken, [true, false]);
    let used = write(storage, |txn| {
        Ok([txn.use_transaction(b"t", 1)?, txn.use_transaction(b"t", 2)?])
    });
    assert_eq!(used, [true, false]);
}

pub(super) fn applications(storage: &dyn Storage) {
    let sign_up = |id: &str, at| SignUp {
        id: id.into(),
        state: SignUpState::Waiting,
        at,
        decided_at: None,
        company: "7".into(),
        person: vec![1],
        payload: "{}".into(),
    };
    let other = SignUp {
        person: vec![2],
        ..sign_up("c", 0)
    };
    write(storage, |txn| {
        txn.put_sign_up(&sign_up("a", 1))?;
        txn.put_sign_up(&sign_up("b", 2))?;
        txn.put_sign_up(&other)
    });
    let ids = |found: Vec<SignUp>| found.into_iter().map(|s| s.id).collect::<Vec<_>>();
    assert_eq!(
        ids(read(storage, |txn| txn.waiting_sign_ups())),
        ["c", "b"],
        "the second of a person takes the first one's place"
    );
    let approved = SignUp {
        state: SignUpState::Approved,
        decided_at: Some(3),
        ..sign_up("b", 2)
    };
    write(storage, |txn| txn.put_sign_up(&approved));
    read(storage, |txn| {
        assert!(txn.sign_up("b")? == Some(approved) && txn.sign_up("a")?.is_none());
        assert_eq!(ids(txn.waiting_sign_ups()?), ["c"]);
        Ok(())
    });
}

pub(super) fn pictures_and_links(storage: &dyn Storage) {
    let link = |account: &str, subject: &str| SocialLink {
        issuer: "https://issuer.example".to_owned(),
        subject: subject.to_owned(),
        account: account.to_owned(),
        provider: "kakao".to_owned(),
        at: 5,
    };
    write(storage, |txn| {
        for id in ["1", "2"] {
            txn.put_account(&Account::new(
                id.to_owned(),
                id.to_owned(),
                Role::Member,
                "홍길동".to_owned(),
                id.to_owned(),
            ))?;
        }
        txn.set_picture("1", Some(("a", b"first")))?;
        txn.set_picture("1", Some(("b", b"second")))?;
        txn.put_social_link(&link("1", "x"))?;
        txn.put_social_link(&link("1", "y"))?;
        txn.add_event(
            "1",
            &Event {
                at: 1,
                what: "vouched".to_owned(),
                device: None,
            },
        )
    });
    read(storage, |txn| {
        assert_eq!(txn.picture("a")?, None);
        assert_eq!(txn.picture("b")?, Some(b"second".to_vec()));
        assert_eq!(txn.picture_of("1")?.as_deref(), Some("b"));
        assert_eq!(txn.picture_of("2")?, None);
        assert_eq!(txn.social_link("https://issuer.example", "x")?, None);
        assert_eq!(txn.social_links("1")?, [link("1", "y")]);
        Ok(())
    });
    // A person elsewhere belongs to one account.
    let twice: Result<(), StorageError> =
        storage.writing(|txn| txn.put_social_link(&link("2", "y")));
    assert!(twice.is_err());
    write(storage, |txn| {
        assert!(txn.remove_social_link("1", "kakao")?);
        assert!(!txn.remove_social_link("1", "kakao")?);
        txn.set_picture("1", None)?;
        txn.put_social_link(&link("2", "y"))?;
        txn.set_picture("2", Some(("c", b"third")))?;
        txn.forget_events("1")?;
        txn.remove_account("2")
    });
    read(storage, |txn| {
        assert_eq!(txn.picture_of("1")?, None);
        assert!(txn.events("1", 9)?.is_empty());
        assert!(txn.account("2")?.is_none());
        assert_eq!(txn.picture("c")?, None);
        assert_eq!(txn.social_link("https://issuer.example", "y")?, None);
        Ok(())
    });
}

pub(super) fn requests_wait_for_staff(storage: &dyn Storage) {
    let waiting = |id: &str, member: &str, at| WaitingChange {
        id: id.into(),
        account: "1".into(),
        member: member.into(),
        at,
    };
    let (first, second) = (waiting("1.b", "7", 10), waiting("1.a", "8", 20));
    let decision = ChangeDecision {
        request: "1.b".into(),
        field: "phone".into(),
        decision: "approved".into(),
        by: "9".into(),
        at: 30,
    };
    write(storage, |txn| {
        txn.add_waiting_change(&second)?;
        txn.add_waiting_change(&first)?;
        txn.add_waiting_change(&waiting("1.b", "9", 99))?;
        txn.add_change_decision(&decision)
    });
    read(storage, |txn| {
        assert_eq!(txn.waiting_changes(None)?, [first.clone(), second.clone()]);
        assert_eq!(
            txn.waiting_changes(Some("8"))?,
            std::slice::from_ref(&second)
        );
        assert!(txn.waiting_changes(Some("9"))?.is_empty());
        assert_eq!(
            txn.change_decisions("1.b")?,
            std::slice::from_ref(&decision)
        );
        assert!(txn.change_decisions("1.a")?.is_empty());
        Ok(())
    });
    write(storage, |txn| {
        txn.remove_waiting_change("1.b")?;
        txn.remove_waiting_change("nobody's")
    });
    assert_eq!(read(storage, |txn| txn.waiting_changes(None)), [second]);
}

pub(super) fn what_is_old_is_forgotten(storage: &dyn Storage) {
    put(storage, Kind::Member, &["1", "2"], 10);
    write(storage, |txn| {
        let stamp = txn.advance(Change::Shared, 20)?;
        let old = entity(Kind::Member, "1", None, stamp.revision);
        txn.put_entity(&Entity {
            deleted: true,
            ..old
        })
    });
    let shared = put(storage, Kind::Member, &["3"], 30);
    let private = write(storage, |txn| txn.advance(Change::Private, 40));
    write(storage, |txn| {
        txn.add_edit_outcome("1", "old", "{}", 10)?;
        txn.add_edit_outcome("1", "new", "{}", 50)?;
        for (id, expires_at) in [("old", 49), ("new", 50)] {
            txn.put_request(&Request {
                id: id.into(),
                kind: "ticket".into(),
                secret: None,
                payload: "{}".into(),
                expires_at,
            })?;
        }
        txn.set_throttle(
            b"old",
            Some(Throttle {
                failures: 1,
                until: 0,
                at: 10,
            }),
        )?;
        txn.set_throttle(
            b"new",
            Some(Throttle {
                failures: 1,
                until: 50,
                at: 10,
            }),
        )
    });
    let forget = |tombstones| {
        let retention = Retention {
            tombstones,
            outcomes: 50,
            sessions: 50,
            throttles: 50,
            requests: 50,
            rejections: 50,
            applications: 50,
            events: 50,
        };
        write(storage, |txn| txn.forget(&retention));
    };
    forget(20);
    read(storage, |txn| {
        assert_eq!(txn.horizon()?, 1);
        assert!(
            txn.entity(Kind::Member, "1")?.is_some(),
            "its tombstone is not old yet"
        );
        assert_eq!(txn.edit_outcome("1", "old")?, None);
        assert!(txn.edit_outcome("1", "new")?.is_some());
        assert!(txn.request("old")?.is_none() && txn.request("new")?.is_some());
        assert!(txn.throttle(b"old")?.is_none() && txn.throttle(b"new")?.is_some());
        Ok(())
    });
    forget(1000);
    read(storage, |txn| {
        assert_eq!(txn.horizon()?, private.revision);
        assert_eq!(txn.entity(Kind::Member, "1")?, None);
        assert!(
            txn.entity(Kind::Member, "2")?.is_some(),
            "what lives stays, however old"
        );
        assert_eq!((txn.head()?.shared, txn.head()?.newest), (shared, private));
        assert_eq!(txn.tag(1)?, None);
        Ok(())
    });
    forget(0);
    assert_eq!(
        read(storage, |txn| txn.horizon()),
        private.revision,
        "it never moves back"
    );
}
