//! 회원가입: applications, and what staff decide on them.

use std::net::IpAddr;
use std::sync::Arc;

use handbook_wire::auth::Role;
use handbook_wire::coop::Occasion;
use handbook_wire::identity::{Agreement, Purpose};
use handbook_wire::sign_up::{
    SignUp, SignUpCheck, SignUpDecision, SignUpList, SignUpReceived, SignUpRequest, SignUpState,
};
use handbook_wire::{ErrorCode, password};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::coop::current_company;
use super::identity::Person;
use super::rate::What;
use super::request::{is_behind, is_challenge, new_id};
use super::session::is_key;
use super::{Caller, Failure, Service, document, post};
use crate::clock::Clock;
use crate::storage::{self, Account, Device, Storage, StorageError, StorageTxn};

/// The most characters of a position and of a device's name.
const LONGEST: usize = 100;
/// The most characters of a reason.
const LONGEST_REASON: usize = 500;

/// What an application says, as long as it waits.
#[derive(Serialize, Deserialize)]
struct Application {
    challenge: String,
    name: String,
    phone: String,
    birth: Vec<u8>,
    ci: Option<Vec<u8>>,
    company: String,
    position: String,
    /// PHC string.
    password: String,
    device: handbook_wire::auth::Device,
    agreed: Vec<Agreement>,
}

/// What is kept of an application that was decided on.
#[derive(Serialize, Deserialize)]
struct Decided {
    challenge: String,
    reason: Option<String>,
}

/// Why staff's decision was not carried out.
#[derive(Debug, thiserror::Error)]
pub enum DecisionError {
    /// There is no such application.
    #[error("이 번호의 가입 신청이 없어요.")]
    Unknown,
    /// It was decided on before.
    #[error("이미 결정한 가입 신청이에요.")]
    Decided,
    /// The company does not belong to the co-op any more.
    #[error("신청한 회사가 지금은 조합원사가 아니에요.")]
    NoCompany,
    /// Somebody else logs in with the number.
    #[error("신청한 번호로 로그인하는 계정이 이미 있어요.")]
    LoginTaken,
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
            DecisionError::NoReason => ErrorCode::InvalidInput.into(),
            DecisionError::Decided | DecisionError::NoCompany | DecisionError::LoginTaken => {
                ErrorCode::Conflict.into()
            }
            DecisionError::Storage(error) => error.into(),
        }
    }
}

impl Service {
    /// Takes an application in.
    ///
    /// # Errors
    /// `wrong_code` for a bad ticket; `weak_password`, `invalid_input` and `conflict` (somebody logs
    /// in with the verified number already) leave the ticket good; `throttled`.
    pub async fn sign_up(
        self: &Arc<Self>,
        request: SignUpRequest,
        address: IpAddr,
    ) -> Result<SignUpReceived, Failure> {
        self.rates.admit(What::Ticket, address, self.clock.now())?;
        let _slot = self.password_slot().await?;
        self.run(move |service| service.sign_up_now(request)).await
    }

    fn sign_up_now(&self, request: SignUpRequest) -> Result<SignUpReceived, Failure> {
        let new = Zeroizing::new(request.password);
        let position = request.position.trim();
        let well_formed = is_challenge(&request.challenge)
            && is_key(&request.device.id)
            && request.device.name.chars().count() <= LONGEST
            && (1..=LONGEST).contains(&position.chars().count())
            && !position.chars().any(char::is_control);
        let agreed = document::agreed(Occasion::SignUp, &request.agreed);
        let (true, Some(agreed)) = (well_formed, agreed) else {
            return Err(ErrorCode::InvalidInput.into());
        };
        let person = self.storage.reading(|txn| {
            let (_, person) = self.ticket(txn, &request.ticket, Purpose::SignUp)?;
            self.check_applicant(txn, &person, &request.company, &new)?;
            Ok::<_, Failure>(person)
        })?;
        let application = Application {
            challenge: request.challenge,
            birth: self.mac_birth(&person.birth),
            name: person.name,
            phone: person.phone,
            ci: person.ci,
            company: request.company,
            position: position.to_owned(),
            password: self.passwords.hash(&new)?,
            device: request.device,
            agreed,
        };
        let payload = serde_json::to_string(&application)
            .map_err(|_| Failure::Internal("an application can't be written"))?;
        let id = new_id()?;
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let (ticket, person) = self.ticket(txn, &request.ticket, Purpose::SignUp)?;
            if !txn.take_request(&ticket)? {
                return Err(Failure::from(ErrorCode::WrongCode));
            }
            self.check_applicant(txn, &person, &application.company, &new)?;
            txn.put_sign_up(&storage::SignUp {
                id: id.clone(),
                state: storage::SignUpState::Waiting,
                at: now,
                decided_at: None,
                company: application.company.clone(),
                person: self.mac_person(&person),
                payload,
            })?;
            for one in &application.agreed {
                txn.add_agreement(&id, &one.document, &one.version, now)?;
            }
            Ok(())
        })?;
        tracing::info!("application received");
        Ok(SignUpReceived { id })
    }

    fn check_applicant<T: StorageTxn + ?Sized>(
        &self,
        txn: &T,
        person: &Person,
        company: &str,
        new: &str,
    ) -> Result<(), Failure> {
        if password::unmet(new, &[&person.phone, &person.birth]).is_some() {
            return Err(ErrorCode::WeakPassword.into());
        }
        if current_company(txn, company)?.is_none() {
            return Err(ErrorCode::InvalidInput.into());
        }
        if txn.account_by_login(&person.phone)?.is_some() {
            return Err(ErrorCode::Conflict.into());
        }
        Ok(())
    }

    /// What became of an application, for whoever has its verifier.
    ///
    /// # Errors
    /// `not_found` also when the verifier is wrong, `throttled`.
    pub fn check_sign_up(
        &self,
        id: &str,
        check: &SignUpCheck,
        address: IpAddr,
    ) -> Result<SignUpState, Failure> {
        self.rates.admit(What::Check, address, self.clock.now())?;
        let found = self.storage.reading(|txn| txn.sign_up(id))?;
        let found = found.ok_or(ErrorCode::NotFound)?;
        let (challenge, state) = match found.state {
            storage::SignUpState::Waiting => (
                read::<Application>(&found.payload)?.challenge,
                SignUpState::Waiting { at: found.at },
            ),
            storage::SignUpState::Approved => (
                read::<Decided>(&found.payload)?.challenge,
                SignUpState::Approved,
            ),
            storage::SignUpState::Rejected => {
                let decided: Decided = read(&found.payload)?;
                let reason = decided.reason.unwrap_or_default();
                (decided.challenge, SignUpState::Rejected { reason })
            }
        };
        match is_behind(&check.verifier, &challenge) {
            true => Ok(state),
            false => Err(ErrorCode::NotFound.into()),
        }
    }

    /// The applications that wait, for staff.
    ///
    /// # Errors
    /// `forbidden` for anybody else.
    pub fn list_sign_ups(&self, caller: &Caller) -> Result<SignUpList, Failure> {
        require_staff(caller)?;
        Ok(SignUpList {
            sign_ups: self.waiting_sign_ups_for(&self.in_app(caller)?)?,
        })
    }

    /// Carries out staff's decision.
    ///
    /// # Errors
    /// `forbidden`, `not_found`, `conflict`, `invalid_input` for a rejection without a reason.
    pub fn decide_sign_up(
        &self,
        caller: &Caller,
        id: &str,
        decision: &SignUpDecision,
    ) -> Result<(), Failure> {
        require_staff(caller)?;
        Ok(self.decide_sign_up_for(&self.in_app(caller)?, id, decision)?)
    }
}

