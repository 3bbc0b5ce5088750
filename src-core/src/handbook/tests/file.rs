use handbook_wire::auth::Role;
use handbook_wire::entity::{Attachment, FileHash};
use handbook_wire::ipc::{
    FileStage, FilesArgs, KeepArgs, PickArgs, PickIdArgs, PickPiece, PostMarkArgs, PostSheet,
    Shelf, ShelfSetting,
};
use sha2::{Digest, Sha256};

use super::*;

const PIECE: usize = 64 << 10;
const POST: &str = "fedcba9876543210fedcba9876543210";

/// A file of that length at the server, in a post.
fn put(fake: &Fake, name: &str, length: usize) -> (Attachment, Vec<u8>) {
    let bytes: Vec<u8> = (0..length).map(|n| (n % 251) as u8).collect();
    let attachment = Attachment {
        file: FileHash::of_bytes(Sha256::digest(&bytes).into()),
        name: format!("{name}.pdf"),
        media_type: "application/pdf".into(),
        bytes: length as u64,
        picture: None,
    };
    let hash = attachment.file.to_string();
    fake.state().files.insert(hash, bytes.clone());
    let post = json!({"title": name, "attachments": [attachment]});
    fake.put("post", name, post);
    (attachment, bytes)
}

async fn state(handbook: &Handbook, attachment: &Attachment) -> (FileStage, u64) {
    let files = vec![attachment.file.clone()];
    let states = handbook.file_states(FilesArgs { files }).await.unwrap();
    (states[0].stage.clone(), states[0].have)
}

