//! What of a roster is wanted.

use std::collections::BTreeSet;

use handbook_wire::entity::Kind;
use serde::{Deserialize, Serialize};

use super::record::{Rostered, Stored};
use crate::roster::{CellRef, Sound};
use crate::storage::Entity;

/// What an import does to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum What {
    /// It comes in, or comes back.
    New,
    /// It is changed.
    Changed,
    /// It goes: the file does not have it.
    Missing,
}

impl What {
    /// Every one.
    pub const ALL: [What; 3] = [What::New, What::Changed, What::Missing];

    /// Its stable name.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            What::New => "new",
            What::Changed => "changed",
            What::Missing => "missing",
        }
    }
}

/// A record that an import writes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Where in the file it stands.
    pub at: Option<CellRef>,
    /// What it was.
    pub was: Option<Entity>,
    /// What it is since.
    pub now: Entity,
}

impl Item {
    /// What is done to the record.
    #[must_use]
    pub fn what(&self) -> What {
        match &self.was {
            _ if self.now.deleted => What::Missing,
            Some(was) if !was.deleted => What::Changed,
            _ => What::New,
        }
    }

    /// Names it in a [`Choice`]: by its row, or by its record when it has none.
    #[must_use]
    pub fn key(&self) -> String {
        match &self.at {
            Some(at) => row_key(self.now.kind, at),
            None => gone_key(self.now.kind, &self.now.id),
        }
    }
}

fn row_key(kind: Kind, at: &CellRef) -> String {
    format!("{}.row.{}.{}", kind.as_str(), at.sheet, at.row)
}

fn gone_key(kind: Kind, id: &str) -> String {
    format!("{}.gone.{id}", kind.as_str())
}

fn group_key(kind: Kind, what: What) -> String {
    format!("{}.{}", kind.as_str(), what.as_str())
}

/// What is not wanted of a roster: sorts of changes, and single ones.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice(BTreeSet<String>);

impl Choice {
    /// Whether a sort of changes is wanted.
    #[must_use]
    pub fn wants_all(&self, kind: Kind, what: What) -> bool {
        !self.0.contains(&group_key(kind, what))
    }

    /// Whether the change of that key is wanted, where its sort is.
    #[must_use]
    pub fn wants_one(&self, key: &str) -> bool {
        !self.0.contains(key)
    }

    /// Whether a change is wanted.
    #[must_use]
    pub fn wants(&self, kind: Kind, what: What, key: &str) -> bool {
        self.wants_all(kind, what) && self.wants_one(key)
    }

    /// Sets whether a sort of changes is wanted.
    pub fn set_all(&mut self, kind: Kind, what: What, wanted: bool) {
        self.set(group_key(kind, what), wanted);
    }

    /// Sets whether the change of that key is wanted.
    pub fn set_one(&mut self, key: &str, wanted: bool) {
        self.set(key.to_owned(), wanted);
    }

    /// Leaves a row out, whatever it is about.
    pub fn leave_row(&mut self, at: &CellRef) {
        for kind in [Kind::Member, Kind::Officer, Kind::Staff] {
            self.set(row_key(kind, at), false);
        }
    }

    fn set(&mut self, key: String, wanted: bool) {
        match wanted {
            true => self.0.remove(&key),
            false => self.0.insert(key),
        };
    }

    /// The rows that are not wanted.
    pub(super) fn unwanted<T: Rostered, R>(
        &self,
        rows: &[Sound<R>],
        matches: &[Option<usize>],
        stored: &[Stored<T>],
    ) -> Vec<usize> {
        if self.0.is_empty() {
            return Vec::new();
        }
        let wanted = |row: &Sound<R>, found: &Option<usize>| {
            let what = match found {
                Some(index) if !stored[*index].entity.deleted => What::Changed,
                _ => What::New,
            };
            self.wants(T::KIND, what, &row_key(T::KIND, &row.at))
        };
        let rows = rows.iter().zip(matches).enumerate();
        rows.filter(|(_, (row, found))| !wanted(row, found))
            .map(|(index, _)| index)
            .collect()
    }

    /// Those of the records that are missing whose going is wanted.
    pub(super) fn wanted_gone<T: Rostered>(
        &self,
        missing: Vec<usize>,
        stored: &[Stored<T>],
    ) -> Vec<usize> {
        let wanted = |index: &usize| {
            let key = gone_key(T::KIND, &stored[*index].entity.id);
            self.wants(T::KIND, What::Missing, &key)
        };
        missing.into_iter().filter(wanted).collect()
    }
}
