//! 조합소식 at the office, by the rules by which it is written in the app.

use std::collections::HashMap;
use std::sync::Arc;

use handbook_wire::entity::{Attachment, Targets};
use handbook_wire::file::{UploadReply, UploadRequest};
use handbook_wire::post::{
    PostEntry, PostHistory, PostList, PostReach, PostReaders, PostState, PostWithdrawal, PostWrite,
    Reminder,
};

use super::Visitor;
use super::audit::{Action, Deed};
use crate::service::post::PostError;
use crate::service::{Failure, FileStream, Known, Service, post, request};

impl Service {
    /// The posts that were changed last, without their bodies.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn posts_for(&self, visitor: &Visitor) -> Result<PostList, Failure> {
        self.list_posts(&visitor.caller)
    }

    /// One post.
    ///
    /// # Errors
    /// `not_found`.
    pub fn post_for(&self, visitor: &Visitor, id: &str) -> Result<PostEntry, Failure> {
        self.find_post(&visitor.caller, id)
    }

    /// An id for a new post.
    ///
    /// # Errors
    /// [`Failure`] when the system gives no random numbers.
    pub fn new_post_id(&self) -> Result<String, Failure> {
        Ok(request::new_id()?)
    }

    /// Writes a post. A draft that is saved by itself, `quietly`, leaves no line in the audit log.
    ///
    /// # Errors
    /// [`PostError`].
    pub fn write_post_for(
        &self,
        visitor: &Visitor,
        id: &str,
        write: PostWrite,
        quietly: bool,
    ) -> Result<PostEntry, PostError> {
        let account = &visitor.actor.account;
        if quietly {
            return self.write_post_in(&*self.storage, account, id, write);
        }
        let what = if write.publish { "게시" } else { "저장" };
        let deed = Deed::new(Action::EditPost, &write.draft.title).with(what);
        self.write_post_in(&self.audited(&visitor.actor, deed), account, id, write)
    }

    /// Takes a post back.
    ///
    /// # Errors
    /// [`PostError`].
    pub fn withdraw_post_for(
        &self,
        visitor: &Visitor,
        id: &str,
        withdrawal: &PostWithdrawal,
    ) -> Result<(), PostError> {
        let deed = Deed::new(Action::EditPost, self.title(id)?).with("회수");
        let audited = self.audited(&visitor.actor, deed);
        self.withdraw_post_in(&audited, &visitor.actor.account, id, withdrawal)?;
        Ok(())
    }

    /// Throws a draft away that nobody has ever seen.
    ///
    /// # Errors
    /// [`PostError`].
    pub fn remove_post_for(&self, visitor: &Visitor, id: &str) -> Result<(), PostError> {
        let deed = Deed::new(Action::EditPost, self.title(id)?).with("버림");
        self.remove_post_in(&self.audited(&visitor.actor, deed), id)
    }

    fn title(&self, id: &str) -> Result<String, PostError> {
        let stored = self.storage.reading(|txn| txn.post(id))?;
        let stored = stored.ok_or(PostError::Unknown)?;
        Ok(post::draft(&stored.draft)?.title)
    }

    /// What a post was.
    ///
    /// # Errors
    /// `not_found`.
    pub fn post_history_for(&self, visitor: &Visitor, id: &str) -> Result<PostHistory, Failure> {
        self.post_history(&visitor.caller, id)
    }

    /// Whom targets reach now.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn post_reach_for(
        &self,
        visitor: &Visitor,
        targets: &Targets,
    ) -> Result<PostReach, Failure> {
        self.post_reach(&visitor.caller, targets)
    }

    /// Who has read a post, by company, with its title.
    ///
    /// # Errors
    /// `not_found`.
    pub fn post_readers_for(
        &self,
        visitor: &Visitor,
        id: &str,
    ) -> Result<(String, PostReaders), Failure> {
        let (title, readers) = self.readers_of(id)?;
        let deed = Deed::new(Action::ReadReaders, &title);
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok((title, readers))
    }

    /// Reminds the members who have not read a post.
    ///
    /// # Errors
    /// As of [`Service::remind_readers`].
    pub fn remind_readers_for(&self, visitor: &Visitor, id: &str) -> Result<Reminder, Failure> {
        let reminder = self.remind_readers(&visitor.caller, id)?;
        let title = self.find_post(&visitor.caller, id)?.draft.title;
        let deed = Deed::new(Action::RemindReaders, title).with(format!("{}명", reminder.people));
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(reminder)
    }

    /// The safe part of a body that is typed, to be shown.
    #[must_use]
    pub fn safe_body(&self, body: &str, attachments: &[Attachment]) -> String {
        post::safe(body, attachments)
    }

    /// Every 지회 that there is.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn branches(&self) -> Result<Vec<String>, Failure> {
        Ok(self.directory()?.branches())
    }

    /// How chosen companies are written, one a line: by name, or with the number where a name is not one
    /// company's. One that is gone is passed over.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn names_of(&self, ids: &[String]) -> Result<Vec<String>, Failure> {
        let directory = self.directory()?;
        let mut counts: HashMap<&str, usize> = HashMap::new();
        for entry in &directory.entries {
            *counts.entry(entry.member.name.as_str()).or_default() += 1;
        }
        let wanted = directory
            .entries
            .iter()
            .filter(|entry| ids.contains(&entry.id));
        let names = wanted.map(|entry| match counts.get(entry.member.name.as_str()) {
            Some(2..) => format!("{} {}", entry.member.number, entry.member.name),
            _ => entry.member.name.clone(),
        });
        Ok(names.collect())
    }

    /// The companies that are written so, as [`Service::names_of`] writes them or by number; the lines that
    /// are none, or not one company's.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn companies_named(&self, lines: &[String]) -> Result<(Vec<String>, Vec<String>), Failure> {
        let directory = self.directory()?;
        let mut by_text: HashMap<String, Vec<&str>> = HashMap::new();
        for entry in &directory.entries {
            let member = &entry.member;
            if !member.status.is_current() {
                continue;
            }
            let proper = handbook_wire::entity::CompanyName::parse(&member.name).proper;
            let numbered = format!("{} {}", member.number, member.name);
            let mut texts = vec![
                member.name.as_str(),
                proper,
                member.number.as_str(),
                numbered.as_str(),
            ];
            texts.sort_unstable();
            texts.dedup();
            for text in texts.into_iter().filter(|text| !text.is_empty()) {
                by_text.entry(text.to_owned()).or_default().push(&entry.id);
            }
        }
        let (mut found, mut unknown) = (Vec::new(), Vec::new());
        for line in lines {
            match by_text.get(line.as_str()).map(Vec::as_slice) {
                Some([one]) => found.push((*one).to_owned()),
                _ => unknown.push(line.clone()),
            }
        }
        Ok((found, unknown))
    }

    /// Begins an upload.
    ///
    /// # Errors
    /// As of [`Service::begin_upload`]; so for the two below.
    pub fn begin_upload_for(
        &self,
        visitor: &Visitor,
        request: &UploadRequest,
    ) -> Result<UploadReply, Failure> {
        self.begin_upload(&visitor.caller, request)
    }

    /// Takes bytes of an upload.
    ///
    /// # Errors
    /// As of [`Service::append_upload`].
    pub fn append_upload_for(
        &self,
        visitor: &Visitor,
        id: &str,
        offset: u64,
        bytes: &[u8],
    ) -> Result<UploadReply, Failure> {
        self.append_upload(&visitor.caller, id, offset, bytes)
    }

    /// Makes a file of an upload.
    ///
    /// # Errors
    /// As of [`Service::finish_upload`].
    pub async fn finish_upload_for(
        self: &Arc<Self>,
        visitor: &Visitor,
        id: String,
    ) -> Result<Attachment, Failure> {
        self.finish_upload(visitor.caller.clone(), id).await
    }

    /// A file of a post, or one that the visitor has sent, with its bytes.
    ///
    /// # Errors
    /// `not_found`.
    pub async fn file_for(
        self: &Arc<Self>,
        visitor: &Visitor,
        hash: String,
    ) -> Result<(Known, FileStream), Failure> {
        let caller = visitor.caller.clone();
        let file = self
            .run(move |service| service.known_file(&caller, &hash))
            .await?;
        let bytes = self.read_file(&file, 0..file.bytes).await?;
        Ok((file, bytes))
    }
}

/// Where a post stands, for people.
#[must_use]
pub const fn state_title(state: PostState) -> &'static str {
    match state {
        PostState::Draft => "작성 중",
        PostState::Scheduled => "예약",
        PostState::Published => "게시 중",
        PostState::Ended => "종료",
        PostState::Withdrawn => "회수",
    }
}
