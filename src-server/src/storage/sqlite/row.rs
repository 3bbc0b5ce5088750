//! Rows as what they are read into, each beside the columns that it takes.

use handbook_wire::auth::Role;
use handbook_wire::entity::Kind;
use handbook_wire::post::PostState;
use rusqlite::Row;

use super::read::unsigned;
use crate::storage::{
    Account, Entity, Post, PostReader, PostVersion, Request, Session, SignUp, SignUpState,
    SocialLink, Stamp,
};

pub(super) const ENTITY: &str = "SELECT kind, id, owner, revision, deleted, payload FROM entity";
pub(super) const ACCOUNT: &str = "SELECT id, login, role, name, subject, company, mobile, roster_mobile, \
    password, invitation, invitation_until, verified_at, vouched_until, ci, birth, second_factor, \
    second_factor_at, second_factor_step, last_login_at, locked_by_staff, locked_by_roster, email \
    FROM account";
pub(super) const SESSION: &str = "SELECT id, account, device, device_name, started_at, expires_at, ended_at, \
    suspended, second_factor_at, seen_at, app FROM session";
pub(super) const REQUEST: &str = "SELECT id, kind, secret, payload, expires_at FROM request";
pub(super) const SOCIAL_LINK: &str =
    "SELECT issuer, subject, account, provider, at FROM social_link";
pub(super) const SIGN_UP: &str =
    "SELECT id, state, at, decided_at, company, person, payload FROM sign_up";

pub(super) const POST: &str = "SELECT id, state, version, changed_at, changed_by, published_at, edited_at, \
    due, targeted, draft, sent FROM post";
pub(super) const POST_READER: &str = "SELECT account, post, revision, deleted FROM post_reader";

pub(super) fn stamp(row: &Row<'_>) -> rusqlite::Result<Stamp> {
    Ok(Stamp {
        revision: unsigned(row.get(0)?),
        tag: unsigned(row.get(1)?),
    })
}

pub(super) fn entity(row: &Row<'_>) -> rusqlite::Result<Entity> {
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

pub(super) fn account(row: &Row<'_>) -> rusqlite::Result<Account> {
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
        email: row.get(21)?,
    })
}

pub(super) fn session(row: &Row<'_>) -> rusqlite::Result<Session> {
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
        app: row.get(10)?,
    })
}

pub(super) fn request(row: &Row<'_>) -> rusqlite::Result<Request> {
    Ok(Request {
        id: row.get(0)?,
        kind: row.get(1)?,
        secret: row.get(2)?,
        payload: row.get(3)?,
        expires_at: row.get(4)?,
    })
}

pub(super) fn social_link(row: &Row<'_>) -> rusqlite::Result<SocialLink> {
    Ok(SocialLink {
        issuer: row.get(0)?,
        subject: row.get(1)?,
        account: row.get(2)?,
        provider: row.get(3)?,
        at: row.get(4)?,
    })
}

pub(super) fn sign_up(row: &Row<'_>) -> rusqlite::Result<SignUp> {
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

pub(super) fn unknown(column: usize, what: &'static str) -> rusqlite::Error {
    rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, what.into())
}

pub(super) fn post(row: &Row<'_>) -> rusqlite::Result<Post> {
    Ok(Post {
        id: row.get(0)?,
        state: post_state(row, 1)?,
        version: row.get(2)?,
        changed_at: row.get(3)?,
        changed_by: row.get(4)?,
        published_at: row.get(5)?,
        edited_at: row.get(6)?,
        due: row.get(7)?,
        targeted: row.get(8)?,
        draft: row.get(9)?,
        sent: row.get(10)?,
    })
}

pub(super) fn post_version(row: &Row<'_>) -> rusqlite::Result<PostVersion> {
    Ok(PostVersion {
        version: row.get(0)?,
        at: row.get(1)?,
        by: row.get(2)?,
        state: post_state(row, 3)?,
        draft: row.get(4)?,
    })
}

fn post_state(row: &Row<'_>, column: usize) -> rusqlite::Result<PostState> {
    PostState::parse(row.get_ref(column)?.as_str()?).ok_or_else(|| unknown(column, "post state"))
}

pub(super) fn post_reader(row: &Row<'_>) -> rusqlite::Result<PostReader> {
    Ok(PostReader {
        account: row.get(0)?,
        post: row.get(1)?,
        revision: unsigned(row.get(2)?),
        deleted: row.get(3)?,
    })
}
