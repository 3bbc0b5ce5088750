//! What can be done with a company: which number to call, a menu on its row, sharing, copying.

use std::path::Path;

use crate::window::{SMALL_PHONE, Window};
use crate::{Error, wait_for};

use super::{open_for_owner, sample_coop, search};

/// Dispatches what a finger does that rests on the first element of a selector.
const PRESS: &str =
    "const it = document.querySelector(arguments[0]); it.scrollIntoView({block: 'center'});
    const box = it.getBoundingClientRect();
    const at = {bubbles: true, cancelable: true, button: 0, clientX: box.x + box.width / 3,
        clientY: box.y + box.height / 2};
    const target = document.elementFromPoint(at.clientX, at.clientY) ?? it;
    target.dispatchEvent(new PointerEvent('pointerdown', at));
    const done = arguments[1];
    setTimeout(() => { target.dispatchEvent(new PointerEvent('pointerup', at));
        target.dispatchEvent(new MouseEvent('click', at)); done(true); }, 700)";

const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";

/// A row's menu → which number → the call; copying by a long press; sharing on a desktop and on a
/// phone; what the sheets are like by keyboard.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn card(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    let mut window = open_for_owner(&mut server, &[]).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    search(&window, "0007", "파워전자").await?;

    // A long press opens the menu and nothing else.
    press(&window, "[data-test=hits] [data-test=member-row]").await?;
    window
        .see_text("[data-test=overlay-title]", "파워전자")
        .await?;
    window.see_gone("[data-test=card-name]").await?;
    window.picture(&pictures.join("100-row-menu.png")).await?;
    in_the_sheet(&window, "a sheet that has opened").await?;
    for _ in 0..12 {
        window.press(TAB).await?;
    }
    in_the_sheet(&window, "a sheet that was gone round").await?;
    window.press(ESCAPE).await?;
    window.see_gone("[data-test=overlay]").await?;

    // By keyboard, on the row: the same.
    let focus = "document.querySelector('[data-test=hits] [data-test=member-open]').focus()";
    window.script(focus).await?;
    let key = "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', \
        {key: 'F10', shiftKey: true, bubbles: true, cancelable: true}))";
    window.script(key).await?;
    window.tap("[data-test=menu-favourite]").await?;
    window
        .see_text("[data-test=toast]", "즐겨찾기에 넣었어요")
        .await?;
    window.see_gone("[data-test=overlay]").await?;

    // Two numbers: it is asked which.
    window.tap("[data-test=hits] [data-test=row-call]").await?;
    window.see("[data-test=number]").await?;
    window
        .picture(&pictures.join("101-which-number.png"))
        .await?;
    let shown = window.texts("[data-test=number] .value").await?;
    window.tap("[data-test=number]").await?;
    window.see_gone("[data-test=overlay]").await?;
    let digits: String = shown[0].chars().filter(char::is_ascii_digit).collect();
    told(&window, &format!("tel:{digits}")).await?;

    // The way back takes the sheet away and leaves the screen.
    window
        .tap("[data-test=hits] [data-test=member-open]")
        .await?;
    window.see_text("[data-test=card-name]", "파워전자").await?;
    window.tap("[data-test=card-share]").await?;
    window.see("[data-test=share-qr]").await?;
    window
        .picture(&pictures.join("102-share-desktop.png"))
        .await?;
    window.script("history.back()").await?;
    window.see_gone("[data-test=overlay]").await?;
    window.see_text("[data-test=card-name]", "파워전자").await?;

    // From the sheet to another screen, and back to the card.
    window.tap("[data-test=card-share]").await?;
    window.tap("[data-test=share-qr]").await?;
    window.see("[data-test=business-card]").await?;
    window.tap("[data-test=back]").await?;
    window.see_text("[data-test=card-name]", "파워전자").await?;

    window.tap("[data-test=card-share]").await?;
    window.tap("[data-test=share-save]").await?;
    let saved = told(&window, "save ").await?;
    let path = Path::new(saved.trim_start_matches("save "));
    let card = std::fs::read_to_string(path)?;
    if !card.starts_with("BEGIN:VCARD\r\nVERSION:4.0\r\n") || !card.contains("파워전자") {
        return Err(format!("not the company's card: {card:?}").into());
    }
    window.tap("[data-test=card-share]").await?;
    window.tap("[data-test=share-save-file]").await?;
    let words = window.see_text("[data-test=toast]", "저장했어요").await?;
    if !words.contains("파워전자.vcf") {
        return Err(format!("another file: {words}").into());
    }

    // A value is copied by a long press, as it is shown; one that opens nothing by a touch too.
    let phone = window.texts("[data-test=row-phone] .value").await?;
    press(&window, "[data-test=row-phone]").await?;
    window.see_text("[data-test=toast]", "복사했어요").await?;
    window.picture(&pictures.join("103-copied.png")).await?;
    window.see_gone("[data-test=overlay]").await?;
    told(&window, &format!("copy {}", phone[0])).await?;
    window.tap("[data-test=row-number]").await?;
    let number = window.texts("[data-test=row-number] .value").await?;
    told(&window, &format!("copy {}", number[0])).await?;
    window.close().await?;

    // On a phone the system's sheet takes it over; with the largest letters all of it can be reached.
    window
        .open_with(SMALL_PHONE, &[("HANDBOOK_ABILITIES", "phone")])
        .await?;
    window
        .script("localStorage.setItem('text-size', '160'); location.reload()")
        .await?;
    window.tap("[data-test=nav-directory]").await?;
    search(&window, "0007", "파워전자").await?;
    window.tap("[data-test=member-open]").await?;
    window.tap("[data-test=card-share]").await?;
    window.see("[data-test=share-text]").await?;
    window
        .picture(&pictures.join("104-share-phone.png"))
        .await?;
    window.tap("[data-test=share-text]").await?;
    let shared = told(&window, "share-text ").await?;
    if !shared.contains("파워전자 / ") {
        return Err(format!("not the company in lines: {shared}").into());
    }
    window.tap("[data-test=card-share]").await?;
    window.tap("[data-test=share-file]").await?;
    let second = told(&window, "share-file ").await?;
    let file = Path::new(second.trim_start_matches("share-file "));
    if !file.exists() || path.parent() != file.parent() {
        return Err(format!("no file to share: {second}").into());
    }
    // Logged out, nothing of it is left.
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=logout]").await?;
    window.tap("[data-test=logout-confirm]").await?;
    window.see("[data-test=go-login]").await?;
    if file.exists() {
        return Err("a contact that was shared outlived the logout".into());
    }
    window.close().await
}

/// Presses long.
async fn press(window: &Window, css: &str) -> Result<(), Error> {
    window.see(css).await?;
    window.script_async(PRESS, css).await.map(drop)
}

/// The focus is in the sheet, and what is behind can't be reached.
async fn in_the_sheet(window: &Window, what: &str) -> Result<(), Error> {
    let script = "const sheet = document.querySelector('[role=dialog]');
        return sheet.contains(document.activeElement) && document.querySelector('.reach').inert";
    wait_for(what, || async {
        (window.script(script).await.ok()? == true).then_some(())
    })
    .await
}

/// Waits for a line of what the app would have opened, and gives the newest.
async fn told(window: &Window, part: &str) -> Result<String, Error> {
    wait_for(&format!("{part} to be opened"), || async {
        let log = std::fs::read_to_string(window.link_log()).ok()?;
        let mut lines = log.lines().rev();
        lines.find(|line| line.contains(part)).map(str::to_owned)
    })
    .await
}
