use std::sync::{Arc, PoisonError};

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::batch::{FORMAT, Header, Writer};
use handbook_wire::entity::Kind;
use handbook_wire::sync::{PullRequest, Snapshot};
use serde_json::{Map, Value};

use super::console::audit::{Action, Deed};
use super::cursor::Cursor;
use super::{Caller, Failure, Service, canonical, company, post};
use crate::policy::{self, View};
use crate::storage::{Entity, Scope, Stamp, StorageError, StorageTxn};

/// The most records of a page.
pub(super) const PAGE: usize = 1000;
/// The most kinds that an app may name.
const KINDS: usize = 64;
/// zstd's level for pages: they are small, and a phone waits for every byte.
const LEVEL: i32 = 6;
/// The most accounts whose newest private revision is remembered.
const OWN_HEADS: usize = 20_000;

/// Answer to a pull.
pub enum Pulled {
    /// Nothing has changed.
    UpToDate,
    /// Changes, as a compressed batch.
    Batch(Vec<u8>),
    /// Everything is to be taken anew.
    Snapshot(Snapshot),
}

impl Service {
    /// What has changed for the caller since the request's cursor.
    ///
    /// # Errors
    /// `invalid_input`; [`Failure`] of the storage. A cursor that can't be continued from is none:
    /// it leads to a snapshot.
    pub async fn pull(
        self: &Arc<Self>,
        caller: Caller,
        request: PullRequest,
    ) -> Result<Pulled, Failure> {
        if request.kinds.len() > KINDS {
            return Err(ErrorCode::InvalidInput.into());
        }
        let view = View::new(caller.role, &request.kinds);
        let hash = view.hash();
        let cursor = request
            .cursor
            .and_then(|cursor| Cursor::decode(&cursor.0))
            .filter(|cursor| cursor.server == self.server && cursor.view == hash);
        if let Some(cursor) = cursor {
            let view = view.clone();
            let account = caller.account.clone();
            let pulled = self
                .run(move |service| service.since(&account, &view, cursor))
                .await?;
            if let Some(pulled) = pulled {
                return Ok(pulled);
            }
        }
        let made = self.snapshot(&view).await?;
        if caller.role == Role::Staff {
            let deed = Deed::new(Action::TakeRoster, "명부 전체");
            self.run(move |service| service.note_in_app(&caller, deed))
                .await?;
        }
        Ok(Pulled::Snapshot(made.describe()))
    }

    /// None when the cursor can't be continued from.
    fn since(&self, account: &str, view: &View, cursor: Cursor) -> Result<Option<Pulled>, Failure> {
        if self.is_up_to_date(account, view, &cursor)? {
            return Ok(Some(Pulled::UpToDate));
        }
        self.storage.reading(|txn| {
            if !continues(txn, account, &cursor)? {
                return Ok(None);
            }
            self.page(txn, account, view, cursor).map(Some)
        })
    }

    /// Two comparisons, as long as nobody has written since the caller's last pull.
    fn is_up_to_date(&self, account: &str, view: &View, cursor: &Cursor) -> Result<bool, Failure> {
        let head = self.storage.head()?;
        if cursor.shared != head.shared.revision
            || cursor.shared_place.is_some()
            || cursor.own_place.is_some()
        {
            return Ok(false);
        }
        let (own, company) = if view.own().is_empty() {
            (Stamp::default(), 0)
        } else {
            self.own_head(account, head.newest)?
        };
        if has_own_company(view) && company > cursor.own {
            return Ok(false);
        }
        let newest = cursor.newest();
        let tag = if newest == head.shared.revision {
            head.shared.tag
        } else if newest == own.revision {
            own.tag
        } else {
            return Ok(false);
        };
        Ok(own.revision <= cursor.own && tag == cursor.tag)
    }

    /// The account's newest private revision and that of its company, remembered as long as nothing
    /// at all has changed.
    fn own_head(&self, account: &str, newest: Stamp) -> Result<(Stamp, u64), Failure> {
        let known = self
            .own_heads
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(account)
            .filter(|(as_of, ..)| *as_of == newest)
            .map(|(_, own, company)| (*own, *company));
        if let Some(own) = known {
            return Ok(own);
        }
        let (as_of, own, company) = self.storage.reading(|txn| {
            let company = company::own(txn, account)?.map_or(0, |record| record.revision);
            Ok::<_, StorageError>((txn.head()?.newest, txn.own_head(account)?, company))
        })?;
        let mut heads = self
            .own_heads
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        if heads.len() >= OWN_HEADS {
            heads.clear();
        }
        heads.insert(account.to_owned(), (as_of, own, company));
        Ok((own, company))
    }

