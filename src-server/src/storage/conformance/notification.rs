use handbook_wire::auth::Role;
use handbook_wire::notification::{NotificationLanguage, PushService};
use handbook_wire::post::PostState;

use super::{read, write};
use crate::storage::{
    Account, Notification, Post, PushDevice, Retention, Session, Storage, StoredReminder, What,
};

const NOW: i64 = 1_000;

fn session(id: &str, account: &str) -> Session {
    Session {
        id: id.to_owned(),
        account: account.to_owned(),
        device: "d".to_owned(),
        device_name: String::new(),
        started_at: 0,
        expires_at: 5_000,
        ended_at: None,
        suspended: false,
        second_factor_at: None,
        seen_at: 0,
        app: String::new(),
    }
}

fn device(session: &str, account: &str, token: &str, at: i64) -> PushDevice {
    PushDevice {
        session: session.to_owned(),
        account: account.to_owned(),
        service: PushService::Fcm,
        token: token.to_owned(),
        language: NotificationLanguage::English,
        at,
    }
}

fn notification(session: &str, due: Option<i64>) -> Notification {
    Notification {
        session: session.to_owned(),
        post: "p".to_owned(),
        what: What::News,
        version: 3,
        told: 2,
        told_at: Some(7),
        due,
        expires_at: 9_000,
        attempts: 1,
        doubt: true,
    }
}

/// Two accounts, three sessions, a post.
fn set_up(storage: &dyn Storage) {
    write(storage, |txn| {
        for id in ["a", "b"] {
            let (login, subject) = (format!("l{id}"), format!("s{id}"));
            let account = Account::new(id.into(), login, Role::Member, String::new(), subject);
            txn.put_account(&account)?;
        }
        for (id, account) in [("1", "a"), ("2", "a"), ("3", "b")] {
            txn.put_session(&session(id, account))?;
        }
        txn.put_post(&Post {
            id: "p".to_owned(),
            state: PostState::Published,
            version: 3,
            changed_at: 0,
            changed_by: String::new(),
            published_at: None,
            edited_at: None,
            due: None,
            targeted: false,
            draft: "{}".to_owned(),
            sent: None,
        })
    });
}

/// Post `p`, which the device of session `1` is still to be told of.
pub fn let_one_wait(storage: &dyn Storage) {
    set_up(storage);
    write(storage, |txn| {
        txn.put_push_device(&device("1", "a", "x", 10), 10)?;
        txn.put_notification(&notification("1", Some(200)))
    });
}

fn sessions(storage: &dyn Storage) -> Vec<String> {
    let devices = read(storage, |txn| txn.push_devices(NOW));
    devices.into_iter().map(|device| device.session).collect()
}

pub fn devices_end_with_their_sessions(storage: &dyn Storage) {
    set_up(storage);
    write(storage, |txn| {
        txn.put_push_device(&device("1", "a", "x", 10), 10)?;
        txn.put_push_device(&device("2", "a", "y", 20), 10)?;
        txn.put_push_device(&device("3", "b", "z", 30), 10)
    });
    assert_eq!(sessions(storage), ["1", "2", "3"]);
    read(storage, |txn| {
        let found = txn.push_device("2")?.unwrap();
        assert!(found == device("2", "a", "y", 20));
        assert!(txn.push_devices(5_000)?.is_empty(), "sessions run out");
        Ok(())
    });
    // A token moves to the session that registers it; a session has one; an account has so many.
    write(storage, |txn| {
        txn.put_push_device(&device("3", "b", "x", 40), 10)
    });
    assert_eq!(sessions(storage), ["2", "3"]);
    write(storage, |txn| {
        txn.put_push_device(&device("1", "a", "w", 50), 1)
    });
    assert_eq!(sessions(storage), ["1", "3"]);
    // A locked account is not reached; a session that ends takes its device along, whatever ends it.
    write(storage, |txn| {
        let mut account = txn.account("b")?.unwrap();
        account.locked_by_roster = true;
        txn.put_account(&account)
    });
    assert_eq!(sessions(storage), ["1"]);
    write(storage, |txn| {
        let mut account = txn.account("b")?.unwrap();
        account.locked_by_roster = false;
        txn.put_account(&account)?;
        txn.put_notification(&notification("1", Some(1)))?;
        txn.end_session("1", NOW)
    });
    assert_eq!(sessions(storage), ["3"]);
    assert_eq!(read(storage, |txn| txn.notifications_of("p")), []);
    write(storage, |txn| txn.end_sessions("b", NOW, true));
    assert!(sessions(storage).is_empty());
    write(storage, |txn| {
        txn.put_push_device(&device("2", "a", "y", 60), 10)?;
        txn.put_session(&Session {
            ended_at: Some(NOW),
            ..session("2", "a")
        })
    });
    assert!(sessions(storage).is_empty());
    assert!(read(storage, |txn| Ok(txn.push_device("2")?.is_none())));
}

