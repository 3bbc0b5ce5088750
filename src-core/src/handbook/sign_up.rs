//! 회원가입: an application that is sent from this device and asked after from it.

use handbook_wire::auth::Device;
use handbook_wire::identity::Purpose;
use handbook_wire::ipc::{SignUpArgs, SignUpView};
use handbook_wire::sign_up::{
    CompanyNames, CompanyQuery, SignUpCheck, SignUpReceived, SignUpRequest, SignUpState,
};
use serde::{Deserialize, Serialize};
use url::form_urlencoded;

use super::Handbook;
use super::account::{checked_id, json};
use super::identity::{challenge, secret};
use crate::Error;
use crate::sync::remote::{Method, RemoteError};

/// Name in the key store.
const SENT: &str = "sign-up";

/// The application as it rests in the key store.
#[derive(Serialize, Deserialize)]
struct Sent {
    id: String,
    verifier: String,
    company: String,
    /// Newest state that is known.
    state: SignUpState,
}

impl Handbook {
    /// Companies by name.
    ///
    /// # Errors
    /// What the server says.
    pub async fn find_companies(&self, args: CompanyQuery) -> Result<CompanyNames, Error> {
        let query: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("name", args.name.trim())
            .finish();
        let path = format!("v1/sign-up/companies?{query}");
        self.ask_as_anybody(Method::Get, &path, None).await
    }

    /// Sends an application after 본인인증 for it.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a verification; what the server says, and then it can be tried
    /// again.
    pub async fn sign_up(&self, args: SignUpArgs) -> Result<SignUpView, Error> {
        let verifier = secret()?;
        let device = self.blocking(|inner| inner.sessions.device_id()).await?;
        let request = SignUpRequest {
            ticket: self.ticket(Purpose::SignUp).await?,
            company: args.company,
            position: args.position,
            password: args.password,
            agreed: args.agreed,
            challenge: challenge(&verifier),
            device: Device {
                id: device,
                name: self.0.device_name.clone(),
            },
        };
        let received: SignUpReceived = self
            .ask_as_anybody(Method::Post, "v1/sign-up", Some(json(&request)?))
            .await?;
        checked_id(&received.id).map_err(|_| RemoteError::BadReply)?;
        let sent = Sent {
            id: received.id,
            verifier,
            company: args.company_name,
            state: SignUpState::Waiting {
                at: self.0.clock.now_ms(),
            },
        };
        let view = sent.view();
        self.rest_sent(Some(sent)).await?;
        self.cancel_identity().await?;
        Ok(view)
    }

    /// What became of the application that was sent from this device; what was known last while
    /// there is no connection.
    ///
    /// # Errors
    /// What the server says; [`Error::Key`].
    pub async fn check_sign_up(&self) -> Result<Option<SignUpView>, Error> {
        let kept = self.blocking(|inner| Ok(inner.sessions.keys().load(SENT)?));
        let kept = kept.await?;
        let Some(mut sent) = kept.and_then(|json| serde_json::from_slice::<Sent>(&json).ok())
        else {
            return Ok(None);
        };
        let check = SignUpCheck {
            verifier: sent.verifier.clone(),
        };
        let path = format!("v1/sign-up/{}", checked_id(&sent.id)?);
        let state = self
            .ask_as_anybody(Method::Post, &path, Some(json(&check)?))
            .await;
        match state {
            Ok(state) => sent.state = state,
            Err(Error::Remote(RemoteError::Offline)) => return Ok(Some(sent.view())),
            Err(error) => return Err(error),
        }
        let view = sent.view();
        self.rest_sent(Some(sent)).await?;
        Ok(Some(view))
    }

    /// Forgets the application on this device.
    ///
    /// # Errors
    /// [`Error::Key`].
    pub async fn forget_sign_up(&self) -> Result<(), Error> {
        self.rest_sent(None).await
    }

    async fn rest_sent(&self, sent: Option<Sent>) -> Result<(), Error> {
        let kept = match sent {
            Some(sent) => Some(serde_json::to_vec(&sent).map_err(|_| Error::Invalid)?),
            None => None,
        };
        self.blocking(move |inner| {
            let keys = inner.sessions.keys();
            match kept {
                Some(json) => Ok(keys.save(SENT, &json)?),
                None => Ok(keys.remove(SENT)?),
            }
        })
        .await
    }
}

impl Sent {
    fn view(&self) -> SignUpView {
        SignUpView {
            company: self.company.clone(),
            state: self.state.clone(),
        }
    }
}
