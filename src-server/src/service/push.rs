use std::collections::BTreeMap;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, Note};
use handbook_wire::sync::{
    Edit, EditOutcome, EditResult, LostField, MAX_EDITS, PushReply, PushRequest,
};
use serde_json::{Map, Value};

use super::session::is_key;
use super::{Caller, Failure, Service, canonical};
use crate::policy;
use crate::storage::{Change, Entity, StorageError, StorageWrite};

impl Service {
    /// Takes edits, each exactly once: an edit whose key is known is answered as it was then.
    ///
    /// # Errors
    /// `too_large` for more than [`MAX_EDITS`]; `invalid_input` for a key that is none. What is
    /// wrong with a single edit is its outcome.
    pub async fn push(
        self: &Arc<Self>,
        caller: Caller,
        request: PushRequest,
    ) -> Result<PushReply, Failure> {
        if request.edits.len() > MAX_EDITS {
            return Err(ErrorCode::TooLarge.into());
        }
        if !request.edits.iter().all(|edit| is_key(&edit.key)) {
            return Err(ErrorCode::InvalidInput.into());
        }
        let reply = self
            .run(move |service| service.take_edits(&caller, request.edits))
            .await?;
        self.announce();
        Ok(reply)
    }

    fn take_edits(&self, caller: &Caller, edits: Vec<Edit>) -> Result<PushReply, Failure> {
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let mut moved = None;
            let mut results = Vec::with_capacity(edits.len());
            for edit in edits {
                let outcome = match txn.edit_outcome(&caller.account, &edit.key)? {
                    Some(stored) => serde_json::from_str(&stored)
                        .map_err(|_| StorageError::Corrupt("edit outcome"))?,
                    None => {
                        let outcome = take(txn, caller, &edit, &mut moved, now)?;
                        let stored = serde_json::to_string(&outcome)
                            .map_err(|_| Failure::Internal("an outcome can't be stored"))?;
                        txn.add_edit_outcome(&caller.account, &edit.key, &stored, now)?;
                        outcome
                    }
                };
                results.push(EditResult {
                    key: edit.key,
                    outcome,
                });
            }
            Ok(PushReply { results })
        })
    }
}

/// Applies one edit. `moved` is the revision of this transaction, once something has changed.
fn take(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Option<u64>,
    now: i64,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let Some(kind) = Kind::parse(&edit.kind) else {
        return reject(ErrorCode::InvalidInput);
    };
    let allowed = edit
        .set
        .keys()
        .all(|field| policy::may_edit(caller.role, kind, field));
    if !allowed || !kind.is_private() {
        return reject(ErrorCode::Forbidden);
    }
    let target = match edit
        .id
        .strip_prefix(&caller.account)
        .and_then(|id| id.strip_prefix('.'))
    {
        Some(member) => member,
        // Somebody else's, or no id of ours: there is nothing to find out about it.
        None => return reject(ErrorCode::NotFound),
    };
    let stored = txn.entity(kind, &edit.id)?.filter(|entity| !entity.deleted);
    if stored.is_none() && !sees_member(txn, caller, target)? {
        return reject(ErrorCode::NotFound);
    }
    let blank = Note {
        member: target.to_owned(),
        ..Note::default()
    };
    let blank = canonical::map(&canonical::text(&blank)?)?;
    let mut fields = match &stored {
        Some(entity) => canonical::map(&entity.payload)?,
        None => blank.clone(),
    };
    let merged = merge(&mut fields, &blank, edit);
    if serde_json::from_value::<Note>(Value::Object(fields.clone()))
        .ok()
        .is_none_or(|note| note.memo.chars().count() > Note::MAX_MEMO)
    {
        return reject(ErrorCode::InvalidInput);
    }
    let revision = match &stored {
        Some(entity) if !merged.changed => entity.revision,
        _ => {
            let revision = match *moved {
                Some(revision) => revision,
                None => txn.advance(Change::Private, now)?.revision,
            };
            *moved = Some(revision);
            txn.put_entity(&Entity {
                kind,
                id: edit.id.clone(),
                owner: Some(caller.account.clone()),
                revision,
                deleted: false,
                payload: canonical::text(&fields.into_iter().collect::<BTreeMap<_, _>>())?,
            })?;
            revision
        }
    };
    Ok(match merged.lost.is_empty() {
        true => EditOutcome::Applied { revision },
        false => EditOutcome::Merged {
            revision,
            lost: merged.lost,
        },
    })
}

