//! The same memo is written on two devices, on this one without a signal.

use handbook_wire::ipc::SetNoteArgs;

use super::Stage;
use crate::proxy::Fault;
use crate::{Device, Error, walk};

pub(super) async fn take(stage: &Stage) -> Result<(), Error> {
    stage.fill("memo", "납기는 3주").await?;
    stage.tap("memo-save").await?;
    let other = Device::new(&stage.server.url())?;
    other.login(walk::LOGIN, walk::PASSWORD).await?;
    other.wait_live().await?;
    let rows = other.directory().await?;
    let row = rows
        .iter()
        .find(|row| row.name.contains("파워전자") && row.favourite)
        .ok_or("no favourite")?;
    let args = SetNoteArgs {
        member: row.id.clone(),
        favourite: None,
        memo: Some("납기는 4주".to_owned()),
    };
    other
        .handbook()?
        .set_note(args)
        .await
        .map_err(|error| error.to_string())?;
    other
        .wait_status("the memo to be sent", |status| status.pending_edits == 0)
        .await?;
    stage.proxy.set(Fault::None);
    stage.see("lost-banner").await?;
    stage.shot("lost-banner").await?;
    stage.tap("lost-see").await?;
    stage.see("lost-edit").await?;
    stage.shot("lost-edit").await
}
