//! A server in memory that fails where a test says.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard};

use bytes::Bytes;
use futures_util::{FutureExt, StreamExt, stream};
use handbook_wire::auth::{Account, LoginRequest, RefreshRequest, Role, SessionReply, Step};
use handbook_wire::batch::{FORMAT, Header, Writer};
use handbook_wire::entity::{FileHash, Kind};
use handbook_wire::sync::{
    Cursor, Edit, EditOutcome, EditResult, HelloReply, LostField, PullRequest, PushReply,
    PushRequest, Snapshot,
};
use handbook_wire::{ErrorCode, ErrorReply};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use tokio::sync::watch;

use super::remote::{Ask, Body, ByteStream, Pulled, Remote, RemoteError, Reply};
use crate::cache::hex;

/// What goes wrong at a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// The request gets lost.
    Before,
    /// The reply gets lost.
    After,
    /// Nothing ever comes, and whoever waits is killed.
    Hang,
}

type Records = BTreeMap<(String, String), (u64, Option<Map<String, Value>>)>;

pub struct State {
    pub revision: u64,
    pub records: Records,
    pub outcomes: BTreeMap<String, EditOutcome>,
    /// How often an edit of each key changed something.
    pub applied: BTreeMap<String, usize>,
    snapshot: Option<(Snapshot, Vec<u8>)>,
    pub calls: usize,
    pub fault: Option<(usize, Fault)>,
    pub offline: bool,
    /// Tokens given out; only the newest of each sort is good.
    pub tokens: usize,
    /// The first token of the newest login; older ones belong to another session.
    login: usize,
    pub steps: Vec<Step>,
    pub account: String,
    pub role: Role,
    pub page: usize,
    /// Where downloads of a snapshot began.
    pub ranges: Vec<u64>,
    /// Files by hash, and after how many bytes the next download of any breaks.
    pub files: BTreeMap<String, Vec<u8>>,
    pub breaks: VecDeque<usize>,
    pub garbage: Option<Vec<u8>>,
    pub server: String,
    pub card_keys: Vec<handbook_wire::card::CardKey>,
    /// The account is suspended.
    pub suspended: bool,
    /// What requests of the account protocol are answered with, by method and path, oldest first.
    pub answers: BTreeMap<String, VecDeque<Result<Value, ErrorCode>>>,
    /// Those that came: method and path, token, body.
    pub asked: Vec<(String, Option<String>, Option<Value>)>,
}

#[derive(Clone)]
pub struct Fake(Arc<Shared>);

struct Shared {
    state: Mutex<State>,
    head: watch::Sender<u64>,
    hung: watch::Sender<bool>,
}

impl Fake {
    pub fn new(companies: usize) -> Self {
        let state = State {
            revision: 0,
            records: BTreeMap::new(),
            outcomes: BTreeMap::new(),
            applied: BTreeMap::new(),
            snapshot: None,
            calls: 0,
            fault: None,
            offline: false,
            tokens: 0,
            login: 0,
            steps: Vec::new(),
            account: "acc".into(),
            role: Role::Member,
            page: 3,
            ranges: Vec::new(),
            files: BTreeMap::new(),
            breaks: VecDeque::new(),
            garbage: None,
            server: "server".into(),
            card_keys: Vec::new(),
            suspended: false,
            answers: BTreeMap::new(),
            asked: Vec::new(),
        };
        let fake = Self(Arc::new(Shared {
            state: Mutex::new(state),
            head: watch::Sender::new(0),
            hung: watch::Sender::new(false),
        }));
        for i in 0..companies {
            fake.put(
                "member",
                &format!("m{i}"),
                serde_json::json!({"name": format!("한빛{i}")}),
            );
        }
        fake
    }

    /// Answers the next request at `place` (`Post v1/password`) with `answer`.
    pub fn answer(&self, place: &str, answer: Result<Value, ErrorCode>) {
        let mut state = self.state();
        let answers = state.answers.entry(place.to_owned()).or_default();
        answers.push_back(answer);
    }

    /// A session as a login answers it.
    pub fn session(&self) -> SessionReply {
        let mut state = self.state();
        state.login = state.tokens + 1;
        state.session()
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap()
    }

    pub fn put(&self, kind: &str, id: &str, payload: Value) {
        self.change(kind, id, Some(payload.as_object().unwrap().clone()));
    }

    pub fn remove(&self, kind: &str, id: &str) {
        self.change(kind, id, None);
    }

