//! Login and logout.

use handbook_wire::auth::{Device, LoginRequest, SessionReply};
use handbook_wire::ipc::{LoginArgs, Status, SyncState};
use handbook_wire::sync::{HelloReply, OLDEST_SERVER_PROTOCOL, PROTOCOL};
use tokio::task::JoinHandle;

use super::{Handbook, open_cache};
use crate::Error;
use crate::session::Session;
use crate::store::StoreError;
use crate::store::meta::{self, Fact};
use crate::sync::remote::RemoteError;

/// The longest login or password that is sent, in bytes.
const MAX_CREDENTIAL: usize = 1024;

impl Handbook {
    /// Logs in and starts to sync. A cache of another account or of another server's is wiped
    /// first; the same account goes on where it stood.
    ///
    /// # Errors
    /// What the server says ([`Error::Remote`]), [`Error::AppTooOld`], [`Error::ServerTooOld`],
    /// [`Error::Key`], [`Error::Store`]. Who was logged in before still is.
    pub async fn login(&self, args: LoginArgs) -> Result<Status, Error> {
        if args.login.len() > MAX_CREDENTIAL || args.password.len() > MAX_CREDENTIAL {
            return Err(Error::Invalid);
        }
        let inner = self.0.clone();
        let mut running = inner.running.lock().await;
        let hello = inner.remote.hello().await?;
        check(&hello)?;
        let id = self.blocking(|inner| inner.sessions.device_id()).await?;
        let device = Device {
            id,
            name: inner.device_name.clone(),
        };
        let request = LoginRequest {
            login: args.login,
            password: args.password,
            device,
        };
        let reply = inner.remote.login(request).await?;
        self.settle_in(&mut running, reply, args.keep, hello).await
    }

    /// Takes up a session that the server opened.
    ///
    /// # Errors
    /// As [`Handbook::login`].
    pub(super) async fn enter(&self, reply: SessionReply, keep: bool) -> Result<Status, Error> {
        let inner = self.0.clone();
        let mut running = inner.running.lock().await;
        let hello = inner.remote.hello().await?;
        check(&hello)?;
        self.settle_in(&mut running, reply, keep, hello).await
    }

    /// Makes the device the session's: a cache of another account or of another server's is wiped
    /// first, then sync starts.
    async fn settle_in(
        &self,
        running: &mut Option<JoinHandle<()>>,
        reply: SessionReply,
        keep: bool,
        hello: HelloReply,
    ) -> Result<Status, Error> {
        let inner = &self.0;
        inner.stop(running).await;
        let account = reply.account.clone();
        let steps = reply.steps.clone();
        let coop = hello.name.clone();
        self.blocking(move |inner| {
            if !inner.cache.is_open() {
                open_cache(&inner.cache, &inner.sessions, inner.cache.dir())?;
            }
            let known = |fact| inner.cache.read(|connection| meta::get(connection, fact));
            let other = |held: Option<String>, now: &str| held.is_some_and(|held| held != now);
            if other(known(Fact::Account)?, &reply.account.id)
                || other(known(Fact::Server)?, &hello.server)
            {
                inner.cache.destroy().map_err(|_| StoreError::Failed(0))?;
                inner.sessions.destroy_key()?;
                open_cache(&inner.cache, &inner.sessions, inner.cache.dir())?;
            }
            inner.cache.set_fact(Fact::Account, &reply.account.id)?;
            inner.cache.set_fact(Fact::Coop, &hello.name)?;
            Ok(inner.sessions.start(reply, keep)?)
        })
        .await?;
        inner.board.change(|status| {
            status.account = Some(account);
            status.steps = steps;
            status.coop = Some(coop);
            status.sync = SyncState::Connecting;
            status.data += 1;
        });
        *running = Some(inner.start());
        Ok(inner.board.get())
    }

    /// Logs out: the key, the cache and the session of this device are destroyed, with or without
    /// a connection; the server is told if it can be reached.
    ///
    /// # Errors
    /// [`Error::Key`] or [`Error::Store`] when the key or the file may still be there; everything
    /// else is gone even so.
    pub async fn logout(&self) -> Result<Status, Error> {
        let inner = self.0.clone();
        let mut running = inner.running.lock().await;
        inner.stop(&mut running).await;
        let session = inner.sessions.take();
        let destroyed = self
            .blocking(|inner| {
                let key = inner.sessions.destroy().map_err(Error::from);
                let file = inner
                    .cache
                    .destroy()
                    .map_err(|_| StoreError::Failed(0).into());
                key.and(file)
            })
            .await;
        inner.board.change(|status| {
            status.account = None;
            status.steps = Vec::new();
            status.asked_post = None;
            status.sync = SyncState::Idle;
            status.data += 1;
        });
        if let Some(session) = session {
            tokio::spawn(end_session(self.clone(), session));
        }
        destroyed.map(|()| inner.board.get())
    }
}

/// Tells the server that the session is over, as well as may be.
async fn end_session(handbook: Handbook, session: Session) {
    let (access, refresh) = session.into_tokens();
    let remote = &handbook.0.remote;
    if let Some(access) = access {
        match remote.end_session(&access).await {
            Err(RemoteError::Refused(_)) => {}
            _ => return,
        }
    }
    let request = handbook_wire::auth::RefreshRequest {
        refresh: refresh.as_str().to_owned(),
    };
    if let Ok(reply) = remote.refresh(request).await {
        let access = crate::session::Token::new(reply.access);
        if remote.end_session(&access).await.is_err() {
            tracing::debug!("the server was not told of the logout");
        }
    }
}

fn check(hello: &HelloReply) -> Result<(), Error> {
    if hello.oldest_protocol > PROTOCOL {
        return Err(Error::AppTooOld);
    }
    if hello.protocol < OLDEST_SERVER_PROTOCOL {
        return Err(Error::ServerTooOld);
    }
    Ok(())
}
