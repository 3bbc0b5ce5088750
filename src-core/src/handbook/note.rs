//! The member's own notes, and edits that gave way.

use handbook_wire::entity::Note;
use handbook_wire::ipc::{LostEdit, LostEditArgs, SetNoteArgs};
use serde_json::{Map, Value};

use super::Handbook;
use crate::Error;
use crate::session::random_id;
use crate::store::lost_edit;

impl Handbook {
    /// Changes the member's own note on a company, with or without a connection; answers the note
    /// as it is now.
    ///
    /// # Errors
    /// [`Error::NotFound`] for no such company, [`Error::Invalid`] for too long a memo,
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`].
    pub async fn set_note(&self, args: SetNoteArgs) -> Result<Note, Error> {
        let account = self.permitted()?;
        let mut set = Map::new();
        if let Some(favourite) = args.favourite {
            set.insert("favourite".to_owned(), Value::from(favourite));
        }
        if let Some(memo) = args.memo {
            if memo.chars().count() > Note::MAX_MEMO {
                return Err(Error::Invalid);
            }
            set.insert("memo".to_owned(), Value::from(memo));
        }
        let note = self
            .blocking(move |inner| {
                let (key, now) = (random_id()?, inner.clock.now_ms());
                Ok(inner
                    .cache
                    .set_note(&account.id, &args.member, set, &key, now)?)
            })
            .await?;
        self.0.wake.notify_one();
        note.ok_or(Error::NotFound)
    }

    /// Edits that gave way and that nobody has acknowledged yet, oldest first. One whose `field`
    /// is `*` tells that edits were lost with a damaged cache.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`].
    pub async fn list_lost_edits(&self) -> Result<Vec<LostEdit>, Error> {
        self.permitted()?;
        self.blocking(|inner| Ok(inner.cache.read(lost_edit::all)?))
            .await
    }

    /// Says that the member has seen a lost edit.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`].
    pub async fn dismiss_lost_edit(&self, args: LostEditArgs) -> Result<(), Error> {
        self.permitted()?;
        let there = self
            .blocking(move |inner| Ok(inner.cache.dismiss_lost_edit(args.id)?))
            .await?;
        if there { Ok(()) } else { Err(Error::NotFound) }
    }
}
