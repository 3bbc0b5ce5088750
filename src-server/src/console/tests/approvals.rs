//! Four eyes: asked for, approved by another, carried out once.

use super::{Answer, Browser, Office, between};

const HOUR: i64 = 60 * 60 * 1000;
const EXPORT: &str = "/console/roster/export";
const APPROVALS: &str = "/console/approvals";
const FIELDS: [(&str, &str); 2] = [("as", "vcf"), ("reason", "총회 명찰")];

/// An office where two of its three companies are many.
async fn office() -> Office {
    Office::with(|config| {
        config.console.export_rows = 2;
        config.console.removals = 1;
    })
    .await
}

/// The id of the request that waits for this member of staff.
async fn waiting(browser: &Browser<'_>) -> String {
    let html = browser.get(APPROVALS).await.html;
    between(&html, "name=\"id\" value=\"", "\"")
        .unwrap()
        .to_owned()
}

async fn decide(browser: &Browser<'_>, id: &str, decision: &str, note: &str) -> Answer {
    let fields = [("id", id), ("decision", decision), ("note", note)];
    browser.post(APPROVALS, &fields).await
}

/// The form of a request that was approved: what carries it out.
async fn granted(browser: &Browser<'_>) -> Vec<(String, String)> {
    let html = browser.get(APPROVALS).await.html;
    let form = html
        .split("<form method=\"post\" action=\"/console/roster/")
        .nth(1);
    let form = form.unwrap_or_else(|| panic!("nothing to carry out: {html}"));
    let form = form.split("</form>").next().unwrap();
    let inputs = form.split("<input ").skip(1).map(|input| {
        let value = |name: &str| {
            between(input, &format!("{name}=\""), "\"")
                .unwrap()
                .to_owned()
        };
        (value("name"), value("value"))
    });
    inputs.filter(|(name, _)| name != "form").collect()
}

