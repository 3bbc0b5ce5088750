//! What waits for the office, and what it decides: each look and each decision in the audit log.

use handbook_wire::change::{ChangeDecision, ChangeEntry};
use handbook_wire::sign_up::{SignUp, SignUpDecision};

use super::audit::{Action, Actor, Deed};
use crate::service::{Failure, Service, change, sign_up};

impl Service {
    /// The change requests that wait, oldest first.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn waiting_changes_for(&self, actor: &Actor) -> Result<Vec<ChangeEntry>, Failure> {
        let list = change::list(&*self.storage)?;
        self.looked(actor, Action::ReadChanges, list.len())?;
        Ok(list)
    }

    /// Decides on fields of a change request; answers the request as it is then.
    ///
    /// # Errors
    /// [`change::DecisionError`].
    pub fn decide_change_for(
        &self,
        actor: &Actor,
        id: &str,
        decision: &ChangeDecision,
    ) -> Result<ChangeEntry, change::DecisionError> {
        let deed = decided_change(&change::find(&*self.storage, id)?, decision);
        let audited = self.audited(actor, deed);
        let entry = change::decide(&audited, &*self.clock, id, decision, &actor.account)?;
        self.announce();
        Ok(entry)
    }

    /// The applications that wait, oldest first.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn waiting_sign_ups_for(&self, actor: &Actor) -> Result<Vec<SignUp>, Failure> {
        let list = sign_up::list(&*self.storage)?;
        self.looked(actor, Action::ReadSignUps, list.len())?;
        Ok(list)
    }

    /// Decides on an application.
    ///
    /// # Errors
    /// [`sign_up::DecisionError`].
    pub fn decide_sign_up_for(
        &self,
        actor: &Actor,
        id: &str,
        decision: &SignUpDecision,
    ) -> Result<(), sign_up::DecisionError> {
        let deed = decided_sign_up(&sign_up::list(&*self.storage)?, id, decision);
        sign_up::decide(&self.audited(actor, deed), &*self.clock, id, decision)
    }

    pub(super) fn looked(
        &self,
        actor: &Actor,
        action: Action,
        count: usize,
    ) -> Result<(), Failure> {
        let deed = Deed::new(action, format!("{count}건"));
        self.audited(actor, deed).writing(|_| Ok(()))
    }
}

/// A decision on a change request, for the audit log.
pub fn decided_change(entry: &ChangeEntry, decision: &ChangeDecision) -> Deed {
    let object = format!("{} · {}", entry.company, entry.name);
    Deed::new(Action::DecideChange, object).with(format!(
        "승인 {} 반려 {}",
        decision.approve.join(","),
        decision.reject.join(",")
    ))
}

/// A decision on an application, one of those that wait, for the audit log.
pub fn decided_sign_up(waiting: &[SignUp], id: &str, decision: &SignUpDecision) -> Deed {
    let object = waiting
        .iter()
        .find(|one| one.id == id)
        .map(|one| format!("{} · {}", one.company, one.name));
    Deed::new(Action::DecideSignUp, object.unwrap_or_default()).with(match decision {
        SignUpDecision::Approve => "승인",
        SignUpDecision::Reject { .. } => "반려",
    })
}
