//! Our side of `bench server`.

use futures_util::{StreamExt, TryStreamExt, stream};
use handbook_server::clock::SystemClock;
use handbook_server::service::account::Desk;
use handbook_server::storage::sqlite::Sqlite;
use handbook_wire::auth::{Device, LoginRequest, SessionReply};
use handbook_wire::batch::{BatchError, Change, Reader};
use handbook_wire::entity::Kind;
use handbook_wire::sync::{Cursor, PROTOCOL_HEADER, PullReply, PullRequest, Snapshot};
use reqwest::{Client, RequestBuilder, Response};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::Sizes;
use super::crowd::{Crowd, Marker, Stream};
use crate::bench::Options;
use crate::bench::content::{Content, Stage, id};
use crate::bench::figure::cpu_ms;
use crate::bench::sync::store;
use crate::{Error, TestServer, walk};

/// Accounts that the clients belong to.
const ACCOUNTS: usize = 50;
/// Changes that are pulled by every client.
const PULLED: usize = 10;
/// Requests at the same time.
const AT_ONCE: usize = 32;

/// A server with its companies and accounts, which each round begins with.
pub(super) struct Prepared {
    server: TestServer,
}

/// Fills a server.
pub(super) fn prepare(sizes: &Sizes, options: &Options) -> Result<Prepared, Error> {
    let server = TestServer::new()?;
    let folder = tempfile::tempdir()?;
    let roster = folder.path().join("roster.csv");
    let mut rows = "조합원번호,회사명,대표자,휴대폰\n".to_owned();
    for number in 0..ACCOUNTS {
        rows += &format!(
            "제{number:04}호,한빛전기{number},홍길동,{}\n",
            login(number)
        );
    }
    std::fs::write(&roster, rows)?;
    server.import(&roster)?;
    {
        let storage = Sqlite::open(&server.database())?;
        let desk = Desk {
            storage: &storage,
            clock: &SystemClock,
        };
        for number in 0..ACCOUNTS {
            desk.activate(&login(number), walk::PASSWORD)?;
        }
    }
    store(&server, sizes.records, options.shape, Stage::start(0))?;
    Ok(Prepared { server })
}

fn login(number: usize) -> String {
    format!("0100000{number:04}")
}

/// The server in a round.
pub(super) struct Side {
    server: TestServer,
    _data: tempfile::TempDir,
    client: Client,
    sessions: Vec<SessionReply>,
    cursors: Vec<Cursor>,
    opened: usize,
    changed: usize,
}

