//! `./dev shots`: a picture of every screen in every state, for people to look at.
#![expect(
    clippy::print_stdout,
    reason = "a command-line tool speaks through its output"
)]

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use handbook_tests::proxy::{Fault, Proxy};
use handbook_tests::window::{PHONE, SMALL_PHONE, Size, Window};
use handbook_tests::{Error, program, walk};

/// How the phone is set.
struct Look {
    name: &'static str,
    size: Size,
    /// Per cent of the text size.
    text: u16,
    dark: bool,
}

const LOOKS: [Look; 3] = [
    Look {
        name: "phone",
        size: PHONE,
        text: 100,
        dark: false,
    },
    Look {
        name: "small-large-text",
        size: SMALL_PHONE,
        text: 160,
        dark: false,
    },
    Look {
        name: "dark",
        size: PHONE,
        text: 100,
        dark: true,
    },
];

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
    for look in &LOOKS {
        take(look, &folder.join(look.name)).await?;
    }
    Ok(folder)
}

async fn take(look: &Look, folder: &Path) -> Result<(), Error> {
    let mut server = walk::sample_coop()?;
    server.start().await?;
    let proxy = Proxy::start(&server.url()).await?;
    let mut window = Window::new(&proxy.url())?;
    let theme = [(
        "GTK_THEME",
        if look.dark { "Adwaita:dark" } else { "Adwaita" },
    )];
    window.open_with(look.size, &theme).await?;
    window
        .script(&format!(
            "localStorage.setItem('text-size', '{}'); location.reload()",
            look.text
        ))
        .await?;
    let shot = |name: &str| folder.join(format!("{name}.png"));

    window.see("[data-test=notice]").await?;
    window.picture(&shot("notice")).await?;
    walk::accept_notice(&window).await?;
    window.see("[data-test=go-login]").await?;
    window.picture(&shot("home-empty")).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=login-needed]").await?;
    window.picture(&shot("directory-empty")).await?;
    window.tap("[data-test=nav-home]").await?;
    window.tap("[data-test=go-login]").await?;
    window.see("[data-test=login-id]").await?;
    window.picture(&shot("login-empty")).await?;
    window.fill("[data-test=login-id]", walk::LOGIN).await?;
    window
        .fill("[data-test=login-password]", "Wrong-2026")
        .await?;
    window.tap("[data-test=login-submit]").await?;
    window.see("[data-test=login-error]").await?;
    window.picture(&shot("login-error")).await?;

    // The first password is an invitation only.
    window.fill("[data-test=login-id]", "01000000002").await?;
    window
        .fill("[data-test=login-password]", "Kemc0002!")
        .await?;
    window.tap("[data-test=login-submit]").await?;
    window.see("[data-test=limited]").await?;
    window.picture(&shot("limited")).await?;
    window.tap("[data-test=limited-logout]").await?;
    window.tap("[data-test=nav-home]").await?;
    window.tap("[data-test=go-login]").await?;
    window.fill("[data-test=login-id]", walk::LOGIN).await?;

    proxy.set(Fault::Down);
    window
        .fill("[data-test=login-password]", walk::PASSWORD)
        .await?;
    window.tap("[data-test=login-submit]").await?;
    window.see("[data-test=login-error]").await?;
    window.picture(&shot("login-offline")).await?;

    // The snapshot comes part of the way and then nothing more.
    proxy.set(Fault::HoldAfter(24_000));
    window.tap("[data-test=login-submit]").await?;
    window.see("[data-test=sync-progress]").await?;
    window.picture(&shot("home-loading")).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=loading], [data-test=empty]").await?;
    window.picture(&shot("directory-loading")).await?;
    proxy.set(Fault::None);
    window.see("[data-test=member-row]").await?;
    window.picture(&shot("directory-full")).await?;
    full(&window, &shot).await?;

    proxy.set(Fault::Down);
    window.see("[data-test=offline-banner]").await?;
    for (tab, name) in [("home", "home"), ("directory", "directory"), ("me", "me")] {
        window.tap(&format!("[data-test=nav-{tab}]")).await?;
        window.picture(&shot(&format!("{name}-offline"))).await?;
    }
    window.close().await
}

async fn full(window: &Window, shot: &impl Fn(&str) -> PathBuf) -> Result<(), Error> {
    window.fill("[data-test=search-box]", "ㅎㅂ").await?;
    window
        .see("[data-test=hits] [data-test=member-row]")
        .await?;
    window.picture(&shot("search-full")).await?;
    window
        .fill("[data-test=search-box]", "없는회사이름")
        .await?;
    window.see("[data-test=nothing-found]").await?;
    window.picture(&shot("search-empty")).await?;
    window.fill("[data-test=search-box]", "0007").await?;
    window
        .see_text("[data-test=member-row]", "파워전자")
        .await?;
    window.picture(&shot("search-digits")).await?;
    window.tap("[data-test=member-row]").await?;
    window.see("[data-test=card-name]").await?;
    window.picture(&shot("card-full")).await?;
    window.tap("[data-test=favourite]").await?;
    window
        .fill(
            "[data-test=memo]",
            "공장장 직통으로 먼저 전화. 납기는 2주 전에 확인.",
        )
        .await?;
    window
        .script("document.querySelector('[data-test=memo]').scrollIntoView()")
        .await?;
    window.picture(&shot("card-full-lower")).await?;
    window.tap("[data-test=memo-save]").await?;
    window.tap("[data-test=nav-home]").await?;
    window.picture(&shot("home-full")).await?;
    window.tap("[data-test=door-officers]").await?;
    window.see("[data-test=officer-row]").await?;
    window.picture(&shot("officers-full")).await?;
    window.tap("[data-test=nav-home]").await?;
    window.tap("[data-test=door-staff]").await?;
    window.see("[data-test=staff-row]").await?;
    window.picture(&shot("staff-full")).await?;
    window.tap("[data-test=nav-me]").await?;
    window.see("[data-test=logout]").await?;
    window.picture(&shot("me-full")).await
}
