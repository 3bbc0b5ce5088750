//! The end of a test with several devices: all of them equal one that was never interrupted.

use std::fmt::Debug;

use handbook_wire::ipc::SyncState;

use crate::{Device, Error, wait_for};

/// Waits until the devices have sent what they had to send, then until each shows what a fresh device of
/// the same member shows; gives the fresh one.
///
/// # Errors
/// When an outbox never empties or a device goes on to differ; says in what.
pub async fn equal_a_fresh_one<T: PartialEq + Debug>(
    devices: &[Device],
    fresh: Device,
    (login, password): (&str, &str),
    content: impl AsyncFn(&Device) -> Result<T, Error>,
) -> Result<Device, Error> {
    for device in devices {
        device.handbook()?.sync_now();
        device
            .wait_status("an empty outbox", |status| {
                status.pending_edits == 0 && status.sync == SyncState::Live
            })
            .await?;
    }
    fresh.login(login, password).await?;
    fresh.wait_live().await?;
    for (number, device) in devices.iter().enumerate() {
        let equal = wait_for(&format!("device {number} to equal a fresh one"), || async {
            let (one, other) = (content(device).await.ok()?, content(&fresh).await.ok()?);
            (one == other).then_some(())
        })
        .await;
        if let Err(error) = equal {
            let (one, other) = (content(device).await?, content(&fresh).await?);
            let status = device.handbook()?.status();
            return Err(format!("{error}: {one:?}, not {other:?}; {status:?}").into());
        }
    }
    Ok(fresh)
}
