//! The real app in a real window, driven through WebDriver.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fantoccini::elements::Element;
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::display::Display;
use crate::program::{self, Running};
use crate::{Error, wait_for};

/// A phone: its folder, its display and the app that runs on it.
pub struct Window {
    home: tempfile::TempDir,
    display: String,
    server: String,
    client: Option<Client>,
    driver: Option<Running>,
    slot: Option<SemaphorePermit<'static>>,
    _display: Option<Display>,
}

/// Windows that are open at a time: more of them than a small machine has cores starve each other.
/// So a test closes one window before it opens another; a second one would wait for ever.
static SLOTS: Semaphore = Semaphore::const_new(1);

/// A size of the window in CSS pixels.
#[derive(Debug, Clone, Copy)]
pub struct Size(pub u32, pub u32);

/// The size in which pictures are taken first: a present-day phone.
pub const PHONE: Size = Size(390, 844);
/// A small phone.
pub const SMALL_PHONE: Size = Size(360, 640);
/// A tablet, upright.
pub const TABLET: Size = Size(820, 1180);
/// A tablet on its side.
pub const TABLET_WIDE: Size = Size(1180, 820);

impl Window {
    /// A new device that will speak with the server at `server`, the app not yet started. It gets a
    /// virtual display of its own.
    ///
    /// # Errors
    /// When the display can't be started.
    pub fn new(server: &str) -> Result<Self, Error> {
        Self::on(server, Size(1280, 1280))
    }

    /// As [`Window::new`], on a display that is `screen` large, in pixels of its own.
    ///
    /// # Errors
    /// As [`Window::new`].
    pub fn on(server: &str, screen: Size) -> Result<Self, Error> {
        let display = Display::start(screen.0, screen.1)?;
        Ok(Self {
            home: tempfile::tempdir()?,
            display: display.name(),
            server: server.to_owned(),
            client: None,
            driver: None,
            slot: None,
            _display: Some(display),
        })
    }

    /// Folder in which the app keeps its cache.
    #[must_use]
    pub fn cache(&self) -> std::path::PathBuf {
        self.home.path().join("cache")
    }

    /// File in which the app notes what it would have opened outside.
    #[must_use]
    pub fn link_log(&self) -> std::path::PathBuf {
        self.home.path().join("links")
    }

    /// Starts the app and waits until its page has drawn something.
    ///
    /// # Errors
    /// When the driver or the app does not start, or the page stays empty.
    pub async fn open(&mut self, size: Size) -> Result<(), Error> {
        self.open_with(size, &[]).await
    }

    /// As [`Window::open`], with further environment variables for the app.
    ///
    /// # Errors
    /// As [`Window::open`].
    pub async fn open_with(&mut self, size: Size, env: &[(&str, &str)]) -> Result<(), Error> {
        let port = self.start_driver(env).await?;
        self.connect(port, "handbook-app", "normal").await?;
        self.client()?.set_window_size(size.0, size.1).await?;
        self.see("main").await?;
        self.fit(size).await
    }

    /// Starts `app`, a program of this workspace, in the size that it chooses, and gives the
    /// milliseconds until `script`, which is given a function to call, has called it, and with what.
    ///
    /// # Errors
    /// When the driver or the app does not start, or the script never ends.
    pub async fn start_clocked(&mut self, app: &str, script: &str) -> Result<(f64, Value), Error> {
        let port = self.start_driver(&[]).await?;
        let started = std::time::Instant::now();
        self.connect(port, app, "none").await?;
        // A script that runs before the page has come goes with what was there instead.
        let said = wait_for("the app's page", || async {
            self.answer_of(script).await.ok()
        })
        .await?;
        Ok((started.elapsed().as_secs_f64() * 1e3, said))
    }

