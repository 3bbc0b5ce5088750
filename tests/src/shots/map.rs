//! The map in its states, and a card's place on it.

use super::Stage;
use crate::{Error, walk};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.tap("nav-map").await?;
    stage.see("cluster").await?;
    shot_still(stage, "map-full").await?;
    for _ in 0..2 {
        stage.tap("map-nearer").await?;
        stage.window.see("[data-test=map][data-still]").await?;
    }
    shot_still(stage, "map-near").await?;
    stage.tap("map-here").await?;
    stage.window.see_text("[data-test=distance]", "km").await?;
    shot_still(stage, "map-here").await?;
    stage.tap("sheet-close").await?;
    stage.tap("map-online").await?;
    stage.shot("map-online-about").await?;
    stage.tap("online-on").await?;
    stage.see("map-attribution").await?;
    shot_still(stage, "map-online").await?;
    stage.tap("map-online").await?;
    walk::reach_company(&stage.window).await?;
    shot_still(stage, "map-chosen").await?;
    stage.tap("nav-directory").await?;
    stage.fill("search-box", "0007").await?;
    stage
        .window
        .see_text("[data-test=member-row]", "파워전자")
        .await?;
    stage.tap("member-row").await?;
    stage.see("row-map").await?;
    stage.tap("row-map").await?;
    stage.see("pin").await?;
    shot_still(stage, "map-from-card").await
}

/// The map still, once it has made room for what is chosen.
async fn shot_still(stage: &Stage, name: &str) -> Result<(), Error> {
    stage.window.see("[data-test=map][data-still]").await?;
    stage.shot(name).await
}
