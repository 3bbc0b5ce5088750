//! Profile pictures: the member's own, and those of others as the cache has them.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use handbook_wire::entity::{Kind, Portrait, Staff};
use handbook_wire::ipc::{Person, PictureArgs, PictureIdArgs, StaffRow};
use rusqlite::Connection;

use super::Handbook;
use super::account::checked_id;
use crate::Error;
use crate::store::{StoreError, picture, record};
use crate::sync::remote::{Body, Method};

impl Handbook {
    /// Puts a picture in the place of the member's.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no Base64 of at most [`Portrait::MAX_BYTES`]; what the server
    /// says.
    pub async fn set_picture(&self, args: PictureArgs) -> Result<(), Error> {
        let bytes = STANDARD.decode(&args.jpeg).map_err(|_| Error::Invalid)?;
        if bytes.len() > Portrait::MAX_BYTES {
            return Err(Error::Invalid);
        }
        let body = Body::Bytes(Portrait::TYPE, Bytes::from(bytes));
        self.send_as_member(Method::Put, "v1/account/picture", Some(body))
            .await
    }

    /// Takes the member's picture away.
    ///
    /// # Errors
    /// What the server says.
    pub async fn remove_picture(&self) -> Result<(), Error> {
        self.ask_as_member(Method::Delete, "v1/account/picture", None)
            .await
    }

    /// A picture by its id as Base64: from the cache, else from the server.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what is no id; [`Error::NotLoggedIn`], [`Error::Limited`],
    /// [`Error::Store`]; what the server says.
    pub async fn get_picture(&self, args: PictureIdArgs) -> Result<String, Error> {
        let id = checked_id(&args.id)?.to_owned();
        self.permitted()?;
        let key = id.clone();
        let kept = self
            .blocking(move |inner| Ok(inner.cache.read(|c| picture::find(c, &key))?))
            .await?;
        let bytes = match kept {
            Some(bytes) => bytes,
            None => {
                let path = format!("v1/pictures/{id}");
                let fetched = self.fetch_as_member(Method::Get, &path, None).await?;
                fetched.to_vec()
            }
        };
        Ok(STANDARD.encode(bytes))
    }
}

/// A portrait's picture as Base64.
pub(super) fn shown(connection: &Connection, portrait: &str) -> Result<Option<String>, StoreError> {
    Ok(picture::of(connection, portrait)?.map(|bytes| STANDARD.encode(bytes)))
}

/// Those of a company whose portraits are there, its representative first.
pub(super) fn people(connection: &Connection, member: &str) -> Result<Vec<Person>, StoreError> {
    let mut people = Vec::new();
    for id in picture::portraits_of(connection, member)? {
        let portrait = record::entity::<Portrait>(connection, Kind::Portrait, &id)?;
        if let Some(portrait) = portrait {
            people.push(Person {
                picture: shown(connection, &id)?,
                representative: id == member,
                name: portrait.name,
            });
        }
    }
    people.sort_by(|a, b| (!a.representative, &a.name).cmp(&(!b.representative, &b.name)));
    Ok(people)
}

/// Staff with their pictures.
pub(super) fn with_picture(
    connection: &Connection,
    id: &str,
    staff: Staff,
) -> Result<StaffRow, StoreError> {
    Ok(StaffRow {
        picture: shown(connection, id)?,
        staff,
    })
}
