use handbook_wire::ErrorCode;
use handbook_wire::post::{PostDraft, PostEntry, PostState, PostWithdrawal, PostWrite};
use handbook_wire::rich;

use super::spread::{Spread, spread};
use super::{PostError, check, draft, entry, record, vote};
use crate::service::console::role::{ConsoleRole, roles};
use crate::service::session::is_key;
use crate::service::sign_up::require_staff;
use crate::service::{Caller, Failure, Service, canonical, file, notification};
use crate::storage::{Account, Post, PostVersion, Storage, StorageError, StorageTxn, StorageWrite};

impl Service {
    /// Writes a post: keeps a draft, publishes or schedules it, or changes what is published. Writing the
    /// same once more changes nothing.
    ///
    /// # Errors
    /// `forbidden`; `conflict` when somebody else has changed it since; [`PostError`].
    pub fn write_post(
        &self,
        caller: &Caller,
        id: &str,
        write: PostWrite,
    ) -> Result<PostEntry, Failure> {
        self.require_author(caller)?;
        Ok(self.write_post_in(&*self.storage, &caller.account, id, write)?)
    }

    /// As [`Service::write_post`], in `storage`, which may note it down, and with the reason in words.
    pub(in crate::service) fn write_post_in(
        &self,
        storage: &dyn Storage,
        account: &str,
        id: &str,
        write: PostWrite,
    ) -> Result<PostEntry, PostError> {
        if !is_key(id) {
            return Err(PostError::Unreadable);
        }
        let now = self.clock.now();
        let (post, done) = storage.writing(|txn| take(txn, account, id, write, now))?;
        self.spreads(done);
        Ok(entry(post)?)
    }

    /// 회수: nobody but staff sees it any more.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `conflict`.
    pub fn withdraw_post(
        &self,
        caller: &Caller,
        id: &str,
        withdrawal: &PostWithdrawal,
    ) -> Result<PostEntry, Failure> {
        self.require_author(caller)?;
        Ok(self.withdraw_post_in(&*self.storage, &caller.account, id, withdrawal)?)
    }

    /// As [`Service::withdraw_post`], in `storage`.
    pub(in crate::service) fn withdraw_post_in(
        &self,
        storage: &dyn Storage,
        account: &str,
        id: &str,
        withdrawal: &PostWithdrawal,
    ) -> Result<PostEntry, PostError> {
        let now = self.clock.now();
        let (post, done) = storage.writing(|txn| {
            let post = txn.post(id)?.ok_or(PostError::Unknown)?;
            let stands = matches!(post.state, PostState::Published | PostState::Scheduled);
            if !stands || post.version != withdrawal.version {
                return Err(PostError::Changed);
            }
            let by = author(txn, account)?.name;
            let after = Post {
                state: PostState::Withdrawn,
                due: None,
                sent: None,
                ..next(post, &by, now)
            };
            let done = store(txn, &after, true, now)?;
            Ok((after, done))
        })?;
        self.spreads(done);
        Ok(entry(post)?)
    }

    /// Forgets a draft that nobody has ever seen.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `conflict` for one that was published.
    pub fn remove_post(&self, caller: &Caller, id: &str) -> Result<(), Failure> {
        self.require_author(caller)?;
        Ok(self.remove_post_in(&*self.storage, id)?)
    }

    /// As [`Service::remove_post`], in `storage`.
    pub(in crate::service) fn remove_post_in(
        &self,
        storage: &dyn Storage,
        id: &str,
    ) -> Result<(), PostError> {
        let now = self.clock.now();
        storage.writing(|txn| {
            let post = txn.post(id)?.ok_or(PostError::Unknown)?;
            if post.state != PostState::Draft || post.published_at.is_some() {
                return Err(PostError::Changed);
            }
            file::list(txn, id, &[], now)?;
            Ok(txn.remove_post(id)?)
        })
    }

    /// Staff who write for the co-op: those with a role for news in the console. Where somebody has no role
    /// there at all, the co-op decides who writes by who is staff.
    ///
    /// # Errors
    /// `forbidden`.
    pub(in crate::service) fn require_author(&self, caller: &Caller) -> Result<(), Failure> {
        require_staff(caller)?;
        let roles = self.storage.reading(|txn| roles(txn, &caller.account))?;
        match roles.is_empty() || roles.has_any(&[ConsoleRole::Admin, ConsoleRole::News]) {
            true => Ok(()),
            false => Err(ErrorCode::Forbidden.into()),
        }
    }

    /// Tells those who listen, and lets nobody take a snapshot with what is not for all any more.
    pub(super) fn spreads(&self, done: Spread) {
        if done.narrowed {
            self.forget_snapshots();
        }
        self.announce();
        self.wake_delivery();
    }
}

