//! The shell around the handbook: a window, the plugins, and commands of a line each. It holds no
//! rule; those are in the core.
//!
//! In debug builds alone these environment variables are read:
//!
//! - `HANDBOOK_SERVER`: address of the co-op's server;
//! - `HANDBOOK_DIR`: folder of the cache (keys lie beside it, in `<folder>-keys`). With it set, several
//!   apps may run at a time, one a folder;
//! - `HANDBOOK_OWNER`: file that says whether the device's owner is here (`yes`), for the app's lock;
//! - `HANDBOOK_LINK_LOG`: file to which links are appended, a line each, instead of being opened;
//! - `HANDBOOK_ABILITIES`: whether the device can do what a `phone` can with a contact, or a `desktop`;
//! - `HANDBOOK_CLOCK`: seconds that the handbook's clock is ahead of the device's;
//! - `HANDBOOK_SCANNER`: with it set, the page takes this device for one with a scanner;
//! - `HANDBOOK_CALLERS`: file that stands for the phone's book of callers; beside it, with the ending
//!   `allowed`, whether the owner lets the app say whose call it is;
//! - `HANDBOOK_PUSH`: how the device says that it is reached while the app is closed, as `fcm:TOKEN`, or
//!   `refused`;
//! - `HANDBOOK_POSITION`: where the device says that it is, as `37.5,127.0`, or `refused`.
//!
//! A release takes its server's address from `HANDBOOK_SERVER`, and the keys that the server may have from
//! `HANDBOOK_PINS`, at the time it is built.
//! `HANDBOOK_LOG` filters the log on standard error in every build, as `RUST_LOG` does elsewhere.

#![cfg_attr(
    target_os = "ios",
    expect(
        missing_docs,
        reason = "the macro of the entry point writes a function without any"
    )
)]

mod commands;
mod follow;
mod handover;
#[cfg(target_os = "android")]
mod headless;
mod kept;
mod key;
mod link;
mod lock;
mod phone;
mod position;
mod push;
mod setting;
mod shell;

use tauri::{AppHandle, Manager, RunEvent, Runtime, WindowEvent};

use handbook_wire::ipc::SocialCodeArgs;
use lock::{Owner, Told};
use phone::Phone;
use push::PushSource;
use setting::{Setting, debug_variable};
use shell::Shell;

/// Opens the window and runs until it is closed. A start that fails is told on standard error, and
/// the process ends with status 1.
#[cfg_attr(
    any(target_os = "android", target_os = "ios"),
    tauri::mobile_entry_point
)]
pub fn run() {
    start_log();
    let app = plugins(tauri::Builder::default())
        .register_asynchronous_uri_scheme_protocol(kept::SCHEME, kept::answer)
        .invoke_handler(commands::handler())
        .setup(|app| {
            let setting = Setting::read(app.handle())?;
            app.manage(Shell::new(
                setting,
                owner(app.handle()),
                push_source(app.handle()),
                phone(app.handle()),
            ));
            refresh_when_woken(app.handle());
            handover::clear(app.handle());
            listen_for_links(app.handle());
            Ok(())
        })
        .on_window_event(|window, event| {
            let app = window.app_handle();
            match event {
                WindowEvent::Focused(true) => resume(app),
                WindowEvent::Focused(false) => {
                    if let Some(shell) = app.try_state::<Shell>() {
                        shell.lock().leave();
                    }
                }
                _ => {}
            }
        })
        .build(tauri::generate_context!());
    match app {
        Ok(app) => app.run(|app, event| {
            if matches!(event, RunEvent::Exit)
                && let Some(shell) = app.try_state::<Shell>()
            {
                shell.close();
            }
        }),
        Err(error) => {
            tracing::error!(%error, "the app can't start");
            std::process::exit(1);
        }
    }
}

/// Takes the links by which a browser comes back, also the one that started the app.
fn listen_for_links<R: Runtime>(app: &AppHandle<R>) {
    use tauri_plugin_deep_link::DeepLinkExt;

    let handle = app.clone();
    app.deep_link().on_open_url(move |event| {
        for link in event.urls() {
            let app = handle.clone();
            tauri::async_runtime::spawn(async move {
                if let Some(shell) = app.try_state::<Shell>()
                    && let Ok(handbook) = shell.behind_lock().await
                {
                    handbook.open_app_link(link.as_str()).await;
                }
            });
        }
    });
}

