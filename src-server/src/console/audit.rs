//! 접속기록: who saw or changed what, searched, checked and taken along.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use serde::Deserialize;

use super::approvals::{self, APPROVAL};
use super::fields::Fields;
use super::guard::Seat;
use super::view::{Page, Trouble, answer, moment};
use crate::service::Service;
use crate::service::console::approval::ApprovalError;
use crate::service::console::audit::{Action, Verdict, Way};
use crate::storage::{AuditEntry, AuditFilter};

/// Lines on a page.
const LINES: usize = 100;
/// The most characters that are searched for.
const LONGEST: usize = 100;

/// What is looked for, as the page's address has it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Ask {
    text: String,
    action: String,
    from: String,
    to: String,
    before: String,
    check: String,
}

impl Ask {
    fn of(fields: &Fields) -> Self {
        Self {
            text: fields.get("text").to_owned(),
            action: fields.get("action").to_owned(),
            from: fields.get("from").to_owned(),
            to: fields.get("to").to_owned(),
            ..Self::default()
        }
    }

    fn filter(&self) -> AuditFilter {
        let day = |text: &str| text.parse::<Date>().ok();
        let begin = |day: Date| {
            let zone = TimeZone::fixed(offset(9));
            Some(day.to_zoned(zone).ok()?.timestamp().as_millisecond())
        };
        AuditFilter {
            text: self.text.trim().chars().take(LONGEST).collect(),
            actions: match known(&self.action) {
                Some(action) => vec![action.as_str().to_owned()],
                None => Vec::new(),
            },
            from: day(&self.from).and_then(begin),
            to: day(&self.to)
                .and_then(|day| day.tomorrow().ok())
                .and_then(begin),
            before: self.before.parse().ok(),
        }
    }
}

struct Line {
    id: u64,
    at: String,
    who: String,
    origin: String,
    action: &'static str,
    object: String,
    detail: String,
}

struct Choice {
    name: &'static str,
    title: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "console/audit.html")]
struct AuditPage {
    page: Page,
    ask: Ask,
    actions: Vec<Choice>,
    lines: Vec<Line>,
    /// The address of the next page.
    more: Option<String>,
    verdict: Option<Result<String, String>>,
    kept_days: u32,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(ask): Query<Ask>,
) -> Result<Response, Trouble> {
    page(service, seat, StatusCode::OK, ask, None).await
}

async fn page(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    ask: Ask,
    trouble: Option<&str>,
) -> Result<Response, Trouble> {
    let (filter, visitor) = (ask.filter(), seat.visitor.clone());
    let mut entries = service
        .run(move |service| service.read_audit(&visitor, &filter, LINES + 1))
        .await?;
    let verdict = match ask.check.as_str() {
        "" => None,
        _ => Some(service.run(|service| service.check_audit()).await?),
    };
    let more = match entries.len() > LINES {
        true => entries.get(LINES - 1).map(|last| {
            let mut query = url::form_urlencoded::Serializer::new(String::new());
            query
                .append_pair("text", &ask.text)
                .append_pair("action", &ask.action)
                .append_pair("from", &ask.from)
                .append_pair("to", &ask.to)
                .append_pair("before", &last.id.to_string());
            format!("/console/audit?{}", query.finish())
        }),
        false => None,
    };
    entries.truncate(LINES);
    let actions = Action::ALL.iter().map(|action| Choice {
        name: action.as_str(),
        title: action.title(),
        chosen: ask.action == action.as_str(),
    });
    let mut page = Page::new(&service, &seat, "/console/audit", "접속기록");
    page.trouble = trouble.map(str::to_owned);
    let page = AuditPage {
        page,
        actions: actions.collect(),
        lines: entries.into_iter().map(line).collect(),
        more,
        verdict: verdict.map(|verdict| match verdict {
            Verdict::Sound { lines, .. } => {
                Ok(format!("기록 {lines}줄을 모두 살펴봤어요. 적힌 그대로예요."))
            }
            Verdict::Broken { line } => Err(format!(
                "{line}번 줄부터 적힌 그대로가 아니에요. 서버의 파일을 그대로 두고, 서버를 맡은 분에게 알려 주세요."
            )),
        }),
        kept_days: service.config().console.audit_days,
        ask,
    };
    Ok(answer(status, &page))
}

