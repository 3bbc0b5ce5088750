use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::ListMembers`].
#[tauri::command]
pub async fn list_members(
    shell: State<'_, Shell>,
    args: Args<wire::ListMembers>,
) -> Reply<wire::ListMembers> {
    Ok(shell.handbook().await?.list_members(args).await?)
}

/// [`wire::ListFavourites`].
#[tauri::command]
pub async fn list_favourites(shell: State<'_, Shell>) -> Reply<wire::ListFavourites> {
    Ok(shell.handbook().await?.list_favourites().await?)
}

/// [`wire::ListInitials`].
#[tauri::command]
pub async fn list_initials(
    shell: State<'_, Shell>,
    args: Args<wire::ListInitials>,
) -> Reply<wire::ListInitials> {
    Ok(shell.handbook().await?.list_initials(args).await?)
}

/// [`wire::ListFacets`].
#[tauri::command]
pub async fn list_facets(
    shell: State<'_, Shell>,
    args: Args<wire::ListFacets>,
) -> Reply<wire::ListFacets> {
    Ok(shell.handbook().await?.list_facets(args).await?)
}

/// [`wire::GetMember`].
#[tauri::command]
pub async fn get_member(
    shell: State<'_, Shell>,
    args: Args<wire::GetMember>,
) -> Reply<wire::GetMember> {
    Ok(shell.handbook().await?.get_member(args.id).await?)
}

/// [`wire::Search`].
#[tauri::command]
pub async fn search(shell: State<'_, Shell>, args: Args<wire::Search>) -> Reply<wire::Search> {
    Ok(shell.handbook().await?.search(args).await?)
}

/// [`wire::GetContact`].
#[tauri::command]
pub async fn get_contact(
    shell: State<'_, Shell>,
    args: Args<wire::GetContact>,
) -> Reply<wire::GetContact> {
    Ok(shell.handbook().await?.get_contact(args.id).await?)
}
