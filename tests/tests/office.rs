//! The co-op's office in a real browser: what staff do in it, at a PC and on a phone.

use std::io::Write;
use std::path::{Path, PathBuf};

use handbook_tests::browser::{Browser, OFFICE};
use handbook_tests::window::PHONE;
use handbook_tests::{Device, Error, TestServer, device, wait_for, walk};
use handbook_wire::entity::{Attachment, CompanyField, RequestState};
use handbook_wire::ipc::{ChangeDraft, PostQuery};
use sha2::{Digest, Sha256};
use totp_rs::TOTP;

fn pictures() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_TMPDIR")
        .unwrap_or_else(|| env!("CARGO_TARGET_TMPDIR").into());
    PathBuf::from(target).join("office")
}

/// A server with a member of staff who keeps it, and a change request that waits.
async fn office() -> Result<(TestServer, String, Device), Error> {
    let mut server = walk::sample_coop()?;
    let accounts: serde_json::Value =
        serde_json::from_str(&server.run(&["account", "list", "--json"])?)?;
    let login = accounts
        .as_array()
        .into_iter()
        .flatten()
        .find(|account| account["role"] == "staff")
        .and_then(|account| account["login"].as_str())
        .ok_or("the roster has no staff")?
        .to_owned();
    server.activate(&login, walk::PASSWORD)?;
    server.run(&["console", "set", &login, "관리자"])?;
    server.start().await?;
    let member = Device::new(&server.url())?;
    member.login(walk::LOGIN, walk::PASSWORD).await?;
    member.wait_live().await?;
    ask(&member, "031-555-0188").await?;
    Ok((server, login, member))
}

/// Asks for another number, and waits until the server has heard.
async fn ask(member: &Device, phone: &str) -> Result<(), Error> {
    let draft = ChangeDraft {
        fields: [
            (CompanyField::Phone, phone.to_owned()),
            (CompanyField::Email, "new@hanbit.example".to_owned()),
        ]
        .into_iter()
        .collect(),
        note: "공장을 옮겼어요. 대표 번호가 바뀌었어요.".to_owned(),
    };
    let sent = member.handbook()?.send_change(draft).await;
    sent.map_err(|error| device::told(error.into()))?;
    wait_for("the request to be sent", || async {
        let handbook = member.handbook().ok()?;
        (handbook.status().pending_edits == 0).then_some(())
    })
    .await
}

/// A code of the authenticator app, `ahead` steps from now: each is good once.
fn code(totp: &TOTP, ahead: u64) -> Result<String, Error> {
    let now = std::time::UNIX_EPOCH.elapsed()?.as_secs();
    Ok(totp.generate(now + 30 * ahead))
}

async fn password(browser: &Browser, login: &str) -> Result<(), Error> {
    browser.type_in("#login", login).await?;
    browser.type_in("#password", walk::PASSWORD).await?;
    browser.press("button.main").await
}

/// Every page of the menu and those behind it, judged and pictured.
struct Tour {
    found: Vec<String>,
}

impl Tour {
    async fn look(&mut self, browser: &Browser, name: &str) -> Result<(), Error> {
        for line in browser.judge().await? {
            self.found.push(format!("{name}: {line}"));
        }
        browser
            .picture(&pictures().join(format!("{name}.png")))
            .await
    }

