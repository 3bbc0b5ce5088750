//! What a group of screens is given: a phone in front of a line that can be cut.

use std::path::PathBuf;

use super::judge::Judge;
use super::look::Look;
use crate::mail::Postbox;
use crate::proxy::Proxy;
use crate::sandbox::Sandbox;
use crate::tile::TileService;
use crate::window::Window;
use crate::{Error, TestServer, news, walk};

/// Who looks at the screens.
pub(super) enum Eye {
    /// Pictures go into the folder.
    Camera(PathBuf),
    /// Faults are collected.
    Judge(Judge),
}

pub(super) struct Stage {
    pub(super) window: Window,
    pub(super) proxy: Proxy,
    pub(super) sandbox: Sandbox,
    pub(super) server: TestServer,
    pub(super) eye: Eye,
    _postbox: Postbox,
    _tiles: TileService,
}

impl Stage {
    /// Server, line and phone as `look` says, at the notice of the first start.
    pub(super) async fn set(look: &Look, eye: Eye) -> Result<Self, Error> {
        let sandbox = Sandbox::start().await?;
        let mut server = walk::sample_coop()?;
        let proxy = Proxy::start(&server.url()).await?;
        server.use_sandbox(&sandbox);
        server.set([("HANDBOOK_SERVER_PUBLIC_URL", proxy.url())]);
        let postbox = Postbox::start().await?;
        server.set(postbox.settings());
        server.set(walk::social_settings());
        news::publish(&server)?;
        news::publish_with_files(&server).await?;
        let tiles = TileService::start((37.5663, 126.9779)).await?;
        server.set(tiles.settings());
        server.start().await?;
        let mut window = Window::new(&proxy.url())?;
        let theme = if look.dark { "Adwaita:dark" } else { "Adwaita" };
        let callers = window.cache().with_file_name("callers");
        let callers = callers.to_string_lossy();
        let env = [
            ("GTK_THEME", theme),
            ("HANDBOOK_CALLERS", &callers),
            ("HANDBOOK_POSITION", "37.5663,126.9779"),
        ];
        window.open_with(look.size, &env).await?;
        window
            .script(&format!(
                "localStorage.setItem('text-size', '{}'); location.reload()",
                look.text
            ))
            .await?;
        window.see("[data-test=notice]").await?;
        if let Some(zoom) = look.zoom {
            let larger = format!("document.documentElement.style.fontSize = '{zoom}%'");
            window.script(&larger).await?;
        }
        Ok(Self {
            window,
            proxy,
            sandbox,
            server,
            eye,
            _postbox: postbox,
            _tiles: tiles,
        })
    }

    /// A look at the screen as it is.
    pub(super) async fn shot(&self, name: &str) -> Result<(), Error> {
        match &self.eye {
            Eye::Camera(folder) => {
                let path = folder.join(format!("{name}.png"));
                self.window.picture(&path).await
            }
            Eye::Judge(judge) => judge.look(&self.window, name).await,
        }
    }

    /// A look at the screen as it goes on below.
    pub(super) async fn shot_lower(&self, name: &str) -> Result<(), Error> {
        self.window
            .script("document.querySelector('.scroll')?.scrollTo(0, 1e6)")
            .await?;
        self.shot(name).await
    }

    pub(super) async fn tap(&self, test: &str) -> Result<(), Error> {
        self.window.tap(&format!("[data-test={test}]")).await
    }

    pub(super) async fn see(&self, test: &str) -> Result<(), Error> {
        self.window
            .see(&format!("[data-test={test}]"))
            .await
            .map(drop)
    }

    pub(super) async fn fill(&self, test: &str, text: &str) -> Result<(), Error> {
        self.window.fill(&format!("[data-test={test}]"), text).await
    }
}