pub fn notifications_wait_until_they_are_due(storage: &dyn Storage) {
    set_up(storage);
    write(storage, |txn| {
        txn.put_push_device(&device("1", "a", "x", 10), 10)?;
        txn.put_push_device(
            &PushDevice {
                service: PushService::Apns,
                ..device("3", "b", "z", 30)
            },
            10,
        )?;
        txn.put_notification(&notification("1", None))?;
        txn.put_notification(&notification("1", Some(200)))?;
        txn.put_notification(&notification("3", Some(100)))
    });
    let due = |now, services: &[PushService], limit| {
        let due = read(storage, |txn| txn.notifications_due(now, services, limit));
        let names = due.into_iter().map(|(one, device)| {
            assert_eq!(one.session, device.session);
            one.session
        });
        names.collect::<Vec<_>>()
    };
    assert_eq!(due(99, &PushService::ALL, 9), [""; 0]);
    assert_eq!(due(200, &PushService::ALL, 9), ["3", "1"]);
    assert_eq!(due(200, &PushService::ALL, 1), ["3"]);
    assert_eq!(due(200, &[PushService::Fcm], 9), ["1"]);
    assert_eq!(due(200, &[], 9), [""; 0]);
    read(storage, |txn| {
        assert_eq!(
            txn.notification("1", "p")?,
            Some(notification("1", Some(200)))
        );
        assert_eq!(txn.notification("2", "p")?, None);
        assert_eq!(txn.notifications_of("p")?.len(), 2);
        Ok(())
    });
    let reminder = StoredReminder {
        post: "p".to_owned(),
        at: 5,
        by: "김직원".to_owned(),
        people: 4,
        devices: 3,
    };
    write(storage, |txn| {
        txn.set_notification_setting("a", "{}")?;
        txn.set_notification_setting("a", "{\"on\":true}")?;
        txn.put_reminder(&StoredReminder {
            at: 1,
            ..reminder.clone()
        })?;
        txn.put_reminder(&reminder)?;
        txn.remove_notification("1", "p")
    });
    read(storage, |txn| {
        let setting = txn.notification_setting("a")?;
        assert_eq!(setting.as_deref(), Some("{\"on\":true}"));
        assert_eq!(txn.notification_setting("b")?, None);
        assert_eq!(txn.reminder("p")?, Some(reminder));
        assert_eq!(txn.notification("1", "p")?, None);
        Ok(())
    });
    write(storage, |txn| txn.settle_notifications());
    assert_eq!(due(i64::from(u16::MAX), &PushService::ALL, 9), [""; 0]);
    read(storage, |txn| {
        assert_eq!(txn.notifications_of("p")?, [notification("3", None)]);
        Ok(())
    });
    write(storage, |txn| {
        txn.remove_notification_setting("a")?;
        txn.remove_push_device("1")?;
        txn.forget(&Retention {
            tombstones: 0,
            outcomes: 9_001,
            sessions: 0,
            throttles: 0,
            requests: 0,
            rejections: 0,
            applications: 0,
            events: 0,
        })
    });
    read(storage, |txn| {
        assert_eq!(txn.notification_setting("a")?, None);
        assert_eq!(txn.notifications_of("p")?, []);
        assert_eq!(txn.push_devices(NOW)?.len(), 1);
        Ok(())
    });
}

pub fn an_eve_is_taken_once(storage: &dyn Storage) {
    set_up(storage);
    write(storage, |txn| {
        txn.set_eve("p", Some(100))?;
        txn.set_eve("p", Some(200))
    });
    assert_eq!(read(storage, |txn| txn.eves_due(199)), [""; 0]);
    assert_eq!(read(storage, |txn| txn.eves_due(200)), ["p"]);
    assert!(!write(storage, |txn| txn.take_eve("p", 199)));
    assert!(write(storage, |txn| txn.take_eve("p", 200)));
    assert!(!write(storage, |txn| txn.take_eve("p", 200)));
    write(storage, |txn| txn.set_eve("p", Some(300)));
    write(storage, |txn| txn.set_eve("p", None));
    assert_eq!(read(storage, |txn| txn.eves_due(NOW)), [""; 0]);
}
