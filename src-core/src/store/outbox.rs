//! Edits that wait for a connection. An edit is one row, written in the transaction that accepts
//! it; what people see is the server's record with the waiting rows laid over it, so the two can't
//! come apart.

use handbook_wire::sync::{Edit, EditOutcome, EditResult};
use rusqlite::{Connection, OptionalExtension, Transaction, params};
use serde_json::{Map, Value};

use super::{StoreError, change, lost_edit, record, vote};

const COLUMNS: &str = "key, kind, id, fields, was";

type Raw = (String, String, String, String, String);

fn raw(row: &rusqlite::Row<'_>) -> rusqlite::Result<Raw> {
    Ok((
        row.get(0)?,
        row.get(1)?,
        row.get(2)?,
        row.get(3)?,
        row.get(4)?,
    ))
}

fn edit((key, kind, id, set, was): Raw) -> Result<Edit, StoreError> {
    Ok(Edit {
        key,
        kind,
        id,
        set: serde_json::from_str(&set)?,
        was: serde_json::from_str(&was)?,
    })
}

/// Every waiting edit, oldest first.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection) -> Result<Vec<Edit>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox ORDER BY seq");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([], raw)?;
    rows.map(|row| edit(row?)).collect()
}

/// Number of waiting edits.
///
/// # Errors
/// What SQLite says.
pub fn count(connection: &Connection) -> Result<u64, StoreError> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM outbox")?
        .query_row([], |r| r.get(0))?;
    Ok(u64::try_from(count).unwrap_or(0))
}

/// Whether an edit of that record waits.
///
/// # Errors
/// What SQLite says.
pub fn is_pending(connection: &Connection, kind: &str, id: &str) -> Result<bool, StoreError> {
    let mut statement =
        connection.prepare_cached("SELECT 1 FROM outbox WHERE kind = ?1 AND id = ?2 LIMIT 1")?;
    Ok(statement.exists([kind, id])?)
}

/// Names of the fields of that record that waiting edits change.
///
/// # Errors
/// What SQLite says.
pub fn fields(connection: &Connection, kind: &str, id: &str) -> Result<Vec<String>, StoreError> {
    let all = all(connection)?.into_iter();
    let of_record = all.filter(|edit| edit.kind == kind && edit.id == id);
    Ok(of_record
        .flat_map(|edit| edit.set.into_iter().map(|(field, _)| field))
        .collect())
}

/// Drops the edits of a record that can't have been sent yet.
///
/// # Errors
/// What SQLite says.
pub(super) fn drop_unsent(tx: &Transaction<'_>, kind: &str, id: &str) -> Result<(), StoreError> {
    tx.prepare_cached("DELETE FROM outbox WHERE kind = ?1 AND id = ?2 AND sent = 0")?
        .execute([kind, id])?;
    Ok(())
}

/// The fields of a record as people see them: the server's, under the waiting edits.
///
/// # Errors
/// What SQLite says.
pub fn shown(
    connection: &Connection,
    kind: &str,
    id: &str,
) -> Result<Map<String, Value>, StoreError> {
    let mut fields = record::fields(connection, kind, id)?
        .map(|(_, f)| f)
        .unwrap_or_default();
    let mut statement = connection
        .prepare_cached("SELECT fields FROM outbox WHERE kind = ?1 AND id = ?2 ORDER BY seq")?;
    let rows = statement.query_map([kind, id], |row| row.get::<_, String>(0))?;
    for set in rows {
        fields.extend(serde_json::from_str::<Map<String, Value>>(&set?)?);
    }
    Ok(fields)
}

/// Accepts a change of some fields of a record. Fields that already have their new value are left
/// out; an edit of the same record that can't have been sent yet takes the change in, and is
/// dropped when nothing of it is left. `key` is used when a new row is made.
///
/// # Errors
/// What SQLite says.
pub fn add(
    tx: &Transaction<'_>,
    kind: &str,
    id: &str,
    set: Map<String, Value>,
    key: &str,
    now_ms: i64,
) -> Result<(), StoreError> {
    let seen = shown(tx, kind, id)?;
    let value = |field: &str| seen.get(field).cloned().unwrap_or(Value::Null);
    let set: Map<_, _> = set
        .into_iter()
        .filter(|(field, v)| value(field) != *v)
        .collect();
    if set.is_empty() {
        return Ok(());
    }
    let unsent: Option<(i64, String, String)> = tx
        .prepare_cached(
            "SELECT seq, fields, was FROM outbox
             WHERE kind = ?1 AND id = ?2 AND sent = 0 ORDER BY seq DESC LIMIT 1",
        )?
        .query_row([kind, id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?))
        })
        .optional()?;
    if let Some((seq, fields, was)) = unsent {
        let mut fields: Map<String, Value> = serde_json::from_str(&fields)?;
        let mut was: Map<String, Value> = serde_json::from_str(&was)?;
        for (field, wanted) in set {
            let before = was.entry(field.clone()).or_insert_with(|| value(&field));
            if *before == wanted {
                was.remove(&field);
                fields.remove(&field);
            } else {
                fields.insert(field, wanted);
            }
        }
        if fields.is_empty() {
            tx.prepare_cached("DELETE FROM outbox WHERE seq = ?1")?
                .execute([seq])?;
        } else {
            tx.prepare_cached("UPDATE outbox SET fields = ?2, was = ?3 WHERE seq = ?1")?
                .execute(params![seq, json(&fields)?, json(&was)?])?;
        }
        return Ok(());
    }
    let was: Map<_, _> = set
        .keys()
        .map(|field| (field.clone(), value(field)))
        .collect();
    let edit = Edit {
        key: key.to_owned(),
        kind: kind.to_owned(),
        id: id.to_owned(),
        set,
        was,
    };
    insert(tx, &edit, now_ms, false)
}

