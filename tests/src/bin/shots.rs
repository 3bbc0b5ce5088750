//! `./dev shots`: a picture of every screen in every state, for people to look at.
//!
//! The states are empty, loading, offline and full. Not every screen has all of them: forms load nothing,
//! and officers, staff and card come from the cache, so that they look the same without a signal.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks through its output"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handbook_tests::mail::Postbox;
use handbook_tests::proxy::{Fault, Proxy};
use handbook_tests::sandbox::Sandbox;
use handbook_tests::window::{PHONE, SMALL_PHONE, Size, Window};
use handbook_tests::{Device, Error, TestServer, program, walk};
use handbook_wire::ipc::SetNoteArgs;

/// How the phone is set.
struct Look {
    name: &'static str,
    size: Size,
    /// Per cent of the text size, as the app sets it.
    text: u16,
    /// Per cent of the text size in all, where the system's own comes besides.
    zoom: Option<u16>,
    dark: bool,
}

const LOOKS: [Look; 4] = [
    Look {
        name: "phone",
        size: PHONE,
        text: 100,
        zoom: None,
        dark: false,
    },
    Look {
        name: "small-large-text",
        size: SMALL_PHONE,
        text: 160,
        zoom: None,
        dark: false,
    },
    Look {
        name: "small-double-text",
        size: SMALL_PHONE,
        text: 160,
        zoom: Some(200),
        dark: false,
    },
    Look {
        name: "dark",
        size: PHONE,
        text: 100,
        zoom: None,
        dark: true,
    },
];

/// A phone in front of a line that can be cut.
struct Stage<'a> {
    window: Window,
    proxy: Proxy,
    sandbox: Sandbox,
    server: TestServer,
    folder: &'a Path,
}

