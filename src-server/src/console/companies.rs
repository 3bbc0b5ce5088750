//! 명부: companies looked for, a page at a time.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use handbook_wire::entity::{MemberStatus, Phone};
use serde::Deserialize;
use url::form_urlencoded::Serializer;

use super::fields::Fields;
use super::guard::Seat;
use super::outcome::notice;
use super::pager::Pager;
use super::view::{Page, Trouble, answer, masked};
use crate::service::Service;
use crate::service::console::roster::{self, Entry};
use crate::service::field::status_title;

/// Companies on a page.
const LINES: usize = 50;
/// The most characters that are searched for.
const LONGEST: usize = 100;
const STATUSES: [(&str, MemberStatus); 4] = [
    ("active", MemberStatus::Active),
    ("suspended", MemberStatus::Suspended),
    ("withdrawn", MemberStatus::Withdrawn),
    ("expelled", MemberStatus::Expelled),
];

/// What is looked for, as the page's address has it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    pub(super) text: String,
    pub(super) branch: String,
    pub(super) status: String,
    page: usize,
    done: String,
}

impl Ask {
    pub(super) fn of(fields: &Fields) -> Self {
        Self {
            text: fields.get("text").to_owned(),
            branch: fields.get("branch").to_owned(),
            status: fields.get("status").to_owned(),
            ..Self::default()
        }
    }

    pub(super) fn wanted(&self) -> roster::Ask {
        let status = STATUSES.iter().find(|(name, _)| *name == self.status);
        roster::Ask {
            text: self.text.trim().chars().take(LONGEST).collect(),
            branch: self.branch.clone(),
            status: status.map(|(_, status)| *status),
        }
    }

    fn at(&self, page: usize) -> String {
        let mut query = Serializer::new(String::new());
        query
            .append_pair("text", &self.text)
            .append_pair("branch", &self.branch)
            .append_pair("status", &self.status)
            .append_pair("page", &page.to_string());
        format!("/console/roster?{}", query.finish())
    }
}

struct Choice {
    name: String,
    title: String,
    chosen: bool,
}

struct Line {
    id: String,
    number: String,
    name: String,
    person: String,
    branch: String,
    status: &'static str,
    /// How it is coloured.
    mood: &'static str,
    phone: String,
    mobile: String,
}

#[derive(Template)]
#[template(path = "console/companies.html")]
struct CompaniesPage {
    page: Page,
    ask: Ask,
    branches: Vec<Choice>,
    statuses: Vec<Choice>,
    lines: Vec<Line>,
    count: usize,
    pager: Pager,
    keeps: bool,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    list(service, seat, StatusCode::OK, ask, None).await
}

/// `trouble` is why nothing could be taken along.
pub(super) async fn list(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    ask: Ask,
    trouble: Option<&str>,
) -> Result<Response, Trouble> {
    let (wanted, visitor) = (ask.wanted(), seat.visitor.clone());
    let skip = ask.page.saturating_sub(1).saturating_mul(LINES);
    let listing = service
        .run(move |service| service.list_companies_for(&visitor, &wanted, (skip, LINES)))
        .await?;
    let pager = Pager::new(listing.count, LINES, ask.page, |page| ask.at(page));
    let branches = listing.branches.into_iter().map(|branch| Choice {
        chosen: branch == ask.branch,
        title: branch.clone(),
        name: branch,
    });
    let statuses = STATUSES.iter().map(|(name, status)| Choice {
        name: (*name).to_owned(),
        title: status_title(*status).to_owned(),
        chosen: *name == ask.status,
    });
    let mut page = Page::new(&service, &seat, "/console/roster", "명부");
    page.notice = notice(
        &ask.done,
        &[("merged", "두 회사를 합쳤어요. 앱에도 바로 전해져요.")],
    );
    page.trouble = trouble.map(str::to_owned);
    let page = CompaniesPage {
        page,
        branches: branches.collect(),
        statuses: statuses.collect(),
        lines: listing.entries.into_iter().map(line).collect(),
        count: listing.count,
        pager,
        keeps: seat.visitor.keeps_roster(),
        ask,
    };
    Ok(answer(status, &page))
}

fn line(entry: Entry) -> Line {
    let phone = |phone: &Option<Phone>| {
        let phone = phone.as_ref();
        phone.map(|it| masked(&it.number)).unwrap_or_default()
    };
    let member = entry.member;
    Line {
        id: entry.id,
        person: member.representatives.join(", "),
        branch: member.branch.unwrap_or_default(),
        status: status_title(member.status),
        mood: match member.status {
            MemberStatus::Active => "good",
            MemberStatus::Suspended => "wait",
            MemberStatus::Withdrawn | MemberStatus::Expelled => "bad",
        },
        phone: phone(&member.phone),
        mobile: phone(&member.mobile),
        number: member.number,
        name: member.name,
    }
}