async fn run(browser: &Browser<'_>, path: &str, form: &[(String, String)]) -> Answer {
    let fields: Vec<(&str, &str)> = form.iter().map(|(a, b)| (a.as_str(), b.as_str())).collect();
    browser.post(path, &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn much_is_taken_along_once_and_only_when_another_has_approved() {
    let office = office().await;
    let keeper = office.enter("roster").await;
    // Two are few.
    keeper.get("/console/roster").await;
    let few = [FIELDS[0], FIELDS[1], ("text", "한빛1")];
    assert_eq!(keeper.post(EXPORT, &few).await.status, 200);
    let asked = keeper.post(EXPORT, &FIELDS).await;
    assert_eq!(
        (asked.status, asked.to.as_str()),
        (303, "/console/approvals?done=asked")
    );
    // Pressed twice, asked once.
    keeper.post(EXPORT, &FIELDS).await;
    let mine = keeper.get(APPROVALS).await.html;
    assert_eq!(mine.matches("총회 명찰").count(), 1, "{mine}");
    assert!(
        mine.contains("연락처 3곳 · 모두") && mine.contains("기다림") && !mine.contains("실행하기")
    );

    // Nobody approves his own, not even with the id in hand; and not yet approved is not approved.
    let admin = office.enter("admin").await;
    office.clock.advance(2 * HOUR / 10);
    let queue = admin.get(APPROVALS).await.html;
    assert!(
        queue.contains("명부담당") && queue.contains("총회 명찰"),
        "{queue}"
    );
    let id = waiting(&admin).await;
    let own = decide(&keeper, &id, "approve", "").await;
    assert_eq!(own.status, 409);
    assert!(own.html.contains("자기가 요청한 것은"), "{}", own.html);
    let early = [FIELDS[0], FIELDS[1], ("approval", id.as_str())];
    let early = keeper.post(EXPORT, &early).await;
    assert_eq!(early.status, 409);
    assert!(early.html.contains("아직 승인되지 않았어요"));
    let unsaid = decide(&admin, &id, "refuse", "").await;
    assert_eq!(unsaid.status, 409);
    assert_eq!(
        decide(&admin, &id, "approve", "확인했어요").await.to,
        "/console/approvals?done=approved"
    );
    assert_eq!(decide(&admin, &id, "refuse", "아니에요").await.status, 409);

    // It is for the one who asked, and for what was asked for.
    admin.get("/console/roster").await;
    let theirs = [FIELDS[0], FIELDS[1], ("approval", id.as_str())];
    assert_eq!(admin.post(EXPORT, &theirs).await.status, 409);
    let form = granted(&keeper).await;
    let other = [("as", "xlsx"), FIELDS[1], ("approval", id.as_str())];
    let other = keeper.post(EXPORT, &other).await;
    assert_eq!(other.status, 409);
    assert!(other.html.contains("승인받은 내용과 달라졌어요"));
    let cards = run(&keeper, EXPORT, &form).await;
    assert_eq!(
        (cards.status, cards.html.matches("BEGIN:VCARD").count()),
        (200, 3)
    );
    let again = run(&keeper, EXPORT, &form).await;
    assert_eq!(again.status, 409);
    assert!(again.html.contains("이미 한 번 쓴 승인이에요"));
    assert!(keeper.get(APPROVALS).await.html.contains("실행함"));
    let log = admin.get("/console/audit").await.html;
    for said in ["승인 요청", "승인 결정", "총회 명찰 · 승인 관리자"] {
        assert!(log.contains(said), "{said}: {log}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_approval_runs_out_and_a_refusal_says_why() {
    let office = office().await;
    let keeper = office.enter("roster").await;
    keeper.get("/console/roster").await;
    keeper.post(EXPORT, &FIELDS).await;
    let admin = office.enter("admin").await;
    let id = waiting(&admin).await;
    decide(&admin, &id, "approve", "").await;
    let form = granted(&keeper).await;
    // A day later everybody has logged in anew.
    office.clock.advance(24 * HOUR);
    let later = office.browser();
    later.password("roster").await;
    (*later.totp.lock().unwrap()).clone_from(&keeper.totp.lock().unwrap());
    later.code().await;
    let late = later.get(APPROVALS).await.html;
    assert!(
        late.contains("기한 지남") && !late.contains("실행하기"),
        "{late}"
    );
    let late = run(&later, EXPORT, &form).await;
    assert_eq!(late.status, 409);
    assert!(late.html.contains("하루가 지났어요"), "{}", late.html);

    later.post(EXPORT, &FIELDS).await;
    let chief = office.browser();
    chief.password("admin").await;
    (*chief.totp.lock().unwrap()).clone_from(&admin.totp.lock().unwrap());
    chief.code().await;
    let id = waiting(&chief).await;
    decide(&chief, &id, "refuse", "지회별로 받아 주세요").await;
    let told = later.get(APPROVALS).await.html;
    assert!(told.contains("거절됨") && told.contains("지회별로 받아 주세요"));
    let refused = [FIELDS[0], FIELDS[1], ("approval", id.as_str())];
    assert_eq!(later.post(EXPORT, &refused).await.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn much_is_removed_only_by_two() {
    let office = office().await;
    let keeper = office.enter("roster").await;
    let csv = "조합원번호,회사명,대표자,휴대폰\n0001,(주)한빛1,홍길동1,010-0000-0001\n";
    let id = keeper.plan("명부.csv", csv.as_bytes()).await;
    let unsaid = keeper.apply(&id, &["member.missing"]).await;
    assert_eq!(unsaid.status, 409);
    assert!(unsaid.html.contains("까닭을 2자 이상") && unsaid.html.contains("name=\"reason\""));
    let fields = [
        ("id", id.as_str()),
        ("do", "apply"),
        ("reason", "폐업한 두 곳"),
    ];
    let asked = keeper.post("/console/roster/plan", &fields).await;
    assert_eq!(asked.to, "/console/approvals?done=asked", "{}", asked.html);
    office.company("(주)한빛3");
    let admin = office.enter("admin").await;
    let request = waiting(&admin).await;
    assert!(admin.get(APPROVALS).await.html.contains("2건이 지워짐"));
    decide(&admin, &request, "approve", "").await;
    let form = granted(&keeper).await;
    // What is chosen since is not what was approved.
    let chosen = [
        ("id", id.as_str()),
        ("do", "save"),
        ("group", "member.missing"),
    ];
    keeper.post("/console/roster/plan", &chosen).await;
    let changed = run(&keeper, "/console/roster/plan", &form).await;
    assert_eq!(changed.status, 409, "{}", changed.html);
    let chosen = [chosen[0], chosen[1], chosen[2], ("wants", "member.missing")];
    keeper.post("/console/roster/plan", &chosen).await;
    let done = run(&keeper, "/console/roster/plan", &form).await;
    assert!(
        done.to.ends_with("done=applied"),
        "{} {}",
        done.status,
        done.html
    );
    assert_eq!(
        run(&keeper, "/console/roster/plan", &form).await.status,
        409
    );
    // Taking back what only removed brings nobody into danger.
    let back = keeper.post("/console/roster/undo", &[("id", &id)]).await;
    assert!(back.to.ends_with("done=undone"), "{}", back.html);
    office.company("(주)한빛3");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_alone_may_when_the_server_is_set_so() {
    let office = Office::with(|config| {
        config.console.export_rows = 2;
        config.console.four_eyes = false;
    })
    .await;
    let keeper = office.enter("roster").await;
    keeper.get("/console/roster").await;
    assert_eq!(keeper.post(EXPORT, &FIELDS).await.status, 200);
    let page = keeper.get(APPROVALS).await.html;
    assert!(page.contains("혼자서도 많이 내려받고"));
}
