//! A roster that staff upload: compared first, taken over as far as it is wanted, and taken back within
//! a day. What an upload came to is kept with it, so that each step happens once.

use std::collections::BTreeSet;

use handbook_wire::ErrorCode;
use handbook_wire::entity::Kind;
use serde::Serialize;

use super::plan::{apply_task, item, mark};
use super::{Plan, Visitor};
use crate::roster::{
    self, Aliases, CellRef, Fault, Limits, Roster, SheetColumns, SheetFaults, UnreadableRoster,
};
use crate::service::console::approval::{self, ApprovalError, Task};
use crate::service::console::audit::{Action, Deed};
use crate::service::console::new_device;
use crate::service::import::{self, Choice, ImportError, Inverse, KeptBack, Options, Report, What};
use crate::service::{Failure, Service, canonical, field};
use crate::storage::{RosterUpload, StorageError, StorageTxn, UploadPart, UploadState};

/// For how long (ms) what was taken over can be taken back.
const UNDO: i64 = 24 * 60 * 60 * 1000;
/// Where the headings that staff explained are kept.
const HEADINGS: &str = "roster_headings";
/// How hard parts are packed.
const LEVEL: i32 = 3;

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

/// Why nothing was taken over, or back.
#[derive(Debug, thiserror::Error)]
pub enum ApplyError {
    /// It was done before, or taken back.
    #[error("이 명부는 이미 처리했어요. 아무것도 다시 바뀌지 않았어요.")]
    Done,
    /// So much would go that it has to be said twice.
    #[error(
        "명부에서 지울 곳이 많아요. 맞는지 확인하고, 맞으면 [많이 지워도 돼요]를 고른 다음 다시 눌러 주세요."
    )]
    ManyGone,
    /// The records have changed since it was compared.
    #[error("그사이 명부가 바뀌어서 다시 비교했어요. 달라진 내용을 확인하고 다시 눌러 주세요.")]
    Stale,
    /// Without what was left out, something else can't be taken.
    #[error("고른 것 가운데 이대로는 가져올 수 없는 줄이 있어요: {0}")]
    Depends(String),
    /// Nothing is chosen.
    #[error("가져올 것을 하나도 고르지 않았어요.")]
    Nothing,
    /// It is too late.
    #[error("가져온 지 하루가 지나서 되돌릴 수 없어요. 이전 명부를 다시 올려 주세요.")]
    TooLate,
    /// A second member of staff has to approve it first, or has not.
    #[error(transparent)]
    Approval(ApprovalError),
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<ApprovalError> for ApplyError {
    fn from(error: ApprovalError) -> Self {
        match error {
            ApprovalError::Failed(failure) => Self::Failed(failure),
            other => Self::Approval(other),
        }
    }
}

impl From<StorageError> for ApplyError {
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

