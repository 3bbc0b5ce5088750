use handbook_wire::post::PostState;

use super::draft;
use super::spread::Spread;
use super::write::{next, publish, store};
use crate::service::{Failure, Service};
use crate::storage::{Post, StorageError};

impl Service {
    /// Publishes and ends what is due.
    pub(in crate::service) fn keep_posts(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let due = self.storage.reading(|txn| txn.posts_due(now))?;
        for post in due {
            let done = self.storage.writing(|txn| {
                // Staff may have been first.
                let Some(post) = txn.post(&post.id)?.filter(|post| is_due(post, now)) else {
                    return Ok(None);
                };
                let after = happen(post, now)?;
                Ok::<_, StorageError>(Some(store(txn, &after, true, now)?))
            })?;
            self.spreads(done.unwrap_or(Spread::default()));
        }
        Ok(())
    }
}

fn is_due(post: &Post, now: i64) -> bool {
    post.due.is_some_and(|due| due <= now)
}

/// What the time makes of a post that is due.
fn happen(post: Post, now: i64) -> Result<Post, StorageError> {
    let due = post.due.unwrap_or(now);
    let mut after = next(post, "", now);
    if after.state == PostState::Scheduled {
        let written = draft(&after.draft)?;
        publish(&mut after, written, due, None)?;
    }
    if after.state != PostState::Published || is_due(&after, now) {
        after.state = PostState::Ended;
        after.due = None;
        after.sent = None;
    }
    Ok(after)
}
