//! 조합소식: read by a member in a window while staff write from another device, and written by staff in a
//! window while a member's device listens.

use std::path::Path;

use handbook_wire::entity::{PostKind, Targets};
use handbook_wire::ipc::{
    PostArgs, PostPage, PostQuery, PostSheet, PostWithdrawArgs, SendPostArgs,
};
use handbook_wire::post::{PostDraft, PostEntry};

use crate::device::{Device, told};
use crate::window::{PHONE, Window};
use crate::{Error, TestServer, news, wait_for};

use super::{LOGIN, PASSWORD, accept_notice, log_in, sample_coop};

/// A server with sample posts, and the login of a member of staff.
pub(super) async fn coop() -> Result<(TestServer, String), Error> {
    let mut server = sample_coop()?;
    server.set([(
        "HANDBOOK_SERVER_ACCOUNTS_STAFF_SECOND_FACTOR",
        "false".to_owned(),
    )]);
    news::publish(&server)?;
    server.start().await?;
    let accounts: Vec<serde_json::Value> =
        serde_json::from_str(&server.run(&["account", "list", "--json"])?)?;
    let login = accounts
        .iter()
        .find(|account| account["role"] == "staff")
        .and_then(|account| account["login"].as_str())
        .ok_or("the roster has no staff")?
        .to_owned();
    server.activate(&login, PASSWORD)?;
    Ok((server, login))
}

pub(super) async fn device(server: &TestServer, login: &str) -> Result<Device, Error> {
    let device = Device::new(&server.url())?;
    device.login(login, PASSWORD).await?;
    device.wait_live().await?;
    Ok(device)
}

pub(super) async fn publish(staff: &Device, draft: PostDraft) -> Result<PostEntry, Error> {
    let desk = staff.handbook()?;
    let new = PostArgs { id: String::new() };
    let sheet = desk.open_sheet(new.id).await.map_err(core)?;
    let sheet = PostSheet { draft, ..sheet };
    let sent = SendPostArgs {
        sheet,
        publish: true,
    };
    desk.send_post(sent).await.map_err(core)
}

async fn change(staff: &Device, post: &PostEntry, title: &str) -> Result<PostEntry, Error> {
    let desk = staff.handbook()?;
    let mut sheet = desk.open_sheet(post.id.clone()).await.map_err(core)?;
    title.clone_into(&mut sheet.draft.title);
    let sent = SendPostArgs {
        sheet,
        publish: true,
    };
    desk.send_post(sent).await.map_err(core)
}

async fn withdraw(staff: &Device, post: &PostEntry) -> Result<(), Error> {
    let args = PostWithdrawArgs {
        id: post.id.clone(),
        version: post.version,
    };
    let done = staff.handbook()?.withdraw_post(args).await;
    done.map(drop).map_err(core)
}

async fn posts(device: &Device) -> Result<PostPage, Error> {
    let query = PostQuery {
        limit: 50,
        ..PostQuery::default()
    };
    device.handbook()?.list_posts(query).await.map_err(core)
}

/// Waits until a device has a post of that title, or none.
async fn wait_title(device: &Device, title: &str, there: bool) -> Result<(), Error> {
    let what = format!("{title}: {there}");
    wait_for(&what, || async {
        let page = posts(device).await.ok()?;
        let has = page.rows.iter().any(|row| row.title == title);
        (has == there).then_some(())
    })
    .await
}

pub(super) fn core(error: handbook_core::Error) -> Error {
    told(error.into())
}

fn draft(title: &str, targets: Targets) -> PostDraft {
    PostDraft {
        kind: PostKind::Notice,
        title: title.to_owned(),
        body: "<p>본문이에요. <a href=\"https://sujeop.example/a\">누리집</a></p>".to_owned(),
        targets,
        ..PostDraft::default()
    }
}

