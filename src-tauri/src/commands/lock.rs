use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::GetLock`].
#[tauri::command]
pub async fn get_lock(shell: State<'_, Shell>) -> Reply<wire::GetLock> {
    shell.with_lock(|lock| Ok(lock.view())).await
}

/// [`wire::SetLock`].
#[tauri::command]
pub async fn set_lock(shell: State<'_, Shell>, args: Args<wire::SetLock>) -> Reply<wire::SetLock> {
    shell.with_lock(move |lock| lock.set(args.on)).await
}

/// [`wire::Unlock`].
#[tauri::command]
pub async fn unlock(shell: State<'_, Shell>) -> Reply<wire::Unlock> {
    shell.with_lock(|lock| Ok(lock.open())).await
}
