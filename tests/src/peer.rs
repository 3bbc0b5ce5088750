//! A certified OpenID Connect provider (npm `oidc-provider`) as a process of its own, and somebody who
//! has an account there.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use reqwest::header::{COOKIE, LOCATION, SET_COOKIE};
use reqwest::{Client, Response, redirect};
use url::Url;

use crate::program::{self, Running};
use crate::{Error, wait_for};

const CLIENT: &str = "handbook";
const SECRET: &str = "a-secret-of-the-handbook-for-tests";
/// More redirects than any login takes.
const LONGEST: usize = 20;

/// The provider, until it is dropped.
pub struct Peer {
    port: u16,
    _running: Running,
}

impl Peer {
    /// A provider that leads browsers back to the server at `url`.
    ///
    /// # Errors
    /// When Node.js or the provider is not there: `./dev test` installs both.
    pub async fn start(url: &str) -> Result<Self, Error> {
        let port = program::free_port()?;
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("peer/oidc-provider.mjs");
        let mut command = Command::new("node");
        command
            .arg(script)
            .args([&port.to_string(), CLIENT, SECRET])
            .args(["kakao", "google"].map(|name| format!("{url}/social/return/{name}")))
            .env("HANDBOOK_TOOLS", tools()?)
            .stdout(Stdio::null());
        let running = Running::start(&mut command)
            .map_err(|error| format!("{error}: run ./dev test once, it installs Node.js"))?;
        let peer = Self {
            port,
            _running: running,
        };
        let client = client()?;
        let about = format!("{}/.well-known/openid-configuration", peer.issuer());
        wait_for("the OpenID provider (./dev test installs it)", || async {
            let reply = client.get(&about).send().await.ok()?;
            reply.status().is_success().then_some(())
        })
        .await?;
        Ok(peer)
    }

    fn issuer(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Environment of a server that takes it for Kakao and for Google.
    #[must_use]
    pub fn settings(&self) -> [(&'static str, String); 6] {
        [
            ("HANDBOOK_SERVER_SOCIAL_KAKAO_ISSUER", self.issuer()),
            ("HANDBOOK_SERVER_SOCIAL_KAKAO_CLIENT_ID", CLIENT.to_owned()),
            (
                "HANDBOOK_SERVER_SOCIAL_KAKAO_CLIENT_SECRET",
                SECRET.to_owned(),
            ),
            ("HANDBOOK_SERVER_SOCIAL_GOOGLE_ISSUER", self.issuer()),
            ("HANDBOOK_SERVER_SOCIAL_GOOGLE_CLIENT_ID", CLIENT.to_owned()),
            (
                "HANDBOOK_SERVER_SOCIAL_GOOGLE_CLIENT_SECRET",
                SECRET.to_owned(),
            ),
        ]
    }
}

/// A client that follows nothing by itself.
fn client() -> Result<Client, Error> {
    // An error only says that the process has a provider already.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let builder = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none());
    Ok(builder.build()?)
}

/// Folder of the tools that `./dev` installs.
pub(crate) fn tools() -> Result<PathBuf, Error> {
    if let Some(tools) = std::env::var_os("HANDBOOK_TOOLS") {
        return Ok(tools.into());
    }
    let home = std::env::var_os("HOME").ok_or("no home folder")?;
    let cache = std::env::var_os("XDG_CACHE_HOME")
        .map_or_else(|| PathBuf::from(home).join(".cache"), PathBuf::from);
    Ok(cache.join("handbook-tools"))
}

/// Somebody with an account at the provider, in a browser with cookies.
pub struct Person {
    name: String,
    client: Client,
    cookies: BTreeMap<String, String>,
}

impl Person {
    /// Somebody called so there.
    ///
    /// # Errors
    /// When the client can't be set up.
    pub fn new(name: &str) -> Result<Self, Error> {
        Ok(Self {
            name: name.to_owned(),
            client: client()?,
            cookies: BTreeMap::new(),
        })
    }

    /// Opens the page that the app opened, logs in and agrees, and gives the page that the browser
    /// is led back to.
    ///
    /// # Errors
    /// When the provider leads nowhere.
    pub async fn log_in(&mut self, page: &str) -> Result<String, Error> {
        let ours = Url::parse(page)?.origin();
        let mut url = Url::parse(page)?;
        let mut form: Option<String> = None;
        for _ in 0..LONGEST {
            let request = match form.take() {
                Some(form) => self
                    .client
                    .post(url.clone())
                    .header("content-type", "application/x-www-form-urlencoded")
                    .body(form),
                None => self.client.get(url.clone()),
            };
            let cookies: Vec<String> = (self.cookies.iter())
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            let response = request.header(COOKIE, cookies.join("; ")).send().await?;
            self.keep_cookies(&response);
            if let Some(next) = response.headers().get(LOCATION) {
                url = url.join(next.to_str()?)?;
                continue;
            }
            let status = response.status();
            let html = response.text().await?;
            if url.origin() == ours {
                return Ok(html);
            }
            let action = html
                .split("action=\"")
                .nth(1)
                .and_then(|rest| rest.split('"').next())
                .ok_or_else(|| format!("no form at {url}: {status}"))?;
            let prompt = match html.contains("name=\"login\"") {
                true => [
                    ("prompt", "login"),
                    ("login", &self.name),
                    ("password", "any"),
                ]
                .to_vec(),
                false => vec![("prompt", "consent")],
            };
            form = Some(
                url::form_urlencoded::Serializer::new(String::new())
                    .extend_pairs(prompt)
                    .finish(),
            );
            url = url.join(action)?;
        }
        Err("the provider leads in circles".into())
    }

    fn keep_cookies(&mut self, response: &Response) {
        for cookie in response.headers().get_all(SET_COOKIE) {
            let Some((name, value)) = cookie
                .to_str()
                .ok()
                .and_then(|cookie| cookie.split(';').next())
                .and_then(|pair| pair.split_once('='))
            else {
                continue;
            };
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
    }
}

/// What the browser's page asks the person to type where the link does not open the app.
///
/// # Errors
/// When the page shows none.
pub fn code_of(page: &str) -> Result<String, Error> {
    let code = page.split("id=\"code\">").nth(1);
    let code = code.and_then(|rest| rest.split('<').next());
    Ok(code.ok_or_else(|| format!("no code: {page}"))?.to_owned())
}
