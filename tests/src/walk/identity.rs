//! The ways of an account, from the first start on, with the stand-in for the provider.

use std::path::Path;

use handbook_core::clock::{Clock, SystemClock};
use totp_rs::{Algorithm, Secret as TotpSecret, TOTP};

use crate::sandbox::{Browser, Sandbox};
use crate::window::{PHONE, Window};
use crate::{Error, TestServer};

use super::{accept_notice, log_in, sample_coop, search};

/// Login of somebody of the sample roster who has never logged in.
pub const INVITED: &str = "01000000002";
/// The first password of that account.
pub const FIRST_PASSWORD: &str = "Kemc0002!";
/// The password that he chooses.
const CHOSEN: &str = "Neues-Haus-8";
const BIRTH: &str = "19700412";

struct Ready {
    server: TestServer,
    sandbox: Sandbox,
    window: Window,
    name: String,
}

/// The sample co-op with the stand-in, and an app that has just been installed.
async fn ready() -> Result<Ready, Error> {
    let sandbox = Sandbox::start().await?;
    let mut server = sample_coop()?;
    server.use_sandbox(&sandbox);
    server.start().await?;
    let accounts: Vec<serde_json::Value> =
        serde_json::from_str(&server.run(&["account", "list", "--json"])?)?;
    let name = accounts
        .iter()
        .find(|account| account["login"] == INVITED)
        .and_then(|account| account["name"].as_str())
        .ok_or("the roster has no such representative")?
        .to_owned();
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    Ok(Ready {
        server,
        sandbox,
        window,
        name,
    })
}

/// First start → notice → login with the first password → 본인인증 → a password of one's own → directory →
/// 내 계정 → logout, which leaves no readable byte.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn first_start(pictures: &Path) -> Result<(), Error> {
    let Ready {
        server: _server,
        sandbox,
        mut window,
        name,
    } = ready().await?;
    let picture = |name: &str| pictures.join(name);
    window.see("[data-test=notice]").await?;
    window.picture(&picture("20-notice.png")).await?;
    accept_notice(&window).await?;
    log_in(&window, "010-0000-0002", FIRST_PASSWORD).await?;
    window.see("[data-test=verify-simple]").await?;
    window.picture(&picture("21-identity-needed.png")).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=limited]").await?;
    window.tap("[data-test=nav-home]").await?;

    window.tap("[data-test=verify-simple]").await?;
    window.see("[data-test=agency-samsung]").await?;
    window.picture(&picture("22-providers.png")).await?;
    window.tap("[data-test=agency-naver]").await?;
    window.tap("[data-test=identity-submit]").await?;
    window.see("[data-test=person-name-wrong]").await?;
    fill_in(&window, &name, INVITED).await?;
    window.tap("[data-test=read-identity-collect]").await?;
    window.see("[data-test=document]").await?;
    window.picture(&picture("23-person.png")).await?;
    window.tap("[data-test=read-identity-collect]").await?;
    window.tap("[data-test=identity-submit]").await?;
    window.see("[data-test=identity-waiting]").await?;
    window.picture(&picture("24-steps.png")).await?;
    window.tap("[data-test=identity-check]").await?;
    window
        .see_text("[data-test=identity-not-yet]", "아직")
        .await?;
    confirm(&window, &sandbox).await?;
    window.tap("[data-test=identity-check]").await?;
    window
        .see_text("[data-test=identity-done]", "인증에 성공하였습니다.")
        .await?;
    window.picture(&picture("24-verified.png")).await?;
    window.tap("[data-test=identity-finish]").await?;

    window.see("[data-test=password-submit]").await?;
    window
        .fill("[data-test=password-current]", FIRST_PASSWORD)
        .await?;
    window.fill("[data-test=password-new]", "Neues").await?;
    window.picture(&picture("25-new-password.png")).await?;
    window.fill("[data-test=password-new]", CHOSEN).await?;
    window.fill("[data-test=password-again]", CHOSEN).await?;
    window.tap("[data-test=password-submit]").await?;
    window.see("[data-test=login-id]").await?;
    window.picture(&picture("26-log-in-again.png")).await?;
    window.fill("[data-test=login-id]", INVITED).await?;
    window.fill("[data-test=login-password]", CHOSEN).await?;
    window.tap("[data-test=login-submit]").await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    search(&window, "ㅎㅂ", "[data-test=member-row]").await?;

    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=go-account]").await?;
    window.see_text("[data-test=profile-name]", &name).await?;
    window
        .see_text("[data-test=profile-verified]", "인증완료")
        .await?;
    window.picture(&picture("27-account.png")).await?;
    window.tap("[data-test=go-devices]").await?;
    window.see("[data-test=device]").await?;
    window.picture(&picture("28-devices.png")).await?;

    // Again, at one's own wish.
    window.tap("[data-test=back]").await?;
    window.tap("[data-test=verify-again]").await?;
    window.tap("[data-test=verify-simple]").await?;
    window.tap("[data-test=agency-toss]").await?;
    fill_in(&window, &name, INVITED).await?;
    window.tap("[data-test=identity-submit]").await?;
    window.see("[data-test=identity-waiting]").await?;
    confirm(&window, &sandbox).await?;
    window.tap("[data-test=identity-check]").await?;
    window
        .see_text("[data-test=identity-done]", "인증에 성공하였습니다.")
        .await?;
    window.picture(&picture("29-verified-again.png")).await?;
    window.tap("[data-test=identity-finish]").await?;

    // A new number.
    window.tap("[data-test=change-mobile]").await?;
    verify(&window, &sandbox, "payco", &name, "01088880002").await?;
    window.picture(&picture("29-new-number.png")).await?;
    window.tap("[data-test=identity-finish]").await?;
    window
        .see_text("[data-test=profile-mobile]", "010-8888-0002")
        .await?;

    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=logout]").await?;
    window.tap("[data-test=logout-confirm]").await?;
    window.see("[data-test=go-login]").await?;
    let cache = window.cache();
    window.close().await?;
    for known in [name.as_str(), INVITED, CHOSEN, "파워전자", BIRTH] {
        if crate::device::holds(&cache, known.as_bytes())? {
            return Err(format!("{known} can be read after the logout").into());
        }
    }
    Ok(())
}

