//! Power cuts: a server or an import that is killed in the middle of its work loses nothing that it
//! has acknowledged, and does nothing twice.

use std::collections::BTreeMap;
use std::process::Command;

use handbook_tests::{Device, Error, TestServer, program, roster, wait_for, walk};
use handbook_wire::ipc::{MemberArgs, SetNoteArgs};

async fn coop() -> Result<TestServer, Error> {
    let mut server = walk::sample_coop()?;
    server.start().await?;
    Ok(server)
}

async fn live(server: &TestServer) -> Result<Device, Error> {
    let device = Device::new(&server.url())?;
    device.login(walk::LOGIN, walk::PASSWORD).await?;
    device.wait_live().await?;
    Ok(device)
}

async fn write_memo(device: &Device, member: &str, memo: String) -> Result<(), Error> {
    let args = SetNoteArgs {
        member: member.to_owned(),
        favourite: Some(true),
        memo: Some(memo),
    };
    let written = device.handbook()?.set_note(args).await;
    written.map(drop).map_err(|error| error.to_string().into())
}

/// Every memo of the first `count` companies, as a device shows it.
async fn memos(device: &Device, ids: &[String]) -> Result<BTreeMap<String, String>, Error> {
    let mut all = BTreeMap::new();
    for id in ids {
        let args = MemberArgs { id: id.clone() };
        let card = device.handbook()?.get_member(args.id).await;
        let card = card.map_err(|error| error.to_string())?;
        all.insert(id.clone(), card.note.memo);
    }
    Ok(all)
}

/// Two devices write while the server is killed again and again, whatever it is doing then.
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_killed_under_load_loses_nothing_acknowledged() -> Result<(), Error> {
    const COMPANIES: usize = 12;
    const ROUNDS: usize = 6;
    let mut server = coop().await?;
    let (one, two) = (live(&server).await?, live(&server).await?);
    let ids: Vec<String> = one
        .directory()
        .await?
        .into_iter()
        .take(COMPANIES)
        .map(|row| row.id)
        .collect();
    // Each device writes companies of its own, so that no edit gives way.
    let (first, second) = ids.split_at(COMPANIES / 2);
    let mut expected = BTreeMap::new();
    for round in 0..ROUNDS {
        for (device, ids) in [(&one, first), (&two, second)] {
            for id in ids {
                let memo = format!("{round}번째 메모 {id}");
                write_memo(device, id, memo.clone()).await?;
                expected.insert(id.clone(), memo);
            }
        }
        // At another point of the pushes each time, with some acknowledged and some not.
        let left = (2 * round) as u64;
        wait_for("some of the edits to be sent", || async {
            (one.handbook().ok()?.status().pending_edits <= left).then_some(())
        })
        .await?;
        server.kill();
        server.start().await?;
    }
    for device in [&one, &two] {
        wait_for("all edits to be sent", || async {
            let handbook = device.handbook().ok()?;
            // After so many failures the device would wait for up to a minute.
            handbook.sync_now();
            (handbook.status().pending_edits == 0).then_some(())
        })
        .await?;
        device.wait_live().await?;
        let lost = device.handbook()?.list_lost_edits().await;
        let lost = lost.map_err(|error| error.to_string())?;
        assert_eq!(lost, [], "no edit gave way");
    }
    let fresh = live(&server).await?;
    for device in [&one, &two, &fresh] {
        wait_for("the devices to agree", || async {
            (memos(device, &ids).await.ok()? == expected).then_some(())
        })
        .await?;
    }
    Ok(())
}

/// An import that is killed leaves either all of it or nothing, and the next one finishes it.
#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_is_killed_is_whole_or_was_not() -> Result<(), Error> {
    let whole = coop().await?;
    let expected = live(&whole).await?.directory().await?.len();
    for kill_after in [0_u64, 20, 60, 120, 240, 480] {
        let server = TestServer::new()?;
        let mut import = Command::new(program::path("handbook-server")?)
            .env("HANDBOOK_SERVER_DATA_DIR", server.data())
            .arg("import")
            .arg(roster::sample())
            .arg("--apply")
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()?;
        // Not a wait for readiness: the moment is meant to be anywhere.
        tokio::time::sleep(std::time::Duration::from_millis(kill_after)).await;
        import.kill()?;
        import.wait()?;
        let report = server.import(&roster::sample())?;
        let (new, unchanged) = (&report["rows"]["new"], &report["rows"]["unchanged"]);
        let counts = (new.as_u64(), unchanged.as_u64());
        let all_or_nothing = counts.0 == Some(0) || counts.1 == Some(0);
        assert!(all_or_nothing, "after {kill_after} ms: {report}");
        let mut server = server;
        server.activate(walk::LOGIN, walk::PASSWORD)?;
        server.start().await?;
        assert_eq!(live(&server).await?.directory().await?.len(), expected);
    }
    Ok(())
}
