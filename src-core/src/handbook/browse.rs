//! The directory, whole or filtered.

use std::sync::Arc;

use handbook_wire::entity::{Kind, Member, Officer};
use handbook_wire::ipc::{Facets, Filter, FilterArgs, Initial, ListArgs, MemberPage, Sort};
use rusqlite::Connection;

use super::read::row;
use super::{Handbook, distance};
use crate::Error;
use crate::browse::{Browse, Listed, Run};
use crate::cache::View;
use crate::search::Bits;
use crate::store::{StoreError, record};

/// The most rows of one answer.
pub(super) const MAX_ROWS: usize = 500;

impl Handbook {
    /// A window of the directory.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for every question here.
    pub async fn list_members(&self, args: ListArgs) -> Result<MemberPage, Error> {
        let view = self.view().await?;
        if let (Sort::Distance, Some(at)) = (args.sort, args.near) {
            return self
                .blocking(move |inner| {
                    let window = |c: &Connection| distance::window(c, &view, &args, at);
                    Ok(inner.cache.read(window)?)
                })
                .await;
        }
        self.blocking(move |inner| {
            let offset = usize::try_from(args.offset).unwrap_or(usize::MAX);
            let limit = usize::try_from(args.limit)
                .unwrap_or(usize::MAX)
                .min(MAX_ROWS);
            let page = inner.cache.read(|connection| {
                let (total, ids): (usize, Vec<&str>) =
                    if args.filter.is_empty() && args.sort == Sort::Name {
                        let ids = view.index.window(offset, limit);
                        (view.index.len(), ids.collect())
                    } else {
                        let places = selection(connection, &view, &args)?;
                        let part = places.iter().skip(offset).take(limit);
                        let ids = part.filter_map(|place| view.index.at(*place));
                        (places.len(), ids.collect())
                    };
                let rows: Result<Vec<_>, StoreError> = (ids.into_iter())
                    .filter_map(|id| row(connection, &view.notes, id).transpose())
                    .collect();
                Ok::<_, StoreError>((total, rows?))
            })?;
            Ok(MemberPage {
                total: page.0 as u64,
                rows: page.1,
            })
        })
        .await
    }

    /// Where each initial of the index bar begins, among the companies that fit.
    ///
    /// # Errors
    /// As [`Handbook::list_members`].
    pub async fn list_initials(&self, args: FilterArgs) -> Result<Vec<Initial>, Error> {
        let view = self.view().await?;
        if args.filter.is_empty() {
            return Ok(view.index.initials().to_vec());
        }
        let args = ListArgs {
            filter: args.filter,
            ..ListArgs::default()
        };
        self.blocking(move |inner| {
            let places = inner
                .cache
                .read(|connection| selection(connection, &view, &args))?;
            let mut kept: Vec<Initial> = Vec::new();
            let mut all = view.index.initials().iter().peekable();
            for (offset, place) in (0u64..).zip(places.iter()) {
                let place = u64::from(*place);
                while all
                    .peek()
                    .is_some_and(|initial| initial.offset + initial.count <= place)
                {
                    all.next();
                }
                let Some(initial) = all.peek() else { break };
                match kept.last_mut() {
                    Some(last) if last.label == initial.label => last.count += 1,
                    _ => kept.push(Initial {
                        label: initial.label.clone(),
                        offset,
                        count: 1,
                    }),
                }
            }
            Ok(kept)
        })
        .await
    }

    /// What can be chosen beside a filter, with counts.
    ///
    /// # Errors
    /// As [`Handbook::list_members`].
    pub async fn list_facets(&self, args: FilterArgs) -> Result<Facets, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            Ok(inner
                .cache
                .read(|connection| Ok(browse(connection, &view)?.facets(&args.filter)))?)
        })
        .await
    }
}

/// The directory as browsing sees it. What it needs of each segment is gathered when it is first asked
/// for, and kept as long as the segment is.
fn browse(connection: &Connection, view: &View) -> Result<Browse, StoreError> {
    let mut runs = Vec::new();
    for segment in view.index.segments() {
        runs.push(match view.run(segment) {
            Some(run) => run,
            None => {
                let mut run = Run::default();
                for doc in 0..segment.len() {
                    let id = segment.id(doc);
                    let member = record::entity::<Member>(connection, Kind::Member, id)?;
                    run.push(member.as_ref());
                }
                view.keep_run(segment, run)
            }
        });
    }
    let officers: Vec<(String, Officer)> = record::all(connection, Kind::Officer)?;
    let newest = officers.iter().map(|(_, officer)| officer.term).max();
    let companies: std::collections::HashSet<u32> = (officers.iter())
        .filter(|(_, officer)| Some(officer.term) == newest)
        .filter_map(|(_, officer)| view.index.slot(officer.member.as_deref()?))
        .collect();
    let documents = view.index.documents(0);
    let listed = documents.map(|(run, place)| Listed {
        run,
        place,
        officer: companies.contains(&view.index.slot_of(run, place)),
    });
    Ok(Browse::new(runs, listed.collect()))
}

/// Places in the directory of the companies that fit; the newest selection is kept.
fn selection(
    connection: &Connection,
    view: &View,
    args: &ListArgs,
) -> Result<Arc<Vec<u32>>, StoreError> {
    let key = (args.filter.clone(), args.sort);
    if let Some(places) = view.selected(&key) {
        return Ok(places);
    }
    let places = Arc::new(browse(connection, view)?.select(&args.filter, args.sort));
    view.select(key, Arc::clone(&places));
    Ok(places)
}

/// The companies that fit, by [`Index::slot`](crate::search::Index::slot); none when all do.
pub(super) fn among(
    connection: &Connection,
    view: &View,
    filter: &Filter,
) -> Result<Option<Bits>, StoreError> {
    if filter.is_empty() {
        return Ok(None);
    }
    let args = ListArgs {
        filter: filter.clone(),
        ..ListArgs::default()
    };
    let mut bits = Bits::new(view.index.slots());
    let places = selection(connection, view, &args)?;
    let mut fitting = places.iter().copied().peekable();
    for (place, (part, doc)) in (0u32..).zip(view.index.documents(0)) {
        if fitting.next_if_eq(&place).is_some() {
            bits.set(view.index.slot_of(part, doc) as usize);
        }
    }
    Ok(Some(bits))
}
