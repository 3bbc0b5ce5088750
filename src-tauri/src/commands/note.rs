use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::SetNote`].
#[tauri::command]
pub async fn set_note(shell: State<'_, Shell>, args: Args<wire::SetNote>) -> Reply<wire::SetNote> {
    Ok(shell.handbook().await?.set_note(args).await?)
}

/// [`wire::ListLostEdits`].
#[tauri::command]
pub async fn list_lost_edits(shell: State<'_, Shell>) -> Reply<wire::ListLostEdits> {
    Ok(shell.handbook().await?.list_lost_edits().await?)
}

/// [`wire::DismissLostEdit`].
#[tauri::command]
pub async fn dismiss_lost_edit(
    shell: State<'_, Shell>,
    args: Args<wire::DismissLostEdit>,
) -> Reply<wire::DismissLostEdit> {
    Ok(shell.handbook().await?.dismiss_lost_edit(args).await?)
}