    /// Starts the driver and gives its port.
    async fn start_driver(&mut self, env: &[(&str, &str)]) -> Result<u16, Error> {
        self.slot = Some(SLOTS.acquire().await?);
        let runtime = self.home.path().join("runtime");
        std::fs::create_dir_all(&runtime)?;
        #[cfg(unix)]
        std::fs::set_permissions(
            &runtime,
            std::os::unix::fs::PermissionsExt::from_mode(0o700),
        )?;
        let port = program::free_port()?;
        let mut command = Command::new("WebKitWebDriver");
        command
            .arg(format!("--port={port}"))
            .env("DISPLAY", &self.display)
            .env("HOME", self.home.path())
            .env("XDG_RUNTIME_DIR", &runtime)
            .env("XDG_DATA_HOME", self.home.path().join("data"))
            .env("XDG_CACHE_HOME", self.home.path().join("web-cache"))
            .env("GDK_BACKEND", "x11")
            .env("NO_AT_BRIDGE", "1")
            .env("TAURI_WEBVIEW_AUTOMATION", "true")
            .env("HANDBOOK_SERVER", &self.server)
            .env("HANDBOOK_DIR", self.cache())
            .env("HANDBOOK_LINK_LOG", self.link_log());
        for (name, value) in env {
            command.env(name, value);
        }
        let driver = Running::start(&mut command)
            .map_err(|error| format!("{error}: run ./dev test once, it installs the driver"))?;
        wait_for("the WebDriver", || async {
            tokio::net::TcpStream::connect(("127.0.0.1", port))
                .await
                .ok()
                .map(drop)
        })
        .await?;
        self.driver = Some(driver);
        Ok(port)
    }

    /// Lets the driver at `port` start the app; `waits` is what WebDriver calls a page load strategy.
    async fn connect(&mut self, port: u16, app: &str, waits: &str) -> Result<(), Error> {
        let mut capabilities = serde_json::Map::new();
        capabilities.insert(
            "webkitgtk:browserOptions".into(),
            json!({"binary": program::path(app)?, "args": []}),
        );
        capabilities.insert("pageLoadStrategy".into(), waits.into());
        let client = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await?;
        self.client = Some(client);
        Ok(())
    }

    /// Makes the page `size` large, as when a phone is turned or its screen is split.
    ///
    /// # Errors
    /// When the driver does not answer, or the page does not get that size.
    pub async fn resize(&self, size: Size) -> Result<(), Error> {
        let inner = "return [innerWidth, innerHeight]";
        let now = self.script(inner).await?;
        // What the window has around the page, which is the same at any size.
        let (width, height) = self.client()?.get_window_size().await?;
        let around =
            |outer: u64, at: usize| outer.saturating_sub(now[at].as_u64().unwrap_or(outer));
        let wanted = |inner: u32, around: u64| inner + u32::try_from(around).unwrap_or(0);
        self.client()?
            .set_window_size(
                wanted(size.0, around(width, 0)),
                wanted(size.1, around(height, 1)),
            )
            .await?;
        wait_for("the page to have its size", || async {
            let now = self.script(inner).await.ok()?;
            (now == json!([size.0, size.1])).then_some(())
        })
        .await
    }

    /// Makes the page, not the window around it, `size` large.
    async fn fit(&self, size: Size) -> Result<(), Error> {
        let inner = self
            .script("return [window.innerWidth, window.innerHeight]")
            .await?;
        let (width, height) = (inner[0].as_u64(), inner[1].as_u64());

        if let (Some(width), Some(height)) = (width, height) {
            let grown = |wanted: u32, got: u64| {
                u32::try_from(u64::from(wanted) * 2)
                    .unwrap_or(wanted)
                    .saturating_sub(got as u32)
            };
            self.client()?
                .set_window_size(grown(size.0, width), grown(size.1, height))
                .await?;
        }
        Ok(())
    }

