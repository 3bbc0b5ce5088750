//! Several devices, edits without a signal, broken lines and a changing roster: all end equal.

use std::collections::BTreeMap;

use handbook_tests::converge::equal_a_fresh_one;
use handbook_tests::proxy::{Fault, Proxy};
use handbook_tests::roster::{self, Workbook};
use handbook_tests::{Device, Error, TestServer, device};
use handbook_wire::ipc::SetNoteArgs;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const LOGIN: &str = "01000000000";
const PASSWORD: &str = "Sujeop-2026";
/// Companies that the steps touch: few, so that edits meet.
const TOUCHED: usize = 3;

#[derive(Debug, Clone)]
enum Step {
    Note {
        device: usize,
        company: usize,
        favourite: Option<bool>,
        memo: Option<String>,
    },
    Line {
        device: usize,
        fault: Fault,
    },
    Restart {
        device: usize,
    },
    Rename {
        company: usize,
        name: String,
    },
}

fn step() -> impl Strategy<Value = Step> {
    let fault = prop_oneof![
        Just(Fault::None),
        Just(Fault::Down),
        (100u64..20_000).prop_map(Fault::CutAfter),
    ];
    prop_oneof![
        4 => (0..2usize, 0..TOUCHED, any::<Option<bool>>(), proptest::option::of("[가-하]{0,4}"))
            .prop_map(|(device, company, favourite, memo)| Step::Note { device, company, favourite, memo }),
        2 => (0..2usize, fault).prop_map(|(device, fault)| Step::Line { device, fault }),
        1 => (0..2usize).prop_map(|device| Step::Restart { device }),
        1 => (0..TOUCHED, "[가-하]{2,4}").prop_map(|(company, name)| Step::Rename { company, name }),
    ]
}

#[test]
fn devices_converge() -> Result<(), Error> {
    let runtime = tokio::runtime::Runtime::new()?;
    let mut runner = TestRunner::new(Config {
        cases: 6,
        max_shrink_iters: 20,
        ..Config::default()
    });
    runner
        .run(&proptest::collection::vec(step(), 4..16), |steps| {
            runtime
                .block_on(converge(&steps))
                .map_err(|error| TestCaseError::fail(error.to_string()))
        })
        .map_err(|error| error.to_string().into())
}

async fn converge(steps: &[Step]) -> Result<(), Error> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("roster.xlsx");
    let mut book = Workbook::read(&roster::sample())?;
    book.rows("조합원사")?.truncate(43);
    book.write(&path)?;
    let mut server = TestServer::new()?;
    server.import(&path)?;
    server.activate(LOGIN, PASSWORD)?;
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
    let ids: Vec<String> = devices[0]
        .directory()
        .await?
        .into_iter()
        .take(TOUCHED)
        .map(|row| row.id)
        .collect();

    for step in steps {
        match step {
            Step::Note {
                device,
                company,
                favourite,
                memo,
            } => {
                let note = SetNoteArgs {
                    member: ids[*company].clone(),
                    favourite: *favourite,
                    memo: memo.clone(),
                };
                let handbook = devices[*device].handbook()?;
                handbook
                    .set_note(note)
                    .await
                    .map_err(|error| device::told(error.into()))?;
            }
            Step::Line { device, fault } => proxies[*device].set(*fault),
            Step::Restart { device } => {
                devices[*device].switch_off().await;
                devices[*device].switch_on()?;
            }
            Step::Rename { company, name } => {
                *book.cell(4 + company, "회사명")? = format!("{name}전기");
                book.write(&path)?;
                server.import(&path)?;
            }
        }
    }

    for proxy in &proxies {
        proxy.set(Fault::None);
    }
    let fresh = Device::new(&server.url())?;
    equal_a_fresh_one(&devices, fresh, (LOGIN, PASSWORD), content).await?;
    Ok(())
}

/// What a member sees: every company with the own note on it.
async fn content(device: &Device) -> Result<BTreeMap<String, (String, bool, String)>, Error> {
    let mut seen = BTreeMap::new();
    for row in device.directory().await? {
        let args = row.id.clone();
        let card = device
            .handbook()?
            .get_member(args)
            .await
            .map_err(|error| device::told(error.into()))?;
        seen.insert(row.id, (row.name, card.note.favourite, card.note.memo));
    }
    Ok(seen)
}
