//! Codes of an authenticator app (RFC 6238).

use handbook_wire::ErrorCode;
use handbook_wire::account::{AccountChange, SecondFactorSetup};
use handbook_wire::auth::Role;
use subtle::ConstantTimeEq;
use totp_rs::{Algorithm, Secret as TotpSecret, TOTP};
use zeroize::Zeroizing;

use super::{Caller, Failure, Service, random};

const DIGITS: usize = 6;
const STEP_SECONDS: u64 = 30;
/// Steps of drift that are taken each way.
const DRIFT: i64 = 1;

impl Service {
    /// Makes a secret for the caller's authenticator app. It counts once a code of it was shown.
    ///
    /// # Errors
    /// `forbidden` for who needs none, `session_limited` while an earlier step is left, `conflict`
    /// when there is a confirmed one.
    pub fn set_up_second_factor(&self, caller: &Caller) -> Result<SecondFactorSetup, Failure> {
        let secret = Zeroizing::new(random::<20>()?);
        let issuer = self.config.name.replace(':', " ");
        self.storage.writing(|txn| {
            let (mut account, session) = self.own(txn, caller)?;
            if account.role != Role::Staff {
                return Err(ErrorCode::Forbidden.into());
            }
            self.require_earlier_steps(txn, &account, &session)?;
            // A confirmed one is taken away by staff alone: else a stolen session could make its own.
            if account.second_factor_at.is_some() {
                return Err(ErrorCode::Conflict.into());
            }
            account.second_factor = Some(self.secret.seal(&account.id, &*secret)?);
            account.second_factor_at = None;
            account.second_factor_step = None;
            txn.put_account(&account)?;
            let totp = totp(&secret[..], Some(issuer), account.login.replace(':', " "))?;
            Ok(SecondFactorSetup {
                secret: totp.get_secret_base32(),
                url: totp.get_url(),
            })
        })
    }

    /// Takes a code: it confirms the authenticator app, and passes the step of this session.
    ///
    /// # Errors
    /// `wrong_code`, `throttled`, `session_limited` while an earlier step is left.
    pub fn confirm_second_factor(&self, caller: &Caller, code: &str) -> Result<(), Failure> {
        let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
        let attempt = self.admit_attempt("code", &caller.account)?;
        let now = self.clock.now();
        self.storage.writing(|txn| {
            let (mut account, mut session) = self.own(txn, caller)?;
            self.require_earlier_steps(txn, &account, &session)?;
            let Some(sealed) = &account.second_factor else {
                return Err(ErrorCode::WrongCode.into());
            };
            let Some(secret) = self.secret.open(&account.id, sealed) else {
                return Err(Failure::Internal("a second factor of another secret file"));
            };
            let totp = totp(&secret, None, String::new())?;
            let last = account.second_factor_step.unwrap_or(i64::MIN);
            let present = now.div_euclid(1000 * STEP_SECONDS.cast_signed());
            let mut taken = None;
            for step in present - DRIFT..=present + DRIFT {
                let seconds = step.max(0).cast_unsigned() * STEP_SECONDS;
                let right: bool = totp
                    .generate(seconds)
                    .as_bytes()
                    .ct_eq(code.as_bytes())
                    .into();
                if right && step > last {
                    taken = Some(step);
                }
            }
            let Some(step) = taken else {
                return Err(ErrorCode::WrongCode.into());
            };
            if account.second_factor_at.is_none() {
                account.second_factor_at = Some(now);
                self.note(
                    txn,
                    &account.id,
                    AccountChange::SecondFactorSet,
                    Some(&session),
                )?;
            }
            account.second_factor_step = Some(step);
            session.second_factor_at = Some(now);
            txn.put_account(&account)?;
            txn.put_session(&session)?;
            txn.set_throttle(&attempt, None)?;
            Ok(())
        })
    }
}

fn totp(secret: &[u8], issuer: Option<String>, login: String) -> Result<TOTP, Failure> {
    let secret = TotpSecret::Raw(secret.to_vec())
        .to_bytes()
        .map_err(|_| Failure::Internal("a second factor can't be read"))?;
    TOTP::new(
        Algorithm::SHA1,
        DIGITS,
        1,
        STEP_SECONDS,
        secret,
        issuer,
        login,
    )
    .map_err(|_| Failure::Internal("a second factor can't be made"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of RFC 6238, appendix B, cut to six digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let totp = totp(b"12345678901234567890", None, String::new()).unwrap();
        for (seconds, code) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(totp.generate(seconds), code, "{seconds}");
        }
    }
}