/// A forgotten id and a forgotten password, each found by 본인인증.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn forgotten(pictures: &Path) -> Result<(), Error> {
    let Ready {
        server: _server,
        sandbox,
        mut window,
        name,
    } = ready().await?;
    let picture = |name: &str| pictures.join(name);
    accept_notice(&window).await?;
    window.tap("[data-test=go-login]").await?;
    window.tap("[data-test=go-find]").await?;
    window.picture(&picture("30-find.png")).await?;
    window.tap("[data-test=find-login]").await?;
    verify(&window, &sandbox, "pass", &name, INVITED).await?;
    window
        .see_text("[data-test=found-login]", "010-****-0002")
        .await?;
    window.picture(&picture("31-found-id.png")).await?;
    window.tap("[data-test=found-ok]").await?;

    window.tap("[data-test=go-find]").await?;
    window.tap("[data-test=find-password]").await?;
    verify(&window, &sandbox, "kb", &name, INVITED).await?;
    window.fill("[data-test=password-new]", CHOSEN).await?;
    window.fill("[data-test=password-again]", CHOSEN).await?;
    window.picture(&picture("32-reset-password.png")).await?;
    window.tap("[data-test=reset-submit]").await?;
    window.see("[data-test=login-id]").await?;
    window.fill("[data-test=login-id]", INVITED).await?;
    window.fill("[data-test=login-password]", CHOSEN).await?;
    window.tap("[data-test=login-submit]").await?;
    window.see("[data-test=limited]").await?;
    window.close().await
}

/// 회원가입: application → staff approve → login.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn sign_up(pictures: &Path) -> Result<(), Error> {
    const NAME: &str = "임꺽정";
    const PHONE_NUMBER: &str = "01099990001";
    let Ready {
        server,
        sandbox,
        mut window,
        ..
    } = ready().await?;
    let picture = |name: &str| pictures.join(name);
    accept_notice(&window).await?;
    window.tap("[data-test=go-login]").await?;
    window.tap("[data-test=go-sign-up]").await?;
    verify(&window, &sandbox, "shinhan", NAME, PHONE_NUMBER).await?;
    window.fill("[data-test=company]", "파워전").await?;
    window.see("[data-test=company-found]").await?;
    window.picture(&picture("40-sign-up.png")).await?;
    window.tap("[data-test=company-found]").await?;
    window.see("[data-test=company-picked]").await?;
    window.fill("[data-test=position]", "이사").await?;
    window.fill("[data-test=password-new]", CHOSEN).await?;
    window.fill("[data-test=password-again]", CHOSEN).await?;
    window.tap("[data-test=agree-all]").await?;
    window.tap("[data-test=sign-up-submit]").await?;
    window
        .see_text("[data-test=sign-up-state]", "확인하고 있어요")
        .await?;
    window.picture(&picture("41-sign-up-waits.png")).await?;

    let listed = server.run(&["sign-up", "list"])?;
    let id = listed
        .split_whitespace()
        .find(|word| word.len() == 32 && word.bytes().all(|b| b.is_ascii_hexdigit()))
        .ok_or("no application is listed")?
        .to_owned();
    server.run(&["sign-up", "approve", &id])?;
    window.tap("[data-test=sign-up-refresh]").await?;
    window.tap("[data-test=sign-up-login]").await?;
    window.fill("[data-test=login-id]", PHONE_NUMBER).await?;
    window.fill("[data-test=login-password]", CHOSEN).await?;
    window.tap("[data-test=login-submit]").await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    window.close().await
}

