//! A roster that staff upload: kept, compared with the records, and looked through.

use handbook_wire::ErrorCode;
use handbook_wire::entity::Kind;

use super::apply::UNDO;
use super::pack::{packed, packed_bytes, unpacked, unpacked_bytes};
use super::plan::item;
use super::{Plan, Visitor};
use crate::roster::{self, Aliases, Limits, Roster, SheetColumns, SheetFaults, UnreadableRoster};
use crate::service::console::audit::{Action, Deed};
use crate::service::console::new_device;
use crate::service::import::{self, Choice, ImportError, Options, What};
use crate::service::{Failure, Service, field};
use crate::storage::{RosterUpload, StorageError, UploadPart, UploadState};

/// Where the headings that staff explained are kept.
const HEADINGS: &str = "roster_headings";

/// Where an uploaded roster stands.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The upload.
    pub upload: RosterUpload,
    /// What it would change, or did.
    pub plan: Plan,
    /// What of it is wanted.
    pub choice: Choice,
    /// Whether it can be taken back.
    pub can_undo: bool,
}

/// An uploaded roster in a list.
#[derive(Debug, Clone)]
pub struct Gist {
    /// The upload.
    pub upload: RosterUpload,
    /// Who uploaded it.
    pub by: String,
}

/// What a file became.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    /// The upload's id.
    pub id: String,
    /// Whether its columns have to be explained first.
    pub ask_columns: bool,
}

