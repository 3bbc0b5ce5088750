use std::io::Write;

use handbook_wire::ErrorCode;
use handbook_wire::ipc as wire;
use handbook_wire::ipc::{ContactArgs, ContactWay};
use tauri::{AppHandle, State, Url};
use tauri_plugin_opener::OpenerExt;

use super::{Args, Reply};
use crate::link;
use crate::setting::debug_variable;
use crate::shell::Shell;

/// [`wire::OpenLink`].
#[tauri::command]
pub async fn open_link(
    app: AppHandle,
    shell: State<'_, Shell>,
    args: Args<wire::OpenLink>,
) -> Reply<wire::OpenLink> {
    open(&app, &link::address(&args.link)?)?;
    let way = match args.link {
        wire::Link::Call(_) => ContactWay::Call,
        wire::Link::Message(_) => ContactWay::Message,
        _ => return Ok(()),
    };
    if let Some(member) = args.member
        && let Err(error) = (shell.handbook().await?)
            .add_recent_contact(ContactArgs { member, way })
            .await
    {
        // The call is on its way all the same.
        tracing::warn!(%error, "a call was not remembered");
    }
    Ok(())
}

/// Opens `address` with the system's own app, or notes it where a test wants to know.
pub fn open(app: &AppHandle, address: &Url) -> Result<(), ErrorCode> {
    if let Some(log) = debug_variable("HANDBOOK_LINK_LOG") {
        let mut log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(log)
            .map_err(failed)?;
        return writeln!(log, "{address}").map_err(failed);
    }
    app.opener()
        .open_url(address.as_str(), None::<&str>)
        .map_err(failed)
}

/// The address itself is personal data: the log says only that it was not opened.
fn failed<E>(_: E) -> ErrorCode {
    tracing::warn!("a link could not be opened");
    ErrorCode::Internal
}
