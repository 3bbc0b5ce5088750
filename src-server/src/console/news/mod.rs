//! 조합소식 at the office: the list, one post with its editor, who has read it, and what it was.

mod editor;
mod file;
mod part;
mod readers;

pub(super) use editor::{autosave, count_reach, edit, remove, save, script, withdraw};
pub(super) use file::{send, take};
pub(super) use readers::{history, remind, show as show_readers};

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use handbook_wire::entity::PostKind;
use handbook_wire::post::{PostEntry, PostState};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::guard::Seat;
use super::outcome::notice;
use super::pager::Pager;
use super::view::{Page, Trouble, answer, moment};
use crate::service::Service;
use crate::service::console::news::state_title;

/// Posts on a page.
const LINES: usize = 30;
/// The most characters that are searched for.
const LONGEST: usize = 100;
const PLACE: &str = "/console/news";
const STATES: [PostState; 5] = [
    PostState::Draft,
    PostState::Scheduled,
    PostState::Published,
    PostState::Ended,
    PostState::Withdrawn,
];

/// A kind of post, for people.
const fn kind_title(kind: PostKind) -> &'static str {
    match kind {
        PostKind::Notice => "공지",
        PostKind::News => "조합소식",
        PostKind::Tender => "입찰·조달",
        PostKind::Assembly => "총회",
        PostKind::Event => "행사",
        PostKind::Education => "교육",
        PostKind::Condolence => "경조사",
        PostKind::Library => "자료실",
    }
}

const fn mood(state: PostState) -> &'static str {
    match state {
        PostState::Draft | PostState::Scheduled => "wait",
        PostState::Published => "good",
        PostState::Ended | PostState::Withdrawn => "bad",
    }
}

/// Which post, and what came of the last form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Which {
    id: String,
    done: String,
}

/// What is looked for, as the page's address has it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    text: String,
    state: String,
    page: usize,
    done: String,
}

impl Ask {
    fn fits(&self, post: &PostEntry) -> bool {
        let text: String = self.text.trim().chars().take(LONGEST).collect();
        (self.state.is_empty() || post.state.as_str() == self.state)
            && post
                .draft
                .title
                .to_lowercase()
                .contains(&text.to_lowercase())
    }

    fn at(&self, page: usize) -> String {
        let mut query = Serializer::new(String::new());
        query
            .append_pair("text", &self.text)
            .append_pair("state", &self.state)
            .append_pair("page", &page.to_string());
        format!("{PLACE}?{}", query.finish())
    }
}

struct Choice {
    name: &'static str,
    title: &'static str,
    chosen: bool,
}

struct Line {
    id: String,
    title: String,
    kind: &'static str,
    state: &'static str,
    mood: &'static str,
    pinned: bool,
    must_read: bool,
    changed: String,
    by: String,
    /// When it was or will be published.
    published: String,
    /// Whether somebody may have read it.
    has_readers: bool,
}

#[derive(Template)]
#[template(path = "console/news.html")]
struct NewsPage {
    page: Page,
    ask: Ask,
    states: Vec<Choice>,
    lines: Vec<Line>,
    count: usize,
    pager: Pager,
}

const NOTICES: [(&str, &str); 1] = [("removed", "쓰던 소식을 버렸어요.")];

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let list = service
        .run(move |service| service.posts_for(&visitor))
        .await?;
    let posts = list.posts.into_iter().filter(|post| ask.fits(post));
    let posts: Vec<PostEntry> = posts.collect();
    let count = posts.len();
    let pager = Pager::new(count, LINES, ask.page, |page| ask.at(page));
    let lines = posts.into_iter().skip(pager.skip).take(LINES).map(line);
    let states = STATES.iter().map(|state| Choice {
        name: state.as_str(),
        title: state_title(*state),
        chosen: state.as_str() == ask.state,
    });
    let mut page = Page::new(&service, &seat, PLACE, "소식");
    page.notice = notice(&ask.done, &NOTICES);
    let page = NewsPage {
        page,
        states: states.collect(),
        lines: lines.collect(),
        count,
        pager,
        ask,
    };
    Ok(answer(StatusCode::OK, &page))
}

fn line(post: PostEntry) -> Line {
    let at = match post.state {
        PostState::Scheduled => post.draft.publish_at,
        _ => post.published_at,
    };
    Line {
        title: match post.draft.title.as_str() {
            "" => "제목 없음".to_owned(),
            title => title.to_owned(),
        },
        kind: kind_title(post.draft.kind),
        state: state_title(post.state),
        mood: mood(post.state),
        pinned: post.draft.pinned,
        must_read: post.draft.must_read,
        changed: moment(post.changed_at),
        by: match post.changed_by.is_empty() {
            true => "서버".to_owned(),
            false => post.changed_by,
        },
        published: at.map(moment).unwrap_or_default(),
        has_readers: post.published_at.is_some(),
        id: post.id,
    }
}
