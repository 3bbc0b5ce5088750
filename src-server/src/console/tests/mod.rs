//! The pages over real sockets, as a browser asks for them.

mod accounts;
mod approvals;
mod audit;
mod colleagues;
mod login;
mod news;
mod queue;
mod roster;
mod staff;
mod table;
mod upload;

use std::sync::Arc;
use std::sync::Mutex;

use handbook_wire::entity::{Member, Phone, Staff};
use reqwest::header::{COOKIE, LOCATION, ORIGIN, SET_COOKIE};
use reqwest::{Method, RequestBuilder, Response};
use totp_rs::TOTP;

use crate::clock::{Clock, ManualClock};
use crate::config::Config;
use crate::roster::{CellRef, Roster, Sound, StaffRow};
use crate::server::{RunningServer, Server, open_storage};
use crate::service::account::Desk;
use crate::service::console::role::{self, ConsoleRole, Roles};
use crate::service::import::{Options, import};
use crate::storage::Storage;

const PASSWORD: &str = "Hanbit-77";
const MINUTE: i64 = 60_000;

/// Staff of the office: one for each role, and one without any. Each logs in by the role's name.
const STAFF: [(&str, &str, Option<ConsoleRole>); 5] = [
    ("admin", "관리자", Some(ConsoleRole::Admin)),
    ("roster", "명부담당", Some(ConsoleRole::Roster)),
    ("news", "소식담당", Some(ConsoleRole::News)),
    ("reader", "열람자", Some(ConsoleRole::Reader)),
    ("nothing", "신입", None),
];

struct Office {
    folder: tempfile::TempDir,
    clock: ManualClock,
    server: RunningServer,
}

impl Office {
    /// A server with three companies and the staff of [`STAFF`].
    async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// As [`Office::new`], with other settings.
    async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let folder = tempfile::tempdir().unwrap();
        let clock = ManualClock::new(1_795_424_700_000);
        let mut config = config(folder.path());
        change(&mut config);
        let server = Server::start_at(config, Arc::new(clock.clone()))
            .await
            .unwrap();
        let office = Self {
            folder,
            clock,
            server,
        };
        let options = Options {
            apply: true,
            allow_removals: true,
        };
        let storage = office.storage();
        import(&*storage, &office.clock as &dyn Clock, roster(), options).unwrap();
        for (login, _, given) in STAFF {
            office.desk(|desk| desk.activate(login, PASSWORD)).unwrap();
            role::set(&*storage, login, &Roles::new(given)).unwrap();
        }
        office
            .desk(|desk| desk.activate("01000000001", PASSWORD))
            .unwrap();
        office
    }

    /// The database, as another process opens it.
    fn storage(&self) -> Arc<dyn Storage> {
        open_storage(&config(self.folder.path())).unwrap()
    }

    fn desk<T>(&self, job: impl FnOnce(Desk<'_>) -> T) -> T {
        job(Desk {
            storage: &*self.storage(),
            clock: &self.clock,
        })
    }

    /// A browser that nobody has logged in with.
    fn browser(&self) -> Browser<'_> {
        Browser {
            office: self,
            client: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .pool_max_idle_per_host(0)
                .build()
                .unwrap(),
            cookies: Mutex::default(),
            token: Mutex::default(),
            totp: Mutex::default(),
        }
    }

    /// A browser with which `login` has logged in and shown a code.
    async fn enter(&self, login: &str) -> Browser<'_> {
        let browser = self.browser();
        browser.password(login).await;
        browser.enrol().await;
        let done = browser.code().await;
        assert_eq!((done.status, done.to.as_str()), (303, "/console"));
        browser.get("/console").await;
        browser
    }
}

/// What a browser was answered.
struct Answer {
    status: u16,
    to: String,
    headers: reqwest::header::HeaderMap,
    html: String,
}

/// Keeps cookies and the token of the page that it saw last.
struct Browser<'a> {
    office: &'a Office,
    client: reqwest::Client,
    cookies: Mutex<Vec<(String, String)>>,
    token: Mutex<String>,
    totp: Mutex<Option<TOTP>>,
}

