//! KG이니시스 통합인증, service 01 (간편인증).
//!
//! The browser posts a form to the service; the service sends the browser back with a pointer to the
//! result; the server fetches the result, in which the person's data is sealed with SEED. The
//! pointer is unsigned: see [`result_address`] for what is taken.

mod answer;
mod callback;

use futures_util::future::BoxFuture;
use handbook_wire::identity::Agency;
use reqwest::{Client, StatusCode};
use serde::Serialize;
use sha2::{Digest, Sha256};
use url::Url;

use super::{Callback, Form, IdentityError, IdentityProvider, Inquiry, Subject};
use crate::config::{InicisConfig, ResultHost};
use crate::outgoing::{self, ClientError, Unread};

/// Code of 간편인증.
const SERVICE: &str = "01";
/// The most bytes of its answer.
const LONGEST_ANSWER: usize = 16 << 10;
/// The most bytes of a name: 8 syllables.
const LONGEST_NAME: usize = 25;

/// The service.
pub struct Inicis {
    config: InicisConfig,
    client: Client,
}

impl Inicis {
    /// The service as it is configured.
    ///
    /// # Errors
    /// [`ClientError`].
    pub fn new(config: InicisConfig) -> Result<Self, ClientError> {
        let client = outgoing::client(config.is_loopback())?;
        Ok(Self { config, client })
    }

    async fn ask(&self, callback: &Callback, transaction: &str) -> Result<Subject, IdentityError> {
        let address = result_address(&callback.result_url, &self.config.result_hosts).ok_or(
            IdentityError::Unavailable("a result host that is not the provider's"),
        )?;
        let bytes = match self.post(&address, &callback.transaction).await {
            Err(Attempt::Again(_)) => self.post(&address, &callback.transaction).await,
            done => done,
        };
        let bytes = bytes.map_err(|attempt| match attempt {
            Attempt::Again(reason) | Attempt::Failed(reason) => IdentityError::Unavailable(reason),
        })?;
        answer::read(&bytes, callback, transaction, &self.config.iv)
    }

    async fn post(&self, address: &Url, transaction: &str) -> Result<Vec<u8>, Attempt> {
        let body = ResultRequest {
            mid: &self.config.mid,
            tx_id: transaction,
        };
        let request = self.client.post(address.clone()).json(&body);
        let response = request
            .send()
            .await
            .map_err(|_| Attempt::Again("the result host does not answer"))?;
        match response.status() {
            StatusCode::OK => {}
            status if status.is_server_error() => {
                return Err(Attempt::Again("the result host fails"));
            }
            _ => return Err(Attempt::Failed("the result host refuses")),
        }
        outgoing::body(response, LONGEST_ANSWER)
            .await
            .map_err(|unread| match unread {
                Unread::Broken => Attempt::Again("the result host's answer breaks off"),
                Unread::TooLong => Attempt::Failed("the result is too long"),
            })
    }
}

/// What became of one request.
enum Attempt {
    /// Worth another one.
    Again(&'static str),
    Failed(&'static str),
}

#[derive(Serialize)]
struct ResultRequest<'a> {
    mid: &'a str,
    #[serde(rename = "txId")]
    tx_id: &'a str,
}

impl IdentityProvider for Inicis {
    fn form(&self, inquiry: &Inquiry<'_>) -> Option<Form> {
        let config = &self.config;
        let (mid, transaction) = (config.mid.as_str(), inquiry.transaction);
        let auth_hash = hash(&[mid, transaction, config.api_key.expose()]);
        let user_hash = hash(&[
            inquiry.name,
            mid,
            inquiry.phone,
            transaction,
            inquiry.birth,
            SERVICE,
        ]);
        let fields = vec![
            ("mid", 10, mid),
            ("reqSvcCd", 2, SERVICE),
            ("mTxId", 20, transaction),
            ("successUrl", 128, inquiry.success_url),
            ("failUrl", 128, inquiry.failure_url),
            ("authHash", 64, &auth_hash),
            ("flgFixedUser", 1, "Y"),
            ("userName", LONGEST_NAME, inquiry.name),
            ("userPhone", 11, inquiry.phone),
            ("userBirth", 8, inquiry.birth),
            ("userHash", 64, &user_hash),
            ("reservedMsg", 200, "isUseToken=Y"),
            ("directAgency", 20, agency_code(inquiry.agency)?),
        ];
        if fields
            .iter()
            .any(|(_, longest, value)| value.is_empty() || value.len() > *longest)
        {
            return None;
        }
        Some(Form {
            action: config.auth_url.to_string(),
            origin: config.auth_url.origin().ascii_serialization(),
            fields: fields
                .into_iter()
                .map(|(name, _, value)| (name, value.to_owned()))
                .collect(),
        })
    }

    fn read_callback(&self, body: &[u8]) -> Result<Callback, IdentityError> {
        callback::read(body)
    }

    fn read_failure(&self, body: &[u8]) -> Option<String> {
        callback::message(body)
    }

    fn fetch<'a>(
        &'a self,
        callback: &'a Callback,
        transaction: &'a str,
    ) -> BoxFuture<'a, Result<Subject, IdentityError>> {
        Box::pin(self.ask(callback, transaction))
    }
}

/// The address to fetch a result from: a whole https URL of one of `hosts`, of the standard port,
/// without a user. None for anything else, above all for what merely begins or ends like one. (A
/// loopback host is in the list only where the configuration allows it.)
fn result_address(text: &str, hosts: &[ResultHost]) -> Option<Url> {
    // The parser forgives what has no place in an address that a machine wrote.
    let strange = |c: char| !c.is_ascii_graphic() || matches!(c, '\\' | '@' | '#');
    if text.len() > 200 || text.contains(strange) {
        return None;
    }
    let address = Url::parse(text).ok()?;
    let plain = address.username().is_empty() && address.password().is_none();
    (plain && hosts.iter().any(|host| host.is_of(&address))).then_some(address)
}

/// `directAgency`.
fn agency_code(agency: Agency) -> Option<&'static str> {
    Some(match agency {
        Agency::Naver => "NAVER",
        Agency::Kftc => "KFTC",
        Agency::Pass => "PASS",
        Agency::Toss => "TOSS",
        Agency::Payco => "PAYCO",
        Agency::Shinhan => "SHINHAN",
        Agency::Kb => "KB",
        Agency::Samsung => "SAMSUNG",
        Agency::Unknown => return None,
    })
}

/// Lower-case hexadecimal SHA-256 of `parts`, one after another.
fn hash(parts: &[&str]) -> String {
    let digest = parts
        .iter()
        .fold(Sha256::new(), |hash, part| hash.chain_update(part));
    crate::service::hex(&digest.finalize())
}

#[cfg(test)]
mod tests;
