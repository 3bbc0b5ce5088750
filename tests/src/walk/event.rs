//! 총회: written by staff, answered by a member with and without a signal, and attended.

use std::path::Path;
use std::time::Instant;

use crate::window::{PHONE, SMALL_PHONE, Window};
use crate::{Error, code};

use super::news::coop;
use super::{LOGIN, PASSWORD, accept_notice, log_in};

const TITLE: &str = "임시총회를 엽니다";
const DARK: [(&str, &str); 1] = [("GTK_THEME", "Adwaita:dark")];

/// Staff write an assembly; a member answers that two come, sees the count, and without a signal names
/// somebody who speaks instead; staff see that, and note the member by the 조합원증 without a signal, once,
/// and a company from the directory; the member is told.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn assembly(pictures: &Path) -> Result<(), Error> {
    let picture = |name: &str| pictures.join(name);
    let (mut server, staff) = coop().await?;
    let mut desk = Window::new(&server.url())?;
    desk.open(PHONE).await?;
    accept_notice(&desk).await?;
    log_in(&desk, &staff, PASSWORD).await?;
    write(&desk, pictures).await?;
    desk.close().await?;

    let mut member = Window::new(&server.url())?;
    member.open(PHONE).await?;
    accept_notice(&member).await?;
    log_in(&member, LOGIN, PASSWORD).await?;
    member.see_text("[data-test=next-event]", TITLE).await?;
    member
        .see_text("[data-test=next-answer]", "아직 답하지")
        .await?;
    member.picture(&picture("131-next-event.png")).await?;
    member.tap("[data-test=next-event-open]").await?;
    member
        .see_text("[data-test=event-agenda] li", "정관 개정")
        .await?;
    member.see("[data-test=event-map]").await?;
    member.tap("[data-test=answer-yes]").await?;
    member
        .see("[data-test=answer-yes][aria-pressed=true]")
        .await?;
    member.tap("[data-test=people-more]").await?;
    member.see_text("[data-test=people-count]", "2명").await?;
    member
        .see_text("[data-test=event-counts]", "참석 2명")
        .await?;
    member.picture(&picture("132-event-answered.png")).await?;
    member.tap("[data-test=event-save]").await?;
    saved(&member).await?;

    server.stop()?;
    member.see("[data-test=offline-banner]").await?;
    member.see_text("[data-test=event-counts]", "기준").await?;
    member.tap("[data-test=answer-proxy]").await?;
    member
        .fill("[data-test=answer-who]", "파워전자 이대표")
        .await?;
    member.tap("[data-test=answer-appoint]").await?;
    member
        .see("[data-test=answer-proxy][aria-pressed=true]")
        .await?;
    member
        .see_text("[data-test=answer-state]", "연결되면 보내요")
        .await?;
    member.picture(&picture("133-answer-waits.png")).await?;
    server.start().await?;
    member
        .see_text("[data-test=event-counts]", "위임 1")
        .await?;
    member.tap("[data-test=nav-me]").await?;
    member.tap("[data-test=go-membership]").await?;
    member.see("[data-test=membership-code] .qr").await?;
    let card = picture("134-card.png");
    member.picture(&card).await?;
    let shown_at = Instant::now();
    member.close().await?;

    // However slow this machine is: the door looks at the time at which the card was shown.
    let behind = format!("-{}", shown_at.elapsed().as_secs());
    desk.open_with(PHONE, &[("HANDBOOK_CLOCK", &behind)])
        .await?;
    door(&desk, &mut server, &card, pictures).await?;
    desk.close().await?;

    member.open(PHONE).await?;
    to_event(&member).await?;
    member
        .see_text("[data-test=event-there]", "참석 확인됨")
        .await?;
    member.picture(&picture("139-attended.png")).await?;
    member.close().await?;
    small(&mut desk, &mut member, pictures).await
}

