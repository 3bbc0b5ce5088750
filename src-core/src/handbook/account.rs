//! The member's own account, and how the account protocol is spoken.

use bytes::Bytes;
use handbook_wire::ErrorCode;
use handbook_wire::account::{
    ChangePassword, EmailChange, EmailCode, Profile, SecondFactorCode, SecondFactorSetup,
    SessionList, Withdrawal, normalise_email,
};
use handbook_wire::ipc::{Qr, SecondFactorView, SessionArgs, Status, SyncState};
use qrcode::{Color, EcLevel, QrCode};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::Handbook;
use crate::Error;
use crate::session::Token;
use crate::sync::remote::{Ask, Body, Method, RemoteError};

impl Handbook {
    /// The member's own account.
    ///
    /// # Errors
    /// What the server says, [`Error::NotLoggedIn`]; so for every request here.
    pub async fn get_profile(&self) -> Result<Profile, Error> {
        self.ask_as_member(Method::Get, "v1/account", None).await
    }

    /// The devices that are logged in.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`].
    pub async fn list_sessions(&self) -> Result<SessionList, Error> {
        self.ask_as_member(Method::Get, "v1/account/sessions", None)
            .await
    }

    /// Logs another device out.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`].
    pub async fn end_session(&self, args: SessionArgs) -> Result<(), Error> {
        let path = format!("v1/account/sessions/{}", checked_id(&args.id)?);
        self.ask_as_member(Method::Delete, &path, None).await
    }

    /// Changes the password. Then nobody is logged in; the cache waits, encrypted, for the same
    /// account.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`]; then the session goes on.
    pub async fn change_password(&self, args: ChangePassword) -> Result<Status, Error> {
        let body = json(&args)?;
        let path = "v1/account/password";
        let () = self.ask_as_member(Method::Post, path, Some(body)).await?;
        let inner = self.0.clone();
        let mut running = inner.running.lock().await;
        inner.stop(&mut running).await;
        self.blocking(|inner| Ok(inner.sessions.end()?)).await?;
        inner.board.change(|status| {
            status.account = None;
            status.steps = Vec::new();
            status.sync = SyncState::Idle;
            status.data += 1;
        });
        Ok(inner.board.get())
    }

    /// Sends a code to the e-mail address that shall be the account's.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what can't be an address; as [`Handbook::get_profile`].
    pub async fn start_email(&self, args: EmailChange) -> Result<(), Error> {
        let email = normalise_email(&args.email).ok_or(Error::Invalid)?;
        let body = json(&EmailChange { email })?;
        self.ask_as_member(Method::Post, "v1/account/email", Some(body))
            .await
    }

    /// Takes the code that came there.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`].
    pub async fn confirm_email(&self, args: EmailCode) -> Result<(), Error> {
        let body = json(&args)?;
        self.ask_as_member(Method::Post, "v1/account/email/code", Some(body))
            .await
    }

    /// Takes the account's e-mail address away.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`].
    pub async fn remove_email(&self) -> Result<(), Error> {
        self.ask_as_member(Method::Delete, "v1/account/email", None)
            .await
    }

    /// Gives the account up. Then nobody is logged in, and key, cache and session of this device
    /// are destroyed.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`], and then nothing has changed; as [`Handbook::logout`].
    pub async fn withdraw(&self, args: Withdrawal) -> Result<Status, Error> {
        let body = json(&args)?;
        let path = "v1/account/withdrawal";
        let () = self.ask_as_member(Method::Post, path, Some(body)).await?;
        self.logout().await
    }

    /// Begins to set up an authenticator app.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`].
    pub async fn set_up_second_factor(&self) -> Result<SecondFactorView, Error> {
        let path = "v1/account/second-factor";
        let setup: SecondFactorSetup = self.ask_as_member(Method::Post, path, None).await?;
        let groups: Vec<&str> = setup
            .secret
            .as_bytes()
            .chunks(4)
            .filter_map(|group| std::str::from_utf8(group).ok())
            .collect();
        Ok(SecondFactorView {
            secret: groups.join(" "),
            qr: qr(&setup.url)?,
        })
    }

