//! The directory by keyboard alone, and what a sheet does with the focus.

use std::path::Path;

use crate::window::{PHONE, Window};
use crate::{Error, wait_for};

use super::{LOGIN, PASSWORD, accept_notice, log_in, sample_coop};

const DOWN: &str = "\u{e015}";
const UP: &str = "\u{e013}";
const ENTER: &str = "\u{e007}";
const TAB: &str = "\u{e004}";
const ESCAPE: &str = "\u{e00c}";
/// Presses of Tab that lead round any sheet more than once.
const ROUND: usize = 24;

/// `/` to the search box, arrow keys through hits and list, Enter to a card; a sheet keeps the focus and
/// gives it back.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn keyboard(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see("[data-test=home-search]").await?;

    // From any screen to the box, and what is typed there is typed.
    window.press("/").await?;
    has_focus(&window, "[data-test=search-box]").await?;
    window.press("ㅎㅂ").await?;
    window
        .see("[data-test=hits] [data-test=member-row]")
        .await?;
    window.press(DOWN).await?;
    has_focus(&window, "[data-test=hits] li:nth-child(1) .open").await?;
    window.press(DOWN).await?;
    has_focus(&window, "[data-test=hits] li:nth-child(2) .open").await?;
    window
        .picture(&pictures.join("119-by-keyboard.png"))
        .await?;
    window.press(&UP.repeat(2)).await?;
    has_focus(&window, "[data-test=search-box]").await?;
    // A stroke of the letter there is a letter.
    window.press("/").await?;
    wait_for("a stroke in the box", || async {
        let box_text = "return document.querySelector('[data-test=search-box]').value";
        (window.script(box_text).await.ok()? == "ㅎㅂ/").then_some(())
    })
    .await?;
    window.press(ESCAPE).await?;

    // Through the whole list: rows come as they are reached.
    window
        .see("[data-test=roster] [data-id]:not([data-id=''])")
        .await?;
    window.press(DOWN).await?;
    for place in 2..=30 {
        window.press(DOWN).await?;
        let row = format!("[data-test=roster] [aria-posinset='{place}'] .open");
        has_focus(&window, &row).await?;
    }
    window.press(ENTER).await?;
    window.see("[data-test=card-name]").await?;

    // A sheet keeps the focus, and gives it back to what opened it.
    let opener = "document.querySelector('[data-test=card-share]')";
    window.script(&format!("{opener}.focus()")).await?;
    window.press(ENTER).await?;
    window.see("[data-test=overlay-title]").await?;
    for _ in 0..ROUND {
        window.press(TAB).await?;
        has_focus(&window, "[role=dialog] *").await?;
    }
    window.press(ESCAPE).await?;
    window.see_gone("[data-test=overlay]").await?;
    has_focus(&window, "[data-test=card-share]").await?;
    window.press("/").await?;
    has_focus(&window, "[data-test=search-box]").await?;
    window.close().await
}

/// The focus is, or comes to, an element of the selector.
async fn has_focus(window: &Window, css: &str) -> Result<(), Error> {
    wait_for(&format!("the focus on {css}"), || async {
        let script = format!("return document.activeElement.matches(\"{css}\")");
        (window.script(&script).await.ok()? == true).then_some(())
    })
    .await
}
