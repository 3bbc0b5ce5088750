//! Backups: taken while members write, put back, and gone on from by apps that are ahead.

use std::path::Path;

use handbook_tests::{Device, Error, TestServer, wait_for, walk};
use handbook_wire::ipc::SetNoteArgs;

const KEY: &str = "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff";

fn with_key(mut server: TestServer) -> TestServer {
    server.set([("HANDBOOK_SERVER_BACKUP_KEY", KEY.to_owned())]);
    server
}

async fn live(server: &TestServer) -> Result<Device, Error> {
    let device = Device::new(&server.url())?;
    device.login(walk::LOGIN, walk::PASSWORD).await?;
    device.wait_live().await?;
    Ok(device)
}

async fn write_memo(device: &Device, member: &str, memo: &str) -> Result<(), Error> {
    let args = SetNoteArgs {
        member: member.to_owned(),
        favourite: None,
        memo: Some(memo.to_owned()),
    };
    let written = device.handbook()?.set_note(args).await;
    written.map(drop).map_err(|error| error.to_string().into())
}

async fn memos(device: &Device, ids: &[String]) -> Result<Vec<String>, Error> {
    let mut all = Vec::new();
    for id in ids {
        let card = device.handbook()?.get_member(id.clone()).await;
        all.push(card.map_err(|error| error.to_string())?.note.memo);
    }
    Ok(all)
}

async fn sent(device: &Device) -> Result<(), Error> {
    wait_for("the edits to be sent", || async {
        let handbook = device.handbook().ok()?;
        (handbook.status().pending_edits == 0).then_some(())
    })
    .await?;
    device.wait_live().await.map(drop)
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_backup_under_load_is_whole_and_apps_that_are_ahead_go_on_by_themselves()
-> Result<(), Error> {
    let mut server = with_key(walk::sample_coop()?);
    server.start().await?;
    let (mut one, two) = (live(&server).await?, live(&server).await?);
    let ids: Vec<String> = one
        .directory()
        .await?
        .into_iter()
        .map(|row| row.id)
        .collect();
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("a.backup");

    // One memo a company, in order, for as long as the backup takes.
    let mut written = 0;
    let wrote = tokio::task::block_in_place(|| {
        std::thread::scope(|scope| {
            let backup = scope.spawn(|| {
                let done = server.run(&["backup", path(&file)]);
                done.map_err(|error| error.to_string())
            });
            let writing = tokio::runtime::Handle::current().block_on(async {
                while written < ids.len() && (written < 20 || !backup.is_finished()) {
                    write_memo(&one, &ids[written], "하나").await?;
                    written += 1;
                    wait_for("a few edits at most to wait", || async {
                        let waiting = one.handbook().ok()?.status().pending_edits;
                        (waiting < 4).then_some(())
                    })
                    .await?;
                }
                Ok::<_, Error>(())
            });
            writing?;
            Ok::<_, Error>(backup.join().map_err(|_| "the backup panicked")??)
        })
    });
    wrote?;
    sent(&one).await?;

    // On another machine it is the state after some of the edits, none left out in between.
    let mut other = with_key(TestServer::new()?);
    other.run(&["restore", path(&file)])?;
    let report = other.run(&["check"])?;
    assert!(!report.contains('✗'), "{report}");
    other.start().await?;
    let restored = memos(&live(&other).await?, &ids).await?;
    let kept = restored.iter().take_while(|memo| *memo == "하나").count();
    assert!(
        restored[kept..].iter().all(String::is_empty),
        "{restored:?}"
    );
    assert!(kept <= written, "{kept} of {written}");
    other.stop()?;

    // The apps go on: more edits, and sessions whose tokens the backup does not know.
    one.switch_off().await;
    one.switch_on()?;
    one.wait_live().await?;
    for id in &ids[..3] {
        write_memo(&one, id, "나중").await?;
    }
    sent(&one).await?;
    let refused = server.run(&["restore", path(&file), "--replace"]);
    assert!(refused.is_err(), "the server is running");
    server.stop()?;
    assert!(
        server.run(&["restore", path(&file)]).is_err(),
        "there is data"
    );
    server.run(&["restore", path(&file), "--replace"])?;
    server.start().await?;

    // Nobody logs in anew, and every device shows what the server has.
    for device in [&one, &two] {
        wait_for("the state of the backup", || async {
            let handbook = device.handbook().ok()?;
            handbook.sync_now();
            (memos(device, &ids).await.ok()? == restored).then_some(())
        })
        .await?;
        device.wait_live().await?;
    }
    write_memo(&one, &ids[5], "다시").await?;
    sent(&one).await?;
    wait_for("the new edit on the other device", || async {
        (memos(&two, &ids[5..6]).await.ok()? == ["다시"]).then_some(())
    })
    .await?;
    // Neither is taken for a thief.
    for device in [&mut one] {
        device.switch_off().await;
        device.switch_on()?;
        device.wait_live().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_flipped_byte_is_refused() -> Result<(), Error> {
    let mut server = with_key(walk::sample_coop()?);
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("a.backup");
    server.run(&["backup", path(&file)])?;
    let mut bytes = std::fs::read(&file)?;
    let place = bytes.len() / 3;
    bytes[place] ^= 1;
    std::fs::write(&file, &bytes)?;
    let refused = server.run(&["restore", path(&file), "--replace"]);
    let told = refused.err().ok_or("it was taken")?.to_string();
    assert!(told.contains("온전하지 않거나"), "{told}");
    server.start().await?;
    assert!(!live(&server).await?.directory().await?.is_empty());
    Ok(())
}
