use handbook_wire::ipc::{self as wire, NotificationView, Reach};
use handbook_wire::notification::{Notifications, PushDevice};
use tauri::State;

use super::{Args, Reply};
use crate::push::NoToken;
use crate::shell::Shell;

/// [`wire::RemindReaders`].
#[tauri::command]
pub async fn remind_readers(
    shell: State<'_, Shell>,
    args: Args<wire::RemindReaders>,
) -> Reply<wire::RemindReaders> {
    Ok(shell.handbook().await?.remind_readers(args.id).await?)
}

/// [`wire::GetNotifications`].
#[tauri::command]
pub async fn get_notifications(shell: State<'_, Shell>) -> Reply<wire::GetNotifications> {
    let told = shell.handbook().await?.get_notifications().await?;
    Ok(view(&shell, told).await)
}

/// [`wire::SetNotifications`].
#[tauri::command]
pub async fn set_notifications(
    shell: State<'_, Shell>,
    args: Args<wire::SetNotifications>,
) -> Reply<wire::SetNotifications> {
    let told = shell.handbook().await?.set_notifications(args).await?;
    Ok(view(&shell, told).await)
}

/// [`wire::RegisterPush`].
#[tauri::command]
pub async fn register_push(
    shell: State<'_, Shell>,
    args: Args<wire::RegisterPush>,
) -> Reply<wire::RegisterPush> {
    let (service, token) = match shell.push_token().await {
        Ok(named) => named,
        Err(why) => return Ok(without(why)),
    };
    let device = PushDevice {
        service,
        token,
        language: args.language,
    };
    let handbook = shell.handbook().await?;
    Ok(match handbook.register_device(device).await? {
        true => Reach::Reached,
        false => Reach::NotOffered,
    })
}

async fn view(shell: &Shell, told: Notifications) -> NotificationView {
    let reach = match shell.push_token().await {
        Err(why) => without(why),
        // It is registered with the first connection, if it isn't by now.
        Ok((service, _)) if told.services.contains(&service) => Reach::Reached,
        Ok(_) => Reach::NotOffered,
    };
    NotificationView {
        setting: told.setting,
        reach,
    }
}

fn without(why: NoToken) -> Reach {
    match why {
        NoToken::NoService => Reach::NotHere,
        NoToken::Refused => Reach::NotAllowed,
        NoToken::Later => Reach::NotNow,
    }
}
