use handbook_wire::entity::Attachment;
use handbook_wire::ipc as wire;
use handbook_wire::{ErrorCode, ErrorReply};
use tauri::{AppHandle, State};

use super::{Args, Reply};
use crate::handover;
use crate::shell::Shell;

/// [`wire::FileStates`].
#[tauri::command]
pub async fn file_states(
    shell: State<'_, Shell>,
    args: Args<wire::FileStates>,
) -> Reply<wire::FileStates> {
    Ok(shell.handbook().await?.file_states(args).await?)
}

/// [`wire::FetchFile`].
#[tauri::command]
pub async fn fetch_file(
    shell: State<'_, Shell>,
    args: Args<wire::FetchFile>,
) -> Reply<wire::FetchFile> {
    Ok(shell.handbook().await?.fetch_file(args).await?)
}

/// [`wire::StopFile`].
#[tauri::command]
pub async fn stop_file(
    shell: State<'_, Shell>,
    args: Args<wire::StopFile>,
) -> Reply<wire::StopFile> {
    shell.handbook().await?.stop_file(&args.file);
    Ok(())
}

/// [`wire::OpenFile`].
#[tauri::command]
pub async fn open_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::OpenFile>,
) -> Reply<wire::OpenFile> {
    sound(&args)?;
    let handbook = shell.handbook().await?;
    let (path, file) = handover::place(&app, &args.name)?;
    handbook.copy_file(args.file, file).await?;
    Ok(handover::open(&app, &path, &args.media_type)?)
}

/// [`wire::SaveFile`].
#[tauri::command]
pub async fn save_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::SaveFile>,
) -> Reply<wire::SaveFile> {
    sound(&args)?;
    let handbook = shell.handbook().await?;
    let (name, file) = handover::download_place(&app, &args.name)?;
    handbook.copy_file(args.file, file).await?;
    Ok(name)
}

/// A name that is no path, among others.
fn sound(attachment: &Attachment) -> Result<(), ErrorReply> {
    let sound = attachment.check();
    sound.map_err(|_| ErrorReply::new(ErrorCode::InvalidInput))
}

/// [`wire::GetShelf`].
#[tauri::command]
pub async fn get_shelf(shell: State<'_, Shell>) -> Reply<wire::GetShelf> {
    Ok(shell.handbook().await?.get_shelf().await?)
}

/// [`wire::SetShelf`].
#[tauri::command]
pub async fn set_shelf(
    shell: State<'_, Shell>,
    args: Args<wire::SetShelf>,
) -> Reply<wire::SetShelf> {
    Ok(shell.handbook().await?.set_shelf(args).await?)
}

/// [`wire::KeepFile`].
#[tauri::command]
pub async fn keep_file(
    shell: State<'_, Shell>,
    args: Args<wire::KeepFile>,
) -> Reply<wire::KeepFile> {
    Ok(shell.handbook().await?.keep_file(args).await?)
}

/// [`wire::ClearFiles`].
#[tauri::command]
pub async fn clear_files(shell: State<'_, Shell>) -> Reply<wire::ClearFiles> {
    Ok(shell.handbook().await?.clear_files().await?)
}

/// [`wire::BeginPick`].
#[tauri::command]
pub async fn begin_pick(
    shell: State<'_, Shell>,
    args: Args<wire::BeginPick>,
) -> Reply<wire::BeginPick> {
    Ok(shell.handbook().await?.begin_pick(args).await?)
}

/// [`wire::AddPick`].
#[tauri::command]
pub async fn add_pick(shell: State<'_, Shell>, args: Args<wire::AddPick>) -> Reply<wire::AddPick> {
    Ok(shell.handbook().await?.add_pick(args).await?)
}

/// [`wire::SendPick`].
#[tauri::command]
pub async fn send_pick(
    shell: State<'_, Shell>,
    args: Args<wire::SendPick>,
) -> Reply<wire::SendPick> {
    Ok(shell.handbook().await?.send_pick(args).await?)
}

/// [`wire::ListPicks`].
#[tauri::command]
pub async fn list_picks(shell: State<'_, Shell>) -> Reply<wire::ListPicks> {
    Ok(shell.handbook().await?.list_picks().await?)
}

/// [`wire::DropPick`].
#[tauri::command]
pub async fn drop_pick(
    shell: State<'_, Shell>,
    args: Args<wire::DropPick>,
) -> Reply<wire::DropPick> {
    Ok(shell.handbook().await?.drop_pick(args).await?)
}
