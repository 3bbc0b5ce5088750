//! Measurements: `./dev bench sync --json`. Rules and reading: `docs/benchmarks.md`.

pub mod app;
pub mod child;
pub mod content;
pub mod data;
pub mod figure;
pub mod kit;
pub mod login;
pub mod quiet;
pub mod search;
pub mod server;
pub mod size;
pub mod sync;
pub mod talker;

/// What every benchmark is told.
#[derive(Debug, Clone)]
pub struct Options {
    /// Rounds that shall count.
    pub rounds: usize,
    /// Kind of records.
    pub shape: data::Shape,
    /// The peers to measure against, by name.
    pub peers: Vec<String>,
    /// Rounds count though the machine is busy.
    pub any_load: bool,
}

impl Options {
    /// Whether that peer is wanted.
    #[must_use]
    pub fn wants(&self, peer: &str) -> bool {
        self.peers.iter().any(|name| name == peer)
    }
}
