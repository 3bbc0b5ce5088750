//! 첫 화면: what waits, and how the co-op and its handbook are.

use std::sync::Arc;

use askama::Template;
use axum::Extension;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::guard::Seat;
use super::view::{Page, Trouble, answer, day, moment};
use crate::service::Service;
use crate::service::console::role::ConsoleRole;
use crate::service::console::{HEARD_DAYS, Numbers};

const DAY: i64 = 24 * 60 * 60 * 1000;

/// A line of a chart: its number is told beside the bar.
struct Bar {
    name: String,
    count: usize,
    of: usize,
    told: String,
}

#[derive(Template)]
#[template(path = "console/overview.html")]
struct OverviewPage {
    page: Page,
    /// Whether nobody has given the reader anything to do.
    nothing: bool,
    /// Whether the reader decides on what waits.
    works: bool,
    /// Whether the reader keeps the accounts.
    admin: bool,
    numbers: Numbers,
    oldest_change: String,
    oldest_sign_up: String,
    oldest_approval: String,
    branches: Vec<Bar>,
    heard: Vec<Bar>,
    /// Devices that were heard from within the longest of [`HEARD_DAYS`] but one.
    lively: usize,
    apps: Vec<Bar>,
    must_read: Vec<Bar>,
    files: String,
    database: String,
    backup: String,
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
    let now = service.now();
    let page = OverviewPage {
        page: Page::new(&service, &seat, "/console", "첫 화면"),
        nothing: roles.is_empty(),
        works: roles.has_any(&[ConsoleRole::Admin, ConsoleRole::Roster]),
        admin: roles.has(ConsoleRole::Admin),
        oldest_change: waited(numbers.oldest_change, now),
        oldest_approval: waited(numbers.oldest_approval, now),
        oldest_sign_up: waited(numbers.oldest_sign_up, now),
        branches: branches(&numbers),
        heard: heard(&numbers),
        lively: numbers.heard[0] + numbers.heard[1],
        apps: apps(&numbers),
        must_read: must_read(&numbers),
        files: size(numbers.file_bytes),
        database: size(numbers.database_bytes),
        backup: numbers.backup_at.map(moment).unwrap_or_default(),
        numbers,
    };
    Ok(answer(StatusCode::OK, &page))
}

/// For how long the oldest has waited.
fn waited(since: Option<i64>, now: i64) -> String {
    match since.map(|at| (now - at) / DAY) {
        None => String::new(),
        Some(..1) => "오늘 들어왔어요".to_owned(),
        Some(days) => format!("가장 오래된 것이 {days}일 됐어요"),
    }
}

fn branches(numbers: &Numbers) -> Vec<Bar> {
    let most = numbers.branches.iter().map(|(_, count, _)| *count).max();
    let bars = numbers.branches.iter().map(|(name, count, reached)| Bar {
        name: match name.is_empty() {
            true => "지회 없음".to_owned(),
            false => name.clone(),
        },
        count: *count,
        of: most.unwrap_or(1),
        told: format!("{count}곳 · 앱을 쓴 곳 {reached}"),
    });
    bars.collect()
}

fn heard(numbers: &Numbers) -> Vec<Bar> {
    let [day, week, month] = HEARD_DAYS;
    let names = [
        format!("{day}일 안"),
        format!("{week}일 안"),
        format!("{month}일 안"),
        format!("{month}일 넘음"),
    ];
    let bars = names
        .into_iter()
        .zip(numbers.heard)
        .map(|(name, count)| Bar {
            name,
            count,
            of: numbers.devices.max(1),
            told: format!("{count}대"),
        });
    bars.collect()
}

fn apps(numbers: &Numbers) -> Vec<Bar> {
    let all: usize = numbers.apps.iter().map(|(_, count)| count).sum();
    let bars = numbers.apps.iter().map(|(name, count)| Bar {
        name: name.clone(),
        count: *count,
        of: all.max(1),
        told: format!("{count}대"),
    });
    bars.collect()
}

fn must_read(numbers: &Numbers) -> Vec<Bar> {
    let bars = numbers.must_read.iter().map(|post| Bar {
        name: format!("{} ({})", post.title, day(post.at)),
        count: post.read,
        of: post.people.max(1),
        told: format!(
            "{}명 가운데 {}명이 읽지 않았어요",
            post.people,
            post.people - post.read
        ),
    });
    bars.collect()
}

/// Bytes for people.
fn size(bytes: u64) -> String {
    match bytes {
        0..1_000_000 => format!("{}KB", bytes.div_ceil(1000)),
        _ => format!("{}MB", bytes.div_ceil(1_000_000)),
    }
}
