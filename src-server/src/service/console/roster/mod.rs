//! 명부 at the office: companies looked for, looked at and changed, rosters taken over and back, and
//! companies taken along; all of it in the audit log.

mod apply;
mod company;
mod export;
mod officer;
mod pack;
mod plan;
mod staff;
mod upload;

pub use apply::ApplyError;
pub use company::{CompanyView, Edit, Person};
pub use export::{Export, ExportRow};
pub use officer::OfficerView;
pub use plan::{Plan, PlanItem};
pub use staff::StaffView;
pub use upload::{Gist, Received, Stage, UploadError};

use std::sync::{Arc, PoisonError};

use handbook_text::Query;
use handbook_text::scan::{Line, Search};
use handbook_wire::auth::Role;
use handbook_wire::entity::{CompanyName, Kind, Member, MemberStatus};
use handbook_wire::ipc::SearchField;

use super::Visitor;
use super::audit::{Action, Deed};
use super::role::ConsoleRole;
use crate::policy;
use crate::service::{Failure, Service, canonical};
use crate::storage::{Stamp, StorageError};

/// The companies as the office looks for them, as of a shared revision.
pub struct Directory {
    stamp: Stamp,
    /// By name.
    pub(in crate::service::console) entries: Vec<Entry>,
}

/// A company in a list.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Record id.
    pub id: String,
    /// What staff may see of it.
    pub member: Member,
    line: Line,
}

/// Which companies.
#[derive(Debug, Clone, Default)]
pub struct Ask {
    /// What was typed.
    pub text: String,
    /// 지회; empty for any.
    pub branch: String,
    /// 상태; none for any.
    pub status: Option<MemberStatus>,
}

impl Ask {
    /// As people read it in the audit log.
    fn phrase(&self) -> String {
        let mut parts = Vec::new();
        if !self.text.trim().is_empty() {
            parts.push(format!("‘{}’", self.text.trim()));
        }
        if !self.branch.is_empty() {
            parts.push(format!("지회 {}", self.branch));
        }
        if let Some(status) = self.status {
            parts.push(crate::service::field::status_title(status).to_owned());
        }
        match parts.is_empty() {
            true => "모두".to_owned(),
            false => parts.join(" · "),
        }
    }
}

/// A page of companies.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// How many there are.
    pub count: usize,
    /// Those of this page.
    pub entries: Vec<Entry>,
    /// Every 지회 that there is.
    pub branches: Vec<String>,
}

impl Visitor {
    /// Whether numbers may be shown to the visitor, and companies changed.
    #[must_use]
    pub fn keeps_roster(&self) -> bool {
        self.roles
            .has_any(&[ConsoleRole::Admin, ConsoleRole::Roster])
    }
}

impl Directory {
    pub(in crate::service::console) fn branches(&self) -> Vec<String> {
        let branches = self.entries.iter();
        let mut branches: Vec<String> = branches
            .filter_map(|entry| entry.member.branch.clone())
            .collect();
        branches.sort();
        branches.dedup();
        branches
    }

    /// Those that are asked for; with a text the best first. Who may not see numbers doesn't find by them.
    fn find(&self, ask: &Ask, sees_numbers: bool) -> Vec<&Entry> {
        let fits = |entry: &&Entry| {
            let branch = entry.member.branch.as_deref().unwrap_or_default();
            (ask.branch.is_empty() || branch == ask.branch)
                && ask
                    .status
                    .is_none_or(|status| entry.member.status == status)
        };
        let among = self.entries.iter().filter(fits);
        let query = Query::new(&ask.text);
        if query.is_empty() {
            return among.collect();
        }
        let may_see = |field| {
            use SearchField as F;
            sees_numbers || !matches!(field, F::Phone | F::Mobile | F::Fax)
        };
        let search = |query: &Query| {
            let search = Search::new(query);
            let found = self.entries.iter().filter(fits);
            let mut found: Vec<_> = found
                .filter_map(|entry| Some((search.find(&entry.line, may_see)?, entry)))
                .collect();
            found.sort_by_key(|(key, _)| *key);
            found
                .into_iter()
                .map(|(_, entry)| entry)
                .collect::<Vec<_>>()
        };
        let found = search(&query);
        match Query::on_other_layout(&ask.text) {
            Some(other) if found.is_empty() => search(&other),
            _ => found,
        }
    }
}

impl Service {
    /// A page of the companies that are asked for, `limit` after the first `skip`.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn list_companies_for(
        &self,
        visitor: &Visitor,
        ask: &Ask,
        (skip, limit): (usize, usize),
    ) -> Result<Listing, Failure> {
        let directory = self.directory()?;
        let found = directory.find(ask, visitor.keeps_roster());
        let listing = Listing {
            count: found.len(),
            branches: directory.branches(),
            entries: found.into_iter().skip(skip).take(limit).cloned().collect(),
        };
        let count = format!("{}곳", listing.entries.len());
        let deed = Deed::new(Action::ListCompanies, count).with(ask.phrase());
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(listing)
    }

    pub(in crate::service::console) fn directory(&self) -> Result<Arc<Directory>, Failure> {
        let head = self.storage.head()?.shared;
        let lock = || {
            self.directory
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
        };
        if let Some(kept) = lock().clone().filter(|kept| kept.stamp == head) {
            return Ok(kept);
        }
        let made = self.storage.reading(|txn| {
            let stamp = txn.head()?.shared;
            let mut entries = Vec::new();
            txn.each_shared(&[Kind::Member], &mut |record| {
                entries.push(entry(record.id, &record.payload)?);
                Ok(())
            })?;
            entries.sort_by_cached_key(|entry: &Entry| {
                let proper = CompanyName::parse(&entry.member.name).proper.to_owned();
                (proper, entry.member.number.clone(), entry.id.clone())
            });
            Ok::<_, StorageError>(Arc::new(Directory { stamp, entries }))
        })?;
        *lock() = Some(Arc::clone(&made));
        Ok(made)
    }
}

fn entry(id: String, payload: &str) -> Result<Entry, StorageError> {
    let seen = policy::project(Role::Staff, Kind::Member, canonical::map(payload)?);
    let seen = canonical::text(&seen.unwrap_or_default())?;
    Ok(Entry {
        id,
        line: Line::read(&seen),
        member: serde_json::from_str(&seen).map_err(|_| StorageError::Corrupt("payload"))?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hundred_thousand_companies_are_looked_through_at_once() {
        let entries = (0..100_000).map(|n| {
            let payload = format!(
                "{{\"name\":\"(주)한빛전기{n}\",\"representatives\":[\"홍길동{n}\"],\
                 \"phone\":{{\"number\":\"0315{n:06}\"}},\"address\":\"경기도 화성시 반송동 {n}\",\
                 \"branch\":\"경기\",\"status\":\"active\"}}"
            );
            entry(n.to_string(), &payload).unwrap()
        });
        let directory = Directory {
            stamp: Stamp::default(),
            entries: entries.collect(),
        };
        for (text, count) in [
            ("ㅎㅂㅈㄱ 99999", 1),
            ("화성 홍길동77777", 1),
            ("gksqlc", 100_000),
        ] {
            let ask = Ask {
                text: text.to_owned(),
                ..Ask::default()
            };
            assert_eq!(directory.find(&ask, true).len(), count, "{text}");
        }
        let number = Ask {
            text: "0315099999".to_owned(),
            ..Ask::default()
        };
        assert_eq!(directory.find(&number, true).len(), 1);
        assert!(directory.find(&number, false).is_empty());
    }
}
