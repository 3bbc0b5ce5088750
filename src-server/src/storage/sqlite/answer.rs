use std::ops::DerefMut;

use handbook_wire::entity::Coming;
use handbook_wire::post::EventTally;
use rusqlite::{Connection, Row, params};

use super::read::{all, one};
use super::row::{ACCOUNT, account, unknown};
use super::{Txn, Writer};
use crate::storage::{
    Account, AnswerTxn, AnswerWrite, StorageError, StoredAnswer, StoredAttendance,
};

/// Answers of accounts that can log in.
const COUNTED: &str = "FROM answer n JOIN account a ON a.id = n.account \
    AND a.locked_by_staff = 0 AND a.locked_by_roster = 0 WHERE n.post = ?1";

impl<C: DerefMut<Target = Connection>> AnswerTxn for Txn<C> {
    fn answers(&self, post: &str) -> Result<Vec<StoredAnswer>, StorageError> {
        all(
            &self.connection,
            &format!(
                "SELECT n.post, n.account, n.coming, n.people, n.proxy {COUNTED} ORDER BY n.account"
            ),
            [post],
            answer,
        )
    }

    fn attendances(&self, post: &str) -> Result<Vec<StoredAttendance>, StorageError> {
        all(
            &self.connection,
            "SELECT post, member, person, noted_by, name, at FROM attendance WHERE post = ?1 \
             ORDER BY member, person, at, noted_by",
            [post],
            |row| {
                Ok(StoredAttendance {
                    post: row.get(0)?,
                    member: row.get(1)?,
                    person: row.get(2)?,
                    noted_by: row.get(3)?,
                    name: row.get(4)?,
                    at: row.get(5)?,
                })
            },
        )
    }

    fn attended_at(
        &self,
        post: &str,
        member: &str,
        person: &str,
    ) -> Result<Option<i64>, StorageError> {
        let earliest = one(
            &self.connection,
            "SELECT min(at) FROM attendance WHERE post = ?1 AND member = ?2 AND person = ?3",
            [post, member, person],
            |row| row.get(0),
        )?;
        Ok(earliest.flatten())
    }

    fn event_tally(&self, post: &str) -> Result<EventTally, StorageError> {
        let tally = one(
            &self.connection,
            &format!(
                "SELECT coalesce(sum(n.coming = 'yes'), 0), \
                 coalesce(sum(n.people) FILTER (WHERE n.coming = 'yes'), 0), \
                 coalesce(sum(n.coming = 'no'), 0), coalesce(sum(n.coming = 'proxy'), 0), \
                 (SELECT count(DISTINCT iif(person = '', 'm' || member, 'p' || person)) \
                 FROM attendance WHERE post = ?1) {COUNTED}"
            ),
            [post],
            |row| {
                Ok(EventTally {
                    coming: row.get(0)?,
                    people: row.get(1)?,
                    not_coming: row.get(2)?,
                    proxies: row.get(3)?,
                    attended: row.get(4)?,
                })
            },
        )?;
        Ok(tally.unwrap_or_default())
    }

    fn account_of_card(&self, member: &str, person: &str) -> Result<Option<Account>, StorageError> {
        // A person of a company that was joined to another one stays the same person.
        one(
            &self.connection,
            &format!(
                "{ACCOUNT} WHERE role = 'member' AND subject = iif(?2 = '', ?1, ?2) \
                 AND (company IS NULL) = (?2 = '')"
            ),
            [member, person],
            account,
        )
    }
}

impl AnswerWrite for Txn<Writer<'_>> {
    fn put_answer(&mut self, answer: &StoredAnswer) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO answer (post, account, coming, people, proxy) VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (post, account) DO UPDATE SET coming = excluded.coming, \
             people = excluded.people, proxy = excluded.proxy",
            params![
                answer.post,
                answer.account,
                name(answer.coming),
                answer.people,
                answer.proxy
            ],
        )?;
        Ok(())
    }

    fn remove_answer(&mut self, post: &str, account: &str) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM answer WHERE post = ?1 AND account = ?2",
            [post, account],
        )?;
        Ok(())
    }

    fn forget_answers(&mut self, account: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM answer WHERE account = ?1", [account])?;
        Ok(())
    }

    fn put_attendance(&mut self, attendance: &StoredAttendance) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO attendance (post, member, person, noted_by, name, at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (post, member, person, noted_by) \
             DO UPDATE SET name = excluded.name, at = excluded.at",
            params![
                attendance.post,
                attendance.member,
                attendance.person,
                attendance.noted_by,
                attendance.name,
                attendance.at
            ],
        )?;
        Ok(())
    }

    fn remove_attendance(&mut self, attendance: &StoredAttendance) -> Result<(), StorageError> {
        self.run(
            "DELETE FROM attendance WHERE post = ?1 AND member = ?2 AND person = ?3 \
             AND noted_by = ?4",
            [
                &attendance.post,
                &attendance.member,
                &attendance.person,
                &attendance.noted_by,
            ],
        )?;
        Ok(())
    }
}

const fn name(coming: Coming) -> &'static str {
    match coming {
        Coming::Yes => "yes",
        Coming::No => "no",
        Coming::Proxy => "proxy",
    }
}

fn answer(row: &Row<'_>) -> rusqlite::Result<StoredAnswer> {
    let coming = match row.get_ref(2)?.as_str()? {
        "yes" => Coming::Yes,
        "no" => Coming::No,
        "proxy" => Coming::Proxy,
        _ => return Err(unknown(2, "an answer")),
    };
    Ok(StoredAnswer {
        post: row.get(0)?,
        account: row.get(1)?,
        coming,
        people: row.get(3)?,
        proxy: row.get(4)?,
    })
}
