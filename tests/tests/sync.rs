//! From the roster to a device and back, over TCP, with the server as a process of its own.

use handbook_server::service::import::{TypedField, save_member};
use handbook_server::storage::Storage;
use handbook_server::storage::sqlite::Sqlite;
use handbook_tests::roster::{self, Workbook};
use handbook_tests::{Device, Error, TestServer, device};
use handbook_wire::ErrorCode;
use handbook_wire::auth::Step;
use handbook_wire::ipc::{SetNoteArgs, SyncState};

/// A member of the sample in good standing, and a password for it.
const LOGIN: &str = "01000000000";
const PASSWORD: &str = "Sujeop-2026";
/// Companies of the sample that still belong to the co-op and have no fault.
const CURRENT: usize = 504;

async fn coop() -> Result<TestServer, Error> {
    let mut server = TestServer::new()?;
    server.import(&roster::sample())?;
    server.activate(LOGIN, PASSWORD)?;
    server.start().await?;
    Ok(server)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_roster_reaches_a_device_and_stays_when_the_server_is_gone() -> Result<(), Error> {
    let mut server = coop().await?;
    let mut device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    let status = device.wait_live().await?;
    assert_eq!(status.members as usize, CURRENT);
    assert_eq!(device.directory().await?.len(), CURRENT);

    server.stop()?;
    device
        .wait_status("offline", |status| status.sync == SyncState::Offline)
        .await?;
    device.switch_off().await;
    device.switch_on()?;
    assert_eq!(device.directory().await?.len(), CURRENT);
    assert!(
        device
            .search("우진유")
            .await?
            .contains(&"우진유중전기".to_owned())
    );
    assert!(
        device
            .search("ㅇㅈㅇㅈ")
            .await?
            .contains(&"우진유중전기".to_owned())
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_and_a_removal_arrive_by_themselves() -> Result<(), Error> {
    let server = coop().await?;
    let device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    let before = device.wait_live().await?;

    let folder = tempfile::tempdir()?;
    let changed = folder.path().join("changed.xlsx");
    let mut book = Workbook::read(&roster::sample())?;
    *book.cell(4, "회사명")? = "우진새이름전기".to_owned();
    let removed = book.cell(8, "회사명")?.clone();
    book.rows("조합원사")?.remove(7);
    book.write(&changed)?;
    let report = server.import(&changed)?;
    assert_eq!(report["rows"]["changed"], 1, "{report}");
    assert_eq!(report["rows"]["missing"], 1, "{report}");

    device
        .wait_status("the new roster", |status| {
            status.data > before.data && status.sync == SyncState::Live
        })
        .await?;
    let names: Vec<String> = device
        .directory()
        .await?
        .into_iter()
        .map(|row| row.name)
        .collect();
    assert_eq!(names.len(), CURRENT - 1);
    assert!(names.contains(&"우진새이름전기".to_owned()));
    assert!(!names.contains(&removed), "{removed} is still there");
    assert!(!device.search(&removed).await?.contains(&removed));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_staff_change_by_hand_arrives_by_itself() -> Result<(), Error> {
    let server = coop().await?;
    let device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    let before = device.wait_live().await?;
    let rows = device.directory().await?;
    let [changed, expelled] = [&rows[0], &rows[1]];
    // As the console does it, in another process than the server.
    let storage = Sqlite::open(&server.database())?;
    let storage: &dyn Storage = &storage;
    for (id, name, was, typed) in [
        (&changed.id, "name", &changed.name, "손으로 고친 이름"),
        (&expelled.id, "status", &"정상".to_owned(), "제명"),
    ] {
        let typed = [TypedField {
            name: name.to_owned(),
            was: was.clone(),
            typed: typed.to_owned(),
        }];
        storage.writing(|txn| save_member(txn, 1, Some(id), &typed))?;
    }
    device
        .wait_status("the edits", |status| {
            status.data > before.data && status.members as usize == CURRENT - 1
        })
        .await?;
    let rows = device.directory().await?;
    assert!(rows.iter().any(|row| row.name == "손으로 고친 이름"));
    assert!(!rows.iter().any(|row| row.id == expelled.id));
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_roster_again_changes_nothing() -> Result<(), Error> {
    let server = TestServer::new()?;
    let first = server.import(&roster::sample())?;
    assert_eq!(first["rows"]["new"], 552);
    assert_eq!(first["faults"].as_array().map(Vec::len), Some(8), "{first}");
    let again = server.import(&roster::sample())?;
    assert_eq!(again["rows"]["new"], 0, "{again}");
    assert_eq!(again["rows"]["changed"], 0, "{again}");
    assert_eq!(again["rows"]["unchanged"], 552, "{again}");
    assert_eq!(again["rows"]["missing"], 0, "{again}");
    assert_eq!(again["revision"], first["revision"]);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn mended_rows_come_in() -> Result<(), Error> {
    let server = TestServer::new()?;
    server.import(&roster::sample())?;
    let folder = tempfile::tempdir()?;
    let mended = folder.path().join("mended.xlsx");
    let mut book = Workbook::read(&roster::sample())?;
    // Excel's rows: the data row of the sample's README and the three rows above the data.
    for (row, heading, value) in [
        (492, "사업자등록번호", "327-81-20103"),
        (230, "사업자등록번호", "220-81-00008"),
        (327, "회사명", "(주)새로전기"),
        (228, "휴대폰", "010-0000-0224"),
        (465, "휴대폰", "010-0000-0461"),
        (186, "가입일", "2006-12-05"),
        (439, "이메일", "info@company435.example"),
        (354, "회사명", "한빛"),
    ] {
        *book.cell(row, heading)? = value.to_owned();
    }
    for heading in ["사업자등록번호"] {
        for row in [492, 230] {
            let cell = book.cell(row, heading)?;
            *cell = with_check_digit(cell);
        }
    }
    book.write(&mended)?;
    let report = server.import(&mended)?;
    assert_eq!(
        report["faults"].as_array().map(Vec::len),
        Some(0),
        "{report}"
    );
    assert_eq!(report["rows"]["new"], 8, "{report}");
    assert_eq!(report["rows"]["changed"], 0, "{report}");
    assert_eq!(report["rows"]["unchanged"], 552, "{report}");
    Ok(())
}

/// The number with its last digit made right, by the tax office's rule.
fn with_check_digit(number: &str) -> String {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let weighted: u32 = digits
        .iter()
        .zip([1, 3, 7, 1, 3, 7, 1, 3, 5])
        .map(|(digit, weight)| digit * weight)
        .sum();
    let check = (10 - (weighted + digits[8] * 5 / 10) % 10) % 10;
    let nine: String = digits[..9].iter().map(u32::to_string).collect();
    format!("{}-{}-{}{check}", &nine[..3], &nine[3..5], &nine[5..])
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_password_opens_no_members_data() -> Result<(), Error> {
    let server = coop().await?;
    let device = Device::new(&server.url())?;
    // The login of the sample's second current company, with the manual's first password.
    let status = device.login("010-0000-0002", "Kemc0002!").await?;
    assert_eq!(status.steps, [Step::VerifyIdentity, Step::ChangePassword]);
    assert_eq!(status.members, 0);
    assert!(
        device.directory().await.is_ok_and(|rows| rows.is_empty())
            || device.directory().await.is_err()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_is_told_and_nothing_is_kept() -> Result<(), Error> {
    let server = coop().await?;
    let device = Device::new(&server.url())?;
    let Err(error) = device.login(LOGIN, "Wrong-2026").await else {
        return Err("a wrong password was taken".into());
    };
    assert_eq!(
        error.to_string(),
        format!("{:?}", ErrorCode::WrongCredentials)
    );
    assert!(device.handbook()?.status().account.is_none());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_note_reaches_the_members_other_device_and_nobody_else() -> Result<(), Error> {
    let server = coop().await?;
    server.activate("01000000002", PASSWORD)?;
    let (mine, other, stranger) = (
        Device::new(&server.url())?,
        Device::new(&server.url())?,
        Device::new(&server.url())?,
    );
    mine.login(LOGIN, PASSWORD).await?;
    other.login(LOGIN, PASSWORD).await?;
    stranger.login("01000000002", PASSWORD).await?;
    for device in [&mine, &other, &stranger] {
        device.wait_live().await?;
    }
    let row = mine.directory().await?.remove(0);
    let note = SetNoteArgs {
        member: row.id.clone(),
        favourite: Some(true),
        memo: Some("공장장에게".into()),
    };
    mine.handbook()?
        .set_note(note)
        .await
        .map_err(|error| device::told(error.into()))?;

    let arrived = handbook_tests::wait_for("the note on the other device", || async {
        let card = other
            .handbook()
            .ok()?
            .get_member(row.id.clone())
            .await
            .ok()?;
        card.note.favourite.then_some(card)
    })
    .await?;
    assert_eq!(arrived.note.memo, "공장장에게");
    let theirs = stranger
        .handbook()?
        .get_member(row.id)
        .await
        .map_err(|error| device::told(error.into()))?;
    assert!(!theirs.note.favourite && theirs.note.memo.is_empty());
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn logging_out_leaves_nothing_and_the_disk_never_had_plain_text() -> Result<(), Error> {
    let server = coop().await?;
    let device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    for plain in ["우진유중전기", "01000000000", "company0.example"] {
        assert!(
            !device::holds(&device.cache(), plain.as_bytes())?,
            "{plain} lies on the disk"
        );
    }
    let status = device
        .handbook()?
        .logout()
        .await
        .map_err(|error| device::told(error.into()))?;
    assert!(status.account.is_none());
    assert_eq!(status.members, 0);
    assert!(
        device.directory().await.is_ok_and(|rows| rows.is_empty())
            || device.directory().await.is_err()
    );
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn names_that_mean_ill_reach_a_device_and_break_nothing() -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("ill.xlsx");
    let long = "가나다라마바사아자차".repeat(300);
    let names = [
        "⚡번개👨\u{200d}👩\u{200d}👧전기",
        "\u{202e}기전빛한\u{202c}",
        "얄\u{200b}궂\u{feff}은전기",
        "<script>alert(1)</script>",
        long.as_str(),
    ];
    let mut book = Workbook::read(&roster::sample())?;
    let mut row = 4;
    for name in names {
        // Those in good standing alone are in the directory.
        while book.cell(row, "상태")? != "정상" {
            row += 1;
        }
        *book.cell(row, "회사명")? = name.to_owned();
        *book.cell(row, "취급품목")? = long.clone();
        row += 1;
    }
    book.write(&path)?;
    let mut server = TestServer::new()?;
    server.import(&path)?;
    server.activate(LOGIN, PASSWORD)?;
    server.start().await?;
    let device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    assert_eq!(device.directory().await?.len(), CURRENT);

    for (text, name) in [
        ("번개", "⚡번개👨👩👧전기"),
        ("기전빛한", "기전빛한"),
        ("얄궂은", "얄궂은전기"),
        ("script", "<script>alert(1)</script>"),
        ("차가나다라마바", &long),
    ] {
        let found = device.search(text).await?;
        assert!(found.iter().any(|found| found == name), "{text}: {found:?}");
    }
    // Each can be opened and handed on.
    let handbook = device.handbook()?;
    for row in device.directory().await? {
        if !row.name.is_ascii() && row.name.chars().count() < 20 {
            continue;
        }
        let card = handbook.get_member(row.id.clone()).await;
        let card = card.map_err(|error| device::told(error.into()))?;
        assert_eq!(card.member.name, row.name);
        let contact = handbook.get_contact(row.id).await;
        let contact = contact.map_err(|error| device::told(error.into()))?;
        assert!(contact.vcard.starts_with("BEGIN:VCARD"), "{contact:?}");
    }
    Ok(())
}
