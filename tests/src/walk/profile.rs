//! What an owner adds to the account: a picture, an e-mail address, a login elsewhere, a lock; and how
//! he gives it up.

use std::io::Cursor;
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use image::{ImageFormat, Rgb, RgbImage};

use crate::mail::Postbox;
use crate::peer::{Peer, Person, code_of};
use crate::window::{PHONE, Window};
use crate::{Device, Error, wait_for};

use super::{LOGIN, PASSWORD, accept_notice, log_in, sample_coop};

const EMAIL: &str = "gildong@hanbit.example";
/// Somebody else of the sample roster.
const NEIGHBOUR: &str = "01000000002";

/// Picture, e-mail address and social login in 내 계정; login elsewhere; 서비스 탈퇴.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn profile(pictures: &Path) -> Result<(), Error> {
    let postbox = Postbox::start().await?;
    let mut server = sample_coop()?;
    let peer = Peer::start(&server.url()).await?;
    let url = server.url();
    server.set(peer.settings());
    server.set(postbox.settings());
    server.set([("HANDBOOK_SERVER_PUBLIC_URL", url)]);
    server.activate(NEIGHBOUR, PASSWORD)?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    let picture = |name: &str| pictures.join(name);
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    window.tap("[data-test=go-login]").await?;
    window.see("[data-test=social-kakao]").await?;
    window.picture(&picture("60-login.png")).await?;
    window.tap("[data-test=nav-home]").await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    to_account(&window).await?;

    // A picture that the camera took on its side, with the place where it was taken.
    let file = tempfile::Builder::new().suffix(".jpg").tempfile()?;
    std::fs::write(file.path(), on_its_side()?)?;
    window.see("[data-test=own-picture]").await?;
    window
        .attach("[data-test=picture-choose]", file.path())
        .await?;
    window.see("[data-test=own-picture] img").await?;
    window.picture(&picture("61-account.png")).await?;
    seen_by_others(&server.url()).await?;

    // An address is the account's once its owner has shown the code that came there.
    window.tap("[data-test=change-email]").await?;
    window.fill("[data-test=email]", "gildong").await?;
    window.tap("[data-test=email-submit]").await?;
    window.see("[data-test=email-wrong]").await?;
    window.fill("[data-test=email]", EMAIL).await?;
    window.tap("[data-test=email-submit]").await?;
    window.see_text("[data-test=email-sent]", EMAIL).await?;
    window.fill("[data-test=email-code]", "000000").await?;
    window.tap("[data-test=email-code-submit]").await?;
    window.see("[data-test=email-code-wrong]").await?;
    window.picture(&picture("62-email-code.png")).await?;
    let mail = postbox.newest(EMAIL, 0).await?.text();
    let code: String = mail
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take(6)
        .collect();
    window.fill("[data-test=email-code]", &code).await?;
    window.tap("[data-test=email-code-submit]").await?;
    window.see_text("[data-test=profile-email]", EMAIL).await?;

    // Linked by who is logged in, used by who is not.
    let mut gildong = Person::new("gildong")?;
    window.tap("[data-test=link-kakao-act]").await?;
    window.see("[data-test=social-code]").await?;
    window.fill("[data-test=social-code]", "AAAA2222").await?;
    window.tap("[data-test=social-code-submit]").await?;
    window.see("[data-test=social-code-wrong]").await?;
    window.picture(&picture("63-social-code.png")).await?;
    elsewhere(&window, &mut gildong).await?;
    window.see("[data-test=social-done]").await?;
    window.tap("[data-test=social-finish]").await?;
    window.see_text("[data-test=link-kakao]", "연결됨").await?;
    window.picture(&picture("64-linked.png")).await?;

    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=logout]").await?;
    window.tap("[data-test=logout-confirm]").await?;
    window.tap("[data-test=go-login]").await?;
    // Google is somebody else's account, however alike the person may be.
    window.tap("[data-test=social-google]").await?;
    window.see("[data-test=social-code]").await?;
    let opened = opened(&window)?;
    let page = Person::new("somebody")?.log_in(&opened).await?;
    if !page.contains("연결된 e수첩 계정이 없어요") {
        return Err("a stranger was let in".into());
    }
    window.tap("[data-test=social-stop]").await?;
    window.tap("[data-test=social-kakao]").await?;
    window.see("[data-test=social-code]").await?;
    elsewhere(&window, &mut gildong).await?;
    window.see("[data-test=home-hello]").await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;

    to_account(&window).await?;
    window.tap("[data-test=go-withdraw]").await?;
    window.tap("[data-test=withdraw-submit]").await?;
    window
        .see_text("[data-test=withdraw-error]", "표시해 주세요")
        .await?;
    window.tap("[data-test=withdraw-understood]").await?;
    window
        .fill("[data-test=withdraw-password]", "wrong")
        .await?;
    window.tap("[data-test=withdraw-submit]").await?;
    window.see("[data-test=withdraw-password-wrong]").await?;
    window.picture(&picture("65-withdraw.png")).await?;
    window
        .fill("[data-test=withdraw-password]", PASSWORD)
        .await?;
    window.tap("[data-test=withdraw-submit]").await?;
    window.see("[data-test=go-login]").await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see("[data-test=login-error]").await?;
    let cache = window.cache();
    window.close().await?;
    for known in ["파워전자", EMAIL] {
        if crate::device::holds(&cache, known.as_bytes())? {
            return Err(format!("{known} can be read after the withdrawal").into());
        }
    }
    Ok(())
}

