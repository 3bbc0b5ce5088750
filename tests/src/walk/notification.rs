//! 알림: chosen by a member in the window, sent to his closed app by a service on this very machine, and
//! once more because staff ask for it.

use std::path::Path;
use std::sync::Arc;

use handbook_server::clock::SystemClock;
use handbook_wire::entity::{PostKind, Targets};
use handbook_wire::post::PostDraft;

use crate::push::{FcmPeer, Got};
use crate::window::{PHONE, Window};
use crate::{Error, wait_for};

use super::news::{coop, device, publish};
use super::{LOGIN, PASSWORD, accept_notice, log_in};

/// What the phone calls itself at the service.
const TOKEN: &str = "phone-1";

fn draft(kind: PostKind, title: &str) -> PostDraft {
    PostDraft {
        kind,
        title: title.to_owned(),
        body: "<p>본문이에요.</p>".to_owned(),
        targets: Targets::everybody(),
        ..PostDraft::default()
    }
}

/// The messages that the service has taken by now, once there is one.
async fn message(peer: &FcmPeer) -> Result<Got, Error> {
    wait_for("a message", || async { (peer.count() > 0).then_some(()) }).await?;
    let mut got = peer.take();
    match (got.pop(), got.is_empty()) {
        (Some(one), true) if one.token == TOKEN => Ok(one),
        (one, _) => Err(format!("not one message to the phone: {one:?}, {got:?}").into()),
    }
}

/// The settings → a kind that is not wanted → the app is closed: one message for what is wanted, none for
/// what is not → staff see who has not read it and remind → a device that is not reached says so.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn notifications(pictures: &Path) -> Result<(), Error> {
    let peer = FcmPeer::start(Arc::new(SystemClock)).await?;
    let (mut server, staff) = coop().await?;
    server.stop()?;
    server.set(peer.settings()?);
    server.start().await?;
    let mut window = Window::new(&server.url())?;
    let reached = format!("fcm:{TOKEN}");
    window
        .open_with(PHONE, &[("HANDBOOK_PUSH", &reached)])
        .await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see("[data-test=home-news]").await?;
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=go-notifications]").await?;
    window.see("[data-test=quiet-from]").await?;
    window.see_gone("[data-test=notify-reach]").await?;
    window
        .picture(&pictures.join("130-notifications.png"))
        .await?;
    window.tap("[data-test=quiet-on]").await?;
    window.see_gone("[data-test=quiet-from]").await?;
    window.tap("[data-test=notify-tender]").await?;
    window
        .see("[data-test=notify-tender]:not(:checked):not(:disabled)")
        .await?;
    window.close().await?;

    let writer = device(&server, &staff).await?;
    publish(&writer, draft(PostKind::Tender, "배전반 입찰")).await?;
    let post = publish(&writer, draft(PostKind::Assembly, "정기총회 안내")).await?;
    let told = message(&peer).await?.body;
    let shown = &told["message"]["notification"];
    if shown["title"] != "총회" || shown["body"] != "정기총회 안내" {
        return Err(format!("the phone shows {shown}").into());
    }
    if told["message"]["data"]["post"] != post.id.as_str() {
        return Err(format!("it leads to {}", told["message"]["data"]).into());
    }

    let mut office = Window::new(&server.url())?;
    office.open(PHONE).await?;
    accept_notice(&office).await?;
    log_in(&office, &staff, PASSWORD).await?;
    office.see("[data-test=home-news]").await?;
    office.tap("[data-test=nav-news]").await?;
    office.tap("[data-test=go-desk]").await?;
    office
        .see_text("[data-test=desk-row]", "정기총회 안내")
        .await?;
    office
        .tap(&format!("a[href=\"/readers/{}\"]", post.id))
        .await?;
    office.see("[data-test=remind]:not(:disabled)").await?;
    office.picture(&pictures.join("131-remind.png")).await?;
    office.tap("[data-test=remind]").await?;
    let told = message(&peer).await?.body;
    let title = told["message"]["notification"]["title"].to_string();
    if !title.contains("아직 읽지 않았어요") {
        return Err(format!("the reminder says {title}").into());
    }
    office
        .see_text("[data-test=remind-last]", "기기 1대")
        .await?;
    office.see("[data-test=remind]:disabled").await?;
    office.picture(&pictures.join("132-reminded.png")).await?;
    office.close().await?;

    window.open(PHONE).await?;
    window.tap("[data-test=nav-me]").await?;
    window.tap("[data-test=go-notifications]").await?;
    window
        .see_text("[data-test=notify-reach]", "이 기기는")
        .await?;
    window
        .see("[data-test=notify-tender]:not(:checked)")
        .await?;
    window
        .picture(&pictures.join("133-notifications-not-here.png"))
        .await?;
    window.close().await
}
