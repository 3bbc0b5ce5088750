//! Four eyes: taking much along, or removing much, is done by one member of staff and approved by another. An
//! approval is for exactly one thing, by whoever asked, once and within a day.

use super::Visitor;
use super::audit::{Action, Deed};
use super::role::{self, ConsoleRole};
use crate::config::ConsoleConfig;
use crate::service::{Failure, Service, request};
use crate::storage::{Approval, ApprovalState, StorageError, StorageTxn, StorageWrite};

const DAY: i64 = 24 * 60 * 60 * 1000;
/// For how long (ms) an approval can be carried out.
const GOOD: i64 = DAY;
/// For how long (ms) a request waits for somebody to decide.
const WAITS: i64 = 7 * DAY;

/// Something that may need a second member of staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What.
    pub action: Action,
    /// Exactly what: an approval is for nothing else.
    pub subject: String,
    /// To what, for people.
    pub object: String,
    /// How many rows are taken along, or records removed.
    pub count: usize,
}

/// Why something was not done, or not decided.
#[derive(Debug, thiserror::Error)]
pub enum ApprovalError {
    /// A second member of staff has to approve it.
    #[error("다른 담당자의 승인이 필요해요.")]
    Needed(Box<Task>),
    /// There is no such request, or it is somebody else's.
    #[error("이 승인 요청을 찾을 수 없어요. 다시 요청해 주세요.")]
    Unknown,
    /// Nobody has decided yet.
    #[error("아직 승인되지 않았어요.")]
    Waiting,
    /// Somebody has refused.
    #[error("승인되지 않은 요청이에요. 까닭을 확인하고, 필요하면 다시 요청해 주세요.")]
    Refused,
    /// It was carried out before.
    #[error("이미 한 번 쓴 승인이에요. 또 하려면 다시 요청해 주세요.")]
    Used,
    /// It is too late.
    #[error("승인받은 지 하루가 지났어요. 다시 요청해 주세요.")]
    Expired,
    /// It would be something else, or more.
    #[error("승인받은 내용과 달라졌어요. 지금 내용으로 다시 요청해 주세요.")]
    Changed,
    /// Nobody approves what he asks for.
    #[error("자기가 요청한 것은 승인할 수 없어요. 다른 담당자에게 부탁해 주세요.")]
    Own,
    /// Who decides has to be one who may do it.
    #[error("이 일을 할 수 있는 담당자만 승인할 수 있어요.")]
    MayNot,
    /// It was decided before, or waited for too long.
    #[error("이미 결정했거나 기한이 지난 요청이에요.")]
    Decided,
    /// A refusal needs a reason.
    #[error("승인하지 않는 까닭을 2자 이상 적어 주세요.")]
    NoReason,
    /// Anything else.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl From<StorageError> for ApprovalError {
    fn from(error: StorageError) -> Self {
        Self::Failed(error.into())
    }
}

/// The form that carries something out, and why it is wanted.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Where the form goes.
    pub path: &'static str,
    /// What is in it, as a form writes it.
    pub form: String,
    /// Why.
    pub reason: String,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It waits for somebody.
    Waiting,
    /// It can be carried out until then (ms).
    Good(i64),
    /// It was refused.
    Refused,
    /// It was carried out.
    Used,
    /// Nobody decided, or nobody carried it out, in time.
    Lapsed,
}

/// A request as somebody sees it.
#[derive(Debug, Clone)]
pub struct Request {
    /// As it is stored.
    pub approval: Approval,
    /// Where it stands.
    pub standing: Standing,
    /// Whether it is the visitor's own.
    pub own: bool,
    /// Whether the visitor can decide on it.
    pub decides: bool,
}

/// The requests, and who could decide on the visitor's.
#[derive(Debug, Clone, Default)]
pub struct Requests {
    /// Oldest first.
    pub list: Vec<Request>,
    /// Whether anybody else could approve what the visitor asks for.
    pub has_second: bool,
}

/// Who may do, and so approve, something.
fn roles_for(action: &str) -> &'static [ConsoleRole] {
    match action == Action::ExportAudit.as_str() {
        true => &[ConsoleRole::Admin],
        false => &[ConsoleRole::Admin, ConsoleRole::Roster],
    }
}

