//! What sync does next, decided from what just happened. Pure: no clock, no network, no store.

use std::time::Duration;

use handbook_wire::sync::{HelloReply, OLDEST_SERVER_PROTOCOL, PROTOCOL, Snapshot};
use handbook_wire::{ErrorCode, ErrorReply};

/// How long an app without live events waits between pulls, and how long one waits that an update
/// alone can help.
pub const POLL: Duration = Duration::from_secs(300);
/// The longest wait between two attempts, before it is varied.
pub const LONGEST_BACKOFF: Duration = Duration::from_secs(60);

/// What to do.
#[derive(Debug, Clone, PartialEq)]
pub enum Step {
    /// Ask who the server is.
    Hello,
    /// Get new tokens.
    Refresh,
    /// Send waiting edits, if there are any.
    Push,
    /// Ask what has changed.
    Pull,
    /// Receive a snapshot, or the rest of it, and store it.
    Receive(Snapshot),
    /// Wait for events on the open stream, or open one.
    Listen,
    /// Wait.
    Wait(Wait),
}

/// A wait. It ends early when somebody asks for a sync.
#[derive(Debug, Clone, PartialEq)]
pub struct Wait {
    /// For how long; none until somebody asks.
    pub lasts: Option<Lasts>,
    /// What to show meanwhile.
    pub show: Show,
}

/// How long a wait lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lasts {
    /// This long.
    Just(Duration),
    /// This long, varied at random by half, and not less than `at_least`.
    Varied {
        /// The middle.
        about: Duration,
        /// What the server asked for.
        at_least: Duration,
    },
}

/// What the status shows during a wait.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Show {
    /// What it shows already.
    Same,
    /// Everything is here.
    Live,
    /// There is no connection.
    Offline,
    /// The account has something else to do first.
    Idle,
    /// Something is wrong.
    Failed(ErrorReply),
}

/// What happened.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Sync starts.
    Started {
        /// Whether there is a token.
        access: bool,
        /// The snapshot that is half received.
        partial: Option<Snapshot>,
    },
    /// Somebody asked for a sync.
    Asked,
    /// A wait is over.
    Waited,
    /// The server told who it is.
    Hello(HelloReply),
    /// There are new tokens.
    Refreshed {
        /// Whether the session is limited.
        limited: bool,
    },
    /// Edits were sent and settled, or there were none.
    Pushed {
        /// Whether more wait.
        more: bool,
    },
    /// Nothing has changed.
    UpToDate,
    /// A batch was applied.
    Applied {
        /// Whether there is more.
        more: bool,
    },
    /// The server offers a snapshot.
    Snapshot(Snapshot),
    /// The snapshot was stored.
    Received,
    /// The server has that snapshot no more.
    SnapshotGone,
    /// The server has something new.
    Head,
    /// The event stream ended after it had told something.
    StreamEnded,
    /// A step failed. The cache is as it was before the step.
    Failed(ErrorReply),
}

/// What sync knows between two steps.
#[derive(Debug, Clone, Default)]
pub struct Plan {
    hello: Option<Abilities>,
    access: bool,
    /// Tokens were refreshed and nothing has worked since.
    refreshed: bool,
    partial: Option<Snapshot>,
    /// A snapshot was gone and nothing has worked since.
    gone: bool,
    failures: u32,
}

#[derive(Debug, Clone, Copy)]
struct Abilities {
    events: bool,
    push: bool,
}

