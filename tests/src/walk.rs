//! The whole handbook walked once in the real window: what the end-to-end test proves and what the
//! demo shows where there is no display.

mod bereavement;
mod browse;
mod caller_id;
mod card;
mod correct;
mod event;
mod identity;
mod keyboard;
mod many;
mod membership;
mod news;
mod news_with_files;
mod notification;
mod online_map;
mod people;
mod phone;
mod profile;
mod vote;

pub use bereavement::bereavement;
pub use browse::{browse, recent};
pub use caller_id::caller_id;
pub use card::card;
pub use correct::correct;
pub use event::assembly;
pub use keyboard::keyboard;
pub use many::many;
pub use news::{read_news, write_news};
pub use news_with_files::news_with_files;
pub use notification::notifications;
pub use people::people;
pub use phone::phone;
pub use profile::{lock, profile, refuse_elsewhere, social_settings};
pub use vote::votes;
mod map;

pub use identity::{FIRST_PASSWORD, INVITED, confirm, first_start, forgotten, sign_up, staff};
pub use map::{map, reach_company};
pub use membership::membership;
pub use online_map::online_map;

use std::path::Path;

use crate::roster::{self, Workbook};
use crate::window::{PHONE, Window};
use crate::{Error, TestServer};

/// Login of a member of the sample roster.
pub const LOGIN: &str = "01000000000";
/// The password that the walk gives that account.
pub const PASSWORD: &str = "Sujeop-2026";

/// A server that holds the sample co-op and one account that can log in, not started yet.
///
/// # Errors
/// When import or activation fails.
pub fn sample_coop() -> Result<TestServer, Error> {
    let mut server = TestServer::new()?;
    server.set([
        ("HANDBOOK_SERVER_COOP_PHONE", "02-000-0000".to_owned()),
        (
            "HANDBOOK_SERVER_COOP_ADDRESS",
            "서울특별시 중구 세종대로 110".to_owned(),
        ),
        (
            "HANDBOOK_SERVER_COOP_JOINING",
            "전기공업을 하는 기업이면 가입할 수 있어요. 가입 신청서와 사업자등록증을 사무국에 내 주세요.".to_owned(),
        ),
    ]);
    server.import(&roster::sample())?;
    server.activate(LOGIN, PASSWORD)?;
    Ok(server)
}

/// Reads the notice of access rights, which comes at the first start alone.
///
/// # Errors
/// When it does not come.
pub async fn accept_notice(window: &Window) -> Result<(), Error> {
    window.tap("[data-test=notice-ok]").await?;
    window.see_gone("[data-test=notice]").await
}

/// Logs in on the login screen, from wherever the app is when nobody is logged in.
///
/// # Errors
/// When the screen does not behave.
pub async fn log_in(window: &Window, login: &str, password: &str) -> Result<(), Error> {
    window.tap("[data-test=go-login]").await?;
    window.fill("[data-test=login-id]", login).await?;
    window.fill("[data-test=login-password]", password).await?;
    window.tap("[data-test=login-submit]").await
}

/// Starts the server and a new phone on which the account of [`LOGIN`] is logged in; `env` is the app's.
///
/// # Errors
/// When either does not start, or the login does not work.
pub async fn open_for_owner(
    server: &mut TestServer,
    env: &[(&str, &str)],
) -> Result<Window, Error> {
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    window.open_with(PHONE, env).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    Ok(window)
}

