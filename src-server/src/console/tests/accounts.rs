//! Accounts: found, invited, locked, logged out.

use super::{Office, between};
use crate::storage::Account;

fn account(office: &Office, login: &str) -> Account {
    let found = office.storage().reading(|txn| txn.account_by_login(login));
    found
        .map_err(|error: crate::storage::StorageError| error)
        .unwrap()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_list_finds_by_name_company_state_and_masks_numbers() {
    let office = Office::new().await;
    let admin = office.enter("admin").await;
    let all = admin.get("/console/accounts").await;
    assert!(all.html.contains("8개를 찾았어요"), "{}", all.html);
    assert!(all.html.contains("010-****-0002") && !all.html.contains("010-0000-0002"));
    for (query, count) in [
        ("text=%ED%95%9C%EB%B9%9B2", 1),
        ("text=010-0000-0003", 1),
        ("show=never", 7),
        ("show=first", 2),
        ("show=locked", 0),
        ("show=active", 6),
        ("show=first&text=%EA%B4%80%EB%A6%AC%EC%9E%90", 0),
    ] {
        let page = admin.get(&format!("/console/accounts?{query}")).await;
        let expected = format!("{count}개를 찾았어요");
        assert!(page.html.contains(&expected), "{query}: {}", page.html);
    }
    let log = admin.get("/console/audit?action=read_accounts").await;
    assert!(log.html.contains("콘솔 127.0.0.1"), "{}", log.html);
}

#[tokio::test(flavor = "multi_thread")]
async fn chosen_companies_are_invited_and_the_code_logs_in() {
    let office = Office::new().await;
    let admin = office.enter("admin").await;
    admin.get("/console/accounts").await;
    let ids = ["01000000001", "01000000002", "01000000003"].map(|login| account(&office, login).id);
    let nobody = admin
        .post("/console/accounts/invite", &[("show", "first")])
        .await;
    assert_eq!(nobody.status, 409);
    assert!(nobody.html.contains("초대할 사람을 골라 주세요"));
    let chosen: Vec<_> = ids.iter().map(|id| ("id", id.as_str())).collect();
    let page = admin.post("/console/accounts/invite", &chosen).await;
    assert_eq!(page.status, 200, "{}", page.html);
    assert_eq!(page.html.matches("e수첩 초대장").count(), 2);
    assert!(page.html.contains("이미 비밀번호를 정한 계정이에요"));
    assert!(page.html.contains("010-0000-0002"), "whom it is for");
    let code = between(&page.html, "<code>", "</code>").unwrap().to_owned();
    let invited = account(&office, "01000000002");
    assert!(invited.invitation.is_some() && invited.password.is_none());
    let browser = office.browser();
    browser.get("/console/login").await;
    let login = [("login", "01000000002"), ("password", code.as_str())];
    // The code opens the account, which is no staff's.
    let done = browser.post("/console/login", &login).await;
    assert!(done.html.contains("조합직원"), "{}", done.html);
    let list = admin.get("/console/accounts?show=invited").await;
    assert!(
        list.html.contains("초대 중 · 2026. 12. 7.까지"),
        "{}",
        list.html
    );
    assert!(!list.html.contains(&code));

    // All that a page shows are invited at once.
    let all = [
        ("all", "yes"),
        ("shown", ids[1].as_str()),
        ("shown", ids[2].as_str()),
    ];
    let page = admin.post("/console/accounts/invite", &all).await;
    assert_eq!(page.html.matches("e수첩 초대장").count(), 2);

    // With the question answered, a password that is in use goes too.
    let reset = [("id", ids[0].as_str()), ("reset", "yes")];
    let page = admin.post("/console/accounts/invite", &reset).await;
    assert!(page.html.contains("e수첩 초대장"));
    assert!(account(&office, "01000000001").password.is_none());
    // Nobody locks himself out.
    let own = account(&office, "admin").id;
    let reset = [("id", own.as_str()), ("reset", "yes")];
    let page = admin.post("/console/accounts/invite", &reset).await;
    assert!(page.html.contains("자기 계정은 초대할 수 없어요"));
    assert!(account(&office, "admin").password.is_some());
    let log = admin.get("/console/audit?action=invite").await;
    assert_eq!(log.html.matches("data-name=\"번호\"").count(), 5);
    assert!(log.html.contains("(주)한빛2 · 홍길동2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_account_is_looked_at_locked_and_logged_out() {
    let office = Office::new().await;
    let admin = office.enter("admin").await;
    let reader = office.enter("reader").await;
    let id = account(&office, "reader").id;
    let path = format!("/console/account?id={id}");
    let page = admin.get(&path).await;
    assert!(page.html.contains("열람자"), "{}", page.html);
    let session = between(&page.html, "name=\"session\" value=\"", "\"").unwrap();
    let end = [("id", id.as_str()), ("session", session)];
    let done = admin.post("/console/account/end", &end).await;
    assert_eq!(done.to, format!("/console/account?id={id}&done=ended"));
    assert_eq!(reader.get("/console").await.status, 303, "logged out");
    // The same form once more says so on the page.
    let again = admin.post("/console/account/end", &end).await;
    assert_eq!(again.status, 409);
    assert!(again.html.contains("이미 로그아웃된 기기예요"));

    let lock = [("id", id.as_str()), ("lock", "yes")];
    let done = admin.post("/console/account/lock", &lock).await;
    assert!(admin.get(&done.to).await.html.contains("정지 풀기"));
    assert!(account(&office, "reader").is_locked());
    let unlock = [("id", id.as_str()), ("lock", "no")];
    admin.post("/console/account/lock", &unlock).await;
    assert!(!account(&office, "reader").is_locked());
    let factor = admin
        .post("/console/account/second-factor", &[("id", &id)])
        .await;
    assert!(factor.to.ends_with("done=factor"));
    assert!(account(&office, "reader").second_factor.is_none());

    let own = account(&office, "admin").id;
    let refused = admin
        .post("/console/account/lock", &[("id", &own), ("lock", "yes")])
        .await;
    assert_eq!(refused.status, 409);
    assert!(refused.html.contains("자기 계정은"));

    let member = account(&office, "01000000001").id;
    let masked = admin.get(&format!("/console/account?id={member}")).await;
    assert!(masked.html.contains("010-****-0001") && !masked.html.contains("010-0000-0001"));
    let shown = admin
        .post("/console/account/phone", &[("id", &member)])
        .await;
    assert!(shown.html.contains("010-0000-0001"), "{}", shown.html);
    let log = admin.get("/console/audit?action=show_phone").await;
    assert!(log.html.contains("(주)한빛1 · 홍길동1"));
    assert!(!log.html.contains("01000000001"), "no number in the log");
}
