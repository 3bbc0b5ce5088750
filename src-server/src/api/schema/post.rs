use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("notice"))]
pub(in crate::api) enum PostKind {
    Notice,
    News,
    Tender,
    Assembly,
    Event,
    Education,
    Condolence,
    Library,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = json!("published"))]
pub(in crate::api) enum PostState {
    Draft,
    Scheduled,
    Published,
    Ended,
    Withdrawn,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
#[schema(example = json!({"all": false, "branches": ["경기"], "officers": true, "members": ["3"]}))]
pub(in crate::api) struct Targets {
    /// Everybody.
    all: bool,
    /// The companies of these branches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    branches: Vec<String>,
    /// Officers of the newest term.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    officers: bool,
    /// Record ids of companies.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    members: Vec<String>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "kind": "notice", "title": "정기총회 안내", "body": "<p>12월 3일에 열려요.</p>", "department": "총무팀",
    "author": "김직원", "pinned": true, "must_read": true, "targets": {"all": true}, "attachments": [],
    "publish_at": 1_795_392_000_000_i64, "ends_at": 1_795_478_400_000_i64
}))]
pub(in crate::api) struct PostDraft {
    kind: PostKind,
    /// One line.
    title: String,
    /// Safe HTML.
    body: String,
    /// Empty for that of the author's own record.
    department: String,
    /// As shown; empty for the author's name.
    author: String,
    pinned: bool,
    must_read: bool,
    targets: Targets,
    /// Not before then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    publish_at: Option<i64>,
    /// Nobody sees it from then on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    ends_at: Option<i64>,
    /// docs/files.md.
    #[schema(value_type = Vec<Object>)]
    attachments: Vec<serde_json::Value>,
    /// docs/posts.md, Events.
    #[schema(value_type = Option<Object>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<serde_json::Value>,
    /// docs/posts.md, Condolences.
    #[schema(value_type = Option<Object>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    condolence: Option<serde_json::Value>,
    /// docs/posts.md, Polls.
    #[schema(value_type = Option<Object>)]
    #[serde(default, skip_serializing_if = "Option::is_none")]
    poll: Option<serde_json::Value>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 0, "publish": true, "draft": {
    "kind": "notice", "title": "정기총회 안내", "body": "<p>12월 3일에 열려요.</p>", "department": "",
    "author": "", "pinned": false, "must_read": true, "targets": {"all": true}, "attachments": []
}}))]
pub(in crate::api) struct PostWrite {
    /// The version that the author saw; 0 of a new one.
    version: u32,
    draft: PostDraft,
    /// Publishes or schedules it, or changes what is published.
    #[serde(default)]
    publish: bool,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({
    "id": "0123456789abcdef0123456789abcdef", "state": "published", "version": 3,
    "changed_at": 1_795_392_000_000_i64, "changed_by": "김직원", "published_at": 1_795_392_000_000_i64,
    "edited_at": 1_795_392_060_000_i64, "draft": {
    "kind": "notice", "title": "정기총회 안내", "body": "<p>12월 3일에 열려요.</p>", "department": "총무팀",
    "author": "김직원", "pinned": false, "must_read": true, "targets": {"all": true}, "attachments": []
}}))]
pub(in crate::api) struct PostEntry {
    id: String,
    state: PostState,
    /// Moves by one with everything that is done with it.
    version: u32,
    changed_at: i64,
    changed_by: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    published_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    edited_at: Option<i64>,
    draft: PostDraft,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"posts": []}))]
pub(in crate::api) struct PostList {
    /// Those changed last first.
    posts: Vec<PostEntry>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 3}))]
pub(in crate::api) struct PostWithdrawal {
    /// The version that staff saw.
    version: u32,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"version": 3, "at": 1_795_392_000_000_i64, "by": "김직원", "state": "withdrawn", "draft": {
    "kind": "notice", "title": "정기총회 안내", "body": "<p>12월 3일에 열려요.</p>", "department": "총무팀",
    "author": "김직원", "pinned": false, "must_read": true, "targets": {"all": true}, "attachments": []
}}))]
pub(in crate::api) struct PostVersion {
    version: u32,
    /// Since when.
    at: i64,
    /// Who made it so; empty for the server.
    by: String,
    state: PostState,
    draft: PostDraft,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"versions": []}))]
pub(in crate::api) struct PostHistory {
    /// Newest first.
    versions: Vec<PostVersion>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"companies": 42, "people": 51}))]
pub(in crate::api) struct PostReach {
    companies: u32,
    /// Staff of the co-op not among them.
    people: u32,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"member": "3", "name": "(주)한빛전기", "branch": "경기", "people": 2, "read": 1}))]
pub(in crate::api) struct CompanyReaders {
    member: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    branch: Option<String>,
    /// Its people whom the post reaches.
    people: u32,
    /// Those of them who have opened it.
    read: u32,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"companies": [{"member": "3", "name": "(주)한빛전기", "people": 2, "read": 1}]}))]
pub(in crate::api) struct PostReaders {
    /// In the order of their names.
    companies: Vec<CompanyReaders>,
    /// Devices that a reminder would reach; none where nobody can be reminded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    devices: Option<u32>,
    /// How they were reminded last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reminder: Option<super::Reminder>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"event": {"coming": 12, "people": 15, "not_coming": 3, "proxies": 2, "attended": 0}}))]
pub(in crate::api) struct PostTally {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    event: Option<EventTally>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    poll: Option<PollTally>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"coming": 12, "people": 15, "not_coming": 3, "proxies": 2, "attended": 0}))]
pub(in crate::api) struct EventTally {
    coming: u32,
    /// People whom those stand for.
    people: u32,
    not_coming: u32,
    proxies: u32,
    /// People who were there.
    attended: u32,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"cast": 12, "entitled": 42}))]
pub(in crate::api) struct PollTally {
    cast: u32,
    /// Votes that can be cast, as far as is known now.
    entitled: u32,
    /// Of 1사 1표: the colleague who has voted for the company of whoever asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cast_by: Option<String>,
    /// By question and choice; none when whoever asks may not know, or not yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    votes: Option<Vec<Vec<u32>>>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"people": []}))]
pub(in crate::api) struct PostAnswers {
    /// By company and name.
    people: Vec<PersonAnswer>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({"member": "3", "company": "(주)한빛전기", "name": "홍길동", "coming": "yes", "people": 2,
    "proxy": "", "ballot": []}))]
pub(in crate::api) struct PersonAnswer {
    member: String,
    company: String,
    name: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    coming: Option<Coming>,
    people: u8,
    /// Who speaks instead.
    proxy: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    attended_at: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voted_at: Option<i64>,
    /// What was chosen, by question; empty of a secret poll.
    ballot: Vec<Vec<u8>>,
}

#[derive(ToSchema, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[schema(example = "yes")]
pub(in crate::api) enum Coming {
    Yes,
    No,
    Proxy,
}
