//! What is kept in memory of the cache.

use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use handbook_wire::entity::{Kind, Note, Position};
use handbook_wire::ipc::{Filter, Sort};
use rusqlite::Connection;

use crate::browse::Browse;
use crate::place::PlaceIndex;
use crate::search::index::Builder;
use crate::search::{Index, Liking};
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
    /// What browsing needs, once somebody has browsed.
    pub browse: OnceLock<Browse>,
    /// The newest selection.
    selected: Mutex<Option<(Selection, Arc<Vec<u32>>)>>,
    /// Whom the member likes to find, by place in the directory.
    likings: Mutex<Option<Arc<HashMap<u32, Liking>>>>,
}

/// What a selection was made by.
pub type Selection = (Filter, Sort);

impl View {
    /// A view that nobody has browsed yet.
    pub(super) fn new(index: Index, notes: HashMap<String, Note>, places: Arc<PlaceIndex>) -> Self {
        Self {
            index,
            notes,
            places,
            ..Self::default()
        }
    }

    /// The newest selection, if it was made by `key`.
    pub fn selected(&self, key: &Selection) -> Option<Arc<Vec<u32>>> {
        let held = self.selected.lock().unwrap_or_else(PoisonError::into_inner);
        let (made_by, places) = held.as_ref()?;
        (made_by == key).then(|| Arc::clone(places))
    }

    /// Whom the member likes to find, if that is known.
    pub fn likings(&self) -> Option<Arc<HashMap<u32, Liking>>> {
        self.likings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Keeps whom the member likes to find.
    pub fn keep_likings(&self, likings: HashMap<u32, Liking>) -> Arc<HashMap<u32, Liking>> {
        let likings = Arc::new(likings);
        *self.likings.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&likings));
        likings
    }

    /// Whom the member likes to find has changed.
    pub fn forget_likings(&self) {
        *self.likings.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Keeps a selection in place of the one before.
    pub fn select(&self, key: Selection, places: Arc<Vec<u32>>) {
        *self.selected.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, places));
    }
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
        let index = Index::new(self.builder.finish());
        View::new(index, self.notes, Arc::new(PlaceIndex::new(self.places)))
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
    Ok(View::new(index, notes, places))
}
