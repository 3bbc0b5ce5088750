//! The e-mail address of an account: taken once a code that was sent there comes back.

use std::net::IpAddr;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::account::{AccountChange, EmailChange, normalise_email};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::rate::What;
use super::{Caller, Failure, Service, hex, random};
use crate::storage::Request;

/// The kind of request that a change is.
const KIND: &str = "email";
/// How long (ms) a code is good.
const GOOD: i64 = 10 * 60 * 1000;
/// Wrong codes after which a new one has to be sent.
const TRIES: u32 = 5;

#[derive(Serialize, Deserialize)]
struct Change {
    email: String,
    /// Six digits.
    code: String,
    wrong: u32,
}

impl Service {
    /// Sends a code to the address that shall be the caller's.
    ///
    /// # Errors
    /// `not_found` when the server sends no mail; `invalid_input` for what can't be an address;
    /// `throttled`; `server_unavailable` when the mail was not taken.
    pub async fn start_email(
        self: &Arc<Self>,
        caller: Caller,
        request: EmailChange,
        address: IpAddr,
    ) -> Result<(), Failure> {
        let mailer = self.mailer.as_ref().ok_or(ErrorCode::NotFound)?;
        let email = normalise_email(&request.email).ok_or(ErrorCode::InvalidInput)?;
        self.rates.admit(What::Start, address, self.clock.now())?;
        let to = email.clone();
        let code = self
            .run(move |service| {
                service.admit_attempt("email-start", &caller.account)?;
                let code = format!("{:06}", u64::from_be_bytes(random::<8>()?) % 1_000_000);
                let id = id_of(&caller);
                let change = Change {
                    email,
                    code: code.clone(),
                    wrong: 0,
                };
                let payload = service.seal_request(KIND, &id, &change)?;
                let expires_at = service.clock.now() + GOOD;
                service.storage.writing(|txn| {
                    let _ = service.own(txn, &caller)?;
                    Ok::<_, Failure>(txn.put_request(&Request {
                        id,
                        kind: KIND.to_owned(),
                        secret: None,
                        payload,
                        expires_at,
                    })?)
                })?;
                Ok(code)
            })
            .await?;
        let text = format!(
            "e수첩 이메일 확인 번호는 {code} 입니다.\n\n앱에 10분 안에 입력해 주세요.\n\
             요청하신 적이 없다면 이 메일을 지우시면 됩니다.\n"
        );
        let sent = mailer.send(&to, "[e수첩] 이메일 확인 번호", text).await;
        sent.map_err(|_| Failure::wait(ErrorCode::ServerUnavailable, 5000))
    }

    /// Takes the code, and with it the address; the former address is told.
    ///
    /// # Errors
    /// `wrong_code`, also for one that is too old; `throttled`.
    pub async fn confirm_email(
        self: &Arc<Self>,
        caller: Caller,
        code: String,
    ) -> Result<(), Failure> {
        let former = self
            .run(move |service| service.confirm_email_now(&caller, &code))
            .await?;
        self.tell_by_mail(
            former,
            "[e수첩] 이메일이 변경되었습니다",
            "e수첩 계정의 이메일이 다른 주소로 변경되었습니다.",
        );
        Ok(())
    }

    fn confirm_email_now(&self, caller: &Caller, code: &str) -> Result<Option<String>, Failure> {
        let now = self.clock.now();
        let id = id_of(caller);
        let done = self.storage.writing(|txn| {
            let (mut account, session) = self.own(txn, caller)?;
            let found = txn
                .request(&id)?
                .filter(|request| request.kind == KIND && now < request.expires_at);
            let Some(request) = found else {
                return Ok::<_, Failure>(None);
            };
            let Some(mut change) = self.open_request::<Change>(&request) else {
                return Ok(None);
            };
            if !bool::from(change.code.as_bytes().ct_eq(code.as_bytes())) {
                change.wrong += 1;
                if change.wrong >= TRIES {
                    txn.take_request(&id)?;
                } else {
                    let payload = self.seal_request(KIND, &id, &change)?;
                    txn.put_request(&Request { payload, ..request })?;
                }
                return Ok(None);
            }
            txn.take_request(&id)?;
            txn.set_throttle(
                &Sha256::digest(format!("email-start\0{}", account.id)),
                None,
            )?;
            let former = account.email.replace(change.email);
            txn.put_account(&account)?;
            let what = AccountChange::EmailChanged;
            self.note(txn, &account.id, what, Some(&session))?;
            Ok(Some(former))
        })?;
        Ok(done.ok_or(ErrorCode::WrongCode)?)
    }

    /// Forgets the caller's address; it is told.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub async fn remove_email(self: &Arc<Self>, caller: Caller) -> Result<(), Failure> {
        let former = self
            .run(move |service| {
                service.storage.writing(|txn| {
                    let (mut account, session) = service.own(txn, &caller)?;
                    let former = account.email.take();
                    if former.is_some() {
                        txn.put_account(&account)?;
                        let what = AccountChange::EmailChanged;
                        service.note(txn, &account.id, what, Some(&session))?;
                    }
                    Ok::<_, Failure>(former)
                })
            })
            .await?;
        self.tell_by_mail(
            former,
            "[e수첩] 이메일이 삭제되었습니다",
            "e수첩 계정에서 이 이메일이 삭제되었습니다.",
        );
        Ok(())
    }

    /// Tells the owner of an address what happened to the account. Nothing waits for it, and a mail
    /// that is not taken is not sent again.
    pub(super) fn tell_by_mail(
        self: &Arc<Self>,
        to: Option<String>,
        subject: &'static str,
        what: &'static str,
    ) {
        let Some(to) = to.filter(|_| self.mailer.is_some()) else {
            return;
        };
        let service = Arc::clone(self);
        let text = format!(
            "{what}\n\n본인이 하신 일이 아니라면 조합 사무국({})으로 바로 연락해 주세요.\n",
            self.config
                .coop
                .phone
                .as_deref()
                .unwrap_or(&self.config.name)
        );
        tokio::spawn(async move {
            if let Some(mailer) = &service.mailer {
                // What went wrong is in the log.
                let _ = mailer.send(&to, subject, text).await;
            }
        });
    }
}

/// One change an account at a time: a new one takes the place of the one before.
fn id_of(caller: &Caller) -> String {
    let digest = Sha256::digest(format!("{KIND}\0{}", caller.account));
    hex(digest.get(..16).unwrap_or_default())
}