pub(super) fn insert(
    tx: &Transaction<'_>,
    edit: &Edit,
    now_ms: i64,
    sent: bool,
) -> Result<(), StoreError> {
    tx.prepare_cached(
        "INSERT INTO outbox (key, kind, id, fields, was, created, sent)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![
        edit.key,
        edit.kind,
        edit.id,
        json(&edit.set)?,
        json(&edit.was)?,
        now_ms,
        sent
    ])?;
    Ok(())
}

fn json(fields: &Map<String, Value>) -> Result<String, StoreError> {
    Ok(serde_json::to_string(fields)?)
}

/// The oldest edits, at most `limit`, marked as sent: they don't change any more.
///
/// # Errors
/// What SQLite says.
pub fn take_for_push(tx: &Transaction<'_>, limit: usize) -> Result<Vec<Edit>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM outbox ORDER BY seq LIMIT ?1");
    let edits: Vec<Edit> = {
        let mut statement = tx.prepare_cached(&sql)?;
        let rows = statement.query_map([i64::try_from(limit).unwrap_or(i64::MAX)], raw)?;
        rows.map(|row| edit(row?)).collect::<Result<_, _>>()?
    };
    let mut mark = tx.prepare_cached("UPDATE outbox SET sent = 1 WHERE key = ?1 AND sent = 0")?;
    for edit in &edits {
        mark.execute([&edit.key])?;
    }
    drop(mark);
    Ok(edits)
}

/// Marks every waiting edit as sent. At the start of the app: that an edit was sent may have been lost
/// with the device's power.
///
/// # Errors
/// What SQLite says.
pub fn mark_all_sent(tx: &Transaction<'_>) -> Result<(), StoreError> {
    tx.execute("UPDATE outbox SET sent = 1 WHERE sent = 0", [])?;
    Ok(())
}

/// Takes in what became of sent edits. A result for an edit that is not there any more is passed
/// over, so hearing it twice does no harm. Answers with the records (kind, id) that it touched.
///
/// # Errors
/// What SQLite says.
pub fn settle(
    tx: &Transaction<'_>,
    results: &[EditResult],
) -> Result<Vec<(String, String)>, StoreError> {
    let mut touched: Vec<(String, String)> = Vec::new();
    for result in results {
        let sql = format!("SELECT {COLUMNS} FROM outbox WHERE key = ?1");
        let row = tx
            .prepare_cached(&sql)?
            .query_row([&result.key], raw)
            .optional()?;
        let Some(edit) = row.map(edit).transpose()? else {
            continue;
        };
        // The edits of one push share a revision: the later one stands over the earlier.
        let again = touched.contains(&(edit.kind.clone(), edit.id.clone()));
        match &result.outcome {
            EditOutcome::Applied { revision } if vote::taken(tx, &edit, *revision)? => {}
            EditOutcome::Applied { revision } => {
                take_in(tx, &edit, *revision, edit.set.clone(), again)?;
            }
            EditOutcome::Merged { revision, lost } => {
                let mut stands = edit.set.clone();
                for field in lost {
                    stands.insert(field.field.clone(), field.theirs.clone());
                }
                lost_edit::add_merged(tx, &edit, lost)?;
                take_in(tx, &edit, *revision, stands, again)?;
            }
            EditOutcome::Rejected { .. } if change::refused(tx, &edit)? => {}
            EditOutcome::Rejected { code } if vote::refused(tx, &edit, *code)? => {}
            EditOutcome::Rejected { code } => {
                let base = record::fields(tx, &edit.kind, &edit.id)?.map(|(_, f)| f);
                lost_edit::add_rejected(tx, &edit, *code, base.unwrap_or_default())?;
            }
            // An outcome of a newer protocol: the edit waits for an app that knows it.
            _ => continue,
        }
        tx.prepare_cached("DELETE FROM outbox WHERE key = ?1")?
            .execute([&edit.key])?;
        touched.push((edit.kind, edit.id));
    }
    Ok(touched)
}

/// Writes fields that hold at `revision` into the record, unless it has already come at that
/// revision or a later one: an outcome may be heard long after other changes. `again`: an earlier
/// result of the same reply wrote it.
fn take_in(
    tx: &Transaction<'_>,
    edit: &Edit,
    revision: u64,
    stands: Map<String, Value>,
    again: bool,
) -> Result<(), StoreError> {
    let (held, mut fields) = record::fields(tx, &edit.kind, &edit.id)?.unwrap_or_default();
    if held > revision || held == revision && !again {
        return Ok(());
    }
    fields.extend(stands);
    record::put(tx, &edit.kind, &edit.id, revision, &json(&fields)?)
}
