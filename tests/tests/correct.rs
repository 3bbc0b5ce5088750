//! 변경 신청 and visibility: several devices of one member, without a signal and over broken lines.

use std::collections::BTreeMap;

use handbook_tests::converge::equal_a_fresh_one;
use handbook_tests::proxy::{Fault, Proxy};
use handbook_tests::roster::{self, Workbook};
use handbook_tests::{Device, Error, TestServer, device, wait_for};
use handbook_wire::entity::{Audience, CompanyField, RequestState};
use handbook_wire::ipc::{
    AudienceArgs, ChangeArgs, ChangeDraft, ChangeView, OwnCompanyView, SyncState,
};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const LOGIN: &str = "01000000000";
const OTHER: &str = "01000000002";
const PASSWORD: &str = "Sujeop-2026";

async fn own(device: &Device) -> Result<OwnCompanyView, Error> {
    let own = device.handbook()?.get_own_company().await;
    own.map_err(|error| device::told(error.into()))
}

async fn changes(device: &Device) -> Result<Vec<ChangeView>, Error> {
    let all = device.handbook()?.list_changes().await;
    all.map_err(|error| device::told(error.into()))
}

fn draft(fields: &[(CompanyField, &str)]) -> ChangeDraft {
    let fields = fields
        .iter()
        .map(|(field, text)| (*field, (*text).to_owned()));
    ChangeDraft {
        fields: fields.collect(),
        note: String::new(),
    }
}

async fn send(device: &Device, fields: &[(CompanyField, &str)]) -> Result<usize, Error> {
    let sent = device.handbook()?.send_change(draft(fields)).await;
    let sent = sent.map_err(|error| device::told(error.into()))?;
    assert_eq!(sent.faults, []);
    Ok(sent.changes.len())
}

async fn set(device: &Device, field: CompanyField, audience: Audience) -> Result<(), Error> {
    let set = device
        .handbook()?
        .set_audience(AudienceArgs { field, audience })
        .await;
    set.map_err(|error| device::told(error.into()))
}

fn text(own: &OwnCompanyView, field: CompanyField) -> String {
    let one = own.fields.iter().find(|one| one.field == field);
    one.map(|one| one.text.clone()).unwrap_or_default()
}

