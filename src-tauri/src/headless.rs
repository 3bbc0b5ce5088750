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
    /// The work that is under way.
    work: Option<Work>,
    /// The window has come: nothing is done here any more.
    has_left: bool,
}

struct Work {
    /// What `ndk_context` points to; held for as long as it does.
    _context: GlobalRef,
    /// Ends this work early, and no later one.
    stop: Arc<Notify>,
}

static STATE: Mutex<State> = Mutex::new(State {
    work: None,
    has_left: false,
});
static ENDED: Condvar = Condvar::new();

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The time in which `ndk_context` is set up from here.
struct Turn {
    stop: Arc<Notify>,
}

impl Turn {
    /// None while another has it, or when the window has come.
    fn begin(env: &JNIEnv<'_>, context: &JObject<'_>) -> Option<Self> {
        let mut state = state();
        if state.has_left || state.work.is_some() {
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
        let stop = Arc::new(Notify::new());
        state.work = Some(Work {
            _context: context,
            stop: Arc::clone(&stop),
        });
        Some(Self { stop })
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        give_back(&mut state());
        ENDED.notify_all();
    }
}

fn give_back(state: &mut State) {
    if let Some(_work) = state.work.take() {
        // SAFETY: it was set up in `Turn::begin`, and is given back once: `work` was still there.
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
        let turn = Turn::begin(&env, &context)?;
        refresh(PathBuf::from(data_dir), &turn.stop)
    }));
    jboolean::from(matches!(done, Ok(Some(true))))
}

/// Ends the work early.
#[unsafe(no_mangle)]
pub extern "system" fn Java_kr_or_kemc_handbook_device_Headless_stopRefresh(
    _: JNIEnv<'_>,
    _: JObject<'_>,
) {
    stop(&state());
}

fn stop(state: &State) {
    if let Some(work) = &state.work {
        work.stop.notify_one();
    }
}

/// The window is about to come: ends the work and gives back what the window sets up.
#[unsafe(no_mangle)]
pub extern "system" fn Java_kr_or_kemc_handbook_device_Headless_leave(
    _: JNIEnv<'_>,
    _: JObject<'_>,
) {
    let mut state = state();
    state.has_left = true;
    stop(&state);
    let waited = ENDED.wait_timeout_while(state, PATIENCE, |state| state.work.is_some());
    let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
    // Who still works finds the window's before long, and fails otherwise.
    give_back(&mut state);
}

fn refresh(data_dir: PathBuf, stop: &Notify) -> Option<bool> {
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
            () = stop.notified() => false,
        };
        handbook.close().await;
        Some(is_fresh)
    });
    runtime.shutdown_timeout(Duration::from_secs(1));
    is_fresh
}
