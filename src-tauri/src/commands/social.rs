use handbook_wire::ipc as wire;
use tauri::{AppHandle, State};

use super::link::open;
use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::StartSocial`]. The core has checked that the page is one of the server's.
#[tauri::command]
pub async fn start_social(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::StartSocial>,
) -> Reply<wire::StartSocial> {
    let (progress, page) = shell.handbook().await?.start_social(args).await?;
    open(&app, &page)?;
    Ok(progress)
}

/// [`wire::CheckSocial`].
#[tauri::command]
pub async fn check_social(
    shell: State<'_, Shell>,
    args: Args<wire::CheckSocial>,
) -> Reply<wire::CheckSocial> {
    Ok(shell.handbook().await?.check_social(args).await?)
}

/// [`wire::CancelSocial`].
#[tauri::command]
pub async fn cancel_social(shell: State<'_, Shell>) -> Reply<wire::CancelSocial> {
    Ok(shell.handbook().await?.cancel_social().await?)
}

/// [`wire::UnlinkSocial`].
#[tauri::command]
pub async fn unlink_social(
    shell: State<'_, Shell>,
    args: Args<wire::UnlinkSocial>,
) -> Reply<wire::UnlinkSocial> {
    Ok(shell.handbook().await?.unlink_social(args).await?)
}
