use std::fmt::Write;
use std::ops::DerefMut;

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::{Txn, failed};
use crate::storage::{
    Account, Device, Entity, Event, Head, Position, Refresh, Request, Scope, Session, SignUp,
    SignUpState, Stamp, StorageError, StorageTxn, Throttle,
};

const ACCOUNT: &str = "SELECT id, login, role, name, subject, company, mobile, roster_mobile, \
    password, invitation, invitation_until, verified_at, vouched_until, ci, birth, second_factor, \
    second_factor_at, second_factor_step, last_login_at, locked_by_staff, locked_by_roster \
    FROM account";
const SESSION: &str = "SELECT id, account, device, device_name, started_at, expires_at, ended_at, \
    suspended, second_factor_at, seen_at FROM session";
const REQUEST: &str = "SELECT id, kind, secret, payload, expires_at FROM request";
const SIGN_UP: &str = "SELECT id, state, at, decided_at, company, person, payload FROM sign_up";
const ENTITY: &str = "SELECT kind, id, owner, revision, deleted, payload FROM entity";

/// The newest revisions, as `connection` sees them.
pub(super) fn head(connection: &Connection) -> Result<Head, StorageError> {
    let newest = one(
        connection,
        "SELECT revision, tag FROM revision ORDER BY revision DESC LIMIT 1",
        [],
        stamp,
    )?;
    let shared = one(
        connection,
        "SELECT revision, tag FROM revision WHERE shared = 1 ORDER BY revision DESC LIMIT 1",
        [],
        stamp,
    )?;
    Ok(Head {
        newest: newest.unwrap_or_default(),
        shared: shared.unwrap_or_default(),
    })
}

impl<C: DerefMut<Target = Connection>> StorageTxn for Txn<C> {
    fn meta(&self, name: &str) -> Result<Option<Vec<u8>>, StorageError> {
        one(
            &self.connection,
            "SELECT value FROM meta WHERE name = ?1",
            [name],
            |row| row.get(0),
        )
    }

    fn head(&self) -> Result<Head, StorageError> {
        head(&self.connection)
    }

    fn tag(&self, revision: u64) -> Result<Option<u64>, StorageError> {
        let found = one(
            &self.connection,
            "SELECT revision, tag FROM revision WHERE revision = ?1",
            [signed(revision)],
            stamp,
        )?;
        Ok(found.map(|stamp| stamp.tag))
    }

    fn horizon(&self) -> Result<u64, StorageError> {
        let Some(value) = self.meta("horizon")? else {
            return Ok(0);
        };
        let bytes = value
            .try_into()
            .map_err(|_| StorageError::Corrupt("horizon"))?;
        Ok(u64::from_be_bytes(bytes))
    }

    fn own_head(&self, owner: &str) -> Result<Stamp, StorageError> {
        let found = one(
            &self.connection,
            "SELECT e.revision, coalesce(r.tag, 0) FROM entity e LEFT JOIN revision r USING (revision) \
             WHERE e.owner = ?1 ORDER BY e.revision DESC LIMIT 1",
            [owner],
            stamp,
        )?;
        Ok(found.unwrap_or_default())
    }

    fn owners_since(&self, revision: u64) -> Result<Vec<(String, u64)>, StorageError> {
        all(
            &self.connection,
            "SELECT owner, max(revision) FROM entity WHERE owner IS NOT NULL AND revision > ?1 \
             GROUP BY owner",
            [signed(revision)],
            |row| Ok((row.get(0)?, unsigned(row.get(1)?))),
        )
    }

    fn entity(&self, kind: Kind, id: &str) -> Result<Option<Entity>, StorageError> {
        one(
            &self.connection,
            &format!("{ENTITY} WHERE kind = ?1 AND id = ?2"),
            [kind.as_str(), id],
            entity,
        )
    }

    fn entities(&self, kind: Kind) -> Result<Vec<Entity>, StorageError> {
        all(
            &self.connection,
            &format!("{ENTITY} WHERE kind = ?1 AND owner IS NULL"),
            [kind.as_str()],
            entity,
        )
    }

    fn changes(
        &self,
        scope: Scope<'_>,
        kinds: &[Kind],
        after: &Position,
        limit: usize,
    ) -> Result<Vec<Entity>, StorageError> {
        // After all of a revision is before everything of the next one.
        let (revision, kind, id) = match &after.place {
            Some((kind, id)) => (after.revision, kind.as_str(), id.as_str()),
            None => (after.revision.saturating_add(1), "", ""),
        };
        let owner = match scope {
            Scope::Shared => "?5 IS NULL AND owner IS NULL",
            Scope::Own(_) => "owner = ?5",
        };
        let account = match scope {
            Scope::Shared => None,
            Scope::Own(account) => Some(account),
        };
        let sql = format!(
            "{ENTITY} WHERE {owner} AND (revision, kind, id) > (?1, ?2, ?3) AND kind IN ({}) \
             ORDER BY revision, kind, id LIMIT ?4",
            list(kinds)
        );
        let limit = i64::try_from(limit).unwrap_or(i64::MAX);
        all(
            &self.connection,
            &sql,
            params![signed(revision), kind, id, limit, account],
            entity,
        )
    }

