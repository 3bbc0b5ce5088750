//! What waits for the office, and what it decides: each look and each decision in the audit log.

use handbook_wire::auth::Role;
use handbook_wire::change::{ChangeDecision, ChangeEntry};
use handbook_wire::entity::{Kind, Member};
use handbook_wire::sign_up::{SignUp, SignUpDecision};

use super::Visitor;
use super::audit::{Action, Deed};
use crate::service::{Failure, Service, change, sign_up};
use crate::storage::StorageError;

/// How the co-op and its handbook are, in numbers that name nobody.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Numbers {
    /// Change requests that wait.
    pub changes: usize,
    /// Applications that wait.
    pub sign_ups: usize,
    /// Companies that belong to the co-op.
    pub companies: usize,
    /// Those by 지회, the largest first; without one last.
    pub branches: Vec<(String, usize)>,
    /// Accounts of member companies that are not locked.
    pub accounts: usize,
    /// Of those, how many have logged in.
    pub entered: usize,
    /// Devices that are logged in.
    pub devices: usize,
    /// Accounts that are locked.
    pub locked: usize,
}

impl Service {
    /// The change requests that wait, oldest first.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn waiting_changes_for(&self, visitor: &Visitor) -> Result<Vec<ChangeEntry>, Failure> {
        let list = change::list(&*self.storage)?;
        self.looked(visitor, Action::ReadChanges, list.len())?;
        Ok(list)
    }

    /// Decides on fields of a change request.
    ///
    /// # Errors
    /// [`change::DecisionError`].
    pub fn decide_change_for(
        &self,
        visitor: &Visitor,
        id: &str,
        decision: &ChangeDecision,
    ) -> Result<(), change::DecisionError> {
        let entry = change::find(&*self.storage, id)?;
        let object = format!("{} · {}", entry.company, entry.name);
        let detail = format!(
            "승인 {} 반려 {}",
            decision.approve.join(","),
            decision.reject.join(",")
        );
        let deed = Deed::new(Action::DecideChange, object).with(detail);
        let by = &visitor.actor.account;
        change::decide(&self.audited(visitor, deed), &*self.clock, id, decision, by)?;
        self.announce();
        Ok(())
    }

    /// The applications that wait, oldest first.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn waiting_sign_ups_for(&self, visitor: &Visitor) -> Result<Vec<SignUp>, Failure> {
        let list = sign_up::list(&*self.storage)?;
        self.looked(visitor, Action::ReadSignUps, list.len())?;
        Ok(list)
    }

    /// Decides on an application.
    ///
    /// # Errors
    /// [`sign_up::DecisionError`].
    pub fn decide_sign_up_for(
        &self,
        visitor: &Visitor,
        id: &str,
        decision: &SignUpDecision,
    ) -> Result<(), sign_up::DecisionError> {
        let waiting = sign_up::list(&*self.storage)?;
        let object = waiting
            .iter()
            .find(|one| one.id == id)
            .map(|one| format!("{} · {}", one.company, one.name));
        let deed =
            Deed::new(Action::DecideSignUp, object.unwrap_or_default()).with(match decision {
                SignUpDecision::Approve => "승인",
                SignUpDecision::Reject { .. } => "반려",
            });
        sign_up::decide(&self.audited(visitor, deed), &*self.clock, id, decision)
    }

    /// How the co-op and its handbook are.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn office_numbers(&self) -> Result<Numbers, Failure> {
        let now = self.clock.now();
        self.storage.reading(|txn| {
            let mut numbers = Numbers {
                changes: txn.waiting_changes(None)?.len(),
                sign_ups: txn.waiting_sign_ups()?.len(),
                ..Numbers::default()
            };
            let mut branches = std::collections::BTreeMap::<String, usize>::new();
            for record in txn.entities(Kind::Member)? {
                if record.deleted {
                    continue;
                }
                let member: Member = serde_json::from_str(&record.payload)
                    .map_err(|_| StorageError::Corrupt("payload"))?;
                if member.status.is_current() {
                    numbers.companies += 1;
                    *branches
                        .entry(member.branch.unwrap_or_default())
                        .or_default() += 1;
                }
            }
            numbers.branches = branches.into_iter().collect();
            numbers
                .branches
                .sort_by_key(|(name, count)| (name.is_empty(), std::cmp::Reverse(*count)));
            for account in txn.accounts()? {
                if account.is_locked() {
                    numbers.locked += 1;
                    continue;
                }
                if account.role == Role::Member {
                    numbers.accounts += 1;
                    numbers.entered += usize::from(account.last_login_at.is_some());
                }
                if account.last_login_at.is_some() {
                    let open = txn.open_sessions(&account.id)?;
                    numbers.devices += open.iter().filter(|one| now < one.expires_at).count();
                }
            }
            Ok(numbers)
        })
    }

    pub(super) fn looked(
        &self,
        visitor: &Visitor,
        action: Action,
        count: usize,
    ) -> Result<(), Failure> {
        let deed = Deed::new(action, format!("{count}건"));
        self.audited(visitor, deed).writing(|_| Ok(()))
    }
}
