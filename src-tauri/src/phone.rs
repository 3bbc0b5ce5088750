//! What the phone itself does for the handbook while the app is out of sight: it shows whose call it is, and
//! wakes the app to catch up.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use handbook_wire::ipc::CallerIdStanding;
use tauri::AppHandle;

/// The phone.
pub trait Phone: Send + Sync {
    /// Whether it would show whose call it is. Asks nobody.
    fn standing(&self) -> CallerIdStanding;
    /// Asks its owner to let it, if he has not; answers how it is then. May take minutes.
    fn allow(&self) -> CallerIdStanding;
    /// Takes the book of callers, in place of the one that it had.
    ///
    /// # Errors
    /// Why it can't be kept; what was there is there still.
    fn keep_callers(&self, book: &str) -> io::Result<()>;
    /// Forgets the book of callers.
    fn forget_callers(&self);
    /// Whether the phone shall wake the app to catch up.
    fn wake_to_refresh(&self, on: bool);
}

/// Runs `job`, which may ask the owner and so take minutes, off the async threads.
pub async fn ask<T: Default + Send + 'static>(
    phone: &Arc<dyn Phone>,
    job: impl FnOnce(&dyn Phone) -> T + Send + 'static,
) -> T {
    let phone = Arc::clone(phone);
    tauri::async_runtime::spawn_blocking(move || job(phone.as_ref()))
        .await
        .unwrap_or_default()
}

/// The device's own system; a desktop has nothing of the kind.
pub struct System(pub AppHandle);

impl Phone for System {
    fn standing(&self) -> CallerIdStanding {
        standing(tauri_plugin_handbook_device::caller_id(&self.0))
    }

    fn allow(&self) -> CallerIdStanding {
        standing(tauri_plugin_handbook_device::allow_caller_id(&self.0))
    }

    fn keep_callers(&self, book: &str) -> io::Result<()> {
        tauri_plugin_handbook_device::keep_callers(&self.0, book)
            .map_err(|_| io::Error::other("the system keeps no book of callers"))
    }

    fn forget_callers(&self) {
        tauri_plugin_handbook_device::forget_callers(&self.0);
    }

    fn wake_to_refresh(&self, on: bool) {
        tauri_plugin_handbook_device::wake_to_refresh(&self.0, on);
    }
}

fn standing(told: tauri_plugin_handbook_device::CallerId) -> CallerIdStanding {
    use tauri_plugin_handbook_device::CallerId;

    match told {
        CallerId::NotHere => CallerIdStanding::NotHere,
        CallerId::Allowed => CallerIdStanding::Allowed,
        CallerId::NotAllowed => CallerIdStanding::NotAllowed,
    }
}

/// What a test looks into: the book is a file. Its owner allows it when he is asked.
pub struct Told(pub PathBuf);

impl Told {
    fn allowed(&self) -> PathBuf {
        self.0.with_extension("allowed")
    }
}

impl Phone for Told {
    fn standing(&self) -> CallerIdStanding {
        match self.allowed().exists() {
            true => CallerIdStanding::Allowed,
            false => CallerIdStanding::NotAllowed,
        }
    }

    fn allow(&self) -> CallerIdStanding {
        // Without it the test sees an owner who refuses.
        drop(std::fs::write(self.allowed(), "yes"));
        self.standing()
    }

    fn keep_callers(&self, book: &str) -> io::Result<()> {
        // Whole or not at all: the test reads it meanwhile.
        let new = self.0.with_extension("new");
        std::fs::write(&new, book)?;
        std::fs::rename(new, &self.0)
    }

    fn forget_callers(&self) {
        drop(std::fs::remove_file(&self.0));
    }

    fn wake_to_refresh(&self, _: bool) {}
}
