//! The member's own edits: accepted here, sent from here, settled here.

use handbook_wire::entity::{Kind, Note, PostMark};
use handbook_wire::ipc::{ChangeDraft, PostSheet};
use handbook_wire::sync::{Edit, EditResult};
use rusqlite::Transaction;
use serde_json::{Map, Value};

use super::Cache;
use super::build::{Touched, rebuild_view, update_view};
use crate::store::meta::{self, Fact};
use crate::store::{StoreError, change, lost_edit, outbox, record, vote};

impl Cache {
    /// Accepts a change of the account's note on a company; answers the note as it is now, or
    /// none when there is no such company.
    pub(crate) fn set_note(
        &self,
        account: &str,
        member: &str,
        set: Map<String, Value>,
        key: &str,
        now_ms: i64,
    ) -> Result<Option<Note>, StoreError> {
        let _turn = self.take_turn();
        let old = self.view();
        let id = Note::id(account, member);
        self.with_store(|store| {
            store.mark_pending(true);
            Ok(())
        })?;
        let changed = self.write(|tx| {
            if record::payload(tx, Kind::Member, member)?.is_none() {
                return Ok(None);
            }
            outbox::add(tx, Kind::Note.as_str(), &id, set, key, now_ms)?;
            let view = match old {
                Some(old) => {
                    let mut touched = Touched::default();
                    touched.add(Kind::Note.as_str(), &id);
                    update_view(tx, &old, touched)?
                }
                None => rebuild_view(tx)?,
            };
            Ok(Some(view))
        });
        let result = match changed {
            Ok(Some(view)) => {
                let note = view.notes.get(member).cloned().unwrap_or_else(|| Note {
                    member: member.to_owned(),
                    ..Note::default()
                });
                self.show(Some(view));
                Ok(Some(note))
            }
            Ok(None) => Ok(None),
            Err(error) => Err(error),
        };
        self.mark();
        result
    }

    /// Accepts what the account does with a post; false when there is no such post.
    pub(crate) fn mark_post(
        &self,
        account: &str,
        post: &str,
        set: Map<String, Value>,
        key: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let _turn = self.take_turn();
        let old = self.view();
        let id = PostMark::id(account, post);
        self.with_store(|store| {
            store.mark_pending(true);
            Ok(())
        })?;
        let changed = self.write(|tx| {
            if record::payload(tx, Kind::Post, post)?.is_none() {
                return Ok(None);
            }
            outbox::add(tx, Kind::PostMark.as_str(), &id, set, key, now_ms)?;
            let mut touched = Touched::default();
            touched.add(Kind::PostMark.as_str(), &id);
            Ok(Some(match old {
                Some(old) => update_view(tx, &old, touched)?,
                None => rebuild_view(tx)?,
            }))
        });
        let there = matches!(changed, Ok(Some(_)));
        let result = changed.map(|view| {
            if view.is_some() {
                self.show(view);
            }
            there
        });
        self.mark();
        result
    }

    /// Accepts a vote on a post; false when there is no such poll, or a vote on it.
    pub(crate) fn cast_vote(
        &self,
        account: &str,
        post: &str,
        ballot: &[Vec<u8>],
        key: &str,
        now_ms: i64,
    ) -> Result<bool, StoreError> {
        let mut there = false;
        self.edit(|tx| {
            there = vote::cast(tx, account, post, ballot, key, now_ms)?;
            Ok(())
        })?;
        Ok(there)
    }

    /// Changes what staff have typed of posts and not sent.
    pub(crate) fn keep_sheets(&self, sheets: &[PostSheet]) -> Result<(), StoreError> {
        match sheets.is_empty() {
            true => self.write(|tx| meta::clear(tx, Fact::PostSheets)),
            false => self.set_fact(Fact::PostSheets, &serde_json::to_string(sheets)?),
        }
    }

    /// Accepts a change of some fields of a private record of which nothing is kept in memory.
    pub(crate) fn add_edit(
        &self,
        kind: Kind,
        id: &str,
        set: Map<String, Value>,
        key: &str,
        now_ms: i64,
    ) -> Result<(), StoreError> {
        self.edit(|tx| outbox::add(tx, kind.as_str(), id, set, key, now_ms))
    }

    /// Takes a change request back.
    pub(crate) fn take_back(&self, id: &str, key: &str, now_ms: i64) -> Result<(), StoreError> {
        self.edit(|tx| change::take_back(tx, id, key, now_ms))
    }

    fn edit(
        &self,
        edit: impl FnOnce(&Transaction<'_>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let _turn = self.take_turn();
        self.with_store(|store| {
            store.mark_pending(true);
            Ok(())
        })?;
        let result = self.write(edit);
        if result.is_ok() {
            self.show(None);
        }
        self.mark();
        result
    }

    /// Keeps what is typed of a change request, or with none forgets it.
    pub(crate) fn keep_draft(&self, draft: Option<&ChangeDraft>) -> Result<(), StoreError> {
        match draft {
            Some(draft) => self.set_fact(Fact::ChangeDraft, &serde_json::to_string(draft)?),
            None => self.write(|tx| meta::clear(tx, Fact::ChangeDraft)),
        }
    }

    /// Lets the mark beside the cache say whether edits wait.
    fn mark(&self) {
        let marked = self.with_store(|store| {
            let pending = store.read(outbox::count)? > 0;
            store.mark_pending(pending);
            Ok(())
        });
        if let Err(error) = marked {
            tracing::warn!(%error, "waiting edits can't be counted");
        }
    }

    /// The oldest waiting edits, from now on unchangeable.
    pub(crate) fn take_for_push(&self, limit: usize) -> Result<Vec<Edit>, StoreError> {
        if self.read(outbox::count)? == 0 {
            return Ok(Vec::new());
        }
        // Should it be lost that they are, they are marked at the next start.
        self.write_repeatable(|tx| outbox::take_for_push(tx, limit))
    }

    /// Takes in what became of sent edits; answers whether others wait.
    pub(crate) fn settle(&self, results: &[EditResult]) -> Result<bool, StoreError> {
        let _turn = self.take_turn();
        let old = self.view();
        let (more, view) = self.write_repeatable(|tx| {
            let mut touched = Touched::default();
            for (kind, id) in outbox::settle(tx, results)? {
                touched.add(&kind, &id);
            }
            let view = match old {
                Some(old) => update_view(tx, &old, touched)?,
                None => rebuild_view(tx)?,
            };
            Ok((outbox::count(tx)? > 0, view))
        })?;
        self.show(Some(view));
        self.mark();
        Ok(more)
    }

    /// Forgets a lost edit; answers whether it was there.
    pub(crate) fn dismiss_lost_edit(&self, number: u64) -> Result<bool, StoreError> {
        let there = self.write(|tx| lost_edit::dismiss(tx, number))?;
        self.show_counts();
        Ok(there)
    }
}