/// 앱 잠금: switched on by the owner, locked at the next start, opened by nobody else.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn lock(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    let owner = tempfile::NamedTempFile::new()?;
    let file = owner.path().to_string_lossy().into_owned();
    let env = [("HANDBOOK_OWNER", file.as_str())];
    window.open_with(PHONE, &env).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see(".sync-line.live").await?;
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=lock-switch]").await?;
    window.see_text(".toast", "확인하지 못했어요").await?;
    std::fs::write(owner.path(), "yes")?;
    window.tap("[data-test=lock-switch]").await?;
    window.see("[data-test=lock-switch]:checked").await?;
    window.picture(&pictures.join("70-lock.png")).await?;
    window.close().await?;

    std::fs::write(owner.path(), "no")?;
    window.open_with(PHONE, &env).await?;
    window.see("[data-test=locked]").await?;
    window
        .see_text("[data-test=lock-refused]", "못했어요")
        .await?;
    window.picture(&pictures.join("71-locked.png")).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=locked]").await?;
    let rows = window.texts("[data-test=member-row]").await?;
    if !rows.is_empty() {
        return Err("companies are shown behind the lock".into());
    }
    std::fs::write(owner.path(), "yes")?;
    window.tap("[data-test=unlock]").await?;
    window.see("[data-test=member-row]").await?;
    window.close().await
}

/// Environment of a server with four providers that nobody can reach: enough to show how they look.
#[must_use]
pub fn social_settings() -> Vec<(&'static str, String)> {
    let nowhere = "http://127.0.0.1:9".to_owned();
    let key = || "x".to_owned();
    vec![
        ("HANDBOOK_SERVER_SOCIAL_KAKAO_ISSUER", nowhere.clone()),
        ("HANDBOOK_SERVER_SOCIAL_KAKAO_CLIENT_ID", key()),
        ("HANDBOOK_SERVER_SOCIAL_KAKAO_CLIENT_SECRET", key()),
        ("HANDBOOK_SERVER_SOCIAL_NAVER_ISSUER", nowhere.clone()),
        ("HANDBOOK_SERVER_SOCIAL_NAVER_CLIENT_ID", key()),
        ("HANDBOOK_SERVER_SOCIAL_NAVER_CLIENT_SECRET", key()),
        ("HANDBOOK_SERVER_SOCIAL_GOOGLE_ISSUER", nowhere),
        ("HANDBOOK_SERVER_SOCIAL_GOOGLE_CLIENT_ID", key()),
        ("HANDBOOK_SERVER_SOCIAL_GOOGLE_CLIENT_SECRET", key()),
    ]
}

