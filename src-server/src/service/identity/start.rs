//! How a verification begins.

use std::net::IpAddr;

use handbook_wire::ErrorCode;
use handbook_wire::coop::Occasion;
use handbook_wire::identity::{IdentityRequest, IdentityStarted, Purpose};

use super::{By, KIND, OPEN, Person, SavedForm, Stage, Verification};
use crate::identity::{Form, IdentityProvider, Inquiry};
use crate::service::rate::What;
use crate::service::request::{is_challenge, new_id, new_token};
use crate::service::{Caller, Failure, Service, document, hex, random};

impl Service {
    /// Begins a verification. `caller` is who has a session, if anybody.
    ///
    /// # Errors
    /// `ask_staff` when nobody verifies people for this co-op, `invalid_input`, `throttled`;
    /// `session_expired` and `session_limited` for a purpose that needs a session.
    pub fn start_identity(
        &self,
        request: &IdentityRequest,
        caller: Option<&Caller>,
        address: IpAddr,
    ) -> Result<IdentityStarted, Failure> {
        let (id, state) = (new_id()?, new_token()?);
        let (Some(provider), Some(config), Some(url)) = (
            &self.identity,
            &self.config.identity,
            self.config.public(&format!("/identity/{state}")),
        ) else {
            return Err(ErrorCode::AskStaff.into());
        };
        let now = self.clock.now();
        let by = by(request.purpose, caller)?;
        let person = Person::typed(&request.name, &request.phone, &request.birth, now);
        let agreed = document::agreed(Occasion::Identity, &request.agreed);
        let (Some(person), Some(agreed)) = (person, agreed) else {
            return Err(ErrorCode::InvalidInput.into());
        };
        if !config.agencies.contains(&request.agency) || !is_challenge(&request.challenge) {
            return Err(ErrorCode::InvalidInput.into());
        }
        self.rates.admit(What::Start, address, now)?;
        // Each start can make the person's phone ring.
        let attempt = self.admit_attempt("identity", &person.phone)?;

        let transaction = hex(&random::<10>()?);
        let form = make_form(&**provider, request, &person, &transaction, &url)
            .ok_or(ErrorCode::InvalidInput)?;
        let verification = Verification {
            purpose: request.purpose,
            person,
            agreed,
            challenge: request.challenge.clone(),
            transaction,
            form: SavedForm {
                action: form.action,
                origin: form.origin,
                fields: (form.fields.into_iter())
                    .map(|(name, value)| (name.to_owned(), value))
                    .collect(),
            },
            by,
            attempt,
            stage: Stage::Waiting,
            code: None,
            ticket: None,
        };
        self.begin_request(KIND, &id, &state, &verification, now + OPEN)?;
        tracing::info!(purpose = ?request.purpose, agency = ?request.agency, "verification begun");
        Ok(IdentityStarted {
            id,
            url,
            seconds: u32::try_from(OPEN / 1000).unwrap_or_default(),
        })
    }

    /// What the browser's page posts to the provider; none when there is nothing to be done (any
    /// more) at this address.
    ///
    /// # Errors
    /// `throttled`.
    pub fn identity_form(
        &self,
        state: &str,
        address: IpAddr,
    ) -> Result<Option<BrowserForm>, Failure> {
        let now = self.clock.now();
        self.rates.admit(What::Check, address, now)?;
        let found = self
            .storage
            .reading(|txn| self.verification_of(txn, state))?;
        Ok(found
            .filter(|(request, found)| {
                now < request.expires_at && matches!(found.stage, Stage::Waiting)
            })
            .map(|(_, found)| BrowserForm {
                action: found.form.action,
                origin: found.form.origin,
                fields: found.form.fields,
            }))
    }
}

/// A form for a browser to post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BrowserForm {
    /// Where to.
    pub action: String,
    /// Scheme, host and port of `action`.
    pub origin: String,
    /// Names and values.
    pub fields: Vec<(String, String)>,
}

fn by(purpose: Purpose, caller: Option<&Caller>) -> Result<Option<By>, Failure> {
    let full = match purpose {
        Purpose::Account => false,
        Purpose::ChangeMobile => true,
        Purpose::SignUp | Purpose::FindLogin | Purpose::ResetPassword => return Ok(None),
    };
    let caller = caller.ok_or(ErrorCode::SessionExpired)?;
    if full && !caller.full {
        return Err(ErrorCode::SessionLimited.into());
    }
    Ok(Some(By {
        account: caller.account.clone(),
        session: caller.session.clone(),
    }))
}

fn make_form(
    provider: &dyn IdentityProvider,
    request: &IdentityRequest,
    person: &Person,
    transaction: &str,
    url: &str,
) -> Option<Form> {
    provider.form(&Inquiry {
        agency: request.agency,
        name: &person.name,
        phone: &person.phone,
        birth: &person.birth,
        transaction,
        success_url: &format!("{url}/success"),
        failure_url: &format!("{url}/failure"),
    })
}