/// Staff write the assembly; what is lacking is told first.
async fn write(desk: &Window, pictures: &Path) -> Result<(), Error> {
    desk.see("[data-test=home-news]").await?;
    desk.tap("[data-test=nav-news]").await?;
    desk.tap("[data-test=go-desk]").await?;
    desk.tap("[data-test=desk-new]").await?;
    desk.fill("[data-test=write-title]", TITLE).await?;
    desk.tap("[data-test=write-assembly]").await?;
    desk.fill("[data-test=write-event-place]", "조합회관 3층 강당")
        .await?;
    desk.fill(
        "[data-test=write-event-address]",
        "서울특별시 중구 세종대로 110",
    )
    .await?;
    put(desk, "write-event-agenda", "'정관 개정\\n\\n임원 선출'").await?;
    desk.tap("[data-test=write-event-asks]").await?;
    desk.fill("[data-test=write-event-most]", "3").await?;
    desk.tap("[data-test=write-event-proxy]").await?;
    desk.tap("[data-test=write-event-attendance]").await?;
    desk.tap("[data-test=target-all]").await?;
    desk.tap("[data-test=write-publish]").await?;
    desk.see_text("[data-test=write-error]", "시작 시각")
        .await?;
    // In three days, by the clocks of Korea.
    let at = |hours: u32| {
        format!(
            "(() => {{ const at = new Date(Date.now() + 3 * 864e5); at.setHours({hours}, 0, 0, 0);\
             const two = (n) => String(n).padStart(2, '0');\
             return at.getFullYear() + '-' + two(at.getMonth() + 1) + '-' + two(at.getDate())\
             + 'T' + two(at.getHours()) + ':00' }})()"
        )
    };
    put(desk, "write-event-starts", &at(14)).await?;
    put(desk, "write-event-ends", &at(13)).await?;
    desk.tap("[data-test=write-publish]").await?;
    desk.see_text("[data-test=write-error]", "시작보다 뒤")
        .await?;
    put(desk, "write-event-ends", &at(16)).await?;
    desk.see_text("[data-test=write-state]", "저장했어요")
        .await?;
    desk.picture(&pictures.join("130-write-event.png")).await?;
    desk.tap("[data-test=write-preview]").await?;
    desk.see_text("[data-test=event-when]", "14:00–16:00")
        .await?;
    desk.tap("[data-test=write-publish]").await?;
    desk.see_text("[data-test=desk]", "게시 중").await.map(drop)
}

/// Who comes; then, without a signal, who is there.
async fn door(
    desk: &Window,
    server: &mut crate::TestServer,
    card: &Path,
    pictures: &Path,
) -> Result<(), Error> {
    to_event(desk).await?;
    desk.tap("[data-test=go-answers]").await?;
    desk.tap("[data-test=answers-proxy]").await?;
    desk.see_text("[data-test=answer-person]", "파워전자 이대표")
        .await?;
    desk.picture(&pictures.join("135-answers.png")).await?;
    desk.tap("[data-test=answers-copy]").await?;
    desk.tap("[data-test=back]").await?;
    desk.see("[data-test=event]").await?;
    desk.tap("[data-test=go-attendance]").await?;
    desk.see_text("[data-test=attendance-count]", "0명").await?;
    server.stop()?;
    desk.see("[data-test=offline-banner]").await?;
    desk.attach("[data-test=attendance-picture]", card).await?;
    desk.see_text("[data-test=checked-in-word]", "확인했어요")
        .await?;
    desk.see_text("[data-test=attendance-count]", "1명").await?;
    desk.picture(&pictures.join("136-checked-in.png")).await?;
    desk.attach("[data-test=attendance-picture]", card).await?;
    desk.see_text("[data-test=checked-in-word]", "이미").await?;
    forged(desk, card).await?;
    desk.fill("[data-test=attendance-find]", "파워전자").await?;
    desk.tap("[data-test=attendance-hit]").await?;
    desk.see_text("[data-test=attendance-count]", "2명").await?;
    desk.picture(&pictures.join("137-attendance.png")).await?;
    server.start().await?;
    desk.see_gone("[data-test=attended-row] .badge").await?;
    desk.tap("[data-test=back]").await?;
    desk.see_text("[data-test=event-counts]", "출석 2명")
        .await?;
    desk.tap("[data-test=go-answers]").await?;
    desk.see("[data-test=answer-there]").await?;
    desk.picture(&pictures.join("138-there.png")).await
}