/// Home → the stream by kind and by word → published, changed and withdrawn by somebody else, seen without a
/// touch → what is for another branch never comes → without a server after a restart.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn read_news(pictures: &Path) -> Result<(), Error> {
    let (mut server, staff) = coop().await?;
    let staff = device(&server, &staff).await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    window.see_text("[data-test=home-news]", "정기총회").await?;
    let count = news::COUNT.to_string();
    window.see_text("[data-test=nav-unread]", &count).await?;
    window.picture(&pictures.join("120-home-news.png")).await?;

    window.tap("[data-test=nav-news]").await?;
    window.see("[data-test=post-row]").await?;
    window.picture(&pictures.join("121-news.png")).await?;
    window.tap("[data-test=news-tender]").await?;
    window.see_text("[data-test=post-row]", "배전반").await?;
    window.tap("[data-test=news-all]").await?;
    window.fill("[data-test=news-search]", "ㅈㄱㅊㅎ").await?;
    window.see("[data-test=post-row] mark").await?;
    window
        .picture(&pictures.join("122-news-search.png"))
        .await?;
    window.tap("[data-test=news-search-clear]").await?;

    let first = publish(&staff, draft("방금 올린 소식", Targets::everybody())).await?;
    window
        .see_text("[data-test=news]", "방금 올린 소식")
        .await?;
    let more = (news::COUNT + 1).to_string();
    window.see_text("[data-test=nav-unread]", &more).await?;
    window.tap("[data-test=post-row]").await?;
    window
        .see_text("[data-test=post-title]", "정기총회")
        .await?;
    window.see_text("[data-test=nav-unread]", &count).await?;
    window.picture(&pictures.join("123-post.png")).await?;
    window.tap("[data-test=post-save]").await?;
    window
        .see("[data-test=post-save][aria-pressed=true]")
        .await?;
    window.tap("[data-test=post-link]").await?;
    wait_for("the link", || async {
        let log = std::fs::read_to_string(window.link_log()).ok()?;
        log.contains("https://sujeop.example/assembly")
            .then_some(())
    })
    .await?;
    window.tap("[data-test=back]").await?;

    window
        .tap(&format!("a[href=\"/news/{}\"]", first.id))
        .await?;
    window
        .see_text("[data-test=post-title]", "방금 올린")
        .await?;
    let changed = change(&staff, &first, "고친 소식").await?;
    window
        .see_text("[data-test=post-title]", "고친 소식")
        .await?;
    window.see("[data-test=post-edited]").await?;
    withdraw(&staff, &changed).await?;
    window.see("[data-test=post-gone]").await?;
    window.picture(&pictures.join("124-post-gone.png")).await?;
    window.tap("[data-test=post-gone]").await?;

    // For another branch: what comes after it is there, it is not.
    let member = device(&server, LOGIN).await?;
    let own = member.handbook()?.status().account.and_then(|a| a.member);
    let rows = member.directory().await?;
    let mine = rows.iter().find(|row| Some(&row.id) == own.as_ref());
    let mine = mine
        .ok_or("the member's company is not there")?
        .branch
        .clone();
    let other = rows
        .iter()
        .find(|row| !row.branch.is_empty() && row.branch != mine)
        .ok_or("there is one branch only")?;
    let elsewhere = Targets {
        branches: vec![other.branch.clone()],
        ..Targets::default()
    };
    let here = Targets {
        branches: vec![mine],
        ..Targets::default()
    };
    publish(&staff, draft("다른 지회에만", elsewhere)).await?;
    publish(&staff, draft("우리 지회에만", here)).await?;
    window.see_text("[data-test=news]", "우리 지회에만").await?;
    let titles = window.texts("[data-test=post-row] .name").await?;
    if titles.iter().any(|title| title.contains("다른 지회에만")) {
        return Err(format!("another branch's post has come: {titles:?}").into());
    }

    server.stop()?;
    window.close().await?;
    window.open(PHONE).await?;
    window.tap("[data-test=nav-news]").await?;
    window.see_text("[data-test=news]", "우리 지회에만").await?;
    window.tap("[data-test=news-saved]").await?;
    window.see_text("[data-test=post-row]", "정기총회").await?;
    window.tap("[data-test=post-row]").await?;
    window.see_text("[data-test=post-body]", "조합회관").await?;
    window.picture(&pictures.join("125-offline.png")).await?;
    window.close().await
}

