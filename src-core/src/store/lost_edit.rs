//! Edits that gave way, until the member has seen them.

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, Member, OwnCompany, Post, PostAnswer, Vote};
use handbook_wire::ipc::LostEdit;
use handbook_wire::sync::{Edit, LostField};
use rusqlite::{Connection, Transaction, params};
use serde_json::{Map, Value};

use super::{StoreError, record};

/// [`LostEdit::field`] of a notice that edits were lost with a damaged cache, nobody knows which.
pub const UNREADABLE: &str = "*";

/// [`LostEdit::field`] of an answer to an event that came too late.
pub const LATE: &str = "answer_late";
/// [`LostEdit::field`] of an answer to an event that is not asked for any more.
pub const REFUSED: &str = "answer_refused";
/// [`LostEdit::field`] of somebody at an event whom the server did not take.
pub const ATTENDANCE: &str = "attendance";

/// Remembers the fields of `edit` that gave way.
///
/// # Errors
/// What SQLite says.
pub(super) fn add_merged(
    tx: &Transaction<'_>,
    edit: &Edit,
    lost: &[LostField],
) -> Result<(), StoreError> {
    match Kind::parse(&edit.kind) {
        // That somebody was noted on another device first is no loss.
        Some(Kind::Attendance) => return Ok(()),
        // An answer is one thing, whatever it is made of.
        Some(Kind::PostAnswer) => {
            if let Some(one) = lost.iter().find(|one| one.field == "coming") {
                return add(tx, edit, &one.field, &one.yours, &one.theirs);
            }
        }
        _ => {}
    }
    for one in lost {
        add(tx, edit, &one.field, &one.yours, &one.theirs)?;
    }
    Ok(())
}

/// Remembers that `edit` was not taken; `base` is what stands.
///
/// # Errors
/// What SQLite says.
pub(super) fn add_rejected(
    tx: &Transaction<'_>,
    edit: &Edit,
    code: ErrorCode,
    mut base: Map<String, Value>,
) -> Result<(), StoreError> {
    let mut value = |fields: &[&str]| {
        let field = fields.iter().find(|field| edit.set.contains_key(**field));
        let field = field.copied().unwrap_or_default();
        let yours = edit.set.get(field).cloned().unwrap_or(Value::Null);
        (yours, base.remove(field).unwrap_or(Value::Null))
    };
    match Kind::parse(&edit.kind) {
        Some(Kind::PostAnswer) => {
            let (yours, theirs) = value(&["coming", "people", "proxy"]);
            let why = match code {
                ErrorCode::Conflict => LATE,
                _ => REFUSED,
            };
            add(tx, edit, why, &yours, &theirs)
        }
        Some(Kind::Attendance) => {
            let (name, _) = value(&["name"]);
            add(tx, edit, ATTENDANCE, &name, &Value::Null)
        }
        _ => {
            for field in edit.set.keys() {
                let (yours, theirs) = value(&[field]);
                add(tx, edit, field, &yours, &theirs)?;
            }
            Ok(())
        }
    }
}

/// Remembers that `field` of `edit` gave way.
///
/// # Errors
/// What SQLite says.
pub(super) fn add(
    tx: &Transaction<'_>,
    edit: &Edit,
    field: &str,
    yours: &Value,
    theirs: &Value,
) -> Result<(), StoreError> {
    // That a post was read or kept elsewhere first is no loss.
    if edit.kind == Kind::PostMark.as_str() {
        return Ok(());
    }
    insert(
        tx,
        [&edit.kind, &edit.id, field, &text(yours), &text(theirs)],
    )
}

/// Kind, id, field, yours and theirs of one row.
pub(super) fn insert(tx: &Transaction<'_>, row: [&str; 5]) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO lost_edit (kind, id, field, yours, theirs) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(row)?;
    Ok(())
}

/// A value as a screen can show it: text as it is, nothing for null, anything else as JSON
/// (`true`, `false` for a mark that is set or not).
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Number of lost edits that wait to be read.
///
/// # Errors
/// What SQLite says.
pub fn count(connection: &Connection) -> Result<u64, StoreError> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM lost_edit")?
        .query_row([], |r| r.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Lost edits, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection) -> Result<Vec<LostEdit>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT number, kind, id, field, yours, theirs FROM lost_edit ORDER BY number",
    )?;
    let rows = statement.query_map([], |row| {
        Ok((
            row.get::<_, i64>(0)?,
            row.get::<_, String>(1)?,
            row.get::<_, String>(2)?,
            LostEdit {
                id: 0,
                member: None,
                member_name: None,
                post_title: None,
                field: row.get(3)?,
                yours: row.get(4)?,
                theirs: row.get(5)?,
            },
        ))
    })?;
    let mut all = Vec::new();
    for row in rows {
        let (number, kind, id, mut lost) = row?;
        lost.id = u64::try_from(number).unwrap_or(0);
        let kind = Kind::parse(&kind);
        let post = match kind {
            Some(Kind::PostAnswer | Kind::Attendance) => {
                let of_post = PostAnswer::post_of(&id);
                Some(of_post.split('.').next().unwrap_or_default().to_owned())
            }
            Some(Kind::Vote) => Some(Vote::post_of(&id).to_owned()),
            _ => None,
        };
        if let Some(post) = post {
            let found = record::entity::<Post>(connection, Kind::Post, &post)?;
            lost.post_title = found.map(|post| post.title);
        }
        let member = match kind {
            Some(Kind::Note | Kind::OwnCompany) => record::member_of_note(&id).to_owned(),
            Some(Kind::Member) => id,
            // A request is about the own company, of which there is one.
            Some(Kind::ChangeRequest) => {
                let own = record::all::<OwnCompany>(connection, Kind::OwnCompany)?;
                own.into_iter()
                    .next()
                    .map_or_else(String::new, |(_, own)| own.member)
            }
            _ => String::new(),
        };
        if let Some(found) = record::entity::<Member>(connection, Kind::Member, &member)? {
            lost.member = Some(member);
            lost.member_name = Some(found.name);
        }
        all.push(lost);
    }
    Ok(all)
}

/// Forgets one; answers whether it was there.
///
/// # Errors
/// What SQLite says.
pub fn dismiss(tx: &Transaction<'_>, number: u64) -> Result<bool, StoreError> {
    let number = i64::try_from(number).unwrap_or(-1);
    let gone = tx
        .prepare_cached("DELETE FROM lost_edit WHERE number = ?1")?
        .execute(params![number])?;
    Ok(gone > 0)
}
