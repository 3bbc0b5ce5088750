//! What reaches closed apps: one file a service. Callers see what became of a message, not why.
//! `docs/notifications.md` says what each answer of a service means.

mod apns;
mod fcm;
mod grant;

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use handbook_wire::app_link::AppLink;
use handbook_wire::notification::PushService;
use reqwest::Response;
use reqwest::header::RETRY_AFTER;
use serde::de::DeserializeOwned;

use crate::clock::Clock;
use crate::config::PushConfig;
use crate::outgoing::{self, ClientError};

pub use apns::Apns;
pub use fcm::Fcm;

/// The most bytes of a service's answer.
const LONGEST_ANSWER: usize = 16 << 10;

/// What one device is told of one post.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    /// What names the device at the service.
    pub token: String,
    /// Record id of the post. A later message of the same post takes this one's place on the device.
    pub post: String,
    /// Version of the post.
    pub version: u32,
    /// Kind of the post, by its name on the wire.
    pub kind: &'static str,
    /// What is shown; none takes back what was.
    pub shown: Option<Shown>,
    /// It makes no sound.
    pub quiet: bool,
    /// Worth nothing from then on, in milliseconds since 1970 UTC.
    pub expires_at: i64,
}

impl Message {
    /// What the app opens when the message is touched.
    fn link(&self) -> String {
        let id = self.post.clone();
        AppLink::Post { id }.to_string()
    }
}

/// The words of a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    /// The first line.
    pub title: String,
    /// The text below.
    pub text: String,
}

/// What became of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// The service has it.
    Taken,
    /// The device is not reached by this token any more.
    Dead {
        /// As of this time, in milliseconds since 1970 UTC: a token that was registered since is good.
        since: Option<i64>,
    },
    /// The service has not taken it and may later.
    NotNow {
        /// Not before this has passed.
        after: Option<Duration>,
        /// Nor anything else.
        all: bool,
    },
    /// No answer came: it may have been taken.
    Unknown,
    /// It will not be taken as it is.
    Refused(&'static str),
    /// The co-op itself is not let in, until somebody mends its settings.
    NotLet(&'static str),
}

/// A service that reaches closed apps.
pub trait Sender: Send + Sync {
    /// Which.
    fn service(&self) -> PushService;
    /// Sends one message, and says what became of it.
    fn send<'a>(&'a self, message: &'a Message) -> BoxFuture<'a, Fate>;
}

/// Why a service can't be used as it is configured.
#[derive(Debug, thiserror::Error)]
pub enum SenderError {
    /// The key is none.
    #[error("{0}의 키를 읽을 수 없어요. 받은 파일 그대로인지 확인해 주세요.")]
    Key(&'static str),
    /// TLS can't be set up.
    #[error(transparent)]
    Client(#[from] ClientError),
}

/// The services as they are configured.
///
/// # Errors
/// [`SenderError`].
pub fn open(
    config: &PushConfig,
    clock: &Arc<dyn Clock>,
) -> Result<Vec<Box<dyn Sender>>, SenderError> {
    let mut senders: Vec<Box<dyn Sender>> = Vec::new();
    if let Some(fcm) = &config.fcm {
        senders.push(Box::new(Fcm::new(fcm, Arc::clone(clock))?));
    }
    if let Some(apns) = &config.apns {
        senders.push(Box::new(Apns::new(apns, Arc::clone(clock))?));
    }
    Ok(senders)
}

/// What a request that got no answer comes to.
fn unanswered(error: &reqwest::Error) -> Fate {
    match error.is_connect() || error.is_builder() {
        true => Fate::NotNow {
            after: None,
            all: true,
        },
        false => Fate::Unknown,
    }
}

/// How long an answer asks to wait.
fn wait(response: &Response, clock: &dyn Clock) -> Option<Duration> {
    let text = response.headers().get(RETRY_AFTER)?.to_str().ok()?;
    if let Ok(seconds) = text.parse() {
        return Some(Duration::from_secs(seconds));
    }
    let then = jiff::fmt::rfc2822::parse(text).ok()?.timestamp();
    let millis = u64::try_from(then.as_millisecond() - clock.now()).unwrap_or(0);
    Some(Duration::from_millis(millis))
}

/// An answer's JSON; none when it can't be read.
async fn read<T: DeserializeOwned>(response: Response) -> Option<T> {
    let bytes = outgoing::body(response, LONGEST_ANSWER).await.ok()?;
    serde_json::from_slice(&bytes).ok()
}
