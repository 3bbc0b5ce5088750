use std::sync::Arc;
use std::time::Duration;

use super::{Failure, Service, throttle};
use crate::storage::Retention;

const HOUR: Duration = Duration::from_secs(60 * 60);
const DAY: i64 = 24 * 60 * 60 * 1000;
/// For how many days the outcome of an edit is repeated.
const OUTCOME_DAYS: i64 = 30;
/// For how many days a session that is over, and a used refresh token, are remembered.
const SESSION_DAYS: i64 = 7;
/// For how many days a rejected application can be asked after.
const REJECTION_DAYS: i64 = 30;
/// For how many days an application waits for staff.
const APPLICATION_DAYS: i64 = 90;
/// For how many days a roster that was uploaded can be taken over, and taken back.
const UPLOAD_DAYS: i64 = 1;
/// For how many days a request for approval is known; the audit log tells of it longer.
const APPROVAL_DAYS: i64 = 30;
/// For how many days an owner can see what happened to his account.
const EVENT_DAYS: i64 = 365;

impl Service {
    /// Forgets what is old.
    ///
    /// # Errors
    /// [`Failure`] of the storage.
    pub fn forget_old(&self) -> Result<(), Failure> {
        let now = self.clock.now();
        let retention = Retention {
            tombstones: now - i64::from(self.config.tombstone_days) * DAY,
            outcomes: now - OUTCOME_DAYS * DAY,
            sessions: now - SESSION_DAYS * DAY,
            throttles: now - throttle::FORGET,
            requests: now,
            rejections: now - REJECTION_DAYS * DAY,
            applications: now - APPLICATION_DAYS * DAY,
            events: now - EVENT_DAYS * DAY,
        };
        let audit = now - i64::from(self.config.console.audit_days) * DAY;
        self.storage.writing(|txn| {
            txn.forget(&retention)?;
            txn.forget_roster(now - UPLOAD_DAYS * DAY, audit)?;
            txn.forget_approvals(now - APPROVAL_DAYS * DAY)?;
            Ok(self.book.forget(txn, audit)?)
        })
    }

    /// Forgets what is old now and every hour. Ends only when it is dropped.
    pub async fn keep_house(self: Arc<Self>) {
        loop {
            if let Err(failure) = self.run(Service::forget_old).await {
                tracing::warn!(%failure, "old data can't be forgotten");
            }
            if let Err(failure) = self.sweep_files().await {
                tracing::warn!(%failure, "old files can't be deleted");
            }
            tokio::time::sleep(HOUR).await;
        }
    }
}