/// A server with the first 40 companies of the sample.
fn small_coop() -> Result<(TestServer, tempfile::TempDir), Error> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("roster.xlsx");
    let mut book = Workbook::read(&roster::sample())?;
    book.rows("조합원사")?.truncate(43);
    book.write(&path)?;
    let server = TestServer::new()?;
    server.import(&path)?;
    server.activate(LOGIN, PASSWORD)?;
    server.activate(OTHER, PASSWORD)?;
    Ok((server, folder))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_correction_made_without_a_signal() -> Result<(), Error> {
    let (mut server, _folder) = small_coop()?;
    server.start().await?;
    let (mut mine, theirs) = (Device::new(&server.url())?, Device::new(&server.url())?);
    mine.login(LOGIN, PASSWORD).await?;
    theirs.login(OTHER, PASSWORD).await?;
    mine.wait_live().await?;
    theirs.wait_live().await?;
    let before = own(&mine).await?;
    let member = before.member.clone();
    assert_eq!(text(&before, CompanyField::Mobile), "010-0000-0000");
    assert!(theirs.search("010-0000-0000").await?.contains(&before.name));

    server.stop()?;
    let wrong = draft(&[
        (CompanyField::Email, "kim"),
        (CompanyField::PostalCode, "1"),
        (CompanyField::Phone, "031-555-0188"),
    ]);
    let handbook = mine.handbook()?;
    let told = handbook.review_change(wrong.clone()).await;
    let told = told.map_err(|error| device::told(error.into()))?;
    assert_eq!((told.faults.len(), told.changes.len()), (2, 1));
    // What is typed outlives the app, and nothing of it lies in the open.
    mine.switch_off().await;
    mine.switch_on()?;
    assert_eq!(own(&mine).await?.draft, Some(wrong));
    assert!(!device::holds(&mine.cache(), b"0315550188")?);
    let asked = [
        (CompanyField::Phone, "031-555-0188"),
        (CompanyField::Email, "new@hanbit.example"),
    ];
    assert_eq!(send(&mine, &asked).await?, 2);
    assert_eq!(send(&mine, &asked).await?, 0, "it is asked for already");
    set(&mine, CompanyField::Mobile, Audience::Nobody).await?;
    let waiting = own(&mine).await?;
    assert_eq!(waiting.draft, None);
    assert_eq!(changes(&mine).await?[0].state, None);
    let mobile = waiting
        .fields
        .iter()
        .find(|one| one.field == CompanyField::Mobile);
    assert!(
        mobile.is_some_and(|one| one.audience == Some(Audience::Nobody) && one.audience_pending)
    );

    server.start().await?;
    mine.wait_status("an empty outbox", |status| status.pending_edits == 0)
        .await?;
    let id = wait_for("the request at the co-op", || async {
        let all = changes(&mine).await.ok()?;
        (all[0].sent_at.is_some()).then(|| all[0].id.clone())
    })
    .await?;
    let list = server.run(&["change-request", "list"])?;
    assert!(
        list.contains(&id) && list.contains("전화, 이메일") || list.contains("이메일, 전화"),
        "{list}"
    );
    let shown = server.run(&["change-request", "approve", &id, "--field", "전화"])?;
    assert!(
        shown.contains("승인") && shown.contains("기다림"),
        "{shown}"
    );
    let reason = "주소를 확인할 수 없어요.";
    server.run(&["change-request", "reject", &id, "--reason", reason])?;
    assert!(
        server
            .run(&["change-request", "list"])?
            .contains("기다리는 변경 신청이 없어요")
    );
    assert!(
        server.run(&["change-request", "approve", &id]).is_err(),
        "it is decided"
    );

    let told = wait_for("the decision", || async {
        let one = changes(&mine).await.ok()?.into_iter().next()?;
        (one.state == Some(RequestState::Partly)).then_some(one)
    })
    .await?;
    let email = told
        .changes
        .iter()
        .find(|change| change.field == Some(CompanyField::Email));
    assert_eq!(
        email.and_then(|change| change.reason.as_deref()),
        Some(reason)
    );
    wait_for("the new phone on the other's device", || async {
        let found = theirs.search("0315550188").await.ok()?;
        found.contains(&before.name).then_some(())
    })
    .await?;
    assert!(!theirs.search("010-0000-0000").await?.contains(&before.name));
    let card = theirs.handbook()?.get_member(member).await;
    let card = card.map_err(|error| device::told(error.into()))?;
    assert_eq!(card.member.mobile, None);
    assert_eq!(
        text(&own(&mine).await?, CompanyField::Mobile),
        "010-0000-0000"
    );

    // Taken back before it was ever sent: nobody hears of it.
    server.stop()?;
    mine.wait_status("no connection", |status| status.sync == SyncState::Offline)
        .await?;
    send(&mine, &[(CompanyField::Fax, "031-555-0189")]).await?;
    let unsent = changes(&mine).await?[0].id.clone();
    let args = ChangeArgs { id: unsent };
    let cancelled = mine.handbook()?.cancel_change(args).await;
    cancelled.map_err(|error| device::told(error.into()))?;
    Ok(())
}

#[derive(Debug, Clone)]
enum Step {
    Show {
        device: usize,
        field: usize,
        audience: usize,
    },
    Send {
        device: usize,
        field: usize,
        number: u16,
    },
    Cancel {
        device: usize,
    },
    Line {
        device: usize,
        fault: Fault,
    },
    Restart {
        device: usize,
    },
    Decide {
        approve: bool,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![
        Just(Fault::None),
        Just(Fault::Down),
        (100u64..6_000).prop_map(Fault::CutAfter),
    ];
    prop_oneof![
        3 => (0..2usize, 0..2usize, 0..3usize)
            .prop_map(|(device, field, audience)| Step::Show { device, field, audience }),
        4 => (0..2usize, 0..2usize, 0..900u16)
            .prop_map(|(device, field, number)| Step::Send { device, field, number }),
        1 => (0..2usize).prop_map(|device| Step::Cancel { device }),
        2 => (0..2usize, fault).prop_map(|(device, fault)| Step::Line { device, fault }),
        1 => (0..2usize).prop_map(|device| Step::Restart { device }),
        1 => any::<bool>().prop_map(|approve| Step::Decide { approve }),
    ]
}

#[test]
fn devices_of_one_member_converge() -> Result<(), Error> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut runner = TestRunner::new(Config {
        cases: 5,
        max_shrink_iters: 15,
        failure_persistence: None,
        ..Config::default()
    });
    runner
        .run(&proptest::collection::vec(step(), 4..14), |steps| {
            runtime
                .block_on(converge(&steps))
                .map_err(|error| TestCaseError::fail(error.to_string()))
        })
        .map_err(|error| error.to_string().into())
}

