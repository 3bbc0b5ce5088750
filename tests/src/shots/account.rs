//! The account and its devices.

use super::Stage;
use crate::Error;
use crate::proxy::Fault;

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.tap("nav-me").await?;
    stage.proxy.set(Fault::HoldAfter(0));
    stage.tap("go-account").await?;
    stage.see("loading").await?;
    stage.shot("account-loading").await?;
    stage.tap("back").await?;
    stage.proxy.set(Fault::Down);
    stage.see("offline-banner").await?;
    stage.tap("go-account").await?;
    stage.see("failed").await?;
    stage.shot("account-offline").await?;
    stage.proxy.set(Fault::None);
    stage.tap("retry").await?;
    stage.see("profile-name").await?;
    stage.shot("account-full").await?;
    stage.shot_lower("account-full-lower").await?;
    stage.tap("go-devices").await?;
    stage.see("device").await?;
    stage.shot("devices-full").await?;
    stage.tap("nav-me").await?;
    stage.tap("go-notifications").await?;
    stage.see("quiet-from").await?;
    stage.shot("notifications").await?;
    stage.shot_lower("notifications-lower").await?;
    stage.tap("nav-home").await
}
