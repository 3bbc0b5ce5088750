//! The co-op's office: pages for staff in a browser, under `/console`.
//!
//! Every page is a row of [`PAGES`], with who may see it; nothing is reached past that table. Pages
//! are plain forms that work without a script; the one that there is helps to write a post.

mod account;
mod accounts;
mod approvals;
mod audit;
mod changes;
mod colleagues;
mod companies;
mod company;
mod fields;
mod guard;
mod handing;
mod history;
mod inputs;
mod login;
mod merge;
mod news;
mod officers;
mod outcome;
mod overview;
mod own;
mod pager;
mod plan;
mod sign_ups;
mod staff;
mod upload;
mod view;

#[cfg(test)]
mod tests;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header::{CONTENT_SECURITY_POLICY, REFERRER_POLICY};
use axum::http::{HeaderName, HeaderValue};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use axum::routing::{MethodRouter, any, get, post};
use tower_http::catch_panic::CatchPanicLayer;

use crate::service::Service;
use crate::service::console::role::ConsoleRole::{self, Admin, News, Reader, Roster};

/// Who may see a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    /// Anybody: it shows nothing.
    Anybody,
    /// Whoever has shown a password and not yet a code.
    HalfWay,
    /// Staff, whatever their roles.
    Staff,
    /// Staff with one of these roles.
    Roles(&'static [ConsoleRole]),
}

/// One page.
struct Entry {
    path: &'static str,
    who: Who,
    /// Its name in the menu, if it has a place there.
    menu: Option<&'static str>,
    handler: fn() -> MethodRouter<Arc<Service>>,
}

const fn page(path: &'static str, who: Who, handler: fn() -> MethodRouter<Arc<Service>>) -> Entry {
    Entry {
        path,
        who,
        menu: None,
        handler,
    }
}

const fn in_menu(name: &'static str, entry: Entry) -> Entry {
    Entry {
        menu: Some(name),
        ..entry
    }
}

/// Whoever has something to do in the console.
const ANY_ROLE: Who = Who::Roles(&[Admin, Roster, News, Reader]);
/// Those who keep the roster: numbers are shown to them, and companies are theirs to change.
const KEEPERS: Who = Who::Roles(&[Admin, Roster]);

/// Those who write what the co-op publishes.
const AUTHORS: Who = Who::Roles(&[Admin, News]);

