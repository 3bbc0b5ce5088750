//! Chromium, driven through WebDriver: how staff see the co-op's office.

use std::path::Path;
use std::process::{Command, Stdio};

use fantoccini::cookies::Cookie;
use fantoccini::elements::Element;
use fantoccini::error::{CmdError, ErrorStatus};
use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::Method;
use serde_json::{Value, json};
use url::Url;

use crate::program::{self, Running};
use crate::window::Size;
use crate::{Error, peer, wait_for};

/// The size of an office's screen.
pub const OFFICE: Size = Size(1366, 768);

/// Runs axe-core with every rule, and gives a line for each place that breaks one.
const AXE: &str = r"
const done = arguments[0];
axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => done(violations.flatMap(({ id, nodes }) =>
  nodes.map(({ target, html, any }) =>
    `${id}: ${target.join(' ')}: ${html.slice(0, 160)} (${any.map(one => one.message)[0] || ''})`))),
  error => done([`axe: ${error}`]));
";

/// What reaches out of the page to the right.
const WIDE: &str = r"
const width = document.documentElement.clientWidth;
return [...document.body.querySelectorAll('*')]
  .filter(one => !one.closest('.unseen, .skip') && one.getBoundingClientRect().right > width + 1)
  .map(one => one.outerHTML.slice(0, 120)).slice(0, 5);
";

/// A browser with a profile of its own.
pub struct Browser {
    client: Client,
    size: Size,
    axe: String,
    server: String,
    _driver: Running,
    _profile: tempfile::TempDir,
}

impl Browser {
    /// Starts Chromium with a page of `size`, on nothing yet. `server` is the address that paths
    /// belong to.
    ///
    /// # Errors
    /// When Chromium or its driver does not start, or axe-core is not there.
    pub async fn open(server: &str, size: Size) -> Result<Self, Error> {
        let file = peer::tools()?.join("node_modules/axe-core/axe.min.js");
        let axe = std::fs::read_to_string(&file).map_err(|error| {
            let file = file.display();
            format!("{file}: {error}: run ./dev test once, it installs axe-core")
        })?;
        let profile = tempfile::tempdir()?;
        let port = program::free_port()?;
        let driver = Running::start(
            Command::new("chromedriver")
                .arg(format!("--port={port}"))
                .env("HOME", profile.path())
                .stdout(Stdio::null()),
        )
        .map_err(|error| format!("{error}: run ./dev test once, it installs the driver"))?;
        wait_for("the WebDriver", || async {
            tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .ok()
                .map(drop)
        })
        .await?;
        let mut arguments: Vec<String> = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--disable-dev-shm-usage",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=ko-KR",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        // A window has a least width; what a phone shows is drawn as one.
        let options = json!({
            "args": arguments,
            "mobileEmulation": {
                "deviceMetrics": {
                    "width": size.0, "height": size.1, "pixelRatio": 1,
                    "touch": size.0 < 800, "mobile": size.0 < 800,
                },
            },
        });
        let mut capabilities = Capabilities::new();
        capabilities.insert("goog:chromeOptions".into(), options);
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await?;
        Ok(Self {
            client,
            size,
            axe,
            server: server.to_owned(),
            _driver: driver,
            _profile: profile,
        })
    }

