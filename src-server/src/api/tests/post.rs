use std::time::Duration;

use futures_util::StreamExt;
use handbook_wire::entity::{Member, PostMark};
use handbook_wire::post::{PostEntry, PostHistory, PostReach, PostReaders, PostState};
use handbook_wire::sync::{Cursor, PullReply, PullRequest};
use handbook_wire::{ErrorCode, auth::SessionReply};
use reqwest::{Method, Response};
use serde_json::{Value, json};

use crate::clock::Clock;

use super::{Batch, Coop, PASSWORD, Pull, code, member};

const ID: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "11111111111111111111111111111111";

impl Coop {
    async fn write(&self, token: &str, id: &str, body: Value) -> Response {
        self.request(Method::PUT, &format!("/v1/staff/posts/{id}"))
            .bearer_auth(token)
            .json(&body)
            .send()
            .await
            .unwrap()
    }

    async fn publish(&self, token: &str, id: &str, version: u32, draft: Value) -> PostEntry {
        let body = json!({"version": version, "draft": draft, "publish": true});
        let response = self.write(token, id, body).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    async fn about(&self, token: &str, path: &str) -> Response {
        self.request(Method::GET, path)
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }

    async fn withdraw(&self, token: &str, id: &str, version: u32) -> Response {
        let path = format!("/v1/staff/posts/{id}/withdraw");
        self.post(&path, token, json!({"version": version})).await
    }
}

/// A device that takes posts.
struct Reader<'a> {
    coop: &'a Coop,
    session: SessionReply,
    kinds: Vec<&'static str>,
    cursor: Option<String>,
}

impl<'a> Reader<'a> {
    async fn new(coop: &'a Coop, login: &str) -> Self {
        Self {
            coop,
            session: coop.log_in(login, PASSWORD).await,
            kinds: vec!["member", "post", "post_mark"],
            cursor: None,
        }
    }

    /// What comes: titles of posts, and ids of those that go.
    async fn pull(&mut self) -> (Vec<String>, Vec<String>) {
        let (mut titles, mut gone) = (Vec::new(), Vec::new());
        loop {
            let request = PullRequest {
                cursor: self.cursor.clone().map(Cursor),
                kinds: self.kinds.iter().map(|kind| (*kind).to_owned()).collect(),
            };
            let request = serde_json::to_value(request).unwrap();
            let token = &self.session.access;
            let response = self.coop.post("/v1/sync/pull", token, request).await;
            let pulled = match response.headers()["content-type"] == "application/json" {
                true => match response.json().await.unwrap() {
                    PullReply::UpToDate => Pull::UpToDate,
                    PullReply::Snapshot(snapshot) => Pull::Snapshot(snapshot),
                    _ => unreachable!(),
                },
                false => Pull::Batch(Batch::read(&response.bytes().await.unwrap())),
            };
            let batch = match pulled {
                Pull::UpToDate => return (titles, gone),
                Pull::Snapshot(snapshot) => {
                    let bytes = self.coop.snapshot(token, None, &snapshot.id).await;
                    Batch {
                        cursor: snapshot.cursor.0,
                        ..Batch::read(&bytes.bytes().await.unwrap())
                    }
                }
                Pull::Batch(batch) => batch,
            };
            self.cursor = Some(batch.cursor);
            let posts = batch.put.iter().filter(|(kind, ..)| kind == "post");
            titles.extend(posts.map(|(.., post)| post["title"].as_str().unwrap().to_owned()));
            let dropped = batch.gone.into_iter().filter(|(kind, _)| kind == "post");
            gone.extend(dropped.map(|(_, id)| id));
        }
    }
}

