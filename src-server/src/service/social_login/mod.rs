//! 소셜로그인: an account is linked by its owner, who is logged in, and logged in to by that link
//! from then on. Nothing else links it, above all no e-mail address.
//!
//! A way to a provider is found by its id, for whoever has the verifier, and by the state in the
//! browser's address. It goes `Waiting` → `Asking` → `Done` or `Failed`, never back. What was done
//! is told only with the code that the browser showed: whoever lures somebody else's browser to an
//! address of his own learns nothing.

mod told;

use std::net::IpAddr;
use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::account::AccountChange;
use handbook_wire::app_link::AppLink;
use handbook_wire::social::{
    SocialFailure, SocialProvider, SocialPurpose, SocialRequest, SocialStarted,
};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use url::Url;

use super::rate::What;
use super::request::{challenge, is_challenge, new_id, new_token};
use super::{Caller, Failure, Service, account};
use crate::social::{Errand, Person, Provider, SocialError};
use crate::storage::{Account, Request, SocialLink, StorageError, StorageWrite};

/// The kind of request that a way to a provider is.
const KIND: &str = "social";
/// For how long (ms) somebody can be on the way.
const OPEN: i64 = 10 * 60 * 1000;
/// For how long (ms) the outcome is told.
const TOLD: i64 = 5 * 60 * 1000;
/// The longest code of a provider.
const LONGEST_CODE: usize = 2048;

/// Somebody on the way to a provider.
#[derive(Serialize, Deserialize)]
struct Way {
    provider: SocialProvider,
    purpose: SocialPurpose,
    /// SHA-256 of the app's verifier, as the app sent it.
    challenge: String,
    nonce: String,
    /// What PKCE's challenge is made of.
    verifier: String,
    /// Account and session that link.
    by: Option<(String, String)>,
    stage: Stage,
    wrong: u32,
}

#[derive(Serialize, Deserialize)]
enum Stage {
    Waiting,
    Asking,
    Failed(SocialFailure),
    Done {
        account: String,
        /// SHA-256 of the code that the browser shows.
        code: Vec<u8>,
    },
}

/// What the browser's page says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SocialLanding {
    /// It is done: the link that leads into the app, and the code for who comes back by himself.
    Done {
        /// The link.
        link: String,
        /// The code, in two groups.
        code: String,
    },
    /// It came to nothing.
    Failed(SocialFailure),
    /// The browser came before, or too late.
    Over,
}

impl Service {
    /// Begins a way to a provider. `caller` is who links.
    ///
    /// # Errors
    /// `not_found` for a provider that the co-op has not set up; `invalid_input`, `throttled`;
    /// `session_expired` and `session_limited` to link without a full session.
    pub fn start_social(
        &self,
        request: &SocialRequest,
        caller: Option<&Caller>,
        address: IpAddr,
    ) -> Result<SocialStarted, Failure> {
        let (id, state) = (new_id()?, new_token()?);
        let url = self.config.public(&format!("/social/{state}"));
        let (Some(_), Some(url)) = (self.social(request.provider), url) else {
            return Err(ErrorCode::NotFound.into());
        };
        let by = match (request.purpose, caller) {
            (SocialPurpose::Login, _) => None,
            (SocialPurpose::Link, None) => return Err(ErrorCode::SessionExpired.into()),
            (SocialPurpose::Link, Some(caller)) if !caller.full => {
                return Err(ErrorCode::SessionLimited.into());
            }
            (SocialPurpose::Link, Some(caller)) => {
                Some((caller.account.clone(), caller.session.clone()))
            }
        };
        if !is_challenge(&request.challenge) {
            return Err(ErrorCode::InvalidInput.into());
        }
        let now = self.clock.now();
        self.rates.admit(What::Start, address, now)?;
        let way = Way {
            provider: request.provider,
            purpose: request.purpose,
            challenge: request.challenge.clone(),
            nonce: new_token()?,
            verifier: new_token()?,
            by,
            stage: Stage::Waiting,
            wrong: 0,
        };
        self.begin_request(KIND, &id, &state, &way, now + OPEN)?;
        Ok(SocialStarted { url, id })
    }

    fn social(&self, provider: SocialProvider) -> Option<&dyn Provider> {
        let found = self.socials.iter().find(|(name, _)| *name == provider);
        found.map(|(_, provider)| &**provider)
    }

    fn return_url(&self, provider: SocialProvider) -> Option<String> {
        self.config
            .public(&format!("/social/return/{}", provider.as_str()))
    }

    /// Where a browser at the way's address goes on to; none when there is nothing to be done (any
    /// more) there.
    ///
    /// # Errors
    /// `throttled`; `server_unavailable` when the provider can't be reached.
    pub async fn social_address(
        self: &Arc<Self>,
        state: String,
        address: IpAddr,
    ) -> Result<Option<Url>, Failure> {
        let now = self.clock.now();
        self.rates.admit(What::Check, address, now)?;
        let key = state.clone();
        let found = self
            .run(move |service| {
                service
                    .storage
                    .reading(|txn| service.request_of::<Way>(txn, KIND, &key))
            })
            .await?;
        let Some((_, way)) = found.filter(|(request, way)| {
            now < request.expires_at && matches!(way.stage, Stage::Waiting)
        }) else {
            return Ok(None);
        };
        let (Some(provider), Some(return_url)) =
            (self.social(way.provider), self.return_url(way.provider))
        else {
            return Ok(None);
        };
        let errand = Errand {
            state: &state,
            nonce: &way.nonce,
            verifier: &way.verifier,
            challenge: &challenge(&way.verifier),
            return_url: &return_url,
        };
        match provider.authorize(&errand).await {
            Ok(address) => Ok(Some(address)),
            Err(error) => {
                tracing::warn!(%error, provider = way.provider.as_str(), "no way to a provider");
                Err(Failure::wait(ErrorCode::ServerUnavailable, 5000))
            }
        }
    }

