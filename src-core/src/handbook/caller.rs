//! 발신자 표시: whether this device shows whose call it is, and what it shows.

use handbook_wire::entity::{Kind, Member, Staff};

use super::Handbook;
use crate::Error;
use crate::caller::Callers;
use crate::store::meta::{self, Fact};
use crate::store::{StoreError, record};

/// What the fact says while it is on.
const ON: &str = "yes";

impl Handbook {
    /// Whether this device shows whose call it is. It goes with the cache: nobody who logs in later finds it
    /// on.
    ///
    /// # Errors
    /// [`Error::NotLoggedIn`], [`Error::Limited`], [`Error::Store`]; so for everything here.
    pub async fn shows_callers(&self) -> Result<bool, Error> {
        self.view().await?;
        self.blocking(|inner| {
            let told = inner.cache.read(|c| meta::get(c, Fact::CallerId))?;
            Ok(told.as_deref() == Some(ON))
        })
        .await
    }

    /// Lets this device show whose call it is, or no more.
    ///
    /// # Errors
    /// As [`Handbook::shows_callers`].
    pub async fn show_callers(&self, on: bool) -> Result<(), Error> {
        self.view().await?;
        self.blocking(move |inner| {
            let value = if on { ON } else { "no" };
            inner.cache.set_fact(Fact::CallerId, value)?;
            inner.board.change(|status| status.data += 1);
            Ok(())
        })
        .await
    }

    /// The book of callers (`caller.rs`), of numbers that this member may see; none while it is off.
    /// It reads every company: for when the directory has come to rest.
    ///
    /// # Errors
    /// As [`Handbook::shows_callers`].
    pub async fn callers(&self) -> Result<Option<String>, Error> {
        if !self.shows_callers().await? {
            return Ok(None);
        }
        self.blocking(|inner| {
            Ok(inner.cache.read(|connection| {
                let coop = meta::get(connection, Fact::Coop)?.unwrap_or_default();
                let mut callers = Callers::default();
                record::for_each(connection, Kind::Member, |_, payload| {
                    if let Ok(member) = serde_json::from_str::<Member>(payload) {
                        callers.add_member(&member);
                    }
                    Ok(())
                })?;
                for (_, staff) in record::all::<Staff>(connection, Kind::Staff)? {
                    callers.add_staff(&staff, &coop);
                }
                Ok::<_, StoreError>(Some(callers.book()))
            })?)
        })
        .await
    }
}