fn author<T: StorageTxn + ?Sized>(txn: &T, account: &str) -> Result<Account, PostError> {
    Ok(txn
        .account(account)?
        .ok_or(StorageError::Corrupt("account"))?)
}

fn take(
    txn: &mut dyn StorageWrite,
    caller: &str,
    id: &str,
    write: PostWrite,
    now: i64,
) -> Result<(Post, Spread), PostError> {
    let author = author(txn, caller)?;
    let written = check::tidy(txn, &author, write.draft)?;
    let json = canonical::text(&written)?;
    let there = txn.post(id)?;
    if let Some(post) = &there
        && post.version != write.version
    {
        // The same once more: the answer had been lost.
        let is_done = match write.publish {
            true => matches!(post.state, PostState::Published | PostState::Scheduled),
            false => post.state == PostState::Draft,
        };
        return match post.version == write.version + 1 && post.draft == json && is_done {
            true => Ok((post.clone(), Spread::default())),
            false => Err(PostError::Changed),
        };
    }
    if there.is_none() && write.version != 0 {
        return Err(PostError::Unknown);
    }
    let was = there.as_ref().map(|post| post.state);
    let before = match &there {
        Some(post) => Some(draft(&post.draft)?),
        None => None,
    };
    let has_votes = txn.vote_total(id)? > 0;
    if let Some(before) = &before
        && has_votes
        && !vote::keeps(before.poll.as_ref(), written.poll.as_ref(), now)
    {
        return Err(PostError::Changed);
    }
    let base = there.unwrap_or_else(|| Post {
        id: id.to_owned(),
        state: PostState::Draft,
        version: 0,
        changed_at: now,
        changed_by: String::new(),
        published_at: None,
        edited_at: None,
        due: None,
        targeted: false,
        draft: String::new(),
        sent: None,
    });
    if !write.publish {
        if was == Some(PostState::Published) {
            return Err(PostError::Changed);
        }
        let after = Post {
            state: PostState::Draft,
            due: None,
            sent: None,
            draft: json,
            ..next(base, &author.name, now)
        };
        txn.put_post(&after)?;
        return Ok((after, Spread::default()));
    }
    let edits = was == Some(PostState::Published);
    check::publishable(
        &written,
        before.as_ref().filter(|_| edits || has_votes),
        now,
    )?;
    if edits && base.draft == json {
        return Ok((base, Spread::default()));
    }
    let mut after = Post {
        draft: json,
        ..next(base, &author.name, now)
    };
    match written.publish_at {
        Some(at) if at > now && !edits => {
            after.state = PostState::Scheduled;
            after.due = Some(at);
        }
        _ => {
            let since = after.published_at.filter(|_| edits).unwrap_or(now);
            publish(&mut after, written, since, edits.then_some(now))?;
        }
    }
    let done = store(txn, &after, true, now)?;
    Ok((after, done))
}

/// The post one version on.
pub(super) fn next(post: Post, by: &str, now: i64) -> Post {
    Post {
        version: post.version + 1,
        changed_at: now,
        changed_by: by.to_owned(),
        ..post
    }
}

/// Lets a post be published since `since`.
pub(super) fn publish(
    post: &mut Post,
    written: PostDraft,
    since: i64,
    edited_at: Option<i64>,
) -> Result<(), StorageError> {
    post.state = PostState::Published;
    post.published_at = Some(since);
    post.edited_at = edited_at;
    post.due = written.ends_at;
    post.targeted = !written.targets.all;
    post.sent = Some(record(written, since, edited_at)?);
    Ok(())
}

/// Stores a post with its history, brings the feed up to it, and writes down who is to be told.
pub(super) fn store(
    txn: &mut dyn StorageWrite,
    post: &Post,
    changed: bool,
    now: i64,
) -> Result<Spread, StorageError> {
    txn.put_post(post)?;
    txn.add_post_version(
        &post.id,
        &PostVersion {
            version: post.version,
            at: now,
            by: post.changed_by.clone(),
            state: post.state,
            draft: post.draft.clone(),
        },
    )?;
    txn.set_post_files(&post.id, &files(post)?)?;
    file::list(txn, &post.id, &draft(&post.draft)?.attachments, now)?;
    let done = spread(txn, post, changed, now)?;
    notification::queue(txn, post, now)?;
    Ok(done)
}

/// The files that readers of a post may have.
fn files(post: &Post) -> Result<Vec<String>, StorageError> {
    if post.sent.is_none() {
        return Ok(Vec::new());
    }
    let draft = draft(&post.draft)?;
    let nodes = rich::read(&draft.body);
    Ok((draft.attachments.iter())
        .flat_map(|one| one.files())
        .chain(rich::pictures(&nodes))
        .map(|file| file.as_str().to_owned())
        .collect())
}