/// Every page there is.
const PAGES: &[Entry] = &[
    page("/console/style.css", Who::Anybody, || get(view::style)),
    page("/console/editor.js", Who::Anybody, || get(news::script)),
    page("/console/login", Who::Anybody, || get(login::show)),
    page("/console/login", Who::Anybody, || post(login::log_in)),
    page("/console/code", Who::HalfWay, || get(login::show_code)),
    page("/console/code", Who::HalfWay, || post(login::take_code)),
    page("/console/code/app", Who::HalfWay, || post(login::enrol)),
    page("/console/logout", Who::Staff, || post(login::log_out)),
    in_menu(
        "첫 화면",
        page("/console", Who::Staff, || get(overview::show)),
    ),
    in_menu(
        "명부",
        page("/console/roster", ANY_ROLE, || get(companies::show)),
    ),
    page("/console/roster/company", ANY_ROLE, || get(company::show)),
    page("/console/roster/numbers", KEEPERS, || {
        post(company::show_numbers)
    }),
    page("/console/roster/edit", KEEPERS, || get(company::edit)),
    page("/console/roster/edit", KEEPERS, || post(company::save)),
    page("/console/roster/merge", KEEPERS, || get(merge::show)),
    page("/console/roster/merge", KEEPERS, || post(merge::merge)),
    page("/console/roster/officers", ANY_ROLE, || get(officers::show)),
    page("/console/roster/officer", KEEPERS, || get(officers::edit)),
    page("/console/roster/officer", KEEPERS, || post(officers::save)),
    page("/console/roster/staff", ANY_ROLE, || get(colleagues::show)),
    page("/console/roster/person", KEEPERS, || get(colleagues::edit)),
    page("/console/roster/person", KEEPERS, || post(colleagues::save)),
    page("/console/roster/export", KEEPERS, || post(handing::export)),
    in_menu(
        "명부 올리기",
        page("/console/roster/upload", KEEPERS, || get(plan::list)),
    ),
    page("/console/roster/upload", KEEPERS, || {
        post(plan::receive).layer(DefaultBodyLimit::disable())
    }),
    page("/console/roster/plan", KEEPERS, || get(plan::show)),
    page("/console/roster/plan", KEEPERS, || post(plan::choose)),
    page("/console/roster/columns", KEEPERS, || get(plan::columns)),
    page("/console/roster/columns", KEEPERS, || post(plan::explain)),
    page("/console/roster/faults.xlsx", KEEPERS, || {
        get(handing::faults)
    }),
    page("/console/roster/undo", KEEPERS, || post(plan::undo)),
    in_menu(
        "변경 신청",
        page("/console/changes", Who::Roles(&[Admin, Roster]), || {
            get(changes::show)
        }),
    ),
    page("/console/changes", Who::Roles(&[Admin, Roster]), || {
        post(changes::decide)
    }),
    in_menu(
        "가입 신청",
        page("/console/sign-ups", Who::Roles(&[Admin, Roster]), || {
            get(sign_ups::show)
        }),
    ),
    page("/console/sign-ups", Who::Roles(&[Admin, Roster]), || {
        post(sign_ups::decide)
    }),
    in_menu("소식", page("/console/news", AUTHORS, || get(news::show))),
    page("/console/news/post", AUTHORS, || get(news::edit)),
    page("/console/news/post", AUTHORS, || post(news::save)),
    page("/console/news/draft", AUTHORS, || post(news::autosave)),
    page("/console/news/reach", AUTHORS, || post(news::count_reach)),
    page("/console/news/withdraw", AUTHORS, || post(news::withdraw)),
    page("/console/news/remove", AUTHORS, || post(news::remove)),
    page("/console/news/history", AUTHORS, || get(news::history)),
    page("/console/news/readers", AUTHORS, || get(news::show_readers)),
    page("/console/news/remind", AUTHORS, || post(news::remind)),
    page("/console/news/file", AUTHORS, || get(news::send)),
    page("/console/news/file", AUTHORS, || {
        post(news::take).layer(DefaultBodyLimit::disable())
    }),
    in_menu(
        "승인",
        page("/console/approvals", KEEPERS, || get(approvals::show)),
    ),
    page("/console/approvals", KEEPERS, || post(approvals::decide)),
    in_menu(
        "계정",
        page("/console/accounts", Who::Roles(&[Admin]), || {
            get(accounts::show)
        }),
    ),
    page("/console/accounts/invite", Who::Roles(&[Admin]), || {
        post(accounts::invite)
    }),
    page("/console/account", Who::Roles(&[Admin]), || {
        get(account::show)
    }),
    page("/console/account/phone", Who::Roles(&[Admin]), || {
        post(account::show_phone)
    }),
    page("/console/account/lock", Who::Roles(&[Admin]), || {
        post(account::lock)
    }),
    page("/console/account/vouch", Who::Roles(&[Admin]), || {
        post(account::vouch)
    }),
    page(
        "/console/account/second-factor",
        Who::Roles(&[Admin]),
        || post(account::reset_second_factor),
    ),
    page("/console/account/end", Who::Roles(&[Admin]), || {
        post(account::end)
    }),
    in_menu(
        "직원 권한",
        page("/console/staff", Who::Roles(&[Admin]), || get(staff::show)),
    ),
    page("/console/staff", Who::Roles(&[Admin]), || {
        post(staff::set_roles)
    }),
    page("/console/staff/vouch", Who::Roles(&[Admin]), || {
        post(staff::vouch)
    }),
    in_menu(
        "접속기록",
        page("/console/audit", Who::Roles(&[Admin]), || get(audit::show)),
    ),
    page("/console/audit.csv", Who::Roles(&[Admin]), || {
        post(audit::export)
    }),
    in_menu(
        "내 로그인",
        page("/console/own", Who::Staff, || get(own::show)),
    ),
    page("/console/own/end", Who::Staff, || post(own::end)),
    page("/console/{*rest}", Who::Anybody, || any(view::not_found)),
];

/// The pages over `service`.
pub(crate) fn router(service: &Arc<Service>) -> Router {
    let mut router = Router::new();
    for page in PAGES {
        let route = guard::guard((page.handler)(), page.who, service);
        router = router.route(page.path, route);
    }
    router
        .method_not_allowed_fallback(view::wrong_method)
        // Sooner than the bound that is every route's, whose answer is none for people.
        .layer(from_fn_with_state(
            service.config().limits.request.mul_f32(0.9),
            bound_time,
        ))
        .layer(CatchPanicLayer::custom(view::panicked))
        .layer(from_fn(harden))
        .with_state(Arc::clone(service))
}

/// Bounds the time until a page is there.
async fn bound_time(
    State(longest): State<Duration>,
    request: axum::extract::Request,
    next: Next,
) -> Response {
    match tokio::time::timeout(longest, next.run(request)).await {
        Ok(response) => response,
        Err(_) => view::too_slow(),
    }
}

/// What a page may load and run: nothing but our own style.
const POLICY: &str = "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
/// As [`POLICY`], with the pictures of posts.
const POLICY_WITH_PICTURES: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; img-src 'self'";
/// As [`POLICY_WITH_PICTURES`], with the script that helps to write a post.
const POLICY_WITH_SCRIPT: &str = "default-src 'none'; style-src 'self'; form-action 'self'; \
    base-uri 'none'; frame-ancestors 'none'; img-src 'self'; script-src 'self'; connect-src 'self'";

/// Nothing but our own is loaded, nobody frames a page, and forms go nowhere else. Browsers say where a
/// form comes from only when they may tell us who linked.
async fn harden(request: axum::extract::Request, next: Next) -> Response {
    let policy = match request.uri().path() {
        "/console/news/post" => POLICY_WITH_SCRIPT,
        "/console/news/history" => POLICY_WITH_PICTURES,
        _ => POLICY,
    };
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (CONTENT_SECURITY_POLICY, policy),
        (REFERRER_POLICY, "same-origin"),
        (
            HeaderName::from_static("cross-origin-opener-policy"),
            "same-origin",
        ),
        (
            HeaderName::from_static("cross-origin-resource-policy"),
            "same-origin",
        ),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
    response
}
