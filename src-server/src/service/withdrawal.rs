//! 서비스 탈퇴: an owner gives the account up.

use std::sync::Arc;

use handbook_wire::ErrorCode;
use handbook_wire::account::Withdrawal;
use handbook_wire::entity::Kind;
use zeroize::Zeroizing;

use super::password::Checked;
use super::{Caller, Failure, Service, picture};
use crate::storage::{Account, Change, Entity, Position, Scope, StorageError, StorageWrite};

/// Records that are forgotten at a time.
const BATCH: usize = 500;

impl Service {
    /// Forgets what the caller has added to the account: picture, e-mail, social logins, second
    /// factor, notes, change requests, what was to be told, what is known of the person. An account that came by sign-up goes; one that
    /// the roster made is as on its first day, for as long as the roster has the person. What the
    /// roster says of the company is the co-op's and stays; agreements stay as proof.
    ///
    /// # Errors
    /// `wrong_credentials`, `throttled`.
    pub async fn withdraw(
        self: &Arc<Self>,
        caller: Caller,
        request: Withdrawal,
    ) -> Result<(), Failure> {
        let password = Zeroizing::new(request.password);
        let _slot = self.password_slot().await?;
        self.run(move |service| service.withdraw_now(&caller, &password))
            .await?;
        self.announce();
        Ok(())
    }

    fn withdraw_now(&self, caller: &Caller, password: &str) -> Result<(), Failure> {
        let (account, _) = self.storage.reading(|txn| self.own(txn, caller))?;
        let attempt = self.admit_attempt("password", &caller.account)?;
        if self.check_password(&account, password) == Checked::Wrong {
            return Err(ErrorCode::WrongCredentials.into());
        }
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let (present, _) = self.own(txn, caller)?;
            if present.password != account.password {
                return Err(ErrorCode::Conflict.into());
            }
            txn.set_throttle(&attempt, None)?;
            let moved = txn.advance(Change::Shared, now)?.revision;
            picture::remove(txn, &present, Some(moved), now)?;
            forget_notes(txn, &present, moved)?;
            for link in txn.social_links(&present.id)? {
                txn.remove_social_link(&present.id, &link.provider)?;
            }
            txn.end_sessions(&present.id, now, false)?;
            txn.forget_devices(&present.id)?;
            txn.remove_notification_setting(&present.id)?;
            txn.forget_events(&present.id)?;
            txn.forget_answers(&present.id)?;
            match present.company {
                Some(_) => txn.remove_account(&present.id)?,
                None => {
                    let roster = present.roster_mobile.clone();
                    let follows = present.mobile.as_deref() == Some(&present.login);
                    let login = match (&roster, follows) {
                        (Some(number), true) => number.clone(),
                        _ => present.login.clone(),
                    };
                    let taken = txn
                        .account_by_login(&login)?
                        .is_some_and(|other| other.id != present.id);
                    txn.put_account(&Account {
                        mobile: roster.clone(),
                        roster_mobile: roster,
                        ..Account::new(
                            present.id,
                            if taken { present.login } else { login },
                            present.role,
                            present.name,
                            present.subject,
                        )
                    })?;
                }
            }
            Ok::<_, Failure>(())
        })?;
        self.learn_ended_sessions()
    }
}

/// Empties the account's notes, marks on posts, answers, votes and change requests; tombstones keep nothing.
fn forget_notes(
    txn: &mut dyn StorageWrite,
    account: &Account,
    revision: u64,
) -> Result<(), StorageError> {
    let mut after = Position::default();
    loop {
        let notes = txn.changes(
            Scope::Own(&account.id),
            &[
                Kind::Note,
                Kind::ChangeRequest,
                Kind::PostMark,
                Kind::PostAnswer,
                Kind::Vote,
            ],
            &after,
            BATCH,
        )?;
        let Some(last) = notes.last() else {
            return Ok(());
        };
        after = Position {
            revision: last.revision,
            place: Some((last.kind.as_str().to_owned(), last.id.clone())),
        };
        for note in notes.into_iter().filter(|note| !note.deleted) {
            if note.kind == Kind::ChangeRequest {
                txn.remove_waiting_change(&note.id)?;
            }
            txn.put_entity(&Entity {
                revision,
                deleted: true,
                payload: "{}".to_owned(),
                ..note
            })?;
        }
    }
}