    fn stage(&self, id: &str) -> Result<Stage, Failure> {
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

    /// Takes over what is wanted of an uploaded roster, once.
    ///
    /// # Errors
    /// [`ApplyError`]; nothing was changed then.
    pub fn apply_roster(
        &self,
        visitor: &Visitor,
        id: &str,
        many_may_go: bool,
        approval: &str,
    ) -> Result<(), ApplyError> {
        let Stage {
            upload,
            plan,
            mut choice,
            ..
        } = self.stage(id)?;
        if upload.state != UploadState::Open {
            return Err(ApplyError::Done);
        }
        let wanted = plan.wanted(&choice);
        if wanted.is_empty() {
            return Err(ApplyError::Nothing);
        }
        if plan.many_go(&choice) && !many_may_go {
            return Err(ApplyError::ManyGone);
        }
        let task = apply_task(&upload, &plan, &choice);
        let marks: BTreeSet<&str> = wanted.iter().map(|item| item.mark.as_str()).collect();
        let counts = format!("{}건 가운데 {}건", plan.items.len(), wanted.len());
        // A row that was at fault when staff looked stays out, even where it would be sound by now.
        for fault in &plan.faults {
            choice.leave_row(&CellRef {
                sheet: fault.sheet.clone(),
                row: fault.row,
            });
        }
        let (name, bytes) = self.file(id)?;
        let roster = self.read(&name, &bytes, &self.headings()?);
        let (roster, now) = (roster.map_err(|_| ApplyError::Stale)?, self.clock.now());
        let detail = format!("{counts}{}", self.approver(approval)?);
        let deed = Deed::new(Action::ApplyRoster, &upload.name).with(detail);
        let (options, config) = (
            Options {
                apply: true,
                allow_removals: true,
            },
            &self.config.console,
        );
        let done = self.audited(&visitor.actor, deed).writing(|txn| {
            let upload = txn.roster_upload(id)?.ok_or(ErrorCode::NotFound);
            let upload = upload.map_err(Failure::from)?;
            if upload.state != UploadState::Open {
                return Err(ApplyError::Done);
            }
            approval::pass(txn, config, now, visitor, &task, approval)?;
            let (report, journal) =
                import::take(txn, now, roster, options, &choice).map_err(failed)?;
            if let Some(fault) = new_fault(&report, &plan) {
                return Err(ApplyError::Depends(fault));
            }
            let done: Vec<String> = journal.items.iter().map(mark).collect();
            if done.len() != marks.len() || !done.iter().all(|mark| marks.contains(mark.as_str())) {
                return Err(ApplyError::Stale);
            }
            let inverse = packed(&journal.inverse)?;
            txn.put_roster_part(id, UploadPart::Inverse, Some(&inverse))?;
            txn.put_roster_part(id, UploadPart::File, None)?;
            txn.put_roster_upload(&RosterUpload {
                state: UploadState::Applied,
                done_at: Some(now),
                ..upload
            })?;
            Ok(())
        });
        if matches!(done, Err(ApplyError::Stale)) {
            self.compare_again(id, &name, &bytes)?;
        }
        done?;
        self.learn_changes();
        Ok(())
    }

    fn compare_again(&self, id: &str, name: &str, bytes: &[u8]) -> Result<(), ApplyError> {
        let plan = match self.plan(name, bytes, &self.headings()?) {
            Ok(plan) => plan,
            Err(UploadError::Failed(failure)) => return Err(failure.into()),
            Err(UploadError::Unreadable(_)) => return Err(ApplyError::Stale),
        };
        self.storage.writing(|txn| {
            txn.put_roster_part(id, UploadPart::Plan, Some(&packed(&plan)?))?;
            Ok::<_, ApplyError>(())
        })
    }

    /// Takes back what was taken over, once and within a day; answers what stays because somebody has
    /// changed it since: names of companies and people, and titles of fields.
    ///
    /// # Errors
    /// [`ApplyError`]; nothing was changed then.
    pub fn undo_roster(
        &self,
        visitor: &Visitor,
        id: &str,
        approval: &str,
    ) -> Result<Vec<(String, String)>, ApplyError> {
        let Stage {
            upload, can_undo, ..
        } = self.stage(id)?;
        match upload.state {
            UploadState::Applied if can_undo => {}
            UploadState::Applied => return Err(ApplyError::TooLate),
            UploadState::Open | UploadState::Undone => return Err(ApplyError::Done),
        }
        let now = self.clock.now();
        let config = &self.config.console;
        let detail = self.approver(approval)?;
        let deed =
            Deed::new(Action::UndoRoster, &upload.name).with(detail.trim_start_matches(" · "));
        let kept = self.audited(&visitor.actor, deed).writing(|txn| {
            let upload = txn.roster_upload(id)?.ok_or(ErrorCode::NotFound);
            let upload = upload.map_err(Failure::from)?;
            if upload.state != UploadState::Applied {
                return Err(ApplyError::Done);
            }
            let inverse: Inverse = unpacked(txn.roster_part(id, UploadPart::Inverse)?)?;
            let gone = inverse.removals();
            let task = Task {
                action: Action::UndoRoster,
                subject: upload.id.clone(),
                object: format!("{} · 되돌리면 {gone}건이 지워짐", upload.name),
                count: gone,
            };
            approval::pass(txn, config, now, visitor, &task, approval)?;
            let kept = import::undo(txn, now, inverse)?;
            txn.put_roster_part(id, UploadPart::Inverse, None)?;
            txn.put_roster_upload(&RosterUpload {
                state: UploadState::Undone,
                done_at: Some(now),
                ..upload
            })?;
            let mut told = Vec::new();
            for one in kept {
                told.push(tell(txn, &one)?);
            }
            Ok(told)
        })?;
        self.learn_changes();
        Ok(kept)
    }

    fn headings(&self) -> Result<Aliases, Failure> {
        let kept = self.storage.reading(|txn| txn.meta(HEADINGS))?;
        let kept = kept.and_then(|kept| serde_json::from_slice(&kept).ok());
        Ok(kept.unwrap_or_default())
    }

    fn file(&self, id: &str) -> Result<(String, Vec<u8>), Failure> {
        self.storage.reading(|txn| {
            let upload = txn.roster_upload(id)?.ok_or(ErrorCode::NotFound)?;
            let file = txn.roster_part(id, UploadPart::File)?;
            Ok((
                upload.name,
                unpacked_bytes(&file.ok_or(ErrorCode::NotFound)?)?,
            ))
        })
    }

    fn read(
        &self,
        name: &str,
        bytes: &[u8],
        aliases: &Aliases,
    ) -> Result<Roster, UnreadableRoster> {
        roster::read_roster_with(name, bytes, &Limits::default(), aliases)
    }

    /// What a file would change, found by doing it and letting it go.
    fn plan(&self, name: &str, bytes: &[u8], aliases: &Aliases) -> Result<Plan, UploadError> {
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

fn failed(error: ImportError) -> ApplyError {
    match error {
        ImportError::Storage(error) => error.into(),
        ImportError::TooManyMissing { .. } => ApplyError::ManyGone,
        ImportError::Unreadable(_) => ApplyError::Stale,
    }
}

/// A fault that staff have not seen, as a sentence.
fn new_fault(report: &Report, plan: &Plan) -> Option<String> {
    let found = report.faults.iter();
    let mut found = found.filter(|fault| !plan.faults.contains(fault));
    let fault = found.next()?;
    let Fault {
        sheet, row, reason, ..
    } = fault;
    Some(format!("{sheet} {row}행 — {reason}"))
}

/// Something that stays, in words.
fn tell<T: StorageTxn + ?Sized>(
    txn: &T,
    kept: &KeptBack,
) -> Result<(String, String), StorageError> {
    let record = txn.entity(kept.kind, &kept.record)?;
    let fields = record.and_then(|record| canonical::map(&record.payload).ok());
    let name = fields.map(|fields| field::text("name", fields.get("name")));
    let title = match kept.field.as_str() {
        "" => "전체",
        import::ACCOUNT => "로그인 계정",
        name => field::title(kept.kind, name).unwrap_or("다른 항목"),
    };
    let name = name.filter(|name| !name.is_empty());
    Ok((
        name.unwrap_or_else(|| "지워진 기록".to_owned()),
        title.to_owned(),
    ))
}

fn packed(value: &impl Serialize) -> Result<Vec<u8>, StorageError> {
    let text = serde_json::to_vec(value).map_err(|_| StorageError::Corrupt("roster upload"))?;
    packed_bytes(&text)
}

fn packed_bytes(bytes: &[u8]) -> Result<Vec<u8>, StorageError> {
    zstd::encode_all(bytes, LEVEL).map_err(|_| StorageError::Corrupt("roster upload"))
}

fn unpacked<T: serde::de::DeserializeOwned>(bytes: Option<Vec<u8>>) -> Result<T, StorageError> {
    let bytes = bytes.ok_or(StorageError::Corrupt("roster upload"))?;
    serde_json::from_slice(&unpacked_bytes(&bytes)?)
        .map_err(|_| StorageError::Corrupt("roster upload"))
}

fn unpacked_bytes(bytes: &[u8]) -> Result<Vec<u8>, StorageError> {
    zstd::decode_all(bytes).map_err(|_| StorageError::Corrupt("roster upload"))
}