/// 조합직원: password, an authenticator app set up, its code at the next login.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn staff(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    server.start().await?;
    let accounts: Vec<serde_json::Value> =
        serde_json::from_str(&server.run(&["account", "list", "--json"])?)?;
    let login = accounts
        .iter()
        .find(|account| account["role"] == "staff")
        .and_then(|account| account["login"].as_str())
        .ok_or("the roster has no staff")?;
    server.activate(login, super::PASSWORD)?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, login, super::PASSWORD).await?;
    let secret = window
        .see("[data-test=second-factor-secret]")
        .await?
        .text()
        .await?;
    window
        .picture(&pictures.join("50-second-factor.png"))
        .await?;
    window.fill("[data-test=second-factor-code]", "12").await?;
    window.tap("[data-test=second-factor-submit]").await?;
    window.see("[data-test=second-factor-code-wrong]").await?;
    let first = now();
    enter_code(&window, &secret, first).await?;
    window.see("[data-test=home-hello]").await?;
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=logout]").await?;
    window.tap("[data-test=logout-confirm]").await?;
    window.tap("[data-test=nav-home]").await?;
    log_in(&window, login, super::PASSWORD).await?;
    window.see("[data-test=second-factor-code]").await?;
    window.see_gone("[data-test=second-factor-setup]").await?;
    // The code that was used is good no more; a phone's clock may be half a minute ahead.
    enter_code(&window, &secret, first).await?;
    window.see("[data-test=second-factor-code-wrong]").await?;
    enter_code(&window, &secret, now() + 30).await?;
    window.see("[data-test=home-hello]").await?;
    window.close().await
}

/// Seconds since 1970.
fn now() -> u64 {
    SystemClock.now_ms().unsigned_abs() / 1000
}

/// Enters what an authenticator app shows at `seconds` since 1970.
async fn enter_code(window: &Window, secret: &str, seconds: u64) -> Result<(), Error> {
    let typed: String = secret.split_whitespace().collect();
    let key = TotpSecret::Encoded(typed)
        .to_bytes()
        .map_err(|error| format!("the secret can't be read: {error:?}"))?;
    let totp = TOTP::new_unchecked(Algorithm::SHA1, 6, 1, 30, key, None, String::new());
    let code = totp.generate(seconds);
    window.fill("[data-test=second-factor-code]", &code).await?;
    window.tap("[data-test=second-factor-submit]").await
}

/// From the choice of a method to the provider's yes.
async fn verify(
    window: &Window,
    sandbox: &Sandbox,
    agency: &str,
    name: &str,
    phone: &str,
) -> Result<(), Error> {
    window.tap("[data-test=verify-simple]").await?;
    window.tap(&format!("[data-test=agency-{agency}]")).await?;
    fill_in(window, name, phone).await?;
    window.tap("[data-test=identity-submit]").await?;
    window.see("[data-test=identity-waiting]").await?;
    confirm(window, sandbox).await?;
    window.tap("[data-test=identity-check]").await?;
    window.see("[data-test=identity-done]").await.map(drop)
}

async fn fill_in(window: &Window, name: &str, phone: &str) -> Result<(), Error> {
    window.fill("[data-test=person-name]", name).await?;
    window.fill("[data-test=person-phone]", phone).await?;
    window.fill("[data-test=person-birth]", BIRTH).await?;
    window.tap("[data-test=agree-all]").await
}

/// What the person does in the browser that the app has opened, and on the phone.
///
/// # Errors
/// When the browser is led astray.
pub async fn confirm(window: &Window, sandbox: &Sandbox) -> Result<(), Error> {
    let opened = std::fs::read_to_string(window.link_log())?;
    let page = opened.lines().last().ok_or("no page was opened")?;
    let browser = Browser::new()?;
    let ours = browser.open(page).await?;
    let theirs = browser.submit(&ours, "go").await?;
    sandbox.approve(&sandbox.newest()?);
    let leaving = browser.submit(&theirs, "done").await?;
    let result = browser.submit(&leaving, "back").await?;
    match result.app_link() {
        Some(_) => Ok(()),
        None => Err(format!("the browser is left at {}", result.status).into()),
    }
}
