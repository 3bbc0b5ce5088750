//! 명부 올리기: from the file to the roster and back.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use encoding_rs::EUC_KR;
use reqwest::Method;
use rust_xlsxwriter::Workbook;

use super::{Answer, Browser, Office, between};

const SAMPLE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../tests/fixtures/roster-sample.xlsx"
);
const PLAN: &str = "/console/roster/plan";

impl Browser<'_> {
    /// Chooses a file and sends the form.
    async fn upload(&self, name: &str, bytes: &[u8]) -> Answer {
        self.get("/console/roster/upload").await;
        let token = self.token.lock().unwrap().clone();
        self.upload_as(name, bytes, &token).await
    }

    async fn upload_as(&self, name: &str, bytes: &[u8], token: &str) -> Answer {
        let mut body = Vec::new();
        let part = |body: &mut Vec<u8>, head: &str, bytes: &[u8]| {
            body.extend_from_slice(b"--line\r\ncontent-disposition: form-data; ");
            body.extend_from_slice(head.as_bytes());
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        };
        part(&mut body, "name=\"form\"", token.as_bytes());
        part(
            &mut body,
            &format!("name=\"file\"; filename=\"{name}\""),
            bytes,
        );
        body.extend_from_slice(b"--line--\r\n");
        let request = self
            .request(Method::POST, "/console/roster/upload")
            .header("content-type", "multipart/form-data; boundary=line")
            .header("origin", self.office.server.url())
            .body(body);
        self.take(request.send().await.unwrap()).await
    }

    /// Uploads and answers the upload's id.
    pub(super) async fn plan(&self, name: &str, bytes: &[u8]) -> String {
        let sent = self.upload(name, bytes).await;
        assert_eq!(sent.status, 303, "{}", sent.html);
        let id = sent.to.split("id=").nth(1).unwrap();
        id.to_owned()
    }

    /// Takes over what is ticked, and the sorts of changes that are named.
    pub(super) async fn apply(&self, id: &str, wants: &[&str]) -> Answer {
        let html = self.get(&format!("{PLAN}?id={id}")).await.html;
        let mut fields = vec![("id", id), ("do", "apply"), ("many", "yes")];
        for tag in html.split("name=\"group\" value=\"").skip(1) {
            fields.push(("group", tag.split('"').next().unwrap()));
        }
        for tag in html.split("name=\"key\" value=\"").skip(1) {
            let key = tag.split('"').next().unwrap();
            fields.extend([("key", key), ("take", key)]);
        }
        fields.extend(wants.iter().map(|want| ("wants", *want)));
        self.post(PLAN, &fields).await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_is_compared_taken_over_and_taken_back() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let csv = "조합원번호,회사명,대표자,휴대폰,지회\n\
               0001,(주)한빛1,홍길동1,010-0000-0001,경기\n\
               0002,(주)한빛2,홍길동2,010-0000-0002,서울\n\
               0009,새한빛,임꺽정,010-0000-0009,부산\n\
               0010,틀린빛,장길산,010-0000,부산\n";
    let before = office.payload(&office.company("(주)한빛1"));
    let id = keeper.plan("명부.csv", csv.as_bytes()).await;
    let page = keeper
        .get(&format!("{PLAN}?id={id}&show=member.changed"))
        .await;
    assert!(page.html.contains("조합원사 · 바뀜") && page.html.contains("<ins>경기</ins>"));
    assert!(page.html.contains("조합원사 5행") && page.html.contains("010-0000"));
    assert!(page.html.contains("파일에 없는 열("));
    let gone = keeper
        .get(&format!("{PLAN}?id={id}&show=member.missing"))
        .await;
    assert!(gone.html.contains("(주)한빛3") && gone.html.contains("명부에서 지우기"));
    assert_eq!(
        office.payload(&office.company("(주)한빛1")),
        before,
        "nothing yet"
    );

    // The second company is left out; who is missing is left alone.
    let left = "member.row.조합원사.3";
    let fields = [
        ("id", id.as_str()),
        ("do", "save"),
        ("key", "member.row.조합원사.2"),
        ("take", "member.row.조합원사.2"),
        ("key", left),
    ];
    assert_eq!(keeper.post(PLAN, &fields).await.status, 303);
    let fields = [("id", id.as_str()), ("do", "apply")];
    let done = keeper.post(PLAN, &fields).await;
    assert!(
        done.to.ends_with("done=applied"),
        "{} {}",
        done.status,
        done.html
    );
    assert_eq!(
        office.payload(&office.company("(주)한빛1"))["branch"],
        "경기"
    );
    assert_eq!(
        office.payload(&office.company("(주)한빛2")).get("branch"),
        None
    );
    office.company("(주)한빛3");
    office.company("새한빛");
    let history = keeper
        .get(&format!(
            "/console/roster/company?id={}",
            office.company("(주)한빛1")
        ))
        .await;
    assert!(history.html.contains("명부담당"));

    // A double click and the browser's way back do nothing more.
    let again = keeper.post(PLAN, &fields).await;
    assert_eq!(again.status, 409);
    assert!(again.html.contains("이미 처리했어요"));
    assert!(keeper.get(&done.to).await.html.contains("되돌리기"));

    // What somebody changed meanwhile stays, and is told.
    let company = office.company("(주)한빛1");
    let open = keeper
        .get(&format!("/console/roster/edit?id={company}"))
        .await;
    assert!(open.html.contains("value=\"경기\""));
    let edit = [
        ("id", company.as_str()),
        ("was.branch", "경기"),
        ("field.branch", "강원"),
    ];
    assert_eq!(keeper.post("/console/roster/edit", &edit).await.status, 303);
    let undone = keeper.post("/console/roster/undo", &[("id", &id)]).await;
    assert_eq!(undone.status, 200);
    assert!(undone.html.contains("(주)한빛1 · 지회"), "{}", undone.html);
    assert_eq!(office.payload(&company)["branch"], "강원");
    let list = keeper
        .get("/console/roster?text=%EC%83%88%ED%95%9C%EB%B9%9B")
        .await;
    assert!(list.html.contains("찾는 회사가 없어요"));
    let again = keeper.post("/console/roster/undo", &[("id", &id)]).await;
    assert_eq!(again.status, 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn it_is_undone_within_a_day_and_not_later() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let csv = "회사명,대표자,휴대폰\n새한빛,임꺽정,010-0000-0009\n";
    let id = keeper.plan("a.csv", csv.as_bytes()).await;
    assert_eq!(keeper.apply(&id, &["member.new"]).await.status, 303);
    office.clock.advance(25 * 60 * super::MINUTE);
    let keeper = {
        let totp = keeper.totp.lock().unwrap().clone();
        let browser = office.browser();
        browser.password("roster").await;
        *browser.totp.lock().unwrap() = totp;
        browser.code().await;
        browser
    };
    let page = keeper.get(&format!("{PLAN}?id={id}")).await;
    assert!(!page.html.contains("/console/roster/undo"));
    let late = keeper.post("/console/roster/undo", &[("id", &id)]).await;
    assert_eq!(late.status, 409);
    assert!(late.html.contains("하루가 지나서"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_goes_is_asked_for_and_stale_plans_are_compared_again() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let csv = "조합원번호,회사명,대표자,휴대폰\n0001,(주)한빛일,홍길동1,010-0000-0001\n";
    let id = keeper.plan("a.csv", csv.as_bytes()).await;
    // Meanwhile somebody changes that very company.
    let company = office.company("(주)한빛1");
    let edit = [
        ("id", company.as_str()),
        ("was.branch", ""),
        ("field.branch", "강원"),
    ];
    assert_eq!(keeper.post("/console/roster/edit", &edit).await.status, 303);
    let stale = keeper
        .apply(&id, &["member.changed", "member.missing"])
        .await;
    assert_eq!(stale.status, 409);
    assert!(stale.html.contains("다시 비교했어요"));
    let done = keeper
        .apply(&id, &["member.changed", "member.missing"])
        .await;
    assert_eq!(done.status, 303, "{}", done.html);
    assert_eq!(office.payload(&company)["name"], "(주)한빛일");
    let list = keeper.get("/console/roster").await;
    assert!(list.html.contains("모두 <b>1</b>곳"), "two were to go");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_files_are_refused_with_advice() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    for (name, bytes, told) in [
        ("a.xlsx", &b"PK\x03\x04nothing"[..], "손상되어"),
        (
            "a.pdf",
            b"%PDF-1.7\n\0\0",
            "Excel 파일이나 CSV 파일이 아니에요",
        ),
        ("a.csv", b"", "비어 있어요"),
        ("", b"", "올릴 파일을 골라"),
    ] {
        let answer = keeper.upload(name, bytes).await;
        assert_eq!(answer.status, 400, "{name}");
        assert!(answer.html.contains(told), "{name}: {}", answer.html);
    }
    let large = vec![b'a'; (20 << 20) + 1];
    let answer = keeper.upload("a.csv", &large).await;
    assert_eq!(answer.status, 413);
    // A form that is not ours brings no file.
    let forged = keeper.upload_as("a.csv", b"a", "wrong").await;
    assert_eq!(forged.status, 403);
    let nobody = office.browser().upload_as("a.csv", b"a", "wrong").await;
    assert_eq!(nobody.status, 401);
    assert_eq!(keeper.get(&format!("{PLAN}?id=x")).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn other_headings_in_cp949_are_explained_once() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let csv = "우리번호,우리회사,사장님,손전화기\n77,똠방전기,홍길동,010-0000-0077\n";
    let (bytes, ..) = EUC_KR.encode(csv);
    let sent = keeper.upload("a.csv", &bytes).await;
    assert!(
        sent.to.starts_with("/console/roster/columns?id="),
        "{}",
        sent.to
    );
    let id = sent.to.split("id=").nth(1).unwrap().to_owned();
    let page = keeper.get(&sent.to).await;
    assert!(page.html.contains("똠방전기") && page.html.contains("제목 줄을 알아보지 못했어요"));
    let mut fields = vec![("id", id.as_str())];
    for (title, meaning) in [
        ("우리번호", "조합원번호"),
        ("우리회사", "회사명"),
        ("사장님", "대표자"),
        ("손전화기", "휴대폰"),
    ] {
        fields.extend([("title", title), ("was", ""), ("meaning", meaning)]);
    }
    let done = keeper.post("/console/roster/columns", &fields).await;
    assert_eq!(done.to, format!("{PLAN}?id={id}"));
    assert_eq!(keeper.apply(&id, &["member.new"]).await.status, 303);
    office.company("똠방전기");
    let again = keeper.upload("b.csv", &bytes).await;
    assert!(again.to.starts_with(PLAN), "remembered: {}", again.to);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_sample_is_taken_over_and_its_faults_come_back_marked() {
    let office = Office::new().await;
    let keeper = office.enter("roster").await;
    let bytes = std::fs::read(SAMPLE).unwrap();
    let id = keeper.plan("roster-sample.xlsx", &bytes).await;
    let page = keeper.get(&format!("{PLAN}?id={id}")).await;
    assert!(page.html.contains("잘못된 칸이 8개") && page.html.contains("2026-13-45"));
    let answer = keeper
        .request(Method::GET, &format!("/console/roster/faults.xlsx?id={id}"))
        .send()
        .await
        .unwrap();
    let marked = answer.bytes().await.unwrap().to_vec();
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(&marked)).unwrap();
    let range = workbook.worksheet_range("조합원사").unwrap();
    assert_eq!(range.height(), 9, "a heading and eight rows");
    let last = range.width() as u32 - 1;
    assert_eq!(range.get_value((0, last)).unwrap().to_string(), "고칠 것");
    assert!(
        range
            .get_value((1, last))
            .unwrap()
            .to_string()
            .contains("가입일")
    );
    assert_eq!(
        workbook
            .worksheet_formula("조합원사")
            .unwrap()
            .used_cells()
            .count(),
        0
    );
    // It can be mended and uploaded as it is.
    let id_marked = keeper.plan("handbook-faults.xlsx", &marked).await;
    let page = keeper.get(&format!("{PLAN}?id={id_marked}")).await;
    assert!(page.html.contains("잘못된 칸이"));
    let all = ["member.new", "officer.new", "staff.new", "member.changed"];
    let done = keeper.apply(&id, &all).await;
    assert_eq!(done.status, 303, "{}", done.html);
    let list = keeper.get("/console/roster").await;
    assert!(
        between(&list.html, "모두 <b>", "</b>")
            .unwrap()
            .parse::<u32>()
            .unwrap()
            > 500
    );
}

/// Peak memory of this very process in MB.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let text = line.unwrap_or_default().trim().trim_end_matches(" kB");
    text.parse::<u64>().unwrap_or_default() / 1024
}

#[tokio::test(flavor = "multi_thread")]
async fn twenty_thousand_rows_fit_into_memory() {
    // Taking so many back is for two, which is looked at elsewhere.
    let office = Office::with(|config| config.console.four_eyes = false).await;
    let keeper = office.enter("roster").await;
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    for (column, title) in (0..).zip(["조합원번호", "회사명", "대표자", "휴대폰", "주소"])
    {
        sheet.write(0, column, title).unwrap();
    }
    for row in 1..=20_000u32 {
        let cells = [
            format!("{:05}", row + 10_000),
            format!("(주)많은빛{row}"),
            format!("홍길동{row}"),
            format!("010-{:04}-{:04}", 1000 + row / 10_000, row % 10_000),
            format!("경기도 화성시 반송동 {row}"),
        ];
        for (column, text) in (0..).zip(cells) {
            sheet.write(row, column, text).unwrap();
        }
    }
    let bytes = workbook.save_to_buffer().unwrap();
    let before = peak();
    let id = keeper.plan("많은 명부.xlsx", &bytes).await;
    assert_eq!(keeper.apply(&id, &["member.new"]).await.status, 303);
    let used = peak().saturating_sub(before);
    assert!(used < 600, "{used} MB");
    let list = keeper.get("/console/roster").await;
    assert!(list.html.contains("20003"));
    let undone = keeper.post("/console/roster/undo", &[("id", &id)]).await;
    assert_eq!(undone.status, 303, "{}", undone.html);
    assert!(
        keeper
            .get("/console/roster")
            .await
            .html
            .contains("모두 <b>3</b>곳")
    );
}
