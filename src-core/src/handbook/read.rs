//! Questions that the cache answers, whatever the connection is.

use std::collections::HashMap;
use std::sync::Arc;

use handbook_wire::auth::Account;
use handbook_wire::entity::{Kind, Member, MemberStatus, Note, Officer, Staff};
use handbook_wire::ipc::{
    Contact, ContactSource, MAX_VCARD, MemberCard, MemberRow, SearchArgs, SearchField, SearchHit,
    SearchReply, StaffRow,
};
use rusqlite::Connection;

use super::account::qr;
use super::{Handbook, Inner, browse, picture, recent};
use crate::Error;
use crate::cache::View;
use crate::contact::{self, ContactFile};
use crate::search::{Query, Scope, highlight};
use crate::store::{StoreError, outbox, record};
use crate::vcard;

/// The most hits of one answer.
pub(super) const MAX_HITS: usize = 200;
/// Products in a row of a list.
const ROW_PRODUCTS: usize = 2;

impl Handbook {
    /// Who asks, if somebody is logged in and may see members' data.
    pub(super) fn permitted(&self) -> Result<Account, Error> {
        let session = self.0.sessions.current().ok_or(Error::NotLoggedIn)?;
        if session.steps.is_empty() {
            Ok(session.account)
        } else {
            Err(Error::Limited)
        }
    }

    /// Runs `work` on a blocking thread.
    pub(super) async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Inner) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let inner = self.0.clone();
        tokio::task::spawn_blocking(move || work(&inner))
            .await
            .map_err(|_| Error::Interrupted)?
    }

    /// What is in memory, for somebody who may see it.
    pub(super) async fn view(&self) -> Result<Arc<View>, Error> {
        self.permitted()?;
        if !self.0.cache.is_open() {
            return Err(Error::NotLoggedIn);
        }
        Ok(self.0.cache.loaded_view().await)
    }

    /// The member's favourites in the directory's order.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for every question here.
    pub async fn list_favourites(&self) -> Result<Vec<MemberRow>, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            let favourites = view.notes.iter().filter(|(_, note)| note.favourite);
            let ids = favourites.map(|(id, _)| id.as_str());
            let ids = view.index.sorted(ids).into_iter().take(MAX_HITS);
            let ids: Vec<&str> = ids.collect();
            Ok(inner.cache.read(|connection| {
                let rows = ids.iter();
                rows.filter_map(|id| row(connection, &view.notes, id).transpose())
                    .collect()
            })?)
        })
        .await
    }

    /// One company with the member's own note.
    ///
    /// # Errors
    /// [`Error::NotFound`], and as [`Handbook::list_members`].
    pub async fn get_member(&self, id: String) -> Result<MemberCard, Error> {
        let account = self.permitted()?;
        let view = self.view().await?;
        self.blocking(move |inner| {
            let card = inner.cache.read(|connection| {
                let Some(member) = record::entity::<Member>(connection, Kind::Member, &id)? else {
                    return Ok(None);
                };
                let note_id = Note::id(&account.id, &id);
                let mut offices = officers(connection)?;
                offices.retain(|office| office.member.as_ref() == Some(&id));
                let empty = || Note {
                    member: id.clone(),
                    ..Note::default()
                };
                Ok(Some(MemberCard {
                    id: id.clone(),
                    member,
                    note: view.notes.get(&id).cloned().unwrap_or_else(empty),
                    note_pending: outbox::is_pending(connection, Kind::Note.as_str(), &note_id)?,
                    people: picture::people(connection, &id)?,
                    offices,
                }))
            })?;
            card.ok_or(Error::NotFound)
        })
        .await
    }

    /// One company as a contact that other phones can save.
    ///
    /// # Errors
    /// [`Error::NotFound`], and as [`Handbook::list_favourites`].
    pub async fn get_contact(&self, id: String) -> Result<Contact, Error> {
        self.view().await?;
        let member = self.member(id).await?;
        self.blocking(move |_| {
            let vcard = vcard::write(&member);
            Ok(Contact {
                qr: qr(&vcard).ok(),
                vcard,
                text: contact::text(&member),
            })
        })
        .await
    }

    /// A contact as a file for other apps.
    ///
    /// # Errors
    /// [`Error::NotFound`] for a company that is not there; [`Error::TooLarge`] and
    /// [`Error::Invalid`] for what is no vCard; and as [`Handbook::list_favourites`].
    pub async fn contact_file(&self, source: ContactSource) -> Result<ContactFile, Error> {
        match source {
            ContactSource::Member(id) => {
                self.view().await?;
                Ok(ContactFile::of(&self.member(id).await?))
            }
            ContactSource::Vcard(text) if text.len() > MAX_VCARD => Err(Error::TooLarge),
            ContactSource::Vcard(text) => ContactFile::from_elsewhere(&text).ok_or(Error::Invalid),
        }
    }

    /// A contact in lines that a person reads.
    ///
    /// # Errors
    /// As [`Handbook::contact_file`].
    pub async fn contact_text(&self, source: ContactSource) -> Result<String, Error> {
        match source {
            ContactSource::Member(id) => Ok(self.get_contact(id).await?.text),
            source => Ok(self.contact_file(source).await?.vcard),
        }
    }

    async fn member(&self, id: String) -> Result<Member, Error> {
        self.blocking(move |inner| {
            let member = inner
                .cache
                .read(|connection| record::entity::<Member>(connection, Kind::Member, &id))?;
            member.ok_or(Error::NotFound)
        })
        .await
    }

    /// Everything found by one search box, best first. What finds nothing is read once more as
    /// keys of the other layout.
    ///
    /// # Errors
    /// As [`Handbook::list_favourites`].
    pub async fn search(&self, args: SearchArgs) -> Result<SearchReply, Error> {
        let view = self.view().await?;
        self.blocking(move |inner| {
            let limit = usize::try_from(args.limit)
                .unwrap_or(usize::MAX)
                .min(MAX_HITS);
            let (among, likings) = inner.cache.read(|connection| {
                let among = browse::among(connection, &view, &args.filter)?;
                Ok::<_, StoreError>((among, recent::likings(connection, &view)?))
            })?;
            let scope = Scope {
                among: among.as_ref(),
                likings: &likings,
            };
            let search = |query: &Query| view.index.search_among(query, limit, scope);
            let mut query = Query::new(&args.text);
            let mut found = search(&query);
            if found.total == 0
                && let Some(other) = Query::on_other_layout(&args.text)
            {
                found = search(&other);
                query = other;
            }
            let mut alike = false;
            if found.total == 0 {
                query = Query::new(&args.text);
                found = view.index.search_with_slip(&query, limit, scope);
                alike = found.total > 0;
            }
            let hits = inner.cache.read(|connection| {
                let hits = found.hits.iter();
                hits.filter_map(|hit| {
                    search_hit(connection, &view.notes, &query, &hit.id, &hit.fields).transpose()
                })
                .collect()
            })?;
            Ok(SearchReply {
                total: found.total as u64,
                alike,
                hits,
            })
        })
        .await
    }

    /// 조합직원 in the roster's order.
    ///
    /// # Errors
    /// As [`Handbook::list_favourites`].
    pub async fn list_staff(&self) -> Result<Vec<StaffRow>, Error> {
        self.permitted()?;
        self.blocking(|inner| {
            Ok(inner.cache.read(|connection| {
                let mut all: Vec<(String, Staff)> = record::all(connection, Kind::Staff)?;
                all.sort_by(|a, b| (a.1.rank, &a.0).cmp(&(b.1.rank, &b.0)));
                let rows = all.into_iter();
                rows.map(|(id, staff)| picture::with_picture(connection, &id, staff))
                    .collect()
            })?)
        })
        .await
    }

    /// 임원 of every term, newest first, each term in the roster's order.
    ///
    /// # Errors
    /// As [`Handbook::list_favourites`].
    pub async fn list_officers(&self) -> Result<Vec<Officer>, Error> {
        self.permitted()?;
        self.blocking(|inner| Ok(inner.cache.read(officers)?)).await
    }
}

