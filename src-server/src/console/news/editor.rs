//! One post: its form, saved by itself while it is a draft, and what else can be done with it.

use std::sync::Arc;

use askama::Template;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::{Extension, Json};
use handbook_wire::entity::{Attachment, PostKind};
use handbook_wire::post::{PostDraft, PostEntry, PostState, PostWithdrawal, PostWrite};
use jiff::civil::DateTime;
use jiff::tz::{TimeZone, offset};
use serde_json::json;

use super::super::fields::Fields;
use super::super::guard::Seat;
use super::super::outcome::notice;
use super::super::view::{Page, Trouble, answer, moment};
use super::part::{self, Parts};
use super::{PLACE, Which, kind_title, mood};
use crate::service::console::news::state_title;
use crate::service::post::PostError;
use crate::service::{Failure, Service};

/// The most lines that are read of chosen companies.
const MOST_LINES: usize = 2_000;

/// A form as it was typed.
#[derive(Debug, Clone, Default)]
struct Typed {
    id: String,
    version: u32,
    draft: PostDraft,
    /// Chosen companies, one a line.
    members: Vec<String>,
    /// What of it can't be read.
    wrong: Option<&'static str>,
}

impl Typed {
    fn read(fields: &Fields) -> Self {
        let ticked = |name: &str| fields.get(name) == "yes";
        let mut wrong = None;
        let publish_at = time_of(fields, "publish_at", &mut wrong);
        let ends_at = time_of(fields, "ends_at", &mut wrong);
        let dropped: Vec<&str> = fields.all("drop").collect();
        let attachments = fields.all("attachment");
        let attachments = attachments.filter_map(|json| serde_json::from_str(json).ok());
        let mut draft = PostDraft {
            kind: PostKind::ALL
                .into_iter()
                .find(|kind| kind.as_str() == fields.get("kind"))
                .unwrap_or_default(),
            title: fields.get("title").to_owned(),
            body: fields.get("body").to_owned(),
            department: fields.get("department").to_owned(),
            author: fields.get("author").to_owned(),
            pinned: ticked("pinned"),
            must_read: ticked("must_read"),
            publish_at,
            ends_at,
            attachments: attachments
                .filter(|one: &Attachment| !dropped.contains(&one.file.as_str()))
                .collect(),
            ..PostDraft::default()
        };
        let wrong = part::read(fields, &mut draft).or(wrong);
        draft.targets.all = ticked("all");
        draft.targets.officers = ticked("officers");
        draft.targets.branches = fields.all("branch").map(str::to_owned).collect();
        let lines = fields.get("members").lines().map(str::trim);
        Self {
            id: fields.get("id").to_owned(),
            version: fields.get("version").parse().unwrap_or_default(),
            members: lines
                .filter(|line| !line.is_empty())
                .take(MOST_LINES)
                .map(str::to_owned)
                .collect(),
            draft,
            wrong,
        }
    }

    /// Finds the chosen companies, and the one whose occasion it is; answers those of the chosen that are not
    /// found.
    fn find(&mut self, service: &Service) -> Result<Vec<String>, Failure> {
        if let Some(told) = &mut self.draft.condolence {
            let (found, _) = service.companies_named(std::slice::from_ref(&told.company))?;
            told.member = found.into_iter().next();
            if told.member.is_some() {
                // By whatever it was named: the rules write its name.
                told.company.clear();
            }
        }
        let (found, unknown) = service.companies_named(&self.members)?;
        self.draft.targets.members = found;
        Ok(unknown)
    }
}

/// The time in a field, none when it is empty; says in `wrong` that it can't be read.
pub(super) fn time_of(
    fields: &Fields,
    name: &str,
    wrong: &mut Option<&'static str>,
) -> Option<i64> {
    let text = fields.get(name);
    if text.is_empty() {
        return None;
    }
    let at = read_time(text);
    if at.is_none() {
        *wrong = Some("때를 읽을 수 없어요. 날짜와 시각을 모두 골라 주세요.");
    }
    at
}

