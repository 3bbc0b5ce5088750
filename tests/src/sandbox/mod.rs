//! A stand-in for KG이니시스 통합인증 on this very machine: it takes and gives the same bytes, plays
//! the provider's page and the person's phone, and has the faults that a real one may have.
//!
//! It lives in this crate alone, so nothing that ships can reach it; a server takes it only by
//! settings that are refused wherever others could reach that server.

mod auth;
mod browser;
mod page;
mod result;
pub mod seed;

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use axum::Router;
use axum::routing::{get, post};
use tokio::task::JoinHandle;

pub use browser::{Browser, Page};

use crate::Error;

/// The merchant of the stand-in.
pub const MID: &str = "SANDBOX001";
/// Its key.
pub const API_KEY: &str = "sandbox-api-key";
/// Its initialisation vector.
pub const IV: &str = "SASKGINICIS00000";

/// A stand-in that runs until it is dropped.
pub struct Sandbox {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

/// Somebody with a phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// 이름.
    pub name: String,
    /// Digits alone.
    pub phone: String,
    /// `19881225`.
    pub birth: String,
    /// 연계정보; none when the provider has none.
    pub ci: Option<String>,
}

impl Person {
    /// Somebody whose CI follows from name and birth date, as a real one does from who it is.
    #[must_use]
    pub fn new(name: &str, phone: &str, birth: &str) -> Self {
        Self {
            name: name.to_owned(),
            phone: phone.to_owned(),
            birth: birth.to_owned(),
            ci: Some(format!("CI-{name}-{birth}")),
        }
    }
}

/// What goes wrong.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Fault {
    /// Nothing.
    #[default]
    None,
    /// The browser comes back with another address to fetch the result from.
    ForgedUrl(String),
    /// The browser comes back with another transaction.
    SwappedTransaction(String),
    /// The result names another transaction of the merchant.
    OtherTransaction,
    /// So many requests for the result are answered with 503.
    Unavailable(u32),
    /// The result is never answered.
    Hang,
    /// The result is a redirect to this address.
    Redirect(String),
    /// The result never ends.
    Endless,
    /// The sealed fields have wrong padding.
    WrongPadding,
    /// The sealed fields are not sealed.
    Plaintext,
    /// There is no CI.
    MissingCi,
    /// Somebody else confirmed.
    OtherPerson(Person),
    /// The result has a code that is no success.
    RefusedResult,
}

/// What the person did on the phone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Waiting,
    Approved,
    Denied,
}

/// A request on somebody's phone.
#[derive(Debug, Clone)]
pub struct PhoneRequest {
    /// Names it.
    pub transaction: String,
    /// The merchant's name for it.
    pub merchant_transaction: String,
    /// `directAgency`.
    pub agency: String,
    /// Who is asked.
    pub person: Person,
    success_url: String,
    failure_url: String,
    token: [u8; 16],
    answer: Answer,
}

#[derive(Default)]
struct State {
    /// By transaction.
    requests: HashMap<String, PhoneRequest>,
    /// In order of arrival.
    order: Vec<String>,
    fault: Fault,
    /// Why requests of browsers were rejected.
    rejected: Vec<&'static str>,
    /// How often results were asked for.
    fetched: u32,
}

struct Shared {
    address: SocketAddr,
    state: Mutex<State>,
}

impl Shared {
    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Sandbox {
    /// Starts one on a free port of the loopback address.
    ///
    /// # Errors
    /// When there is no port.
    pub async fn start() -> Result<Self, Error> {
        let listener = tokio::net::TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            address,
            state: Mutex::default(),
        });
        let router = Router::new()
            .route("/auth", post(auth::begin))
            .route("/auth/{transaction}", get(auth::show).post(auth::go_on))
            .route("/phone/{transaction}/{answer}", post(auth::answer))
            .route("/result", post(result::tell))
            .with_state(Arc::clone(&shared));
        let task = tokio::spawn(async move {
            // It ends with the task.
            let _ = axum::serve(listener, router).await;
        });
        Ok(Self {
            address,
            shared,
            task,
        })
    }

    /// Settings of a server that takes it for the service: environment variables and values. The
    /// server's own `public_url` comes besides.
    #[must_use]
    pub fn settings(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HANDBOOK_SERVER_IDENTITY_PROVIDER", "inicis".to_owned()),
            ("HANDBOOK_SERVER_IDENTITY_MID", MID.to_owned()),
            ("HANDBOOK_SERVER_IDENTITY_API_KEY", API_KEY.to_owned()),
            ("HANDBOOK_SERVER_IDENTITY_IV", IV.to_owned()),
            (
                "HANDBOOK_SERVER_IDENTITY_AUTH_URL",
                format!("http://{}/auth", self.address),
            ),
            (
                "HANDBOOK_SERVER_IDENTITY_RESULT_HOSTS",
                self.address.to_string(),
            ),
        ]
    }

    /// Lets things go wrong from now on.
    pub fn set_fault(&self, fault: Fault) {
        self.shared.lock().fault = fault;
    }

    /// Requests on phones, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<PhoneRequest> {
        let state = self.shared.lock();
        (state.order.iter())
            .filter_map(|name| state.requests.get(name).cloned())
            .collect()
    }

    /// The newest request on a phone.
    ///
    /// # Errors
    /// When there is none.
    pub fn newest(&self) -> Result<PhoneRequest, Error> {
        let newest = self.requests().pop();
        newest.ok_or_else(|| "no phone was asked".into())
    }

    /// The person confirms on the phone.
    pub fn approve(&self, request: &PhoneRequest) {
        self.answer(request, Answer::Approved);
    }

    /// The person refuses on the phone.
    pub fn deny(&self, request: &PhoneRequest) {
        self.answer(request, Answer::Denied);
    }

    /// Why browsers' requests were rejected, oldest first.
    #[must_use]
    pub fn rejected(&self) -> Vec<&'static str> {
        self.shared.lock().rejected.clone()
    }

    /// How often results were asked for.
    #[must_use]
    pub fn fetched(&self) -> u32 {
        self.shared.lock().fetched
    }

    fn answer(&self, request: &PhoneRequest, answer: Answer) {
        if let Some(found) = self.shared.lock().requests.get_mut(&request.transaction) {
            found.answer = answer;
        }
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        self.task.abort();
    }
}