    /// Ends the browser.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(self) -> Result<(), Error> {
        Ok(self.client.close().await?)
    }

    /// Goes to `path`.
    ///
    /// # Errors
    /// When the page can't be loaded.
    pub async fn go(&self, path: &str) -> Result<(), Error> {
        Ok(self.client.goto(&format!("{}{path}", self.server)).await?)
    }

    /// Goes back, as by the browser's button.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn back(&self) -> Result<(), Error> {
        Ok(self.client.back().await?)
    }

    /// The element that `css` finds, once it is there.
    ///
    /// # Errors
    /// When it never is.
    pub async fn see(&self, css: &str) -> Result<Element, Error> {
        let found = wait_for(css, || async {
            self.client.find(Locator::Css(css)).await.ok()
        });
        match found.await {
            Ok(element) => Ok(element),
            Err(error) => Err(format!("{error}\n{}", self.text().await?).into()),
        }
    }

    /// The element that `css` finds, if it is there by now.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn see_now(&self, css: &str) -> Result<Option<Element>, Error> {
        let found = self.client.find_all(Locator::Css(css)).await?;
        Ok(found.into_iter().next())
    }

    /// Waits until the page says `words`.
    ///
    /// # Errors
    /// When it never does; says what it says.
    pub async fn read(&self, words: &str) -> Result<(), Error> {
        let found = wait_for(words, || async {
            let text = self.text().await.ok()?;
            text.contains(words).then_some(())
        });
        match found.await {
            Ok(()) => Ok(()),
            Err(error) => Err(format!("{error}\n{}", self.text().await?).into()),
        }
    }

    /// What the page says.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn text(&self) -> Result<String, Error> {
        let text = self.script("return document.body.innerText").await?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Presses what `css` finds.
    ///
    /// # Errors
    /// When it is not there or covered.
    pub async fn press(&self, css: &str) -> Result<(), Error> {
        self.with(css, async |element| element.click().await).await
    }

    /// Does `job` with what `css` finds; once more with what it finds then, when its page was giving way
    /// to the next.
    async fn with(
        &self,
        css: &str,
        job: impl AsyncFn(&Element) -> Result<(), CmdError>,
    ) -> Result<(), Error> {
        loop {
            match job(&self.see(css).await?).await {
                Err(error) if is_gone(&error) => {}
                done => return Ok(done?),
            }
        }
    }

    /// Puts `text` in the place of what stands in the field that `css` finds.
    ///
    /// # Errors
    /// When it is not there.
    pub async fn type_in(&self, css: &str, text: &str) -> Result<(), Error> {
        self.with(css, async |field| {
            field.clear().await?;
            field.send_keys(text).await
        })
        .await
    }

    /// Runs a script and gives what it returns.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, script: &str) -> Result<Value, CmdError> {
        self.client.execute(script, Vec::new()).await
    }

    /// Forgets the session, as when it has run out.
    ///
    /// # Errors
    /// When there is none.
    pub async fn forget_session(&self) -> Result<(), Error> {
        Ok(self.client.delete_cookie("handbook-console").await?)
    }

    /// Every cookie of the page.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn cookies(&self) -> Result<Vec<Cookie<'static>>, Error> {
        Ok(self.client.get_all_cookies().await?)
    }

    /// Takes `cookies`, so that it is logged in where another browser is.
    ///
    /// # Errors
    /// When one is refused.
    pub async fn take_cookies(&self, cookies: Vec<Cookie<'static>>) -> Result<(), Error> {
        self.go("/console/login").await?;
        for cookie in cookies {
            self.client.add_cookie(cookie).await?;
        }
        Ok(())
    }

    /// From now on the reader prefers dark pages.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn darken(&self) -> Result<(), Error> {
        self.client.issue_cmd(Dark).await?;
        let asked = "return matchMedia('(prefers-color-scheme: dark)').matches";
        match self.script(asked).await? == true {
            true => Ok(()),
            false => Err("the page stays light".into()),
        }
    }

    /// What is wrong with the page for anybody: what axe-core finds, and what reaches out of it.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn judge(&self) -> Result<Vec<String>, Error> {
        self.script(&self.axe).await?;
        let found = self.client.execute_async(AXE, Vec::new()).await?;
        let mut lines: Vec<String> = serde_json::from_value(found)?;
        let wide: Vec<String> = serde_json::from_value(self.script(WIDE).await?)?;
        let size = self.size.0;
        lines.extend(
            wide.into_iter()
                .map(|what| format!("wider than {size}: {what}")),
        );
        Ok(lines)
    }

    /// Takes a picture of the whole page.
    ///
    /// # Errors
    /// When it can't be taken or written.
    pub async fn picture(&self, file: &Path) -> Result<(), Error> {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder)?;
        }
        Ok(std::fs::write(file, self.client.screenshot().await?)?)
    }

    /// Prints the page as a PDF of A4 sheets.
    ///
    /// # Errors
    /// When it can't be printed or written.
    pub async fn print(&self, file: &Path) -> Result<(), Error> {
        let sheet = fantoccini::wd::PrintConfiguration::builder()
            .size(fantoccini::wd::PrintSize {
                width: 21.0,
                height: 29.7,
            })
            .build()
            .map_err(|error| format!("{error:?}"))?;
        Ok(std::fs::write(file, self.client.print(sheet).await?)?)
    }
}

/// Chromium's own command for what a reader prefers.
#[derive(Debug)]
struct Dark;

impl WebDriverCompatibleCommand for Dark {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, url::ParseError> {
        base.join(&format!(
            "session/{}/goog/cdp/execute",
            session.unwrap_or_default()
        ))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        let dark = json!({"name": "prefers-color-scheme", "value": "dark"});
        let body = json!({"cmd": "Emulation.setEmulatedMedia", "params": {"features": [dark]}});
        (Method::POST, Some(body.to_string()))
    }
}

/// Whether an element was of a page that is left by now.
fn is_gone(error: &CmdError) -> bool {
    let CmdError::Standard(error) = error else {
        return false;
    };
    error.error == ErrorStatus::StaleElementReference
        || error.message.contains("does not belong to the document")
}
