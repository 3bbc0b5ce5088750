//! Whether the machine is quiet enough for a round.

use std::time::{Duration, Instant};

use super::data::Random;
use super::figure::Rounds;

/// How often a busy machine is looked at again before the benchmark gives up.
const LOOKS: usize = 40;
const PAUSE: Duration = Duration::from_secs(3);
/// Cores that other programs may use.
const OTHERS: f64 = 0.5;
/// How much longer than its best the fixed loop may take.
const UNEVEN: f64 = 1.1;

/// Tells a quiet machine from a busy one.
pub struct Quiet {
    any_load: bool,
    expected: f64,
}

impl Quiet {
    /// With `any_load` every round counts, and the report says so.
    #[must_use]
    pub fn new(any_load: bool) -> Self {
        let expected = look().took;
        Self { any_load, expected }
    }

    /// Waits for a moment in which a round may begin; false when none comes. Each look at a busy
    /// machine is a void round.
    #[expect(
        clippy::disallowed_methods,
        reason = "a machine does not say when it has become quiet"
    )]
    pub fn wait(&mut self, rounds: &mut Rounds) -> bool {
        for _ in 0..LOOKS {
            let look = look();
            self.expected = self.expected.min(look.took);
            let quiet = look.others < OTHERS && look.took <= self.expected * UNEVEN;
            if quiet || self.any_load {
                rounds.loaded |= !quiet;
                return true;
            }
            rounds.void += 1;
            std::thread::sleep(PAUSE);
        }
        rounds.notes.push("the machine was never quiet".to_owned());
        false
    }
}

struct Look {
    /// Seconds that a fixed loop took.
    took: f64,
    /// Cores that were busy with something else meanwhile.
    others: f64,
}

fn look() -> Look {
    let before = busy_ticks();
    let started = Instant::now();
    let mut random = Random::new(1);
    let mut sum = 0u64;
    for _ in 0..60_000_000u32 {
        sum = sum.wrapping_add(random.below(1 << 40));
    }
    std::hint::black_box(sum);
    let took = started.elapsed().as_secs_f64();
    let others = (busy_ticks() - before) / 100.0 / took - 1.0;
    Look { took, others }
}

/// Time that all cores together have worked, in hundredths of a second.
fn busy_ticks() -> f64 {
    let stat = std::fs::read_to_string("/proc/stat").unwrap_or_default();
    let numbers: Vec<f64> = stat
        .lines()
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .skip(1)
        .filter_map(|word| word.parse().ok())
        .collect();
    let total: f64 = numbers.iter().sum();
    total - numbers.get(3).unwrap_or(&0.0) - numbers.get(4).unwrap_or(&0.0)
}
