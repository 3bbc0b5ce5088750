//! The server in a process: sockets, TLS, start and stop.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;

use axum_server::Handle;
use axum_server::accept::NoDelayAcceptor;
use axum_server::tls_rustls::{RustlsAcceptor, RustlsConfig};
use hyper_util::rt::TokioTimer;
use tokio::task::JoinHandle;

use crate::api;
use crate::backup;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::console;
use crate::service::Service;
use crate::storage::sqlite::Sqlite;
use crate::storage::{Storage, StorageError};

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The data folder can't be made.
    #[error("데이터 폴더를 만들 수 없어요: {path} ({reason})", path = .path.display())]
    DataDir {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        reason: std::io::Error,
    },
    /// A restore was cut off: what is there is neither old nor new.
    #[error("복원하다가 멈춘 데이터예요: {path}\nhandbook-server restore를 다시 실행해 주세요.", path = .0.display())]
    HalfRestored(PathBuf),
    /// The database can't be used.
    #[error(transparent)]
    Storage(#[from] StorageError),
    /// The address can't be listened on.
    #[error(
        "{address}에서 연결을 받을 수 없어요 ({reason}). 다른 프로그램이 쓰고 있는지, listen 설정이 맞는지 확인해 주세요."
    )]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        reason: std::io::Error,
    },
    /// Certificate or key can't be used.
    #[error("TLS 인증서나 개인키를 쓸 수 없어요 ({0}). tls.certificate와 tls.key를 확인해 주세요.")]
    Tls(std::io::Error),
}

/// Starts servers.
pub struct Server;

/// A server that answers. Dropping it ends it at once.
pub struct RunningServer {
    address: SocketAddr,
    secure: bool,
    handle: Handle<SocketAddr>,
    service: Arc<Service>,
    serving: JoinHandle<std::io::Result<()>>,
    /// What is on its way to closed apps; waited for when the server stops.
    delivering: JoinHandle<()>,
    tasks: Vec<JoinHandle<()>>,
}

impl Server {
    /// Opens the database and listens. It answers as soon as this returns.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start(config: Config) -> Result<RunningServer, StartError> {
        Self::start_at(config, Arc::new(SystemClock)).await
    }

    /// As [`Server::start`], with a clock.
    ///
    /// # Errors
    /// [`StartError`].
    pub async fn start_at(
        config: Config,
        clock: Arc<dyn Clock>,
    ) -> Result<RunningServer, StartError> {
        let storage = open_storage(&config)?;
        let tls = match &config.tls {
            Some(tls) => {
                // An error only says that the process has a provider already.
                let _ = rustls::crypto::ring::default_provider().install_default();
                let loaded = RustlsConfig::from_pem_file(&tls.certificate, &tls.key).await;
                Some(loaded.map_err(StartError::Tls)?)
            }
            None => None,
        };
        let failed = |reason| StartError::Listen {
            address: config.listen,
            reason,
        };
        let listener = TcpListener::bind(config.listen).map_err(failed)?;
        listener.set_nonblocking(true).map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        let limits = config.limits.clone();
        let service = Arc::new(Service::new(storage, clock, config.clone())?);
        let pages = console::router(&service);
        let app = api::router(Arc::clone(&service), pages)
            .into_make_service_with_connect_info::<SocketAddr>();
        let handle = Handle::new();
        let mut server = axum_server::from_tcp(listener)
            .map_err(failed)?
            .handle(handle.clone())
            .first_request_timeout(limits.header);
        server
            .http_builder()
            .http1()
            .timer(TokioTimer::new())
            .header_read_timeout(limits.header)
            .max_buf_size(16 << 10);
        server
            .http_builder()
            .http2()
            .timer(TokioTimer::new())
            .max_concurrent_streams(64)
            .max_header_list_size(16 << 10)
            .keep_alive_interval(limits.request)
            .keep_alive_timeout(limits.header);
        let secure = tls.is_some();
        let serving = match tls {
            Some(tls) => {
                let acceptor = RustlsAcceptor::new(tls)
                    .handshake_timeout(limits.header)
                    .acceptor(NoDelayAcceptor::new());
                tokio::spawn(server.acceptor(acceptor).serve(app))
            }
            None => tokio::spawn(server.acceptor(NoDelayAcceptor::new()).serve(app)),
        };
        let tasks = vec![
            tokio::spawn(Arc::clone(&service).watch()),
            tokio::spawn(Arc::clone(&service).keep_house()),
        ];
        let delivering = tokio::spawn(Arc::clone(&service).deliver());
        tracing::info!(%address, secure, "listening");
        Ok(RunningServer {
            address,
            secure,
            handle,
            service,
            serving,
            delivering,
            tasks,
        })
    }
}

impl RunningServer {
    /// Where it listens, with the real port.
    #[must_use]
    pub fn addr(&self) -> SocketAddr {
        self.address
    }

    /// Its address for an app, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        let scheme = if self.secure { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// The rules behind the routes, for a process that is both.
    #[must_use]
    pub fn service(&self) -> &Arc<Service> {
        &self.service
    }

    /// Stops: no new connections, event streams end, requests finish within the configured time.
    pub async fn stop(mut self) {
        self.service.stop();
        self.handle
            .graceful_shutdown(Some(self.service.config().limits.stop));
        match (&mut self.serving).await {
            Ok(Ok(())) => tracing::info!("stopped"),
            Ok(Err(error)) => tracing::error!(%error, "the server ended with an error"),
            Err(_) => tracing::error!("the server's task ended badly"),
        }
        let patience = self.service.config().limits.stop;
        if (tokio::time::timeout(patience, &mut self.delivering).await).is_err() {
            tracing::warn!("notifications on their way were not waited for any longer");
        }
    }
}

impl Drop for RunningServer {
    fn drop(&mut self) {
        self.serving.abort();
        self.delivering.abort();
        self.handle.shutdown();
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// Opens the configured database, its folder made if it is not there.
///
/// # Errors
/// [`StartError`].
pub fn open_storage(config: &Config) -> Result<Arc<dyn Storage>, StartError> {
    let failed = |reason| StartError::DataDir {
        path: config.data_dir.clone(),
        reason,
    };
    std::fs::create_dir_all(&config.data_dir).map_err(failed)?;
    restrict(&config.data_dir).map_err(failed)?;
    if backup::restore::is_half_done(&config.data_dir) {
        return Err(StartError::HalfRestored(config.data_dir.clone()));
    }
    Ok(Arc::new(Sqlite::open(&config.database())?))
}

/// Keeps other users of the machine out of the folder.
#[cfg(unix)]
fn restrict(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = std::fs::metadata(folder)?.permissions();
    if permissions.mode() & 0o077 != 0 {
        permissions.set_mode(0o700);
        std::fs::set_permissions(folder, permissions)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn restrict(_: &std::path::Path) -> std::io::Result<()> {
    Ok(())
}
