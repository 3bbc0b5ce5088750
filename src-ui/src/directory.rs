//! What is known of the directory: pages of rows, the index bar, the search and the place where the
//! reader stopped. It outlives the screen, so coming back shows the same at once.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use handbook_wire::ErrorReply;
use handbook_wire::ipc::{
    AddRecentSearch, Filter, FilterArgs, FindPeople, FoundPerson, Initial, ListArgs, ListInitials,
    ListMembers, MemberRow, PeopleArgs, RecentSearchArgs, Search, SearchArgs, SearchReply, Sort,
};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::ipc;
use crate::part::effect;
use crate::status::{Access, Live};
use crate::viewport::{self, PAGE};

/// The most hits that a search shows.
pub const HITS: u64 = 100;

#[derive(Default)]
struct Cache {
    /// Page number → (the data it is of, rows).
    pages: BTreeMap<u64, (u64, Vec<MemberRow>)>,
    asked: BTreeSet<(u64, u64)>,
}

/// The directory as far as it is known.
#[derive(Clone, Copy)]
pub struct Directory {
    live: Live,
    cache: StoredValue<Cache>,
    /// Grows when a page has come.
    version: RwSignal<u32>,
    /// Companies in all; none before the first answer.
    pub total: RwSignal<Option<u64>>,
    /// The index bar.
    pub initials: RwSignal<Vec<Initial>>,
    /// Why there is nothing to show.
    pub failure: RwSignal<Option<ErrorReply>>,
    /// How far the list is scrolled, in pixels.
    pub scroll: RwSignal<f64>,
    /// Which companies are wanted.
    pub filter: RwSignal<Filter>,
    /// In which order.
    pub sort: RwSignal<Sort>,
    /// Where this device was when the order by distance was chosen.
    near: StoredValue<Option<(f64, f64)>>,
    /// Moves with filter and order: an answer to an earlier question is dropped.
    generation: StoredValue<u32>,
    /// What is typed in the search box.
    pub query: RwSignal<String>,
    /// The answer to the newest search that was answered, with what it was about.
    pub found: RwSignal<Option<(String, Result<SearchReply, ErrorReply>)>>,
    /// The co-op's own people whom that search found.
    pub people: RwSignal<Vec<FoundPerson>>,
    /// How far the hits are scrolled, in pixels.
    pub hits_scroll: StoredValue<f64>,
    search_number: StoredValue<u32>,
}

impl Directory {
    /// An empty directory that fills itself as `live` tells.
    pub fn new(live: Live) -> Self {
        let directory = Self {
            live,
            cache: StoredValue::new(Cache::default()),
            version: RwSignal::new(0),
            total: RwSignal::new(None),
            initials: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            scroll: RwSignal::new(0.0),
            filter: RwSignal::new(Filter::default()),
            sort: RwSignal::new(Sort::default()),
            near: StoredValue::new(None),
            generation: StoredValue::new(0),
            query: RwSignal::new(String::new()),
            found: RwSignal::new(None),
            people: RwSignal::new(Vec::new()),
            hits_scroll: StoredValue::new(0.0),
            search_number: StoredValue::new(0),
        };
        effect(move || {
            if live.access.get() == Access::Full {
                live.data.track();
                directory.ask_initials();
                directory.ask(0..1);
                if !directory.query.get_untracked().is_empty() {
                    directory.search();
                }
            } else {
                directory.forget();
            }
        });
        directory
    }

    /// The row at `place`, as far as it has come; tracked.
    pub fn row(self, place: u64) -> Option<MemberRow> {
        self.version.track();
        let within = usize::try_from(place % PAGE).ok()?;
        self.cache.with_value(|cache| {
            let (_, rows) = cache.pages.get(&(place / PAGE))?;
            rows.get(within).cloned()
        })
    }

    /// Makes sure that the pages of `rows` are there or on their way, as new as the cache is.
    pub fn want(self, rows: &Range<u64>) {
        let total = self.total.get().unwrap_or(0);
        self.live.data.track();
        self.ask(viewport::pages(rows, total));
    }

    /// Asks again after a failure.
    pub fn retry(self) {
        self.failure.set(None);
        self.cache.update_value(|cache| cache.asked.clear());
        self.ask_initials();
        self.ask(0..1);
    }

    fn forget(self) {
        self.cache.set_value(Cache::default());
        self.total.set(None);
        self.initials.set(Vec::new());
        self.failure.set(None);
        self.scroll.set(0.0);
        self.filter.set(Filter::default());
        self.sort.set(Sort::default());
        self.near.set_value(None);
        self.query.set(String::new());
        self.found.set(None);
        self.people.set(Vec::new());
        self.version.update(|version| *version += 1);
    }

