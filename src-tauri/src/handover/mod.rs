//! Contacts and files handed to other apps. Each goes through a file of its own in a private folder of the
//! app's cache, which no backup takes; the files of earlier ones are removed first, and all of them
//! when the app starts and when somebody logs out.

#[cfg(target_os = "android")]
mod android;
mod file;

use std::io::Write;
use std::path::{Path, PathBuf};

use handbook_core::{ContactFile, EventFile};
use handbook_wire::ErrorCode;
use handbook_wire::ipc::{Abilities, MAX_COPY};
use tauri::{AppHandle, Manager};

use crate::setting::debug_variable;

/// What this kind of device can do.
pub fn abilities() -> Abilities {
    let is_phone = match debug_variable("HANDBOOK_ABILITIES").as_deref() {
        Some("phone") => true,
        Some(_) => false,
        None => cfg!(any(target_os = "android", target_os = "ios")),
    };
    Abilities {
        share: is_phone,
        save_contact: true,
        save_file: !is_phone,
        locate: is_phone || debug_variable("HANDBOOK_POSITION").is_some(),
    }
}

/// Hands `contact` to the system's app for contacts.
///
/// # Errors
/// [`ErrorCode::StorageFull`], [`ErrorCode::Internal`]; so for everything here.
pub fn save(app: &AppHandle, contact: &ContactFile) -> Result<(), ErrorCode> {
    let path = write(app, contact)?;
    if noted("save", &path.display().to_string())? {
        return Ok(());
    }
    system::view(app, &path)
}

/// Opens the system's sheet for sending `contact` as a file.
///
/// # Errors
/// As [`save`].
pub fn share_file(app: &AppHandle, contact: &ContactFile) -> Result<(), ErrorCode> {
    let path = write(app, contact)?;
    if noted("share-file", &path.display().to_string())? {
        return Ok(());
    }
    system::share_file(app, &path)
}

/// Opens the system's sheet for sending `text`.
///
/// # Errors
/// As [`save`].
pub fn share_text(app: &AppHandle, text: String) -> Result<(), ErrorCode> {
    if noted("share-text", &text.replace('\n', " / "))? {
        return Ok(());
    }
    system::share_text(app, text)
}

/// Puts `contact` into the owner's folder for downloads, beside whatever is there; gives the name.
///
/// # Errors
/// As [`save`].
pub fn download(app: &AppHandle, contact: &ContactFile) -> Result<String, ErrorCode> {
    let paths = app.path();
    let folder = paths.download_dir().or_else(|_| paths.home_dir());
    let folder = folder.map_err(|_| ErrorCode::Internal)?;
    file::add(&folder, &contact.name, contact.vcard.as_bytes()).map_err(failed)
}

/// Where a file called `name` is put in the clear, to be handed over; earlier ones are removed.
///
/// # Errors
/// As [`save`].
pub fn place(app: &AppHandle, name: &str) -> Result<(PathBuf, std::fs::File), ErrorCode> {
    clear(app);
    file::create_private(&folder(app)?, name).map_err(failed)
}

/// Opens a file of [`place`] with the system's app for its content type.
///
/// # Errors
/// As [`save`].
pub fn open(app: &AppHandle, path: &Path, media_type: &str) -> Result<(), ErrorCode> {
    if noted("open-file", &path.display().to_string())? {
        return Ok(());
    }
    system::open(app, path, media_type)
}

/// A new file called `name` in the owner's folder for downloads, beside whatever is there, with the name
/// that it has got.
///
/// # Errors
/// As [`save`].
pub fn download_place(app: &AppHandle, name: &str) -> Result<(String, std::fs::File), ErrorCode> {
    file::create_beside(&downloads(app)?, name).map_err(failed)
}

fn downloads(app: &AppHandle) -> Result<PathBuf, ErrorCode> {
    if let Some(dir) = debug_variable("HANDBOOK_DIR") {
        let folder = Path::new(&dir).with_extension("downloads");
        std::fs::create_dir_all(&folder).map_err(failed)?;
        return Ok(folder);
    }
    let paths = app.path();
    let folder = paths.download_dir().or_else(|_| paths.home_dir());
    folder.map_err(|_| ErrorCode::Internal)
}

