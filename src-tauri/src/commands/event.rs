use handbook_core::EventFile;
use handbook_wire::ErrorReply;
use handbook_wire::ipc as wire;
use tauri::{AppHandle, State};

use super::handover::run;
use super::{Args, Reply};
use crate::handover;
use crate::shell::Shell;

/// [`wire::AnswerEvent`].
#[tauri::command]
pub async fn answer_event(
    shell: State<'_, Shell>,
    args: Args<wire::AnswerEvent>,
) -> Reply<wire::AnswerEvent> {
    Ok(shell.handbook().await?.answer_event(args).await?)
}

/// [`wire::GetNextEvent`].
#[tauri::command]
pub async fn get_next_event(shell: State<'_, Shell>) -> Reply<wire::GetNextEvent> {
    Ok(shell.handbook().await?.get_next_event().await?)
}

/// [`wire::CheckIn`].
#[tauri::command]
pub async fn check_in(shell: State<'_, Shell>, args: Args<wire::CheckIn>) -> Reply<wire::CheckIn> {
    Ok(shell.handbook().await?.check_in(args).await?)
}

/// [`wire::ListAttended`].
#[tauri::command]
pub async fn list_attended(
    shell: State<'_, Shell>,
    args: Args<wire::ListAttended>,
) -> Reply<wire::ListAttended> {
    Ok(shell.handbook().await?.list_attended(args.id).await?)
}

/// [`wire::DropAttended`].
#[tauri::command]
pub async fn drop_attended(
    shell: State<'_, Shell>,
    args: Args<wire::DropAttended>,
) -> Reply<wire::DropAttended> {
    Ok(shell.handbook().await?.drop_attended(args).await?)
}

/// [`wire::SaveEvent`].
#[tauri::command]
pub async fn save_event(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::SaveEvent>,
) -> Reply<wire::SaveEvent> {
    let file = file(&shell, args.id).await?;
    run(move || handover::save_event(&app, &file)).await
}

/// [`wire::SaveEventFile`].
#[tauri::command]
pub async fn save_event_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::SaveEventFile>,
) -> Reply<wire::SaveEventFile> {
    let file = file(&shell, args.id).await?;
    run(move || handover::download_event(&app, &file)).await
}

async fn file(shell: &Shell, id: String) -> Result<EventFile, ErrorReply> {
    Ok(shell.handbook().await?.event_file(id).await?)
}
