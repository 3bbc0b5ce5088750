use handbook_wire::ipc as wire;
use tauri::{AppHandle, State};

use super::link::open;
use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::GetCoop`].
#[tauri::command]
pub async fn get_coop(shell: State<'_, Shell>) -> Reply<wire::GetCoop> {
    Ok(shell.handbook().await?.get_coop().await?)
}

/// [`wire::GetDocument`].
#[tauri::command]
pub async fn get_document(
    shell: State<'_, Shell>,
    args: Args<wire::GetDocument>,
) -> Reply<wire::GetDocument> {
    Ok(shell.handbook().await?.get_document(args).await?)
}

/// [`wire::StartIdentity`]. The core has checked that the page is one of the server's.
#[tauri::command]
pub async fn start_identity(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::StartIdentity>,
) -> Reply<wire::StartIdentity> {
    let (progress, page) = shell.handbook().await?.start_identity(args).await?;
    open(&app, &page)?;
    Ok(progress)
}

/// [`wire::CheckIdentity`].
#[tauri::command]
pub async fn check_identity(shell: State<'_, Shell>) -> Reply<wire::CheckIdentity> {
    Ok(shell.handbook().await?.check_identity().await?)
}

/// [`wire::CancelIdentity`].
#[tauri::command]
pub async fn cancel_identity(shell: State<'_, Shell>) -> Reply<wire::CancelIdentity> {
    Ok(shell.handbook().await?.cancel_identity().await?)
}

/// [`wire::ResetPassword`].
#[tauri::command]
pub async fn reset_password(
    shell: State<'_, Shell>,
    args: Args<wire::ResetPassword>,
) -> Reply<wire::ResetPassword> {
    Ok(shell.handbook().await?.reset_password(args).await?)
}