    fn change(&self, kind: &str, id: &str, payload: Option<Map<String, Value>>) {
        let mut state = self.state();
        state.revision += 1;
        let revision = state.revision;
        state
            .records
            .insert((kind.into(), id.into()), (revision, payload));
        drop(state);
        self.0.head.send_replace(revision);
    }

    /// What a device that is caught up holds.
    pub fn view(&self) -> BTreeMap<(String, String), Map<String, Value>> {
        let records = self.state().records.clone();
        records
            .into_iter()
            .filter_map(|(key, (_, payload))| Some((key, payload?)))
            .collect()
    }

    /// Loses the database and everything that was made since.
    pub fn restore(&self, records: Records, revision: u64) {
        let mut state = self.state();
        state.records = records;
        state.revision = revision;
        state.snapshot = None;
        drop(state);
        self.0.head.send_replace(revision);
    }

    /// Ends when a call hangs.
    pub async fn hung(&self) {
        self.0
            .hung
            .subscribe()
            .wait_for(|hung| *hung)
            .await
            .unwrap();
    }

    /// Runs `serve` as the next call.
    fn call<T: Send + 'static>(
        &self,
        serve: impl FnOnce(&mut State) -> Result<T, RemoteError> + Send + 'static,
    ) -> Reply<T> {
        let fake = self.clone();
        async move {
            let fault = {
                let mut state = fake.state();
                if state.offline {
                    return Err(RemoteError::Offline);
                }
                state.calls += 1;
                state
                    .fault
                    .filter(|(at, _)| *at == state.calls)
                    .map(|(_, fault)| fault)
            };
            match fault {
                Some(Fault::Before) => return Err(RemoteError::Offline),
                Some(Fault::Hang) => {
                    fake.0.hung.send_replace(true);
                    std::future::pending::<()>().await;
                }
                _ => {}
            }
            let (reply, revision) = {
                let mut state = fake.state();
                (serve(&mut state), state.revision)
            };
            fake.0.head.send_replace(revision);
            if fault == Some(Fault::After) {
                Err(RemoteError::Offline)
            } else {
                reply
            }
        }
        .boxed()
    }
}

fn refused<T>(code: ErrorCode) -> Result<T, RemoteError> {
    Err(RemoteError::Refused(ErrorReply::new(code)))
}

impl State {
    fn session(&mut self) -> SessionReply {
        self.tokens += 1;
        SessionReply {
            access: format!("access{}", self.tokens),
            access_seconds: 600,
            refresh: format!("refresh{}", self.tokens),
            account: Account {
                id: self.account.clone(),
                name: "김".into(),
                role: self.role,
                member: None,
            },
            steps: self.steps.clone(),
        }
    }

    fn check(&self, access: &str) -> Result<(), RemoteError> {
        if access != format!("access{}", self.tokens) {
            return refused(ErrorCode::SessionExpired);
        }
        if self.steps.is_empty() {
            Ok(())
        } else {
            refused(ErrorCode::SessionLimited)
        }
    }

