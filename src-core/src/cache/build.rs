//! Views of what the cache holds: anew, from the packed index, and after a change.

use std::collections::{BTreeSet, HashMap};
use std::sync::Arc;

use handbook_wire::entity::{Kind, Note, PostAnswer, PostMark, Vote};
use rusqlite::{Connection, Transaction};

use super::view::{Stay, View};
use crate::post::Posts;
use crate::search::Index;
use crate::search::index::{self, Builder};
use crate::search::segment::Segment;
use crate::store::{StoreError, packed, record};

/// Collects companies for a view.
pub(super) struct Draft {
    notes: HashMap<String, Note>,
    builder: Builder,
}

impl Draft {
    /// No company yet; these are the notes.
    pub(super) fn new(notes: HashMap<String, Note>) -> Self {
        Self {
            notes,
            builder: Builder::default(),
        }
    }

    /// Adds a company by its payload; one that can't be read is left out.
    pub(super) fn push(&mut self, id: &str, payload: &str) {
        let memo = self.notes.get(id).map_or("", |note| &note.memo);
        self.builder.push(id, payload, memo);
    }

    /// The view.
    pub(super) fn finish(self) -> View {
        View::new(Index::new(self.builder.finish()), self.notes)
    }
}

/// The view of what the cache holds, and the segment that was packed, if the view is made of it.
pub(super) fn load_view(
    connection: &Connection,
) -> Result<(View, Option<Arc<Segment>>), StoreError> {
    let bytes = packed::bytes(connection)?;
    let Some(segment) = (!bytes.is_empty())
        .then(|| Segment::unpack(&bytes))
        .flatten()
    else {
        if !bytes.is_empty() {
            tracing::info!("the packed index is not this build's; it is made anew");
        }
        return Ok((build_view(connection)?, None));
    };
    drop(bytes);
    let notes = record::notes(connection)?;
    let index = Index::new(segment);
    let base = index.segments().next().cloned();
    let stale = packed::stale(connection)?;
    let (fresh, gone, _) = read_members(connection, &notes, stale.iter(), None)?;
    let index = if stale.is_empty() {
        index
    } else {
        index.updated(&gone, fresh)
    };
    // It may have been taken up by a larger one.
    let base = base.filter(|base| index.segments().any(|held| Arc::ptr_eq(held, base)));
    let view = View::new(index, notes).with_posts(Posts::read(connection)?);
    Ok((view, base))
}

/// The view of what the cache holds, from its records.
fn build_view(connection: &Connection) -> Result<View, StoreError> {
    let mut draft = Draft::new(record::notes(connection)?);
    record::for_each(connection, Kind::Member, |id, payload| {
        draft.push(id, payload);
        Ok(())
    })?;
    Ok(draft.finish().with_posts(Posts::read(connection)?))
}

/// As [`build_view`] within a change; what is packed is not kept up with.
pub(super) fn rebuild_view(tx: &Transaction<'_>) -> Result<View, StoreError> {
    packed::clear(tx)?;
    build_view(tx)
}

/// Companies as they are in the cache now, and those that are gone. Whether all of them stand where
/// `old` has them.
fn read_members<'a>(
    connection: &Connection,
    notes: &HashMap<String, Note>,
    members: impl Iterator<Item = &'a String>,
    old: Option<&Index>,
) -> Result<(Segment, Vec<String>, bool), StoreError> {
    let mut builder = Builder::default();
    let mut gone = Vec::new();
    let mut stands = true;
    for id in members {
        let position = match record::payload(connection, Kind::Member, id)? {
            Some(payload) => {
                let memo = notes.get(id).map_or("", |note| &note.memo);
                builder.push(id, &payload, memo)
            }
            None => {
                gone.push(id.clone());
                None
            }
        };
        stands &= old.is_none_or(|old| index::stands(old, id, position));
    }
    Ok((builder.finish(), gone, stands))
}

/// What a change touched, by record id.
#[derive(Debug, Default)]
pub(super) struct Touched {
    pub members: BTreeSet<String>,
    pub notes: BTreeSet<String>,
    /// By themselves or by what the account did with them.
    pub posts: BTreeSet<String>,
    /// Whether officers changed: the selection may be another.
    pub officers: bool,
}

impl Touched {
    /// Takes note of a record.
    pub fn add(&mut self, kind: &str, id: &str) {
        match Kind::parse(kind) {
            Some(Kind::Member) => {
                self.members.insert(id.to_owned());
            }
            Some(Kind::Note) => {
                self.notes.insert(id.to_owned());
            }
            Some(Kind::Post) => {
                self.posts.insert(id.to_owned());
            }
            Some(Kind::PostMark) => {
                self.posts.insert(PostMark::post_of(id).to_owned());
            }
            Some(Kind::PostAnswer) => {
                self.posts.insert(PostAnswer::post_of(id).to_owned());
            }
            Some(Kind::Vote) => {
                self.posts.insert(Vote::post_of(id).to_owned());
            }
            Some(Kind::Officer) => self.officers = true,
            _ => {}
        }
    }
}

/// `old` with what was touched as it is in the cache now. It costs time with what was touched.
pub(super) fn update_view(
    tx: &Transaction<'_>,
    old: &View,
    mut touched: Touched,
) -> Result<View, StoreError> {
    let mut notes = Arc::clone(&old.notes);
    let mut likings_stand = true;
    if !touched.notes.is_empty() {
        let held = Arc::make_mut(&mut notes);
        for id in &touched.notes {
            let member = record::member_of_note(id);
            let before = held.remove(member);
            let after = record::shown_note(tx, id)?;
            let memo = |note: &Option<Note>| note.as_ref().map(|note| note.memo.clone());
            let favourite = |note: &Option<Note>| note.as_ref().is_some_and(|note| note.favourite);
            likings_stand &= favourite(&before) == favourite(&after);
            if memo(&before).unwrap_or_default() != memo(&after).unwrap_or_default() {
                touched.members.insert(member.to_owned());
            }
            held.extend(after.map(|note| (member.to_owned(), note)));
        }
    }
    let mut posts = Arc::clone(&old.posts);
    if !touched.posts.is_empty() {
        Arc::make_mut(&mut posts).update(tx, touched.posts.iter())?;
    }
    packed::mark(tx, touched.members.iter().map(String::as_str))?;
    let members = touched.members.iter();
    let (fresh, gone, stands) = read_members(tx, &notes, members, Some(&old.index))?;
    let changed = !touched.members.is_empty();
    let index = if changed {
        old.index.updated(&gone, fresh)
    } else {
        old.index.clone()
    };
    let stay = Stay {
        places: stands,
        selected: !changed && !touched.officers,
        likings: !changed && likings_stand,
    };
    Ok(old.after(index, notes, posts, stay))
}
