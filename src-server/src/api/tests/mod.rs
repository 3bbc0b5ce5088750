//! The routes over real sockets.

mod access;
mod account;
mod app;
mod card;
mod change;
mod document;
mod file;
mod identity;
mod login;
mod notification;
mod post;
mod profile;
mod provider;
mod sign_up;
mod social;
mod sync;
mod tls;
mod upload;

use std::path::Path;
use std::sync::Arc;

use handbook_wire::auth::{Device, LoginRequest, SessionReply};
use handbook_wire::batch::{Change, Reader};
use handbook_wire::entity::{Member, Phone, Staff};
use handbook_wire::sync::{PROTOCOL_HEADER, PullReply, PullRequest, Snapshot};
use handbook_wire::{ErrorCode, ErrorReply};
use reqwest::{Method, RequestBuilder, Response};
use serde_json::Value;

use crate::clock::{Clock, ManualClock};
use crate::config::Config;
use crate::roster::{CellRef, Roster, Sound, StaffRow};
use crate::server::{RunningServer, Server, open_storage};
use crate::service::account::Desk;
use crate::service::import::{Options, Report, import};
use crate::storage::Storage;

const PASSWORD: &str = "Hanbit-77";
/// The device that logs in unless a test says otherwise, and two more.
const DEVICE: &str = "0123456789abcdef0123456789abcdef";
const SECOND_DEVICE: &str = "11111111111111111111111111111111";
const THIRD_DEVICE: &str = "22222222222222222222222222222222";
const KINDS: [&str; 4] = ["member", "officer", "staff", "note"];

struct Coop {
    folder: tempfile::TempDir,
    clock: ManualClock,
    server: RunningServer,
    client: reqwest::Client,
}

