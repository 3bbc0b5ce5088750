//! The handbook as it comes for the first time.

use super::Stage;
use crate::proxy::Fault;
use crate::{Error, walk};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    // The snapshot comes part of the way and then nothing more.
    stage.proxy.set(Fault::HoldAfter(24_000));
    stage.fill("login-password", walk::PASSWORD).await?;
    stage.tap("login-submit").await?;
    stage.see("sync-progress").await?;
    stage.shot("home-loading").await?;
    stage.tap("nav-directory").await?;
    stage
        .window
        .see("[data-test=loading], [data-test=empty]")
        .await?;
    stage.shot("directory-loading").await?;
    stage.tap("nav-map").await?;
    stage.see("empty").await?;
    stage.shot("map-loading").await?;
    stage.tap("nav-directory").await?;
    stage.proxy.set(Fault::None);
    stage.see("member-row").await?;
    stage.shot("directory-full").await
}
