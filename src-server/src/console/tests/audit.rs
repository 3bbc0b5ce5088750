use super::Office;
use crate::storage::sqlite::tamper;

#[tokio::test(flavor = "multi_thread")]
async fn what_is_done_is_written_down_found_and_checked() {
    let office = Office::new().await;
    let admin = office.enter("admin").await;
    let given = [("login", "nothing"), ("role", "reader")];
    admin.post("/console/staff", &given).await;
    // What was refused is not written down as done.
    admin.post("/console/staff", &[("login", "admin")]).await;
    let page = admin.get("/console/audit?check=1").await;
    for word in [
        "로그인",
        "권한 정하기",
        "nothing",
        "열람",
        "127.0.0.1",
        "적힌 그대로예요",
    ] {
        assert!(page.html.contains(word), "{word}");
    }
    assert_eq!(page.html.matches("data-name=\"번호\"").count(), 2);
    let found = admin
        .get("/console/audit?text=nothing&action=set_roles")
        .await;
    assert_eq!(found.html.matches("data-name=\"번호\"").count(), 1);
    let days = admin
        .get("/console/audit?from=2026-11-23&to=2026-11-23")
        .await;
    assert!(days.html.contains("data-name=\"번호\""));
    let none = admin.get("/console/audit?to=2026-11-22").await;
    assert!(none.html.contains("찾는 기록이 없어요"));

    let ask = [("text", "nothing"), ("reason", "=분기 점검")];
    let file = admin.post("/console/audit.csv", &ask).await;
    assert_eq!(file.status, 200);
    assert_eq!(file.headers["content-type"], "text/csv; charset=utf-8");
    assert!(file.html.starts_with('\u{feff}') && file.html.contains("\"nothing\",\"열람\""));
    let file = admin
        .post("/console/audit.csv", &[("reason", "다시")])
        .await;
    assert!(file.html.contains("\"'=분기 점검\""), "{}", file.html);

    let database = office.folder.path().join("data/handbook.db");
    tamper(
        &database,
        "DROP TRIGGER audit_stays; UPDATE audit SET object = 'nothinh' WHERE object = 'nothing'",
    )
    .unwrap();
    let page = admin.get("/console/audit?check=1").await;
    assert!(
        page.html.contains("적힌 그대로가 아니에요"),
        "{}",
        page.html
    );
}
