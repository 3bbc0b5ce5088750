//! 조합소식 as staff write it. What is typed is in the encrypted cache at once and stays there until the
//! server has it or it is thrown away.

use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Attachment, Post, Targets};
use handbook_wire::ipc::{Desk, PostSheet, PostWithdrawArgs, SendPostArgs};
use handbook_wire::post::{
    PostEntry, PostHistory, PostList, PostReach, PostReaders, PostState, PostWithdrawal, PostWrite,
};
use rusqlite::Connection;

use super::account::{checked_id, json};
use super::{Handbook, Inner};
use crate::Error;
use crate::session::random_id;
use crate::store::meta::{self, Fact};
use crate::sync::remote::{Method, RemoteError};

/// The most sheets that are kept.
const MOST: usize = 50;
const PATH: &str = "v1/staff/posts";

impl Handbook {
    /// What is typed here and what the server has; without a connection the first alone.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`], `forbidden` for anybody but
    /// staff; so for everything here.
    pub async fn list_desk(&self) -> Result<Desk, Error> {
        self.require_staff()?;
        let kept = self.blocking(sheets).await?;
        match self
            .ask_as_member::<PostList>(Method::Get, PATH, None)
            .await
        {
            Ok(list) => Ok(Desk {
                kept,
                posts: list.posts,
                offline: false,
            }),
            Err(error) if is_offline(&error) => Ok(Desk {
                kept,
                posts: Vec::new(),
                offline: true,
            }),
            Err(error) => Err(error),
        }
    }

    /// What is typed of a post here, or else the post as the server has it. Without an id, a new one.
    ///
    /// # Errors
    /// What the server says.
    pub async fn open_sheet(&self, id: String) -> Result<PostSheet, Error> {
        self.require_staff()?;
        if id.is_empty() {
            let id = random_id()?;
            return Ok(PostSheet {
                id,
                ..PostSheet::default()
            });
        }
        let path = format!("{PATH}/{}", checked_id(&id)?);
        let kept = self.blocking(sheets).await?;
        if let Some(sheet) = kept.into_iter().find(|sheet| sheet.id == id) {
            return Ok(sheet);
        }
        let entry: PostEntry = self.ask_as_member(Method::Get, &path, None).await?;
        Ok(PostSheet {
            id: entry.id,
            version: entry.version,
            state: Some(entry.state),
            draft: entry.draft,
        })
    }

    /// Keeps what is typed.
    ///
    /// # Errors
    /// [`Error::TooLarge`], [`Error::Invalid`].
    pub async fn keep_sheet(&self, sheet: PostSheet) -> Result<(), Error> {
        self.require_staff()?;
        checked_id(&sheet.id)?;
        if sheet.draft.body.len() > Post::LONGEST_BODY {
            return Err(Error::TooLarge);
        }
        self.change_sheets(move |sheets| {
            sheets.retain(|one| one.id != sheet.id);
            sheets.insert(0, sheet);
            sheets.truncate(MOST);
        })
        .await
    }

    /// Sends a post. What is kept of it here goes once the server has it.
    ///
    /// # Errors
    /// What the server says; what was typed is kept then.
    pub async fn send_post(&self, args: SendPostArgs) -> Result<PostEntry, Error> {
        let SendPostArgs { sheet, publish } = args;
        self.keep_sheet(sheet.clone()).await?;
        let path = format!("{PATH}/{}", checked_id(&sheet.id)?);
        let write = PostWrite {
            version: sheet.version,
            draft: sheet.draft,
            publish,
        };
        let entry: PostEntry = self
            .ask_as_member(Method::Put, &path, Some(json(&write)?))
            .await?;
        self.forget_sheet(sheet.id).await?;
        self.0.wake.notify_one();
        Ok(entry)
    }

    /// Takes a published or scheduled post back.
    ///
    /// # Errors
    /// What the server says.
    pub async fn withdraw_post(&self, args: PostWithdrawArgs) -> Result<PostEntry, Error> {
        self.require_staff()?;
        let path = format!("{PATH}/{}/withdraw", checked_id(&args.id)?);
        let body = json(&PostWithdrawal {
            version: args.version,
        })?;
        let entry: PostEntry = self.ask_as_member(Method::Post, &path, Some(body)).await?;
        self.forget_sheet(args.id).await?;
        self.0.wake.notify_one();
        Ok(entry)
    }

