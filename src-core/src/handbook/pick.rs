//! Files that staff have picked: kept sealed until the server has them whole.

use std::sync::atomic::Ordering;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attachment, clean_name};
use handbook_wire::file::{Limits, UploadReply, UploadRequest};
use handbook_wire::ipc::{Pick, PickArgs, PickIdArgs, PickPiece};

use super::account::{checked_id, json};
use super::file::{disk_failed, hash_of, new_place};
use super::{Handbook, Inner};
use crate::Error;
use crate::file::sealed::Sealed;
use crate::key::create_private_dir;
use crate::session::random_id;
use crate::store::file::{self, Picked};
use crate::sync::remote::{Body, Method, RemoteError};

/// Bytes of one request: few enough for a slow line within the time that a request may take.
const PIECE: usize = 512 << 10;

/// The post that a picked file is for; its id begins with the post's.
fn post_of(id: &str) -> &str {
    id.split_once('.').map_or("", |(post, _)| post)
}

impl Handbook {
    /// Takes up a file that somebody has picked; answers with its id.
    ///
    /// # Errors
    /// [`Error::TooLarge`] for more than the server takes, [`Error::Invalid`] for nothing;
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for everything here.
    pub async fn begin_pick(&self, args: PickArgs) -> Result<String, Error> {
        self.permitted()?;
        if args.bytes > Attachment::MAX_BYTES {
            return Err(Error::TooLarge);
        }
        let post = checked_id(&args.post)?.to_owned();
        let name = clean_name(&args.name);
        if args.bytes == 0 || name.is_empty() {
            return Err(Error::Invalid);
        }
        self.blocking(move |inner| {
            let picks = inner.cache.read(file::picks)?;
            if picks.len() >= Limits::UPLOADS {
                return Err(Error::TooLarge);
            }
            create_private_dir(inner.files.dir()).map_err(disk_failed)?;
            let ((disk, key), id) = (new_place()?, random_id()?);
            let id = format!("{post}.{id}");
            let pick = Picked {
                id: id.clone(),
                disk,
                key,
                name,
                bytes: args.bytes,
                have: 0,
            };
            inner.cache.change_files(|tx| file::put_pick(tx, &pick))?;
            Ok(id)
        })
        .await
    }

    /// Takes the next piece of a picked file.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] for what is no next piece.
    pub async fn add_pick(&self, piece: PickPiece) -> Result<(), Error> {
        self.permitted()?;
        let bytes = STANDARD.decode(&piece.base64).map_err(|_| Error::Invalid)?;
        self.blocking(move |inner| {
            let found = inner.cache.read(|c| file::pick(c, &piece.id))?;
            let mut pick = found.ok_or(Error::NotFound)?;
            let left = pick.bytes - pick.have;
            if piece.at != pick.have || bytes.len() as u64 != left.min(PickPiece::BYTES) {
                return Err(Error::Invalid);
            }
            let path = inner.files.path(&pick.disk);
            Sealed::new(&path, &pick.key, pick.bytes)
                .and_then(|sealed| sealed.write(piece.at, &bytes))
                .map_err(disk_failed)?;
            pick.have += bytes.len() as u64;
            Ok(inner.cache.change_files(|tx| file::put_pick(tx, &pick))?)
        })
        .await
    }

    /// Sends a picked file, from where an earlier try stopped. Once it is the server's, what is typed of its
    /// post lists it, and it is forgotten here.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Invalid`] when pieces are missing; what the server says, and then it
    /// stays picked unless the server does not take it.
    pub async fn send_pick(&self, args: PickIdArgs) -> Result<Attachment, Error> {
        self.permitted()?;
        let Some(sending) = self.0.files.begin_sending(&args.id) else {
            return Err(Error::Interrupted);
        };
        let mut sent = self.send(&args.id, &sending).await;
        if let Ok(attachment) = &sent
            && let Err(error) = self
                .attach(post_of(&args.id).to_owned(), attachment.clone())
                .await
        {
            sent = Err(error);
        }
        self.0.files.end_sending(&args.id);
        let over = match &sent {
            Ok(_) => true,
            Err(Error::Remote(RemoteError::Refused(reply))) => matches!(
                reply.code,
                ErrorCode::UnsupportedFile | ErrorCode::TooLarge | ErrorCode::Forbidden
            ),
            Err(_) => false,
        };
        if over {
            self.drop_pick(args).await?;
        }
        sent
    }

