//! Companies that are found while a name is typed.

use handbook_wire::ipc::{Filter, MemberRow, Search, SearchArgs};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ipc;

/// The most companies that are offered.
const OFFERED: u64 = 5;

/// What the newest search found; an answer that comes late is dropped.
#[derive(Clone, Copy)]
pub struct CompanySearch {
    rows: RwSignal<Vec<MemberRow>>,
    newest: StoredValue<u32>,
}

impl CompanySearch {
    /// Nothing is typed yet.
    pub fn new() -> Self {
        Self {
            rows: RwSignal::new(Vec::new()),
            newest: StoredValue::new(0),
        }
    }

    /// Looks for what is typed; for nothing it finds nothing.
    pub fn look(self, text: String) {
        let asked = self.forget();
        if text.trim().is_empty() {
            return self.rows.set(Vec::new());
        }
        let args = SearchArgs {
            text,
            limit: OFFERED,
            filter: Filter::default(),
        };
        spawn_local(async move {
            if let Ok(reply) = ipc::call::<Search>(args).await
                && self.newest.try_get_value() == Some(asked)
            {
                self.rows
                    .set(reply.hits.into_iter().map(|hit| hit.row).collect());
            }
        });
    }

    /// Takes no answer any more to what was asked; the number of the next question.
    pub fn forget(self) -> u32 {
        let number = self.newest.get_value() + 1;
        self.newest.set_value(number);
        number
    }

    /// The companies; followed.
    pub fn rows(self) -> Vec<MemberRow> {
        self.rows.get()
    }
}
