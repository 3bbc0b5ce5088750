use handbook_wire::ipc as wire;
use tauri::{AppHandle, State};

use super::{Args, Reply};
use crate::handover;
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

/// [`wire::GetPicture`].
#[tauri::command]
pub async fn get_picture(
    shell: State<'_, Shell>,
    args: Args<wire::GetPicture>,
) -> Reply<wire::GetPicture> {
    Ok(shell.handbook().await?.get_picture(args).await?)
}

/// [`wire::SetPicture`].
#[tauri::command]
pub async fn set_picture(
    shell: State<'_, Shell>,
    args: Args<wire::SetPicture>,
) -> Reply<wire::SetPicture> {
    Ok(shell.handbook().await?.set_picture(args).await?)
}

/// [`wire::RemovePicture`].
#[tauri::command]
pub async fn remove_picture(shell: State<'_, Shell>) -> Reply<wire::RemovePicture> {
    Ok(shell.handbook().await?.remove_picture().await?)
}

/// [`wire::StartEmail`].
#[tauri::command]
pub async fn start_email(
    shell: State<'_, Shell>,
    args: Args<wire::StartEmail>,
) -> Reply<wire::StartEmail> {
    Ok(shell.handbook().await?.start_email(args).await?)
}

/// [`wire::ConfirmEmail`].
#[tauri::command]
pub async fn confirm_email(
    shell: State<'_, Shell>,
    args: Args<wire::ConfirmEmail>,
) -> Reply<wire::ConfirmEmail> {
    Ok(shell.handbook().await?.confirm_email(args).await?)
}

/// [`wire::RemoveEmail`].
#[tauri::command]
pub async fn remove_email(shell: State<'_, Shell>) -> Reply<wire::RemoveEmail> {
    Ok(shell.handbook().await?.remove_email().await?)
}

/// [`wire::Withdraw`].
#[tauri::command]
pub async fn withdraw(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::Withdraw>,
) -> Reply<wire::Withdraw> {
    let status = shell.handbook().await?.withdraw(args).await?;
    handover::clear(&app);
    Ok(status)
}
