use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::ListRecentSearches`].
#[tauri::command]
pub async fn list_recent_searches(shell: State<'_, Shell>) -> Reply<wire::ListRecentSearches> {
    Ok(shell.handbook().await?.list_recent_searches().await?)
}

/// [`wire::AddRecentSearch`].
#[tauri::command]
pub async fn add_recent_search(
    shell: State<'_, Shell>,
    args: Args<wire::AddRecentSearch>,
) -> Reply<wire::AddRecentSearch> {
    Ok(shell.handbook().await?.add_recent_search(args).await?)
}

/// [`wire::ListRecentContacts`].
#[tauri::command]
pub async fn list_recent_contacts(shell: State<'_, Shell>) -> Reply<wire::ListRecentContacts> {
    Ok(shell.handbook().await?.list_recent_contacts().await?)
}

/// [`wire::ClearRecent`].
#[tauri::command]
pub async fn clear_recent(
    shell: State<'_, Shell>,
    args: Args<wire::ClearRecent>,
) -> Reply<wire::ClearRecent> {
    Ok(shell.handbook().await?.clear_recent(args).await?)
}