fn standing(approval: &Approval, now: i64) -> Standing {
    let decided_at = approval.decided_at.unwrap_or(approval.at);
    match approval.state {
        ApprovalState::Waiting if now < approval.at + WAITS => Standing::Waiting,
        ApprovalState::Approved if now < decided_at + GOOD => Standing::Good(decided_at + GOOD),
        ApprovalState::Waiting | ApprovalState::Approved => Standing::Lapsed,
        ApprovalState::Refused => Standing::Refused,
        ApprovalState::Used => Standing::Used,
    }
}

fn size(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}

impl ConsoleConfig {
    /// Whether a task is so large that it needs a second member of staff.
    #[must_use]
    pub fn needs_second(&self, action: Action, count: usize) -> bool {
        let most = match action {
            Action::ExportRoster | Action::ExportAudit => self.export_rows,
            _ => self.removals,
        };
        self.four_eyes && count > usize::try_from(most).unwrap_or(usize::MAX)
    }
}

/// Lets `task` be done in this transaction: it is small, or `approval` is for it and was not used.
///
/// # Errors
/// [`ApprovalError`]; the transaction must be let go then.
pub(super) fn pass(
    txn: &mut dyn StorageWrite,
    config: &ConsoleConfig,
    now: i64,
    visitor: &Visitor,
    task: &Task,
    approval: &str,
) -> Result<(), ApprovalError> {
    if approval.is_empty() {
        return match config.needs_second(task.action, task.count) {
            true => Err(ApprovalError::Needed(Box::new(task.clone()))),
            false => Ok(()),
        };
    }
    let found = txn.approval(approval)?;
    let mine =
        |one: &Approval| one.account == visitor.actor.account && one.action == task.action.as_str();
    let found = found.filter(mine).ok_or(ApprovalError::Unknown)?;
    match standing(&found, now) {
        Standing::Good(_) => {}
        Standing::Waiting => return Err(ApprovalError::Waiting),
        Standing::Refused => return Err(ApprovalError::Refused),
        Standing::Used => return Err(ApprovalError::Used),
        Standing::Lapsed => return Err(ApprovalError::Expired),
    }
    // The audit log grows by every look at it.
    let more = found.count < size(task.count) && task.action != Action::ExportAudit;
    if found.subject != task.subject || more {
        return Err(ApprovalError::Changed);
    }
    txn.put_approval(&Approval {
        state: ApprovalState::Used,
        ..found
    })?;
    Ok(())
}