/// Not every provider leads back by a link: whoever comes back by himself is asked about too.
fn resume<R: Runtime>(app: &AppHandle<R>) {
    if let Some(shell) = app.try_state::<Shell>() {
        shell.lock().come_back();
    }
    let app = app.clone();
    tauri::async_runtime::spawn(async move {
        let Some(shell) = app.try_state::<Shell>() else {
            return;
        };
        let Ok(handbook) = shell.behind_lock().await else {
            return;
        };
        if handbook.awaits_identity().await
            && let Err(error) = handbook.check_identity().await
        {
            tracing::debug!(%error, "the verification is asked about again later");
        }
        let no_code = SocialCodeArgs { code: None };
        if handbook.awaits_social().await
            && let Err(error) = handbook.check_social(no_code).await
        {
            tracing::debug!(%error, "the login elsewhere is asked about again later");
        }
    });
}

/// Who tells the device's owner.
fn owner(app: &AppHandle) -> Box<dyn Owner> {
    if let Some(file) = debug_variable("HANDBOOK_OWNER") {
        return Box::new(Told(file.into()));
    }
    #[cfg(any(target_os = "android", target_os = "ios", target_os = "macos"))]
    return Box::new(lock::System(app.clone()));
    #[cfg(not(any(target_os = "android", target_os = "ios", target_os = "macos")))]
    {
        let _ = app;
        Box::new(lock::NoOwner)
    }
}

/// Who names this device at a service that reaches closed apps.
fn push_source(app: &AppHandle) -> Box<dyn PushSource> {
    match debug_variable("HANDBOOK_PUSH") {
        Some(told) => Box::new(push::Told(told)),
        None => Box::new(push::System(app.clone())),
    }
}

/// What the phone does while the app is out of sight.
fn phone(app: &AppHandle) -> Box<dyn Phone> {
    match debug_variable("HANDBOOK_CALLERS") {
        Some(file) => Box::new(phone::Told(file.into())),
        None => Box::new(phone::System(app.clone())),
    }
}

/// Lets the app catch up whenever the phone wakes it, and says when it has.
fn refresh_when_woken(app: &AppHandle) {
    use tauri::async_runtime::{spawn, spawn_blocking};

    let app = app.clone();
    // The phone answers on the thread that starts the app.
    spawn_blocking(move || {
        let handle = app.clone();
        tauri_plugin_handbook_device::on_refresh(&app, move || {
            let app = handle.clone();
            spawn(async move {
                let is_fresh = match app.try_state::<Shell>() {
                    Some(shell) => shell.refresh().await,
                    None => false,
                };
                let told = move || tauri_plugin_handbook_device::refreshed(&app, is_fresh);
                if spawn_blocking(told).await.is_err() {
                    tracing::warn!("the phone was not told that the app has caught up");
                }
            });
        });
    });
}

fn start_log() {
    use tracing_subscriber::EnvFilter;

    let filter = EnvFilter::try_from_env("HANDBOOK_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,handbook_app=info,handbook_core=info"));
    // Fails only when there is a log already.
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .try_init();
}

fn plugins<R: Runtime>(builder: tauri::Builder<R>) -> tauri::Builder<R> {
    // It must be the first: a second app ends here, before anything else has started.
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    let builder = if Setting::is_isolated() {
        builder
    } else {
        builder.plugin(tauri_plugin_single_instance::init(|app, _, _| focus(app)))
    };
    #[cfg(any(target_os = "android", target_os = "ios"))]
    let builder = builder
        .plugin(tauri_plugin_barcode_scanner::init())
        .plugin(tauri_plugin_clipboard_manager::init())
        .plugin(tauri_plugin_geolocation::init())
        .plugin(tauri_plugin_sharekit::init());
    #[cfg(any(target_os = "android", target_os = "ios", target_os = "macos"))]
    let builder = builder.plugin(tauri_plugin_biometric::init());
    builder
        .plugin(tauri_plugin_handbook_device::init())
        .plugin(tauri_plugin_deep_link::init())
        .plugin(
            tauri_plugin_opener::Builder::new()
                .open_js_links_on_click(false)
                .build(),
        )
}

#[cfg(not(any(target_os = "android", target_os = "ios")))]
fn focus<R: Runtime>(app: &tauri::AppHandle<R>) {
    if let Some(window) = app.get_webview_window("main") {
        // A window manager may refuse; the window is there all the same.
        let _ = window.unminimize();
        let _ = window.set_focus();
    }
}
