//! 조합원증 of one member, held out to another's phone.

use std::path::Path;
use std::time::{Duration, Instant};

use crate::window::{PHONE, Window};
use crate::{Error, code};

use super::{LOGIN, PASSWORD, accept_notice, log_in, sample_coop};

/// Who checks.
const CHECKER: &str = "01000000002";
const CARD: &str = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:홍;길동;;;\r\nORG:(주)한빛전기\r\nTITLE:과장\r\n\
    TEL;TYPE=CELL:010-0000-1234\r\nEMAIL:gildong@hanbit.example\r\nEND:VCARD\r\n";

/// A member's card is shown, and read by another's app out of a picture, the server gone: it holds now,
/// is old after a while, over after a week; a forged one is told; a contact and a page are offered and
/// nothing is done with them unasked.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn membership(pictures: &Path) -> Result<(), Error> {
    let picture = |name: &str| pictures.join(name);
    let mut server = sample_coop()?;
    server.activate(CHECKER, PASSWORD)?;
    server.start().await?;
    let mut checker = Window::new(&server.url())?;
    checker.open(PHONE).await?;
    accept_notice(&checker).await?;
    log_in(&checker, CHECKER, PASSWORD).await?;
    checker.tap("[data-test=nav-directory]").await?;
    checker.see("[data-test=member-row]").await?;
    checker.close().await?;

    let mut holder = Window::new(&server.url())?;
    holder.open(PHONE).await?;
    accept_notice(&holder).await?;
    log_in(&holder, LOGIN, PASSWORD).await?;
    holder.tap("[data-test=nav-me]").await?;
    holder.tap("[data-test=go-membership]").await?;
    holder.see("[data-test=membership-code] .qr").await?;
    let name = holder.texts("[data-test=membership-name]").await?.concat();
    holder.close().await?;
    server.stop()?;
    // The holder's phone has no signal either.
    holder.open(PHONE).await?;
    holder.tap("[data-test=nav-me]").await?;
    holder.tap("[data-test=go-membership]").await?;
    holder.see("[data-test=membership-code] .qr").await?;
    let shown = picture("90-membership.png");
    holder.picture(&shown).await?;
    let shown_at = Instant::now();
    let text = code::read(&shown)?;
    holder.close().await?;

    // However slow this machine is: the checker looks at the time at which the card was shown.
    let behind = || format!("-{}", shown_at.elapsed().as_secs());
    reopen(&mut checker, &behind()).await?;
    checker.attach("[data-test=scan-picture]", &shown).await?;
    checker
        .see_text("[data-test=verdict-word]", "지금 유효해요")
        .await?;
    checker.see_text("[data-test=verdict-name]", &name).await?;
    checker.picture(&picture("91-valid.png")).await?;
    checker.tap("[data-test=verdict-open]").await?;
    checker.see("[data-test=card-name]").await?;
    checker.tap("[data-test=back]").await?;
    checker.see("[data-test=scan]").await?;
    others(&checker, &text, pictures).await?;
    checker.close().await?;

    // The same picture ten minutes and eight days later.
    for (later, word, file) in [
        (Duration::from_secs(600), "지난 화면", "96-old.png"),
        (Duration::from_secs(8 * 86_400), "만료", "97-over.png"),
    ] {
        reopen(&mut checker, &later.as_secs().to_string()).await?;
        checker.attach("[data-test=scan-picture]", &shown).await?;
        checker.see_text("[data-test=verdict-word]", word).await?;
        checker.picture(&picture(file)).await?;
        checker.close().await?;
    }

    // A phone without leave for its camera reads pictures all the same.
    checker
        .open_with(PHONE, &[("HANDBOOK_SCANNER", "yes")])
        .await?;
    to_scan(&checker).await?;
    checker.tap("[data-test=scan-camera]").await?;
    checker.see("[data-test=scan-no-camera]").await?;
    checker.picture(&picture("98-no-camera.png")).await?;
    checker.attach("[data-test=scan-picture]", &shown).await?;
    checker.see("[data-test=verdict]").await?;
    checker.close().await
}

/// Codes that are not a card that holds.
async fn others(checker: &Window, text: &str, pictures: &Path) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("code.png");
    let read = async |text: &str| {
        code::paint(text, &file)?;
        checker.attach("[data-test=scan-picture]", &file).await
    };
    read(&code::forge(text)).await?;
    checker.see_text("[data-test=verdict-word]", "위조").await?;
    if !checker.texts("[data-test=verdict-who]").await?.is_empty() {
        return Err("a forged card tells a name".into());
    }
    checker.picture(&pictures.join("92-forged.png")).await?;

    checker.tap("[data-test=scan-again]").await?;
    read(CARD).await?;
    checker
        .see_text("[data-test=contact-name]", "홍길동")
        .await?;
    checker.picture(&pictures.join("93-contact.png")).await?;

    checker.tap("[data-test=scan-again]").await?;
    read("javascript:alert(document.domain)//<b>\u{202e}").await?;
    checker
        .see_text("[data-test=scan-text]", "javascript:alert")
        .await?;
    checker.picture(&pictures.join("94-text.png")).await?;

    checker.tap("[data-test=scan-again]").await?;
    let page = "https://hanbit.example/catalogue?from=qr";
    read(page).await?;
    checker.see_text("[data-test=scan-web]", page).await?;
    checker.tap("[data-test=web-open]").await?;
    checker
        .see_text("[data-test=web-question]", "hanbit.example")
        .await?;
    checker.picture(&pictures.join("95-web.png")).await?;
    checker.tap("[data-test=web-cancel]").await?;
    checker.see("[data-test=web-open]").await?;
    if checker.link_log().exists() {
        return Err("something was opened unasked".into());
    }
    checker.tap("[data-test=web-open]").await?;
    checker.tap("[data-test=web-go]").await?;
    crate::wait_for("the page to be opened", || async {
        let opened = std::fs::read_to_string(checker.link_log()).ok()?;
        (opened.trim() == page).then_some(())
    })
    .await
}

async fn reopen(checker: &mut Window, clock: &str) -> Result<(), Error> {
    checker
        .open_with(PHONE, &[("HANDBOOK_CLOCK", clock)])
        .await?;
    to_scan(checker).await
}

async fn to_scan(checker: &Window) -> Result<(), Error> {
    checker.tap("[data-test=nav-me]").await?;
    checker.tap("[data-test=go-scan]").await?;
    checker.see("[data-test=scan]").await.map(drop)
}