/// A forged card is told as everywhere, and nobody is noted.
async fn forged(desk: &Window, card: &Path) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("code.png");
    code::paint(&code::forge(&code::read(card)?), &file)?;
    desk.attach("[data-test=attendance-picture]", &file).await?;
    desk.see_text("[data-test=verdict-word]", "위조").await?;
    desk.see_text("[data-test=attendance-count]", "1명")
        .await
        .map(drop)
}

/// The same screens with the largest letters on a small phone in the dark.
async fn small(desk: &mut Window, member: &mut Window, pictures: &Path) -> Result<(), Error> {
    let lower = "document.querySelector('.scroll')?.scrollTo(0, 1e6)";
    member.open_with(SMALL_PHONE, &DARK).await?;
    large(member).await?;
    member.see("[data-test=next-event]").await?;
    member.picture(&pictures.join("140-small-home.png")).await?;
    member.tap("[data-test=next-event-open]").await?;
    member.see("[data-test=event-there]").await?;
    member
        .picture(&pictures.join("141-small-event.png"))
        .await?;
    member
        .script("document.querySelector('[data-test=answer-yes]').scrollIntoView()")
        .await?;
    member
        .picture(&pictures.join("142-small-answer.png"))
        .await?;
    member.close().await?;
    desk.open_with(SMALL_PHONE, &DARK).await?;
    large(desk).await?;
    to_event(desk).await?;
    desk.tap("[data-test=go-answers]").await?;
    desk.see("[data-test=answer-there]").await?;
    desk.picture(&pictures.join("143-small-answers.png"))
        .await?;
    desk.tap("[data-test=back]").await?;
    desk.tap("[data-test=go-attendance]").await?;
    desk.see("[data-test=attended-row]").await?;
    desk.picture(&pictures.join("144-small-attendance.png"))
        .await?;
    desk.script(lower).await?;
    desk.picture(&pictures.join("145-small-attendance-lower.png"))
        .await?;
    desk.tap("[data-test=nav-news]").await?;
    desk.tap("[data-test=go-desk]").await?;
    desk.tap("[data-test=desk-row]").await?;
    desk.see("[data-test=write-event]").await?;
    desk.script("document.querySelector('[data-test=write-event]').scrollIntoView()")
        .await?;
    desk.picture(&pictures.join("146-small-write.png")).await?;
    desk.close().await
}

async fn large(window: &Window) -> Result<(), Error> {
    let script = "localStorage.setItem('text-size', '160'); location.reload()";
    window.script(script).await.map(drop)
}

async fn to_event(window: &Window) -> Result<(), Error> {
    window.tap("[data-test=next-event-open]").await?;
    window
        .see_text("[data-test=post-title]", TITLE)
        .await
        .map(drop)
}

/// Sets what a keyboard of a phone would: a time or several lines. `value` is JavaScript.
async fn put(window: &Window, test: &str, value: &str) -> Result<(), Error> {
    let script = format!(
        "const field = document.querySelector('[data-test={test}]'); field.value = {value};\
         field.dispatchEvent(new Event('input', {{bubbles: true}}))"
    );
    window.see(&format!("[data-test={test}]")).await?;
    window.script(&script).await.map(drop)
}

/// The calendar has been handed the event.
async fn saved(window: &Window) -> Result<(), Error> {
    crate::wait_for("the event at the calendar", || async {
        let log = std::fs::read_to_string(window.link_log()).ok()?;
        let line = log.lines().find(|line| line.starts_with("save-event"))?;
        let file = line.strip_prefix("save-event ")?;
        let text = std::fs::read_to_string(file).ok()?;
        (text.starts_with("BEGIN:VCALENDAR\r\n") && text.contains("TRIGGER:-P1D")).then_some(())
    })
    .await
}
