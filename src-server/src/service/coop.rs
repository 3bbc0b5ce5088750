//! What everybody may know, logged in or not.

use std::net::IpAddr;
use std::sync::{Arc, PoisonError};

use handbook_wire::ErrorCode;
use handbook_wire::coop::{Coop, DocumentText};
use handbook_wire::entity::{CompanyName as Name, Kind, Member, Phone};
use handbook_wire::sign_up::{CompanyName, CompanyNames, CompanyQuery};
use unicode_normalization::UnicodeNormalization;

use super::rate::What;
use super::{Failure, Service, document};
use crate::storage::{Stamp, StorageError, StorageTxn};

/// The fewest characters that are searched for.
const SHORTEST: usize = 2;
/// The most characters of a search.
const LONGEST: usize = 50;
/// The most companies that a search finds.
const MOST: usize = 20;

/// The companies that can be chosen, as of a shared revision.
pub(super) struct Companies {
    stamp: Stamp,
    companies: Vec<Company>,
}

struct Company {
    id: String,
    name: String,
    folded: String,
}

impl Service {
    /// What everybody may know of the co-op.
    #[must_use]
    pub fn coop(&self) -> Coop {
        let facts = &self.config.coop;
        Coop {
            name: self.config.name.clone(),
            phone: facts.phone.clone().map(|number| Phone {
                number,
                ..Phone::default()
            }),
            address: facts.address.clone(),
            homepage: facts.homepage.clone(),
            joining: facts.joining.clone(),
            agencies: (self.config.identity.as_ref())
                .map_or_else(Vec::new, |identity| identity.agencies.clone()),
            socials: self.config.socials.iter().map(|one| one.provider).collect(),
            email: self.config.mail.is_some(),
            tiles: self.config.tiles.clone(),
            documents: document::list(),
        }
    }

    /// A text that is agreed to.
    ///
    /// # Errors
    /// `not_found`.
    pub fn document(&self, id: &str) -> Result<DocumentText, Failure> {
        document::find(id, &self.config).ok_or_else(|| ErrorCode::NotFound.into())
    }

    /// Companies of the co-op whose name contains the text, those that begin with it first.
    ///
    /// # Errors
    /// `invalid_input` for fewer than two characters, `throttled`.
    pub fn find_companies(
        &self,
        query: &CompanyQuery,
        address: IpAddr,
    ) -> Result<CompanyNames, Failure> {
        let now = self.clock.now();
        self.rates.admit(What::Search, address, now)?;
        let wanted = fold(&query.name);
        if !(SHORTEST..=LONGEST).contains(&wanted.chars().count()) {
            return Err(ErrorCode::InvalidInput.into());
        }
        let companies = self.companies()?;
        let mut found: Vec<&Company> = companies
            .companies
            .iter()
            .filter(|company| company.folded.contains(&wanted))
            .collect();
        found.sort_by_key(|company| {
            let proper = fold(Name::parse(&company.name).proper);
            (!proper.starts_with(&wanted), &company.name)
        });
        Ok(CompanyNames {
            companies: found
                .into_iter()
                .take(MOST)
                .map(|company| CompanyName {
                    id: company.id.clone(),
                    name: company.name.clone(),
                })
                .collect(),
        })
    }

    fn companies(&self) -> Result<Arc<Companies>, Failure> {
        let head = self.storage.head()?.shared;
        let kept = self
            .companies
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .clone();
        if let Some(kept) = kept.filter(|kept| kept.stamp == head) {
            return Ok(kept);
        }
        let made = self.storage.reading(|txn| {
            let stamp = txn.head()?.shared;
            let companies = txn
                .entities(Kind::Member)?
                .into_iter()
                .filter(|record| !record.deleted)
                .filter_map(|record| {
                    let member: Member = serde_json::from_str(&record.payload).ok()?;
                    member.status.is_current().then(|| Company {
                        id: record.id,
                        folded: fold(&member.name),
                        name: member.name,
                    })
                })
                .collect();
            Ok::<_, Failure>(Arc::new(Companies { stamp, companies }))
        })?;
        *self
            .companies
            .lock()
            .unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&made));
        Ok(made)
    }
}

/// 회사명 of a company that still belongs to the co-op.
pub(super) fn current_company<T: StorageTxn + ?Sized>(
    txn: &T,
    id: &str,
) -> Result<Option<String>, StorageError> {
    let record = txn
        .entity(Kind::Member, id)?
        .filter(|record| !record.deleted);
    Ok(record
        .and_then(|record| serde_json::from_str::<Member>(&record.payload).ok())
        .filter(|member| member.status.is_current())
        .map(|member| member.name))
}

/// `text` as names are compared: composed, without spaces, in lower case.
fn fold(text: &str) -> String {
    text.nfkc()
        .filter(|c| !c.is_whitespace())
        .flat_map(char::to_lowercase)
        .collect()
}
