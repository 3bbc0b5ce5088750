use handbook_core::ContactFile;
use handbook_wire::ipc as wire;
use handbook_wire::ipc::{ContactSource, ShareForm};
use handbook_wire::{ErrorCode, ErrorReply};
use tauri::{AppHandle, State};

use super::{Args, Reply};
use crate::handover;
use crate::shell::Shell;

/// [`wire::GetAbilities`].
#[tauri::command]
pub async fn get_abilities() -> Reply<wire::GetAbilities> {
    Ok(handover::abilities())
}

/// [`wire::SaveContact`].
#[tauri::command]
pub async fn save_contact(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::SaveContact>,
) -> Reply<wire::SaveContact> {
    let file = file(&shell, args).await?;
    run(move || handover::save(&app, &file)).await
}

/// [`wire::ShareContact`].
#[tauri::command]
pub async fn share_contact(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::ShareContact>,
) -> Reply<wire::ShareContact> {
    match args.form {
        ShareForm::File => {
            let file = file(&shell, args.contact).await?;
            run(move || handover::share_file(&app, &file)).await
        }
        ShareForm::Text => {
            let text = shell.handbook().await?.contact_text(args.contact).await?;
            run(move || handover::share_text(&app, text)).await
        }
    }
}

/// [`wire::SaveContactFile`].
#[tauri::command]
pub async fn save_contact_file(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::SaveContactFile>,
) -> Reply<wire::SaveContactFile> {
    let file = file(&shell, args).await?;
    run(move || handover::download(&app, &file)).await
}

/// [`wire::CopyText`].
#[tauri::command]
pub async fn copy_text(app: AppHandle, args: Args<wire::CopyText>) -> Reply<wire::CopyText> {
    run(move || handover::copy(&app, args.text)).await
}

async fn file(shell: &Shell, source: ContactSource) -> Result<ContactFile, ErrorReply> {
    Ok(shell.handbook().await?.contact_file(source).await?)
}

/// Off the async threads: the disk and the system take their time.
pub(super) async fn run<T: Send + 'static>(
    job: impl FnOnce() -> Result<T, ErrorCode> + Send + 'static,
) -> Result<T, ErrorReply> {
    let done = tauri::async_runtime::spawn_blocking(job).await;
    Ok(done.unwrap_or(Err(ErrorCode::Internal))?)
}
