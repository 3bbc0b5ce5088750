//! Servers, devices and windows for tests that cross crates. Each is stopped when it is dropped.

pub mod bench;
pub mod browser;
pub mod code;
pub mod converge;
pub mod device;
pub mod display;
pub mod mail;
pub mod news;
pub mod peer;
pub mod program;
pub mod proxy;
pub mod push;
pub mod roster;
pub mod s3;
pub mod sandbox;
pub mod server;
pub mod shots;
pub mod tile;
pub mod walk;
pub mod window;

pub use device::Device;
pub use server::TestServer;

/// What went wrong in the scenery of a test, for people.
pub type Error = Box<dyn std::error::Error + Send + Sync>;

/// Waits until `ready` gives something, asking every few milliseconds.
///
/// # Errors
/// After 30 seconds, with `what` in the message.
pub async fn wait_for<T, F, Fut>(what: &str, mut ready: F) -> Result<T, Error>
where
    F: FnMut() -> Fut,
    Fut: Future<Output = Option<T>>,
{
    let deadline = tokio::time::Instant::now() + std::time::Duration::from_secs(30);
    loop {
        if let Some(value) = ready().await {
            return Ok(value);
        }
        if tokio::time::Instant::now() > deadline {
            return Err(format!("waited in vain: {what}").into());
        }
        tokio::time::sleep(std::time::Duration::from_millis(25)).await;
    }
}