    fn each_shared(
        &self,
        kinds: &[Kind],
        each: &mut dyn FnMut(Entity) -> Result<(), StorageError>,
    ) -> Result<(), StorageError> {
        let mut statement = self
            .connection
            .prepare_cached(&format!(
                "{ENTITY} WHERE kind = ?1 AND owner IS NULL AND deleted = 0 ORDER BY id"
            ))
            .map_err(failed)?;
        for kind in kinds {
            let mut rows = statement.query([kind.as_str()]).map_err(failed)?;
            while let Some(row) = rows.next().map_err(failed)? {
                each(entity(row).map_err(failed)?)?;
            }
        }
        Ok(())
    }

    fn account_by_login(&self, login: &str) -> Result<Option<Account>, StorageError> {
        one(
            &self.connection,
            &format!("{ACCOUNT} WHERE login = ?1"),
            [login],
            account,
        )
    }

    fn account(&self, id: &str) -> Result<Option<Account>, StorageError> {
        one(
            &self.connection,
            &format!("{ACCOUNT} WHERE id = ?1"),
            [id],
            account,
        )
    }

    fn accounts(&self) -> Result<Vec<Account>, StorageError> {
        all(
            &self.connection,
            &format!("{ACCOUNT} ORDER BY login"),
            [],
            account,
        )
    }

    fn accounts_by_mobile(&self, mobile: &str) -> Result<Vec<Account>, StorageError> {
        all(
            &self.connection,
            &format!("{ACCOUNT} WHERE mobile = ?1 ORDER BY id"),
            [mobile],
            account,
        )
    }

    fn accounts_of_company(&self, company: &str) -> Result<Vec<Account>, StorageError> {
        all(
            &self.connection,
            &format!("{ACCOUNT} WHERE company = ?1 ORDER BY id"),
            [company],
            account,
        )
    }

    fn device(&self, account: &str, id: &str) -> Result<Option<Device>, StorageError> {
        one(
            &self.connection,
            "SELECT account, id, name, first_seen_at, verified_at FROM device \
             WHERE account = ?1 AND id = ?2",
            [account, id],
            |row| {
                Ok(Device {
                    account: row.get(0)?,
                    id: row.get(1)?,
                    name: row.get(2)?,
                    first_seen_at: row.get(3)?,
                    verified_at: row.get(4)?,
                })
            },
        )
    }

    fn open_sessions(&self, account: &str) -> Result<Vec<Session>, StorageError> {
        all(
            &self.connection,
            &format!(
                "{SESSION} WHERE account = ?1 AND ended_at IS NULL ORDER BY started_at DESC, id"
            ),
            [account],
            session,
        )
    }

    fn request(&self, id: &str) -> Result<Option<Request>, StorageError> {
        one(
            &self.connection,
            &format!("{REQUEST} WHERE id = ?1"),
            [id],
            request,
        )
    }

    fn request_by_secret(&self, secret: &[u8]) -> Result<Option<Request>, StorageError> {
        one(
            &self.connection,
            &format!("{REQUEST} WHERE secret = ?1"),
            [secret],
            request,
        )
    }

    fn sign_up(&self, id: &str) -> Result<Option<SignUp>, StorageError> {
        one(
            &self.connection,
            &format!("{SIGN_UP} WHERE id = ?1"),
            [id],
            sign_up,
        )
    }

    fn waiting_sign_ups(&self) -> Result<Vec<SignUp>, StorageError> {
        all(
            &self.connection,
            &format!("{SIGN_UP} WHERE state = 'waiting' ORDER BY at, id"),
            [],
            sign_up,
        )
    }

    fn events(&self, account: &str, limit: usize) -> Result<Vec<Event>, StorageError> {
        all(
            &self.connection,
            "SELECT at, what, device FROM account_event WHERE account = ?1 \
             ORDER BY at DESC, rowid DESC LIMIT ?2",
            params![account, i64::try_from(limit).unwrap_or(i64::MAX)],
            |row| {
                Ok(Event {
                    at: row.get(0)?,
                    what: row.get(1)?,
                    device: row.get(2)?,
                })
            },
        )
    }

    fn session(&self, id: &str) -> Result<Option<Session>, StorageError> {
        one(
            &self.connection,
            &format!("{SESSION} WHERE id = ?1"),
            [id],
            session,
        )
    }

    fn sessions_ended_since(&self, at: i64) -> Result<Vec<String>, StorageError> {
        all(
            &self.connection,
            "SELECT id FROM session WHERE ended_at >= ?1",
            [at],
            |row| row.get(0),
        )
    }

