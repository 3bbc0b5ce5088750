//! Every screen in every state, for people to look at.
//!
//! The states are empty, loading, offline and full. Not every screen has all of them: forms load nothing,
//! and officers, staff and card come from the cache, so that they look the same without a signal.

mod account;
mod directory;
mod first_sync;
mod identity;
mod judge;
mod login;
mod look;
mod lost_edit;
mod map;
mod membership;
mod news;
mod offline;
mod own_company;
mod profile;
mod stage;
mod store;

use std::path::Path;

use crate::Error;
use judge::Judge;
use look::LOOKS;
use stage::{Eye, Stage};

pub use store::take_for_stores;

/// Pictures every screen in every look, or in the one that is `wanted`, into a folder a look.
///
/// # Errors
/// At the first screen that does not come.
pub async fn take_all(folder: &Path, wanted: Option<&str>) -> Result<(), Error> {
    for look in &LOOKS {
        if wanted.is_none_or(|wanted| wanted == look.name) {
            let folder = folder.join(look.name);
            let stage = Stage::set(look, Eye::Camera(folder)).await?;
            visit(&stage).await?;
            let Stage { mut window, .. } = stage;
            window.close().await?;
        }
    }
    Ok(())
}

/// Visits every screen once, as on a present-day phone, and judges it: axe-core in both themes with
/// and without 고대비, names, the Tab key.
///
/// # Errors
/// At the first screen that does not come, or else with a list of all that is wrong.
pub async fn judge_all() -> Result<(), Error> {
    let stage = Stage::set(&LOOKS[0], Eye::Judge(Judge::new()?)).await?;
    let visited = visit(&stage).await;
    let Stage {
        mut window, eye, ..
    } = stage;
    let closed = window.close().await;
    let verdict = match &eye {
        Eye::Judge(judge) => judge.verdict(),
        Eye::Camera(_) => Ok(()),
    };
    match (visited, verdict) {
        (Err(missing), Err(faults)) => Err(format!("{missing}\n{faults}").into()),
        (visited, verdict) => visited.and(verdict).and(closed),
    }
}

/// The groups of screens, one file each. The first three follow each other; from then on a group finds
/// the owner logged in and the line whole, goes where it wants by the bar, and leaves it so. The last
/// two are without a signal.
async fn visit(stage: &Stage) -> Result<(), Error> {
    login::take(stage).await?;
    identity::take(stage).await?;
    first_sync::take(stage).await?;

    directory::take(stage).await?;
    map::take(stage).await?;
    account::take(stage).await?;
    profile::take(stage).await?;
    own_company::take(stage).await?;
    membership::take(stage).await?;
    news::take(stage).await?;

    offline::take(stage).await?;
    lost_edit::take(stage).await
}
