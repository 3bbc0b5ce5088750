use handbook_wire::ipc as wire;
use tauri::{AppHandle, State};

use super::{Args, Reply};
use crate::position;
use crate::shell::Shell;

/// [`wire::ListPlaces`].
#[tauri::command]
pub async fn list_places(
    shell: State<'_, Shell>,
    args: Args<wire::ListPlaces>,
) -> Reply<wire::ListPlaces> {
    Ok(shell.handbook().await?.list_places(args).await?)
}

/// [`wire::ListMark`].
#[tauri::command]
pub async fn list_mark(
    shell: State<'_, Shell>,
    args: Args<wire::ListMark>,
) -> Reply<wire::ListMark> {
    Ok(shell.handbook().await?.list_mark(args).await?)
}

/// [`wire::GetPlace`].
#[tauri::command]
pub async fn get_place(
    shell: State<'_, Shell>,
    args: Args<wire::GetPlace>,
) -> Reply<wire::GetPlace> {
    Ok(shell.handbook().await?.get_place(args.id).await?)
}

/// [`wire::ListNear`].
#[tauri::command]
pub async fn list_near(
    shell: State<'_, Shell>,
    args: Args<wire::ListNear>,
) -> Reply<wire::ListNear> {
    Ok(shell.handbook().await?.list_near(args).await?)
}

/// [`wire::GetTile`].
#[tauri::command]
pub async fn get_tile(shell: State<'_, Shell>, args: Args<wire::GetTile>) -> Reply<wire::GetTile> {
    Ok(shell.handbook().await?.get_tile(args).await?)
}

/// [`wire::WantTiles`].
#[tauri::command]
pub async fn want_tiles(
    shell: State<'_, Shell>,
    args: Args<wire::WantTiles>,
) -> Reply<wire::WantTiles> {
    Ok(shell.handbook().await?.want_tiles(args)?)
}

/// [`wire::Locate`].
#[tauri::command]
pub async fn locate(app: AppHandle) -> Reply<wire::Locate> {
    Ok(position::locate(app).await)
}
