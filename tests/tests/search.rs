//! What people type, and what they mean: the first hit of each query over the sample roster.

use handbook_tests::walk::{LOGIN, PASSWORD, sample_coop};
use handbook_tests::{Device, Error};
use handbook_wire::ipc::SearchArgs;

/// Query and first company, a tab between them.
const QUERIES: &str = include_str!("../fixtures/queries.tsv");

#[tokio::test(flavor = "multi_thread")]
async fn every_query_finds_what_is_meant_first() -> Result<(), Error> {
    let mut server = sample_coop()?;
    server.start().await?;
    let device = Device::new(&server.url())?;
    device.login(LOGIN, PASSWORD).await?;
    device.wait_live().await?;
    let mut wrong = Vec::new();
    let mut count = 0;
    for line in QUERIES.lines().filter(|line| !line.starts_with('#')) {
        let (query, meant) = line.split_once('\t').ok_or("a line without a tab")?;
        let args = SearchArgs {
            text: query.to_owned(),
            limit: 3,
            ..SearchArgs::default()
        };
        let reply = device.handbook()?.search(args).await;
        let hits = reply
            .map_err(|error| handbook_tests::device::told(error.into()))?
            .hits;
        let first = hits.first().map_or("-", |hit| hit.row.name.as_str());
        count += 1;
        if first != meant {
            wrong.push(format!("{query}: {meant} was meant, {first} came first"));
        }
    }
    assert!(count >= 60, "{count} queries");
    assert!(wrong.is_empty(), "{wrong:#?}");
    Ok(())
}
