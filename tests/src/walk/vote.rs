//! 설문·투표: written by staff in a window, voted on without a signal, counted once, told to who comes second.

use std::path::Path;
use std::sync::Arc;

use handbook_server::clock::{Clock, SystemClock};
use handbook_server::storage::sqlite::Sqlite;
use handbook_server::storage::{Account, Storage};
use handbook_wire::ErrorCode;
use handbook_wire::auth::Role;
use handbook_wire::entity::{Poll, Question, ResultShown, Targets, Voter};
use handbook_wire::ipc::{PostQuery, VoteArgs, VoteView};
use handbook_wire::post::PostDraft;

use super::bereavement::set_time;
use super::news::{coop, core, device, publish};
use super::{LOGIN, PASSWORD, accept_notice, log_in};
use crate::device::Device;
use crate::window::{PHONE, Window};
use crate::{Error, TestServer, wait_for};

/// Somebody else of the company of [`LOGIN`].
const COLLEAGUE: &str = "01000009001";
const COLLEAGUE_NAME: &str = "이동료";
const SECRET: &str = "정관을 바꿀까요";
const OPEN: &str = "교육을 언제 열까요";

/// Lets somebody have come by sign-up, as if staff had said yes.
fn add_colleague(server: &TestServer) -> Result<String, Error> {
    let storage: Arc<dyn Storage> = Arc::new(Sqlite::open(&server.database())?);
    let head = storage
        .reading(|txn| txn.account_by_login(LOGIN))?
        .ok_or("the roster has no such account")?;
    let colleague = Account {
        company: head.member().map(str::to_owned),
        mobile: Some(COLLEAGUE.to_owned()),
        ..Account::new(
            "colleague".to_owned(),
            COLLEAGUE.to_owned(),
            Role::Member,
            COLLEAGUE_NAME.to_owned(),
            "sign-up".to_owned(),
        )
    };
    storage.writing(|txn| txn.put_account(&colleague))?;
    drop(storage);
    server.activate(COLLEAGUE, PASSWORD)?;
    Ok(head.name)
}

/// A secret poll of 1사 1표 and an open one → the vote waits without a signal, is taken, and can't be cast by
/// a colleague; the open one shows how it stands, and staff who chose what.
///
/// # Errors
/// At the first station that is not as it should be; says which.
pub async fn votes(pictures: &Path) -> Result<(), Error> {
    let (mut server, staff) = coop().await?;
    let name = add_colleague(&server)?;
    let mut office = Window::new(&server.url())?;
    office.open(PHONE).await?;
    accept_notice(&office).await?;
    log_in(&office, &staff, PASSWORD).await?;
    office.see("[data-test=home-news]").await?;
    write(&office, pictures).await?;
    office.close().await?;
    let desk = device(&server, &staff).await?;
    let open = publish(&desk, open_poll()).await?.id;
    let secret = id_of(&desk, SECRET).await?;

    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, LOGIN, PASSWORD).await?;
    let colleague = device(&server, COLLEAGUE).await?;
    id_of(&colleague, SECRET).await?;
    vote_in_secret(&mut server, &window, &secret, pictures).await?;
    refuse_colleague(&colleague, &secret).await?;
    vote_openly(&window, &open, pictures).await?;
    window.close().await?;

    let mut window = Window::new(&server.url())?;
    window.open(PHONE).await?;
    accept_notice(&window).await?;
    log_in(&window, COLLEAGUE, PASSWORD).await?;
    open_post(&window, &secret).await?;
    let told = window.see_text("[data-test=poll-over]", &name).await?;
    if !told.contains("1사 1표") {
        return Err(format!("a colleague is told: {told}").into());
    }
    window
        .picture(&pictures.join("154-colleague-has-voted.png"))
        .await?;
    window.close().await?;

    office.open(PHONE).await?;
    open_post(&office, &open).await?;
    office.tap("[data-test=poll-who]").await?;
    // Somebody else of the roster may have the same name.
    let voted = office
        .see_text("[data-test=poll-who-row]", "오후, 저녁")
        .await?;
    if !voted.contains(&name) {
        return Err(format!("staff are told: {voted}").into());
    }
    office
        .script("document.querySelector('[data-test=poll-who-sum]').scrollIntoView()")
        .await?;
    office
        .picture(&pictures.join("155-who-has-voted.png"))
        .await?;
    office.close().await
}

/// The id of the post of that title, once a device has it.
async fn id_of(device: &Device, title: &str) -> Result<String, Error> {
    wait_for(title, || async {
        let query = PostQuery {
            limit: 50,
            ..PostQuery::default()
        };
        let page = device.handbook().ok()?.list_posts(query).await.ok()?;
        let row = page.rows.into_iter().find(|row| row.title == title)?;
        Some(row.id)
    })
    .await
}

async fn open_post(window: &Window, id: &str) -> Result<(), Error> {
    window.tap("[data-test=nav-news]").await?;
    window.tap(&format!("a[href=\"/news/{id}\"]")).await?;
    window.see("[data-test=poll-rules]").await.map(drop)
}

fn open_poll() -> PostDraft {
    PostDraft {
        title: OPEN.to_owned(),
        body: "<p>편한 때를 골라 주세요.</p>".to_owned(),
        targets: Targets::everybody(),
        poll: Some(Poll {
            questions: vec![Question {
                text: "편한 때".to_owned(),
                choices: ["오전", "오후", "저녁"].map(str::to_owned).to_vec(),
                most: 2,
            }],
            voter: Voter::Person,
            secret: false,
            closes_at: SystemClock.now() + 24 * 60 * 60 * 1000,
            result: ResultShown::AfterVote,
        }),
        ..PostDraft::default()
    }
}