fn draft(title: &str) -> Value {
    json!({"kind": "notice", "title": title, "body": "<p>본문</p>", "targets": {"all": true}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_written_published_changed_and_withdrawn() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut reader = Reader::new(&coop, "01000000001").await;
    assert_eq!(reader.pull().await.0.len(), 0);

    let unsafe_body = json!({"version": 0, "draft": {"title": " 가\n나 ", "body": "<b onclick=x>굵게</b><script>x</script>"}});
    let response = coop.write(&staff, ID, unsafe_body.clone()).await;
    let first: PostEntry = response.json().await.unwrap();
    assert_eq!((first.state, first.version), (PostState::Draft, 1));
    assert_eq!(first.draft.title, "가 나");
    assert_eq!(first.draft.body, "<strong>굵게</strong>");
    assert_eq!(first.draft.author, "김직원");
    assert!(reader.pull().await.0.is_empty(), "nobody sees a draft");
    // The reply was lost: the same once more is answered as it was, something else is not taken.
    let again: PostEntry = coop
        .write(&staff, ID, unsafe_body)
        .await
        .json()
        .await
        .unwrap();
    assert_eq!(again, first);
    let stale = coop
        .write(&staff, ID, json!({"version": 0, "draft": draft("다른")}))
        .await;
    assert_eq!(code(stale).await, ErrorCode::Conflict);

    let published = coop.publish(&staff, ID, 1, draft("총회")).await;
    assert_eq!(published.state, PostState::Published);
    assert_eq!(reader.pull().await, (vec!["총회".to_owned()], vec![]));
    coop.clock.advance(60_000);
    let changed = coop.publish(&staff, ID, 2, draft("정기총회")).await;
    assert_eq!(
        changed.edited_at,
        Some(published.published_at.unwrap() + 60_000)
    );
    assert_eq!(changed.published_at, published.published_at);
    assert_eq!(reader.pull().await, (vec!["정기총회".to_owned()], vec![]));
    // What is published is changed at once or not at all.
    let kept = coop
        .write(&staff, ID, json!({"version": 3, "draft": draft("x")}))
        .await;
    assert_eq!(code(kept).await, ErrorCode::Conflict);

    assert_eq!(coop.withdraw(&staff, ID, 2).await.status(), 409);
    assert_eq!(coop.withdraw(&staff, ID, 3).await.status(), 200);
    assert_eq!(reader.pull().await, (vec![], vec![ID.to_owned()]));
    let path = format!("/v1/staff/posts/{ID}/versions");
    let history: PostHistory = coop.about(&staff, &path).await.json().await.unwrap();
    let states: Vec<_> = history.versions.iter().map(|one| one.state).collect();
    use PostState::{Published, Withdrawn};
    assert_eq!(states, [Withdrawn, Published, Published]);
    assert_eq!(history.versions[1].draft.title, "정기총회");
    let gone = coop
        .request(Method::DELETE, &format!("/v1/staff/posts/{ID}"))
        .bearer_auth(&staff);
    assert_eq!(gone.send().await.unwrap().status(), 409, "it was published");
    assert_eq!(coop.publish(&staff, ID, 4, draft("다시")).await.version, 5);
    assert_eq!(reader.pull().await.0, ["다시"]);
    // An app that is older than posts hears of none.
    let mut old = Reader::new(&coop, "01000000002").await;
    old.kinds = vec!["member", "a_kind_of_tomorrow"];
    assert_eq!(old.pull().await, (vec![], vec![]));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_occasion_names_its_post_and_ends_it() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut reader = Reader::new(&coop, "01000000001").await;
    let at = coop.clock.now() + 3_600_000;
    let told = |title: &str| {
        json!({
            "kind": "condolence", "targets": {"all": true},
            "condolence": {"occasion": "bereavement", "title": title, "person": "김한빛", "at": at},
        })
    };
    let body = json!({"version": 0, "draft": told(""), "publish": true});
    let refused = coop.write(&staff, ID, body).await;
    assert_eq!(code(refused).await, ErrorCode::InvalidInput);
    let post = coop.publish(&staff, ID, 0, told("부친상")).await;
    assert_eq!(post.draft.ends_at, Some(at + 24 * 3_600_000));
    assert_eq!(reader.pull().await.0, ["[부고] 김한빛 부친상"]);
    // Of another kind it is no occasion.
    let mut news = told("부친상");
    news["kind"] = json!("news");
    news["title"] = json!("소식");
    let post = coop.publish(&staff, OTHER, 0, news).await;
    assert_eq!((post.draft.condolence, post.draft.ends_at), (None, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_can_not_be_published_is_refused() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let with = |name: &str, value: Value| {
        let mut draft = draft("제목");
        draft[name] = value;
        json!({"version": 0, "draft": draft, "publish": true})
    };
    for (body, expected) in [
        (with("title", json!(" \u{200b}\n")), ErrorCode::InvalidInput),
        (
            with("title", json!("가".repeat(121))),
            ErrorCode::InvalidInput,
        ),
        (
            with("body", json!("가".repeat(50_000))),
            ErrorCode::TooLarge,
        ),
        (with("targets", json!({})), ErrorCode::InvalidInput),
        (with("ends_at", json!(1)), ErrorCode::InvalidInput),
        (
            with("author", json!("가".repeat(41))),
            ErrorCode::InvalidInput,
        ),
        (
            with(
                "attachments",
                json!([{"file": "ab".repeat(32), "name": "../x",
                "media_type": "image/png", "bytes": 1}]),
            ),
            ErrorCode::InvalidInput,
        ),
        (
            json!({"version": 7, "draft": draft("제목"), "publish": true}),
            ErrorCode::NotFound,
        ),
    ] {
        let response = coop.write(&staff, ID, body.clone()).await;
        assert_eq!(code(response).await, expected, "{body}");
    }
    let list = coop.about(&staff, "/v1/staff/posts").await;
    assert_eq!(list.json::<Value>().await.unwrap(), json!({"posts": []}));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_comes_and_goes_when_its_time_has_come() {
    let coop = Coop::new().await;
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut reader = Reader::new(&coop, "01000000001").await;
    reader.pull().await;
    let mut events = listen(&coop, &reader.session.access).await;
    events.next().await;
    let now = 1_790_000_000_000_i64;
    let mut timed = draft("예약");
    timed["publish_at"] = json!(now + 60_000);
    timed["ends_at"] = json!(now + 120_000);
    let entry = coop.publish(&staff, ID, 0, timed).await;
    assert_eq!(entry.state, PostState::Scheduled);
    coop.clock.advance(59_999);
    assert_eq!(reader.pull().await, (vec![], vec![]));
    coop.clock.advance(1);
    events.next().await;
    assert_eq!(reader.pull().await.0, ["예약"]);
    let path = format!("/v1/staff/posts/{ID}");
    let entry: PostEntry = coop.about(&staff, &path).await.json().await.unwrap();
    assert_eq!(entry.published_at, Some(now + 60_000));
    coop.clock.advance(60_000);
    events.next().await;
    assert_eq!(reader.pull().await.1, [ID]);
    let entry: PostEntry = coop.about(&staff, &path).await.json().await.unwrap();
    assert_eq!(entry.state, PostState::Ended);
}

#[tokio::test(flavor = "multi_thread")]
async fn whom_it_is_not_for_is_neither_sent_nor_woken() {
    let coop = Coop::new().await;
    let branch = |n: u32, branch: &str| Member {
        branch: Some(branch.into()),
        ..member(n)
    };
    coop.import([branch(1, "경기"), branch(2, "서울")]);
    let staff = coop.log_in("staff", PASSWORD).await.access;
    let mut near = Reader::new(&coop, "01000000001").await;
    let mut far = Reader::new(&coop, "01000000002").await;
    near.pull().await;
    far.pull().await;
    let mut near_events = listen(&coop, &near.session.access).await;
    let mut far_events = listen(&coop, &far.session.access).await;
    near_events.next().await;
    far_events.next().await;

    let targets = json!({"branches": ["경기"]});
    let reach = coop
        .post("/v1/staff/post-reach", &staff, targets.clone())
        .await;
    let reach: PostReach = reach.json().await.unwrap();
    assert_eq!((reach.companies, reach.people), (1, 1));
    let mut targeted = draft("경기 지회 모임");
    targeted["targets"] = targets;
    coop.publish(&staff, ID, 0, targeted.clone()).await;
    near_events.next().await;
    assert_eq!(near.pull().await.0, ["경기 지회 모임"]);
    assert_eq!(far.pull().await, (vec![], vec![]));
    // A mark can be made by those who have the post alone.
    for (number, reader, outcome) in [(1, &near, "applied"), (2, &far, "rejected")] {
        let edit = json!({"key": format!("{number:032x}"), "kind": "post_mark",
            "id": PostMark::id(&reader.session.account.id, ID), "set": {"read": true}, "was": {}});
        let token = &reader.session.access;
        let push = coop
            .post("/v1/sync/push", token, json!({"edits": [edit]}))
            .await;
        let push: Value = push.json().await.unwrap();
        assert_eq!(push["results"][0]["outcome"], outcome);
    }
    let path = format!("/v1/staff/posts/{ID}/readers");
    let readers: PostReaders = coop.about(&staff, &path).await.json().await.unwrap();
    assert_eq!(readers.companies.len(), 1);
    assert_eq!(
        (readers.companies[0].people, readers.companies[0].read),
        (1, 1)
    );

    // The next one for all is the first that the other is woken for.
    coop.publish(&staff, OTHER, 0, draft("모두에게")).await;
    let heard = far_events.next().await;
    assert_eq!(far.pull().await.0, ["모두에게"]);
    assert!(heard.contains("head"));
    let revision = coop.server.service().revision().unwrap();
    assert!(
        heard.contains(&format!("{revision}")),
        "{heard}: nothing before it"
    );

    // The company moves: the post goes with it.
    near.pull().await;
    coop.import([branch(1, "서울"), branch(2, "경기")]);
    assert_eq!(near.pull().await.1, [ID]);
    assert_eq!(far.pull().await.0, ["경기 지회 모임"]);
    // For all: who has it keeps it. For one company: the others drop it.
    targeted["targets"] = json!({"all": true});
    coop.publish(&staff, ID, 1, targeted.clone()).await;
    assert_eq!(
        near.pull().await,
        (vec!["경기 지회 모임".to_owned()], vec![])
    );
    assert_eq!(far.pull().await.1, Vec::<String>::new());
    targeted["targets"] = json!({"members": [near.session.account.member.clone().unwrap()]});
    coop.publish(&staff, ID, 2, targeted).await;
    assert_eq!(near.pull().await.1, Vec::<String>::new());
    assert_eq!(far.pull().await, (vec![], vec![ID.to_owned()]));
    let mut anew = Reader::new(&coop, "01000000002").await;
    assert_eq!(anew.pull().await.0, ["모두에게"]);
}

struct Events(std::pin::Pin<Box<dyn futures_util::Stream<Item = reqwest::Result<bytes::Bytes>>>>);

async fn listen(coop: &Coop, token: &str) -> Events {
    let response = coop.about(token, "/v1/sync/events").await;
    assert_eq!(response.status(), 200);
    Events(Box::pin(response.bytes_stream()))
}

impl Events {
    async fn next(&mut self) -> String {
        loop {
            let line = tokio::time::timeout(Duration::from_secs(20), self.0.next());
            let line = line.await.unwrap().unwrap().unwrap();
            let line = String::from_utf8(line.to_vec()).unwrap();
            if line.starts_with("event") {
                return line;
            }
        }
    }
}
