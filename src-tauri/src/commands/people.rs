use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
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

/// [`wire::ListBoard`].
#[tauri::command]
pub async fn list_board(shell: State<'_, Shell>) -> Reply<wire::ListBoard> {
    Ok(shell.handbook().await?.list_board().await?)
}

/// [`wire::FindPeople`].
#[tauri::command]
pub async fn find_people(
    shell: State<'_, Shell>,
    args: Args<wire::FindPeople>,
) -> Reply<wire::FindPeople> {
    Ok(shell.handbook().await?.find_people(args).await?)
}