impl Coop {
    /// A server with 5 companies and one member of staff, the first two and the last activated.
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    async fn with(adjust: impl FnOnce(&mut Config)) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path());
        config.staff_second_factor = false;
        adjust(&mut config);
        let clock = ManualClock::new(1_790_000_000_000);
        let server = Server::start_at(config, Arc::new(clock.clone()))
            .await
            .unwrap();
        let client = reqwest::Client::builder()
            .pool_max_idle_per_host(0)
            .build()
            .unwrap();
        let coop = Self {
            folder,
            clock,
            server,
            client,
        };
        coop.import((1..=5).map(member));
        for login in ["01000000001", "01000000002", "staff"] {
            coop.activate(login);
        }
        coop
    }

    /// The database, as another process opens it.
    fn storage(&self) -> Arc<dyn Storage> {
        open_storage(&config(self.folder.path())).unwrap()
    }

    fn import(&self, members: impl IntoIterator<Item = Member>) -> Report {
        let options = Options {
            apply: true,
            allow_removals: true,
        };
        import(
            &*self.storage(),
            &self.clock as &dyn Clock,
            roster(members),
            options,
        )
        .unwrap()
    }

    fn activate(&self, login: &str) {
        self.desk(|desk| desk.activate(login, PASSWORD)).unwrap();
    }

    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client
            .request(method, format!("{}{path}", self.server.url()))
            .header(PROTOCOL_HEADER, "1")
    }

    async fn try_log_in(&self, login: &str, password: &str) -> Response {
        self.try_log_in_on(DEVICE, login, password).await
    }

    async fn log_in_on(&self, device: &str, login: &str, password: &str) -> SessionReply {
        let response = self.try_log_in_on(device, login, password).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    fn desk<T>(&self, job: impl FnOnce(Desk<'_>) -> T) -> T {
        job(Desk {
            storage: &*self.storage(),
            clock: &self.clock,
        })
    }

    /// Sends a request with a body, and with a token if there is one.
    async fn post(&self, path: &str, token: &str, body: Value) -> Response {
        self.request(Method::POST, path)
            .bearer_auth(token)
            .json(&body)
            .send()
            .await
            .unwrap()
    }

    async fn try_log_in_on(&self, device: &str, login: &str, password: &str) -> Response {
        let request = LoginRequest {
            login: login.to_owned(),
            password: password.to_owned(),
            device: Device {
                id: device.into(),
                name: "시험".into(),
            },
        };
        self.request(Method::POST, "/v1/session")
            .json(&request)
            .send()
            .await
            .unwrap()
    }

    async fn log_in(&self, login: &str, password: &str) -> SessionReply {
        let response = self.try_log_in(login, password).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    async fn refresh(&self, token: &str) -> Response {
        self.request(Method::POST, "/v1/session/refresh")
            .json(&serde_json::json!({"refresh": token}))
            .send()
            .await
            .unwrap()
    }

    async fn pull_raw(&self, token: &str, cursor: Option<&str>) -> Response {
        let request = PullRequest {
            cursor: cursor.map(|cursor| handbook_wire::sync::Cursor(cursor.to_owned())),
            kinds: KINDS.map(str::to_owned).to_vec(),
        };
        self.request(Method::POST, "/v1/sync/pull")
            .bearer_auth(token)
            .json(&request)
            .send()
            .await
            .unwrap()
    }

    async fn pull(&self, token: &str, cursor: Option<&str>) -> Pull {
        let response = self.pull_raw(token, cursor).await;
        assert_eq!(response.status(), 200);
        if response.headers()["content-type"] == "application/json" {
            return match response.json().await.unwrap() {
                PullReply::UpToDate => Pull::UpToDate,
                PullReply::Snapshot(snapshot) => Pull::Snapshot(snapshot),
                _ => unreachable!(),
            };
        }
        Pull::Batch(Batch::read(&response.bytes().await.unwrap()))
    }

    async fn snapshot(&self, token: &str, range: Option<&str>, id: &str) -> Response {
        let mut request = self
            .request(Method::GET, &format!("/v1/sync/snapshot/{id}"))
            .bearer_auth(token);
        if let Some(range) = range {
            request = request.header("range", range);
        }
        request.send().await.unwrap()
    }
}

enum Pull {
    UpToDate,
    Snapshot(Snapshot),
    Batch(Batch),
}

impl Pull {
    fn snapshot(self) -> Snapshot {
        match self {
            Pull::Snapshot(snapshot) => snapshot,
            _ => panic!("not a snapshot"),
        }
    }

    fn batch(self) -> Batch {
        match self {
            Pull::Batch(batch) => batch,
            _ => panic!("not a batch"),
        }
    }
}

struct Batch {
    cursor: String,
    more: bool,
    revision: u64,
    put: Vec<(String, String, Value)>,
    gone: Vec<(String, String)>,
}

impl Batch {
    fn read(bytes: &[u8]) -> Self {
        let plain = zstd::decode_all(bytes).unwrap();
        let mut reader = Reader::new(plain.as_slice()).unwrap();
        let header = reader.header().clone();
        let (mut put, mut gone) = (Vec::new(), Vec::new());
        reader
            .for_each(|row| {
                match row.change {
                    Change::Put { payload, .. } => {
                        put.push((row.kind, row.id, serde_json::from_str(&payload).unwrap()));
                    }
                    Change::Gone => gone.push((row.kind, row.id)),
                }
                Ok::<_, handbook_wire::batch::BatchError>(())
            })
            .unwrap();
        Self {
            cursor: header.cursor,
            more: header.more,
            revision: header.revision,
            put,
            gone,
        }
    }
}

fn config(folder: &Path) -> Config {
    Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        data_dir: folder.join("data"),
        ..Config::default()
    }
}

fn member(n: u32) -> Member {
    Member {
        number: format!("{n:04}"),
        name: format!("(주)한빛{n}"),
        representatives: vec![format!("홍길동{n}")],
        business_number: Some(format!("{n:010}")),
        mobile: Some(Phone {
            number: format!("0100000{n:04}"),
            ..Phone::default()
        }),
        ..Member::default()
    }
}

fn roster(members: impl IntoIterator<Item = Member>) -> Roster {
    let at = |row| CellRef {
        sheet: "조합원사".to_owned(),
        row,
    };
    let staff = StaffRow {
        staff: Staff {
            name: "김직원".into(),
            ..Staff::default()
        },
        login: Some("staff".into()),
    };
    Roster {
        members: (2..)
            .zip(members)
            .map(|(row, value)| Sound { at: at(row), value })
            .collect(),
        has_members: true,
        staff: vec![Sound {
            at: CellRef {
                sheet: "조합직원".to_owned(),
                row: 2,
            },
            value: staff,
        }],
        has_staff: true,
        ..Roster::default()
    }
}

async fn code(response: Response) -> ErrorCode {
    response.json::<ErrorReply>().await.unwrap().code
}