/// Hands `event` to the system's calendar.
///
/// # Errors
/// As [`save`].
pub fn save_event(app: &AppHandle, event: &EventFile) -> Result<(), ErrorCode> {
    clear(app);
    let bytes = event.text.as_bytes();
    let path = file::write_private(&folder(app)?, &event.name, bytes).map_err(failed)?;
    if noted("save-event", &path.display().to_string())? {
        return Ok(());
    }
    system::open(app, &path, "text/calendar")
}

/// Puts `event` into the owner's folder for downloads, beside whatever is there; gives the name.
///
/// # Errors
/// As [`save`].
pub fn download_event(app: &AppHandle, event: &EventFile) -> Result<String, ErrorCode> {
    file::add(&downloads(app)?, &event.name, event.text.as_bytes()).map_err(failed)
}

/// Puts `text` on the clipboard.
///
/// # Errors
/// [`ErrorCode::TooLarge`], and as [`save`].
pub fn copy(app: &AppHandle, text: String) -> Result<(), ErrorCode> {
    if text.len() > MAX_COPY {
        return Err(ErrorCode::TooLarge);
    }
    noted("copy", &text.replace('\n', " / "))?;
    system::copy(app, text)
}

/// Removes what was handed over earlier.
pub fn clear(app: &AppHandle) {
    let Ok(folder) = folder(app) else { return };
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            tracing::warn!(kind = ?error.kind(), "a contact that was handed over is still there");
        }
        _ => {}
    }
    #[cfg(any(target_os = "android", target_os = "ios"))]
    clear_copies(app);
}

/// The share plugin makes a copy of its own of each file, and never looks at it again.
#[cfg(any(target_os = "android", target_os = "ios"))]
fn clear_copies(app: &AppHandle) {
    let folder = if cfg!(target_os = "android") {
        app.path().app_cache_dir()
    } else {
        app.path().temp_dir()
    };
    let copies = folder
        .ok()
        .and_then(|folder| std::fs::read_dir(folder).ok());
    for copy in copies.into_iter().flatten().flatten() {
        if copy
            .path()
            .extension()
            .is_some_and(|ending| ending == "vcf" || ending == "ics")
            && std::fs::remove_file(copy.path()).is_err()
        {
            tracing::warn!("a copy of a contact that was shared is still there");
        }
    }
}

fn folder(app: &AppHandle) -> Result<PathBuf, ErrorCode> {
    if let Some(dir) = debug_variable("HANDBOOK_DIR") {
        return Ok(Path::new(&dir).with_extension("handover"));
    }
    let cache = app
        .path()
        .app_cache_dir()
        .map_err(|_| ErrorCode::Internal)?;
    Ok(cache.join("handover"))
}

fn write(app: &AppHandle, contact: &ContactFile) -> Result<PathBuf, ErrorCode> {
    clear(app);
    let bytes = contact.vcard.as_bytes();
    file::write_private(&folder(app)?, &contact.name, bytes).map_err(failed)
}

/// Notes what would be handed over, where a test wants to know; answers whether one does.
fn noted(what: &str, whom: &str) -> Result<bool, ErrorCode> {
    let Some(log) = debug_variable("HANDBOOK_LINK_LOG") else {
        return Ok(false);
    };
    let mut log = std::fs::File::options()
        .create(true)
        .append(true)
        .open(log)
        .map_err(failed)?;
    writeln!(log, "{what} {whom}").map_err(failed)?;
    Ok(true)
}

/// The name of a file is personal data: the log says only what kind of failure it was.
fn failed(error: std::io::Error) -> ErrorCode {
    tracing::warn!(kind = ?error.kind(), "a contact was not handed over");
    match error.kind() {
        std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
            ErrorCode::StorageFull
        }
        _ => ErrorCode::Internal,
    }
}

#[cfg(any(target_os = "android", target_os = "ios"))]
mod system {
    use std::path::Path;

