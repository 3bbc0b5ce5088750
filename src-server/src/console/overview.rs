//! 첫 화면: what waits, and how the co-op and its handbook are.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::guard::Seat;
use super::view::{Page, Trouble, answer};
use crate::service::Service;
use crate::service::console::Numbers;
use crate::service::console::role::ConsoleRole;

#[derive(Template)]
#[template(path = "console/overview.html")]
struct OverviewPage {
    page: Page,
    /// Whether nobody has given the reader anything to do.
    nothing: bool,
    /// Whether the reader decides on what waits.
    works: bool,
    numbers: Numbers,
    /// Of the largest 지회.
    most: usize,
}

pub(super) async fn show(
    State(service): State<Arc<Service>>,
    Extension(seat): Extension<Seat>,
) -> Result<Response, Trouble> {
    let roles = &seat.visitor.roles;
    let numbers = match roles.is_empty() {
        true => Numbers::default(),
        false => service.run(|service| service.office_numbers()).await?,
    };
    let most = numbers.branches.iter().map(|(_, count)| *count).max();
    let page = OverviewPage {
        page: Page::new(&service, &seat, "/console", "첫 화면"),
        nothing: roles.is_empty(),
        works: roles.has_any(&[ConsoleRole::Admin, ConsoleRole::Roster]),
        numbers,
        most: most.unwrap_or(1),
    };
    Ok(answer(StatusCode::OK, &page))
}