/// Import → server → login → first sync → two searches → card → server gone, app restarted, search
/// again → changed roster → server back → change and removal arrive without a touch. Leaves a
/// picture of each station in `pictures`.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn whole(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    window.see("[data-test=notice]").await?;
    window.picture(&pictures.join("00-notice.png")).await?;
    accept_notice(&window).await?;
    window.see("[data-test=go-login]").await?;
    window
        .picture(&pictures.join("01-home-before-login.png"))
        .await?;

    window.tap("[data-test=go-login]").await?;
    window.fill("[data-test=login-id]", "010-0000-0000").await?;
    window
        .fill("[data-test=login-password]", "Wrong-2026")
        .await?;
    window.tap("[data-test=login-submit]").await?;
    window.see("[data-test=login-error]").await?;
    window
        .picture(&pictures.join("02-wrong-password.png"))
        .await?;
    window.fill("[data-test=login-password]", PASSWORD).await?;
    window.tap("[data-test=login-submit]").await?;

    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    window.see_text("[data-test=member-count]", "504").await?;
    window.picture(&pictures.join("03-directory.png")).await?;

    search(&window, "ㅎㅂ", "[data-test=member-row]").await?;
    window.picture(&pictures.join("04-choseong.png")).await?;
    search(&window, "0007", "파워전자").await?;
    window
        .picture(&pictures.join("05-last-four-digits.png"))
        .await?;
    window.tap("[data-test=member-row]").await?;
    window.see_text("[data-test=card-name]", "파워전자").await?;
    window.see("[data-test=card-call]").await?;
    window.picture(&pictures.join("06-card.png")).await?;

    window.close().await?;
    server.stop()?;
    window.open(PHONE).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=offline-banner]").await?;
    search(&window, "0007", "파워전자").await?;
    window
        .picture(&pictures.join("07-without-a-signal.png"))
        .await?;
    search(&window, "케이솔라", "협성케이솔라").await?;

    let folder = tempfile::tempdir()?;
    let changed = folder.path().join("changed.xlsx");
    let mut book = Workbook::read(&roster::sample())?;
    *book.cell(7, "회사명")? = "㈜ 새이름케이솔라".to_owned();
    book.rows("조합원사")?.retain(|row| {
        !row.iter()
            .any(|cell| cell.contains("파워전자") && cell.starts_with("(주)파워전자"))
    });
    book.write(&changed)?;
    server.import(&changed)?;
    server.start().await?;
    window
        .see_text("[data-test=member-row]", "새이름케이솔라")
        .await?;
    window.see_gone("[data-test=offline-banner]").await?;
    window
        .picture(&pictures.join("08-the-change-has-arrived.png"))
        .await?;
    search(&window, "010-0000-0007", "[data-test=nothing-found]").await?;
    window
        .picture(&pictures.join("09-the-removed-company-is-gone.png"))
        .await?;
    window.close().await
}

/// A memo written without a signal waits, is sent once the server is back, and shows on the member's
/// other device; logging out there leaves nothing to see.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn memo(pictures: &Path) -> Result<(), Error> {
    const MEMO: &str = "납기는 2주 전에 확인";
    let mut server = sample_coop()?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    open_card(&window).await?;
    server.stop()?;
    window.see("[data-test=offline-banner]").await?;
    window.fill("[data-test=memo]", MEMO).await?;
    window.tap("[data-test=favourite]").await?;
    window.tap("[data-test=back]").await?;
    window.tap("[data-test=nav-home]").await?;
    window.see("[data-test=pending]").await?;
    window
        .see_text("[data-test=favourites]", "파워전자")
        .await?;
    window
        .picture(&pictures.join("10-a-memo-waits.png"))
        .await?;
    server.start().await?;
    window.see_gone("[data-test=pending]").await?;
    window.close().await?;

    let mut other = Window::new(&server.url())?;
    other.open(PHONE).await?;
    accept_notice(&other).await?;
    log_in(&other, LOGIN, PASSWORD).await?;
    open_card(&other).await?;
    let script = "return document.querySelector('[data-test=memo]').value";
    crate::wait_for("the memo on the other device", || async {
        (other.script(script).await.ok()? == MEMO).then_some(())
    })
    .await?;
    other.tap("[data-test=nav-me]").await?;
    other.tap("[data-test=logout]").await?;
    other.tap("[data-test=logout-confirm]").await?;
    other.tap("[data-test=nav-directory]").await?;
    other.see("[data-test=login-needed]").await?;
    other.picture(&pictures.join("11-logged-out.png")).await?;
    other.close().await
}

async fn open_card(window: &Window) -> Result<(), Error> {
    window.tap("[data-test=nav-directory]").await?;
    search(window, "010-0000-0007", "파워전자").await?;
    window.tap("[data-test=member-open]").await?;
    window
        .see_text("[data-test=card-name]", "파워전자")
        .await
        .map(drop)
}

/// Types into the search box and waits for a hit that contains `wanted`, or for that selector.
async fn search(window: &Window, text: &str, wanted: &str) -> Result<(), Error> {
    window.fill("[data-test=search-box]", text).await?;
    if wanted.starts_with('[') {
        window.see(wanted).await?;
    } else {
        window.see_text("[data-test=member-row]", wanted).await?;
    }
    Ok(())
}
