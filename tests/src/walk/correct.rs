//! A member corrects the own company and hides a number; staff decide; another member sees it.

use std::path::Path;

use handbook_wire::entity::CompanyName;

use crate::window::{PHONE, SMALL_PHONE, Window};
use crate::{Device, Error, TestServer, wait_for};

use super::{LOGIN, PASSWORD, accept_notice, log_in, sample_coop};

/// Somebody else of the sample roster.
const NEIGHBOUR: &str = "01000000002";
const NEW_PHONE: &str = "031-555-0199";
const REASON: &str = "홈페이지가 열리지 않아요.";

/// Phone and website corrected and the mobile hidden without a signal → 보낼 예정 → 보냄 → one approved
/// and one turned down → 일부 승인 with the reason; the new number and no mobile at a neighbour's.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn correct(pictures: &Path) -> Result<(), Error> {
    let picture = |name: &str| pictures.join(name);
    let mut server = sample_coop()?;
    server.activate(NEIGHBOUR, PASSWORD)?;
    server.start().await?;
    let neighbour = Device::new(&server.url())?;
    neighbour.login(NEIGHBOUR, PASSWORD).await?;
    neighbour.wait_live().await?;
    let company = neighbour
        .search(LOGIN)
        .await?
        .pop()
        .ok_or("no company has the number")?;

    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.tap("[data-test=nav-directory]").await?;
    window.see("[data-test=member-row]").await?;
    window.fill("[data-test=search-box]", LOGIN).await?;
    window.tap("[data-test=member-open]").await?;
    window.see("[data-test=card-own]").await?;
    window.picture(&picture("90-own-card.png")).await?;
    window.tap("[data-test=card-own]").await?;
    window
        .see_text("[data-test=own-mobile]", "010-0000-0000")
        .await?;
    window.picture(&picture("91-own-company.png")).await?;

    server.stop()?;
    window.see("[data-test=offline-banner]").await?;
    window.tap("[data-test=edit-company]").await?;
    window.fill("[data-test=edit-phone]", "555-0199").await?;
    window.fill("[data-test=edit-homepage]", "새 주소").await?;
    window.tap("[data-test=change-review-submit]").await?;
    window.see("[data-test=edit-phone-wrong]").await?;
    window.see("[data-test=edit-homepage-wrong]").await?;
    window.picture(&picture("92-wrong.png")).await?;
    window.fill("[data-test=edit-phone]", NEW_PHONE).await?;
    window
        .fill("[data-test=edit-homepage]", "hanbit.example")
        .await?;
    // What is typed is still there when the app comes back.
    window.tap("[data-test=back]").await?;
    window
        .see_text("[data-test=edit-company]", "이어서")
        .await?;
    window.close().await?;
    window.open(PHONE).await?;
    to_own_company(&window).await?;
    window.tap("[data-test=edit-company]").await?;
    window.see("[data-test=draft-left]").await?;
    window.tap("[data-test=change-review-submit]").await?;
    window
        .see_text("[data-test=difference-phone]", NEW_PHONE)
        .await?;
    window
        .fill("[data-test=change-note]", "이사해서 번호가 바뀌었어요")
        .await?;
    window.picture(&picture("93-difference.png")).await?;
    window.tap("[data-test=change-send-submit]").await?;
    window
        .see_text("[data-test=change-state]", "보낼 예정")
        .await?;
    window.picture(&picture("94-to-be-sent.png")).await?;
    window.tap("[data-test=back]").await?;
    window.tap("[data-test=audience-mobile-open]").await?;
    window.tap("[data-test=audience-mobile-nobody]").await?;
    window
        .see_text("[data-test=audience-mobile]", "연결되면")
        .await?;
    window.picture(&picture("95-audience.png")).await?;

    server.start().await?;
    window.see_gone("[data-test=offline-banner]").await?;
    window.tap("[data-test=go-changes]").await?;
    window.see_text("[data-test=change-state]", "보냄").await?;
    let id = waiting(&server).await?;
    server.run(&["change-request", "approve", &id, "--field", "phone"])?;
    server.run(&["change-request", "reject", &id, "--reason", REASON])?;
    window
        .see_text("[data-test=change-state]", "일부 승인")
        .await?;
    window.picture(&picture("96-changes.png")).await?;
    window.tap("[data-test=change]").await?;
    window
        .see_text("[data-test=decision-phone]", "승인")
        .await?;
    window
        .see_text("[data-test=reason-homepage]", REASON)
        .await?;
    window.picture(&picture("97-decided.png")).await?;

    wait_for("the new number at the neighbour's", || async {
        let found = neighbour.search(NEW_PHONE).await.ok()?;
        found.contains(&company).then_some(())
    })
    .await?;
    if neighbour.search(LOGIN).await?.contains(&company) {
        return Err("a hidden number is found".into());
    }
    window.close().await?;
    let mut other = Window::new(&server.url())?;
    other.open(PHONE).await?;
    accept_notice(&other).await?;
    log_in(&other, NEIGHBOUR, PASSWORD).await?;
    other.tap("[data-test=nav-directory]").await?;
    other.see("[data-test=member-row]").await?;
    let proper = CompanyName::parse(&company).proper;
    other.fill("[data-test=search-box]", proper).await?;
    other.see_text("[data-test=member-row]", proper).await?;
    other.tap("[data-test=member-open]").await?;
    other.see_text("[data-test=row-phone]", NEW_PHONE).await?;
    other.see_gone("[data-test=row-mobile]").await?;
    other.see_gone("[data-test=card-own]").await?;
    other.picture(&picture("98-seen-by-another.png")).await?;
    other.close().await?;

    // The largest letters on a small phone, and in the dark.
    let dark = [("GTK_THEME", "Adwaita:dark")];
    window.open_with(SMALL_PHONE, &dark).await?;
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=text-size-160]").await?;
    window.picture(&picture("98b-me-large.png")).await?;
    window.tap("[data-test=go-own-company]").await?;
    window.tap("[data-test=audience-phone-open]").await?;
    window.picture(&picture("99-own-company-large.png")).await?;
    let lower = "document.querySelector('[data-test=own-phone]').scrollIntoView()";
    window.script(lower).await?;
    window
        .picture(&picture("99a-own-company-lower.png"))
        .await?;
    window.tap("[data-test=edit-company]").await?;
    window.fill("[data-test=edit-fax]", "1").await?;
    window.tap("[data-test=change-review-submit]").await?;
    window.see("[data-test=edit-fax-wrong]").await?;
    window.picture(&picture("99b-edit-large.png")).await?;
    window.fill("[data-test=edit-fax]", "031-555-0198").await?;
    window.tap("[data-test=change-review-submit]").await?;
    window.see("[data-test=difference-fax]").await?;
    window.picture(&picture("99c-difference-large.png")).await?;
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=go-own-company]").await?;
    window.tap("[data-test=go-changes]").await?;
    window.tap("[data-test=change]").await?;
    window.see("[data-test=reason-homepage]").await?;
    window.picture(&picture("99d-decided-large.png")).await?;

    // One that is sent can be taken back, and is not by a slip of the finger.
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=go-own-company]").await?;
    window.tap("[data-test=edit-company]").await?;
    window.tap("[data-test=change-review-submit]").await?;
    window.tap("[data-test=change-send-submit]").await?;
    window.see_text("[data-test=change-state]", "보냄").await?;
    window.tap("[data-test=change]").await?;
    window.tap("[data-test=change-cancel]").await?;
    window.see("[data-test=overlay]").await?;
    window.picture(&picture("99e-cancel-large.png")).await?;
    window.tap("[data-test=change-keep]").await?;
    window.see_gone("[data-test=overlay]").await?;
    window.see_text("[data-test=change-state]", "보냄").await?;
    window.tap("[data-test=change-cancel]").await?;
    window.tap("[data-test=change-cancel-sure]").await?;
    window.see_text("[data-test=change-state]", "취소").await?;
    window.see_gone("[data-test=change-cancel]").await?;
    window.close().await
}

async fn to_own_company(window: &Window) -> Result<(), Error> {
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=go-own-company]").await?;
    window.see("[data-test=own-phone]").await.map(drop)
}

/// Id of the request that waits for staff.
async fn waiting(server: &TestServer) -> Result<String, Error> {
    wait_for("a request that waits", || async {
        let list = server.run(&["change-request", "list"]).ok()?;
        let id = list.split('\t').next()?;
        id.contains('.').then(|| id.to_owned())
    })
    .await
}
