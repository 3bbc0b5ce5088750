//! 명부: found, seen, changed, exported.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use handbook_wire::entity::Kind;
use reqwest::Method;

use super::{Answer, Browser, Office, between};
use crate::storage::{Account, StorageError};

impl Office {
    pub(super) fn company(&self, name: &str) -> String {
        let found = self.storage().reading(|txn| txn.entities(Kind::Member));
        let records = found.map_err(|error: StorageError| error).unwrap();
        let mut records = records.into_iter();
        let wanted = format!("\"name\":\"{name}\"");
        let record = records.find(|record| !record.deleted && record.payload.contains(&wanted));
        record.unwrap_or_else(|| panic!("{name} is not there")).id
    }

    pub(super) fn payload(&self, id: &str) -> serde_json::Value {
        let found = self.storage().reading(|txn| txn.entity(Kind::Member, id));
        let record = found.map_err(|error: StorageError| error).unwrap().unwrap();
        serde_json::from_str(&record.payload).unwrap()
    }

    fn account(&self, login: &str) -> Option<Account> {
        let found = self.storage().reading(|txn| txn.account_by_login(login));
        found.map_err(|error: StorageError| error).unwrap()
    }
}

/// The form of a page as a browser would send it: every input with its value.
fn form(html: &str) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for tag in html.split("<input ").skip(1) {
        let tag = tag.split('>').next().unwrap();
        let value = |name: &str| between(tag, &format!("{name}=\""), "\"").map(str::to_owned);
        let name = value("name").unwrap_or_default();
        if name.starts_with("was.") || name.starts_with("field.") || name == "id" {
            fields.push((name, value("value").unwrap_or_default()));
        }
    }
    fields.push((
        "field.status".to_owned(),
        between(html, " selected>", "<")
            .unwrap_or("정상")
            .to_owned(),
    ));
    fields
}

async fn save(
    browser: &Browser<'_>,
    form: &[(String, String)],
    changed: &[(&str, &str)],
) -> Answer {
    let fields: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| {
            let new = changed.iter().find(|(changed, _)| changed == name);
            (name.as_str(), new.map_or(value.as_str(), |(_, new)| *new))
        })
        .collect();
    browser.post("/console/roster/edit", &fields).await
}

