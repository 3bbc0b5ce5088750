use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::change::{ChangeDecision, ChangeEntry, ChangeList};
use handbook_wire::entity::{ChangeRequest, CompanyField, Decision, Kind};

use super::{Stored, follow};
use crate::clock::Clock;
use crate::policy;
use crate::service::own_account::name_of;
use crate::service::sign_up::require_staff;
use crate::service::{Caller, Failure, Service, canonical, company};
use crate::storage::{self, Change, Entity, Storage, StorageError, StorageTxn};

/// Why staff's decision was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is no such request.
    #[error("이 번호의 변경 신청이 없어요.")]
    Unknown,
    /// The fields that were named are decided, or the request does not ask for them.
    #[error("이미 결정했거나 신청에 없는 항목이에요.")]
    Decided,
    /// No field was named, or one both ways.
    #[error("승인하거나 반려할 항목을 하나씩 정해 주세요.")]
    NoField,
    /// The company does not belong to the co-op any more.
    #[error("신청한 회사가 지금은 조합원사가 아니에요.")]
    NoCompany,
    /// A rejection without a reason, or with a very long one.
    #[error("까닭을 1~500자로 적어 주세요.")]
    NoReason,
    /// The database failed.
    #[error(transparent)]
    Storage(#[from] StorageError),
}

impl From<DecisionError> for Failure {
    fn from(error: DecisionError) -> Self {
        match error {
            DecisionError::Unknown => ErrorCode::NotFound.into(),
            DecisionError::NoReason | DecisionError::NoField => ErrorCode::InvalidInput.into(),
            DecisionError::Decided | DecisionError::NoCompany => ErrorCode::Conflict.into(),
            DecisionError::Storage(error) => error.into(),
        }
    }
}

impl Service {
    /// The requests that wait, for staff.
    ///
    /// # Errors
    /// `forbidden` for anybody else.
    pub fn list_changes(&self, caller: &Caller) -> Result<ChangeList, Failure> {
        require_staff(caller)?;
        Ok(ChangeList {
            change_requests: self.waiting_changes_for(&self.in_app(caller)?)?,
        })
    }

    /// Carries out staff's decision; answers the request as it is then.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `conflict` for what is decided already, `invalid_input`.
    pub fn decide_change(
        &self,
        caller: &Caller,
        id: &str,
        decision: &ChangeDecision,
    ) -> Result<ChangeEntry, Failure> {
        require_staff(caller)?;
        Ok(self.decide_change_for(&self.in_app(caller)?, id, decision)?)
    }
}

/// The requests that wait, oldest first.
///
/// # Errors
/// [`StorageError`].
pub fn list(storage: &dyn Storage) -> Result<Vec<ChangeEntry>, StorageError> {
    storage.reading(|txn| {
        let mut entries = Vec::new();
        for waiting in txn.waiting_changes(None)? {
            if let Some(stored) = Stored::load(txn, &waiting.id)? {
                entries.push(entry(txn, stored)?);
            }
        }
        Ok(entries)
    })
}

/// One request, waiting or not.
///
/// # Errors
/// [`DecisionError::Unknown`], [`DecisionError::Storage`].
pub fn find(storage: &dyn Storage, id: &str) -> Result<ChangeEntry, DecisionError> {
    storage.reading(|txn| {
        let stored = Stored::load(txn, id)?.ok_or(DecisionError::Unknown)?;
        Ok(entry(txn, stored)?)
    })
}

/// Decides on fields of a request. What is approved is written into the company's record in the same
/// transaction; `by` is noted beside every decision.
///
/// # Errors
/// [`DecisionError`]; nothing was changed then.
pub fn decide(
    storage: &dyn Storage,
    clock: &dyn Clock,
    id: &str,
    decision: &ChangeDecision,
    by: &str,
) -> Result<ChangeEntry, DecisionError> {
    let reason = decision.reason.as_deref().map_or("", str::trim);
    let is_told = (1..=ChangeRequest::LONGEST_REASON).contains(&reason.chars().count());
    if !decision.reject.is_empty() && !is_told {
        return Err(DecisionError::NoReason);
    }
    let both = decision
        .approve
        .iter()
        .any(|name| decision.reject.contains(name));
    if both || decision.approve.is_empty() && decision.reject.is_empty() {
        return Err(DecisionError::NoField);
    }
    let now = clock.now();
    storage.writing(|txn| {
        let mut stored = Stored::load(txn, id)?.ok_or(DecisionError::Unknown)?;
        let member = stored.request.member.clone();
        let (record, mut fields) =
            company::current(txn, &member)?.ok_or(DecisionError::NoCompany)?;
        for name in decision.approve.iter().chain(&decision.reject) {
            let change = stored.request.fields.get(name);
            if change.is_none_or(|change| change.decision.is_some()) {
                return Err(DecisionError::Decided);
            }
        }
        if let Some(account) = txn.account(by)? {
            txn.set_author(&account.id, &account.name);
        }
        stored.settle(Some(&fields));
        let mut decided = Vec::new();
        let mut corrected = false;
        for (name, change) in &mut stored.request.fields {
            let (approve, reject) = (
                decision.approve.contains(name),
                decision.reject.contains(name),
            );
            if !approve && !reject {
                continue;
            }
            if change.decision.is_none() {
                change.decision = Some(match approve {
                    true => Decision::Approved,
                    false => Decision::Rejected,
                });
                if let Some(field) = CompanyField::parse(name).filter(|_| approve) {
                    company::correct(&mut fields, field, &change.wanted);
                    corrected = true;
                }
                change.reason = reject.then(|| reason.to_owned());
            }
            decided.push((name.clone(), change.decision));
        }
        let kind = match corrected {
            true => Change::Shared,
            false => Change::Private,
        };
        let revision = txn.advance(kind, now)?.revision;
        if corrected {
            txn.put_entity(&Entity {
                revision,
                payload: canonical::text(&fields)?,
                ..record
            })?;
        }
        stored.write(txn, revision, now)?;
        for (field, decision) in decided {
            let decision = serde_json::to_value(decision).unwrap_or_default();
            txn.add_change_decision(&storage::ChangeDecision {
                request: id.to_owned(),
                field,
                decision: decision.as_str().unwrap_or_default().to_owned(),
                by: by.to_owned(),
                at: now,
            })?;
        }
        follow(txn, Some(&member), now, |_| Ok(revision))?;
        Ok(entry(txn, stored)?)
    })
}

/// A request as staff see it. What its company hides from staff is not shown to them here either; what
/// the author asks for is.
fn entry<T: StorageTxn + ?Sized>(txn: &T, stored: Stored) -> Result<ChangeEntry, StorageError> {
    let state = stored.request.state();
    let ChangeRequest {
        member,
        mut fields,
        note,
        sent_at,
        ..
    } = stored.request;
    let record = txn.entity(Kind::Member, &member)?;
    let company = match &record {
        Some(record) => canonical::map(&record.payload)?,
        None => serde_json::Map::new(),
    };
    for (name, change) in &mut fields {
        let hidden = CompanyField::parse(name).is_some_and(|field| {
            let field = match field {
                CompanyField::PostalCode => CompanyField::Address,
                other => other,
            };
            !policy::is_among(Role::Staff, policy::audience(&company, field))
        });
        if hidden {
            change.was = serde_json::Value::Null;
            change.now = None;
        }
    }
    Ok(ChangeEntry {
        id: stored.id,
        at: sent_at,
        name: txn
            .account(&stored.account)?
            .map(|account| account.name)
            .unwrap_or_default(),
        company: name_of(txn, &member)?.unwrap_or_default(),
        member,
        note,
        state,
        fields,
    })
}