pub(super) fn officers(connection: &Connection) -> Result<Vec<Officer>, StoreError> {
    let mut all: Vec<(String, Officer)> = record::all(connection, Kind::Officer)?;
    all.sort_by(|(a_id, a), (b_id, b)| {
        b.term
            .cmp(&a.term)
            .then((a.rank, a_id).cmp(&(b.rank, b_id)))
    });
    Ok(all.into_iter().map(|(_, officer)| officer).collect())
}

pub(super) fn row(
    connection: &Connection,
    notes: &HashMap<String, Note>,
    id: &str,
) -> Result<Option<MemberRow>, StoreError> {
    let member = record::entity::<Member>(connection, Kind::Member, id)?;
    Ok(member.map(|member| to_row(id, &member, notes)))
}

pub(super) fn to_row(id: &str, member: &Member, notes: &HashMap<String, Note>) -> MemberRow {
    let call = member
        .phone
        .as_ref()
        .or(member.mobile.as_ref())
        .map(|phone| phone.number.clone());
    MemberRow {
        id: id.to_owned(),
        name: member.name.clone(),
        representatives: member.representatives.join("·"),
        branch: member.branch.clone().unwrap_or_default(),
        products: member.products.iter().take(ROW_PRODUCTS).cloned().collect(),
        call: call.filter(|number| !number.is_empty()),
        suspended: member.status == MemberStatus::Suspended,
        favourite: notes.get(id).is_some_and(|note| note.favourite),
        away: None,
    }
}

fn search_hit(
    connection: &Connection,
    notes: &HashMap<String, Note>,
    query: &Query,
    id: &str,
    fields: &[SearchField],
) -> Result<Option<SearchHit>, StoreError> {
    let Some(member) = record::entity::<Member>(connection, Kind::Member, id)? else {
        return Ok(None);
    };
    let memo = notes.get(id).map_or("", |note| &note.memo);
    let why = fields.iter().find(|field| **field != SearchField::Name);
    Ok(Some(SearchHit {
        row: to_row(id, &member, notes),
        name_marks: if fields.contains(&SearchField::Name) {
            highlight::name_marks(query, &member.name)
        } else {
            Vec::new()
        },
        why: why.and_then(|field| highlight::matched(query, *field, &member, memo)),
    }))
}
