//! 본인인증 in the system's browser: begun here, done there, asked about here again, also after the
//! app was away for a while or was ended by the system.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use handbook_wire::ErrorCode;
use handbook_wire::app_link::{self, AppLink};
use handbook_wire::identity::{
    Agency, IdentityCheck, IdentityFailure, IdentityReply, IdentityRequest, IdentityStarted,
    Purpose, ResetPassword, normalise_birth, normalise_name, normalise_phone,
};
use handbook_wire::ipc::{IdentityArgs, IdentityProgress, IdentityState, NewPassword};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;
use url::Url;

use super::account::{checked_id, json};
use super::{Handbook, Inner};
use crate::Error;
use crate::key::{KeyStore, KeyStoreError};
use crate::sync::remote::{Method, RemoteError};

/// Name in the key store.
const PENDING: &str = "identity";

/// The verification that was begun last, as it rests in the key store: it outlives the app, which the
/// system may end while the browser is open.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Pending {
    id: String,
    verifier: String,
    purpose: Purpose,
    agency: Agency,
    state: IdentityState,
    #[serde(default)]
    ticket: Option<String>,
}

impl Pending {
    pub(super) fn load(keys: &dyn KeyStore) -> Result<Option<Self>, KeyStoreError> {
        // What can't be read is none: the member begins anew.
        let kept = keys.load(PENDING)?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()))
    }

    pub(super) fn progress(&self) -> IdentityProgress {
        IdentityProgress {
            purpose: self.purpose,
            agency: self.agency,
            state: self.state.clone(),
        }
    }
}

impl Handbook {
    /// Begins 본인인증 and answers the page that is to be opened in the system's browser, which is
    /// one of the configured server. It takes the place of one that was begun before.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what can't be a name, a mobile number or a birth date; what the
    /// server says.
    pub async fn start_identity(
        &self,
        args: IdentityArgs,
    ) -> Result<(IdentityProgress, Url), Error> {
        let name: String = args.name.nfc().collect();
        let verifier = secret()?;
        let request = IdentityRequest {
            purpose: args.purpose,
            agency: args.agency,
            name: normalise_name(&name).ok_or(Error::Invalid)?,
            phone: normalise_phone(&args.phone).ok_or(Error::Invalid)?,
            birth: normalise_birth(&args.birth).ok_or(Error::Invalid)?,
            agreed: args.agreed,
            challenge: challenge(&verifier),
        };
        let (method, path, body) = (Method::Post, "v1/identity", Some(json(&request)?));
        let mut pending = self.0.pending.lock().await;
        let started: IdentityStarted = match args.purpose {
            Purpose::Account | Purpose::ChangeMobile => {
                self.ask_as_member(method, path, body).await?
            }
            _ => self.ask_as_anybody(method, path, body).await?,
        };
        checked_id(&started.id).map_err(|_| RemoteError::BadReply)?;
        let url = Url::parse(&started.url).map_err(|_| RemoteError::BadReply)?;
        if url.origin() != self.0.server.origin() {
            return Err(RemoteError::BadReply.into());
        }
        let begun = Pending {
            id: started.id,
            verifier,
            purpose: args.purpose,
            agency: args.agency,
            state: IdentityState::Waiting,
            ticket: None,
        };
        let progress = begun.progress();
        self.rest_pending(Some(&begun)).await?;
        *pending = Some(begun);
        Ok((progress, url))
    }

    /// Asks how far the verification is that was begun last.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none; what the server says, and then it still waits.
    pub async fn check_identity(&self) -> Result<IdentityProgress, Error> {
        self.check_pending(None).await
    }

    /// Takes a link by which the browser, or a notification, came back. Anything but the link of the
    /// verification that was begun last, or of a post, is passed over.
    pub async fn open_app_link(&self, link: &str) {
        let behind = app_link::behind(link, self.0.server.as_str());
        let link = behind.as_deref().unwrap_or(link);
        let (id, code) = match AppLink::parse(link) {
            Some(AppLink::Identity { id, code }) => (id, code),
            Some(AppLink::Post { id }) => return self.ask_for_post(id),
            Some(link) => return self.open_social_link(link).await,
            None => return,
        };
        let ours = self.0.pending.lock().await.as_ref().map(|p| p.id == id);
        if ours == Some(true)
            && let Err(error) = self.check_pending(Some(code)).await
        {
            tracing::debug!(%error, "the verification is asked about again later");
        }
    }