impl Service {
    /// Asks for somebody else's approval. Asking for the same once more is asking once.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn ask_approval(&self, visitor: &Visitor, task: &Task, wish: Wish) -> Result<(), Failure> {
        let now = self.clock.now();
        let same = |one: &Approval| {
            one.account == visitor.actor.account
                && (one.action.as_str(), &one.subject) == (task.action.as_str(), &task.subject)
                && one.count >= size(task.count)
                && matches!(standing(one, now), Standing::Waiting | Standing::Good(_))
        };
        let known = self
            .storage
            .reading(|txn| txn.approvals(now - WAITS - GOOD))?;
        if known.iter().any(same) {
            return Ok(());
        }
        let approval = Approval {
            id: request::new_id()?,
            account: visitor.actor.account.clone(),
            name: visitor.actor.name.clone(),
            action: task.action.as_str().to_owned(),
            subject: task.subject.clone(),
            object: task.object.clone(),
            count: size(task.count),
            reason: wish.reason,
            path: wish.path.to_owned(),
            form: wish.form,
            at: now,
            state: ApprovalState::Waiting,
            decided_at: None,
            decided_by: String::new(),
            decided_name: String::new(),
            note: String::new(),
        };
        let object = format!("{} · {}", task.action.title(), task.object);
        let deed = Deed::new(Action::AskApproval, object).with(&approval.reason);
        self.audited(&visitor.actor, deed)
            .writing(|txn| Ok::<_, Failure>(txn.put_approval(&approval)?))
    }

    /// The requests of the visitor, and those of others whose task the visitor may do.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn approvals_for(&self, visitor: &Visitor) -> Result<Requests, Failure> {
        let now = self.clock.now();
        self.storage.reading(|txn| {
            let list = txn.approvals(now - WAITS - GOOD)?.into_iter();
            let list = list.filter_map(|approval| {
                let own = approval.account == visitor.actor.account;
                let may = visitor.roles.has_any(roles_for(&approval.action));
                let standing = standing(&approval, now);
                (own || may).then_some(Request {
                    decides: !own && may && standing == Standing::Waiting,
                    approval,
                    standing,
                    own,
                })
            });
            Ok(Requests {
                list: list.collect(),
                has_second: has_second(txn, &visitor.actor.account)?,
            })
        })
    }

    /// Approves what somebody else asks for, or refuses it.
    ///
    /// # Errors
    /// [`ApprovalError`].
    pub fn decide_approval(
        &self,
        visitor: &Visitor,
        id: &str,
        approves: bool,
        note: &str,
    ) -> Result<(), ApprovalError> {
        let now = self.clock.now();
        let found = self.storage.reading(|txn| txn.approval(id))?;
        let found = found.ok_or(ApprovalError::Unknown)?;
        if !approves && note.chars().count() < 2 {
            return Err(ApprovalError::NoReason);
        }
        let object = format!(
            "{} · {} · {}",
            found.name,
            action_title(&found),
            found.object
        );
        let what = if approves { "승인" } else { "거절" };
        let deed = Deed::new(Action::DecideApproval, object);
        let deed = deed.with(format!("{what} {note}").trim());
        self.audited(&visitor.actor, deed).writing(|txn| {
            let found = txn.approval(id)?.ok_or(ApprovalError::Unknown)?;
            if found.account == visitor.actor.account {
                return Err(ApprovalError::Own);
            }
            if !visitor.roles.has_any(roles_for(&found.action)) {
                return Err(ApprovalError::MayNot);
            }
            if standing(&found, now) != Standing::Waiting {
                return Err(ApprovalError::Decided);
            }
            txn.put_approval(&Approval {
                state: match approves {
                    true => ApprovalState::Approved,
                    false => ApprovalState::Refused,
                },
                decided_at: Some(now),
                decided_by: visitor.actor.account.clone(),
                decided_name: visitor.actor.name.clone(),
                note: note.to_owned(),
                ..found
            })?;
            Ok(())
        })
    }

    /// Who approved something, as the audit log tells it beside what is done; empty for nobody.
    pub(super) fn approver(&self, approval: &str) -> Result<String, StorageError> {
        let found = self.storage.reading(|txn| txn.approval(approval))?;
        Ok(match found {
            Some(found) if !found.decided_name.is_empty() => {
                format!(" · 승인 {}", found.decided_name)
            }
            _ => String::new(),
        })
    }
}

/// What a request is for, for people.
#[must_use]
pub fn action_title(approval: &Approval) -> &'static str {
    let mut actions = Action::ALL.iter();
    let found = actions.find(|action| action.as_str() == approval.action);
    found.map_or("다른 일", |action| action.title())
}

/// How many requests wait, and since when the oldest does.
pub(super) fn waiting<T: StorageTxn + ?Sized>(
    txn: &T,
    now: i64,
) -> Result<(usize, Option<i64>), StorageError> {
    let list = txn.approvals(now - WAITS)?;
    let mut waiting = list
        .iter()
        .filter(|one| standing(one, now) == Standing::Waiting);
    let oldest = waiting.next().map(|one| one.at);
    Ok((waiting.count() + usize::from(oldest.is_some()), oldest))
}

fn has_second<T: StorageTxn + ?Sized>(txn: &T, than: &str) -> Result<bool, StorageError> {
    for account in txn.accounts()? {
        if account.id != than
            && !account.is_locked()
            && role::roles(txn, &account.id)?.has_any(&[ConsoleRole::Admin, ConsoleRole::Roster])
        {
            return Ok(true);
        }
    }
    Ok(false)
}