/// Staff write, the app ends in the middle, what was typed is there, preview, publish, change, who has read
/// it, withdraw.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn write_news(pictures: &Path) -> Result<(), Error> {
    let (server, staff) = coop().await?;
    let member = device(&server, LOGIN).await?;
    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, &staff, PASSWORD).await?;
    window.see("[data-test=home-news]").await?;
    window.tap("[data-test=nav-news]").await?;
    window.tap("[data-test=go-desk]").await?;
    window.see("[data-test=desk-row]").await?;
    window.picture(&pictures.join("126-desk.png")).await?;
    window.tap("[data-test=desk-new]").await?;
    window
        .fill("[data-test=write-title]", "쓰다 만 소식")
        .await?;
    window.fill("[data-test=write-text]", "알림이에요").await?;
    window.tap("[data-test=tool-list]").await?;
    window
        .script(
            "const area = document.querySelector('[data-test=write-text]'); area.value += '하나\\n- 둘';\
             area.dispatchEvent(new Event('input', {bubbles: true}))",
        )
        .await?;
    window
        .see_text("[data-test=write-state]", "저장했어요")
        .await?;
    window.picture(&pictures.join("127-write.png")).await?;
    window.close().await?;

    window.open(PHONE).await?;
    window.tap("[data-test=nav-news]").await?;
    window.tap("[data-test=go-desk]").await?;
    window.see_text("[data-test=desk]", "쓰다 만 소식").await?;
    window.tap("[data-test=desk-row]").await?;
    window.tap("[data-test=write-publish]").await?;
    window
        .see_text("[data-test=write-error]", "받을 사람")
        .await?;
    window.tap("[data-test=target-all]").await?;
    window.see_text("[data-test=write-reach]", "받아요").await?;
    window.tap("[data-test=write-must-read]").await?;
    window.tap("[data-test=write-preview]").await?;
    window.see_text("[data-test=post-body] li", "하나").await?;
    window.picture(&pictures.join("128-preview.png")).await?;
    window.tap("[data-test=write-publish]").await?;
    window.see_text("[data-test=desk]", "게시 중").await?;
    wait_title(&member, "쓰다 만 소식", true).await?;

    let page = posts(&member).await?;
    let post = page.rows.iter().find(|row| row.title == "쓰다 만 소식");
    let post = post.ok_or("the post is not there")?;
    if !post.must_read {
        return Err("the post is not marked as one that must be read".into());
    }
    let read = handbook_wire::ipc::PostMarkArgs {
        id: post.id.clone(),
        read: Some(true),
        saved: None,
    };
    member.handbook()?.mark_post(read).await.map_err(core)?;
    member
        .wait_status("sent", |status| status.pending_edits == 0)
        .await?;
    window.tap("[data-test=desk-readers]").await?;
    window
        .see_text("[data-test=readers-sum]", "읽은 곳 1곳")
        .await?;
    window.picture(&pictures.join("129-readers.png")).await?;
    window.tap("[data-test=back]").await?;

    window
        .tap(&format!("a[href=\"/write/{}\"]", post.id))
        .await?;
    window
        .fill("[data-test=write-title]", "고쳐 쓴 소식")
        .await?;
    window.tap("[data-test=write-publish]").await?;
    wait_title(&member, "고쳐 쓴 소식", true).await?;
    window
        .tap(&format!("a[href=\"/write/{}\"]", post.id))
        .await?;
    window.tap("[data-test=write-history]").await?;
    window
        .see_text("[data-test=history]", "바뀐 것: 제목")
        .await?;
    window.picture(&pictures.join("130-versions.png")).await?;
    window.tap("[data-test=history-row]").await?;
    window
        .see_text("[data-test=history-then]", "고쳐 쓴 소식")
        .await?;
    window.tap("[data-test=overlay-close]").await?;
    window.tap("[data-test=back]").await?;
    window.tap("[data-test=write-withdraw]").await?;
    window.tap("[data-test=write-withdraw-yes]").await?;
    window.see_text("[data-test=desk]", "회수").await?;
    wait_title(&member, "고쳐 쓴 소식", false).await?;
    window.close().await
}
