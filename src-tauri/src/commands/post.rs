use handbook_wire::ipc as wire;
use tauri::State;

use super::{Args, Reply};
use crate::shell::Shell;

/// [`wire::ListPosts`].
#[tauri::command]
pub async fn list_posts(
    shell: State<'_, Shell>,
    args: Args<wire::ListPosts>,
) -> Reply<wire::ListPosts> {
    Ok(shell.handbook().await?.list_posts(args).await?)
}

/// [`wire::GetPost`].
#[tauri::command]
pub async fn get_post(shell: State<'_, Shell>, args: Args<wire::GetPost>) -> Reply<wire::GetPost> {
    Ok(shell.handbook().await?.get_post(args.id).await?)
}

/// [`wire::MarkPost`].
#[tauri::command]
pub async fn mark_post(
    shell: State<'_, Shell>,
    args: Args<wire::MarkPost>,
) -> Reply<wire::MarkPost> {
    Ok(shell.handbook().await?.mark_post(args).await?)
}

/// [`wire::GetTally`].
#[tauri::command]
pub async fn get_tally(
    shell: State<'_, Shell>,
    args: Args<wire::GetTally>,
) -> Reply<wire::GetTally> {
    Ok(shell.handbook().await?.get_tally(args.id).await?)
}

/// [`wire::ListAnswers`].
#[tauri::command]
pub async fn list_answers(
    shell: State<'_, Shell>,
    args: Args<wire::ListAnswers>,
) -> Reply<wire::ListAnswers> {
    Ok(shell.handbook().await?.list_answers(args.id).await?)
}

/// [`wire::CastVote`].
#[tauri::command]
pub async fn cast_vote(
    shell: State<'_, Shell>,
    args: Args<wire::CastVote>,
) -> Reply<wire::CastVote> {
    Ok(shell.handbook().await?.cast_vote(args).await?)
}

/// [`wire::ListDesk`].
#[tauri::command]
pub async fn list_desk(shell: State<'_, Shell>) -> Reply<wire::ListDesk> {
    Ok(shell.handbook().await?.list_desk().await?)
}

/// [`wire::OpenSheet`].
#[tauri::command]
pub async fn open_sheet(
    shell: State<'_, Shell>,
    args: Args<wire::OpenSheet>,
) -> Reply<wire::OpenSheet> {
    Ok(shell.handbook().await?.open_sheet(args.id).await?)
}

/// [`wire::KeepSheet`].
#[tauri::command]
pub async fn keep_sheet(
    shell: State<'_, Shell>,
    args: Args<wire::KeepSheet>,
) -> Reply<wire::KeepSheet> {
    Ok(shell.handbook().await?.keep_sheet(args).await?)
}

/// [`wire::SendPost`].
#[tauri::command]
pub async fn send_post(
    shell: State<'_, Shell>,
    args: Args<wire::SendPost>,
) -> Reply<wire::SendPost> {
    Ok(shell.handbook().await?.send_post(args).await?)
}

/// [`wire::WithdrawPost`].
#[tauri::command]
pub async fn withdraw_post(
    shell: State<'_, Shell>,
    args: Args<wire::WithdrawPost>,
) -> Reply<wire::WithdrawPost> {
    Ok(shell.handbook().await?.withdraw_post(args).await?)
}

/// [`wire::DropSheet`].
#[tauri::command]
pub async fn drop_sheet(
    shell: State<'_, Shell>,
    args: Args<wire::DropSheet>,
) -> Reply<wire::DropSheet> {
    Ok(shell.handbook().await?.drop_sheet(args.id).await?)
}

/// [`wire::CountReach`].
#[tauri::command]
pub async fn count_reach(
    shell: State<'_, Shell>,
    args: Args<wire::CountReach>,
) -> Reply<wire::CountReach> {
    Ok(shell.handbook().await?.count_reach(args).await?)
}

/// [`wire::ListReaders`].
#[tauri::command]
pub async fn list_readers(
    shell: State<'_, Shell>,
    args: Args<wire::ListReaders>,
) -> Reply<wire::ListReaders> {
    Ok(shell.handbook().await?.list_readers(args.id).await?)
}

/// [`wire::ListVersions`].
#[tauri::command]
pub async fn list_versions(
    shell: State<'_, Shell>,
    args: Args<wire::ListVersions>,
) -> Reply<wire::ListVersions> {
    Ok(shell.handbook().await?.list_versions(args.id).await?)
}
