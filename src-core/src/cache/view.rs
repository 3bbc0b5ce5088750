//! What is kept in memory of the cache.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use handbook_wire::entity::{Kind, Note, Position};
use rusqlite::Connection;

use crate::place::PlaceIndex;
use crate::search::Index;
use crate::search::index::Builder;
use crate::store::{StoreError, record};

/// What is kept in memory: an answer's snapshot of the cache. Replaced as a whole.
#[derive(Debug, Default)]
pub struct View {
    /// Search and the directory's order.
    pub index: Index,
    /// The account's notes by company, as people see them.
    pub notes: HashMap<String, Note>,
    /// The map.
    pub places: Arc<PlaceIndex>,
}

/// Collects companies for a view.
pub(super) struct Draft {
    notes: HashMap<String, Note>,
    builder: Builder,
    places: Vec<(String, Position)>,
}

impl Draft {
    /// No company yet; these are the notes.
    pub(super) fn new(notes: HashMap<String, Note>) -> Self {
        Self {
            notes,
            builder: Builder::default(),
            places: Vec::new(),
        }
    }

    /// Adds a company by its payload; one that can't be read is left out.
    pub(super) fn push(&mut self, id: &str, payload: &str) {
        let memo = self.notes.get(id).map_or("", |note| &note.memo);
        let place = self.builder.push(id, payload, memo);
        self.places
            .extend(place.map(|place| (id.to_owned(), place)));
    }

    /// The view.
    pub(super) fn finish(self) -> View {
        View {
            index: Index::new(self.builder.finish()),
            notes: self.notes,
            places: Arc::new(PlaceIndex::new(self.places)),
        }
    }
}

/// The view of what the cache holds.
pub(super) fn build_view(connection: &Connection) -> Result<View, StoreError> {
    let mut draft = Draft::new(record::notes(connection)?);
    record::for_each(connection, Kind::Member, |id, payload| {
        draft.push(id, payload);
        Ok(())
    })?;
    Ok(draft.finish())
}

/// `old` with the companies of `members` as they are in the cache now.
pub(super) fn update_view(
    connection: &Connection,
    old: &View,
    members: &BTreeSet<String>,
) -> Result<View, StoreError> {
    let notes = record::notes(connection)?;
    let mut builder = Builder::default();
    let mut gone = Vec::new();
    let mut places = Vec::new();
    for id in members {
        let mut place = None;
        match record::payload(connection, Kind::Member, id)? {
            Some(payload) => {
                let memo = notes.get(id).map_or("", |note| &note.memo);
                place = builder.push(id, &payload, memo);
            }
            None => gone.push(id.clone()),
        }
        places.push((id.clone(), place));
    }
    let fresh = builder.finish();
    let index = if fresh.is_empty() && gone.is_empty() {
        old.index.clone()
    } else {
        old.index.updated(&gone, fresh)
    };
    let places = old.places.updated(places);
    Ok(View {
        index,
        notes,
        places,
    })
}