    async fn pages(&mut self, browser: &Browser, size: &str) -> Result<(), Error> {
        for (path, name) in [
            ("/console", "overview"),
            ("/console/roster", "roster"),
            ("/console/roster?text=ㅎㅂ", "roster-found"),
            ("/console/roster?text=없는회사이름", "roster-none"),
            ("/console/roster/officers", "officers"),
            ("/console/roster/officer", "officer"),
            ("/console/roster/staff", "colleagues"),
            ("/console/roster/person", "colleague"),
            ("/console/roster/upload", "upload"),
            ("/console/changes", "changes"),
            ("/console/sign-ups", "sign-ups"),
            ("/console/approvals", "approvals"),
            ("/console/news", "news"),
            ("/console/news?text=없는소식", "news-none"),
            ("/console/news/post", "post-new"),
            ("/console/accounts", "accounts"),
            ("/console/accounts?show=locked", "accounts-none"),
            ("/console/staff", "staff"),
            ("/console/audit?check=1", "audit"),
            ("/console/own", "own"),
            ("/console/nowhere", "nowhere"),
            ("/console/accounts/invite", "wrong-method"),
        ] {
            browser.go(path).await?;
            browser.see("h1").await?;
            self.look(browser, &format!("{size}-{name}")).await?;
        }
        browser.go("/console/roster").await?;
        let company = address(browser, "tbody a").await?;
        browser.go(&company).await?;
        self.look(browser, &format!("{size}-company")).await?;
        for name in ["edit", "merge"] {
            browser.go(&company).await?;
            let link = format!("main a[href*='/roster/{name}?']");
            browser.go(&address(browser, &link).await?).await?;
            self.look(browser, &format!("{size}-{name}")).await?;
        }
        browser.go("/console/roster/staff").await?;
        browser.press("tbody a").await?;
        browser.see("#field-duties").await?;
        self.look(browser, &format!("{size}-colleague-edit"))
            .await?;
        browser.go("/console/news?text=배전반").await?;
        let post = address(browser, "tbody th a").await?;
        browser.go(&post).await?;
        browser.see("#editor img").await?;
        self.look(browser, &format!("{size}-post")).await?;
        for name in ["history", "readers"] {
            browser.go(&post).await?;
            let link = format!("main a[href*='/news/{name}?']");
            browser.go(&address(browser, &link).await?).await?;
            self.look(browser, &format!("{size}-post-{name}")).await?;
        }
        browser.go("/console/accounts?show=first").await?;
        browser.press("tbody a").await?;
        browser.press("summary").await?;
        self.look(browser, &format!("{size}-account")).await
    }

    fn verdict(self) -> Result<(), Error> {
        match self.found.as_slice() {
            [] => Ok(()),
            found => Err(format!("{} faults:\n{}", found.len(), found.join("\n")).into()),
        }
    }
}

/// Where the first link that `css` finds leads.
async fn address(browser: &Browser, css: &str) -> Result<String, Error> {
    let link = browser.see(css).await?.attr("href").await?;
    Ok(link.ok_or_else(|| format!("{css} leads nowhere"))?)
}

/// What Word puts on the clipboard, with what must not get into a post.
const PASTED: &str = r#"
const data = new DataTransfer();
data.setData('text/html', `<html><head><style>p { color: red }</style></head><body>
  <p class="MsoNormal" style="margin:0"><span style="font-weight:bold;color:red">일시</span> 12월 3일<o:p></o:p></p>
  <table border="1"><tbody><tr><td style="width:90px"><p>품목</p></td><td><p>수량</p></td></tr></tbody></table>
  <img src="https://evil.example/x.png" onerror="alert(1)"><a href="javascript:alert(1)">누르기</a>
  <script>alert(1)</script></body></html>`);
const editor = document.getElementById('editor');
editor.focus();
getSelection().selectAllChildren(editor);
getSelection().collapseToEnd();
editor.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
return editor.innerHTML;
"#;

/// A picture dropped into the body.
const DROPPED: &str = r#"
const bytes = Uint8Array.from(atob('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=='),
  (sign) => sign.charCodeAt(0));
const data = new DataTransfer();
data.items.add(new File([bytes], '현장.png', { type: 'image/png' }));
document.getElementById('editor').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
"#;

/// A post is written on a big screen: typed, pasted, with a picture, kept by itself, published, and read by a member.
async fn write_a_post(desk: &Browser, member: &Device, tour: &mut Tour) -> Result<(), Error> {
    desk.go("/console/news").await?;
    desk.press("a[href='/console/news/post']").await?;
    desk.type_in("#title", "배전반 공동구매 안내").await?;
    desk.see("#editor")
        .await?
        .send_keys("함께 사면 쌉니다.")
        .await?;
    let html = desk.script(PASTED).await?;
    let html = html.as_str().unwrap_or_default();
    for kept in ["<strong>일시</strong>", "품목", "누르기"] {
        assert!(html.contains(kept), "{kept}: {html}");
    }
    for gone in [
        "Mso",
        "style",
        "javascript",
        "evil",
        "onerror",
        "alert",
        "o:p",
    ] {
        assert!(!html.contains(gone), "{gone}: {html}");
    }
    desk.press("[data-do=table]").await?;
    desk.script(DROPPED).await?;
    desk.see("#editor img[data-file]").await?;
    desk.see("#files [name=attachment]").await?;
    desk.read("저장했어요").await?;
    desk.press("input[name=all]").await?;
    desk.read("곳").await?;
    tour.look(desk, "desk-post-writing").await?;
    let broken = desk
        .script("return [...document.images].filter((one) => !one.complete || !one.naturalWidth).length")
        .await?;
    assert_eq!(broken, 0, "every picture is shown");
    desk.press("button[value=publish]").await?;
    desk.read("게시했어요").await?;
    wait_for("the member to have the post", || async {
        let query = PostQuery {
            limit: 50,
            ..PostQuery::default()
        };
        let page = member.handbook().ok()?.list_posts(query).await.ok()?;
        let text = serde_json::to_string(&page).ok()?;
        text.contains("배전반 공동구매 안내").then_some(())
    })
    .await
}

