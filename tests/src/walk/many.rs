//! A directory of a hundred thousand companies: the list from end to end, and one of them found.

use std::path::Path;

use crate::bench::content;
use crate::bench::data::{self, Shape};
use crate::bench::sync::fill;
use crate::window::{PHONE, Window};
use crate::{Error, TestServer, wait_for};

use super::{LOGIN, PASSWORD, accept_notice, log_in, search};

const MANY: u64 = 100_000;
const END: &str = "\u{e010}";
/// How far the list is scrolled.
const STANDS: &str = "return document.querySelector('[data-test=roster] .scroll')?.scrollTop";

/// First sync → every company counted → the end of the list, its middle → any one found by a few
/// characters → its card, and back to where the list stood.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn many(pictures: &Path) -> Result<(), Error> {
    let mut server = TestServer::new()?;
    fill(&server, MANY, Shape::Roster)?;
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.tap("[data-test=nav-directory]").await?;
    // The account's own company stands beside them.
    // A build without optimisation takes so many in for longer than anything else may take.
    let count = ("[data-test=member-count]", "100,001");
    if window.see_text(count.0, count.1).await.is_err() {
        window.see_text(count.0, count.1).await?;
    }

    // To the last initial by the bar, then to the very end, and what stands there is drawn.
    window
        .script("document.querySelector('[data-test=index]').focus()")
        .await?;
    window.press(END).await?;
    let at_last = "const bar = document.querySelector('[data-test=index]'); \
        return bar.ariaValueNow === bar.ariaValueMax";
    wait_for("the last initial", || async {
        (window.script(at_last).await.ok()? == true).then_some(())
    })
    .await?;
    let end = "const list = document.querySelector('[data-test=roster] .scroll'); \
        list.scrollTop = list.scrollHeight";
    window.script(end).await?;
    let last = format!("[data-test=roster] [aria-posinset='{}']", MANY + 1);
    window.see(&format!("{last}:not([data-id=''])")).await?;
    window.picture(&pictures.join("130-many-end.png")).await?;
    let middle = "const list = document.querySelector('[data-test=roster] .scroll'); \
        list.scrollTop = list.scrollHeight / 2";
    window.script(middle).await?;
    let is_middle = "const rows = [...document.querySelectorAll('[data-test=roster] [data-id]:not([data-id=\"\"])')]; \
        return rows.some(row => Math.abs(row.getAttribute('aria-posinset') - 50000) < 20)";
    wait_for("the middle of the list", || async {
        (window.script(is_middle).await.ok()? == true).then_some(())
    })
    .await?;
    let stood = window.script(STANDS).await?;

    // One in a hundred thousand, by its mobile number's last digits and its representative.
    let wanted = data::company(77_777, Shape::Roster);
    let mobile = wanted["mobile"]["number"].as_str().unwrap_or_default();
    let person = wanted["representatives"][0].as_str().unwrap_or_default();
    let name = wanted["name"].as_str().unwrap_or_default();
    search(
        &window,
        &format!("{} {person}", &mobile[mobile.len() - 4..]),
        name,
    )
    .await?;
    let found = format!("[data-test=hits] [data-id='{}'] .open", content::id(77_777));
    window.tap(&found).await?;
    window.see_text("[data-test=card-name]", name).await?;
    window.tap("[data-test=back]").await?;
    window.see("[data-test=hits]").await?;
    window.tap("[data-test=search-clear]").await?;
    wait_for("the place in the list", || async {
        (window.script(STANDS).await.ok()? == stood).then_some(())
    })
    .await?;
    window.close().await
}
