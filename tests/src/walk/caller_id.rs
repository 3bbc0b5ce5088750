//! 발신자 표시: what the phone is told, by the phone's own book of callers.

use std::path::Path;

use crate::roster::{self, Workbook};
use crate::window::{PHONE, Window};
use crate::{Error, wait_for};

use super::{LOGIN, PASSWORD, accept_notice, log_in, sample_coop};

/// Off at first → switched on: the phone has the numbers that this member may see → the roster changes: so does
/// the book → off and on again after a start → logged out: nothing of it is left.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn caller_id(pictures: &Path) -> Result<(), Error> {
    let mut server = sample_coop()?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    let dir = tempfile::tempdir()?;
    let book = dir.path().join("callers");
    let told = book.to_string_lossy().into_owned();
    let env = [("HANDBOOK_CALLERS", told.as_str())];
    window.open_with(PHONE, &env).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see(".sync-line.live").await?;
    window.tap("[data-test=nav-me]").await?;
    window
        .see("[data-test=caller-id-switch]:not(:checked)")
        .await?;
    if book.exists() {
        return Err("the phone was told of callers that nobody wants to see".into());
    }
    window.tap("[data-test=caller-id-switch]").await?;
    window.see("[data-test=caller-id-switch]:checked").await?;
    window.see_gone("[data-test=caller-id-not-allowed]").await?;
    window.picture(&pictures.join("72-caller-id.png")).await?;
    let full = std::fs::read_to_string(&book)?;
    let own = format!("82{}\t", LOGIN.trim_start_matches('0'));
    if !full.lines().any(|line| line.starts_with(&own)) {
        return Err("a head of a company is not among the callers".into());
    }

    // The owner takes the right back in the system's settings, and is asked anew.
    std::fs::remove_file(book.with_extension("allowed"))?;
    window.tap("[data-test=nav-home]").await?;
    window.tap("[data-test=nav-me]").await?;
    window.see("[data-test=caller-id-not-allowed]").await?;
    let shown =
        "document.querySelector('[data-test=caller-id-allow]').scrollIntoView({block: 'center'})";
    window.script(shown).await?;
    window
        .picture(&pictures.join("73-caller-id-not-allowed.png"))
        .await?;
    window.tap("[data-test=caller-id-allow]").await?;
    window.see_gone("[data-test=caller-id-not-allowed]").await?;

    server.stop()?;
    let changed = dir.path().join("changed.xlsx");
    let mut roster = Workbook::read(&roster::sample())?;
    *roster.cell(7, "회사명")? = "㈜ 새이름케이솔라".to_owned();
    roster.write(&changed)?;
    server.import(&changed)?;
    server.start().await?;
    wait_for("the changed roster in the book", || async {
        let now = std::fs::read_to_string(&book).unwrap_or_default();
        now.contains("새이름케이솔라").then_some(())
    })
    .await?;

    window.tap("[data-test=caller-id-switch]").await?;
    window
        .see("[data-test=caller-id-switch]:not(:checked)")
        .await?;
    wait_for("an empty book", || async { (!book.exists()).then_some(()) }).await?;
    window.tap("[data-test=caller-id-switch]").await?;
    window.see("[data-test=caller-id-switch]:checked").await?;
    window.close().await?;

    window.open_with(PHONE, &env).await?;
    window.tap("[data-test=nav-me]").await?;
    window.see("[data-test=caller-id-switch]:checked").await?;
    window.tap("[data-test=logout]").await?;
    window.tap("[data-test=logout-confirm]").await?;
    window.see("[data-test=go-login]").await?;
    wait_for("a book that went with the account", || async {
        (!book.exists()).then_some(())
    })
    .await?;
    window.see_gone("[data-test=caller-id-switch]").await?;
    window.close().await
}
