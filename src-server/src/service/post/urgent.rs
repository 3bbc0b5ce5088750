use handbook_wire::post::PostState;

use super::draft;
use super::reach::People;
use super::read::has_read;
use crate::service::Failure;
use crate::storage::StorageTxn;

/// The most posts that are looked through.
const LOOKED_AT: usize = 200;

/// A post of 필독, and how many of those whom it reaches have read it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MustRead {
    /// Its title.
    pub title: String,
    /// When it was published.
    pub at: i64,
    /// Whom it reaches.
    pub people: usize,
    /// Who of them has read it.
    pub read: usize,
}

/// The newest posts of 필독 that stand, at most `most`.
pub(in crate::service) fn must_read(
    txn: &dyn StorageTxn,
    most: usize,
) -> Result<Vec<MustRead>, Failure> {
    let mut found = Vec::new();
    for post in txn.posts(LOOKED_AT)? {
        let draft = draft(&post.draft)?;
        if post.state == PostState::Published && draft.must_read {
            found.push((post.published_at.unwrap_or(post.changed_at), post.id, draft));
        }
    }
    if found.is_empty() {
        return Ok(Vec::new());
    }
    found.sort_by_key(|(at, ..)| std::cmp::Reverse(*at));
    let everybody = People::load(txn)?;
    let mut list = Vec::new();
    for (at, id, draft) in found.into_iter().take(most) {
        let (mut people, mut read) = (0, 0);
        for (account, _) in everybody.reached(&draft.targets) {
            people += 1;
            read += usize::from(has_read(txn, &account.id, &id)?);
        }
        list.push(MustRead {
            title: draft.title,
            at,
            people,
            read,
        });
    }
    Ok(list)
}
