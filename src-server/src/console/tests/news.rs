//! 소식: written, kept, published, read, taken back.

use handbook_wire::entity::{Kind, Member, ResultShown, Voter};
use handbook_wire::post::{PostDraft, PostState};
use reqwest::Method;
use sha2::{Digest, Sha256};

use super::{Answer, Browser, Office, between};
use crate::storage::{Post, StorageError};

const POST: &str = "/console/news/post";

impl Office {
    fn post(&self, id: &str) -> Option<Post> {
        let found = self.storage().reading(|txn| txn.post(id));
        found.map_err(|error: StorageError| error).unwrap()
    }

    fn draft(&self, id: &str) -> PostDraft {
        serde_json::from_str(&self.post(id).unwrap().draft).unwrap()
    }
}

/// Opens the form of a new post and answers its id.
async fn begin(browser: &Browser<'_>) -> String {
    let html = browser.get(POST).await.html;
    between(&html, "name=\"id\" value=\"", "\"")
        .unwrap()
        .to_owned()
}

async fn send(
    browser: &Browser<'_>,
    path: &str,
    id: &str,
    version: u32,
    fields: &[(&str, &str)],
) -> Answer {
    let version = version.to_string();
    let mut all = vec![("id", id), ("version", &version)];
    all.extend_from_slice(fields);
    browser.post(path, &all).await
}