    use handbook_wire::ErrorCode;
    use tauri::AppHandle;
    use tauri_plugin_clipboard_manager::ClipboardExt;
    use tauri_plugin_sharekit::{ShareExt, ShareFileOptions, ShareTextOptions};

    pub fn copy(app: &AppHandle, text: String) -> Result<(), ErrorCode> {
        let written = app.clipboard().write_text(text);
        written.map_err(|_| ErrorCode::Internal)
    }

    #[cfg(target_os = "android")]
    pub fn view(app: &AppHandle, path: &Path) -> Result<(), ErrorCode> {
        super::android::view(app, path)
    }

    #[cfg(target_os = "android")]
    pub fn open(app: &AppHandle, path: &Path, media_type: &str) -> Result<(), ErrorCode> {
        super::android::view_as(app, path, media_type)
    }

    /// The sheet shows the file and has the apps that take it.
    #[cfg(target_os = "ios")]
    pub fn open(app: &AppHandle, path: &Path, media_type: &str) -> Result<(), ErrorCode> {
        share(app, path, media_type)
    }

    /// The sheet has 연락처에 추가 for a card.
    #[cfg(target_os = "ios")]
    pub fn view(app: &AppHandle, path: &Path) -> Result<(), ErrorCode> {
        share_file(app, path)
    }

    pub fn share_file(app: &AppHandle, path: &Path) -> Result<(), ErrorCode> {
        share(app, path, "text/x-vcard")
    }

    fn share(app: &AppHandle, path: &Path, media_type: &str) -> Result<(), ErrorCode> {
        let url = tauri::Url::from_file_path(path).map_err(|()| ErrorCode::Internal)?;
        let options = ShareFileOptions {
            mime_type: Some(media_type.to_owned()),
            ..ShareFileOptions::default()
        };
        // Whether something was sent, the system does not say for certain.
        if app
            .share()
            .share_file(window(app)?, url.into(), options)
            .is_err()
        {
            tracing::debug!("the sheet was closed, or did not come");
        }
        Ok(())
    }

    pub fn share_text(app: &AppHandle, text: String) -> Result<(), ErrorCode> {
        let options = ShareTextOptions::default();
        if app.share().share_text(window(app)?, text, options).is_err() {
            tracing::debug!("the sheet was closed, or did not come");
        }
        Ok(())
    }

    fn window(app: &AppHandle) -> Result<tauri::WebviewWindow, ErrorCode> {
        tauri::Manager::get_webview_window(app, "main").ok_or(ErrorCode::Internal)
    }
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
mod system {
    use std::path::Path;

    use handbook_wire::ErrorCode;
    use tauri::AppHandle;
    use tauri_plugin_opener::OpenerExt;

    #[cfg(target_os = "linux")]
    pub fn copy(app: &AppHandle, text: String) -> Result<(), ErrorCode> {
        let set = move || {
            let clipboard = gtk::Clipboard::get(&gtk::gdk::SELECTION_CLIPBOARD);
            clipboard.set_text(&text);
        };
        app.run_on_main_thread(set).map_err(|_| ErrorCode::Internal)
    }

    #[cfg(not(target_os = "linux"))]
    pub fn copy(_app: &AppHandle, text: String) -> Result<(), ErrorCode> {
        let copied = arboard::Clipboard::new().and_then(|mut clipboard| clipboard.set_text(text));
        copied.map_err(|_| ErrorCode::Internal)
    }

    pub fn open(app: &AppHandle, path: &Path, _media_type: &str) -> Result<(), ErrorCode> {
        view(app, path)
    }

    pub fn view(app: &AppHandle, path: &Path) -> Result<(), ErrorCode> {
        let opened = app.opener().open_path(path.to_string_lossy(), None::<&str>);
        opened.map_err(|_| ErrorCode::Internal)
    }

    /// Nothing here offers it.
    pub fn share_file(_app: &AppHandle, _path: &Path) -> Result<(), ErrorCode> {
        Err(ErrorCode::Internal)
    }

    /// Nothing here offers it.
    pub fn share_text(_app: &AppHandle, _text: String) -> Result<(), ErrorCode> {
        Err(ErrorCode::Internal)
    }
}
