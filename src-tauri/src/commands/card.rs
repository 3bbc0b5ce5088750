use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::setting::debug_variable;
use crate::shell::Shell;

/// [`wire::ShowCard`].
#[tauri::command]
pub async fn show_card(shell: State<'_, Shell>) -> Reply<wire::ShowCard> {
    Ok(shell.handbook().await?.show_card().await?)
}

/// [`wire::HasScanner`].
#[tauri::command]
pub async fn has_scanner() -> Reply<wire::HasScanner> {
    let pretended = debug_variable("HANDBOOK_SCANNER").is_some();
    Ok(cfg!(any(target_os = "android", target_os = "ios")) || pretended)
}

/// [`wire::ReadPicture`].
#[tauri::command]
pub async fn read_picture(
    shell: State<'_, Shell>,
    args: Args<wire::ReadPicture>,
) -> Reply<wire::ReadPicture> {
    Ok(shell.handbook().await?.read_picture(args).await?)
}

/// [`wire::ReadCode`].
#[tauri::command]
pub async fn read_code(
    shell: State<'_, Shell>,
    args: Args<wire::ReadCode>,
) -> Reply<wire::ReadCode> {
    Ok(shell.handbook().await?.read_code(args).await?)
}
