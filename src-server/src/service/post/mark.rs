use handbook_wire::ErrorCode;
use handbook_wire::entity::{Kind, PostMark};
use handbook_wire::sync::{Edit, EditOutcome};

use super::read::is_seen;
use crate::service::push::{Moved, take_own, target};
use crate::service::{Caller, Failure};
use crate::storage::StorageWrite;

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
    take_own(txn, caller, edit, moved, stored, &blank, |_| true)
}
