//! Questions of the map. Nothing here speaks with the server: where this device is stays on it.

use std::collections::HashSet;

use handbook_wire::entity::{Kind, Member};
use handbook_wire::ipc::{Mark, MarkArgs, Named, NearArgs, Place, PlaceList, Places, PlacesArgs};
use rusqlite::Connection;

use super::Handbook;
use super::browse::MAX_ROWS;
use super::read::{MAX_HITS, to_row};
use crate::Error;
use crate::cache::View;
use crate::store::{StoreError, record};

/// The most marks of one answer; a screen has room for some hundred.
const MAX_MARKS: usize = 600;

impl Handbook {
    /// What stands on a part of the map.
    ///
    /// # Errors
    /// As [`Handbook::list_members`].
    pub async fn list_places(&self, args: PlacesArgs) -> Result<Places, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            let marks = inner.cache.read(|connection| {
                let groups = view.places().groups(args.zoom, args.bounds).take(MAX_MARKS);
                let marks = groups.map(|group| {
                    let alone = (group.members.len() == 1)
                        .then(|| view.places().spots_of(group).next())
                        .flatten();
                    let member = match alone {
                        Some(spot) => record::entity::<Member>(connection, Kind::Member, &spot.id)?,
                        None => None,
                    };
                    let one = alone.zip(member).map(|(spot, member)| Named {
                        id: spot.id.to_string(),
                        name: member.name,
                    });
                    Ok(Mark {
                        lat: group.lat,
                        lng: group.lng,
                        count: group.members.len() as u64,
                        bounds: group.bounds,
                        one,
                    })
                });
                marks.collect()
            })?;
            let (all, placed) = (view.index.len(), view.places().len());
            Ok(Places {
                total: placed as u64,
                missing: all.saturating_sub(placed) as u64,
                marks,
            })
        })
        .await
    }

    /// The companies of one mark, in the directory's order.
    ///
    /// # Errors
    /// As [`Handbook::list_members`].
    pub async fn list_mark(&self, args: MarkArgs) -> Result<PlaceList, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
            let limit = limit.min(MAX_ROWS);
            let Some(group) = view.places().group_at(args.zoom, args.lat, args.lng) else {
                return Ok(PlaceList::default());
            };
            let members = view.places().spots_of(group);
            let members: HashSet<&str> = members.map(|spot| &*spot.id).collect();
            let places = inner.cache.read(|connection| {
                let ids = view.index.sorted(members.iter().copied());
                let ids = ids.into_iter().take(limit);
                ids.filter_map(|id| place(connection, &view, id).transpose())
                    .collect()
            })?;
            Ok(PlaceList {
                total: members.len() as u64,
                places,
            })
        })
        .await
    }

    /// One company with its place.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is no such company or nobody knows its place, and as
    /// [`Handbook::list_members`].
    pub async fn get_place(&self, id: String) -> Result<Place, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            let found = inner
                .cache
                .read(|connection| place(connection, &view, &id))?;
            found
                .filter(|_| view.places().has(&id))
                .ok_or(Error::NotFound)
        })
        .await
    }

    /// The companies nearest to a point, nearest first.
    ///
    /// # Errors
    /// As [`Handbook::list_members`].
    pub async fn list_near(&self, args: NearArgs) -> Result<PlaceList, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            let limit = usize::try_from(args.limit).unwrap_or(usize::MAX);
            let limit = limit.min(MAX_HITS);
            let near = view.places().near(args.latitude, args.longitude, limit);
            let places = inner.cache.read(|connection| {
                let mut places = Vec::with_capacity(near.len());
                for (metres, spot) in &near {
                    let place = place(connection, &view, &spot.id)?;
                    places.extend(place.map(|place| Place {
                        metres: Some(*metres),
                        ..place
                    }));
                }
                Ok(places)
            })?;
            Ok(PlaceList {
                total: view.places().len() as u64,
                places,
            })
        })
        .await
    }
}

/// A company with its place; none when either is not there.
fn place(connection: &Connection, view: &View, id: &str) -> Result<Option<Place>, StoreError> {
    let member = record::entity::<Member>(connection, Kind::Member, id)?;
    Ok(member.and_then(|member| {
        Some(Place {
            position: member.position?,
            row: to_row(id, &member, &view.notes),
            metres: None,
        })
    }))
}
