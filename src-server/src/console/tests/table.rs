//! Every page for everybody.

use reqwest::Method;

use super::{MINUTE, Office, STAFF};
use crate::console::{PAGES, Who};

/// Who comes along, in the order of a row's statuses.
const EVERYBODY: [&str; 8] = [
    "nobody", "half way", "nothing", "reader", "news", "roster", "admin", "idle",
];

/// A page with what everybody is answered; a form is sent empty.
type Row = (Method, &'static str, [u16; 8]);

/// What is loaded by a page, or answers its script.
const OTHER: [&str; 6] = [
    "/console/style.css",
    "/console/editor.js",
    "/console/news/draft",
    "/console/news/reach",
    "/console/news/file",
    "/console/audit.csv",
];
/// The one script, as the page that has it names it.
const SCRIPT: &str = "<script src=\"/console/editor.js\" defer></script>";

const fn open(status: u16) -> [u16; 8] {
    [status; 8]
}

/// For whoever has shown a password and not yet a code.
const fn half_way(nobody: u16, status: u16) -> [u16; 8] {
    [nobody, status, 303, 303, 303, 303, 303, nobody]
}

/// For all staff. Who is not there yet is led to the login, or asked to log in with the form kept.
const fn staff(nobody: u16, status: u16) -> [u16; 8] {
    [
        nobody, nobody, status, status, status, status, status, nobody,
    ]
}

/// For whoever has a role.
const fn any_role(nobody: u16, status: u16) -> [u16; 8] {
    [nobody, nobody, 403, status, status, status, status, nobody]
}

/// For the roster's keepers.
const fn roster(nobody: u16, status: u16) -> [u16; 8] {
    [nobody, nobody, 403, 403, 403, status, status, nobody]
}

/// For those who write what the co-op publishes.
const fn news(nobody: u16, status: u16) -> [u16; 8] {
    [nobody, nobody, 403, 403, status, 403, status, nobody]
}

const fn admin(nobody: u16, status: u16) -> [u16; 8] {
    [nobody, nobody, 403, 403, 403, 403, status, nobody]
}

fn table() -> Vec<Row> {
    vec![
        (Method::GET, "/console/style.css", open(200)),
        (Method::GET, "/console/editor.js", open(200)),
        (Method::GET, "/console/login", open(200)),
        (Method::POST, "/console/login", open(401)),
        (Method::GET, "/console/nothing", open(404)),
        (Method::GET, "/console/code", half_way(303, 200)),
        (Method::POST, "/console/code", half_way(401, 403)),
        (Method::POST, "/console/code/app", half_way(401, 409)),
        (Method::GET, "/console", staff(303, 200)),
        (Method::GET, "/console/own", staff(303, 200)),
        (Method::POST, "/console/own/end", staff(401, 404)),
        (Method::GET, "/console/roster", any_role(303, 200)),
        (Method::GET, "/console/roster/company", any_role(303, 404)),
        (Method::POST, "/console/roster/numbers", roster(401, 404)),
        (Method::GET, "/console/roster/edit", roster(303, 200)),
        (Method::POST, "/console/roster/edit", roster(401, 400)),
        (Method::GET, "/console/roster/merge", roster(303, 404)),
        (Method::POST, "/console/roster/merge", roster(401, 404)),
        (Method::GET, "/console/roster/officers", any_role(303, 200)),
        (Method::GET, "/console/roster/officer", roster(303, 200)),
        (Method::POST, "/console/roster/officer", roster(401, 400)),
        (Method::GET, "/console/roster/staff", any_role(303, 200)),
        (Method::GET, "/console/roster/person", roster(303, 200)),
        (Method::POST, "/console/roster/person", roster(401, 400)),
        (Method::POST, "/console/roster/export", roster(401, 400)),
        (Method::GET, "/console/roster/upload", roster(303, 200)),
        (Method::POST, "/console/roster/upload", roster(401, 400)),
        (Method::GET, "/console/roster/plan", roster(303, 404)),
        (Method::POST, "/console/roster/plan", roster(401, 404)),
        (Method::GET, "/console/roster/columns", roster(303, 404)),
        (Method::POST, "/console/roster/columns", roster(401, 404)),
        (Method::GET, "/console/roster/faults.xlsx", roster(303, 404)),
        (Method::POST, "/console/roster/undo", roster(401, 404)),
        (Method::GET, "/console/changes", roster(303, 200)),
        (Method::POST, "/console/changes", roster(401, 409)),
        (Method::GET, "/console/sign-ups", roster(303, 200)),
        (Method::POST, "/console/sign-ups", roster(401, 409)),
        (Method::GET, "/console/news", news(303, 200)),
        (Method::GET, "/console/news/post", news(303, 200)),
        (Method::POST, "/console/news/post", news(401, 400)),
        (Method::POST, "/console/news/draft", news(401, 400)),
        (Method::POST, "/console/news/reach", news(401, 200)),
        (Method::POST, "/console/news/withdraw", news(401, 404)),
        (Method::POST, "/console/news/remove", news(401, 404)),
        (Method::GET, "/console/news/history", news(303, 404)),
        (Method::GET, "/console/news/readers", news(303, 404)),
        (Method::POST, "/console/news/remind", news(401, 404)),
        (Method::GET, "/console/news/file", news(303, 404)),
        (Method::POST, "/console/news/file", news(401, 400)),
        (Method::GET, "/console/approvals", roster(303, 200)),
        (Method::POST, "/console/approvals", roster(401, 409)),
        (Method::GET, "/console/accounts", admin(303, 200)),
        (Method::POST, "/console/accounts/invite", admin(401, 409)),
        (Method::GET, "/console/account", admin(303, 404)),
        (Method::POST, "/console/account/phone", admin(401, 404)),
        (Method::POST, "/console/account/lock", admin(401, 404)),
        (Method::POST, "/console/account/vouch", admin(401, 404)),
        (
            Method::POST,
            "/console/account/second-factor",
            admin(401, 404),
        ),
        (Method::POST, "/console/account/end", admin(401, 404)),
        (Method::GET, "/console/staff", admin(303, 200)),
        (Method::POST, "/console/staff", admin(401, 409)),
        (Method::POST, "/console/staff/vouch", admin(401, 409)),
        (Method::GET, "/console/audit", admin(303, 200)),
        (Method::POST, "/console/audit.csv", admin(401, 400)),
        // The last: it ends the session.
        (Method::POST, "/console/logout", staff(401, 303)),
    ]
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_knows_who_may_see_it() {
    let office = Office::new().await;
    let table = table();
    for page in PAGES {
        let found = table.iter().any(|(_, path, _)| {
            *path == page.path || page.path.ends_with("{*rest}") && *path == "/console/nothing"
        });
        assert!(found, "{} has no row", page.path);
    }
    assert!(
        PAGES
            .iter()
            .filter(|page| page.who == Who::Anybody)
            .all(|page| [
                "/console/style.css",
                "/console/editor.js",
                "/console/login",
                "/console/{*rest}"
            ]
            .contains(&page.path)),
        "nothing else is open to everybody"
    );
    let idle = office.enter("admin").await;
    office.clock.advance(31 * MINUTE);
    let mut browsers = vec![office.browser(), office.browser()];
    browsers[1].password("nothing").await;
    for (login, ..) in STAFF.iter().rev() {
        let browser = match *login {
            "admin" => {
                let browser = office.browser();
                browser.password(login).await;
                *browser.totp.lock().unwrap() = idle.totp.lock().unwrap().clone();
                browser.code().await;
                browser.get("/console").await;
                browser
            }
            login => office.enter(login).await,
        };
        browsers.push(browser);
    }
    browsers.push(idle);
    for (method, path, expected) in table {
        for ((who, browser), status) in EVERYBODY.iter().zip(&browsers).zip(expected) {
            let answer = match method {
                Method::GET => browser.get(path).await,
                _ => browser.post(path, &[]).await,
            };
            assert_eq!(
                answer.status, status,
                "{who}: {method} {path}\n{}",
                answer.html
            );
            let policy = answer.headers["content-security-policy"].to_str().unwrap();
            assert!(
                policy.starts_with("default-src 'none'; style-src 'self'; form-action 'self'")
                    && !policy.contains("unsafe"),
                "{policy}"
            );
            assert_eq!(answer.headers["x-content-type-options"], "nosniff");
            assert_eq!(answer.headers["referrer-policy"], "same-origin");
            assert!(answer.headers.contains_key("cache-control"));
            // What answers the script is no page.
            let kind = answer.headers.get("content-type");
            let is_page = kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"));
            if answer.status != 303 && !is_page {
                assert!(OTHER.contains(&path), "{path} is no page");
                continue;
            }
            let scripted = path == "/console/news/post";
            assert!(
                scripted || !policy.contains("script-src"),
                "{path}: {policy}"
            );
            let html = answer.html.replace(SCRIPT, "");
            assert!(scripted || html == answer.html, "{path} has a script");
            for inline in ["<script", "<style", " style=", " onclick=", "javascript:"] {
                assert!(!html.contains(inline), "{path} has {inline}");
            }
            assert_eq!(
                answer.status != 303,
                answer.html.contains("<h1>"),
                "{path}: a page has a title"
            );
        }
    }
}
