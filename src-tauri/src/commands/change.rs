use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::GetOwnCompany`].
#[tauri::command]
pub async fn get_own_company(shell: State<'_, Shell>) -> Reply<wire::GetOwnCompany> {
    Ok(shell.handbook().await?.get_own_company().await?)
}

/// [`wire::SetAudience`].
#[tauri::command]
pub async fn set_audience(
    shell: State<'_, Shell>,
    args: Args<wire::SetAudience>,
) -> Reply<wire::SetAudience> {
    Ok(shell.handbook().await?.set_audience(args).await?)
}

/// [`wire::ReviewChange`].
#[tauri::command]
pub async fn review_change(
    shell: State<'_, Shell>,
    args: Args<wire::ReviewChange>,
) -> Reply<wire::ReviewChange> {
    Ok(shell.handbook().await?.review_change(args).await?)
}

/// [`wire::SendChange`].
#[tauri::command]
pub async fn send_change(
    shell: State<'_, Shell>,
    args: Args<wire::SendChange>,
) -> Reply<wire::SendChange> {
    Ok(shell.handbook().await?.send_change(args).await?)
}

/// [`wire::CancelChange`].
#[tauri::command]
pub async fn cancel_change(
    shell: State<'_, Shell>,
    args: Args<wire::CancelChange>,
) -> Reply<wire::CancelChange> {
    Ok(shell.handbook().await?.cancel_change(args).await?)
}

/// [`wire::ListChanges`].
#[tauri::command]
pub async fn list_changes(shell: State<'_, Shell>) -> Reply<wire::ListChanges> {
    Ok(shell.handbook().await?.list_changes().await?)
}