impl Side {
    /// Starts it on a copy of the prepared data; somebody of each account is logged in, and the snapshot
    /// is made: later clients only get that.
    pub(super) async fn start(prepared: &Prepared) -> Result<Self, Error> {
        let data = tempfile::tempdir()?;
        for entry in std::fs::read_dir(prepared.server.data())? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                std::fs::copy(entry.path(), data.path().join(entry.file_name()))?;
            }
        }
        let mut server = TestServer::new()?;
        server.set([
            (
                "HANDBOOK_SERVER_DATA_DIR",
                data.path().display().to_string(),
            ),
            ("HANDBOOK_SERVER_LOG", "warn".to_owned()),
        ]);
        server.start().await?;
        let client = Client::builder().no_proxy().build()?;
        let mut side = Self {
            server,
            _data: data,
            client,
            sessions: Vec::new(),
            cursors: Vec::new(),
            opened: 0,
            changed: 0,
        };
        for number in 0..ACCOUNTS {
            let request = LoginRequest {
                login: login(number),
                password: walk::PASSWORD.to_owned(),
                device: Device {
                    id: format!("{number:032x}"),
                    name: "bench".to_owned(),
                },
            };
            let reply = side.request("v1/session").json(&request).send().await?;
            let session: SessionReply = reply.error_for_status()?.json().await?;
            let (snapshot, _) = side.first_sync(&session.access).await?;
            let cursor = side.follow(&session.access, snapshot.cursor).await?;
            side.cursors.push(cursor);
            side.sessions.push(session);
        }
        Ok(side)
    }

    pub(super) fn process(&self) -> Result<u32, Error> {
        self.server.id()
    }

    pub(super) fn stop(mut self) -> Result<(), Error> {
        self.server.stop()
    }

    fn request(&self, path: &str) -> RequestBuilder {
        self.client
            .post(format!("{}/{path}", self.server.url()))
            .header(PROTOCOL_HEADER, "1")
    }

    /// One more client that listens; the accounts take turns.
    pub(super) async fn open(&mut self) -> Result<Stream, Error> {
        let session = &self.sessions[self.opened % ACCOUNTS];
        self.opened += 1;
        let mut reply = self
            .client
            .get(format!("{}/v1/sync/events", self.server.url()))
            .header(PROTOCOL_HEADER, "1")
            .bearer_auth(&session.access)
            .send()
            .await?
            .error_for_status()?;
        // The first event says how things stand: nothing has changed.
        reply.chunk().await?.ok_or("the stream has ended")?;
        let bytes = reply.bytes_stream().map_err(Error::from);
        Ok(Stream {
            bytes: bytes.boxed(),
            marker: Marker::Text(b"event: head\n"),
        })
    }

    /// The first account's company shows its phone to staff alone, or to everybody again.
    pub(super) async fn change(&mut self) -> Result<(), Error> {
        let names = ["everyone", "staff"];
        let (was, set) = (names[self.changed % 2], names[(self.changed + 1) % 2]);
        self.changed += 1;
        let session = &self.sessions[0];
        let company = session.account.member.as_deref().unwrap_or_default();
        let edit = json!({
            "key": format!("{:032x}", self.changed), "kind": "own_company",
            "id": format!("{}.{company}", session.account.id),
            "set": {"show_phone": set}, "was": {"show_phone": was},
        });
        let reply = self
            .request("v1/sync/push")
            .bearer_auth(&session.access)
            .json(&json!({"edits": [edit]}))
            .send()
            .await?;
        let said: Value = reply.error_for_status()?.json().await?;
        match said["results"][0]["outcome"].as_str() {
            Some("applied") => Ok(()),
            _ => Err(format!("an edit came to {said}").into()),
        }
    }

    /// Changes that each of `count` clients hears of and pulls: microseconds of the server's for one
    /// client to have one.
    pub(super) async fn changes(&mut self, count: usize, crowd: &mut Crowd) -> Result<f64, Error> {
        let mut cursors: Vec<Cursor> = (0..count)
            .map(|client| self.cursors[client % ACCOUNTS].clone())
            .collect();
        // What the deliveries before have left behind is not counted.
        cursors = self.pull_all(cursors, false).await?;
        let cpu = cpu_ms(self.process()?);
        for _ in 0..PULLED {
            crowd.expect_one_more();
            self.change().await?;
            crowd.have_heard().await?;
            cursors = self.pull_all(cursors, true).await?;
        }
        let spent = cpu_ms(self.process()?) - cpu;
        for (account, cursor) in cursors.into_iter().enumerate().take(ACCOUNTS) {
            self.cursors[account] = cursor;
        }
        Ok(spent * 1e3 / (count * PULLED).max(1) as f64)
    }

    /// Lets every client pull; each must get the company that has changed when `must` says so.
    async fn pull_all(&self, cursors: Vec<Cursor>, must: bool) -> Result<Vec<Cursor>, Error> {
        let company = self.sessions[0].account.member.clone().unwrap_or_default();
        let company = company.as_str();
        stream::iter(cursors.into_iter().enumerate())
            .map(|(client, cursor)| async move {
                let access = &self.sessions[client % ACCOUNTS].access;
                let reply = self.pull(access, Some(cursor)).await?;
                let bytes = reply.bytes().await?;
                let (cursor, ids) = match is_json(&bytes) {
                    true => return Err("a client has nothing to pull".into()),
                    false => read(&bytes)?,
                };
                match !must || ids.iter().any(|id| id == company) {
                    true => Ok(cursor),
                    false => Err::<_, Error>("a client did not get the change".into()),
                }
            })
            .buffered(AT_ONCE)
            .try_collect()
            .await
    }

    /// First syncs at the same time: each is a snapshot and what comes after it. They must all be the
    /// same; what the first holds is looked at row by row.
    pub(super) async fn first_syncs(&mut self, count: usize) -> Result<Value, Error> {
        let side = &*self;
        let all: Vec<Vec<u8>> = stream::iter(0..count)
            .map(|client| async move {
                let access = &side.sessions[client % ACCOUNTS].access;
                let (snapshot, bytes) = side.first_sync(access).await?;
                side.follow(access, snapshot.cursor).await?;
                Ok::<_, Error>(bytes)
            })
            .buffer_unordered(count.max(1))
            .try_collect()
            .await?;
        let first = all.first().ok_or("no sync")?;
        if all.iter().any(|bytes| bytes != first) {
            return Err("two clients got different snapshots".into());
        }
        content(first)
    }

    async fn pull(&self, access: &str, cursor: Option<Cursor>) -> Result<Response, Error> {
        let request = PullRequest {
            cursor,
            kinds: (Kind::ALL.iter().map(|kind| kind.as_str().to_owned())).collect(),
        };
        let reply = self
            .request("v1/sync/pull")
            .bearer_auth(access)
            .json(&request)
            .send()
            .await?;
        Ok(reply.error_for_status()?)
    }

    /// The snapshot, its bytes checked.
    async fn first_sync(&self, access: &str) -> Result<(Snapshot, Vec<u8>), Error> {
        let reply = self.pull(access, None).await?.json().await?;
        let PullReply::Snapshot(snapshot) = reply else {
            return Err("no snapshot".into());
        };
        let path = format!("{}/v1/sync/snapshot/{}", self.server.url(), snapshot.id);
        let reply = self
            .client
            .get(path)
            .header(PROTOCOL_HEADER, "1")
            .bearer_auth(access)
            .send()
            .await?;
        let bytes = reply.error_for_status()?.bytes().await?.to_vec();
        let digest: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        match digest == snapshot.id {
            true => Ok((snapshot, bytes)),
            false => Err("a snapshot is not what it is called by".into()),
        }
    }

    /// Pulls until there is nothing more.
    async fn follow(&self, access: &str, mut cursor: Cursor) -> Result<Cursor, Error> {
        loop {
            let bytes = self
                .pull(access, Some(cursor.clone()))
                .await?
                .bytes()
                .await?;
            if is_json(&bytes) {
                return Ok(cursor);
            }
            cursor = read(&bytes)?.0;
        }
    }
}