/// What is lacking is named, then a secret poll of 1사 1표 is published.
async fn write(window: &Window, pictures: &Path) -> Result<(), Error> {
    window.tap("[data-test=nav-news]").await?;
    window.tap("[data-test=go-desk]").await?;
    window.tap("[data-test=desk-new]").await?;
    window.fill("[data-test=write-title]", SECRET).await?;
    window.tap("[data-test=poll-add]").await?;
    window.tap("[data-test=target-all]").await?;
    window.see_text("[data-test=write-reach]", "받아요").await?;
    let lacks = |words: &'static str| async move {
        window.tap("[data-test=write-publish]").await?;
        let told = window.see_text("[data-test=write-error]", words).await;
        told.map(drop)
    };
    lacks("질문의 내용").await?;
    window
        .fill("[data-test=question-2]", "정관 개정안에 찬성하시나요?")
        .await?;
    lacks("보기를 둘 이상").await?;
    window.tap("[data-test=poll-ready]").await?;
    lacks("투표 마감을").await?;
    let now = SystemClock.now();
    set_time(window, "poll-closes", now - 60_000).await?;
    lacks("마감은 게시 시각").await?;
    set_time(window, "poll-closes", now + 24 * 60 * 60 * 1000).await?;
    window.tap("[data-test=poll-company]").await?;
    window.tap("[data-test=poll-secret]").await?;
    window.see_gone("[data-test=result-after-vote]").await?;
    window
        .script("document.querySelector('[data-test=write-poll]').scrollIntoView()")
        .await?;
    window.picture(&pictures.join("150-write-poll.png")).await?;
    window.tap("[data-test=write-preview]").await?;
    window.see_text("[data-test=poll]", "기권").await?;
    window.tap("[data-test=write-publish]").await?;
    window.see_text("[data-test=desk]", SECRET).await.map(drop)
}

async fn vote_in_secret(
    server: &mut TestServer,
    window: &Window,
    post: &str,
    pictures: &Path,
) -> Result<(), Error> {
    open_post(window, post).await?;
    let rules = window.see_text("[data-test=poll-rules]", "무기명").await?;
    if !rules.contains("1사 1표") {
        return Err(format!("the rules are {rules}").into());
    }
    window.tap("[data-test=vote]").await?;
    window
        .see_text("[data-test=poll-lacking]", "답해 주세요")
        .await?;
    window
        .picture(&pictures.join("151-poll-lacking.png"))
        .await?;
    window.tap("[data-test=poll-choice]").await?;
    window.see_gone("[data-test=poll-lacking]").await?;
    server.stop()?;
    window.see("[data-test=offline-banner]").await?;
    window.tap("[data-test=vote]").await?;
    window
        .see_text("[data-test=overlay]", "바꿀 수 없어요")
        .await?;
    window.tap("[data-test=vote-yes]").await?;
    window.see_text("[data-test=vote-chosen]", "찬성").await?;
    window.see("[data-test=vote-waiting]").await?;
    window.picture(&pictures.join("152-vote-waits.png")).await?;
    server.start().await?;
    window
        .see_text("[data-test=vote-cast]", "투표했어요")
        .await?;
    // What was chosen has left the device.
    window.see_gone("[data-test=vote-chosen]").await?;
    window
        .see_text("[data-test=poll-turnout]", "1곳 투표")
        .await?;
    let shown = "return document.querySelectorAll('[data-test=poll-result]').length";
    if window.script(shown).await? != 0 {
        return Err("a result before the end".into());
    }
    Ok(())
}

/// Somebody of the same company, whose device has not heard of the vote.
async fn refuse_colleague(colleague: &Device, post: &str) -> Result<(), Error> {
    let handbook = colleague.handbook()?;
    let args = VoteArgs {
        id: post.to_owned(),
        ballot: vec![vec![1]],
    };
    handbook.cast_vote(args).await.map_err(core)?;
    wait_for("the refusal", || async {
        let view = handbook.get_post(post.to_owned()).await.ok()?;
        let refused = VoteView::Refused {
            code: ErrorCode::Conflict,
        };
        (view.vote == refused).then_some(())
    })
    .await
}

async fn vote_openly(window: &Window, post: &str, pictures: &Path) -> Result<(), Error> {
    open_post(window, post).await?;
    window.see_text("[data-test=poll-rules]", "기명").await?;
    for choice in [2, 3] {
        let choice = format!("[data-test=poll-question] label:nth-of-type({choice}) input");
        window.tap(&choice).await?;
    }
    let full = "return document.querySelectorAll('[data-test=poll-choice]:disabled').length";
    if window.script(full).await? != 1 {
        return Err("more can be chosen than may be".into());
    }
    window.tap("[data-test=vote]").await?;
    window.tap("[data-test=vote-yes]").await?;
    window
        .see_text("[data-test=vote-chosen]", "오후, 저녁")
        .await?;
    window
        .see_text("[data-test=poll-result]", "1표 · 100%")
        .await?;
    window
        .script("document.querySelector('[data-test=poll]').scrollIntoView()")
        .await?;
    window.picture(&pictures.join("153-poll-result.png")).await
}
