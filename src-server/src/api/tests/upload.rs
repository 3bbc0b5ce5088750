use handbook_wire::ErrorCode;
use handbook_wire::entity::{Attachment, FileHash};
use handbook_wire::file::UploadReply;
use reqwest::{Method, Response};
use serde_json::json;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::{Coop, PASSWORD, code};

pub(super) fn hash(bytes: &[u8]) -> FileHash {
    FileHash::of_bytes(Sha256::digest(bytes).into())
}

/// A PDF of that length.
pub(super) fn pdf(length: usize) -> Vec<u8> {
    let mut bytes = b"%PDF-1.7\n".to_vec();
    bytes.extend((0..length).map(|n| (n % 251) as u8));
    bytes.truncate(length.max(9));
    bytes
}

impl Coop {
    pub(super) async fn staff(&self) -> String {
        self.log_in("staff", PASSWORD).await.access
    }

    pub(super) async fn begin(&self, token: &str, bytes: &[u8], name: &str) -> UploadReply {
        let body = json!({"hash": hash(bytes), "name": name, "bytes": bytes.len()});
        let response = self.post("/v1/staff/files", token, body).await;
        assert_eq!(response.status(), 200);
        response.json().await.unwrap()
    }

    pub(super) async fn append(&self, token: &str, id: &str, at: u64, bytes: &[u8]) -> Response {
        self.request(Method::PUT, &format!("/v1/staff/files/{id}/{at}"))
            .bearer_auth(token)
            .body(bytes.to_vec())
            .send()
            .await
            .unwrap()
    }

    pub(super) async fn finish(&self, token: &str, id: &str) -> Response {
        self.request(Method::POST, &format!("/v1/staff/files/{id}"))
            .bearer_auth(token)
            .send()
            .await
            .unwrap()
    }

    /// Sends a whole file.
    pub(super) async fn try_upload(&self, token: &str, bytes: &[u8], name: &str) -> Response {
        let begun = self.begin(token, bytes, name).await;
        let mut at = begun.offset;
        for piece in bytes[usize::try_from(at).unwrap()..].chunks(1 << 20) {
            let response = self.append(token, &begun.id, at, piece).await;
            assert_eq!(response.status(), 200);
            at = response.json::<UploadReply>().await.unwrap().offset;
        }
        self.finish(token, &begun.id).await
    }