/// An event with a poll, written on a big screen: what belongs to the kind comes with it.
async fn write_an_event(desk: &Browser, member: &Device, tour: &mut Tour) -> Result<(), Error> {
    let choose = |name: &str, value: &str| {
        format!(
            "const one = document.getElementsByName('{name}')[0]; one.value = '{value}'; \
             one.dispatchEvent(new Event('input', {{ bubbles: true }}));"
        )
    };
    desk.go("/console/news/post").await?;
    desk.type_in("#title", "가을 산행").await?;
    for (kind, part) in [
        ("condolence", "[name=host_name]"),
        ("event", "[name=event_place]"),
    ] {
        desk.script(&choose("kind", kind)).await?;
        desk.type_in(part, "북한산 우이령").await?;
        desk.press("#polls").await?;
        tour.look(desk, &format!("desk-post-{kind}")).await?;
    }
    desk.press("#polls").await?;
    desk.type_in("[name=question]", "점심은 무엇이 좋을까요?")
        .await?;
    desk.type_in("[name=choices]", "비빔밥\n국수").await?;
    desk.press("[data-more=questions]").await?;
    for (name, time) in [
        ("event_starts", "2199-10-05T09:00"),
        ("closes", "2199-10-01T18:00"),
    ] {
        desk.script(&choose(name, time)).await?;
    }
    let said = "return document.getElementById('preview-parts').innerText";
    let said = desk.script(said).await?;
    assert_eq!(
        said,
        "2199-10-05 09:00\n북한산 우이령\n점심은 무엇이 좋을까요?"
    );
    desk.press("input[name=all]").await?;
    tour.look(desk, "desk-post-poll").await?;
    desk.press("button[value=publish]").await?;
    desk.read("게시했어요").await?;
    wait_for("the member to have the event", || async {
        let next = member.handbook().ok()?.get_next_event().await.ok()??;
        let text = serde_json::to_string(&next).ok()?;
        (text.contains("가을 산행") && text.contains("북한산 우이령")).then_some(())
    })
    .await
}

