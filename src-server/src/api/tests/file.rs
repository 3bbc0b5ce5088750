use handbook_wire::entity::{Attachment, Kind};
use handbook_wire::file::LinkReply;
use handbook_wire::post::PostEntry;
use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::upload::{hash, pdf};
use super::{Coop, PASSWORD};
use crate::storage::{Stamp, StoredFile};

const DAY: i64 = 24 * 60 * 60 * 1000;
const ID: &str = "0123456789abcdef0123456789abcdef";
const OTHER: &str = "11111111111111111111111111111111";

impl Coop {
    async fn fetch(&self, token: &str, path: &str, headers: &[(&str, &str)]) -> Response {
        let mut request = self.request(Method::GET, path);
        if !token.is_empty() {
            request = request.bearer_auth(token);
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap()
    }

    async fn has(&self, token: &str, file: &Attachment) -> bool {
        let path = format!("/v1/files/{}", file.file);
        match self.fetch(token, &path, &[]).await.status().as_u16() {
            200 => true,
            404 => false,
            other => panic!("{other}"),
        }
    }

    async fn try_post(&self, token: &str, id: &str, version: u32, draft: Value) -> Response {
        let body = json!({"version": version, "draft": draft, "publish": true});
        let request = self.request(Method::PUT, &format!("/v1/staff/posts/{id}"));
        let request = request.bearer_auth(token).json(&body);
        request.send().await.unwrap()
    }

    async fn publish_files(
        &self,
        token: &str,
        (id, version): (&str, u32),
        targets: Value,
        files: &[Attachment],
    ) -> u32 {
        let draft = json!({
            "kind": "notice", "title": "자료", "body": "<p>본문</p>", "targets": targets,
            "attachments": files,
        });
        let response = self.try_post(token, id, version, draft).await;
        assert_eq!(response.status(), 200);
        response.json::<PostEntry>().await.unwrap().version
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_a_post_has_its_files_and_nobody_else() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let member = coop.log_in("01000000001", PASSWORD).await.access;
    let other = coop.log_in("01000000002", PASSWORD).await.access;
    let mut png = Vec::new();
    image::DynamicImage::from(image::RgbImage::new(900, 600))
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    let picture = coop.upload(&staff, &png, "현장.png").await;
    let document = coop.upload(&staff, &pdf(5000), "총회.pdf").await;
    assert!(coop.has(&staff, &document).await);
    assert!(!coop.has(&member, &document).await);
    let all = json!({"all": true});
    let files = [picture.clone(), document.clone()];
    let version = coop
        .publish_files(&staff, (ID, 0), all.clone(), &files)
        .await;
    assert!(coop.has(&member, &document).await && coop.has(&other, &document).await);
    for file in picture.files() {
        let path = format!("/v1/files/{file}");
        assert_eq!(coop.fetch(&member, &path, &[]).await.status(), 200);
    }
    // Only for a company from now on: for the others it is as if it did not exist.
    let account = coop.log_in("01000000001", PASSWORD).await.account;
    let own = json!({"members": [account.member.unwrap()]});
    let version = coop.publish_files(&staff, (ID, version), own, &files).await;
    assert!(coop.has(&member, &document).await);
    assert!(!coop.has(&other, &document).await);
    let path = format!("/v1/files/{}", document.file);
    let nothing = format!("/v1/files/{}", hash(b"nothing"));
    let (hidden, unknown) = (
        coop.fetch(&other, &path, &[]).await,
        coop.fetch(&other, &nothing, &[]).await,
    );
    let about = |response: &Response| {
        let mut headers = response.headers().clone();
        headers.remove("x-request-id");
        headers.remove("date");
        (response.status(), headers)
    };
    assert_eq!(about(&hidden), about(&unknown));
    assert_eq!(
        hidden.bytes().await.unwrap(),
        unknown.bytes().await.unwrap()
    );
    let link = coop.post(&format!("{path}/link"), &other, json!({})).await;
    assert_eq!(link.status(), 404);
    // Without the file in it, and withdrawn, nobody but staff has it.
    let left = [document.clone()];
    let version = coop.publish_files(&staff, (ID, version), all, &left).await;
    assert!(!coop.has(&member, &picture).await);
    let path = format!("/v1/staff/posts/{ID}/withdraw");
    coop.post(&path, &staff, json!({"version": version})).await;
    assert!(!coop.has(&member, &document).await);
    assert!(coop.has(&staff, &document).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_lists_only_what_its_author_has_and_as_it_is() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let document = coop.upload(&staff, &pdf(5000), "총회.pdf").await;
    let unknown = Attachment {
        file: hash(b"nothing"),
        ..document.clone()
    };
    let wrong_type = Attachment {
        media_type: "text/html".into(),
        ..document.clone()
    };
    let wrong_size = Attachment {
        bytes: 4999,
        ..document.clone()
    };
    let wrong_name = Attachment {
        name: "../총회.pdf".into(),
        ..document.clone()
    };
    for wrong in [unknown, wrong_type, wrong_size, wrong_name] {
        let draft = json!({
            "kind": "notice", "title": "자료", "targets": {"all": true}, "attachments": [wrong],
        });
        let response = coop.try_post(&staff, ID, 0, draft).await;
        assert_eq!(response.status(), 400);
    }
    let renamed = Attachment {
        name: "다른 이름.pdf".into(),
        ..document
    };
    let all = json!({"all": true});
    coop.publish_files(&staff, (ID, 0), all, &[renamed]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_file_come_as_http_says() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let bytes = pdf(5000);
    let file = coop.upload(&staff, &bytes, "총회.pdf").await;
    let path = format!("/v1/files/{}", file.file);
    let tag = format!("\"{}\"", file.file);
    let whole = coop.fetch(&staff, &path, &[]).await;
    let headers = whole.headers();
    assert_eq!(headers["etag"], tag.as_str());
    assert_eq!(headers["accept-ranges"], "bytes");
    assert_eq!(headers["content-length"], "5000");
    assert_eq!(headers["content-type"], "application/pdf");
    assert_eq!(headers["content-disposition"], "attachment");
    assert_eq!(headers["x-content-type-options"], "nosniff");
    assert_eq!(headers["cache-control"], "no-store");
    let policy = headers["content-security-policy"].to_str().unwrap();
    assert!(policy.contains("sandbox") && policy.contains("default-src 'none'"));
    for (range, status, expected) in [
        ("bytes=0-", 206, &bytes[..]),
        ("bytes=4990-", 206, &bytes[4990..]),
        ("bytes=10-19", 206, &bytes[10..20]),
        ("bytes=-7", 206, &bytes[4993..]),
        ("bytes=4999-9999", 206, &bytes[4999..]),
        ("bytes=0-1,4-5", 200, &bytes[..]),
        ("lines=1-2", 200, &bytes[..]),
    ] {
        let response = coop.fetch(&staff, &path, &[("range", range)]).await;
        assert_eq!(response.status(), status, "{range}");
        let length = expected.len().to_string();
        assert_eq!(response.headers()["content-length"], length.as_str());
        assert!(response.bytes().await.unwrap() == expected, "{range}");
    }
    let none = coop.fetch(&staff, &path, &[("range", "bytes=5000-")]).await;
    assert_eq!(none.status(), 416);
    assert_eq!(none.headers()["content-range"], "bytes */5000");
    let part = ("range", "bytes=1-2");
    let same = coop.fetch(&staff, &path, &[part, ("if-range", &tag)]).await;
    assert_eq!(same.headers()["content-range"], "bytes 1-2/5000");
    let other = coop
        .fetch(&staff, &path, &[part, ("if-range", "\"x\"")])
        .await;
    assert_eq!(other.status(), 200);
    let known = coop.fetch(&staff, &path, &[("if-none-match", &tag)]).await;
    assert_eq!(known.status(), 304);
    assert!(known.bytes().await.unwrap().is_empty());
    let head = coop.request(Method::HEAD, &path).bearer_auth(&staff);
    let head = head.send().await.unwrap();
    assert_eq!(head.headers()["content-length"], "5000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_gives_a_file_for_five_minutes() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let bytes = pdf(5000);
    let file = coop.upload(&staff, &bytes, "총회.pdf").await;
    let path = format!("/v1/files/{}/link", file.file);
    let body = json!({"name": "../총회\" 자료.pdf"});
    let link: LinkReply = coop.post(&path, &staff, body).await.json().await.unwrap();
    let response = coop.fetch("", &link.path, &[("range", "bytes=1-3")]).await;
    assert_eq!(response.status(), 206);
    assert_eq!(
        response.headers()["content-disposition"],
        "attachment; filename*=UTF-8''%EC%B4%9D%ED%9A%8C%20%EC%9E%90%EB%A3%8C.pdf"
    );
    assert!(response.bytes().await.unwrap() == bytes[1..4]);
    // Neither another word nor a session's token is one.
    let mut forged = link.path.clone();
    let last = forged.pop().unwrap();
    forged.push(if last == 'A' { 'B' } else { 'A' });
    for path in [
        forged,
        format!("/files/{staff}"),
        "/files/%00.%00".to_owned(),
    ] {
        assert_eq!(coop.fetch("", &path, &[]).await.status(), 404);
    }
    let token = link.path.strip_prefix("/files/").unwrap();
    assert_eq!(coop.fetch(token, "/v1/account", &[]).await.status(), 401);
    coop.clock.advance(5 * 60 * 1000);
    assert_eq!(coop.fetch("", &link.path, &[]).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_record_lists_is_deleted_and_what_one_lists_stays() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let listed = coop.upload(&staff, &pdf(5000), "a.pdf").await;
    let unlisted = coop.upload(&staff, &pdf(6000), "b.pdf").await;
    let all = json!({"all": true});
    let version = coop
        .publish_files(&staff, (ID, 0), all.clone(), std::slice::from_ref(&listed))
        .await;
    let object = |file: &Attachment| {
        let digits = file.file.as_str();
        let folder = coop.folder.path().join("data/files");
        folder.join(&digits[..2]).join(digits)
    };
    let service = coop.server.service();
    coop.clock.advance(6 * DAY);
    service.sweep_files().await.unwrap();
    assert!(object(&unlisted).exists());
    coop.clock.advance(2 * DAY);
    service.sweep_files().await.unwrap();
    assert!(!object(&unlisted).exists());
    assert!(object(&listed).exists());
    coop.activate("staff");
    let staff = coop.staff().await;
    assert!(!coop.has(&staff, &unlisted).await);
    // It can come again, and goes for good a week after a post has let it go.
    let again = coop.upload(&staff, &pdf(6000), "b.pdf").await;
    assert!(coop.has(&staff, &again).await);
    coop.publish_files(&staff, (ID, version), all.clone(), &[])
        .await;
    service.sweep_files().await.unwrap();
    assert!(object(&listed).exists());
    coop.clock.advance(8 * DAY);
    service.sweep_files().await.unwrap();
    assert!(!object(&listed).exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_files_are_no_burden() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let file = coop.upload(&staff, &pdf(5000), "a.pdf").await;
    let all = json!({"all": true});
    coop.publish_files(&staff, (ID, 0), all.clone(), std::slice::from_ref(&file))
        .await;
    coop.storage()
        .writing(|txn| {
            for n in 0..1000 {
                let hash = hash(format!("{n}").as_bytes());
                txn.put_file(&StoredFile {
                    hash: hash.as_str().to_owned(),
                    media_type: "application/pdf".to_owned(),
                    bytes: 1,
                    picture: None,
                    unlisted_since: 0,
                })?;
                let record = format!("post {n}");
                let hashes = [hash.as_str(), file.file.as_str()];
                txn.set_file_references(Kind::Post, &record, &hashes, 0)?;
            }
            txn.advance(crate::storage::Change::Private, 0)
        })
        .map(|_: Stamp| ())
        .unwrap();
    let member = coop.log_in("01000000001", PASSWORD).await.access;
    assert!(coop.has(&member, &file).await);
    coop.server.service().sweep_files().await.unwrap();
    assert!(coop.has(&member, &file).await);
    // More than a post may list are refused.
    let many = vec![file; Attachment::MOST + 1];
    let draft = json!({
        "kind": "notice", "title": "자료", "targets": {"all": true}, "attachments": many,
    });
    assert_eq!(coop.try_post(&staff, OTHER, 0, draft).await.status(), 400);
}