#[tokio::main]
async fn main() -> ExitCode {
    match take_all().await {
        Ok(folder) => {
            println!("그림: {}", folder.display());
            ExitCode::SUCCESS
        }
        Err(error) => {
            println!("shots: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn take_all() -> Result<PathBuf, Error> {
    let folder = program::path("shots")?
        .parent()
        .and_then(Path::parent)
        .ok_or("no target folder")?
        .join("shots");
    let wanted = std::env::args().nth(1);
    for look in &LOOKS {
        if wanted.as_deref().is_none_or(|wanted| wanted == look.name) {
            take(look, &folder.join(look.name)).await?;
        }
    }
    Ok(folder)
}

async fn take(look: &Look, folder: &Path) -> Result<(), Error> {
    let sandbox = Sandbox::start().await?;
    let mut server = walk::sample_coop()?;
    let proxy = Proxy::start(&server.url()).await?;
    server.use_sandbox(&sandbox);
    server.set([("HANDBOOK_SERVER_PUBLIC_URL", proxy.url())]);
    let postbox = Postbox::start().await?;
    server.set(postbox.settings());
    server.set(walk::social_settings());
    server.start().await?;
    let mut window = Window::new(&proxy.url())?;
    let theme = if look.dark { "Adwaita:dark" } else { "Adwaita" };
    let env = [
        ("GTK_THEME", theme),
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
    let mut stage = Stage {
        window,
        proxy,
        sandbox,
        server,
        folder,
    };
    stage.before_login().await?;
    stage.identity().await?;
    stage.first_sync().await?;
    stage.directory().await?;
    stage.map().await?;
    stage.account().await?;
    stage.profile().await?;
    stage.offline().await?;
    stage.lost_edit().await?;
    stage.window.close().await
}

impl Stage<'_> {
    async fn shot(&self, name: &str) -> Result<(), Error> {
        let path = self.folder.join(format!("{name}.png"));
        self.window.picture(&path).await
    }

    /// A picture of the screen as it goes on below.
    async fn shot_lower(&self, name: &str) -> Result<(), Error> {
        self.window
            .script("document.querySelector('.scroll')?.scrollTo(0, 1e6)")
            .await?;
        self.shot(name).await
    }

    async fn tap(&self, test: &str) -> Result<(), Error> {
        self.window.tap(&format!("[data-test={test}]")).await
    }

    async fn see(&self, test: &str) -> Result<(), Error> {
        self.window
            .see(&format!("[data-test={test}]"))
            .await
            .map(drop)
    }

    async fn fill(&self, test: &str, text: &str) -> Result<(), Error> {
        self.window.fill(&format!("[data-test={test}]"), text).await
    }

    async fn before_login(&self) -> Result<(), Error> {
        self.shot("notice").await?;
        walk::accept_notice(&self.window).await?;
        self.see("go-login").await?;
        self.shot("home-empty").await?;
        self.tap("nav-directory").await?;
        self.see("login-needed").await?;
        self.shot("directory-empty").await?;
        self.tap("nav-map").await?;
        self.see("login-needed").await?;
        self.shot("map-empty").await?;
        self.tap("nav-me").await?;
        self.shot("me-empty").await?;
        self.tap("nav-home").await?;
        self.tap("go-login").await?;
        self.see("login-id").await?;
        self.shot("login-empty").await?;
        self.tap("login-submit").await?;
        self.see("login-id-wrong").await?;
        self.shot("login-missing").await?;
        self.fill("login-id", walk::LOGIN).await?;
        self.fill("login-password", "Wrong-2026").await?;
        self.tap("login-submit").await?;
        self.see("problem").await?;
        self.shot("login-error").await?;
        self.proxy.set(Fault::Down);
        self.tap("login-submit").await?;
        self.window
            .see_text("[data-test=login-error]", "인터넷")
            .await?;
        self.shot("login-offline").await?;
        self.proxy.set(Fault::None);
        self.shot_lower("login-lower").await?;
        self.tap("go-find").await?;
        self.see("find-login").await?;
        self.shot("find").await?;
        self.tap("back").await?;
        self.tap("go-sign-up").await?;
        self.see("verify-simple").await?;
        self.shot("sign-up").await?;
        self.tap("back").await
    }

    async fn identity(&self) -> Result<(), Error> {
        self.see("login-id").await?;
        self.fill("login-id", walk::INVITED).await?;
        self.fill("login-password", walk::FIRST_PASSWORD).await?;
        self.tap("login-submit").await?;
        self.see("verify-simple").await?;
        self.shot("identity-needed").await?;
        self.tap("verify-simple").await?;
        self.see("agencies").await?;
        self.shot("identity-agencies").await?;
        self.tap("agency-naver").await?;
        self.see("person-name").await?;
        self.shot("identity-form").await?;
        self.tap("identity-submit").await?;
        self.see("person-name-wrong").await?;
        self.shot("identity-form-wrong").await?;
        self.fill("person-name", "다른사람").await?;
        self.fill("person-phone", walk::INVITED).await?;
        self.fill("person-birth", "19700412").await?;
        self.tap("agree-all").await?;
        self.shot_lower("identity-form-lower").await?;
        self.tap("identity-submit").await?;
        self.see("identity-waiting").await?;
        self.shot("identity-steps").await?;
        self.tap("identity-check").await?;
        self.window
            .see_text("[data-test=identity-not-yet]", "아직")
            .await?;
        self.shot_lower("identity-not-yet").await?;
        self.proxy.set(Fault::Down);
        self.tap("identity-check").await?;
        self.see("problem").await?;
        self.shot_lower("identity-offline").await?;
        self.proxy.set(Fault::None);
        walk::confirm(&self.window, &self.sandbox).await?;
        self.tap("identity-check").await?;
        self.see("identity-failed").await?;
        self.shot("identity-failed").await?;
        self.server.run(&["account", "vouch", walk::INVITED])?;
        self.tap("limited-logout").await?;
        self.tap("nav-home").await?;
        self.tap("go-login").await?;
        self.fill("login-id", walk::INVITED).await?;
        self.fill("login-password", walk::FIRST_PASSWORD).await?;
        self.tap("login-submit").await?;
        self.see("password-new").await?;
        self.fill("password-new", "Neues").await?;
        self.shot("password-step").await?;
        self.tap("limited-logout").await?;
        self.tap("nav-home").await?;
        self.tap("go-login").await?;
        self.fill("login-id", walk::LOGIN).await
    }

    async fn first_sync(&self) -> Result<(), Error> {
        // The snapshot comes part of the way and then nothing more.
        self.proxy.set(Fault::HoldAfter(24_000));
        self.fill("login-password", walk::PASSWORD).await?;
        self.tap("login-submit").await?;
        self.see("sync-progress").await?;
        self.shot("home-loading").await?;
        self.tap("nav-directory").await?;
        self.window
            .see("[data-test=loading], [data-test=empty]")
            .await?;
        self.shot("directory-loading").await?;
        self.tap("nav-map").await?;
        self.see("empty").await?;
        self.shot("map-loading").await?;
        self.tap("nav-directory").await?;
        self.proxy.set(Fault::None);
        self.see("member-row").await?;
        self.shot("directory-full").await
    }

    async fn directory(&self) -> Result<(), Error> {
        self.fill("search-box", "ㅎㅂ").await?;
        self.window
            .see("[data-test=hits] [data-test=member-row]")
            .await?;
        self.shot("search-full").await?;
        self.fill("search-box", "없는회사이름").await?;
        self.see("nothing-found").await?;
        self.shot("search-empty").await?;
        self.fill("search-box", "0007").await?;
        self.window
            .see_text("[data-test=member-row]", "파워전자")
            .await?;
        self.shot("search-digits").await?;
        self.tap("member-row").await?;
        self.see("card-name").await?;
        self.shot("card-full").await?;
        self.tap("favourite").await?;
        let memo = "공장장 직통으로 먼저 전화. 납기는 2주 전에 확인.";
        self.fill("memo", memo).await?;
        self.window
            .script("document.querySelector('[data-test=memo]').scrollIntoView()")
            .await?;
        self.shot("card-full-lower").await?;
        self.tap("memo-save").await?;
        self.tap("go-contact").await?;
        self.window.see("[data-test=contact] .qr").await?;
        self.shot("business-card").await?;
        self.shot_lower("business-card-lower").await?;
        self.tap("back").await?;
        self.see("card-name").await?;
        self.tap("card-call").await?;
        self.tap("nav-directory").await?;
        self.fill("search-box", "파워전쟈").await?;
        self.window
            .see_text("[data-test=found-count]", "비슷한")
            .await?;
        self.shot("search-alike").await?;
        self.tap("member-open").await?;
        self.tap("back").await?;
        self.tap("search-clear").await?;
        self.see("recent-search").await?;
        self.shot("search-recent").await?;
        self.window.script("document.activeElement.blur()").await?;
        self.tap("go-filter").await?;
        self.see("facet").await?;
        self.shot("filter").await?;
        self.shot_lower("filter-lower").await?;
        self.tap("facet").await?;
        self.tap("sort-number").await?;
        self.tap("filter-show").await?;
        self.see("filter-chip").await?;
        self.see("member-row").await?;
        self.shot("directory-filtered").await?;
        self.tap("filter-chip").await?;
        self.tap("sort-chip").await?;
        self.tap("nav-home").await?;
        self.see("favourite-open").await?;
        self.shot("home-full").await?;
        self.tap("door-officers").await?;
        self.see("officer-row").await?;
        self.shot("officers-full").await?;
        self.tap("nav-home").await?;
        self.tap("door-staff").await?;
        self.see("staff-row").await?;
        self.shot("staff-full").await?;
        self.tap("nav-me").await?;
        self.see("logout").await?;
        self.shot("me-full").await?;
        self.shot_lower("me-full-lower").await
    }

    /// The map still, once it has made room for what is chosen.
    async fn shot_map(&self, name: &str) -> Result<(), Error> {
        self.window.see("[data-test=map][data-still]").await?;
        self.shot(name).await
    }

    async fn map(&self) -> Result<(), Error> {
        self.tap("nav-map").await?;
        self.see("cluster").await?;
        self.shot_map("map-full").await?;
        for _ in 0..2 {
            self.tap("map-nearer").await?;
            self.window.see("[data-test=map][data-still]").await?;
        }
        self.shot_map("map-near").await?;
        self.tap("map-here").await?;
        self.window.see_text("[data-test=distance]", "km").await?;
        self.shot_map("map-here").await?;
        self.tap("sheet-close").await?;
        walk::reach_company(&self.window).await?;
        self.shot_map("map-chosen").await?;
        self.tap("nav-directory").await?;
        self.fill("search-box", "0007").await?;
        self.window
            .see_text("[data-test=member-row]", "파워전자")
            .await?;
        self.tap("member-row").await?;
        self.see("row-map").await?;
        self.tap("row-map").await?;
        self.see("pin").await?;
        self.shot_map("map-from-card").await
    }

    async fn account(&self) -> Result<(), Error> {
        self.tap("nav-me").await?;
        self.proxy.set(Fault::HoldAfter(0));
        self.tap("go-account").await?;
        self.see("loading").await?;
        self.shot("account-loading").await?;
        self.tap("back").await?;
        self.proxy.set(Fault::Down);
        self.see("offline-banner").await?;
        self.tap("go-account").await?;
        self.see("failed").await?;
        self.shot("account-offline").await?;
        self.proxy.set(Fault::None);
        self.tap("retry").await?;
        self.see("profile-name").await?;
        self.shot("account-full").await?;
        self.shot_lower("account-full-lower").await?;
        self.tap("go-devices").await?;
        self.see("device").await?;
        self.shot("devices-full").await?;
        self.tap("nav-home").await
    }

    async fn profile(&self) -> Result<(), Error> {
        self.tap("nav-me").await?;
        self.tap("go-account").await?;
        self.tap("change-email").await?;
        self.see("email").await?;
        self.shot("email").await?;
        self.fill("email", "gildong@hanbit.example").await?;
        self.tap("email-submit").await?;
        self.see("email-code").await?;
        self.shot("email-code").await?;
        self.tap("back").await?;
        self.tap("link-kakao-act").await?;
        self.see("social-code").await?;
        self.tap("social-code-submit").await?;
        self.see("social-code-wrong").await?;
        self.shot("social-code").await?;
        walk::refuse_elsewhere(&self.window).await?;
        self.fill("social-code", "AAAA2222").await?;
        self.tap("social-code-submit").await?;
        self.see("social-failed").await?;
        self.shot("social-failed").await?;
        self.tap("social-finish").await?;
        self.see("own-picture").await?;
        self.window
            .script("document.querySelector('[data-test=link-kakao]').scrollIntoView()")
            .await?;
        self.shot("account-socials").await?;
        self.tap("go-withdraw").await?;
        self.see("withdraw-page").await?;
        self.shot("withdraw").await?;
        self.shot_lower("withdraw-lower").await?;
        self.tap("nav-home").await
    }

    async fn offline(&self) -> Result<(), Error> {
        self.proxy.set(Fault::Down);
        self.see("offline-banner").await?;
        for tab in ["home", "directory", "map", "me"] {
            self.tap(&format!("nav-{tab}")).await?;
            self.shot(&format!("{tab}-offline")).await?;
        }
        self.tap("nav-directory").await?;
        self.fill("search-box", "0007").await?;
        self.window
            .see_text("[data-test=member-row]", "파워전자")
            .await?;
        self.tap("member-row").await?;
        self.see("card-name").await?;
        self.shot("card-offline").await
    }

    /// The same memo is written on two devices, on this one without a signal.
    async fn lost_edit(&mut self) -> Result<(), Error> {
        self.fill("memo", "납기는 3주").await?;
        self.tap("memo-save").await?;
        let other = Device::new(&self.server.url())?;
        other.login(walk::LOGIN, walk::PASSWORD).await?;
        other.wait_live().await?;
        let rows = other.directory().await?;
        let row = rows
            .iter()
            .find(|row| row.name.contains("파워전자") && row.favourite)
            .ok_or("no favourite")?;
        let args = SetNoteArgs {
            member: row.id.clone(),
            favourite: None,
            memo: Some("납기는 4주".to_owned()),
        };
        other
            .handbook()?
            .set_note(args)
            .await
            .map_err(|error| error.to_string())?;
        other
            .wait_status("the memo to be sent", |status| status.pending_edits == 0)
            .await?;
        self.proxy.set(Fault::None);
        self.see("lost-banner").await?;
        self.shot("lost-banner").await?;
        self.tap("lost-see").await?;
        self.see("lost-edit").await?;
        self.shot("lost-edit").await
    }
}
