use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::GetCallerId`].
#[tauri::command]
pub async fn get_caller_id(shell: State<'_, Shell>) -> Reply<wire::GetCallerId> {
    let on = shell.handbook().await?.shows_callers().await?;
    let standing = shell.with_phone(|phone| phone.standing()).await;
    Ok(wire::CallerIdView { on, standing })
}

/// [`wire::SetCallerId`].
#[tauri::command]
pub async fn set_caller_id(
    shell: State<'_, Shell>,
    args: Args<wire::SetCallerId>,
) -> Reply<wire::SetCallerId> {
    let handbook = shell.handbook().await?;
    let mut standing = shell.with_phone(|phone| phone.standing()).await;
    let on = args.on && standing != wire::CallerIdStanding::NotHere;
    handbook.show_callers(on).await?;
    if on {
        // iOS lets its owner allow only what is there.
        shell.tell_callers(handbook).await?;
        standing = shell.with_phone(|phone| phone.allow()).await;
    } else {
        shell.with_phone(|phone| phone.forget_callers()).await;
    }
    Ok(wire::CallerIdView { on, standing })
}
