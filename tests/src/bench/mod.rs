//! Measurements: `./dev bench sync --json`. Rules and reading: `docs/benchmarks.md`.

pub mod child;
pub mod data;
pub mod figure;
pub mod login;
pub mod search;
pub mod size;
pub mod sync;