pub(super) fn require_staff(caller: &Caller) -> Result<(), Failure> {
    match caller.role {
        Role::Staff => Ok(()),
        Role::Member => Err(ErrorCode::Forbidden.into()),
    }
}

/// The applications that wait, oldest first.
///
/// # Errors
/// [`StorageError`].
pub fn list(storage: &dyn Storage) -> Result<Vec<SignUp>, StorageError> {
    storage.reading(|txn| {
        let mut waiting = Vec::new();
        for found in txn.waiting_sign_ups()? {
            let application: Application = read(&found.payload)?;
            waiting.push(SignUp {
                id: found.id,
                at: found.at,
                name: application.name,
                phone: application.phone,
                company: current_company(txn, &found.company)?.unwrap_or_default(),
                position: application.position,
            });
        }
        Ok(waiting)
    })
}

/// Approves an application, which makes its account, or turns it down.
///
/// # Errors
/// [`DecisionError`].
pub fn decide(
    storage: &dyn Storage,
    clock: &dyn Clock,
    id: &str,
    decision: &SignUpDecision,
) -> Result<(), DecisionError> {
    let reason = match decision {
        SignUpDecision::Approve => None,
        SignUpDecision::Reject { reason } => {
            let reason = reason.trim();
            if !(1..=LONGEST_REASON).contains(&reason.chars().count()) {
                return Err(DecisionError::NoReason);
            }
            Some(reason.to_owned())
        }
    };
    let now = clock.now();
    storage.writing(|txn| {
        let mut found = txn.sign_up(id)?.ok_or(DecisionError::Unknown)?;
        if found.state != storage::SignUpState::Waiting {
            return Err(DecisionError::Decided);
        }
        let application: Application = read(&found.payload)?;
        found.state = match reason {
            Some(_) => storage::SignUpState::Rejected,
            None => storage::SignUpState::Approved,
        };
        found.decided_at = Some(now);
        let decided = Decided {
            challenge: application.challenge.clone(),
            reason,
        };
        found.payload =
            serde_json::to_string(&decided).map_err(|_| StorageError::Corrupt("sign-up"))?;
        txn.put_sign_up(&found)?;
        if found.state == storage::SignUpState::Approved {
            let account = make_account(txn, &found, application)?;
            post::follow(txn, post::Whose::Account(&account), None, now)?;
        }
        Ok(())
    })
}

fn make_account(
    txn: &mut dyn storage::StorageWrite,
    sign_up: &storage::SignUp,
    application: Application,
) -> Result<Account, DecisionError> {
    if current_company(txn, &sign_up.company)?.is_none() {
        return Err(DecisionError::NoCompany);
    }
    if txn.account_by_login(&application.phone)?.is_some() {
        return Err(DecisionError::LoginTaken);
    }
    let id = txn.next_id()?.to_string();
    let mut account = Account::new(
        id.clone(),
        application.phone.clone(),
        Role::Member,
        application.name,
        sign_up.id.clone(),
    );
    account.company = Some(sign_up.company.clone());
    account.mobile = Some(application.phone);
    account.password = Some(application.password);
    account.verified_at = Some(sign_up.at);
    account.birth = Some(application.birth);
    account.ci = application.ci;
    txn.put_account(&account)?;
    txn.put_device(&Device {
        account: id.clone(),
        id: application.device.id,
        name: application.device.name,
        first_seen_at: sign_up.at,
        verified_at: Some(sign_up.at),
    })?;
    for one in application.agreed {
        txn.add_agreement(&id, &one.document, &one.version, sign_up.at)?;
    }
    Ok(account)
}

fn read<'a, T: Deserialize<'a>>(payload: &'a str) -> Result<T, StorageError> {
    serde_json::from_str(payload).map_err(|_| StorageError::Corrupt("sign-up"))
}
