//! Files from one device to another, with the server as a process of its own: over a line that breaks, and in a
//! bucket of a real S3 server.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use handbook_tests::proxy::{Fault, Proxy};
use handbook_tests::s3::Bucket;
use handbook_tests::{Device, Error, TestServer, device, roster, wait_for};
use handbook_wire::auth::{self, LoginRequest, SessionReply};
use handbook_wire::entity::{Attachment, FileHash, PostKind, Targets};
use handbook_wire::file::{Limits, UploadReply, UploadRequest};
use handbook_wire::ipc::{PickArgs, PickIdArgs, PickPiece, PostSheet, SendPostArgs};
use handbook_wire::post::PostDraft;
use reqwest::Method;
use sha2::{Digest, Sha256};

const LOGIN: &str = "01000000000";
const PASSWORD: &str = "Sujeop-2026";

/// A server with the sample co-op, and the login of a member of staff.
async fn coop(settings: &[(&'static str, String)]) -> Result<(TestServer, String), Error> {
    let mut server = TestServer::new()?;
    server.set([(
        "HANDBOOK_SERVER_ACCOUNTS_STAFF_SECOND_FACTOR",
        "false".to_owned(),
    )]);
    server.set(settings.iter().cloned());
    server.import(&roster::sample())?;
    server.activate(LOGIN, PASSWORD)?;
    server.start().await?;
    let accounts: Vec<serde_json::Value> =
        serde_json::from_str(&server.run(&["account", "list", "--json"])?)?;
    let staff = (accounts.iter()).find(|account| account["role"] == "staff");
    let login = staff
        .and_then(|account| account["login"].as_str())
        .ok_or("the roster has no staff")?
        .to_owned();
    server.activate(&login, PASSWORD)?;
    Ok((server, login))
}

async fn live(url: &str, login: &str) -> Result<Device, Error> {
    let device = Device::new(url)?;
    device.login(login, PASSWORD).await?;
    device.wait_live().await?;
    Ok(device)
}

fn core(error: handbook_core::Error) -> Error {
    device::told(error.into())
}

fn pdf(bytes: usize) -> Vec<u8> {
    let mut pdf = b"%PDF-1.7\n".to_vec();
    pdf.extend((pdf.len()..bytes).map(|n| (n % 251) as u8));
    pdf
}

/// Attaches a file to a new post for everybody and publishes it.
async fn publish(staff: &Device, name: &str, bytes: &[u8]) -> Result<Attachment, Error> {
    let desk = staff.handbook()?;
    let sheet = desk.open_sheet(String::new()).await.map_err(core)?;
    desk.keep_sheet(sheet.clone()).await.map_err(core)?;
    let args = PickArgs {
        name: name.to_owned(),
        bytes: bytes.len() as u64,
        post: sheet.id.clone(),
    };
    let id = desk.begin_pick(args).await.map_err(core)?;
    let piece = usize::try_from(PickPiece::BYTES)?;
    for (number, part) in bytes.chunks(piece).enumerate() {
        let piece = PickPiece {
            id: id.clone(),
            at: (number * piece) as u64,
            base64: STANDARD.encode(part),
        };
        desk.add_pick(piece).await.map_err(core)?;
    }
    let sent = desk.send_pick(PickIdArgs { id }).await.map_err(core)?;
    let kept = desk.open_sheet(sheet.id).await.map_err(core)?;
    assert_eq!(kept.draft.attachments, std::slice::from_ref(&sent));
    let draft = PostDraft {
        kind: PostKind::Library,
        title: name.to_owned(),
        targets: Targets::everybody(),
        ..kept.draft
    };
    let sheet = PostSheet { draft, ..kept };
    let sent_post = SendPostArgs {
        sheet,
        publish: true,
    };
    desk.send_post(sent_post).await.map_err(core)?;
    Ok(sent)
}

async fn fetched(device: &Device, file: &Attachment) -> Result<Vec<u8>, Error> {
    let handbook = device.handbook()?;
    handbook.fetch_file(file.clone()).await.map_err(core)?;
    let read = handbook.read_file(file.file.clone(), 0, usize::MAX).await;
    Ok(read.map_err(core)?.bytes)
}

async fn wait_posts(device: &Device, count: u64) -> Result<(), Error> {
    wait_for("the post", || async {
        let query = handbook_wire::ipc::PostQuery::default();
        let page = device.handbook().ok()?.list_posts(query).await.ok()?;
        (page.total == count).then_some(())
    })
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn files_in_a_bucket_of_a_real_s3_server() -> Result<(), Error> {
    let bucket = Bucket::start().await?;
    let (mut server, staff) = coop(&bucket.settings()).await?;
    let staff = live(&server.url(), &staff).await?;
    // One that goes at once, and one that goes in parts of 8 MiB.
    let (small, large) = (pdf(40_000), pdf((20 << 20) + 17));
    let one = publish(&staff, "작은 자료.pdf", &small).await?;
    let two = publish(&staff, "큰 자료.pdf", &large).await?;
    for (file, bytes) in [(&one, &small), (&two, &large)] {
        let hash = file.file.as_str();
        let object = bucket.object(&format!("{}/{hash}", &hash[..2]));
        assert!(std::fs::read(&object)? == *bytes, "{}", object.display());
    }
    assert!(!server.data().join("files").exists());

    // Over a line that is cut again and again, the rest of it is asked for as a range.
    let proxy = Proxy::start(&server.url()).await?;
    let member = live(&proxy.url(), LOGIN).await?;
    wait_posts(&member, 2).await?;
    proxy.set(Fault::CutAfter(9 << 20));
    assert!(fetched(&member, &two).await? == large);
    proxy.set(Fault::None);

    // What the bucket has is not what the hash says.
    let hash = one.file.as_str();
    let object = bucket.object(&format!("{}/{hash}", &hash[..2]));
    std::fs::write(&object, vec![b'x'; small.len()])?;
    assert!(fetched(&member, &one).await.is_err());
    std::fs::write(&object, &small)?;
    assert!(fetched(&member, &one).await? == small);

    // The server starts again; what is gone from the bucket is told as gone.
    server.stop()?;
    server.start().await?;
    let other = live(&server.url(), LOGIN).await?;
    assert!(fetched(&other, &one).await? == small);
    std::fs::remove_file(&object)?;
    let third = live(&server.url(), LOGIN).await?;
    assert!(fetched(&third, &one).await.is_err());
    assert!(fetched(&other, &one).await? == small);
    Ok(())
}

/// Three times the bytes take no more memory: what a file costs the server is a number of parts.
/// A server that held a file whole would grow by all of the 64 MB that the last one has more; what
/// an allocator keeps back varies from run to run, but not by half of that.
#[tokio::test(flavor = "multi_thread")]
async fn a_large_file_costs_the_server_no_more_memory_than_a_small_one() -> Result<(), Error> {
    let (server, staff) = coop(&[]).await?;
    let _ = rustls::crypto::ring::default_provider().install_default();
    let http = reqwest::Client::new();
    let request = |method: Method, path: &str| {
        let url = format!("{}{path}", server.url());
        let builder = http.request(method, url);
        builder.header("handbook-protocol", "1")
    };
    let login = LoginRequest {
        login: staff,
        password: PASSWORD.to_owned(),
        device: auth::Device {
            id: "0".repeat(32),
            name: "PC".to_owned(),
        },
    };
    let reply = request(Method::POST, "/v1/session").json(&login);
    let session: SessionReply = reply.send().await?.error_for_status()?.json().await?;

    let mut most = Vec::new();
    // The first ones warm up what is made once.
    for (number, megabytes) in [30, 31, 32, 96].into_iter().enumerate() {
        let mut bytes = pdf(megabytes << 20);
        bytes[100] = u8::try_from(number)?;
        let begin = UploadRequest {
            hash: FileHash::of_bytes(Sha256::digest(&bytes).into()),
            name: format!("{megabytes}.pdf"),
            bytes: bytes.len() as u64,
        };
        let begun = request(Method::POST, "/v1/staff/files").json(&begin);
        let begun = begun.bearer_auth(&session.access);
        let begun: UploadReply = begun.send().await?.error_for_status()?.json().await?;
        let bytes = Bytes::from(bytes);
        for at in (0..bytes.len()).step_by(Limits::PIECE) {
            let piece = bytes.slice(at..bytes.len().min(at + Limits::PIECE));
            let path = format!("/v1/staff/files/{}/{at}", begun.id);
            let sent = request(Method::PUT, &path).bearer_auth(&session.access);
            sent.body(piece).send().await?.error_for_status()?;
        }
        let path = format!("/v1/staff/files/{}", begun.id);
        let done = request(Method::POST, &path).bearer_auth(&session.access);
        let done: Attachment = done.send().await?.error_for_status()?.json().await?;
        assert_eq!(done.bytes, bytes.len() as u64);
        let path = format!("/v1/files/{}", done.file);
        let got = request(Method::GET, &path).bearer_auth(&session.access);
        let got = got.send().await?.error_for_status()?.bytes().await?;
        assert!(got == bytes);
        most.push(most_memory(server.id()?)?);
    }
    let grown = most[3].saturating_sub(most[2]);
    assert!(grown < 32 << 20, "{most:?}");
    Ok(())
}

/// The most bytes of memory that a process has had.
fn most_memory(process: u32) -> Result<u64, Error> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = (status.lines()).find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmHWM")?.parse::<u64>()? << 10)
}
