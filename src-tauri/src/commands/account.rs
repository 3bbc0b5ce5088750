use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::ChangePassword`].
#[tauri::command]
pub async fn change_password(
    shell: State<'_, Shell>,
    args: Args<wire::ChangePassword>,
) -> Reply<wire::ChangePassword> {
    Ok(shell.handbook().await?.change_password(args).await?)
}

/// [`wire::GetProfile`].
#[tauri::command]
pub async fn get_profile(shell: State<'_, Shell>) -> Reply<wire::GetProfile> {
    Ok(shell.handbook().await?.get_profile().await?)
}

/// [`wire::ListSessions`].
#[tauri::command]
pub async fn list_sessions(shell: State<'_, Shell>) -> Reply<wire::ListSessions> {
    Ok(shell.handbook().await?.list_sessions().await?)
}

/// [`wire::EndSession`].
#[tauri::command]
pub async fn end_session(
    shell: State<'_, Shell>,
    args: Args<wire::EndSession>,
) -> Reply<wire::EndSession> {
    Ok(shell.handbook().await?.end_session(args).await?)
}

/// [`wire::SetUpSecondFactor`].
#[tauri::command]
pub async fn set_up_second_factor(shell: State<'_, Shell>) -> Reply<wire::SetUpSecondFactor> {
    Ok(shell.handbook().await?.set_up_second_factor().await?)
}

/// [`wire::ConfirmSecondFactor`].
#[tauri::command]
pub async fn confirm_second_factor(
    shell: State<'_, Shell>,
    args: Args<wire::ConfirmSecondFactor>,
) -> Reply<wire::ConfirmSecondFactor> {
    Ok(shell.handbook().await?.confirm_second_factor(args).await?)
}
