use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, Note, OwnCompany};
use handbook_wire::sync::{
    Edit, EditOutcome, EditResult, LostField, MAX_EDITS, PushReply, PushRequest,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::session::is_key;
use super::{Caller, Failure, Service, canonical, change, company, post};
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
        let mut moved = Moved {
            now: self.clock.now(),
            // Who sees what of a company concerns everybody.
            change: match edits
                .iter()
                .any(|edit| edit.kind == Kind::OwnCompany.as_str())
            {
                true => Change::Shared,
                false => Change::Private,
            },
            revision: None,
            hides: false,
        };
        let reply = self.storage.writing(|txn| {
            let mut results = Vec::with_capacity(edits.len());
            for edit in edits {
                let outcome = match txn.edit_outcome(&caller.account, &edit.key)? {
                    Some(stored) => serde_json::from_str(&stored)
                        .map_err(|_| StorageError::Corrupt("edit outcome"))?,
                    None => {
                        let outcome = take(txn, caller, &edit, &mut moved)?;
                        let stored = serde_json::to_string(&outcome)
                            .map_err(|_| Failure::Internal("an outcome can't be stored"))?;
                        txn.add_edit_outcome(&caller.account, &edit.key, &stored, moved.now)?;
                        outcome
                    }
                };
                results.push(EditResult {
                    key: edit.key,
                    outcome,
                });
            }
            Ok::<_, Failure>(PushReply { results })
        })?;
        if moved.hides {
            // What is hidden now may stand in a snapshot that somebody still takes.
            self.forget_snapshots();
        }
        Ok(reply)
    }
}

/// What the transaction of a push has moved.
pub(super) struct Moved {
    pub(super) now: i64,
    change: Change,
    revision: Option<u64>,
    /// Whether a company has changed who sees it.
    hides: bool,
}

impl Moved {
    /// The revision of this transaction, which has changed something by now.
    pub(super) fn revision(&mut self, txn: &mut dyn StorageWrite) -> Result<u64, StorageError> {
        let revision = match self.revision {
            Some(revision) => revision,
            None => txn.advance(self.change, self.now)?.revision,
        };
        self.revision = Some(revision);
        Ok(revision)
    }
}

/// Applies one edit.
fn take(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let Some(kind) = Kind::parse(&edit.kind) else {
        return reject(ErrorCode::InvalidInput);
    };
    let allowed = edit
        .set
        .keys()
        .all(|field| policy::may_edit(caller.role, kind, field));
    if !allowed {
        return reject(ErrorCode::Forbidden);
    }
    match kind {
        Kind::Note => take_note(txn, caller, edit, moved),
        Kind::OwnCompany => take_visibility(txn, caller, edit, moved),
        Kind::ChangeRequest => change::take(txn, caller, edit, moved),
        Kind::PostMark => post::take_mark(txn, caller, edit, moved),
        Kind::PostAnswer => post::take_answer(txn, caller, edit, moved),
        Kind::Attendance => post::take_attendance(txn, caller, edit, moved),
        Kind::Vote => post::take_vote(txn, caller, edit, moved),
        _ => reject(ErrorCode::Forbidden),
    }
}

fn take_note(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let Some(target) = target(caller, edit) else {
        return reject(ErrorCode::NotFound);
    };
    let stored = txn
        .entity(Kind::Note, &edit.id)?
        .filter(|entity| !entity.deleted);
    if stored.is_none() && !sees_member(txn, caller, target)? {
        return reject(ErrorCode::NotFound);
    }
    let blank = Note {
        member: target.to_owned(),
        ..Note::default()
    };
    take_own(txn, caller, edit, moved, stored, &blank, |note| {
        note.memo.chars().count() <= Note::MAX_MEMO
    })
}