    /// Ends the app and its driver; what it has cached stays.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn close(&mut self) -> Result<(), Error> {
        if let Some(client) = self.client.take() {
            client.close().await?;
        }
        // The driver may answer before the app has ended, and an app that outlives its driver never
        // ends by itself; while it runs nobody else can open its folder.
        self.end_app().await?;
        self.driver = None;
        self.slot = None;
        Ok(())
    }

    /// Waits until the app has ended; one that does not is made to.
    async fn end_app(&self) -> Result<(), Error> {
        let mut asked = 0;
        wait_for("the app to end", || {
            let running = self.app_processes();
            asked += 1;
            // A second is enough for a good end.
            if asked == 40 {
                for id in &running {
                    // It fails when the app has ended meanwhile.
                    let _ = Command::new("kill").args(["-KILL", id]).status();
                }
            }
            async move { running.is_empty().then_some(()) }
        })
        .await
    }

    /// Ids of the processes that have this window's folder.
    fn app_processes(&self) -> Vec<String> {
        let ours = format!("HANDBOOK_DIR={}\0", self.cache().display());
        let all = std::fs::read_dir("/proc").into_iter().flatten().flatten();
        let ids = all.filter_map(|entry| entry.file_name().into_string().ok());
        ids.filter(|id| id.bytes().all(|byte| byte.is_ascii_digit()))
            .filter(|id| {
                let program = std::fs::read_link(format!("/proc/{id}/exe"));
                let is_app = program.is_ok_and(|path| {
                    path.ends_with("handbook-app") || path.ends_with("empty-app")
                });
                let environment = std::fs::read(format!("/proc/{id}/environ"));
                is_app
                    && environment.is_ok_and(|bytes| {
                        bytes
                            .windows(ours.len())
                            .any(|part| part == ours.as_bytes())
                    })
            })
            .collect()
    }

    fn client(&self) -> Result<&Client, Error> {
        self.client
            .as_ref()
            .ok_or_else(|| "the window is closed".into())
    }

    /// Waits for an element to be there and shown, and gives it.
    ///
    /// # Errors
    /// When it does not come.
    pub async fn see(&self, css: &str) -> Result<Element, Error> {
        let client = self.client()?;
        let seen = wait_for(css, || async {
            let element = client.find(Locator::Css(css)).await.ok()?;
            element.is_displayed().await.ok()?.then_some(element)
        });
        match seen.await {
            Ok(element) => Ok(element),
            Err(error) => {
                // What is there instead says more than what is not.
                let words = self.texts("body").await.unwrap_or_default().join(" ");
                Err(format!("{error}; there is: {words}").into())
            }
        }
    }

    /// Waits until no element fits `css`.
    ///
    /// # Errors
    /// When it stays.
    pub async fn see_gone(&self, css: &str) -> Result<(), Error> {
        let client = self.client()?;
        wait_for(&format!("{css} to go"), || async {
            client
                .find_all(Locator::Css(css))
                .await
                .ok()?
                .is_empty()
                .then_some(())
        })
        .await
    }

    /// Waits until the text of an element that fits `css` contains `part`, and gives that text.
    ///
    /// # Errors
    /// When none does.
    pub async fn see_text(&self, css: &str, part: &str) -> Result<String, Error> {
        let seen = wait_for(&format!("{part:?} in {css}"), || async {
            self.texts(css)
                .await
                .ok()?
                .into_iter()
                .find(|text| text.contains(part))
        })
        .await;
        match seen {
            Ok(text) => Ok(text),
            Err(error) => {
                let picture = std::env::temp_dir().join("handbook-not-seen.png");
                self.picture(&picture).await?;
                let (there, picture) = (self.texts(css).await, picture.display());
                Err(format!("{error}; there is: {there:?} (picture: {picture})").into())
            }
        }
    }

    /// The texts of all elements that fit `css`.
    ///
    /// # Errors
    /// When the driver does not answer.
    pub async fn texts(&self, css: &str) -> Result<Vec<String>, Error> {
        let script = format!(
            "return Array.from(document.querySelectorAll({}), e => e.innerText)",
            serde_json::to_string(css)?
        );
        Ok(serde_json::from_value(self.script(&script).await?)?)
    }

    /// Touches the element once it is there.
    ///
    /// # Errors
    /// When it does not come or can't be touched.
    pub async fn tap(&self, css: &str) -> Result<(), Error> {
        let client = self.client()?;
        self.see(css).await?;
        let last = std::cell::RefCell::new(String::new());
        // A list may draw itself anew between finding an element and touching it.
        // The driver takes a button for visible that is half behind the bar at the foot.
        // While a screen still moves, a touch goes astray: it has to stand for a quarter of a second.
        let show = "const [css, done] = arguments; let last = '', since = performance.now(); \
            const end = since + 5000; const look = now => { \
            const it = document.querySelector(css); it?.scrollIntoView({block: 'nearest'}); \
            const box = it && JSON.stringify(it.getBoundingClientRect()); \
            if (box !== last) { last = box; since = now; } \
            if (now > end || now - since > 250) done(true); else requestAnimationFrame(look); }; \
            requestAnimationFrame(look)";
        client.execute_async(show, vec![css.into()]).await?;
        let what = format!("{css} to be touched");
        let touched = wait_for(&what, || async {
            let touched = match client.find(Locator::Css(css)).await {
                Ok(element) => element.click().await,
                Err(error) => Err(error),
            };
            touched
                .map_err(|error| last.replace(error.to_string()))
                .ok()
        });
        if let Err(error) = touched.await {
            // A picture of what was in the way says more than the driver does.
            let picture = std::env::temp_dir().join("handbook-not-touched.png");
            self.picture(&picture).await?;
            let (driver, picture) = (last.borrow(), picture.display());
            return Err(format!("{error}: {driver} (picture: {picture})").into());
        }
        Ok(())
    }

    /// Types into a field, replacing what is there.
    ///
    /// # Errors
    /// When the field does not come.
    pub async fn fill(&self, css: &str, text: &str) -> Result<(), Error> {
        let field = self.see(css).await?;
        // With large letters it can lie below the fold, where the driver does not type.
        let show = "document.querySelector(arguments[0])?.scrollIntoView({block: 'center'})";
        self.client()?.execute(show, vec![css.into()]).await?;
        field.clear().await?;
        // The driver refuses to type nothing.
        if !text.is_empty() {
            field.send_keys(text).await?;
        }
        Ok(())
    }

    /// Gives a file to a file field, as the person does who chooses it.
    ///
    /// # Errors
    /// When the field is not there or does not take it.
    pub async fn attach(&self, css: &str, file: &Path) -> Result<(), Error> {
        let field = self.client()?.find(Locator::Css(css)).await?;
        Ok(field.send_keys(&file.to_string_lossy()).await?)
    }

    /// Runs JavaScript in the page.
    ///
    /// # Errors
    /// When it throws.
    pub async fn script(&self, script: &str) -> Result<Value, Error> {
        Ok(self.client()?.execute(script, Vec::new()).await?)
    }

    /// Runs JavaScript that gets `argument` first and, behind it, what it calls with its answer.
    ///
    /// # Errors
    /// When it throws or does not end.
    pub async fn script_async(&self, script: &str, argument: &str) -> Result<Value, Error> {
        let done = self.client()?.execute_async(script, vec![argument.into()]);
        Ok(done.await?)
    }

    /// Types keys where the focus is; those without a letter as WebDriver names them.
    ///
    /// # Errors
    /// When nothing has the focus.
    pub async fn press(&self, keys: &str) -> Result<(), Error> {
        Ok(self
            .client()?
            .active_element()
            .await?
            .send_keys(keys)
            .await?)
    }

    /// Runs JavaScript that is given a function to call with its answer.
    ///
    /// # Errors
    /// When it throws or never calls it.
    pub async fn answer_of(&self, script: &str) -> Result<Value, Error> {
        Ok(self.client()?.execute_async(script, Vec::new()).await?)
    }

    /// Waits until fonts and layout are settled.
    ///
    /// # Errors
    /// When they don't settle.
    pub async fn still(&self) -> Result<(), Error> {
        let client = self.client()?;
        let settled = "const done = arguments[arguments.length - 1]; \
            document.fonts.ready.then(() => requestAnimationFrame(() => requestAnimationFrame(() => \
            Promise.all(document.getAnimations().filter(a => a.effect.getTiming().iterations !== \
            Infinity).map(a => a.finished.catch(() => 0))).then(() => done(true)))))";
        tokio::time::timeout(
            Duration::from_secs(10),
            client.execute_async(settled, Vec::new()),
        )
        .await??;
        Ok(())
    }

    /// Writes a picture of the page once it is still.
    ///
    /// # Errors
    /// When there is no picture or no room for it.
    pub async fn picture(&self, path: &Path) -> Result<(), Error> {
        self.still().await?;
        let client = self.client()?;
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)?;
        }
        std::fs::write(path, client.screenshot().await?)?;
        Ok(())
    }
}