    fn refresh(&self, hash: &[u8]) -> Result<Option<Refresh>, StorageError> {
        one(
            &self.connection,
            "SELECT hash, session, parent, issued_at, used_at, superseded FROM refresh \
             WHERE hash = ?1",
            [hash],
            |row| {
                Ok(Refresh {
                    hash: row.get(0)?,
                    session: row.get(1)?,
                    parent: row.get(2)?,
                    issued_at: row.get(3)?,
                    used_at: row.get(4)?,
                    superseded: row.get(5)?,
                })
            },
        )
    }

    fn refresh_child_used(&self, hash: &[u8]) -> Result<bool, StorageError> {
        let found = one(
            &self.connection,
            "SELECT EXISTS (SELECT 1 FROM refresh WHERE parent = ?1 AND used_at IS NOT NULL)",
            [hash],
            |row| row.get(0),
        )?;
        Ok(found.unwrap_or(false))
    }

    fn throttle(&self, login: &[u8]) -> Result<Option<Throttle>, StorageError> {
        one(
            &self.connection,
            "SELECT failures, until, at FROM throttle WHERE login = ?1",
            [login],
            |row| {
                Ok(Throttle {
                    failures: row.get(0)?,
                    until: row.get(1)?,
                    at: row.get(2)?,
                })
            },
        )
    }

    fn edit_outcome(&self, account: &str, key: &str) -> Result<Option<String>, StorageError> {
        one(
            &self.connection,
            "SELECT outcome FROM edit_outcome WHERE account = ?1 AND key = ?2",
            [account, key],
            |row| row.get(0),
        )
    }
}

/// SQLite has signed integers; revisions and tags keep their bits.
pub(super) const fn signed(value: u64) -> i64 {
    value.cast_signed()
}

const fn unsigned(value: i64) -> u64 {
    value.cast_unsigned()
}

fn list(kinds: &[Kind]) -> String {
    let mut list = String::from("''");
    for kind in kinds {
        let _ = write!(list, ",'{kind}'");
    }
    list
}

fn one<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Option<T>, StorageError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.query_row(params, read).optional())
        .map_err(failed)
}

fn all<T>(
    connection: &Connection,
    sql: &str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Result<Vec<T>, StorageError> {
    connection
        .prepare_cached(sql)
        .and_then(|mut statement| statement.query_map(params, read)?.collect())
        .map_err(failed)
}

fn stamp(row: &Row<'_>) -> rusqlite::Result<Stamp> {
    Ok(Stamp {
        revision: unsigned(row.get(0)?),
        tag: unsigned(row.get(1)?),
    })
}

fn entity(row: &Row<'_>) -> rusqlite::Result<Entity> {
    let kind = Kind::parse(row.get_ref(0)?.as_str()?).ok_or_else(|| unknown(0, "kind"))?;
    Ok(Entity {
        kind,
        id: row.get(1)?,
        owner: row.get(2)?,
        revision: unsigned(row.get(3)?),
        deleted: row.get(4)?,
        payload: row.get(5)?,
    })
}

fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
    let role = match row.get_ref(2)?.as_str()? {
        "member" => Role::Member,
        "staff" => Role::Staff,
        _ => return Err(unknown(2, "role")),
    };
    Ok(Account {
        id: row.get(0)?,
        login: row.get(1)?,
        role,
        name: row.get(3)?,
        subject: row.get(4)?,
        company: row.get(5)?,
        mobile: row.get(6)?,
        roster_mobile: row.get(7)?,
        password: row.get(8)?,
        invitation: row.get(9)?,
        invitation_until: row.get(10)?,
        verified_at: row.get(11)?,
        vouched_until: row.get(12)?,
        ci: row.get(13)?,
        birth: row.get(14)?,
        second_factor: row.get(15)?,
        second_factor_at: row.get(16)?,
        second_factor_step: row.get(17)?,
        last_login_at: row.get(18)?,
        locked_by_staff: row.get(19)?,
        locked_by_roster: row.get(20)?,
    })
}

fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
    Ok(Session {
        id: row.get(0)?,
        account: row.get(1)?,
        device: row.get(2)?,
        device_name: row.get(3)?,
        started_at: row.get(4)?,
        expires_at: row.get(5)?,
        ended_at: row.get(6)?,
        suspended: row.get(7)?,
        second_factor_at: row.get(8)?,
        seen_at: row.get(9)?,
    })
}

fn request(row: &Row<'_>) -> rusqlite::Result<Request> {
    Ok(Request {
        id: row.get(0)?,
        kind: row.get(1)?,
        secret: row.get(2)?,
        payload: row.get(3)?,
        expires_at: row.get(4)?,
    })
}

fn sign_up(row: &Row<'_>) -> rusqlite::Result<SignUp> {
    let state = match row.get_ref(1)?.as_str()? {
        "waiting" => SignUpState::Waiting,
        "approved" => SignUpState::Approved,
        "rejected" => SignUpState::Rejected,
        _ => return Err(unknown(1, "state")),
    };
    Ok(SignUp {
        id: row.get(0)?,
        state,
        at: row.get(2)?,
        decided_at: row.get(3)?,
        company: row.get(4)?,
        person: row.get(5)?,
        payload: row.get(6)?,
    })
}

fn unknown(column: usize, what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.into())
}