/// Merges an edit into what the caller alone has of a kind: `stored`, or `blank` where there is
/// nothing yet. What the edit leaves must be a `T` that `is_valid`.
pub(super) fn take_own<T: Serialize + DeserializeOwned>(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
    stored: Option<Entity>,
    blank: &T,
    is_valid: impl FnOnce(&T) -> bool,
) -> Result<EditOutcome, Failure> {
    let invalid = Ok(EditOutcome::Rejected {
        code: ErrorCode::InvalidInput,
    });
    let Some(kind) = Kind::parse(&edit.kind) else {
        return invalid;
    };
    let blank = canonical::map(&canonical::text(blank)?)?;
    let mut fields = match &stored {
        Some(entity) => canonical::map(&entity.payload)?,
        None => blank.clone(),
    };
    let merged = merge(&mut fields, &blank, edit);
    if !serde_json::from_value::<T>(Value::Object(fields.clone()))
        .is_ok_and(|entity| is_valid(&entity))
    {
        return invalid;
    }
    let revision = match &stored {
        Some(entity) if !merged.changed => entity.revision,
        _ => {
            let revision = moved.revision(txn)?;
            txn.put_entity(&Entity {
                kind,
                id: edit.id.clone(),
                owner: Some(caller.account.clone()),
                revision,
                deleted: false,
                payload: canonical::text(&fields)?,
            })?;
            revision
        }
    };
    Ok(merged.outcome(revision))
}

/// What an edit whose fields make sense together alone gives way to: all of it, as soon as another device
/// has changed one of them first. Empty when it doesn't.
pub(super) fn whole_loss<T: Serialize>(
    stored: Option<&Entity>,
    blank: &T,
    edit: &Edit,
) -> Result<Vec<LostField>, Failure> {
    let blank = canonical::map(&canonical::text(blank)?)?;
    let mut fields = match stored {
        Some(entity) => canonical::map(&entity.payload)?,
        None => blank.clone(),
    };
    if merge(&mut fields.clone(), &blank, edit).lost.is_empty() {
        return Ok(Vec::new());
    }
    // As though nothing had been seen: whatever differs is lost.
    let unseen = Edit {
        was: edit.set.clone(),
        ..edit.clone()
    };
    Ok(merge(&mut fields, &blank, &unseen).lost)
}

/// Changes who sees what of the caller's own company. It holds at once, for everybody.
fn take_visibility(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let Some(target) = target(caller, edit) else {
        return reject(ErrorCode::NotFound);
    };
    let is_own = txn
        .account(&caller.account)?
        .is_some_and(|account| account.member() == Some(target));
    let company = company::current(txn, target)?.filter(|_| is_own);
    let Some((entity, mut company)) = company else {
        return reject(ErrorCode::NotFound);
    };
    let blank = canonical::map(&canonical::text(&OwnCompany::default())?)?;
    let own = company::own_company(target, &company);
    let mut fields = canonical::map(&canonical::text(&own)?)?;
    let merged = merge(&mut fields, &blank, edit);
    let Ok(own) = serde_json::from_value::<OwnCompany>(Value::Object(fields)) else {
        return reject(ErrorCode::InvalidInput);
    };
    if !merged.changed {
        return Ok(merged.outcome(entity.revision));
    }
    company::set_visibility(&mut company, &own);
    let revision = moved.revision(txn)?;
    moved.hides = true;
    txn.put_entity(&Entity {
        revision,
        payload: canonical::text(&company)?,
        ..entity
    })?;
    Ok(merged.outcome(revision))
}

/// The company or the post that the edit's id names, if the rest of it is the caller's.
pub(super) fn target<'a>(caller: &Caller, edit: &'a Edit) -> Option<&'a str> {
    edit.id
        .strip_prefix(&caller.account)
        .and_then(|id| id.strip_prefix('.'))
}

pub(super) struct Merged {
    pub(super) changed: bool,
    lost: Vec<LostField>,
}

impl Merged {
    pub(super) fn outcome(self, revision: u64) -> EditOutcome {
        match self.lost.is_empty() {
            true => EditOutcome::Applied { revision },
            false => EditOutcome::Merged {
                revision,
                lost: self.lost,
            },
        }
    }
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
