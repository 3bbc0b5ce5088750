use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, PostMark};
use handbook_wire::sync::{Edit, EditOutcome};

use super::read::is_seen;
use crate::service::push::{Moved, merge, target};
use crate::service::{Caller, Failure, canonical};
use crate::storage::{Entity, StorageWrite};

/// Takes what a reader does with a post: it was read, it is kept.
pub(in crate::service) fn take_mark(
    txn: &mut dyn StorageWrite,
    caller: &Caller,
    edit: &Edit,
    moved: &mut Moved,
) -> Result<EditOutcome, Failure> {
    let reject = |code| Ok(EditOutcome::Rejected { code });
    let Some(post) = target(caller, edit) else {
        return reject(ErrorCode::NotFound);
    };
    let stored = txn
        .entity(Kind::PostMark, &edit.id)?
        .filter(|entity| !entity.deleted);
    if stored.is_none() && !is_seen(txn, &caller.account, post)? {
        return reject(ErrorCode::NotFound);
    }
    let blank = PostMark {
        post: post.to_owned(),
        ..PostMark::default()
    };
    let blank = canonical::map(&canonical::text(&blank)?)?;
    let mut fields = match &stored {
        Some(entity) => canonical::map(&entity.payload)?,
        None => blank.clone(),
    };
    let merged = merge(&mut fields, &blank, edit);
    if serde_json::from_value::<PostMark>(fields.clone().into()).is_err() {
        return reject(ErrorCode::InvalidInput);
    }
    let revision = match &stored {
        Some(entity) if !merged.changed => entity.revision,
        _ => {
            let revision = moved.revision(txn)?;
            txn.put_entity(&Entity {
                kind: Kind::PostMark,
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
