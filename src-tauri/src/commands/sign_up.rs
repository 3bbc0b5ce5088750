use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::FindCompanies`].
#[tauri::command]
pub async fn find_companies(
    shell: State<'_, Shell>,
    args: Args<wire::FindCompanies>,
) -> Reply<wire::FindCompanies> {
    Ok(shell.handbook().await?.find_companies(args).await?)
}

/// [`wire::SignUp`].
#[tauri::command]
pub async fn sign_up(shell: State<'_, Shell>, args: Args<wire::SignUp>) -> Reply<wire::SignUp> {
    Ok(shell.handbook().await?.sign_up(args).await?)
}

/// [`wire::CheckSignUp`].
#[tauri::command]
pub async fn check_sign_up(shell: State<'_, Shell>) -> Reply<wire::CheckSignUp> {
    Ok(shell.handbook().await?.check_sign_up().await?)
}

/// [`wire::ForgetSignUp`].
#[tauri::command]
pub async fn forget_sign_up(shell: State<'_, Shell>) -> Reply<wire::ForgetSignUp> {
    Ok(shell.handbook().await?.forget_sign_up().await?)
}
