use std::sync::Arc;

use super::CliError;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::server::open_storage;
use crate::service::console::audit::{Actor, Audited, Book, Deed};
use crate::storage::Storage;

/// The database with the audit log beside it: what is done on the command line is written down as
/// what is done anywhere else.
pub(super) struct Noted {
    storage: Arc<dyn Storage>,
    book: Book,
    actor: Actor,
}

impl Noted {
    pub(super) fn open(config: &Config) -> Result<Self, CliError> {
        Ok(Self {
            storage: open_storage(config)?,
            book: Book::open(&config.secret_file())?,
            actor: Actor::command_line(),
        })
    }

    /// The database, to look for what is to be done.
    pub(super) fn storage(&self) -> &dyn Storage {
        &*self.storage
    }

    /// The log.
    pub(super) fn book(&self) -> &Book {
        &self.book
    }

    /// The database for doing `deed`.
    pub(super) fn doing(&self, deed: Deed) -> Audited<'_> {
        Audited {
            storage: &*self.storage,
            book: &self.book,
            now: SystemClock.now(),
            actor: &self.actor,
            deed,
        }
    }

    /// Writes `deed` down, which only looked.
    pub(super) fn looked(&self, deed: Deed) -> Result<(), CliError> {
        let audited: &dyn Storage = &self.doing(deed);
        audited.writing(|_| Ok(()))
    }
}
