use std::fmt::Write;
use std::ops::DerefMut;

use handbook_wire::notification::{NotificationLanguage, PushService};
use rusqlite::{Connection, Row, params};

use super::read::{all, one};
use super::row::unknown;
use super::{Txn, Writer};
use crate::storage::{
    Notification, NotificationTxn, NotificationWrite, PushDevice, StorageError, StoredReminder,
    What,
};

const DEVICE: &str =
    "SELECT d.session, d.account, d.service, d.token, d.language, d.at FROM push_device d";
/// Devices that can be reached.
const OPEN: &str = "JOIN session s ON s.id = d.session AND s.ended_at IS NULL \
    JOIN account a ON a.id = d.account AND a.locked_by_staff = 0 AND a.locked_by_roster = 0";
const NOTIFICATION: &str = "SELECT n.session, n.post, n.what, n.version, n.told, n.told_at, n.due, \
    n.expires_at, n.attempts, n.doubt FROM notification n";

impl<C: DerefMut<Target = Connection>> NotificationTxn for Txn<C> {
    fn notification_setting(&self, account: &str) -> Result<Option<String>, StorageError> {
        one(
            &self.connection,
            "SELECT setting FROM notification_setting WHERE account = ?1",
            [account],
            |row| row.get(0),
        )
    }

    fn push_device(&self, session: &str) -> Result<Option<PushDevice>, StorageError> {
        one(
            &self.connection,
            &format!("{DEVICE} {OPEN} WHERE d.session = ?1"),
            [session],
            |row| device(row, 0),
        )
    }

    fn push_devices(&self, now: i64) -> Result<Vec<PushDevice>, StorageError> {
        all(
            &self.connection,
            &format!("{DEVICE} {OPEN} WHERE s.expires_at > ?1 ORDER BY d.account, d.session"),
            [now],
            |row| device(row, 0),
        )
    }

    fn notifications_of(&self, post: &str) -> Result<Vec<Notification>, StorageError> {
        all(
            &self.connection,
            &format!("{NOTIFICATION} WHERE n.post = ?1 ORDER BY n.session"),
            [post],
            notification,
        )
    }

    fn notification(
        &self,
        session: &str,
        post: &str,
    ) -> Result<Option<Notification>, StorageError> {
        one(
            &self.connection,
            &format!("{NOTIFICATION} WHERE n.session = ?1 AND n.post = ?2"),
            [session, post],
            notification,
        )
    }

