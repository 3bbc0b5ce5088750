//! The account's change requests (변경 신청): those that the server has, and those that wait here.

use std::collections::BTreeMap;

use handbook_wire::entity::{ChangeRequest, CompanyField, FieldChange, Kind};
use handbook_wire::sync::Edit;
use rusqlite::{Connection, Transaction};
use serde_json::{Map, Value};

use super::{StoreError, lost_edit, outbox, record};

const KIND: &str = Kind::ChangeRequest.as_str();

/// A request as it shows here.
#[derive(Debug, Clone, PartialEq)]
pub struct Request {
    /// Record id.
    pub id: String,
    /// What it asks for, and what became of it.
    pub request: ChangeRequest,
    /// Whether the server has it.
    pub sent: bool,
    /// Whether a cancellation waits for a connection.
    pub cancelling: bool,
}

/// Every request, newest first.
///
/// # Errors
/// What SQLite says.
pub fn all(connection: &Connection) -> Result<Vec<Request>, StoreError> {
    let stored: Vec<(String, ChangeRequest)> = record::all(connection, Kind::ChangeRequest)?;
    let mut requests: Vec<Request> = stored
        .into_iter()
        .map(|(id, request)| Request {
            id,
            request,
            sent: true,
            cancelling: false,
        })
        .collect();
    requests.sort_by(|a, b| (b.request.sent_at, &b.id).cmp(&(a.request.sent_at, &a.id)));
    for edit in outbox::all(connection)? {
        if edit.kind != KIND {
            continue;
        }
        let cancels = edit.set.get("cancelled") == Some(&Value::Bool(true));
        match requests.iter_mut().find(|one| one.id == edit.id) {
            Some(known) => known.cancelling |= cancels,
            None => requests.insert(
                0,
                Request {
                    id: edit.id,
                    request: serde_json::from_value(Value::Object(edit.set)).unwrap_or_default(),
                    sent: false,
                    cancelling: cancels,
                },
            ),
        }
    }
    Ok(requests)
}

/// Takes a request back: what was not sent goes, what was is cancelled.
///
/// # Errors
/// What SQLite says.
pub fn take_back(tx: &Transaction<'_>, id: &str, key: &str, now_ms: i64) -> Result<(), StoreError> {
    outbox::drop_unsent(tx, KIND, id)?;
    let is_known = record::fields(tx, KIND, id)?.is_some() || outbox::is_pending(tx, KIND, id)?;
    if is_known {
        let set: Map<String, Value> = [("cancelled".to_owned(), Value::Bool(true))]
            .into_iter()
            .collect();
        outbox::add(tx, KIND, id, set, key, now_ms)?;
    }
    Ok(())
}

/// Tells of a request that the server did not take, field by field. Answers whether it was one.
pub(super) fn refused(tx: &Transaction<'_>, edit: &Edit) -> Result<bool, StoreError> {
    let fields = match edit.set.get("fields") {
        Some(fields) if edit.kind == KIND => fields.clone(),
        _ => return Ok(false),
    };
    let fields: BTreeMap<String, FieldChange> = serde_json::from_value(fields).unwrap_or_default();
    for (name, change) in fields {
        let text = |value: &Value| match CompanyField::parse(&name) {
            Some(field) => Value::from(field.text(value)),
            None => Value::Null,
        };
        lost_edit::add(tx, edit, &name, &text(&change.wanted), &text(&change.was))?;
    }
    Ok(true)
}