async fn whole(handbook: &Handbook, attachment: &Attachment) -> Result<Vec<u8>, Error> {
    let file = attachment.file.clone();
    Ok(handbook.read_file(file, 0, usize::MAX).await?.bytes)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_download_goes_on_also_after_the_app_was_closed() {
    let fake = Fake::new(1);
    let (attachment, bytes) = put(&fake, "a", 3_000_000);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    assert_eq!(state(&handbook, &attachment).await, (FileStage::Absent, 0));
    fake.state().ranges.clear();
    // It breaks, goes on by itself, and gives up when nothing comes any more.
    fake.state().breaks.extend([1_500_000, 700_000, 0, 0, 0]);
    assert!(handbook.fetch_file(attachment.clone()).await.is_err());
    let (stage, have) = state(&handbook, &attachment).await;
    assert!(matches!(stage, FileStage::Failed(reply) if reply.code == ErrorCode::Offline));
    assert!(have > 2_000_000 && have % PIECE as u64 == 0);
    assert!(matches!(
        whole(&handbook, &attachment).await,
        Err(Error::NotFound)
    ));
    handbook.close().await;
    let handbook = device.open();
    device.equal(&handbook).await;
    fake.state().ranges.clear();
    handbook.fetch_file(attachment.clone()).await.unwrap();
    assert_eq!(fake.state().ranges, [have]);
    assert_eq!(
        state(&handbook, &attachment).await,
        (FileStage::Here, 3_000_000)
    );
    // It is there without a signal, in parts too, and nothing of it is in the clear.
    fake.state().offline = true;
    assert!(whole(&handbook, &attachment).await.unwrap() == bytes);
    let part = handbook.read_file(attachment.file.clone(), 100, 7).await;
    assert_eq!(part.unwrap().bytes, bytes[100..107]);
    let folder = device.dir().join("cache/files");
    for file in std::fs::read_dir(&folder).unwrap() {
        let file = file.unwrap();
        assert!(
            !file
                .file_name()
                .to_string_lossy()
                .contains(attachment.file.as_str())
        );
        let disk = std::fs::read(file.path()).unwrap();
        assert!(!disk.windows(32).any(|at| at == &bytes[..32]));
    }
    handbook.logout().await.unwrap();
    assert!(!folder.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_file_is_never_shown() {
    let fake = Fake::new(1);
    let (attachment, bytes) = put(&fake, "a", 200_000);
    let hash = attachment.file.to_string();
    fake.state().files.insert(hash.clone(), vec![1; 200_000]);
    let device = Device::new(&fake);
    let handbook = device.live().await;
    assert!(handbook.fetch_file(attachment.clone()).await.is_err());
    assert!(whole(&handbook, &attachment).await.is_err());
    // More than was announced is not taken either.
    fake.state().files.insert(hash.clone(), vec![1; 300_000]);
    assert!(handbook.fetch_file(attachment.clone()).await.is_err());
    fake.state().files.insert(hash, bytes.clone());
    handbook.fetch_file(attachment.clone()).await.unwrap();
    // Damage on the disk is noticed, and the file is fetched anew.
    let folder = device.dir().join("cache/files");
    let file = std::fs::read_dir(folder).unwrap().next().unwrap().unwrap();
    std::fs::write(file.path(), b"damaged").unwrap();
    assert!(matches!(
        whole(&handbook, &attachment).await,
        Err(Error::NotFound)
    ));
    handbook.fetch_file(attachment.clone()).await.unwrap();
    assert!(whole(&handbook, &attachment).await.unwrap() == bytes);
    let mut out = tempfile::tempfile().unwrap();
    let to = out.try_clone().unwrap();
    handbook.copy_file(attachment.file, to).await.unwrap();
    std::io::Seek::rewind(&mut out).unwrap();
    let mut copied = Vec::new();
    std::io::Read::read_to_end(&mut out, &mut copied).unwrap();
    assert!(copied == bytes);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_not_used_goes_and_what_is_kept_stays() {
    let fake = Fake::new(1);
    let sizes = 100_000;
    let files: Vec<Attachment> = ["a", "b", "c"]
        .map(|name| put(&fake, name, sizes).0)
        .to_vec();
    // The same bytes are the same file: each gets a byte of its own.
    let files: Vec<Attachment> = files
        .into_iter()
        .zip(0_u8..)
        .map(|(attachment, n)| {
            let bytes = vec![n; sizes];
            let file = FileHash::of_bytes(Sha256::digest(&bytes).into());
            fake.state().files.insert(file.to_string(), bytes);
            let attachment = Attachment { file, ..attachment };
            let name = attachment.name.trim_end_matches(".pdf").to_owned();
            fake.put(
                "post",
                &name,
                json!({"title": name, "attachments": [attachment]}),
            );
            attachment
        })
        .collect();
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let budget = Some(Shelf::BUDGETS[0]);
    let setting = ShelfSetting {
        budget,
        wifi_only: Some(false),
    };
    let shelf = handbook.set_shelf(setting).await.unwrap();
    assert_eq!((shelf.budget, shelf.wifi_only), (Shelf::BUDGETS[0], false));
    let odd = ShelfSetting {
        budget: Some(7),
        wifi_only: None,
    };
    assert!(handbook.set_shelf(odd).await.is_err());
    // Room for two and a half of them.
    let budget = handbook.0.cache.set_fact(meta::Fact::FileBudget, "250000");
    budget.unwrap();
    for (file, now) in files[..2].iter().zip([2_000, 3_000]) {
        handbook.fetch_file(file.clone()).await.unwrap();
        device.clock.set(now);
    }
    whole(&handbook, &files[0]).await.unwrap();
    device.clock.set(4_000);
    handbook.fetch_file(files[2].clone()).await.unwrap();
    let here = async |n: usize| state(&handbook, &files[n]).await.0 == FileStage::Here;
    assert!(here(0).await && !here(1).await && here(2).await);
    let kept = KeepArgs {
        file: files[0].file.clone(),
        kept: true,
    };
    handbook.keep_file(kept).await.unwrap();
    handbook.fetch_file(files[1].clone()).await.unwrap();
    assert!(here(0).await && here(1).await && here(2).await);
    assert_eq!(handbook.get_shelf().await.unwrap().used, 3 * sizes as u64);
    // Keeping its post does the same.
    let keep = |file: usize, kept| KeepArgs {
        file: files[file].file.clone(),
        kept,
    };
    let save = |saved| PostMarkArgs {
        id: "a".to_owned(),
        read: None,
        saved: Some(saved),
    };
    handbook.mark_post(save(true)).await.unwrap();
    handbook.keep_file(keep(0, false)).await.unwrap();
    assert!(here(0).await && here(1).await && here(2).await);
    handbook.mark_post(save(false)).await.unwrap();
    handbook.set_shelf(ShelfSetting::default()).await.unwrap();
    assert!(!here(0).await && here(1).await && here(2).await);
    handbook.fetch_file(files[0].clone()).await.unwrap();
    handbook.keep_file(keep(0, true)).await.unwrap();
    handbook.fetch_file(files[1].clone()).await.unwrap();
    // What no post lists any more is gone with the next sync, kept or not.
    fake.put("post", "a", json!({"title": "a", "attachments": []}));
    handbook.sync_now();
    device.equal(&handbook).await;
    wait(&handbook, |_, status| status.sync == SyncState::Live).await;
    for _ in 0..200 {
        if !here(0).await {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(!here(0).await && here(1).await);
    assert_eq!(handbook.clear_files().await.unwrap().used, 0);
    assert!(!here(1).await);
    let left = std::fs::read_dir(device.dir().join("cache/files")).unwrap();
    assert!(left.count() <= 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picked_file_is_kept_until_the_server_has_it() {
    use base64::Engine;
    use base64::engine::general_purpose::STANDARD;
    let fake = Fake::new(1);
    fake.state().role = Role::Staff;
    let device = Device::new(&fake);
    let handbook = device.live().await;
    let bytes: Vec<u8> = (0..700_000_u32).map(|n| (n % 251) as u8).collect();
    let args = PickArgs {
        name: "../총회.pdf".into(),
        bytes: 700_000,
        post: POST.into(),
    };
    let id = handbook.begin_pick(args).await.unwrap();
    let piece = |at: usize| {
        let end = bytes.len().min(at + PickPiece::BYTES as usize);
        let base64 = STANDARD.encode(&bytes[at..end]);
        PickPiece {
            id: id.clone(),
            at: at as u64,
            base64,
        }
    };
    handbook.add_pick(piece(0)).await.unwrap();
    let picked = handbook.list_picks().await.unwrap().remove(0);
    assert_eq!((picked.post.as_str(), picked.taken), (POST, 524_288));
    // The same once more is no next piece; a file that is not whole is not sent.
    assert!(handbook.add_pick(piece(0)).await.is_err());
    let args = PickIdArgs { id: id.clone() };
    assert!(handbook.send_pick(args.clone()).await.is_err());
    handbook
        .add_pick(piece(PickPiece::BYTES as usize))
        .await
        .unwrap();
    let upload = "0123456789abcdef0123456789abcdef";
    let stands = |offset: u64| Ok(json!({"id": upload, "offset": offset}));
    fake.answer("Post v1/staff/files", stands(0));
    let first = format!("Put v1/staff/files/{upload}/0");
    fake.answer(&first, Err(ErrorCode::ServerUnavailable));
    assert!(handbook.send_pick(args.clone()).await.is_err());
    assert_eq!(handbook.list_picks().await.unwrap()[0].name, "총회.pdf");
    handbook.close().await;
    let handbook = device.open();
    device.equal(&handbook).await;
    // The server has half of it: only the rest is sent.
    fake.answer("Post v1/staff/files", stands(524_288));
    fake.answer(
        &format!("Put v1/staff/files/{upload}/524288"),
        stands(700_000),
    );
    let hash = FileHash::of_bytes(Sha256::digest(&bytes).into());
    let done = json!({
        "file": hash, "name": "총회.pdf", "media_type": "application/pdf", "bytes": 700_000,
    });
    fake.answer(&format!("Post v1/staff/files/{upload}"), Ok(done));
    let sheet = PostSheet {
        id: POST.into(),
        ..PostSheet::default()
    };
    handbook.keep_sheet(sheet).await.unwrap();
    let sent = handbook.send_pick(args).await.unwrap();
    assert_eq!(sent.file, hash);
    assert!(handbook.list_picks().await.unwrap().is_empty());
    // What is typed lists it, also when the screen is gone by then.
    let sheet = handbook.open_sheet(POST.into()).await.unwrap();
    assert_eq!(sheet.draft.attachments, [sent]);
    let args = PickArgs {
        name: "b.pdf".into(),
        bytes: 1,
        post: POST.into(),
    };
    handbook.begin_pick(args).await.unwrap();
    handbook.drop_sheet(POST.into()).await.unwrap();
    assert!(handbook.list_picks().await.unwrap().is_empty());
    let large = PickArgs {
        name: "a.mp4".into(),
        bytes: 2 << 30,
        post: POST.into(),
    };
    assert!(matches!(
        handbook.begin_pick(large).await,
        Err(Error::TooLarge)
    ));
}