/// The same form with something else in it.
fn with<'a>(fields: &[(&'a str, &'a str)], more: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let kept = fields
        .iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more).copied().collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_is_drafted_published_changed_and_taken_back() {
    let office = Office::new().await;
    let author = office.enter("news").await;
    let id = begin(&author).await;
    let body = "<p onclick=\"x()\">본문</p><script>alert(1)</script><h1>제목</h1>";
    let typed = [("kind", "tender"), ("title", "입찰 안내"), ("body", body)];
    // It is kept by itself, twice the same without harm, and nobody sees it.
    for _ in 0..2 {
        let kept = send(&author, "/console/news/draft", &id, 0, &typed).await;
        assert_eq!(kept.status, 200, "{}", kept.html);
        assert!(kept.html.contains("\"version\":1") && kept.html.contains("저장했어요"));
    }
    assert_eq!(office.draft(&id).body, "<p>본문</p><h2>제목</h2>");
    let list = author.get("/console/news").await.html;
    assert!(list.contains("입찰 안내") && list.contains("작성 중"));
    let nobody = with(&typed, &[("do", "publish")]);
    let refused = send(&author, POST, &id, 1, &nobody).await;
    assert_eq!(refused.status, 400);
    assert!(refused.html.contains("받을 사람을 정해 주세요") && refused.html.contains("입찰 안내"));
    assert!(!refused.html.contains("onclick") && !refused.html.contains("<script>alert"));
    // One company by its name, one by its number, one that is none.
    let wrong = with(
        &typed,
        &[("do", "publish"), ("members", "(주)한빛1\n없는회사")],
    );
    let refused = send(&author, POST, &id, 1, &wrong).await;
    assert_eq!(refused.status, 400);
    assert!(
        refused.html.contains("찾지 못했어요: 없는회사"),
        "{}",
        refused.html
    );
    let reach = send(
        &author,
        "/console/news/reach",
        &id,
        1,
        &[("members", "한빛1\n0002")],
    )
    .await;
    assert_eq!(reach.html, "지금 2곳 2명이 받아요.");
    let good = with(
        &typed,
        &[("do", "publish"), ("all", "yes"), ("must_read", "yes")],
    );
    let done = send(&author, POST, &id, 1, &good).await;
    assert!(
        done.to.ends_with("done=published"),
        "{} {}",
        done.status,
        done.html
    );
    let stored = office.post(&id).unwrap();
    assert_eq!((stored.state, stored.version), (PostState::Published, 2));

    // Somebody else was faster: what was typed stands, and pressing again takes the place of theirs.
    let admin = office.enter("admin").await;
    admin.get(&format!("{POST}?id={id}")).await;
    let theirs = with(&good, &[("title", "고친 안내")]);
    assert_eq!(send(&admin, POST, &id, 2, &theirs).await.status, 303);
    let mine = with(&good, &[("title", "내 안내")]);
    let conflict = send(&author, POST, &id, 2, &mine).await;
    assert_eq!(conflict.status, 409);
    assert!(
        conflict.html.contains("내 안내") && conflict.html.contains("id=\"version\" value=\"3\"")
    );
    assert_eq!(office.draft(&id).title, "고친 안내");
    assert_eq!(send(&author, POST, &id, 3, &mine).await.status, 303);
    let history = author
        .get(&format!("/console/news/history?id={id}"))
        .await
        .html;
    assert!(
        history.contains("고친 안내") && history.contains("내 안내") && history.contains("관리자")
    );

    let readers = author
        .get(&format!("/console/news/readers?id={id}"))
        .await
        .html;
    assert!(
        readers.contains("3명 가운데 <b>0</b>명") && readers.contains("안 읽음"),
        "{readers}"
    );
    let told = author.post("/console/news/remind", &[("id", &id)]).await;
    assert_eq!(told.status, 409, "this server reaches no closed app");
    let gone = [("id", id.as_str()), ("version", "4")];
    assert!(
        author
            .post("/console/news/withdraw", &gone)
            .await
            .to
            .ends_with("done=withdrawn")
    );
    assert_eq!(office.post(&id).unwrap().state, PostState::Withdrawn);
    assert_eq!(author.post("/console/news/remove", &gone).await.status, 409);
    let log = admin.get("/console/audit?action=edit_post").await.html;
    assert_eq!(log.matches("data-name=\"번호\"").count(), 4, "{log}");
    assert!(log.contains("게시") && log.contains("회수"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_outlives_the_session() {
    let office = Office::new().await;
    let author = office.enter("news").await;
    let id = begin(&author).await;
    office.clock.advance(31 * super::MINUTE);
    let body = "<p>가 나 다 & 라</p>".repeat(2_000);
    let typed = [
        ("title", "긴 소식"),
        ("body", body.as_str()),
        ("do", "save"),
    ];
    let silent = send(&author, "/console/news/draft", &id, 0, &typed).await;
    assert_eq!(silent.status, 401);
    let asked = send(&author, POST, &id, 0, &typed).await;
    assert_eq!(asked.status, 401);
    let mut kept: Vec<(String, String)> = Vec::new();
    for name in ["kept_path", "kept"] {
        let value = between(&asked.html, &format!("name=\"{name}\" value=\""), "\"").unwrap();
        kept.push((name.to_owned(), value.replace("&#38;", "&")));
    }
    let mut fields = vec![("login", "news"), ("password", super::PASSWORD)];
    fields.extend(
        kept.iter()
            .map(|(name, value)| (name.as_str(), value.as_str())),
    );
    let next = author.post("/console/login", &fields).await;
    assert!(
        next.html.contains("name=\"kept\"") || next.status == 303,
        "{}",
        next.html
    );
    assert!(
        office.post(&id).is_none(),
        "nothing is saved before the code"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_event_with_a_poll_is_written_at_the_office() {
    let office = Office::new().await;
    let author = office.enter("news").await;
    let id = begin(&author).await;
    let typed = [
        ("kind", "assembly"),
        ("title", "정기총회"),
        ("body", "<p>가</p>"),
        ("all", "yes"),
        ("event_starts", "2199-03-05T14:00"),
        ("event_ends", "2199-03-05T16:00"),
        ("event_place", "조합 회의실"),
        ("event_agenda", "개회\n\n 결산 \n"),
        ("event_asks", "yes"),
        ("event_most", "2"),
        ("event_proxy", "yes"),
        ("poll", "yes"),
        ("question", "다음 총회는 어디서 할까요?"),
        ("choices", "서울\n제주"),
        ("most", "1"),
        ("question", ""),
        ("choices", ""),
        ("most", "1"),
        ("voter", "company"),
        ("result", "never"),
        ("closes", "2199-03-04T18:00"),
    ];
    // An end before its beginning: nothing is saved, what was typed stays.
    let wrong = with(
        &typed,
        &[("event_ends", "2199-03-05T13:00"), ("do", "publish")],
    );
    let refused = send(&author, POST, &id, 0, &wrong).await;
    assert_eq!(refused.status, 400);
    for kept in [
        "끝나는 시각은 시작보다",
        "조합 회의실",
        "2199-03-05T13:00",
        "서울\n제주",
    ] {
        assert!(refused.html.contains(kept), "{kept}: {}", refused.html);
    }
    assert!(office.post(&id).is_none());
    let right = with(&typed, &[("do", "publish")]);
    assert_eq!(send(&author, POST, &id, 0, &right).await.status, 303);
    let draft = office.draft(&id);
    let event = draft.event.as_ref().unwrap();
    assert_eq!(event.agenda, ["개회", "결산"]);
    let call = event.answers.unwrap();
    assert_eq!((call.most, call.proxy, call.until), (2, true, None));
    let poll = draft.poll.as_ref().unwrap();
    assert_eq!(poll.questions.len(), 1);
    assert_eq!(poll.questions[0].choices, ["서울", "제주"]);
    assert_eq!(
        (poll.voter, poll.result),
        (Voter::Company, ResultShown::Never)
    );
    // The page shows it, and what the page sends is the same once more.
    let page = author.get(&format!("{POST}?id={id}")).await.html;
    for shown in [
        "2199-03-05T14:00",
        "다음 총회는 어디서 할까요?",
        "2199-03-04T18:00",
    ] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    // Of another kind it is no event any more.
    let other = with(&right, &[("kind", "notice")]);
    assert_eq!(send(&author, POST, &id, 1, &other).await.status, 303);
    let draft = office.draft(&id);
    assert!(draft.event.is_none() && draft.poll.is_some());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_occasion_is_written_at_the_office_with_its_company_found() {
    let office = Office::new().await;
    let author = office.enter("news").await;
    let id = begin(&author).await;
    let companies = (office.storage()).reading(|txn| txn.entities(Kind::Member));
    let company = companies
        .map_err(|error: StorageError| error)
        .unwrap()
        .remove(0);
    let member: Member = serde_json::from_str(&company.payload).unwrap();
    let (company, name) = (company.id, member.name);
    let typed = [
        ("kind", "condolence"),
        ("title", ""),
        ("all", "yes"),
        ("occasion", "bereavement"),
        ("occasion_title", "부친상"),
        ("occasion_company", name.as_str()),
        ("occasion_person", "김하나 대표"),
        ("occasion_at", "2199-03-05T07:00"),
        ("host_role", "상주"),
        ("host_name", "김하나"),
        ("host_phone", "전화 없음"),
        ("do", "publish"),
    ];
    let refused = send(&author, POST, &id, 0, &typed).await;
    assert_eq!(refused.status, 400);
    assert!(refused.html.contains("전화 없음") && refused.html.contains("전화번호를 확인"));
    let right = with(&typed, &[("host_phone", "010-0000-0000")]);
    assert_eq!(send(&author, POST, &id, 0, &right).await.status, 303);
    let draft = office.draft(&id);
    assert!(draft.title.contains("부친상"), "{}", draft.title);
    let told = draft.condolence.unwrap();
    assert_eq!(told.member.as_deref(), Some(company.as_str()));
    assert_eq!((told.company, told.hosts.len()), (name, 1));
    assert_eq!(draft.ends_at, told.at.map(|at| at + 86_400_000));
    let gone = author.post("/console/news/remove", &[("id", &id)]).await;
    assert_eq!(gone.status, 409, "readers have seen it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_comes_in_pieces_and_stands_in_the_post() {
    let office = Office::new().await;
    let author = office.enter("news").await;
    let id = begin(&author).await;
    let bytes = picture();
    let hash = crate::service::hex(&Sha256::digest(&bytes));
    let size = bytes.len().to_string();
    let file = "/console/news/file";
    let begin = [
        ("step", "begin"),
        ("name", "현장.png"),
        ("bytes", size.as_str()),
        ("hash", hash.as_str()),
    ];
    let begun = author.post(file, &begin).await;
    let upload = between(&begun.html, "\"id\":\"", "\"").unwrap().to_owned();
    let half = bytes.len() / 2;
    for (offset, piece) in [
        (0, &bytes[..half]),
        (half, &bytes[half..]),
        (0, &bytes[..half]),
    ] {
        let sent = send_piece(&author, &upload, offset, piece).await;
        assert_eq!(sent.status, 200, "{}", sent.html);
    }
    let made = author
        .post(file, &[("step", "finish"), ("id", &upload)])
        .await;
    assert_eq!(made.status, 200, "{}", made.html);
    let stored = between(&made.html, "\"file\":\"", "\"").unwrap();
    let shown = author.get(&format!("{file}?hash={stored}")).await;
    assert_eq!(
        (
            shown.status,
            shown.headers["content-type"].to_str().unwrap()
        ),
        (200, "image/jpeg")
    );
    let body = format!(
        "<p>가</p><img data-file=\"{stored}\" alt=\"현장\"><img data-file=\"{hash}\" alt=\"x\">"
    );
    let typed = [
        ("title", "사진"),
        ("body", body.as_str()),
        ("attachment", made.html.as_str()),
        ("do", "save"),
    ];
    let saved = send(&author, POST, &id, 0, &typed).await;
    assert_eq!(saved.status, 303, "{}", saved.html);
    let page = author.get(&saved.to).await.html;
    assert!(
        page.contains(&format!("/console/news/file?hash={stored}")) && page.contains("현장.png")
    );
    assert_eq!(
        office.draft(&id).body,
        format!("<p>가</p><img data-file=\"{stored}\" alt=\"현장\">")
    );
    let dropped = with(&typed, &[("drop", stored)]);
    assert_eq!(send(&author, POST, &id, 1, &dropped).await.status, 303);
    assert!(office.draft(&id).attachments.is_empty() && !office.draft(&id).body.contains("img"));
    let refused = author
        .post(
            file,
            &[
                ("step", "begin"),
                ("bytes", "9999999999"),
                ("hash", hash.as_str()),
            ],
        )
        .await;
    assert_eq!(refused.status, 413);
    assert!(refused.html.contains("너무 커요"));
}

fn picture() -> Vec<u8> {
    let mut bytes = std::io::Cursor::new(Vec::new());
    let picture = image::RgbImage::from_fn(40, 30, |x, y| {
        image::Rgb([x.to_le_bytes()[0], y.to_le_bytes()[0], 90])
    });
    picture
        .write_to(&mut bytes, image::ImageFormat::Png)
        .unwrap();
    bytes.into_inner()
}

async fn send_piece(browser: &Browser<'_>, id: &str, offset: usize, piece: &[u8]) -> Answer {
    let token = browser.token.lock().unwrap().clone();
    let (offset, mut body) = (offset.to_string(), Vec::new());
    for (name, value) in [
        ("form", token.as_str()),
        ("step", "piece"),
        ("id", id),
        ("offset", offset.as_str()),
    ] {
        body.extend_from_slice(
            format!("--line\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
                .as_bytes(),
        );
    }
    body.extend_from_slice(
        b"--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"piece\"\r\n\r\n",
    );
    body.extend_from_slice(piece);
    body.extend_from_slice(b"\r\n--line--\r\n");
    let request = browser
        .request(Method::POST, "/console/news/file")
        .header("content-type", "multipart/form-data; boundary=line")
        .header("origin", browser.office.server.url())
        .body(body);
    browser.take(request.send().await.unwrap()).await
}
