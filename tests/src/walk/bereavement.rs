//! 경조사: written by staff in a window, told on a member's 홈, with whom to call and where it is.

use std::path::Path;

use handbook_server::clock::{Clock, SystemClock};

use super::news::coop;
use super::{LOGIN, PASSWORD, accept_notice, log_in};
use crate::window::{PHONE, Window};
use crate::{Error, wait_for};

/// Types into a field of a date and a time, as the system's picker does.
pub(super) async fn set_time(window: &Window, test: &str, at: i64) -> Result<(), Error> {
    window.see(&format!("[data-test={test}]")).await?;
    // The field wants the time in Korea.
    let script = format!(
        "const field = document.querySelector('[data-test={test}]');
        const at = new Date({at} + 9 * 3600000);
        field.value = at.toISOString().slice(0, 16);
        field.dispatchEvent(new Event('input', {{bubbles: true}}))"
    );
    window.script(&script).await.map(drop)
}

/// Staff write: what is lacking is named, half a name is nobody's, the app ends in the middle, preview,
/// published → a member: on 홈, the post, a call, the map; no colour where somebody mourns.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn bereavement(pictures: &Path) -> Result<(), Error> {
    let (server, staff) = coop().await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, &staff, PASSWORD).await?;
    window.see("[data-test=home-news]").await?;
    write(&mut window, pictures).await?;
    window.close().await?;

    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    read(&window, pictures).await?;
    window.close().await
}

async fn open_desk(window: &Window) -> Result<(), Error> {
    window.tap("[data-test=nav-news]").await?;
    window.tap("[data-test=go-desk]").await
}

async fn write(window: &mut Window, pictures: &Path) -> Result<(), Error> {
    open_desk(window).await?;
    window.tap("[data-test=desk-new]").await?;
    window.tap("[data-test=write-condolence]").await?;
    window.tap("[data-test=write-publish]").await?;
    window
        .see_text("[data-test=write-error]", "관계·제목")
        .await?;
    window.fill("[data-test=occasion-title]", "부친상").await?;
    window.tap("[data-test=write-publish]").await?;
    window
        .see_text("[data-test=write-error]", "회사나 성명")
        .await?;

    // One company is chosen, left again for half a name, and another one chosen.
    window
        .fill("[data-test=occasion-company]", "파워전자")
        .await?;
    window.tap("[data-test=occasion-found]").await?;
    window
        .see_text("[data-test=occasion-chosen]", "파워전자")
        .await?;
    window.tap("[data-test=occasion-company-remove]").await?;
    window
        .fill("[data-test=occasion-company]", "케이솔")
        .await?;
    window.see("[data-test=occasion-found]").await?;
    window
        .see_text("[id=occasion-company-note]", "‘케이솔’ 그대로")
        .await?;
    let chosen = "return document.querySelector('[data-test=occasion-chosen]') === null";
    if window.script(chosen).await? != true {
        return Err("half a name was taken for a company".into());
    }
    window.tap("[data-test=occasion-found]").await?;
    let company = window
        .see_text("[data-test=occasion-chosen]", "케이솔라")
        .await?;
    let company = company.lines().next().unwrap_or_default().to_owned();

    window
        .fill("[data-test=occasion-person]", "김한빛 대표")
        .await?;
    window
        .fill("[data-test=occasion-deceased]", "김어른 (향년 90세)")
        .await?;
    let now = SystemClock.now();
    let day = 24 * 60 * 60 * 1000;
    set_time(window, "occasion-died", now - day / 2).await?;
    set_time(window, "occasion-at", now + 2 * day).await?;
    window
        .fill("[data-test=occasion-place]", "한빛병원 장례식장 3호실")
        .await?;
    window
        .fill("[data-test=occasion-address]", "서울 송파구 올림픽로 43")
        .await?;
    window.fill("[data-test=host-role-0]", "상주").await?;
    window.fill("[data-test=host-name-0]", "김한빛").await?;
    window.fill("[data-test=host-phone-0]", "010-0000").await?;
    window.tap("[data-test=target-all]").await?;
    window.tap("[data-test=write-publish]").await?;
    window
        .see_text("[data-test=write-error]", "전화번호")
        .await?;
    window
        .fill("[data-test=host-phone-0]", "010-0000-0001")
        .await?;
    window
        .see_text("[data-test=write-state]", "저장했어요")
        .await?;
    let heading = format!("[부고] {company} 김한빛 대표 부친상");
    let title = "return document.querySelector('[data-test=write-title]').placeholder";
    if window.script(title).await? != heading.as_str() {
        return Err(format!("the title is not {heading}").into());
    }
    window
        .script("document.querySelector('.write-part').scrollIntoView()")
        .await?;
    window
        .picture(&pictures.join("140-write-bereavement.png"))
        .await?;
    window.close().await?;

    window.open(PHONE).await?;
    open_desk(window).await?;
    window.tap("[data-test=desk-row]").await?;
    window
        .see_text("[data-test=occasion-chosen]", "케이솔라")
        .await?;
    window.tap("[data-test=write-preview]").await?;
    window.see_text("[data-test=post-title]", &heading).await?;
    window
        .see_text("[data-test=condolence]", "010-0000-0001")
        .await?;
    window.tap("[data-test=write-publish]").await?;
    window
        .see_text("[data-test=desk]", "김한빛 대표 부친상")
        .await
        .map(drop)
}

async fn read(window: &Window, pictures: &Path) -> Result<(), Error> {
    window
        .see_text("[data-test=home-occasions]", "김한빛 대표 부친상")
        .await?;
    let told = window
        .see_text("[data-test=home-occasions]", "발인")
        .await?;
    if told.contains('!') || !told.contains("한빛병원") {
        return Err(format!("told at home: {told}").into());
    }
    window
        .script("document.querySelector('[data-test=home-occasions]').scrollIntoView()")
        .await?;
    window
        .picture(&pictures.join("141-home-bereavement.png"))
        .await?;
    window.tap("[data-test=occasion-row]").await?;
    window
        .see_text("[data-test=condolence]", "김어른 (향년 90세)")
        .await?;
    window.see("[data-test=condolence-company]").await?;
    window
        .picture(&pictures.join("142-bereavement.png"))
        .await?;
    let loud = "return document.querySelectorAll('.post .badge.bad, .post .badge.good').length";
    if window.script(loud).await? != 0 {
        return Err("a badge with a colour where somebody mourns".into());
    }
    window.tap("[data-test=host-call]").await?;
    wait_for("the call", || async {
        let log = std::fs::read_to_string(window.link_log()).ok()?;
        log.contains("tel:01000000001").then_some(())
    })
    .await?;
    window.see("[data-test=host-message]").await?;
    window.tap("[data-test=condolence-map]").await?;
    window
        .see_text("[data-test=sheet-title]", "한빛병원")
        .await?;
    window.see("[data-test=spot]").await?;
    window
        .picture(&pictures.join("143-bereavement-map.png"))
        .await
}
