//! An uploaded roster taken over as far as it is wanted, and taken back within a day. What an upload came to
//! is kept with it, so that each step happens once.

use std::collections::BTreeSet;

use handbook_wire::ErrorCode;

use super::pack::{packed, unpacked};
use super::plan::{apply_task, mark};
use super::upload::{Stage, UploadError};
use super::{Plan, Visitor};
use crate::roster::{CellRef, Fault};
use crate::service::console::approval::{self, ApprovalError, Task};
use crate::service::console::audit::{Action, Deed};
use crate::service::import::{self, ImportError, Inverse, KeptBack, Options, Report};
use crate::service::{Failure, Service, canonical, field};
use crate::storage::{RosterUpload, StorageError, StorageTxn, UploadPart, UploadState};

/// For how long (ms) what was taken over can be taken back.
pub(super) const UNDO: i64 = 24 * 60 * 60 * 1000;

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