    /// Throws away what is typed here, and with it a draft of the server's that was never published.
    ///
    /// # Errors
    /// What the server says about its draft.
    pub async fn drop_sheet(&self, id: String) -> Result<(), Error> {
        self.require_staff()?;
        let path = format!("{PATH}/{}", checked_id(&id)?);
        let kept = self.blocking(sheets).await?;
        let state = kept.into_iter().find(|one| one.id == id);
        // What the server never had, or has published, is not touched there.
        let at_server = match state {
            Some(sheet) => sheet.state == Some(PostState::Draft),
            None => true,
        };
        if at_server {
            let () = self.ask_as_member(Method::Delete, &path, None).await?;
        }
        let post = id.clone();
        self.blocking(move |inner| inner.drop_picks_of(&post))
            .await?;
        self.forget_sheet(id).await
    }

    /// Whom targets reach now.
    ///
    /// # Errors
    /// What the server says.
    pub async fn count_reach(&self, targets: Targets) -> Result<PostReach, Error> {
        let body = Some(json(&targets)?);
        self.ask_as_member(Method::Post, "v1/staff/post-reach", body)
            .await
    }

    /// Who has read a post, by company.
    ///
    /// # Errors
    /// What the server says.
    pub async fn list_readers(&self, id: String) -> Result<PostReaders, Error> {
        let path = format!("{PATH}/{}/readers", checked_id(&id)?);
        self.ask_as_member(Method::Get, &path, None).await
    }

    /// What was done with a post.
    ///
    /// # Errors
    /// What the server says.
    pub async fn list_versions(&self, id: String) -> Result<PostHistory, Error> {
        let path = format!("{PATH}/{}/versions", checked_id(&id)?);
        self.ask_as_member(Method::Get, &path, None).await
    }

    /// Lists a file in what is typed of a post here; without effect when nothing is.
    pub(super) async fn attach(&self, post: String, attachment: Attachment) -> Result<(), Error> {
        self.change_sheets(move |sheets| {
            let Some(sheet) = sheets.iter_mut().find(|sheet| sheet.id == post) else {
                return;
            };
            let files = &mut sheet.draft.attachments;
            let listed = files.iter().any(|one| one.file == attachment.file);
            if !listed && files.len() < Attachment::MOST {
                files.push(attachment);
            }
        })
        .await
    }

    async fn forget_sheet(&self, id: String) -> Result<(), Error> {
        self.change_sheets(move |sheets| sheets.retain(|one| one.id != id))
            .await
    }

    async fn change_sheets(
        &self,
        change: impl FnOnce(&mut Vec<PostSheet>) + Send + 'static,
    ) -> Result<(), Error> {
        // One change at a time: they rewrite all.
        let _gate = self.0.desk.lock().await;
        self.blocking(move |inner| {
            let mut all = sheets(inner)?;
            change(&mut all);
            Ok(inner.cache.keep_sheets(&all)?)
        })
        .await
    }

    fn require_staff(&self) -> Result<(), Error> {
        match self.permitted()?.role {
            Role::Staff => Ok(()),
            Role::Member => Err(RemoteError::Refused(ErrorCode::Forbidden.into()).into()),
        }
    }
}

fn sheets(inner: &Inner) -> Result<Vec<PostSheet>, Error> {
    let read = |connection: &Connection| meta::get(connection, Fact::PostSheets);
    let json = inner.cache.read(read)?;
    Ok(json
        .and_then(|json| serde_json::from_str(&json).ok())
        .unwrap_or_default())
}

pub(super) fn is_offline(error: &Error) -> bool {
    match error {
        Error::Remote(RemoteError::Offline) => true,
        Error::Remote(RemoteError::Refused(reply)) => reply.code == ErrorCode::ServerUnavailable,
        _ => false,
    }
}
