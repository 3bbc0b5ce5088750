//! What the member did lately on this device: searches that led somewhere, calls and messages.

use std::collections::HashMap;

use handbook_wire::ipc::{
    ContactArgs, ContactWay, RecentArgs, RecentContact, RecentKind, RecentSearchArgs,
};
use rusqlite::Connection;

use super::Handbook;
use super::read::row;
use crate::Error;
use crate::cache::{Likings, View};
use crate::search::Liking;
use crate::store::StoreError;
use crate::store::recent::{self, What};

/// The longest search that is remembered, in characters.
const LONGEST: usize = 60;

impl Handbook {
    /// Searches that led somewhere, newest first.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for everything here.
    pub async fn list_recent_searches(&self) -> Result<Vec<String>, Error> {
        self.view().await?;
        self.blocking(|inner| {
            let all = inner.cache.read(|c| recent::all(c, What::Search))?;
            Ok(all.into_iter().map(|one| one.key).collect())
        })
        .await
    }

    /// Remembers a search.
    ///
    /// # Errors
    /// As [`Handbook::list_recent_searches`].
    pub async fn add_recent_search(&self, args: RecentSearchArgs) -> Result<(), Error> {
        self.view().await?;
        let text: String = args.text.trim().chars().take(LONGEST).collect();
        if text.is_empty() {
            return Ok(());
        }
        self.blocking(move |inner| {
            let now = inner.clock.now_ms();
            Ok(inner
                .cache
                .write_recent(|tx| recent::add(tx, What::Search, &text, "", now))?)
        })
        .await
    }

    /// Companies that were called or written to from here, newest first.
    ///
    /// # Errors
    /// As [`Handbook::list_recent_searches`].
    pub async fn list_recent_contacts(&self) -> Result<Vec<RecentContact>, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            Ok(inner.cache.read(|connection| {
                let mut contacts = Vec::new();
                for one in recent::all(connection, What::Contact)? {
                    // A company that is gone is left out, and comes back with it.
                    if let Some(row) = row(connection, &view.notes, &one.key)? {
                        contacts.push(RecentContact {
                            row,
                            way: match one.detail.as_str() {
                                "message" => ContactWay::Message,
                                _ => ContactWay::Call,
                            },
                            at: one.at,
                        });
                    }
                }
                Ok::<_, StoreError>(contacts)
            })?)
        })
        .await
    }

    /// Remembers that a company was called or written to.
    ///
    /// # Errors
    /// As [`Handbook::list_recent_searches`].
    pub async fn add_recent_contact(&self, args: ContactArgs) -> Result<(), Error> {
        self.view().await?;
        self.blocking(move |inner| {
            let now = inner.clock.now_ms();
            let way = match args.way {
                ContactWay::Call => "call",
                ContactWay::Message => "message",
            };
            inner
                .cache
                .write_recent(|tx| recent::add(tx, What::Contact, &args.member, way, now))?;
            inner.board.change(|status| status.data += 1);
            Ok(())
        })
        .await
    }

    /// Forgets what was done lately.
    ///
    /// # Errors
    /// As [`Handbook::list_recent_searches`].
    pub async fn clear_recent(&self, args: RecentArgs) -> Result<(), Error> {
        self.view().await?;
        self.blocking(move |inner| {
            let what = match args.kind {
                RecentKind::Searches => What::Search,
                RecentKind::Contacts => What::Contact,
            };
            inner.cache.write_recent(|tx| recent::clear(tx, what))?;
            inner.board.change(|status| status.data += 1);
            Ok(())
        })
        .await
    }
}

/// Whom the member likes to find: gathered when it is first asked for, and kept with the view until
/// it changes.
pub(super) fn likings(connection: &Connection, view: &View) -> Result<Likings, StoreError> {
    if let Some(likings) = view.likings() {
        return Ok(likings);
    }
    let contacts = recent::all(connection, What::Contact)?;
    let mut wanted: HashMap<&str, Liking> = (contacts.iter())
        .map(|one| (one.key.as_str(), Liking::Recent))
        .collect();
    let favourites = view.notes.iter().filter(|(_, note)| note.favourite);
    wanted.extend(favourites.map(|(id, _)| (id.as_str(), Liking::Favourite)));
    let likings = wanted.into_iter();
    let likings = likings.filter_map(|(id, liking)| Some((view.index.slot(id)?, liking)));
    Ok(view.keep_likings(likings.collect()))
}