#[tokio::test(flavor = "multi_thread")]
async fn companies_are_found_as_in_the_app_and_numbers_are_masked() {
    let office = Office::new().await;
    let reader = office.enter("reader").await;
    let page = reader.get("/console/roster?text=%E3%85%8E%E3%85%82").await;
    assert!(page.html.contains("(주)한빛1") && page.html.contains("모두 <b>3</b>곳"));
    assert!(page.html.contains("010-****-0001") && !page.html.contains("010-0000-0001"));
    // A number that is masked is not to be guessed by looking for it either.
    let page = reader.get("/console/roster?text=01000000002").await;
    assert!(page.html.contains("찾는 회사가 없어요"));
    assert!(!page.html.contains("/console/roster/export"));
    let id = office.company("(주)한빛1");
    let page = reader
        .get(&format!("/console/roster/company?id={id}"))
        .await;
    assert!(page.html.contains("010-****-0001") && page.html.contains("홍길동1"));
    assert!(!page.html.contains("번호 보기"));
    let shown = reader.post("/console/roster/numbers", &[("id", &id)]).await;
    assert_eq!(shown.status, 403);

    let keeper = office.enter("roster").await;
    let page = keeper.get("/console/roster?text=01000000002").await;
    assert!(page.html.contains("(주)한빛2") && page.html.contains("모두 <b>1</b>곳"));
    let page = keeper.get("/console/roster?status=withdrawn").await;
    assert!(page.html.contains("모두 <b>0</b>곳"));
    keeper
        .get(&format!("/console/roster/company?id={id}"))
        .await;
    let shown = keeper.post("/console/roster/numbers", &[("id", &id)]).await;
    assert!(shown.html.contains("010-0000-0001"));
    assert_eq!(
        keeper.get("/console/roster/company?id=999").await.status,
        404
    );
    let admin = office.enter("admin").await;
    let log = admin.get("/console/audit?action=show_numbers").await;
    assert_eq!(log.html.matches("data-name=\"번호\"").count(), 1);
    assert!(log.html.contains("명부담당") && log.html.contains("(주)한빛1"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_company_is_changed_and_its_history_tells_who() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let id = office.company("(주)한빛1");
    let path = format!("/console/roster/edit?id={id}");
    let opened = form(&keeper.get(&path).await.html);
    let wrong = [("field.email", "없는 주소"), ("field.branch", "경기")];
    let refused = save(&keeper, &opened, &wrong).await;
    assert_eq!(refused.status, 400);
    assert!(refused.html.contains("없는 주소") && refused.html.contains("value=\"경기\""));
    assert!(refused.html.contains("aria-invalid"));
    // Another company's number.
    let taken = save(&keeper, &opened, &[("field.mobile", "010-0000-0002")]).await;
    assert_eq!(taken.status, 400);
    assert!(
        taken.html.contains("(주)한빛2의 휴대폰과 같아요"),
        "{}",
        taken.html
    );
    let good = [
        ("field.email", "a@hanbit.example"),
        ("field.branch", "경기"),
    ];
    let done = save(&keeper, &opened, &good).await;
    assert_eq!(
        done.to,
        format!("/console/roster/company?id={id}&done=saved")
    );
    let page = keeper.get(&done.to).await;
    assert!(page.html.contains("a@hanbit.example") && page.html.contains("명부담당"));
    assert_eq!(office.payload(&id)["branch"], "경기");
    // The same form once more changes nothing and does no harm.
    assert_eq!(save(&keeper, &opened, &good).await.status, 303);

    // Two at one company: what only one has changed is not lost, what both have changed is shown.
    let admin = office.enter("admin").await;
    let theirs = form(&admin.get(&path).await.html);
    let mine = form(&keeper.get(&path).await.html);
    save(
        &admin,
        &theirs,
        &[("field.branch", "서울"), ("field.number", "7777")],
    )
    .await;
    let both = [
        ("field.branch", "부산"),
        ("field.homepage", "http://hanbit.example"),
    ];
    let conflict = save(&keeper, &mine, &both).await;
    assert_eq!(conflict.status, 409);
    assert!(conflict.html.contains("<b>서울</b>") && conflict.html.contains("<b>부산</b>"));
    assert_eq!(office.payload(&id)["branch"], "서울");
    let again = form(&conflict.html);
    assert_eq!(save(&keeper, &again, &[]).await.status, 303);
    let payload = office.payload(&id);
    assert_eq!(
        (&payload["branch"], &payload["number"]),
        (&"부산".into(), &"7777".into())
    );
    assert_eq!(payload["homepage"], "http://hanbit.example");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_leaves_can_no_longer_log_in_and_who_comes_in_can() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let id = office.company("(주)한빛1");
    let path = format!("/console/roster/edit?id={id}");
    let opened = form(&keeper.get(&path).await.html);
    assert_eq!(
        save(&keeper, &opened, &[("field.status", "휴업")])
            .await
            .status,
        303
    );
    assert!(!office.account("01000000001").unwrap().is_locked());
    let opened = form(&keeper.get(&path).await.html);
    assert_eq!(
        save(&keeper, &opened, &[("field.status", "제명")])
            .await
            .status,
        303
    );
    assert!(office.account("01000000001").unwrap().locked_by_roster);

    let blank = form(&keeper.get("/console/roster/edit").await.html);
    let nameless = save(&keeper, &blank, &[("field.mobile", "010-0000-0009")]).await;
    assert_eq!(nameless.status, 400);
    let new = [
        ("field.name", "새한빛"),
        ("field.representatives", "임꺽정"),
        ("field.mobile", "010-0000-0009"),
    ];
    assert_eq!(save(&keeper, &blank, &new).await.status, 303);
    assert_eq!(office.account("01000000009").unwrap().name, "임꺽정");
    // A double click adds no second one.
    let twice = save(&keeper, &blank, &new).await;
    assert_eq!(twice.status, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_of_one_company_become_one() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let (keep, gone) = (office.company("(주)한빛1"), office.company("(주)한빛2"));
    let page = keeper
        .get(&format!(
            "/console/roster/merge?keep={keep}&text=%ED%95%9C%EB%B9%9B2"
        ))
        .await;
    assert!(page.html.contains("견주어 보기"));
    let page = keeper
        .get(&format!("/console/roster/merge?keep={keep}&gone={gone}"))
        .await;
    assert!(page.html.contains("field.mobile"), "{}", page.html);
    let fields = [
        ("keep", keep.as_str()),
        ("gone", gone.as_str()),
        ("field.mobile", "other"),
        ("field.name", "kept"),
    ];
    let done = keeper.post("/console/roster/merge", &fields).await;
    assert_eq!(done.to, "/console/roster?done=merged");
    assert_eq!(office.payload(&keep)["mobile"]["number"], "01000000002");
    assert_eq!(office.payload(&keep)["name"], "(주)한빛1");
    assert_eq!(office.account("01000000002").unwrap().subject, keep);
    assert_eq!(
        keeper.post("/console/roster/merge", &fields).await.status,
        404
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_taken_along_says_who_took_it_and_holds_no_formula() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let id = office.company("(주)한빛2");
    let opened = form(
        &keeper
            .get(&format!("/console/roster/edit?id={id}"))
            .await
            .html,
    );
    save(&keeper, &opened, &[("field.branch", "경기")]).await;
    keeper.get("/console/roster").await;
    let unsaid = [("as", "xlsx"), ("reason", " ")];
    let refused = keeper.post("/console/roster/export", &unsaid).await;
    assert_eq!(refused.status, 400);
    assert!(refused.html.contains("까닭을 2자 이상"));
    let fields = [("as", "xlsx"), ("reason", "총회 명찰"), ("branch", "경기")];
    let taken = bytes(&keeper, "/console/roster/export", &fields).await;
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(taken)).unwrap();
    let range = workbook.worksheet_range("조합원사").unwrap();
    let mark = range.get_value((0, 0)).unwrap().to_string();
    assert!(
        mark.contains("명부담당") && mark.contains("총회 명찰") && mark.contains("2026. 11. 23.")
    );
    assert_eq!(
        range.get_value((2, 1)),
        Some(&Data::String("(주)한빛2".into()))
    );
    assert_eq!(range.height(), 3, "one company of this 지회");
    assert_eq!(
        workbook
            .worksheet_formula("조합원사")
            .unwrap()
            .used_cells()
            .count(),
        0
    );
    let fields = [("as", "vcf"), ("reason", "총회 명찰")];
    let cards = keeper.post("/console/roster/export", &fields).await;
    assert_eq!(cards.html.matches("BEGIN:VCARD").count(), 3);
    assert!(cards.html.contains("NOTE:") && cards.html.contains("+821000000001"));
    let fields = [
        ("as", "labels24"),
        ("reason", "총회 우편"),
        ("branch", "경기"),
    ];
    let labels = bytes(&keeper, "/console/roster/export", &fields).await;
    assert!(labels.starts_with(b"%PDF-"));
    let admin = office.enter("admin").await;
    let log = admin.get("/console/audit?action=export_roster").await;
    assert!(log.html.contains("주소 라벨(24칸) 1곳 · 지회 경기"));
    assert!(log.html.contains("총회 명찰") && log.html.contains("엑셀 1곳 · 지회 경기"));
}

#[tokio::test(flavor = "multi_thread")]
async fn officers_are_added_changed_and_taken_out() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    keeper.get("/console/roster/officer").await;
    let new = [
        ("field.term", "27"),
        ("field.role", "이사장"),
        ("field.name", "홍길동1"),
        ("field.company", "한빛1"),
        ("field.from", "2026-03"),
    ];
    let wrong = [("field.role", "이사장"), ("field.from", "언젠가")];
    let refused = keeper.post("/console/roster/officer", &wrong).await;
    assert_eq!(refused.status, 400);
    assert!(refused.html.contains("value=\"언젠가\""));
    let done = keeper.post("/console/roster/officer", &new).await;
    assert_eq!(done.to, "/console/roster/officers?done=saved");
    let page = keeper.get(&done.to).await;
    let company = office.company("(주)한빛1");
    assert!(page.html.contains("제27대") && page.html.contains(&format!("company?id={company}")));
    let id = between(&page.html, "/console/roster/officer?id=", "\"").unwrap();
    let page = keeper
        .get(&format!("/console/roster/company?id={company}"))
        .await;
    assert!(page.html.contains("제27대 이사장 홍길동1 (2026-03~)"));
    let edit = [
        ("id", id),
        ("was.role", "이사장"),
        ("field.role", "부이사장"),
    ];
    assert_eq!(
        keeper.post("/console/roster/officer", &edit).await.status,
        303
    );
    assert!(
        keeper
            .get("/console/roster/officers")
            .await
            .html
            .contains("부이사장")
    );
    let gone = [("id", id), ("do", "remove")];
    assert_eq!(
        keeper.post("/console/roster/officer", &gone).await.status,
        303
    );
    assert!(
        keeper
            .get("/console/roster/officers")
            .await
            .html
            .contains("임원이 없어요")
    );
    assert_eq!(
        keeper.post("/console/roster/officer", &gone).await.status,
        404
    );
}

/// Sends a form and gives what comes as it is.
async fn bytes(browser: &Browser<'_>, path: &str, fields: &[(&str, &str)]) -> Vec<u8> {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    form.append_pair("form", &browser.token.lock().unwrap().clone());
    let request = browser
        .request(Method::POST, path)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("origin", browser.office.server.url())
        .body(form.finish());
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    response.bytes().await.unwrap().to_vec()
}