struct Merged {
    changed: bool,
    lost: Vec<LostField>,
}

/// Takes each field of `edit` whose present value is what the editor saw; a field that another
/// device changed first stays. A field that is absent or null has its value of `blank`.
fn merge(fields: &mut Map<String, Value>, blank: &Map<String, Value>, edit: &Edit) -> Merged {
    let or_blank = |field: &String, value: Option<&Value>| match value {
        Some(value) if !value.is_null() => value.clone(),
        _ => blank.get(field).cloned().unwrap_or(Value::Null),
    };
    let mut merged = Merged {
        changed: false,
        lost: Vec::new(),
    };
    for (field, wanted) in &edit.set {
        let wanted = or_blank(field, Some(wanted));
        let present = or_blank(field, fields.get(field));
        if present == wanted {
            continue;
        }
        if present == or_blank(field, edit.was.get(field)) {
            fields.insert(field.clone(), wanted);
            merged.changed = true;
        } else {
            merged.lost.push(LostField {
                field: field.clone(),
                yours: wanted,
                theirs: present,
            });
        }
    }
    merged
}

/// Whether the caller's role may see that company.
fn sees_member(txn: &dyn StorageWrite, caller: &Caller, member: &str) -> Result<bool, Failure> {
    let Some(entity) = txn
        .entity(Kind::Member, member)?
        .filter(|entity| !entity.deleted)
    else {
        return Ok(false);
    };
    let payload = canonical::map(&entity.payload)?;
    Ok(policy::project(caller.role, Kind::Member, payload).is_some())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn object(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(map) => map,
            _ => panic!("not an object"),
        }
    }

    #[test]
    fn the_first_edit_stands_and_the_later_one_is_told() {
        let blank = object(json!({"memo": "", "favourite": false, "member": "1"}));
        let cases = [
            // present, set, was, afterwards, lost
            (
                json!({}),
                json!({"memo": "a"}),
                json!({"memo": null}),
                json!({"memo": "a"}),
                0,
            ),
            (
                json!({}),
                json!({"memo": "a"}),
                json!({"memo": ""}),
                json!({"memo": "a"}),
                0,
            ),
            (
                json!({}),
                json!({"memo": "a"}),
                json!({}),
                json!({"memo": "a"}),
                0,
            ),
            (
                json!({"memo": "b"}),
                json!({"memo": "a"}),
                json!({"memo": "b"}),
                json!({"memo": "a"}),
                0,
            ),
            (
                json!({"memo": "a"}),
                json!({"memo": "a"}),
                json!({"memo": "x"}),
                json!({"memo": "a"}),
                0,
            ),
            (
                json!({"memo": "b"}),
                json!({"memo": "a"}),
                json!({"memo": ""}),
                json!({"memo": "b"}),
                1,
            ),
            (
                json!({"memo": "b", "favourite": false}),
                json!({"memo": "a", "favourite": true}),
                json!({"memo": "", "favourite": false}),
                json!({"memo": "b", "favourite": true}),
                1,
            ),
            (
                json!({"memo": "b"}),
                json!({"memo": null}),
                json!({"memo": "b"}),
                json!({"memo": ""}),
                0,
            ),
        ];
        for (present, set, was, after, lost) in cases {
            let edit = Edit {
                key: String::new(),
                kind: "note".into(),
                id: String::new(),
                set: object(set),
                was: object(was),
            };
            let mut fields = object(present);
            let merged = merge(&mut fields, &blank, &edit);
            assert_eq!(Value::Object(fields), after);
            assert_eq!(merged.lost.len(), lost);
        }
    }
}
