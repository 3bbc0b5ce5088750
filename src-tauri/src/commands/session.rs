use handbook_wire::ipc as wire;
use tauri::{AppHandle, State};

use super::{Args, Reply};
use crate::handover;
use crate::shell::Shell;

/// [`wire::WatchStatus`].
#[tauri::command]
pub async fn watch_status(
    shell: State<'_, Shell>,
    args: Args<wire::WatchStatus>,
) -> Reply<wire::WatchStatus> {
    Ok(shell.handbook().await?.watch_status(args.seen).await)
}

/// [`wire::Login`].
#[tauri::command]
pub async fn login(shell: State<'_, Shell>, args: Args<wire::Login>) -> Reply<wire::Login> {
    Ok(shell.handbook().await?.login(args).await?)
}

/// [`wire::Logout`].
#[tauri::command]
pub async fn logout(app: AppHandle, shell: State<'_, Shell>) -> Reply<wire::Logout> {
    handover::clear(&app);
    Ok(shell.handbook().await?.logout().await?)
}

/// [`wire::SyncNow`].
#[tauri::command]
pub async fn sync_now(shell: State<'_, Shell>) -> Reply<wire::SyncNow> {
    shell.handbook().await?.sync_now();
    Ok(())
}
