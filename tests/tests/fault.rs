//! Lines that break, servers that change, caches that rot: nothing is lost, and the device mends itself.

use handbook_tests::proxy::{Fault, Proxy};
use handbook_tests::roster;
use handbook_tests::{Device, Error, TestServer};
use handbook_wire::ErrorCode;
use handbook_wire::ipc::SyncState;

const LOGIN: &str = "01000000000";
const PASSWORD: &str = "Sujeop-2026";

async fn coop() -> Result<TestServer, Error> {
    let mut server = TestServer::new()?;
    server.import(&roster::sample())?;
    server.activate(LOGIN, PASSWORD)?;
    server.start().await?;
    Ok(server)
}

/// Ids and names of the whole directory: what two devices must agree on.
async fn content(device: &Device) -> Result<Vec<(String, String)>, Error> {
    Ok(device
        .directory()
        .await?
        .into_iter()
        .map(|row| (row.id, row.name))
        .collect())
}

async fn oracle(server: &TestServer) -> Result<Vec<(String, String)>, Error> {
    let device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    content(&device).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_first_sync_that_breaks_goes_on_and_ends_equal() -> Result<(), Error> {
    let server = coop().await?;
    let expected = oracle(&server).await?;
    let proxy = Proxy::start(&server.url()).await?;
    let mut device = Device::new(&proxy.url())?;
    // Enough for hello, login and the pull's answer, not for the snapshot.
    proxy.set(Fault::CutAfter(12_000));
    device.login(LOGIN, PASSWORD).await?;
    device
        .wait_status("a broken line", |status| {
            !matches!(
                status.sync,
                SyncState::Idle | SyncState::Connecting | SyncState::Live
            )
        })
        .await?;
    device.switch_off().await;
    proxy.set(Fault::None);
    device.switch_on()?;
    device.wait_live().await?;
    assert_eq!(content(&device).await?, expected);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn garbage_changes_nothing() -> Result<(), Error> {
    let server = coop().await?;
    let proxy = Proxy::start(&server.url()).await?;
    let device = Device::new(&proxy.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    let before = content(&device).await?;
    proxy.set(Fault::Down);
    device
        .wait_status("offline", |status| status.sync == SyncState::Offline)
        .await?;
    proxy.set(Fault::GarbleAfter(0));
    device.handbook()?.sync_now();
    device
        .wait_status("an answer that is none", |status| {
            status.sync != SyncState::Connecting
        })
        .await?;
    assert_eq!(content(&device).await?, before);
    proxy.set(Fault::None);
    device.handbook()?.sync_now();
    device.wait_live().await?;
    assert_eq!(content(&device).await?, before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restored_backup_is_noticed() -> Result<(), Error> {
    let mut server = coop().await?;
    let device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    server.stop()?;
    let backup = tempfile::tempdir()?;
    copy(server.data(), backup.path())?;

    // The history that will be lost.
    let folder = tempfile::tempdir()?;
    let lost = folder.path().join("lost.xlsx");
    let mut book = roster::Workbook::read(&roster::sample())?;
    *book.cell(4, "회사명")? = "사라질전기".to_owned();
    book.write(&lost)?;
    server.import(&lost)?;
    server.start().await?;
    device.handbook()?.sync_now();
    handbook_tests::wait_for("the change", || async {
        device
            .search("사라질")
            .await
            .ok()
            .filter(|found| !found.is_empty())
    })
    .await?;

    // Back to the backup, and forward along another history to the same revision.
    server.stop()?;
    std::fs::remove_dir_all(server.data())?;
    std::fs::create_dir_all(server.data())?;
    copy(backup.path(), server.data())?;
    *book.cell(4, "회사명")? = "돌아온전기".to_owned();
    book.write(&lost)?;
    server.import(&lost)?;
    server.start().await?;
    device.handbook()?.sync_now();
    handbook_tests::wait_for("the other history", || async {
        device
            .search("돌아온")
            .await
            .ok()
            .filter(|found| !found.is_empty())
    })
    .await?;
    assert!(device.search("사라질").await?.is_empty());
    assert_eq!(content(&device).await?, oracle(&server).await?);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn flipped_bytes_in_the_cache_are_mended_from_the_server() -> Result<(), Error> {
    let server = coop().await?;
    let mut device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    let before = content(&device).await?;
    device.switch_off().await;
    for entry in std::fs::read_dir(device.cache())? {
        let path = entry?.path();
        let mut bytes = std::fs::read(&path).unwrap_or_default();
        if bytes.len() < 8192 {
            continue;
        }
        for at in (4000..bytes.len()).step_by(3001) {
            bytes[at] ^= 0xff;
        }
        std::fs::write(&path, bytes)?;
    }
    device.switch_on()?;
    device.wait_live().await?;
    assert_eq!(content(&device).await?, before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_of_another_server_asks_for_a_login_and_keeps_the_cache() -> Result<(), Error> {
    let server = coop().await?;
    let proxy = Proxy::start(&server.url()).await?;
    let mut device = Device::new(&proxy.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    let before = content(&device).await?;
    device.switch_off().await;

    let other = coop().await?;
    device.set_server(&other.url())?;
    device.switch_on()?;
    let status = device
        .wait_status("being asked to log in", |status| {
            matches!(status.sync, SyncState::Failed { .. })
        })
        .await?;
    let SyncState::Failed { error } = status.sync else {
        return Err("not failed".into());
    };
    assert_eq!(error.code, ErrorCode::SessionExpired);
    assert_eq!(content(&device).await?, before);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_clock_ten_years_off_changes_nothing() -> Result<(), Error> {
    let server = coop().await?;
    let expected = oracle(&server).await?;
    const TEN_YEARS: i64 = 10 * 365 * 86_400_000;
    for skew in [TEN_YEARS, -TEN_YEARS] {
        let device = Device::new(&server.url())?;
        device.clock.set(handbook_tests::device::START + skew);
        device.login(LOGIN, PASSWORD).await?;
        device.wait_live().await?;
        assert_eq!(content(&device).await?, expected);
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_instance_is_refused_and_the_first_goes_on() -> Result<(), Error> {
    let server = coop().await?;
    let mut device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    assert!(device.open_second().is_err());
    assert!(!device.directory().await?.is_empty());
    device.switch_off().await;
    device.switch_on()?;
    assert!(!device.directory().await?.is_empty());
    Ok(())
}

fn copy(from: &std::path::Path, to: &std::path::Path) -> Result<(), Error> {
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name() else {
            continue;
        };
        if path.is_dir() {
            std::fs::create_dir_all(to.join(name))?;
            copy(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}