    /// Confirms an authenticator app, or passes the step of this login.
    ///
    /// # Errors
    /// As [`Handbook::get_profile`].
    pub async fn confirm_second_factor(&self, args: SecondFactorCode) -> Result<Status, Error> {
        let body = json(&args)?;
        let path = "v1/account/second-factor/code";
        let () = self.ask_as_member(Method::Post, path, Some(body)).await?;
        self.renew().await
    }

    /// Gets new tokens, and with them the steps that are left. Once none is, sync goes on.
    pub(super) async fn renew(&self) -> Result<Status, Error> {
        self.replace_token(None).await
    }

    /// As [`Handbook::renew`], unless somebody has already replaced the token that was refused.
    pub(super) async fn replace_token(&self, refused: Option<&Token>) -> Result<Status, Error> {
        let inner = &self.0;
        inner.sessions.refresh(&inner.remote, refused).await?;
        if let Some(session) = inner.sessions.current() {
            inner.board.change(|status| {
                status.account = Some(session.account);
                status.steps = session.steps;
                status.data += 1;
            });
        }
        inner.wake.notify_one();
        Ok(inner.board.get())
    }

    /// Asks as who is logged in; a token that has run out is renewed once.
    pub(super) async fn ask_as_member<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<serde_json::Value>,
    ) -> Result<T, Error> {
        self.send_as_member(method, path, body.map(Body::Json))
            .await
    }

    /// As [`Handbook::ask_as_member`] with a body of any sort.
    pub(super) async fn send_as_member<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<Body>,
    ) -> Result<T, Error> {
        parse(&self.fetch_as_member(method, path, body).await?)
    }

    /// As [`Handbook::send_as_member`]; the answer is bytes.
    pub(super) async fn fetch_as_member(
        &self,
        method: Method,
        path: &str,
        body: Option<Body>,
    ) -> Result<Bytes, Error> {
        let inner = &self.0;
        let ask = |access: &Token| Ask {
            method,
            path: path.to_owned(),
            access: Some(access.as_str().to_owned()),
            body: body.clone(),
        };
        let held = inner.sessions.access();
        if let Some(access) = &held {
            match inner.remote.ask(ask(access)).await {
                Err(RemoteError::Refused(reply)) if reply.code == ErrorCode::SessionExpired => {}
                other => return Ok(other?),
            }
        }
        self.replace_token(held.as_ref()).await?;
        let access = inner.sessions.access().ok_or(Error::NotLoggedIn)?;
        Ok(inner.remote.ask(ask(&access)).await?)
    }

    /// Asks as nobody in particular.
    pub(super) async fn ask_as_anybody<T: DeserializeOwned>(
        &self,
        method: Method,
        path: &str,
        body: Option<serde_json::Value>,
    ) -> Result<T, Error> {
        let ask = Ask {
            method,
            path: path.to_owned(),
            access: None,
            body: body.map(Body::Json),
        };
        parse(&self.0.remote.ask(ask).await?)
    }
}

/// `value` as JSON.
pub(super) fn json(value: &impl Serialize) -> Result<serde_json::Value, Error> {
    serde_json::to_value(value).map_err(|_| Error::Invalid)
}

/// An id as the server makes them, and so safe in a path.
pub(super) fn checked_id(id: &str) -> Result<&str, Error> {
    let fits = id.len() == 32 && id.bytes().all(|b| b.is_ascii_hexdigit());
    if fits { Ok(id) } else { Err(Error::Invalid) }
}

fn parse<T: DeserializeOwned>(body: &[u8]) -> Result<T, Error> {
    let body = if body.is_empty() { b"null" } else { body };
    serde_json::from_slice(body).map_err(|_| RemoteError::BadReply.into())
}

/// `text` as a QR code.
pub(super) fn qr(text: &str) -> Result<Qr, Error> {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .map_err(|_| Error::Setup("a QR code"))?;
    let modules = code
        .to_colors()
        .into_iter()
        .map(|color| if color == Color::Dark { '1' } else { '0' })
        .collect();
    Ok(Qr {
        size: u32::try_from(code.width()).map_err(|_| Error::Setup("a QR code"))?,
        modules,
    })
}
