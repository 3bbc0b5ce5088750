//! What no kept plugin does on a phone, in Kotlin (`android/`) and Swift (`ios/`) side by side:
//!
//! - names the device at the service that reaches closed apps, and asks its owner once whether it may
//!   show notifications; a notification that is touched opens its own link (`esujeop://news/…`);
//! - makes Android's notification channels;
//! - shows whose call it is, from a book that the app hands over: Android by a screener of calls, iOS by an
//!   extension of its directory of callers;
//! - wakes the app to catch up, as often as each system lets it;
//! - iOS: lays a veil over the app while it is not in front, and keeps its files out of backups (Android
//!   has the window's flag and the manifest for these).
//!
//! A desktop has nothing of the kind and says so. The page can call nothing here.

use serde::{Deserialize, Serialize};
use tauri::ipc::Channel;
use tauri::plugin::{Builder, TauriPlugin};
use tauri::{AppHandle, Manager, Runtime};

#[cfg(target_os = "ios")]
tauri::ios_plugin_binding!(init_plugin_handbook_device);

/// A service that reaches closed apps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Service {
    /// Firebase Cloud Messaging.
    Fcm,
    /// Apple Push Notification service.
    Apns,
}

/// How the device is named.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Token {
    /// By whom.
    pub service: Service,
    /// Its name there. It may change from one start to the next.
    pub token: String,
}

/// Why there is no [`Token`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoToken {
    /// This kind of device, or this build of the app, has no such service.
    NotHere,
    /// The device's owner does not allow notifications.
    NotAllowed,
    /// The service does not answer now.
    NotNow,
}

/// What the native half answers.
#[cfg(any(target_os = "android", target_os = "ios", test))]
#[derive(Deserialize)]
struct Answer {
    outcome: Outcome,
    token: Option<Token>,
}

#[cfg(any(target_os = "android", target_os = "ios", test))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Outcome {
    Named,
    NotHere,
    NotAllowed,
    NotNow,
}

#[cfg(any(target_os = "android", target_os = "ios", test))]
fn told(answer: Answer) -> Result<Token, NoToken> {
    match (answer.outcome, answer.token) {
        (Outcome::Named, Some(token)) if !token.token.is_empty() => Ok(token),
        (Outcome::Named | Outcome::NotNow, _) => Err(NoToken::NotNow),
        (Outcome::NotHere, _) => Err(NoToken::NotHere),
        (Outcome::NotAllowed, _) => Err(NoToken::NotAllowed),
    }
}

/// Whether the device shows whose call it is, from this app's book.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum CallerId {
    /// It can't: no telephone, too old a system, or a build without that part.
    #[default]
    NotHere,
    /// It does.
    Allowed,
    /// It would, but its owner has not allowed it.
    NotAllowed,
}

/// A book that can't be kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NotKept;

/// What the native half answers about callers.
#[cfg(any(target_os = "android", target_os = "ios", test))]
#[derive(Deserialize)]
struct CallerAnswer {
    standing: CallerId,
}

/// The device.
pub struct Device<R: Runtime> {
    #[cfg(any(target_os = "android", target_os = "ios"))]
    native: tauri::plugin::PluginHandle<R>,
    #[cfg(not(any(target_os = "android", target_os = "ios")))]
    runtime: std::marker::PhantomData<fn() -> R>,
}

impl<R: Runtime> Device<R> {
    /// The device's name at the service that reaches closed apps. Asks the owner the first time, and
    /// waits for the answer, so it may block for minutes; afterwards it never asks again.
    ///
    /// # Errors
    /// [`NoToken`].
    pub fn token(&self) -> Result<Token, NoToken> {
        #[cfg(any(target_os = "android", target_os = "ios"))]
        return match self.native.run_mobile_plugin::<Answer>("pushToken", ()) {
            Ok(answer) => told(answer),
            Err(_) => Err(NoToken::NotNow),
        };
        #[cfg(not(any(target_os = "android", target_os = "ios")))]
        {
            let _ = &self.runtime;
            Err(NoToken::NotHere)
        }
    }

    fn caller_id(&self, command: &str) -> CallerId {
        #[cfg(any(target_os = "android", target_os = "ios"))]
        return match self.native.run_mobile_plugin::<CallerAnswer>(command, ()) {
            Ok(answer) => answer.standing,
            Err(_) => CallerId::NotHere,
        };
        #[cfg(not(any(target_os = "android", target_os = "ios")))]
        {
            let _ = command;
            CallerId::NotHere
        }
    }

    /// Whether the native half did it.
    fn told(&self, command: &str, arguments: impl Serialize) -> bool {
        #[cfg(any(target_os = "android", target_os = "ios"))]
        return self
            .native
            .run_mobile_plugin::<serde_json::Value>(command, arguments)
            .is_ok();
        #[cfg(not(any(target_os = "android", target_os = "ios")))]
        {
            let _ = (command, arguments);
            false
        }
    }
}

