use super::{MINUTE, Office, PASSWORD, between};
use crate::service::console::role;

#[tokio::test(flavor = "multi_thread")]
async fn a_password_alone_opens_nothing_and_the_cookie_changes_with_the_code() {
    let office = Office::new().await;
    let browser = office.browser();
    let wrong = [("login", "admin"), ("password", "Wrong-77")];
    let refused = browser.post("/console/login", &wrong).await;
    assert_eq!(refused.status, 401);
    assert!(refused.html.contains("맞지 않아요") && refused.html.contains("value=\"admin\""));
    browser.password("admin").await;
    let before = browser.cookies.lock().unwrap().clone();
    assert_eq!(browser.get("/console/staff").await.to, "/console/code");
    browser.enrol().await;
    let wrong = browser.post("/console/code", &[("code", "000000")]).await;
    assert_eq!(wrong.status, 403);
    assert_eq!(browser.code().await.status, 303);
    assert_eq!(browser.get("/console/staff").await.status, 200);
    let old = office.browser();
    *old.cookies.lock().unwrap() = before;
    assert_eq!(
        old.get("/console").await.status,
        303,
        "the old cookie is void"
    );
    // The same code is good once.
    let other = office.browser();
    other.password("admin").await;
    *other.totp.lock().unwrap() = browser.totp.lock().unwrap().clone();
    assert_eq!(other.code().await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn members_and_unknown_computers_stay_outside() {
    let office = Office::new().await;
    let browser = office.browser();
    let fields = |login| [("login", login), ("password", PASSWORD)];
    let member = browser.post("/console/login", &fields("01000000001")).await;
    assert_eq!(member.status, 403);
    assert!(member.html.contains("조합직원만"));
    assert_eq!(browser.get("/console").await.status, 303);
    // Nobody has vouched for the person lately: a new computer has to be vouched for.
    office.clock.advance(8 * 24 * 60 * MINUTE);
    let unknown = browser.post("/console/login", &fields("roster")).await;
    assert_eq!(unknown.status, 403);
    assert!(unknown.html.contains("처음 쓰는 컴퓨터"));
    office.desk(|desk| desk.vouch("roster")).unwrap();
    browser.password("roster").await;
    // From then on the computer is known.
    office.clock.advance(8 * 24 * 60 * MINUTE);
    browser.password("roster").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_is_taken_from_our_own_pages_alone() {
    let office = Office::new().await;
    let browser = office.enter("admin").await;
    browser.get("/console/staff").await;
    let url = office.server.url();
    let token = browser.token.lock().unwrap().clone();
    let fields = [("login", "nothing"), ("role", "reader")];
    for (origin, form) in [
        (Some("https://evil.example"), token.as_str()),
        (Some("null"), token.as_str()),
        (None, token.as_str()),
        (Some(url.as_str()), ""),
        (Some(url.as_str()), "0000"),
    ] {
        let refused = browser
            .post_as("/console/staff", &fields, origin, form)
            .await;
        assert_eq!(refused.status, 403, "{origin:?} {form}");
    }
    let holders = role::holders(&*office.storage()).unwrap();
    let nothing = holders.iter().find(|one| one.login == "nothing").unwrap();
    assert!(nothing.roles.is_empty());
    // A login from elsewhere would put somebody into another's session.
    let login = [("login", "admin"), ("password", PASSWORD)];
    let refused = browser
        .post_as("/console/login", &login, Some("https://evil.example"), "")
        .await;
    assert_eq!(refused.status, 403);
    let right = browser.post("/console/staff", &fields).await;
    assert_eq!(right.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_idle_is_logged_out_and_gets_the_text_back() {
    let office = Office::new().await;
    let browser = office.enter("admin").await;
    for _ in 0..3 {
        office.clock.advance(29 * MINUTE);
        assert_eq!(browser.get("/console/staff").await.status, 200);
    }
    office.clock.advance(30 * MINUTE);
    let fields = [
        ("login", "nothing"),
        ("role", "reader"),
        ("note", "긴 글 \"<b>\""),
    ];
    let late = browser.post("/console/staff", &fields).await;
    assert_eq!(late.status, 401);
    assert!(late.html.contains("이어서 저장"));
    let carried = |html: &str| {
        let path = between(html, "name=\"kept_path\" value=\"", "\"").unwrap();
        let kept = between(html, "name=\"kept\" value=\"", "\"").unwrap();
        (path.to_owned(), kept.replace("&#38;", "&"))
    };
    let (path, kept) = carried(&late.html);
    let login = [
        ("login", "admin"),
        ("password", PASSWORD),
        ("kept_path", path.as_str()),
        ("kept", kept.as_str()),
    ];
    let asked = browser.post("/console/login", &login).await;
    assert_eq!(asked.status, 401);
    assert!(asked.html.contains("여섯 자리"));
    assert_eq!(carried(&asked.html), (path.clone(), kept.clone()));
    let code = browser.present_code();
    let code = [
        ("code", code.as_str()),
        ("kept_path", path.as_str()),
        ("kept", kept.as_str()),
    ];
    let back = browser.post("/console/code", &code).await;
    assert_eq!(back.status, 200);
    assert!(
        back.html.contains("action=\"/console/staff\""),
        "{}",
        back.html
    );
    assert!(
        back.html.contains("긴 글 &#34;&#60;b&#62;&#34;"),
        "{}",
        back.html
    );
    assert_eq!(browser.post(&path, &fields).await.status, 303);
    let holders = role::holders(&*office.storage()).unwrap();
    let nothing = holders.iter().find(|one| one.login == "nothing").unwrap();
    assert_eq!(nothing.roles.titles(), "열람");
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_are_listed_and_ended_and_a_locked_account_is_out_at_once() {
    let office = Office::new().await;
    let browser = office.enter("admin").await;
    office.clock.advance(MINUTE);
    let other = office.browser();
    other.password("admin").await;
    *other.totp.lock().unwrap() = browser.totp.lock().unwrap().clone();
    assert_eq!(other.code().await.status, 303);
    let page = browser.get("/console/own").await;
    let id = between(&page.html, "name=\"id\" value=\"", "\"")
        .unwrap()
        .to_owned();
    assert_eq!(
        browser
            .post("/console/own/end", &[("id", &id)])
            .await
            .status,
        303
    );
    assert_eq!(other.get("/console/own").await.status, 303);
    assert_eq!(browser.get("/console/own").await.status, 200);
    office
        .desk(|desk| desk.set_suspended("admin", true))
        .unwrap();
    assert_eq!(browser.get("/console/own").await.status, 303);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_asked_for_is_shown_after_the_login() {
    let office = Office::new().await;
    let browser = office.browser();
    let to = browser.get("/console/staff?done=roles").await.to;
    assert_eq!(to, "/console/login?then=%2Fconsole%2Fstaff%3Fdone%3Droles");
    for (then, end) in [
        ("/console/staff?done=roles", "/console/staff?done=roles"),
        ("https://evil.example/console/", "/console"),
    ] {
        let browser = office.browser();
        let fields = [("login", "admin"), ("password", PASSWORD), ("then", then)];
        let next = browser.post("/console/login", &fields).await;
        assert_eq!(next.status, 303);
        browser.get(&next.to).await;
        office
            .desk(|desk| desk.reset_second_factor("admin"))
            .unwrap();
        let browser = office.browser();
        browser.post("/console/login", &fields).await;
        browser.get("/console/code").await;
        browser.enrol().await;
        let code = browser.present_code();
        let done = browser
            .post("/console/code", &[("code", &code), ("then", then)])
            .await;
        assert_eq!((done.status, done.to.as_str()), (303, end));
    }
}
