//! 소셜로그인 as the app does it: a secret of its own, the provider's page in the system's browser,
//! and the code that the browser brings back or the member types.

use handbook_wire::app_link::AppLink;
use handbook_wire::auth::Device;
use handbook_wire::ipc::{SocialArgs, SocialCodeArgs, SocialProgress, SocialState, UnlinkArgs};
use handbook_wire::social::{
    SocialCheck, SocialFailure, SocialProvider, SocialPurpose, SocialReply, SocialRequest,
    SocialStarted,
};
use serde::{Deserialize, Serialize};
use url::Url;

use super::account::{checked_id, json};
use super::identity::{challenge, secret};
use super::{Handbook, Inner};
use crate::Error;
use crate::key::{KeyStore, KeyStoreError};
use crate::sync::remote::{Method, RemoteError};
use handbook_wire::ErrorCode;

/// Name in the key store.
const WAY: &str = "social";

/// The way to a provider that was begun last, as it rests in the key store: it outlives the app,
/// which the system may end while the browser is open.
#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Way {
    id: String,
    verifier: String,
    provider: SocialProvider,
    purpose: SocialPurpose,
    keep: bool,
    state: SocialState,
}

impl Way {
    pub(super) fn load(keys: &dyn KeyStore) -> Result<Option<Self>, KeyStoreError> {
        // What can't be read is none: the member begins anew.
        let kept = keys.load(WAY)?;
        Ok(kept.and_then(|json| serde_json::from_slice(&json).ok()))
    }

    pub(super) fn progress(&self) -> SocialProgress {
        SocialProgress {
            provider: self.provider,
            purpose: self.purpose,
            state: self.state,
        }
    }
}

impl Handbook {
    /// Begins a way to a provider and answers the page that is to be opened in the system's
    /// browser, which is one of the configured server. It takes the place of one that was begun
    /// before.
    ///
    /// # Errors
    /// What the server says.
    pub async fn start_social(&self, args: SocialArgs) -> Result<(SocialProgress, Url), Error> {
        let verifier = secret()?;
        let request = SocialRequest {
            provider: args.provider,
            purpose: args.purpose,
            challenge: challenge(&verifier),
        };
        let (method, path, body) = (Method::Post, "v1/social", Some(json(&request)?));
        let mut held = self.0.social.lock().await;
        let started: SocialStarted = match args.purpose {
            SocialPurpose::Link => self.ask_as_member(method, path, body).await?,
            SocialPurpose::Login => self.ask_as_anybody(method, path, body).await?,
        };
        checked_id(&started.id).map_err(|_| RemoteError::BadReply)?;
        let url = Url::parse(&started.url).map_err(|_| RemoteError::BadReply)?;
        if url.origin() != self.0.server.origin() {
            return Err(RemoteError::BadReply.into());
        }
        let way = Way {
            id: started.id,
            verifier,
            provider: args.provider,
            purpose: args.purpose,
            keep: args.keep,
            state: SocialState::Waiting,
        };
        let progress = way.progress();
        self.rest_way(Some(&way)).await?;
        *held = Some(way);
        Ok((progress, url))
    }

    /// Asks what came of the way that was begun last, with the code that the browser shows.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none; what the server says, above all that the code is
    /// wrong, and then it still waits.
    pub async fn check_social(&self, args: SocialCodeArgs) -> Result<SocialProgress, Error> {
        let mut held = self.0.social.lock().await;
        let Some(way) = held.as_mut() else {
            return Err(Error::NotFound);
        };
        if way.state != SocialState::Waiting {
            return Ok(way.progress());
        }
        let id = self.blocking(|inner| inner.sessions.device_id()).await?;
        let check = SocialCheck {
            verifier: way.verifier.clone(),
            code: args.code,
            device: Device {
                id,
                name: self.0.device_name.clone(),
            },
        };
        let path = format!("v1/social/{}", way.id);
        let reply = self
            .ask_as_anybody(Method::Post, &path, Some(json(&check)?))
            .await;
        way.state = match reply {
            Ok(SocialReply::Waiting) => return Ok(way.progress()),
            Ok(SocialReply::Linked) => SocialState::Done,
            Ok(SocialReply::LoggedIn { session }) => {
                self.enter(*session, way.keep).await?;
                SocialState::Done
            }
            Ok(SocialReply::Failed { reason }) => SocialState::Failed { reason },
            Ok(_) => return Err(RemoteError::BadReply.into()),
            Err(Error::Remote(RemoteError::Refused(reply)))
                if reply.code == ErrorCode::NotFound =>
            {
                let reason = SocialFailure::Expired;
                SocialState::Failed { reason }
            }
            Err(error) => return Err(error),
        };
        let progress = way.progress();
        if matches!(way.state, SocialState::Done) && way.purpose == SocialPurpose::Login {
            *held = None;
            self.rest_way(None).await?;
        } else {
            let way = way.clone();
            self.rest_way(Some(&way)).await?;
        }
        Ok(progress)
    }

    /// Takes the link by which the browser came back from a provider. Anything but the link of the
    /// way that was begun last is passed over.
    pub(super) async fn open_social_link(&self, link: AppLink) {
        let AppLink::Social { id, code } = link else {
            return;
        };
        let ours = self.0.social.lock().await.as_ref().map(|way| way.id == id);
        if ours == Some(true)
            && let Err(error) = self.check_social(SocialCodeArgs { code: Some(code) }).await
        {
            tracing::debug!(%error, "the member types the code");
        }
    }

    /// Whether somebody may be on the way to a provider, so that it is worth asking about.
    pub async fn awaits_social(&self) -> bool {
        let held = self.0.social.lock().await;
        (held.as_ref()).is_some_and(|way| way.state == SocialState::Waiting)
    }

    /// Forgets the way that was begun last.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub async fn cancel_social(&self) -> Result<(), Error> {
        let mut held = self.0.social.lock().await;
        *held = None;
        self.rest_way(None).await
    }

    /// Unlinks the account from a provider.
    ///
    /// # Errors
    /// What the server says.
    pub async fn unlink_social(&self, args: UnlinkArgs) -> Result<(), Error> {
        let path = format!("v1/account/socials/{}", args.provider.as_str());
        self.ask_as_member(Method::Delete, &path, None).await
    }

    /// Lets the key store and the status hold `way`.
    async fn rest_way(&self, way: Option<&Way>) -> Result<(), Error> {
        let kept = match way {
            Some(way) => Some(serde_json::to_vec(way).map_err(|_| Error::Invalid)?),
            None => None,
        };
        let progress = way.map(Way::progress);
        self.blocking(move |inner: &Inner| {
            match kept {
                Some(json) => inner.sessions.keys().save(WAY, &json)?,
                None => inner.sessions.keys().remove(WAY)?,
            }
            Ok(())
        })
        .await?;
        self.0.board.change(|status| status.social = progress);
        Ok(())
    }
}