/// The person says no to the provider, whose page the app has opened last.
///
/// # Errors
/// When the server does not take it.
pub async fn refuse_elsewhere(window: &Window) -> Result<(), Error> {
    let page = url::Url::parse(&opened(window)?)?;
    let state = page.path().rsplit('/').next().unwrap_or_default();
    let query = format!("/social/return/kakao?state={state}&error=access_denied");
    let back = crate::sandbox::Browser::new()?
        .open(page.join(&query)?.as_str())
        .await?;
    match back.status {
        200 => Ok(()),
        status => Err(format!("the refusal was answered with {status}").into()),
    }
}

async fn to_account(window: &Window) -> Result<(), Error> {
    // Until all is here the screens still move under a finger, and a touch can go astray.
    for _ in 0..3 {
        window.tap("[data-test=nav-home]").await?;
        window.see(".sync-line.live").await?;
        window.tap("[data-test=nav-me]").await?;
        window.tap("[data-test=go-account]").await?;
        let here = window.see("[data-test=own-picture]");
        if let Ok(here) = tokio::time::timeout(std::time::Duration::from_secs(8), here).await {
            return here.map(drop);
        }
    }
    window.see("[data-test=own-picture]").await.map(drop)
}

/// The page that the app has opened last.
fn opened(window: &Window) -> Result<String, Error> {
    let opened = std::fs::read_to_string(window.link_log())?;
    Ok(opened
        .lines()
        .last()
        .ok_or("no page was opened")?
        .to_owned())
}

/// What the person does in the browser, and then types into the app.
async fn elsewhere(window: &Window, person: &mut Person) -> Result<(), Error> {
    let page = person.log_in(&opened(window)?).await?;
    let code = code_of(&page)?;
    window.fill("[data-test=social-code]", &code).await?;
    window.tap("[data-test=social-code-submit]").await
}

/// A picture whose upper half is red and whose lower half is blue, with an EXIF block that says that
/// it is shown turned to the right, and where it was taken.
fn on_its_side() -> Result<Vec<u8>, Error> {
    let picture = RgbImage::from_fn(1200, 800, |_, y| {
        if y < 400 {
            Rgb([220, 0, 0])
        } else {
            Rgb([0, 0, 220])
        }
    });
    let mut jpeg = Vec::new();
    picture.write_to(&mut Cursor::new(&mut jpeg), ImageFormat::Jpeg)?;
    let mut exif = b"Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0".to_vec();
    exif.extend(b"\0\0\0\0 GPS 37.5665 126.9780");
    let mut bytes = jpeg[..2].to_vec();
    bytes.extend([0xff, 0xe1]);
    bytes.extend(u16::try_from(exif.len() + 2)?.to_be_bytes());
    bytes.extend(exif);
    bytes.extend(&jpeg[2..]);
    Ok(bytes)
}

/// Another member's device gets the picture by itself: upright, and without the place.
async fn seen_by_others(server: &str) -> Result<(), Error> {
    let neighbour = Device::new(server)?;
    neighbour.login(NEIGHBOUR, PASSWORD).await?;
    neighbour.wait_live().await?;
    let handbook = neighbour.handbook()?;
    let rows = neighbour.directory().await?;
    let mut found = None;
    for row in &rows {
        let card = handbook.get_member(row.id.clone()).await;
        let card = card.map_err(|error| crate::device::told(error.into()))?;
        if !card.people.is_empty() {
            found = Some(card.id);
            break;
        }
    }
    let id = found.ok_or("nobody shows a picture")?;
    let picture = wait_for("the picture to be fetched", || async {
        let card = handbook.get_member(id.clone()).await.ok()?;
        card.people.first()?.picture.clone()
    })
    .await?;
    let bytes = STANDARD.decode(picture)?;
    if bytes
        .windows(4)
        .any(|part| part == b"Exif" || part == b" GPS")
    {
        return Err("the picture tells where it was taken".into());
    }
    let picture = image::load_from_memory_with_format(&bytes, ImageFormat::Jpeg)?.into_rgb8();
    let middle = picture.height() / 2;
    let (left, right) = (
        picture.get_pixel(20, middle),
        picture.get_pixel(picture.width() - 20, middle),
    );
    if left.0[2] < 150 || right.0[0] < 150 {
        return Err(format!("the picture lies on its side: {left:?} {right:?}").into());
    }
    Ok(())
}
