//! The tabs and a card without a signal.

use super::Stage;
use crate::Error;
use crate::proxy::Fault;

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.proxy.set(Fault::Down);
    stage.see("offline-banner").await?;
    for tab in ["home", "directory", "map", "me"] {
        stage.tap(&format!("nav-{tab}")).await?;
        stage.shot(&format!("{tab}-offline")).await?;
    }
    stage.tap("nav-directory").await?;
    stage.fill("search-box", "0007").await?;
    stage
        .window
        .see_text("[data-test=member-row]", "파워전자")
        .await?;
    stage.tap("member-row").await?;
    stage.see("card-name").await?;
    stage.shot("card-offline").await
}
