//! Two records of one company made one.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;

use super::company::hide;
use super::fields::Fields;
use super::guard::Seat;
use super::inputs;
use super::view::{Page, Trouble, answer};
use crate::roster::FORM;
use crate::service::Service;
use crate::service::console::audit::Action;
use crate::service::console::roster::{Ask, CompanyView};
use crate::service::field::status_title;

/// The most companies that are offered.
const MOST: usize = 20;
/// Before the name of a field in a form: whose is taken.
const FIELD: &str = "field.";

/// Which two, as the page's address has it.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Pair {
    keep: String,
    gone: String,
    text: String,
}

struct Candidate {
    id: String,
    name: String,
    number: String,
    person: String,
    status: &'static str,
}

struct Line {
    name: &'static str,
    title: &'static str,
    kept: String,
    other: String,
    differs: bool,
}

#[derive(Template)]
#[template(path = "console/merge.html")]
struct MergePage {
    page: Page,
    keep: String,
    gone: String,
    text: String,
    name: String,
    other: String,
    lines: Vec<Line>,
    candidates: Vec<Candidate>,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Query(pair): Query<Pair>,
) -> Result<Response, Trouble> {
    list(service, seat, StatusCode::OK, pair, None).await
}

async fn list(
    service: Arc<Service>,
    seat: Seat,
    status: StatusCode,
    pair: Pair,
    trouble: Option<String>,
) -> Result<Response, Trouble> {
    let visitor = seat.visitor.clone();
    let Pair { keep, gone, text } = pair;
    let (first, second, typed) = (keep.clone(), gone.clone(), text.clone());
    let (kept, other, found) = service
        .run(move |service| {
            let action = Action::ReadCompany;
            let kept = service.company_for(&visitor, &first, action)?;
            if !second.is_empty() {
                let other = service.company_for(&visitor, &second, action)?;
                return Ok((kept, Some(other), Vec::new()));
            }
            let found = match typed.trim().is_empty() {
                true => service.twins_of(&kept)?,
                false => {
                    let ask = Ask {
                        text: typed,
                        ..Ask::default()
                    };
                    let listing = service.list_companies_for(&visitor, &ask, (0, MOST))?;
                    listing.entries
                }
            };
            Ok((kept, None, found))
        })
        .await?;
    let candidates = found.into_iter().filter(|entry| entry.id != keep);
    let candidates = candidates.map(|entry| Candidate {
        id: entry.id,
        person: entry.member.representatives.join(", "),
        status: status_title(entry.member.status),
        number: entry.member.number,
        name: entry.member.name,
    });
    let mut page = Page::new(&service, &seat, "/console/roster", "다른 회사와 합치기");
    page.trouble = trouble;
    let page = MergePage {
        page,
        name: kept.text("name"),
        other: other.as_ref().map(|it| it.text("name")).unwrap_or_default(),
        lines: other.map(|it| lines(&kept, &it)).unwrap_or_default(),
        candidates: candidates.collect(),
        keep,
        gone,
        text,
    };
    Ok(answer(status, &page))
}

fn lines(kept: &CompanyView, other: &CompanyView) -> Vec<Line> {
    let line = |(name, title): &(&'static str, &'static str)| {
        let text = |view: &CompanyView| match *name {
            "phone" | "mobile" | "fax" => hide(&view.text(name)),
            name => view.text(name),
        };
        let shown = |view: &CompanyView| !view.hidden.iter().any(|hidden| hidden == name);
        Line {
            name,
            title,
            kept: text(kept),
            other: text(other),
            differs: kept.fields.get(*name) != other.fields.get(*name)
                && shown(kept)
                && shown(other),
        }
    };
    FORM.iter().map(line).collect()
}

pub(super) async fn merge(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
    Extension(fields): Extension<Fields>,
) -> Result<Response, Trouble> {
    let pair = Pair {
        keep: fields.get("keep").to_owned(),
        gone: fields.get("gone").to_owned(),
        text: String::new(),
    };
    let taken: Vec<String> = fields
        .pairs()
        .filter(|(_, value)| *value == "other")
        .filter_map(|(name, _)| Some(name.strip_prefix(FIELD)?.to_owned()))
        .collect();
    let (keep, gone, visitor) = (pair.keep.clone(), pair.gone.clone(), seat.visitor.clone());
    let merged = inputs::run(&service, move |service| {
        service.merge_companies_for(&visitor, (&keep, &gone), &taken)
    });
    match merged.await? {
        Ok(()) => Ok(Redirect::to("/console/roster?done=merged").into_response()),
        Err(error) => {
            let trouble = Some(error.to_string());
            list(service, seat, StatusCode::CONFLICT, pair, trouble).await
        }
    }
}