/// A video as large as it may be goes through the browser whole; a larger one is refused unread.
async fn attach_a_large_video(desk: &Browser) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let video = |name: &str, bytes: u64| -> Result<PathBuf, Error> {
        let path = folder.path().join(name);
        let mut file = std::fs::File::create(&path)?;
        file.write_all(b"\0\0\0\x18ftypisom\0\0\x02\0isommp41")?;
        file.write_all(&u32::try_from(bytes - 24)?.to_be_bytes())?;
        file.write_all(b"mdat")?;
        file.set_len(bytes)?;
        Ok(path)
    };
    let pick = async |path: &Path| {
        let chosen = desk.see("#chosen").await?;
        chosen.send_keys(&path.display().to_string()).await?;
        Ok::<_, Error>(())
    };
    desk.go("/console/news/post").await?;
    desk.type_in("#title", "공장 견학 영상").await?;
    pick(&video("긴 영상.mp4", Attachment::MAX_BYTES + 1)?).await?;
    desk.read("파일이 너무 커요").await?;
    let path = video("견학.mp4", Attachment::MAX_BYTES)?;
    pick(&path).await?;
    // As long as it goes on.
    let mut stands = String::new();
    while desk.see_now("#files [name=attachment]").await?.is_none() {
        stands = wait_for("the upload to go on", || async {
            let said = desk.text().await.ok()?;
            let line = said.lines().find(|line| line.starts_with("견학.mp4"))?;
            (line != stands).then(|| line.to_owned())
        })
        .await?;
    }
    let held = desk.see("#files [name=attachment]").await?;
    let held: Attachment =
        serde_json::from_str(&held.prop("value").await?.ok_or("nothing is attached")?)?;
    let hash: String = Sha256::digest(std::fs::read(&path)?)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    assert_eq!(held.file.as_str(), hash, "it arrived as it was");
    assert_eq!(held.media_type, "video/mp4");
    desk.read("저장했어요").await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_day_at_the_office() -> Result<(), Error> {
    let (server, login, member) = office().await?;
    let desk = Browser::open(&server.url(), OFFICE).await?;
    let mut tour = Tour { found: Vec::new() };

    // In: a wrong password, the right one, an authenticator app.
    desk.go("/console").await?;
    tour.look(&desk, "desk-login").await?;
    desk.type_in("#login", &login).await?;
    desk.type_in("#password", "아닌 비밀번호").await?;
    desk.press("button.main").await?;
    desk.see("[role=alert]").await?;
    tour.look(&desk, "desk-login-wrong").await?;
    password(&desk, &login).await?;
    desk.press("button.main").await?;
    let secret = desk.see(".key code").await?.text().await?;
    tour.look(&desk, "desk-enrol").await?;
    let totp = TOTP::from_url(format!("otpauth://totp/a:a?secret={secret}&issuer=a"))?;
    desk.type_in("#code", &code(&totp, 0)?).await?;
    desk.press("button.main").await?;
    desk.read("할 일").await?;

    // A form that comes after its session has ended keeps what was typed.
    desk.go("/console/changes").await?;
    desk.press("input[value=reject][name='field.email']")
        .await?;
    let reason = "메일 주소는 사업자등록증에 있는 것으로 적어 주세요.";
    desk.type_in("textarea[name=reason]", reason).await?;
    desk.forget_session().await?;
    desk.press(".card button").await?;
    password(&desk, &login).await?;
    desk.type_in("#code", &code(&totp, 1)?).await?;
    desk.press("button.main").await?;
    desk.read(reason).await?;
    tour.look(&desk, "desk-resume").await?;
    desk.press("button.main").await?;
    desk.read("결정했어요").await?;
    wait_for("the member to hear of it", || async {
        let all = member.handbook().ok()?.list_changes().await.ok()?;
        all.iter()
            .any(|one| {
                one.state
                    .is_some_and(|state| state != RequestState::Waiting)
            })
            .then_some(())
    })
    .await?;

    // The same form once more, from behind: nothing is decided twice.
    ask(&member, "031-555-0177").await?;
    desk.go("/console/changes").await?;
    desk.press(".card button").await?;
    desk.read("결정했어요").await?;
    desk.back().await?;
    desk.press(".card button").await?;
    desk.read("이미 결정했거나").await?;
    tour.look(&desk, "desk-decided-twice").await?;
    // And pressed twice in a hurry.
    ask(&member, "031-555-0166").await?;
    desk.go("/console/changes").await?;
    desk.script("const form = document.querySelector('form.card'); form.submit(); form.submit();")
        .await?;
    desk.read("기다리는 변경 신청이 없어요").await?;
    desk.go("/console/audit?action=decide_change").await?;
    let lines = desk
        .script("return document.querySelectorAll('tbody tr').length")
        .await?;
    assert_eq!(lines, 3, "three decisions");

    // Two companies get their invitations, one has it renewed, and one account is locked.
    desk.go("/console/accounts?show=first").await?;
    desk.script(
        "document.querySelectorAll('td.pick input[type=checkbox]').forEach((box, n) => { box.checked = n < 2; })",
    )
    .await?;
    desk.press(".foot button").await?;
    desk.read("초대장 2장을").await?;
    tour.look(&desk, "desk-invitations").await?;
    desk.print(&pictures().join("invitations.pdf")).await?;
    desk.go("/console/accounts?show=invited").await?;
    desk.read("2개를 찾았어요").await?;
    desk.press("tbody a").await?;
    desk.press("details:last-of-type summary").await?;
    desk.press("button[name=lock]").await?;
    desk.read("정지했어요").await?;
    desk.press("button[name=lock]").await?;
    desk.read("정지를 풀었어요").await?;

    write_a_post(&desk, &member, &mut tour).await?;
    write_an_event(&desk, &member, &mut tour).await?;
    attach_a_large_video(&desk).await?;

    // Every page at both sizes, and in the dark.
    tour.pages(&desk, "desk").await?;
    let phone = Browser::open(&server.url(), PHONE).await?;
    phone.take_cookies(desk.cookies().await?).await?;
    tour.look(&phone, "phone-login").await?;
    tour.pages(&phone, "phone").await?;
    phone.close().await?;
    desk.darken().await?;
    tour.pages(&desk, "dark").await?;
    desk.go("/console").await?;
    desk.press(".who button").await?;
    desk.see("#login").await?;
    desk.close().await?;
    tour.verdict()
}