    fn batch<'a>(
        &self,
        rows: impl Iterator<Item = (&'a (String, String), &'a (u64, Option<Map<String, Value>>))>,
        cursor: &str,
        more: bool,
    ) -> Vec<u8> {
        let header = Header {
            format: FORMAT,
            server: self.server.clone(),
            revision: self.revision,
            cursor: cursor.to_owned(),
            more,
        };
        let mut writer = Writer::new(Vec::new(), &header).unwrap();
        for ((kind, id), (revision, payload)) in rows {
            match payload {
                Some(payload) => writer.put(kind, id, *revision, payload.clone()).unwrap(),
                None => writer.gone(kind, id).unwrap(),
            }
        }
        zstd::encode_all(&*writer.finish().unwrap(), 3).unwrap()
    }

    /// A cursor is `revision/own`: how far shared and private records were taken.
    fn pull(&mut self, request: &PullRequest) -> Pulled {
        if let Some(garbage) = self.garbage.take() {
            return Pulled::Batch(garbage.into());
        }
        let parse = |cursor: &Cursor| {
            let (revision, own) = cursor.0.split_once('/')?;
            Some((revision.parse::<u64>().ok()?, own.parse::<u64>().ok()?))
        };
        let place = request.cursor.as_ref().and_then(parse);
        let Some((revision, own)) = place.filter(|(revision, _)| *revision <= self.revision) else {
            return Pulled::Snapshot(self.make_snapshot());
        };
        let private = |kind: &str| Kind::parse(kind).is_some_and(Kind::is_private);
        let mut rows: Vec<_> = self
            .records
            .iter()
            .filter(|((kind, _), (at, _))| *at > if private(kind) { own } else { revision })
            .collect();
        if rows.is_empty() {
            return Pulled::UpToDate;
        }
        rows.sort_by_key(|(_, (at, _))| *at);
        let more = rows.len() > self.page;
        // Private records come first and alone, so that one number says how far they went.
        let own_first = rows
            .iter()
            .any(|((kind, _), (at, _))| private(kind) && *at <= revision);
        let rows: Vec<_> = if own_first {
            rows.into_iter()
                .filter(|((kind, _), (at, _))| private(kind) && *at <= revision)
                .collect()
        } else {
            rows.into_iter().take(self.page).collect()
        };
        let last = rows.last().unwrap().1.0;
        let (cursor, more) = if own_first {
            (format!("{revision}/{revision}"), true)
        } else if more {
            (format!("{last}/{last}"), true)
        } else {
            (format!("{0}/{0}", self.revision), false)
        };
        Pulled::Batch(self.batch(rows.into_iter(), &cursor, more).into())
    }

    fn make_snapshot(&mut self) -> Snapshot {
        if let Some((snapshot, _)) = &self.snapshot
            && snapshot.cursor.0 == format!("{}/0", self.revision)
        {
            return snapshot.clone();
        }
        let cursor = format!("{}/0", self.revision);
        let shared = |kind: &str| Kind::parse(kind).is_some_and(|kind| !kind.is_private());
        let rows: Vec<_> = self
            .records
            .iter()
            .filter(|((kind, _), (_, payload))| shared(kind) && payload.is_some())
            .collect();
        let bytes = self.batch(rows.iter().copied(), &cursor, false);
        let snapshot = Snapshot {
            id: hex(&Sha256::digest(&bytes)),
            bytes: bytes.len() as u64,
            records: rows.len() as u64,
            cursor: Cursor(cursor),
        };
        self.snapshot = Some((snapshot.clone(), bytes));
        snapshot
    }

    /// Takes an edit; all edits of one push share `revision`.
    fn push(&mut self, edit: Edit, revision: u64) -> EditResult {
        let key = edit.key.clone();
        if let Some(outcome) = self.outcomes.get(&key) {
            return EditResult {
                key,
                outcome: outcome.clone(),
            };
        }
        let place = (edit.kind, edit.id);
        let mut fields = self
            .records
            .get(&place)
            .and_then(|(_, payload)| payload.clone())
            .unwrap_or_default();
        let mut lost = Vec::new();
        for (field, yours) in edit.set {
            // A field that is absent and one that is empty are the same to whoever sees it.
            let seen = |value: Option<&Value>| match value {
                Some(Value::String(text)) if text.is_empty() => Value::Null,
                Some(Value::Bool(false)) | None => Value::Null,
                Some(value) => value.clone(),
            };
            let now = fields.get(&field).cloned().unwrap_or(Value::Null);
            if seen(Some(&now)) == seen(edit.was.get(&field)) || now == yours {
                fields.insert(field, yours);
            } else {
                lost.push(LostField {
                    field,
                    yours,
                    theirs: now,
                });
            }
        }
        *self.applied.entry(key.clone()).or_default() += 1;
        self.revision = revision;
        self.records.insert(place, (revision, Some(fields)));
        let outcome = if lost.is_empty() {
            EditOutcome::Applied { revision }
        } else {
            EditOutcome::Merged { revision, lost }
        };
        self.outcomes.insert(key.clone(), outcome.clone());
        EditResult { key, outcome }
    }
}

impl Remote for Fake {
    fn hello(&self) -> Reply<HelloReply> {
        self.call(|state| {
            Ok(HelloReply {
                server: state.server.clone(),
                name: "전기조합".into(),
                protocol: 1,
                oldest_protocol: 1,
                capabilities: vec!["events".into(), "push".into()],
                card_keys: state.card_keys.clone(),
            })
        })
    }

    fn login(&self, request: LoginRequest) -> Reply<SessionReply> {
        self.call(move |state| match request.password.as_str() {
            "right" => {
                state.login = state.tokens + 1;
                Ok(state.session())
            }
            _ => refused(ErrorCode::WrongCredentials),
        })
    }

