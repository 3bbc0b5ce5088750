//! 변경 신청: what members ask to be written into the roster. One rule holds for every field that waits,
//! whenever its company's record changes: once the record has the wanted value it is approved, and once
//! it has any other than the author saw it is superseded.

mod decide;
mod take;

pub use decide::{DecisionError, decide, find, list};
pub(super) use take::take;

use handbook_wire::entity::{ChangeRequest, CompanyField, Decision, Kind, RequestState};
use serde_json::{Map, Value};

use super::{canonical, company};
use crate::storage::{Entity, StorageError, StorageTxn, StorageWrite, WaitingChange};

/// A stored request.
struct Stored {
    id: String,
    account: String,
    request: ChangeRequest,
}

impl Stored {
    fn load<T: StorageTxn + ?Sized>(txn: &T, id: &str) -> Result<Option<Self>, StorageError> {
        let found = txn
            .entity(Kind::ChangeRequest, id)?
            .filter(|entity| !entity.deleted);
        let Some(entity) = found else {
            return Ok(None);
        };
        Ok(Some(Self {
            id: entity.id,
            account: entity.owner.unwrap_or_default(),
            request: serde_json::from_str(&entity.payload)
                .map_err(|_| StorageError::Corrupt("change request"))?,
        }))
    }

    fn is_waiting(&self) -> bool {
        self.request.state() == RequestState::Waiting
    }

    /// Writes it; it waits for staff as long as a field of it does.
    fn write(
        &mut self,
        txn: &mut dyn StorageWrite,
        revision: u64,
        now: i64,
    ) -> Result<(), StorageError> {
        if self.is_waiting() {
            txn.add_waiting_change(&WaitingChange {
                id: self.id.clone(),
                account: self.account.clone(),
                member: self.request.member.clone(),
                at: self.request.sent_at,
            })?;
        } else {
            self.request.decided_at.get_or_insert(now);
            txn.remove_waiting_change(&self.id)?;
        }
        txn.put_entity(&Entity {
            kind: Kind::ChangeRequest,
            id: self.id.clone(),
            owner: Some(self.account.clone()),
            revision,
            deleted: false,
            payload: canonical::text(&self.request)?,
        })
    }

    /// Settles what the company's record settles; a company that has left settles everything.
    /// Answers whether anything was.
    fn settle(&mut self, company: Option<&Map<String, Value>>) -> bool {
        let mut settled = false;
        for (name, change) in &mut self.request.fields {
            if change.decision.is_some() {
                continue;
            }
            let (Some(company), Some(field)) = (company, CompanyField::parse(name)) else {
                change.decision = Some(Decision::Cancelled);
                settled = true;
                continue;
            };
            let present = company::value(company, field);
            if company::same(present, &change.wanted) {
                change.decision = Some(Decision::Approved);
            } else if !company::same(present, &change.was) {
                change.decision = Some(Decision::Superseded);
                change.now = Some(present.clone());
            } else {
                continue;
            }
            settled = true;
        }
        settled
    }
}

/// Settles the requests about companies whose records have changed: `member`, or any. `revision` gives
/// the revision of this transaction.
pub(super) fn follow(
    txn: &mut dyn StorageWrite,
    member: Option<&str>,
    now: i64,
    mut revision: impl FnMut(&mut dyn StorageWrite) -> Result<u64, StorageError>,
) -> Result<(), StorageError> {
    for waiting in txn.waiting_changes(member)? {
        let Some(mut stored) = Stored::load(txn, &waiting.id)? else {
            txn.remove_waiting_change(&waiting.id)?;
            continue;
        };
        let company = company::current(txn, &waiting.member)?;
        if stored.settle(company.as_ref().map(|(_, fields)| fields)) {
            let revision = revision(txn)?;
            stored.write(txn, revision, now)?;
        }
    }
    Ok(())
}
