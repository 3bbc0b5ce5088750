//! What is kept in memory of the cache.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use handbook_wire::entity::Note;
use handbook_wire::ipc::{Filter, Sort};

use crate::browse::Run;
use crate::place::PlaceIndex;
use crate::post::Posts;
use crate::search::segment::Segment;
use crate::search::{Index, Liking};

/// What is kept in memory: an answer's snapshot of the cache. Replaced as a whole; what did not change
/// is shared with the one before.
#[derive(Debug, Default)]
pub struct View {
    /// Search and the directory's order.
    pub index: Index,
    /// The account's notes by company, as people see them.
    pub notes: Arc<HashMap<String, Note>>,
    /// 조합소식 as lists and search need it.
    pub posts: Arc<Posts>,
    /// The map, once somebody has looked at it.
    places: OnceLock<Arc<PlaceIndex>>,
    /// What browsing needs of each segment, once somebody has browsed.
    runs: Mutex<Vec<(Arc<Segment>, Arc<Run>)>>,
    /// The newest selection.
    selected: Mutex<Option<(Selection, Arc<Vec<u32>>)>>,
    /// Whom the member likes to find.
    likings: Mutex<Option<Likings>>,
}

/// What a selection was made by.
pub type Selection = (Filter, Sort);

/// Whom the member likes to find, by [`Index::slot`].
pub type Likings = Arc<Vec<(u32, Liking)>>;

/// What a change leaves as it is of all that was gathered from a view.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stay {
    pub places: bool,
    pub selected: bool,
    pub likings: bool,
}

fn lock<T>(held: &Mutex<T>) -> MutexGuard<'_, T> {
    held.lock().unwrap_or_else(PoisonError::into_inner)
}

impl View {
    /// A view that nobody has browsed yet.
    pub(super) fn new(index: Index, notes: HashMap<String, Note>) -> Self {
        Self {
            index,
            notes: Arc::new(notes),
            ..Self::default()
        }
    }

    /// The view with these posts.
    pub(super) fn with_posts(self, posts: Posts) -> Self {
        Self {
            posts: Arc::new(posts),
            ..self
        }
    }

    /// The view after a change to this one.
    pub(super) fn after(
        &self,
        index: Index,
        notes: Arc<HashMap<String, Note>>,
        posts: Arc<Posts>,
        stay: Stay,
    ) -> Self {
        let mut runs = lock(&self.runs).clone();
        let segments: Vec<_> = index.segments().collect();
        runs.retain(|(of, _)| segments.iter().any(|segment| Arc::ptr_eq(of, segment)));
        let view = Self {
            index,
            notes,
            posts,
            runs: Mutex::new(runs),
            ..Self::default()
        };
        if stay.places
            && let Some(places) = self.places.get()
        {
            drop(view.places.set(Arc::clone(places)));
        }
        if stay.selected {
            *lock(&view.selected) = lock(&self.selected).clone();
        }
        if stay.likings {
            *lock(&view.likings) = lock(&self.likings).clone();
        }
        view
    }

    /// The map.
    pub fn places(&self) -> &PlaceIndex {
        self.places.get_or_init(|| {
            let mut spots = Vec::new();
            for (part, doc) in self.index.documents(0) {
                if let Some(segment) = self.index.segments().nth(part)
                    && let Some(at) = segment.position(doc)
                {
                    spots.push((segment.id(doc).to_owned(), at));
                }
            }
            Arc::new(PlaceIndex::new(spots))
        })
    }

    /// What browsing needs of a segment, if somebody has browsed it.
    pub fn run(&self, segment: &Arc<Segment>) -> Option<Arc<Run>> {
        let runs = lock(&self.runs);
        let held = runs.iter().find(|(of, _)| Arc::ptr_eq(of, segment));
        held.map(|(_, run)| Arc::clone(run))
    }

    /// Keeps what browsing needs of a segment.
    pub fn keep_run(&self, segment: &Arc<Segment>, run: Run) -> Arc<Run> {
        let run = Arc::new(run);
        lock(&self.runs).push((Arc::clone(segment), Arc::clone(&run)));
        run
    }

    /// The newest selection, if it was made by `key`.
    pub fn selected(&self, key: &Selection) -> Option<Arc<Vec<u32>>> {
        let held = lock(&self.selected);
        let (made_by, places) = held.as_ref()?;
        (made_by == key).then(|| Arc::clone(places))
    }

    /// Keeps a selection in place of the one before.
    pub fn select(&self, key: Selection, places: Arc<Vec<u32>>) {
        *lock(&self.selected) = Some((key, places));
    }

    /// Whom the member likes to find, if that is known.
    pub fn likings(&self) -> Option<Likings> {
        lock(&self.likings).clone()
    }

    /// Keeps whom the member likes to find.
    pub fn keep_likings(&self, likings: Vec<(u32, Liking)>) -> Likings {
        let likings = Arc::new(likings);
        *lock(&self.likings) = Some(Arc::clone(&likings));
        likings
    }

    /// Whom the member likes to find has changed.
    pub fn forget_likings(&self) {
        *lock(&self.likings) = None;
    }
}