    pub(super) async fn upload(&self, token: &str, bytes: &[u8], name: &str) -> Attachment {
        let response = self.try_upload(token, bytes, name).await;
        assert_eq!(response.status(), 200, "{name}");
        response.json().await.unwrap()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_several_sizes_arrive_as_they_are() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    for length in [9, 1 << 20, (1 << 20) + 1, 9 << 20] {
        let bytes = pdf(length);
        let attachment = coop.upload(&staff, &bytes, "../../총회\u{202e} 자료").await;
        assert_eq!(attachment.file, hash(&bytes));
        assert_eq!(attachment.name, "총회 자료.pdf");
        assert_eq!(attachment.media_type, "application/pdf");
        assert_eq!(attachment.check(), Ok(()));
        let response = coop
            .request(Method::GET, &format!("/v1/files/{}", attachment.file))
            .bearer_auth(&staff)
            .send()
            .await
            .unwrap();
        assert_eq!(response.status(), 200);
        assert!(response.bytes().await.unwrap() == bytes);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_upload_goes_on_where_it_stopped() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let bytes = pdf(100_000);
    let begun = coop.begin(&staff, &bytes, "a.pdf").await;
    assert_eq!(begun.offset, 0);
    coop.append(&staff, &begun.id, 0, &bytes[..40_000]).await;
    // What lies beyond is refused, what is there already is passed over.
    let beyond = coop
        .append(&staff, &begun.id, 40_001, &bytes[40_001..])
        .await;
    assert_eq!(beyond.status(), 409);
    let again = coop.append(&staff, &begun.id, 0, &bytes[..50_000]).await;
    assert_eq!(again.json::<UploadReply>().await.unwrap().offset, 50_000);
    let early = coop.finish(&staff, &begun.id).await;
    assert_eq!(early.status(), 400);
    // After a break, perhaps under another session, the same is asked for again.
    let later = coop.staff().await;
    let stands = coop.begin(&later, &bytes, "b.pdf").await;
    assert_eq!(
        (stands.id.as_str(), stands.offset),
        (begun.id.as_str(), 50_000)
    );
    coop.append(&later, &begun.id, 50_000, &bytes[50_000..])
        .await;
    let done: Attachment = coop.finish(&later, &begun.id).await.json().await.unwrap();
    assert_eq!((done.file, done.name.as_str()), (hash(&bytes), "b.pdf"));
    // A lost answer is repeated, however it is asked for.
    let again: Attachment = coop.finish(&later, &begun.id).await.json().await.unwrap();
    assert_eq!(again.file, hash(&bytes));
    let again = coop.begin(&later, &bytes, "c.pdf").await;
    assert_eq!(again.done.unwrap().name, "c.pdf");
    let tail = coop.append(&later, &begun.id, 0, &bytes).await;
    assert_eq!(tail.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_at_once_never_mix() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let bytes = pdf(3 << 20);
    let begun = coop.begin(&staff, &bytes, "a.pdf").await;
    // Both send everything in their own pieces, and go on from what they are told.
    let send = async |size: usize| {
        loop {
            let stands = coop.begin(&staff, &bytes, "a.pdf").await;
            let at = usize::try_from(stands.offset).unwrap();
            let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else {
                return;
            };
            let piece = &rest[..size.min(rest.len())];
            let response = coop.append(&staff, &begun.id, stands.offset, piece).await;
            assert!([200, 409, 503].contains(&response.status().as_u16()));
        }
    };
    tokio::join!(send(70_001), send(1 << 18));
    let (one, other) = tokio::join!(
        coop.finish(&staff, &begun.id),
        coop.finish(&staff, &begun.id)
    );
    let statuses = [one.status().as_u16(), other.status().as_u16()];
    assert!(statuses.contains(&200), "{statuses:?}");
    assert!(statuses.iter().all(|status| [200, 503].contains(status)));
    let done: Attachment = coop.finish(&staff, &begun.id).await.json().await.unwrap();
    assert_eq!(done.file, hash(&bytes));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_too_large_is_refused_before_its_bytes_are_read() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let body = json!({"hash": hash(b""), "name": "a.mp4", "bytes": 2_u64 << 30});
    let response = coop.post("/v1/staff/files", &staff, body).await;
    assert_eq!(response.status(), 413);
    assert_eq!(code(response).await, ErrorCode::TooLarge);
    // A request that announces 2 GB is answered without a byte of it.
    let begun = coop.begin(&staff, &pdf(10), "a.pdf").await;
    let mut socket = tokio::net::TcpStream::connect(coop.server.addr())
        .await
        .unwrap();
    let head = format!(
        "PUT /v1/staff/files/{}/0 HTTP/1.1\r\nhost: x\r\nhandbook-protocol: 1\r\n\
         authorization: Bearer {staff}\r\ncontent-length: 2147483648\r\n\r\n",
        begun.id
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let mut answer = [0; 12];
    socket.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    // One that announces nothing and never ends is answered after the first piece, whatever is sent on.
    let mut socket = tokio::net::TcpStream::connect(coop.server.addr())
        .await
        .unwrap();
    let head = format!(
        "PUT /v1/staff/files/{}/0 HTTP/1.1\r\nhost: x\r\nhandbook-protocol: 1\r\n\
         authorization: Bearer {staff}\r\ntransfer-encoding: chunked\r\n\r\n",
        begun.id
    );
    socket.write_all(head.as_bytes()).await.unwrap();
    let (mut answers, mut sends) = socket.into_split();
    let sending = tokio::spawn(async move {
        let mut chunk = b"10000\r\n".to_vec();
        chunk.resize(chunk.len() + 0x1_0000, 0);
        chunk.extend(b"\r\n");
        let mut sent = 0_u64;
        while sent < 2 << 30 && sends.write_all(&chunk).await.is_ok() {
            sent += 0x1_0000;
        }
        sent
    });
    let mut answer = [0; 12];
    answers.read_exact(&mut answer).await.unwrap();
    assert_eq!(&answer, b"HTTP/1.1 413");
    drop(answers);
    let sent = sending.await.unwrap();
    assert!(sent < 64 << 20, "{sent} bytes were taken");
    // So is more than was announced, and a piece that is too large.
    let more = coop.append(&staff, &begun.id, 0, &[0; 11]).await;
    assert_eq!(more.status(), 413);
    let response = coop.append(&staff, &begun.id, 0, &[0; (1 << 20) + 1]).await;
    assert_eq!(response.status(), 413);
    // A document may not be as large as a video.
    let large = pdf((100 << 20) + 1);
    assert_eq!(coop.try_upload(&staff, &large, "a.pdf").await.status(), 413);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_hash_is_never_stored() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let (right, wrong) = (pdf(1000), vec![b'x'; 1000]);
    let begun = coop.begin(&staff, &right, "a.pdf").await;
    coop.append(&staff, &begun.id, 0, &wrong).await;
    let response = coop.finish(&staff, &begun.id).await;
    assert_eq!(response.status(), 400);
    for one in [&right, &wrong] {
        let path = format!("/v1/files/{}", hash(one));
        let response = coop.request(Method::GET, &path).bearer_auth(&staff);
        assert_eq!(response.send().await.unwrap().status(), 404);
    }
    // It begins anew, and the right bytes are taken.
    assert_eq!(
        coop.upload(&staff, &right, "a.pdf").await.file,
        hash(&right)
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn only_its_author_goes_on_with_an_upload() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let begun = coop.begin(&staff, &pdf(10), "a.pdf").await;
    let member = coop.log_in("01000000001", PASSWORD).await.access;
    assert_eq!(coop.append(&member, &begun.id, 0, b"x").await.status(), 403);
    for id in ["..", "%2e%2e%2fsecret", "..%2f..%2fhandbook.db", "%00", "0"] {
        for response in [
            coop.append(&staff, id, 0, b"x").await,
            coop.finish(&staff, id).await,
        ] {
            assert!([404, 405].contains(&response.status().as_u16()), "{id}");
        }
    }
    let path = format!("/v1/staff/files/{}", begun.id);
    let gone = coop.request(Method::DELETE, &path).bearer_auth(&staff);
    assert_eq!(gone.send().await.unwrap().status(), 204);
    assert_eq!(coop.finish(&staff, &begun.id).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_nobody_goes_on_with_is_forgotten() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    let begun = coop.begin(&staff, &pdf(10), "a.pdf").await;
    coop.append(&staff, &begun.id, 0, b"%PDF").await;
    let part = coop.folder.path().join("data/uploads").join(&begun.id);
    assert!(part.exists());
    let service = coop.server.service();
    service.sweep_files().await.unwrap();
    assert!(part.exists());
    coop.clock.advance(3 * 24 * 60 * 60 * 1000);
    service.sweep_files().await.unwrap();
    assert!(!part.exists());
    let staff = coop.staff().await;
    assert_eq!(coop.finish(&staff, &begun.id).await.status(), 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_could_run_is_refused_and_pictures_tell_nothing() {
    let coop = Coop::new().await;
    let staff = coop.staff().await;
    for (name, bytes) in [
        ("a.pdf", &b"<html><script>alert(1)</script>"[..]),
        ("a.jpg", b"<svg onload=alert(1)>"),
        ("a.txt", b"#!/bin/sh"),
        ("a.zip", b"MZ\x90\0\x03\0"),
    ] {
        let response = coop.try_upload(&staff, bytes, name).await;
        assert_eq!(response.status(), 415, "{name}");
        assert_eq!(code(response).await, ErrorCode::UnsupportedFile);
    }
    let mut png = Vec::new();
    image::DynamicImage::from(image::RgbImage::new(900, 600))
        .write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png)
        .unwrap();
    png.extend(b"GPS 37.5665 <script>");
    let attachment = coop.upload(&staff, &png, "현장.png").await;
    assert_ne!(attachment.file, hash(&png));
    assert_eq!(attachment.name, "현장.png.jpg");
    assert_eq!(attachment.check(), Ok(()));
    let picture = attachment.picture.clone().unwrap();
    assert_eq!((picture.width, picture.height), (900, 600));
    for file in attachment.files() {
        let request = coop.request(Method::GET, &format!("/v1/files/{file}"));
        let response = request.bearer_auth(&staff).send().await.unwrap();
        assert_eq!(response.headers()["content-type"], "image/jpeg");
        let bytes = response.bytes().await.unwrap();
        assert_eq!(hash(&bytes), *file);
        assert!(!bytes.windows(3).any(|at| at == b"GPS"));
    }
}