    fn refresh(&self, request: RefreshRequest) -> Reply<SessionReply> {
        self.call(move |state| {
            if state.suspended {
                return refused(ErrorCode::AccountLocked);
            }
            // The one before is taken too: the reply may have been lost.
            let newest = [state.tokens, state.tokens.saturating_sub(1)];
            let good = |n: &usize| *n >= state.login && request.refresh == format!("refresh{n}");
            if newest.iter().any(good) {
                Ok(state.session())
            } else {
                refused(ErrorCode::SessionExpired)
            }
        })
    }

    fn end_session(&self, access: &str) -> Reply<()> {
        let access = access.to_owned();
        self.call(move |state| {
            state.check(&access)?;
            state.tokens += 10;
            Ok(())
        })
    }

    fn pull(&self, access: &str, request: PullRequest) -> Reply<Pulled> {
        let access = access.to_owned();
        self.call(move |state| {
            state.check(&access)?;
            Ok(state.pull(&request))
        })
    }

    fn snapshot(&self, access: &str, id: &str, from: u64) -> Reply<ByteStream> {
        let (access, id, fake) = (access.to_owned(), id.to_owned(), self.clone());
        self.call(move |state| {
            state.check(&access)?;
            state.ranges.push(from);
            let bytes = match &state.snapshot {
                Some((snapshot, bytes)) if snapshot.id == id => bytes.clone(),
                _ => return refused(ErrorCode::NotFound),
            };
            let rest = &bytes[usize::try_from(from).unwrap()..];
            let third = rest.len() / 3 + 1;
            let chunks: Vec<_> = rest.chunks(third).map(Bytes::copy_from_slice).collect();
            let stream = stream::iter(chunks);
            Ok(stream
                .then(move |chunk| fake.call(move |_| Ok(chunk)))
                .boxed())
        })
    }

    fn file(&self, access: &str, file: &FileHash, from: u64) -> Reply<ByteStream> {
        let (access, file) = (access.to_owned(), file.to_string());
        self.call(move |state| {
            state.check(&access)?;
            state.ranges.push(from);
            let Some(bytes) = state.files.get(&file) else {
                return refused(ErrorCode::NotFound);
            };
            let rest = bytes[usize::try_from(from).unwrap()..].to_vec();
            let end = state.breaks.pop_front();
            let sent = rest[..end.unwrap_or(rest.len()).min(rest.len())].to_vec();
            let mut chunks: Vec<_> = sent
                .chunks(10_000)
                .map(|chunk| Ok(Bytes::copy_from_slice(chunk)))
                .collect();
            if end.is_some() {
                chunks.push(Err(RemoteError::Offline));
            }
            Ok(stream::iter(chunks).boxed())
        })
    }

    fn push(&self, access: &str, request: PushRequest) -> Reply<PushReply> {
        let access = access.to_owned();
        self.call(move |state| {
            state.check(&access)?;
            let revision = state.revision + 1;
            let results = request
                .edits
                .into_iter()
                .map(|edit| state.push(edit, revision))
                .collect();
            Ok(PushReply { results })
        })
    }

    fn ask(&self, ask: Ask) -> Reply<Bytes> {
        self.call(move |state| {
            if let Some(access) = &ask.access
                && *access != format!("access{}", state.tokens)
            {
                return refused(ErrorCode::SessionExpired);
            }
            let place = format!("{:?} {}", ask.method, ask.path);
            let body = match ask.body {
                Some(Body::Json(json)) => Some(json),
                Some(Body::Bytes(kind, bytes)) => Some(json!({ kind: bytes.len() })),
                None => None,
            };
            state.asked.push((place.clone(), ask.access, body));
            let answers = state.answers.get_mut(&place);
            match answers.and_then(VecDeque::pop_front) {
                Some(Ok(Value::Null)) => Ok(Bytes::new()),
                Some(Ok(answer)) => Ok(Bytes::from(answer.to_string())),
                Some(Err(code)) => refused(code),
                None => refused(ErrorCode::NotFound),
            }
        })
    }

    fn events(&self, access: &str) -> Reply<ByteStream> {
        let (access, fake) = (access.to_owned(), self.clone());
        self.call(move |state| {
            state.check(&access)?;
            let mut heads = fake.0.head.subscribe();
            heads.mark_changed();
            let stream = stream::unfold(heads, |mut heads| async move {
                heads.changed().await.ok()?;
                let revision = *heads.borrow_and_update();
                let event = format!("event: head\ndata: {{\"revision\":{revision}}}\n\n");
                Some((event, heads))
            });
            Ok(stream
                .then(move |event| fake.call(move |_| Ok(Bytes::from(event))))
                .boxed())
        })
    }
}
