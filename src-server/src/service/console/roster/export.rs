//! Companies taken along, for a reason that is written down.

use super::{Ask, Visitor};
use crate::service::console::audit::{Action, Deed};
use crate::service::{Failure, Service};
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
    /// puts the time in words.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn export_companies_for(
        &self,
        visitor: &Visitor,
        ask: &Ask,
        (form, reason): (&str, &str),
        when: fn(i64) -> String,
    ) -> Result<Export, Failure> {
        let directory = self.directory()?;
        let rows: Vec<Member> = directory
            .find(ask, true)
            .into_iter()
            .map(|entry| entry.member.clone())
            .collect();
        let object = format!("{form} {}곳 · {}", rows.len(), ask.phrase());
        let deed = Deed::new(Action::ExportRoster, object).with(reason);
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
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