    /// Takes the browser back from a provider, once. `code` is none when the person or the provider
    /// refused.
    ///
    /// # Errors
    /// `throttled`.
    pub async fn finish_social(
        self: &Arc<Self>,
        provider: String,
        state: String,
        code: Option<String>,
        address: IpAddr,
    ) -> Result<SocialLanding, Failure> {
        self.rates.admit(What::Check, address, self.clock.now())?;
        // In a task of its own: a browser that goes away must not leave it half done.
        let service = Arc::clone(self);
        let task = tokio::spawn(async move {
            let key = state.clone();
            let taken = service
                .run(move |service| service.take_return(&provider, &key))
                .await?;
            let Some(way) = taken else {
                return Ok(SocialLanding::Over);
            };
            let outcome = service.ask_provider(&way, &state, code).await;
            service
                .run(move |service| service.settle_social(&state, outcome))
                .await
        });
        match task.await {
            Ok(done) => done,
            Err(_) => Err(Failure::Internal("a return's task panicked")),
        }
    }

    fn take_return(&self, provider: &str, state: &str) -> Result<Option<Way>, Failure> {
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let Some((request, mut way)) = self.request_of::<Way>(txn, KIND, state)? else {
                return Ok(None);
            };
            // An answer for one provider says nothing about a person at another.
            let open = now < request.expires_at && matches!(way.stage, Stage::Waiting);
            if !open || way.provider.as_str() != provider {
                return Ok(None);
            }
            way.stage = Stage::Asking;
            self.put_way(txn, request, &way)?;
            Ok::<_, Failure>(Some(way))
        })
    }

    async fn ask_provider(
        &self,
        way: &Way,
        state: &str,
        code: Option<String>,
    ) -> Result<Person, SocialFailure> {
        let code = code
            .filter(|code| (1..=LONGEST_CODE).contains(&code.len()))
            .ok_or(SocialFailure::Refused)?;
        let (Some(provider), Some(return_url)) =
            (self.social(way.provider), self.return_url(way.provider))
        else {
            return Err(SocialFailure::Unavailable);
        };
        let errand = Errand {
            state,
            nonce: &way.nonce,
            verifier: &way.verifier,
            challenge: &challenge(&way.verifier),
            return_url: &return_url,
        };
        provider.exchange(&code, &errand).await.map_err(|error| {
            tracing::warn!(%error, provider = way.provider.as_str(), "a return came to nothing");
            match error {
                SocialError::Refused(_) => SocialFailure::Refused,
                SocialError::Unavailable(_) => SocialFailure::Unavailable,
            }
        })
    }

    fn settle_social(
        &self,
        state: &str,
        outcome: Result<Person, SocialFailure>,
    ) -> Result<SocialLanding, Failure> {
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let Some((mut request, mut way)) = self.request_of::<Way>(txn, KIND, state)? else {
                return Ok(SocialLanding::Over);
            };
            if !matches!(way.stage, Stage::Asking) {
                return Ok(SocialLanding::Over);
            }
            let done = match outcome {
                Err(reason) => Err(reason),
                Ok(person) => self.take_person(txn, &way, person, now)?,
            };
            let landing = match done {
                Err(reason) => {
                    way.stage = Stage::Failed(reason);
                    SocialLanding::Failed(reason)
                }
                Ok(account) => {
                    let code = account::code::<8>()?;
                    way.stage = Stage::Done {
                        account: account.id,
                        code: Sha256::digest(code.replace('-', "").as_bytes()).to_vec(),
                    };
                    let link = AppLink::Social {
                        id: request.id.clone(),
                        code: code.replace('-', ""),
                    };
                    SocialLanding::Done {
                        link: link.to_string(),
                        code,
                    }
                }
            };
            request.expires_at = now + TOLD;
            self.put_way(txn, request, &way)?;
            Ok::<_, Failure>(landing)
        })
    }

    /// Whose account the person's is, once it is linked.
    fn take_person(
        &self,
        txn: &mut dyn StorageWrite,
        way: &Way,
        person: Person,
        now: i64,
    ) -> Result<Result<Account, SocialFailure>, Failure> {
        let link = txn.social_link(&person.issuer, &person.subject)?;
        let Some((account, session)) = &way.by else {
            let linked = match link {
                Some(link) => txn.account(&link.account)?,
                None => None,
            };
            return Ok(match linked {
                None => Err(SocialFailure::NotLinked),
                Some(account) if account.is_locked() => Err(SocialFailure::Locked),
                Some(account) => Ok(account),
            });
        };
        let account = txn.account(account)?.filter(|account| !account.is_locked());
        let session = txn
            .session(session)?
            .filter(|session| session.ended_at.is_none() && now < session.expires_at);
        let (Some(account), Some(session)) = (account, session) else {
            return Ok(Err(SocialFailure::Expired));
        };
        match link {
            Some(link) if link.account != account.id => return Ok(Err(SocialFailure::Taken)),
            Some(_) => {}
            None => {
                txn.put_social_link(&SocialLink {
                    issuer: person.issuer,
                    subject: person.subject,
                    account: account.id.clone(),
                    provider: way.provider.as_str().to_owned(),
                    at: now,
                })?;
                let what = AccountChange::SocialLinked;
                self.note(txn, &account.id, what, Some(&session))?;
            }
        }
        Ok(Ok(account))
    }

    fn put_way(
        &self,
        txn: &mut dyn StorageWrite,
        request: Request,
        way: &Way,
    ) -> Result<(), StorageError> {
        let payload = self.seal_request(KIND, &request.id, way)?;
        txn.put_request(&Request { payload, ..request })
    }
}
