//! The lock of the app: whoever opens it shows the system that he is the device's owner, by finger,
//! face or the device's own PIN. The system judges; nothing of it is kept here but whether to ask.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use handbook_core::clock::Clock;
use handbook_core::key::KeyStore;
use handbook_wire::ErrorReply;
use handbook_wire::ipc::LockView;

/// Name in the key store; it is there while the app asks.
const NAME: &str = "app-lock";
/// How long (ms) the app may be away and still be open.
const AWAY: i64 = 60_000;

/// Tells the device's owner.
pub trait Owner: Send + Sync {
    /// Whether it can tell now.
    fn is_known(&self) -> bool;
    /// Asks, and waits for the answer. May take minutes.
    fn is_here(&self) -> bool;
}

/// The lock.
pub struct Lock {
    owner: Box<dyn Owner>,
    keys: Arc<dyn KeyStore>,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

struct State {
    on: bool,
    locked: bool,
    /// Since when the app is away.
    left_at: Option<i64>,
}

impl Lock {
    /// The lock as it was left: an app that asks starts locked. A key store that can't say counts as
    /// one that says so.
    pub fn new(owner: Box<dyn Owner>, keys: Arc<dyn KeyStore>, clock: Arc<dyn Clock>) -> Self {
        let on = !matches!(keys.load(NAME), Ok(None));
        let state = State {
            on,
            locked: on,
            left_at: None,
        };
        Self {
            owner,
            keys,
            clock,
            state: Mutex::new(state),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether nothing may be shown.
    pub fn is_locked(&self) -> bool {
        self.state().locked
    }

    /// How it is.
    pub fn view(&self) -> LockView {
        LockView {
            available: self.owner.is_known(),
            on: self.state().on,
        }
    }

    /// Lets the app ask from now on, or no more, if the owner is here. Answers how it is then. May
    /// block for long.
    ///
    /// # Errors
    /// When the key store fails; nothing has changed then.
    pub fn set(&self, on: bool) -> Result<LockView, ErrorReply> {
        if self.owner.is_here() {
            let kept = match on {
                true => self.keys.save(NAME, b"on"),
                false => self.keys.remove(NAME),
            };
            kept.map_err(handbook_core::Error::from)?;
            self.state().on = on;
        }
        Ok(self.view())
    }

    /// Asks for the owner; answers whether the app is open. A device that can't tell its owner any
    /// more (the PIN was taken away) opens nothing: the way out is to log in anew, after the app's
    /// data was cleared. May block for long.
    pub fn open(&self) -> bool {
        if !self.is_locked() {
            return true;
        }
        let open = self.owner.is_here();
        let mut state = self.state();
        if open {
            state.locked = false;
            state.left_at = None;
        }
        !state.locked
    }

    /// The app goes out of sight.
    pub fn leave(&self) {
        self.state().left_at = Some(self.clock.now_ms());
    }

    /// The app comes back into sight.
    pub fn come_back(&self) {
        let now = self.clock.now_ms();
        let mut state = self.state();
        let away = state.left_at.take().map(|left_at| now - left_at);
        // A clock that was set back says nothing.
        if state.on && away.is_some_and(|away| !(0..AWAY).contains(&away)) {
            state.locked = true;
        }
    }
}

/// A device that can't tell its owner to an app.
#[cfg(not(any(target_os = "android", target_os = "ios", target_os = "macos")))]
pub struct NoOwner;

#[cfg(not(any(target_os = "android", target_os = "ios", target_os = "macos")))]
impl Owner for NoOwner {
    fn is_known(&self) -> bool {
        false
    }

    fn is_here(&self) -> bool {
        false
    }
}

/// In a debug build: a file says whether the owner is here (`yes`).
pub struct Told(pub std::path::PathBuf);

impl Owner for Told {
    fn is_known(&self) -> bool {
        true
    }

    fn is_here(&self) -> bool {
        std::fs::read_to_string(&self.0).is_ok_and(|said| said.trim() == "yes")
    }
}

/// A device whose system tells its owner to an app.
#[cfg(any(target_os = "android", target_os = "ios", target_os = "macos"))]
pub struct System(pub tauri::AppHandle);

#[cfg(any(target_os = "android", target_os = "ios", target_os = "macos"))]
impl Owner for System {
    fn is_known(&self) -> bool {
        use tauri_plugin_biometric::BiometricExt;
        // Without finger or face the device's own PIN does as well; only the question itself can
        // tell whether there is one.
        self.0.biometric().status().is_ok()
    }

    fn is_here(&self) -> bool {
        use tauri_plugin_biometric::{AuthOptions, BiometricExt};
        let options = AuthOptions {
            allow_device_credential: true,
            fallback_title: Some("기기 비밀번호로 열기".to_owned()),
            title: Some("e수첩".to_owned()),
            ..AuthOptions::default()
        };
        let reason = "e수첩을 열려면 본인임을 확인해 주세요.".to_owned();
        self.0.biometric().authenticate(reason, options).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use handbook_core::clock::ManualClock;
    use handbook_core::key::MemoryKeyStore;

    use super::*;

    #[derive(Default)]
    struct Somebody(AtomicBool);

    impl Owner for Arc<Somebody> {
        fn is_known(&self) -> bool {
            true
        }

        fn is_here(&self) -> bool {
            self.0.load(Ordering::SeqCst)
        }
    }

    struct Device {
        owner: Arc<Somebody>,
        keys: Arc<MemoryKeyStore>,
        clock: Arc<ManualClock>,
    }

    impl Device {
        fn new() -> Self {
            Self {
                owner: Arc::default(),
                keys: Arc::default(),
                clock: Arc::new(ManualClock::new(1_000_000)),
            }
        }

        fn start(&self) -> Lock {
            let owner = Box::new(Arc::clone(&self.owner));
            Lock::new(owner, self.keys.clone(), self.clock.clone())
        }

        fn owner_is(&self, here: bool) {
            self.owner.0.store(here, Ordering::SeqCst);
        }
    }

    #[test]
    fn only_the_owner_turns_it_on_and_off() {
        let device = Device::new();
        let lock = device.start();
        assert!(!lock.is_locked());
        assert!(!lock.set(true).unwrap().on);
        device.owner_is(true);
        assert!(lock.set(true).unwrap().on);
        assert!(!lock.is_locked(), "who has just shown himself is not asked");
        device.owner_is(false);
        assert!(lock.set(false).unwrap().on);
        device.owner_is(true);
        assert!(!lock.set(false).unwrap().on);
        assert!(!device.start().is_locked());
    }

    #[test]
    fn it_is_locked_at_the_start_and_after_a_while_away() {
        let device = Device::new();
        device.owner_is(true);
        device.start().set(true).unwrap();
        device.owner_is(false);
        let lock = device.start();
        assert!(lock.is_locked());
        assert!(!lock.open());
        device.owner_is(true);
        assert!(lock.open());
        lock.leave();
        device.clock.set(1_000_000 + AWAY - 1);
        lock.come_back();
        assert!(!lock.is_locked());
        lock.leave();
        device.clock.set(1_000_000 + 2 * AWAY);
        lock.come_back();
        assert!(lock.is_locked());
        assert!(lock.open());
        lock.leave();
        device.clock.set(1);
        lock.come_back();
        assert!(lock.is_locked(), "the clock was set back");
    }
}
