use handbook_wire::ipc as wire;
use tauri::State;

use super::Reply;
use crate::shell::Shell;

/// [`wire::ListStaff`].
#[tauri::command]
pub async fn list_staff(shell: State<'_, Shell>) -> Reply<wire::ListStaff> {
    Ok(shell.handbook().await?.list_staff().await?)
}

/// [`wire::ListOfficers`].
#[tauri::command]
pub async fn list_officers(shell: State<'_, Shell>) -> Reply<wire::ListOfficers> {
    Ok(shell.handbook().await?.list_officers().await?)
}