/// Why a file was not taken.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// It is no roster.
    #[error("{0}")]
    Unreadable(UnreadableRoster),
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StorageError> for UploadError {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

impl Service {
    /// Takes a file, and compares it with the records.
    ///
    /// # Errors
    /// [`UploadError`]; nothing is kept then.
    pub fn receive_roster(
        &self,
        visitor: &Visitor,
        name: &str,
        bytes: &[u8],
    ) -> Result<Received, UploadError> {
        let name: String = name.chars().filter(|c| !c.is_control()).take(120).collect();
        let aliases = self.headings()?;
        let plan = self.plan(&name, bytes, &aliases)?;
        let id = new_device().map_err(Failure::from)?;
        let upload = RosterUpload {
            id: id.clone(),
            account: visitor.actor.account.clone(),
            name: name.clone(),
            at: self.clock.now(),
            state: UploadState::Open,
            done_at: None,
        };
        // What a file does not have is left alone until somebody says otherwise.
        let mut choice = Choice::default();
        for kind in [Kind::Member, Kind::Officer, Kind::Staff] {
            choice.set_all(kind, What::Missing, false);
        }
        let deed = Deed::new(Action::UploadRoster, name).with(format!("{} 바이트", bytes.len()));
        self.audited(&visitor.actor, deed).writing(|txn| {
            txn.put_roster_upload(&upload)?;
            txn.put_roster_part(&id, UploadPart::File, Some(&packed_bytes(bytes)?))?;
            txn.put_roster_part(&id, UploadPart::Plan, Some(&packed(&plan)?))?;
            txn.put_roster_part(&id, UploadPart::Choice, Some(&packed(&choice)?))?;
            Ok::<_, Failure>(())
        })?;
        Ok(Received {
            id,
            ask_columns: plan.unreadable.is_some(),
        })
    }

    /// The rosters that were uploaded last.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn uploads(&self) -> Result<Vec<Gist>, Failure> {
        self.storage.reading(|txn| {
            let mut gists = Vec::new();
            for upload in txn.roster_uploads(20)? {
                let by = txn.account(&upload.account)?;
                let by = by.map(|account| account.name).unwrap_or_default();
                gists.push(Gist { upload, by });
            }
            Ok(gists)
        })
    }

    /// Where an uploaded roster stands.
    ///
    /// # Errors
    /// `not_found`, also when it is forgotten by now.
    pub fn upload_for(&self, visitor: &Visitor, id: &str) -> Result<Stage, Failure> {
        let stage = self.stage(id)?;
        let deed = Deed::new(Action::ReadUpload, &stage.upload.name);
        self.audited(&visitor.actor, deed)
            .writing(|_| Ok::<_, Failure>(()))?;
        Ok(stage)
    }

    pub(super) fn stage(&self, id: &str) -> Result<Stage, Failure> {
        let now = self.clock.now();
        self.storage.reading(|txn| {
            let upload = txn.roster_upload(id)?.ok_or(ErrorCode::NotFound)?;
            let part = |part| txn.roster_part(id, part);
            let done_at = upload.done_at.unwrap_or_default();
            Ok(Stage {
                can_undo: upload.state == UploadState::Applied
                    && now - done_at < UNDO
                    && part(UploadPart::Inverse)?.is_some(),
                plan: unpacked(part(UploadPart::Plan)?)?,
                choice: unpacked(part(UploadPart::Choice)?)?,
                upload,
            })
        })
    }

    /// Notes what of an uploaded roster is wanted.
    ///
    /// # Errors
    /// `not_found`; `conflict` when it is done.
    pub fn choose(&self, id: &str, change: impl FnOnce(&mut Choice, &Plan)) -> Result<(), Failure> {
        let Stage {
            plan, mut choice, ..
        } = self.stage(id)?;
        change(&mut choice, &plan);
        self.storage.writing(|txn| {
            let upload = txn.roster_upload(id)?.ok_or(ErrorCode::NotFound)?;
            if upload.state != UploadState::Open {
                return Err(Failure::from(ErrorCode::Conflict));
            }
            Ok(txn.put_roster_part(id, UploadPart::Choice, Some(&packed(&choice)?))?)
        })
    }

    /// The columns of an uploaded roster.
    ///
    /// # Errors
    /// `not_found`.
    pub fn columns_of(&self, id: &str) -> Result<Vec<SheetColumns>, Failure> {
        let (name, bytes) = self.file(id)?;
        let aliases = self.headings()?;
        let columns = roster::guess_columns(&name, &bytes, &Limits::default(), &aliases);
        columns.map_err(|_| ErrorCode::NotFound.into())
    }

    /// Remembers what headings mean, and compares the file anew. `meanings` are headings with what a
    /// column is; none where it is not to be taken.
    ///
    /// # Errors
    /// `not_found`.
    pub fn explain_columns(
        &self,
        id: &str,
        meanings: &[(String, Option<String>)],
    ) -> Result<bool, Failure> {
        let mut aliases = self.headings()?;
        for (title, meaning) in meanings {
            aliases.set(title, meaning.as_deref());
        }
        let (name, bytes) = self.file(id)?;
        let plan = match self.plan(&name, &bytes, &aliases) {
            Ok(plan) => plan,
            Err(UploadError::Failed(failure)) => return Err(failure),
            Err(UploadError::Unreadable(_)) => return Err(ErrorCode::NotFound.into()),
        };
        let readable = plan.unreadable.is_none();
        self.storage.writing(|txn| {
            let text = serde_json::to_vec(&aliases).map_err(|_| StorageError::Corrupt(HEADINGS))?;
            txn.set_meta(HEADINGS, &text)?;
            let upload = txn.roster_upload(id)?.ok_or(ErrorCode::NotFound)?;
            if upload.state == UploadState::Open {
                txn.put_roster_part(id, UploadPart::Plan, Some(&packed(&plan)?))?;
            }
            Ok::<_, Failure>(())
        })?;
        Ok(readable)
    }

    /// The rows of an uploaded roster that have faults.
    ///
    /// # Errors
    /// `not_found`.
    pub fn faulty_rows_for(
        &self,
        visitor: &Visitor,
        id: &str,
    ) -> Result<Vec<SheetFaults>, Failure> {
        let stage = self.upload_for(visitor, id)?;
        let (name, bytes) = self.file(id)?;
        let (limits, aliases) = (Limits::default(), self.headings()?);
        let rows = roster::faulty_rows(&name, &bytes, &limits, &aliases, &stage.plan.faults);
        rows.map_err(|_| ErrorCode::NotFound.into())
    }

    pub(super) fn headings(&self) -> Result<Aliases, Failure> {
        let kept = self.storage.reading(|txn| txn.meta(HEADINGS))?;
        let kept = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
        Ok(kept.unwrap_or_default())
    }

    pub(super) fn file(&self, id: &str) -> Result<(String, Vec<u8>), Failure> {
        self.storage.reading(|txn| {
            let upload = txn.roster_upload(id)?.ok_or(ErrorCode::NotFound)?;
            let file = txn.roster_part(id, UploadPart::File)?;
            Ok((
                upload.name,
                unpacked_bytes(&file.ok_or(ErrorCode::NotFound)?)?,
            ))
        })
    }

    pub(super) fn read(
        &self,
        name: &str,
        bytes: &[u8],
        aliases: &Aliases,
    ) -> Result<Roster, UnreadableRoster> {
        roster::read_roster_with(name, bytes, &Limits::default(), aliases)
    }

    /// What a file would change, found by doing it and letting it go.
    pub(super) fn plan(
        &self,
        name: &str,
        bytes: &[u8],
        aliases: &Aliases,
    ) -> Result<Plan, UploadError> {
        let unknown = roster::guess_columns(name, bytes, &Limits::default(), aliases)
            .map_err(UploadError::Unreadable)?;
        let roster = match self.read(name, bytes, aliases) {
            Ok(roster) => roster,
            Err(reason @ UnreadableRoster::NoHeading { .. }) => {
                return Ok(Plan {
                    unreadable: Some(reason.to_string()),
                    ..Plan::default()
                });
            }
            Err(reason) => return Err(UploadError::Unreadable(reason)),
        };
        let absent = roster.absent.iter();
        let absent = absent.filter_map(|name| field::title(Kind::Member, name));
        let absent = absent.map(str::to_owned).collect();
        let mut txn = self.storage.write()?;
        let (report, journal) = import::take(
            &mut *txn,
            self.clock.now(),
            roster,
            Options::default(),
            &Choice::default(),
        )
        .map_err(|error| match error {
            ImportError::Unreadable(reason) => UploadError::Unreadable(reason),
            ImportError::Storage(error) => error.into(),
            ImportError::TooManyMissing { .. } => {
                UploadError::Failed(Failure::Internal("a dry run removes nothing"))
            }
        })?;
        drop(txn);
        let unknown = unknown.into_iter().filter(|sheet| sheet.known);
        let unknown = unknown.flat_map(|sheet| sheet.columns);
        let unknown =
            unknown.filter(|column| column.meaning.is_none() && !column.samples.is_empty());
        Ok(Plan {
            sheets: report.sheets,
            items: journal.items.iter().map(item).collect(),
            faults: report.faults,
            absent,
            unknown: unknown.map(|column| column.title).collect(),
            unreadable: None,
        })
    }
}
