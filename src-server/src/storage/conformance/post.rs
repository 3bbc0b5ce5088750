use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;
use handbook_wire::post::PostState;

use super::{read, write};
use crate::storage::{
    Account, Change, Position, Post, PostReader, PostVersion, Retention, Scope, Storage,
};

fn post(id: &str, changed_at: i64, due: Option<i64>) -> Post {
    Post {
        id: id.to_owned(),
        state: PostState::Published,
        version: 1,
        changed_at,
        changed_by: "김직원".to_owned(),
        published_at: Some(changed_at),
        edited_at: None,
        due,
        targeted: false,
        draft: "{}".to_owned(),
        sent: Some("{\"title\":\"소식\"}".to_owned()),
    }
}

pub(super) fn posts_are_read_as_they_were_written(storage: &dyn Storage) {
    let (one, two) = (post("a", 10, Some(50)), post("b", 20, Some(40)));
    let version = PostVersion {
        version: 1,
        at: 10,
        by: String::new(),
        state: PostState::Scheduled,
        draft: "{}".to_owned(),
    };
    write(storage, |txn| {
        txn.put_post(&one)?;
        txn.put_post(&two)?;
        txn.add_post_version("a", &version)?;
        txn.set_post_files("a", &["f".into(), "g".into(), "f".into()])?;
        txn.set_post_files("b", &["f".into()])
    });
    read(storage, |txn| {
        assert_eq!(txn.post("a")?, Some(one.clone()));
        assert_eq!(txn.posts(10)?, [two.clone(), one.clone()]);
        assert_eq!(txn.posts(1)?, std::slice::from_ref(&two));
        assert_eq!(txn.posts_due(39)?, []);
        assert_eq!(txn.posts_due(50)?, [two.clone(), one.clone()]);
        assert_eq!(txn.post_versions("a")?, [version]);
        assert_eq!(txn.posts_with_file("f")?, ["a", "b"]);
        assert_eq!(txn.targeted_posts()?, []);
        Ok(())
    });
    let ended = Post {
        state: PostState::Ended,
        due: None,
        sent: None,
        ..one
    };
    write(storage, |txn| {
        txn.put_post(&ended)?;
        txn.set_post_files("a", &[])?;
        txn.remove_post("b")
    });
    read(storage, |txn| {
        assert_eq!(txn.posts(10)?, [ended]);
        assert_eq!(txn.posts_due(100)?, []);
        assert_eq!(txn.posts_with_file("f")?, [""; 0]);
        Ok(())
    });
}

pub(super) fn readers_have_targeted_posts_in_their_feed(storage: &dyn Storage) {
    let account = |id: &str| {
        let (login, subject) = (format!("l{id}"), format!("s{id}"));
        Account::new(id.to_owned(), login, Role::Member, String::new(), subject)
    };
    let reader = |account: &str, revision, deleted| PostReader {
        account: account.to_owned(),
        post: "a".to_owned(),
        revision,
        deleted,
    };
    let first = write(storage, |txn| {
        txn.put_account(&account("1"))?;
        txn.put_account(&account("2"))?;
        txn.put_post(&Post {
            targeted: true,
            ..post("a", 10, None)
        })?;
        let stamp = txn.advance(Change::Private, 10)?;
        txn.put_post_reader(&reader("1", stamp.revision, false))?;
        Ok(stamp)
    });
    let own = |account: &str, after: u64, kinds: &[Kind]| {
        read(storage, |txn| {
            txn.changes(Scope::Own(account), kinds, &Position::after(after), 10)
        })
    };
    let both = [Kind::Note, Kind::Post];
    let sent = own("1", 0, &both);
    assert_eq!(sent.len(), 1);
    assert_eq!((sent[0].kind, sent[0].id.as_str()), (Kind::Post, "a"));
    assert_eq!(sent[0].owner.as_deref(), Some("1"));
    assert!(sent[0].payload.contains("소식") && !sent[0].deleted);
    assert_eq!(own("1", first.revision, &both), []);
    assert_eq!(own("1", 0, &[Kind::Note]), []);
    assert_eq!(own("2", 0, &both), []);
    let second = write(storage, |txn| {
        let stamp = txn.advance(Change::Private, 20)?;
        txn.put_post_reader(&reader("1", stamp.revision, true))?;
        txn.put_post_reader(&reader("2", stamp.revision, false))?;
        Ok(stamp)
    });
    read(storage, |txn| {
        assert_eq!(txn.own_head("1")?, second);
        assert_eq!(txn.own_head("2")?, second);
        let owners = [
            ("1".to_owned(), second.revision),
            ("2".to_owned(), second.revision),
        ];
        assert_eq!(txn.owners_since(first.revision)?, owners);
        assert_eq!(txn.post_readers("a")?.len(), 2);
        assert_eq!(
            txn.post_reader("2", "a")?,
            Some(reader("2", second.revision, false))
        );
        assert_eq!(txn.targeted_posts()?.len(), 1);
        Ok(())
    });
    assert!(own("1", first.revision, &both)[0].deleted);
    write(storage, |txn| {
        txn.forget(&Retention {
            tombstones: 100,
            outcomes: 0,
            sessions: 0,
            throttles: 0,
            requests: 0,
            rejections: 0,
            applications: 0,
            events: 0,
        })?;
        txn.remove_account("2")
    });
    assert_eq!(read(storage, |txn| txn.post_readers("a")), []);
}