/// The fields that the steps touch: few, so that edits meet.
const TOUCHED: [CompanyField; 2] = [CompanyField::Phone, CompanyField::Fax];

async fn converge(steps: &[Step]) -> Result<(), Error> {
    let (mut server, _folder) = small_coop()?;
    server.start().await?;
    let proxies = [
        Proxy::start(&server.url()).await?,
        Proxy::start(&server.url()).await?,
    ];
    let mut devices = [
        Device::new(&proxies[0].url())?,
        Device::new(&proxies[1].url())?,
    ];
    for device in &devices {
        device.login(LOGIN, PASSWORD).await?;
        device.wait_live().await?;
    }
    let mut sent = 0;
    for step in steps {
        match step {
            Step::Show {
                device,
                field,
                audience,
            } => {
                set(&devices[*device], TOUCHED[*field], Audience::ALL[*audience]).await?;
            }
            Step::Send {
                device,
                field,
                number,
            } => {
                let text = format!("031-555-0{number:03}");
                let asked = send(&devices[*device], &[(TOUCHED[*field], &text)]).await?;
                sent += usize::from(asked > 0);
            }
            Step::Cancel { device } => {
                let Some(one) = changes(&devices[*device]).await?.into_iter().next() else {
                    continue;
                };
                let args = ChangeArgs { id: one.id.clone() };
                let cancelled = devices[*device].handbook()?.cancel_change(args).await;
                cancelled.map_err(|error| device::told(error.into()))?;
                // One that had not left yet never was. Others may come in meanwhile.
                let left = changes(&devices[*device]).await?;
                sent -= usize::from(left.iter().all(|other| other.id != one.id));
            }
            Step::Line { device, fault } => proxies[*device].set(*fault),
            Step::Restart { device } => {
                devices[*device].switch_off().await;
                devices[*device].switch_on()?;
            }
            Step::Decide { approve } => {
                let list = server.run(&["change-request", "list"])?;
                let first = list.split('\t').next().filter(|id| id.contains('.'));
                if let Some(id) = first {
                    let decided = match approve {
                        true => server.run(&["change-request", "approve", id]),
                        false => server.run(&["change-request", "reject", id, "--reason", "확인"]),
                    };
                    // Its author may have taken it back in between.
                    drop(decided);
                }
            }
        }
    }
    for proxy in &proxies {
        proxy.set(Fault::None);
    }
    let fresh = Device::new(&server.url())?;
    let fresh = equal_a_fresh_one(&devices, fresh, (LOGIN, PASSWORD), content).await?;
    let all = changes(&fresh).await?;
    if all.len() != sent {
        return Err(format!("{sent} requests were sent, {} are there", all.len()).into());
    }
    // Of a field at most one wish waits: a newer one takes the earlier back.
    let mut waits: BTreeMap<_, usize> = BTreeMap::new();
    for change in all.iter().flat_map(|one| &one.changes) {
        *waits.entry(change.field).or_default() += usize::from(change.decision.is_none());
    }
    match waits.values().all(|count| *count <= 1) {
        true => Ok(()),
        false => Err(format!("two wishes wait: {all:?}").into()),
    }
}

/// What a member sees of the own company.
async fn content(device: &Device) -> Result<(OwnCompanyView, Vec<ChangeView>), Error> {
    Ok((own(device).await?, changes(device).await?))
}
