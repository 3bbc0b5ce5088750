//! 임원: listed, changed, added and taken out.

use handbook_wire::entity::{Kind, Officer};

use super::company::edits;
use super::{Edit, Visitor};
use crate::service::console::audit::{Action, Deed};
use crate::service::import::{self, EditError, TypedField};
use crate::service::{Failure, Service};
use crate::storage::StorageError;

/// An officer with the id of its record.
#[derive(Debug, Clone)]
pub struct OfficerView {
    /// Record id.
    pub id: String,
    /// The officer.
    pub officer: Officer,
}

impl Service {
    /// The officers, the newest term first.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn officers(&self) -> Result<Vec<OfficerView>, Failure> {
        let records = self.storage.reading(|txn| txn.entities(Kind::Officer))?;
        let mut officers = Vec::new();
        for record in records.into_iter().filter(|record| !record.deleted) {
            officers.push(OfficerView {
                officer: serde_json::from_str(&record.payload)
                    .map_err(|_| StorageError::Corrupt("payload"))?,
                id: record.id,
            });
        }
        officers.sort_by_key(|one| (std::cmp::Reverse(one.officer.term), one.officer.rank));
        Ok(officers)
    }

    /// What was changed of an officer, newest first.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn officer_edits(&self, id: &str) -> Result<Vec<Edit>, Failure> {
        Ok(self.storage.reading(|txn| edits(txn, Kind::Officer, id))?)
    }

    /// Changes an officer, or adds one.
    ///
    /// # Errors
    /// [`EditError`]; nothing was changed then.
    pub fn save_officer_for(
        &self,
        visitor: &Visitor,
        id: Option<&str>,
        typed: &[TypedField],
    ) -> Result<(), EditError> {
        let name = typed.iter().find(|one| one.name == "name");
        let deed = Deed::new(
            Action::EditOfficer,
            name.map_or("", |one| one.typed.as_str()),
        );
        let deed = deed.with(match id {
            Some(_) => "고침",
            None => "더함",
        });
        let now = self.clock.now();
        self.audited(&visitor.actor, deed)
            .writing(|txn| import::save_officer(txn, now, id, typed))?;
        self.announce();
        Ok(())
    }

    /// Takes an officer out.
    ///
    /// # Errors
    /// [`EditError`].
    pub fn remove_officer_for(&self, visitor: &Visitor, id: &str) -> Result<(), EditError> {
        let officers = self.officers().unwrap_or_default();
        let name = officers.into_iter().find(|one| one.id == id);
        let name = name.map(|one| one.officer.name).unwrap_or_default();
        let deed = Deed::new(Action::EditOfficer, name).with("뺌");
        let now = self.clock.now();
        self.audited(&visitor.actor, deed)
            .writing(|txn| import::remove_officer(txn, now, id))?;
        self.announce();
        Ok(())
    }
}