    /// Changes which companies are wanted, or their order, and begins at the top.
    pub fn browse(self, change: impl FnOnce(&mut Filter, &mut Sort)) {
        let (mut filter, mut sort) = (self.filter.get_untracked(), self.sort.get_untracked());
        change(&mut filter, &mut sort);
        if self.filter.with_untracked(|old| *old == filter) && self.sort.get_untracked() == sort {
            return;
        }
        self.generation.update_value(|generation| *generation += 1);
        self.filter.set(filter);
        self.sort.set(sort);
        self.cache.set_value(Cache::default());
        self.total.set(None);
        self.scroll.set(0.0);
        self.version.update(|version| *version += 1);
        self.ask_initials();
        self.ask(0..1);
        self.search();
    }

    /// Orders the list by how far the companies are from `at`.
    pub fn browse_from(self, at: (f64, f64)) {
        self.near.set_value(Some(at));
        // Asked again from another place, the order is another one.
        if self.sort.get_untracked() == Sort::Distance {
            self.sort.set(Sort::Name);
        }
        self.browse(|_, sort| *sort = Sort::Distance);
    }

    fn ask_initials(self) {
        // Names alone have initials to go by.
        if self.sort.get_untracked() != Sort::Name {
            return self.initials.set(Vec::new());
        }
        let generation = self.generation.get_value();
        let args = FilterArgs {
            filter: self.filter.get_untracked(),
        };
        spawn_local(async move {
            // Without the bar the list still works; the rows tell of a failure.
            if let Ok(initials) = ipc::call::<ListInitials>(args).await
                && self.generation.get_value() == generation
                && self.initials.with_untracked(|old| *old != initials)
            {
                self.initials.set(initials);
            }
        });
    }

    fn ask(self, pages: Range<u64>) {
        let data = self.live.data.get_untracked();
        let generation = self.generation.get_value();
        for page in pages {
            let fresh = self.cache.with_value(|cache| {
                cache.pages.get(&page).is_some_and(|(of, ..)| *of == data)
                    || cache.asked.contains(&(page, data))
            });
            if fresh {
                continue;
            }
            self.cache.update_value(|cache| {
                cache.asked.insert((page, data));
            });
            spawn_local(async move {
                let args = ListArgs {
                    offset: page * PAGE,
                    limit: PAGE,
                    filter: self.filter.get_untracked(),
                    sort: self.sort.get_untracked(),
                    near: self.near.get_value(),
                };
                let reply = ipc::call::<ListMembers>(args).await;
                if self.generation.get_value() != generation {
                    return;
                }
                self.cache.update_value(|cache| {
                    cache.asked.remove(&(page, data));
                });
                match reply {
                    Ok(reply) => self.take(page, data, reply.total, reply.rows),
                    Err(error) => {
                        if self.total.get_untracked().is_none() {
                            self.failure.set(Some(error));
                        }
                    }
                }
            });
        }
    }

    fn take(self, page: u64, data: u64, total: u64, rows: Vec<MemberRow>) {
        // Logged out, or changed again, while the answer was on its way.
        if self.live.access.get_untracked() != Access::Full {
            return;
        }
        let changed = self
            .cache
            .try_update_value(|cache| match cache.pages.get_mut(&page) {
                Some((of, _)) if *of > data => false,
                Some((of, old)) if *old == rows => {
                    *of = data;
                    false
                }
                _ => {
                    cache.pages.insert(page, (data, rows));
                    true
                }
            });
        self.failure.set(None);
        if self.total.get_untracked() != Some(total) {
            self.total.set(Some(total));
        }
        if changed == Some(true) {
            self.version.update(|version| *version += 1);
        }
    }

    /// Types `text` into the search box.
    pub fn type_query(self, text: String) {
        self.query.set(text);
        self.hits_scroll.set_value(0.0);
        self.search();
    }

    /// The search led somewhere: it is remembered.
    pub fn remember(self) {
        let text = self.query.get_untracked();
        spawn_local(async move {
            // A search that is not remembered is no loss.
            let _ = ipc::call::<AddRecentSearch>(RecentSearchArgs { text }).await;
        });
    }

    /// Searches for what is typed; an answer that a newer one has overtaken is dropped.
    pub fn search(self) {
        let number = self.search_number.get_value() + 1;
        self.search_number.set_value(number);
        let text = self.query.get_untracked().trim().to_owned();
        if text.is_empty() {
            self.found.set(None);
            self.people.set(Vec::new());
            return;
        }
        // A filter is about companies.
        let whole = self.filter.with_untracked(Filter::is_empty);
        let people = PeopleArgs { text: text.clone() };
        spawn_local(async move {
            let args = SearchArgs {
                text: text.clone(),
                limit: HITS,
                filter: self.filter.get_untracked(),
            };
            let reply = ipc::call::<Search>(args).await;
            let found = match whole {
                true => ipc::call::<FindPeople>(people).await.unwrap_or_default(),
                false => Vec::new(),
            };
            if self.search_number.get_value() == number {
                self.people.set(found);
                self.found.set(Some((text, reply)));
            }
        });
    }
}

/// The directory of the app.
pub fn use_directory() -> Directory {
    expect_context()
}