/// A time of the office's clock, as a browser's form writes it.
fn read_time(text: &str) -> Option<i64> {
    let time: DateTime = text.parse().ok()?;
    let time = time.to_zoned(TimeZone::fixed(offset(9))).ok()?;
    Some(time.timestamp().as_millisecond())
}

pub(super) fn write_time(at: Option<i64>) -> String {
    let time = at.and_then(|at| jiff::Timestamp::from_millisecond(at).ok());
    time.map(|time| time.to_zoned(TimeZone::fixed(offset(9))))
        .map(|time| time.strftime("%Y-%m-%dT%H:%M").to_string())
        .unwrap_or_default()
}

/// A body whose pictures are loaded from here.
pub(super) fn pictured(body: &str) -> String {
    const PICTURE: &str = "<img data-file=\"";
    let mut parts = body.split(PICTURE);
    let mut html = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let hash = part.split('"').next().unwrap_or_default();
        html.push_str("<img src=\"/console/news/file?hash=");
        html.push_str(hash);
        html.push_str("\" data-file=\"");
        html.push_str(part);
    }
    html
}

pub(super) struct Choice {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) chosen: bool,
}

struct File {
    json: String,
    hash: String,
    name: String,
    size: String,
}

#[derive(Template)]
#[template(path = "console/post.html")]
struct PostPage {
    page: Page,
    id: String,
    version: u32,
    /// None of a post that was never saved.
    state: Option<PostState>,
    state_title: &'static str,
    mood: &'static str,
    told: String,
    kinds: Vec<Choice>,
    branches: Vec<Choice>,
    draft: PostDraft,
    /// Safe HTML.
    shown: String,
    members: String,
    publish_at: String,
    ends_at: String,
    files: Vec<File>,
    parts: Parts,
    reach: String,
    has_readers: bool,
    removable: bool,
}

impl PostPage {
    fn is_draft(&self) -> bool {
        matches!(self.state, None | Some(PostState::Draft))
    }

    fn is_published(&self) -> bool {
        self.state == Some(PostState::Published)
    }

    fn is_scheduled(&self) -> bool {
        self.state == Some(PostState::Scheduled)
    }
}

const NOTICES: [(&str, &str); 4] = [
    ("saved", "저장했어요. 아직 조합원에게는 보이지 않아요."),
    ("published", "게시했어요. 앱에 바로 전해져요."),
    ("scheduled", "예약했어요. 때가 되면 서버가 게시해요."),
    ("withdrawn", "회수했어요. 조합원의 앱에서 사라져요."),
];

pub(in crate::console) async fn edit(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(which): Query<Which>,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let id = which.id.clone();
    let typed = service
        .run(move |service| match id.as_str() {
            "" => Ok(Typed {
                id: service.new_post_id()?,
                ..Typed::default()
            }),
            id => {
                let stored = service.post_for(&visitor, id)?;
                Ok(Typed {
                    id: stored.id,
                    version: stored.version,
                    members: service.names_of(&stored.draft.targets.members)?,
                    draft: stored.draft,
                    wrong: None,
                })
            }
        })
        .await?;
    let told = notice(&which.done, &NOTICES);
    page(service, seat, StatusCode::OK, typed, (told, None)).await
}