    fn page(
        &self,
        txn: &dyn StorageTxn,
        account: &str,
        view: &View,
        mut cursor: Cursor,
    ) -> Result<Pulled, Failure> {
        let head = txn.head()?.shared;
        let own_head = txn.own_head(account)?;
        let mut records = txn.changes(
            Scope::Shared,
            &view.shared(),
            &cursor.shared_position(),
            PAGE + 1,
        )?;
        let mut more = records.len() > PAGE;
        records.truncate(PAGE);
        match records.last() {
            Some(last) if more => {
                cursor.shared = last.revision;
                cursor.shared_place = Some(place(last));
            }
            _ => {
                cursor.shared = head.revision;
                cursor.shared_place = None;
                let left = PAGE - records.len();
                let mut own = txn.changes(
                    Scope::Own(account),
                    &view.own(),
                    &cursor.own_position(),
                    left + 1,
                )?;
                more = own.len() > left;
                own.truncate(left);
                match own.last() {
                    Some(last) if more => {
                        cursor.own = last.revision;
                        cursor.own_place = Some(place(last));
                    }
                    // No room was left for a single one.
                    None if more => {}
                    _ => {
                        if has_own_company(view)
                            && let Some(record) = company::own(txn, account)?
                            && record.revision > cursor.own
                        {
                            own.push(record);
                        }
                        cursor.own = own_head.revision.max(head.revision);
                        cursor.own_place = None;
                    }
                }
                records.append(&mut own);
            }
        }
        cursor.tag = txn.tag(cursor.newest())?.unwrap_or_default();
        records.sort_by(|a, b| a.kind.cmp(&b.kind).then(a.revision.cmp(&b.revision)));
        let header = Header {
            format: FORMAT,
            server: self.server.clone(),
            revision: own_head.revision.max(head.revision),
            cursor: cursor.encode(),
            more,
        };
        let mut page = Writer::new(Vec::new(), &header).map_err(unwritten)?;
        for record in records {
            write(&mut page, view, &post::stands(txn, account, record)?)?;
        }
        let page = page.finish().map_err(unwritten)?;
        // In one piece, since zstd then takes memory for what there is and not for any length.
        let packed = zstd::bulk::compress(&page, LEVEL).map_err(unwritten)?;
        Ok(Pulled::Batch(packed))
    }
}

/// Whether the history that the cursor knows is this database's, and nothing of it is forgotten.
fn continues(txn: &dyn StorageTxn, account: &str, cursor: &Cursor) -> Result<bool, Failure> {
    let newest = cursor.newest();
    let same = match newest {
        0 => cursor.tag == 0,
        _ => txn.tag(newest)? == Some(cursor.tag),
    };
    if !same {
        return Ok(false);
    }
    let horizon = txn.horizon()?;
    let shared_lost = cursor.shared < horizon && cursor.shared != txn.head()?.shared.revision;
    let own_lost =
        cursor.own != 0 && cursor.own < horizon && cursor.own < txn.own_head(account)?.revision;
    Ok(!shared_lost && !own_lost)
}

fn has_own_company(view: &View) -> bool {
    view.private().contains(&Kind::OwnCompany)
}

fn place(entity: &Entity) -> (String, String) {
    (entity.kind.as_str().to_owned(), entity.id.clone())
}

/// Writes what the view may see of a record; what it may not see is gone.
fn write(batch: &mut Writer<Vec<u8>>, view: &View, record: &Entity) -> Result<(), Failure> {
    let kind = record.kind.as_str();
    match seen(view, record)? {
        Some(payload) => batch.put(kind, &record.id, record.revision, payload),
        None => batch.gone(kind, &record.id),
    }
    .map_err(unwritten)
}

/// What the view may see of a record; none of a tombstone.
pub(super) fn seen(view: &View, record: &Entity) -> Result<Option<Map<String, Value>>, Failure> {
    if record.deleted {
        return Ok(None);
    }
    let payload = canonical::map(&record.payload)?;
    Ok(match (record.kind, &record.owner) {
        // It is in the account's own feed since its targets name the account.
        (Kind::Post, Some(_)) => policy::project_own(view.role(), record.kind, payload),
        _ => policy::project(view.role(), record.kind, payload),
    })
}

pub(super) fn unwritten(_: std::io::Error) -> Failure {
    Failure::Internal("a batch can't be written")
}
