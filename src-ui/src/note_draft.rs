//! Memos that are typed and not yet saved. They are held in memory for as long as the app runs, and
//! saved into the encrypted cache as soon as the writer pauses, leaves the field or the screen: a
//! plain store of the web view would lay private text open.

use std::collections::BTreeMap;

use handbook_wire::ipc::{SetNote, SetNoteArgs};
use handbook_wire::{ErrorReply, entity::Note};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::{clock, ipc};

/// How long a pause in typing is before the memo is saved, in milliseconds.
const PAUSE: i32 = 1_500;

/// Where the memo that is on screen stands.
#[derive(Debug, Clone, PartialEq)]
pub enum DraftState {
    /// As stored.
    Stored,
    /// Typed, not yet saved.
    Typed,
    /// On its way into the cache.
    Saving,
    /// Saved a moment ago.
    Saved,
    /// It could not be saved; the text is still there.
    Failed(ErrorReply),
}

/// Unsaved memos by record id of the company.
#[derive(Clone, Copy)]
pub struct Drafts(StoredValue<BTreeMap<String, String>>);

impl Drafts {
    /// None.
    pub fn new() -> Self {
        Self(StoredValue::new(BTreeMap::new()))
    }

    /// Drops every draft, as on logout.
    pub fn clear(self) {
        self.0.update_value(BTreeMap::clear);
    }
}

/// A memo while its screen is open.
#[derive(Clone, Copy)]
pub struct NoteDraft {
    member: StoredValue<String>,
    drafts: Drafts,
    stored: StoredValue<String>,
    strokes: StoredValue<u32>,
    /// As typed.
    pub text: RwSignal<String>,
    /// Where it stands.
    pub state: RwSignal<DraftState>,
}

impl NoteDraft {
    /// Opens the memo of `member`: what was typed and not saved before comes first.
    pub fn open(member: &str, stored: &str) -> Self {
        let drafts: Drafts = expect_context();
        let left = drafts.0.with_value(|drafts| drafts.get(member).cloned());
        let state = if left.is_some() {
            DraftState::Typed
        } else {
            DraftState::Stored
        };
        let draft = Self {
            member: StoredValue::new(member.to_owned()),
            drafts,
            stored: StoredValue::new(stored.to_owned()),
            strokes: StoredValue::new(0),
            text: RwSignal::new(left.unwrap_or_else(|| stored.to_owned())),
            state: RwSignal::new(state),
        };
        on_cleanup(move || draft.save());
        draft
    }

    /// Takes the text that sync has brought, unless something is being typed.
    pub fn follow(self, stored: &str) {
        let untouched = self
            .stored
            .with_value(|old| *old == self.text.get_untracked());
        self.stored.set_value(stored.to_owned());
        if untouched {
            if self.text.get_untracked() != stored {
                self.text.set(stored.to_owned());
                self.state.set(DraftState::Stored);
            }
        } else if self.text.get_untracked() == stored {
            self.settle();
        }
    }

    /// Takes what was typed, and saves it after a pause.
    pub fn typed(self, text: String) {
        self.drafts.0.update_value(|drafts| {
            drafts.insert(self.member.get_value(), text.clone());
        });
        self.text.set(text);
        self.state.set(DraftState::Typed);
        let stroke = self.strokes.get_value() + 1;
        self.strokes.set_value(stroke);
        spawn_local(async move {
            clock::pause(PAUSE).await;
            if self.strokes.try_get_value() == Some(stroke) {
                self.save();
            }
        });
    }

    fn settle(self) {
        self.drafts.0.update_value(|drafts| {
            drafts.remove(&self.member.get_value());
        });
        self.state.set(DraftState::Saved);
    }

    /// Saves what is typed, if it differs from what is stored. Works while the screen goes away:
    /// the text stays among the drafts until the core has it.
    pub fn save(self) {
        // A field that is taken off the screen loses focus, and asks to be saved, once more.
        let (Some(text), Some(member)) =
            (self.text.try_get_untracked(), self.member.try_get_value())
        else {
            return;
        };
        if self.stored.try_with_value(|stored| *stored == text) == Some(true) {
            if self.state.try_get_untracked() == Some(DraftState::Typed) {
                self.settle();
            }
            return;
        }
        let _ = self.state.try_set(DraftState::Saving);
        let drafts = self.drafts;
        spawn_local(async move {
            let memo: String = text.chars().take(Note::MAX_MEMO).collect();
            let args = SetNoteArgs {
                member: member.clone(),
                favourite: None,
                memo: Some(memo),
            };
            let reply = ipc::call::<SetNote>(args).await;
            if reply.is_ok() {
                drafts.0.update_value(|drafts| {
                    if drafts.get(&member) == Some(&text) {
                        drafts.remove(&member);
                    }
                });
            }
            // The screen may be gone by now.
            let Some(typed) = self.text.try_get_untracked() else {
                return;
            };
            match reply {
                Ok(_) => {
                    let _ = self.stored.try_set_value(text.clone());
                    let state = if typed == text {
                        DraftState::Saved
                    } else {
                        DraftState::Typed
                    };
                    let _ = self.state.try_set(state);
                }
                Err(error) => {
                    let _ = self.state.try_set(DraftState::Failed(error));
                }
            }
        });
    }
}
