use std::collections::BTreeMap;

use handbook_wire::entity::{Kind, PostMark, Targets};
use handbook_wire::post::{
    CompanyReaders, MOST_LISTED, PostEntry, PostHistory, PostList, PostReach, PostReaders,
    PostVersion,
};

use super::reach::People;
use super::{PostError, draft, entry};
use crate::service::console::audit::{Action, Deed};
use crate::service::sign_up::require_staff;
use crate::service::{Caller, Failure, Service};
use crate::storage::{StorageError, StorageTxn};

impl Service {
    /// The posts that staff changed last, without their bodies.
    ///
    /// # Errors
    /// `forbidden` for anybody but staff; so for every method here.
    pub fn list_posts(&self, caller: &Caller) -> Result<PostList, Failure> {
        require_staff(caller)?;
        let posts = self.storage.reading(|txn| txn.posts(MOST_LISTED))?;
        let mut list = PostList::default();
        for post in posts {
            let mut entry = entry(post)?;
            entry.draft.body.clear();
            list.posts.push(entry);
        }
        Ok(list)
    }

    /// One post.
    ///
    /// # Errors
    /// `not_found`.
    pub fn find_post(&self, caller: &Caller, id: &str) -> Result<PostEntry, Failure> {
        require_staff(caller)?;
        let post = self.storage.reading(|txn| txn.post(id))?;
        Ok(entry(post.ok_or(PostError::Unknown)?)?)
    }

    /// What a post was.
    ///
    /// # Errors
    /// `not_found`.
    pub fn post_history(&self, caller: &Caller, id: &str) -> Result<PostHistory, Failure> {
        require_staff(caller)?;
        let versions = self.storage.reading(|txn| {
            txn.post(id)?.ok_or(PostError::Unknown)?;
            Ok::<_, PostError>(txn.post_versions(id)?)
        })?;
        let versions = versions.into_iter().map(|one| {
            Ok::<_, StorageError>(PostVersion {
                draft: draft(&one.draft)?,
                version: one.version,
                at: one.at,
                by: one.by,
                state: one.state,
            })
        });
        Ok(PostHistory {
            versions: versions.collect::<Result<_, _>>()?,
        })
    }

    /// Whom targets reach now.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn post_reach(&self, caller: &Caller, targets: &Targets) -> Result<PostReach, Failure> {
        require_staff(caller)?;
        let people = self.storage.reading(|txn| People::load(txn))?;
        let mut companies: Vec<&str> = people.reached(targets).map(|(_, member)| member).collect();
        let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
        let people = count(companies.len());
        companies.sort_unstable();
        companies.dedup();
        Ok(PostReach {
            companies: count(companies.len()),
            people,
        })
    }

    /// Who of those whom a post reaches has read it, by company.
    ///
    /// # Errors
    /// `not_found`.
    pub fn post_readers(&self, caller: &Caller, id: &str) -> Result<PostReaders, Failure> {
        require_staff(caller)?;
        let (title, readers) = self.readers_of(id)?;
        self.note_in_app(caller, Deed::new(Action::ReadReaders, title))?;
        Ok(readers)
    }

    /// As [`Service::post_readers`], with the post's title.
    pub(in crate::service) fn readers_of(
        &self,
        id: &str,
    ) -> Result<(String, PostReaders), Failure> {
        self.storage.reading(|txn| {
            let post = txn.post(id)?.ok_or(PostError::Unknown)?;
            let written = draft(&post.draft)?;
            let targets = written.targets;
            let people = People::load(txn)?;
            let mut companies: BTreeMap<(&str, &str), CompanyReaders> = BTreeMap::new();
            for (account, member) in people.reached(&targets) {
                let Some((name, branch)) = people.companies.get(member) else {
                    continue;
                };
                let company = companies
                    .entry((name, member))
                    .or_insert_with(|| CompanyReaders {
                        member: member.to_owned(),
                        name: name.clone(),
                        branch: branch.clone(),
                        ..CompanyReaders::default()
                    });
                company.people += 1;
                company.read += u32::from(has_read(txn, &account.id, id)?);
            }
            let companies = companies.into_values().collect();
            let (devices, reminder) = self.reminding(txn, &post)?;
            let readers = PostReaders {
                companies,
                devices,
                reminder,
            };
            Ok((written.title, readers))
        })
    }
}

/// Whether a published post is sent to an account.
pub(in crate::service) fn is_seen<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &str,
    post: &str,
) -> Result<bool, StorageError> {
    let shared = txn.entity(Kind::Post, post)?;
    if shared.is_some_and(|record| !record.deleted) {
        return Ok(true);
    }
    let reader = txn.post_reader(account, post)?;
    Ok(reader.is_some_and(|reader| !reader.deleted))
}

/// Whether an account has opened a post.
pub(in crate::service) fn has_read<T: StorageTxn + ?Sized>(
    txn: &T,
    account: &str,
    post: &str,
) -> Result<bool, StorageError> {
    let Some(mark) = txn.entity(Kind::PostMark, &PostMark::id(account, post))? else {
        return Ok(false);
    };
    let mark: PostMark =
        serde_json::from_str(&mark.payload).map_err(|_| StorageError::Corrupt("post mark"))?;
    Ok(mark.read)
}