impl Browser<'_> {
    fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let cookies = self.cookies.lock().unwrap();
        let pairs: Vec<_> = cookies.iter().map(|(k, v)| format!("{k}={v}")).collect();
        self.client
            .request(method, format!("{}{path}", self.office.server.url()))
            .header(COOKIE, pairs.join("; "))
    }

    async fn take(&self, response: Response) -> Answer {
        let status = response.status().as_u16();
        let headers = response.headers().clone();
        for set in headers.get_all(SET_COOKIE) {
            let set = set.to_str().unwrap();
            assert!(set.contains("; HttpOnly; SameSite=Strict"), "{set}");
            let (name, value) = set.split(';').next().unwrap().split_once('=').unwrap();
            let mut cookies = self.cookies.lock().unwrap();
            cookies.retain(|(known, _)| known != name);
            if !set.contains("Max-Age=0") {
                cookies.push((name.to_owned(), value.to_owned()));
            }
        }
        let to = headers
            .get(LOCATION)
            .map(|to| to.to_str().unwrap().to_owned());
        let html = response.text().await.unwrap();
        if let Some(token) = between(&html, "name=\"form\" value=\"", "\"") {
            *self.token.lock().unwrap() = token.to_owned();
        }
        Answer {
            status,
            to: to.unwrap_or_default(),
            headers,
            html,
        }
    }

    async fn get(&self, path: &str) -> Answer {
        let response = self.request(Method::GET, path).send().await.unwrap();
        self.take(response).await
    }

    /// Sends a form of the page that was seen last.
    async fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let origin = self.office.server.url();
        let token = self.token.lock().unwrap().clone();
        self.post_as(path, fields, Some(&origin), &token).await
    }

    async fn post_as(
        &self,
        path: &str,
        fields: &[(&str, &str)],
        origin: Option<&str>,
        token: &str,
    ) -> Answer {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(fields);
        form.append_pair("form", token);
        let mut request = self
            .request(Method::POST, path)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(form.finish());
        if let Some(origin) = origin {
            request = request.header(ORIGIN, origin);
        }
        self.take(request.send().await.unwrap()).await
    }

    async fn password(&self, login: &str) -> Answer {
        self.get("/console/login").await;
        let fields = [("login", login), ("password", PASSWORD)];
        let done = self.post("/console/login", &fields).await;
        assert_eq!(
            (done.status, done.to.as_str()),
            (303, "/console/code"),
            "{}",
            done.html
        );
        self.get("/console/code").await
    }

    /// Sets up an authenticator app.
    async fn enrol(&self) {
        let page = self.post("/console/code/app", &[]).await;
        let secret = between(&page.html, "<code>", "</code>").unwrap();
        let url = format!("otpauth://totp/a:a?secret={secret}&issuer=a");
        *self.totp.lock().unwrap() = Some(TOTP::from_url(&url).unwrap());
    }

    fn present_code(&self) -> String {
        let seconds = self.office.clock.now().cast_unsigned() / 1000;
        self.totp
            .lock()
            .unwrap()
            .as_ref()
            .unwrap()
            .generate(seconds)
    }

    async fn code(&self) -> Answer {
        let code = self.present_code();
        self.post("/console/code", &[("code", &code)]).await
    }
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> Option<&'a str> {
    text.split_once(before)?
        .1
        .split_once(after)
        .map(|(found, _)| found)
}

fn config(folder: &std::path::Path) -> Config {
    let mut config = Config {
        listen: "127.0.0.1:0".parse().unwrap(),
        data_dir: folder.join("data"),
        ..Config::default()
    };
    config.limits.login_failures = 100;
    config
}

fn roster() -> Roster {
    let at = |sheet: &str, row| CellRef {
        sheet: sheet.to_owned(),
        row,
    };
    let member = |n: u32| Member {
        number: format!("{n:04}"),
        name: format!("(주)한빛{n}"),
        representatives: vec![format!("홍길동{n}")],
        mobile: Some(Phone {
            number: format!("0100000{n:04}"),
            ..Phone::default()
        }),
        ..Member::default()
    };
    let staff = STAFF.map(|(login, name, _)| StaffRow {
        staff: Staff {
            name: name.into(),
            ..Staff::default()
        },
        login: Some(login.into()),
    });
    Roster {
        members: (1..=3)
            .map(|n| Sound {
                at: at("조합원사", n + 1),
                value: member(n),
            })
            .collect(),
        has_members: true,
        staff: (2..)
            .zip(staff)
            .map(|(row, value)| Sound {
                at: at("조합직원", row),
                value,
            })
            .collect(),
        has_staff: true,
        ..Roster::default()
    }
}