    /// Whether a verification waits for the person, so that it is worth asking about.
    pub async fn awaits_identity(&self) -> bool {
        let pending = self.0.pending.lock().await;
        pending
            .as_ref()
            .is_some_and(|pending| pending.state == IdentityState::Waiting)
    }

    async fn check_pending(&self, code: Option<String>) -> Result<IdentityProgress, Error> {
        let mut held = self.0.pending.lock().await;
        let Some(pending) = held.as_mut() else {
            return Err(Error::NotFound);
        };
        if pending.state != IdentityState::Waiting {
            return Ok(pending.progress());
        }
        let path = format!("v1/identity/{}", pending.id);
        let ask = async |code| {
            let check = IdentityCheck {
                verifier: pending.verifier.clone(),
                code,
            };
            self.ask_as_anybody(Method::Post, &path, Some(json(&check)?))
                .await
        };
        let with_code = code.is_some();
        let reply = match ask(code).await {
            // The code was used: the answer got lost, and the verifier alone does as well.
            Err(error) if with_code && is(&error, ErrorCode::WrongCode) => ask(None).await,
            other => other,
        };
        let (state, ticket) = match reply {
            Ok(IdentityReply::Waiting) => return Ok(pending.progress()),
            Ok(IdentityReply::Verified { ticket, login }) => {
                (IdentityState::Verified { login }, ticket)
            }
            Ok(IdentityReply::Failed { reason, message }) => {
                (IdentityState::Failed { reason, message }, None)
            }
            Ok(_) => return Err(RemoteError::BadReply.into()),
            Err(error) if is(&error, ErrorCode::NotFound) => {
                let (reason, message) = (IdentityFailure::Expired, None);
                (IdentityState::Failed { reason, message }, None)
            }
            Err(error) => return Err(error),
        };
        let verified = matches!(state, IdentityState::Verified { .. });
        pending.state = state;
        pending.ticket = ticket;
        let progress = pending.progress();
        self.rest_pending(Some(pending)).await?;
        let of_account = matches!(pending.purpose, Purpose::Account | Purpose::ChangeMobile);
        if verified
            && of_account
            && let Err(error) = self.renew().await
        {
            // The verification holds; sync learns of it when the connection is back.
            tracing::debug!(%error, "the session is renewed later");
            self.0.wake.notify_one();
        }
        Ok(progress)
    }

    /// Forgets the verification that was begun last.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub async fn cancel_identity(&self) -> Result<(), Error> {
        let mut pending = self.0.pending.lock().await;
        *pending = None;
        self.rest_pending(None).await
    }

    /// Sets a new password after 본인인증 for it.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a verification; what the server says, and then it can be tried
    /// again.
    pub async fn reset_password(&self, args: NewPassword) -> Result<(), Error> {
        let ticket = self.ticket(Purpose::ResetPassword).await?;
        let request = ResetPassword {
            ticket,
            new: args.new,
        };
        let body = Some(json(&request)?);
        let () = self
            .ask_as_anybody(Method::Post, "v1/password", body)
            .await?;
        self.cancel_identity().await
    }

    /// The ticket of a verification for `purpose`.
    pub(super) async fn ticket(&self, purpose: Purpose) -> Result<String, Error> {
        let pending = self.0.pending.lock().await;
        pending
            .as_ref()
            .filter(|pending| pending.purpose == purpose)
            .and_then(|pending| pending.ticket.clone())
            .ok_or(Error::NotFound)
    }

    /// Lets the key store and the status hold `pending`.
    async fn rest_pending(&self, pending: Option<&Pending>) -> Result<(), Error> {
        let kept = match pending {
            Some(pending) => Some(serde_json::to_vec(pending).map_err(|_| Error::Invalid)?),
            None => None,
        };
        let progress = pending.map(Pending::progress);
        self.blocking(move |inner: &Inner| {
            match kept {
                Some(json) => inner.sessions.keys().save(PENDING, &json)?,
                None => inner.sessions.keys().remove(PENDING)?,
            }
            Ok(())
        })
        .await?;
        self.0.board.change(|status| status.identity = progress);
        Ok(())
    }
}

/// 256 random bits, to be shown later by who has sent their [`challenge`].
pub(super) fn secret() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(|_| Error::Setup("no randomness"))?;
    Ok(URL_SAFE_NO_PAD.encode(bytes))
}

/// What can be told of a secret before it is shown.
pub(super) fn challenge(secret: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

fn is(error: &Error, code: ErrorCode) -> bool {
    matches!(error, Error::Remote(RemoteError::Refused(reply)) if reply.code == code)
}
