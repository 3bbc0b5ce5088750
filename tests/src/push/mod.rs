//! Stand-ins for the services that reach closed apps, on this very machine: they check what they are sent
//! as the real ones do, answer as told, and know what each device's screen would show.
//!
//! They live in this crate alone, so nothing that ships can reach them; a server takes them only by
//! settings that are refused wherever others could reach that server.

mod apns;
mod fcm;

use std::collections::{BTreeMap, VecDeque};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use handbook_server::clock::Clock;
use serde_json::Value;
use tokio::task::JoinHandle;

pub use apns::{ApnsPeer, KEY_ID, TEAM, TOPIC};
pub use fcm::{ACCOUNT, FcmPeer, PROJECT, failure};

use crate::Error;

/// What a mutex holds, also after a panic of whoever held it.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A refusal, with when to come again.
fn refusal(status: u16, after: Option<&str>, body: Value) -> Response {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::IM_A_TEAPOT);
    let mut response = (status, axum::Json(body)).into_response();
    if let Some(after) = after.and_then(|after| after.parse().ok()) {
        response.headers_mut().insert("retry-after", after);
    }
    response
}

/// A file of the test keys, which are nobody's.
#[must_use]
pub fn key_file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("fixtures/push")
        .join(name)
}

/// How a stand-in answers a message.
#[derive(Debug, Clone)]
pub enum Answer {
    /// With this status, this `Retry-After` and this body.
    Fault(u16, Option<String>, Value),
    /// It takes the message and never says so.
    Silence,
}

/// A message as it came.
#[derive(Debug, Clone)]
pub struct Got {
    /// Names the device.
    pub token: String,
    /// The heads that matter, in lower case.
    pub heads: BTreeMap<String, String>,
    /// The body.
    pub body: Value,
}

/// What a device shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OnScreen {
    /// The post's version.
    pub version: u64,
    /// First line and text.
    pub text: (String, String),
    /// How often it made a sound.
    pub sounds: u32,
}

/// What a stand-in has seen and is told to do.
#[derive(Default)]
struct Log {
    got: Vec<Got>,
    screens: BTreeMap<(String, String), OnScreen>,
    answers: VecDeque<Answer>,
    /// Answers for tokens, each time.
    fates: BTreeMap<String, Answer>,
    slowness: Duration,
}

/// Shared by a stand-in and its handlers.
struct Shared {
    clock: Arc<dyn Clock>,
    log: Mutex<Log>,
}

impl Shared {
    fn new(clock: Arc<dyn Clock>) -> Arc<Self> {
        Arc::new(Self {
            clock,
            log: Mutex::default(),
        })
    }

    fn log(&self) -> MutexGuard<'_, Log> {
        lock(&self.log)
    }

    /// Takes a message that is right, unless it was told otherwise. `shown` is what it shows and whether
    /// it makes a sound; none takes back.
    async fn take(
        &self,
        got: Got,
        post: &str,
        version: u64,
        shown: Option<((String, String), bool)>,
    ) -> Option<Response> {
        let (answer, slowness) = {
            let mut log = self.log();
            let own = log.fates.get(&got.token).cloned();
            let answer = own.or_else(|| log.answers.pop_front());
            (answer, log.slowness)
        };
        tokio::time::sleep(slowness).await;
        if let Some(Answer::Fault(status, after, body)) = answer {
            return Some(refusal(status, after.as_deref(), body));
        }
        {
            let mut log = self.log();
            let place = (got.token.clone(), post.to_owned());
            log.got.push(got);
            match shown {
                None => {
                    log.screens.remove(&place);
                }
                Some((text, sound)) => {
                    let before = log.screens.get(&place).map_or(0, |one| one.sounds);
                    let screen = OnScreen {
                        version,
                        text,
                        sounds: before + u32::from(sound),
                    };
                    log.screens.insert(place, screen);
                }
            }
        }
        if answer.is_some() {
            std::future::pending::<()>().await;
        }
        None
    }
}

/// A stand-in that runs until it is dropped.
pub struct Peer {
    address: SocketAddr,
    shared: Arc<Shared>,
    task: JoinHandle<()>,
}

impl Peer {
    async fn start(shared: Arc<Shared>, router: Router) -> Result<Self, Error> {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
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

    /// Its address.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Answers the next messages so, one after the other.
    pub fn answer(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.log().answers.extend(answers);
    }

    /// Answers every message to that device so.
    pub fn answer_to(&self, token: &str, answer: Answer) {
        self.shared.log().fates.insert(token.to_owned(), answer);
    }

    /// Takes so long over each message.
    pub fn slow_down(&self, slowness: Duration) {
        self.shared.log().slowness = slowness;
    }

    /// What it has taken, and forgets it.
    #[must_use]
    pub fn take(&self) -> Vec<Got> {
        std::mem::take(&mut self.shared.log().got)
    }

    /// How much it has taken.
    #[must_use]
    pub fn count(&self) -> usize {
        self.shared.log().got.len()
    }

    /// What the devices show, by token and post.
    #[must_use]
    pub fn screens(&self) -> BTreeMap<(String, String), OnScreen> {
        self.shared.log().screens.clone()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