#[derive(Serialize)]
struct Book<'a> {
    book: &'a str,
}

#[derive(Serialize)]
struct Wake {
    on: bool,
}

#[derive(Serialize)]
struct Refreshed {
    fresh: bool,
}

/// Whether the device shows whose call it is. Asks nobody.
pub fn caller_id<R: Runtime>(app: &AppHandle<R>) -> CallerId {
    with(app, |device| device.caller_id("callerId"))
}

/// Asks the owner to let it, if he has not; answers how it is then. May block for minutes: iOS opens its
/// settings, where it is done.
pub fn allow_caller_id<R: Runtime>(app: &AppHandle<R>) -> CallerId {
    with(app, |device| device.caller_id("allowCallerId"))
}

/// Hands over the book of callers: lines of a number as it is dialled from abroad, a tab and what is shown,
/// in ascending order. The device keeps it sealed, under a key of its own store.
///
/// # Errors
/// [`NotKept`]; what was there is there still.
pub fn keep_callers<R: Runtime>(app: &AppHandle<R>, book: &str) -> Result<(), NotKept> {
    match with(app, |device| device.told("keepCallers", Book { book })) {
        true => Ok(()),
        false => Err(NotKept),
    }
}

/// Takes the book of callers away.
pub fn forget_callers<R: Runtime>(app: &AppHandle<R>) {
    with(app, |device| device.told("forgetCallers", ()));
}

/// Whether the system shall wake the app to catch up from now on.
pub fn wake_to_refresh<R: Runtime>(app: &AppHandle<R>, on: bool) {
    with(app, |device| device.told("wakeToRefresh", Wake { on }));
}

/// Says that the app was woken for what it has done: the system may put it to sleep.
pub fn refreshed<R: Runtime>(app: &AppHandle<R>, fresh: bool) {
    with(app, |device| device.told("refreshed", Refreshed { fresh }));
}

/// Calls `job` each time that the system wakes the app to catch up; [`refreshed`] ends each.
pub fn on_refresh<R: Runtime>(app: &AppHandle<R>, job: impl Fn() + Send + Sync + 'static) {
    #[derive(Serialize)]
    struct Listen {
        channel: Channel,
    }

    let channel = Channel::new(move |_| {
        job();
        Ok(())
    });
    with(app, |device| device.told("onRefresh", Listen { channel }));
}

fn with<R: Runtime, T: Default>(app: &AppHandle<R>, ask: impl FnOnce(&Device<R>) -> T) -> T {
    match app.try_state::<Device<R>>() {
        Some(device) => ask(&device),
        None => T::default(),
    }
}

/// The plugin.
pub fn init<R: Runtime>() -> TauriPlugin<R> {
    Builder::new("handbook-device")
        .setup(|app, api| {
            #[cfg(target_os = "android")]
            let native =
                api.register_android_plugin("kr.or.kemc.handbook.device", "DevicePlugin")?;
            #[cfg(target_os = "ios")]
            let native = api.register_ios_plugin(init_plugin_handbook_device)?;
            #[cfg(not(any(target_os = "android", target_os = "ios")))]
            let _ = api;
            app.manage(Device::<R> {
                #[cfg(any(target_os = "android", target_os = "ios"))]
                native,
                #[cfg(not(any(target_os = "android", target_os = "ios")))]
                runtime: std::marker::PhantomData,
            });
            Ok(())
        })
        .build()
}

/// The device's name at the service that reaches closed apps; see [`Device::token`].
///
/// # Errors
/// [`NoToken`].
pub fn token<R: Runtime>(app: &AppHandle<R>) -> Result<Token, NoToken> {
    match app.try_state::<Device<R>>() {
        Some(device) => device.token(),
        None => Err(NoToken::NotHere),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_they_answer_about_callers_is_read() {
        for (told, expected) in [
            ("notHere", CallerId::NotHere),
            ("allowed", CallerId::Allowed),
            ("notAllowed", CallerId::NotAllowed),
        ] {
            let answer = format!(r#"{{"standing":"{told}"}}"#);
            let answer: CallerAnswer = serde_json::from_str(&answer).unwrap();
            assert_eq!(answer.standing, expected);
        }
    }

    #[test]
    fn what_the_native_halves_answer_is_read() {
        let named = |service: &str| Answer {
            outcome: Outcome::Named,
            token: Some(Token {
                service: match service {
                    "fcm" => Service::Fcm,
                    _ => Service::Apns,
                },
                token: "abc".into(),
            }),
        };
        assert_eq!(
            told(named("fcm")).map(|token| token.service),
            Ok(Service::Fcm)
        );
        for (outcome, why) in [
            (Outcome::Named, NoToken::NotNow),
            (Outcome::NotHere, NoToken::NotHere),
            (Outcome::NotAllowed, NoToken::NotAllowed),
            (Outcome::NotNow, NoToken::NotNow),
        ] {
            let answer = Answer {
                outcome,
                token: None,
            };
            assert_eq!(told(answer), Err(why));
        }
    }
}
