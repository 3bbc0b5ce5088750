//! A peer's side of `bench server`: its server as `bench sync` starts it, spoken to over plain HTTP by
//! clients that keep nothing.

use futures_util::{StreamExt, TryStreamExt, stream};
use reqwest::{Client, Method};
use serde_json::{Value, json};

use super::Sizes;
use super::crowd::{Marker, Stream};
use crate::bench::Options;
use crate::bench::content::{Content, Stage, write_rows};
use crate::bench::kit::Kit;
use crate::bench::talker::Talker;
use crate::{Error, program};

/// Records of a page.
const PAGE: usize = 1_000;
/// About the bytes of what every client hears of.
const TEXT: usize = 200;

pub(super) struct Side {
    name: String,
    _server: Talker,
    pid: u32,
    url: String,
    client: Client,
    /// PouchDB: the note's revision.
    revision: String,
    _dir: tempfile::TempDir,
}

impl Side {
    /// Starts its server and fills it.
    pub(super) async fn start(
        kit: &Kit,
        name: &str,
        sizes: &Sizes,
        options: &Options,
    ) -> Result<Self, Error> {
        let dir = tempfile::tempdir()?;
        let rows = dir.path().join("rows");
        write_rows(&rows, sizes.records, options.shape, Stage::start(0))?;
        let store = dir.path().join("server");
        std::fs::create_dir(&store)?;
        let port = program::free_port()?;
        let mut server = Talker::start(name, kit.node(&format!("sync-{name}.mjs")).arg("server"))?;
        let said = server.ask(&json!({"do": "start", "port": port, "dir": store, "rows": rows}))?;
        let pid = said["pid"].as_u64().and_then(|pid| pid.try_into().ok());
        let mut side = Self {
            name: name.to_owned(),
            _server: server,
            pid: pid.ok_or("no pid")?,
            url: format!("http://127.0.0.1:{port}"),
            client: Client::builder().no_proxy().build()?,
            revision: String::new(),
            _dir: dir,
        };
        if !side.is_pocketbase() {
            let note = side.ask(Method::GET, "/note/note", None).await?;
            side.revision = note["_rev"].as_str().unwrap_or_default().to_owned();
        }
        Ok(side)
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn process(&self) -> u32 {
        self.pid
    }

    fn is_pocketbase(&self) -> bool {
        self.name == "pocketbase"
    }

    async fn ask(&self, method: Method, path: &str, body: Option<Value>) -> Result<Value, Error> {
        let mut request = self.client.request(method, format!("{}{path}", self.url));
        if let Some(body) = body {
            request = request.json(&body);
        }
        let reply = request.send().await?.error_for_status()?;
        let bytes = reply.bytes().await?;
        match bytes.is_empty() {
            true => Ok(Value::Null),
            false => Ok(serde_json::from_slice(&bytes)?),
        }
    }

    pub(super) async fn open(&mut self) -> Result<Stream, Error> {
        let (path, marker): (_, &'static [u8]) = match self.is_pocketbase() {
            true => ("/api/realtime", b"event:note/"),
            false => (
                "/note/_changes?feed=continuous&since=0&include_docs=true&heartbeat=60000",
                b"\"id\":\"note\"",
            ),
        };
        let mut reply = self
            .client
            .get(format!("{}{path}", self.url))
            .send()
            .await?
            .error_for_status()?;
        if self.is_pocketbase() {
            let mut said = String::new();
            let id = loop {
                let chunk = reply.chunk().await?.ok_or("the stream has ended")?;
                said += &String::from_utf8_lossy(&chunk);
                let data = said.lines().find_map(|line| line.strip_prefix("data:"));
                let hello = data.and_then(|data| serde_json::from_str::<Value>(data).ok());
                if let Some(id) =
                    hello.and_then(|hello| Some(hello["clientId"].as_str()?.to_owned()))
                {
                    break id;
                }
            };
            let body = json!({"clientId": id, "subscriptions": ["note/*"]});
            self.ask(Method::POST, "/api/realtime", Some(body)).await?;
        } else {
            // It begins with the note as it is: until then not even the head of the answer comes.
            let mut said = Vec::new();
            while memchr::memmem::find(&said, marker).is_none() {
                said.extend(reply.chunk().await?.ok_or("the stream has ended")?);
            }
        }
        Ok(Stream {
            bytes: reply.bytes_stream().map_err(Error::from).boxed(),
            marker: Marker::Text(marker),
        })
    }

    pub(super) async fn change(&mut self, event: usize) -> Result<(), Error> {
        let text = format!("{event} {}", "x".repeat(TEXT));
        if self.is_pocketbase() {
            let path = "/api/collections/note/records/note";
            let body = json!({"text": text});
            return self.ask(Method::PATCH, path, Some(body)).await.map(drop);
        }
        let body = json!({"_id": "note", "_rev": self.revision, "text": text});
        let said = self.ask(Method::PUT, "/note/note", Some(body)).await?;
        self.revision = said["rev"].as_str().unwrap_or_default().to_owned();
        Ok(())
    }

    /// First syncs at the same time, in the fewest requests that its protocol has. They must all hold
    /// the same.
    pub(super) async fn first_syncs(&mut self, count: usize) -> Result<Value, Error> {
        let side = &*self;
        let all: Vec<Value> = stream::iter(0..count)
            .map(|_| side.first_sync())
            .buffer_unordered(count.max(1))
            .try_collect()
            .await?;
        let first = all.first().cloned().ok_or("no sync")?;
        match all.iter().all(|held| *held == first) {
            true => Ok(first),
            false => Err("two clients hold different records".into()),
        }
    }

    /// Rows are hashed as they come, in the order of their ids: nothing is kept.
    async fn first_sync(&self) -> Result<Value, Error> {
        let mut content = Content::default();
        let mut after: Option<String> = None;
        loop {
            let rows = match self.is_pocketbase() {
                true => self.list_page(after.as_deref()).await?,
                false => self.list_changes(after.as_deref()).await?,
            };
            for (id, fields) in &rows.rows {
                content.add(id, fields);
            }
            if rows.rows.len() < PAGE {
                return Ok(content.finish());
            }
            after = Some(rows.last);
        }
    }

    async fn list_page(&self, after: Option<&str>) -> Result<Page, Error> {
        let mut path =
            format!("/api/collections/member/records?perPage={PAGE}&skipTotal=1&sort=id");
        if let Some(last) = after {
            path += &format!("&filter=id%20%3E%20%22{last}%22");
        }
        let said = self.ask(Method::GET, &path, None).await?;
        let items = said["items"].as_array().cloned().unwrap_or_default();
        let rows = items.into_iter().map(|mut item| {
            let id = text(&item["id"]);
            if let Some(fields) = item.as_object_mut() {
                fields.retain(|name, _| !OWN.contains(&name.as_str()));
            }
            (id, item)
        });
        let rows: Vec<_> = rows.collect();
        Ok(Page {
            last: rows.last().map(|row| row.0.clone()).unwrap_or_default(),
            rows,
        })
    }

    async fn list_changes(&self, after: Option<&str>) -> Result<Page, Error> {
        let since = after.unwrap_or("0");
        let path = format!("/member/_changes?include_docs=true&limit={PAGE}&since={since}");
        let said = self.ask(Method::GET, &path, None).await?;
        let results = said["results"].as_array().cloned().unwrap_or_default();
        let rows = results.into_iter().map(|mut one| {
            let mut fields = one["doc"].take();
            if let Some(fields) = fields.as_object_mut() {
                fields.retain(|name, _| !name.starts_with('_'));
            }
            (text(&one["id"]), fields)
        });
        Ok(Page {
            rows: rows.collect(),
            last: said["last_seq"].to_string().trim_matches('"').to_owned(),
        })
    }
}

/// Fields that PocketBase adds to a record.
const OWN: [&str; 4] = ["id", "collectionId", "collectionName", "updated"];

/// A page of records, and what the next one begins after.
struct Page {
    rows: Vec<(String, Value)>,
    last: String,
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}