    async fn send(&self, id: &str, sending: &crate::file::Coming) -> Result<Attachment, Error> {
        let wanted = id.to_owned();
        let (pick, sealed, hash) = self
            .blocking(move |inner| {
                let found = inner.cache.read(|c| file::pick(c, &wanted))?;
                let pick = found.ok_or(Error::NotFound)?;
                if pick.have != pick.bytes {
                    return Err(Error::Invalid);
                }
                let path = inner.files.path(&pick.disk);
                let sealed = Sealed::new(&path, &pick.key, pick.bytes).map_err(disk_failed)?;
                let hash = hash_of(&sealed, pick.bytes).map_err(disk_failed)?;
                Ok((pick, sealed, hash))
            })
            .await?;
        let sealed = std::sync::Arc::new(sealed);
        let request = json(&UploadRequest {
            hash,
            name: pick.name,
            bytes: pick.bytes,
        })?;
        let mut stands: UploadReply = self
            .ask_as_member(Method::Post, "v1/staff/files", Some(request))
            .await?;
        let upload = checked_id(&stands.id)?.to_owned();
        while stands.done.is_none() && stands.offset < pick.bytes {
            if sending.is_stopped() {
                return Err(Error::Interrupted);
            }
            let at = stands.offset;
            sending.have.store(at, Ordering::Relaxed);
            let source = std::sync::Arc::clone(&sealed);
            let bytes = self
                .blocking(move |_| source.read(at, PIECE).map_err(disk_failed))
                .await?;
            let path = format!("v1/staff/files/{upload}/{at}");
            let body = Body::Bytes("application/octet-stream", Bytes::from(bytes));
            stands = self.send_as_member(Method::Put, &path, Some(body)).await?;
            if stands.offset <= at {
                return Err(RemoteError::BadReply.into());
            }
        }
        sending.have.store(pick.bytes, Ordering::Relaxed);
        match stands.done {
            Some(done) => Ok(done),
            None => {
                let path = format!("v1/staff/files/{upload}");
                self.ask_as_member(Method::Post, &path, None).await
            }
        }
    }

    /// The picked files.
    ///
    /// # Errors
    /// As [`Handbook::begin_pick`].
    pub async fn list_picks(&self) -> Result<Vec<Pick>, Error> {
        self.permitted()?;
        self.blocking(|inner| {
            let picks = inner.cache.read(file::picks)?;
            let state = |pick: Picked| {
                let sending = inner.files.sending(&pick.id);
                Pick {
                    sent: (sending.as_ref()).map_or(0, |one| one.have.load(Ordering::Relaxed)),
                    sending: sending.is_some(),
                    post: post_of(&pick.id).to_owned(),
                    taken: pick.have,
                    id: pick.id,
                    name: pick.name,
                    bytes: pick.bytes,
                }
            };
            Ok(picks.into_iter().map(state).collect())
        })
        .await
    }

    /// Forgets a picked file.
    ///
    /// # Errors
    /// As [`Handbook::begin_pick`].
    pub async fn drop_pick(&self, args: PickIdArgs) -> Result<(), Error> {
        self.permitted()?;
        self.blocking(move |inner| inner.drop_picks(|id| id == args.id))
            .await
    }
}

impl Inner {
    /// Forgets the picked files whose id `which` names.
    pub(super) fn drop_picks(&self, which: impl Fn(&str) -> bool) -> Result<(), Error> {
        for pick in self.cache.read(file::picks)? {
            if which(&pick.id) {
                if let Some(sending) = self.files.sending(&pick.id) {
                    sending.stop();
                }
                self.cache
                    .change_files(|tx| file::remove_pick(tx, &pick.id))?;
                self.files.remove(&pick.disk);
            }
        }
        Ok(())
    }

    /// Forgets the files picked for a post.
    pub(super) fn drop_picks_of(&self, post: &str) -> Result<(), Error> {
        self.drop_picks(|id| post_of(id) == post)
    }
}