    fn notifications_due(
        &self,
        now: i64,
        services: &[PushService],
        limit: usize,
    ) -> Result<Vec<(Notification, PushDevice)>, StorageError> {
        let mut names = String::from("''");
        for service in services {
            let _ = write!(names, ",'{}'", service.as_str());
        }
        let (columns, from) = NOTIFICATION.split_once(" FROM ").unwrap_or_default();
        let sql = format!(
            "{columns}, d.session, d.account, d.service, d.token, d.language, d.at FROM {from} \
             JOIN push_device d ON d.session = n.session {OPEN} \
             WHERE n.due <= ?1 AND s.expires_at > ?1 AND d.service IN ({names}) \
             ORDER BY n.due, n.post, n.session LIMIT ?2"
        );
        all(
            &self.connection,
            &sql,
            params![now, i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| Ok((notification(row)?, device(row, 10)?)),
        )
    }

    fn reminder(&self, post: &str) -> Result<Option<StoredReminder>, StorageError> {
        one(
            &self.connection,
            "SELECT post, at, by, people, devices FROM reminder WHERE post = ?1",
            [post],
            |row| {
                Ok(StoredReminder {
                    post: row.get(0)?,
                    at: row.get(1)?,
                    by: row.get(2)?,
                    people: row.get(3)?,
                    devices: row.get(4)?,
                })
            },
        )
    }

    fn eves_due(&self, now: i64) -> Result<Vec<String>, StorageError> {
        all(
            &self.connection,
            "SELECT post FROM event_eve WHERE at <= ?1 ORDER BY at, post",
            [now],
            |row| row.get(0),
        )
    }
}

impl NotificationWrite for Txn<Writer<'_>> {
    fn set_notification_setting(
        &mut self,
        account: &str,
        setting: &str,
    ) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO notification_setting (account, setting) VALUES (?1, ?2) \
             ON CONFLICT (account) DO UPDATE SET setting = excluded.setting",
            [account, setting],
        )?;
        Ok(())
    }

    fn remove_notification_setting(&mut self, account: &str) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM notification_setting WHERE account = ?1",
            [account],
        )?;
        Ok(())
    }

    fn put_push_device(&mut self, device: &PushDevice, most: usize) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM push_device WHERE service = ?1 AND token = ?2 AND session <> ?3",
            params![device.service.as_str(), device.token, device.session],
        )?;
        self.run(
            "INSERT INTO push_device (session, account, service, token, language, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (session) DO UPDATE SET account = excluded.account, \
             service = excluded.service, token = excluded.token, language = excluded.language, \
             at = excluded.at",
            params![
                device.session,
                device.account,
                device.service.as_str(),
                device.token,
                device.language.as_str(),
                device.at
            ],
        )?;
        self.run(
            "DELETE FROM push_device WHERE account = ?1 AND session NOT IN (SELECT session \
             FROM push_device WHERE account = ?1 ORDER BY at DESC, session LIMIT ?2)",
            params![device.account, i64::try_from(most).unwrap_or(i64::MAX)],
        )?;
        Ok(())
    }

    fn remove_push_device(&mut self, session: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM push_device WHERE session = ?1", [session])?;
        Ok(())
    }

    fn put_notification(&mut self, notification: &Notification) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO notification (session, post, what, version, told, told_at, due, expires_at, \
             attempts, doubt) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) \
             ON CONFLICT (session, post) DO UPDATE SET what = excluded.what, \
             version = excluded.version, told = excluded.told, told_at = excluded.told_at, \
             due = excluded.due, expires_at = excluded.expires_at, attempts = excluded.attempts, \
             doubt = excluded.doubt",
            params![
                notification.session,
                notification.post,
                notification.what.as_str(),
                notification.version,
                notification.told,
                notification.told_at,
                notification.due,
                notification.expires_at,
                notification.attempts,
                notification.doubt
            ],
        )?;
        Ok(())
    }

    fn remove_notification(&mut self, session: &str, post: &str) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM notification WHERE session = ?1 AND post = ?2",
            [session, post],
        )?;
        Ok(())
    }

    fn settle_notifications(&mut self) -> Result<(), StorageError> {
        self.run(
            "UPDATE notification SET due = NULL WHERE due IS NOT NULL",
            [],
        )?;
        Ok(())
    }

    fn put_reminder(&mut self, reminder: &StoredReminder) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO reminder (post, at, by, people, devices) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (post) DO UPDATE SET at = excluded.at, by = excluded.by, \
             people = excluded.people, devices = excluded.devices",
            params![
                reminder.post,
                reminder.at,
                reminder.by,
                reminder.people,
                reminder.devices
            ],
        )?;
        Ok(())
    }

    fn set_eve(&mut self, post: &str, at: Option<i64>) -> Result<(), StorageError> {
        match at {
            Some(at) => self.run(
                "INSERT INTO event_eve (post, at) VALUES (?1, ?2) \
                 ON CONFLICT (post) DO UPDATE SET at = excluded.at",
                params![post, at],
            )?,
            None => self.run("DELETE FROM event_eve WHERE post = ?1", [post])?,
        };
        Ok(())
    }

    fn take_eve(&mut self, post: &str, now: i64) -> Result<bool, StorageError> {
        let taken = self.run(
            "DELETE FROM event_eve WHERE post = ?1 AND at <= ?2",
            params![post, now],
        )?;
        Ok(taken > 0)
    }
}

fn device(row: &Row<'_>, first: usize) -> rusqlite::Result<PushDevice> {
    let service = PushService::parse(row.get_ref(first + 2)?.as_str()?);
    Ok(PushDevice {
        session: row.get(first)?,
        account: row.get(first + 1)?,
        service: service.ok_or_else(|| unknown(first + 2, "service"))?,
        token: row.get(first + 3)?,
        language: NotificationLanguage::of(row.get_ref(first + 4)?.as_str()?),
        at: row.get(first + 5)?,
    })
}

fn notification(row: &Row<'_>) -> rusqlite::Result<Notification> {
    let what = What::parse(row.get_ref(2)?.as_str()?);
    Ok(Notification {
        session: row.get(0)?,
        post: row.get(1)?,
        what: what.ok_or_else(|| unknown(2, "what"))?,
        version: row.get(3)?,
        told: row.get(4)?,
        told_at: row.get(5)?,
        due: row.get(6)?,
        expires_at: row.get(7)?,
        attempts: row.get(8)?,
        doubt: row.get(9)?,
    })
}
