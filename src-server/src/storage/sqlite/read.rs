use std::fmt::Write;
use std::ops::DerefMut;

use handbook_wire::entity::Kind;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

use super::row::{
    ACCOUNT, ENTITY, POST, POST_READER, REQUEST, SESSION, SIGN_UP, SOCIAL_LINK, account, entity,
    post, post_reader, post_version, request, session, sign_up, social_link, stamp,
};
use super::{Txn, failed};
use crate::storage::{
    Account, ChangeDecision, Device, Entity, Event, Head, Position, Post, PostReader, PostVersion,
    Refresh, Request, Scope, Session, SignUp, SocialLink, Stamp, StorageError, StorageTxn,
    Throttle, WaitingChange,
};

/// The targeted posts that are sent to an account, as records of its own. A revision before the first
/// of the page is passed over by the index alone.
const OWN_POSTS: &str = "UNION ALL SELECT 'post' AS kind, r.post AS id, r.account AS owner, r.revision, \
    r.deleted, coalesce(p.sent, '{}') AS payload FROM post_reader r JOIN post p ON p.id = r.post \
    WHERE r.account = ?5 AND r.revision >= ?1 AND (r.revision, 'post', r.post) > (?1, ?2, ?3)";

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
            "SELECT own.newest, coalesce(r.tag, 0) FROM (SELECT max( \
             coalesce((SELECT max(revision) FROM entity WHERE owner = ?1), 0), \
             coalesce((SELECT max(revision) FROM post_reader WHERE account = ?1), 0)) AS newest) own \
             LEFT JOIN revision r ON r.revision = own.newest",
            [owner],
            stamp,
        )?;
        Ok(found.unwrap_or_default())
    }

    fn owners_since(&self, revision: u64) -> Result<Vec<(String, u64)>, StorageError> {
        all(
            &self.connection,
            "SELECT owner, max(revision) FROM ( \
             SELECT owner, revision FROM entity WHERE owner IS NOT NULL AND revision > ?1 UNION ALL \
             SELECT account, revision FROM post_reader WHERE revision > ?1) GROUP BY owner",
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
        let (owner, account) = match scope {
            Scope::Shared => ("?5 IS NULL AND owner IS NULL", None),
            Scope::Own(account) => ("owner = ?5", Some(account)),
        };
        let posts = match scope {
            Scope::Own(_) if kinds.contains(&Kind::Post) => OWN_POSTS,
            _ => "",
        };
        // The plus keeps SQLite from going through all records of these kinds by their ids.
        let sql = format!(
            "{ENTITY} WHERE {owner} AND (revision, kind, id) > (?1, ?2, ?3) AND +kind IN ({}) {posts} \
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

    fn picture_of(&self, account: &str) -> Result<Option<String>, StorageError> {
        one(
            &self.connection,
            "SELECT id FROM picture WHERE account = ?1",
            [account],
            |row| row.get(0),
        )
    }

    fn picture(&self, id: &str) -> Result<Option<Vec<u8>>, StorageError> {
        one(
            &self.connection,
            "SELECT bytes FROM picture WHERE id = ?1",
            [id],
            |row| row.get(0),
        )
    }

    fn social_link(&self, issuer: &str, subject: &str) -> Result<Option<SocialLink>, StorageError> {
        one(
            &self.connection,
            &format!("{SOCIAL_LINK} WHERE issuer = ?1 AND subject = ?2"),
            [issuer, subject],
            social_link,
        )
    }

    fn social_links(&self, account: &str) -> Result<Vec<SocialLink>, StorageError> {
        all(
            &self.connection,
            &format!("{SOCIAL_LINK} WHERE account = ?1 ORDER BY provider"),
            [account],
            social_link,
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

    fn waiting_changes(&self, member: Option<&str>) -> Result<Vec<WaitingChange>, StorageError> {
        all(
            &self.connection,
            "SELECT id, account, member, at FROM waiting_change \
             WHERE ?1 IS NULL OR member = ?1 ORDER BY at, id",
            [member],
            |row| {
                Ok(WaitingChange {
                    id: row.get(0)?,
                    account: row.get(1)?,
                    member: row.get(2)?,
                    at: row.get(3)?,
                })
            },
        )
    }

    fn change_decisions(&self, request: &str) -> Result<Vec<ChangeDecision>, StorageError> {
        all(
            &self.connection,
            "SELECT request, field, decision, by, at FROM change_decision \
             WHERE request = ?1 ORDER BY rowid",
            [request],
            |row| {
                Ok(ChangeDecision {
                    request: row.get(0)?,
                    field: row.get(1)?,
                    decision: row.get(2)?,
                    by: row.get(3)?,
                    at: row.get(4)?,
                })
            },
        )
    }

    fn post(&self, id: &str) -> Result<Option<Post>, StorageError> {
        one(
            &self.connection,
            &format!("{POST} WHERE id = ?1"),
            [id],
            post,
        )
    }

    fn posts(&self, limit: usize) -> Result<Vec<Post>, StorageError> {
        all(
            &self.connection,
            &format!("{POST} ORDER BY changed_at DESC, id LIMIT ?1"),
            [i64::try_from(limit).unwrap_or(i64::MAX)],
            post,
        )
    }

    fn posts_due(&self, at: i64) -> Result<Vec<Post>, StorageError> {
        all(
            &self.connection,
            &format!("{POST} WHERE due <= ?1 ORDER BY due, id"),
            [at],
            post,
        )
    }

    fn targeted_posts(&self) -> Result<Vec<Post>, StorageError> {
        all(
            &self.connection,
            &format!("{POST} WHERE state = 'published' AND targeted = 1 ORDER BY id"),
            [],
            post,
        )
    }

    fn post_versions(&self, post: &str) -> Result<Vec<PostVersion>, StorageError> {
        all(
            &self.connection,
            "SELECT version, at, by, state, draft FROM post_version WHERE post = ?1 \
             ORDER BY version DESC",
            [post],
            post_version,
        )
    }

    fn post_readers(&self, post: &str) -> Result<Vec<PostReader>, StorageError> {
        all(
            &self.connection,
            &format!("{POST_READER} WHERE post = ?1 ORDER BY account"),
            [post],
            post_reader,
        )
    }

    fn post_reader(&self, account: &str, post: &str) -> Result<Option<PostReader>, StorageError> {
        one(
            &self.connection,
            &format!("{POST_READER} WHERE account = ?1 AND post = ?2"),
            [account, post],
            post_reader,
        )
    }

    fn posts_with_file(&self, file: &str) -> Result<Vec<String>, StorageError> {
        all(
            &self.connection,
            "SELECT post FROM post_file WHERE file = ?1",
            [file],
            |row| row.get(0),
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

    fn last_refresh(&self, session: Option<&str>) -> Result<Option<i64>, StorageError> {
        let found = match session {
            Some(session) => one(
                &self.connection,
                "SELECT max(issued_at) FROM refresh WHERE session = ?1",
                [session],
                |row| row.get(0),
            )?,
            None => one(
                &self.connection,
                "SELECT max(issued_at) FROM refresh",
                [],
                |row| row.get(0),
            )?,
        };
        Ok(found.flatten())
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

pub(super) const fn unsigned(value: i64) -> u64 {
    value.cast_unsigned()
}

fn list(kinds: &[Kind]) -> String {
    let mut list = String::from("''");
    for kind in kinds {
        let _ = write!(list, ",'{kind}'");
    }
    list
}

pub(super) fn one<T>(
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

pub(super) fn all<T>(
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
