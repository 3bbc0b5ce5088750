//! Companies taken along, for a reason that is written down.

use super::{Ask, Visitor};
use crate::service::Service;
use crate::service::console::approval::{self, ApprovalError, Task};
use crate::service::console::audit::{Action, Deed};
use handbook_wire::entity::Member;

/// A company in an export.
pub type ExportRow = Member;

/// What is taken along.
#[derive(Debug, Clone)]
pub struct Export {
    /// The companies.
    pub rows: Vec<ExportRow>,
    /// Whom it was given to, when and why: it stands in the file.
    pub mark: String,
}

impl Service {
    /// The companies that are asked for, to be taken along. `form` is what the file is, for the log; `when`
    /// puts the time in words. More than a few need somebody else's approval.
    ///
    /// # Errors
    /// [`ApprovalError`]; nothing is given then.
    pub fn export_companies_for(
        &self,
        visitor: &Visitor,
        ask: &Ask,
        (form, reason): (&str, &str),
        approval: &str,
        when: fn(i64) -> String,
    ) -> Result<Export, ApprovalError> {
        let directory = self.directory()?;
        let rows: Vec<Member> = directory
            .find(ask, true)
            .into_iter()
            .map(|entry| entry.member.clone())
            .collect();
        let task = Task {
            action: Action::ExportRoster,
            subject: format!("{form} {ask:?}"),
            object: format!("{form} {}곳 · {}", rows.len(), ask.phrase()),
            count: rows.len(),
        };
        let detail = format!("{reason}{}", self.approver(approval)?);
        let deed = Deed::new(Action::ExportRoster, &task.object).with(detail);
        let (now, config) = (self.clock.now(), &self.config.console);
        self.audited(&visitor.actor, deed)
            .writing(|txn| approval::pass(txn, config, now, visitor, &task, approval))?;
        let mark = format!(
            "{} 조합원 명부 · 내려받은 사람 {} ({}) · {} · 까닭: {reason}",
            self.config.name,
            visitor.actor.name,
            visitor.login,
            when(self.clock.now())
        );
        Ok(Export { rows, mark })
    }
}
