//! Whole rosters.

mod hostile;
mod other;
mod sample;