impl Plan {
    /// The step that follows on `event`.
    pub fn next(&mut self, event: Event) -> Step {
        match event {
            Event::Started { access, partial } => {
                *self = Self {
                    access,
                    partial,
                    ..Self::default()
                };
                self.go_on()
            }
            Event::Asked => {
                self.refreshed = false;
                self.go_on()
            }
            Event::Waited | Event::Head => self.go_on(),
            Event::Hello(hello) => self.hello(&hello),
            Event::Refreshed { limited: true } => {
                self.refreshed = false;
                Step::Wait(Wait {
                    lasts: None,
                    show: Show::Idle,
                })
            }
            Event::Refreshed { limited: false } => {
                (self.access, self.refreshed) = (true, true);
                self.go_on()
            }
            Event::Pushed { more: true } => {
                self.worked();
                Step::Push
            }
            Event::Pushed { more: false } => Step::Pull,
            Event::Applied { more: true } | Event::Received => {
                self.worked();
                self.partial = None;
                Step::Pull
            }
            Event::UpToDate | Event::Applied { more: false } => {
                self.worked();
                match self.hello {
                    Some(Abilities { events: true, .. }) => Step::Listen,
                    _ => Step::Wait(Wait {
                        lasts: Some(Lasts::Just(POLL)),
                        show: Show::Live,
                    }),
                }
            }
            Event::Snapshot(snapshot) => {
                self.partial = Some(snapshot.clone());
                Step::Receive(snapshot)
            }
            Event::SnapshotGone => {
                self.partial = None;
                if std::mem::replace(&mut self.gone, true) {
                    self.failures += 1;
                    return self.back_off(Show::Offline, None);
                }
                Step::Pull
            }
            Event::StreamEnded => {
                self.failures = 1;
                self.back_off(Show::Same, None)
            }
            Event::Failed(error) => self.failed(error),
        }
    }

    fn worked(&mut self) {
        self.failures = 0;
        (self.refreshed, self.gone) = (false, false);
    }

    fn go_on(&mut self) -> Step {
        match (self.hello, self.access, &self.partial) {
            (None, ..) => Step::Hello,
            (_, false, _) => Step::Refresh,
            (_, _, Some(partial)) => Step::Receive(partial.clone()),
            (Some(Abilities { push: true, .. }), ..) => Step::Push,
            _ => Step::Pull,
        }
    }

    fn hello(&mut self, hello: &HelloReply) -> Step {
        if hello.oldest_protocol > PROTOCOL {
            return self.failed(ErrorCode::AppTooOld.into());
        }
        if hello.protocol < OLDEST_SERVER_PROTOCOL {
            return self.failed(ErrorCode::ServerTooOld.into());
        }
        let has = |name: &str| {
            hello
                .capabilities
                .iter()
                .any(|capability| capability == name)
        };
        self.hello = Some(Abilities {
            events: has("events"),
            push: has("push"),
        });
        self.go_on()
    }

    fn failed(&mut self, error: ErrorReply) -> Step {
        match error.code {
            ErrorCode::SessionExpired | ErrorCode::SessionLimited if !self.refreshed => {
                (self.access, self.refreshed) = (false, true);
                Step::Refresh
            }
            ErrorCode::SessionExpired
            | ErrorCode::SessionLimited
            | ErrorCode::WrongCredentials
            | ErrorCode::AccountLocked
            | ErrorCode::NotLoggedIn => {
                (self.access, self.refreshed) = (false, false);
                Step::Wait(Wait {
                    lasts: None,
                    show: Show::Failed(error),
                })
            }
            ErrorCode::AppTooOld | ErrorCode::NewerProtocol | ErrorCode::ServerTooOld => {
                (self.hello, self.partial, self.refreshed) = (None, None, false);
                Step::Wait(Wait {
                    lasts: Some(Lasts::Just(POLL)),
                    show: Show::Failed(error),
                })
            }
            ErrorCode::Offline | ErrorCode::ServerUnavailable | ErrorCode::Throttled => {
                // It may be another server, or a newer one, that answers next.
                self.hello = None;
                self.refreshed = false;
                self.failures += 1;
                self.back_off(Show::Offline, error.retry_after)
            }
            _ => {
                self.partial = None;
                self.refreshed = false;
                self.failures += 1;
                self.back_off(Show::Failed(error), None)
            }
        }
    }

    fn back_off(&self, show: Show, retry_after: Option<u32>) -> Step {
        let doublings = self.failures.saturating_sub(1).min(6);
        let about = Duration::from_secs(1 << doublings).min(LONGEST_BACKOFF);
        let at_least = Duration::from_secs(u64::from(retry_after.unwrap_or(0)));
        Step::Wait(Wait {
            lasts: Some(Lasts::Varied { about, at_least }),
            show,
        })
    }
}

impl Lasts {
    /// The wait for a random number from 0 to 1.
    #[must_use]
    pub fn duration(self, random: f64) -> Duration {
        match self {
            Lasts::Just(duration) => duration,
            Lasts::Varied { about, at_least } => {
                about.mul_f64(0.5 + random.clamp(0.0, 1.0)).max(at_least)
            }
        }
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;
