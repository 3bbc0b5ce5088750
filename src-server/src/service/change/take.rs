use handbook_wire::ErrorCode;
use handbook_wire::entity::{ChangeRequest, CompanyField, Decision, FieldChange};
use handbook_wire::sync::{Edit, EditOutcome, LostField};
use serde_json::{Map, Value};

use super::Stored;
use crate::roster;
use crate::service::push::Moved;
use crate::service::session::is_key;
use crate::service::{Caller, Failure, company};
use crate::storage::StorageWrite;

/// The most bytes of a value that an author may have seen.
const LONGEST_VALUE: usize = 8 << 10;

/// Takes an edit of a request: the one that sends it, or the one that takes it back.
pub(in crate::service) fn take(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let is_own = edit
        .id
        .strip_prefix(&caller.account)
        .and_then(|id| id.strip_prefix('.'))
        .is_some_and(is_key);
    if !is_own {
        return reject(ErrorCode::NotFound);
    }
    if let Some(stored) = Stored::load(txn, &edit.id)? {
        return cancel(txn, stored, edit, moved);
    }
    let member = match txn.account(&caller.account)? {
        Some(account) => account.member().map(str::to_owned),
        None => None,
    };
    let Some(member) = member else {
        return reject(ErrorCode::Forbidden);
    };
    let Some((_, fields)) = company::current(txn, &member)? else {
        return reject(ErrorCode::Forbidden);
    };
    let mut waiting = txn.waiting_changes(Some(&member))?;
    waiting.retain(|one| one.account == caller.account);
    if waiting.len() >= ChangeRequest::MOST_WAITING {
        return reject(ErrorCode::TooLarge);
    }
    let Some(request) = read(edit, member, moved.now) else {
        return reject(ErrorCode::InvalidInput);
    };
    let revision = moved.revision(txn)?;
    // Who asks for something else in the same field takes the first wish back.
    for one in waiting {
        let Some(mut earlier) = Stored::load(txn, &one.id)? else {
            continue;
        };
        let mut replaced = false;
        for (name, change) in &mut earlier.request.fields {
            if change.decision.is_none() && request.fields.contains_key(name) {
                change.decision = Some(Decision::Cancelled);
                replaced = true;
            }
        }
        if replaced {
            earlier.write(txn, revision, moved.now)?;
        }
    }
    let mut stored = Stored {
        id: edit.id.clone(),
        account: caller.account.clone(),
        request,
    };
    stored.settle(Some(&fields));
    if stored.request.cancelled {
        take_back(&mut stored.request);
    }
    stored.write(txn, revision, moved.now)?;
    Ok(EditOutcome::Applied { revision })
}

/// What the edit asks for, mended as an import would mend it.
fn read(edit: &Edit, member: String, now: i64) -> Option<ChangeRequest> {
    let Some(Value::Object(asked)) = edit.set.get("fields") else {
        return None;
    };
    let note = match edit.set.get("note") {
        None | Some(Value::Null) => "",
        Some(Value::String(note)) => note.trim(),
        Some(_) => return None,
    };
    let is_plain = |c: char| c == '\n' || !c.is_control();
    if note.chars().count() > ChangeRequest::LONGEST_NOTE || !note.chars().all(is_plain) {
        return None;
    }
    let mut request = ChangeRequest {
        member,
        note: note.to_owned(),
        sent_at: now,
        cancelled: edit.set.get("cancelled") == Some(&Value::Bool(true)),
        ..ChangeRequest::default()
    };
    for (name, change) in asked {
        let field = CompanyField::parse(name)?;
        let asked: FieldChange = serde_json::from_value(change.clone()).ok()?;
        let is_short = |value: &Value| value.to_string().len() <= LONGEST_VALUE;
        if !is_short(&asked.was) || !is_short(&asked.wanted) {
            return None;
        }
        let wanted = roster::mend(field, &field.text(&asked.wanted)).ok()?;
        // Whatever is no value of this field reads as nothing; it must not be taken for a wish.
        if wanted.is_null() && !company::same(&asked.wanted, &Value::Null) {
            return None;
        }
        let change = FieldChange {
            was: asked.was,
            wanted,
            ..FieldChange::default()
        };
        request.fields.insert(name.clone(), change);
    }
    (!request.fields.is_empty()).then_some(request)
}

fn take_back(request: &mut ChangeRequest) -> bool {
    let mut any = false;
    for change in request.fields.values_mut() {
        if change.decision.is_none() {
            change.decision = Some(Decision::Cancelled);
            any = true;
        }
    }
    request.cancelled |= any;
    any
}

fn cancel(
    txn: &mut dyn StorageWrite,
    mut stored: Stored,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let only: Map<String, Value> = [("cancelled".to_owned(), Value::Bool(true))]
        .into_iter()
        .collect();
    if edit.set != only {
        let code = ErrorCode::Conflict;
        return Ok(EditOutcome::Rejected { code });
    }
    let was_cancelled = stored.request.cancelled;
    let any = take_back(&mut stored.request);
    let revision = match any {
        true => moved.revision(txn)?,
        false => txn
            .entity(handbook_wire::entity::Kind::ChangeRequest, &stored.id)?
            .map_or(0, |entity| entity.revision),
    };
    if any {
        stored.write(txn, revision, moved.now)?;
    }
    Ok(match any || was_cancelled {
        true => EditOutcome::Applied { revision },
        // Everything was decided first.
        false => EditOutcome::Merged {
            revision,
            lost: vec![LostField {
                field: "cancelled".to_owned(),
                yours: Value::Bool(true),
                theirs: Value::Bool(false),
            }],
        },
    })
}
