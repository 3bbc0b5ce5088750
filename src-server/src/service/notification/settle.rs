//! Writes down what became of what was sent.

use std::time::Duration;

use super::deliver::Claim;
use crate::sender::Fate;
use crate::service::{Failure, Service};
use crate::storage::{Notification, StorageError, StorageWrite, What};

/// The first wait (ms) after a try that failed; each further one is twice as long, ...
const FIRST_WAIT: i64 = 10_000;
/// ... up to this.
const LONGEST_WAIT: i64 = 60 * 60 * 1000;
/// How long (ms) a service that does not let the co-op in is left alone.
const LOCKED_OUT: i64 = 10 * 60 * 1000;

impl Service {
    /// Writes down what became of each claim, and lets services rest that ask for it.
    pub(super) fn settle_claims(&self, sent: &[(Claim, Fate)]) -> Result<(), Failure> {
        let now = self.clock.now();
        let mut dead = 0_u32;
        self.storage.writing(|txn| {
            for (claim, fate) in sent {
                dead += u32::from(matches!(fate, Fate::Dead { .. }));
                let wait = self.wait(claim, *fate, now)?;
                settle_one(txn, claim, *fate, wait, now)?;
            }
            Ok::<_, StorageError>(())
        })?;
        if dead > 0 {
            tracing::info!(dead, "devices that are not reached any more were forgotten");
        }
        Ok(())
    }

    /// How long (ms) the claim's next try has to wait, if there is one.
    fn wait(&self, claim: &Claim, fate: Fate, now: i64) -> Result<i64, StorageError> {
        let service = claim.device.service;
        Ok(match fate {
            Fate::NotNow { after, all } => {
                let wait = back_off(claim.notification.attempts, after, random_share()?);
                if all {
                    self.courier.rest(service, now + wait);
                }
                wait
            }
            Fate::Unknown => back_off(claim.notification.attempts, None, random_share()?),
            Fate::NotLet(reason) => {
                let name = service.as_str();
                tracing::error!(service = name, reason, "no notification can be sent");
                self.courier.rest(service, now + LOCKED_OUT);
                LOCKED_OUT
            }
            Fate::Refused(reason) => {
                tracing::warn!(
                    service = service.as_str(),
                    reason,
                    "a notification is given up"
                );
                0
            }
            Fate::Taken | Fate::Dead { .. } => 0,
        })
    }
}

fn settle_one(
    txn: &mut dyn StorageWrite,
    claim: &Claim,
    fate: Fate,
    wait: i64,
    now: i64,
) -> Result<(), StorageError> {
    let sent = &claim.notification;
    if let Fate::Dead { since } = fate {
        let device = txn.push_device(&sent.session)?;
        // Registered anew meanwhile, or after the service has lost sight of it: it lives.
        let is_dead = device.as_ref().is_some_and(|device| {
            device.token == claim.device.token && since.is_none_or(|since| device.at <= since)
        });
        if is_dead {
            return txn.remove_push_device(&sent.session);
        }
    }
    let Some(mut now_there) = txn.notification(&sent.session, &sent.post)? else {
        return Ok(());
    };
    let is_same = now_there.version == sent.version && now_there.what == sent.what;
    settled(&mut now_there, claim, fate, wait, now, is_same);
    txn.put_notification(&now_there)
}

/// What `there` is after the claim met with `fate`. Where the post has changed meanwhile, what is to be
/// told next stands.
fn settled(
    there: &mut Notification,
    claim: &Claim,
    fate: Fate,
    wait: i64,
    now: i64,
    is_same: bool,
) {
    let before = &claim.notification;
    if fate == Fate::Taken {
        there.told = there.told.max(claim.message.version);
        there.told_at = Some(now);
    }
    there.doubt = match fate {
        Fate::Taken => false,
        Fate::Unknown => true,
        _ => before.doubt,
    };
    if !is_same {
        // Nothing had arrived after all: there is nothing to change or to take back.
        match there.what {
            What::Change if there.told == 0 && !there.doubt => there.what = What::News,
            What::Change if before.what == What::Withdrawal && fate == Fate::Taken => {
                there.what = What::News;
            }
            What::Withdrawal if there.told == 0 && !there.doubt => there.due = None,
            _ => {}
        }
        return;
    }
    there.due = match fate {
        Fate::Taken | Fate::Refused(_) => None,
        Fate::NotNow { .. } | Fate::Unknown | Fate::NotLet(_) => Some(now + wait),
        // The token was replaced: the new one is tried.
        Fate::Dead { .. } => Some(now),
    };
}

/// How long to wait after the try that `attempts` others came before. A service that says how long is
/// obeyed; `share`, between 0 and 1, spreads those that failed together.
fn back_off(attempts: u32, after: Option<Duration>, share: f64) -> i64 {
    let doubled = FIRST_WAIT.saturating_mul(1 << attempts.min(16));
    let longest = doubled.min(LONGEST_WAIT);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_precision_loss,
        reason = "a wait of an hour at most"
    )]
    let spread = |wait: i64, least: f64| (wait as f64 * (least + share)) as i64;
    // Between a half of it and one and a half.
    let own = spread(longest, 0.5);
    match after {
        None => own,
        Some(after) => {
            let asked = i64::try_from(after.as_millis()).unwrap_or(LONGEST_WAIT);
            asked + spread(asked.min(LONGEST_WAIT) / 10, 0.0).max(own / 10)
        }
    }
}

/// A number between 0 and 1.
fn random_share() -> Result<f64, StorageError> {
    let random =
        getrandom::u32().map_err(|error| StorageError::Backend(format!("random: {error}")))?;
    Ok(f64::from(random) / f64::from(u32::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_and_are_spread() {
        assert_eq!(back_off(0, None, 0.0), 5_000);
        assert_eq!(back_off(0, None, 1.0), 15_000);
        assert_eq!(back_off(1, None, 0.5), 20_000);
        assert_eq!(back_off(60, None, 0.5), LONGEST_WAIT);
        for share in [0.0, 0.3, 1.0] {
            let asked = Duration::from_secs(120);
            let wait = back_off(3, Some(asked), share);
            assert!((120_000..=140_000).contains(&wait), "{wait}");
        }
        assert!(back_off(0, Some(Duration::MAX), 0.5) >= LONGEST_WAIT);
    }
}
