//! A post that goes out to everybody, while the server ends in the middle of it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use handbook_server::clock::{Clock, ManualClock};
use handbook_server::config::PushConfig;
use handbook_server::service::Caller;
use handbook_server::service::import::{Options, import_file};
use handbook_server::storage::sqlite::Sqlite;
use handbook_server::storage::{PushDevice, Session, Storage, StorageError};
use handbook_server::{Config, RunningServer, Server};
use handbook_tests::push::FcmPeer;
use handbook_tests::{Error, roster, wait_for};
use handbook_wire::auth::Role;
use handbook_wire::entity::Targets;
use handbook_wire::notification::{NotificationLanguage, PushService};
use handbook_wire::post::{PostDraft, PostWrite};

/// 2026-09-21T12:00 in Korea.
const NOON: i64 = 1_789_959_600_000;
const POST: &str = "0123456789abcdef0123456789abcdef";
/// A claim is void after this (ms).
const LEASE: i64 = 60_000;
/// How many may be on their way at once.
const BATCH: usize = 64;

struct Coop {
    folder: tempfile::TempDir,
    clock: ManualClock,
    peer: FcmPeer,
    /// Devices, one an account.
    devices: usize,
    staff: String,
}

impl Coop {
    /// The sample's co-op; everybody has a phone.
    async fn new() -> Result<Self, Error> {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir()?;
        let clock = ManualClock::new(NOON);
        let peer = FcmPeer::start(Arc::new(clock.clone())).await?;
        let storage: Arc<dyn Storage> = Arc::new(Sqlite::open(&database(folder.path()))?);
        let (devices, staff) = fill(&*storage, &clock)?;
        Ok(Self {
            folder,
            clock,
            peer,
            devices,
            staff,
        })
    }

    async fn start(&self) -> Result<RunningServer, Error> {
        let config = Config {
            listen: ([127, 0, 0, 1], 0).into(),
            data_dir: self.folder.path().to_owned(),
            push: PushConfig {
                fcm: Some(self.peer.config()?),
                apns: None,
            },
            ..Config::default()
        };
        Ok(Server::start_at(config, Arc::new(self.clock.clone())).await?)
    }

    fn publish(&self, server: &RunningServer, version: u32, title: &str) -> Result<(), Error> {
        let caller = Caller {
            server: String::new(),
            account: self.staff.clone(),
            session: String::new(),
            role: Role::Staff,
            full: true,
            expires: i64::MAX,
            address: None,
        };
        let write = PostWrite {
            version,
            draft: PostDraft {
                title: title.to_owned(),
                targets: Targets::everybody(),
                ..PostDraft::default()
            },
            publish: true,
        };
        server
            .service()
            .write_post(&caller, POST, write)
            .map_err(|failure| format!("{failure}"))?;
        Ok(())
    }

    async fn taken(&self, least: usize) -> Result<(), Error> {
        wait_for(&format!("{least} messages"), || async {
            (self.peer.count() >= least).then_some(())
        })
        .await
    }

    /// Every device shows that version, and has made one sound for it at most.
    fn everybody_has(&self, version: u64, sounds: u32) {
        let screens = self.peer.screens();
        assert_eq!(screens.len(), self.devices);
        for ((token, _), screen) in screens {
            assert_eq!(screen.version, version, "{token}");
            assert_eq!(screen.sounds, sounds, "{token}");
        }
    }
}

fn database(folder: &Path) -> std::path::PathBuf {
    folder.join("handbook.db")
}

fn fill(storage: &dyn Storage, clock: &ManualClock) -> Result<(usize, String), Error> {
    let path = roster::sample();
    let bytes = std::fs::read(&path)?;
    let options = Options {
        apply: true,
        allow_removals: true,
    };
    import_file(storage, clock as &dyn Clock, "roster.xlsx", &bytes, options)?;
    let accounts = storage.reading(|txn| txn.accounts())?;
    let staff = accounts
        .iter()
        .find(|account| account.role == Role::Staff)
        .ok_or("no staff")?
        .id
        .clone();
    let devices = storage.writing(|txn| {
        let mut devices = 0;
        for account in accounts {
            let session = format!("s{}", account.id);
            txn.put_session(&Session {
                id: session.clone(),
                account: account.id.clone(),
                device: "d".to_owned(),
                device_name: String::new(),
                started_at: NOON,
                expires_at: i64::MAX,
                ended_at: None,
                suspended: false,
                second_factor_at: None,
                seen_at: NOON,
                app: String::new(),
            })?;
            devices += usize::from(!account.is_locked());
            txn.put_push_device(
                &PushDevice {
                    token: format!("t-{}", account.id),
                    session,
                    account: account.id,
                    service: PushService::Fcm,
                    language: NotificationLanguage::Korean,
                    at: NOON,
                },
                10,
            )?;
        }
        Ok::<_, StorageError>(devices)
    })?;
    Ok((devices, staff))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_in_the_middle_loses_nothing_and_doubles_nothing() -> Result<(), Error> {
    let coop = Coop::new().await?;
    assert!(coop.devices > 500);
    coop.peer.slow_down(Duration::from_millis(4));
    let server = coop.start().await?;
    coop.publish(&server, 0, "정기총회 안내")?;
    coop.taken(100).await?;
    // Stopped as an update does: what is on its way is waited for.
    server.stop().await;
    let at_stop = coop.peer.count();
    assert!((100..coop.devices).contains(&at_stop), "{at_stop}");
    let server = coop.start().await?;
    coop.taken(coop.devices).await?;
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert_eq!(coop.peer.take().len(), coop.devices, "each device once");
    coop.everybody_has(1, 1);

    // A change takes the place of it on each screen, without another sound.
    coop.publish(&server, 1, "정기총회 안내(장소 변경)")?;
    coop.taken(coop.devices).await?;
    coop.everybody_has(2, 1);
    server.stop().await;
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_dies_in_the_middle_loses_nothing_and_shows_nothing_twice()
-> Result<(), Error> {
    let coop = Coop::new().await?;
    coop.peer.slow_down(Duration::from_millis(4));
    let mut server = coop.start().await?;
    coop.publish(&server, 0, "정기총회 안내")?;
    for deaths in 1..=3 {
        coop.taken(deaths * 100).await?;
        // Its tasks end where they are: what was sent is not written down.
        drop(server);
        server = coop.start().await?;
    }
    wait_for("all that nobody is in doubt of", || async {
        (coop.peer.screens().len() + 3 * BATCH >= coop.devices).then_some(())
    })
    .await?;
    coop.clock.advance(LEASE);
    wait_for("everybody", || async {
        (coop.peer.screens().len() == coop.devices).then_some(())
    })
    .await?;
    server.stop().await;
    let sent = coop.peer.take().len();
    assert!(
        (coop.devices..=coop.devices + 3 * BATCH).contains(&sent),
        "{sent} for {}",
        coop.devices
    );
    // Whoever was told twice has heard it once at most; what was in doubt lies on the screen in any case.
    let screens = coop.peer.screens();
    assert!(
        screens
            .values()
            .all(|screen| screen.version == 1 && screen.sounds <= 1)
    );
    Ok(())
}
