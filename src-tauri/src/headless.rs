//! The core without the window, for Android: its system may wake the app in a process in which nobody has
//! opened it. The Kotlin half is `Headless.kt`; its names are those of the functions here.
//!
//! The system's key store finds the process by `ndk_context`, which the window's library sets up once, and
//! stops when somebody else has. So it is set up here for as long as the work takes, and the window, before it
//! sets it up, waits until it is given back.
#![expect(
    unsafe_code,
    reason = "functions that Kotlin finds by name, and ndk_context, have no safe way"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use handbook_core::{Handbook, SystemClock};
use jni::JNIEnv;
use jni::objects::{GlobalRef, JObject, JString};
use jni::sys::jboolean;
use tokio::sync::Notify;

use crate::key;
use crate::setting::Setting;
use crate::shell::REFRESH;

/// How long the window waits for work to end, at most: tokens that are on their way take as long.
const PATIENCE: Duration = Duration::from_secs(4);

struct State {
    /// Set up by [`Turn::begin`]; the process is kept by it.
    context: Option<GlobalRef>,
    /// The window has come: nothing is done here any more.
    has_left: bool,
}

static STATE: Mutex<State> = Mutex::new(State {
    context: None,
    has_left: false,
});
static ENDED: Condvar = Condvar::new();
static STOP: Notify = Notify::const_new();

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time in which `ndk_context` is set up from here.
struct Turn;

impl Turn {
    /// None while another has it, or when the window has come.
    fn begin(env: &JNIEnv<'_>, context: &JObject<'_>) -> Option<Self> {
        let mut state = state();
        if state.has_left || state.context.is_some() {
            return None;
        }
        let context = env.new_global_ref(context).ok()?;
        let vm = env.get_java_vm().ok()?;
        // SAFETY: both live as long as the process: the virtual machine does, and `context` is held until
        // `give_back`. Nobody else has set it up: the window does so only after `leave`.
        unsafe {
            ndk_context::initialize_android_context(
                vm.get_java_vm_pointer().cast(),
                context.as_obj().as_raw().cast(),
            );
        }
        state.context = Some(context);
        Some(Self)
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        give_back(&mut state());
        ENDED.notify_all();
    }
}

fn give_back(state: &mut State) {
    if state.context.take().is_some() {
        // SAFETY: it was set up in `Turn::begin`, and is given back once: `context` was still there.
        unsafe { ndk_context::release_android_context() };
    }
}

/// Catches up with the server; false when it could not, or the window is there.
#[unsafe(no_mangle)]
pub extern "system" fn Java_kr_or_kemc_handbook_device_Headless_refresh(
    mut env: JNIEnv<'_>,
    _: JObject<'_>,
    context: JObject<'_>,
    data_dir: JString<'_>,
) -> jboolean {
    // A panic must not reach Kotlin.
    let done = catch_unwind(AssertUnwindSafe(|| {
        let data_dir: String = env.get_string(&data_dir).ok()?.into();
        let _turn = Turn::begin(&env, &context)?;
        refresh(PathBuf::from(data_dir))
    }));
    jboolean::from(matches!(done, Ok(Some(true))))
}

/// Ends the work early.
#[unsafe(no_mangle)]
pub extern "system" fn Java_kr_or_kemc_handbook_device_Headless_stopRefresh(
    _: JNIEnv<'_>,
    _: JObject<'_>,
) {
    STOP.notify_one();
}

/// The window is about to come: ends the work and gives back what the window sets up.
#[unsafe(no_mangle)]
pub extern "system" fn Java_kr_or_kemc_handbook_device_Headless_leave(
    _: JNIEnv<'_>,
    _: JObject<'_>,
) {
    let mut state = state();
    state.has_left = true;
    STOP.notify_one();
    let waited = ENDED.wait_timeout_while(state, PATIENCE, |state| state.context.is_some());
    let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
    // Who still works finds the window's before long, and fails otherwise.
    give_back(&mut state);
}

fn refresh(data_dir: PathBuf) -> Option<bool> {
    let setting = Setting::within(&data_dir).ok()?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .build()
        .ok()?;
    let is_fresh = runtime.block_on(async {
        let keys = key::store(&setting);
        let handbook = Handbook::open(setting.config(), keys, Arc::new(SystemClock)).ok()?;
        let is_fresh = tokio::select! {
            is_fresh = handbook.catch_up(REFRESH) => is_fresh,
            () = STOP.notified() => false,
        };
        handbook.close().await;
        Some(is_fresh)
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    is_fresh
}