fn is_json(bytes: &[u8]) -> bool {
    bytes.first() == Some(&b'{')
}

/// The cursor of a batch, and the ids in it.
fn read(bytes: &[u8]) -> Result<(Cursor, Vec<String>), Error> {
    let plain = zstd::decode_all(bytes)?;
    let mut reader = Reader::new(plain.as_slice())?;
    let cursor = Cursor(reader.header().cursor.clone());
    let mut ids = Vec::new();
    reader.for_each(|row| {
        ids.push(row.id);
        Ok::<_, BatchError>(())
    })?;
    Ok((cursor, ids))
}

/// What a snapshot holds of the generated companies.
fn content(bytes: &[u8]) -> Result<Value, Error> {
    let plain = zstd::decode_all(bytes)?;
    let mut reader = Reader::new(plain.as_slice())?;
    let mut rows = Vec::new();
    reader.for_each(|row| {
        if let Change::Put { payload, .. } = row.change
            && row.kind == Kind::Member.as_str()
        {
            rows.push((row.id, payload));
        }
        Ok::<_, BatchError>(())
    })?;
    rows.sort();
    let first = id(0);
    let mut content = Content::default();
    for (id, payload) in rows.iter().filter(|row| row.0.len() == first.len()) {
        content.add(id, &serde_json::from_str(payload)?);
    }
    Ok(content.finish())
}
