//! Brings the feed up to what a post is now, and to whom it is for now.

use std::collections::BTreeSet;

use handbook_wire::entity::Kind;

use super::draft;
use super::reach::{self, People};
use crate::policy;
use crate::storage::{
    Account, Change, Entity, Post, PostReader, StorageError, StorageTxn, StorageWrite,
};

/// What a change of a post did to the feed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spread {
    /// A post that everybody saw is seen by fewer now.
    pub(super) narrowed: bool,
}

/// Brings the feed up to `post`, which is stored by now. `changed`: readers who have it must get it anew.
pub(super) fn spread(
    txn: &mut dyn StorageWrite,
    post: &Post,
    changed: bool,
    now: i64,
) -> Result<Spread, StorageError> {
    let shared = txn
        .entity(Kind::Post, &post.id)?
        .filter(|record| !record.deleted);
    let for_all = post.sent.as_ref().filter(|_| !post.targeted);
    let moves_shared = match (&shared, for_all) {
        (None, None) => false,
        (Some(record), Some(sent)) => record.payload != *sent,
        _ => true,
    };
    let wanted: BTreeSet<String> = match post.targeted && post.sent.is_some() {
        true => {
            let targets = draft(&post.draft)?.targets;
            let people = People::load(txn)?.people;
            let reached = people
                .into_iter()
                .filter(|(_, facts)| policy::is_for(facts, &targets));
            reached.map(|(account, _)| account.id).collect()
        }
        false => BTreeSet::new(),
    };
    let moved = moves(&post.id, &txn.post_readers(&post.id)?, wanted, changed);
    if !moves_shared && moved.is_empty() {
        return Ok(Spread::default());
    }
    let change = match moves_shared {
        true => Change::Shared,
        false => Change::Private,
    };
    let revision = txn.advance(change, now)?.revision;
    if moves_shared {
        txn.put_entity(&Entity {
            kind: Kind::Post,
            id: post.id.clone(),
            owner: None,
            revision,
            deleted: for_all.is_none(),
            payload: for_all.cloned().unwrap_or_else(|| "{}".to_owned()),
        })?;
    }
    for reader in moved {
        txn.put_post_reader(&PostReader { revision, ..reader })?;
    }
    Ok(Spread {
        narrowed: shared.is_some() && for_all.is_none(),
    })
}

/// The rows that have to change so that those in `wanted` and nobody else have the post.
fn moves(
    post: &str,
    there: &[PostReader],
    mut wanted: BTreeSet<String>,
    changed: bool,
) -> Vec<PostReader> {
    let mut moved = Vec::new();
    for reader in there {
        let stays = wanted.remove(&reader.account);
        if stays == reader.deleted || stays && changed {
            moved.push(PostReader {
                deleted: !stays,
                ..reader.clone()
            });
        }
    }
    moved.extend(wanted.into_iter().map(|account| PostReader {
        account,
        post: post.to_owned(),
        revision: 0,
        deleted: false,
    }));
    moved
}

/// Whose facts may have changed.
#[derive(Clone, Copy)]
pub(in crate::service) enum Whose<'a> {
    /// Anybody's: the roster has changed.
    All,
    /// This account's.
    Account(&'a Account),
}

/// Brings targeted posts to whom they are for now, after accounts or the roster have changed. `moved` names
/// the revision that this transaction has moved to, if it has; the answer is the same, as it is by then.
pub(in crate::service) fn follow(
    txn: &mut dyn StorageWrite,
    whose: Whose<'_>,
    mut moved: Option<u64>,
    now: i64,
) -> Result<Option<u64>, StorageError> {
    let posts = txn.targeted_posts()?;
    if posts.is_empty() {
        return Ok(moved);
    }
    let people: Vec<_> = match whose {
        Whose::All => {
            let people = People::load(txn)?.people.into_iter();
            people.map(|(account, facts)| (account.id, facts)).collect()
        }
        Whose::Account(account) => {
            vec![(account.id.clone(), reach::of_account(txn, account)?)]
        }
    };
    for post in posts {
        let targets = draft(&post.draft)?.targets;
        let there = match whose {
            Whose::All => txn.post_readers(&post.id)?,
            Whose::Account(account) => (txn.post_reader(&account.id, &post.id)?)
                .into_iter()
                .collect(),
        };
        let reached = people
            .iter()
            .filter(|(_, facts)| policy::is_for(facts, &targets));
        let wanted = reached.map(|(account, _)| account.clone()).collect();
        for reader in moves(&post.id, &there, wanted, false) {
            let revision = match moved {
                Some(revision) => revision,
                None => txn.advance(Change::Private, now)?.revision,
            };
            moved = Some(revision);
            txn.put_post_reader(&PostReader { revision, ..reader })?;
        }
    }
    Ok(moved)
}

/// What stands for an account in the place of a record of its feed: a post that it must drop as one of
/// its two ways may still be there by the other.
pub(in crate::service) fn stands(
    txn: &dyn StorageTxn,
    account: &str,
    record: Entity,
) -> Result<Entity, StorageError> {
    if record.kind != Kind::Post || !record.deleted {
        return Ok(record);
    }
    if record.owner.is_some() {
        let shared = txn.entity(Kind::Post, &record.id)?;
        return Ok(shared.filter(|other| !other.deleted).unwrap_or(record));
    }
    let reader = txn.post_reader(account, &record.id)?;
    let Some(reader) = reader.filter(|reader| !reader.deleted) else {
        return Ok(record);
    };
    Ok(match txn.post(&record.id)?.and_then(|post| post.sent) {
        Some(payload) => Entity {
            owner: Some(account.to_owned()),
            revision: reader.revision,
            deleted: false,
            payload,
            ..record
        },
        None => record,
    })
}
