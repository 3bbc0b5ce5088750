use handbook_wire::auth::Role;
use rusqlite::{Params, params};

use super::read::signed;
use super::{Txn, Writer, failed};
use crate::storage::{
    Account, Change, ChangeDecision, Device, Entity, Event, Post, PostReader, PostVersion, Refresh,
    Request, Retention, Session, SignUp, SignUpState, SocialLink, Stamp, StorageError, StorageTxn,
    StorageWrite, Throttle, WaitingChange,
};

impl Txn<Writer<'_>> {
    pub(super) fn run(&self, sql: &str, params: impl Params) -> Result<usize, StorageError> {
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.execute(params))
            .map_err(failed)
    }
}

impl StorageWrite for Txn<Writer<'_>> {
    fn set_meta(&mut self, name: &str, value: &[u8]) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO meta (name, value) VALUES (?1, ?2) \
             ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            params![name, value],
        )?;
        Ok(())
    }

    fn next_id(&mut self) -> Result<u64, StorageError> {
        let next = match self.meta("next_id")? {
            Some(bytes) => u64::from_be_bytes(
                bytes
                    .try_into()
                    .map_err(|_| StorageError::Corrupt("next_id"))?,
            ),
            None => 1,
        };
        self.set_meta("next_id", &(next + 1).to_be_bytes())?;
        Ok(next)
    }

    fn advance(&mut self, change: Change, at: i64) -> Result<Stamp, StorageError> {
        let revision = self.head()?.newest.revision + 1;
        let tag =
            getrandom::u64().map_err(|error| StorageError::Backend(format!("random: {error}")))?;
        self.run(
            "INSERT INTO revision (revision, tag, shared, at) VALUES (?1, ?2, ?3, ?4)",
            params![signed(revision), signed(tag), change == Change::Shared, at],
        )?;
        self.author.at = at;
        Ok(Stamp { revision, tag })
    }

    fn put_entity(&mut self, entity: &Entity) -> Result<(), StorageError> {
        self.note_edits(entity)?;
        self.run(
            "INSERT INTO entity (kind, id, owner, revision, deleted, payload) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (kind, id) DO UPDATE SET owner = excluded.owner, \
             revision = excluded.revision, deleted = excluded.deleted, payload = excluded.payload",
            params![
                entity.kind.as_str(),
                entity.id,
                entity.owner,
                signed(entity.revision),
                entity.deleted,
                entity.payload
            ],
        )?;
        Ok(())
    }

    fn put_account(&mut self, account: &Account) -> Result<(), StorageError> {
        let role = match account.role {
            Role::Member => "member",
            Role::Staff => "staff",
        };
        self.run(
            "INSERT INTO account (id, login, role, name, subject, company, mobile, roster_mobile, \
             password, invitation, invitation_until, verified_at, vouched_until, ci, birth, \
             second_factor, second_factor_at, second_factor_step, last_login_at, locked_by_staff, \
             locked_by_roster, email) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, \
             ?18, ?19, ?20, ?21, ?22) \
             ON CONFLICT (id) DO UPDATE SET login = excluded.login, role = excluded.role, \
             name = excluded.name, subject = excluded.subject, company = excluded.company, \
             mobile = excluded.mobile, roster_mobile = excluded.roster_mobile, \
             password = excluded.password, invitation = excluded.invitation, \
             invitation_until = excluded.invitation_until, verified_at = excluded.verified_at, \
             vouched_until = excluded.vouched_until, ci = excluded.ci, birth = excluded.birth, \
             second_factor = excluded.second_factor, \
             second_factor_at = excluded.second_factor_at, \
             second_factor_step = excluded.second_factor_step, \
             last_login_at = excluded.last_login_at, locked_by_staff = excluded.locked_by_staff, \
             locked_by_roster = excluded.locked_by_roster, email = excluded.email",
            params![
                account.id,
                account.login,
                role,
                account.name,
                account.subject,
                account.company,
                account.mobile,
                account.roster_mobile,
                account.password,
                account.invitation,
                account.invitation_until,
                account.verified_at,
                account.vouched_until,
                account.ci,
                account.birth,
                account.second_factor,
                account.second_factor_at,
                account.second_factor_step,
                account.last_login_at,
                account.locked_by_staff,
                account.locked_by_roster,
                account.email
            ],
        )?;
        Ok(())
    }

    fn remove_account(&mut self, account: &str) -> Result<(), StorageError> {
        self.forget_events(account)?;
        self.run("DELETE FROM account WHERE id = ?1", [account])?;
        Ok(())
    }

    fn forget_events(&mut self, account: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM account_event WHERE account = ?1", [account])?;
        Ok(())
    }

    fn release_login(&mut self, account: &str) -> Result<(), StorageError> {
        self.run(
            "UPDATE account SET login = '#' || id WHERE id = ?1",
            [account],
        )?;
        Ok(())
    }

    fn set_picture(
        &mut self,
        account: &str,
        picture: Option<(&str, &[u8])>,
    ) -> Result<(), StorageError> {
        match picture {
            Some((id, bytes)) => self.run(
                "INSERT INTO picture (account, id, bytes) VALUES (?1, ?2, ?3) \
                 ON CONFLICT (account) DO UPDATE SET id = excluded.id, bytes = excluded.bytes",
                params![account, id, bytes],
            )?,
            None => self.run("DELETE FROM picture WHERE account = ?1", [account])?,
        };
        Ok(())
    }

    fn put_social_link(&mut self, link: &SocialLink) -> Result<(), StorageError> {
        self.remove_social_link(&link.account, &link.provider)?;
        self.run(
            "INSERT INTO social_link (issuer, subject, account, provider, at) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                link.issuer,
                link.subject,
                link.account,
                link.provider,
                link.at
            ],
        )?;
        Ok(())
    }

    fn remove_social_link(&mut self, account: &str, provider: &str) -> Result<bool, StorageError> {
        let gone = self.run(
            "DELETE FROM social_link WHERE account = ?1 AND provider = ?2",
            [account, provider],
        )?;
        Ok(gone > 0)
    }

    fn put_device(&mut self, device: &Device) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO device (account, id, name, first_seen_at, verified_at) \
             VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (account, id) DO UPDATE SET name = excluded.name, \
             verified_at = excluded.verified_at",
            params![
                device.account,
                device.id,
                device.name,
                device.first_seen_at,
                device.verified_at
            ],
        )?;
        Ok(())
    }

    fn forget_devices(&mut self, account: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM device WHERE account = ?1", [account])?;
        Ok(())
    }

    fn put_request(&mut self, request: &Request) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO request (id, kind, secret, payload, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5) \
             ON CONFLICT (id) DO UPDATE SET secret = excluded.secret, \
             payload = excluded.payload, expires_at = excluded.expires_at",
            params![
                request.id,
                request.kind,
                request.secret,
                request.payload,
                request.expires_at
            ],
        )?;
        Ok(())
    }

    fn take_request(&mut self, id: &str) -> Result<bool, StorageError> {
        Ok(self.run("DELETE FROM request WHERE id = ?1", [id])? == 1)
    }

    fn use_transaction(&mut self, id: &[u8], at: i64) -> Result<bool, StorageError> {
        let added = self.run(
            "INSERT OR IGNORE INTO used_transaction (id, at) VALUES (?1, ?2)",
            params![id, at],
        )?;
        Ok(added == 1)
    }

    fn put_sign_up(&mut self, sign_up: &SignUp) -> Result<(), StorageError> {
        let state = match sign_up.state {
            SignUpState::Waiting => "waiting",
            SignUpState::Approved => "approved",
            SignUpState::Rejected => "rejected",
        };
        self.run(
            "DELETE FROM sign_up WHERE state = 'waiting' AND company = ?1 AND person = ?2 \
             AND id <> ?3",
            params![sign_up.company, sign_up.person, sign_up.id],
        )?;
        self.run(
            "INSERT INTO sign_up (id, state, at, decided_at, company, person, payload) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, \
             decided_at = excluded.decided_at, payload = excluded.payload",
            params![
                sign_up.id,
                state,
                sign_up.at,
                sign_up.decided_at,
                sign_up.company,
                sign_up.person,
                sign_up.payload
            ],
        )?;
        Ok(())
    }

    fn add_waiting_change(&mut self, change: &WaitingChange) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO waiting_change (id, account, member, at) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (id) DO NOTHING",
            params![change.id, change.account, change.member, change.at],
        )?;
        Ok(())
    }

    fn remove_waiting_change(&mut self, id: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM waiting_change WHERE id = ?1", [id])?;
        Ok(())
    }

    fn add_change_decision(&mut self, decision: &ChangeDecision) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO change_decision (request, field, decision, by, at) \
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![
                decision.request,
                decision.field,
                decision.decision,
                decision.by,
                decision.at
            ],
        )?;
        Ok(())
    }

    fn put_post(&mut self, post: &Post) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO post (id, state, version, changed_at, changed_by, published_at, edited_at, \
             due, targeted, draft, sent) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
             ON CONFLICT (id) DO UPDATE SET state = excluded.state, version = excluded.version, \
             changed_at = excluded.changed_at, changed_by = excluded.changed_by, \
             published_at = excluded.published_at, edited_at = excluded.edited_at, \
             due = excluded.due, targeted = excluded.targeted, draft = excluded.draft, \
             sent = excluded.sent",
            params![
                post.id,
                post.state.as_str(),
                post.version,
                post.changed_at,
                post.changed_by,
                post.published_at,
                post.edited_at,
                post.due,
                post.targeted,
                post.draft,
                post.sent
            ],
        )?;
        Ok(())
    }

    fn remove_post(&mut self, id: &str) -> Result<(), StorageError> {
        self.run("DELETE FROM post WHERE id = ?1", [id])?;
        Ok(())
    }

    fn add_post_version(&mut self, post: &str, version: &PostVersion) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO post_version (post, version, at, by, state, draft) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                post,
                version.version,
                version.at,
                version.by,
                version.state.as_str(),
                version.draft
            ],
        )?;
        Ok(())
    }

    fn put_post_reader(&mut self, reader: &PostReader) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO post_reader (account, post, revision, deleted) VALUES (?1, ?2, ?3, ?4) \
             ON CONFLICT (account, post) DO UPDATE SET revision = excluded.revision, \
             deleted = excluded.deleted",
            params![
                reader.account,
                reader.post,
                signed(reader.revision),
                reader.deleted
            ],
        )?;
        Ok(())
    }

    fn set_post_files(&mut self, post: &str, files: &[String]) -> Result<(), StorageError> {
        self.run("DELETE FROM post_file WHERE post = ?1", [post])?;
        for file in files {
            self.run(
                "INSERT OR IGNORE INTO post_file (file, post) VALUES (?1, ?2)",
                [file.as_str(), post],
            )?;
        }
        Ok(())
    }

    fn add_event(&mut self, account: &str, event: &Event) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO account_event (account, at, what, device) VALUES (?1, ?2, ?3, ?4)",
            params![account, event.at, event.what, event.device],
        )?;
        Ok(())
    }

    fn add_agreement(
        &mut self,
        subject: &str,
        document: &str,
        version: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO agreement (subject, document, version, at) VALUES (?1, ?2, ?3, ?4)",
            params![subject, document, version, at],
        )?;
        Ok(())
    }

    fn put_session(&mut self, session: &Session) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO session (id, account, device, device_name, started_at, expires_at, \
             ended_at, suspended, second_factor_at, seen_at, app) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11) \
             ON CONFLICT (id) DO UPDATE SET expires_at = excluded.expires_at, \
             ended_at = excluded.ended_at, suspended = excluded.suspended, \
             second_factor_at = excluded.second_factor_at, seen_at = excluded.seen_at, \
             app = excluded.app",
            params![
                session.id,
                session.account,
                session.device,
                session.device_name,
                session.started_at,
                session.expires_at,
                session.ended_at,
                session.suspended,
                session.second_factor_at,
                session.seen_at,
                session.app
            ],
        )?;
        Ok(())
    }

    fn end_session(&mut self, id: &str, at: i64) -> Result<(), StorageError> {
        self.run(
            "UPDATE session SET ended_at = ?2 WHERE id = ?1 AND ended_at IS NULL",
            params![id, at],
        )?;
        Ok(())
    }

    fn end_sessions(
        &mut self,
        account: &str,
        at: i64,
        suspended: bool,
    ) -> Result<(), StorageError> {
        self.run(
            "UPDATE session SET ended_at = ?2, suspended = ?3 \
             WHERE account = ?1 AND ended_at IS NULL",
            params![account, at, suspended],
        )?;
        Ok(())
    }

    fn add_refresh(&mut self, token: &Refresh) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO refresh (hash, session, parent, issued_at, used_at, superseded) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                token.hash,
                token.session,
                token.parent,
                token.issued_at,
                token.used_at,
                token.superseded
            ],
        )?;
        Ok(())
    }

    fn use_refresh(&mut self, hash: &[u8], at: i64) -> Result<(), StorageError> {
        self.run(
            "UPDATE refresh SET used_at = ?2 WHERE hash = ?1",
            params![hash, at],
        )?;
        self.run(
            "UPDATE refresh SET used_at = ?2, superseded = 1 WHERE hash <> ?1 AND used_at IS NULL \
             AND parent = (SELECT parent FROM refresh WHERE hash = ?1)",
            params![hash, at],
        )?;
        Ok(())
    }

    fn give_up_refreshes(&mut self, session: &str, at: i64) -> Result<(), StorageError> {
        self.run(
            "UPDATE refresh SET used_at = ?2, superseded = 1 \
             WHERE session = ?1 AND used_at IS NULL",
            params![session, at],
        )?;
        Ok(())
    }

    fn set_throttle(&mut self, login: &[u8], to: Option<Throttle>) -> Result<(), StorageError> {
        match to {
            Some(to) => self.run(
                "INSERT INTO throttle (login, failures, until, at) VALUES (?1, ?2, ?3, ?4) \
                 ON CONFLICT (login) DO UPDATE SET failures = excluded.failures, \
                 until = excluded.until, at = excluded.at",
                params![login, to.failures, to.until, to.at],
            )?,
            None => self.run("DELETE FROM throttle WHERE login = ?1", [login])?,
        };
        Ok(())
    }

    fn add_edit_outcome(
        &mut self,
        account: &str,
        key: &str,
        outcome: &str,
        at: i64,
    ) -> Result<(), StorageError> {
        self.run(
            "INSERT INTO edit_outcome (account, key, outcome, at) VALUES (?1, ?2, ?3, ?4)",
            params![account, key, outcome, at],
        )?;
        Ok(())
    }

    fn forget(&mut self, retention: &Retention) -> Result<(), StorageError> {
        // The revisions up to here are all old enough, whatever the clock did between them.
        let old: Option<i64> = self
            .connection
            .query_row(
                "SELECT coalesce((SELECT min(revision) FROM revision WHERE at >= ?1) - 1, \
                 (SELECT max(revision) FROM revision))",
                [retention.tombstones],
                |row| row.get(0),
            )
            .map_err(failed)?;
        let horizon = old.unwrap_or(0).max(signed(self.horizon()?));
        if horizon > 0 {
            self.run(
                "DELETE FROM entity WHERE deleted = 1 AND revision <= ?1",
                [horizon],
            )?;
            self.run(
                "DELETE FROM post_reader WHERE deleted = 1 AND revision <= ?1",
                [horizon],
            )?;
            self.run(
                "DELETE FROM revision WHERE revision < ?1 AND revision <> \
                 (SELECT max(revision) FROM revision WHERE shared = 1)",
                [horizon],
            )?;
            self.set_meta("horizon", &horizon.to_be_bytes())?;
        }
        self.run(
            "DELETE FROM edit_outcome WHERE at < ?1",
            [retention.outcomes],
        )?;
        self.run(
            "DELETE FROM session WHERE coalesce(ended_at, expires_at) < ?1",
            [retention.sessions],
        )?;
        self.run(
            "DELETE FROM refresh WHERE used_at < ?1",
            [retention.sessions],
        )?;
        self.run(
            "DELETE FROM throttle WHERE max(at, until) < ?1",
            [retention.throttles],
        )?;
        self.run(
            "DELETE FROM request WHERE expires_at < ?1",
            [retention.requests],
        )?;
        self.run(
            "DELETE FROM used_transaction WHERE at < ?1",
            [retention.events],
        )?;
        self.run(
            "DELETE FROM sign_up WHERE decided_at < ?1 OR (decided_at IS NULL AND at < ?2)",
            [retention.rejections, retention.applications],
        )?;
        self.run(
            "DELETE FROM account_event WHERE at < ?1",
            [retention.events],
        )?;
        self.run(
            "DELETE FROM change_decision WHERE at < ?1",
            [retention.events],
        )?;
        self.run(
            "DELETE FROM notification WHERE expires_at < ?1",
            [retention.outcomes],
        )?;
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), StorageError> {
        self.connection.execute_batch("COMMIT").map_err(failed)
    }
}