async fn page(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    typed: Typed,
    (told, trouble): (Option<&'static str>, Option<String>),
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let (mut typed, stored, branches, reach, shown) = service
        .run(move |service| {
            let mut typed = typed;
            typed.find(service)?;
            let stored = match service.post_for(&visitor, &typed.id) {
                Ok(stored) => Some(stored),
                Err(Failure::Refused(_)) => None,
                Err(failure) => return Err(failure),
            };
            let reach = service.post_reach_for(&visitor, &typed.draft.targets)?;
            let shown = service.safe_body(&typed.draft.body, &typed.draft.attachments);
            let reach = words(reach.companies, reach.people);
            Ok((typed, stored, service.branches()?, reach, shown))
        })
        .await?;
    let title = match &stored {
        Some(_) => "소식 고치기",
        None => "소식 쓰기",
    };
    let mut page = Page::new(&service, &seat, PLACE, title);
    page.notice = told;
    page.trouble = trouble;
    typed.draft.body.clone_from(&shown);
    let targets = &typed.draft.targets;
    let kinds = PostKind::ALL.iter().map(|kind| Choice {
        name: kind.as_str().to_owned(),
        title: kind_title(*kind).to_owned(),
        chosen: *kind == typed.draft.kind,
    });
    let branches = branches.into_iter().map(|branch| Choice {
        chosen: targets.branches.contains(&branch),
        title: branch.clone(),
        name: branch,
    });
    let state = stored.as_ref().map(|stored| stored.state);
    let page = PostPage {
        page,
        state,
        state_title: state.map_or("새 소식", state_title),
        mood: state.map_or("wait", mood),
        told: stored.as_ref().map(tell).unwrap_or_default(),
        kinds: kinds.collect(),
        branches: branches.collect(),
        shown: pictured(&shown),
        members: typed.members.join("\n"),
        publish_at: write_time(typed.draft.publish_at),
        ends_at: write_time(typed.draft.ends_at),
        files: typed.draft.attachments.iter().filter_map(file).collect(),
        parts: Parts::of(&typed.draft),
        reach,
        has_readers: stored
            .as_ref()
            .is_some_and(|one| one.published_at.is_some()),
        removable: stored
            .as_ref()
            .is_some_and(|one| one.state == PostState::Draft && one.published_at.is_none()),
        id: typed.id,
        version: typed.version,
        draft: typed.draft,
    };
    Ok(answer(status, &page))
}

fn tell(stored: &PostEntry) -> String {
    let by = match stored.changed_by.as_str() {
        "" => "서버",
        by => by,
    };
    format!("{by} · {}", moment(stored.changed_at))
}

fn file(one: &Attachment) -> Option<File> {
    Some(File {
        json: serde_json::to_string(one).ok()?,
        hash: one.file.as_str().to_owned(),
        name: one.name.clone(),
        size: match one.bytes {
            0..1_000_000 => format!("{}KB", one.bytes.div_ceil(1000)),
            _ => format!("{}MB", one.bytes.div_ceil(1_000_000)),
        },
    })
}

fn words(companies: u32, people: u32) -> String {
    match companies {
        0 => "아직 아무도 고르지 않았어요.".to_owned(),
        _ => format!("지금 {companies}곳 {people}명이 받아요."),
    }
}

pub(in crate::console) async fn save(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let publish = fields.get("do") == "publish";
    let mut typed = Typed::read(&fields);
    let (visitor, mut sent) = (seat.visitor.clone(), typed.clone());
    let saved = service
        .run(move |service| {
            let unknown = sent.find(service)?;
            if let Some(wrong) = sent.wrong {
                return Ok(Err((StatusCode::BAD_REQUEST, wrong.to_owned())));
            }
            if !unknown.is_empty() {
                let trouble = format!(
                    "이 회사를 찾지 못했어요: {}. 명부의 이름이나 조합원번호를 그대로 적어 주세요.",
                    unknown.join(", ")
                );
                return Ok(Err((StatusCode::BAD_REQUEST, trouble)));
            }
            let write = PostWrite {
                version: sent.version,
                draft: sent.draft,
                publish,
            };
            match service.write_post_for(&visitor, &sent.id, write, false) {
                Ok(stored) => Ok(Ok(stored)),
                Err(PostError::Storage(error)) => Err(error.into()),
                Err(error) => Ok(Err((status_of(&error), error.to_string()))),
            }
        })
        .await?;
    let (status, trouble) = match saved {
        Ok(stored) => {
            let done = match stored.state {
                PostState::Published => "published",
                PostState::Scheduled => "scheduled",
                _ => "saved",
            };
            let to = format!("{PLACE}/post?id={}&done={done}", stored.id);
            return Ok(Redirect::to(&to).into_response());
        }
        Err(refused) => refused,
    };
    let mut trouble = trouble;
    if status == StatusCode::CONFLICT {
        let (visitor, id) = (seat.visitor.clone(), typed.id.clone());
        let stored = service
            .run(move |service| match service.post_for(&visitor, &id) {
                Err(Failure::Refused(_)) => Ok(None),
                other => other.map(Some),
            })
            .await?;
        if let Some(stored) = stored {
            // Seen now: what is sent next takes the place of theirs.
            typed.version = stored.version;
            trouble = format!(
                "그사이 {}에 다른 사람이 이 소식을 바꿨어요. 적은 내용은 아래에 그대로 있고 아직 저장하지 않았어요. \
                 [바뀐 기록]에서 달라진 내용을 확인하고, 이 내용으로 바꾸려면 다시 눌러 주세요.",
                tell(&stored)
            );
        }
    }
    page(service, seat, status, typed, (None, Some(trouble))).await
}

fn status_of(error: &PostError) -> StatusCode {
    match error {
        PostError::Changed => StatusCode::CONFLICT,
        PostError::Body => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Keeps a draft while it is typed; answers the script.
pub(in crate::console) async fn autosave(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let mut typed = Typed::read(&fields);
    let visitor = seat.visitor.clone();
    let saved = service
        .run(move |service| {
            typed.find(service)?;
            let write = PostWrite {
                version: typed.version,
                draft: typed.draft,
                publish: false,
            };
            match service.write_post_for(&visitor, &typed.id, write, true) {
                Err(PostError::Storage(error)) => Err(error.into()),
                other => Ok(other),
            }
        })
        .await?;
    Ok(match saved {
        Ok(stored) => {
            let told = format!("저장했어요 · {}", moment(stored.changed_at));
            Json(json!({"version": stored.version, "told": told})).into_response()
        }
        Err(error) => (status_of(&error), error.to_string()).into_response(),
    })
}

/// Tells the script whom the targets of a form reach.
pub(in crate::console) async fn count_reach(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let mut typed = Typed::read(&fields);
    let (reach, unknown) = service
        .run(move |service| {
            let unknown = typed.find(service)?;
            let reach = service.post_reach_for(&seat.visitor, &typed.draft.targets)?;
            Ok((reach, unknown))
        })
        .await?;
    let mut text = words(reach.companies, reach.people);
    if !unknown.is_empty() {
        text.push_str(" 찾지 못한 회사: ");
        text.push_str(&unknown.join(", "));
    }
    Ok(text.into_response())
}

pub(in crate::console) async fn withdraw(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    let version = fields.get("version").parse().unwrap_or_default();
    let to = format!("{PLACE}/post?id={id}&done=withdrawn");
    service
        .run(move |service| {
            let withdrawal = PostWithdrawal { version };
            Ok(service.withdraw_post_for(&seat.visitor, &id, &withdrawal)?)
        })
        .await?;
    Ok(Redirect::to(&to).into_response())
}

pub(in crate::console) async fn remove(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let id = fields.get("id").to_owned();
    service
        .run(move |service| Ok(service.remove_post_for(&seat.visitor, &id)?))
        .await?;
    Ok(Redirect::to("/console/news?done=removed").into_response())
}

/// The one script of the console.
pub(in crate::console) async fn script() -> Response {
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/javascript; charset=utf-8"),
        ),
        (CACHE_CONTROL, HeaderValue::from_static("max-age=600")),
    ];
    let text = include_str!("../../../templates/console/editor.js");
    (headers, text).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_the_offices() {
        let at = read_time("2026-11-23T18:05").unwrap();
        assert_eq!(moment(at), "2026. 11. 23. (월) 18:05");
        assert_eq!(write_time(Some(at)), "2026-11-23T18:05");
        assert_eq!(read_time("내일"), None);
    }

    #[test]
    fn pictures_are_loaded_from_here() {
        let body = "<p>가</p><img data-file=\"ab\" alt=\"나\">";
        let shown = "<p>가</p><img src=\"/console/news/file?hash=ab\" data-file=\"ab\" alt=\"나\">";
        assert_eq!(pictured(body), shown);
    }
}