pub(super) async fn export(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let ask = Ask::of(&fields);
    let reason = fields.get("reason").trim().to_owned();
    if !(2..=200).contains(&reason.chars().count()) {
        let trouble = Some("내려받는 까닭을 2자 이상 적어 주세요.");
        return page(service, seat, StatusCode::BAD_REQUEST, ask, trouble).await;
    }
    let (filter, visitor, why) = (ask.filter(), seat.visitor.clone(), reason.clone());
    let approval = fields.get(APPROVAL).to_owned();
    let taken = service
        .run(move |service| {
            let taken = service.export_audit(&visitor, &filter, &why, &approval);
            match taken {
                Err(ApprovalError::Failed(failure)) => Err(failure),
                other => Ok(other),
            }
        })
        .await?;
    let entries = match taken {
        Ok(entries) => entries,
        Err(ApprovalError::Needed(task)) => {
            let names = ["text", "action", "from", "to", "reason"];
            let sent = names.map(|name| (name, fields.get(name)));
            let form = ("/console/audit.csv", &sent[..]);
            return match approvals::ask(&service, &seat.visitor, *task, form, &reason).await? {
                Ok(response) => Ok(response),
                Err(trouble) => Ok(approvals::refused(&service, &seat, trouble)),
            };
        }
        Err(error) => return Ok(approvals::refused(&service, &seat, error.to_string())),
    };
    let mut text = String::from("\u{feff}번호,때,누가,어디서,무엇을,대상,내용\r\n");
    for entry in entries {
        let line = line(entry);
        let id = line.id.to_string();
        let cells: [&str; 7] = [
            &id,
            &line.at,
            &line.who,
            &line.origin,
            line.action,
            &line.object,
            &line.detail,
        ];
        text.push_str(&cells.map(cell).join(","));
        text.push_str("\r\n");
    }
    let headers = [
        (
            CONTENT_TYPE,
            HeaderValue::from_static("text/csv; charset=utf-8"),
        ),
        (
            CONTENT_DISPOSITION,
            HeaderValue::from_static("attachment; filename=\"handbook-audit.csv\""),
        ),
    ];
    Ok((headers, text).into_response())
}

/// A cell of a CSV file. What a spreadsheet would take for a formula is marked as text.
pub(super) fn cell(text: &str) -> String {
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let mark = if formula { "'" } else { "" };
    format!("\"{mark}{}\"", text.replace('"', "\"\""))
}

fn line(entry: AuditEntry) -> Line {
    Line {
        id: entry.id,
        at: moment(entry.at),
        who: entry.name,
        origin: origin(&entry.origin),
        action: known(&entry.action).map_or("다른 일", Action::title),
        object: entry.object,
        detail: entry.detail,
    }
}

/// Where something came from, for people: `콘솔 203.0.113.9`. Lines of older servers have the address
/// alone, and came from the console.
fn origin(text: &str) -> String {
    let (way, address) = text.split_once(' ').unwrap_or((text, ""));
    match Way::ALL.into_iter().find(|known| known.as_str() == way) {
        Some(way) => format!("{} {address}", way.title()).trim().to_owned(),
        None => text.to_owned(),
    }
}

fn known(name: &str) -> Option<Action> {
    Action::ALL
        .iter()
        .copied()
        .find(|action| action.as_str() == name)
}

#[cfg(test)]
#[test]
fn a_cell_is_never_a_formula() {
    assert_eq!(cell("한빛"), "\"한빛\"");
    assert_eq!(cell("=1+1"), "\"'=1+1\"");
    assert_eq!(cell("@a\"b"), "\"'@a\"\"b\"");
}
